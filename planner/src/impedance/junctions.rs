//! Which crossing nodes are one junction, where a wait is charged once.
//!
//! The rules are those of [`super::crossings`], steps 1 to 3; no time is known here.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::{ArcId, EdgeId, Id, NodeId, Table};
use crate::network::passage::{SIDED_FROM, has_sides};
use crate::network::{Edge, Network};
use crate::osm::walkability::{Crossing, Edited, Form, RoadClass, Unwalked};
use crate::projection::{Plane, distance};
use crate::units::Metres;

use super::Travel;

/// Signals nearer to each other than this are one junction (OpenTripPlanner warns of counting them twice).
pub(super) const MERGE_M: f64 = 30.0;
/// An edge between two nodes of a junction is inside it up to this length: there may be a bend.
pub(super) const INSIDE_M: f64 = 2.0 * MERGE_M;

/// The network as somebody who travels so sees it: walkers do not see the ways that vehicles alone use. What an edit has
/// closed is still seen, so that nobody waits less because of it.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) network: &'a Network,
    pub(super) travel: Travel,
}

impl<'a> Seen<'a> {
    fn shows(self, edge: &Edge) -> bool {
        self.travel.is_vehicle() || edge.traits.is_for_walkers()
    }

    /// The carriageways at a node that its edges do not show.
    pub(super) fn unwalked(self, node: NodeId) -> Option<Unwalked> {
        let of_node = self.network.nodes()[node].traits.unwalked;
        of_node.filter(|_| !self.travel.is_vehicle())
    }

    /// The edges.
    pub(super) fn edges(self) -> impl Iterator<Item = (EdgeId, &'a Edge)> {
        let edges = self.network.edges().enumerate();
        edges.filter(move |(_, edge)| self.shows(edge))
    }

    /// The arcs that leave a node.
    fn arcs_from(self, node: NodeId) -> impl Iterator<Item = ArcId> {
        let arcs = self.network.arcs_from(node);
        arcs.filter(move |arc| self.shows(&self.network.edges()[self.network.arcs()[*arc].edge]))
    }
}

/// The junctions where waits are charged, and the nodes that belong to them.
pub(super) struct Junctions {
    /// How each junction is crossed.
    pub(super) control: Vec<Control>,
    /// The junction that a node belongs to.
    pub(super) of_node: BTreeMap<NodeId, usize>,
}

impl Junctions {
    /// Finds the junctions of a network.
    pub(super) fn of(seen: Seen<'_>, arms: &Table<NodeId, Arms>) -> Self {
        let nodes = crossing_nodes(seen, arms);
        let leaders = group(seen.network, &nodes);
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
        junctions.leave_pavements(seen, arms);
        junctions.add_middles(seen, arms);
        junctions.add_chains(seen, arms);
        junctions.add_cuts(seen, arms);
        junctions
    }

    /// Takes out marked places on pavements from which an edge leads onto the carriageway of the same junction.
    fn leave_pavements(&mut self, seen: Seen<'_>, arms: &Table<NodeId, Arms>) {
        let mut beside = BTreeSet::new();
        for (_, edge) in seen.edges() {
            let [from, to] = ends(edge);
            let same = self
                .of_node
                .get(&from)
                .is_some_and(|j| self.of_node.get(&to) == Some(j));
            if same && arms[from].carriageways == 0 && arms[to].carriageways > 0 {
                beside.insert(from);
            }
            if same && arms[to].carriageways == 0 && arms[from].carriageways > 0 {
                beside.insert(to);
            }
        }
        self.of_node.retain(|node, _| !beside.contains(node));
    }

    /// Adds places where an edit has cut an edge inside a junction: nobody waits less, or more, because of the cut.
    fn add_cuts(&mut self, seen: Seen<'_>, arms: &Table<NodeId, Arms>) {
        let nodes = seen.network.nodes();
        let is_cut = |node: NodeId| {
            nodes[node].traits.edited != Edited::No
                && arms[node].edges == 2
                && !self.of_node.contains_key(&node)
        };
        let mut beside: BTreeMap<NodeId, Vec<(NodeId, f64)>> = BTreeMap::new();
        for (_, edge) in seen.edges() {
            let [from, to] = ends(edge);
            for (node, other) in [(from, to), (to, from)] {
                if is_cut(node) {
                    let next = beside.entry(node).or_default();
                    next.push((other, edge.length.metres()));
                }
            }
        }
        let mut inside = Vec::new();
        for (node, next) in &beside {
            let ends = next.iter().map(|first| past_cuts(&beside, *node, *first));
            let ends: Vec<(NodeId, f64)> = ends.collect();
            let [a, b] = ends.as_slice() else { continue };
            let junction = self.of_node.get(&a.0);
            if a.1 + b.1 <= INSIDE_M && junction == self.of_node.get(&b.0) {
                inside.extend(junction.map(|junction| (*node, *junction)));
            }
        }
        self.of_node.extend(inside);
    }

    /// Adds plain junctions of carriageways to which two nodes of one junction lead.
    fn add_middles(&mut self, seen: Seen<'_>, arms: &Table<NodeId, Arms>) {
        let mut links: BTreeSet<(NodeId, usize, NodeId)> = BTreeSet::new();
        for (node, junction) in self.signalled() {
            let chains = seen
                .arcs_from(node)
                .filter_map(|arc| self.chain(seen, arms, arc));
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
    fn add_chains(&mut self, seen: Seen<'_>, arms: &Table<NodeId, Arms>) {
        let mut passed = Vec::new();
        for (node, junction) in self.signalled() {
            let chains = seen
                .arcs_from(node)
                .filter_map(|arc| self.chain(seen, arms, arc));
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
    fn chain(&self, seen: Seen<'_>, arms: &Table<NodeId, Arms>, first: ArcId) -> Option<Chain> {
        let network = seen.network;
        let mut arc = network.arcs()[first];
        let mut length = network.edges()[arc.edge].length;
        let mut passed = Vec::new();
        while length.metres() <= MERGE_M {
            let node = arc.head;
            if self.of_node.contains_key(&node) || arms[node].edges != 2 {
                return Some(Chain { passed, end: node });
            }
            let mut onward = seen.arcs_from(node).map(|id| network.arcs()[id]);
            arc = onward.find(|next| next.edge != arc.edge)?;
            passed.push(node);
            length += network.edges()[arc.edge].length;
        }
        None
    }
}

/// Where one comes to from a cut over further cuts, and how far that is in metres.
fn past_cuts(
    beside: &BTreeMap<NodeId, Vec<(NodeId, f64)>>,
    mut from: NodeId,
    (mut to, mut metres): (NodeId, f64),
) -> (NodeId, f64) {
    while let Some(next) = beside.get(&to).filter(|_| metres <= INSIDE_M) {
        let Some((onward, more)) = next.iter().find(|(node, _)| *node != from) else {
            break;
        };
        (from, to, metres) = (to, *onward, metres + more);
    }
    (to, metres)
}

/// How a carriageway is crossed at a junction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Control {
    Unmarked,
    Marked,
    Signals,
}

/// What meets at a node.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Arms {
    edges: u8,
    pub(super) carriageways: u8,
    arterials: u8,
    pub(super) busiest: Option<RoadClass>,
}

/// Counts what meets at every node.
pub(super) fn arms(seen: Seen<'_>) -> Vec<Arms> {
    let mut arms = vec![Arms::default(); seen.network.nodes().len()];
    for (_, edge) in seen.edges() {
        for node in ends(edge) {
            let arms = &mut arms[node.index()];
            arms.edges = arms.edges.saturating_add(1);
            if is_carriageway(edge) {
                arms.carriageways = arms.carriageways.saturating_add(1);
                arms.arterials = arms.arterials.saturating_add(has_sides(edge).into());
                arms.busiest = arms.busiest.max(Some(edge.traits.class));
            }
        }
    }
    for (id, _) in seen.network.nodes().enumerate() {
        let Some(Unwalked { class, arms: more }) = seen.unwalked(id) else {
            continue;
        };
        let arms = &mut arms[id.index()];
        arms.edges = arms.edges.saturating_add(more);
        arms.carriageways = arms.carriageways.saturating_add(more);
        if class >= SIDED_FROM {
            arms.arterials = arms.arterials.saturating_add(more);
        }
        arms.busiest = arms.busiest.max(Some(class));
    }
    arms
}

impl Arms {
    /// Whether a wide road passes here that other ways cross.
    const fn cross_arterial(self) -> bool {
        self.arterials >= 3 || (self.arterials == 2 && self.edges > 2)
    }
}

/// A way over plain nodes from a junction to the next node that is none.
struct Chain {
    passed: Vec<NodeId>,
    end: NodeId,
}

/// The nodes where carriageways are crossed, by ascending id.
fn crossing_nodes(seen: Seen<'_>, arms: &Table<NodeId, Arms>) -> Vec<(NodeId, Control)> {
    let mut found = BTreeMap::new();
    for (_, edge) in seen.edges() {
        if edge.traits.form == Form::Crossing {
            let on_road = ends(edge).into_iter().filter(|n| arms[*n].carriageways > 0);
            found.extend(on_road.map(|node| (node, Control::Marked)));
        }
    }
    let nodes = seen.network.nodes().enumerate();
    for (id, node) in nodes.filter(|(id, _)| arms[*id].edges > 0) {
        match node.traits.crossing {
            Crossing::None if arms[id].cross_arterial() => {
                found.entry(id).or_insert(Control::Unmarked);
            }
            Crossing::None => {}
            Crossing::Marked => drop(found.insert(id, Control::Marked)),
            Crossing::Signals => drop(found.insert(id, Control::Signals)),
        }
    }
    found.into_iter().collect()
}

/// Groups crossing nodes into junctions: for each, the position of the first node that rules its junction, or its own.
fn group(network: &Network, nodes: &[(NodeId, Control)]) -> Vec<usize> {
    let mut leaders: Vec<usize> = (0..nodes.len()).collect();
    let mut nearest: Vec<Option<(f64, usize)>> = vec![None; nodes.len()];
    let pairs = near_pairs(network, nodes);
    for (a, b, apart) in &pairs {
        let (a, b, apart) = (*a, *b, apart.metres());
        match (nodes[a].1, nodes[b].1) {
            (Control::Signals, Control::Signals) => join(&mut leaders, a, b),
            (Control::Marked, Control::Marked) | (Control::Unmarked, Control::Unmarked) => {}
            (of_a, of_b) if of_a > of_b => choose(&mut nearest[b], (apart, a)),
            _ => choose(&mut nearest[a], (apart, b)),
        }
    }
    let is_alone = |i: usize| nodes[i].1 == Control::Unmarked && nearest[i].is_none();
    for (a, b, _) in pairs {
        if is_alone(a) && is_alone(b) {
            join(&mut leaders, a, b);
        }
    }
    for (index, controlled) in nearest.iter().enumerate() {
        if let Some((_, controlled)) = controlled {
            leaders[index] = *controlled;
        }
    }
    (0..nodes.len()).map(|i| leader(&leaders, i)).collect()
}

/// Keeps the nearer of two crossings, the first one of two that are as near.
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
pub(super) fn is_carriageway(edge: &Edge) -> bool {
    edge.traits.form == Form::Street && edge.traits.class > RoadClass::Path
}

pub(super) const fn ends(edge: &Edge) -> [NodeId; 2] {
    [edge.from, edge.to]
}
