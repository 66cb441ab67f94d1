//! Siting at three sizes of an invented city: exact counters, which must not change unnoticed, and seconds.
//!
//! Homes gather around thirty centres on 12 × 12 km, candidates stand near homes, and a candidate covers what lies
//! within 1,080 m along a street grid. Everything follows from a seed by whole-number arithmetic.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

use std::time::Instant;

use planner::progress::Silent;
use planner::siting::effort::Effort;
use planner::siting::mclp;
use planner::siting::problem::CoverProblem;

/// Side of the city in metres.
const SIDE_M: u64 = 12_000;
/// Walk along the grid that counts as covered, in metres.
const WITHIN_M: u64 = 1_080;

fn main() {
    println!(
        "homes candidates sites | rows columns nonzeros | greedy exchanged objective bound | swaps steps undecided \
         nodes work | build_s solve_s"
    );
    for (homes, candidates, sites) in [(2_000, 300, 5), (20_000, 2_000, 11), (20_000, 5_000, 11)] {
        let started = Instant::now();
        let problem = city(homes, candidates);
        let build_s = started.elapsed().as_secs_f64();
        let started = Instant::now();
        let Ok(solution) = mclp::solve(&problem, sites, 1, Effort::default(), &Silent) else {
            println!("{homes} {candidates} {sites} | cancelled");
            continue;
        };
        let solve_s = started.elapsed().as_secs_f64();
        let c = solution.counters;
        println!(
            "{homes} {candidates} {sites} | {} {} {} | {} {} {} {} | {} {} {} {} {} | {build_s:.2} {solve_s:.2}",
            c.rows,
            c.columns,
            c.nonzeros,
            c.greedy,
            c.exchanged,
            solution.objective,
            solution.bound,
            c.swaps,
            c.steps,
            c.undecided,
            c.nodes,
            c.work,
        );
    }
}

/// A place in metres.
type Place = (u64, u64);

/// The cover problem of an invented city.
fn city(homes: usize, candidates: usize) -> CoverProblem {
    let mut random = SplitMix(2026);
    let centres: Vec<(Place, u64)> = (0..30)
        .map(|_| {
            let at = (random.below(SIDE_M), random.below(SIDE_M));
            (at, 300 + random.below(1_500))
        })
        .collect();
    let places: Vec<Place> = (0..homes)
        .map(|_| {
            if random.below(10) < 3 {
                return (random.below(SIDE_M), random.below(SIDE_M));
            }
            let ((x, y), spread) = centres[random.below(30) as usize];
            (random.near(x, spread), random.near(y, spread))
        })
        .collect();
    let weights: Vec<u64> = places.iter().map(|_| 1 + random.below(20)).collect();
    let lists: Vec<Vec<u32>> = (0..candidates)
        .map(|_| {
            let (x, y) = places[random.below(homes as u64) as usize];
            let at = (random.near(x, 100), random.near(y, 100));
            covered_from(at, &places)
        })
        .collect();
    CoverProblem::from_lists(&lists, &weights)
}

fn covered_from(at: Place, places: &[Place]) -> Vec<u32> {
    (0..places.len() as u32)
        .filter(|&home| {
            let (x, y) = places[home as usize];
            x.abs_diff(at.0) + y.abs_diff(at.1) <= WITHIN_M
        })
        .collect()
}

/// The generator of Steele, Lea and Flood (2014).
struct SplitMix(u64);

impl SplitMix {
    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    const fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// A coordinate near another: the mean of three draws, so that most are close.
    const fn near(&mut self, middle: u64, spread: u64) -> u64 {
        let draw = self.below(spread) + self.below(spread) + self.below(spread);
        (middle + draw).saturating_sub(spread * 3 / 2)
    }
}
