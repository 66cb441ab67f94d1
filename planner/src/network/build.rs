//! Walkable streets become a network: ways are cut at junctions, and where something stands that matters.
//!
//! Nothing is simplified: every place of a way stays in the shape of its edge, and chains of edges stay apart (the
//! search contracts them for itself). No walk time is known here.
//!
//! # Method
//!
//! 1. Mark each street node: the ends of ways, nodes that ways pass more than once in all, and nodes with a barrier or
//!    a crossing are where ways are cut.
//! 2. Walk each way once, draw its places, and close an edge at every mark. Nodes are numbered when an edge first
//!    needs them, so that every node has an edge and neighbours have near numbers.
//! 3. A blocked node is never passed: each edge that touches it gets a dead end of its own there. One that an edit has
//!    closed stays one node, so that areas and islands are what they were; `reach` lets nobody past it.
//! 4. Share the steps of a staircase and the ride of a lift out among its edges by their lengths.
//! 5. Lay out the forward star by counting and label the islands.
//!
//! A node repeated in a row counts once. A loop without length is left out; any other loop, and ways that lie on
//! each other, are kept as they are: they offer no path that is shorter than another.
//!
//! # Complexity
//!
//! Linear in the references of the ways. Beside the network itself: five bytes for each street node.
//!
//! # Invariants
//!
//! Every edge has at least two places; every node has an edge; the first and the last place of an edge are those of
//! its nodes; ids depend only on the order of the ways.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use super::layout::Layout;
use super::{Error, Network, Node};
use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::ids::{Id, NodeId};
use crate::osm::walkability::{Barrier, Form, NodeTraits};
use crate::osm::{StreetNode, Streets, Way};
use crate::progress::Stage;
use crate::projection::LonLat;
use crate::units::Metres;

/// Cuts streets into a network; says which of its facts a reader should know.
pub fn build(streets: &Streets) -> Result<(Network, Findings), Error> {
    let cuts = mark(streets);
    let (nodes, edges, places) = sizes(streets, &cuts);
    let mut cutter = Cutter {
        streets,
        cuts: &cuts,
        numbers: vec![None; streets.nodes.len()],
        layout: Layout::with_capacity(nodes, edges, places),
        blocked_ends: 0,
        loops_left_out: 0,
        climbs: BTreeMap::new(),
    };
    for (number, way) in streets.ways.iter().enumerate() {
        let first = cutter.layout.edges().len();
        cutter.cut(way);
        cutter.note_climb((number, way), first);
    }
    cutter.share_climbs();
    let (blocked_ends, loops_left_out) = (cutter.blocked_ends, cutter.loops_left_out);
    let network = cutter.layout.finish();
    if network.edges().is_empty() {
        return Err(Error::NoStreets {
            ways: streets.ways.len(),
            dropped: streets.dropped.values().sum(),
        });
    }
    let findings = findings(&network, blocked_ends, loops_left_out);
    Ok((network, findings))
}

/// A network without any street, for studies whose walk times come from a table.
pub fn nothing() -> Network {
    Layout::default().finish()
}

/// Whether ways are cut at a street node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// No way has passed it yet.
    Unseen,
    /// One way passes it, and nothing stands there.
    Through,
    /// Ways are cut here.
    Here,
}

/// For each street node whether ways are cut there.
pub(super) fn cuts(streets: &Streets) -> Vec<bool> {
    let cuts = mark(streets).into_iter();
    cuts.map(|cut| cut == Cut::Here).collect()
}

/// Finds where ways are cut.
fn mark(streets: &Streets) -> Vec<Cut> {
    let of_traits = |node: &StreetNode| {
        if node.traits == NodeTraits::default() {
            Cut::Unseen
        } else {
            Cut::Here
        }
    };
    let mut cuts: Vec<Cut> = streets.nodes.iter().map(of_traits).collect();
    for way in &streets.ways {
        let refs = refs_of(streets, way);
        for end in [refs.first(), refs.last()].into_iter().flatten() {
            cuts[*end as usize] = Cut::Here;
        }
        for position in distinct(refs) {
            let cut = &mut cuts[position as usize];
            *cut = match *cut {
                Cut::Unseen => Cut::Through,
                Cut::Through | Cut::Here => Cut::Here,
            };
        }
    }
    cuts
}

/// The number of nodes and edges to come, and of places along these, without the dead ends at what blocks the way, and
/// loops without length included.
fn sizes(streets: &Streets, cuts: &[Cut]) -> (usize, usize, usize) {
    let nodes = cuts.iter().filter(|cut| **cut == Cut::Here).count();
    let (mut edges, mut places) = (0, 0);
    for way in &streets.ways {
        let refs = refs_of(streets, way);
        let here = refs.iter().filter(|r| cuts[**r as usize] == Cut::Here);
        let cuts_inside = here.count().saturating_sub(2);
        edges += cuts_inside + 1;
        places += refs.len() + cuts_inside;
    }
    (nodes, edges, places)
}

/// Cuts one way after the other.
struct Cutter<'a> {
    streets: &'a Streets,
    cuts: &'a [Cut],
    /// One more than the node of a street node, once it has one.
    numbers: Vec<Option<NonZeroU32>>,
    layout: Layout,
    blocked_ends: u64,
    loops_left_out: u64,
    /// The edges of each lift and of each staircase whose steps are counted; of one without an id by its number among the
    /// ways.
    climbs: BTreeMap<(i64, usize), Vec<usize>>,
}

impl Cutter<'_> {
    /// Notes the edges of a lift or of a staircase whose steps are counted: a way may come in several parts.
    fn note_climb(&mut self, (number, way): (usize, &Way), first: usize) {
        if shared_of(way.traits.form).is_some() {
            let number = if way.osm_id == 0 { number } else { 0 };
            let edges = first..self.layout.edges().len();
            let of_way = self.climbs.entry((way.osm_id, number)).or_default();
            of_way.extend(edges);
        }
    }

    /// Gives each edge of a staircase its steps, and each of a lift its part of the ride: as much in all as the way has.
    fn share_climbs(&mut self) {
        for edges in std::mem::take(&mut self.climbs).into_values() {
            let all = self.layout.edges_mut();
            let whole: f64 = edges.iter().map(|edge| all[*edge].length.metres()).sum();
            let (mut upto_m, mut given) = (0.0, 0);
            let count = edges.len() as f64;
            for (number, edge) in edges.into_iter().enumerate() {
                let edge = &mut all[edge];
                let Some(shared) = shared_of(edge.traits.form) else {
                    continue;
                };
                upto_m += edge.length.metres();
                // A lift goes straight up: often all of it lies at one place.
                let share = if whole > 0.0 {
                    upto_m / whole
                } else {
                    (number as f64 + 1.0) / count
                };
                let upto = (f64::from(shared) * share).round() as u16;
                let mine = upto.saturating_sub(given);
                edge.traits.form = match edge.traits.form {
                    Form::Elevator { .. } => Form::Elevator { thousandths: mine },
                    _ => Form::Steps { count: Some(mine) },
                };
                given = upto;
            }
        }
    }

    /// Cuts one way into edges.
    fn cut(&mut self, way: &Way) {
        let mut start = None;
        for position in distinct(refs_of(self.streets, way)) {
            let here = self.cuts[position as usize] == Cut::Here;
            self.layout.draw(self.place(position));
            match start {
                Some(from) if here => {
                    self.close((from, position), way);
                    self.layout.draw(self.place(position));
                    start = Some(position);
                }
                None => start = Some(position),
                Some(_) => {}
            }
        }
        self.layout.erase();
    }

    /// Makes an edge of what has been drawn, unless it is a loop without length.
    fn close(&mut self, (from, to): (u32, u32), way: &Way) {
        let length = self.layout.drawn_length();
        if from == to && length == Metres::ZERO {
            self.loops_left_out += 1;
            self.layout.erase();
            return;
        }
        let ends = (self.node(from), self.node(to));
        self.layout.close(ends, length, way.traits, way.osm_id);
    }

    /// The node of a street node; a new one each time where nobody gets past.
    fn node(&mut self, position: u32) -> NodeId {
        let street_node = &self.streets.nodes[position as usize];
        let blocked = street_node.traits.barrier == Barrier::Blocked;
        if let Some(number) = self.numbers[position as usize]
            && !blocked
        {
            return NodeId::from_index(number.get() as usize - 1);
        }
        let id = self.layout.add_node(Node {
            at: self.place(position),
            traits: street_node.traits,
        });
        self.numbers[position as usize] = NonZeroU32::new(id.index() as u32 + 1);
        self.blocked_ends += u64::from(blocked);
        id
    }

    fn place(&self, position: u32) -> LonLat {
        let node = &self.streets.nodes[position as usize];
        LonLat::from_e7(node.lon_e7, node.lat_e7)
    }
}

/// What the edges of a way share: its steps, or the thousandths of a ride in a lift.
const fn shared_of(form: Form) -> Option<u16> {
    match form {
        Form::Steps { count } => count,
        Form::Elevator { thousandths } => Some(thousandths),
        Form::Street | Form::Crossing | Form::Escalator | Form::Ferry => None,
    }
}

/// The positions of a way's nodes.
fn refs_of<'a>(streets: &'a Streets, way: &Way) -> &'a [u32] {
    &streets.refs[way.refs.start as usize..way.refs.end as usize]
}

/// The positions in order, those repeated in a row once.
fn distinct(refs: &[u32]) -> impl Iterator<Item = u32> + '_ {
    let mut last = None;
    let mut is_new = move |r: u32| last.replace(r) != Some(r);
    refs.iter().copied().filter(move |r| is_new(*r))
}

/// What a reader should know about the network.
fn findings(network: &Network, blocked_ends: u64, loops_left_out: u64) -> Findings {
    let mut findings = Findings::new();
    let mut note = |code, count: u64, text| {
        if count > 0 {
            let finding = Finding::new(code, Severity::Note, Stage::Network, text);
            findings.push(finding.times(count));
        }
    };
    let others = network.islands().iter().skip(1);
    let (pieces, km) = (others.len() as u64, km(others.map(|i| i.length).sum()));
    note(
        "network-islands",
        pieces,
        Bilingual::new(
            format!(
                "步行路网除主体外有 {pieces} 个孤立部分，共 {km} 公里；两部分之间无法步行往来。"
            ),
            format!(
                "{pieces} road pieces, {km} km in all, are not linked to the main network; nobody can walk between them."
            ),
        ),
    );
    note(
        "ways-cut-at-barriers",
        blocked_ends,
        Bilingual::new(
            format!(
                "围墙或上锁的门处形成 {blocked_ends} 个断头路端点；若实际可通行，请在地图上修改。"
            ),
            format!(
                "{blocked_ends} dead ends stand at walls or locked gates; correct the map where people do get past."
            ),
        ),
    );
    note(
        "loops-without-length",
        loops_left_out,
        Bilingual::new(
            format!("略去 {loops_left_out} 条长度为零的环路。"),
            format!("{loops_left_out} loops without length were left out."),
        ),
    );
    findings
}

/// Kilometres with one decimal.
fn km(length: Metres) -> String {
    format!("{:.1}", length.metres() / 1000.0)
}

#[cfg(test)]
mod tests;
