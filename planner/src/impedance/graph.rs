//! The network with its walk times, seen as a graph by petgraph, so that its algorithms can check ours.
//!
//! A thin reference: it copies nothing, and it knows no shut nodes. The planner's own search does not use it.

use petgraph::visit::{
    Data, EdgeRef, GraphBase, GraphProp, GraphRef, IntoEdgeReferences, IntoEdges, IntoNeighbors,
    IntoNodeIdentifiers, NodeCount, NodeIndexable, VisitMap, Visitable,
};

use super::ArcTimes;
use crate::ids::{ArcId, Id, NodeId};
use crate::network::Network;
use crate::units::WalkTime;

/// A network whose arcs weigh their whole walk times, waits included.
#[derive(Debug, Clone, Copy)]
pub struct WalkGraph<'a> {
    network: &'a Network,
    times: &'a ArcTimes,
}

impl<'a> WalkGraph<'a> {
    /// Sees a network as a graph; the times must be made from the same network.
    pub fn new(network: &'a Network, times: &'a ArcTimes) -> Self {
        assert_eq!(
            network.arcs().len(),
            times.arcs.len(),
            "times of another network"
        );
        Self { network, times }
    }

    /// An arc that may be travelled.
    fn arc(self, id: ArcId) -> Option<WalkArc> {
        Some(WalkArc {
            id,
            tail: self.network.tail(id),
            head: self.network.arcs()[id].head,
            weight: self.times.arcs[id]?.total(),
        })
    }
}

/// An arc as petgraph sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WalkArc {
    id: ArcId,
    tail: NodeId,
    head: NodeId,
    weight: WalkTime,
}

impl EdgeRef for WalkArc {
    type NodeId = NodeId;
    type EdgeId = ArcId;
    type Weight = WalkTime;
    fn source(&self) -> NodeId {
        self.tail
    }
    fn target(&self) -> NodeId {
        self.head
    }
    fn weight(&self) -> &WalkTime {
        &self.weight
    }
    fn id(&self) -> ArcId {
        self.id
    }
}

/// Which nodes an algorithm has been to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visited(Vec<bool>);

impl VisitMap<NodeId> for Visited {
    fn visit(&mut self, node: NodeId) -> bool {
        !std::mem::replace(&mut self.0[node.index()], true)
    }
    fn is_visited(&self, node: &NodeId) -> bool {
        self.0[node.index()]
    }
    fn unvisit(&mut self, node: NodeId) -> bool {
        std::mem::replace(&mut self.0[node.index()], false)
    }
}

impl GraphBase for WalkGraph<'_> {
    type NodeId = NodeId;
    type EdgeId = ArcId;
}

impl GraphRef for WalkGraph<'_> {}

impl Data for WalkGraph<'_> {
    type NodeWeight = ();
    type EdgeWeight = WalkTime;
}

impl GraphProp for WalkGraph<'_> {
    type EdgeType = petgraph::Directed;
}

impl<'a> IntoNeighbors for WalkGraph<'a> {
    type Neighbors = Box<dyn Iterator<Item = NodeId> + 'a>;
    fn neighbors(self, node: NodeId) -> Self::Neighbors {
        Box::new(
            self.network
                .arcs_from(node)
                .filter_map(move |id| Some(self.arc(id)?.head)),
        )
    }
}

impl<'a> IntoEdgeReferences for WalkGraph<'a> {
    type EdgeRef = WalkArc;
    type EdgeReferences = Box<dyn Iterator<Item = WalkArc> + 'a>;
    fn edge_references(self) -> Self::EdgeReferences {
        Box::new(self.network.arcs().ids().filter_map(move |id| self.arc(id)))
    }
}

impl<'a> IntoEdges for WalkGraph<'a> {
    type Edges = Box<dyn Iterator<Item = WalkArc> + 'a>;
    fn edges(self, node: NodeId) -> Self::Edges {
        Box::new(
            self.network
                .arcs_from(node)
                .filter_map(move |id| self.arc(id)),
        )
    }
}

impl<'a> IntoNodeIdentifiers for WalkGraph<'a> {
    type NodeIdentifiers = Box<dyn Iterator<Item = NodeId> + 'a>;
    fn node_identifiers(self) -> Self::NodeIdentifiers {
        Box::new(self.network.nodes().ids())
    }
}

impl NodeCount for WalkGraph<'_> {
    fn node_count(&self) -> usize {
        self.network.nodes().len()
    }
}

impl NodeIndexable for WalkGraph<'_> {
    fn node_bound(&self) -> usize {
        self.network.nodes().len()
    }
    fn to_index(&self, node: NodeId) -> usize {
        node.index()
    }
    fn from_index(&self, index: usize) -> NodeId {
        NodeId::from_index(index)
    }
}

impl Visitable for WalkGraph<'_> {
    type Map = Visited;
    fn visit_map(&self) -> Visited {
        Visited(vec![false; self.network.nodes().len()])
    }
    fn reset_map(&self, map: &mut Visited) {
        *map = self.visit_map();
    }
}
