//! A good choice is made better: several cooled-down choices, and then, again and again, some of them meet.
//!
//! # Method
//!
//! A memetic search (Moscato, 1989) with annealing as its local search:
//!
//! 1. Many short annealing runs (`anneal`) from the same start, each ended by swap descent, leave a family of
//!    different good choices.
//! 2. Two to four of the family meet: in the problem of their columns alone, its rows merged
//!    again and therefore small, annealing finds what is best in all of them (the merging step of construct, merge,
//!    solve and adapt: Blum and others, 2016).
//! 3. The child is warmed up a little and annealed among all columns, and descends. When it is new and better than the
//!    worst, it takes the place of the one most like it among those that it surpasses: the family stays various, and
//!    parts of a city that are solved well in different members can still come together.
//! 4. A family that brings forth nothing new ends; another begins, until the work is done.
//!
//! Short runs and much meeting are better than long runs: far parts of a city hardly touch each other, so that a run
//! ten times as long ends nearly where a short one does, while a child has the better of its parents in every part.
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

use std::cmp::Reverse;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng};

use super::anneal::{HOT, WARM, anneal, below};
use super::exchange::descend;
use super::problem::CoverProblem;
use crate::siting::effort::Meter;

/// Choices of a family.
const FAMILY: usize = 16;
/// Runs of a search, at least: what is beyond the family are children.
const RUNS: u64 = 40;
/// The most work of one run: with more, more runs are better than longer ones.
const LONGEST: u64 = 60_000_000;
/// The meeting of some may do one in so many parts of a run.
const MEETING: u64 = 6;
/// The most of a family that meet.
const PARENTS: u32 = 4;
/// Children in a row that are no better than the family end it.
const IDLE: u32 = 60;
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
        let mut family = Family::default();
        for _ in 0..FAMILY {
            family.admit(search.shaken(start, HOT, meter));
        }
        let mut idle = 0;
        while family.0.len() > 1 && idle < IDLE && search.has_work(meter) {
            let child = search.met(&family, meter);
            let is_better = family.admit(search.shaken(&child, WARM, meter));
            idle = if is_better { 0 } else { idle + 1 };
        }
        best = family.0.into_iter().fold(best, better);
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

    /// The best choice found among the columns of some of the family.
    fn met(&mut self, family: &Family, meter: &mut Meter<'_>) -> Vec<u32> {
        let parents = family.some(self.random);
        let mut columns: Vec<u32> = parents.iter().flat_map(|p| p.1.iter().copied()).collect();
        columns.sort_unstable();
        columns.dedup();
        let part = self.problem.restrict(&columns, &[]);
        meter.spend(self.problem.rows() as u64);
        let inside: Vec<u32> = (parents[0].1.iter())
            .filter_map(|column| columns.binary_search(column).ok())
            .map(|place| place as u32)
            .collect();
        meter.allow(meter.left() / MEETING);
        let seed = self.random.next_u64();
        let found = anneal(&part.problem, &inside, (seed, WARM), meter);
        found.iter().map(|&c| columns[c as usize]).collect()
    }
}

/// Choices that differ in what they cover.
#[derive(Default)]
struct Family(Vec<Choice>);

impl Family {
    /// Takes in a choice that is new and better than the worst, or for which there is room; tells whether it did.
    fn admit(&mut self, choice: Choice) -> bool {
        if self.0.iter().any(|member| member.0 == choice.0) {
            return false;
        }
        if self.0.len() < FAMILY {
            self.0.push(choice);
            return true;
        }
        let surpassed = self.0.iter_mut().filter(|member| member.0 < choice.0);
        let nearest =
            surpassed.max_by_key(|member| (alike(&member.1, &choice.1), Reverse(member.0)));
        nearest.map(|member| *member = choice).is_some()
    }

    /// Two or more of the family, in any order.
    fn some<'a>(&'a self, random: &mut ChaCha8Rng) -> Vec<&'a Choice> {
        let most = PARENTS.min(self.0.len() as u32);
        let count = 2 + below(random, most - 1);
        let mut members: Vec<&Choice> = self.0.iter().collect();
        for place in 0..count {
            let other = place + below(random, members.len() as u32 - place);
            members.swap(place as usize, other as usize);
        }
        members.truncate(count as usize);
        members
    }
}

/// The better of two choices; of those that cover as much, the one with the lowest columns.
fn better(one: Choice, other: Choice) -> Choice {
    let order = (one.0.cmp(&other.0)).then_with(|| other.1.cmp(&one.1));
    if order.is_lt() { other } else { one }
}

/// How many columns two ascending choices share.
fn alike(one: &[u32], other: &[u32]) -> usize {
    one.iter()
        .filter(|column| other.binary_search(column).is_ok())
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Silent;

    /// Towns far from each other, eight columns and twelve homes in each: row lists and weights.
    fn towns(random: &mut ChaCha8Rng, count: u32) -> (Vec<Vec<u32>>, Vec<u64>) {
        let lists = (0..8 * count).map(|column| {
            let homes = column / 8 * 12..column / 8 * 12 + 12;
            homes.filter(|_| below(random, 3) == 0).collect()
        });
        let lists = lists.collect();
        let weights = (0..12 * count).map(|_| u64::from(1 + below(random, 90)));
        (lists, weights.collect())
    }

    /// The most that `sites` columns cover: every choice in each town, and the best way to share out the sites.
    fn most(lists: &[Vec<u32>], weights: &[u64], sites: usize) -> u64 {
        let mut best = vec![0; sites + 1];
        for town in lists.chunks(8) {
            let mut alone = [0; 9];
            for choice in 0_u32..1 << 8 {
                let mut homes: Vec<u32> = (town.iter().enumerate())
                    .filter(|(column, _)| choice >> column & 1 == 1)
                    .flat_map(|(_, homes)| homes.iter().copied())
                    .collect();
                homes.sort_unstable();
                homes.dedup();
                let covered: u64 = homes.iter().map(|&home| weights[home as usize]).sum();
                let most = &mut alone[choice.count_ones() as usize];
                *most = covered.max(*most);
            }
            best = (0..=sites)
                .map(|all| {
                    let here = 0..=all.min(8);
                    here.map(|k| alone[k] + best[all - k]).max().unwrap_or(0)
                })
                .collect();
        }
        best[sites]
    }

    #[test]
    fn towns_far_apart_are_all_sited_best() {
        let mut random = ChaCha8Rng::seed_from_u64(21);
        for case in 0..6 {
            let (lists, weights) = towns(&mut random, 6);
            let problem = CoverProblem::from_lists(&lists, &weights);
            let sites = 8 + below(&mut random, 10) as usize;
            let start: Vec<u32> = (0..sites as u32).collect();
            let mut meter = Meter::new(0, &Silent);
            meter.allow(600_000);
            let found = improve(&problem, &start, 1, &mut meter);
            assert_eq!(found.len(), sites);
            let most = most(&lists, &weights, sites);
            assert_eq!(problem.covered(&found), most, "case {case}");
        }
    }

    #[test]
    fn a_newcomer_takes_the_place_of_the_most_alike_that_it_surpasses() {
        let mut family = Family((0..FAMILY as u64).map(|n| (100 + n, vec![900])).collect());
        family.0[2].1 = vec![1, 2, 8];
        family.0[5].1 = vec![1, 2, 3];
        family.0[9].1 = vec![1, 2, 4];
        let before = family.0.clone();
        assert!(!family.admit((103, vec![7])), "it covers what another does");
        assert!(!family.admit((99, vec![7])), "it surpasses nobody");
        assert_eq!(family.0, before);
        let newcomer = (200, vec![1, 2, 4]);
        assert!(family.admit(newcomer.clone()));
        assert_eq!(family.0[9], newcomer);
        let low = (104, vec![1, 2, 3]);
        family.0.retain(|member| member.0 != low.0);
        family.0.push((98, vec![5]));
        assert!(family.admit(low.clone()));
        assert_eq!(family.0[2], low, "those that cover more stay");
    }

    #[test]
    fn those_who_meet_are_two_or_more_and_different() {
        let mut random = ChaCha8Rng::seed_from_u64(22);
        for size in 2..9_u64 {
            let family = Family((0..size).map(|n| (n, Vec::new())).collect());
            for _ in 0..40 {
                let mut names: Vec<u64> = family.some(&mut random).iter().map(|m| m.0).collect();
                let count = names.len();
                assert!((2..=PARENTS as usize).contains(&count));
                names.sort_unstable();
                names.dedup();
                assert_eq!(names.len(), count);
            }
        }
    }
}
