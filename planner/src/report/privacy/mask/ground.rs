//! Sets of people that anybody can draw on the map, held against the places of which numbers are told.
//!
//! Who walks to a site, lives within a circle or gains by a plan lives somewhere that a map and a clock tell. Such sets cut
//! across hexagons and districts: what a set leaves of the places that lie wholly in it, and what the places that it touches
//! leave of it, are people whom nobody published, and whom everybody can subtract.
//!
//! # Method
//!
//! 1. People are parted into the published pieces and what each district leaves beside its pieces.
//! 2. For a number, the parts are the finest places of which it is told or can be subtracted: each piece that tells it; of a
//!    district that tells it, all else; of the whole plan, all else.
//! 3. A set may be told beside a number that it is a part of where the people of it outside the places that lie wholly in it
//!    are nobody or enough, and so are those of the places it touches whom it leaves out.
//!
//! # Invariants
//!
//! Who knows the map and subtracts places from one set, or a set from places, finds nobody or enough people; and of the part
//! of a set in one place finds nothing nearer than the threshold, unless it is enough itself.

use std::collections::BTreeMap;

use crate::coverage::{Coverage, Heading, KindCoverage};
use crate::hex::{Cell, HexResolution};
use crate::ids::{DemandId, Id as _};
use crate::places::Places;

use super::super::counts::{Counts, Layout};
use super::super::gaps::owners;
use super::super::pool::Rule;
use super::{FINEST, Mask, Region, ShownPiece};

/// How many people of a set live in each part.
pub(in crate::report::privacy) type Spread = BTreeMap<usize, u64>;

/// A number of which people are counted by place: numbers of the layout, each with how often it counts.
type Terms = [(usize, i64)];

/// The people of the whole plan by the places of which something is told.
pub(in crate::report::privacy) struct Ground {
    layout: Layout,
    rule: Rule,
    /// The part in which each demand point lives.
    part_of: Vec<usize>,
    parts: Vec<Part>,
    /// Which numbers each district tells.
    districts: Vec<Vec<bool>>,
    /// Which numbers are told of the whole plan.
    whole: Vec<bool>,
}

/// A piece, or what a district leaves beside its pieces.
struct Part {
    district: usize,
    counts: Counts,
    told: Vec<bool>,
}

impl Ground {
    /// The ground of regions and their pieces, as they are shown.
    pub(in crate::report::privacy) fn of(
        mask: &Mask,
        (regions, pieces): (&[Region], &[ShownPiece]),
        (phases, places): (&[&Coverage], &Places),
    ) -> Self {
        let layout = mask.layout;
        let tell = |shows: &[bool]| -> Vec<bool> {
            let numbers = shows.iter().zip(&mask.concealed);
            numbers
                .map(|(shown, concealed)| *shown && !concealed)
                .collect()
        };
        let region_of = |district| {
            let index = regions
                .iter()
                .position(|region| region.district == district);
            index.unwrap_or(regions.len() - 1)
        };
        let piece = |piece: &ShownPiece| Part {
            district: region_of(piece.district),
            counts: layout.nobody(),
            told: tell(&piece.shows),
        };
        let nothing = vec![false; layout.width()];
        let rest = |district: usize| Part {
            district,
            counts: layout.nobody(),
            told: nothing.clone(),
        };
        let parts = pieces.iter().map(piece).chain((0..regions.len()).map(rest));
        let mut parts: Vec<Part> = parts.collect();
        let owner = owners(&pieces.iter().collect::<Vec<_>>());
        let finest = HexResolution::new(FINEST);
        let mut part_of = Vec::with_capacity(places.demand.len());
        for (id, demand) in places.demand.enumerate() {
            let district = places.reported(demand.district);
            let cell = demand
                .at
                .zip(finest)
                .and_then(|(at, finest)| Cell::containing(at, finest));
            let piece = cell.and_then(|cell| owner.get(&(cell, district)).copied());
            let part = piece.unwrap_or_else(|| pieces.len() + region_of(district));
            layout.count(&mut parts[part].counts, phases, id, demand);
            part_of.push(part);
        }
        let is_whole_told = mask.is_whole_told();
        Self {
            layout,
            rule: Rule::of(mask.threshold, Vec::new()),
            part_of,
            parts,
            districts: regions
                .iter()
                .map(|region| {
                    if mask.has_districts {
                        tell(&region.shows)
                    } else {
                        nothing.clone()
                    }
                })
                .collect(),
            whole: (0..layout.width()).map(is_whole_told).collect(),
        }
    }

    /// A number by the finest places of which it can be known.
    pub(in crate::report::privacy) fn view(&self, of: &Terms) -> View<'_> {
        let is_told = |told: &[bool]| of.iter().all(|(number, _)| told[*number]);
        let (parts, districts) = (self.parts.len(), self.districts.len());
        let place = |(part, is): (usize, &Part)| {
            if is_told(&is.told) {
                part
            } else if is_told(&self.districts[is.district]) {
                parts + is.district
            } else {
                parts + districts
            }
        };
        let place_of: Vec<usize> = self.parts.iter().enumerate().map(place).collect();
        let mut people = vec![0; parts + districts + 1];
        for (part, place) in self.parts.iter().zip(&place_of) {
            let numbers = of.iter();
            let count: i64 = numbers
                .map(|(number, times)| times * part.counts.numbers[*number] as i64)
                .sum();
            people[*place] += count;
        }
        View {
            rule: &self.rule,
            place_of,
            people,
            unknown: (!is_told(&self.whole)).then_some(parts + districts),
        }
    }

    /// What is told by place of a kind in a phase.
    pub(in crate::report::privacy) fn beside<'a>(
        &'a self,
        (phase, kind): (usize, usize),
        (phases, places): (&[&'a Coverage], &'a Places),
    ) -> Beside<'a> {
        let layout = self.layout;
        let view = |number: usize| self.view(&[(number, 1)]);
        let covered = layout.covered(phase, kind);
        let missed = self.view(&[(layout.meant(kind), 1), (covered, -1)]);
        let coverage = &phases[phase].kinds[kind];
        Beside {
            part_of: &self.part_of,
            covered: (phase..layout.phases)
                .map(|phase| view(layout.covered(phase, kind)))
                .collect(),
            meant: [layout.meant(kind), Layout::ELIGIBLE, Layout::SENIORS]
                .map(view)
                .into(),
            missed,
            everybody: coverage.tally.covered.count(),
            kind: coverage,
            places,
        }
    }

    /// Those whom a plan adds to the covered of a kind.
    pub(in crate::report::privacy) fn newly(&self, kind: usize) -> View<'_> {
        let [before, after] = [0, self.layout.phases - 1].map(|p| self.layout.covered(p, kind));
        self.view(&[(after, 1), (before, -1)])
    }
}

/// What is told by place of one kind in one phase: whom sets of its people are held against.
pub(in crate::report::privacy) struct Beside<'a> {
    part_of: &'a [usize],
    covered: Vec<View<'a>>,
    meant: Vec<View<'a>>,
    missed: View<'a>,
    everybody: u64,
    kind: &'a KindCoverage,
    places: &'a Places,
}

impl Beside<'_> {
    /// Adds the people of a home to those of its part.
    pub(in crate::report::privacy) fn put(&self, spread: &mut Spread, home: DemandId) {
        let people = self.kind.people(home, self.places).count();
        if people > 0 {
            *spread.entry(self.part_of[home.index()]).or_default() += people;
        }
    }

    /// Whether the people of some homes may be told, by what they leave of places.
    pub(in crate::report::privacy) fn admits_homes(
        &self,
        is_in: impl Fn(DemandId) -> bool,
    ) -> bool {
        let homes: Vec<DemandId> = self
            .places
            .demand
            .ids()
            .filter(|home| is_in(*home))
            .collect();
        self.admits_these(homes.iter())
    }

    /// The same of homes that are listed.
    pub(in crate::report::privacy) fn admits_these<'b>(
        &self,
        homes: impl Iterator<Item = &'b DemandId>,
    ) -> bool {
        let (mut covered, mut missed) = (Spread::new(), Spread::new());
        for home in homes {
            let of = if self.is_covered(*home) {
                &mut covered
            } else {
                &mut missed
            };
            self.put(of, *home);
        }
        self.admits(&covered, &missed)
    }

    /// The same of people who are covered, and of people who are not, together.
    pub(in crate::report::privacy) fn admits(&self, covered: &Spread, missed: &Spread) -> bool {
        let mut all = covered.clone();
        for (part, people) in missed {
            *all.entry(*part).or_default() += people;
        }
        let has_all_covered = covered.values().sum::<u64>() == self.everybody;
        self.meant.iter().all(|view| view.admits(&all))
            && (!missed.is_empty() || self.covered.iter().all(|view| view.admits(covered)))
            && (!has_all_covered || self.missed.admits(missed))
    }

    /// Whether homes are covered.
    pub(in crate::report::privacy) fn is_covered(&self, home: DemandId) -> bool {
        self.kind.heading(home) == Heading::Covered
    }
}

/// A number of people by place.
pub(in crate::report::privacy) struct View<'a> {
    rule: &'a Rule,
    place_of: Vec<usize>,
    people: Vec<i64>,
    /// The place of which the number is not known.
    unknown: Option<usize>,
}

impl View<'_> {
    /// Whether a set may be told beside the number: it leaves nobody or enough, of places and of itself.
    ///
    /// Of a set that is no part of the number, nothing is asked.
    pub(in crate::report::privacy) fn admits(&self, set: &Spread) -> bool {
        let mut inside: BTreeMap<usize, i64> = BTreeMap::new();
        for (part, people) in set {
            *inside.entry(self.place_of[*part]).or_default() += *people as i64;
        }
        let (mut across, mut left, mut is_known) = (0, 0, true);
        for (place, people) in inside {
            let more = self.people[place] - people;
            let is_unknown = self.unknown == Some(place);
            if more < 0 {
                return true;
            }
            is_known &= !is_unknown;
            left += more;
            across += if more > 0 || is_unknown { people } else { 0 };
        }
        let allows = |people: i64| self.rule.allows(people.unsigned_abs());
        allows(across) && (!is_known || allows(left))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Places of 50, 40, 30 and 20 people, of which the last is not known.
    fn admits(set: &[u64]) -> bool {
        let rule = Rule::of(10, Vec::new());
        let view = View {
            rule: &rule,
            place_of: vec![0, 1, 2, 3],
            people: vec![50, 40, 30, 20],
            unknown: Some(3),
        };
        let spread = set.iter().copied().enumerate();
        view.admits(&spread.filter(|(_, people)| *people > 0).collect())
    }

    #[test]
    fn a_set_that_leaves_a_few_of_places_or_of_itself_is_not_told() {
        assert!(admits(&[50, 40]) && admits(&[50, 20]) && admits(&[25, 20]));
        assert!(!admits(&[50, 3]), "three of the second place");
        assert!(
            !admits(&[50, 37]),
            "three of the second place are not in it"
        );
        assert!(!admits(&[48, 35]), "two and five of the places it touches");
        assert!(!admits(&[50, 0, 0, 4]), "four elsewhere");
        assert!(
            admits(&[46, 0, 0, 14]),
            "what it leaves of a place that is not known is not known"
        );
    }
}
