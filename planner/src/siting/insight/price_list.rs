//! What each promise costs: the task solved again without it.
//!
//! # Method
//!
//! Each promise but the number of sites is dropped alone; the rest is searched from the plan, which keeps it, and
//! proven, with a share of the effort.
//!
//! # Invariants
//!
//! Without a promise no plan is worth less than with it.

use crate::findings::Bilingual;
use crate::progress::Progress;
use crate::siting::brief::{Brief, Model, Task};
use crate::siting::effort::Meter;
use crate::siting::proposal::Measure;
use crate::siting::solve::{least_time, search_and_prove};

/// The price list may do one in so many parts of the work of the plan.
const PART: u64 = 2;

/// What a promise costs.
#[derive(Debug, Clone, PartialEq)]
pub struct Price {
    /// What it says.
    pub promise: Bilingual,
    /// What the best plan found without it is worth.
    pub objective: Measure,
    /// What no plan without it surpasses.
    pub bound: Measure,
}

/// The prices of a task's promises, in their order.
pub fn prices(task: &Task, brief: &Brief, plan: &[bool], progress: &dyn Progress) -> Vec<Price> {
    let asked: Vec<usize> = (0..task.promises.len())
        .filter(|&number| task.promises[number].most_open.is_none())
        .collect();
    let mut brief = brief.clone();
    brief.effort.search /= PART * asked.len().max(1) as u64;
    brief.effort.proof /= PART * asked.len().max(1) as u64;
    let whole = brief.effort.times(asked.len() as u64);
    let mut meter = Meter::new(whole.total(), progress);
    (asked.into_iter())
        .filter_map(|dropped| {
            let problem = task.problem(|number| number != dropped);
            let (value, bound) = if brief.model == Model::PCenter {
                let found = least_time((&problem, task.times()), &brief, &mut meter).ok()?;
                (found.value, found.bound)
            } else {
                let proof = search_and_prove(&problem, &brief, Some(plan), &mut meter);
                let (value, _) = proof.best?;
                (value, proof.bound.min(value))
            };
            Some(Price {
                promise: task.promises[dropped].text.clone(),
                objective: task.measure(value, &brief),
                bound: task.measure(bound, &brief),
            })
        })
        .collect()
}
