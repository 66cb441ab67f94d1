//! Who is covered by what: tallies for the whole plan, each district and each hexagon, and the gaps.
//!
//! Coverage is counted in people, from walk times; hexagons and outlines are drawings of the answer.

pub mod tally;

use crate::ids::{DemandId, SiteId, Table};
use crate::units::{Seniors, WalkTime};

pub use tally::Tally;

/// How well the sites that count cover the eligible seniors.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Coverage {
    /// For each standard of the scenario, in its order.
    pub kinds: Vec<KindCoverage>,
    /// Eligible seniors for whom every standard is met.
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
    /// Eligible seniors under the four headings.
    pub tally: Tally,
    /// How long they walk.
    pub walk: WalkStatistics,
}

/// Walk times over eligible seniors.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct WalkStatistics {
    /// The mean over those who reach any site, in seconds; `None` when nobody does.
    pub mean_s: Option<f64>,
    /// The shortest time within which half of *all* of them are; `None` when that many reach no site.
    pub p50: Option<WalkTime>,
    /// The shortest time within which nine tenths of *all* of them are; `None` when that many reach no site.
    pub p90: Option<WalkTime>,
}

/// The time within which a senior should reach a kind of site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standard {
    /// The kind, in the user's own words.
    pub kind: String,
    /// The longest walk that still counts; exactly this long counts.
    pub within: WalkTime,
}

/// How one demand point stands towards one kind of site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nearest {
    /// The nearest site (ties: lowest id) and the walk to it, however long.
    Site(SiteId, WalkTime),
    /// No path leads to any site of the kind.
    Unreachable,
    /// The demand point is attached to no street.
    Unsnapped,
}

/// The nearest site of one kind for every demand point.
pub type NearestTable = Table<DemandId, Nearest>;
