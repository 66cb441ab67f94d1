//! A good choice is made better: a long walk of random swaps that may go down for a while.
//!
//! # Method
//!
//! Late acceptance (Burke and Bykov, 2017): a random slot and a random column are weighed from the plan's tables; the
//! swap is made when it is no worse than the plan, or better than the plan was a fixed number of steps ago. The walk
//! needs no temperature and no floating point. When it has settled it starts again from the best plan. Each walk ends
//! in swap descent.
//!
//! # Complexity
//!
//! Weighing a swap reads four numbers; making one costs what `exchange` says.
//!
//! # Invariants
//!
//! Never worse than the start. The same seed and effort give the same choice.
//!
//! # References
//!
//! Burke and Bykov (2017), The late acceptance hill-climbing heuristic.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::effort::Meter;
use super::exchange::{Plan, descend};
use super::problem::CoverProblem;

/// What weighing one swap costs, in non-zeros.
const WEIGH: u64 = 4;
/// A walk may first fall by the part of a site that is one in so many.
const SLACK: u64 = 4;
/// Steps without an accepted rise, in lengths of the memory, after which a walk has settled.
const SETTLED: u64 = 30;

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
    let mut best = (plan.covered(), plan.chosen());
    let mut memory = 500;
    while !meter.is_spent() && plan.slots() > 0 && problem.columns() > plan.slots() {
        walk(&mut plan, &mut random, memory, &mut best, meter);
        descend(&mut plan, meter);
        if plan.covered() > best.0 {
            best = (plan.covered(), plan.chosen());
        }
        memory = (memory * 2).min(1 << 20);
        plan = Plan::new(problem, &best.1);
    }
    best.1
}

fn walk(
    plan: &mut Plan<'_>,
    random: &mut ChaCha8Rng,
    memory: usize,
    best: &mut (u64, Vec<u32>),
    meter: &mut Meter<'_>,
) {
    let slack = plan.covered() / (plan.slots() as u64 * SLACK);
    let mut past = vec![plan.covered() - slack; memory];
    let (mut at, mut idle) = (0, 0_u64);
    let columns = plan.columns() as u32;
    while idle < SETTLED * memory as u64 && !meter.is_spent() {
        let slot = below(random, plan.slots() as u32) as usize;
        let column = below(random, columns);
        meter.spend(WEIGH);
        if plan.has(column) {
            continue;
        }
        let before = plan.covered();
        let (adds, loses) = plan.weigh(slot, column);
        let after = before + adds - loses;
        idle += 1;
        if after >= before || after > past[at] {
            if after > before {
                idle = 0;
            }
            plan.swap(slot, column);
            meter.spend(plan.take_touched());
            if after > best.0 {
                *best = (after, plan.chosen());
            }
        }
        past[at] = past[at].max(plan.covered());
        at = (at + 1) % memory;
    }
}

/// A number from zero to below `count`.
fn below(random: &mut ChaCha8Rng, count: u32) -> u32 {
    ((u64::from(random.next_u32()) * u64::from(count)) >> 32) as u32
}
