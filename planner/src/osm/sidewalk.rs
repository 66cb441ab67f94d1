//! Decides whether a carriageway's pavements really are there as ways of their own.
//!
//! `sidewalk=separate` promises footways beside the carriageway. Where they were never drawn, closing the carriageway
//! would cut people off, so the promise is checked on the ground.
//!
//! Method:
//! 1. Sample every such carriageway at both ends and every 20 m between.
//! 2. A sample is served when a footway, path or pedestrian street passes within 15 m.
//! 3. A carriageway is replaced when more than half of its samples are served.
//!
//! A grid of 15 m cells over the samples is visited by the segments of the footpaths; all lengths are metres on a plane.
//!
//! Complexity: O(s log s + f log s) for s samples and f cells that footpaths touch.

use geo::Coord;

use crate::projection::{LonLat, Plane};

/// How far apart samples are.
const SAMPLE_M: f64 = 20.0;
/// How near a pavement must be (domain rule for `sidewalk=separate`).
const NEAR_M: f64 = 15.0;

/// The carriageways, of those given with their index, that footpaths replace; indices ascend as given.
pub(super) fn replaced(
    carriageways: &[(usize, Vec<LonLat>)],
    footpaths: impl Iterator<Item = Vec<LonLat>>,
) -> Vec<usize> {
    let plane = Plane::around(
        carriageways
            .iter()
            .flat_map(|(_, line)| line.iter().copied()),
    );
    let mut samples: Vec<Sample> = Vec::new();
    for (owner, (_, line)) in carriageways.iter().enumerate() {
        sample(&plane, line, |at| {
            samples.push(Sample {
                cell: cell(at),
                at,
                owner,
                served: Served::No,
            });
        });
    }
    samples.sort_by_key(|sample| (sample.cell, sample.owner));
    for path in footpaths {
        for ends in path.windows(2) {
            serve(
                &mut samples,
                plane.to_metres(ends[0]),
                plane.to_metres(ends[1]),
            );
        }
    }
    let mut tally = vec![(0_u32, 0_u32); carriageways.len()];
    for sample in &samples {
        let (served, all) = &mut tally[sample.owner];
        *served += u32::from(sample.served == Served::Yes);
        *all += 1;
    }
    let of_most = carriageways.iter().zip(tally);
    of_most
        .filter(|(_, (served, all))| served * 2 > *all)
        .map(|((index, _), _)| *index)
        .collect()
}

struct Sample {
    cell: (i64, i64),
    at: Coord,
    owner: usize,
    served: Served,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Served {
    Yes,
    No,
}

fn cell(at: Coord) -> (i64, i64) {
    (
        (at.y / NEAR_M).floor() as i64,
        (at.x / NEAR_M).floor() as i64,
    )
}

/// Visits both ends of a line and a place every 20 m between.
fn sample(plane: &Plane, line: &[LonLat], mut visit: impl FnMut(Coord)) {
    let mut left = 0.0;
    for ends in line.windows(2) {
        let (a, b) = (plane.to_metres(ends[0]), plane.to_metres(ends[1]));
        let length = (b.x - a.x).hypot(b.y - a.y);
        while left < length {
            let share = left / length;
            visit(a + (b - a) * share);
            left += SAMPLE_M;
        }
        left -= length;
    }
    if let Some(end) = line.last() {
        visit(plane.to_metres(*end));
    }
}

/// Marks the samples within 15 m of a segment.
fn serve(samples: &mut [Sample], a: Coord, b: Coord) {
    let reach = Coord {
        x: NEAR_M,
        y: NEAR_M,
    };
    let low = Coord {
        x: a.x.min(b.x),
        y: a.y.min(b.y),
    };
    let high = Coord {
        x: a.x.max(b.x),
        y: a.y.max(b.y),
    };
    let ((bottom, left), (top, right)) = (cell(low - reach), cell(high + reach));
    for row in bottom..=top {
        let from = samples.partition_point(|sample| sample.cell < (row, left));
        let in_row = samples[from..]
            .iter_mut()
            .take_while(|sample| sample.cell <= (row, right));
        for sample in in_row {
            if distance_to_segment(sample.at, a, b) <= NEAR_M {
                sample.served = Served::Yes;
            }
        }
    }
}

fn distance_to_segment(p: Coord, a: Coord, b: Coord) -> f64 {
    let along = b - a;
    let squared = along.x * along.x + along.y * along.y;
    let share = if squared == 0.0 {
        0.0
    } else {
        (((p.x - a.x) * along.x + (p.y - a.y) * along.y) / squared).clamp(0.0, 1.0)
    };
    let nearest = a + along * share;
    (p.x - nearest.x).hypot(p.y - nearest.y)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line east along the parallel of 30° N, so many metres north of it.
    fn line(plane: &Plane, north_m: f64, from_m: f64, to_m: f64) -> Vec<LonLat> {
        [from_m, to_m]
            .map(|x| plane.to_lonlat(Coord { x, y: north_m }))
            .to_vec()
    }

    #[test]
    fn most_of_the_carriageway_must_have_a_pavement_within_fifteen_metres() {
        let plane = Plane::at(LonLat::new(114.0, 30.0).unwrap());
        let road = vec![(7, line(&plane, 0.0, 0.0, 200.0))];
        // Of 11 samples at 0, 20 … 200 m, a path up to x serves those at most x plus what 15 m at an angle allow.
        for (path, expected) in [
            (line(&plane, 14.9, 0.0, 200.0), vec![7]),
            (line(&plane, 15.1, 0.0, 200.0), vec![]),
            (line(&plane, 10.0, 0.0, 101.0), vec![7]),
            (line(&plane, 10.0, 0.0, 81.0), vec![]),
        ] {
            assert_eq!(replaced(&road, [path].into_iter()), expected);
        }
        assert!(replaced(&road, std::iter::empty()).is_empty());
    }

    #[test]
    fn samples_stand_every_twenty_metres_and_at_both_ends() {
        let plane = Plane::at(LonLat::new(114.0, 30.0).unwrap());
        let mut bent = line(&plane, 0.0, 0.0, 30.0);
        bent.push(plane.to_lonlat(Coord { x: 75.0, y: 0.0 }));
        let mut at = Vec::new();
        sample(&plane, &bent, |place| at.push(place.x.round()));
        assert_eq!(at, [0.0, 20.0, 40.0, 60.0, 75.0]);
    }
}
