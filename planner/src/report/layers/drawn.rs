//! What is drawn of published pieces: their hexagons, and of coarse ones no more than the districts whose people they show.
//!
//! Pieces of few people are joined to hexagons of many square kilometres, which reach far beyond a small district and over
//! its neighbours: there, the shape of the piece is the part inside. Fine hexagons are drawn whole.

use geo::{BooleanOps as _, MultiPolygon, unary_union};

use crate::hex::{Cell, HexResolution, dissolve};
use crate::ids::DistrictId;

use super::super::Run;
use super::super::privacy::FINEST;

/// The shape of a piece, or of pieces of several districts.
pub(super) fn shape(
    run: &Run,
    cells: &[Cell],
    districts: impl IntoIterator<Item = Option<DistrictId>>,
) -> MultiPolygon {
    let whole = dissolve(cells);
    let finest = HexResolution::new(FINEST);
    if cells.iter().all(|cell| Some(cell.resolution()) == finest) {
        return whole;
    }
    // Nobody says where the outside of all districts ends.
    let districts: Option<Vec<DistrictId>> = districts.into_iter().collect();
    let Some(districts) = districts else {
        return whole;
    };
    let outlines = districts
        .iter()
        .map(|id| &run.places.districts[*id].outline);
    let inside = whole.intersection(&unary_union(outlines));
    if inside.0.is_empty() { whole } else { inside }
}
