//! Places are attached to the network: to the nearest point *on an edge*, or nowhere, and why.

use crate::ids::{DemandId, EdgeId, SiteId, Table};
use crate::units::Metres;

/// Where a place is attached to the network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SnapPoint {
    /// The edge.
    pub edge: EdgeId,
    /// How far from the start of the edge, along it.
    pub along: Metres,
    /// How far the place is off the network, in a straight line.
    pub gap: Metres,
}

/// Why a place is not attached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Unsnapped {
    /// The nearest street is beyond the limit, at this distance, or there is none.
    TooFar(Option<Metres>),
    /// The place has no usable coordinates.
    NoCoordinates,
}

/// Every place with where it is attached.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Snapped {
    /// For each demand point.
    pub demand: Table<DemandId, Result<SnapPoint, Unsnapped>>,
    /// For each site.
    pub sites: Table<SiteId, Result<SnapPoint, Unsnapped>>,
}
