//! Where the next sites should go, with a bound that no other choice can beat.

use crate::ids::SiteId;
use crate::units::{Seniors, WalkTime};

/// What to site, under what rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Brief {
    /// The kind to site, in the user's own words.
    pub kind: String,
    /// The model.
    pub model: Model,
    /// How many new sites.
    pub sites: usize,
    /// The longest walk that counts as covered.
    pub within: WalkTime,
    /// The seed of the search.
    pub seed: u64,
}

/// A siting model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Model {
    /// Maximal covering location problem: most people with a given number of sites (Church and ReVelle, 1974).
    Mclp,
}

impl Model {
    /// The word used in scenarios and records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mclp => "mclp",
        }
    }
}

/// The answer to a brief.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The kind sited.
    pub kind: String,
    /// The model used.
    pub model: Model,
    /// The sites in order of gain.
    pub sites: Vec<ProposedSite>,
    /// People covered before any proposed site: by open and committed sites.
    pub baseline: Seniors,
    /// People covered with all proposed sites open.
    pub objective: Seniors,
    /// The most people that any choice could cover; proven.
    pub bound: Seniors,
    /// How it was found, in words.
    pub method: String,
    /// The seed of the search.
    pub seed: u64,
}

impl Proposal {
    /// How far the objective may be from the best one, as a share of the bound.
    pub fn gap(&self) -> f64 {
        (self.bound - self.objective).count() as f64 / self.bound.count().max(1) as f64
    }

    /// Whether no other choice can be better.
    pub fn proved_optimal(&self) -> bool {
        self.bound == self.objective
    }
}

/// One proposed site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProposedSite {
    /// The site.
    pub site: SiteId,
    /// People covered by adding it after those before it.
    pub gain: Seniors,
    /// People covered with it and those before it.
    pub covered_after: Seniors,
}
