//! Where the uncovered live: clusters of homes beyond the standard, largest first.
//!
//! Working data for the office and the viewer: a cluster of one home shows that home. What is published is made anew,
//! by the report, from numbers that betray nobody.
//!
//! # Method
//!
//! 1. Eligible seniors who are not covered are grouped by the hexagon that they live in.
//! 2. Hexagons that touch each other belong to one cluster.
//! 3. Clusters are ranked by uncovered seniors; ties go to the lowest hexagon.
//!
//! A [`Gap`] says who belongs to it and where it is drawn, and not how it was found: another way of clustering makes
//! the same type.
//!
//! # Complexity
//!
//! O(n log n) in uncovered demand points.
//!
//! # Invariants
//!
//! Everybody uncovered is in exactly one gap or without a place: the counts sum to [`Tally::uncovered`].

use std::collections::BTreeMap;

use geo::MultiPolygon;

use crate::hex::{Cell, HexResolution, clusters, dissolve};
use crate::ids::{DemandId, DistrictId};
use crate::places::Places;
use crate::units::Seniors;

use super::{Heading, KindCoverage, Nearest, Tally};

/// All gaps of one kind.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Gaps {
    /// The clusters, largest first.
    pub clusters: Vec<Gap>,
    /// Uncovered eligible seniors whose place is not known.
    pub without_place: Tally,
}

/// One cluster of uncovered seniors.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// The uncovered by cause; nobody in it is covered.
    pub causes: Tally,
    /// The mean walk of those whom a path leads to a site, in seconds; `None` where there are none.
    pub mean_s: Option<f64>,
    /// The district in which most of them live; `None` when that is outside every district.
    pub district: Option<DistrictId>,
    /// Where they live, in ascending order.
    pub demand: Vec<DemandId>,
    /// The drawn outline, in degrees.
    pub outline: MultiPolygon,
}

impl Gap {
    /// How many seniors are in the gap.
    pub fn seniors(&self) -> Seniors {
        self.causes.uncovered()
    }
}

impl Gaps {
    /// Clusters the uncovered of one kind by touching hexagons of a resolution.
    pub fn by_hexagon(kind: &KindCoverage, places: &Places, resolution: HexResolution) -> Self {
        let mut cells: BTreeMap<Cell, Vec<DemandId>> = BTreeMap::new();
        let mut without_place = Tally::default();
        for (id, demand) in places.demand.enumerate() {
            let heading = kind.heading(id);
            if heading == Heading::Covered || demand.eligible == Seniors::ZERO {
                continue;
            }
            match demand.at.and_then(|at| Cell::containing(at, resolution)) {
                Some(cell) => cells.entry(cell).or_default().push(id),
                None => without_place.add(heading, demand.eligible),
            }
        }
        let list: Vec<Cell> = cells.keys().copied().collect();
        let mut found: Vec<(Cell, Gap)> = clusters(&list)
            .into_iter()
            .map(|members| {
                let mut demand: Vec<DemandId> = members
                    .iter()
                    .flat_map(|cell| cells[cell].iter().copied())
                    .collect();
                demand.sort_unstable();
                (members[0], gap(kind, places, demand, dissolve(&members)))
            })
            .collect();
        found.sort_by(|(a_cell, a), (b_cell, b)| {
            b.seniors().cmp(&a.seniors()).then(a_cell.cmp(b_cell))
        });
        Self {
            clusters: found.into_iter().map(|(_, gap)| gap).collect(),
            without_place,
        }
    }
}

fn gap(kind: &KindCoverage, places: &Places, demand: Vec<DemandId>, outline: MultiPolygon) -> Gap {
    let mut causes = Tally::default();
    let mut walked_millis = 0_u128;
    let mut districts: BTreeMap<Option<DistrictId>, Seniors> = BTreeMap::new();
    for id in &demand {
        let people = places.demand[*id].eligible;
        causes.add(kind.heading(*id), people);
        if let Nearest::Site(_, time) = kind.nearest[*id] {
            walked_millis += u128::from(time.millis()) * u128::from(people.count());
        }
        *districts.entry(places.demand[*id].district).or_default() += people;
    }
    // Of equally populated districts the first in file order; outside comes first of all in the map, so last here.
    let district = districts
        .into_iter()
        .rev()
        .max_by(|(a, a_people), (b, b_people)| {
            a_people.cmp(b_people).then(b.is_none().cmp(&a.is_none()))
        })
        .and_then(|(district, _)| district);
    Gap {
        mean_s: (causes.beyond > Seniors::ZERO)
            .then(|| walked_millis as f64 / causes.beyond.count() as f64 / 1000.0),
        causes,
        district,
        demand,
        outline,
    }
}
