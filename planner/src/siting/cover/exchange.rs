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

use std::ops::{Add, AddAssign, Sub, SubAssign};

use super::problem::CoverProblem;
use crate::siting::effort::Meter;

/// A number of a plan's tables: the narrower, the more of them a machine word holds.
pub trait Amount:
    Copy + Ord + Add<Output = Self> + AddAssign + Sub<Output = Self> + SubAssign
{
    /// Nothing.
    const ZERO: Self;
    /// More than any other.
    const MOST: Self;
    /// A weight, where it fits.
    fn of(weight: u64) -> Self;
    /// As a weight.
    fn weight(self) -> u64;
}

impl Amount for i32 {
    const ZERO: Self = 0;
    const MOST: Self = Self::MAX;
    fn of(weight: u64) -> Self {
        weight as Self
    }
    fn weight(self) -> u64 {
        self as u64
    }
}

impl Amount for i64 {
    const ZERO: Self = 0;
    const MOST: Self = Self::MAX;
    fn of(weight: u64) -> Self {
        weight as Self
    }
    fn weight(self) -> u64 {
        self as u64
    }
}

/// Whether all sums of a problem's weights fit 31 bits, with room for one more.
pub fn is_narrow(problem: &CoverProblem) -> bool {
    problem.total() < 1 << 30
}

/// A choice of columns with its tables; every slot holds a column or is empty.
#[derive(Debug, Clone)]
pub struct Plan<'a, A> {
    problem: &'a CoverProblem,
    slots: Vec<Option<u32>>,
    is_chosen: Vec<bool>,
    rows: Vec<Row<A>>,
    gain: Vec<A>,
    loss: Vec<A>,
    overlap: Vec<A>,
    covered: u64,
    touched: u64,
}

/// How often a row is covered, the sum of the slots that cover it (with one of them, that one), and its weight.
#[derive(Debug, Clone, Copy)]
struct Row<A> {
    times: u32,
    slots: u32,
    weight: A,
}

/// One column out of its slot, another in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swap {
    /// The slot that changes.
    pub slot: usize,
    /// The column that comes.
    pub column: u32,
}

impl<'a, A: Amount> Plan<'a, A> {
    /// A plan with these columns, one slot for each.
    pub fn new(problem: &'a CoverProblem, chosen: &[u32]) -> Self {
        let row = |&weight: &u64| Row {
            times: 0,
            slots: 0,
            weight: A::of(weight),
        };
        let mut plan = Self {
            problem,
            slots: vec![None; chosen.len()],
            is_chosen: vec![false; problem.columns()],
            rows: problem.weights().iter().map(row).collect(),
            gain: (0..problem.columns() as u32)
                .map(|column| A::of(problem.weight_of(column)))
                .collect(),
            loss: vec![A::ZERO; chosen.len()],
            overlap: vec![A::ZERO; problem.columns() * chosen.len()],
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

    /// Whether a column is in the plan.
    pub fn has(&self, column: u32) -> bool {
        self.is_chosen[column as usize]
    }

    /// The non-zeros and table entries looked at since the last call.
    pub const fn take_touched(&mut self) -> u64 {
        std::mem::replace(&mut self.touched, 0)
    }

    /// What a swap would add, and what emptying the slot would lose.
    pub fn weigh(&self, slot: usize, column: u32) -> (A, A) {
        let overlap = self.overlap[column as usize * self.slots.len() + slot];
        (self.gain[column as usize] + overlap, self.loss[slot])
    }

    /// What opening a column would add with all slots kept.
    pub fn gain(&self, column: u32) -> A {
        self.gain[column as usize]
    }

    /// What it costs at least to give up a slot for a column that takes over what it can.
    pub fn least_cost(&self, column: u32) -> A {
        (self.costs(column)).fold(
            A::MOST,
            |least, cost| if cost < least { cost } else { least },
        )
    }

    /// The lowest slot that it costs so much to give up for a column.
    pub fn slot_at(&self, column: u32, least: A) -> Option<usize> {
        self.costs(column).position(|cost| cost == least)
    }

    /// The swap that raises the covered weight most, if any does.
    pub fn best_swap(&mut self) -> Option<Swap> {
        self.touched += (self.overlap.len() / 8 + 1) as u64;
        let mut best: Option<(A, u32)> = None;
        for column in 0..self.gain.len() as u32 {
            let gain = self.gain[column as usize];
            // Without a gain of its own a column only takes over what a slot covers alone: never more.
            if gain <= best.map_or(A::ZERO, |(most, _)| most) || self.is_chosen[column as usize] {
                continue;
            }
            let cheapest = self.least_cost(column);
            if cheapest < gain && best.is_none_or(|(most, _)| gain - cheapest > most) {
                best = Some((gain - cheapest, column));
            }
        }
        best.and_then(|(_, column)| {
            let slot = (self.costs(column).enumerate())
                .min_by_key(|&(slot, cost)| (cost, self.slots[slot]))?
                .0;
            Some(Swap { slot, column })
        })
    }

    /// Makes a swap; returns the column that left.
    pub fn swap(&mut self, slot: usize, column: u32) -> Option<u32> {
        let left = self.slots[slot];
        self.close(slot);
        self.open(slot, column);
        left
    }

    /// Puts a column into an empty slot.
    pub fn open(&mut self, slot: usize, column: u32) {
        debug_assert!(self.slots[slot].is_none() && !self.has(column));
        self.slots[slot] = Some(column);
        self.is_chosen[column as usize] = true;
        let problem = self.problem;
        for &name in problem.rows_of(column) {
            let row = &mut self.rows[name as usize];
            let (times, sum) = (row.times, row.slots);
            row.times = times + 1;
            row.slots = sum + slot as u32;
            match times {
                0 => self.cover(name, slot),
                1 => self.share(name, sum as usize),
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
        for &name in problem.rows_of(column) {
            let row = &mut self.rows[name as usize];
            row.times -= 1;
            row.slots -= slot as u32;
            match row.times {
                0 => self.uncover(name, slot),
                1 => {
                    let left = row.slots as usize;
                    self.unshare(name, left);
                }
                _ => self.touched += 1,
            }
        }
    }

    /// A row that nobody covered is covered by one slot.
    fn cover(&mut self, row: u32, slot: usize) {
        let (weight, width) = (self.rows[row as usize].weight, self.slots.len());
        self.covered += weight.weight();
        self.loss[slot] += weight;
        for &column in self.problem.columns_of(row) {
            self.gain[column as usize] -= weight;
            self.overlap[column as usize * width + slot] += weight;
        }
        self.touched += self.problem.columns_of(row).len() as u64;
    }

    /// A row that one slot covered is covered by nobody.
    fn uncover(&mut self, row: u32, slot: usize) {
        let (weight, width) = (self.rows[row as usize].weight, self.slots.len());
        self.covered -= weight.weight();
        self.loss[slot] -= weight;
        for &column in self.problem.columns_of(row) {
            self.gain[column as usize] += weight;
            self.overlap[column as usize * width + slot] -= weight;
        }
        self.touched += self.problem.columns_of(row).len() as u64;
    }

    /// A row that one slot covered alone is covered by another as well.
    fn share(&mut self, row: u32, slot: usize) {
        let (weight, width) = (self.rows[row as usize].weight, self.slots.len());
        self.loss[slot] -= weight;
        for &column in self.problem.columns_of(row) {
            self.overlap[column as usize * width + slot] -= weight;
        }
        self.touched += self.problem.columns_of(row).len() as u64;
    }

    /// A row that two slots covered is left to one.
    fn unshare(&mut self, row: u32, slot: usize) {
        let (weight, width) = (self.rows[row as usize].weight, self.slots.len());
        self.loss[slot] += weight;
        for &column in self.problem.columns_of(row) {
            self.overlap[column as usize * width + slot] += weight;
        }
        self.touched += self.problem.columns_of(row).len() as u64;
    }

    /// For each slot, what emptying it would cost when the column takes over what it can.
    fn costs(&self, column: u32) -> impl Iterator<Item = A> + '_ {
        let width = self.slots.len();
        let overlaps = &self.overlap[column as usize * width..][..width];
        (self.loss.iter().zip(overlaps)).map(|(&loss, &overlap)| loss - overlap)
    }
}

/// A choice after swaps until no swap helps or the effort is spent, and what it covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Descended {
    /// The columns, ascending.
    pub chosen: Vec<u32>,
    /// The weight that they cover.
    pub covered: u64,
    /// Swaps made.
    pub swaps: u64,
}

/// Swaps until no swap helps or the effort is spent.
pub fn descend(problem: &CoverProblem, start: &[u32], meter: &mut Meter<'_>) -> Descended {
    if is_narrow(problem) {
        descend_by::<i32>(problem, start, meter)
    } else {
        descend_by::<i64>(problem, start, meter)
    }
}

fn descend_by<A: Amount>(
    problem: &CoverProblem,
    start: &[u32],
    meter: &mut Meter<'_>,
) -> Descended {
    let mut plan = Plan::<A>::new(problem, start);
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
    Descended {
        chosen: plan.chosen(),
        covered: plan.covered(),
        swaps,
    }
}
