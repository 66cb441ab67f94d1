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
//!    takes the same time whatever its length, shared out among its pieces where the map cuts it.
//!    Where the slope of a street is known, its windows lengthen the walk by the factors of [`SlopeCurve`], each direction by
//!    its own.
//! 2. Crossings, gates and ferry piers add waits to the ends of arcs ([`crossings`]).
//!
//!    A trip of a vehicle takes a stop at its end beside ([`ArcTimes::stop`]).
//! 3. Where somebody may not go by how they travel (`permit`), an arc has no time, and a node is shut.
//!
//! 4. The longest walk of a profile is kept where it can matter ([`Cap`]).
//!
//! A slope that the map tells (`incline` in per cent or degrees) outweighs the elevation files, which know the ground only.
//!
//! Under the comparator `plain` every edge takes length / speed, ferries, stairs and lifts included, and nothing else
//! is charged.
//!
//! # Complexity
//!
//! Linear in the arcs; 16 bytes an arc, for each pace.

mod adjust;
pub mod causes;
pub mod crossings;
pub mod doubt;
pub mod graph;
mod junctions;
mod permit;
pub mod profile;
mod slope;
pub mod terrain;

use crate::ids::{ArcId, Id as _, NodeId, Table};
use crate::network::{Edge, Network, Sense, Slopes};
use crate::osm::walkability::{Form, Incline, Surface};
use crate::units::{WalkSpeed, WalkTime};

pub use causes::{Charges, WaitAt, WalkCause};
pub use doubt::Reading;
pub use profile::{AgeSpeed, Cap, Delays, Error, RoadSpeeds, Travel, WalkProfile};
pub use slope::SlopeCurve;
pub use terrain::TerrainEffect;

use crossings::EndWaits;
use permit::Shut;

/// Slopes count up to here (domain rule, as for those from elevation files).
const STEEPEST: f32 = 0.15;

/// The time of every arc for one profile.
#[derive(Debug, Clone, PartialEq)]
pub struct ArcTimes {
    /// One entry per arc of the network; `None` where it may not be travelled.
    pub arcs: Table<ArcId, Option<ArcTime>>,
    /// Speed off the network: the flat speed divided by the off-street factor.
    pub off_street: WalkSpeed,
    /// What each trip takes at its end, beside the way from the street to the site.
    pub stop: WalkTime,
    /// The longest walk, where it can matter; searches that answer a question keep to it.
    pub cap: Option<Cap>,
    /// What each node shuts off; empty where all are passed.
    shut: Vec<Shut>,
}

impl ArcTimes {
    /// Times as given, one for each arc or none; every node is passed.
    pub fn new<T: Into<Option<ArcTime>>>(
        arcs: impl IntoIterator<Item = T>,
        off_street: WalkSpeed,
    ) -> Self {
        Self {
            arcs: arcs.into_iter().map(Into::into).collect(),
            off_street,
            stop: WalkTime::ZERO,
            cap: None,
            shut: Vec::new(),
        }
    }

    /// Works out the time of every arc of a network, as if the ground were flat.
    pub fn of(network: &Network, profile: &WalkProfile) -> Self {
        Self::on(network, profile, None)
    }

    /// Works out the time of every arc of a network whose slopes are known, or not.
    pub fn on(network: &Network, profile: &WalkProfile, slopes: Option<&Slopes>) -> Self {
        Self::read(network, profile, slopes, Reading::AsTold)
    }

    /// The same, where what the map leaves open is read in some way.
    pub fn read(
        network: &Network,
        profile: &WalkProfile,
        slopes: Option<&Slopes>,
        reading: Reading,
    ) -> Self {
        let travel = profile.travel;
        let delays = profile.delays.as_ref();
        let waits = delays.map(|delays| EndWaits::of(network, travel, delays));
        let arcs = network.arcs().iter().map(|arc| {
            let edge = &network.edges()[arc.edge];
            let measured = slopes.map_or(&[][..], |slopes| slopes.of_edge(arc.edge));
            let told = ground(edge, measured, reading);
            let ground = told.as_ref().map_or(measured, std::slice::from_ref);
            let moving = moving(edge, profile, (ground, arc.sense), reading)?;
            let (at_from, at_to) = waits
                .as_ref()
                .map_or_else(Default::default, |waits| waits.of_edge(arc.edge));
            let (start, end) = match arc.sense {
                Sense::Along => (at_from.leaving, at_to.arriving),
                Sense::Against => (at_to.leaving, at_from.arriving),
            };
            Some(ArcTime { start, moving, end })
        });
        Self {
            arcs: arcs.collect(),
            off_street: profile.off_street(),
            stop: WalkTime::from_seconds(delays.map_or(0.0, |delays| delays.stop_s)),
            cap: None,
            shut: delays.map_or_else(Vec::new, |delays| {
                permit::shut(network, travel, delays, reading)
            }),
        }
    }

    /// Whether somebody cannot get past a node.
    pub fn is_shut(&self, node: NodeId) -> bool {
        self.shut_at(node) != Shut::No
    }

    /// Whether somebody who comes to a node by an edge cannot get past it.
    pub fn is_shut_to(&self, node: NodeId, edge: &Edge) -> bool {
        match self.shut_at(node) {
            Shut::No => false,
            Shut::Footways => !junctions::is_carriageway(edge),
            Shut::All => true,
        }
    }

    fn shut_at(&self, node: NodeId) -> Shut {
        self.shut.get(node.index()).copied().unwrap_or_default()
    }

    /// For each edge whether it can be travelled in some direction; `None` where all can.
    pub fn open_edges(&self, network: &Network) -> Option<Vec<bool>> {
        if self.arcs.iter().all(Option::is_some) {
            return None;
        }
        let mut open = vec![false; network.edges().len()];
        for (id, arc) in network.arcs().enumerate() {
            open[arc.edge.index()] |= self.arcs[id].is_some();
        }
        Some(open)
    }
}

/// The one slope of an edge that outweighs the measured ones, if there is any.
fn ground(edge: &Edge, measured: &[f32], reading: Reading) -> Option<f32> {
    told_slope(edge).or_else(|| reading.feared_slope(edge, measured))
}

/// The speed on an edge as if it were flat and firm, in metres a second.
fn flat_mps(edge: &Edge, profile: &WalkProfile) -> f64 {
    let roads = profile.delays.as_ref().and_then(|delays| delays.roads);
    roads.map_or(profile.speed.mps(), |roads| roads.mps(edge))
}

/// The slope that the map tells of a street; what it tells of stairs is the slope of the stairs.
fn told_slope(edge: &Edge) -> Option<f32> {
    match (edge.traits.form, edge.traits.incline) {
        (Form::Street | Form::Crossing, Incline::Share(share)) => {
            Some(share.clamp(-STEEPEST, STEEPEST))
        }
        _ => None,
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

/// The time of moving along a whole edge in one direction, over its slopes where they are known; `None` where one may not.
fn moving(
    edge: &Edge,
    profile: &WalkProfile,
    (slopes, sense): (&[f32], Sense),
    reading: Reading,
) -> Option<WalkTime> {
    let length_m = edge.length.metres();
    let Some(delays) = &profile.delays else {
        let is_walked = edge.traits.is_walked();
        return is_walked.then(|| WalkTime::walking(edge.length, profile.speed));
    };
    if !permit::may_travel(edge, (slopes, sense), (profile.travel, delays), reading) {
        return None;
    }
    let speed_mps = flat_mps(edge, profile);
    let seconds = match edge.traits.form {
        Form::Street | Form::Crossing => {
            let slope = delays.slope.mean_factor(slopes, sense);
            street_s(edge, speed_mps / slope, delays)
        }
        Form::Steps { .. } if profile.travel == Travel::Wheelchair => length_m / speed_mps,
        Form::Steps { .. } if profile.travel == Travel::Bicycle => delays.dismount_s,
        Form::Steps { count: Some(count) } => f64::from(count) * delays.step_s,
        Form::Steps { count: None } => {
            let (up, down) = delays.stairs_speed_factor;
            length_m / (speed_mps * up.midpoint(down))
        }
        Form::Elevator { thousandths } => delays.elevator_s * f64::from(thousandths) / 1_000.0,
        Form::Escalator => length_m / delays.escalator_mps,
        Form::Ferry => length_m / delays.ferry_mps,
    };
    Some(WalkTime::from_seconds(seconds))
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
