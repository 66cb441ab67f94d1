//! Rows and columns that decide nothing are left out of set covering.
//!
//! # Method
//!
//! Rows with the same columns are one. A row whose columns include all of another's is covered whenever the other is
//! (Toregas and ReVelle, 1972): only rows of the rarest column of a row can include it, and a 64-bit signature rejects
//! most of them. Columns are reduced by [`CoverProblem::useful_columns`]. Each makes more of the other, so both are
//! tried again while much goes.
//!
//! # References
//!
//! Toregas and ReVelle (1972), Optimal location under time or distance constraints.

use crate::siting::cover::problem::{CoverBuilder, CoverProblem, is_subset};
use crate::siting::location::Problem;

/// Rounds of both reductions.
const ROUNDS: usize = 6;
/// Comparisons of rows stop after so many non-zeros per non-zero of the problem.
const EFFORT: usize = 20;

/// What is left of set covering.
pub(super) struct Reduced {
    /// The rows, each worth one, and the columns.
    pub(super) cover: CoverProblem,
    /// For each row of it, a row of the whole problem that it stands for.
    pub(super) rows: Vec<u32>,
    /// For each column, the site of the whole problem.
    pub(super) columns: Vec<u32>,
}

impl Reduced {
    /// Reads a problem and reduces it; nothing where it is more than set covering.
    pub(super) fn of(problem: &Problem) -> Option<Self> {
        let [floor] = &problem.floors[..] else {
            return None;
        };
        let is_plain = problem.needs == 1
            && problem.rules.is_empty()
            && floor.most_unserved == 0
            && problem.most_open >= problem.sites.len()
            && !problem.has_loads()
            && (problem.sites.iter()).all(|site| site.is_fixed || site.fixed_cost == 1)
            && problem.arcs.iter().all(|arc| arc.cost == 0)
            && problem.rows.iter().all(|row| row.penalty == 0);
        if !is_plain {
            return None;
        }
        let mut lists: Vec<(Vec<u32>, u32)> = Vec::new();
        for &row in &floor.rows {
            let arcs = problem.of_row(row as usize);
            let is_served = (arcs.iter()).any(|arc| problem.sites[arc.to as usize].is_fixed);
            if problem.rows[row as usize].people == 0 || is_served {
                continue;
            }
            if arcs.is_empty() {
                return None;
            }
            lists.push((arcs.iter().map(|arc| arc.to).collect(), row));
        }
        lists.sort_unstable();
        lists.dedup_by(|a, b| a.0 == b.0);
        let mut builder = CoverBuilder::new(problem.sites.len());
        for (list, _) in &lists {
            builder.add(1, list);
        }
        let mut reduced = Self {
            cover: builder.in_given_order(),
            rows: lists.into_iter().map(|(_, row)| row).collect(),
            columns: (0..problem.sites.len() as u32).collect(),
        };
        for _ in 0..ROUNDS {
            let before = reduced.cover.nonzeros();
            reduced = reduced.without_rows().without_columns();
            if reduced.cover.nonzeros() * 20 > before * 19 {
                break;
            }
        }
        Some(reduced)
    }

    /// Without rows that are covered whenever another is.
    fn without_rows(self) -> Self {
        let needless = needless_rows(&self.cover);
        let mut builder = CoverBuilder::new(self.cover.columns());
        let mut rows = Vec::new();
        for row in (0..self.cover.rows()).filter(|&row| !needless[row]) {
            builder.add(1, self.cover.columns_of(row as u32));
            rows.push(self.rows[row]);
        }
        Self {
            cover: builder.in_given_order(),
            rows,
            columns: self.columns,
        }
    }

    /// Without columns that another replaces; rows with the same columns left are one.
    fn without_columns(self) -> Self {
        let part = self.cover.restrict(&self.cover.useful_columns(), &[]);
        let mut builder = CoverBuilder::new(part.columns.len());
        let mut rows = Vec::new();
        for (row, &name) in part.row_of.iter().zip(&self.rows) {
            // Each row of the part comes first with the first of its rows.
            if let Some(row) = row.filter(|row| *row as usize == rows.len()) {
                builder.add(1, part.problem.columns_of(row));
                rows.push(name);
            }
        }
        let columns = part.columns.iter().map(|&c| self.columns[c as usize]);
        Self {
            cover: builder.in_given_order(),
            rows,
            columns: columns.collect(),
        }
    }
}

/// Which rows include all columns of another row.
fn needless_rows(cover: &CoverProblem) -> Vec<bool> {
    let rows = 0..cover.rows() as u32;
    let signatures: Vec<u64> = rows
        .clone()
        .map(|row| signature(cover.columns_of(row)))
        .collect();
    let mut order: Vec<u32> = rows.collect();
    order.sort_by_key(|&row| (cover.columns_of(row).len(), row));
    let mut needless = vec![false; cover.rows()];
    let mut effort = cover.nonzeros().saturating_mul(EFFORT);
    for &row in &order {
        let mine = cover.columns_of(row);
        let rarest = mine
            .iter()
            .min_by_key(|&&column| cover.rows_of(column).len());
        let Some(&rarest) = rarest.filter(|_| !needless[row as usize]) else {
            continue;
        };
        for &other in cover.rows_of(rarest) {
            let theirs = cover.columns_of(other);
            if theirs.len() <= mine.len()
                || needless[other as usize]
                || signatures[row as usize] & !signatures[other as usize] != 0
            {
                continue;
            }
            let Some(left) = effort.checked_sub(theirs.len()) else {
                return needless;
            };
            effort = left;
            needless[other as usize] = is_subset(mine, theirs);
        }
    }
    needless
}

/// One bit for each column, by its number modulo 64 after mixing.
fn signature(columns: &[u32]) -> u64 {
    columns.iter().fold(0, |bits, column| {
        bits | 1 << (column.wrapping_mul(0x9E37_79B1) >> 26)
    })
}
