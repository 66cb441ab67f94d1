//! Waits at crossings, gates and ferry piers, laid on the ends of the edges that meet there.
//!
//! The wait for a road is laid half on each edge from which one steps onto it, so that a search without turn states
//! charges a walk across it once and a walk along it nothing. Nobody knows which side of a road a walk keeps to: a
//! walk that turns into the road pays one half.
//!
//! ```text
//!                 0 │ primary                  A junction of dual carriageways: four signals within
//!    residential    │    residential           30 m are one junction. Edges inside it (═) are free.
//!   ───────────½w───●───½w───────────                        │0  │0
//!                   │                               ─────½w──●═══●──½w─────
//!                 0 │                                        ║   ║
//!                                                   ─────½w──●═══●──½w─────
//!   straight on along the residential: w                     │0  │0
//!   along the primary: 0 · turning in: ½w          across, over two of the four: w, once
//! ```
//!
//! A carriageway on which nobody walks, because its pavements are ways of their own, is crossed like any other: nodes tell
//! of it ([`Unwalked`](crate::osm::walkability::Unwalked)).
//!
//! # Method
//!
//! 1. A crossing node has signals or a marked crossing, or is where a crossing way meets a carriageway. A node where a
//!    road of class secondary or above is crossed by other ways, and where nothing is marked, is an unmarked one.
//! 2. Signals within 30 m of each other, in chains, are one junction. A marked node within 30 m of a signal belongs to
//!    the nearest one's junction; any other is a junction of its own. An unmarked node within 30 m of a signal or a
//!    marked one belongs to the nearest one's junction; the others within 30 m of each other, in chains, are one.
//! 3. A plain junction of carriageways joins when two nodes of one junction lead to it within 30 m (lights drawn at
//!    the stop lines), and so do plain nodes on a chain within 30 m between two of its nodes (traffic islands), and places
//!    where an edit has cut an edge between them. A marked place on a pavement, next to the carriageway that is crossed in
//!    the same junction, does not: who walks along the pavement crosses nothing.
//! 4. An edge between two nodes of one junction is inside and free. Of the others that meet it:
//!    - a footway, a crossing way, stairs: half of the wait for the busiest carriageway at that node; where the
//!      carriageway is no part of the network, the wait for the quietest kind of road;
//!    - a carriageway quieter than the junction's busiest: half of the wait for the busiest;
//!    - a carriageway of the busiest class: nothing, unless all of them are equal and they do cross or meet: then half.
//! 5. A gate lays half of its time on every edge that meets it, and so does a lift that is drawn as a node, a raised kerb
//!    on every footway. A ferry's wait is paid on leaving a pier.
//! 6. A vehicle comes to a light on the road itself: half of the wait lies on every arm that meets a junction.
//!
//! # Complexity
//!
//! Linear in the edges, and O(c log c) in the crossing nodes plus the pairs of them that are near each other.
//!
//! # Invariants
//!
//! The two halves of a wait sum to the whole millisecond. The same network gives the same waits.

use std::collections::BTreeSet;

use super::junctions::{self, Arms, Control, INSIDE_M, Junctions, Seen, ends, is_carriageway};
use super::{Delays, Travel};
use crate::ids::{EdgeId, NodeId, Table};
use crate::network::Network;
use crate::osm::walkability::{Form, Kerb, RoadClass};
use crate::units::WalkTime;

/// The waits at both ends of every edge.
#[derive(Debug)]
pub(super) struct EndWaits(Table<EdgeId, [EndWait; 2]>);

/// What one end of an edge costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct EndWait {
    /// To those who step onto the edge here.
    pub(super) leaving: WalkTime,
    /// To those who walk the edge to here.
    pub(super) arriving: WalkTime,
}

impl EndWait {
    /// Adds a wait of which one half is paid on stepping off and one on stepping on.
    fn add_half_of(&mut self, wait: WalkTime) {
        let half = WalkTime::from_millis(wait.millis() / 2);
        self.leaving = self.leaving.saturating_add(half);
        self.arriving = self.arriving.saturating_add(wait.saturating_sub(half));
    }
}

impl EndWaits {
    /// Works out the waits of a profile.
    pub(super) fn of(network: &Network, travel: Travel, delays: &Delays) -> Self {
        let mut waits = Self(vec![[EndWait::default(); 2]; network.edges().len()].into());
        let seen = Seen { network, travel };
        let arms = Table::from(junctions::arms(seen));
        let junctions = Junctions::of(seen, &arms);
        for arm in outer_arms(seen, &junctions, &arms) {
            let wait = arm.wait(delays);
            waits.0[arm.edge][arm.end].add_half_of(wait);
        }
        waits.add_gates(network, WalkTime::from_seconds(delays.gate_s));
        if !travel.is_vehicle() {
            waits.add_lifts(network, WalkTime::from_seconds(delays.elevator_s));
        }
        waits.add_kerbs(network, WalkTime::from_seconds(delays.kerb_s));
        waits.add_ferries(network, WalkTime::from_seconds(delays.ferry_wait_s));
        waits
    }

    /// The waits where an edge starts and where it ends.
    pub(super) fn of_edge(&self, edge: EdgeId) -> (EndWait, EndWait) {
        let [at_from, at_to] = self.0[edge];
        (at_from, at_to)
    }

    fn add_gates(&mut self, network: &Network, wait: WalkTime) {
        let is_gate = |node: NodeId| network.nodes()[node].traits.is_gate();
        for (edge, end, _) in edge_ends(network).filter(|(.., node)| is_gate(*node)) {
            self.0[edge][end].add_half_of(wait);
        }
    }

    fn add_lifts(&mut self, network: &Network, wait: WalkTime) {
        for (edge, end, _) in edge_ends(network).filter(|(.., node)| is_lift(network, *node)) {
            self.0[edge][end].add_half_of(wait);
        }
    }

    fn add_kerbs(&mut self, network: &Network, wait: WalkTime) {
        let is_raised = |node: NodeId| network.nodes()[node].traits.kerb != Kerb::Flat;
        let ends = edge_ends(network)
            .filter(|(edge, _, node)| is_raised(*node) && !is_carriageway(&network.edges()[*edge]));
        for (edge, end, _) in ends {
            self.0[edge][end].add_half_of(wait);
        }
    }

    fn add_ferries(&mut self, network: &Network, wait: WalkTime) {
        let is_ferry = |edge: EdgeId| network.edges()[edge].traits.form == Form::Ferry;
        let is_pier = |node: NodeId| {
            let mut arcs = network.arcs_from(node);
            arcs.any(|arc| !is_ferry(network.arcs()[arc].edge))
        };
        let piers = edge_ends(network).filter(|(edge, _, node)| is_ferry(*edge) && is_pier(*node));
        for (edge, end, _) in piers {
            let leaving = &mut self.0[edge][end].leaving;
            *leaving = leaving.saturating_add(wait);
        }
    }
}

/// Whether a node is a lift, and no way that is one tells of it.
pub(super) fn is_lift(network: &Network, node: NodeId) -> bool {
    let is_ride = |edge: EdgeId| matches!(network.edges()[edge].traits.form, Form::Elevator { .. });
    let mut arcs = network.arcs_from(node);
    network.nodes()[node].traits.lift && !arcs.any(|arc| is_ride(network.arcs()[arc].edge))
}

/// Both ends of every edge: 0 where it starts and 1 where it ends, each with its node.
fn edge_ends(network: &Network) -> impl Iterator<Item = (EdgeId, usize, NodeId)> + '_ {
    let edges = network.edges().enumerate();
    edges.flat_map(|(id, edge)| [(id, 0, edge.from), (id, 1, edge.to)])
}

/// The edges that lead out of each junction, where they meet it.
fn outer_arms(seen: Seen<'_>, junctions: &Junctions, arms: &Table<NodeId, Arms>) -> Vec<Arm> {
    let Seen { network, travel } = seen;
    let mut outer = Vec::new();
    let mut inside: BTreeSet<NodeId> = BTreeSet::new();
    let mut rank = vec![Rank::default(); junctions.control.len()];
    for (id, edge) in seen.edges() {
        let at = ends(edge).map(|node| junctions.of_node.get(&node).copied());
        let is_inside = at[0].is_some() && at[0] == at[1] && edge.length.metres() <= INSIDE_M;
        if is_inside {
            inside.extend(ends(edge));
            continue;
        }
        for (end, junction) in at.into_iter().enumerate() {
            let Some(junction) = junction else { continue };
            let class = is_carriageway(edge).then_some(edge.traits.class);
            rank[junction].see(class);
            outer.push((junction, id, end, class));
        }
    }
    for (node, junction) in &junctions.of_node {
        rank[*junction].meeting |= arms[*node].carriageways >= 3;
        if let Some(unwalked) = seen.unwalked(*node) {
            rank[*junction].see(Some(unwalked.class));
        }
    }
    let arm = |(junction, edge, end, class): (usize, EdgeId, usize, Option<RoadClass>)| {
        let node = ends(&network.edges()[edge])[end];
        let here = arms[node];
        let steps_in = here.busiest > class || here.carriageways >= 3 || inside.contains(&node);
        let step = match (travel.is_vehicle(), steps_in) {
            (true, _) => Step::Driving,
            (false, true) => Step::In,
            (false, false) => Step::Past,
        };
        Arm {
            edge,
            end,
            control: junctions.control[junction],
            crossed: rank[junction].crossed_from(class, here.busiest, step),
        }
    };
    outer.into_iter().map(arm).collect()
}

/// The classes of the carriageways that lead out of a junction.
#[derive(Debug, Clone, Copy, Default)]
struct Rank {
    busiest: Option<RoadClass>,
    quietest: Option<RoadClass>,
    /// Whether carriageways cross or meet here, and not only pass.
    meeting: bool,
}

impl Rank {
    fn see(&mut self, carriageway: Option<RoadClass>) {
        self.busiest = self.busiest.max(carriageway);
        let quietest = self.quietest.into_iter().chain(carriageway).min();
        self.quietest = quietest;
    }

    /// What an arm steps onto: a class of road, or nothing.
    fn crossed_from(
        self,
        class: Option<RoadClass>,
        busiest_here: Option<RoadClass>,
        step: Step,
    ) -> Crossed {
        match class {
            _ if step == Step::Driving => Crossed::Road(self.busiest.unwrap_or(RoadClass::Path)),
            None => Crossed::Road(busiest_here.unwrap_or(RoadClass::Path)),
            Some(_) if step == Step::Past => Crossed::Nothing,
            Some(class) if Some(class) < self.busiest => {
                Crossed::Road(self.busiest.unwrap_or(class))
            }
            Some(class) if self.meeting && self.quietest == self.busiest => Crossed::Road(class),
            Some(_) => Crossed::Nothing,
        }
    }
}

/// Whether one steps from an edge into the junction, only passes a light at its brim, or drives up to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    In,
    Past,
    Driving,
}

/// What stepping from an edge into a junction crosses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Crossed {
    Nothing,
    Road(RoadClass),
}

/// An edge that leads out of a junction.
struct Arm {
    edge: EdgeId,
    /// 0 where the edge starts at the junction, 1 where it ends there.
    end: usize,
    control: Control,
    crossed: Crossed,
}

impl Arm {
    /// The whole wait of which this arm bears one half.
    fn wait(&self, delays: &Delays) -> WalkTime {
        let Crossed::Road(class) = self.crossed else {
            return WalkTime::ZERO;
        };
        let seconds = match (self.control, class) {
            (Control::Signals, class) if class >= RoadClass::Primary => delays.signal_s[0],
            (Control::Signals, RoadClass::Secondary) => delays.signal_s[1],
            (Control::Signals, _) => delays.signal_s[2],
            (Control::Marked, class) if class >= RoadClass::Secondary => delays.marked_s[0],
            (Control::Marked, RoadClass::Tertiary) => delays.marked_s[1],
            (Control::Marked, _) => delays.marked_s[2],
            (Control::Unmarked, class) if class >= RoadClass::Secondary => delays.unmarked_s,
            (Control::Unmarked, _) => 0.0,
        };
        WalkTime::from_seconds(seconds)
    }
}

#[cfg(test)]
mod tests;
