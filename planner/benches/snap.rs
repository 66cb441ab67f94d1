//! Building a network and attaching places to it: exact counters first, times after.
//!
//! The counters are the same on every machine and may be gated; the times are for comparing two builds on one.
//! The streets are a perturbed grid made from a fixed rule, so that the bench needs no file.

#![allow(
    clippy::print_stdout,
    reason = "a bench tells its numbers on standard output"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use geo::Coord;
use planner::impedance::{ArcTimes, WalkProfile};
use planner::network::{EdgeIndex, Network, build};
use planner::osm::{NodeTraits, StreetNode, Streets, Way};
use planner::places::Status;
use planner::projection::{LonLat, Plane};
use planner::snap::snap;
use planner::testing::{STREET, Settlement};

/// Places on a block's side between two junctions: streets bend.
const BENDS: usize = 4;
/// Metres between two places of a street.
const STEP_M: f64 = 25.0;

fn main() {
    for (junctions, homes) in [(30, 10_000), (100, 100_000), (250, 400_000)] {
        let streets = streets(junctions);
        let (network, building) = timed(|| build(&streets).map(|(network, _)| network));
        let Ok(network) = network else { continue };
        let (index, indexing) = timed(|| EdgeIndex::new(&network));
        let (times, timing) =
            timed(|| WalkProfile::preset("elder_walk").map(|p| ArcTimes::of(&network, &p)));
        black_box(times);
        let mut settlement = Settlement::default();
        for i in 0..homes {
            settlement.home(home(junctions, i), 1);
        }
        settlement.site("canteen", Status::Open, home(junctions, 0));
        let places = settlement.places();
        let ((snapped, findings), snapping) = timed(|| snap(&places, &network, &index));
        let attached: Vec<_> = snapped.demand.iter().flatten().collect();
        let gap_m: f64 = attached.iter().map(|s| s.gap.metres()).sum();
        let edge_sum: usize = attached
            .iter()
            .map(|s| planner::ids::Id::index(s.edge))
            .sum();
        println!(
            "nodes {} edges {} length_m {:.0} islands {} homes {homes} attached {} edge_sum {edge_sum} gap_m {gap_m:.0} findings {}",
            network.nodes().len(),
            network.edges().len(),
            network.length().metres(),
            network.islands().len(),
            attached.len(),
            findings.iter().count(),
        );
        println!(
            "  build {} · index {} · arc times {} · snap {} ({:.2} µs a place)",
            ms(building),
            ms(indexing),
            ms(timing),
            ms(snapping),
            snapping.as_secs_f64() * 1e6 / f64::from(homes),
        );
        naive(&network, junctions);
    }
}

/// The nearest edge by looking at every edge, as a yardstick, for a few places.
fn naive(network: &Network, junctions: usize) {
    const SAMPLE: u32 = 20;
    let ((), all) = timed(|| {
        for i in 0..SAMPLE {
            let here = Plane::at(home(junctions, i));
            let gap = |edge| {
                let shape = network.shape(edge).windows(2);
                let gaps = shape.map(|w| to_segment(here.to_metres(w[0]), here.to_metres(w[1])));
                gaps.fold(f64::INFINITY, f64::min)
            };
            black_box(network.edges().ids().map(gap).fold(f64::INFINITY, f64::min));
        }
    });
    println!(
        "  naive scan {:.1} µs a place",
        all.as_secs_f64() * 1e6 / f64::from(SAMPLE)
    );
}

/// The distance from the origin to a segment.
fn to_segment(a: Coord, b: Coord) -> f64 {
    let along = b - a;
    let length_2 = (along.x * along.x + along.y * along.y).max(f64::MIN_POSITIVE);
    let share = (-(a.x * along.x + a.y * along.y) / length_2).clamp(0.0, 1.0);
    let foot = a + along * share;
    foot.x.hypot(foot.y)
}

/// A grid of junctions with bent streets between them, each row and each column one way.
fn streets(junctions: usize) -> Streets {
    let places = (junctions - 1) * BENDS + 1;
    let mut streets = Streets::default();
    let mut position = vec![None; places * places];
    for line in 0..junctions {
        let row = (0..places).map(|i| (i, line * BENDS));
        add_way(&mut streets, &mut position, places, row);
        let column = (0..places).map(|i| (line * BENDS, i));
        add_way(&mut streets, &mut position, places, column);
    }
    streets
}

fn add_way(
    streets: &mut Streets,
    position: &mut [Option<u32>],
    places: usize,
    path: impl Iterator<Item = (usize, usize)>,
) {
    let start = streets.refs.len() as u32;
    for (x, y) in path {
        let cell = y * places + x;
        let known = *position[cell].get_or_insert_with(|| {
            streets.nodes.push(street_node(cell, x, y));
            streets.nodes.len() as u32 - 1
        });
        streets.refs.push(known);
    }
    streets.ways.push(Way {
        osm_id: i64::from(streets.ways.len() as u32),
        refs: start..streets.refs.len() as u32,
        traits: STREET,
        name: None,
    });
}

fn street_node(cell: usize, x: usize, y: usize) -> StreetNode {
    let at = Coord {
        x: x as f64 * STEP_M + 8.0 * noise(cell as u64),
        y: y as f64 * STEP_M + 8.0 * noise(cell as u64 + (1 << 40)),
    };
    let place = middle().to_lonlat(at);
    StreetNode {
        osm_id: i64::from(cell as u32),
        lon_e7: (place.lon_deg() * 1e7).round() as i32,
        lat_e7: (place.lat_deg() * 1e7).round() as i32,
        traits: NodeTraits::default(),
    }
}

/// A home somewhere in the city.
fn home(junctions: usize, i: u32) -> LonLat {
    let size_m = ((junctions - 1) * BENDS) as f64 * STEP_M;
    let seed = u64::from(i) + (1 << 50);
    let at = Coord {
        x: noise(seed).midpoint(1.0) * size_m,
        y: noise(seed + (1 << 45)).midpoint(1.0) * size_m,
    };
    middle().to_lonlat(at)
}

fn middle() -> Plane {
    Plane::at(LonLat::from_e7(1_170_000_000, 366_500_000))
}

/// A number between -1 and 1 from a fixed rule (Steele, Lea and Flood 2014, SplitMix64).
fn noise(seed: u64) -> f64 {
    let mut z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / f64::from(1 << 26) / f64::from(1 << 26) - 1.0
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed())
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}
