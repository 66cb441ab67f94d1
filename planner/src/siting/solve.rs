//! A task is solved: a plan is searched for, a bound proven, and where no plan exists, the promises at odds are named.
//!
//! # Method
//!
//! 0. The plain p-median and plain set covering have methods of their own (`median`, `lscp`).
//! 1. Annealing with fines (`location::local`) from nothing and from its own best, several times.
//! 2. Branch and bound (`location::branch`) from the best plan, as far as the effort goes.
//! 3. p-center asks for the least time within which a plan serves everybody, by halving the times there are.
//! 4. Where nothing keeps all promises, they are tried in ever larger sets: the first set that cannot be kept is the
//!    smallest.
//!
//! # Invariants
//!
//! The value was counted by `location::value`, apart from the search. The bound is never better than the best plan.

use super::Error;
use super::brief::{Brief, Model, Task};
use super::effort::Meter;
use super::location::branch::{Choice, Proof, prove};
use super::location::dual::Prices;
use super::location::value::serve;
use super::location::{Problem, local};
use super::{lscp, median};
use crate::findings::Bilingual;
use crate::progress::Progress;

/// Annealing runs of one search.
const RUNS: u64 = 4;
/// Promises are tried together up to this many at a time.
const MOST_AT_ODDS: usize = 3;
/// The work of trying whether a set of promises can be kept.
const TRIAL: u64 = 400_000_000;

/// A plan and what is proven about it.
#[derive(Debug, Clone)]
pub struct Solved {
    /// Which columns are open.
    pub open: Vec<bool>,
    /// The value, in the model's own unit.
    pub value: i128,
    /// No plan is worth less.
    pub bound: i128,
    /// How it was found, in words.
    pub method: &'static str,
    /// The prices of the first bound; none for p-center.
    pub prices: Option<Prices>,
}

/// Solves a task; where nothing keeps all promises, says which.
pub fn solve(task: &Task, brief: &Brief, progress: &dyn Progress) -> Result<Solved, Error> {
    plan(task, brief, progress)?.map_err(|is_impossible| {
        if is_impossible {
            impossible(task, progress)
        } else {
            Error::NoPlanFound
        }
    })
}

/// Solves a task, or tells whether it is proven that nothing keeps all promises.
pub fn plan(
    task: &Task,
    brief: &Brief,
    progress: &dyn Progress,
) -> Result<Result<Solved, bool>, Error> {
    let mut meter = Meter::new(brief.effort.total(), progress);
    let solved = if brief.model == Model::PCenter {
        least_time((&task.problem(|_| true), task.times()), brief, &mut meter)
    } else {
        let problem = task.problem(|_| true);
        let (proof, method) = prove_any(&problem, brief, &mut meter);
        let is_complete = proof.is_complete;
        match proof.best {
            Some((value, open)) => {
                let counted = serve(&problem, &open).map(|service| service.value);
                assert_eq!(counted, Some(value), "the value is that of the choice");
                Ok(Solved {
                    open,
                    value,
                    bound: proof.bound.min(value),
                    method,
                    prices: Some(proof.prices),
                })
            }
            None => Err(is_complete),
        }
    };
    if meter.is_cancelled() {
        return Err(Error::Cancelled);
    }
    Ok(solved)
}

/// How a plain p-median is found.
const MEDIAN_METHOD: &str =
    "eager swaps, iterated local search, Lagrangian bound, branch and bound";
/// How a plain set covering is found, without branching and with it.
const LSCP_METHODS: [&str; 2] = [
    "greedy, local search with weighted rows, primal-dual relaxation",
    "greedy, local search with weighted rows, primal-dual relaxation, branch and bound",
];
/// How any other plan is found.
const METHOD: &str = "annealing with fines, Lagrangian bound, branch and bound";

/// The method made for the problem, else the general one; with its name.
fn prove_any(problem: &Problem, brief: &Brief, meter: &mut Meter<'_>) -> (Proof, &'static str) {
    let plain = match brief.model {
        Model::PMedian => median::solve(problem, brief.seed, brief.effort, meter)
            .map(|proof| (proof, MEDIAN_METHOD)),
        Model::Lscp => lscp::solve(problem, brief.seed, brief.effort, meter).map(|proof| {
            let method = LSCP_METHODS[usize::from(proof.nodes > 0)];
            (proof, method)
        }),
        _ => None,
    };
    plain.unwrap_or_else(|| (search_and_prove(problem, brief, None, meter), METHOD))
}

/// Searches for a plan, from a known one if there is one, and proves how good it is, as far as the effort goes.
pub(super) fn search_and_prove(
    problem: &Problem,
    brief: &Brief,
    start: Option<&[bool]>,
    meter: &mut Meter<'_>,
) -> Proof {
    let known = start.and_then(|open| Some((serve(problem, open)?.value, open.to_vec())));
    let known = search(problem, brief, known, meter);
    meter.allow(brief.effort.proof);
    prove(problem, known, meter)
}

fn search(
    problem: &Problem,
    brief: &Brief,
    known: Option<Choice>,
    meter: &mut Meter<'_>,
) -> Option<Choice> {
    let nothing = vec![false; problem.sites.len()];
    let mut best = known;
    // Small problems are decided by the proof alone.
    let work = brief.effort.search / RUNS;
    let work = work.min(problem.arcs.len() as u64 * problem.sites.len() as u64 * 2_000);
    for run in 0..RUNS {
        meter.allow(work);
        let start = best.as_ref().map_or(&nothing, |best| &best.1);
        let found = local::search(problem, start, brief.seed.wrapping_mul(RUNS) + run, meter);
        best = [best, found].into_iter().flatten().min();
    }
    best
}

/// The least time within which a plan serves everybody; or whether it is proven that none does.
pub(super) fn least_time(
    (problem, times): (&Problem, &[u64]),
    brief: &Brief,
    meter: &mut Meter<'_>,
) -> Result<Solved, bool> {
    let mut best: Option<(usize, Vec<bool>)> = None;
    // Below `proven` no plan exists; at and above `found` one does.
    let (mut proven, mut low, mut high) = (0, 0, times.len());
    let mut is_proven = true;
    while low < high {
        let middle = usize::midpoint(low, high);
        let proof = search_and_prove(&problem.within(times[middle]), brief, None, meter);
        if let Some((_, open)) = proof.best {
            best = Some((middle, open));
            high = middle;
            continue;
        }
        if proof.is_complete {
            proven = proven.max(middle + 1);
        } else {
            is_proven = false;
        }
        low = middle + 1;
    }
    let (place, open) = best.ok_or(is_proven)?;
    let value = i128::from(times[place]);
    let bound = i128::from(times[proven.min(place)]);
    Ok(Solved {
        open,
        value,
        bound,
        method: "halving of times, each decided as a covering problem",
        prices: None,
    })
}

/// The smallest set of promises that cannot be kept together, or one of many of which none was found that can be spared, as
/// an error in words.
pub(super) fn impossible(task: &Task, progress: &dyn Progress) -> Error {
    let count = task.promises.len();
    let mut at_odds: Vec<usize> = (0..count).collect();
    let is_impossible = |set: &[usize]| {
        let mut meter = Meter::new(TRIAL, progress);
        meter.allow(TRIAL);
        let proof = prove(&feasibility(task, set), None, &mut meter);
        proof.best.is_none() && proof.is_complete
    };
    let mut is_smallest = false;
    'sizes: for size in 1..=MOST_AT_ODDS.min(count) {
        for set in sets(count, size) {
            if is_impossible(&set) {
                (at_odds, is_smallest) = (set, true);
                break 'sizes;
            }
        }
    }
    if !is_smallest {
        // One after the other is left out where the rest are at odds without it: none can be spared in the end.
        for number in 0..count {
            let rest: Vec<usize> = at_odds.iter().copied().filter(|n| *n != number).collect();
            if is_impossible(&rest) {
                at_odds = rest;
            }
        }
    }
    let promises: Vec<_> = at_odds
        .iter()
        .map(|&number| &task.promises[number])
        .collect();
    let Bilingual { zh, en } = super::brief::together(&promises);
    Error::Impossible { zh, en }
}

/// A problem that asks only whether some promises can be kept.
fn feasibility(task: &Task, set: &[usize]) -> Problem {
    task.problem(|number| set.contains(&number)).free_of_cost()
}

/// All sets of `size` numbers below `count`, in ascending order.
fn sets(count: usize, size: usize) -> Vec<Vec<usize>> {
    if size == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for rest in sets(count, size - 1) {
        let from = rest.last().map_or(0, |last| last + 1);
        all.extend((from..count).map(|next| [&rest[..], &[next]].concat()));
    }
    all
}
