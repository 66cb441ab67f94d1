//! The streets near a place: an index of pieces of edges, in metres.
//!
//! Finds the nearest point *on an edge*, never the nearest node. Ferries and lifts are not in the index: nobody lives
//! on one. Everything else is, stairs and tunnels included.
//!
//! # Method
//!
//! 1. The shape of each edge is cut into runs of a few segments; the tree holds their boxes, in metres on one plane
//!    for the whole network, widened by what rounding may hide.
//! 2. A query takes the boxes from the nearest on. The distance to each segment of a box is exact on a plane at the
//!    query's own place; a box whose least possible distance is beyond the best segment ends the search. The plane of
//!    the tree is stretched against the query's own far from its middle, and the least distance allows for that.
//! 3. Only the winner's place along its edge is measured, with the lengths of which the edge's own is the sum.
//!
//! # Complexity
//!
//! A query takes O(log n) on street patterns; the tree takes 40 bytes for each run.
//!
//! # Invariants
//!
//! The answer is the least of all (gap, edge, along), so that ties go to the lower edge and then to the smaller
//! `along`; but a public way at most 5 cm farther goes before a private one. It does not depend on how the tree is laid
//! out. `along` is never more than the length of the edge.
//!
//! # References
//!
//! Hjaltason, G. R. and Samet, H. (1999), Distance browsing in spatial databases, ACM TODS 24(2).

use std::cmp::Ordering;

use geo::Coord;
use rstar::{AABB, Envelope as _, PointDistance, RTree, RTreeObject};

use super::Network;
use crate::ids::EdgeId;
use crate::osm::walkability::{Access, Carries, Form, WayTraits};
use crate::projection::{LonLat, Plane, distance};
use crate::units::Metres;

/// How many segments share a box: enough to keep the tree small, few enough to keep boxes tight.
const RUN: usize = 6;

/// A place nearer to an edge than this is on its line: a centimetre is the grain of the map.
const ON_LINE_M: f64 = 0.01;

/// An index of all edges that a place can be attached to.
#[derive(Debug, Clone)]
pub struct EdgeIndex {
    tree: RTree<Run>,
    plane: Plane,
}

/// The point of an edge that is nearest to a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nearby {
    /// The edge.
    pub edge: EdgeId,
    /// How far from the start of the edge, along it.
    pub along: Metres,
    /// The straight distance from the place.
    pub gap: Metres,
    /// On which side of the edge the place lies; `None` on its line.
    pub side: Option<Side>,
}

/// A side of an edge, as seen by somebody who walks along its shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// On the left hand.
    Left,
    /// On the right hand.
    Right,
}

impl Side {
    /// The other side: the same one as seen by somebody who comes the other way.
    #[must_use]
    pub const fn opposite(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }
}

/// A few neighbouring segments of an edge, with the box around them.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Run {
    edge: EdgeId,
    first_segment: u32,
    bounds: AABB<[f32; 2]>,
}

impl RTreeObject for Run {
    type Envelope = AABB<[f32; 2]>;
    fn envelope(&self) -> Self::Envelope {
        self.bounds
    }
}

impl PointDistance for Run {
    fn distance_2(&self, point: &[f32; 2]) -> f32 {
        self.bounds.distance_2(point)
    }
}

impl EdgeIndex {
    /// Indexes the edges of a network.
    pub fn new(network: &Network) -> Self {
        let land = || {
            network
                .edges()
                .enumerate()
                .filter(|(_, edge)| is_land(&edge.traits))
        };
        let plane = Plane::around(land().map(|(_, edge)| network.nodes()[edge.from].at));
        let runs = land().flat_map(|(edge, _)| runs(network, &plane, edge));
        Self {
            tree: RTree::bulk_load(runs.collect()),
            plane,
        }
    }

    /// The nearest point of any edge, within a limit if one is given.
    pub fn nearest(&self, network: &Network, at: LonLat, limit: Option<Metres>) -> Option<Nearby> {
        self.nearest_of(network, at, limit, |_| true)
    }

    /// The nearest point of the edges that `wanted` accepts, within a limit if one is given.
    pub fn nearest_of(
        &self,
        network: &Network,
        at: LonLat,
        limit: Option<Metres>,
        wanted: impl Fn(EdgeId) -> bool,
    ) -> Option<Nearby> {
        let here = Plane::at(at);
        let query = self.plane.to_metres(at);
        let stretch = self.stretch(&here);
        // Of public and of private ways.
        let mut best: [Option<Foot>; 2] = [None; 2];
        let limit_m = limit.map_or(f64::INFINITY, Metres::metres);
        let mut bound_m = limit_m;
        let from_nearest = self
            .tree
            .nearest_neighbor_iter_with_distance_2(&[query.x as f32, query.y as f32]);
        for (run, box_distance_2) in from_nearest {
            if f64::from(box_distance_2).sqrt() > (bound_m + TIE_M) * stretch {
                break;
            }
            if !wanted(run.edge) {
                continue;
            }
            let nearest = feet(network, &here, run).min_by(Foot::order);
            let within = |foot: &Foot| foot.gap_m <= limit_m && foot.gap_m <= bound_m + TIE_M;
            let Some(foot) = nearest.filter(within) else {
                continue;
            };
            let best = &mut best[usize::from(foot.is_private)];
            if best.is_none_or(|best| foot.order(&best).is_lt()) {
                bound_m = bound_m.min(foot.gap_m);
                *best = Some(foot);
            }
        }
        let is_tie = |public: &Foot| public.gap_m <= bound_m + TIE_M;
        best[0].filter(is_tie).or(best[1]).map(|foot| Nearby {
            edge: foot.edge,
            along: along(network, &foot),
            gap: Metres::new(foot.gap_m),
            side: side(network, &here, &foot),
        })
    }

    /// The most metres on the tree's plane that a metre near a place can be, with room for rounding.
    fn stretch(&self, here: &Plane) -> f64 {
        let origin = self.plane.to_metres(here.origin());
        let east = self
            .plane
            .to_metres(here.to_lonlat(Coord { x: 1.0, y: 0.0 }));
        let north = self
            .plane
            .to_metres(here.to_lonlat(Coord { x: 0.0, y: 1.0 }));
        let most = (east.x - origin.x).max(north.y - origin.y);
        most.max(1.0) * (1.0 + 1e-5)
    }
}

/// Whether somebody can live on an edge.
fn is_land(traits: &WayTraits) -> bool {
    !matches!(traits.form, Form::Ferry | Form::Elevator { .. })
        && traits.carries != Carries::Traffic
        && !traits.closed
}

/// The runs of an edge.
fn runs<'a>(
    network: &'a Network,
    plane: &'a Plane,
    edge: EdgeId,
) -> impl Iterator<Item = Run> + 'a {
    let shape = network.shape(edge);
    let starts = (0..shape.len() - 1).step_by(RUN);
    starts.map(move |first| {
        let last = (first + RUN).min(shape.len() - 1);
        let corners = shape[first..=last]
            .iter()
            .map(|place| plane.to_metres(*place));
        let boxes =
            corners.map(|corner| AABB::from_corners(outward(corner, -1.0), outward(corner, 1.0)));
        Run {
            edge,
            first_segment: first as u32,
            bounds: boxes.fold(AABB::new_empty(), |all, one| all.merged(&one)),
        }
    })
}

/// A corner as short numbers, moved outward by what the rounding of it and of a query may hide, and 1 cm.
fn outward(corner: Coord, side: f64) -> [f32; 2] {
    let moved =
        |value: f64| (value + side * (0.01 + value.abs() * 4.0 * f64::from(f32::EPSILON))) as f32;
    [moved(corner.x), moved(corner.y)]
}

/// A public and a private way are equally near that differ by less, in metres: maps and tables round their places.
const TIE_M: f64 = 0.05;

/// The point of a segment that is nearest to the query.
#[derive(Debug, Clone, Copy)]
struct Foot {
    gap_m: f64,
    is_private: bool,
    edge: EdgeId,
    segment: usize,
    share: f64,
}

impl Foot {
    /// The winner comes first: nearer, or the lower edge, or earlier along it.
    fn order(&self, other: &Self) -> Ordering {
        let by_gap = self.gap_m.total_cmp(&other.gap_m);
        by_gap
            .then(self.edge.cmp(&other.edge))
            .then(self.segment.cmp(&other.segment))
            .then(self.share.total_cmp(&other.share))
    }
}

/// The nearest points of the segments of a run, on the plane of the query.
fn feet<'a>(
    network: &'a Network,
    here: &'a Plane,
    run: &'a Run,
) -> impl Iterator<Item = Foot> + 'a {
    let first = run.first_segment as usize;
    let shape = &network.shape(run.edge)[first..];
    let segments = shape.windows(2).take(RUN).enumerate();
    let is_private = network.edges()[run.edge].traits.access == Access::Private;
    segments.map(move |(i, w)| {
        let (gap_m, share) = foot_of_origin(here.to_metres(w[0]), here.to_metres(w[1]));
        Foot {
            gap_m,
            is_private,
            edge: run.edge,
            segment: first + i,
            share,
        }
    })
}

/// The distance from the origin to a segment, and the share of the segment before the nearest point.
///
/// At the ends the distance is that of the corner itself, bit by bit, so that segments that share it tie.
fn foot_of_origin(a: Coord, b: Coord) -> (f64, f64) {
    let along = b - a;
    let length_2 = along.x * along.x + along.y * along.y;
    let share = -(a.x * along.x + a.y * along.y) / length_2;
    if length_2 <= 0.0 || share <= 0.0 {
        (a.x.hypot(a.y), 0.0)
    } else if share >= 1.0 {
        (b.x.hypot(b.y), 1.0)
    } else {
        let foot = a + along * share;
        (foot.x.hypot(foot.y), share)
    }
}

/// On which side of its edge the origin of a plane lies, whose nearest point of the edge is known.
///
/// At a bend the nearest point is the corner only for who is outside the bend: then the turn tells the side.
fn side(network: &Network, here: &Plane, foot: &Foot) -> Option<Side> {
    if foot.gap_m < ON_LINE_M {
        return None;
    }
    let corners: Vec<Coord> = network
        .shape(foot.edge)
        .iter()
        .map(|place| here.to_metres(*place))
        .collect();
    let way = |i: usize| corners[i + 1] - corners[i];
    let last = corners.len() - 2;
    let mine = way(foot.segment);
    let left_of_way = cross(mine, Coord { x: 0.0, y: 0.0 } - corners[foot.segment]);
    let bend = if foot.share <= 0.0 && foot.segment > 0 {
        -cross(way(foot.segment - 1), mine)
    } else if foot.share >= 1.0 && foot.segment < last {
        -cross(mine, way(foot.segment + 1))
    } else {
        0.0
    };
    let left = if bend == 0.0 { left_of_way } else { bend };
    match left.total_cmp(&0.0) {
        Ordering::Greater => Some(Side::Left),
        Ordering::Less => Some(Side::Right),
        Ordering::Equal => None,
    }
}

/// Positive when the second direction turns left from the first.
fn cross(a: Coord, b: Coord) -> f64 {
    a.x * b.y - a.y * b.x
}

/// How far along its edge a foot is.
fn along(network: &Network, foot: &Foot) -> Metres {
    let pieces = network.shape(foot.edge).windows(2).take(foot.segment + 1);
    let along_m = pieces.enumerate().fold(0.0, |sum, (i, w)| {
        let share = if i == foot.segment { foot.share } else { 1.0 };
        sum + distance(w[0], w[1]).metres() * share
    });
    Metres::new(along_m).min(network.edges()[foot.edge].length)
}

#[cfg(test)]
mod tests;
