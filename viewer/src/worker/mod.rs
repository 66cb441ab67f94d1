//! The threads that compute: one answers at once, one looks closer afterwards; nobody else calls `Study`.
//!
//! The newest request wins and stops the one before it: it says everything that is wanted, so that none before it is
//! missed. What is to be written is written whatever is asked afterwards. A mistake of ours ends the request and not the window.

pub mod around;
pub mod closer;
mod counted;
pub mod session;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use planner::findings::{Bilingual, Findings};
use planner::ids::SiteId;
use planner::progress::{Progress, Stage};
use planner::projection::LonLat;
use planner::report::files::write_one;
use planner::report::picture::Picture;
use planner::siting::Proposal;
use planner::study::Study;
use planner::text::{Lang, Told as _, chain};

use crate::map::print;
use crate::map::scene::Scene;
use crate::plan::Draft;
use crate::slot::Slot;
use crate::state::{Phase, Shown, State, Step};
use crate::text::Key;

use around::{Around, Chosen};
use closer::{Closer, Question};

/// How often progress is told, at most.
const TELL_EVERY: Duration = Duration::from_millis(60);

/// A scenario to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The scenario file.
    pub file: PathBuf,
    /// Overrides of its keys, as `key.path=value`.
    pub overrides: Vec<String>,
    /// How often it has been asked to read the files again.
    pub edition: u32,
}

impl Source {
    /// A scenario file as it is.
    pub const fn file(file: PathBuf) -> Self {
        Self {
            file,
            overrides: Vec::new(),
            edition: 0,
        }
    }
}

/// Everything that is wanted now.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The scenario.
    pub source: Source,
    /// The plan on it.
    pub draft: Arc<Draft>,
    /// What to do.
    pub task: Task,
}

/// What to do with a plan.
#[derive(Debug, Clone, PartialEq)]
pub enum Task {
    /// Count who is covered.
    Answer,
    /// Count who is covered with a site somewhere else.
    Drag(SiteId, LonLat),
    /// Find sites.
    Propose,
    /// Save the plan as a scenario, then count.
    Save(PathBuf),
    /// Write what may leave the office into a folder, then count.
    Publish(PathBuf),
    /// Tell what a picture for others may show, with the place of the folder in which results are or would be; then count.
    Picture(Phase, PathBuf),
}

/// What the worker tells.
#[derive(Debug)]
pub enum Report {
    /// How far it is.
    Progress(Step),
    /// A scenario has been read.
    Opened(Arc<Shown>, Source),
    /// A scenario cannot be read, and why.
    Unopened(Bilingual, Source),
    /// An answer.
    Shown(Arc<Shown>),
    /// What a picture for others may show, and the folder that remembers it.
    Picture(PathBuf, Box<Picture>),
    /// A page or a folder is written.
    Written(PathBuf),
    /// A plan is saved as a scenario.
    Saved(PathBuf, Arc<Draft>),
    /// By which share the best plan so far may be worse than the best there is.
    Gap(f64),
    /// Sites have been found for a plan.
    Proposed(Arc<Proposal>, Findings, Arc<Draft>),
    /// What a closer look at an answer has found.
    Closer(Arc<Closer>),
    /// What lies around the place that is chosen.
    Around(Arc<Around>),
    /// The question cannot be answered, and why.
    Failed(Bilingual),
    /// The program made a mistake in answering.
    Crashed(String),
    /// The program made a mistake in something beside.
    Stumbled(String),
}

/// The window's end of the threads.
pub struct Worker {
    requests: Arc<Slot<Request>>,
    questions: Arc<Slot<Question>>,
    reports: Receiver<Report>,
    outlet: Outlet,
    enough: Arc<AtomicBool>,
}

impl Worker {
    /// Starts the threads; `wake` is called whenever there is something to tell.
    pub fn start(wake: impl Fn() + Send + Sync + 'static) -> std::io::Result<Self> {
        let mut held = None;
        Self::start_with(wake, move |request, teller| {
            session::serve(&mut held, request, teller)
        })
    }

    /// Starts the threads with another way to answer requests, which returns the next one that it has taken.
    pub fn start_with(
        wake: impl Fn() + Send + Sync + 'static,
        mut answer: impl FnMut(Request, &Teller) -> Option<Request> + Send + 'static,
    ) -> std::io::Result<Self> {
        let (requests, questions) = (Arc::new(Slot::new()), Arc::new(Slot::new()));
        let (reports, received) = channel();
        let outlet = Outlet {
            reports,
            wake: Arc::new(wake),
        };
        let enough = Arc::new(AtomicBool::new(false));
        let teller = Teller {
            enough: Arc::clone(&enough),
            requests: Arc::clone(&requests),
            questions: Arc::clone(&questions),
            outlet: outlet.clone(),
            last: Mutex::new(None),
            gap: Mutex::new(None),
        };
        closer::start(Arc::clone(&questions), outlet.clone())?;
        thread::Builder::new()
            .name("planner-worker".to_owned())
            .spawn(move || {
                let mut next: Option<Request> = None;
                while let Some(request) = next.take().or_else(|| teller.next()) {
                    let run = AssertUnwindSafe(|| answer(request, &teller));
                    match catch_unwind(run) {
                        Ok(more) => next = more,
                        Err(panic) => teller.tell(Report::Crashed(message_of(&*panic))),
                    }
                }
            })?;
        Ok(Self {
            requests,
            questions,
            reports: received,
            outlet,
            enough,
        })
    }

    /// Asks for an answer, in place of whatever was asked before; a file is written whatever is asked afterwards.
    pub fn ask(&self, request: Request) {
        if request.task == Task::Propose {
            self.enough.store(false, Ordering::SeqCst);
        }
        match request.task {
            Task::Save(_) | Task::Publish(_) | Task::Picture(..) => self.requests.keep(request),
            Task::Answer | Task::Drag(..) | Task::Propose => self.requests.put(request),
        }
    }

    /// Has the search for sites that was asked for last end with the best that it has found.
    pub fn end_search(&self) {
        self.enough.store(true, Ordering::SeqCst);
    }

    /// Looks around a chosen place, on a thread of its own.
    pub fn look_around(&self, chosen: Chosen) {
        let outlet = self.outlet.clone();
        let look = move || {
            let run = AssertUnwindSafe(|| around::look(chosen));
            outlet.tell(match catch_unwind(run) {
                Ok(around) => Report::Around(Arc::new(around)),
                Err(panic) => Report::Stumbled(message_of(&*panic)),
            });
        };
        let thread = thread::Builder::new().name("planner-around".to_owned());
        if let Err(error) = thread.spawn(look) {
            self.outlet.tell(no_thread(&error));
        }
    }

    /// Draws a page of what is seen, on a thread of its own.
    pub fn print(&self, file: &Path, state: State, scene: Arc<Scene>) {
        let (file, outlet) = (file.to_owned(), self.outlet.clone());
        let draw = move || {
            let run = AssertUnwindSafe(|| print::a4(&state, &scene));
            let page = match catch_unwind(run) {
                Ok(page) => page,
                Err(panic) => return outlet.tell(Report::Stumbled(message_of(&*panic))),
            };
            let written = page.and_then(|png| {
                let wrote = write_one(&file, |out| std::io::Write::write_all(out, &png));
                wrote.map_err(|error| chain(&error))
            });
            outlet.tell(match written {
                Ok(()) => Report::Written(file),
                Err(why) => Report::Failed(why),
            });
        };
        let thread = thread::Builder::new().name("map-printing".to_owned());
        if let Err(error) = thread.spawn(draw) {
            self.outlet.tell(no_thread(&error));
        }
    }

    /// What was told since the last time.
    pub fn reports(&self) -> impl Iterator<Item = Report> {
        self.reports.try_iter()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.requests.close();
        self.questions.close();
    }
}

/// Where reports go, from whatever thread.
#[derive(Clone)]
struct Outlet {
    reports: Sender<Report>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Outlet {
    fn tell(&self, report: Report) {
        // Nobody listens once the window is closed.
        let _ = self.reports.send(report);
        (self.wake)();
    }
}

/// The worker's way to tell what it does, and to hear that it should stop.
pub struct Teller {
    requests: Arc<Slot<Request>>,
    questions: Arc<Slot<Question>>,
    outlet: Outlet,
    last: Mutex<Option<(Instant, Stage)>>,
    enough: Arc<AtomicBool>,
    gap: Mutex<Option<(Instant, f64)>>,
}

impl Teller {
    /// Tells the window something, and wakes it.
    pub fn tell(&self, report: Report) {
        self.outlet.tell(report);
    }

    /// Waits for the next request; `None` once the window is closed.
    pub fn next(&self) -> Option<Request> {
        self.requests.take()
    }

    /// Has the other thread look closer at an answer.
    pub fn look_closer(&self, today: &Study, world: &Study, draft: &Arc<Draft>) {
        self.questions.put(Question {
            today: today.clone(),
            world: world.clone(),
            draft: Arc::clone(draft),
        });
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

    fn is_enough(&self) -> bool {
        self.enough.load(Ordering::SeqCst)
    }

    fn gap(&self, share: f64) {
        let mut last = self.gap.lock().unwrap_or_else(PoisonError::into_inner);
        let news = last.is_none_or(|(at, _)| at.elapsed() > TELL_EVERY);
        if news && last.map(|(_, told)| told.to_bits()) != Some(share.to_bits()) {
            *last = Some((Instant::now(), share));
            self.tell(Report::Gap(share));
        }
    }
}

/// Tells how far it is, and goes on whatever is asked meanwhile.
pub struct Steadfast<'a>(pub &'a Teller);

impl Progress for Steadfast<'_> {
    fn report(&self, stage: Stage, done: u64, total: u64) {
        self.0.report(stage, done, total);
    }

    fn cancelled(&self) -> bool {
        false
    }
}

/// The system gives no further thread.
fn no_thread(error: &std::io::Error) -> Report {
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| {
        let why = match lang {
            Lang::Zh => error.zh(),
            Lang::En => error.to_string(),
        };
        Key::NoThread.fill(lang, &[&why])
    });
    Report::Failed(Bilingual::new(zh, en))
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
            source: Source::file(name.into()),
            draft: Arc::default(),
            task: Task::Answer,
        }
    }

    fn name(request: &Request) -> String {
        request.source.file.display().to_string()
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
                assert!(name(&request) != "bad", "a mistake in {}", "arithmetic");
                teller.tell(Report::Failed(Bilingual::alike("answered")));
                None
            },
        )
        .unwrap();
        worker.ask(request("bad"));
        assert!(
            matches!(next(&worker), Report::Crashed(text) if text == "a mistake in arithmetic")
        );
        worker.ask(request("good"));
        assert!(matches!(next(&worker), Report::Failed(text) if text.en == "answered"));
    }

    #[test]
    fn a_newer_request_stops_the_one_before_it() {
        let worker = Worker::start_with(
            || {},
            |request, teller| {
                teller.report(Stage::Reach, 0, 0);
                while name(&request) == "endless" && !teller.cancelled() {
                    thread::sleep(Duration::from_millis(1));
                }
                teller.tell(Report::Failed(Bilingual::alike(name(&request))));
                None
            },
        )
        .unwrap();
        worker.ask(request("endless"));
        assert!(matches!(next(&worker), Report::Progress(_)));
        worker.ask(request("newer"));
        assert!(matches!(next(&worker), Report::Failed(text) if text.en == "endless"));
        let mut told = std::iter::from_fn(|| Some(next(&worker)));
        let answer = told.find(|report| !matches!(report, Report::Progress(_)));
        assert!(matches!(answer, Some(Report::Failed(text)) if text.en == "newer"));
    }

    #[test]
    fn a_file_is_written_whatever_is_asked_afterwards() {
        let worker = Worker::start_with(
            || {},
            |request, teller| {
                teller.report(Stage::Reach, 0, 0);
                while name(&request) == "long" && !teller.cancelled() {
                    thread::sleep(Duration::from_millis(1));
                }
                if matches!(request.task, Task::Save(_)) {
                    // Time for the next request to be there.
                    thread::sleep(Duration::from_millis(20));
                }
                teller.tell(Report::Failed(Bilingual::alike(name(&request))));
                None
            },
        )
        .unwrap();
        worker.ask(request("long"));
        assert!(matches!(next(&worker), Report::Progress(_)));
        worker.ask(Request {
            task: Task::Save("plan.toml".into()),
            ..request("save")
        });
        worker.ask(request("answer"));
        let mut told = Vec::new();
        while told.len() < 3 {
            if let Report::Failed(name) = next(&worker) {
                told.push(name);
            }
        }
        let told: Vec<&str> = told.iter().map(|name| name.en.as_str()).collect();
        assert_eq!(told, ["long", "save", "answer"]);
    }

    #[test]
    fn a_missing_scenario_is_told_with_its_name() {
        let worker = Worker::start(|| {}).unwrap();
        worker.ask(request("no-such-scenario.toml"));
        assert!(matches!(next(&worker), Report::Unopened(text, _)
            if text.en.contains("no-such-scenario") && text.zh.starts_with("情景文件无法使用：")));
    }
}
