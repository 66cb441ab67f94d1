//! A good start for the relaxation of a large problem: few columns at first, and then those that their prices ask for.
//!
//! # Method
//!
//! Column generation (Dantzig and Wolfe, 1960) for the linear relaxation of maximal covering:
//!
//! 1. The kernel is the choice so far and what greedy takes next, again and again without what it took before.
//! 2. The problem of the kernel alone has far fewer distinct rows. Its relaxation gives multipliers; rows that no
//!    kernel column covers get their weight.
//! 3. The multipliers bound the whole problem. Columns outside the kernel whose sum is above the smallest of the `p`
//!    largest would raise the relaxation. Of them greedy takes those that are worth most by the multipliers, several
//!    choices of `p`, so that neighbours do not crowd in; they join the kernel, until there are none. Columns that
//!    have no share and are not asked for leave it.
//!
//! Merged rows share their multiplier by weight, which is exact for the kernel.
//!
//! # Complexity
//!
//! A few passes over the non-zeros, and relaxations of the kernel.
//!
//! # Invariants
//!
//! The bound is proven by `bound` for any multipliers: it is never below the optimum of the whole.
//!
//! # References
//!
//! Dantzig and Wolfe (1960), Decomposition principle for linear programs.

use super::bound::relaxation::{Budget, Relaxation, Start, Stop};
use super::bound::{Dual, Multipliers};
use super::greedy;
use super::problem::{CoverProblem, Restricted};
use crate::siting::effort::Meter;

/// Below so many non-zeros the relaxation of the whole is fast enough; tests price small problems too.
const LARGE: usize = if cfg!(test) { 300 } else { 2_000_000 };
/// Greedy choices that make the first kernel.
const LAYERS: usize = 4;
/// Steps of the relaxation in one round.
const STEPS: u32 = 80;
/// A column without a share leaves the kernel when its sum is below this part of the smallest of the `p` largest.
const IDLE: f64 = 0.95;
/// A share below this is none.
const NO_SHARE: f64 = 1e-6;
/// The gap at which the relaxation of a kernel is good enough, as a share of its value.
const GAP: f64 = 5e-5;

/// A relaxation that was solved on few columns.
#[derive(Debug, Clone)]
pub struct Priced {
    /// Its multipliers and shares, for the whole problem.
    pub start: Start,
    /// What the multipliers prove of the whole problem.
    pub dual: Dual,
    /// The columns that it was solved on, ascending.
    pub kernel: Vec<u32>,
}

/// Whether a problem is so large that its relaxation should begin on few columns.
pub fn is_worthwhile(problem: &CoverProblem, sites: usize) -> bool {
    problem.nonzeros() >= LARGE && problem.columns() >= 2 * LAYERS * sites
}

/// Solves the relaxation on few columns, and on more where prices ask for them, as far as the work goes.
pub fn price(
    problem: &CoverProblem,
    (sites, chosen): (usize, &[u32]),
    meter: &mut Meter<'_>,
) -> Priced {
    let mut kernel = first_kernel(problem, sites, chosen);
    meter.spend((problem.nonzeros() * (LAYERS + 1)) as u64);
    let mut now = Start::from_choice(problem, chosen);
    let mut best: Option<Priced> = None;
    loop {
        let part = problem.restrict(&kernel, &[]);
        let mut relaxation =
            Relaxation::new(&part.problem, Budget::Sites(sites), now.narrowed(&part));
        let stop = Stop {
            bound_below: 0.0,
            gap_below: part.problem.total() as f64 * GAP,
            steps: STEPS,
        };
        relaxation.run(stop, meter);
        now = widened(&relaxation.start(), &part, problem);
        let whole = Multipliers::rounded(problem, &now.multipliers);
        let dual = Dual::of(problem, sites, &whole);
        meter.spend(problem.nonzeros() as u64 * 3);
        let more = wanted(&dual, (&kernel, &whole), problem, sites);
        let is_better = (best.as_ref()).is_none_or(|best| dual.bound() < best.dual.bound());
        let priced = Priced {
            start: now.clone(),
            dual,
            kernel: kernel.clone(),
        };
        let is_over = more.is_empty() || meter.is_spent();
        if is_better {
            // Only then: a kernel that else only grows comes to an end.
            drop_idle(&mut kernel, &priced, sites);
        }
        kernel.extend(more);
        kernel.sort_unstable();
        match best {
            Some(best) if is_over => return if is_better { priced } else { best },
            None if is_over => return priced,
            _ if is_better => best = Some(priced),
            _ => {}
        }
    }
}

/// Leaves out columns that the relaxation does not use and the prices do not ask for.
fn drop_idle(kernel: &mut Vec<u32>, priced: &Priced, sites: usize) {
    let mut sums: Vec<u64> = kernel.iter().map(|&c| priced.dual.sum(c)).collect();
    sums.sort_unstable_by(|a, b| b.cmp(a));
    let last = sites.checked_sub(1).and_then(|last| sums.get(last));
    let least = last.copied().unwrap_or(0) as f64 * IDLE;
    kernel.retain(|&column| {
        priced.start.shares[column as usize] > NO_SHARE || priced.dual.sum(column) as f64 >= least
    });
}

/// The choice and what greedy takes next, layer by layer, ascending.
fn first_kernel(problem: &CoverProblem, sites: usize, chosen: &[u32]) -> Vec<u32> {
    let mut is_in = vec![false; problem.columns()];
    for &column in chosen {
        is_in[column as usize] = true;
    }
    let columns = 0..problem.columns() as u32;
    let rest: Vec<u32> = columns.filter(|column| !is_in[*column as usize]).collect();
    for column in greedy::layers(problem, (problem.weights(), &rest), sites, LAYERS) {
        is_in[column as usize] = true;
    }
    let columns = 0..problem.columns() as u32;
    columns.filter(|column| is_in[*column as usize]).collect()
}

/// A start of the whole; rows that no kernel column covers are worth their weight.
fn widened(start: &Start, part: &Restricted, whole: &CoverProblem) -> Start {
    let mut wide = start.widened(part, whole);
    let rows = part.row_of.iter().zip(whole.weights());
    for (multiplier, (row, &weight)) in wide.multipliers.iter_mut().zip(rows) {
        if row.is_none() {
            *multiplier = weight as f64;
        }
    }
    wide
}

/// Columns outside the kernel with sums above the edge: the largest, each weighed without the rows of those before.
fn wanted(
    dual: &Dual,
    (kernel, multipliers): (&[u32], &Multipliers),
    problem: &CoverProblem,
    sites: usize,
) -> Vec<u32> {
    let mut inside: Vec<u64> = kernel.iter().map(|&column| dual.sum(column)).collect();
    inside.sort_unstable_by(|a, b| b.cmp(a));
    let edge = (sites.checked_sub(1))
        .and_then(|last| inside.get(last))
        .copied()
        .unwrap_or(0);
    let outside: Vec<u32> = (0..problem.columns() as u32)
        .filter(|&column| dual.sum(column) > edge)
        .filter(|column| kernel.binary_search(column).is_err())
        .collect();
    greedy::layers(problem, (multipliers.parts(), &outside), sites, LAYERS)
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng as _, SeedableRng};

    use super::*;
    use crate::progress::Silent;

    fn random_problem(random: &mut ChaCha8Rng, columns: usize, rows: u32) -> CoverProblem {
        let weights: Vec<u64> = (0..rows)
            .map(|_| u64::from(1 + random.next_u32() % 30))
            .collect();
        let lists: Vec<Vec<u32>> = (0..columns)
            .map(|_| {
                let first = random.next_u32() % rows;
                (first..rows.min(first + 12))
                    .filter(|_| !random.next_u32().is_multiple_of(4))
                    .collect()
            })
            .collect();
        CoverProblem::from_lists(&lists, &weights)
    }

    fn priced(problem: &CoverProblem, sites: usize) -> Priced {
        let mut meter = Meter::new(u64::MAX, &Silent);
        meter.allow(200_000_000);
        let chosen = greedy::choose(problem, sites);
        price(problem, (sites, &chosen), &mut meter)
    }

    #[test]
    fn the_bound_is_never_below_the_best_of_all_choices() {
        let mut random = ChaCha8Rng::seed_from_u64(81);
        for case in 0..80 {
            let problem = random_problem(&mut random, 12, 30);
            let best = (0_u32..1 << 12)
                .filter(|choice| choice.count_ones() == 2)
                .map(|choice| {
                    let chosen: Vec<u32> = (0..12).filter(|c| choice >> c & 1 == 1).collect();
                    problem.covered(&chosen)
                })
                .max()
                .unwrap();
            let bound = priced(&problem, 2).dual.bound();
            assert!(
                best <= bound && bound <= best + best / 5 + 20,
                "case {case}: {best}, {bound}"
            );
        }
    }

    #[test]
    fn few_columns_end_where_the_whole_relaxation_ends() {
        let mut random = ChaCha8Rng::seed_from_u64(82);
        let problem = random_problem(&mut random, 400, 900);
        let sites = 12;
        let found = priced(&problem, sites);
        let mut meter = Meter::new(u64::MAX, &Silent);
        meter.allow(2_000_000_000);
        let start = Start::from_choice(&problem, &greedy::choose(&problem, sites));
        let mut whole = Relaxation::new(&problem, Budget::Sites(sites), start);
        let stop = Stop {
            bound_below: 0.0,
            gap_below: 0.5,
            steps: 4000,
        };
        whole.run(stop, &mut meter);
        let multipliers = Multipliers::rounded(&problem, whole.multipliers());
        let bound = Dual::of(&problem, sites, &multipliers).bound();
        let apart = found.dual.bound().abs_diff(bound);
        assert!(apart * 100 <= bound, "{} and {bound}", found.dual.bound());
        assert!(
            found.kernel.len() < problem.columns(),
            "{}",
            found.kernel.len()
        );
        assert!(found.kernel.is_sorted());
    }
}
