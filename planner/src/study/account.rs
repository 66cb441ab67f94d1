//! All that a run tells beside its numbers, gathered once for whoever writes a record of it.

use crate::coverage::{Assessment, Everybody};
use crate::report::{EffectRecord, Run};

use super::{Answer, Study};

/// An answer with everything that is told of it.
#[derive(Debug)]
pub struct Account {
    /// The answer; its findings tell also which inputs changed nothing.
    pub answer: Answer,
    /// What each input and rule changed.
    pub effects: Vec<EffectRecord>,
    /// What is told beside plain coverage.
    pub assessment: Assessment,
    /// The answer counted for all seniors, where the plan is for some.
    pub everybody: Option<Everybody>,
}

impl Study {
    /// Tells everything of an answer.
    pub fn account(&self, mut answer: Answer) -> Account {
        Account {
            effects: self.effects(&mut answer),
            assessment: self.assess(&answer),
            everybody: self.everybody(&answer),
            answer,
        }
    }

    /// The run that a report writes, with everything that is told of it.
    pub fn run_in_full<'a>(&'a self, verb: &'a str, account: &'a Account) -> Run<'a> {
        Run {
            assessment: Some(&account.assessment),
            everybody: account.everybody.as_ref(),
            effects: &account.effects,
            ..self.run(verb, &account.answer)
        }
    }
}
