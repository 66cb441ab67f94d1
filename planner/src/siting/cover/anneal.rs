//! A choice is shaken and cooled: random columns come in for the site that it costs least to give up for them.
//!
//! # Method
//!
//! Simulated annealing (Kirkpatrick, Gelatt and Vecchi, 1983) on what every row knows: how often it is covered, and by
//! which site where it is only one.
//!
//! 1. A random column is drawn. One pass over its rows tells what it adds and, site by site, what it would take over
//!    from it; a second over the sites tells which of them it costs least to give up for it. No table of columns ×
//!    sites is kept: a move would cost hundreds of its entries, and a try reads few.
//! 2. The swap is made when it loses nothing, or with a chance that falls with the loss and with the temperature.
//!    Temperatures are parts of what a site covers on average; they fall with the work done, not with time.
//!
//! Chances use whole numbers and the four basic operations only: no library function whose last digit depends on the
//! machine can change an answer.
//!
//! # Complexity
//!
//! A try: the rows of a column and the sites. A move: the rows of two columns. Memory: 16 bytes a row.
//!
//! # Invariants
//!
//! Never worse than the start. The same seed, start and work give the same choice.
//!
//! # References
//!
//! Kirkpatrick, Gelatt and Vecchi (1983), Optimization by simulated annealing.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::problem::CoverProblem;
use crate::siting::effort::Meter;

/// The first and the last temperature, in parts of what a site covers on average; chosen on two published problems,
/// New York and San Francisco with 80 sites, so results on those two flatter them.
const HOT: f64 = 0.06;
const COLD: f64 = 0.001;
/// What a try costs beside its rows and sites, in non-zeros.
const TRY: u64 = 10;
/// Sites weighed for the price of one non-zero.
const SITES_PER_NONZERO: u64 = 4;
/// Tries between two looks at the thermometer.
const AT_ONCE: u32 = 32;

/// How often a row is covered, the sum of the slots that cover it, and its weight.
#[derive(Debug, Clone, Copy)]
struct Row {
    times: u32,
    slots: u32,
    weight: u64,
}

/// The state of an annealing run.
struct Run<'a> {
    problem: &'a CoverProblem,
    rows: Vec<Row>,
    slots: Vec<u32>,
    is_chosen: Vec<bool>,
    /// What only this slot covers.
    loss: Vec<u64>,
    /// What the drawn column would take over from each slot; zero between two tries.
    takes: Vec<u64>,
    covered: u64,
}

/// Anneals from a choice until the allowed work is done; returns the best choice met, ascending.
pub fn anneal(problem: &CoverProblem, start: &[u32], seed: u64, meter: &mut Meter<'_>) -> Vec<u32> {
    let mut best = start.to_vec();
    if !start.is_empty() && start.len() < problem.columns() {
        let mut run = Run::new(problem, start);
        run.cool(&mut ChaCha8Rng::seed_from_u64(seed), &mut best, meter);
    }
    best.sort_unstable();
    best
}

impl<'a> Run<'a> {
    fn new(problem: &'a CoverProblem, start: &[u32]) -> Self {
        let row = |&weight: &u64| Row {
            times: 0,
            slots: 0,
            weight,
        };
        let mut run = Self {
            problem,
            rows: problem.weights().iter().map(row).collect(),
            slots: start.to_vec(),
            is_chosen: vec![false; problem.columns()],
            loss: vec![0; start.len()],
            takes: vec![0; start.len()],
            covered: 0,
        };
        for (slot, &column) in start.iter().enumerate() {
            run.open(slot, column);
        }
        run
    }

    fn cool(&mut self, random: &mut ChaCha8Rng, best: &mut [u32], meter: &mut Meter<'_>) {
        let unit = self.covered.max(1) as f64 / self.slots.len() as f64;
        let (all, from) = (meter.left().max(1) as f64, meter.spent());
        let mut most = self.covered;
        while !meter.is_spent() {
            let left = 1.0 - (meter.spent() - from) as f64 / all;
            let temperature = unit * (COLD + (HOT - COLD) * left * left * left);
            let mut work = 0;
            for _ in 0..AT_ONCE {
                let worth = temperature * waiting_time(random.next_u32());
                work += self.attempt(random, worth as u64);
                if self.covered > most {
                    most = self.covered;
                    best.copy_from_slice(&self.slots);
                }
            }
            meter.spend(work);
        }
    }

    /// Tries a column that may lose up to `worth`; returns the work.
    fn attempt(&mut self, random: &mut ChaCha8Rng, worth: u64) -> u64 {
        let column = below(random, self.is_chosen.len() as u32);
        if self.is_chosen[column as usize] {
            return TRY;
        }
        let work = TRY
            + self.problem.rows_of(column).len() as u64
            + self.slots.len() as u64 / SITES_PER_NONZERO;
        let (adds, slot, costs) = self.weigh(column);
        if adds + worth < costs {
            return work;
        }
        let old = self.slots[slot];
        self.close(slot);
        self.open(slot, column);
        work + (self.problem.rows_of(old).len() + self.problem.rows_of(column).len()) as u64
    }

    /// What a column adds, the slot that it costs least to give up for it, and that cost.
    fn weigh(&mut self, column: u32) -> (u64, usize, u64) {
        let rows = self.problem.rows_of(column);
        let mut adds = 0;
        for &row in rows {
            let row = self.rows[row as usize];
            match row.times {
                0 => adds += row.weight,
                1 => self.takes[row.slots as usize] += row.weight,
                _ => {}
            }
        }
        let mut least = (0, u64::MAX);
        for (slot, (loss, takes)) in self.loss.iter().zip(&mut self.takes).enumerate() {
            let cost = loss - *takes;
            *takes = 0;
            if cost < least.1 {
                least = (slot, cost);
            }
        }
        (adds, least.0, least.1)
    }

    fn open(&mut self, slot: usize, column: u32) {
        self.slots[slot] = column;
        self.is_chosen[column as usize] = true;
        for &row in self.problem.rows_of(column) {
            let row = &mut self.rows[row as usize];
            match row.times {
                0 => {
                    self.covered += row.weight;
                    self.loss[slot] += row.weight;
                }
                1 => self.loss[row.slots as usize] -= row.weight,
                _ => {}
            }
            row.times += 1;
            row.slots += slot as u32;
        }
    }

    fn close(&mut self, slot: usize) {
        let column = self.slots[slot];
        self.is_chosen[column as usize] = false;
        for &row in self.problem.rows_of(column) {
            let row = &mut self.rows[row as usize];
            row.times -= 1;
            row.slots -= slot as u32;
            match row.times {
                0 => {
                    self.covered -= row.weight;
                    self.loss[slot] -= row.weight;
                }
                1 => self.loss[row.slots as usize] += row.weight,
                _ => {}
            }
        }
    }
}

/// About −ln(u) for u uniform between 0 and 1: straight lines between the powers of one half.
pub(in crate::siting) fn waiting_time(draw: u32) -> f64 {
    let zeros = draw.leading_zeros();
    let rest = draw.checked_shl(zeros + 1).unwrap_or(0);
    let fraction = f64::from(rest) / 4_294_967_296.0;
    std::f64::consts::LN_2 * (f64::from(zeros) + 1.0 - fraction)
}

/// A number from zero to below `count`.
pub(in crate::siting) fn below(random: &mut ChaCha8Rng, count: u32) -> u32 {
    ((u64::from(random.next_u32()) * u64::from(count)) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_times_are_near_the_logarithm() {
        for draw in [1, 77, 4_000, 1 << 20, 1 << 31, 3 << 30, u32::MAX] {
            let exact = -(f64::from(draw) / 4_294_967_296.0).ln();
            assert!((waiting_time(draw) - exact).abs() < 0.07, "{draw}");
        }
    }

    #[test]
    fn draws_stay_below_their_limit() {
        let mut random = ChaCha8Rng::seed_from_u64(3);
        let mut seen = [0; 5];
        for _ in 0..1000 {
            seen[below(&mut random, 5) as usize] += 1;
        }
        assert!(seen.iter().all(|&times| times > 120), "{seen:?}");
    }
}
