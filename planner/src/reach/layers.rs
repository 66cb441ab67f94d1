//! The network as somebody walks it who may not go everywhere: in layers, and on one side of a wide road.
//!
//! `(Network, ArcTimes, Passage)` becomes [`Layers`]: a graph of *stands* and *tracks* on which every walk is allowed.
//! Without a passage it is the network itself. It knows neither demand points nor sites.
//!
//! ```text
//!   home's own area          public            site's own area
//!   ● track of layer Home ──▶ ● Public ──────▶ ● Site            a walk never comes back to an earlier layer
//! ```
//!
//! # Method
//!
//! 1. An edge of a private area has a track in layer Home, for residents on their way out, and one in layer Site, for
//!    those on their way in. A public edge has a track in layer Public; one that an edit has made public has all three.
//! 2. A road with two sides has a track for each, of the same times.
//! 3. A node becomes a stand for each area and layer that meets there. Where different areas, or an area and the public,
//!    meet, free one-way *links* lead from Home to Public to Site; nothing leads back, so nobody cuts through.
//! 4. At a private gate public tracks do not meet each other; they meet only the areas at the gate.
//! 5. At a node that an edit has closed ways end, each for itself, and so they do at one that is shut to whoever travels
//!    so, as a stile is to a wheelchair; at a kerb only footways do.
//! 6. A way that nobody walks meets nothing where nobody rides: it is not there.
//! 7. A node where nothing but one sided road passes or ends, and where no crossing is mapped, becomes two stands, one for
//!    each side: there nobody gets across.
//!
//! # Complexity
//!
//! Linear in nodes and edges, plus the pairs of areas that meet at one node. A search from a public site sees every track
//! once but those of layer Site: what layers cost is memory for the second track of private edges.
//!
//! # Invariants
//!
//! The tracks of an edge have its times; every walk over tracks is a walk over the network that enters no private area
//! but that of its first and of its last edge, and never changes sides between crossings.

use crate::ids::{ArcId, EdgeId, Id, NodeId};
use crate::impedance::{ArcTime, ArcTimes};
use crate::network::passage::{AreaId, has_sides, is_crossing};
use crate::network::{Network, Passage, Sense, Side};
use crate::osm::walkability::Edited;

use super::chains::{arcs_of_edges, grouped};

mod label;

pub(in crate::reach) use label::Label;

/// The network in layers.
#[derive(Debug)]
pub struct Layers<'a> {
    network: &'a Network,
    times: &'a ArcTimes,
    passage: Option<&'a Passage>,
    arcs_of_edge: Vec<[Option<ArcId>; 2]>,
    /// The node of each stand.
    nodes: Vec<NodeId>,
    /// The tracks of edge after edge, then the links.
    tracks: Vec<Track>,
    /// The first track of each edge, and of the links.
    first_track: Vec<u32>,
}

/// Which part of a walk a track serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// Out of the private area where the walk starts.
    Home,
    /// Where everybody may walk.
    Public,
    /// Into the private area where the walk ends.
    Site,
}

/// An edge as one kind of walk sees it, or a free step between layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Track {
    /// The stand where the edge starts.
    pub from: u32,
    /// The stand where it ends.
    pub to: u32,
    /// The edge; `None` for a link, which is walked only from `from` to `to`, and takes no time.
    pub edge: Option<EdgeId>,
    /// The part of a walk that it serves; that of its end for a link.
    pub layer: Layer,
    /// The side of the edge, if it has sides.
    pub side: Option<Side>,
}

impl<'a> Layers<'a> {
    /// Lays out what may be walked; without a passage everybody walks everywhere.
    pub fn of(network: &'a Network, times: &'a ArcTimes, passage: Option<&'a Passage>) -> Self {
        let mut layers = Self {
            network,
            times,
            passage,
            arcs_of_edge: arcs_of_edges(network),
            nodes: Vec::with_capacity(network.nodes().len()),
            tracks: Vec::with_capacity(network.edges().len()),
            first_track: Vec::with_capacity(network.edges().len() + 1),
        };
        layers.add_tracks();
        layers.add_stands();
        layers
    }

    /// The number of stands.
    pub const fn stands(&self) -> usize {
        self.nodes.len()
    }

    /// The node of a stand.
    pub fn node(&self, stand: u32) -> NodeId {
        self.nodes[stand as usize]
    }

    /// The network under the layers.
    pub const fn network(&self) -> &'a Network {
        self.network
    }

    /// The walk times on it.
    pub const fn times(&self) -> &'a ArcTimes {
        self.times
    }

    /// All tracks, links last.
    pub fn tracks(&self) -> &[Track] {
        &self.tracks
    }

    /// The tracks of an edge, as positions in [`Self::tracks`].
    pub fn tracks_of(&self, edge: EdgeId) -> std::ops::Range<u32> {
        self.first_track[edge.index()]..self.first_track[edge.index() + 1]
    }

    /// The tracks on which somebody starts who lives at an edge, on a side of it.
    pub fn from_home(
        &self,
        edge: EdgeId,
        side: Option<Side>,
    ) -> impl Iterator<Item = u32> + use<'_, 'a> {
        self.tracks_of(edge)
            .filter(move |track| fits(self.tracks[*track as usize].side, side))
    }

    /// The tracks on which a site at an edge is reached, on a side of it.
    pub fn to_site(
        &self,
        edge: EdgeId,
        side: Option<Side>,
    ) -> impl Iterator<Item = u32> + use<'_, 'a> {
        self.from_home(edge, side)
            .filter(|track| self.tracks[*track as usize].layer != Layer::Home)
    }

    /// The time of a track in one direction; `None` where it cannot be walked so.
    pub fn time(&self, track: u32, sense: Sense) -> Option<ArcTime> {
        match self.tracks[track as usize].edge {
            Some(edge) => {
                let arc = self.arcs_of_edge[edge.index()][sense as usize]?;
                self.times.arcs[arc]
            }
            None => (sense == Sense::Along).then(ArcTime::default),
        }
    }

    fn add_tracks(&mut self) {
        for (id, edge) in self.network.edges().enumerate() {
            self.first_track.push(self.tracks.len() as u32);
            let layers: &[Layer] = match (self.area(id), self.is_public(id)) {
                (None, _) => &[Layer::Public],
                (Some(_), false) => &[Layer::Home, Layer::Site],
                (Some(_), true) => &[Layer::Home, Layer::Public, Layer::Site],
            };
            let sides: &[Option<Side>] = if self.passage.is_some() && has_sides(edge) {
                &[Some(Side::Left), Some(Side::Right)]
            } else {
                &[None]
            };
            for layer in layers {
                self.tracks.extend(sides.iter().map(|side| Track {
                    from: 0,
                    to: 0,
                    edge: Some(id),
                    layer: *layer,
                    side: *side,
                }));
            }
        }
        self.first_track.push(self.tracks.len() as u32);
    }

    fn add_stands(&mut self) {
        let ends = self.network.edges().enumerate();
        let ends = ends.flat_map(|(id, edge)| {
            let end = |at| End { edge: id, at };
            [(edge.from, end(At::Start)), (edge.to, end(At::Finish))]
        });
        let by_node: Vec<(u32, End)> = ends.map(|(n, end)| (n.index() as u32, end)).collect();
        let (first, ends) = grouped(&by_node, self.network.nodes().len());
        for node in self.network.nodes().ids() {
            let here = &ends[first[node.index()] as usize..first[node.index() + 1] as usize];
            if here.iter().any(|end| self.is_idle(end.edge)) {
                let (idle, used): (Vec<End>, Vec<End>) =
                    here.iter().partition(|end| self.is_idle(end.edge));
                for end in idle {
                    self.add_stands_of(node, &[end]);
                }
                if !used.is_empty() {
                    self.add_stands_passed(node, &used);
                }
            } else {
                self.add_stands_passed(node, here);
            }
        }
    }

    /// Makes the stands of a node for the ends that somebody may use.
    fn add_stands_passed(&mut self, node: NodeId, here: &[End]) {
        if self.network.nodes()[node].traits.edited == Edited::Closed {
            for end in here {
                self.add_stands_of(node, std::slice::from_ref(end));
            }
        } else if self.times.is_shut(node) {
            self.add_shut_stands(node, here);
        } else {
            self.add_stands_of(node, here);
        }
    }

    /// Whether an edge is for vehicles and whoever travels here is none: then it meets nothing.
    fn is_idle(&self, edge: EdgeId) -> bool {
        let mut arcs = self.arcs_of_edge[edge.index()].iter().flatten();
        !self.network.edges()[edge].traits.is_walked()
            && arcs.all(|arc| self.times.arcs[*arc].is_none())
    }

    /// Makes the stands of a node that whoever travels so cannot get past, or only on the carriageway.
    fn add_shut_stands(&mut self, node: NodeId, ends: &[End]) {
        let edges = self.network.edges();
        let is_shut = |end: &End| self.times.is_shut_to(node, &edges[end.edge]);
        let (shut, passing): (Vec<End>, Vec<End>) = ends.iter().partition(|end| is_shut(end));
        for end in shut {
            self.add_stands_of(node, &[end]);
        }
        if !passing.is_empty() {
            self.add_stands_of(node, &passing);
        }
    }

    fn add_stands_of(&mut self, node: NodeId, ends: &[End]) {
        if self.is_simple(node, ends) {
            let stand = self.add_stand(node);
            self.meet(ends, None, [stand, stand]);
        } else {
            self.add_stands_at(node, ends);
        }
    }

    /// Whether whatever meets at a node simply meets there.
    fn is_simple(&self, node: NodeId, ends: &[End]) -> bool {
        let Some(passage) = self.passage else {
            return true;
        };
        let is_public = |end: &End| passage.area(end.edge).is_none();
        !passage.is_keyed(node) && ends.iter().all(is_public) && !self.keeps_sides(node, ends)
    }

    /// Whether nobody gets across at a node: only one road with sides passes or ends, and no crossing is mapped.
    fn keeps_sides(&self, node: NodeId, ends: &[End]) -> bool {
        let is_sided = |end: &End| has_sides(&self.network.edges()[end.edge]);
        self.passage.is_some()
            && ends.len() <= 2
            && ends.iter().all(is_sided)
            && ends
                .iter()
                .all(|e| self.area(e.edge) == self.area(ends[0].edge))
            && !is_crossing(self.network, node)
    }

    /// Makes the stands of a node where areas, a private gate or the sides of a road are kept apart.
    fn add_stands_at(&mut self, node: NodeId, ends: &[End]) {
        let sides = if self.keeps_sides(node, ends) {
            Sides::Apart
        } else {
            Sides::Together
        };
        let keyed = self.passage.is_some_and(|passage| passage.is_keyed(node));
        let mut areas: Vec<AreaId> = ends.iter().filter_map(|e| self.area(e.edge)).collect();
        areas.sort_unstable();
        areas.dedup();
        let mut meeting = Meeting {
            guarded: self.passage.is_some_and(|passage| passage.is_guarded(node)),
            ..Meeting::default()
        };
        let public = ends.iter().filter(|end| self.is_public(end.edge)).copied();
        let public: Vec<End> = public.collect();
        let together = if keyed { 1 } else { public.len().max(1) };
        for group in public.chunks(together) {
            let stand = self.add_group(node, group, Layer::Public, sides);
            meeting.public.push(stand);
        }
        for area in areas {
            let of_area = ends.iter().filter(|end| self.area(end.edge) == Some(area));
            let of_area: Vec<End> = of_area.copied().collect();
            let out = self.add_group(node, &of_area, Layer::Home, sides);
            let into = self.add_group(node, &of_area, Layer::Site, sides);
            meeting.areas.push((area, out, into));
        }
        self.tracks.extend(meeting.links());
    }

    /// Lets some ends meet in one layer, on one stand or on one for each side; gives back the first stand.
    fn add_group(&mut self, node: NodeId, ends: &[End], layer: Layer, sides: Sides) -> u32 {
        let left = self.add_stand(node);
        let right = match sides {
            Sides::Apart => self.add_stand(node),
            Sides::Together => left,
        };
        self.meet(ends, Some(layer), [left, right]);
        left
    }

    fn add_stand(&mut self, node: NodeId) -> u32 {
        self.nodes.push(node);
        self.nodes.len() as u32 - 1
    }

    /// Puts the ends of tracks on their stand: the left one, as seen along the first of the ends, or the right one.
    fn meet(&mut self, ends: &[End], layer: Option<Layer>, [left, right]: [u32; 2]) {
        for (number, end) in ends.iter().enumerate() {
            // Who walks on from the first end to the second sees the second the same way when one of them starts here.
            let turned = number > 0 && end.at == ends[0].at;
            for track in self.tracks_of(end.edge) {
                let track = &mut self.tracks[track as usize];
                if layer.is_some_and(|layer| layer != track.layer) {
                    continue;
                }
                let is_left = (track.side != Some(Side::Right)) != turned;
                let stand = if is_left { left } else { right };
                match end.at {
                    At::Start => track.from = stand,
                    At::Finish => track.to = stand,
                }
            }
        }
    }

    fn area(&self, edge: EdgeId) -> Option<AreaId> {
        self.passage.and_then(|passage| passage.area(edge))
    }

    fn is_public(&self, edge: EdgeId) -> bool {
        self.passage.is_none_or(|passage| passage.is_public(edge))
    }
}

/// Whether the sides of a road are kept apart at a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sides {
    Apart,
    Together,
}

/// One end of an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct End {
    edge: EdgeId,
    at: At,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Start,
    Finish,
}

/// The stands of one node, by who may stand there.
#[derive(Debug, Default)]
struct Meeting {
    /// Whether strangers are not let in.
    guarded: bool,
    public: Vec<u32>,
    /// Each area with its stands on the way out and on the way in.
    areas: Vec<(AreaId, u32, u32)>,
}

impl Meeting {
    fn links(self) -> Vec<Track> {
        let link = |from, to, layer| Track {
            from,
            to,
            edge: None,
            layer,
            side: None,
        };
        let mut links = Vec::new();
        for (area, out, into) in &self.areas {
            for public in &self.public {
                links.push(link(*out, *public, Layer::Public));
            }
            if self.guarded {
                continue;
            }
            let public = self.public.iter();
            links.extend(public.map(|public| link(*public, *into, Layer::Site)));
            let others = self.areas.iter().filter(|(other, ..)| other != area);
            links.extend(others.map(|(_, _, into)| link(*out, *into, Layer::Site)));
        }
        links
    }
}

/// Whether a place on a side of an edge meets a track on a side of it.
fn fits(track: Option<Side>, place: Option<Side>) -> bool {
    track.is_none() || place.is_none() || track == place
}

#[cfg(test)]
mod tests;
