//! Access by one method: what each demand point has, and the mean over people in the whole and in any grouping.
//!
//! A mean is over the people whom the standard is for; whoever reaches nothing has nothing and stays in it.

use std::collections::BTreeMap;

use crate::ids::{DemandId, Id as _};
use crate::places::Places;
use crate::units::Seniors;

use super::super::KindCoverage;
use super::super::equity::{Equity, Holding, concentration, mean};
use super::super::market::Market;

/// Access by one method.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The method.
    pub method: AccessMethod,
    /// Supply per person of each demand point, 0 where nothing is within reach.
    pub scores: Vec<f64>,
    /// The mean over people.
    pub mean: f64,
    /// How evenly it is shared out.
    pub equity: Equity,
    /// Who benefits along the ranking by deprivation, where there is one.
    pub concentration: Option<f64>,
}

/// A way of counting access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccessMethod {
    /// Within the catchment or not.
    TwoStep,
    /// In three zones.
    Enhanced,
    /// By the scenario's own decay: a bell unless it says otherwise.
    Decayed,
    /// Supply that is far is partly lost.
    Modified,
    /// People choose first.
    ThreeStep,
    /// What each site has is shared out by people and nearness.
    Availability,
}

impl AccessMethod {
    /// The name used in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TwoStep => "2sfca",
            Self::Enhanced => "e2sfca",
            Self::Decayed => "g2sfca",
            Self::Modified => "m2sfca",
            Self::ThreeStep => "3sfca",
            Self::Availability => "spatial_availability",
        }
    }
}

/// Access of a group of people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupAccess {
    /// Those of the group whom the standard is for.
    pub people: Seniors,
    /// Those of them who reach anything.
    pub reached: Seniors,
    /// The mean over them; 0 where there is nobody.
    pub mean: f64,
}

impl Score {
    pub(super) fn of(
        method: AccessMethod,
        scores: Vec<f64>,
        market: &Market,
        deprivation: Option<&[(DemandId, f64, u64)]>,
    ) -> Self {
        let people = market.rows().map(|(people, _)| people.count());
        let holdings: Vec<Holding> = scores
            .iter()
            .zip(people)
            .map(|(each, people)| Holding {
                each: *each,
                people,
            })
            .collect();
        let ranked = deprivation.map(|rows| {
            let row = |(demand, rank, people): &(DemandId, f64, u64)| {
                let each = scores[demand.index()];
                (
                    Holding {
                        each,
                        people: *people,
                    },
                    *rank,
                )
            };
            rows.iter().map(row).collect::<Vec<_>>()
        });
        Self {
            method,
            mean: mean(&holdings),
            equity: Equity::of(&holdings),
            concentration: ranked.and_then(|rows| concentration(&rows)),
            scores,
        }
    }

    /// The people who reach anything, and those who reach nothing.
    pub fn reached(&self, kind: &KindCoverage, places: &Places) -> [Seniors; 2] {
        let mut both = [Seniors::ZERO; 2];
        for (home, each) in places.demand.ids().zip(&self.scores) {
            both[usize::from(*each <= 0.0)] += kind.people(home, places);
        }
        both
    }

    /// The access of each group of people by a key, such as the hexagon or the district of a home; homes without one are
    /// in no group.
    pub fn by_group<K: Ord>(
        &self,
        kind: &KindCoverage,
        places: &Places,
        key: impl Fn(DemandId) -> Option<K>,
    ) -> BTreeMap<K, GroupAccess> {
        let mut groups: BTreeMap<K, Vec<Holding>> = BTreeMap::new();
        for (home, each) in places.demand.ids().zip(&self.scores) {
            let people = kind.people(home, places).count();
            if let Some(key) = key(home).filter(|_| people > 0) {
                let each = *each;
                groups
                    .entry(key)
                    .or_default()
                    .push(Holding { each, people });
            }
        }
        let access = |holdings: &[Holding]| GroupAccess {
            people: Seniors::new(holdings.iter().map(|h| h.people).sum()),
            reached: reached(holdings),
            mean: mean(holdings),
        };
        let groups = groups.into_iter();
        groups
            .map(|(key, holdings)| (key, access(&holdings)))
            .collect()
    }
}

/// The people of holdings who have anything.
pub fn reached(holdings: &[Holding]) -> Seniors {
    let some = holdings.iter().filter(|holding| holding.each > 0.0);
    Seniors::new(some.map(|holding| holding.people).sum())
}
