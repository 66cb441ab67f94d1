//! A choice that is shaken, seen from its rows: what every row adds, and who alone covers it.
//!
//! The tables of a plan (`exchange`) make a look at a column cheap and a move dear: each row that changes is told to all
//! of its columns. Where rows have many columns it is the other way round here: a look reads the rows of a column, a
//! move changes them.
//!
//! # Complexity
//!
//! A look: the rows of a column and the slots, without a branch. A move: the rows of two columns. Memory: 32 bytes a
//! row at most.
//!
//! # Invariants
//!
//! `covered` equals the weight counted from scratch.

use super::exchange::Amount;
use super::problem::CoverProblem;

/// What a row tells a column that looks at it.
#[derive(Debug, Clone, Copy)]
struct Seen<A> {
    /// What covering it adds: its weight when nobody covers it.
    adds: A,
    /// What is taken over from the slot that alone covers it: its weight when one does.
    takes: A,
    /// That slot; else any.
    slot: u32,
}

/// A choice of columns, one in each slot.
#[derive(Debug, Clone)]
pub struct Rows<'a, A> {
    problem: &'a CoverProblem,
    seen: Vec<Seen<A>>,
    /// How often a row is covered, and the sum of the slots that do.
    times: Vec<(u32, u32)>,
    slots: Vec<u32>,
    /// What only this slot covers.
    loss: Vec<A>,
    /// What the column that looks would take over from each slot; zero between two looks.
    takes: Vec<A>,
    covered: u64,
    touched: u64,
}

impl<'a, A: Amount> Rows<'a, A> {
    /// A choice of these columns.
    pub fn new(problem: &'a CoverProblem, chosen: &[u32]) -> Self {
        let seen = |&weight: &u64| Seen {
            adds: A::of(weight),
            takes: A::ZERO,
            slot: 0,
        };
        let mut rows = Self {
            problem,
            seen: problem.weights().iter().map(seen).collect(),
            times: vec![(0, 0); problem.rows()],
            slots: chosen.to_vec(),
            loss: vec![A::ZERO; chosen.len()],
            takes: vec![A::ZERO; chosen.len()],
            covered: 0,
            touched: 0,
        };
        for (slot, &column) in (0_u32..).zip(chosen) {
            rows.open(slot, column);
        }
        rows
    }

    /// The weight that the choice covers.
    pub const fn covered(&self) -> u64 {
        self.covered
    }

    /// The columns of the slots.
    pub fn slots(&self) -> &[u32] {
        &self.slots
    }

    /// The rows looked at since the last call.
    pub const fn take_touched(&mut self) -> u64 {
        std::mem::replace(&mut self.touched, 0)
    }

    /// What a column adds, and what it costs at least to give up a slot for it; makes the swap when that is at most
    /// `worth` more. Returns the column that left.
    pub fn offer(&mut self, column: u32, worth: A) -> Option<u32> {
        let rows = self.problem.rows_of(column);
        self.touched += rows.len() as u64;
        let mut adds = A::ZERO;
        for &row in rows {
            let seen = self.seen[row as usize];
            adds += seen.adds;
            self.takes[seen.slot as usize] += seen.takes;
        }
        let costs = self.loss.iter().zip(&self.takes);
        let least = costs.fold(A::MOST, |least, (&loss, &takes)| least.min(loss - takes));
        let slot = if adds + worth < least {
            None
        } else {
            let mut costs = self.loss.iter().zip(&self.takes);
            costs.position(|(&loss, &takes)| loss - takes == least)
        };
        self.takes.fill(A::ZERO);
        let slot = slot?;
        let left = self.slots[slot];
        self.close(slot as u32);
        self.open(slot as u32, column);
        Some(left)
    }

    fn open(&mut self, slot: u32, column: u32) {
        self.slots[slot as usize] = column;
        let rows = self.problem.rows_of(column);
        for &row in rows {
            let (times, slots) = &mut self.times[row as usize];
            let seen = &mut self.seen[row as usize];
            match *times {
                0 => {
                    self.covered += seen.adds.weight();
                    self.loss[slot as usize] += seen.adds;
                    (seen.takes, seen.adds, seen.slot) = (seen.adds, A::ZERO, slot);
                }
                1 => {
                    self.loss[seen.slot as usize] -= seen.takes;
                    seen.takes = A::ZERO;
                }
                _ => {}
            }
            *times += 1;
            *slots += slot;
        }
        self.touched += rows.len() as u64;
    }

    fn close(&mut self, slot: u32) {
        let rows = self.problem.rows_of(self.slots[slot as usize]);
        for &row in rows {
            let (times, slots) = &mut self.times[row as usize];
            let seen = &mut self.seen[row as usize];
            *times -= 1;
            *slots -= slot;
            match *times {
                0 => {
                    self.covered -= seen.takes.weight();
                    self.loss[slot as usize] -= seen.takes;
                    (seen.adds, seen.takes) = (seen.takes, A::ZERO);
                }
                1 => {
                    seen.slot = *slots;
                    seen.takes = A::of(self.problem.weights()[row as usize]);
                    self.loss[seen.slot as usize] += seen.takes;
                }
                _ => {}
            }
        }
        self.touched += rows.len() as u64;
    }
}
