//! Places and lines against the outline of a compound.

use geo::{Coord, MultiPolygon};

use super::GATE_M;
use crate::projection::{LonLat, Plane};

/// Whether a place is near an outline.
pub(super) fn is_near(place: LonLat, outline: &MultiPolygon) -> bool {
    is_within(GATE_M, place, outline)
}

/// Whether a place is within so many metres of an outline.
pub(super) fn is_within(reach_m: f64, place: LonLat, outline: &MultiPolygon) -> bool {
    let plane = Plane::at(place);
    let corner = |at: &Coord| LonLat::new(at.x, at.y).map(|at| plane.to_metres(at));
    rings(outline).any(|ring| {
        ring.0.windows(2).any(|w| {
            let (Some(a), Some(b)) = (corner(&w[0]), corner(&w[1])) else {
                return false;
            };
            let along = b - a;
            let length_2 = along.x * along.x + along.y * along.y;
            let share = if length_2 > 0.0 {
                (-(a.x * along.x + a.y * along.y) / length_2).clamp(0.0, 1.0)
            } else {
                0.0
            };
            let foot = a + along * share;
            foot.x.hypot(foot.y) <= reach_m
        })
    })
}

pub(super) fn rings(outline: &MultiPolygon) -> impl Iterator<Item = &geo::LineString> {
    outline
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
}

/// Where on a line from `a` to `b` it crosses another, as a share of it.
pub(super) fn crossing(a: Coord, b: Coord, c: Coord, d: Coord) -> Option<f64> {
    let (r, s, q) = (b - a, d - c, c - a);
    let cross = |u: Coord, v: Coord| u.x * v.y - u.y * v.x;
    let across = cross(r, s);
    if across == 0.0 {
        return None;
    }
    let (t, u) = (cross(q, s) / across, cross(q, r) / across);
    ((0.0..=1.0).contains(&t) && (0.0..=1.0).contains(&u)).then_some(t)
}

pub(super) fn between(a: LonLat, b: LonLat, share: f64) -> LonLat {
    let at = a.coord() + (b.coord() - a.coord()) * share;
    LonLat::new(at.x, at.y).unwrap_or(a)
}
