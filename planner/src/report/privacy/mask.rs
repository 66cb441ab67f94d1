//! What is shown of whom: districts are withheld and cut into pieces, numbers left out.

mod doubt;
pub(super) mod ground;
mod held;

use std::collections::{BTreeMap, BTreeSet};

use crate::coverage::Coverage;
use crate::hex::{Cell, HexResolution};
use crate::ids::DistrictId;
use crate::places::Places;

use super::super::Run;
use super::super::release::history::History;
use super::counts::{Counts, Layout, Level};
use super::depth::PieceDepth;
use super::groups::crossing::{Crossing, Shown};
use super::groups::{self, ShownGroup};
use super::hexagons::{self, Piece};
use super::pool;
use super::shown::{ShownCounts, ShownDistrict, ShownHexagon, Withheld};

/// The finest hexagons that are published: about 0.1 km².
pub(in crate::report) const FINEST: u8 = 9;
/// The coarsest hexagons that are published: about 250 km².
const COARSEST: u8 = 5;

/// What is shown of counts, and how.
pub(super) struct Mask<'a> {
    /// What left the office before.
    pub(super) history: &'a History,
    /// Which numbers there are.
    pub(super) layout: Layout,
    /// Counts of at least this many people may be shown.
    pub(super) threshold: u64,
    /// Numbers that are shown nowhere.
    pub(super) concealed: Vec<bool>,
    /// Numbers whose total over the whole plan is not shown.
    pub(super) silent: Vec<bool>,
    /// Whether there is a table of districts.
    pub(super) has_districts: bool,
    /// What other tables of groups would tell of.
    pub(super) crossing: Crossing,
}

impl<'a> Mask<'a> {
    /// What is shown of a run at most; `whole` are all people.
    pub(super) fn of(
        run: &Run,
        (layout, phases): (Layout, &[&Coverage]),
        whole: &Counts,
        history: &'a History,
    ) -> Self {
        let threshold = u64::from(run.scenario.privacy_threshold);
        let then = history.of_counts("whole", "", whole);
        let mut concealed = layout.concealed(whole, threshold);
        let silent = layout.silent(&concealed, whole, &then, threshold);
        for number in layout.untold_bands(phases) {
            concealed[number] = true;
        }
        let rule = layout.rule(Level::Coverage, threshold);
        Self {
            history,
            layout,
            threshold,
            concealed,
            silent,
            has_districts: !run.places.districts.is_empty(),
            crossing: Crossing::of(run, (layout, phases), &rule),
        }
    }
}

impl Mask<'_> {
    /// The promises that are not told beside the tables as they are shown, by their position in the ledger.
    pub(super) fn untold_promises(
        &self,
        groups: &[ShownGroup],
        districts: &[ShownDistrict],
    ) -> BTreeSet<usize> {
        let rule = self.layout.rule(Level::Coverage, self.threshold);
        self.crossing.promises(&rule, &Shown { groups, districts })
    }

    /// The rule for numbers that are shown together.
    fn rule(&self, shows: &[bool]) -> pool::Rule {
        let mut rule = self.layout.rule(Level::Band, self.threshold);
        let told = |number: usize| shows[number] && !self.concealed[number];
        rule.checks
            .retain(|(number, part)| told(*number) && part.is_none_or(told));
        rule.sums.retain(|sum| sum.all(told));
        rule
    }

    /// The same for rows behind which earlier releases stand.
    fn rule_against(&self, shows: &[bool], earlier: usize) -> pool::Rule {
        let rule = self.rule(shows);
        rule.against(self.layout.width(), earlier, &self.layout.pairs())
    }

    /// Withholds numbers of districts group by group, so that what is withheld is safe together.
    ///
    /// What a row does not show already is withheld with the others. Returns the numbers of which a small one cannot be
    /// hidden, because all others of its kind can be told from what is shown: they must be told nowhere. `is_told` says of
    /// which numbers the sum over all rows is told.
    pub(super) fn withhold_districts(
        &self,
        regions: &mut [Region],
        is_told: impl Fn(usize) -> bool,
    ) -> BTreeSet<usize> {
        let mut lost = BTreeSet::new();
        let groups = self.layout.groups();
        let rows: Vec<Vec<u64>> = regions.iter().map(Region::with_history).collect();
        let rows: Vec<&[u64]> = rows.iter().map(Vec::as_slice).collect();
        let earlier = rows
            .first()
            .map_or(0, |row| row.len() / self.layout.width() - 1);
        let mut hidden: Vec<BTreeSet<usize>> = Vec::new();
        let mut known: Vec<Vec<bool>> = Vec::new();
        for group in &groups {
            let mut numbers = vec![false; self.layout.width()];
            group
                .numbers
                .iter()
                .for_each(|number| numbers[*number] = true);
            let blank = |row: &usize| group.numbers.iter().any(|n| !regions[*row].shows[*n]);
            let mut already: BTreeSet<usize> = (0..rows.len()).filter(blank).collect();
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
            let rule = self.rule_against(&compared, earlier);
            let shown = |row: usize| &regions[row].shows;
            let exact = &rows;
            let rows = self.useful(exact, &group.numbers, (&rule, &already), shown);
            let rows: Vec<&[u64]> = rows.iter().map(Vec::as_slice).collect();
            let together = rule.together(self.layout.width(), &is_told);
            let eligible = |row: usize| rows[row][Layout::ELIGIBLE];
            let now = rule.withheld_as(&together, &rows, &already, eligible);
            let doubted = self.doubted(&rows, &group.numbers, &now, shown);
            let doubted: Vec<&[u64]> = doubted.iter().map(Vec::as_slice).collect();
            let now = rule.withheld_as(&together, &doubted, &now, eligible);
            let is_sum_told = group.numbers.iter().all(|number| is_told(*number));
            let (now, is_open) = if is_sum_told {
                self.widened(exact, &group.numbers, (&rule, now), shown)
            } else {
                (now, true)
            };
            if !is_open || self.is_lost(&group.numbers, &rows, (&together, &now)) {
                lost.extend(&group.numbers);
            }
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
        lost
    }

    /// Whether what is withheld of a number is not safe together, although rows that hide nobody are left out.
    fn is_lost(
        &self,
        numbers: &[usize],
        rows: &[&[u64]],
        (rule, hidden): (&pool::Rule, &BTreeSet<usize>),
    ) -> bool {
        let &[number] = numbers else {
            return false;
        };
        let is_nobody = |row: &&&[u64]| row.iter().all(|count| *count == 0);
        let Some(width) = rows.first().map(|row| row.len()) else {
            return false;
        };
        if self.concealed[number] || !rows.iter().any(|row| is_nobody(&row)) {
            return false;
        }
        let mut pool = vec![0; width];
        for row in hidden {
            pool::add(&mut pool, rows[*row]);
        }
        !rule.is_safe(&pool)
    }

    /// Of which numbers the total over the whole plan is told.
    pub(super) fn is_whole_told(&self) -> impl Fn(usize) -> bool + '_ {
        |number| !self.silent[number] && !self.concealed[number]
    }

    /// Conceals numbers; says whether any of them was told before.
    fn conceal(&mut self, numbers: impl IntoIterator<Item = usize>) -> bool {
        let before = self.concealed.clone();
        for number in numbers {
            self.concealed[number] = true;
        }
        self.layout.conceal_what_follows(&mut self.concealed);
        self.concealed != before
    }

    /// Decides what is shown of regions and their pieces, until nothing that is withheld can be told from the rest.
    pub(super) fn settle(
        &mut self,
        regions: &mut [Region],
        run: &Run,
    ) -> (Vec<ShownPiece>, Withheld) {
        let mut blanks: BTreeSet<(usize, usize)> = BTreeSet::new();
        loop {
            for (at, region) in regions.iter_mut().enumerate() {
                region.shows = vec![true; self.layout.width()];
                let of_region = blanks.iter().filter(|(of, _)| *of == at);
                of_region.for_each(|(_, number)| region.shows[*number] = false);
            }
            let mut lost = groups::lost(self, run);
            if self.has_districts {
                lost.extend(self.withhold_districts(regions, self.is_whole_told()));
            }
            if self.conceal(lost) {
                continue;
            }
            let mut withheld = Withheld::default();
            let (pieces, found) = self.pieces(regions, &mut withheld);
            let more = if self.has_districts {
                let before = blanks.len();
                blanks.extend(found);
                blanks.len() > before
            } else {
                self.conceal(found.into_iter().map(|(_, number)| number))
            };
            if !more {
                return (pieces, withheld);
            }
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

    /// Cuts every region into pieces that may be shown; with the numbers of regions that their pieces cannot hide.
    fn pieces(
        &self,
        regions: &[Region],
        withheld: &mut Withheld,
    ) -> (Vec<ShownPiece>, BTreeSet<(usize, usize)>) {
        let mut pieces = Vec::new();
        let mut found = BTreeSet::new();
        for (at, region) in regions.iter().enumerate() {
            if !region.shows[Layout::ELIGIBLE] {
                withheld.add(&region.whole);
                continue;
            }
            let shows = self.layout.without_causes(&region.shows);
            let Some(coarsest) = HexResolution::new(COARSEST) else {
                continue;
            };
            let rule = self.rule(&shows);
            let nowhere = region.nowhere.clone();
            let cut = hexagons::join(region.leaves.clone(), nowhere, coarsest, &rule);
            withheld.add(&cut.withheld);
            let (mut choices, mut lost) = self.with_bands(&cut, &shows, &region.shows);
            lost.extend(self.hold_back(region.code.as_deref(), &cut, &mut choices));
            found.extend(lost.into_iter().map(|number| (at, number)));
            for (piece, shows) in cut.shown.into_iter().zip(choices) {
                if !shows[Layout::ELIGIBLE] {
                    withheld.add(&piece.counts);
                    continue;
                }
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
        (pieces, found)
    }

    /// What each piece of a region shows: the numbers in `shows`, and of the bands that the region shows as much as is safe.
    ///
    /// Pieces are not joined for the sake of a band: it is withheld where it is not safe, with as many others as it takes.
    fn with_bands(
        &self,
        cut: &hexagons::Pieces,
        shows: &[bool],
        of_region: &[bool],
    ) -> (Vec<Vec<bool>>, BTreeSet<usize>) {
        let mut lost = BTreeSet::new();
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
            let nothing = vec![false; self.layout.width()];
            let shown = |row: usize| choices.get(row).unwrap_or(&nothing);
            let rows = self.useful(&rows, &[number], (&rule, &already), shown);
            let rows: Vec<&[u64]> = rows.iter().map(Vec::as_slice).collect();
            let hidden = rule.withheld(&rows, &already, |row| rows[row][Layout::ELIGIBLE]);
            if self.is_lost(&[number], &rows, (&rule, &hidden)) {
                lost.insert(number);
            }
            for (row, choice) in choices.iter_mut().enumerate() {
                choice[number] = !hidden.contains(&row);
            }
        }
        (choices, lost)
    }

    /// The pieces as they are shown, each with what is told of it beside its counts.
    pub(super) fn hexagons(
        &self,
        pieces: Vec<ShownPiece>,
        depths: Vec<Vec<PieceDepth>>,
    ) -> Vec<ShownHexagon> {
        let pieces = pieces.into_iter().zip(depths);
        pieces
            .map(|(shown, depths)| ShownHexagon {
                district: shown.district,
                counts: self.shown(&shown.piece.counts, &shown.shows),
                cells: shown.piece.cells,
                depths,
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
    /// The district; nothing stands for outside.
    pub(super) district: Option<DistrictId>,
    /// The district's code.
    code: Option<String>,
    /// The same numbers in earlier releases, one after the other.
    pub(super) then: Vec<u64>,
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
            code: None,
            then: Vec::new(),
            whole,
            leaves: BTreeMap::new(),
            nowhere: layout.nobody(),
            shows: vec![true; layout.width()],
        }
    }

    /// Takes what earlier releases tell of the district.
    pub(super) fn recall(&mut self, history: &History) {
        let cell = self.code.as_deref().unwrap_or_default();
        self.then = history.of_counts("districts", cell, &self.whole);
    }

    /// Its numbers, and behind them those of earlier releases.
    fn with_history(&self) -> Vec<u64> {
        let mut row = self.whole.numbers.clone();
        row.extend(&self.then);
        row
    }
}

/// The people of all regions together.
pub(super) fn everybody(layout: Layout, regions: &[Region]) -> Counts {
    let mut whole = layout.nobody();
    for region in regions {
        whole.add(&region.whole);
    }
    whole
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
            code: district.map(|id| places.districts[id].code.clone()),
            then: Vec::new(),
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
