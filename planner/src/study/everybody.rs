//! The answer counted again for all seniors, where the plan is for some of them.

use std::sync::Arc;

use crate::coverage::{Assessed, Coverage, Everybody, places_for_everybody};

use super::{Answer, Plan, Study};

impl Study {
    /// Counts an answer for all seniors; `None` where the plan is for everybody anyway.
    ///
    /// The sites are those of the answer: a plan for some people is not searched again for others.
    pub fn everybody(&self, answer: &Answer) -> Option<Everybody> {
        let places = Arc::new(places_for_everybody(&self.places)?);
        let study = Self {
            places: Arc::clone(&places),
            ..self.clone()
        };
        let readings = study.readings();
        let count = |plan: Option<&Plan>| -> (Coverage, Assessed) {
            let mut coverage = study.coverage(plan);
            study.add_bands(&mut coverage, plan, &readings);
            let assessed = study.assess_phase(&coverage, answer, plan);
            (coverage, assessed)
        };
        let plan = answer
            .proposed
            .as_ref()
            .map(|p| Plan::of(&p.proposal, &self.places));
        Some(Everybody {
            places,
            before: count(None),
            after: plan.as_ref().map(|plan| count(Some(plan))),
        })
    }
}
