//! A good choice is made better: several cooled-down choices, and then the best of what they have in common.
//!
//! # Method
//!
//! 1. Several annealing runs (`anneal`) from the same start, each ended by swap descent, leave different good choices.
//! 2. The columns of the best of them are few. In the problem of these columns alone, its rows merged again, annealing
//!    runs from the best choice: good parts of one choice meet good parts of another (the merging step of construct,
//!    merge, solve and adapt: Blum and others, 2016).
//! 3. The result descends among all columns and joins the others; then again, until the work is done.
//!
//! # Complexity
//!
//! Bounded by the work allowed.
//!
//! # Invariants
//!
//! Never worse than the start. The same seed and effort give the same choice.
//!
//! # References
//!
//! Blum, Pinacho, López-Ibáñez and Lozano (2016), Construct, merge, solve and adapt: a new general algorithm for
//! combinatorial optimization.

use super::anneal::anneal;
use super::exchange::{Plan, descend};
use super::problem::CoverProblem;
use crate::siting::effort::Meter;

/// Annealing runs before a merge.
const RUNS: u64 = 4;
/// Generations of runs and merges.
const GENERATIONS: u64 = 2;
/// Choices that are merged.
const MERGED: usize = 6;
/// The most work of one descent among all columns; far more than a descent needs.
const DESCENT: u64 = 2_000_000_000;

/// A choice and what it covers; the best is the greatest.
type Choice = (u64, Vec<u32>);

/// Improves a choice with the allowed work; returns the best choice seen, ascending.
pub fn improve(
    problem: &CoverProblem,
    start: &[u32],
    seed: u64,
    meter: &mut Meter<'_>,
) -> Vec<u32> {
    let mut elite: Vec<Choice> = vec![(problem.covered(start), start.to_vec())];
    let share = meter.left() / (GENERATIONS * (RUNS + 1));
    let mut seed = seed.wrapping_mul(GENERATIONS * (RUNS + 1));
    for _ in 0..GENERATIONS {
        for _ in 0..RUNS {
            meter.allow(share);
            let found = anneal(problem, start, seed, meter);
            elite.push(descended(problem, &found, meter));
            seed = seed.wrapping_add(1);
        }
        keep_best(&mut elite);
        meter.allow(share);
        let found = merged(problem, &elite, seed, meter);
        elite.push(descended(problem, &found, meter));
        seed = seed.wrapping_add(1);
        keep_best(&mut elite);
    }
    elite.swap_remove(0).1
}

/// Keeps the best choices, best first; of equal ones the lowest columns.
fn keep_best(elite: &mut Vec<Choice>) {
    elite.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    elite.dedup();
    elite.truncate(MERGED);
}

/// The best choice found among the columns of the elite alone.
fn merged(problem: &CoverProblem, elite: &[Choice], seed: u64, meter: &mut Meter<'_>) -> Vec<u32> {
    let mut columns: Vec<u32> = elite.iter().flat_map(|(_, c)| c).copied().collect();
    columns.sort_unstable();
    columns.dedup();
    let part = problem.restrict(&columns, &[]);
    let inside: Vec<u32> = (elite[0].1.iter())
        .filter_map(|column| columns.binary_search(column).ok())
        .map(|place| place as u32)
        .collect();
    let found = anneal(&part.problem, &inside, seed, meter);
    found.iter().map(|&c| columns[c as usize]).collect()
}

fn descended(problem: &CoverProblem, choice: &[u32], meter: &mut Meter<'_>) -> Choice {
    let mut plan = Plan::new(problem, choice);
    meter.allow(DESCENT);
    descend(&mut plan, meter);
    (plan.covered(), plan.chosen())
}
