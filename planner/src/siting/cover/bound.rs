//! A proven upper bound on what any choice covers: the Lagrangian dual in whole numbers, and what it rules out.
//!
//! # Method
//!
//! The maximal covering problem of Church and ReVelle (1974): choose `p` columns (`y_j`) and cover rows (`x_i`),
//!
//! ```text
//! max Σ w_i x_i   with   x_i ≤ Σ_{j covers i} y_j,   Σ y_j ≤ p,   x, y ∈ {0, 1}.
//! ```
//!
//! With a multiplier `λ_i ≥ 0` for each cover constraint, every choice covers at most
//!
//! ```text
//! D(λ) = Σ max(0, w_i − λ_i)  +  the sum of the p largest  c_j = Σ_{i covered by j} λ_i.
//! ```
//!
//! 1. Multipliers are whole numbers: `λ_i · 2^s`, rounded and kept within `0..=w_i·2^s`. Any such numbers give a valid
//!    bound, so where they came from needs no trust and rounding costs only tightness.
//! 2. `D` is summed exactly and rounded down: the optimum is whole.
//! 3. Reduced costs: if choosing a column outside the `p` largest, or leaving out one inside, would push the bound
//!    down to what is already reached, no better choice does so.
//!
//! # Complexity
//!
//! O(non-zeros).
//!
//! # Invariants
//!
//! The bound is never below the optimum, for any multipliers.
//!
//! # References
//!
//! Church and ReVelle (1974), The maximal covering location problem. Galvão and ReVelle (1996), A Lagrangean heuristic
//! for the maximal covering location problem. Geoffrion (1974), Lagrangean relaxation for integer programming.

pub mod relaxation;
mod start;

use super::problem::{CoverProblem, MOST_WEIGHT};

/// The binary digits of a multiplier's fraction.
const FRACTION_BITS: u32 = 14;

/// The parts of a person that multipliers count.
pub const PARTS: u64 = 1 << FRACTION_BITS;

/// Whole multipliers of the cover constraints, in parts of 2^-14 of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Multipliers(Vec<u64>);

/// What the multipliers prove.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dual {
    /// The bound on the covered weight.
    bound: u128,
    /// For each column, the sum of the multipliers of its rows.
    sums: Vec<u64>,
    /// The smallest sum among the `p` largest and the largest of the others.
    edge: (u64, u64),
    sites: usize,
}

/// What is left to decide when a bound meets what is already reached.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fixing {
    /// Columns that a better choice must have, ascending.
    pub fixed: Vec<u32>,
    /// Columns that a better choice may have, ascending.
    pub open: Vec<u32>,
}

impl Multipliers {
    /// Rounds multipliers in people; each is kept between zero and its row's weight.
    pub fn rounded(problem: &CoverProblem, multipliers: &[f64]) -> Self {
        const { assert!(MOST_WEIGHT.leading_zeros() > FRACTION_BITS) };
        let scale = f64::from(1_u32 << FRACTION_BITS);
        let whole = problem
            .weights()
            .iter()
            .zip(multipliers)
            .map(|(&weight, &multiplier)| {
                ((multiplier * scale).round() as u64).min(weight << FRACTION_BITS)
            })
            .collect();
        Self(whole)
    }

    /// All multipliers, in parts of 2^-14 of a person.
    pub fn parts(&self) -> &[u64] {
        &self.0
    }

    /// The sum of the multipliers of some rows, in parts.
    pub fn sum(&self, rows: &[u32]) -> u64 {
        rows.iter().map(|&row| self.0[row as usize]).sum()
    }

    /// The multiplier of a row in people.
    pub fn people(&self, row: usize) -> f64 {
        self.0[row] as f64 / f64::from(1_u32 << FRACTION_BITS)
    }
}

impl Dual {
    /// Sums up what the multipliers prove for a choice of at most `sites` columns.
    pub fn of(problem: &CoverProblem, sites: usize, multipliers: &Multipliers) -> Self {
        let sums: Vec<u64> = (0..problem.columns() as u32)
            .map(|column| multipliers.sum(problem.rows_of(column)))
            .collect();
        let free: u128 = problem
            .weights()
            .iter()
            .zip(&multipliers.0)
            .map(|(&weight, &multiplier)| u128::from((weight << FRACTION_BITS) - multiplier))
            .sum();
        let mut sorted = sums.clone();
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        let best: u128 = sorted.iter().take(sites).map(|&sum| u128::from(sum)).sum();
        let inside = sites.checked_sub(1).and_then(|last| sorted.get(last));
        let edge = (
            inside.copied().unwrap_or(0),
            sorted.get(sites).copied().unwrap_or(0),
        );
        Self {
            bound: free + best,
            sums,
            edge,
            sites,
        }
    }

    /// The most weight that any choice covers.
    pub const fn bound(&self) -> u64 {
        (self.bound >> FRACTION_BITS) as u64
    }

    /// For each number of columns from one to `most`, the most weight that any choice of so many covers.
    pub fn bounds(&self, most: usize) -> Vec<u64> {
        let mut sorted = self.sums.clone();
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        let best: u128 = sorted
            .iter()
            .take(self.sites)
            .map(|&sum| u128::from(sum))
            .sum();
        let mut bound = self.bound - best;
        (0..most)
            .map(|place| {
                bound += u128::from(sorted.get(place).copied().unwrap_or(0));
                (bound >> FRACTION_BITS) as u64
            })
            .collect()
    }

    /// The column's reduced cost, in people: by how much the bound falls when its place is decided against it.
    pub fn sum(&self, column: u32) -> u64 {
        self.sums[column as usize]
    }

    /// The columns that a choice better than `reached` must or may have.
    ///
    /// Columns with equal sums at the edge of the `p` largest are neither inside nor outside and stay open.
    pub fn fixing(&self, reached: u64) -> Fixing {
        let limit = u128::from(reached + 1) << FRACTION_BITS;
        let (inside, outside) = self.edge;
        let mut fixing = Fixing::default();
        for (column, &sum) in self.sums.iter().enumerate() {
            let with = self.bound - u128::from(inside.saturating_sub(sum));
            let without = self.bound - u128::from(sum.saturating_sub(outside));
            if sum > outside && sum >= inside && without < limit {
                fixing.fixed.push(column as u32);
            } else if with >= limit {
                fixing.open.push(column as u32);
            }
        }
        if fixing.fixed.len() > self.sites {
            // More columns are needed than may be chosen: nothing better exists.
            fixing = Fixing::default();
        }
        fixing
    }
}
