//! The walking network: junctions, pieces of street between them, and which of them hang together.
//!
//! Frozen after it is built. It holds topology and shape but no walk times: those belong to `impedance`, so that a new
//! speed rebuilds nothing here.

pub mod build;
pub mod components;
pub mod compounds;
pub mod edits;
pub mod index;
mod layout;
pub mod passage;
pub mod terrain;

use geo::Coord;

use crate::ids::{ArcId, EdgeId, Id, NodeId, Table};
use crate::osm::walkability::{NodeTraits, WayTraits};
use crate::projection::{LonLat, distance};
use crate::text::Told;
use crate::units::Metres;

use layout::Layout;

pub use build::{build, nothing};
pub use components::{Island, IslandId};
pub use compounds::Compounds;
pub use edits::Edits;
pub use index::{EdgeIndex, Nearby, Side};
pub use passage::Passage;
pub use terrain::{Slopes, Terrain};

/// Why no network could be built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No way of the extract can be walked.
    #[error(
        "the extract holds no street that can be walked: {ways} ways were kept and {dropped} were left out, \
         at least one street of some length was expected; \
         use an extract that covers the area and holds ways tagged `highway`"
    )]
    NoStreets {
        /// The ways that were kept, all without length.
        ways: usize,
        /// The `highway` ways that were left out.
        dropped: u64,
    },
}

impl Told for Error {
    fn zh(&self) -> String {
        match self {
            Self::NoStreets { ways, dropped } => format!(
                "地图中没有可步行的街道：保留 {ways} 条、略去 {dropped} 条，至少应有一条有长度的街道；\
                 请使用覆盖该地区、含 `highway` 标签的地图"
            ),
        }
    }
}

/// An immutable forward star over junctions, with the shape of every edge and its island.
#[derive(Debug, Clone)]
pub struct Network {
    nodes: Table<NodeId, Node>,
    edges: Table<EdgeId, Edge>,
    shapes: Vec<LonLat>,
    first_out: Vec<u32>,
    arcs: Table<ArcId, Arc>,
    islands: Table<IslandId, Island>,
    island_of: Vec<IslandId>,
}

/// A junction, a dead end, or a place where the street changes its character.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Node {
    /// Where it is.
    pub at: LonLat,
    /// What stands there.
    pub traits: NodeTraits,
}

/// A piece of street between two nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// The node where its shape starts.
    pub from: NodeId,
    /// The node where its shape ends.
    pub to: NodeId,
    /// Its length along the shape.
    pub length: Metres,
    /// How it can be walked.
    pub traits: WayTraits,
    /// The OpenStreetMap id of its way; may be negative.
    pub osm_way: i64,
    shape: (u32, u32),
}

/// One direction of an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arc {
    /// The node that it leads to.
    pub head: NodeId,
    /// The edge that it walks.
    pub edge: EdgeId,
    /// Whether it walks the edge along its shape or against it.
    pub sense: Sense,
}

/// Along the shape of an edge, or against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sense {
    /// From `Edge::from` to `Edge::to`.
    Along,
    /// From `Edge::to` to `Edge::from`.
    Against,
}

/// What an edge is made from; its shape includes both end nodes' places.
#[derive(Debug, Clone, PartialEq)]
pub struct EdgePlan {
    /// The node where the shape starts.
    pub from: NodeId,
    /// The node where the shape ends.
    pub to: NodeId,
    /// At least two places.
    pub shape: Vec<LonLat>,
    /// How it can be walked.
    pub traits: WayTraits,
    /// The OpenStreetMap id of its way.
    pub osm_way: i64,
}

impl Network {
    /// Lays out nodes and edges as a forward star and labels the islands; ids follow the order given.
    pub fn assemble(nodes: Vec<Node>, plans: impl IntoIterator<Item = EdgePlan>) -> Self {
        let mut layout = Layout::default();
        for node in nodes {
            layout.add_node(node);
        }
        for plan in plans {
            layout.add_edge(&plan);
        }
        layout.finish()
    }

    /// The nodes.
    pub const fn nodes(&self) -> &Table<NodeId, Node> {
        &self.nodes
    }

    /// The edges.
    pub const fn edges(&self) -> &Table<EdgeId, Edge> {
        &self.edges
    }

    /// The arcs, grouped by the node that they leave.
    pub const fn arcs(&self) -> &Table<ArcId, Arc> {
        &self.arcs
    }

    /// The arcs that leave a node.
    pub fn arcs_from(&self, node: NodeId) -> impl ExactSizeIterator<Item = ArcId> + use<> {
        let (first, last) = (
            self.first_out[node.index()],
            self.first_out[node.index() + 1],
        );
        (first as usize..last as usize).map(ArcId::from_index)
    }

    /// The node that an arc leaves.
    pub fn tail(&self, arc: ArcId) -> NodeId {
        let Arc { edge, sense, .. } = self.arcs[arc];
        match sense {
            Sense::Along => self.edges[edge].from,
            Sense::Against => self.edges[edge].to,
        }
    }

    /// The places along an edge, both ends included.
    pub fn shape(&self, edge: EdgeId) -> &[LonLat] {
        let (start, end) = self.edges[edge].shape;
        &self.shapes[start as usize..end as usize]
    }

    /// The place at a distance from the start of an edge, measured along it.
    pub fn place_along(&self, edge: EdgeId, along: Metres) -> LonLat {
        let shape = self.shape(edge);
        let mut left = along.metres();
        for w in shape.windows(2) {
            let piece = distance(w[0], w[1]).metres();
            if left <= piece && piece > 0.0 {
                return between(w[0], w[1], left / piece);
            }
            left -= piece;
        }
        shape[shape.len() - 1]
    }

    /// The islands, largest first.
    pub const fn islands(&self) -> &Table<IslandId, Island> {
        &self.islands
    }

    /// The island of a node.
    pub fn island_of(&self, node: NodeId) -> IslandId {
        self.island_of[node.index()]
    }

    /// The island of an edge.
    pub fn island_of_edge(&self, edge: EdgeId) -> IslandId {
        self.island_of(self.edges[edge].from)
    }

    /// The length of all edges together.
    pub fn length(&self) -> Metres {
        self.edges.iter().map(|e| e.length).sum()
    }
}

/// The place at a share of the straight way from one place to another.
fn between(a: LonLat, b: LonLat, share: f64) -> LonLat {
    let Coord { x: ax, y: ay } = a.coord();
    let Coord { x: bx, y: by } = b.coord();
    LonLat::new(ax + (bx - ax) * share, ay + (by - ay) * share).unwrap_or(a)
}
