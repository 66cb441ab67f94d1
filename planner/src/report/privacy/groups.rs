//! Groups of people that may be shown: each table of groups is withheld like a table of districts.
//!
//! Groups that leave a few people of the groups of another table are withheld first (`crossing`).

pub(super) mod crossing;

use std::collections::BTreeSet;

use crate::coverage::{GroupRow, GroupTable};
use crate::units::Seniors;

use super::super::Run;
use super::counts::{Counts, Layout};
use super::mask::{Mask, Region};
use super::shown::ShownCounts;

/// Published counts of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownGroup {
    /// The property that the groups of its table differ by.
    pub by: String,
    /// The value that its people share; `None` where it is not known.
    pub value: Option<String>,
    /// Its people, as far as they may be shown; all of them are eligible.
    pub counts: ShownCounts,
}

/// The groups of one table that a kind covers worst and best, of those whose shares may be told.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupGap<'a> {
    /// The property that tells the groups apart.
    pub by: &'a str,
    /// The group with the lowest share, and the share.
    pub lowest: (&'a str, f64),
    /// The group with the highest share, and the share.
    pub highest: (&'a str, f64),
}

impl GroupGap<'_> {
    /// How far the two are apart, from 0 to 1.
    pub fn width(&self) -> f64 {
        self.highest.1 - self.lowest.1
    }
}

/// The gap between groups of each table for one kind in one phase; tables with fewer than two known groups have none.
pub fn gaps_between(groups: &[ShownGroup], phase: usize, kind: usize) -> Vec<GroupGap<'_>> {
    let tables = groups.chunk_by(|a, b| a.by == b.by);
    tables
        .filter_map(|table| gap_in(table, phase, kind))
        .collect()
}

fn gap_in(table: &[ShownGroup], phase: usize, kind: usize) -> Option<GroupGap<'_>> {
    let share = |group: &'_ ShownGroup| group.counts.coverage(phase, kind);
    let known: Vec<(&str, f64)> = table
        .iter()
        .filter_map(|group| Some((group.value.as_deref()?, share(group)?)))
        .collect();
    let by_share = |a: &&(&str, f64), b: &&(&str, f64)| a.1.total_cmp(&b.1);
    let lowest = *known.iter().min_by(by_share)?;
    // The first of several that are as high.
    let highest = *known.iter().rev().max_by(by_share)?;
    let by = table.first()?.by.as_str();
    (known.len() > 1).then_some(GroupGap {
        by,
        lowest,
        highest,
    })
}

/// The groups of every table, in order.
pub(super) fn shown_groups(mask: &Mask, run: &Run) -> Vec<ShownGroup> {
    let Some(assessment) = run.assessment else {
        return Vec::new();
    };
    let mut shown = Vec::new();
    for (number, table) in assessment.before.groups.iter().enumerate() {
        let after = assessment.after.as_ref().map(|a| &a.groups[number]);
        shown.extend(shown_table(mask, (number, table), after));
    }
    shown
}

/// Numbers of which no table of groups can hide a small one.
pub(super) fn lost(mask: &Mask, run: &Run) -> BTreeSet<usize> {
    let mut lost = BTreeSet::new();
    let Some(assessment) = run.assessment else {
        return lost;
    };
    for (number, table) in assessment.before.groups.iter().enumerate() {
        let after = assessment.after.as_ref().map(|a| &a.groups[number]);
        let mut regions = regions(mask, (number, table), after);
        lost.extend(mask.withhold_districts(&mut regions, mask.is_whole_told()));
    }
    lost
}

fn regions(
    mask: &Mask,
    (number, before): (usize, &GroupTable),
    after: Option<&GroupTable>,
) -> Vec<Region> {
    let rows = before.rows.iter().enumerate();
    rows.map(|(row, group)| {
        let later = after.map(|table| &table.rows[row]);
        let counts = counts(mask.layout, group, later);
        let value = group.value.as_deref().unwrap_or_default();
        let cell = format!("{}|{value}", before.by);
        let mut region = Region::of_group(mask.layout, counts);
        region.then = mask.history.of_counts("groups", &cell, &region.whole);
        if mask.crossing.has_row(number, row) {
            region.shows.fill(false);
        }
        region
    })
    .collect()
}

fn shown_table(
    mask: &Mask,
    (number, before): (usize, &GroupTable),
    after: Option<&GroupTable>,
) -> Vec<ShownGroup> {
    let mut regions = regions(mask, (number, before), after);
    mask.withhold_districts(&mut regions, mask.is_whole_told());
    let rows = before.rows.iter().zip(&regions);
    rows.map(|(group, region)| {
        let counts = mask.shown(&region.whole, &region.shows);
        ShownGroup {
            by: before.by.clone(),
            // That there are a few people of a rare kind is not told either.
            value: group.value.clone().filter(|_| counts.eligible().is_some()),
            counts,
        }
    })
    .collect()
}

fn counts(layout: Layout, before: &GroupRow, after: Option<&GroupRow>) -> Counts {
    let mut counts = layout.nobody();
    let mut put = |number: usize, people: Seniors| counts.numbers[number] = people.count();
    put(Layout::SENIORS, before.eligible);
    put(Layout::ELIGIBLE, before.eligible);
    for (phase, row) in [Some(before), after].into_iter().flatten().enumerate() {
        put(layout.circle(phase), row.circle_complete);
        for (kind, tally) in row.kinds.iter().enumerate() {
            put(layout.meant(kind), tally.total());
            put(layout.covered(phase, kind), tally.covered);
            put(layout.cause(phase, kind, 0), tally.beyond);
            put(layout.cause(phase, kind, 1), tally.unreachable);
            put(layout.cause(phase, kind, 2), tally.unsnapped);
        }
    }
    counts
}
