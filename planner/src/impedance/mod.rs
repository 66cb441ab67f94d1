//! What walking costs: a profile of a kind of walker turns every arc of the network into a time.
//!
//! Topology stays in `network`; a new speed rebuilds the [`ArcTimes`] and nothing before it.
//!
//! # Method
//!
//! 1. The length of an edge becomes a moving time. Streets: length / speed, slower on loose surfaces and on
//!    discouraged ways, with rests spread evenly over the way. Stairs: the number of steps times the seconds for one,
//!    up and down alike; where the map gives no number, length / (speed × the mean of the factors up and down),
//!    because without elevation nobody knows which way is up. Escalators and ferries have speeds of their own; a lift
//!    takes the same time whatever its length.
//!    Where the slope of a street is known, its windows lengthen the walk by the factors of [`SlopeCurve`], each direction by
//!    its own.
//! 2. Crossings, gates and ferry piers add waits to the ends of arcs ([`crossings`]).
//!
//! Under the comparator `plain` every edge takes length / speed, ferries, stairs and lifts included, and nothing else
//! is charged.
//!
//! # Complexity
//!
//! Linear in the arcs; 12 bytes an arc.

mod adjust;
pub mod causes;
pub mod crossings;
pub mod graph;
mod junctions;
pub mod profile;
mod slope;
pub mod terrain;

use crate::ids::{ArcId, Table};
use crate::network::{Edge, Network, Sense, Slopes};
use crate::osm::walkability::{Form, Surface};
use crate::units::{WalkSpeed, WalkTime};

pub use causes::{Charges, WaitAt, WalkCause};
pub use profile::{Delays, Error, WalkProfile};
pub use slope::SlopeCurve;
pub use terrain::TerrainEffect;

use crossings::EndWaits;

/// The time of every arc for one profile.
#[derive(Debug, Clone, PartialEq)]
pub struct ArcTimes {
    /// One entry per arc of the network.
    pub arcs: Table<ArcId, ArcTime>,
    /// Speed off the network: the flat speed divided by the off-street factor.
    pub off_street: WalkSpeed,
}

impl ArcTimes {
    /// Works out the time of every arc of a network, as if the ground were flat.
    pub fn of(network: &Network, profile: &WalkProfile) -> Self {
        Self::on(network, profile, None)
    }

    /// Works out the time of every arc of a network whose slopes are known, or not.
    pub fn on(network: &Network, profile: &WalkProfile, slopes: Option<&Slopes>) -> Self {
        let waits = profile
            .delays
            .as_ref()
            .map(|delays| EndWaits::of(network, delays));
        let arcs = network.arcs().iter().map(|arc| {
            let ground = slopes.map_or(&[][..], |slopes| slopes.of_edge(arc.edge));
            let moving = moving(&network.edges()[arc.edge], profile, (ground, arc.sense));
            let (at_from, at_to) = waits
                .as_ref()
                .map_or_else(Default::default, |waits| waits.of_edge(arc.edge));
            let (start, end) = match arc.sense {
                Sense::Along => (at_from.leaving, at_to.arriving),
                Sense::Against => (at_to.leaving, at_from.arriving),
            };
            ArcTime { start, moving, end }
        });
        Self {
            arcs: arcs.collect(),
            off_street: profile.off_street(),
        }
    }
}

/// What one arc costs: a wait where it starts, the walk, and a wait where it ends.
///
/// Somebody who lives on the arc walks their share of it and waits only where they reach its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ArcTime {
    /// Waiting where the arc starts.
    pub start: WalkTime,
    /// Moving along the whole arc.
    pub moving: WalkTime,
    /// Waiting where the arc ends.
    pub end: WalkTime,
}

impl ArcTime {
    /// The time of the whole arc.
    pub fn total(self) -> WalkTime {
        self.start
            .saturating_add(self.moving)
            .saturating_add(self.end)
    }
}

/// The time of moving along a whole edge in one direction, over its slopes where they are known.
fn moving(edge: &Edge, profile: &WalkProfile, (slopes, sense): (&[f32], Sense)) -> WalkTime {
    let length_m = edge.length.metres();
    let speed_mps = profile.speed.mps();
    let Some(delays) = &profile.delays else {
        return WalkTime::walking(edge.length, profile.speed);
    };
    let seconds = match edge.traits.form {
        Form::Street | Form::Crossing => {
            let slope = delays.slope.mean_factor(slopes, sense);
            street_s(edge, speed_mps / slope, delays)
        }
        Form::Steps { count: Some(count) } => f64::from(count) * delays.step_s,
        Form::Steps { count: None } => {
            let (up, down) = delays.stairs_speed_factor;
            length_m / (speed_mps * up.midpoint(down))
        }
        Form::Elevator => delays.elevator_s,
        Form::Escalator => length_m / delays.escalator_mps,
        Form::Ferry => length_m / delays.ferry_mps,
    };
    WalkTime::from_seconds(seconds)
}

/// The seconds that walking along a street takes, with its surface and the rests on the way.
fn street_s(edge: &Edge, speed_mps: f64, delays: &Delays) -> f64 {
    let [gravel, grass, soft] = delays.surface_factor;
    let surface = match edge.traits.surface {
        Surface::Firm => 1.0,
        Surface::Gravel => gravel,
        Surface::Grass => grass,
        Surface::Soft => soft,
    };
    let advice = if edge.traits.discouraged {
        delays.discouraged_factor
    } else {
        1.0
    };
    let length_m = edge.length.metres();
    length_m / (speed_mps * surface) * advice + length_m / delays.rest_every_m * delays.rest_s
}

#[cfg(test)]
mod tests;
