//! A good choice is made better: long walks of swaps that may go down for a while, less and less far.
//!
//! # Method
//!
//! Simulated annealing (Kirkpatrick, Gelatt and Vecchi, 1983) on the tables of a plan:
//!
//! 1. A random column is weighed against the slot that it costs least to give up for it: with the tables that is one
//!    pass over a short array. Random pairs would nearly all be far apart and refused.
//! 2. The swap is made when it loses nothing, or with a chance that falls with the loss and with the temperature.
//!    Temperatures are parts of what a site covers on average; they fall with the work done, not with time.
//! 3. Each walk ends in swap descent; the next one starts from the best choice and is as long.
//!
//! Chances use whole numbers and the four basic operations only: no library function whose last digit depends on the
//! machine can change an answer.
//!
//! # Complexity
//!
//! Weighing reads one table entry for each slot; a swap costs what `exchange` says.
//!
//! # Invariants
//!
//! Never worse than the start. The same seed and effort give the same choice.
//!
//! # References
//!
//! Kirkpatrick, Gelatt and Vecchi (1983), Optimization by simulated annealing.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::effort::Meter;
use super::exchange::{Plan, descend};
use super::problem::CoverProblem;

/// Walks, each with its part of the work.
const WALKS: u64 = 2;
/// The first temperature, in parts of what a site covers on average; chosen on two published problems, New York and San
/// Francisco with 80 sites, so results on those two flatter it.
const HOT: f64 = 0.06;
/// The last temperature, likewise.
const COLD: f64 = 0.001;
/// What drawing a column costs, in non-zeros.
const DRAW: u64 = 5;
/// Slots weighed for the price of one non-zero.
const SLOTS_PER_NONZERO: u64 = 4;

/// Improves a choice until the allowed work is done; returns the best choice seen, ascending.
pub fn improve(
    problem: &CoverProblem,
    start: &[u32],
    seed: u64,
    meter: &mut Meter<'_>,
) -> Vec<u32> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut plan = Plan::new(problem, start);
    meter.spend(plan.take_touched());
    let mut best = Best {
        covered: plan.covered(),
        chosen: plan.chosen(),
    };
    let work = meter.left() / WALKS;
    while !meter.is_spent() && plan.slots() > 0 && plan.columns() > plan.slots() {
        walk(&mut plan, &mut random, &mut best, (work, meter));
        descend(&mut plan, meter);
        best.see(&plan);
        plan = Plan::new(problem, &best.chosen);
        meter.spend(plan.take_touched());
    }
    best.chosen
}

/// The best choice seen.
struct Best {
    covered: u64,
    chosen: Vec<u32>,
}

impl Best {
    fn see(&mut self, plan: &Plan<'_>) {
        if plan.covered() > self.covered {
            self.covered = plan.covered();
            self.chosen = plan.chosen();
        }
    }
}

fn walk(
    plan: &mut Plan<'_>,
    random: &mut ChaCha8Rng,
    best: &mut Best,
    (work, meter): (u64, &mut Meter<'_>),
) {
    let unit = plan.covered() as f64 / plan.slots() as f64;
    let columns = plan.columns() as u32;
    let look = DRAW + plan.slots() as u64 / SLOTS_PER_NONZERO;
    let from = meter.spent();
    while meter.spent() - from < work && !meter.is_spent() {
        meter.spend(look);
        let column = below(random, columns);
        if plan.has(column) {
            continue;
        }
        let Some((slot, loses)) = plan.cheapest(column) else {
            return;
        };
        let loss = loses.saturating_sub(plan.gain(column)) as f64;
        let left = 1.0 - (meter.spent() - from) as f64 / work as f64;
        let temperature = unit * (COLD + (HOT - COLD) * left * left * left);
        if loss <= temperature * waiting_time(random.next_u32()) {
            plan.swap(slot, column);
            meter.spend(plan.take_touched());
            best.see(plan);
        }
    }
}

/// About −ln(u) for u uniform between 0 and 1: straight lines between the powers of one half.
fn waiting_time(draw: u32) -> f64 {
    let zeros = draw.leading_zeros();
    let rest = draw.checked_shl(zeros + 1).unwrap_or(0);
    let fraction = f64::from(rest) / 4_294_967_296.0;
    std::f64::consts::LN_2 * (f64::from(zeros) + 1.0 - fraction)
}

/// A number from zero to below `count`.
fn below(random: &mut ChaCha8Rng, count: u32) -> u32 {
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
