//! What could be changed on the map so that walks get shorter: gates, private ways, crossings of wide roads.
//!
//! A [`Study`] becomes [`Candidate`]s: each with the edits that a bureau would draw, and the places that it joins.
//!
//! # Method
//!
//! - A *gate* is where ways meet and some may not pass: at a private gate, at one that lets no visitors in, and where a
//!   wall or a locked gate parts ways at one place.
//! - *Private ways* are those of one area that no outline encloses: opened together, everybody walks through.
//! - A *crossing* joins both sides of a wide road, every [`CROSSING_M`] along it.
//!
//! # Complexity
//!
//! O(n log n) in the nodes and edges.

use std::collections::BTreeMap;

use super::Study;
use crate::ids::{EdgeId, NodeId};
use crate::network::Side;
use crate::network::edits::{Action, Target};
use crate::network::passage::{AreaId, has_sides};
use crate::osm::walkability::{Access, Edited};
use crate::projection::{LonLat, distance};
use crate::snap::SnapPoint;
use crate::units::{Metres, WalkTime};

/// Crossings are tried so many metres apart.
const CROSSING_M: f64 = 60.0;
/// An area with more ways is a quarter that nobody opens as a whole.
const MOST_WAYS: usize = 40;
/// More ends than this do not meet at one place.
const MOST_ENDS: usize = 12;

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Remedy {
    /// A gate is opened, or made where a private area has none, with the footway to it.
    Gate,
    /// The ways of a private area are opened to everybody.
    PrivateWays,
    /// A wide road is made to be crossed.
    Crossing,
    /// A footway is made between two ways that are near each other.
    Link,
}

impl Remedy {
    /// The name used in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gate => "gate",
            Self::PrivateWays => "private_ways",
            Self::Crossing => "crossing",
            Self::Link => "link",
        }
    }
}

/// A change that could help.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) remedy: Remedy,
    /// Where it is.
    pub(super) at: LonLat,
    /// The edits that make it.
    pub(super) edits: Vec<Action>,
    /// What it joins.
    pub(super) joins: Vec<Join>,
}

/// Two places between which a change lets people walk, from the first to the second.
#[derive(Debug, Clone, Copy)]
pub(super) struct Join {
    pub(super) from: SnapPoint,
    pub(super) to: SnapPoint,
    pub(super) takes: WalkTime,
    pub(super) inside: Inside,
}

/// As whom people walk on where a join leads into a private area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    /// As guests, who only reach what lies in it.
    Guest,
    /// As residents, or as everybody where it is opened: they walk through.
    Resident,
}

/// The circle that is looked at; everything where there is none.
pub(super) type Around = Option<(LonLat, Metres)>;

/// Whether a place is looked at.
pub(super) fn is_around(around: Around, at: LonLat) -> bool {
    around.is_none_or(|(centre, radius)| distance(centre, at) <= radius)
}

/// A place as a file of edits can hold it: six decimals.
pub(super) fn rounded(at: LonLat) -> LonLat {
    let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
    LonLat::new(round(at.lon_deg()), round(at.lat_deg())).unwrap_or(at)
}

impl Study {
    /// Gates and walls, private areas, and crossings of wide roads.
    pub(super) fn closed_places(&self, around: Around) -> Vec<Candidate> {
        if !self.scenario.walk.keeps_to_passage() {
            return Vec::new();
        }
        let mut all = self.gates(around);
        all.extend(self.private_areas(around));
        all.extend(self.crossings(around));
        all
    }

    fn gates(&self, around: Around) -> Vec<Candidate> {
        let nodes = self.network.nodes();
        let mut by_place: Vec<((i64, i64), NodeId)> = nodes
            .enumerate()
            .filter(|(_, node)| is_around(around, node.at))
            .map(|(id, node)| (e7(node.at), id))
            .collect();
        by_place.sort_unstable();
        let is_closed = |id: NodeId| nodes[id].traits.edited == Edited::Closed;
        let is_gate =
            |id: NodeId| self.passage.is_keyed(id) || self.passage.is_guarded(id) || is_closed(id);
        let same_places = by_place.chunk_by(|a, b| a.0 == b.0);
        let gates = same_places.filter(|same| same.len() > 1 || is_gate(same[0].1));
        let mut group_of: BTreeMap<NodeId, usize> = BTreeMap::new();
        let mut places = Vec::new();
        for same in gates {
            group_of.extend(same.iter().map(|(_, id)| (*id, places.len())));
            places.push(nodes[same[0].1].at);
        }
        let mut ends: Vec<Vec<SnapPoint>> = vec![Vec::new(); places.len()];
        for (id, edge) in self.network.edges().enumerate() {
            for (node, along) in [(edge.from, Metres::ZERO), (edge.to, edge.length)] {
                if let Some(group) = group_of.get(&node) {
                    ends[*group].push(spot(id, along, None));
                }
            }
        }
        places
            .into_iter()
            .zip(ends)
            .filter(|(_, ends)| (2..=MOST_ENDS).contains(&ends.len()))
            .map(|(at, ends)| Candidate {
                remedy: Remedy::Gate,
                at: rounded(at),
                edits: vec![Action::Open(Target::Point(rounded(at)))],
                joins: self.all_pairs(&ends),
            })
            .collect()
    }

    /// Every end joined with every other one; within one area everybody is a resident.
    fn all_pairs(&self, ends: &[SnapPoint]) -> Vec<Join> {
        let area = |at: &SnapPoint| self.passage.private_area(at.edge);
        let pairs = ends.iter().flat_map(|from| {
            let others = ends.iter().filter(move |to| !std::ptr::eq(*to, from));
            others.map(move |to| (*from, *to))
        });
        pairs
            .map(|(from, to)| Join {
                from,
                to,
                takes: WalkTime::ZERO,
                inside: if area(&from) == area(&to) {
                    Inside::Resident
                } else {
                    Inside::Guest
                },
            })
            .collect()
    }

    fn private_areas(&self, around: Around) -> Vec<Candidate> {
        let mut areas: BTreeMap<AreaId, Vec<EdgeId>> = BTreeMap::new();
        let mut public_ends: BTreeMap<NodeId, Vec<SnapPoint>> = BTreeMap::new();
        let edges = self.network.edges().enumerate();
        for (id, edge) in edges.filter(|(_, edge)| !edge.traits.closed) {
            if let Some(area) = self.passage.private_area(id) {
                areas.entry(area).or_default().push(id);
                continue;
            }
            for (node, along) in [(edge.from, Metres::ZERO), (edge.to, edge.length)] {
                let ends = public_ends.entry(node).or_default();
                ends.push(spot(id, along, None));
            }
        }
        let opened = areas.into_values();
        opened
            .filter_map(|edges| self.opened_area(&edges, &public_ends))
            .filter(|candidate| is_around(around, candidate.at))
            .collect()
    }

    fn opened_area(
        &self,
        edges: &[EdgeId],
        public_ends: &BTreeMap<NodeId, Vec<SnapPoint>>,
    ) -> Option<Candidate> {
        if edges.iter().any(|id| self.passage.compound(*id).is_some()) {
            return None;
        }
        let network = &self.network;
        let mut ways: Vec<i64> = Vec::new();
        let (mut joins, mut gates) = (Vec::new(), Vec::new());
        let mut longest: Option<(EdgeId, Metres)> = None;
        for id in edges {
            let edge = &network.edges()[*id];
            if edge.traits.access == Access::Private && edge.osm_way != 0 {
                ways.push(edge.osm_way);
            }
            if longest.is_none_or(|(_, length)| edge.length > length) {
                longest = Some((*id, edge.length));
            }
            for (node, along) in [(edge.from, Metres::ZERO), (edge.to, edge.length)] {
                if self.passage.is_keyed(node) {
                    let at = rounded(network.nodes()[node].at);
                    gates.push(Action::Open(Target::Point(at)));
                }
                let ends = public_ends.get(&node).into_iter().flatten();
                joins.extend(ends.map(|from| Join {
                    from: *from,
                    to: spot(*id, along, None),
                    takes: WalkTime::ZERO,
                    inside: Inside::Resident,
                }));
            }
        }
        ways.sort_unstable();
        ways.dedup();
        let (id, length) = longest?;
        let middle = network.place_along(id, Metres::new(length.metres() / 2.0));
        let mut edits: Vec<Action> = ways
            .iter()
            .map(|way| Action::Open(Target::Way(*way)))
            .collect();
        gates.dedup();
        edits.extend(gates);
        (1..=MOST_WAYS).contains(&ways.len()).then(|| Candidate {
            remedy: Remedy::PrivateWays,
            at: rounded(middle),
            edits,
            joins,
        })
    }

    fn crossings(&self, around: Around) -> Vec<Candidate> {
        let delays = self.scenario.walk.delays.as_ref();
        let wait = delays.map_or(0.0, |delays| delays.marked_s[0]);
        let takes = WalkTime::from_seconds(wait);
        let mut all = Vec::new();
        for (id, edge) in self.network.edges().enumerate() {
            if !has_sides(edge) || edge.traits.closed {
                continue;
            }
            let length_m = edge.length.metres();
            let pieces = (length_m / CROSSING_M).ceil().max(1.0);
            for piece in 0..pieces as u32 {
                let along = Metres::new(length_m * (f64::from(piece) + 0.5) / pieces);
                let at = rounded(self.network.place_along(id, along));
                let [left, right] =
                    [Side::Left, Side::Right].map(|side| spot(id, along, Some(side)));
                let join = |from, to| Join {
                    from,
                    to,
                    takes,
                    inside: Inside::Guest,
                };
                all.push(Candidate {
                    remedy: Remedy::Crossing,
                    at,
                    edits: vec![Action::Cross(at)],
                    joins: vec![join(left, right), join(right, left)],
                });
            }
        }
        all.retain(|candidate| is_around(around, candidate.at));
        all
    }
}

/// A place on an edge, as if somebody lived or a site stood there.
pub(super) const fn spot(edge: EdgeId, along: Metres, side: Option<Side>) -> SnapPoint {
    SnapPoint {
        edge,
        along,
        gap: Metres::ZERO,
        side,
    }
}

fn e7(at: LonLat) -> (i64, i64) {
    let whole = |degrees: f64| (degrees * 1e7).round() as i64;
    (whole(at.lon_deg()), whole(at.lat_deg()))
}
