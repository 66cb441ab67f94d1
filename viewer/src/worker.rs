//! The one thread that computes: it opens scenarios and answers them, and is the only place that calls `Study`.
//!
//! The newest request wins and stops the one before it. A mistake of ours ends the request and not the window.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use planner::error::Error;
use planner::progress::{Progress, Stage};
use planner::scenario::{Need, Scenario};
use planner::study::{Study, StudyOptions};

use crate::map::layers::{Ground, base};
use crate::present::{self, Opened};
use crate::slot::Slot;
use crate::state::{Shown, Step};

/// How often progress is told, at most.
const TELL_EVERY: Duration = Duration::from_millis(60);

/// A scenario to open and answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The scenario file.
    pub file: PathBuf,
    /// Overrides of its keys, as `key.path=value`.
    pub overrides: Vec<String>,
}

/// What the worker tells.
#[derive(Debug)]
pub enum Report {
    /// How far it is.
    Progress(Step),
    /// Something to show while it goes on.
    Preview(Arc<Shown>),
    /// The answer.
    Done(Arc<Shown>),
    /// The question cannot be answered, and why.
    Failed(String),
    /// The program made a mistake.
    Crashed(String),
}

/// The window's end of the worker.
pub struct Worker {
    requests: Arc<Slot<Request>>,
    reports: Receiver<Report>,
}

impl Worker {
    /// Starts the thread; `wake` is called whenever there is something to tell.
    pub fn start(wake: impl Fn() + Send + Sync + 'static) -> std::io::Result<Self> {
        Self::start_with(wake, answer)
    }

    /// Starts the thread with another way to answer requests.
    pub fn start_with(
        wake: impl Fn() + Send + Sync + 'static,
        answer: impl Fn(&Request, &Teller) + Send + 'static,
    ) -> std::io::Result<Self> {
        let requests = Arc::new(Slot::new());
        let (reports, received) = channel();
        let teller = Teller {
            requests: Arc::clone(&requests),
            reports,
            wake: Box::new(wake),
            last: Mutex::new(None),
        };
        thread::Builder::new()
            .name("planner-worker".to_owned())
            .spawn(move || {
                while let Some(request) = teller.requests.take() {
                    let run = AssertUnwindSafe(|| answer(&request, &teller));
                    if let Err(panic) = catch_unwind(run) {
                        teller.tell(Report::Crashed(message_of(&*panic)));
                    }
                }
            })?;
        Ok(Self {
            requests,
            reports: received,
        })
    }

    /// Asks for an answer, in place of whatever was asked before.
    pub fn ask(&self, request: Request) {
        self.requests.put(request);
    }

    /// What was told since the last time.
    pub fn reports(&self) -> impl Iterator<Item = Report> {
        self.reports.try_iter()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.requests.close();
    }
}

/// The worker's way to tell what it does, and to hear that it should stop.
pub struct Teller {
    requests: Arc<Slot<Request>>,
    reports: Sender<Report>,
    wake: Box<dyn Fn() + Send + Sync>,
    last: Mutex<Option<(Instant, Stage)>>,
}

impl Teller {
    /// Tells the window something, and wakes it.
    pub fn tell(&self, report: Report) {
        // Nobody listens once the window is closed.
        let _ = self.reports.send(report);
        (self.wake)();
    }
}

impl Progress for Teller {
    fn report(&self, stage: Stage, done: u64, total: u64) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let news = last.is_none_or(|(at, told)| told != stage || at.elapsed() > TELL_EVERY);
        if news {
            *last = Some((Instant::now(), stage));
            self.tell(Report::Progress(Step { stage, done, total }));
        }
    }

    fn cancelled(&self) -> bool {
        self.requests.wants_attention()
    }
}

fn answer(request: &Request, teller: &Teller) {
    let outcome = compute(request, teller);
    if teller.cancelled() {
        return;
    }
    teller.tell(match outcome {
        Ok(shown) => Report::Done(Arc::new(shown)),
        Err(error) => Report::Failed(chain(&error)),
    });
}

fn compute(request: &Request, teller: &Teller) -> Result<Shown, Error> {
    let scenario = Scenario::open(&request.file, &request.overrides)?;
    scenario.require(Need::Score)?;
    let options = StudyOptions {
        base_map: base::wanted(),
    };
    let study = Study::open(scenario, &options, teller)?;
    let opened = Opened {
        scenario: Arc::clone(&study.scenario),
        places: Arc::clone(&study.places),
        ground: Arc::new(Ground::of(&study.network, &study.features, &study.places)),
        findings: study.findings.clone(),
    };
    teller.tell(Report::Preview(Arc::new(present::opened(&opened))));
    let answer = if study.scenario.siting.is_some() {
        study.propose(teller)?
    } else {
        study.score(teller)?
    };
    Ok(present::answered(&opened, answer))
}

/// An error and what caused it, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}

fn message_of(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("no message").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(name: &str) -> Request {
        Request {
            file: name.into(),
            overrides: Vec::new(),
        }
    }

    fn next(worker: &Worker) -> Report {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            if let Some(report) = worker.reports().next() {
                return report;
            }
            assert!(Instant::now() < deadline, "the worker said nothing");
            thread::sleep(Duration::from_millis(2));
        }
    }

    #[test]
    fn a_mistake_becomes_a_message_and_the_thread_lives_on() {
        let worker = Worker::start_with(
            || {},
            |request, teller| {
                assert!(
                    request.file.as_os_str() != "bad",
                    "a mistake in {}",
                    "arithmetic"
                );
                teller.tell(Report::Failed("answered".to_owned()));
            },
        )
        .unwrap();
        worker.ask(request("bad"));
        assert!(
            matches!(next(&worker), Report::Crashed(text) if text == "a mistake in arithmetic")
        );
        worker.ask(request("good"));
        assert!(matches!(next(&worker), Report::Failed(text) if text == "answered"));
    }

    #[test]
    fn a_newer_request_stops_the_one_before_it() {
        let worker = Worker::start_with(
            || {},
            |request, teller| {
                teller.report(Stage::Reach, 0, 0);
                while request.file.as_os_str() == "endless" && !teller.cancelled() {
                    thread::sleep(Duration::from_millis(1));
                }
                teller.tell(Report::Failed(request.file.display().to_string()));
            },
        )
        .unwrap();
        worker.ask(request("endless"));
        assert!(matches!(next(&worker), Report::Progress(_)));
        worker.ask(request("newer"));
        assert!(matches!(next(&worker), Report::Failed(text) if text == "endless"));
        let told: Vec<Report> = std::iter::from_fn(|| Some(next(&worker))).take(1).collect();
        assert!(!told.is_empty());
    }

    #[test]
    fn a_missing_scenario_is_told_with_its_name() {
        let worker = Worker::start(|| {}).unwrap();
        worker.ask(request("no-such-scenario.toml"));
        assert!(matches!(next(&worker), Report::Failed(text) if text.contains("no-such-scenario")));
    }
}
