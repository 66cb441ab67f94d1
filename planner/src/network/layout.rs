//! Nodes and edges, one after the other, become the flat arrays of a [`Network`].

use super::{Arc, Edge, EdgePlan, Network, Node, Sense, components};
use crate::ids::{EdgeId, Id, NodeId, Table};
use crate::osm::walkability::{Direction, WayTraits};
use crate::projection::{LonLat, distance};
use crate::units::Metres;

/// A network in the making; the shape of the edge being drawn lies at the end of `shapes`.
#[derive(Debug, Default)]
pub(super) struct Layout {
    nodes: Table<NodeId, Node>,
    edges: Vec<Edge>,
    shapes: Vec<LonLat>,
}

impl Layout {
    /// An empty layout with room for so many nodes, edges and places along them.
    pub(super) fn with_capacity(nodes: usize, edges: usize, places: usize) -> Self {
        Self {
            nodes: Vec::with_capacity(nodes).into(),
            edges: Vec::with_capacity(edges),
            shapes: Vec::with_capacity(places),
        }
    }

    /// Adds a node.
    pub(super) fn add_node(&mut self, node: Node) -> NodeId {
        self.nodes.push(node)
    }

    /// Adds an edge with its whole shape.
    pub(super) fn add_edge(&mut self, plan: &EdgePlan) {
        assert!(plan.shape.len() >= 2, "an edge needs two ends");
        for place in &plan.shape {
            self.draw(*place);
        }
        let length = self.drawn_length();
        self.close((plan.from, plan.to), length, plan.traits, plan.osm_way);
    }

    /// Adds a place to the edge being drawn.
    pub(super) fn draw(&mut self, place: LonLat) {
        self.shapes.push(place);
    }

    /// The length of the edge being drawn.
    pub(super) fn drawn_length(&self) -> Metres {
        let drawn = &self.shapes[self.closed()..];
        drawn.windows(2).map(|w| distance(w[0], w[1])).sum()
    }

    /// Forgets the edge being drawn.
    pub(super) fn erase(&mut self) {
        self.shapes.truncate(self.closed());
    }

    /// Makes what has been drawn an edge between two nodes.
    pub(super) fn close(
        &mut self,
        (from, to): (NodeId, NodeId),
        length: Metres,
        traits: WayTraits,
        osm_way: i64,
    ) {
        let shape = (self.closed() as u32, self.shapes.len() as u32);
        self.edges.push(Edge {
            from,
            to,
            length,
            traits,
            osm_way,
            shape,
        });
    }

    /// The edges so far.
    pub(super) fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The same, to be changed.
    pub(super) fn edges_mut(&mut self) -> &mut [Edge] {
        &mut self.edges
    }

    /// Freezes the network.
    pub(super) fn finish(self) -> Network {
        let edges = Table::from(self.edges);
        let (first_out, arcs) = forward_star(self.nodes.len(), &edges);
        let (islands, island_of) = components::label(self.nodes.len(), &edges);
        Network {
            nodes: self.nodes,
            edges,
            shapes: self.shapes,
            first_out,
            arcs: arcs.into(),
            islands,
            island_of,
        }
    }

    /// Where the shapes of the finished edges end.
    fn closed(&self) -> usize {
        self.edges.last().map_or(0, |edge| edge.shape.1 as usize)
    }
}

/// Groups the arcs of all edges by the node that they leave, edges in id order, by counting.
fn forward_star(nodes: usize, edges: &Table<EdgeId, Edge>) -> (Vec<u32>, Vec<Arc>) {
    let mut first_out = vec![0_u32; nodes + 1];
    for (tail, _) in edges.enumerate().flat_map(arcs_of) {
        first_out[tail.index() + 1] += 1;
    }
    for i in 1..first_out.len() {
        first_out[i] += first_out[i - 1];
    }
    let unset = Arc {
        head: NodeId::from_index(0),
        edge: EdgeId::from_index(0),
        sense: Sense::Along,
    };
    let mut arcs = vec![unset; first_out[nodes] as usize];
    let mut next = first_out.clone();
    for (tail, arc) in edges.enumerate().flat_map(arcs_of) {
        let slot = &mut next[tail.index()];
        arcs[*slot as usize] = arc;
        *slot += 1;
    }
    (first_out, arcs)
}

/// The one or two arcs of an edge, each with the node that it leaves.
fn arcs_of((id, edge): (EdgeId, &Edge)) -> impl Iterator<Item = (NodeId, Arc)> {
    let arc = |head, sense| Arc {
        head,
        edge: id,
        sense,
    };
    let direction = edge.traits.direction;
    let along = (direction != Direction::Backward).then(|| (edge.from, arc(edge.to, Sense::Along)));
    let against =
        (direction != Direction::Forward).then(|| (edge.to, arc(edge.from, Sense::Against)));
    along.into_iter().chain(against)
}
