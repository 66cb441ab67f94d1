//! Who is covered by what: tallies for the whole plan, each district and each hexagon, and the gaps.
//!
//! Coverage is counted in people, from walk times; hexagons and outlines are drawings of the answer.

pub mod tally;

use crate::ids::{DemandId, SiteId, Table};
use crate::units::WalkTime;

pub use tally::Tally;

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
