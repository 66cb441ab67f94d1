//! Set covering on its own: everybody who can be served, with the fewest new sites, fast and with a bound.
//!
//! # Formulation
//!
//! Toregas, Swain, ReVelle and Bergman (1971):
//!
//! ```text
//! min Σ y_j   with   Σ_{j serves i} y_j ≥ 1 for every row i,   y ∈ {0, 1}.
//! ```
//!
//! # Method
//!
//! 1. Rows that a fixed site serves go. A row whose sites are all those of another and more goes, for who serves the
//!    other serves it; so do columns that another replaces; again, until nothing goes (`reduce`).
//! 2. Greedy (Chvátal, 1979), then local search with weighted rows (`search`).
//! 3. The linear relaxation by the first-order method of maximal covering, with a price of one for each column and a
//!    worth of one for each row: leaving a part of a row open never costs less than covering it. Its multipliers `λ`,
//!    in whole parts, prove `Σ λ_i − Σ_j max(0, Σ_{i of j} λ_i − 1)`, rounded up.
//! 4. Columns whose reduced cost pushes the bound to what is reached are decided, the rest is searched again, and what
//!    is small is branched on (`location::branch`).
//!
//! # Complexity
//!
//! Bounded by the effort.
//!
//! # Invariants
//!
//! bound ≤ optimum ≤ value. The same seed and effort give the same plan.
//!
//! # References
//!
//! Toregas, Swain, ReVelle and Bergman (1971), The location of emergency service facilities. Chvátal (1979), A greedy
//! heuristic for the set-covering problem.

mod reduce;
mod search;
#[cfg(test)]
mod tests;

use super::cover::bound::relaxation::{Budget, Relaxation, Start, Stop};
use super::cover::bound::{Multipliers, PARTS};
use super::cover::greedy;
use super::cover::problem::CoverProblem;
use super::effort::{Effort, Meter};
use super::location::branch::{self, Choice, Proof};
use super::location::dual::Prices;
use super::location::{Arc, Floor, Problem, RowTerms, SiteTerms};
use reduce::Reduced;

/// Steps of the relaxation.
const STEPS: u32 = 4000;
/// The gap in sites at which the relaxation is good enough.
const GAP: f64 = 0.02;
/// The first search may do one in so many parts of the search's effort.
const FIRST_PART: u64 = 2;
/// A search of a small problem may do so much for each non-zero and column: the proof follows at once.
const SMALL_SEARCH: u64 = 2_000;
/// More pairs than this are not branched on.
const BRANCHABLE: usize = 20_000;

/// Searches for the fewest sites and proves how few they can be, as far as the effort goes; nothing where the problem is
/// more than set covering, or cannot be kept.
pub fn solve(problem: &Problem, seed: u64, effort: Effort, meter: &mut Meter<'_>) -> Option<Proof> {
    let reduced = Reduced::of(problem)?;
    let cover = &reduced.cover;
    meter.spend(problem.arcs.len() as u64 * 4);
    let first = greedy::choose(cover, cover.columns());
    let size = (cover.nonzeros() as u64).saturating_mul(cover.columns() as u64);
    let search_work = effort.search.min(size.saturating_mul(SMALL_SEARCH));
    meter.allow(search_work / FIRST_PART);
    let mut best = search::search(cover, (&first, 0), seed, meter);
    meter.allow(effort.proof / 2);
    let mut bound = Bound::of(cover, &best, meter);
    if bound.sites() < best.len() {
        let open = bound.open(best.len());
        meter.allow(search_work - search_work / FIRST_PART);
        let found = search_among(cover, (&open, &best), (bound.sites(), seed), meter);
        if found.len() < best.len() {
            best = found;
        }
    }
    let mut nodes = 0;
    if bound.sites() < best.len() && cover.nonzeros() <= BRANCHABLE {
        meter.allow(effort.proof / 2);
        let proof = branch::prove(&unit(cover), Some(choice(cover, &best)), meter);
        let least = usize::try_from(proof.bound).unwrap_or(0);
        bound.proven = bound.proven.max(least);
        nodes = proof.nodes;
        if let Some((_, open)) = proof.best {
            best = (0..cover.columns() as u32)
                .filter(|&column| open[column as usize])
                .collect();
        }
    }
    Some(reduced.widened(problem, (&best, &bound), nodes))
}

/// Searches among some columns, and those of the best choice.
fn search_among(
    cover: &CoverProblem,
    (open, best): (&[u32], &[u32]),
    (least, seed): (usize, u64),
    meter: &mut Meter<'_>,
) -> Vec<u32> {
    let mut columns = [open, best].concat();
    columns.sort_unstable();
    columns.dedup();
    let part = cover.restrict(&columns, &[]);
    let inside: Vec<u32> = (best.iter())
        .filter_map(|column| columns.binary_search(column).ok())
        .map(|place| place as u32)
        .collect();
    let found = search::search(&part.problem, (&inside, least), seed.wrapping_add(1), meter);
    found.iter().map(|&c| columns[c as usize]).collect()
}

/// What multipliers prove of set covering.
struct Bound {
    /// Whole multipliers of the rows.
    multipliers: Multipliers,
    /// For each column the sum of its rows' multipliers.
    sums: Vec<u64>,
    /// The bound in parts.
    parts: u64,
    /// No choice has fewer columns.
    proven: usize,
}

impl Bound {
    fn of(cover: &CoverProblem, best: &[u32], meter: &mut Meter<'_>) -> Self {
        let start = Start::from_choice(cover, best);
        let mut relaxation = Relaxation::new(cover, Budget::Price(1.0), start);
        let stop = Stop {
            // Rows less sites: enough when fewer sites than the best are ruled out.
            bound_below: cover.rows() as f64 - best.len() as f64 + 0.99,
            gap_below: GAP,
            steps: STEPS,
        };
        relaxation.run(stop, meter);
        Self::proven(cover, Multipliers::rounded(cover, relaxation.multipliers()))
    }

    fn proven(cover: &CoverProblem, multipliers: Multipliers) -> Self {
        let sums: Vec<u64> = (0..cover.columns() as u32)
            .map(|column| multipliers.sum(cover.rows_of(column)))
            .collect();
        let all: u64 = multipliers.parts().iter().sum();
        let over: u64 = sums.iter().map(|sum| sum.saturating_sub(PARTS)).sum();
        let parts = all.saturating_sub(over);
        Self {
            multipliers,
            sums,
            parts,
            proven: parts.div_ceil(PARTS) as usize,
        }
    }

    const fn sites(&self) -> usize {
        self.proven
    }

    /// The columns that a choice smaller than `reached` may have, ascending.
    fn open(&self, reached: usize) -> Vec<u32> {
        let limit = (reached as u64).saturating_sub(1) * PARTS;
        (0_u32..)
            .zip(&self.sums)
            .filter(|(_, sum)| self.parts + PARTS.saturating_sub(**sum) <= limit)
            .map(|(column, _)| column)
            .collect()
    }
}

/// The reduced problem as everybody else's.
fn unit(cover: &CoverProblem) -> Problem {
    let mut problem = Problem {
        sites: vec![
            SiteTerms {
                fixed_cost: 1,
                ..SiteTerms::default()
            };
            cover.columns()
        ],
        needs: 1,
        most_open: cover.columns(),
        ..Problem::default()
    };
    for row in 0..cover.rows() as u32 {
        let arcs = cover.columns_of(row).iter();
        let terms = RowTerms {
            people: 1,
            penalty: 0,
        };
        problem.push_row(terms, arcs.map(|&to| Arc { cost: 0, to }).collect());
    }
    problem.floors.push(Floor {
        rows: (0..cover.rows() as u32).collect(),
        most_unserved: 0,
    });
    problem.indexed()
}

/// A choice of columns as the branching has it.
fn choice(cover: &CoverProblem, best: &[u32]) -> Choice {
    let mut open = vec![false; cover.columns()];
    for &column in best {
        open[column as usize] = true;
    }
    (best.len() as i128, open)
}

impl Reduced {
    /// The proof in the sites and prices of the whole problem.
    fn widened(&self, problem: &Problem, (best, bound): (&[u32], &Bound), nodes: u64) -> Proof {
        let mut open: Vec<bool> = problem.sites.iter().map(|site| site.is_fixed).collect();
        for &column in best {
            open[self.columns[column as usize] as usize] = true;
        }
        let mut prices = Prices::start(problem);
        prices.rows.fill(0);
        let parts = bound.multipliers.parts().iter();
        for (&row, &multiplier) in self.rows.iter().zip(parts) {
            let people = problem.rows[row as usize].people;
            let price = (u128::from(multiplier) << prices.bits) / u128::from(PARTS * people);
            prices.rows[row as usize] = price as i64;
        }
        // Whoever is left out pays the most, so that nobody is.
        prices
            .floors
            .fill(prices.rows.iter().copied().max().unwrap_or(0));
        let fixed: i128 = (problem.sites.iter())
            .filter(|site| site.is_fixed)
            .map(|site| i128::from(site.fixed_cost))
            .sum();
        let least = bound.proven.min(best.len());
        Proof {
            best: Some((fixed + best.len() as i128, open)),
            bound: fixed + least as i128,
            is_complete: least == best.len(),
            nodes,
            prices,
        }
    }
}
