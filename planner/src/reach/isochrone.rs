//! The streets from which one place is reached within some times, and outlines around them, for drawing only.
//!
//! `(Layers, SnapPoint)` becomes one [`Isochrone`] per time. People walk *to* the place, so the search runs backwards. Nobody is ever counted by an outline: that is what the reach matrix is for.
//!
//! Method:
//! 1. Dijkstra backwards over the tracks of the uncontracted layers, up to the longest time.
//! 2. Each track is reached in up to four pieces: up to its end, back to its start, and on the place's own track straight
//!    to it from both sides. Pieces of one edge that overlap are joined and measured.
//! 3. The pieces are buffered by [`REACH_BESIDE_M`] on a plane that touches the earth at the place, and joined.
//!    Where the longest walk of the profile can matter, walks are measured beside, and of each piece only those stretches
//!    stay from which the fastest walk is not too long.
//! 4. Each outline is joined with the next shorter one, so that longer times contain shorter ones (to a
//!    millimetre). Holes smaller than
//!    [`SMALLEST_HOLE_M2`] are filled.
//!
//! Complexity: O(n log n) in tracks within the longest time, and in the corners of the outlines.
//!
//! Invariants: outlines are in degrees, outer rings counter-clockwise; a longer time has no shorter street length.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use geo::algorithm::buffer::{BufferStyle, LineCap, LineJoin};
use geo::{
    Area, BooleanOps, Buffer, Coord, LineString, MapCoords, MultiLineString, MultiPolygon, Orient,
    Polygon, orient,
};

use crate::ids::EdgeId;
use crate::impedance::{ArcTime, Cap};
use crate::network::Sense;
use crate::projection::{LonLat, Plane, distance};
use crate::snap::SnapPoint;
use crate::units::{Metres, WalkTime};

use super::chains::grouped;
use super::layers::{Label, Layers};

/// Land this near to a reached street is drawn as reached: half a block (engineering choice).
pub const REACH_BESIDE_M: f64 = 50.0;
/// Holes below one hectare are courtyards between reached streets (engineering choice).
pub const SMALLEST_HOLE_M2: f64 = 10_000.0;
/// Largest turn between neighbouring corners of a rounded end, in radians: a circle of 16 corners.
const CORNER_RAD: f64 = std::f64::consts::PI / 8.0;

/// What lies within a walk of a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Isochrone {
    /// The longest walk.
    pub within: WalkTime,
    /// The land beside the streets reached, in degrees.
    pub outline: MultiPolygon,
    /// The length of the streets reached.
    pub street_length: Metres,
}

/// Finds the streets from which a place is reached within each of some times, and draws outlines around them.
///
/// The answers are in the order of `within`.
pub fn isochrone(layers: &Layers<'_>, from: SnapPoint, within: &[WalkTime]) -> Vec<Isochrone> {
    let search = Backwards::to(layers, from, within.iter().max().copied());
    let plane = Plane::at(layers.network().place_along(from.edge, from.along));
    let mut ascending: Vec<usize> = (0..within.len()).collect();
    ascending.sort_by_key(|i| within[*i]);
    let mut answers: Vec<Option<Isochrone>> = vec![None; within.len()];
    let mut shorter = MultiPolygon::new(Vec::new());
    for i in ascending {
        let (streets, street_length) = search.streets_within(within[i], &plane);
        shorter = around(&streets, &shorter);
        answers[i] = Some(Isochrone {
            within: within[i],
            outline: in_degrees(&shorter, &plane),
            street_length,
        });
    }
    answers.into_iter().flatten().collect()
}

/// The times from every stand to one place.
struct Backwards<'a> {
    layers: &'a Layers<'a>,
    to: SnapPoint,
    /// Between the street and the place.
    gap: Label,
    labels: Vec<Option<Label>>,
}

/// A walk to the place from anywhere on a piece of one edge, in metres from its start.
#[derive(Debug, Clone, Copy)]
struct Line {
    piece: (f64, f64),
    /// Milliseconds and millimetres at the start of the edge, and what each metre from there adds.
    at_start: (f64, f64),
    each_m: (f64, f64),
}

impl<'a> Backwards<'a> {
    fn to(layers: &'a Layers<'a>, to: SnapPoint, longest: Option<WalkTime>) -> Self {
        let mut search = Self {
            layers,
            to,
            gap: layers.arriving(&to),
            labels: vec![None; layers.stands()],
        };
        if let Some(longest) = longest {
            search.run(u64::from(longest.millis()));
        }
        search
    }

    fn run(&mut self, longest_ms: u64) {
        let (first, steps) = self.steps_into();
        let length = self.layers.network().edges()[self.to.edge].length;
        let mut heap = BinaryHeap::new();
        for track in self.layers.to_site(self.to.edge, self.to.side) {
            for (sense, time) in self.layers.ways(track) {
                let until = Label::until(sense, time.moving, self.to.along, length);
                let label = self.gap + Label::wait(time.start) + until;
                heap.push(Reverse((label, self.layers.ends(track, sense)[0])));
            }
        }
        while let Some(Reverse((label, stand))) = heap.pop() {
            let stand = stand as usize;
            if label.ms > longest_ms || self.labels[stand].is_some() {
                continue;
            }
            self.labels[stand] = Some(label);
            let steps = &steps[first[stand] as usize..first[stand + 1] as usize];
            let next = steps.iter();
            heap.extend(next.map(|(tail, step)| Reverse((label + *step, *tail))));
        }
    }

    /// The steps into every stand: from which stand, and in what time.
    fn steps_into(&self) -> (Vec<u32>, Vec<(u32, Label)>) {
        let tracks = 0..self.layers.tracks().len() as u32;
        let steps = tracks.flat_map(|track| {
            self.layers.ways(track).map(move |(sense, time)| {
                let [tail, head] = self.layers.ends(track, sense);
                (head, (tail, self.layers.whole(track, time)))
            })
        });
        grouped(&steps.collect::<Vec<_>>(), self.layers.stands())
    }

    /// The pieces of street within a time, on the plane, and their length.
    fn streets_within(&self, within: WalkTime, plane: &Plane) -> (MultiLineString, Metres) {
        let limit_ms = u64::from(within.millis());
        let (mut streets, mut length) = (Vec::new(), Metres::ZERO);
        let network = self.layers.network();
        for edge in network.edges().ids() {
            for (start_m, end_m) in self.reached(edge, limit_ms) {
                length += Metres::new(end_m - start_m);
                streets.push(cut(network.shape(edge), (start_m, end_m), plane));
            }
        }
        (MultiLineString::new(streets), length)
    }

    /// Which pieces of an edge are reached, in metres from its start, in order and apart.
    fn reached(&self, edge: EdgeId, limit_ms: u64) -> Vec<(f64, f64)> {
        let length_m = self.layers.network().edges()[edge].length.metres();
        let mut lines = Vec::new();
        for track in self.layers.tracks_of(edge) {
            self.reach_on(track, limit_ms, &mut lines);
        }
        for Line { piece, .. } in &mut lines {
            *piece = (piece.0.max(0.0), piece.1.min(length_m));
        }
        let mut pieces = match self.layers.times().cap {
            None => lines.iter().map(|line| line.piece).collect(),
            Some(cap) => short_enough(&lines, cap),
        };
        pieces.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut joined: Vec<(f64, f64)> = Vec::new();
        for piece in pieces {
            match joined.last_mut() {
                Some(last) if piece.0 <= last.1 => last.1 = last.1.max(piece.1),
                _ => joined.push(piece),
            }
        }
        joined
    }

    /// Adds the pieces of a track that are reached; they may stick out at its ends.
    fn reach_on(&self, track: u32, limit_ms: u64, lines: &mut Vec<Line>) {
        let Some(edge) = self.layers.tracks()[track as usize].edge else {
            return;
        };
        let length_m = self.layers.network().edges()[edge].length.metres();
        let mut to_place = self.layers.to_site(self.to.edge, self.to.side);
        let is_places_own = to_place.any(|own| own == track);
        for (sense, time) in self.layers.ways(track) {
            let mut add = |to_m: f64, spent: Label| {
                if let Some(left_ms) = limit_ms.checked_sub(spent.ms) {
                    let piece = back_from(to_m, sense, walked(left_ms, time, length_m));
                    lines.push(Line::back_from(
                        piece,
                        (to_m, sense),
                        spent,
                        (time, length_m),
                    ));
                }
            };
            let end = self.labels[self.layers.ends(track, sense)[1] as usize];
            if let Some(end) = end {
                let from_m = match sense {
                    Sense::Along => length_m,
                    Sense::Against => 0.0,
                };
                add(from_m, end + Label::wait(time.end));
            }
            if is_places_own {
                add(self.to.along.metres(), self.gap);
            }
        }
    }
}

impl Line {
    /// The walk in a sense along an edge up to `to_m`, from where so much is left to walk.
    fn back_from(
        piece: (f64, f64),
        (to_m, sense): (f64, Sense),
        spent: Label,
        (time, length_m): (ArcTime, f64),
    ) -> Self {
        let ms_each_m = f64::from(time.moving.millis()) / length_m.max(f64::MIN_POSITIVE);
        let turned = match sense {
            Sense::Along => -1.0,
            Sense::Against => 1.0,
        };
        let each_m = (turned * ms_each_m, turned * 1000.0);
        Self {
            piece,
            at_start: (
                spent.ms as f64 - each_m.0 * to_m,
                spent.mm as f64 - each_m.1 * to_m,
            ),
            each_m,
        }
    }

    fn ms_at(&self, along_m: f64) -> f64 {
        self.at_start.0 + self.each_m.0 * along_m
    }

    fn mm_at(&self, along_m: f64) -> f64 {
        self.at_start.1 + self.each_m.1 * along_m
    }
}

/// The stretches of an edge from which the fastest of some walks is not longer than the longest one.
fn short_enough(lines: &[Line], cap: Cap) -> Vec<(f64, f64)> {
    let cap_mm = cap.length.millimetres() as f64;
    let mut cuts: Vec<f64> = lines
        .iter()
        .flat_map(|line| [line.piece.0, line.piece.1])
        .collect();
    for (number, a) in lines.iter().enumerate() {
        cuts.push((cap_mm - a.at_start.1) / a.each_m.1);
        for b in &lines[number + 1..] {
            cuts.push((b.at_start.0 - a.at_start.0) / (a.each_m.0 - b.each_m.0));
        }
    }
    cuts.retain(|cut| cut.is_finite());
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    let is_near = |stretch: &(f64, f64)| {
        let middle = f64::midpoint(stretch.0, stretch.1);
        let here = lines
            .iter()
            .filter(|line| line.piece.0 <= middle && middle <= line.piece.1);
        let fastest = here.min_by(|a, b| {
            let by_time = a.ms_at(middle).total_cmp(&b.ms_at(middle));
            by_time.then(a.mm_at(middle).total_cmp(&b.mm_at(middle)))
        });
        fastest.is_some_and(|line| line.mm_at(middle) <= cap_mm)
    };
    let stretches = cuts.windows(2).map(|w| (w[0], w[1]));
    stretches.filter(is_near).collect()
}

/// How far one gets on an edge in a time, at most all of it.
fn walked(millis: u64, time: ArcTime, length_m: f64) -> f64 {
    let moving_ms = u64::from(time.moving.millis());
    if millis >= moving_ms {
        length_m
    } else {
        length_m * millis as f64 / moving_ms as f64
    }
}

/// The piece from which a walk in a sense reaches `to_m` after so many metres.
fn back_from(to_m: f64, sense: Sense, walked_m: f64) -> (f64, f64) {
    match sense {
        Sense::Along => (to_m - walked_m, to_m),
        Sense::Against => (to_m, to_m + walked_m),
    }
}

/// The part of a shape between two distances from its start, on the plane.
fn cut(shape: &[LonLat], (start_m, end_m): (f64, f64), plane: &Plane) -> LineString {
    let mut line = Vec::new();
    let mut at_m = 0.0;
    for pair in shape.windows(2) {
        let piece_m = distance(pair[0], pair[1]).metres();
        let (a, b) = (plane.to_metres(pair[0]), plane.to_metres(pair[1]));
        let share = |to_m: f64| {
            if piece_m > 0.0 {
                (to_m - at_m) / piece_m
            } else {
                0.0
            }
        };
        let (from, to) = (share(start_m).max(0.0), share(end_m).min(1.0));
        if from <= 1.0 && to >= 0.0 {
            line.extend([a + (b - a) * from, a + (b - a) * to]);
        }
        at_m += piece_m;
    }
    line.dedup();
    if let [only] = line[..] {
        line.push(only);
    }
    LineString::new(line)
}

/// The land beside streets and within an earlier outline, without small holes.
fn around(streets: &MultiLineString, shorter: &MultiPolygon) -> MultiPolygon {
    let style = BufferStyle::new(REACH_BESIDE_M)
        .line_cap(LineCap::Round(CORNER_RAD))
        .line_join(LineJoin::Round(CORNER_RAD));
    let joined = streets.buffer_with_style(style).union(shorter);
    let filled = joined.into_iter().map(|polygon| {
        let (outer, holes) = polygon.into_inner();
        let large = |hole: &LineString| {
            Polygon::new(hole.clone(), Vec::new()).unsigned_area() >= SMALLEST_HOLE_M2
        };
        Polygon::new(outer, holes.into_iter().filter(large).collect())
    });
    filled.collect()
}

fn in_degrees(outline: &MultiPolygon, plane: &Plane) -> MultiPolygon {
    let placed = outline.map_coords(|at: Coord| plane.to_lonlat(at).coord());
    placed.orient(orient::Direction::Default)
}

#[cfg(test)]
mod tests;
