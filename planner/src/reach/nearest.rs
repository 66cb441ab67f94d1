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

use super::graph::{Door, Far, ReachGraph, Target};

/// The time to a site, in milliseconds, and the site.
type Best = (u64, SiteId);

/// How one demand point stands towards one kind of site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nearest {
    /// The nearest site (ties: lowest id) and the walk to it, however long.
    Site(SiteId, WalkTime),
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
        let mut best_of_door: Vec<Option<Best>> = vec![None; self.doors.len()];
        for (junction, label) in labels.iter().enumerate() {
            if let Some(label) = label {
                self.walk_out(junction as u32, *label, &mut best_of_door);
            }
        }
        for (site, target) in self.snapped(sites) {
            self.walk_straight(site, target, &mut best_of_door);
        }
        self.table(&best_of_door)
    }

    fn snapped<'a>(&'a self, sites: &'a [SiteId]) -> impl Iterator<Item = (SiteId, &'a Target)> {
        sites
            .iter()
            .filter_map(|site| self.targets[*site].as_ref().map(|target| (*site, target)))
    }

    /// The best label of every junction.
    fn labels_from(&self, sites: &[SiteId]) -> Vec<Option<Best>> {
        let mut labels: Vec<Option<Best>> = vec![None; self.junctions()];
        let mut heap = BinaryHeap::new();
        for (site, target) in self.snapped(sites) {
            let head_ms = target.from_head_ms;
            heap.push(Reverse((
                (u64::from(target.from_tail_ms), site),
                target.tail,
            )));
            heap.extend(head_ms.map(|ms| Reverse(((u64::from(ms), site), target.head))));
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

    /// Lets the doors on the chains at a junction leave by it.
    fn walk_out(&self, junction: u32, (ms, site): Best, best_of_door: &mut [Option<Best>]) {
        for run in self.runs_at(junction) {
            let doors = run.first as usize..run.last as usize;
            let best = &mut best_of_door[doors.clone()];
            for (door, best) in self.doors[doors].iter().zip(best) {
                improve(best, (ms + away_ms(run.far, junction, door), site));
            }
        }
    }

    /// Lets the doors on a site's own chain walk straight to it.
    fn walk_straight(&self, site: SiteId, target: &Target, best_of_door: &mut [Option<Best>]) {
        for index in target.doors.0..target.last_ahead {
            let ms = target.straight_ahead_ms(&self.doors[index as usize]);
            improve(&mut best_of_door[index as usize], (ms, site));
        }
        for index in target.first_back..target.doors.1 {
            let ms = target.straight_back_ms(&self.doors[index as usize]);
            improve(&mut best_of_door[index as usize], (ms, site));
        }
    }

    fn table(&self, best_of_door: &[Option<Best>]) -> NearestTable {
        let mut table = NearestTable::from(vec![Nearest::Unsnapped; self.demand_points()]);
        for (door, best) in self.doors.iter().zip(best_of_door) {
            let demand = DemandId::from_index(door.demand as usize);
            table[demand] = best.map_or(Nearest::Unreachable, |(ms, site)| {
                Nearest::Site(
                    site,
                    WalkTime::from_millis(u32::try_from(ms).unwrap_or(u32::MAX)),
                )
            });
        }
        table
    }
}

/// From a door to the junction that its run is seen from.
fn away_ms(far: Far, junction: u32, door: &Door) -> u64 {
    let away_ms = match far {
        // A loop has one run for both of its ends.
        Far::Tail(tail) if tail == junction => door.to_head_ms.min(door.to_tail_ms),
        Far::Tail(_) | Far::OneWay => door.to_head_ms,
        Far::Head(_) => door.to_tail_ms,
    };
    u64::from(away_ms)
}

fn improve(best: &mut Option<Best>, candidate: Best) {
    if best.is_none_or(|best| candidate < best) {
        *best = Some(candidate);
    }
}
