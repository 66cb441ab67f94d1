//! Who may go where by how they travel: which edges, in which direction, and which nodes they cannot get past.
//!
//! Walkers may go wherever the network leads, but on the ways that are read for vehicles alone. A wheelchair may not where the map says so (which counts before what it says of walkers), else not over stairs without a
//! ramp, on escalators, on rough ground, over a raised kerb, or on a slope steeper than its limit; `wheelchair=yes`
//! outweighs all of these. Bicycles and cars ride where and in the direction that the tables of
//! [`crate::osm::walkability::wheels`] allow; bicycles are pushed over stairs that have a ramp for them.

use crate::ids::NodeId;
use crate::network::{Edge, Network, Sense};
use crate::osm::walkability::{Direction, Fitness, Form, Gap, Kerb, RoadClass};

use super::doubt::Reading;
use super::profile::{Delays, Travel};

/// A raised kerb whose height nobody has measured: an ordinary one.
const USUAL_KERB_M: f64 = 0.10;
/// Slopes are kept as single-precision numbers.
const SLOPE_GRAIN: f64 = 1e-6;

/// Whether somebody may travel along an edge, over its slopes.
pub(super) fn may_travel(
    edge: &Edge,
    (slopes, sense): (&[f32], Sense),
    profile: (Travel, &Delays),
    reading: Reading,
) -> bool {
    let (travel, delays) = profile;
    let wheels = &edge.traits.wheels;
    let is_stairs = matches!(edge.traits.form, Form::Steps { .. });
    let is_machine = matches!(edge.traits.form, Form::Elevator { .. } | Form::Escalator);
    match travel {
        _ if edge.traits.closed => false,
        Travel::Foot => edge.traits.is_walked(),
        Travel::Wheelchair => edge.traits.is_rolled() && may_roll(edge, slopes, delays, reading),
        Travel::Bicycle if is_stairs => wheels.bicycle_ramp || delays.stairs_are_ramps,
        Travel::Bicycle => !is_machine && allows(wheels.bicycles, sense),
        Travel::Car => !is_stairs && !is_machine && allows(wheels.cars, sense),
    }
}

fn may_roll(edge: &Edge, slopes: &[f32], delays: &Delays, reading: Reading) -> bool {
    let wheels = &edge.traits.wheels;
    match wheels.wheelchair {
        Fitness::Yes => return true,
        Fitness::No => return false,
        Fitness::Limited if reading == Reading::Fearful => return false,
        Fitness::Untold if reading == Reading::Fearful && is_unknown_path(edge) => return false,
        Fitness::Untold | Fitness::Limited => {}
    }
    let is_steep = |slope: &f32| f64::from(slope.abs()) > delays.slope_limit + SLOPE_GRAIN;
    let form = match edge.traits.form {
        Form::Steps { .. } => wheels.wheelchair_ramp || delays.stairs_are_ramps,
        Form::Escalator => false,
        Form::Street | Form::Crossing | Form::Elevator { .. } | Form::Ferry => true,
    };
    let is_flat = !is_too_high(wheels.kerb, delays, reading);
    form && !wheels.rough && is_flat && !slopes.iter().any(is_steep)
}

/// Whether nobody has told if wheels get along a footway or a track; streets that cars use are level and firm.
pub(super) fn is_unknown_path(edge: &Edge) -> bool {
    let wheels = &edge.traits.wheels;
    let is_path = matches!(edge.traits.class, RoadClass::Path | RoadClass::Track);
    // Of stairs the map tells the ramp, of lifts and ferries that they are some.
    let is_street = matches!(edge.traits.form, Form::Street | Form::Crossing);
    is_path && is_street && wheels.wheelchair == Fitness::Untold
}

fn is_too_high(kerb: Kerb, delays: &Delays, reading: Reading) -> bool {
    match kerb {
        Kerb::Flat => false,
        Kerb::Raised { height_mm: None } => {
            reading.fears_kerbs() && USUAL_KERB_M > delays.kerb_limit_m
        }
        Kerb::Raised {
            height_mm: Some(mm),
        } => f64::from(mm) / 1000.0 > delays.kerb_limit_m,
    }
}

fn allows(direction: Option<Direction>, sense: Sense) -> bool {
    match direction {
        None => false,
        Some(Direction::Both) => true,
        Some(Direction::Forward) => sense == Sense::Along,
        Some(Direction::Backward) => sense == Sense::Against,
    }
}

/// Whom a node keeps from getting past it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Shut {
    /// Nobody.
    #[default]
    No,
    /// Whoever comes by a footway: a kerb.
    Footways,
    /// Everybody: a barrier.
    All,
}

/// What each node shuts off; empty where all are passed.
pub(super) fn shut(
    network: &Network,
    travel: Travel,
    delays: &Delays,
    reading: Reading,
) -> Vec<Shut> {
    let shut_at = |id: NodeId| {
        let traits = network.nodes()[id].traits;
        let is_barred = match travel {
            Travel::Foot => false,
            Travel::Wheelchair | Travel::Bicycle => traits.gap == Gap::NoWheels,
            Travel::Car => traits.gap != Gap::Wide,
        };
        if is_barred {
            Shut::All
        } else if travel == Travel::Wheelchair && is_too_high(traits.kerb, delays, reading) {
            Shut::Footways
        } else {
            Shut::No
        }
    };
    let shut: Vec<Shut> = network.nodes().ids().map(shut_at).collect();
    if shut.iter().all(|shut| *shut == Shut::No) {
        return Vec::new();
    }
    shut
}

#[cfg(test)]
mod tests;
