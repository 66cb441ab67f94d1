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
//!    dominated: the other can always replace it. Only columns of the rarest row of a column can dominate it, and
//!    looking up a few of its rows rejects most of them.
//!
//! # Complexity
//!
//! Linear in the non-zeros, plus sorting the distinct rows, plus the subset tests, which stop at a fixed budget:
//! a dominated column that stays costs time and changes no answer. Memory: 8 bytes for each non-zero of the distinct
//! rows, while the problem is built and after.
//!
//! # Invariants
//!
//! Lists are ascending; no row is empty or weightless; the weights sum to at most [`MOST_WEIGHT`].

use std::num::NonZeroU32;

/// The largest sum of weights: leaves 14 bits for the fraction of exact multipliers.
pub const MOST_WEIGHT: u64 = 1 << 48;

/// Subset tests stop after so many non-zeros per non-zero of the problem.
const DOMINANCE_EFFORT: usize = 20;
/// Rows of a column that another must cover as well before all are compared.
const SAMPLED: usize = 8;

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
        let mut effort = self.nonzeros().saturating_mul(DOMINANCE_EFFORT);
        for column in 0..self.columns() as u32 {
            let keep = useful[column as usize]
                && !self.rows_of(column).is_empty()
                && !self.is_dominated(column, &mut effort);
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
        let mut done = vec![false; self.rows()];
        for row in fixed.iter().flat_map(|&column| self.rows_of(column)) {
            done[*row as usize] = true;
        }
        let lists = self.by_column.turned(kept, self.rows());
        let mut builder = CoverBuilder::new(kept.len());
        let row_of = (self.weights.iter().zip(done))
            .enumerate()
            .map(|(row, (&weight, done))| {
                let list = if done { &[][..] } else { lists.get(row) };
                builder.add(weight, list)
            })
            .collect();
        drop(lists);
        Restricted {
            problem: builder.in_given_order(),
            columns: kept.to_vec(),
            row_of,
            covered: self.covered(fixed),
        }
    }

    fn is_dominated(&self, column: u32, effort: &mut usize) -> bool {
        let rows = self.rows_of(column);
        let Some(&rarest) = rows.iter().min_by_key(|&&row| self.columns_of(row).len()) else {
            return true;
        };
        let every = rows.len().div_ceil(SAMPLED);
        for &other in self.columns_of(rarest) {
            let theirs = self.rows_of(other);
            let covers = |row: &u32| self.columns_of(*row).binary_search(&other).is_ok();
            if theirs.len() <= rows.len() || !rows.iter().step_by(every).all(covers) {
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

    /// For each number below `count`, in which of some lists it is, by their place among them.
    fn turned(&self, some: &[u32], count: usize) -> Self {
        let mut first = vec![0_usize; count + 1];
        for &list in some {
            for &item in self.get(list as usize) {
                first[item as usize + 1] += 1;
            }
        }
        for i in 1..first.len() {
            first[i] += first[i - 1];
        }
        let mut next = first.clone();
        let mut items = vec![0_u32; first[count]];
        for (place, &list) in (0_u32..).zip(some) {
            for &item in self.get(list as usize) {
                let next = &mut next[item as usize];
                items[*next] = place;
                *next += 1;
            }
        }
        Self { first, items }
    }

    /// The numbers of all lists.
    fn all(&self) -> Vec<u32> {
        (0..self.len() as u32).collect()
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
        let Self {
            columns,
            weights,
            lists,
            slots,
            ..
        } = self;
        drop(slots);
        // Most lists differ within their first two columns.
        let key = |row: u32| {
            let list = lists.get(row as usize);
            let second = list.get(1).map_or(0, |&column| u64::from(column) + 1);
            (u64::from(list[0]) << 32 | second, row)
        };
        let mut order: Vec<(u64, u32)> = (0..weights.len() as u32).map(key).collect();
        order.sort_unstable_by(|a, b| {
            (a.0.cmp(&b.0)).then_with(|| lists.get(a.1 as usize).cmp(lists.get(b.1 as usize)))
        });
        let order: Vec<u32> = order.into_iter().map(|(_, row)| row).collect();
        let by_column = lists.turned(&order, columns);
        drop(lists);
        CoverProblem {
            by_row: by_column.turned(&by_column.all(), order.len()),
            by_column,
            weights: order.iter().map(|&row| weights[row as usize]).collect(),
        }
    }

    /// The problem, its rows in the order in which they came.
    pub fn in_given_order(self) -> CoverProblem {
        CoverProblem {
            by_column: self.lists.turned(&self.lists.all(), self.columns),
            by_row: self.lists,
            weights: self.weights,
        }
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

/// Whether an ascending list is part of another.
pub fn is_subset(small: &[u32], large: &[u32]) -> bool {
    let mut rest = large.iter();
    small
        .iter()
        .all(|item| rest.by_ref().find(|other| *other >= item) == Some(item))
}

#[cfg(test)]
mod tests;
