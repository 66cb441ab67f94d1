//! All that a run tells beside its numbers, gathered once for whoever writes a record of it.

use crate::coverage::{Assessment, Everybody};
use crate::report::record::PublishedRecord;
use crate::report::{EffectRecord, Publication, Run};
use crate::scenario::Scenario;
use crate::units::Seniors;

use super::effects::{idle, of_people};
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
        let assessment = self.assess(&answer);
        let mut account = Account {
            effects: self.effects(&mut answer, &assessment.before),
            assessment,
            everybody: self.everybody(&answer),
            answer,
        };
        let of_privacy = self.privacy_effects(&account);
        account.answer.findings.extend(idle(&of_privacy));
        account.effects.extend(of_privacy);
        account
    }

    /// Which published numbers another threshold than the usual one tells or withholds; and who is told of by a coarser
    /// level of districts than the most detailed one.
    fn privacy_effects(&self, account: &Account) -> Vec<EffectRecord> {
        let mut table = Vec::new();
        if self.scenario.privacy_threshold != Scenario::USUAL_THRESHOLD {
            let mut usual = Scenario::clone(&self.scenario);
            usual.privacy_threshold = Scenario::USUAL_THRESHOLD;
            let run = self.run_in_full("score", account);
            let told = PublishedRecord::of(&run, &Publication::of(&run));
            let other = Run {
                scenario: &usual,
                ..run
            };
            let otherwise = PublishedRecord::of(&other, &Publication::of(&other));
            table.push(EffectRecord {
                numbers_changed: Some(told.differing(&otherwise)),
                ..of_people("privacy.threshold".to_owned(), "its usual value", None)
            });
        }
        if self.scenario.district_level.is_some() {
            let homes = self.places.demand.iter();
            let moved = homes.filter(|d| self.places.reported(d.district) != d.district);
            let people: Seniors = moved.map(|d| d.eligible).sum();
            let of = "privacy.district_level".to_owned();
            table.push(of_people(
                of,
                "the most detailed level",
                Some(people.count()),
            ));
        }
        table
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
