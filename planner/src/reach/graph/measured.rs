//! How long walks are in metres: takes out of an answer the pairs whose fastest walk is longer than the profile's cap.
//!
//! It is made only where the cap can matter ([`Cap`]); everybody else is searched in time alone.
//!
//! # Method
//!
//! 1. Labels are compared by time, then by length: of the fastest walks the shortest counts.
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
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::ids::{DemandId, Id as _, SiteId, Table};
use crate::impedance::Cap;
use crate::network::Sense;
use crate::snap::{SnapPoint, Unsnapped};
use crate::units::WalkTime;

use super::super::chains::grouped;
use super::super::layers::{Label, Layers};
use super::super::matrix::Entry;
use super::super::nearest::insert;
use super::super::{Nearest, NearestTable, ReachMatrix, SEVERAL, SeveralTable};

/// What walks of some homes are measured on, wherever the sites are.
#[derive(Debug)]
pub(super) struct Paths {
    cap: Cap,
    /// The first step into each stand, and the steps: from which stand, and what they take.
    first_step: Vec<u32>,
    steps: Vec<(u32, Label)>,
    /// The first home that leaves its street at each stand, and the homes.
    first_home: Vec<u32>,
    homes: Vec<(u32, Label)>,
    /// The homes that start on each track.
    on_track: BTreeMap<u32, Vec<(u32, SnapPoint)>>,
}

/// Walks with their lengths.
#[derive(Debug)]
pub(super) struct Measured {
    paths: Arc<Paths>,
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

impl Paths {
    /// Lays out the steps of the walks of some homes; `None` where no walk can be too long.
    pub(super) fn of(
        layers: &Layers<'_>,
        demand: &Table<DemandId, Result<SnapPoint, Unsnapped>>,
    ) -> Option<Arc<Self>> {
        let cap = layers.times().cap?;
        let tracks = 0..layers.tracks().len() as u32;
        let steps = tracks.flat_map(|track| {
            layers.ways(track).map(move |(sense, time)| {
                let [tail, head] = layers.ends(track, sense);
                (head, (tail, layers.whole(track, time)))
            })
        });
        let (first_step, steps) = grouped(&steps.collect::<Vec<_>>(), layers.stands());
        let mut homes = Vec::new();
        let mut on_track: BTreeMap<u32, Vec<(u32, SnapPoint)>> = BTreeMap::new();
        for (demand, at) in demand.enumerate() {
            let Ok(at) = at else { continue };
            let demand = DemandId::index(demand) as u32;
            for track in layers.from_home(at.edge, at.side) {
                on_track.entry(track).or_default().push((demand, *at));
                let leaving = leaving(layers, at, track);
                homes.extend(leaving.map(|(stand, label)| (stand, (demand, label))));
            }
        }
        let (first_home, homes) = grouped(&homes, layers.stands());
        Some(Arc::new(Self {
            cap,
            first_step,
            steps,
            first_home,
            homes,
            on_track,
        }))
    }
}

impl Measured {
    /// Measures walks to some sites; the layers must be those of the paths.
    pub(super) fn to<'s>(
        paths: &Arc<Paths>,
        layers: &Layers<'_>,
        sites: impl Iterator<Item = Option<&'s SnapPoint>>,
    ) -> Self {
        let sites = sites
            .map(|at| at.map_or_else(Goal::default, |at| Goal::of(layers, at, &paths.on_track)));
        let sites: Vec<Goal> = sites.collect();
        Self {
            rows: vec![OnceLock::new(); sites.len()],
            paths: Arc::clone(paths),
            sites,
        }
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
        time > self.paths.cap.within || row.binary_search_by_key(&demand, |(d, _)| *d).is_ok()
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
                (Nearest::Site(site, time), None) if time <= self.paths.cap.within => {
                    Nearest::TooLong(site, time)
                }
                (other, _) => other,
            };
        }
    }

    /// Up to which time walks are measured.
    pub(super) fn within(&self) -> WalkTime {
        self.paths.cap.within
    }

    /// The walks to the few nearest sites within reach, for so many demand points.
    pub(super) fn several(&self, sites: &[SiteId], demand_points: usize) -> SeveralTable {
        self.search(sites);
        let mut several = SeveralTable::from(vec![[None; SEVERAL]; demand_points]);
        for site in sites {
            for (demand, time) in self.row(*site) {
                insert(&mut several[DemandId::from_index(*demand as usize)], *time);
            }
        }
        several
    }

    fn row(&self, site: SiteId) -> &[Entry] {
        self.rows[site.index()].get().map_or(&[], Vec::as_slice)
    }

    /// Searches those of some sites that were not searched before.
    fn search(&self, sites: &[SiteId]) {
        sites.par_iter().for_each_init(
            || vec![None; self.paths.first_step.len() - 1],
            |labels, site| {
                let row = &self.rows[site.index()];
                row.get_or_init(|| self.search_one(&self.sites[site.index()], labels));
            },
        );
    }

    /// Who is within reach of a site; the labels are none before and after.
    fn search_one(&self, goal: &Goal, labels: &mut [Option<Label>]) -> Vec<Entry> {
        let paths = &*self.paths;
        let limit_ms = u64::from(paths.cap.within.millis());
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
            if label.ms > limit_ms || known.is_some() {
                continue;
            }
            *known = Some(label);
            settled.push(stand);
            let at = stand as usize;
            let of = |first: &[u32]| first[at] as usize..first[at + 1] as usize;
            for (demand, away) in &paths.homes[of(&paths.first_home)] {
                offer(*demand, label + *away);
            }
            let steps = &paths.steps[of(&paths.first_step)];
            heap.extend(
                steps
                    .iter()
                    .map(|(tail, step)| Reverse((label + *step, *tail))),
            );
        }
        for stand in settled {
            labels[stand as usize] = None;
        }
        let near = best
            .into_iter()
            .filter(|(_, at)| at.ms <= limit_ms && !paths.cap.forbids(at.ms, at.mm));
        near.map(|(demand, at)| (demand, at.time())).collect()
    }
}

impl Goal {
    fn of(
        layers: &Layers<'_>,
        at: &SnapPoint,
        on_track: &BTreeMap<u32, Vec<(u32, SnapPoint)>>,
    ) -> Self {
        let length = layers.network().edges()[at.edge].length;
        let arriving = layers.arriving(at);
        let mut goal = Self::default();
        for track in layers.to_site(at.edge, at.side) {
            for (sense, time) in layers.ways(track) {
                let until = |at: &SnapPoint| Label::until(sense, time.moving, at.along, length);
                let whole = Label::wait(time.start) + until(at) + arriving;
                goal.seeds.push((layers.ends(track, sense)[0], whole));
                let is_ahead = |from: &SnapPoint| match sense {
                    Sense::Along => from.along <= at.along,
                    Sense::Against => from.along >= at.along,
                };
                let here = on_track.get(&track).map_or(&[][..], Vec::as_slice);
                for (demand, from) in here.iter().filter(|(_, from)| is_ahead(from)) {
                    let between = until(at).after(until(from));
                    let label = layers.leaving(from) + between + arriving;
                    goal.straight.push((*demand, label));
                }
            }
        }
        goal
    }
}

/// From a home to the stands at which it leaves a track.
fn leaving(layers: &Layers<'_>, at: &SnapPoint, track: u32) -> impl Iterator<Item = (u32, Label)> {
    let length = layers.length(track);
    let gap = layers.leaving(at);
    layers.ways(track).map(move |(sense, time)| {
        let edge = Label::of(time.moving, length);
        let rest = edge.after(Label::until(sense, time.moving, at.along, length));
        let whole = gap + rest + Label::wait(time.end);
        (layers.ends(track, sense)[1], whole)
    })
}
