//! The bounded search: who is within a cutoff of one site, backwards over reversed arcs.
//!
//! A [`ReachGraph`] and a site become a row of the [`ReachMatrix`]; all sites become the matrix. It keeps no paths: the
//! predecessor of a junction is whichever arc explains its label exactly.
//!
//! Method (label-correcting buckets, after Dial):
//! 1. A label is the time *left* of the cutoff when a walk to the site starts at a junction. More is better; a junction
//!    that cannot reach the site within the cutoff has none.
//! 2. The site gives labels to the ends of its chain. Labels wait in buckets of `BUCKET_BITS`; the bucket with the most
//!    time left is emptied first, and may be refilled meanwhile by very short arcs.
//! 3. Arcs into a junction are sorted, so that the first one longer than the time left ends the loop.
//! 4. Every labelled junction offers its time left to the homes that leave by it, nearest first, so that the first one too
//!    far away ends the loop; homes on the site's own chain may walk straight to it as well. A home keeps the best
//!    offer. The limit is thus tested at the door.
//! 5. Offers are kept in a slot per demand point, and a bit marks it; reading the bits gives the row sorted by id.
//!
//! Complexity: near linear in the junctions, arcs and doors within the cutoff, plus one bit per demand point and site.
//!
//! Invariants: the scratch is never cleared: labels carry the number of their search in their upper half, so that labels
//! of earlier searches are worse than any; results do not depend on what a scratch was used for before.
//!
//! References: Dial, R. B. (1969), Algorithm 360: shortest-path forest with topological ordering, CACM 12(11).

use std::ops::AddAssign;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use crate::ids::{Id, SiteId};
use crate::progress::{Progress, Stage};
use crate::units::WalkTime;

use super::Error;
use super::graph::{ReachGraph, Target};
use super::matrix::{Entry, ReachMatrix};

/// A bucket holds labels that differ by less than 2^13 ms, about 8 s: most streets are longer (measured best at 8 to 33 s).
const BUCKET_BITS: u32 = 13;
/// Tasks for each thread: few, because each makes a scratch; several, because some sites take longer than others.
const TASKS_PER_THREAD: usize = 8;
/// Sites that a task searches at least, and between two looks at whether to stop.
const SITES_AT_ONCE: usize = 32;

/// What searches did; the same on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SearchCounts {
    /// Junctions within the cutoff, once per site.
    pub settled: u64,
    /// Arcs followed.
    pub relaxed: u64,
    /// Pairs of site and demand point found.
    pub pairs: u64,
    /// The sum of their times in milliseconds.
    pub sum_ms: u64,
}

impl AddAssign for SearchCounts {
    fn add_assign(&mut self, other: Self) {
        self.settled += other.settled;
        self.relaxed += other.relaxed;
        self.pairs += other.pairs;
        self.sum_ms += other.sum_ms;
    }
}

impl ReachGraph {
    /// Finds everybody within the cutoff of every site; exactly at the cutoff counts.
    pub fn matrix(&self, cutoff: WalkTime, progress: &dyn Progress) -> Result<ReachMatrix, Error> {
        self.matrix_counted(cutoff, progress)
            .map(|(matrix, _)| matrix)
    }

    /// The same as [`Self::matrix`], with what the searches did.
    pub fn matrix_counted(
        &self,
        cutoff: WalkTime,
        progress: &dyn Progress,
    ) -> Result<(ReachMatrix, SearchCounts), Error> {
        let order = self.sites_by_place();
        let tasks = rayon::current_num_threads() * TASKS_PER_THREAD;
        let sites_per_task = order.len().div_ceil(tasks).max(SITES_AT_ONCE);
        let done = AtomicU64::new(0);
        let tell = |sites: &[SiteId]| {
            let before = done.fetch_add(sites.len() as u64, Ordering::Relaxed);
            progress.report(
                Stage::Reach,
                before + sites.len() as u64,
                order.len() as u64,
            );
            !progress.cancelled()
        };
        let found: Vec<_> = order
            .par_chunks(sites_per_task)
            .map(|sites| self.rows_of(sites, cutoff, tell).ok_or(Error::Cancelled))
            .collect::<Result<_, _>>()?;
        let mut counts = SearchCounts::default();
        let mut rows = vec![Vec::new(); self.sites()];
        for ((found, of_task), sites) in found.into_iter().zip(order.chunks(sites_per_task)) {
            counts += of_task;
            for (site, row) in sites.iter().zip(found) {
                rows[site.index()] = row;
            }
        }
        let matrix = ReachMatrix::from_sorted_rows(rows, self.demand_points(), cutoff);
        Ok((matrix, counts))
    }

    /// Searches every site and keeps nothing: the search alone, for measuring.
    pub fn search_only(&self, cutoff: WalkTime) -> SearchCounts {
        let mut scratch = Scratch::new(self, cutoff);
        for site in self.sites_by_place() {
            scratch.label(self, self.targets_of(site));
        }
        scratch.counts
    }

    /// The sites along the Hilbert curve, unsnapped ones last.
    fn sites_by_place(&self) -> Vec<SiteId> {
        let mut order: Vec<SiteId> = (0..self.sites()).map(SiteId::from_index).collect();
        order.sort_by_key(|site| {
            let target = self.targets_of(*site).first();
            (target.is_none(), target.map(|t| t.tail.min(t.head)), *site)
        });
        order
    }

    /// Searches some sites; `None` when told to stop.
    fn rows_of(
        &self,
        sites: &[SiteId],
        cutoff: WalkTime,
        go_on: impl Fn(&[SiteId]) -> bool,
    ) -> Option<(Vec<Vec<Entry>>, SearchCounts)> {
        let mut scratch = Scratch::new(self, cutoff);
        let mut rows = Vec::with_capacity(sites.len());
        for some in sites.chunks(SITES_AT_ONCE) {
            rows.extend(
                some.iter()
                    .map(|site| scratch.row(self, self.targets_of(*site))),
            );
            if !go_on(some) {
                return None;
            }
        }
        Some((rows, scratch.counts))
    }
}

/// What one thread needs to search one site after another.
pub(super) struct Scratch {
    cutoff_ms: u32,
    /// Number of the search in the upper half, time left in the lower half.
    labels: Vec<u64>,
    search: u32,
    labelled: Vec<u32>,
    buckets: Buckets,
    /// For each demand point, the time left; meaningless unless marked.
    left_ms: Vec<u32>,
    /// One bit for each demand point: whether this search has found it.
    marks: Vec<u64>,
    marked: usize,
    counts: SearchCounts,
}

impl Scratch {
    pub(super) fn new(graph: &ReachGraph, cutoff: WalkTime) -> Self {
        let cutoff_ms = cutoff.millis();
        Self {
            cutoff_ms,
            labels: vec![0; graph.junctions()],
            search: 0,
            labelled: Vec::new(),
            buckets: Buckets::spanning(graph.longest_chain_ms.min(cutoff_ms)),
            left_ms: vec![0; graph.demand_points()],
            marks: vec![0; graph.demand_points().div_ceil(64)],
            marked: 0,
            counts: SearchCounts::default(),
        }
    }

    /// Finds everybody within the cutoff of a site, by ascending demand point.
    pub(super) fn row(&mut self, graph: &ReachGraph, targets: &[Target]) -> Vec<Entry> {
        if targets.is_empty() {
            return Vec::new();
        }
        self.label(graph, targets);
        self.find_homes(graph, targets);
        self.take_row()
    }

    /// Labels every junction from which the site can be reached within the cutoff.
    fn label(&mut self, graph: &ReachGraph, targets: &[Target]) {
        self.begin();
        let mut most_left_ms = 0;
        for (junction, away_ms) in targets.iter().flat_map(Target::seeds) {
            if let Some(left_ms) = self.cutoff_ms.checked_sub(away_ms) {
                self.improve(junction, left_ms);
                most_left_ms = most_left_ms.max(left_ms);
            }
        }
        let mut level = most_left_ms >> BUCKET_BITS;
        while self.buckets.waiting > 0 {
            while let Some(label) = self.buckets.pop(level) {
                self.expand(graph, label);
            }
            level = level.wrapping_sub(1);
        }
        self.counts.settled += self.labelled.len() as u64;
    }

    /// Starts a new search; wipes the labels only after four billion searches.
    fn begin(&mut self) {
        self.labelled.clear();
        self.search = self.search.wrapping_add(1);
        if self.search == 0 {
            self.labels.fill(0);
            self.search = 1;
        }
    }

    fn stamped(&self, left_ms: u32) -> u64 {
        u64::from(self.search) << 32 | u64::from(left_ms)
    }

    /// Improves the junctions around one, unless its label is better by now.
    fn expand(&mut self, graph: &ReachGraph, label: Label) {
        if self.labels[label.junction as usize] != self.stamped(label.left_ms) {
            return;
        }
        for arc in graph.arcs_into(label.junction) {
            self.counts.relaxed += 1;
            let Some(left_ms) = label.left_ms.checked_sub(arc.time_ms) else {
                break;
            };
            self.improve(arc.tail, left_ms);
        }
    }

    fn improve(&mut self, junction: u32, left_ms: u32) {
        let stamped = self.stamped(left_ms);
        let label = &mut self.labels[junction as usize];
        if stamped > *label {
            if (*label >> 32) as u32 != self.search {
                self.labelled.push(junction);
            }
            *label = stamped;
            self.buckets.push(Label { junction, left_ms });
        }
    }

    /// Marks every demand point within the cutoff with the time left to it.
    fn find_homes(&mut self, graph: &ReachGraph, targets: &[Target]) {
        for index in 0..self.labelled.len() {
            let junction = self.labelled[index];
            let left_ms = self.labels[junction as usize] as u32;
            for home in graph.homes_at(junction) {
                let Some(left_ms) = left_ms.checked_sub(home.away_ms) else {
                    break;
                };
                self.mark(home.demand, left_ms);
            }
        }
        for target in targets {
            for door in &graph.doors[target.doors.0 as usize..target.last_ahead as usize] {
                self.mark_straight(door.demand, target.straight_ahead_ms(door));
            }
            for door in &graph.doors[target.first_back as usize..target.doors.1 as usize] {
                self.mark_straight(door.demand, target.straight_back_ms(door));
            }
        }
    }

    fn mark_straight(&mut self, demand: u32, ms: u64) {
        if let Some(left_ms) = u64::from(self.cutoff_ms).checked_sub(ms) {
            self.mark(demand, left_ms as u32);
        }
    }

    /// Marks a demand point, or improves its mark; without a branch, because there is no telling which.
    fn mark(&mut self, demand: u32, left_ms: u32) {
        let (word, bit) = (demand as usize / 64, demand % 64);
        let marked = (self.marks[word] >> bit) as u32 & 1;
        let slot = &mut self.left_ms[demand as usize];
        *slot = left_ms.max(*slot & marked.wrapping_neg());
        self.marks[word] |= 1 << bit;
        self.marked += 1 - marked as usize;
    }

    /// Reads the marked demand points in order and unmarks them.
    fn take_row(&mut self) -> Vec<Entry> {
        let pairs = std::mem::take(&mut self.marked);
        let mut row = Vec::with_capacity(pairs);
        for (index, word) in self.marks.iter_mut().enumerate() {
            let mut marks = std::mem::take(word);
            while marks != 0 {
                let demand = index * 64 + marks.trailing_zeros() as usize;
                let time_ms = self.cutoff_ms - self.left_ms[demand];
                self.counts.sum_ms += u64::from(time_ms);
                row.push((demand as u32, WalkTime::from_millis(time_ms)));
                marks &= marks - 1;
            }
        }
        self.counts.pairs += pairs as u64;
        row
    }
}

/// A junction with the time left there.
#[derive(Debug, Clone, Copy)]
struct Label {
    junction: u32,
    left_ms: u32,
}

/// Labels that wait to be expanded, in a ring of buckets by time left.
struct Buckets {
    ring: Vec<Vec<Label>>,
    waiting: usize,
}

impl Buckets {
    /// A ring for labels that are never more than `span_ms` apart.
    fn spanning(span_ms: u32) -> Self {
        let buckets = (span_ms as usize >> BUCKET_BITS) + 2;
        Self {
            ring: vec![Vec::new(); buckets.next_power_of_two()],
            waiting: 0,
        }
    }

    fn push(&mut self, label: Label) {
        let slot = (label.left_ms >> BUCKET_BITS) as usize & (self.ring.len() - 1);
        self.ring[slot].push(label);
        self.waiting += 1;
    }

    fn pop(&mut self, level: u32) -> Option<Label> {
        let slot = level as usize & (self.ring.len() - 1);
        let label = self.ring[slot].pop()?;
        self.waiting -= 1;
        Some(label)
    }
}
