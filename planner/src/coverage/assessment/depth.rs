//! Everything that is told of one standard, for groups of people: districts, hexagons, or whatever a key tells apart.
//!
//! Exact, so working data: what of it leaves the office is decided elsewhere.
//!
//! # Method
//!
//! The homes of a group are gathered, and what is told of the whole plan is told of them alone, by the same functions.
//!
//! # Complexity
//!
//! O(n log n) in the homes of all groups.
//!
//! # Invariants
//!
//! Counts and excess of groups that part all homes sum to those of the whole; one group of all homes has its numbers.

use std::collections::BTreeMap;

use crate::ids::{DemandId, Id as _};
use crate::places::Places;
use crate::units::Seniors;

use super::super::contrast::circle::is_in_circle;
use super::super::equity::{Equity, Holding, mean};
use super::super::statistics::{
    self, EXCESS_CAP, PersonTime, SHORTFALL_CAP, Shortfall, WalkStatistics,
};
use super::super::{KindCoverage, Tally};
use super::StandardAssessed;
use super::score::reached;

/// What is told of a group of people and one standard, in one phase.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Depth {
    /// Those of the group whom the standard is for, under the four headings.
    pub tally: Tally,
    /// How long they walk.
    pub walk: WalkStatistics,
    /// Minutes beyond the standard added up over them, each up to [`EXCESS_CAP`].
    pub excess: PersonTime,
    /// How far they are from the standard.
    pub shortfall: Shortfall,
    /// Those who find a seat at the middle participation; `None` where no capacity is known.
    pub served: Option<Seniors>,
    /// Those within each circle of the audit, by ascending radius.
    pub in_circle: Vec<Seniors>,
    /// Supply per person by each method, the mean over them, in the order of [`StandardAssessed::access`].
    pub access: Vec<f64>,
    /// Those who have any access by the scenario's own decay.
    pub reached: Seniors,
    /// How evenly that access is shared out among them.
    pub equity: Equity,
}

impl Depth {
    /// Tells all of some homes.
    pub fn of(
        homes: &[DemandId],
        (kind, told): (&KindCoverage, &StandardAssessed),
        places: &Places,
    ) -> Self {
        let mut tally = Tally::default();
        for home in homes {
            tally.add(kind.heading(*home), kind.people(*home, places));
        }
        let walks = || {
            let walk = |home: &DemandId| (kind.nearest[*home], kind.people(*home, places));
            homes.iter().map(walk)
        };
        let within = kind.standard.within;
        let holdings = |scores: &[f64]| -> Vec<Holding> {
            let holding = |home: &DemandId| Holding {
                each: scores[home.index()],
                people: kind.people(*home, places).count(),
            };
            homes.iter().map(holding).collect()
        };
        let own = told.decayed().map(|score| holdings(&score.scores));
        let own = own.unwrap_or_default();
        let served = |at: &[Seniors]| homes.iter().map(|home| at[home.index()]).sum();
        let in_circle = told.audit.iter().map(|audit| {
            let inside = homes.iter().copied();
            let inside = inside.filter(|home| is_in_circle(told.straight[*home], audit.radius));
            inside.map(|home| kind.people(home, places)).sum()
        });
        Self {
            tally,
            walk: WalkStatistics::of(walks()),
            excess: statistics::excess(walks(), within, EXCESS_CAP),
            shortfall: Shortfall::of(walks(), within, SHORTFALL_CAP),
            served: told
                .middle_service()
                .map(|service| served(&service.served_at)),
            in_circle: in_circle.collect(),
            access: (told.access.iter())
                .map(|score| mean(&holdings(&score.scores)))
                .collect(),
            reached: reached(&own),
            equity: Equity::of(&own),
        }
    }

    /// The same of each group of homes by a key, such as their hexagon or district; homes without one are in no group.
    pub fn by_group<K: Ord>(
        (kind, told): (&KindCoverage, &StandardAssessed),
        places: &Places,
        key: impl Fn(DemandId) -> Option<K>,
    ) -> BTreeMap<K, Self> {
        let mut groups: BTreeMap<K, Vec<DemandId>> = BTreeMap::new();
        for home in places.demand.ids().filter(|home| kind.is_for(*home)) {
            if let Some(key) = key(home) {
                groups.entry(key).or_default().push(home);
            }
        }
        let groups = groups.into_iter();
        groups
            .map(|(key, homes)| (key, Self::of(&homes, (kind, told), places)))
            .collect()
    }

    /// Those within the standard who find no seat; `None` where no capacity is known.
    pub fn full(&self) -> Option<Seniors> {
        let full = |served: Seniors| self.tally.covered.count().saturating_sub(served.count());
        self.served.map(|served| Seniors::new(full(served)))
    }

    /// The mean access by the scenario's own decay.
    pub fn decayed(&self, told: &StandardAssessed) -> Option<f64> {
        let own = told.decayed()?.method;
        let number = told.access.iter().position(|score| score.method == own)?;
        self.access.get(number).copied()
    }
}
