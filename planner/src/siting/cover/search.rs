//! A good choice is made better: several cooled-down choices, and then, again and again, two of them meet.
//!
//! # Method
//!
//! A memetic search (Moscato, 1989) with annealing as its local search:
//!
//! 1. Several annealing runs (`anneal`) from the same start, each ended by swap descent, leave a family of different
//!    good choices.
//! 2. Two of the family meet: in the problem of their columns alone, its rows merged
//!    again and therefore small, annealing finds what is best in both (the merging step of construct, merge, solve and
//!    adapt: Blum and others, 2016).
//! 3. The child is warmed up a little and annealed among all columns, and descends. It takes the place of the worst of
//!    the family when it is better and new.
//! 4. A family that brings forth nothing new ends; its best meets a new one, until the work is done.
//!
//! # Complexity
//!
//! Bounded by the work allowed.
//!
//! # Invariants
//!
//! Never worse than the start. The same seed and effort give the same choice.
//!
//! # References
//!
//! Moscato (1989), On evolution, search, optimization, genetic algorithms and martial arts: towards memetic
//! algorithms. Blum, Pinacho, López-Ibáñez and Lozano (2016), Construct, merge, solve and adapt: a new general
//! algorithm for combinatorial optimization.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng};

use super::anneal::{HOT, WARM, anneal, below};
use super::exchange::descend;
use super::problem::CoverProblem;
use crate::siting::effort::Meter;

/// Choices of a family.
const FAMILY: usize = 8;
/// Annealing runs of a search, at least: what is beyond the family are children.
const RUNS: u64 = 14;
/// The most work of one run: with more, more runs are better than longer ones.
const LONGEST: u64 = 300_000_000;
/// The meeting of two may do one in so many parts of a run.
const MEETING: u64 = 4;
/// Children in a row that are no better than the family end it; the best begins another.
const IDLE: u32 = 30;
/// The most work of one descent among all columns; far more than a descent needs.
const DESCENT: u64 = 2_000_000_000;

/// A choice and what it covers; the best is the greatest.
type Choice = (u64, Vec<u32>);

/// Improves a choice with the allowed work; returns the best choice seen, ascending.
pub fn improve(
    problem: &CoverProblem,
    start: &[u32],
    seed: u64,
    meter: &mut Meter<'_>,
) -> Vec<u32> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut search = Search {
        problem,
        run: (meter.left() / RUNS).min(LONGEST),
        until: meter.spent().saturating_add(meter.left()),
        random: &mut random,
    };
    let mut best = (problem.covered(start), start.to_vec());
    if start.is_empty() || start.len() >= problem.columns() {
        return best.1;
    }
    loop {
        let before = meter.spent();
        let mut family = vec![best.clone()];
        for _ in 0..FAMILY {
            family.push(search.shaken(start, HOT, meter));
        }
        keep_best(&mut family);
        let mut idle = 0;
        while family.len() > 1 && idle < IDLE && search.has_work(meter) {
            let child = search.met(&family, meter);
            let child = search.shaken(&child, WARM, meter);
            let is_new = !family.contains(&child);
            family.push(child.clone());
            keep_best(&mut family);
            idle = if is_new && family.contains(&child) {
                0
            } else {
                idle + 1
            };
        }
        best = family.swap_remove(0);
        if !search.has_work(meter) || meter.spent() == before {
            return best.1;
        }
    }
}

/// What every run of a search shares.
struct Search<'a> {
    problem: &'a CoverProblem,
    /// The work of one run.
    run: u64,
    /// The meter when all work is done.
    until: u64,
    random: &'a mut ChaCha8Rng,
}

impl Search<'_> {
    /// Allows a run, or what is left; tells whether anything is.
    fn has_work(&self, meter: &mut Meter<'_>) -> bool {
        meter.allow(self.run.min(self.until.saturating_sub(meter.spent())));
        !meter.is_spent()
    }

    /// A choice annealed among all columns, and descended.
    fn shaken(&mut self, start: &[u32], hot: f64, meter: &mut Meter<'_>) -> Choice {
        self.has_work(meter);
        let found = anneal(self.problem, start, (self.random.next_u64(), hot), meter);
        meter.allow(DESCENT);
        let found = descend(self.problem, &found, meter);
        (found.covered, found.chosen)
    }

    /// The best choice found among the columns of two of the family.
    fn met(&mut self, family: &[Choice], meter: &mut Meter<'_>) -> Vec<u32> {
        let one = below(self.random, family.len() as u32) as usize;
        let other = below(self.random, family.len() as u32 - 1) as usize;
        let other = other + usize::from(other >= one);
        let better = &family[one.min(other)].1;
        let mut columns = [&better[..], &family[one.max(other)].1].concat();
        columns.sort_unstable();
        columns.dedup();
        let part = self.problem.restrict(&columns, &[]);
        meter.spend(self.problem.rows() as u64);
        let inside: Vec<u32> = (better.iter())
            .filter_map(|column| columns.binary_search(column).ok())
            .map(|place| place as u32)
            .collect();
        meter.allow(meter.left() / MEETING);
        let seed = self.random.next_u64();
        let found = anneal(&part.problem, &inside, (seed, WARM), meter);
        found.iter().map(|&c| columns[c as usize]).collect()
    }
}

/// Keeps the best choices, best first; of those that cover as much, the lowest columns.
fn keep_best(family: &mut Vec<Choice>) {
    family.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    family.dedup_by_key(|choice| choice.0);
    family.truncate(FAMILY);
}
