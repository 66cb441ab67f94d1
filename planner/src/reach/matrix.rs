//! The reach matrix: sparse walk times, site × demand point, up to the cutoff.
//!
//! A pair that is not in the matrix is not within the cutoff; no value means infinity.

use crate::ids::{DemandId, Id, SiteId};
use crate::units::WalkTime;

/// Sparse walk times in two views, by site and by demand point, each sorted by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReachMatrix {
    cutoff: WalkTime,
    by_site: Rows,
    by_demand: Rows,
}

/// Rows of `(column, time)` pairs, one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rows {
    first: Vec<usize>,
    entries: Vec<(u32, WalkTime)>,
}

impl ReachMatrix {
    /// Lays out pairs found site by site; within a site they may come in any order, each demand point once.
    pub fn from_site_rows(
        rows: &[Vec<(DemandId, WalkTime)>],
        demand_points: usize,
        cutoff: WalkTime,
    ) -> Self {
        let by_demand = transpose(
            rows.iter()
                .map(|row| row.iter().map(|(d, t)| (d.index(), *t))),
            demand_points,
        );
        let by_site = transpose(
            (0..demand_points).map(|d| by_demand.row(d).iter().map(|(s, t)| (*s as usize, *t))),
            rows.len(),
        );
        Self {
            cutoff,
            by_site,
            by_demand,
        }
    }

    /// The longest time that was searched.
    pub const fn cutoff(&self) -> WalkTime {
        self.cutoff
    }

    /// The number of sites.
    pub fn sites(&self) -> usize {
        self.by_site.first.len() - 1
    }

    /// The number of demand points.
    pub fn demand_points(&self) -> usize {
        self.by_demand.first.len() - 1
    }

    /// The number of pairs within the cutoff.
    pub fn pairs(&self) -> usize {
        self.by_site.entries.len()
    }

    /// Who reaches a site, and in what time, by ascending demand point.
    pub fn of_site(
        &self,
        site: SiteId,
    ) -> impl ExactSizeIterator<Item = (DemandId, WalkTime)> + '_ {
        self.by_site
            .row(site.index())
            .iter()
            .map(|(d, t)| (DemandId::from_index(*d as usize), *t))
    }

    /// Which sites a demand point reaches, and in what time, by ascending site.
    pub fn of_demand(
        &self,
        demand: DemandId,
    ) -> impl ExactSizeIterator<Item = (SiteId, WalkTime)> + '_ {
        self.by_demand
            .row(demand.index())
            .iter()
            .map(|(s, t)| (SiteId::from_index(*s as usize), *t))
    }
}

impl Rows {
    fn row(&self, row: usize) -> &[(u32, WalkTime)] {
        &self.entries[self.first[row]..self.first[row + 1]]
    }
}

/// Turns rows into columns by counting; each new row is sorted because old rows are visited in order.
fn transpose<R, I>(rows: R, columns: usize) -> Rows
where
    R: Iterator<Item = I> + Clone,
    I: Iterator<Item = (usize, WalkTime)>,
{
    let mut first = vec![0_usize; columns + 1];
    for (column, _) in rows.clone().flatten() {
        first[column + 1] += 1;
    }
    for i in 1..first.len() {
        first[i] += first[i - 1];
    }
    let mut next = first.clone();
    let mut entries = vec![(0, WalkTime::ZERO); first[columns]];
    for (row, pairs) in rows.enumerate() {
        for (column, time) in pairs {
            entries[next[column]] = (row as u32, time);
            next[column] += 1;
        }
    }
    Rows { first, entries }
}
