//! Who may pass where: private areas, gates with a key, and which roads have two sides.
//!
//! A [`Network`] becomes a [`Passage`]. It says who may walk an edge and who may pass a node; how a walk keeps to it is
//! the business of `reach`. No walk time is known here.
//!
//! # Method
//!
//! 0. Ways that nobody walks decide nothing: they are public unless they are tagged private. Ways and gates that an edit
//!    has closed decide what they decided before: who closes a gate makes nobody's ways part of the area beside it, and
//!    no walk gets shorter. Ways and gates that an edit has opened decide it too, so that no walk gets longer.
//! 1. Private ways are closed to strangers, and nobody but residents passes a private gate. What is left open falls into
//!    pieces; the longest piece of each island is the public network. The other pieces are reached only through a
//!    private way or a private gate: they belong to whoever lives behind it, and are private too. What an edit has opened
//!    adds to the public network whatever now hangs together with it: such ways are public, and their area's as well.
//! 2. Private edges that meet are one area, except at a node of the public network, where one is outside, and at a gate
//!    with a key. A compound that the bureau has drawn is one area; private ways outside it that are reached only through
//!    its gates belong to it. An area that leads to no public street belongs to one that it meets: whoever lives there has
//!    no other way out.
//! 3. Roads of class secondary and above have two sides.
//!
//! # Complexity
//!
//! Near linear in the edges.
//!
//! # Invariants
//!
//! Every private edge is in exactly one area, public edges in none but those that an edit has made public; areas are
//! numbered by their lowest edge.

use std::collections::BTreeMap;

use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::ids::{EdgeId, Id, NodeId};
use crate::osm::walkability::{Access, Barrier, Crossing, Form, RoadClass, WayTraits};
use crate::progress::Stage;
use crate::units::Metres;

use super::components::{joined_until, labels, labels_apart};
use super::compounds::LetsIn;
use super::{Compounds, Edge, Network};

/// Roads from this class on have two sides (domain rule: arterials).
pub const SIDED_FROM: RoadClass = RoadClass::Secondary;

/// A private area: the inner ways of a compound, a campus, or a private drive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaId(u32);

impl Id for AreaId {
    fn from_index(index: usize) -> Self {
        Self(index as u32)
    }
    fn index(self) -> usize {
        self.0 as usize
    }
}

/// Who may walk the edges and pass the nodes of one network.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Passage {
    /// The private area of each edge; shorter than the edges where the rest is public.
    areas: Vec<Option<AreaId>>,
    area_count: usize,
    /// For each edge of an area whether everybody walks it all the same; shorter where the rest is as its area says.
    shared: Vec<bool>,
    /// For each node whether it is a gate that only residents pass; shorter where the rest is none.
    keyed: Vec<bool>,
    /// For each node whether strangers may not enter a private area there; shorter where they may at the rest.
    guarded: Vec<bool>,
    /// The drawn compound of each edge; shorter than the edges where the rest lies in none.
    compounds: Vec<Option<u32>>,
}

/// How what the map does not know is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// As the map and the bureau say: who goes to a place inside is let in, and an untold gate is open.
    AsTold,
    /// As an old person must fear: an untold gate lets nobody through but residents.
    Fearful,
}

impl Passage {
    /// Finds the private areas and the private gates of a network.
    pub fn of(network: &Network) -> Self {
        Self::with(network, &Compounds::default())
    }

    /// The same, where compounds were drawn and cut out of the streets.
    pub fn with(network: &Network, compounds: &Compounds) -> Self {
        Self::read(network, compounds, Reading::AsTold)
    }

    /// What is surely passed: no gate but by who lives behind it, unless it is known to let visitors in.
    pub fn surely(network: &Network, compounds: &Compounds) -> Self {
        Self::read(network, compounds, Reading::Fearful)
    }

    /// What may be passed if all that is unknown is open: everything, and still no arterial but where one can.
    pub fn possibly() -> Self {
        Self::default()
    }

    fn read(network: &Network, compounds: &Compounds, reading: Reading) -> Self {
        let nodes = network.nodes().iter();
        let is_told = |at| compounds.gate_at(at).is_some();
        let was_keyed: Vec<bool> = nodes
            .clone()
            .map(|node| match node.traits.barrier {
                Barrier::PrivateGate => true,
                Barrier::Gate => reading == Reading::Fearful && !is_told(node.at),
                Barrier::None | Barrier::Blocked => false,
            })
            .collect();
        let was_tagged: Vec<bool> = network
            .edges()
            .iter()
            .map(|edge| edge.traits.access != Access::Open)
            .collect();
        if !was_keyed.contains(&true) && !was_tagged.contains(&true) {
            return Self::default();
        }
        let drawn = drawn_of(network, &was_tagged, compounds);
        let private = with_enclosed(network, (&was_tagged, &was_keyed), None);
        let keyed = nodes.clone().zip(&was_keyed);
        let keyed: Vec<bool> = keyed
            .map(|(node, was)| *was && !node.traits.opened)
            .collect();
        let tagged = network.edges().iter();
        let tagged: Vec<bool> = tagged
            .map(|edge| edge.traits.access == Access::Private)
            .collect();
        let shared = if keyed == was_keyed && tagged == was_tagged {
            Vec::new()
        } else {
            let left = with_enclosed(network, (&tagged, &keyed), Some(&private));
            private
                .iter()
                .zip(left)
                .map(|(was, is)| *was && !is)
                .collect()
        };
        let (areas, area_count) = areas_of(network, (&private, &was_keyed), &drawn);
        let guarded = nodes.map(|node| match compounds.gate_at(node.at) {
            Some(LetsIn::Residents | LetsIn::Nobody) => true,
            Some(LetsIn::Visitors) => false,
            Some(LetsIn::Untold) | None => reading == Reading::Fearful,
        });
        Self {
            areas,
            area_count,
            shared,
            keyed,
            guarded: guarded.collect(),
            compounds: drawn,
        }
    }

    /// The drawn compound that an edge lies in.
    pub fn compound(&self, edge: EdgeId) -> Option<u32> {
        self.compounds.get(edge.index()).copied().flatten()
    }

    /// Whether a drawn compound has ways of its own.
    pub fn has_ways(&self, compound: Option<u32>) -> bool {
        compound.is_some() && self.compounds.contains(&compound)
    }

    /// Whether strangers may not enter a private area at a node.
    pub fn is_guarded(&self, node: NodeId) -> bool {
        self.guarded.get(node.index()).copied().unwrap_or_default()
    }

    /// The private area of an edge; `None` for one that is and was public.
    pub fn area(&self, edge: EdgeId) -> Option<AreaId> {
        self.areas.get(edge.index()).copied().flatten()
    }

    /// The area of an edge that strangers do not walk through.
    pub fn private_area(&self, edge: EdgeId) -> Option<AreaId> {
        self.area(edge).filter(|_| !self.is_public(edge))
    }

    /// Whether everybody walks an edge.
    pub fn is_public(&self, edge: EdgeId) -> bool {
        self.area(edge).is_none() || self.shared.get(edge.index()).copied().unwrap_or_default()
    }

    /// The number of private areas.
    pub const fn areas(&self) -> usize {
        self.area_count
    }

    /// Whether only residents pass a node, so that public ways end there.
    pub fn is_keyed(&self, node: NodeId) -> bool {
        self.keyed.get(node.index()).copied().unwrap_or_default()
    }

    /// What a reader should know about private ways.
    pub fn findings(&self, network: &Network) -> Findings {
        let private = network.edges().enumerate();
        let private = private.filter(|(id, _)| !self.is_public(*id));
        let length: Metres = private.map(|(_, edge)| edge.length).sum();
        let km = (length.metres() / 100.0).round() / 10.0;
        let mut findings = Findings::new();
        let areas = self.areas();
        let finding = if areas == 0 {
            let text = Bilingual::new(
                "地图上没有标注内部道路，也没有小区边界：小区规则未应用，所有道路均可穿行。",
                "The map tags no private way and no outlines of compounds are given: compound rule not applied, \
                 every way is walked through by everybody.",
            );
            Finding::new(
                "compound-rule-not-applied",
                Severity::Note,
                Stage::Network,
                text,
            )
        } else {
            let text = Bilingual::new(
                format!(
                    "{areas} 片内部区域共 {km} 公里道路只供住户和到访者使用，他人不得穿行；未标注、未画边界的小区仍可穿行。"
                ),
                format!(
                    "{areas} private areas with {km} km of ways are walked only by who lives or goes there, and nobody cuts \
                     through; compounds that are neither tagged nor outlined are still walked through."
                ),
            );
            Finding::new("private-areas", Severity::Note, Stage::Network, text).times(areas as u64)
        };
        findings.push(finding);
        findings
    }
}

/// Whether an edge is a road so wide and busy that a place lies on one side of it.
pub fn has_sides(edge: &Edge) -> bool {
    has_two_sides(&edge.traits)
}

/// Whether a way is such a road.
pub(super) fn has_two_sides(traits: &WayTraits) -> bool {
    traits.form == Form::Street && traits.class >= SIDED_FROM
}

/// Whether one gets across a road at a node because something is mapped there for it.
pub fn is_crossing(network: &Network, node: NodeId) -> bool {
    network.nodes()[node].traits.crossing != Crossing::None
}

/// Adds to the private edges those open ones that are reached only through private ways and gates; what was not private
/// before stays public, with all that hangs together with it.
fn with_enclosed(
    network: &Network,
    (tagged, keyed): (&[bool], &[bool]),
    before: Option<&[bool]>,
) -> Vec<bool> {
    let walked: Vec<bool> = network
        .edges()
        .iter()
        .map(|edge| edge.traits.is_for_walkers())
        .collect();
    let is_open = |edge: usize| walked[edge] && !tagged[edge];
    let pieces = labels(
        tagged.len(),
        meetings(network, is_open, |node| !keyed[node]),
    );
    let mut weights = vec![(false, Metres::ZERO); tagged.len()];
    for (id, edge) in network.edges().enumerate() {
        if is_open(id.index()) {
            let (was_public, length) = &mut weights[pieces[id.index()] as usize];
            *was_public |= before.is_some_and(|private| !private[id.index()]);
            *length += edge.length;
        }
    }
    let mut longest: Vec<Option<u32>> = vec![None; network.islands().len()];
    for id in network.edges().ids().filter(|id| is_open(id.index())) {
        let piece = pieces[id.index()];
        let best = &mut longest[network.island_of_edge(id).index()];
        let is_longer = |best: u32| weights[piece as usize] > weights[best as usize];
        if best.is_none_or(is_longer) {
            *best = Some(piece);
        }
    }
    let mut private = tagged.to_vec();
    for id in network.edges().ids() {
        let public = longest[network.island_of_edge(id).index()];
        private[id.index()] |= walked[id.index()] && public != Some(pieces[id.index()]);
    }
    private
}

/// The drawn compound of each private edge: that in which its middle lies.
fn drawn_of(network: &Network, private: &[bool], compounds: &Compounds) -> Vec<Option<u32>> {
    if compounds.is_empty() {
        return Vec::new();
    }
    let edges = network.edges().enumerate();
    let drawn = edges.map(|(id, edge)| {
        let middle = network.place_along(id, Metres::new(edge.length.metres() / 2.0));
        let found = private[id.index()].then(|| compounds.at(middle))?;
        found.map(|compound| compound as u32)
    });
    drawn.collect()
}

/// Joins private edges into areas, except at nodes of the public network and gates with keys; each drawn compound is one
/// area, and what leads to no public street belongs to what it meets.
fn areas_of(
    network: &Network,
    (private, keyed): (&[bool], &[bool]),
    drawn: &[Option<u32>],
) -> (Vec<Option<AreaId>>, usize) {
    let mut is_outside = vec![false; network.nodes().len()];
    for (id, edge) in network.edges().enumerate() {
        if !private[id.index()] && edge.traits.is_for_walkers() {
            is_outside[edge.from.index()] = true;
            is_outside[edge.to.index()] = true;
        }
    }
    let drawn_of = |edge: usize| drawn.get(edge).copied().flatten();
    let edges = network.edges().enumerate();
    let walked: Vec<bool> = edges
        .map(|(id, edge)| private[id.index()] && edge.traits.is_for_walkers())
        .collect();
    let is_inside = |node: usize| !is_outside[node] && !keyed[node];
    let mut joined = of_one_compound(drawn);
    joined.extend(meetings(network, |edge| walked[edge], is_inside));
    let pieces = labels_apart(private.len(), joined, drawn_of);
    let pieces = with_a_way_out(network, &pieces, (&walked, &is_outside));
    let pieces = with_rides(network, pieces, (private, &walked), is_inside);
    let mut number: Vec<Option<AreaId>> = vec![None; private.len()];
    let mut count = 0;
    let mut areas = vec![None; private.len()];
    for edge in (0..private.len()).filter(|edge| private[*edge]) {
        let area = number[pieces[edge] as usize].get_or_insert_with(|| {
            count += 1;
            AreaId::from_index(count - 1)
        });
        areas[edge] = Some(*area);
    }
    (areas, count)
}

/// Adds private ways that nobody walks to the groups that they meet first: they join no two of them.
fn with_rides(
    network: &Network,
    pieces: Vec<u32>,
    (private, walked): (&[bool], &[bool]),
    is_inside: impl Fn(usize) -> bool,
) -> Vec<u32> {
    if private == walked {
        return pieces;
    }
    let same = (0_u32..).zip(&pieces).map(|(edge, piece)| (*piece, edge));
    let meets = meetings(network, |edge| private[edge], is_inside);
    let of_walkers = |edge: usize| walked[edge].then_some(pieces[edge]);
    labels_apart(pieces.len(), same.chain(meets), of_walkers)
}

/// Joins groups of private edges that lead to no public street to groups that they meet, until all that can lead to one.
fn with_a_way_out(
    network: &Network,
    pieces: &[u32],
    (walked, is_outside): (&[bool], &[bool]),
) -> Vec<u32> {
    let pieces = ranked(network, pieces, walked);
    let mut leads_out = vec![false; pieces.len()];
    for (id, edge) in network.edges().enumerate() {
        let is_out = is_outside[edge.from.index()] || is_outside[edge.to.index()];
        leads_out[pieces[id.index()] as usize] |= walked[id.index()] && is_out;
    }
    let meets = meetings(network, |edge| walked[edge], |_| true);
    let pair = |(a, b): (u32, u32)| (pieces[a as usize], pieces[b as usize]);
    let pairs = meets.into_iter().map(pair).filter(|(a, b)| a != b);
    let groups = joined_until(pieces.len(), pairs.collect(), leads_out);
    // A group is called by its first edge, as `with_rides` expects.
    let mut first: BTreeMap<u32, u32> = BTreeMap::new();
    let numbered = (0..).zip(&pieces);
    numbered
        .map(|(edge, piece)| *first.entry(groups[*piece as usize]).or_insert(edge))
        .collect()
}

/// A place on a way: its id, and ten-millionths of a degree.
type Spot = (i64, i64, i64);

/// Numbers groups of walked edges by their first and last places, so that how ways are cut decides nothing.
fn ranked(network: &Network, pieces: &[u32], walked: &[bool]) -> Vec<u32> {
    let e7 = |degrees: f64| (degrees * 1e7).round() as i64;
    let mut spans: BTreeMap<u32, [Spot; 2]> = BTreeMap::new();
    let edges = network.edges().enumerate();
    for (id, edge) in edges.filter(|(id, _)| walked[id.index()]) {
        for at in network.shape(id) {
            let spot = (edge.osm_way, e7(at.lon_deg()), e7(at.lat_deg()));
            let span = spans.entry(pieces[id.index()]).or_insert([spot; 2]);
            *span = [span[0].min(spot), span[1].max(spot)];
        }
    }
    let mut in_order: Vec<([Spot; 2], u32)> = spans.iter().map(|(piece, s)| (*s, *piece)).collect();
    in_order.sort_unstable();
    let mut rank: Vec<u32> = (0..).take(pieces.len()).collect();
    for ((_, piece), number) in in_order.iter().zip(spans.keys()) {
        rank[*piece as usize] = *number;
    }
    pieces.iter().map(|piece| rank[*piece as usize]).collect()
}

/// Pairs that join all edges of each compound.
fn of_one_compound(drawn: &[Option<u32>]) -> Vec<(u32, u32)> {
    let mut by_compound: Vec<(u32, u32)> = (0..)
        .zip(drawn)
        .filter_map(|(edge, compound)| compound.map(|c| (c, edge)))
        .collect();
    by_compound.sort_unstable();
    let neighbours = by_compound.windows(2);
    neighbours
        .filter(|w| w[0].0 == w[1].0)
        .map(|w| (w[0].1, w[1].1))
        .collect()
}

/// Pairs of some edges that meet at some nodes: enough of them to join all that do.
fn meetings(
    network: &Network,
    of_edges: impl Fn(usize) -> bool,
    at_nodes: impl Fn(usize) -> bool,
) -> Vec<(u32, u32)> {
    let mut first: Vec<Option<u32>> = vec![None; network.nodes().len()];
    let mut pairs = Vec::new();
    for (id, edge) in network.edges().enumerate() {
        if !of_edges(id.index()) {
            continue;
        }
        let ends = [edge.from.index(), edge.to.index()];
        for node in ends.into_iter().filter(|node| at_nodes(*node)) {
            let mine = id.index() as u32;
            let other = first[node].get_or_insert(mine);
            pairs.push((*other, mine));
        }
    }
    pairs
}

#[cfg(test)]
mod tests;
