//! Where the minutes of a walk go: the time of an arc, taken apart into what causes it.
//!
//! An arc's time and a profile become shares of [`WalkCause`]. No time is made here: whatever the profile charges is only
//! split, so that the causes sum to the time, to the millisecond.
//!
//! # Method
//!
//! 1. Moving is told as a staircase of times, each with one more cause than the one before: on the flat, over the
//!    surface, with rests, with slopes, as corrected by the bureau's edits. A cause takes what its step adds. Stairs, lifts
//!    and ferries are a cause of their own from the first step on.
//! 2. Of a wait, gates, lifts, ferry piers and edits take what they charge; crossings take what is left.
//!
//! # Invariants
//!
//! The last step of the staircase is the arc's own time. A cause may take less than nothing: a downhill that helps, or an
//! edit that speeds up.

use std::collections::BTreeMap;

use crate::ids::{EdgeId, NodeId};
use crate::network::{Edits, Network, Sense, Slopes};
use crate::osm::walkability::Form;
use crate::units::WalkTime;

use super::crossings::is_lift;
use super::{Reading, WalkProfile, flat_mps, ground, moving};

/// What takes time on a walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WalkCause {
    /// Walking on firm, flat ground.
    Flat,
    /// Loose ground, and ways that the map advises against.
    Surface,
    /// Rests on the way.
    Rest,
    /// Slopes, uphill and downhill.
    Slope,
    /// Stairs.
    Steps,
    /// Lifts and moving stairs.
    Lift,
    /// Ferries, with the wait for them.
    Ferry,
    /// Waiting at crossings, and raised kerbs.
    Crossing,
    /// Passing gates.
    Gate,
    /// Speeds and delays that the bureau has set.
    Correction,
    /// Between a door and its street, at both ends.
    OffStreet,
    /// What a trip of a vehicle takes at its end: to park and go in, or to hand over a meal.
    Stop,
}

impl WalkCause {
    /// All causes, in the order in which they are told.
    pub const ALL: [Self; 12] = [
        Self::Flat,
        Self::Surface,
        Self::Rest,
        Self::Slope,
        Self::Steps,
        Self::Lift,
        Self::Ferry,
        Self::Crossing,
        Self::Gate,
        Self::Correction,
        Self::OffStreet,
        Self::Stop,
    ];

    /// The name used in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Flat => "flat",
            Self::Surface => "surface",
            Self::Rest => "rest",
            Self::Slope => "slope",
            Self::Steps => "steps",
            Self::Lift => "lift",
            Self::Ferry => "ferry",
            Self::Crossing => "crossing",
            Self::Gate => "gate",
            Self::Correction => "correction",
            Self::OffStreet => "off_street",
            Self::Stop => "stop",
        }
    }

    /// The name that people read, in Chinese and in English.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Flat => ("平地步行", "walking on the flat"),
            Self::Surface => ("路面不佳", "loose ground"),
            Self::Rest => ("途中休息", "rests"),
            Self::Slope => ("坡度", "slope"),
            Self::Steps => ("台阶", "steps"),
            Self::Lift => ("电梯、扶梯", "lifts and moving stairs"),
            Self::Ferry => ("轮渡", "ferries"),
            Self::Crossing => ("过街等待与路缘", "crossings and kerbs"),
            Self::Gate => ("大门", "gates"),
            Self::Correction => ("本单位设定的速度与等待", "speeds and delays set in edits"),
            Self::OffStreet => ("离开道路的部分", "off the street"),
            Self::Stop => ("停车、交接", "parking and handing over"),
        }
    }
}

/// The end of an arc where somebody waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitAt {
    /// Where it starts.
    Start,
    /// Where it ends.
    End,
}

/// What a scenario charges, in a form that can be taken apart.
#[derive(Debug)]
pub struct Charges<'a> {
    network: &'a Network,
    walk: WalkProfile,
    unrested: WalkProfile,
    slopes: Option<&'a Slopes>,
    /// What edits add to passing a node.
    delays: BTreeMap<NodeId, WalkTime>,
}

impl<'a> Charges<'a> {
    /// Takes the same profile, slopes and edits that made the arc times.
    pub fn of(
        network: &'a Network,
        walk: WalkProfile,
        slopes: Option<&'a Slopes>,
        edits: &Edits,
    ) -> Self {
        let mut unrested = walk.clone();
        if let Some(delays) = &mut unrested.delays {
            delays.rest_s = 0.0;
        }
        let mut delays: BTreeMap<NodeId, WalkTime> = BTreeMap::new();
        if !edits.is_empty() {
            let of_nodes = edits.node_delays(network);
            for (node, seconds) in of_nodes {
                let more = delays.entry(node).or_default();
                *more = more.saturating_add(WalkTime::from_seconds(seconds));
            }
        }
        Self {
            network,
            walk,
            unrested,
            slopes,
            delays,
        }
    }

    /// The staircase of moving times along a whole edge; its last step is `told`, the arc's own time.
    pub fn moving(&self, edge: EdgeId, sense: Sense, told: WalkTime) -> Vec<(WalkCause, WalkTime)> {
        let of_edge = &self.network.edges()[edge];
        let measured = self.slopes.map_or(&[][..], |slopes| slopes.of_edge(edge));
        let told_slope = ground(of_edge, measured, Reading::AsTold);
        let ground = told_slope.as_ref().map_or(measured, std::slice::from_ref);
        // What may be travelled as it is may be travelled on flat ground.
        let charged = |walk: &WalkProfile, ground| {
            moving(of_edge, walk, (ground, sense), Reading::AsTold).unwrap_or(told)
        };
        let own = match (self.walk.delays.is_some(), of_edge.traits.form) {
            (true, Form::Steps { .. }) => Some(WalkCause::Steps),
            (true, Form::Elevator { .. } | Form::Escalator) => Some(WalkCause::Lift),
            (true, Form::Ferry) => Some(WalkCause::Ferry),
            _ => None,
        };
        let mut steps = match own {
            Some(cause) => vec![(cause, charged(&self.walk, ground))],
            None => vec![
                (
                    WalkCause::Flat,
                    WalkTime::from_seconds(of_edge.length.metres() / flat_mps(of_edge, &self.walk)),
                ),
                (WalkCause::Surface, charged(&self.unrested, &[])),
                (WalkCause::Rest, charged(&self.walk, &[])),
                (WalkCause::Slope, charged(&self.walk, ground)),
            ],
        };
        steps.push((WalkCause::Correction, told));
        steps
    }

    /// What a wait at an end of an arc is for; the parts sum to it.
    pub fn waiting(
        &self,
        arc: (EdgeId, Sense),
        at: WaitAt,
        told: WalkTime,
    ) -> [(WalkCause, i64); 5] {
        let edge = &self.network.edges()[arc.0];
        let node = match (at, arc.1) {
            (WaitAt::Start, Sense::Along) | (WaitAt::End, Sense::Against) => edge.from,
            (WaitAt::Start, Sense::Against) | (WaitAt::End, Sense::Along) => edge.to,
        };
        let half = |whole: WalkTime| {
            let leaving = i64::from(whole.millis() / 2);
            match at {
                WaitAt::Start => leaving,
                WaitAt::End => i64::from(whole.millis()) - leaving,
            }
        };
        let (mut gate, mut ferry, mut lift) = (0, 0, 0);
        if let Some(delays) = &self.walk.delays {
            if self.is_gate(node) {
                gate = half(WalkTime::from_seconds(delays.gate_s));
            }
            if !self.walk.travel.is_vehicle() && is_lift(self.network, node) {
                lift = half(WalkTime::from_seconds(delays.elevator_s));
            }
            if at == WaitAt::Start && edge.traits.form == Form::Ferry && self.is_pier(node) {
                ferry = i64::from(WalkTime::from_seconds(delays.ferry_wait_s).millis());
            }
        }
        let correction = self.delays.get(&node).map_or(0, |whole| half(*whole));
        let crossing = i64::from(told.millis()) - gate - ferry - lift - correction;
        [
            (WalkCause::Crossing, crossing),
            (WalkCause::Gate, gate),
            (WalkCause::Ferry, ferry),
            (WalkCause::Lift, lift),
            (WalkCause::Correction, correction),
        ]
    }

    fn is_gate(&self, node: NodeId) -> bool {
        self.network.nodes()[node].traits.is_gate()
    }

    fn is_pier(&self, node: NodeId) -> bool {
        let mut arcs = self.network.arcs_from(node);
        arcs.any(|arc| {
            self.network.edges()[self.network.arcs()[arc].edge]
                .traits
                .form
                != Form::Ferry
        })
    }
}
