//! How long walks are in metres: takes out of an answer the pairs whose fastest walk is longer than the profile's cap.
//!
//! It is made only where the cap can matter ([`Cap`]); everybody else is searched in time alone.
//!
//! # Method
//!
//! 1. A label is a pair of milliseconds and millimetres, compared in this order: of the fastest walks the shortest counts.
//! 2. From each site Dijkstra's search runs backwards over the tracks of the uncontracted layers, up to the longest time
//!    that counts. Homes take the best label of both ends of their street, or walk straight to a site on it.
//! 3. A site's row keeps those homes whose label is not too long. Rows are searched when they are first asked for.
//!
//! # Complexity
//!
//! O(n log n) in the tracks within the time, for each site; 8 bytes for each pair.
//!
//! # Invariants
//!
//! The times are those of [`ReachGraph`](super::ReachGraph), to the millisecond; a row is a part of its row.
//!
//! # References
//!
//! Dijkstra, E. W. (1959), A note on two problems in connexion with graphs, Numerische Mathematik 1.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::OnceLock;

use rayon::prelude::*;

use crate::ids::{DemandId, Id as _, SiteId};
use crate::impedance::{ArcTime, Cap};
use crate::network::Sense;
use crate::snap::{SnapPoint, Snapped};
use crate::units::{Metres, WalkTime};

use super::super::chains::{arrival_time, gap_time, grouped, moved, moved_mm};
use super::super::layers::Layers;
use super::super::matrix::Entry;
use super::super::{Nearest, NearestTable, ReachMatrix};

/// Milliseconds, then millimetres.
type Label = (u64, u64);

/// Walks with their lengths.
#[derive(Debug)]
pub(super) struct Measured {
    cap: Cap,
    /// The first step into each stand, and the steps: from which stand, and what they take.
    first_step: Vec<u32>,
    steps: Vec<(u32, Label)>,
    /// The first home that leaves its street at each stand, and the homes.
    first_home: Vec<u32>,
    homes: Vec<(u32, Label)>,
    sites: Vec<Goal>,
    /// For each site who is within reach; made when it is first asked for.
    rows: Vec<OnceLock<Vec<Entry>>>,
}

/// Where walks to a site end.
#[derive(Debug, Default)]
struct Goal {
    /// From stands along the site's own street.
    seeds: Vec<(u32, Label)>,
    /// From homes on the same street.
    straight: Vec<(u32, Label)>,
}

impl Measured {
    /// Lays out walks with their lengths; `None` where no walk can be too long.
    pub(super) fn of(layers: &Layers<'_>, snapped: &Snapped) -> Option<Self> {
        let cap = layers.times().cap?;
        let mut steps = Vec::new();
        for (number, track) in (0..).zip(layers.tracks()) {
            let length = track.edge.map(|edge| layers.network().edges()[edge].length);
            let mm = length.map_or(0, Metres::millimetres);
            for (sense, time) in ways(layers, number) {
                let [tail, head] = ends(layers, number, sense);
                steps.push((head, (tail, (u64::from(time.total().millis()), mm))));
            }
        }
        let (first_step, steps) = grouped(&steps, layers.stands());
        let mut homes = Vec::new();
        let mut on_track: BTreeMap<u32, Vec<(u32, SnapPoint)>> = BTreeMap::new();
        for (demand, at) in snapped.demand.enumerate() {
            let Ok(at) = at else { continue };
            let demand = DemandId::index(demand) as u32;
            for track in layers.from_home(at.edge, at.side) {
                on_track.entry(track).or_default().push((demand, *at));
                let leaving = leaving(layers, at, track);
                homes.extend(leaving.map(|(stand, label)| (stand, (demand, label))));
            }
        }
        let (first_home, homes) = grouped(&homes, layers.stands());
        let sites = snapped.sites.iter().map(|at| {
            at.as_ref()
                .map_or_else(|_| Goal::default(), |at| Goal::of(layers, at, &on_track))
        });
        Some(Self {
            cap,
            first_step,
            steps,
            first_home,
            homes,
            sites: sites.collect(),
            rows: vec![OnceLock::new(); snapped.sites.len()],
        })
    }

    /// Takes out of a matrix of the same homes and sites those pairs that are too long.
    pub(super) fn thin_out(&self, matrix: &mut ReachMatrix) {
        let all: Vec<SiteId> = (0..self.sites.len()).map(SiteId::from_index).collect();
        self.search(&all);
        matrix.retain(|site, demand, time| self.keeps(site, demand, time));
    }

    /// The same for who walks to the one site that walks were laid out for.
    pub(super) fn thin_out_row(&self, row: &mut Vec<(DemandId, WalkTime)>) {
        let site = SiteId::from_index(0);
        self.search(&[site]);
        row.retain(|(demand, time)| self.keeps(site, DemandId::index(*demand) as u32, *time));
    }

    /// Whether a pair that was found is within reach; its site was searched before.
    fn keeps(&self, site: SiteId, demand: u32, time: WalkTime) -> bool {
        let row = self.row(site);
        time > self.cap.within || row.binary_search_by_key(&demand, |(d, _)| *d).is_ok()
    }

    /// Lets nobody be near a site that is too far off in metres: another one takes its place, or it is told to be too long.
    pub(super) fn correct(&self, table: &mut NearestTable, sites: &[SiteId]) {
        self.search(sites);
        let mut best: Vec<Option<(WalkTime, SiteId)>> = vec![None; table.len()];
        for site in sites {
            for (demand, time) in self.row(*site) {
                let best = &mut best[*demand as usize];
                if best.is_none_or(|best| (*time, *site) < best) {
                    *best = Some((*time, *site));
                }
            }
        }
        for (demand, best) in table.ids().zip(best) {
            table[demand] = match (table[demand], best) {
                (Nearest::Site(..), Some((time, site))) => Nearest::Site(site, time),
                (Nearest::Site(site, time), None) if time <= self.cap.within => {
                    Nearest::TooLong(site, time)
                }
                (other, _) => other,
            };
        }
    }

    fn row(&self, site: SiteId) -> &[Entry] {
        self.rows[site.index()].get().map_or(&[], Vec::as_slice)
    }

    /// Searches those of some sites that were not searched before.
    fn search(&self, sites: &[SiteId]) {
        sites.par_iter().for_each_init(
            || vec![None; self.first_step.len() - 1],
            |labels, site| {
                let row = &self.rows[site.index()];
                row.get_or_init(|| self.search_one(&self.sites[site.index()], labels));
            },
        );
    }

    /// Who is within reach of a site; the labels are none before and after.
    fn search_one(&self, goal: &Goal, labels: &mut [Option<Label>]) -> Vec<Entry> {
        let limit_ms = u64::from(self.cap.within.millis());
        let mut best: BTreeMap<u32, Label> = BTreeMap::new();
        let mut offer = |demand: u32, label: Label| {
            let known = best.entry(demand).or_insert(label);
            *known = label.min(*known);
        };
        for (demand, label) in &goal.straight {
            offer(*demand, *label);
        }
        let mut settled = Vec::new();
        let seeds = goal.seeds.iter();
        let mut heap: BinaryHeap<_> = seeds
            .map(|(stand, label)| Reverse((*label, *stand)))
            .collect();
        while let Some(Reverse((label, stand))) = heap.pop() {
            let known = &mut labels[stand as usize];
            if label.0 > limit_ms || known.is_some() {
                continue;
            }
            *known = Some(label);
            settled.push(stand);
            let at = stand as usize;
            for (demand, away) in
                &self.homes[self.first_home[at] as usize..self.first_home[at + 1] as usize]
            {
                offer(*demand, sum(label, *away));
            }
            let steps = &self.steps[self.first_step[at] as usize..self.first_step[at + 1] as usize];
            heap.extend(
                steps
                    .iter()
                    .map(|(tail, step)| Reverse((sum(label, *step), *tail))),
            );
        }
        for stand in settled {
            labels[stand as usize] = None;
        }
        let near = best
            .into_iter()
            .filter(|(_, (ms, mm))| *ms <= limit_ms && !self.cap.forbids(*ms, *mm));
        near.map(|(demand, (ms, _))| (demand, WalkTime::from_millis(ms as u32)))
            .collect()
    }
}

impl Goal {
    fn of(
        layers: &Layers<'_>,
        at: &SnapPoint,
        on_track: &BTreeMap<u32, Vec<(u32, SnapPoint)>>,
    ) -> Self {
        let length = layers.network().edges()[at.edge].length;
        let arriving = (
            u64::from(arrival_time(at, layers.times()).millis()),
            at.gap.millimetres(),
        );
        let mut goal = Self::default();
        for track in layers.to_site(at.edge, at.side) {
            for (sense, time) in ways(layers, track) {
                let until = |at: &SnapPoint| {
                    let ms = moved(sense, time.moving, at.along, length).millis();
                    (u64::from(ms), moved_mm(sense, at.along, length))
                };
                let start = (u64::from(time.start.millis()), 0);
                let whole = sum(sum(start, until(at)), arriving);
                goal.seeds.push((ends(layers, track, sense)[0], whole));
                let is_ahead = |from: &SnapPoint| match sense {
                    Sense::Along => from.along <= at.along,
                    Sense::Against => from.along >= at.along,
                };
                let here = on_track.get(&track).map_or(&[][..], Vec::as_slice);
                for (demand, from) in here.iter().filter(|(_, from)| is_ahead(from)) {
                    let (before, to) = (until(from), until(at));
                    let between = (to.0.saturating_sub(before.0), to.1.saturating_sub(before.1));
                    let label = sum(sum(off_street(layers, from), between), arriving);
                    goal.straight.push((*demand, label));
                }
            }
        }
        goal
    }
}

/// From a home to the stands at which it leaves a track.
fn leaving(layers: &Layers<'_>, at: &SnapPoint, track: u32) -> impl Iterator<Item = (u32, Label)> {
    let length = layers.network().edges()[at.edge].length;
    let gap = off_street(layers, at);
    ways(layers, track).map(move |(sense, time)| {
        let rest = time
            .moving
            .saturating_sub(moved(sense, time.moving, at.along, length));
        let rest_mm = length.millimetres() - moved_mm(sense, at.along, length);
        let ms = u64::from(rest.millis()) + u64::from(time.end.millis());
        (ends(layers, track, sense)[1], sum(gap, (ms, rest_mm)))
    })
}

/// From a home to its street.
fn off_street(layers: &Layers<'_>, at: &SnapPoint) -> Label {
    let ms = gap_time(at, layers.times()).millis();
    (u64::from(ms), at.gap.millimetres())
}

fn sum(a: Label, b: Label) -> Label {
    (a.0 + b.0, a.1 + b.1)
}

/// The directions in which a track is walked, and their times.
fn ways(layers: &Layers<'_>, track: u32) -> impl Iterator<Item = (Sense, ArcTime)> {
    [Sense::Along, Sense::Against]
        .map(|sense| Some((sense, layers.time(track, sense)?)))
        .into_iter()
        .flatten()
}

/// The stands where a walk along a track starts and ends.
fn ends(layers: &Layers<'_>, track: u32, walk: Sense) -> [u32; 2] {
    let track = &layers.tracks()[track as usize];
    match walk {
        Sense::Along => [track.from, track.to],
        Sense::Against => [track.to, track.from],
    }
}
