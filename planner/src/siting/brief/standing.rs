//! How much people count: all alike, by their need, or tier by tier.

use crate::ids::DemandId;
use crate::places::Places;

/// Parts of a person in which need is counted: 150 parts are one and a half persons.
pub const PARTS: u64 = 100;

/// How much people count in the objective.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Standing {
    /// All alike.
    #[default]
    Alike,
    /// By their need.
    ByNeed(Vec<Group>),
    /// Tier by tier: the second without loss in the first.
    ByTier {
        /// The tiers in their order; who belongs to none comes after all of them.
        names: Vec<String>,
        /// Who belongs to which.
        groups: Vec<Group>,
    },
}

/// People of one place who count alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// Where they live.
    pub demand: DemandId,
    /// The place of their tier.
    pub tier: usize,
    /// How much each counts, in parts of [`PARTS`]; one where all count alike.
    pub parts: u64,
    /// How many they are.
    pub people: u64,
}

impl Standing {
    /// All eligible people in groups that count alike, in the order of the demand points.
    pub fn groups(&self, places: &Places) -> Vec<Group> {
        match self {
            Self::Alike => (places.demand.enumerate())
                .map(|(demand, point)| Group {
                    demand,
                    tier: 0,
                    parts: 1,
                    people: point.eligible.count(),
                })
                .collect(),
            Self::ByNeed(groups) | Self::ByTier { groups, .. } => groups.clone(),
        }
    }

    /// Into how many parts a person is divided.
    pub const fn parts(&self) -> u64 {
        match self {
            Self::ByNeed(_) => PARTS,
            Self::Alike | Self::ByTier { .. } => 1,
        }
    }

    /// The names of the tiers, with what comes after all of them; nothing where there are none.
    pub fn tiers(&self) -> Vec<Option<String>> {
        match self {
            Self::ByTier { names, .. } => names.iter().cloned().map(Some).chain([None]).collect(),
            Self::Alike | Self::ByNeed(_) => Vec::new(),
        }
    }
}
