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
//! # Method
//!
//! 1. A crossing node has signals or a marked crossing, or is where a crossing way meets a carriageway.
//! 2. Signals within 30 m of each other, in chains, are one junction. A marked node within 30 m of a signal belongs to
//!    the nearest one's junction; any other is a junction of its own.
//! 3. A plain junction of carriageways joins when two nodes of one junction lead to it within 30 m (lights drawn at
//!    the stop lines), and so do plain nodes on a chain within 30 m between two of its nodes (traffic islands).
//! 4. An edge between two nodes of one junction is inside and free. Of the others that meet it:
//!    - a footway, a crossing way, stairs: half of the wait for the busiest carriageway at that node; where the
//!      carriageway is no part of the network, the wait for the quietest kind of road;
//!    - a carriageway quieter than the junction's busiest: half of the wait for the busiest;
//!    - a carriageway of the busiest class: nothing, unless all of them are equal and they do cross or meet: then half.
//! 5. A gate lays half of its time on every edge that meets it. A ferry's wait is paid on leaving a pier.
//!
//! # Complexity
//!
//! Linear in the edges, and O(c log c) in the crossing nodes plus the pairs of them that are near each other.
//!
//! # Invariants
//!
//! The two halves of a wait sum to the whole millisecond. The same network gives the same waits.

use std::collections::{BTreeMap, BTreeSet};

use super::Delays;
use crate::ids::{ArcId, EdgeId, Id, NodeId, Table};
use crate::network::{Edge, Network};
use crate::osm::walkability::{Barrier, Crossing, Form, RoadClass};
use crate::projection::{Plane, distance};
use crate::units::{Metres, WalkTime};

/// Signals nearer to each other than this are one junction (OpenTripPlanner warns of counting them twice).
const MERGE_M: f64 = 30.0;
/// An edge between two nodes of a junction is inside it up to this length: there may be a bend.
const INSIDE_M: f64 = 2.0 * MERGE_M;

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
    pub(super) fn of(network: &Network, delays: &Delays) -> Self {
        let mut waits = Self(vec![[EndWait::default(); 2]; network.edges().len()].into());
        let arms = Table::<NodeId, Arms>::from(arms(network));
        let junctions = Junctions::of(network, &arms);
        for arm in junctions.outer_arms(network, &arms) {
            let wait = arm.wait(delays);
            waits.0[arm.edge][arm.end].add_half_of(wait);
        }
        waits.add_gates(network, WalkTime::from_seconds(delays.gate_s));
        waits.add_ferries(network, WalkTime::from_seconds(delays.ferry_wait_s));
        waits
    }

    /// The waits where an edge starts and where it ends.
    pub(super) fn of_edge(&self, edge: EdgeId) -> (EndWait, EndWait) {
        let [at_from, at_to] = self.0[edge];
        (at_from, at_to)
    }

    fn add_gates(&mut self, network: &Network, wait: WalkTime) {
        for (id, edge) in network.edges().enumerate() {
            for (end, node) in ends(edge).into_iter().enumerate() {
                let barrier = network.nodes()[node].traits.barrier;
                if matches!(barrier, Barrier::Gate | Barrier::PrivateGate) {
                    self.0[id][end].add_half_of(wait);
                }
            }
        }
    }

    fn add_ferries(&mut self, network: &Network, wait: WalkTime) {
        let is_ferry = |edge: &Edge| edge.traits.form == Form::Ferry;
        let ferries = network.edges().enumerate().filter(|(_, e)| is_ferry(e));
        for (id, edge) in ferries {
            for (end, node) in ends(edge).into_iter().enumerate() {
                let mut edges = network.arcs_from(node).map(|a| network.arcs()[a].edge);
                if edges.any(|e| !is_ferry(&network.edges()[e])) {
                    let leaving = &mut self.0[id][end].leaving;
                    *leaving = leaving.saturating_add(wait);
                }
            }
        }
    }
}

/// What meets at a node.
#[derive(Debug, Clone, Copy, Default)]
struct Arms {
    edges: u8,
    carriageways: u8,
    busiest: Option<RoadClass>,
}

/// Counts what meets at every node.
fn arms(network: &Network) -> Vec<Arms> {
    let mut arms = vec![Arms::default(); network.nodes().len()];
    for edge in network.edges() {
        for node in ends(edge) {
            let arms = &mut arms[node.index()];
            arms.edges = arms.edges.saturating_add(1);
            if is_carriageway(edge) {
                arms.carriageways = arms.carriageways.saturating_add(1);
                arms.busiest = arms.busiest.max(Some(edge.traits.class));
            }
        }
    }
    arms
}

/// How a carriageway is crossed at a junction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Control {
    Marked,
    Signals,
}

/// The junctions where waits are charged, and the nodes that belong to them.
struct Junctions {
    control: Vec<Control>,
    of_node: BTreeMap<NodeId, usize>,
}

impl Junctions {
    fn of(network: &Network, arms: &Table<NodeId, Arms>) -> Self {
        let nodes = crossing_nodes(network, arms);
        let leaders = group(network, &nodes);
        let mut junctions = Self {
            control: Vec::new(),
            of_node: BTreeMap::new(),
        };
        let mut number_of = vec![None; nodes.len()];
        for (index, (node, _)) in nodes.iter().enumerate() {
            let leader = leaders[index];
            let number = *number_of[leader].get_or_insert(junctions.control.len());
            if number == junctions.control.len() {
                junctions.control.push(nodes[leader].1);
            }
            junctions.of_node.insert(*node, number);
        }
        junctions.add_middles(network, arms);
        junctions.add_chains(network, arms);
        junctions
    }

    /// Adds plain junctions of carriageways to which two nodes of one junction lead.
    fn add_middles(&mut self, network: &Network, arms: &Table<NodeId, Arms>) {
        let mut links: BTreeSet<(NodeId, usize, NodeId)> = BTreeSet::new();
        for (node, junction) in self.signalled() {
            let chains = network
                .arcs_from(node)
                .filter_map(|arc| self.chain(network, arms, arc));
            let ends = chains.map(|chain| chain.end);
            links.extend(
                ends.filter(|end| arms[*end].carriageways >= 3)
                    .map(|end| (end, junction, node)),
            );
        }
        let mut last = None;
        for (middle, junction, _) in links {
            if last.replace((middle, junction)) == Some((middle, junction)) {
                self.of_node.entry(middle).or_insert(junction);
            }
        }
    }

    /// Adds plain nodes on short chains between two nodes of one junction.
    fn add_chains(&mut self, network: &Network, arms: &Table<NodeId, Arms>) {
        let mut passed = Vec::new();
        for (node, junction) in self.signalled() {
            let chains = network
                .arcs_from(node)
                .filter_map(|arc| self.chain(network, arms, arc));
            let inside = chains.filter(|chain| self.of_node.get(&chain.end) == Some(&junction));
            passed.extend(inside.flat_map(|chain| chain.passed).map(|n| (n, junction)));
        }
        self.of_node.extend(passed);
    }

    /// The nodes of junctions with signals.
    fn signalled(&self) -> impl Iterator<Item = (NodeId, usize)> + '_ {
        let all = self
            .of_node
            .iter()
            .map(|(node, junction)| (*node, *junction));
        all.filter(|(_, junction)| self.control[*junction] == Control::Signals)
    }

    /// Follows an arc over plain nodes with two edges, for at most the merging distance.
    fn chain(&self, network: &Network, arms: &Table<NodeId, Arms>, first: ArcId) -> Option<Chain> {
        let mut arc = network.arcs()[first];
        let mut length = network.edges()[arc.edge].length;
        let mut passed = Vec::new();
        while length.metres() <= MERGE_M {
            let node = arc.head;
            if self.of_node.contains_key(&node) || arms[node].edges != 2 {
                return Some(Chain { passed, end: node });
            }
            let mut onward = network.arcs_from(node).map(|id| network.arcs()[id]);
            arc = onward.find(|next| next.edge != arc.edge)?;
            passed.push(node);
            length += network.edges()[arc.edge].length;
        }
        None
    }

    /// The edges that lead out of each junction, where they meet it.
    fn outer_arms(&self, network: &Network, arms: &Table<NodeId, Arms>) -> Vec<Arm> {
        let mut outer = Vec::new();
        let mut inside: BTreeSet<NodeId> = BTreeSet::new();
        let mut rank = vec![Rank::default(); self.control.len()];
        for (id, edge) in network.edges().enumerate() {
            let at = ends(edge).map(|node| self.of_node.get(&node).copied());
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
        for (node, junction) in &self.of_node {
            rank[*junction].meeting |= arms[*node].carriageways >= 3;
        }
        let arm = |(junction, edge, end, class): (usize, EdgeId, usize, Option<RoadClass>)| {
            let node = ends(&network.edges()[edge])[end];
            let here = arms[node];
            let steps_in = here.busiest > class || here.carriageways >= 3 || inside.contains(&node);
            Arm {
                edge,
                end,
                control: self.control[junction],
                crossed: rank[junction].crossed_from(class, here.busiest, steps_in),
            }
        };
        outer.into_iter().map(arm).collect()
    }
}

/// A way over plain nodes from a junction to the next node that is none.
struct Chain {
    passed: Vec<NodeId>,
    end: NodeId,
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
        steps_in: bool,
    ) -> Crossed {
        match class {
            None => Crossed::Road(busiest_here.unwrap_or(RoadClass::Path)),
            Some(_) if !steps_in => Crossed::Nothing,
            Some(class) if Some(class) < self.busiest => {
                Crossed::Road(self.busiest.unwrap_or(class))
            }
            Some(class) if self.meeting && self.quietest == self.busiest => Crossed::Road(class),
            Some(_) => Crossed::Nothing,
        }
    }
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
            (Control::Signals, RoadClass::Primary | RoadClass::Trunk) => delays.signal_s[0],
            (Control::Signals, RoadClass::Secondary) => delays.signal_s[1],
            (Control::Signals, _) => delays.signal_s[2],
            (Control::Marked, class) if class >= RoadClass::Secondary => delays.marked_s[0],
            (Control::Marked, RoadClass::Tertiary) => delays.marked_s[1],
            (Control::Marked, _) => delays.marked_s[2],
        };
        WalkTime::from_seconds(seconds)
    }
}

/// The nodes where carriageways are crossed, by ascending id.
fn crossing_nodes(network: &Network, arms: &Table<NodeId, Arms>) -> Vec<(NodeId, Control)> {
    let mut found = BTreeMap::new();
    for edge in network.edges() {
        if edge.traits.form == Form::Crossing {
            let on_road = ends(edge).into_iter().filter(|n| arms[*n].carriageways > 0);
            found.extend(on_road.map(|node| (node, Control::Marked)));
        }
    }
    for (id, node) in network.nodes().enumerate() {
        match node.traits.crossing {
            Crossing::None => {}
            Crossing::Marked => drop(found.insert(id, Control::Marked)),
            Crossing::Signals => drop(found.insert(id, Control::Signals)),
        }
    }
    found.into_iter().collect()
}

/// Groups crossing nodes into junctions: for each, the position of the first signal of its junction, or its own.
fn group(network: &Network, nodes: &[(NodeId, Control)]) -> Vec<usize> {
    let mut leaders: Vec<usize> = (0..nodes.len()).collect();
    let mut nearest: Vec<Option<(f64, usize)>> = vec![None; nodes.len()];
    for (a, b, apart) in near_pairs(network, nodes) {
        match (nodes[a].1, nodes[b].1) {
            (Control::Signals, Control::Signals) => join(&mut leaders, a, b),
            (Control::Signals, Control::Marked) => choose(&mut nearest[b], (apart.metres(), a)),
            (Control::Marked, Control::Signals) => choose(&mut nearest[a], (apart.metres(), b)),
            (Control::Marked, Control::Marked) => {}
        }
    }
    for (index, signal) in nearest.iter().enumerate() {
        if let Some((_, signal)) = signal {
            leaders[index] = *signal;
        }
    }
    (0..nodes.len()).map(|i| leader(&leaders, i)).collect()
}

/// Keeps the nearer of two signals, the first one of two that are as near.
fn choose(best: &mut Option<(f64, usize)>, other: (f64, usize)) {
    if best.is_none_or(|best| other < best) {
        *best = Some(other);
    }
}

/// Joins two groups under the lower of their leaders.
fn join(leaders: &mut [usize], a: usize, b: usize) {
    let (a, b) = (leader(leaders, a), leader(leaders, b));
    leaders[a.max(b)] = a.min(b);
}

fn leader(leaders: &[usize], mut index: usize) -> usize {
    while leaders[index] != index {
        index = leaders[index];
    }
    index
}

/// All pairs of nodes within the merging distance, found by a sweep from south to north.
fn near_pairs(network: &Network, nodes: &[(NodeId, Control)]) -> Vec<(usize, usize, Metres)> {
    let at = |i: usize| network.nodes()[nodes[i].0].at;
    let plane = Plane::around((0..nodes.len()).map(at));
    let mut order: Vec<(f64, usize)> = (0..nodes.len())
        .map(|i| (plane.to_metres(at(i)).y, i))
        .collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    // The plane stretches far from its middle; the sweep looks a little farther than it must.
    let reach_m = MERGE_M * 1.02;
    let mut pairs = Vec::new();
    for (i, (y, a)) in order.iter().enumerate() {
        let ahead = order[i + 1..]
            .iter()
            .take_while(|(other, _)| other - y <= reach_m);
        for (_, b) in ahead {
            let apart = distance(at(*a), at(*b));
            if apart.metres() <= MERGE_M {
                pairs.push((*a, *b, apart));
            }
        }
    }
    pairs
}

/// Whether an edge is a road on which vehicles drive.
fn is_carriageway(edge: &Edge) -> bool {
    edge.traits.form == Form::Street && edge.traits.class > RoadClass::Path
}

const fn ends(edge: &Edge) -> [NodeId; 2] {
    [edge.from, edge.to]
}

#[cfg(test)]
mod tests;
