//! What is held back beside earlier releases: by pieces beside their pieces, and what they withheld.

use std::collections::BTreeSet;

use super::super::super::Run;
use super::super::super::layers::property_keys;
use super::super::super::release::Release;
use super::super::super::release::history::{History, Overlap, WithheldThen};
use super::super::counts::Counts;
use super::super::hexagons::{self, Piece};
use super::super::{Publication, ShownCounts, ShownDepth};
use super::{Mask, Region};

impl Mask<'_> {
    /// Takes out of the choices of pieces what would differ by a few people from an earlier release.
    pub(super) fn hold_back(
        &self,
        code: Option<&str>,
        cut: &hexagons::Pieces,
        choices: &mut [Vec<bool>],
    ) -> BTreeSet<usize> {
        let mut lost = BTreeSet::new();
        let district = code.unwrap_or_default();
        let whole = if self.has_districts {
            "districts"
        } else {
            "whole"
        };
        let name = |piece: &Piece| {
            let cells: Vec<String> = piece.cells.iter().map(ToString::to_string).collect();
            format!("{}|{district}", cells.join(" "))
        };
        let pieces: Vec<(String, &Counts)> =
            cut.shown.iter().map(|p| (name(p), &p.counts)).collect();
        let mut round = (0..self.history.len()).collect::<Vec<_>>();
        while let Some(release) = round.first().copied() {
            round.remove(0);
            let overlaps = self.history.overlaps(release, district, &pieces);
            let mut rows: Vec<Region> = overlaps
                .iter()
                .map(|overlap| self.row_of(overlap, cut, choices))
                .collect();
            let mut rest = Region::of_group(self.layout, cut.withheld.clone());
            rest.then = self.history.rest(release, district, &cut.withheld, whole);
            rest.shows = vec![false; self.layout.width()];
            rows.push(rest);
            // Pieces sum to their district, which tells whatever they tell, or to the whole plan.
            let is_whole_told = self.is_whole_told();
            let is_told = |number: usize| self.has_districts || is_whole_told(number);
            lost.extend(self.withhold_districts(&mut rows, is_told));
            let mut changed = false;
            for (overlap, row) in overlaps.iter().zip(&rows) {
                for piece in &overlap.pieces {
                    changed |= keep(&mut choices[*piece], &row.shows);
                }
            }
            // What is held back because of one release is held back beside the others too.
            if changed {
                round.extend((0..self.history.len()).filter(|other| *other != release));
                round.sort_unstable();
                round.dedup();
            }
        }
        lost
    }

    /// Pieces that overlap with those of an earlier release, as one row beside theirs.
    fn row_of(&self, overlap: &Overlap, cut: &hexagons::Pieces, choices: &[Vec<bool>]) -> Region {
        let mut sum = self.layout.nobody();
        let mut shows = vec![true; self.layout.width()];
        for piece in &overlap.pieces {
            sum.add(&cut.shown[*piece].counts);
            for (all, of_piece) in shows.iter_mut().zip(&choices[*piece]) {
                *all &= *of_piece;
            }
        }
        let mut row = Region::of_group(self.layout, sum);
        row.then.clone_from(&overlap.then);
        row.shows = shows;
        row
    }
}

impl Publication {
    /// The same without numbers of districts and groups of today that releases of the same people withheld: what is withheld
    /// to hide another would be told by the one, and the other by the next.
    #[must_use]
    pub fn still_withholding(mut self, run: &Run, releases: Vec<Release>) -> Self {
        let kinds = run.before.kinds.iter().map(|k| k.standard.kind.as_str());
        let history = History::of(releases, self.layout, &property_keys(kinds));
        if history.is_empty() {
            return self;
        }
        let layout = self.layout;
        let hide = |counts: &mut ShownCounts, then: &WithheldThen<'_>, cell: &str| {
            let withheld = layout.of_today().filter(|number| then.holds(cell, *number));
            withheld.for_each(|number| counts.hide(number));
            counts.hide_means();
        };
        let then = history.withheld_in("districts", "");
        for (row, district) in self.districts.iter_mut().enumerate() {
            let code = district.district.map(|id| &run.places.districts[id].code);
            hide(&mut district.counts, &then, code.map_or("", String::as_str));
            let depths = self.depths.get_mut(row).into_iter().flatten();
            for (phase, kinds) in depths.enumerate() {
                let counts = &district.counts;
                hide_depths(kinds, |kind| counts.covered(phase, kind).is_some());
            }
        }
        for group in &mut self.groups {
            let among = format!("{}|", group.by);
            let cell = format!("{among}{}", group.value.as_deref().unwrap_or_default());
            let then = history.withheld_in("groups", &among);
            hide(&mut group.counts, &then, &cell);
            if group.counts.eligible().is_none() {
                group.value = None;
                group.counts.numbers.fill(None);
            }
        }
        self
    }
}

/// Leaves out what is told of a district beside the coverage of kinds of which it is not told.
fn hide_depths(kinds: &mut [ShownDepth], is_told: impl Fn(usize) -> bool) {
    for (kind, depth) in kinds.iter_mut().enumerate() {
        if !is_told(kind) {
            *depth = ShownDepth::default();
        }
    }
}

/// Leaves of a choice of numbers those that are told; says whether any went.
fn keep(choice: &mut [bool], told: &[bool]) -> bool {
    let mut changed = false;
    for (shows, told) in choice.iter_mut().zip(told) {
        changed |= *shows && !told;
        *shows &= *told;
    }
    changed
}
