//! The reach matrix: sparse walk times, site × demand point, up to the cutoff.
//!
//! A pair that is not in the matrix is not within the cutoff; no value means infinity.
//!
//! Memory: 16 bytes a pair, 8 in each view.

use rayon::prelude::*;

use crate::ids::{DemandId, Id, SiteId};
use crate::units::WalkTime;

/// Sparse walk times in two views, by site and by demand point, each sorted by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReachMatrix {
    cutoff: WalkTime,
    by_site: Vec<Vec<Entry>>,
    by_demand: Columns,
    pairs: usize,
}

/// The index of the other end of a pair, and its time.
pub(super) type Entry = (u32, WalkTime);

/// Pairs that are turned at once: 1 MB, so that writes stay in the cache and few rows are looked up twice.
const PAIRS_AT_ONCE: usize = 1 << 17;

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
            by_demand: Columns::of(&by_site, demand_points),
            pairs: by_site.iter().map(Vec::len).sum(),
            by_site,
        }
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
        self.by_demand.first.len() - 1
    }

    /// The number of pairs within the cutoff.
    pub const fn pairs(&self) -> usize {
        self.pairs
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
            .column(demand.index())
            .iter()
            .map(|(s, t)| (SiteId::from_index(*s as usize), *t))
    }
}

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
        let mut entries = vec![(0, WalkTime::ZERO); first[columns]];
        let mut blocks = Vec::new();
        let (mut start, mut rest) = (0, &mut entries[..]);
        while start < columns {
            let end = first.partition_point(|f| *f <= first[start] + PAIRS_AT_ONCE) - 1;
            let end = end.clamp(start + 1, columns);
            let (block, others) = rest.split_at_mut(first[end] - first[start]);
            blocks.push((start, &first[start..end], block));
            (start, rest) = (end, others);
        }
        blocks
            .into_par_iter()
            .for_each(|(start, first, block)| fill(block, rows, (start, first)));
        Self { first, entries }
    }

    fn column(&self, column: usize) -> &[Entry] {
        &self.entries[self.first[column]..self.first[column + 1]]
    }
}

/// Writes the entries of the columns from `start` on, whose entries begin at `first`.
fn fill(block: &mut [Entry], rows: &[Vec<Entry>], (start, first): (usize, &[usize])) {
    let mut next: Vec<usize> = first.iter().map(|f| f - first[0]).collect();
    for (row, entries) in rows.iter().enumerate() {
        let skip = entries.partition_point(|(column, _)| (*column as usize) < start);
        for (column, time) in &entries[skip..] {
            let Some(next) = next.get_mut(*column as usize - start) else {
                break;
            };
            block[*next] = (row as u32, *time);
            *next += 1;
        }
    }
}
