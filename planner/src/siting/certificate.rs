//! What a checker needs to see what a plan is worth, and that no plan is worth more than a bound.
//!
//! # Method
//!
//! The problem is written down as it was solved, in merged rows, with the plan and with prices (`location::dual`). Where
//! branching has proven more than the first prices show, they are raised by some more steps, so that the checker sees as
//! much of it as prices can show. A plan made tier by tier has prices of each tier: of the problem that counts only its
//! people, with what the plan leaves of the tiers before as floors.
//!
//! # Invariants
//!
//! The bound is what the prices prove alone. It may be looser than that of the search, which rests on branching too.

use std::sync::Arc;

use super::brief::{Brief, Model, Part, Task};
use super::location::dual::{Prices, ascend, look, whole};
use super::location::value::serve;
use super::location::{Mark, Problem};
use super::proposal::Measure;
use crate::ids::SiteId;
use crate::places::Places;

/// Steps that raise prices once more, and the arcs that they may read.
const STEPS: u64 = 300;
const MOST_READ: u64 = 100_000_000;

/// A plan with everything that shows its worth and its bound: working data, never for publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The kind sited.
    pub kind: String,
    /// The model.
    pub model: Model,
    /// Into how many parts a person is divided.
    pub parts: u64,
    /// Whether rows count parts of people instead of people.
    pub is_divided: bool,
    /// The problem, with merged rows and no place of any home.
    pub problem: Problem,
    /// The id of each site, and what it is to the plan.
    pub sites: Vec<(String, Part)>,
    /// Which sites the plan opens or keeps.
    pub open: Vec<bool>,
    /// Row, site and people of each service, where people are shared out.
    pub flows: Vec<(u32, u32, u64)>,
    /// People, or parts of them, whom existing sites cover and who are in no row.
    pub baseline: u64,
    /// What is proven: of each tier, or of all at once.
    pub proofs: Vec<Bounded>,
}

/// A value and the bound that prices prove of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounded {
    /// The tier that is counted; nothing where all are.
    pub tier: Option<Tier>,
    /// What the plan is worth: less is better.
    pub value: i128,
    /// Prices that prove `bound`.
    pub prices: Prices,
    /// No plan is worth less.
    pub bound: i128,
}

/// Who is counted in a tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// What it is called; nothing for who belongs to none.
    pub name: Option<String>,
    /// Its rows, ascending.
    pub rows: Vec<u32>,
}

impl Bounded {
    /// What prices prove of a plan's value, raised where they show less than is `proven` otherwise.
    pub fn new(problem: &Problem, (value, proven): (i128, i128), prices: Prices) -> Self {
        let mark = |is_fixed| if is_fixed { Mark::In } else { Mark::Free };
        let sites = problem.sites.iter();
        let marks: Vec<Mark> = sites.map(|site| mark(site.is_fixed)).collect();
        let bound = whole(look(problem, &prices, &marks).bound, prices.bits);
        let mut own = Self {
            tier: None,
            value,
            prices,
            bound,
        };
        if bound < proven.min(value) {
            let size = (problem.arcs.len() + problem.sites.len() + problem.rows.len()).max(1);
            let steps = STEPS.min(MOST_READ / size as u64) as u32;
            let ascent = ascend(problem, &marks, &own.prices, (value, steps));
            own.bound = whole(ascent.look.bound, ascent.best.bits);
            own.prices = ascent.best;
        }
        own
    }

    /// The closer of what the prices show and what is proven otherwise.
    pub fn closer(&self, proven: i128) -> i128 {
        self.bound.max(proven).min(self.value)
    }
}

impl Certificate {
    /// The bound that the prices show, as a model counts it in whose measure the plan's values are worth `objective`.
    pub fn bound_like(&self, objective: Measure) -> Measure {
        let room: i128 = (self.proofs.iter())
            .map(|proof| proof.value - proof.bound)
            .sum();
        let up = |covered: u64| u64::try_from(i128::from(covered) + room).unwrap_or(u64::MAX);
        let down = |value: u128| (value as i128 - room).max(0) as u128;
        match objective {
            Measure::People(covered) => Measure::People(up(covered)),
            Measure::Need(covered) => Measure::Need(up(covered)),
            Measure::Sites(count) => Measure::Sites(down(u128::from(count)) as u64),
            Measure::PersonTime(time) => Measure::PersonTime(down(time)),
            Measure::NeedTime(time) => Measure::NeedTime(down(time)),
            Measure::Money(cost) => Measure::Money(down(cost)),
            Measure::Walk(time) => Measure::Walk(time),
        }
    }

    /// The certificate of a task's plan, with the problem in which people are shared out; nothing without a proof.
    pub fn of_task(
        task: &Task,
        (places, brief): (&Places, &Brief),
        (served, open): (&Problem, &[bool]),
        proofs: Vec<Bounded>,
    ) -> Option<Arc<Self>> {
        if proofs.is_empty() {
            return None;
        }
        let columns = (0_u32..).zip(&task.order.sites);
        let site = |(column, &site): (u32, &SiteId)| {
            let id = places.sites[site].id.to_string();
            (id, task.order.part(column))
        };
        Some(Arc::new(Self {
            kind: brief.kind.clone(),
            model: brief.model,
            parts: brief.standing.parts(),
            is_divided: false,
            sites: columns.map(site).collect(),
            flows: flows_of(served, open),
            problem: task.problem(|_| true),
            open: open.to_vec(),
            baseline: 0,
            proofs,
        }))
    }
}

/// Who goes where, where people are shared out; else nothing.
fn flows_of(problem: &Problem, open: &[bool]) -> Vec<(u32, u32, u64)> {
    if !problem.has_loads() {
        return Vec::new();
    }
    let mut flows = serve(problem, open).map_or_else(Vec::new, |service| service.flows);
    flows.sort_unstable();
    flows
}
