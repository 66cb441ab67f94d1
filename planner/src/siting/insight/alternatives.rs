//! Other plans that are nearly as good: distinct in some of their sites, for those who must choose with eyes open.
//!
//! # Method
//!
//! A plan and every alternative so far each become a rule: at most all but so many of its new sites. The problem with
//! these rules is searched again (`location::local`), from the plan itself and from the best found so far, with a
//! share of the effort. What is not worth enough ends the list. For p-center the problem is to serve everybody within
//! so much beyond the plan's worst walk, and then within less, by halving.
//!
//! A small problem is proven as well, so that no alternative is overlooked.
//!
//! # Complexity
//!
//! Half of the usual search for each alternative.
//!
//! # Invariants
//!
//! Every alternative keeps all promises, is worth at least the share asked for, and differs from the plan and from
//! every other alternative in at least so many sites.

use super::{Asked, Subject};
use crate::ids::SiteId;
use crate::progress::Progress;
use crate::siting::brief::Model;
use crate::siting::effort::Meter;
use crate::siting::location::branch::{Choice, prove};
use crate::siting::location::{Problem, Rule, local};
use crate::siting::proposal::Measure;

/// The proof of a small alternative may do one in so many parts of the work of the plan's.
const PROOF_PART: u64 = 10;
/// Up to so many arcs times sites the search is followed by a proof, which ends at once.
const SMALL: u64 = 100_000;
/// Annealing runs for one alternative.
const RUNS: u64 = 4;

/// A plan that is nearly as good.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// Its new sites, in the order of the columns.
    pub sites: Vec<SiteId>,
    /// What it is worth.
    pub objective: Measure,
    /// How many of the plan's new sites it does without.
    pub differs: usize,
}

/// The alternatives that a brief asks for, the best first.
pub fn alternatives(subject: &Subject<'_>, progress: &dyn Progress) -> Vec<Alternative> {
    let asked = &subject.brief.asked;
    let plan = subject.opened();
    let differ = asked.differ(plan.len());
    if plan.len() < differ {
        return Vec::new();
    }
    let mut problem = subject.problem.clone();
    problem.rules.push(without(&plan, differ));
    let work = subject.brief.effort.search / 2;
    let proof = subject.brief.effort.proof / PROOF_PART;
    let mut meter = Meter::new(work.saturating_mul(asked.alternatives as u64), progress);
    let mut found = Vec::new();
    for number in 0..asked.alternatives as u64 {
        let seed = subject.brief.seed.wrapping_add(number * RUNS);
        let next = if subject.brief.model == Model::PCenter {
            nearly_as_near(subject, &problem, (work, seed, proof), &mut meter)
        } else {
            search(&problem, subject.open, (work, seed, proof), &mut meter)
        };
        let Some((value, open)) = next else {
            break;
        };
        if !is_enough(subject, value) {
            break;
        }
        let sites = subject.new_of(&open);
        problem.rules.push(without(&sites, differ.min(sites.len())));
        found.push(Alternative {
            sites: (sites.iter())
                .map(|&column| subject.columns[column as usize])
                .collect(),
            objective: (subject.measure)(value),
            differs: plan.iter().filter(|column| !sites.contains(column)).count(),
        });
    }
    found.sort_by(|a, b| {
        let loss = |alternative: &Alternative| loss(subject, alternative.objective);
        loss(a)
            .total_cmp(&loss(b))
            .then_with(|| a.sites.cmp(&b.sites))
    });
    found
}

impl Asked {
    /// In how many of so many sites alternatives differ.
    pub fn differ(&self, sites: usize) -> usize {
        self.differ.unwrap_or_else(|| sites.div_ceil(3)).max(1)
    }
}

/// The rule that so many of these sites are not in the plan.
fn without(sites: &[u32], differ: usize) -> Rule {
    Rule::at_most(sites, sites.len().saturating_sub(differ))
}

fn search(
    problem: &Problem,
    plan: &[bool],
    (work, seed, proof): (u64, u64, u64),
    meter: &mut Meter<'_>,
) -> Option<Choice> {
    let mut best: Option<Choice> = None;
    let size = problem.arcs.len() as u64 * problem.sites.len() as u64;
    for run in 0..RUNS {
        meter.allow((work / RUNS).min(size.saturating_mul(2_000)));
        let start = best.as_ref().map_or(plan, |best| &best.1);
        let found = local::search(problem, start, seed.wrapping_add(run), meter);
        best = [best, found].into_iter().flatten().min();
    }
    if size > SMALL {
        return best;
    }
    meter.allow(proof);
    prove(problem, best, meter).best
}

/// A choice that serves everybody within the share asked for beyond the plan's worst walk, as near as one is found.
fn nearly_as_near(
    subject: &Subject<'_>,
    problem: &Problem,
    (work, seed, proof): (u64, u64, u64),
    meter: &mut Meter<'_>,
) -> Option<Choice> {
    let mut times: Vec<u64> = (problem.arcs.iter().map(|arc| arc.cost))
        .filter(|&time| i128::from(time) >= subject.value && is_enough(subject, time.into()))
        .collect();
    times.sort_unstable();
    times.dedup();
    let share = work / u64::from(times.len().max(2).ilog2() + 1);
    let mut best = None;
    // The longest first: where nothing is found there, nothing is found before.
    let (mut low, mut high, mut next) = (0, times.len(), times.len().checked_sub(1)?);
    while low < high {
        let within = problem.within(times[next]);
        let found = search(&within, subject.open, (share, seed, proof), meter);
        match found {
            Some((_, open)) => {
                best = Some((i128::from(worst(problem, &open)), open));
                high = next;
            }
            None => low = next + 1,
        }
        next = usize::midpoint(low, high);
    }
    best
}

/// The longest way of anybody to the nearest open site.
fn worst(problem: &Problem, open: &[bool]) -> u64 {
    let nearest = |row: usize| {
        let mut arcs = problem.of_row(row).iter();
        arcs.find(|arc| open[arc.to as usize]).map(|arc| arc.cost)
    };
    (0..problem.rows.len())
        .filter_map(nearest)
        .max()
        .unwrap_or(0)
}

/// Whether a value is within the share asked for.
fn is_enough(subject: &Subject<'_>, value: i128) -> bool {
    let share = subject.brief.asked.within_pct / 100.0;
    loss(subject, (subject.measure)(value)) <= share
}

/// What a worth is less than the plan's, as a share of the plan's.
fn loss(subject: &Subject<'_>, objective: Measure) -> f64 {
    let plan = (subject.measure)(subject.value).value();
    (objective.value() - plan).abs() / plan.abs().max(1.0)
}
