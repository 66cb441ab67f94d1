//! What is shown of whom: districts are withheld and cut into pieces, numbers left out.

use std::collections::{BTreeMap, BTreeSet};

use crate::coverage::Coverage;
use crate::hex::{Cell, HexResolution};
use crate::ids::DistrictId;
use crate::places::Places;

use super::counts::{Counts, Layout, Level};
use super::hexagons::{self, Piece};
use super::pool;
use super::shown::{ShownCounts, ShownDistrict, ShownHexagon, Withheld};

/// The finest hexagons that are published: about 0.1 km².
pub(super) const FINEST: u8 = 9;
/// The coarsest hexagons that are published: about 250 km².
const COARSEST: u8 = 5;

/// What is shown of counts, and how.
pub(super) struct Mask {
    /// Which numbers there are.
    pub(super) layout: Layout,
    /// Counts of at least this many people may be shown.
    pub(super) threshold: u64,
    /// Numbers that are shown nowhere.
    pub(super) concealed: Vec<bool>,
}

impl Mask {
    /// The rule for numbers that are shown together.
    fn rule(&self, shows: &[bool]) -> pool::Rule {
        let mut rule = self.layout.rule(Level::Band, self.threshold);
        let told = |number: usize| shows[number] && !self.concealed[number];
        rule.checks
            .retain(|(number, part)| told(*number) && part.is_none_or(told));
        rule.sums
            .retain(|terms| terms.iter().all(|(number, _)| told(*number)));
        rule
    }

    /// Withholds numbers of districts group by group, so that what is withheld is safe together.
    pub(super) fn withhold_districts(&self, regions: &mut [Region]) {
        let groups = self.layout.groups();
        let mut hidden: Vec<BTreeSet<usize>> = Vec::new();
        let mut known: Vec<Vec<bool>> = Vec::new();
        for group in &groups {
            let mut numbers = vec![false; self.layout.width()];
            group
                .numbers
                .iter()
                .for_each(|number| numbers[*number] = true);
            let mut already = BTreeSet::new();
            for before in &group.after {
                already.extend(&hidden[*before]);
                let theirs = numbers.iter_mut().zip(&known[*before]);
                theirs.for_each(|(ours, theirs)| *ours |= *theirs);
            }
            let mut compared = numbers.clone();
            for beside in &group.beside {
                let theirs = compared.iter_mut().zip(&known[*beside]);
                theirs.for_each(|(ours, theirs)| *ours |= *theirs);
            }
            let rows: Vec<&[u64]> = regions.iter().map(|r| r.whole.numbers.as_slice()).collect();
            let now = self
                .rule(&compared)
                .withheld(&rows, &already, |row| rows[row][Layout::ELIGIBLE]);
            for row in &now {
                let shows = &mut regions[*row].shows;
                group
                    .numbers
                    .iter()
                    .for_each(|number| shows[*number] = false);
            }
            hidden.push(now);
            known.push(numbers);
        }
    }

    /// The rows of the table of districts; outside only where somebody lives there.
    pub(super) fn districts(&self, regions: &[Region]) -> Vec<ShownDistrict> {
        regions
            .iter()
            .filter(|region| region.district.is_some() || region.whole.anybody())
            .map(|region| ShownDistrict {
                district: region.district,
                counts: self.shown(&region.whole, &region.shows),
            })
            .collect()
    }

    /// Cuts every region into pieces that may be shown.
    pub(super) fn pieces(&self, regions: Vec<Region>, withheld: &mut Withheld) -> Vec<ShownPiece> {
        let mut pieces = Vec::new();
        for region in regions {
            if !region.shows[Layout::ELIGIBLE] {
                withheld.add(&region.whole);
                continue;
            }
            let shows = self.layout.without_causes(&region.shows);
            let Some(coarsest) = HexResolution::new(COARSEST) else {
                continue;
            };
            let rule = self.rule(&shows);
            let cut = hexagons::join(region.leaves, region.nowhere, coarsest, &rule);
            withheld.add(&cut.withheld);
            let choices = self.with_bands(&cut, &shows, &region.shows);
            for (piece, shows) in cut.shown.into_iter().zip(choices) {
                if !self.layout.shows_all_coverage(&shows) {
                    withheld.eligible_without_coverage += piece.counts.eligible();
                }
                pieces.push(ShownPiece {
                    district: region.district,
                    piece,
                    shows,
                });
            }
        }
        pieces.sort_by(|a, b| (&a.piece.cells, a.district).cmp(&(&b.piece.cells, b.district)));
        pieces
    }

    /// What each piece of a region shows: the numbers in `shows`, and of the bands that the region shows as much as is safe.
    ///
    /// Pieces are not joined for the sake of a band: it is withheld where it is not safe, with as many others as it takes.
    fn with_bands(
        &self,
        cut: &hexagons::Pieces,
        shows: &[bool],
        of_region: &[bool],
    ) -> Vec<Vec<bool>> {
        let mut rows: Vec<&[u64]> = Vec::with_capacity(cut.shown.len() + 1);
        rows.extend(
            cut.shown
                .iter()
                .map(|piece| piece.counts.numbers.as_slice()),
        );
        rows.push(&cut.withheld.numbers);
        let mut choices = vec![shows.to_vec(); cut.shown.len()];
        for (number, _, before) in self.layout.band_numbers() {
            if !of_region[number] {
                continue;
            }
            let mut told = shows.to_vec();
            told[number] = true;
            if let Some(before) = before {
                told[before] = true;
            }
            let hides_before = |row: &usize| before.is_some_and(|before| !choices[*row][before]);
            let mut already: BTreeSet<usize> = (0..choices.len()).filter(hides_before).collect();
            already.insert(choices.len());
            let rule = self.rule(&told);
            let hidden = rule.withheld(&rows, &already, |row| rows[row][Layout::ELIGIBLE]);
            for (row, choice) in choices.iter_mut().enumerate() {
                choice[number] = !hidden.contains(&row);
            }
        }
        choices
    }

    /// The pieces as they are shown, each with its access.
    pub(super) fn hexagons(
        &self,
        pieces: Vec<ShownPiece>,
        access: Vec<Vec<Option<u64>>>,
    ) -> Vec<ShownHexagon> {
        let pieces = pieces.into_iter().zip(access);
        pieces
            .map(|(shown, access)| ShownHexagon {
                district: shown.district,
                counts: self.shown(&shown.piece.counts, &shown.shows),
                cells: shown.piece.cells,
                access_per_10000: access,
            })
            .collect()
    }

    /// Leaves out of counts what is not shown.
    pub(super) fn shown(&self, counts: &Counts, shows: &[bool]) -> ShownCounts {
        let shows = |number: usize| shows[number] && !self.concealed[number];
        let numbers = counts
            .numbers
            .iter()
            .enumerate()
            .map(|(number, count)| shows(number).then_some(*count))
            .collect();
        let mut mean_walk_min = Vec::new();
        for phase in 0..self.layout.phases {
            for kind in 0..self.layout.kinds {
                let walked = counts.walks[self.layout.walk(phase, kind)];
                let shown = shows(self.layout.covered(phase, kind));
                mean_walk_min.push(walked.mean_min(self.threshold).filter(|_| shown));
            }
        }
        ShownCounts {
            layout: self.layout,
            threshold: self.threshold,
            numbers,
            mean_walk_min,
        }
    }
}

/// A piece with the district that it belongs to and how much of it is shown.
pub(super) struct ShownPiece {
    /// The district that its people live in.
    pub(super) district: Option<DistrictId>,
    /// Its people: working data.
    pub(super) piece: Piece,
    /// Which of their numbers are shown, unless they are shown nowhere.
    pub(super) shows: Vec<bool>,
}

/// The people of one district on the way to publication: working data.
pub(super) struct Region {
    district: Option<DistrictId>,
    /// Everybody.
    pub(super) whole: Counts,
    leaves: BTreeMap<Cell, Counts>,
    nowhere: Counts,
    /// Which of its numbers may be shown.
    pub(super) shows: Vec<bool>,
}

impl Region {
    /// People who have something else in common than where they live.
    pub(super) fn of_group(layout: Layout, whole: Counts) -> Self {
        Self {
            district: None,
            whole,
            leaves: BTreeMap::new(),
            nowhere: layout.nobody(),
            shows: vec![true; layout.width()],
        }
    }
}

/// Counts the people of every district and of outside, which comes last, by hexagon.
pub(super) fn regions(layout: Layout, phases: &[&Coverage], places: &Places) -> Vec<Region> {
    let mut regions: Vec<Region> = places
        .districts
        .ids()
        .filter(|id| places.reported(Some(*id)) == Some(*id))
        .map(Some)
        .chain([None])
        .map(|district| Region {
            district,
            whole: layout.nobody(),
            leaves: BTreeMap::new(),
            nowhere: layout.nobody(),
            shows: vec![true; layout.width()],
        })
        .collect();
    let finest = HexResolution::new(FINEST);
    for (id, demand) in places.demand.enumerate() {
        let district = places.reported(demand.district);
        let place = |d| regions.partition_point(|r| r.district.is_some_and(|theirs| theirs < d));
        let index = district.map_or(regions.len() - 1, place);
        let region = &mut regions[index];
        layout.count(&mut region.whole, phases, id, demand);
        let cell = demand
            .at
            .zip(finest)
            .and_then(|(at, resolution)| Cell::containing(at, resolution));
        let counts = match cell {
            Some(cell) => region.leaves.entry(cell).or_insert_with(|| layout.nobody()),
            None => &mut region.nowhere,
        };
        layout.count(counts, phases, id, demand);
    }
    regions
}
