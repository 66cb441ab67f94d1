//! Streets without a choice become one chain: edges that follow each other through nodes where only two meet.
//!
//! Turns `Network` and `ArcTimes` into [`Chains`], and places on edges into [`Position`]s on chains. It holds the one
//! definition of what a share of an edge takes ([`moved`]). It knows neither demand points nor sites.
//!
//! Method:
//! 1. A node is passed through when exactly two different edges end there and whoever comes along one may leave along
//!    the other, in the same directions: both two-way, or one in and one out. All other nodes are junctions.
//! 2. From every junction, each edge not yet taken is followed through passed nodes up to the next junction. Edges that
//!    are left form rings without a junction: the first node of the lowest edge becomes one.
//! 3. A one-way chain is turned so that *ahead* is its walkable direction.
//! 4. Times are summed along the chain, in both directions, in whole milliseconds.
//!
//! Complexity: linear in nodes and edges.
//!
//! Invariants: every edge is in exactly one chain; for two places on one chain, the difference of their positions is
//! what a search over the single arcs would find, to the millisecond.

use crate::ids::{ArcId, EdgeId, Id, NodeId};
use crate::impedance::{ArcTime, ArcTimes};
use crate::network::{Network, Sense};
use crate::snap::SnapPoint;
use crate::units::{Metres, WalkTime};

/// All edges of a network, joined into chains.
#[derive(Debug)]
pub struct Chains<'a> {
    network: &'a Network,
    times: &'a ArcTimes,
    arcs_of_edge: Vec<[Option<ArcId>; 2]>,
    joined: Vec<Chain>,
    pieces: Vec<Piece>,
    piece_of_edge: Vec<u32>,
}

/// Edges that follow each other from one junction, the tail, to another, the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chain {
    /// The junction where it starts.
    pub tail: NodeId,
    /// The junction where it ends.
    pub head: NodeId,
    /// Walking from tail to head.
    pub ahead_ms: u64,
    /// Walking from head to tail; `None` on a one-way chain.
    pub back_ms: Option<u64>,
}

/// Where a place lies on a chain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// The chain, as an index.
    pub chain: u32,
    /// Sorts places on one chain from tail to head.
    pub order: Order,
    /// Walking from the tail to the place.
    pub from_tail_ms: u64,
    /// Walking from the head to the place; `None` on a one-way chain.
    pub from_head_ms: Option<u64>,
}

/// The order of places along one chain: exact where times are equal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Order {
    piece: u32,
    along_m: f64,
}

/// An edge as a part of its chain.
#[derive(Debug, Clone, Copy)]
struct Piece {
    edge: EdgeId,
    chain: u32,
    /// How walking ahead on the chain sees the edge.
    sense: Sense,
    /// Walking ahead from the tail to the start of the piece.
    ahead_before_ms: u64,
    /// Walking back from the head to the end of the piece.
    back_before_ms: u64,
}

impl<'a> Chains<'a> {
    /// Joins the edges of a network into chains and sums their times.
    pub fn of(network: &'a Network, times: &'a ArcTimes) -> Self {
        let arcs_of_edge = arcs_of_edges(network);
        let mut chains = Self {
            network,
            times,
            piece_of_edge: vec![0; arcs_of_edge.len()],
            arcs_of_edge,
            joined: Vec::new(),
            pieces: Vec::new(),
        };
        chains.trace_all();
        chains
    }

    /// The chains.
    pub fn as_slice(&self) -> &[Chain] {
        &self.joined
    }

    /// Where a place on an edge lies on its chain.
    pub fn position(&self, at: &SnapPoint) -> Position {
        let index = self.piece_of_edge[at.edge.index()];
        let piece = self.pieces[index as usize];
        let length = self.network.edges()[at.edge].length;
        let until = |sense: Sense| {
            self.arc_time(at.edge, sense).map(|time| {
                let moved = moved(sense, time.moving, at.along, length);
                u64::from(time.start.millis()) + u64::from(moved.millis())
            })
        };
        let along_m = at.along.metres();
        Position {
            chain: piece.chain,
            order: Order {
                piece: index,
                along_m: match piece.sense {
                    Sense::Along => along_m,
                    Sense::Against => 0.0 - along_m,
                },
            },
            from_tail_ms: piece.ahead_before_ms + until(piece.sense).unwrap_or_default(),
            from_head_ms: until(opposite(piece.sense)).map(|ms| piece.back_before_ms + ms),
        }
    }

    fn trace_all(&mut self) {
        let incident = Incident::of(self.network);
        let mut passed: Vec<bool> = (self.network.nodes().ids())
            .map(|node| self.passes_through(&incident, node))
            .collect();
        let mut taken = vec![false; self.network.edges().len()];
        let nodes = self.network.nodes().ids();
        for node in nodes.filter(|node| !passed[node.index()]) {
            for edge in incident.of_node(node) {
                self.trace(&incident, &passed, &mut taken, (node, *edge));
            }
        }
        for edge in self.network.edges().ids() {
            if !taken[edge.index()] {
                let start = self.network.edges()[edge].from;
                passed[start.index()] = false;
                self.trace(&incident, &passed, &mut taken, (start, edge));
            }
        }
    }

    /// Whether only two edges meet at a node, and lead on into each other.
    fn passes_through(&self, incident: &Incident, node: NodeId) -> bool {
        let &[a, b] = incident.of_node(node) else {
            return false;
        };
        let enters = |edge| self.walkable(edge, opposite(self.leaving(edge, node)));
        let leaves = |edge| self.walkable(edge, self.leaving(edge, node));
        a != b && enters(a) == leaves(b) && enters(b) == leaves(a)
    }

    /// Follows one edge from a junction to the next and adds the chain, unless the edge was taken before.
    fn trace(
        &mut self,
        incident: &Incident,
        passed: &[bool],
        taken: &mut [bool],
        (start, first): (NodeId, EdgeId),
    ) {
        if taken[first.index()] {
            return;
        }
        let mut steps = Vec::new();
        let (mut node, mut edge) = (start, first);
        loop {
            taken[edge.index()] = true;
            let sense = self.leaving(edge, node);
            steps.push((edge, sense));
            node = self.end_of(edge, sense);
            let next = incident.of_node(node).iter().find(|e| **e != edge);
            match next {
                Some(next) if passed[node.index()] => edge = *next,
                _ => break,
            }
        }
        if self.walkable(first, steps[0].1) {
            self.add(start, node, &steps);
        } else {
            let turned: Vec<_> = steps
                .iter()
                .rev()
                .map(|(e, s)| (*e, opposite(*s)))
                .collect();
            self.add(node, start, &turned);
        }
    }

    fn add(&mut self, tail: NodeId, head: NodeId, steps: &[(EdgeId, Sense)]) {
        let total = |edge, sense| self.arc_time(edge, sense).map_or(0, total_ms);
        let back_ms: u64 = steps.iter().map(|(e, s)| total(*e, opposite(*s))).sum();
        let (mut ahead_before_ms, mut back_before_ms) = (0, back_ms);
        let mut pieces = Vec::with_capacity(steps.len());
        for (edge, sense) in steps {
            back_before_ms -= total(*edge, opposite(*sense));
            pieces.push(Piece {
                edge: *edge,
                chain: self.joined.len() as u32,
                sense: *sense,
                ahead_before_ms,
                back_before_ms,
            });
            ahead_before_ms += total(*edge, *sense);
        }
        let two_way = steps.iter().all(|(e, s)| self.walkable(*e, opposite(*s)));
        for piece in pieces {
            self.piece_of_edge[piece.edge.index()] = self.pieces.len() as u32;
            self.pieces.push(piece);
        }
        self.joined.push(Chain {
            tail,
            head,
            ahead_ms: ahead_before_ms,
            back_ms: two_way.then_some(back_ms),
        });
    }

    /// How an edge is seen by somebody who leaves one of its ends; a loop is left along its shape.
    fn leaving(&self, edge: EdgeId, node: NodeId) -> Sense {
        if self.network.edges()[edge].from == node {
            Sense::Along
        } else {
            Sense::Against
        }
    }

    fn end_of(&self, edge: EdgeId, sense: Sense) -> NodeId {
        match sense {
            Sense::Along => self.network.edges()[edge].to,
            Sense::Against => self.network.edges()[edge].from,
        }
    }

    fn walkable(&self, edge: EdgeId, sense: Sense) -> bool {
        self.arcs_of_edge[edge.index()][sense as usize].is_some()
    }

    fn arc_time(&self, edge: EdgeId, sense: Sense) -> Option<ArcTime> {
        self.arcs_of_edge[edge.index()][sense as usize].map(|arc| self.times.arcs[arc])
    }
}

impl Order {
    /// Compares two places on one chain; places on one edge by their distance along it.
    pub fn compare(&self, other: &Self) -> std::cmp::Ordering {
        let by_piece = self.piece.cmp(&other.piece);
        by_piece.then(self.along_m.total_cmp(&other.along_m))
    }
}

/// The moving time from the start of an arc to a place on its edge.
///
/// The share of the edge up to `along` is rounded to the millisecond once; the rest is what remains, so that the two
/// always sum to the whole.
pub fn moved(sense: Sense, moving: WalkTime, along: Metres, length: Metres) -> WalkTime {
    let whole_ms = f64::from(moving.millis());
    let share_ms = if length > Metres::ZERO {
        (whole_ms * along.metres() / length.metres())
            .round()
            .min(whole_ms)
    } else {
        0.0
    };
    let share = WalkTime::from_millis(share_ms as u32);
    match sense {
        Sense::Along => share,
        Sense::Against => moving.saturating_sub(share),
    }
}

/// The walk between a place and its edge.
pub fn gap_time(at: &SnapPoint, times: &ArcTimes) -> WalkTime {
    WalkTime::walking(at.gap, times.off_street)
}

/// The arcs of every edge: along it, and against it.
pub(super) fn arcs_of_edges(network: &Network) -> Vec<[Option<ArcId>; 2]> {
    let mut arcs_of_edge = vec![[None; 2]; network.edges().len()];
    for (id, arc) in network.arcs().enumerate() {
        arcs_of_edge[arc.edge.index()][arc.sense as usize] = Some(id);
    }
    arcs_of_edge
}

pub(super) const fn opposite(sense: Sense) -> Sense {
    match sense {
        Sense::Along => Sense::Against,
        Sense::Against => Sense::Along,
    }
}

fn total_ms(time: ArcTime) -> u64 {
    [time.start, time.moving, time.end]
        .iter()
        .map(|t| u64::from(t.millis()))
        .sum()
}

/// The edges that end at every node, lowest first; a loop is listed twice.
struct Incident {
    first: Vec<u32>,
    edges: Vec<EdgeId>,
}

impl Incident {
    fn of(network: &Network) -> Self {
        let ends = || {
            let ends = network.edges().enumerate();
            ends.flat_map(|(id, edge)| [(edge.from, id), (edge.to, id)])
        };
        let mut first = vec![0_u32; network.nodes().len() + 1];
        for (node, _) in ends() {
            first[node.index() + 1] += 1;
        }
        for i in 1..first.len() {
            first[i] += first[i - 1];
        }
        let mut next = first.clone();
        let mut edges = vec![EdgeId::from_index(0); network.edges().len() * 2];
        for (node, edge) in ends() {
            edges[next[node.index()] as usize] = edge;
            next[node.index()] += 1;
        }
        Self { first, edges }
    }

    fn of_node(&self, node: NodeId) -> &[EdgeId] {
        &self.edges[self.first[node.index()] as usize..self.first[node.index() + 1] as usize]
    }
}
