//! Places are attached to the network: to the nearest point *on an edge*, or nowhere, and why.
//!
//! # Method
//!
//! 1. The nearest point of any edge within [`LIMIT_M`] is where a place is attached. Beyond it the place is unsnapped:
//!    it stays in every total, under that heading.
//! 2. A stray island is one that is not the largest and has less than [`STRAY_M`] of street: mostly a car park or a
//!    path that somebody drew without joining it. When the nearest edge lies on one, the nearest edge that does not is
//!    taken instead if it is within the limit and at most [`DETOUR_M`] farther. Otherwise the place stays on the stray
//!    island, and a finding counts it.
//!
//! 3. Where compounds are drawn, a place inside one is attached to its own ways only, and any other place to none of
//!    them: nobody steps through a wall. A compound without ways is as if it had no wall.
//! 4. Where whoever travels may not use all edges, a place is attached to those that they may use: for vehicles within the
//!    limit, for wheelchairs at most [`DETOUR_M`] farther than the nearest edge. Where there is none, it is attached to one
//!    that they may not use, so that it is counted as out of reach.
//!
//! Ferries, lifts and motorways are never attached to (`network::index`), and walkers to no way that nobody walks. Otherwise access is not looked at here: whoever lives at a
//! private way is attached to it.

pub mod datum;

use rayon::prelude::*;

use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::ids::{DemandId, EdgeId, Id, SiteId, Table};
use crate::impedance::Travel;
use crate::network::{Compounds, EdgeIndex, IslandId, Nearby, Network, Passage, Side};
use crate::places::{Places, Site, Status};
use crate::progress::Stage;
use crate::projection::LonLat;
use crate::units::{Metres, Seniors};

/// No place is attached farther off than this (domain rule: beyond it a place counts as not located).
pub const LIMIT_M: f64 = 150.0;
/// A place farther off the street than this is counted in a finding (domain rule).
pub const FAR_M: f64 = 60.0;
/// An island with less street than this is stray: about what a walk of half an hour covers (engineering choice).
pub const STRAY_M: f64 = 2_000.0;
/// How much farther than a stray island another street may be: a deep courtyard (engineering choice).
pub const DETOUR_M: f64 = 30.0;
/// From this share of all seniors on, being unsnapped is serious: it moves a coverage by a point (engineering choice).
const SERIOUS_SHARE: f64 = 0.01;
/// From this share of all seniors on, having no coordinates is serious: a tenth of the answer is missing (engineering choice).
const SERIOUS_NOWHERE_SHARE: f64 = 0.1;
/// How many sites a finding calls by their id.
const NAMED: usize = 5;
/// How many sites that were read from a table are listed row by row.
const LISTED: usize = 20;

/// Where a place is attached to the network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SnapPoint {
    /// The edge.
    pub edge: EdgeId,
    /// How far from the start of the edge, along it.
    pub along: Metres,
    /// How far the place is off the network, in a straight line.
    pub gap: Metres,
    /// On which side of the edge the place lies; `None` when on its line or not known: it then reaches both.
    pub side: Option<Side>,
}

/// Why a place is not attached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Unsnapped {
    /// The nearest street is beyond the limit, at this distance, or there is none.
    TooFar(Option<Metres>),
    /// The place has no usable coordinates.
    NoCoordinates,
}

/// Every place with where it is attached.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Snapped {
    /// For each demand point.
    pub demand: Table<DemandId, Result<SnapPoint, Unsnapped>>,
    /// For each site.
    pub sites: Table<SiteId, Result<SnapPoint, Unsnapped>>,
}

/// Attaches every place, in parallel; the result is in the order of the places.
pub fn snap(places: &Places, network: &Network, index: &EdgeIndex) -> (Snapped, Findings) {
    let streets = Ground::open(network, index);
    snap_on(places, &streets)
}

/// The same, where a place inside a compound is attached to the compound's own ways, and any other to none of them.
pub fn snap_on(places: &Places, ground: &Ground<'_>) -> (Snapped, Findings) {
    let attach = |at: Option<LonLat>| {
        at.ok_or(Unsnapped::NoCoordinates)
            .and_then(|at| ground.snap(at))
    };
    let demand = places.demand.as_slice().par_iter();
    let sites = places.sites.as_slice().par_iter();
    let snapped = Snapped {
        demand: demand.map(|d| attach(d.at)).collect::<Vec<_>>().into(),
        sites: sites.map(|s| attach(s.at)).collect::<Vec<_>>().into(),
    };
    let findings = findings(places, ground.network, &snapped);
    (snapped, findings)
}

/// Attaches one place to any street.
pub fn snap_place(
    at: LonLat,
    network: &Network,
    index: &EdgeIndex,
) -> Result<SnapPoint, Unsnapped> {
    Ground::open(network, index).snap(at)
}

/// The streets that places are attached to, and the walls between them.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    network: &'a Network,
    index: &'a EdgeIndex,
    walls: Option<(&'a Compounds, &'a Passage)>,
    /// For each edge whether whoever travels may use it, and how much farther one of those may be than the nearest edge;
    /// `None` where they may use all.
    open: Option<(&'a [bool], f64)>,
    /// Who travels.
    travel: Travel,
}

impl<'a> Ground<'a> {
    /// Streets without walls.
    pub const fn open(network: &'a Network, index: &'a EdgeIndex) -> Self {
        Self {
            network,
            index,
            walls: None,
            open: None,
            travel: Travel::Foot,
        }
    }

    /// Streets with the walls of compounds.
    pub fn walled(
        network: &'a Network,
        index: &'a EdgeIndex,
        compounds: &'a Compounds,
        passage: &'a Passage,
    ) -> Self {
        Self {
            network,
            index,
            walls: (!compounds.is_empty()).then_some((compounds, passage)),
            open: None,
            travel: Travel::Foot,
        }
    }

    /// The same ground to somebody who may not use all of its edges.
    #[must_use]
    pub fn open_to(self, open: Option<&'a [bool]>, travel: Travel) -> Self {
        // Whoever leaves a vehicle walks the rest; whoever cannot climb the stairs at the door cannot go round them either.
        let farther_m = if travel.is_vehicle() {
            LIMIT_M
        } else {
            DETOUR_M
        };
        let open = open.map(|open| (open, farther_m));
        Self {
            open,
            travel,
            ..self
        }
    }

    /// Attaches one place.
    ///
    /// A compound without any way of its own is as if it had no wall: its people leave it somewhere.
    ///
    /// A place near no edge that its travellers may use is attached to one that they may not, and is out of reach.
    pub fn snap(&self, at: LonLat) -> Result<SnapPoint, Unsnapped> {
        let edges = self.network.edges();
        let is_used = |edge: EdgeId| match self.travel {
            Travel::Foot => edges[edge].traits.is_walked(),
            Travel::Wheelchair => edges[edge].traits.is_rolled(),
            Travel::Bicycle | Travel::Car => true,
        };
        let nearest = self.snap_to(at, is_used)?;
        let Some((open, farther_m)) = self.open else {
            return Ok(nearest);
        };
        let usable = self.snap_to(at, |edge| open[edge.index()]);
        let is_near = |usable: &SnapPoint| usable.gap.metres() <= nearest.gap.metres() + farther_m;
        Ok(usable.ok().filter(is_near).unwrap_or(nearest))
    }

    fn snap_to(&self, at: LonLat, usable: impl Fn(EdgeId) -> bool) -> Result<SnapPoint, Unsnapped> {
        let Some((compounds, passage)) = self.walls else {
            return self.snap_among(at, usable);
        };
        let mine = compounds.at(at).map(|c| c as u32);
        if mine.is_some() {
            let inside = self.snap_among(at, |edge| passage.compound(edge) == mine && usable(edge));
            let is_bare = || !passage.has_ways(mine);
            if inside.is_ok() || !is_bare() {
                return inside;
            }
        }
        self.snap_among(at, |edge| passage.compound(edge).is_none() && usable(edge))
    }

    fn snap_among(
        &self,
        at: LonLat,
        allowed: impl Fn(EdgeId) -> bool,
    ) -> Result<SnapPoint, Unsnapped> {
        let (network, index) = (self.network, self.index);
        let limit = Metres::new(LIMIT_M);
        // Where every edge will do, the finding tells how far off the nearest street is; otherwise the search must end.
        let reach = (self.walls.is_some() || self.open.is_some()).then_some(limit);
        let nearest = index.nearest_of(network, at, reach, &allowed);
        let nearest = nearest.ok_or(Unsnapped::TooFar(None))?;
        if nearest.gap > limit {
            return Err(Unsnapped::TooFar(Some(nearest.gap)));
        }
        if !is_stray(network, network.island_of_edge(nearest.edge)) {
            return Ok(nearest.into());
        }
        let reach = limit.min(nearest.gap + Metres::new(DETOUR_M));
        let linked = |edge| !is_stray(network, network.island_of_edge(edge)) && allowed(edge);
        let other = index.nearest_of(network, at, Some(reach), linked);
        Ok(other.unwrap_or(nearest).into())
    }
}

/// Whether an island is too small to be a place of its own: not the largest, and with little street.
pub fn is_stray(network: &Network, island: IslandId) -> bool {
    island.index() > 0 && network.islands()[island].length < Metres::new(STRAY_M)
}

impl From<Nearby> for SnapPoint {
    fn from(nearby: Nearby) -> Self {
        Self {
            edge: nearby.edge,
            along: nearby.along,
            gap: nearby.gap,
            side: nearby.side,
        }
    }
}

/// What a reader should know about where people and sites are attached.
fn findings(places: &Places, network: &Network, snapped: &Snapped) -> Findings {
    let mut findings = Findings::new();
    let seniors = [
        unsnapped_seniors(places, snapped),
        seniors_nowhere(places, snapped),
    ];
    let facilities = unsnapped_sites(places, snapped, SiteSort::Facility);
    let candidates = unsnapped_sites(places, snapped, SiteSort::Candidate);
    let doubtful = [far_off(places, snapped), stray(places, network, snapped)];
    let sites = facilities.into_iter().chain(candidates);
    let all = seniors.into_iter().flatten().chain(sites);
    for finding in all.chain(doubtful.into_iter().flatten()) {
        findings.push(finding);
    }
    findings
}

/// Seniors with coordinates but without a street.
fn unsnapped_seniors(places: &Places, snapped: &Snapped) -> Option<Finding> {
    let (places_off, people) = sum_people(places, snapped, |snap| {
        matches!(snap, Err(Unsnapped::TooFar(_)))
    });
    let all: Seniors = places.demand.iter().map(|d| d.seniors).sum();
    let severity = if people.share_of(all) >= SERIOUS_SHARE {
        Severity::Serious
    } else {
        Severity::Warning
    };
    let text = Bilingual::new(
        format!(
            "{people} 位老年人（{places_off} 处住址）{LIMIT_M} 米内没有可步行的道路，计入“未定位”；请核对坐标系与路网范围。"
        ),
        format!(
            "{people} seniors at {places_off} places have no walkable street within {LIMIT_M} m and count as unsnapped; \
             check the coordinate system and the extent of the streets."
        ),
    );
    (places_off > 0).then(|| {
        Finding::new("seniors-unsnapped", severity, Stage::Snap, text).times(people.count())
    })
}

/// Seniors without usable coordinates, where they are many; each row has a finding of its own.
fn seniors_nowhere(places: &Places, snapped: &Snapped) -> Option<Finding> {
    let (_, people) = sum_people(places, snapped, |snap| {
        matches!(snap, Err(Unsnapped::NoCoordinates))
    });
    let all: Seniors = places.demand.iter().map(|d| d.seniors).sum();
    let text = Bilingual::new(
        format!(
            "{people} 位老年人（共 {all} 位）没有可用的坐标，计入“未定位”，覆盖结果因此不可靠。"
        ),
        format!(
            "{people} of {all} seniors have no usable coordinates and count as unsnapped: coverage cannot be relied upon."
        ),
    );
    let finding = Finding::new("seniors-nowhere", Severity::Serious, Stage::Snap, text);
    (people.share_of(all) >= SERIOUS_NOWHERE_SHARE).then(|| finding.times(people.count()))
}

/// What a site is to a reader of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SiteSort {
    /// It exists, or will: whoever relies on it is counted wrongly without it.
    Facility,
    /// It was only a possibility.
    Candidate,
}

impl SiteSort {
    fn of(site: &Site) -> Self {
        match site.status {
            Status::Candidate | Status::Forbidden => Self::Candidate,
            _ => Self::Facility,
        }
    }

    const fn unsnapped(self) -> (&'static str, Severity) {
        match self {
            Self::Facility => ("facilities-unsnapped", Severity::Serious),
            Self::Candidate => ("candidates-unsnapped", Severity::Warning),
        }
    }

    const fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Facility => ("设施", "facilities"),
            Self::Candidate => ("备选点", "candidates"),
        }
    }
}

/// Sites with coordinates but without a street: the first of a table row by row, the others together.
///
/// Sites are public, so they are called by their ids.
fn unsnapped_sites(places: &Places, snapped: &Snapped, sort: SiteSort) -> Vec<Finding> {
    let sites = places.sites.iter().zip(&snapped.sites);
    let lost = sites
        .filter(|(_, snap)| matches!(snap, Err(Unsnapped::TooFar(_))))
        .map(|(site, _)| site)
        .filter(|site| SiteSort::of(site) == sort);
    let (rows, others): (Vec<&Site>, Vec<&Site>) = lost.partition(|site| site.source.is_some());
    let (listed, more) = rows.split_at(rows.len().min(LISTED));
    let listed = listed.iter().map(|site| unsnapped_row(site, sort));
    let others = [more, &others].concat();
    listed.chain(unsnapped_others(&others, sort)).collect()
}

/// One site of a table without a street.
fn unsnapped_row(site: &Site, sort: SiteSort) -> Finding {
    let (code, severity) = sort.unsnapped();
    let id = &site.id;
    let row = site.source.as_ref().map_or(0, |source| source.row);
    let text = Bilingual::new(
        format!(
            "第 {row} 行（{id}）：{LIMIT_M} 米内没有可步行的道路，无人能到达；请核对坐标与路网范围。"
        ),
        format!(
            "row {row} ({id}): no walkable street within {LIMIT_M} m, so that nobody reaches it; check its coordinates \
             and the extent of the streets."
        ),
    );
    let finding = Finding::new(code, severity, Stage::Snap, text);
    match &site.source {
        Some(source) => finding.in_file(&*source.file).at_row(source.row),
        None => finding,
    }
}

/// Sites without a street that are not listed one by one.
fn unsnapped_others(sites: &[&Site], sort: SiteSort) -> Option<Finding> {
    let ids = sites.iter().take(NAMED).map(|site| site.id.to_string());
    let named = ids.collect::<Vec<_>>().join(", ");
    let (code, severity) = sort.unsnapped();
    let (zh, en) = sort.name();
    let count = sites.len();
    let text = Bilingual::new(
        format!(
            "{count} 个{zh}周围 {LIMIT_M} 米内没有可步行的道路，无人能到达（如 {named}）；请核对坐标。"
        ),
        format!(
            "{count} {en} have no walkable street within {LIMIT_M} m, so that nobody reaches them ({named}{}); \
             check their coordinates.",
            if count > NAMED { ", …" } else { "" }
        ),
    );
    (count > 0).then(|| Finding::new(code, severity, Stage::Snap, text).times(count as u64))
}

/// Places that are attached to a street far off.
fn far_off(places: &Places, snapped: &Snapped) -> Option<Finding> {
    let is_far =
        |snap: &Result<SnapPoint, Unsnapped>| snap.is_ok_and(|s| s.gap > Metres::new(FAR_M));
    let (homes, people) = sum_people(places, snapped, is_far);
    let sites = snapped.sites.iter().filter(|snap| is_far(snap)).count();
    let text = Bilingual::new(
        format!(
            "{people} 位老年人（{homes} 处住址）和 {sites} 个点位距最近道路超过 {FAR_M} 米；其步行时间不太可靠。"
        ),
        format!(
            "{people} seniors at {homes} places and {sites} sites lie more than {FAR_M} m off the nearest street; \
             their walk times are less certain."
        ),
    );
    let count = homes + sites as u64;
    (count > 0).then(|| {
        Finding::new("places-far-from-street", Severity::Note, Stage::Snap, text).times(count)
    })
}

/// Seniors who are attached to stray islands.
fn stray(places: &Places, network: &Network, snapped: &Snapped) -> Option<Finding> {
    let island = |snap: &Result<SnapPoint, Unsnapped>| {
        let island = network.island_of_edge(snap.as_ref().ok()?.edge);
        is_stray(network, island).then_some(island)
    };
    let (homes, people) = sum_people(places, snapped, |snap| island(snap).is_some());
    let mut pieces: Vec<IslandId> = snapped.demand.iter().filter_map(island).collect();
    pieces.sort_unstable();
    pieces.dedup();
    let pieces = pieces.len();
    let text = Bilingual::new(
        format!("{people} 位老年人位于 {pieces} 段与主路网不相连的道路上；请在地图上补齐连接。"),
        format!(
            "{people} seniors live on {pieces} road pieces not linked to the main network; \
             join the pieces on the map where people do get through."
        ),
    );
    (homes > 0).then(|| {
        Finding::new(
            "seniors-on-stray-islands",
            Severity::Warning,
            Stage::Snap,
            text,
        )
        .times(people.count())
    })
}

/// How many demand points, and seniors there, are attached in a certain way.
fn sum_people(
    places: &Places,
    snapped: &Snapped,
    wanted: impl Fn(&Result<SnapPoint, Unsnapped>) -> bool,
) -> (u64, Seniors) {
    let demand = places.demand.iter().zip(&snapped.demand);
    demand
        .filter(|(_, snap)| wanted(snap))
        .fold((0, Seniors::ZERO), |(points, people), (d, _)| {
            (points + 1, people + d.seniors)
        })
}

#[cfg(test)]
mod tests;
