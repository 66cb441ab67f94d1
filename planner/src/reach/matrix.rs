//! The reach matrix: sparse walk times, site × demand point, up to the cutoff.
//!
//! A pair that is not in the matrix is not within the cutoff; no value means infinity.
//!
//! Memory: 8 bytes a pair in each view; the view by demand point is made when it is first asked for.

use std::sync::OnceLock;

use crate::ids::{DemandId, Id, SiteId};
use crate::units::WalkTime;

/// Sparse walk times in two views, by site and by demand point, each sorted by id.
#[derive(Debug, Clone)]
pub struct ReachMatrix {
    cutoff: WalkTime,
    demand_points: usize,
    by_site: Vec<Vec<Entry>>,
    by_demand: OnceLock<Columns>,
}

/// The index of the other end of a pair, and its time.
pub(super) type Entry = (u32, WalkTime);

/// Pairs that are turned at once: 256 kB, half of a usual second-level cache.
const PAIRS_AT_ONCE: usize = 1 << 15;

/// The pairs of all demand points, one demand point after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Columns {
    first: Vec<usize>,
    entries: Vec<Entry>,
}

impl ReachMatrix {
    /// Lays out pairs found site by site; within a site they may come in any order, each demand point once.
    pub fn from_site_rows(
        rows: &[Vec<(DemandId, WalkTime)>],
        demand_points: usize,
        cutoff: WalkTime,
    ) -> Self {
        let sorted = rows.iter().map(|row| {
            let mut row: Vec<Entry> = row.iter().map(|(d, t)| (d.index() as u32, *t)).collect();
            row.sort_unstable();
            row
        });
        Self::from_sorted_rows(sorted.collect(), demand_points, cutoff)
    }

    /// Keeps rows that are sorted by demand point.
    pub(super) fn from_sorted_rows(
        by_site: Vec<Vec<Entry>>,
        demand_points: usize,
        cutoff: WalkTime,
    ) -> Self {
        Self {
            cutoff,
            demand_points,
            by_site,
            by_demand: OnceLock::new(),
        }
    }

    /// The same pairs, of which none is missing up to a time at least.
    #[must_use]
    pub fn known_up_to(mut self, cutoff: WalkTime) -> Self {
        self.cutoff = self.cutoff.max(cutoff);
        self
    }

    /// Leaves out pairs that do not pass a test.
    pub(super) fn retain(&mut self, keeps: impl Fn(SiteId, u32, WalkTime) -> bool) {
        for (site, row) in self.by_site.iter_mut().enumerate() {
            row.retain(|(demand, time)| keeps(SiteId::from_index(site), *demand, *time));
        }
        self.by_demand = OnceLock::new();
    }

    /// Brings together matrices of the same sites in which no demand point has entries twice.
    pub(super) fn merged(mut parts: Vec<Self>) -> Self {
        let Some(mut whole) = parts.pop() else {
            return Self::from_sorted_rows(Vec::new(), 0, WalkTime::ZERO);
        };
        if parts.is_empty() {
            return whole;
        }
        for part in parts {
            for (row, more) in whole.by_site.iter_mut().zip(part.by_site) {
                row.extend(more);
            }
        }
        for row in &mut whole.by_site {
            row.sort_unstable_by_key(|(demand, _)| *demand);
        }
        whole
    }

    /// The longest time that was searched.
    pub const fn cutoff(&self) -> WalkTime {
        self.cutoff
    }

    /// The number of sites.
    pub const fn sites(&self) -> usize {
        self.by_site.len()
    }

    /// The number of demand points.
    pub const fn demand_points(&self) -> usize {
        self.demand_points
    }

    /// The number of pairs within the cutoff.
    pub fn pairs(&self) -> usize {
        self.by_site.iter().map(Vec::len).sum()
    }

    /// Who reaches a site, and in what time, by ascending demand point.
    pub fn of_site(
        &self,
        site: SiteId,
    ) -> impl ExactSizeIterator<Item = (DemandId, WalkTime)> + '_ {
        self.by_site[site.index()]
            .iter()
            .map(|(d, t)| (DemandId::from_index(*d as usize), *t))
    }

    /// Which sites a demand point reaches, and in what time, by ascending site.
    pub fn of_demand(
        &self,
        demand: DemandId,
    ) -> impl ExactSizeIterator<Item = (SiteId, WalkTime)> + '_ {
        self.by_demand
            .get_or_init(|| Columns::of(&self.by_site, self.demand_points))
            .column(demand.index())
            .iter()
            .map(|(s, t)| (SiteId::from_index(*s as usize), *t))
    }
}

impl PartialEq for ReachMatrix {
    fn eq(&self, other: &Self) -> bool {
        let sizes = |matrix: &Self| (matrix.cutoff, matrix.demand_points);
        sizes(self) == sizes(other) && self.by_site == other.by_site
    }
}

impl Eq for ReachMatrix {}

impl Columns {
    /// Turns rows into columns by counting, some columns at a time, so that what is written stays in the cache.
    ///
    /// Each column is sorted because rows are visited in order.
    fn of(rows: &[Vec<Entry>], columns: usize) -> Self {
        let mut first = vec![0_usize; columns + 1];
        for (column, _) in rows.iter().flatten() {
            first[*column as usize + 1] += 1;
        }
        for i in 1..first.len() {
            first[i] += first[i - 1];
        }
        let mut next = first.clone();
        let mut read = vec![0_usize; rows.len()];
        let mut entries = vec![(0, WalkTime::ZERO); first[columns]];
        let mut end = 0;
        while end < columns {
            let full = first[end] + PAIRS_AT_ONCE;
            end = (first.partition_point(|f| *f <= full) - 1).clamp(end + 1, columns);
            for (row, (pairs, read)) in rows.iter().zip(&mut read).enumerate() {
                let pairs = &pairs[*read..];
                for (column, time) in pairs.iter().take_while(|(c, _)| (*c as usize) < end) {
                    let slot = &mut next[*column as usize];
                    entries[*slot] = (row as u32, *time);
                    *slot += 1;
                    *read += 1;
                }
            }
        }
        Self { first, entries }
    }

    fn column(&self, column: usize) -> &[Entry] {
        &self.entries[self.first[column]..self.first[column + 1]]
    }
}
