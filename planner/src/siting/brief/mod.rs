//! What to site, under what promises; and the brief read against walk times and places as a location problem.
//!
//! Turns a brief into `location::Problem` with its promises in words, so that a plan can be searched for, proven, and,
//! where none exists, the promises that cannot be kept together be named. It chooses nothing itself.

mod build;
pub mod levels;
pub mod measures;
mod order;
mod promises;
pub mod standing;

pub use build::{Task, together};
pub use levels::Level;
pub use order::{Order, Part, Parted};
pub(in crate::siting) use promises::MONEY;
pub use promises::{Promise, money as in_parts};
pub use standing::{Group, Standing};

use super::Effort;
use super::insight::Asked;
use crate::units::{Metres, WalkTime};

/// What to site, under what rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Brief {
    /// The kind to site, in the user's own words.
    pub kind: String,
    /// The model.
    pub model: Model,
    /// At most so many new sites; nothing for models that look for the least number or cost.
    pub sites: Option<usize>,
    /// The longest walk that counts as covered.
    pub within: WalkTime,
    /// The seed of the search.
    pub seed: u64,
    /// How much work the search and the proof may do.
    pub effort: Effort,
    /// What the plan must keep beside the number of sites.
    pub rules: Rules,
    /// What is told beside the plan.
    pub asked: Asked,
    /// How much people count.
    pub standing: Standing,
    /// Kinds that are sited together with it; each supports the kind itself or one before it.
    pub levels: Vec<Level>,
}

/// A siting model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Model {
    /// Maximal covering: most people with a given number of sites (Church and ReVelle, 1974).
    Mclp,
    /// Set covering: fewest sites that cover everybody who can be covered, or a share (Toregas and others, 1971).
    Lscp,
    /// Least total walking with a given number of sites (Hakimi, 1964; ReVelle and Swain, 1970).
    PMedian,
    /// Least worst walk with a given number of sites (Hakimi, 1964).
    PCenter,
    /// Least cost of sites, and of walking where it is given a price, that covers everybody or a share (Balinski, 1965).
    MinCost,
    /// Most people covered once or twice, each time counted (Hogan and ReVelle, 1986).
    Backup,
}

impl Model {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Mclp,
        Self::Lscp,
        Self::PMedian,
        Self::PCenter,
        Self::MinCost,
        Self::Backup,
    ];

    /// The word used in scenarios and records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mclp => "mclp",
            Self::Lscp => "lscp",
            Self::PMedian => "p_median",
            Self::PCenter => "p_center",
            Self::MinCost => "min_cost",
            Self::Backup => "backup",
        }
    }

    /// Whether it looks for the least number or cost of sites, and needs no number.
    pub const fn finds_the_number(self) -> bool {
        matches!(self, Self::Lscp | Self::MinCost)
    }

    /// Whether walks longer than the standard matter to it.
    pub const fn counts_every_walk(self) -> bool {
        matches!(self, Self::PMedian | Self::PCenter)
    }
}

/// What a plan must keep beside the number of sites; by default nothing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rules {
    /// The most that the new sites may cost together, in the money of the column `cost`.
    pub budget: Option<f64>,
    /// New sites keep this far from each other and from existing ones, in a straight line.
    pub spacing: Option<Metres>,
    /// Pairs of sites, by id, of which at most one is open.
    pub apart: Vec<(String, String)>,
    /// Candidates, by id, that must be in the plan.
    pub include: Vec<String>,
    /// Candidates, by id, that may not be in the plan.
    pub exclude: Vec<String>,
    /// The fewest people that each new site serves.
    pub min_load: Option<u64>,
    /// Whether sites serve at most as many people as the column `capacity` says.
    pub capacity: Capacity,
    /// How many of a hundred people come, where capacities count; all of them unless said.
    pub participation_pct: Option<f64>,
    /// At most so many open sites of the kind may close, to be moved.
    pub may_close: usize,
    /// The share of the people whom any site could cover that lscp and min_cost must cover, in per cent.
    pub cover_pct: Option<f64>,
    /// What an hour of walking of one person costs, in the money of the column `cost`; for min_cost.
    pub walk_cost_per_hour: f64,
    /// How many sites districts must or may have.
    pub quotas: Vec<Quota>,
    /// The share of its people that every district of a level must have covered.
    pub floor: Option<Equity>,
}

/// Whether capacities count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Capacity {
    /// Sites serve whoever comes.
    #[default]
    Unlimited,
    /// Sites serve at most as many as their capacity; those without one serve whoever comes.
    AsGiven,
}

/// How many sites of the kind, existing ones included, districts must or may have.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Quota {
    /// Every district of this level; without it and without a district: the whole.
    pub level: Option<String>,
    /// This district alone, by code or name.
    pub district: Option<String>,
    /// At least so many sites.
    pub at_least: Option<usize>,
    /// At most so many sites.
    pub at_most: Option<usize>,
    /// Only so many per cent of the districts need their least number, which is then one.
    pub share_pct: Option<f64>,
}

/// A least share of people covered in every district of a level.
#[derive(Debug, Clone, PartialEq)]
pub struct Equity {
    /// The level; the most detailed one where none is named.
    pub level: Option<String>,
    /// The share in per cent of the eligible people of the district.
    pub least_pct: f64,
}

impl Brief {
    /// A brief without any further promise.
    pub fn new(kind: &str, model: Model, sites: usize, within: WalkTime) -> Self {
        Self {
            kind: kind.to_owned(),
            model,
            sites: Some(sites),
            within,
            seed: 0,
            effort: Effort::default(),
            rules: Rules::default(),
            asked: Asked::default(),
            standing: Standing::default(),
            levels: Vec::new(),
        }
    }
}
