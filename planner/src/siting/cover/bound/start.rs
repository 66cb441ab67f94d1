//! Where the first-order method starts: from nothing, from a choice, or from a start of a part or of the whole.

use crate::siting::cover::problem::{CoverProblem, Restricted};

/// A start: multipliers for the rows and shares for the columns.
#[derive(Debug, Clone, Default)]
pub struct Start {
    /// For each row.
    pub multipliers: Vec<f64>,
    /// For each column.
    pub shares: Vec<f64>,
}

impl Start {
    /// The start that a choice of columns suggests.
    ///
    /// Rows that it misses or covers once are worth their weight, rows covered again nothing.
    pub fn from_choice(problem: &CoverProblem, chosen: &[u32]) -> Self {
        let mut shares = vec![0.0; problem.columns()];
        let mut times = vec![0_u32; problem.rows()];
        for &column in chosen {
            shares[column as usize] = 1.0;
            for &row in problem.rows_of(column) {
                times[row as usize] += 1;
            }
        }
        let multipliers = (problem.weights().iter().zip(times))
            .map(|(&weight, times)| if times < 2 { weight as f64 } else { 0.0 })
            .collect();
        Self {
            multipliers,
            shares,
        }
    }

    /// The same start for a part of its problem: the multipliers of merged rows add up.
    #[must_use]
    pub fn narrowed(&self, part: &Restricted) -> Self {
        let mut multipliers = vec![0.0; part.problem.rows()];
        for (row, multiplier) in part.row_of.iter().zip(&self.multipliers) {
            if let Some(row) = row {
                multipliers[*row as usize] += multiplier;
            }
        }
        let shares = part.columns.iter().map(|&c| self.shares[c as usize]);
        Self {
            multipliers,
            shares: shares.collect(),
        }
    }

    /// The same start for the whole of which it is a part: merged rows divide their multiplier by weight.
    #[must_use]
    pub fn widened(&self, part: &Restricted, whole: &CoverProblem) -> Self {
        let multipliers = (part.row_of.iter().zip(whole.weights()))
            .map(|(row, &weight)| {
                row.map_or(0.0, |row| {
                    let merged = part.problem.weights()[row as usize] as f64;
                    self.multipliers[row as usize] * weight as f64 / merged
                })
            })
            .collect();
        let mut shares = vec![0.0; whole.columns()];
        for (&column, &share) in part.columns.iter().zip(&self.shares) {
            shares[column as usize] = share;
        }
        Self {
            multipliers,
            shares,
        }
    }
}
