//! What walking costs: a profile of a kind of walker turns every arc of the network into a time.
//!
//! Topology stays in `network`; a new speed rebuilds the [`ArcTimes`] and nothing before it.

use crate::ids::{ArcId, Table};
use crate::units::{WalkSpeed, WalkTime};

/// How one kind of walker walks.
#[derive(Debug, Clone, PartialEq)]
pub struct WalkProfile {
    /// Its name, such as `elder_walk`.
    pub name: String,
    /// Speed on flat ground.
    pub speed: WalkSpeed,
    /// How much longer than the straight line the way off the network is.
    pub off_street_factor: f64,
    /// What stairs, crossings and surfaces cost; `None` for the comparator `plain`, which charges nothing.
    pub delays: Option<Delays>,
}

/// What a profile charges beside flat walking.
#[derive(Debug, Clone, PartialEq)]
pub struct Delays {
    /// Seconds for each step of a staircase.
    pub step_s: f64,
    /// Horizontal speed on stairs without a step count, as a share of the flat speed (up, then down).
    pub stairs_speed_factor: (f64, f64),
    /// Seconds for a lift.
    pub elevator_s: f64,
    /// Expected wait at signals in seconds: across primary and above, secondary, all others.
    pub signal_s: [f64; 3],
    /// Expected wait at a marked crossing without signals in seconds: secondary and above, tertiary, all others.
    pub marked_s: [f64; 3],
    /// Speed factors on gravel, grass, and sand or mud.
    pub surface_factor: [f64; 3],
    /// How much longer a discouraged way takes.
    pub discouraged_factor: f64,
}

/// The time of every arc for one profile.
#[derive(Debug, Clone, PartialEq)]
pub struct ArcTimes {
    /// One entry per arc of the network.
    pub arcs: Table<ArcId, ArcTime>,
    /// Speed off the network: the flat speed divided by the off-street factor.
    pub off_street: WalkSpeed,
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
        self.start + self.moving + self.end
    }
}
