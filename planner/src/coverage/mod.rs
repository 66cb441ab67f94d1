//! Who is covered by what: tallies for the whole plan, each district and each hexagon, and the gaps.
//!
//! Coverage is counted in people, from walk times; hexagons and outlines are drawings of the answer. Only eligible
//! seniors are counted: those for whom the plan is, and of them those for whom the standard is. Nobody is left out: in
//! the whole and in every grouping, people within the standard, beyond it, without a path, and attached to no street sum
//! to all whom the standard is for. Whoever has a standard, and meets all that are for them, has a complete circle.

pub mod access;
pub mod assessment;
pub mod band;
pub mod capacity;
pub mod catchment;
pub mod contrast;
pub mod equity;
mod everybody;
pub mod gaps;
pub mod group;
pub mod ledger;
pub mod market;
pub mod statistics;
pub mod tally;
mod terrain;

use std::sync::Arc;

use crate::ids::{DemandId, Id as _};
use crate::places::Places;
use crate::rule::Rule;
use crate::units::{Seniors, WalkTime};

pub use crate::reach::{Nearest, NearestTable};
pub use assessment::{AssessSettings, Assessed, Assessment, Depth, GroupRow, GroupTable};
pub use band::{Band, Certainty, Readings, Standing};
pub use catchment::Catchment;
pub use everybody::{Everybody, places_for_everybody};
pub use gaps::{Cause, Gap, Gaps};
pub use group::{CellCoverage, DistrictCoverage, GroupCoverage};
pub use statistics::{EXCESS_CAP, PersonTime, SHORTFALL_CAP, Shortfall, WalkStatistics};
pub use tally::{Heading, Tally};
pub use terrain::{Moved, TerrainProof};

/// How well the sites that count cover the eligible seniors.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Coverage {
    /// For each standard of the scenario, in its order.
    pub kinds: Vec<KindCoverage>,
    /// Eligible seniors for whom every standard is met that is for them, at least one.
    pub circle_complete: Seniors,
    /// All eligible seniors.
    pub eligible: Seniors,
}

/// How well one kind of site covers the eligible seniors.
#[derive(Debug, Clone, PartialEq)]
pub struct KindCoverage {
    /// The kind and the time.
    pub standard: Standard,
    /// The nearest site of the kind for every demand point.
    pub nearest: NearestTable,
    /// For each demand point whether the standard is for its eligible people; `None` where it is for all of them.
    pub audience: Option<Arc<[bool]>>,
    /// Those whom the standard is for, under the four headings.
    pub tally: Tally,
    /// How long they walk.
    pub walk: WalkStatistics,
    /// Who is covered for sure, and who if the unknown paths work; `None` where nobody has looked.
    pub band: Option<Band>,
}

/// The time within which a senior should reach a kind of site.
#[derive(Debug, Clone, PartialEq)]
pub struct Standard {
    /// The kind, in the user's own words.
    pub kind: String,
    /// The longest walk that still counts; exactly this long counts.
    pub within: WalkTime,
    /// Other kinds that do as well; none unless the scenario says so, because levels are not nested.
    pub also: Vec<String>,
    /// The profile of those who walk for it, where it is not the scenario's.
    pub profile: Option<String>,
    /// Whom of the plan's people it is for; all of them unless the scenario has a rule.
    pub eligible: Option<Rule>,
}

impl Standard {
    /// A standard that only its own kind meets.
    pub fn new(kind: impl Into<String>, within: WalkTime) -> Self {
        Self {
            kind: kind.into(),
            within,
            also: Vec::new(),
            profile: None,
            eligible: None,
        }
    }

    /// Whether a kind of site meets it.
    pub fn is_met_by(&self, kind: &str) -> bool {
        self.kind == kind || self.also.iter().any(|other| other == kind)
    }
}

impl Coverage {
    /// Counts eligible seniors by the nearest site of each standard's kind, one table per standard in its order.
    pub fn of(standards: &[Standard], nearest: Vec<NearestTable>, places: &Places) -> Self {
        assert_eq!(
            standards.len(),
            nearest.len(),
            "one table of nearest sites per standard"
        );
        let kinds: Vec<KindCoverage> = standards
            .iter()
            .zip(nearest)
            .map(|(standard, nearest)| KindCoverage::of(standard.clone(), nearest, places))
            .collect();
        Self::of_kinds(kinds, places)
    }

    /// Puts together what was counted for each standard.
    pub fn of_kinds(kinds: Vec<KindCoverage>, places: &Places) -> Self {
        let mut coverage = Self {
            kinds,
            circle_complete: Seniors::ZERO,
            eligible: places.demand.iter().map(|d| d.eligible).sum(),
        };
        coverage.circle_complete = places
            .demand
            .enumerate()
            .filter(|(id, _)| coverage.completes_circle(*id))
            .map(|(_, d)| d.eligible)
            .sum();
        coverage
    }

    /// Whether every standard is met that is for the people of a demand point; never where none is.
    pub fn completes_circle(&self, demand: DemandId) -> bool {
        let mut theirs = self.kinds.iter().filter(|kind| kind.is_for(demand));
        let is_met = |kind: &KindCoverage| kind.heading(demand) == Heading::Covered;
        theirs.next().is_some_and(is_met) && theirs.all(is_met)
    }

    /// The share of eligible seniors for whom every standard is met, from 0 to 1.
    pub fn circle_coverage(&self) -> f64 {
        self.circle_complete.share_of(self.eligible)
    }
}

impl KindCoverage {
    /// Counts eligible seniors by their nearest site of one kind.
    pub fn of(standard: Standard, nearest: NearestTable, places: &Places) -> Self {
        let mut kind = Self::counted(standard, nearest, places);
        kind.walk = WalkStatistics::of(kind.walks(places));
        kind
    }

    /// The same without how long people walk, in one pass.
    pub fn counted(standard: Standard, nearest: NearestTable, places: &Places) -> Self {
        assert_eq!(
            nearest.len(),
            places.demand.len(),
            "one nearest site per demand point"
        );
        let mut kind = Self {
            audience: places.audience(&standard.kind).cloned(),
            standard,
            nearest,
            tally: Tally::default(),
            walk: WalkStatistics::default(),
            band: None,
        };
        for id in places.demand.ids() {
            kind.tally.add(kind.heading(id), kind.people(id, places));
        }
        kind
    }

    /// Whether the standard is for the eligible people of a demand point.
    pub fn is_for(&self, demand: DemandId) -> bool {
        let includes = self.audience.as_ref();
        includes.is_none_or(|includes| includes[demand.index()])
    }

    /// The people of a demand point whom the standard is for.
    pub fn people(&self, demand: DemandId, places: &Places) -> Seniors {
        if self.is_for(demand) {
            places.demand[demand].eligible
        } else {
            Seniors::ZERO
        }
    }

    /// All whom the standard is for.
    pub fn eligible(&self) -> Seniors {
        self.tally.total()
    }

    /// The heading under which the people of a demand point stand.
    pub fn heading(&self, demand: DemandId) -> Heading {
        match self.nearest[demand] {
            Nearest::Site(_, time) if time <= self.standard.within => Heading::Covered,
            Nearest::Site(..) | Nearest::TooLong(..) => Heading::Beyond,
            Nearest::Unreachable => Heading::Unreachable,
            Nearest::Unsnapped => Heading::Unsnapped,
        }
    }

    /// How much longer than the standard people walk, added up; each counts at most up to [`EXCESS_CAP`].
    pub fn excess(&self, places: &Places) -> PersonTime {
        statistics::excess(self.walks(places), self.standard.within, EXCESS_CAP)
    }

    /// The walk of every demand point with its eligible seniors.
    fn walks<'a>(&'a self, places: &'a Places) -> impl Iterator<Item = (Nearest, Seniors)> + 'a {
        self.nearest
            .enumerate()
            .map(|(id, nearest)| (*nearest, self.people(id, places)))
    }
}

#[cfg(test)]
pub(crate) mod tests;
