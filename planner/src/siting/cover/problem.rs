//! Who could be covered by which candidate becomes a cover problem: weighted rows, columns, two flat views.
//!
//! A row is a set of people whom the same candidates cover; a column is a candidate. The same problem can be made
//! from cover lists alone, without a map. What is not here: how many sites are wanted, and how they are chosen.
//!
//! # Method
//!
//! 1. Every demand point comes with its weight and the ascending list of columns that cover it. Points with the same
//!    list are one row: the list is looked up in a hash table of lists while the problem is built, so that 20 million
//!    demand points with few different lists need the memory of few rows.
//! 2. Rows are sorted by their lists. The order of the input therefore changes nothing in any later step.
//! 3. Columns with the same rows are twins: the lowest is kept. A column whose rows are a true subset of another's is
//!    dominated: the other can always replace it. Only columns of the rarest row of a column can dominate it, and a
//!    64-bit signature rejects most of them.
//!
//! # Complexity
//!
//! Linear in the non-zeros, plus sorting the distinct rows, plus the subset tests, which stop at a fixed budget:
//! a dominated column that stays costs time and changes no answer.
//!
//! # Invariants
//!
//! Lists are ascending; no row is empty or weightless; the weights sum to at most [`MOST_WEIGHT`].

use std::num::NonZeroU32;

/// The largest sum of weights: leaves 14 bits for the fraction of exact multipliers.
pub const MOST_WEIGHT: u64 = 1 << 48;

/// Subset tests stop after so many non-zeros per non-zero of the problem.
const DOMINANCE_EFFORT: usize = 20;

/// Weighted rows and the columns that cover them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverProblem {
    weights: Vec<u64>,
    by_row: Lists,
    by_column: Lists,
}

/// Lists of small numbers, one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lists {
    first: Vec<usize>,
    items: Vec<u32>,
}

/// A part of a problem, and how its rows and columns are called in the whole.
#[derive(Debug, Clone)]
pub struct Restricted {
    /// The part.
    pub problem: CoverProblem,
    /// For each column of the part, the column of the whole.
    pub columns: Vec<u32>,
    /// For each row of the whole, the row of the part that it went into.
    pub row_of: Vec<Option<u32>>,
    /// The weight that the fixed columns cover.
    pub covered: u64,
}

/// Two candidates that cover the same people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Twin {
    /// The column that is left out.
    pub dropped: u32,
    /// The lower column that stands for it.
    pub kept: u32,
}

/// Collects demand points and merges those with the same cover list.
#[derive(Debug, Clone)]
pub struct CoverBuilder {
    columns: usize,
    weights: Vec<u64>,
    total: u64,
    lists: Lists,
    slots: Vec<Option<NonZeroU32>>,
}

impl CoverProblem {
    /// Makes a problem from the rows that each column covers and the weight of each row.
    ///
    /// The lists may be in any order and may repeat a row; rows must be below the number of weights.
    pub fn from_lists(columns: &[Vec<u32>], weights: &[u64]) -> Self {
        let mut covers = vec![Vec::new(); weights.len()];
        for (column, rows) in columns.iter().enumerate() {
            for &row in rows {
                covers[row as usize].push(column as u32);
            }
        }
        let mut builder = CoverBuilder::new(columns.len());
        for (list, &weight) in covers.iter_mut().zip(weights) {
            list.dedup();
            builder.add(weight, list);
        }
        builder.finish()
    }

    fn assemble(weights: Vec<u64>, by_row: Lists, columns: usize) -> Self {
        let by_column = by_row.transposed(columns);
        Self {
            weights,
            by_row,
            by_column,
        }
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.weights.len()
    }

    /// The number of columns.
    pub fn columns(&self) -> usize {
        self.by_column.len()
    }

    /// The number of pairs of a row and a column that covers it.
    pub fn nonzeros(&self) -> usize {
        self.by_row.items.len()
    }

    /// The weight of each row.
    pub fn weights(&self) -> &[u64] {
        &self.weights
    }

    /// The weight of all rows.
    pub fn total(&self) -> u64 {
        self.weights.iter().sum()
    }

    /// The columns that cover a row, ascending.
    pub fn columns_of(&self, row: u32) -> &[u32] {
        self.by_row.get(row as usize)
    }

    /// The rows that a column covers, ascending.
    pub fn rows_of(&self, column: u32) -> &[u32] {
        self.by_column.get(column as usize)
    }

    /// The weight of the rows that a column covers.
    pub fn weight_of(&self, column: u32) -> u64 {
        self.rows_of(column)
            .iter()
            .map(|&row| self.weights[row as usize])
            .sum()
    }

    /// The weight that a choice of columns covers, counted from scratch.
    pub fn covered(&self, chosen: &[u32]) -> u64 {
        let mut hit = vec![false; self.rows()];
        for &column in chosen {
            for &row in self.rows_of(column) {
                hit[row as usize] = true;
            }
        }
        self.weights
            .iter()
            .zip(hit)
            .map(|(weight, hit)| if hit { *weight } else { 0 })
            .sum()
    }

    /// The columns that cover the same rows as a lower one; columns that cover nothing are left out.
    pub fn twins(&self) -> Vec<Twin> {
        let mut order: Vec<u32> = (0..self.columns() as u32)
            .filter(|&column| !self.rows_of(column).is_empty())
            .collect();
        order.sort_unstable_by(|&a, &b| {
            (self.rows_of(a).cmp(self.rows_of(b))).then_with(|| a.cmp(&b))
        });
        let mut twins: Vec<Twin> = Vec::new();
        for pair in order.windows(2) {
            if self.rows_of(pair[0]) == self.rows_of(pair[1]) {
                let kept = twins
                    .last()
                    .filter(|t| t.dropped == pair[0])
                    .map_or(pair[0], |t| t.kept);
                twins.push(Twin {
                    dropped: pair[1],
                    kept,
                });
            }
        }
        twins.sort_unstable_by_key(|twin| twin.dropped);
        twins
    }

    /// The columns that no other column can replace without loss, as far as the effort reaches.
    pub fn useful_columns(&self) -> Vec<u32> {
        let mut useful = vec![true; self.columns()];
        for twin in self.twins() {
            useful[twin.dropped as usize] = false;
        }
        let signatures: Vec<u64> = (0..self.columns() as u32)
            .map(|column| signature(self.rows_of(column)))
            .collect();
        let mut effort = self.nonzeros().saturating_mul(DOMINANCE_EFFORT);
        for column in 0..self.columns() as u32 {
            let keep = useful[column as usize]
                && !self.rows_of(column).is_empty()
                && !self.is_dominated(column, &signatures, &mut effort);
            useful[column as usize] = keep;
        }
        (0..self.columns() as u32)
            .filter(|&column| useful[column as usize])
            .collect()
    }

    /// The part of the problem that is left with some columns kept and some fixed as chosen.
    ///
    /// Rows that a fixed column covers are gone; rows with the same kept columns are merged again.
    pub fn restrict(&self, kept: &[u32], fixed: &[u32]) -> Restricted {
        let mut place: Vec<Option<u32>> = vec![None; self.columns()];
        for (index, &column) in kept.iter().enumerate() {
            place[column as usize] = Some(index as u32);
        }
        let mut done = vec![false; self.rows()];
        for row in fixed.iter().flat_map(|&column| self.rows_of(column)) {
            done[*row as usize] = true;
        }
        let mut builder = CoverBuilder::new(kept.len());
        let mut list = Vec::new();
        let row_of = (0..self.rows() as u32)
            .map(|row| {
                list.clear();
                if !done[row as usize] {
                    list.extend(
                        self.columns_of(row)
                            .iter()
                            .filter_map(|c| place[*c as usize]),
                    );
                }
                list.sort_unstable();
                builder.add(self.weights[row as usize], &list)
            })
            .collect();
        Restricted {
            problem: Self::assemble(builder.weights, builder.lists, kept.len()),
            columns: kept.to_vec(),
            row_of,
            covered: self.covered(fixed),
        }
    }

    fn is_dominated(&self, column: u32, signatures: &[u64], effort: &mut usize) -> bool {
        let rows = self.rows_of(column);
        let Some(&rarest) = rows.iter().min_by_key(|&&row| self.columns_of(row).len()) else {
            return true;
        };
        let mine = signatures[column as usize];
        for &other in self.columns_of(rarest) {
            let theirs = self.rows_of(other);
            if theirs.len() <= rows.len() || mine & !signatures[other as usize] != 0 {
                continue;
            }
            let Some(left) = effort.checked_sub(theirs.len()) else {
                return false;
            };
            *effort = left;
            if is_subset(rows, theirs) {
                return true;
            }
        }
        false
    }
}

impl Lists {
    const fn new() -> Self {
        Self {
            first: Vec::new(),
            items: Vec::new(),
        }
    }

    /// The number of lists.
    pub fn len(&self) -> usize {
        self.first.len().saturating_sub(1)
    }

    /// Whether there is no list.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One list.
    pub fn get(&self, index: usize) -> &[u32] {
        &self.items[self.first[index]..self.first[index + 1]]
    }

    fn push(&mut self, list: &[u32]) {
        if self.first.is_empty() {
            self.first.push(0);
        }
        self.items.extend_from_slice(list);
        self.first.push(self.items.len());
    }

    fn transposed(&self, columns: usize) -> Self {
        let mut first = vec![0_usize; columns + 1];
        for &item in &self.items {
            first[item as usize + 1] += 1;
        }
        for i in 1..first.len() {
            first[i] += first[i - 1];
        }
        let mut next = first.clone();
        let mut items = vec![0_u32; self.items.len()];
        for row in 0..self.len() {
            for &column in self.get(row) {
                items[next[column as usize]] = row as u32;
                next[column as usize] += 1;
            }
        }
        Self { first, items }
    }
}

impl CoverBuilder {
    /// A builder for so many columns.
    pub fn new(columns: usize) -> Self {
        Self {
            columns,
            weights: Vec::new(),
            total: 0,
            lists: Lists::new(),
            slots: vec![None; 64],
        }
    }

    /// Adds people whom the columns of an ascending list cover; returns the row that they are in.
    ///
    /// Without weight or columns nothing is added: nobody there can be covered.
    pub fn add(&mut self, weight: u64, columns: &[u32]) -> Option<u32> {
        debug_assert!(columns.is_sorted_by(|a, b| a < b), "an ascending list");
        if weight == 0 || columns.is_empty() {
            return None;
        }
        self.total = self.total.saturating_add(weight);
        assert!(self.total <= MOST_WEIGHT, "the weights sum to over 2^48");
        let slot = self.find(columns);
        if let Some(row) = self.slots[slot] {
            let row = row.get() - 1;
            self.weights[row as usize] += weight;
            return Some(row);
        }
        self.lists.push(columns);
        self.weights.push(weight);
        self.slots[slot] = NonZeroU32::new(self.weights.len() as u32);
        if self.weights.len() * 2 > self.slots.len() {
            self.grow();
        }
        Some(self.weights.len() as u32 - 1)
    }

    /// The problem, its rows sorted by their lists.
    pub fn finish(self) -> CoverProblem {
        let mut order: Vec<usize> = (0..self.weights.len()).collect();
        order.sort_unstable_by(|&a, &b| self.lists.get(a).cmp(self.lists.get(b)));
        let mut by_row = Lists::new();
        for &row in &order {
            by_row.push(self.lists.get(row));
        }
        let weights = order.iter().map(|&row| self.weights[row]).collect();
        CoverProblem::assemble(weights, by_row, self.columns)
    }

    /// The slot that holds the list, or the empty slot where it belongs.
    fn find(&self, list: &[u32]) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash(list) & mask;
        while let Some(row) = self.slots[slot] {
            if self.lists.get(row.get() as usize - 1) == list {
                break;
            }
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        self.slots = vec![None; self.slots.len() * 2];
        for row in 0..self.weights.len() {
            let slot = self.find(self.lists.get(row));
            self.slots[slot] = NonZeroU32::new(row as u32 + 1);
        }
    }
}

/// A fixed multiplicative hash: the same on every machine, and its order never shows.
fn hash(list: &[u32]) -> usize {
    let mixed = list.iter().fold(0_u64, |h, &item| {
        (h.rotate_left(5) ^ u64::from(item)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    });
    (mixed ^ (mixed >> 32)) as usize
}

/// One bit for each row, by its number modulo 64 after mixing.
fn signature(rows: &[u32]) -> u64 {
    rows.iter().fold(0, |bits, row| {
        bits | 1 << (row.wrapping_mul(0x9E37_79B1) >> 26)
    })
}

/// Whether an ascending list is part of another.
fn is_subset(small: &[u32], large: &[u32]) -> bool {
    let mut rest = large.iter();
    small
        .iter()
        .all(|item| rest.by_ref().find(|other| *other >= item) == Some(item))
}

#[cfg(test)]
mod tests;
