//! The nearest of some sites for every demand point, and the few nearest, however far: one search from all sites at once.
//!
//! Method: Dijkstra backwards from all sites, where a label is a time and the site that it leads to, and the lower pair
//! is the better label: ties go to the lowest site. A junction keeps as many labels as are asked for, each of another
//! site: whoever walks through it to their k-th nearest site has it among the k nearest there. Doors then take the best of
//! their chain's two ends and of the sites on their own chain that they can walk straight to.
//!
//! Complexity: O(k (junctions + arcs) log junctions + k doors + sites × doors on their own chain).
//!
//! References: Dijkstra, E. W. (1959), A note on two problems in connexion with graphs, Numerische Mathematik 1.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::ids::{DemandId, Id, SiteId, Table};
use crate::units::WalkTime;

use super::graph::{ReachGraph, Target};

/// The time to a site, in milliseconds, and the site.
type Best = (u64, SiteId);

/// How one demand point stands towards one kind of site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nearest {
    /// The nearest site (ties: lowest id) and the walk to it, however long.
    Site(SiteId, WalkTime),
    /// Within the times that count there is only the fastest site, and the walk to it is longer than the profile's cap.
    TooLong(SiteId, WalkTime),
    /// No path leads to any site of the kind.
    Unreachable,
    /// The demand point is attached to no street.
    Unsnapped,
}

/// The nearest site of one kind for every demand point.
pub type NearestTable = Table<DemandId, Nearest>;

/// The walks to the first, second and third nearest site of one kind for every demand point, as far as there are so many.
pub type SeveralTable = Table<DemandId, [Option<WalkTime>; SEVERAL]>;

/// How many of the nearest sites are told beside the nearest one.
pub const SEVERAL: usize = 3;
/// How many sites are looked at for walks beyond a time, where some within it may be too long.
const LOOKED_AT: usize = SEVERAL + 5;

impl ReachGraph {
    /// Finds the nearest of the given sites for every demand point; ties go to the lowest site.
    pub fn nearest(&self, sites: &[SiteId]) -> NearestTable {
        self.table(&self.best_of::<1>(sites))
    }

    /// Finds the walks to the few nearest of the given sites for every demand point.
    pub fn several(&self, sites: &[SiteId]) -> SeveralTable {
        let best = self.best_of::<SEVERAL>(sites);
        let times = best.iter().map(|few| few.0.map(|label| label.map(time)));
        SeveralTable::from(times.collect::<Vec<_>>())
    }

    /// Adds to the walks to sites within a time, of which some were too long, those to farther sites.
    ///
    /// Of sites farther away those are found that are among the [`LOOKED_AT`] nearest: more than a few walks that are too
    /// long would have to lie before them.
    pub(super) fn add_beyond(&self, within: WalkTime, sites: &[SiteId], near: &mut SeveralTable) {
        let best = self.best_of::<LOOKED_AT>(sites);
        for (demand, few) in near.ids().zip(best) {
            let all = || few.labels().map(time);
            let is_too_long =
                near[demand][0].is_none() && all().next().is_some_and(|t| t <= within);
            if !is_too_long {
                for time in all().filter(|time| *time > within) {
                    insert(&mut near[demand], time);
                }
            }
        }
    }

    /// The `K` best labels of every demand point, each of another site.
    fn best_of<const K: usize>(&self, sites: &[SiteId]) -> Vec<Few<K>> {
        let labels = self.labels_from::<K>(sites);
        let mut best = vec![Few::none(); self.demand_points()];
        for (junction, few) in labels.iter().enumerate() {
            for (ms, site) in few.labels() {
                for home in self.homes_at(junction as u32) {
                    best[home.demand as usize].offer((ms + u64::from(home.away_ms), site));
                }
            }
        }
        for (site, target) in self.targets_among(sites) {
            self.walk_straight(site, target, &mut best);
        }
        best
    }

    /// Where walks to some sites end.
    fn targets_among<'a>(
        &'a self,
        sites: &'a [SiteId],
    ) -> impl Iterator<Item = (SiteId, &'a Target)> {
        let sites = sites.iter();
        sites.flat_map(|site| self.targets_of(*site).iter().map(|target| (*site, target)))
    }

    /// The `K` best labels of every junction, each of another site.
    fn labels_from<const K: usize>(&self, sites: &[SiteId]) -> Vec<Few<K>> {
        let mut labels = vec![Few::none(); self.junctions()];
        let mut heap = BinaryHeap::new();
        for (site, target) in self.targets_among(sites) {
            let seeds = target.seeds();
            heap.extend(seeds.map(|(junction, ms)| Reverse(((u64::from(ms), site), junction))));
        }
        while let Some(Reverse((label, junction))) = heap.pop() {
            if !labels[junction as usize].settle(label) {
                continue;
            }
            let arcs = self.arcs_into(junction).iter();
            let open = arcs.filter(|arc| labels[arc.tail as usize].is_open_to(label.1));
            heap.extend(open.map(|arc| {
                let next = (label.0 + u64::from(arc.time_ms), label.1);
                Reverse((next, arc.tail))
            }));
        }
        labels
    }

    /// Lets the doors on a site's own chain walk straight to it.
    fn walk_straight<const K: usize>(&self, site: SiteId, target: &Target, best: &mut [Few<K>]) {
        for door in &self.doors[target.doors.0 as usize..target.last_ahead as usize] {
            best[door.demand as usize].offer((target.straight_ahead_ms(door), site));
        }
        for door in &self.doors[target.first_back as usize..target.doors.1 as usize] {
            best[door.demand as usize].offer((target.straight_back_ms(door), site));
        }
    }

    fn table(&self, best: &[Few<1>]) -> NearestTable {
        let mut table = NearestTable::from(vec![Nearest::Unsnapped; self.demand_points()]);
        for door in &self.doors {
            let [best] = best[door.demand as usize].0;
            table[DemandId::from_index(door.demand as usize)] = best
                .map_or(Nearest::Unreachable, |label| {
                    Nearest::Site(label.1, time(label))
                });
        }
        table
    }
}

/// The best labels of one place, each of another site, the best first.
#[derive(Clone, Copy)]
struct Few<const K: usize>([Option<Best>; K]);

impl<const K: usize> Few<K> {
    const fn none() -> Self {
        Self([None; K])
    }

    fn labels(&self) -> impl Iterator<Item = Best> {
        self.0.into_iter().flatten()
    }

    /// Whether a label of a site may still be among these; labels come in ascending order.
    fn is_open_to(&self, site: SiteId) -> bool {
        self.0[K - 1].is_none() && self.labels().all(|(_, known)| known != site)
    }

    /// Keeps a label that is not better than those before it; `false` where it is not among the few.
    fn settle(&mut self, label: Best) -> bool {
        let is_open = self.is_open_to(label.1);
        if is_open && let Some(free) = self.0.iter_mut().find(|slot| slot.is_none()) {
            *free = Some(label);
        }
        is_open
    }

    /// Puts a label among the few, if it is among the best and the best of its site.
    fn offer(&mut self, label: Best) {
        let same_site = |slot: &Option<Best>| slot.is_some_and(|(_, known)| known == label.1);
        let known = self.0.iter().position(same_site);
        let free = || self.0.iter().position(Option::is_none);
        let mut at = known.or_else(free).unwrap_or(K - 1);
        if self.0[at].is_some_and(|known| known <= label) {
            return;
        }
        self.0[at] = Some(label);
        while at > 0 && self.0[at] < self.0[at - 1] {
            self.0.swap(at, at - 1);
            at -= 1;
        }
    }
}

fn time((ms, _): Best) -> WalkTime {
    WalkTime::from_millis(u32::try_from(ms).unwrap_or(u32::MAX))
}

/// Puts the walk to one more site among the walks to the few nearest.
pub(super) fn insert(few: &mut [Option<WalkTime>; SEVERAL], time: WalkTime) {
    let mut time = Some(time);
    for slot in few {
        if slot.is_none() || time < *slot {
            std::mem::swap(slot, &mut time);
        }
        if time.is_none() {
            return;
        }
    }
}
