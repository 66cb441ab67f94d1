//! A choice of columns is improved: one column out, one in, until no such swap helps.
//!
//! # Method
//!
//! A plan keeps three tables up to date while columns come and go (the vertex substitution of Teitz and Bart, 1968,
//! with the bookkeeping of Resende and Werneck, 2007, for coverage):
//!
//! * `gain(j)`: the weight of the rows of `j` that nobody covers;
//! * `loss(k)`: the weight of the rows that only the chosen column in slot `k` covers;
//! * `overlap(j, k)`: the weight of the rows of `j` that only slot `k` covers.
//!
//! Swapping slot `k` for `j` changes the covered weight by `gain(j) + overlap(j, k) − loss(k)`, exactly. The best of
//! all swaps is made, ties to the lowest incoming and then the lowest outgoing column, until none is above zero.
//!
//! # Complexity
//!
//! A look at all swaps: columns × slots, on flat arrays. A swap: the columns of the rows that change from covered by
//! nobody, by one or by two; memory: columns × slots numbers.
//!
//! # Invariants
//!
//! `covered` equals the weight counted from scratch; each swap raises it.
//!
//! # References
//!
//! Teitz and Bart (1968), Heuristic methods for estimating the generalized vertex median of a weighted graph.
//! Resende and Werneck (2007), A fast swap-based local search procedure for location problems.

use super::problem::CoverProblem;
use crate::siting::effort::Meter;

/// A choice of columns with its tables; every slot holds a column or is empty.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    problem: &'a CoverProblem,
    slots: Vec<Option<u32>>,
    is_chosen: Vec<bool>,
    times: Vec<u32>,
    /// For each row the sum of the slots that cover it: with one of them, that one.
    slot_sum: Vec<u32>,
    gain: Vec<u64>,
    loss: Vec<u64>,
    overlap: Vec<u64>,
    covered: u64,
    touched: u64,
}

/// One column out of its slot, another in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swap {
    /// The slot that changes.
    pub slot: usize,
    /// The column that comes.
    pub column: u32,
}

impl<'a> Plan<'a> {
    /// A plan with these columns, one slot for each.
    pub fn new(problem: &'a CoverProblem, chosen: &[u32]) -> Self {
        let mut plan = Self {
            problem,
            slots: vec![None; chosen.len()],
            is_chosen: vec![false; problem.columns()],
            times: vec![0; problem.rows()],
            slot_sum: vec![0; problem.rows()],
            gain: (0..problem.columns() as u32)
                .map(|column| problem.weight_of(column))
                .collect(),
            loss: vec![0; chosen.len()],
            overlap: vec![0; problem.columns() * chosen.len()],
            covered: 0,
            touched: 0,
        };
        for (slot, &column) in chosen.iter().enumerate() {
            plan.open(slot, column);
        }
        plan
    }

    /// The weight that the plan covers.
    pub const fn covered(&self) -> u64 {
        self.covered
    }

    /// The chosen columns, ascending.
    pub fn chosen(&self) -> Vec<u32> {
        let mut chosen: Vec<u32> = self.slots.iter().flatten().copied().collect();
        chosen.sort_unstable();
        chosen
    }

    /// The column in a slot.
    pub fn at(&self, slot: usize) -> Option<u32> {
        self.slots[slot]
    }

    /// The number of slots.
    pub fn slots(&self) -> usize {
        self.slots.len()
    }

    /// The number of columns to choose from.
    pub fn columns(&self) -> usize {
        self.is_chosen.len()
    }

    /// Whether a column is in the plan.
    pub fn has(&self, column: u32) -> bool {
        self.is_chosen[column as usize]
    }

    /// The non-zeros and table entries looked at since the last call.
    pub const fn take_touched(&mut self) -> u64 {
        std::mem::replace(&mut self.touched, 0)
    }

    /// What a swap would add, and what emptying the slot would lose.
    pub fn weigh(&self, slot: usize, column: u32) -> (u64, u64) {
        let overlap = self.overlap[column as usize * self.slots.len() + slot];
        (self.gain[column as usize] + overlap, self.loss[slot])
    }

    /// What opening a column would add, and the slot that it costs least to give up for it.
    ///
    /// The cost is net of what the column takes over from the slot. Ties go to the lowest slot.
    pub fn cheapest(&self, column: u32) -> Option<(usize, u64)> {
        let least = self.costs(column).min()?;
        let slot = self.costs(column).position(|cost| cost == least)?;
        Some((slot, least))
    }

    /// What opening a column would add with all slots kept.
    pub fn gain(&self, column: u32) -> u64 {
        self.gain[column as usize]
    }

    /// The swap that raises the covered weight most, if any does.
    pub fn best_swap(&mut self) -> Option<Swap> {
        self.touched += (self.overlap.len() / 8 + 1) as u64;
        let mut best: Option<(u64, u32)> = None;
        for column in 0..self.gain.len() as u32 {
            let gain = self.gain[column as usize];
            // Without a gain of its own a column only takes over what a slot covers alone: never more.
            if gain == 0 || self.is_chosen[column as usize] {
                continue;
            }
            let cheapest = self.costs(column).min().unwrap_or(gain);
            let rise = gain.saturating_sub(cheapest);
            if rise > best.map_or(0, |(most, _)| most) {
                best = Some((rise, column));
            }
        }
        best.and_then(|(_, column)| {
            let slot = (self.costs(column).enumerate())
                .min_by_key(|&(slot, cost)| (cost, self.slots[slot]))?
                .0;
            Some(Swap { slot, column })
        })
    }

    /// Makes a swap.
    pub fn swap(&mut self, slot: usize, column: u32) {
        self.close(slot);
        self.open(slot, column);
    }

    /// Puts a column into an empty slot.
    pub fn open(&mut self, slot: usize, column: u32) {
        debug_assert!(self.slots[slot].is_none() && !self.has(column));
        self.slots[slot] = Some(column);
        self.is_chosen[column as usize] = true;
        let problem = self.problem;
        for &row in problem.rows_of(column) {
            let (times, sum) = (self.times[row as usize], self.slot_sum[row as usize]);
            self.times[row as usize] = times + 1;
            self.slot_sum[row as usize] = sum + slot as u32;
            match times {
                0 => self.cover(row, slot),
                1 => self.share(row, sum as usize),
                _ => self.touched += 1,
            }
        }
    }

    /// Empties a slot.
    pub fn close(&mut self, slot: usize) {
        let Some(column) = self.slots[slot].take() else {
            return;
        };
        self.is_chosen[column as usize] = false;
        let problem = self.problem;
        for &row in problem.rows_of(column) {
            let times = self.times[row as usize] - 1;
            let sum = self.slot_sum[row as usize] - slot as u32;
            self.times[row as usize] = times;
            self.slot_sum[row as usize] = sum;
            match times {
                0 => self.uncover(row, slot),
                1 => self.unshare(row, sum as usize),
                _ => self.touched += 1,
            }
        }
    }

    /// A row that nobody covered is covered by one slot.
    fn cover(&mut self, row: u32, slot: usize) {
        let (weight, width) = (self.problem.weights()[row as usize], self.slots.len());
        self.covered += weight;
        self.loss[slot] += weight;
        for &column in self.problem.columns_of(row) {
            self.gain[column as usize] -= weight;
            self.overlap[column as usize * width + slot] += weight;
        }
        self.touched += self.problem.columns_of(row).len() as u64;
    }

    /// A row that one slot covered is covered by nobody.
    fn uncover(&mut self, row: u32, slot: usize) {
        let (weight, width) = (self.problem.weights()[row as usize], self.slots.len());
        self.covered -= weight;
        self.loss[slot] -= weight;
        for &column in self.problem.columns_of(row) {
            self.gain[column as usize] += weight;
            self.overlap[column as usize * width + slot] -= weight;
        }
        self.touched += self.problem.columns_of(row).len() as u64;
    }

    /// A row that one slot covered alone is covered by another as well.
    fn share(&mut self, row: u32, slot: usize) {
        let (weight, width) = (self.problem.weights()[row as usize], self.slots.len());
        self.loss[slot] -= weight;
        for &column in self.problem.columns_of(row) {
            self.overlap[column as usize * width + slot] -= weight;
        }
        self.touched += self.problem.columns_of(row).len() as u64;
    }

    /// A row that two slots covered is left to one.
    fn unshare(&mut self, row: u32, slot: usize) {
        let (weight, width) = (self.problem.weights()[row as usize], self.slots.len());
        self.loss[slot] += weight;
        for &column in self.problem.columns_of(row) {
            self.overlap[column as usize * width + slot] += weight;
        }
        self.touched += self.problem.columns_of(row).len() as u64;
    }

    /// For each slot, what emptying it would cost when the column takes over what it can.
    fn costs(&self, column: u32) -> impl Iterator<Item = u64> + '_ {
        let width = self.slots.len();
        let overlaps = &self.overlap[column as usize * width..][..width];
        (self.loss.iter().zip(overlaps)).map(|(loss, overlap)| loss - overlap)
    }
}

/// Swaps until no swap helps or the effort is spent; returns the number of swaps.
pub fn descend(plan: &mut Plan<'_>, meter: &mut Meter<'_>) -> u64 {
    let mut swaps = 0;
    while !meter.is_spent() {
        let Some(swap) = plan.best_swap() else {
            break;
        };
        plan.swap(swap.slot, swap.column);
        swaps += 1;
        meter.spend(plan.take_touched());
    }
    meter.spend(plan.take_touched());
    swaps
}
