//! Where something could be opened: premises, features of the extract and inhabited hexagons, each place once.
//!
//! A candidate from hexagons stands in the middle of its cell, never on somebody's home.
//!
//! Method: sources are joined in the order premises, features, hexagons. A candidate within ten metres of an earlier
//! one of the same kind is left out; earlier ones are found through a grid of ten-metre squares.
//!
//! Complexity: n log n.
//!
//! Invariants: of two candidates left out or kept, the earlier is kept; kept candidates keep their order.

pub(super) mod rules;

use std::collections::BTreeMap;

use crate::hex::{HexResolution, cells_of};
use crate::ids::{DemandId, SiteId, Table};
use crate::projection::{LonLat, Plane, distance};
use crate::units::Seniors;

use super::site::Draft;
use super::site::action::Action;
use super::{DemandPoint, RowId, Site, Status};

/// Candidates nearer to each other than this are one place.
pub(super) const SAME_PLACE_M: f64 = 10.0;

/// The hexagons in which somebody lives, as candidates of any kind.
pub(super) fn from_hexagons(
    demand: &Table<DemandId, DemandPoint>,
    resolution: HexResolution,
) -> Vec<Draft> {
    let inhabited = demand
        .iter()
        .filter(|point| point.seniors > Seniors::ZERO)
        .filter_map(|point| point.at);
    cells_of(inhabited, resolution)
        .into_iter()
        .map(|cell| {
            let id = RowId::text(&format!("h3:{cell}"));
            Draft::from(Site::new(id, Status::Candidate, Some(cell.centre())))
        })
        .collect()
}

/// Says what new sites cost whose tables name no cost; what a table says stays, and so does what exists.
pub(crate) fn price(sites: &mut Table<SiteId, Site>, usual: f64) {
    for id in sites.ids() {
        let site = &mut sites[id];
        let is_new = site.status.is_premises() && site.action == Action::Build;
        if is_new && (site.cost.is_none() || site.has_usual_cost) {
            site.cost = Some(usual);
            site.has_usual_cost = true;
        }
    }
}

/// Leaves out candidates at the place of an earlier one of the same kind; returns how many.
pub(super) fn merge_near(candidates: &mut Vec<Draft>) -> u64 {
    let plane = Plane::around(candidates.iter().filter_map(|c| c.site.at));
    let mut squares: BTreeMap<(i64, i64), Vec<(LonLat, String)>> = BTreeMap::new();
    let before = candidates.len();
    candidates.retain(
        |Draft {
             site: candidate, ..
         }| {
            // A change of an existing site stands where that stands.
            let place = candidate.at.filter(|_| !candidate.action.changes_a_site());
            let Some(at) = place else {
                return true;
            };
            let metres = plane.to_metres(at);
            let square = |m: f64| (m / SAME_PLACE_M).floor() as i64;
            let (x, y) = (square(metres.x), square(metres.y));
            // One square more on each side than ten metres need: far from its origin the plane stretches a little.
            let is_near = (x - 2..=x + 2).any(|x| {
                squares
                    .range((x, y - 2)..=(x, y + 2))
                    .flat_map(|(_, kept)| kept)
                    .any(|(there, kind)| {
                        *kind == candidate.kind && distance(*there, at).metres() <= SAME_PLACE_M
                    })
            });
            if !is_near {
                let kept = squares.entry((x, y)).or_default();
                kept.push((at, candidate.kind.clone()));
            }
            !is_near
        },
    );
    (before - candidates.len()) as u64
}
