//! Where the uncovered live, and why: clusters of homes beyond the standard.
//!
//! Working data for the office and the viewer: a cluster of one home shows that home. What is published is made anew,
//! by the report, from numbers that betray nobody.
//!
//! # Method
//!
//! [`Gaps::by_walking`] clusters homes that are connected on foot (`walking`), tells the cause of each person (`cause`),
//! and ranks by the minutes that people walk too long, weighted by how vulnerable they are. Those who are attached to no
//! street are one gap for each district. Who is near enough to a site that is full belongs to a gap as well.
//!
//! [`Gaps::by_hexagon`] is for drawing only:
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

mod cause;
mod walking;

use std::collections::BTreeMap;

use geo::MultiPolygon;

use crate::hex::{Cell, HexResolution, clusters, dissolve};
use crate::ids::{DemandId, DistrictId, Id as _};
use crate::network::Network;
use crate::places::Places;
use crate::snap::Snapped;
use crate::units::{Metres, Seniors};

use super::{EXCESS_CAP, Heading, KindCoverage, Nearest, PersonTime, Tally};

pub use cause::{Cause, Evidence, factor_of_rows, is_alone, is_disabled, is_on_relief, weights};
pub use walking::walking_clusters;

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
    /// Why, person by person; whoever finds a site full is here and not among the uncovered.
    pub why: BTreeMap<Cause, Seniors>,
    /// Minutes walked beyond the standard; whoever reaches nothing counts up to the cap.
    pub excess: PersonTime,
    /// The same, each person's minutes times their vulnerability.
    pub weighted: PersonTime,
}

/// What clusters on foot are made from.
#[derive(Clone, Copy)]
pub struct GapBasis<'a> {
    /// The streets.
    pub network: &'a Network,
    /// Where people are attached to them.
    pub snapped: &'a Snapped,
    /// Homes of one gap are linked by ways of at most this length.
    pub link: Metres,
    /// What causes are decided by.
    pub evidence: Evidence<'a>,
    /// The vulnerability of each demand point's people added up, in thousandths.
    pub weights: &'a [u64],
    /// How many people each demand point has for whom sites are full.
    pub full: Option<&'a [Seniors]>,
}

impl Gap {
    /// How many uncovered seniors are in the gap.
    pub fn seniors(&self) -> Seniors {
        self.causes.uncovered()
    }

    /// The cause of most of its people; of equally frequent ones the first.
    pub fn main_cause(&self) -> Option<Cause> {
        let most = self
            .why
            .iter()
            .max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
        most.map(|(cause, _)| *cause)
    }
}

impl Gaps {
    /// Clusters the uncovered of one kind, and those who find sites full, by ways on foot; the heaviest first.
    pub fn by_walking(
        kind: &KindCoverage,
        places: &Places,
        resolution: HexResolution,
        basis: &GapBasis<'_>,
    ) -> Self {
        let is_member = |id: DemandId| {
            let people = kind.people(id, places);
            let no_seat = basis.full.map_or(Seniors::ZERO, |full| full[id.index()]);
            people > Seniors::ZERO
                && (kind.heading(id) != Heading::Covered || no_seat > Seniors::ZERO)
        };
        let members: Vec<DemandId> = places.demand.ids().filter(|id| is_member(*id)).collect();
        let mut groups = walking_clusters(basis.network, basis.snapped, &members, basis.link);
        let mut loose: BTreeMap<Option<DistrictId>, Vec<DemandId>> = BTreeMap::new();
        let mut without_place = Tally::default();
        for id in members {
            let demand = &places.demand[id];
            if basis.snapped.demand[id].is_ok() {
                continue;
            }
            if demand.at.is_some() {
                loose.entry(demand.district).or_default().push(id);
            } else {
                without_place.add(kind.heading(id), kind.people(id, places));
            }
        }
        groups.extend(loose.into_values());
        let mut clusters: Vec<Gap> = groups
            .into_iter()
            .map(|demand| walked_gap(kind, places, (demand, resolution), basis))
            .collect();
        clusters.sort_by(|a, b| {
            let heavy = b.weighted.cmp(&a.weighted);
            heavy
                .then(b.seniors().cmp(&a.seniors()))
                .then(a.demand.cmp(&b.demand))
        });
        Self {
            clusters,
            without_place,
        }
    }

    /// Clusters the uncovered of one kind by touching hexagons of a resolution.
    pub fn by_hexagon(kind: &KindCoverage, places: &Places, resolution: HexResolution) -> Self {
        let mut cells: BTreeMap<Cell, Vec<DemandId>> = BTreeMap::new();
        let mut without_place = Tally::default();
        for (id, demand) in places.demand.enumerate() {
            let heading = kind.heading(id);
            let people = kind.people(id, places);
            if heading == Heading::Covered || people == Seniors::ZERO {
                continue;
            }
            match demand.at.and_then(|at| Cell::containing(at, resolution)) {
                Some(cell) => cells.entry(cell).or_default().push(id),
                None => without_place.add(heading, people),
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

fn walked_gap(
    kind: &KindCoverage,
    places: &Places,
    (demand, resolution): (Vec<DemandId>, HexResolution),
    basis: &GapBasis<'_>,
) -> Gap {
    let within = kind.standard.within;
    let mut cells: Vec<Cell> = demand
        .iter()
        .filter_map(|id| Cell::containing(places.demand[*id].at?, resolution))
        .collect();
    cells.sort_unstable();
    cells.dedup();
    let mut gap = gap(kind, places, demand, dissolve(&cells));
    for id in &gap.demand {
        let people = kind.people(*id, places);
        if kind.heading(*id) == Heading::Covered {
            let no_seat = basis.full.map_or(Seniors::ZERO, |full| full[id.index()]);
            *gap.why.entry(Cause::Full).or_default() += no_seat;
            continue;
        }
        let cause = basis.evidence.cause(*id, kind.nearest[*id], within);
        *gap.why.entry(cause).or_default() += people;
        let time = match kind.nearest[*id] {
            Nearest::Site(_, time) => time.min(EXCESS_CAP),
            Nearest::TooLong(..) | Nearest::Unreachable | Nearest::Unsnapped => EXCESS_CAP,
        };
        let over = time.saturating_sub(within);
        gap.excess.add(over, people.count(), 1);
        gap.weighted.add(over, basis.weights[id.index()], 1000);
    }
    gap
}

fn gap(kind: &KindCoverage, places: &Places, demand: Vec<DemandId>, outline: MultiPolygon) -> Gap {
    let mut causes = Tally::default();
    let (mut walked_millis, mut walkers) = (0_u128, Seniors::ZERO);
    let mut districts: BTreeMap<Option<DistrictId>, Seniors> = BTreeMap::new();
    for id in &demand {
        let people = kind.people(*id, places);
        if kind.heading(*id) == Heading::Covered {
            continue;
        }
        causes.add(kind.heading(*id), people);
        if let Nearest::Site(_, time) = kind.nearest[*id] {
            walked_millis += u128::from(time.millis()) * u128::from(people.count());
            walkers += people;
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
        mean_s: (walkers > Seniors::ZERO)
            .then(|| walked_millis as f64 / walkers.count() as f64 / 1000.0),
        causes,
        district,
        demand,
        outline,
        why: BTreeMap::new(),
        excess: PersonTime::default(),
        weighted: PersonTime::default(),
    }
}
