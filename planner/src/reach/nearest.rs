//! The nearest of some sites for every demand point, however far: one search from all of them at once.
//!
//! Method: Dijkstra backwards from all sites, where a label is a time and the site that it leads to, and the lower pair
//! is the better label: ties go to the lowest site. Doors then take the best of their chain's two ends and of the sites
//! on their own chain that they can walk straight to.
//!
//! Complexity: O((junctions + arcs) log junctions + doors + sites × doors on their own chain).
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

impl ReachGraph {
    /// Finds the nearest of the given sites for every demand point; ties go to the lowest site.
    pub fn nearest(&self, sites: &[SiteId]) -> NearestTable {
        let labels = self.labels_from(sites);
        let mut best: Vec<Option<Best>> = vec![None; self.demand_points()];
        for (junction, label) in labels.iter().enumerate() {
            if let Some((ms, site)) = label {
                for home in self.homes_at(junction as u32) {
                    improve(
                        &mut best,
                        home.demand,
                        (ms + u64::from(home.away_ms), *site),
                    );
                }
            }
        }
        for (site, target) in self.targets_among(sites) {
            self.walk_straight(site, target, &mut best);
        }
        self.table(&best)
    }

    /// Where walks to some sites end.
    fn targets_among<'a>(
        &'a self,
        sites: &'a [SiteId],
    ) -> impl Iterator<Item = (SiteId, &'a Target)> {
        let sites = sites.iter();
        sites.flat_map(|site| self.targets_of(*site).iter().map(|target| (*site, target)))
    }

    /// The best label of every junction.
    fn labels_from(&self, sites: &[SiteId]) -> Vec<Option<Best>> {
        let mut labels: Vec<Option<Best>> = vec![None; self.junctions()];
        let mut heap = BinaryHeap::new();
        for (site, target) in self.targets_among(sites) {
            let seeds = target.seeds();
            heap.extend(seeds.map(|(junction, ms)| Reverse(((u64::from(ms), site), junction))));
        }
        while let Some(Reverse((label, junction))) = heap.pop() {
            if labels[junction as usize].is_some() {
                continue;
            }
            labels[junction as usize] = Some(label);
            let arcs = self.arcs_into(junction).iter();
            let open = arcs.filter(|arc| labels[arc.tail as usize].is_none());
            heap.extend(open.map(|arc| {
                let next = (label.0 + u64::from(arc.time_ms), label.1);
                Reverse((next, arc.tail))
            }));
        }
        labels
    }

    /// Lets the doors on a site's own chain walk straight to it.
    fn walk_straight(&self, site: SiteId, target: &Target, best: &mut [Option<Best>]) {
        for door in &self.doors[target.doors.0 as usize..target.last_ahead as usize] {
            improve(best, door.demand, (target.straight_ahead_ms(door), site));
        }
        for door in &self.doors[target.first_back as usize..target.doors.1 as usize] {
            improve(best, door.demand, (target.straight_back_ms(door), site));
        }
    }

    fn table(&self, best: &[Option<Best>]) -> NearestTable {
        let mut table = NearestTable::from(vec![Nearest::Unsnapped; self.demand_points()]);
        for door in &self.doors {
            let best = best[door.demand as usize];
            table[DemandId::from_index(door.demand as usize)] =
                best.map_or(Nearest::Unreachable, |(ms, site)| {
                    let millis = u32::try_from(ms).unwrap_or(u32::MAX);
                    Nearest::Site(site, WalkTime::from_millis(millis))
                });
        }
        table
    }
}

fn improve(best: &mut [Option<Best>], demand: u32, candidate: Best) {
    let best = &mut best[demand as usize];
    if best.is_none_or(|best| candidate < best) {
        *best = Some(candidate);
    }
}
