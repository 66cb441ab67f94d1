//! A closer look at an answer: the sure and the possible, seats, gaps and promises. It takes longer, and stands back for the
//! next question.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use planner::coverage::{Assessment, Coverage};
use planner::error::Error;
use planner::places::Places;
use planner::progress::{Progress, Stage};
use planner::study::Study;
use planner::text::chain;

use super::{Outlet, Report, message_of};
use crate::plan::Draft;
use crate::slot::Slot;

/// What to look at.
pub struct Question {
    /// The scenario as it is.
    pub today: Study,
    /// The scenario with the plan.
    pub world: Study,
    /// The plan.
    pub draft: Arc<Draft>,
}

/// What a closer look has found.
#[derive(Debug)]
pub struct Closer {
    /// The plan.
    pub draft: Arc<Draft>,
    /// As it is.
    pub today: Arc<Looked>,
    /// With the plan.
    pub after: Arc<Looked>,
}

/// One city, looked at closely.
#[derive(Debug)]
pub struct Looked {
    /// Its places.
    pub places: Arc<Places>,
    /// Coverage with the sure and the possible.
    pub coverage: Coverage,
    /// Everything else.
    pub assessment: Assessment,
}

/// Stops when there is another question.
struct Stopper<'a>(&'a Slot<Question>);

impl Progress for Stopper<'_> {
    fn report(&self, _stage: Stage, _done: u64, _total: u64) {}

    fn cancelled(&self) -> bool {
        self.0.wants_attention()
    }
}

/// Starts the thread that looks closer.
pub(super) fn start(questions: Arc<Slot<Question>>, outlet: Outlet) -> std::io::Result<()> {
    thread::Builder::new()
        .name("planner-closer".to_owned())
        .spawn(move || {
            let mut known: Option<(Study, Arc<Looked>)> = None;
            while let Some(question) = questions.take() {
                let stopper = Stopper(&questions);
                let run = AssertUnwindSafe(|| answer(&question, &mut known, &stopper));
                match catch_unwind(run) {
                    Ok(Ok(closer)) => outlet.tell(Report::Closer(Arc::new(closer))),
                    Ok(Err(_)) if stopper.cancelled() => {}
                    Ok(Err(error)) => outlet.tell(Report::Failed(chain(&error))),
                    Err(panic) => outlet.tell(Report::Stumbled(message_of(&*panic))),
                }
            }
        })?;
    Ok(())
}

fn answer(
    question: &Question,
    known: &mut Option<(Study, Arc<Looked>)>,
    stopper: &Stopper<'_>,
) -> Result<Closer, Error> {
    let same = |study: &Study| {
        Arc::ptr_eq(&study.places, &question.today.places)
            && study.scenario == question.today.scenario
    };
    let today = match known {
        Some((study, looked)) if same(study) => Arc::clone(looked),
        _ => {
            let looked = Arc::new(look(&question.today, stopper)?);
            *known = Some((question.today.clone(), Arc::clone(&looked)));
            looked
        }
    };
    let after = if *question.draft == Draft::default()
        && question
            .world
            .places
            .sites
            .iter()
            .eq(question.today.places.sites.iter())
    {
        Arc::clone(&today)
    } else {
        Arc::new(look(&question.world, stopper)?)
    };
    Ok(Closer {
        draft: Arc::clone(&question.draft),
        today,
        after,
    })
}

fn look(study: &Study, stopper: &Stopper<'_>) -> Result<Looked, Error> {
    let answer = study.score(stopper)?;
    let assessment = study.assess(&answer);
    Ok(Looked {
        places: Arc::clone(&study.places),
        coverage: answer.before,
        assessment,
    })
}
