//! A choice is shaken and cooled: random columns come in for the site that it costs least to give up for them.
//!
//! # Method
//!
//! Simulated annealing (Kirkpatrick, Gelatt and Vecchi, 1983) on the tables of a plan (`exchange`), or, where rows
//! have many columns, on the rows themselves (`rows`).
//!
//! 1. A random column is drawn, and seen: what it adds, and which slot it costs least to give up for it.
//! 2. The swap is made when it loses nothing, or with a chance that falls with the loss and with the temperature.
//!    Temperatures are parts of what a site covers on average; they fall with the work done, not with time.
//!
//! Chances use whole numbers and the four basic operations only: no library function whose last digit depends on the
//! machine can change an answer.
//!
//! # Complexity
//!
//! A try: the slots, with tables; else the rows of the column as well. A move: as in `exchange` or `rows`.
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

use super::exchange::{Amount, Plan, is_narrow};
use super::problem::CoverProblem;
use super::rows::Rows;
use crate::siting::effort::Meter;

/// The first temperature of a run from anywhere, in parts of what a site covers on average.
pub const HOT: f64 = 0.08;
/// The same from a choice that is good already: most of it stays.
pub const WARM: f64 = 0.03;
/// The last temperature.
const COLD: f64 = 0.001;
/// What a try costs beside its slots, in non-zeros.
const TRY: u64 = 6;
/// Slots weighed for the price of one non-zero.
const SLOTS_PER_NONZERO: u64 = 12;
/// Rows with more columns than this, on average, are looked at one by one: moves in tables would cost too much.
const CROWDED: usize = if cfg!(test) { 3 } else { 40 };
/// Tries between two looks at the thermometer.
const AT_ONCE: u32 = 64;

/// Anneals from a choice and a temperature until the allowed work is done; returns the best choice met, ascending.
///
/// The temperature is in parts of what a site covers on average.
pub fn anneal(
    problem: &CoverProblem,
    start: &[u32],
    (seed, hot): (u64, f64),
    meter: &mut Meter<'_>,
) -> Vec<u32> {
    if start.is_empty() || start.len() >= problem.columns() {
        let mut all = start.to_vec();
        all.sort_unstable();
        return all;
    }
    let run = Run::new(problem, start, seed);
    match (has_tables(problem), is_narrow(problem)) {
        (true, true) => run.cool(Plan::<i32>::new(problem, start), hot, meter),
        (true, false) => run.cool(Plan::<i64>::new(problem, start), hot, meter),
        (false, true) => run.cool(Rows::<i32>::new(problem, start), hot, meter),
        (false, false) => run.cool(Rows::<i64>::new(problem, start), hot, meter),
    }
}

/// Whether tables of columns × slots pay: where rows have few columns.
fn has_tables(problem: &CoverProblem) -> bool {
    problem.nonzeros() <= CROWDED * problem.rows()
}

/// A choice that can be shaken.
trait Shaken {
    /// A number of its sums.
    type Sum: Amount;
    fn covered(&self) -> u64;
    /// The columns, ascending.
    fn choice(&self) -> Vec<u32>;
    /// Swaps a column in for the slot that costs least, where that costs at most so much; returns the one that left.
    fn try_column(&mut self, column: u32, worth: Self::Sum) -> Option<u32>;
    /// The work since the last call.
    fn work(&mut self) -> u64;
}

impl<A: Amount> Shaken for Plan<'_, A> {
    type Sum = A;

    fn covered(&self) -> u64 {
        self.covered()
    }

    fn choice(&self) -> Vec<u32> {
        self.chosen()
    }

    fn try_column(&mut self, column: u32, worth: A) -> Option<u32> {
        let cost = self.least_cost(column);
        if self.gain(column) + worth < cost {
            return None;
        }
        let slot = self.slot_at(column, cost)?;
        self.swap(slot, column)
    }

    fn work(&mut self) -> u64 {
        self.take_touched()
    }
}

impl<A: Amount> Shaken for Rows<'_, A> {
    type Sum = A;

    fn covered(&self) -> u64 {
        self.covered()
    }

    fn choice(&self) -> Vec<u32> {
        let mut chosen = self.slots().to_vec();
        chosen.sort_unstable();
        chosen
    }

    fn try_column(&mut self, column: u32, worth: A) -> Option<u32> {
        self.offer(column, worth)
    }

    fn work(&mut self) -> u64 {
        self.take_touched()
    }
}

/// What an annealing run draws from.
struct Run {
    /// The columns that are not chosen.
    outside: Vec<u32>,
    random: ChaCha8Rng,
    sites: usize,
    /// No swap may cost more: sums stay narrow.
    most_worth: u64,
}

impl Run {
    fn new(problem: &CoverProblem, start: &[u32], seed: u64) -> Self {
        let mut is_chosen = vec![false; problem.columns()];
        for &column in start {
            is_chosen[column as usize] = true;
        }
        let columns = 0..problem.columns() as u32;
        Self {
            outside: columns
                .filter(|&column| !is_chosen[column as usize])
                .collect(),
            random: ChaCha8Rng::seed_from_u64(seed),
            sites: start.len(),
            most_worth: problem.total(),
        }
    }

    fn cool<S: Shaken>(mut self, mut shaken: S, hot: f64, meter: &mut Meter<'_>) -> Vec<u32> {
        let mut most = shaken.covered();
        let mut best = shaken.choice();
        let unit = most.max(1) as f64 / self.sites as f64;
        let (all, from) = (meter.left().max(1) as f64, meter.spent());
        meter.spend(shaken.work());
        while !meter.is_spent() {
            let left = 1.0 - (meter.spent() - from) as f64 / all;
            let temperature = unit * (COLD + (hot - COLD) * left * left * left);
            for _ in 0..AT_ONCE {
                let worth = temperature * waiting_time(self.random.next_u32());
                let worth = S::Sum::of((worth as u64).min(self.most_worth));
                let place = below(&mut self.random, self.outside.len() as u32) as usize;
                if let Some(left) = shaken.try_column(self.outside[place], worth) {
                    self.outside[place] = left;
                }
                if shaken.covered() > most {
                    most = shaken.covered();
                    best = shaken.choice();
                }
            }
            let tries = TRY + self.sites as u64 / SLOTS_PER_NONZERO;
            meter.spend(tries * u64::from(AT_ONCE) + shaken.work());
        }
        best
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
