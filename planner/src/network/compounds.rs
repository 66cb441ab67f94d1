//! Gated compounds as a bureau draws them: outlines, and gates in them.
//!
//! [`Compounds`] cut [`Streets`] at the outlines before a network is built: what lies inside becomes private, and the
//! outline is passed only within [`GATE_M`] of a gate. Nothing is read here, and no walk time is known.
//!
//! # Method
//!
//! 1. Each way near a compound is cut where it crosses an outline; a piece lies where its middle lies. What runs along the
//!    outline itself is the street around the compound, and outside.
//! 2. A corner of a piece that does not itself lie where the piece lies is on the outline. Where a gate is near, the piece
//!    keeps the corner; otherwise it gets a corner of its own there, shared by what meets on the same side of the wall.
//! 3. A compound without any gate is left by every way that crosses its outline, and a finding says so.
//!
//! # Complexity
//!
//! O(ways × compounds) tests of boxes, and the crossings of near ways with near outlines.
//!
//! # Invariants
//!
//! Every piece lies wholly inside one compound or outside of all; of compounds that overlap the first counts.

use std::collections::BTreeMap;

use geo::{BoundingRect as _, Contains as _, Intersects as _, MultiPolygon, Point, Rect};

use crate::findings::{Bilingual, Finding, Findings, Severity};
use crate::osm::walkability::{Access, Barrier, Edited};
use crate::osm::{StreetNode, Streets, Way};
use crate::progress::Stage;
use crate::projection::{LonLat, distance};

use super::edits::found::{Nothing, touches_nothing};

mod outline;

use outline::{between, crossing, is_near, is_within, rings};

/// What is so near to an outline, in metres, lies on it: files keep six or seven decimals of a degree.
const ON_M: f64 = 0.3;
/// An outline is passed within so many metres of a gate (domain rule).
pub const GATE_M: f64 = 15.0;
/// A little more than that in degrees of latitude, which are nowhere shorter than 110 km.
const GATE_DEG: f64 = 1.01 * GATE_M / 110_000.0;

/// All compounds that a bureau has drawn.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Compounds {
    list: Vec<Drawn>,
    gates: Vec<Gate>,
    /// The gates from south to north, as positions in `gates`.
    northward: Vec<u32>,
}

/// A compound as it is drawn.
#[derive(Debug, Clone, PartialEq)]
struct Drawn {
    outline: MultiPolygon,
    bounds: Rect,
    /// Whether a gate is near its outline.
    gated: bool,
    /// The feature of the edit that draws it.
    feature: Option<u64>,
}

/// A gate of a compound.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// Where it is.
    pub at: LonLat,
    /// Whom it lets in.
    pub lets_in: LetsIn,
    /// Its row in the table, or the number of its feature among the edits; the first is 1.
    pub row: u64,
    /// Who tells of it.
    pub told_by: ToldBy,
}

/// Who tells of a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToldBy {
    /// The bureau's table.
    Table,
    /// An edit.
    Edit,
}

/// What a new gate opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// Nothing: no outline is near.
    Nothing,
    /// A compound that was left at every crossing until now.
    FirstGate,
    /// A compound that has gates.
    Gate,
}

/// Whom a gate lets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LetsIn {
    /// Residents and their guests: nobody has told.
    Untold,
    /// Everybody who goes to a place inside.
    Visitors,
    /// Residents only.
    Residents,
    /// Nobody: an edit has closed it.
    Nobody,
}

impl Compounds {
    /// Puts outlines and gates together; an outline without an extent is left out.
    pub fn new(outlines: Vec<MultiPolygon>, gates: Vec<Gate>) -> Self {
        let drawn = |outline: MultiPolygon| {
            let bounds = outline.bounding_rect()?;
            let gated = gates.iter().any(|gate| is_near(gate.at, &outline));
            Some(Drawn {
                outline,
                bounds,
                gated,
                feature: None,
            })
        };
        let list = outlines.into_iter().filter_map(drawn).collect();
        let mut compounds = Self {
            list,
            gates,
            northward: Vec::new(),
        };
        compounds.sort_gates();
        compounds
    }

    fn sort_gates(&mut self) {
        let lat = |i: &u32| self.gates[*i as usize].at.lat_deg();
        let mut order: Vec<u32> = (0..self.gates.len() as u32).collect();
        order.sort_by(|a, b| lat(a).total_cmp(&lat(b)).then(a.cmp(b)));
        self.northward = order;
    }

    /// Whether nothing is drawn.
    pub const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The number of compounds.
    pub const fn len(&self) -> usize {
        self.list.len()
    }

    /// Adds the compound of an edit; says whether its outline has an extent. Gates are those already known.
    pub fn add(&mut self, outline: MultiPolygon, feature: u64) -> bool {
        let Some(bounds) = outline.bounding_rect() else {
            return false;
        };
        let gated = self.gates.iter().any(|gate| is_near(gate.at, &outline));
        self.list.push(Drawn {
            outline,
            bounds,
            gated,
            feature: Some(feature),
        });
        true
    }

    /// Adds a gate, and opens those near it; without the outline of a compound nearby it opens nothing.
    pub fn open(&mut self, gate: Gate) -> Opened {
        let near = self.list.iter_mut();
        let near = near.filter(|c| is_near(gate.at, &c.outline));
        let mut opened = Opened::Nothing;
        for compound in near {
            let is_first = !std::mem::replace(&mut compound.gated, true);
            opened = if is_first || opened == Opened::FirstGate {
                Opened::FirstGate
            } else {
                Opened::Gate
            };
        }
        if opened != Opened::Nothing {
            for other in &mut self.gates {
                if distance(other.at, gate.at).metres() <= GATE_M {
                    other.lets_in = LetsIn::Visitors;
                }
            }
            self.gates.push(gate);
            self.sort_gates();
        }
        opened
    }

    /// Closes the gates near a place for everybody; says whether there were any.
    pub fn close(&mut self, at: LonLat) -> bool {
        let mut closed = false;
        for gate in &mut self.gates {
            if distance(gate.at, at).metres() <= GATE_M {
                gate.lets_in = LetsIn::Nobody;
                closed = true;
            }
        }
        closed
    }

    /// The compound that a place lies in, as an index.
    pub fn at(&self, place: LonLat) -> Option<usize> {
        let point = Point(place.coord());
        self.list
            .iter()
            .position(|c| c.bounds.intersects(&point) && c.outline.contains(&point))
    }

    /// Whom the nearest gate at a place lets in; `None` where there is none.
    pub fn gate_at(&self, place: LonLat) -> Option<LetsIn> {
        let gate = |i: &u32| &self.gates[*i as usize];
        let south = place.lat_deg() - GATE_DEG;
        let first = (self.northward).partition_point(|i| gate(i).at.lat_deg() < south);
        let band = self.northward[first..].iter();
        let band = band.take_while(|i| gate(i).at.lat_deg() <= place.lat_deg() + GATE_DEG);
        let near = band.map(|i| (distance(gate(i).at, place).metres(), *i));
        let near = near.filter(|(metres, _)| *metres <= GATE_M);
        let nearest = near.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        nearest.map(|(_, i)| gate(&i).lets_in)
    }

    /// Cuts streets at the outlines and closes them to strangers inside; says what a reader should know.
    pub fn enclose(&self, streets: &Streets) -> (Streets, Findings) {
        let mut cutter = Cutter {
            compounds: self,
            streets: Streets {
                nodes: streets.nodes.clone(),
                refs: Vec::with_capacity(streets.refs.len()),
                ways: Vec::with_capacity(streets.ways.len()),
                dropped: streets.dropped.clone(),
                missing_nodes: streets.missing_nodes,
            },
            behind: BTreeMap::new(),
            passed: vec![false; self.gates.len()],
            filled: vec![false; self.list.len()],
        };
        for way in &streets.ways {
            let refs = &streets.refs[way.refs.start as usize..way.refs.end as usize];
            cutter.cut(way, refs);
        }
        let findings = self.findings(&cutter.passed, &cutter.filled);
        (cutter.streets, findings)
    }

    fn findings(&self, passed: &[bool], filled: &[bool]) -> Findings {
        let mut findings = Findings::new();
        let open = self.list.iter().filter(|c| !c.gated).count() as u64;
        if open > 0 {
            let text = Bilingual::new(
                format!(
                    "{open} 个小区边界附近没有大门：凡穿过边界的道路都按大门处理；请在 network.gates 中补充。"
                ),
                format!(
                    "{open} compounds have no gate within {GATE_M} m of their outline: every way that crosses it counts as \
                     a gate; add the gates to network.gates."
                ),
            );
            findings.push(
                Finding::new(
                    "compound-without-gates",
                    Severity::Warning,
                    Stage::Network,
                    text,
                )
                .times(open),
            );
        }
        let gates = self.gates.iter().zip(passed);
        for (gate, _) in gates.filter(|(_, passed)| !**passed) {
            findings.push(opens_nothing(gate));
        }
        let empty = self.list.iter().zip(filled).filter(|(_, filled)| !**filled);
        for feature in empty.filter_map(|(compound, _)| compound.feature) {
            findings.push(touches_nothing(feature, Nothing::Outline));
        }
        findings
    }
}

/// A gate that no way passes.
fn opens_nothing(gate: &Gate) -> Finding {
    let row = gate.row;
    if gate.told_by == ToldBy::Edit {
        return touches_nothing(row, Nothing::Near);
    }
    let text = Bilingual::new(
        format!(
            "第 {row} 行：{GATE_M} 米内没有道路穿过小区边界，这个大门不起作用；请核对坐标或补画道路。"
        ),
        format!(
            "row {row}: no way crosses the outline of a compound within {GATE_M} m, so that this gate opens nothing; check \
             its place, or draw the way."
        ),
    );
    let stage = Stage::Network;
    Finding::new("gate-opens-nothing", Severity::Warning, stage, text).at_row(row)
}

/// Cuts one way after the other.
struct Cutter<'a> {
    compounds: &'a Compounds,
    streets: Streets,
    /// Corners on an outline as those see them who are on the other side of the wall.
    behind: BTreeMap<(u32, Option<usize>), u32>,
    /// For each gate whether a way passes it.
    passed: Vec<bool>,
    /// For each compound whether a way lies inside.
    filled: Vec<bool>,
}

impl Cutter<'_> {
    fn cut(&mut self, way: &Way, refs: &[u32]) {
        let places: Vec<LonLat> = refs.iter().map(|r| self.place(*r)).collect();
        let near = self.near(&places);
        if near.is_empty() {
            let start = self.streets.refs.len() as u32;
            self.streets.refs.extend(refs);
            let refs = start..self.streets.refs.len() as u32;
            self.streets.ways.push(Way {
                refs,
                ..way.clone()
            });
            return;
        }
        let mut piece: Vec<u32> = Vec::new();
        let mut inside = None;
        for i in 0..refs.len().saturating_sub(1) {
            let mut from = refs[i];
            for share in self.crossings(places[i], places[i + 1], &near) {
                let to = if share < 1.0 {
                    self.add_node(between(places[i], places[i + 1], share))
                } else {
                    refs[i + 1]
                };
                let middle = between(self.place(from), self.place(to), 0.5);
                let here = self.inside(middle, &near);
                if piece.is_empty() {
                    (piece, inside) = (vec![from], here);
                } else if here != inside {
                    self.add(way, &std::mem::replace(&mut piece, vec![from]), inside);
                    inside = here;
                }
                piece.push(to);
                from = to;
            }
        }
        if piece.len() > 1 {
            self.add(way, &piece, inside);
        }
    }

    /// The compounds whose box a line touches.
    fn near(&self, places: &[LonLat]) -> Vec<usize> {
        let line: geo::LineString = places.iter().map(|p| p.coord()).collect();
        let Some(bounds) = line.bounding_rect() else {
            return Vec::new();
        };
        let list = self.compounds.list.iter().enumerate();
        list.filter(|(_, c)| c.bounds.intersects(&bounds))
            .map(|(i, _)| i)
            .collect()
    }

    /// Where a straight line crosses outlines, as shares of it, and its end.
    fn crossings(&self, a: LonLat, b: LonLat, near: &[usize]) -> Vec<f64> {
        let mut shares = Vec::new();
        for ring in near
            .iter()
            .flat_map(|c| rings(&self.compounds.list[*c].outline))
        {
            let sides = ring.0.windows(2);
            shares.extend(sides.filter_map(|w| crossing(a.coord(), b.coord(), w[0], w[1])));
        }
        // A crossing at an end is that end, which is cut anyway where it must be.
        shares.retain(|share| (1e-9..1.0 - 1e-9).contains(share));
        shares.sort_by(f64::total_cmp);
        shares.dedup_by(|a, b| (*a - *b).abs() < 1e-9);
        shares.push(1.0);
        shares
    }

    fn inside(&self, place: LonLat, near: &[usize]) -> Option<usize> {
        let point = Point(place.coord());
        let contains = |c: &&usize| {
            let outline = &self.compounds.list[**c].outline;
            outline.contains(&point) && !is_within(ON_M, place, outline)
        };
        near.iter().find(contains).copied()
    }

    /// Adds a piece of a way that lies inside a compound, or outside of all.
    fn add(&mut self, way: &Way, piece: &[u32], inside: Option<usize>) {
        let start = self.streets.refs.len() as u32;
        for node in piece {
            let node = self.corner(*node, inside);
            self.streets.refs.push(node);
        }
        let mut traits = way.traits;
        if let Some(inside) = inside {
            traits.access = Access::Private;
            self.filled[inside] = true;
        }
        self.streets.ways.push(Way {
            osm_id: way.osm_id,
            refs: start..self.streets.refs.len() as u32,
            traits,
            name: way.name.clone(),
        });
    }

    /// The corner of a piece: the node itself, or one of its own behind the wall.
    fn corner(&mut self, node: u32, inside: Option<usize>) -> u32 {
        let place = self.place(node);
        // A corner that was made on an outline rounds to either side of it: it lies outside.
        let is_made = self.streets.nodes[node as usize].osm_id == MADE;
        let on_outline = |c: &usize| is_within(ON_M, place, &self.compounds.list[*c].outline);
        let lies = self.compounds.at(place);
        let lies = lies.filter(|c| !is_made && !on_outline(c));
        if lies == inside {
            return node;
        }
        let compounds = [lies, inside].into_iter().flatten();
        let passes = compounds.map(|c| self.passes(c, place)).min();
        // A node of the map may be a junction of the street outside: closed, it is a wall to those inside alone.
        let passes = passes.filter(|pass| is_made || *pass != Pass::Closed);
        if let Some(pass @ (Pass::Through | Pass::Closed)) = passes {
            let traits = &mut self.streets.nodes[node as usize].traits;
            traits.barrier = traits.barrier.max(Barrier::Gate);
            if pass == Pass::Closed {
                traits.edited = Edited::Closed;
            }
            return node;
        }
        if let Some(known) = self.behind.get(&(node, inside)) {
            return *known;
        }
        let copy = self.streets.nodes[node as usize];
        self.streets.nodes.push(copy);
        let behind = self.streets.nodes.len() as u32 - 1;
        self.behind.insert((node, inside), behind);
        behind
    }

    /// Whether a way gets through the wall of a compound at a place.
    fn passes(&mut self, compound: usize, place: LonLat) -> Pass {
        let near = |gate: &Gate| distance(gate.at, place).metres() <= GATE_M;
        let mut best = None;
        for (gate, passed) in self.compounds.gates.iter().zip(&mut self.passed) {
            if near(gate) {
                *passed = true;
                let pass = match gate.lets_in {
                    LetsIn::Nobody => Pass::Closed,
                    LetsIn::Untold | LetsIn::Visitors | LetsIn::Residents => Pass::Through,
                };
                best = best.max(Some(pass));
            }
        }
        let ungated = !self.compounds.list[compound].gated;
        best.unwrap_or(if ungated { Pass::Through } else { Pass::Wall })
    }

    fn add_node(&mut self, at: LonLat) -> u32 {
        let e7 = |degrees: f64| (degrees * 1e7).round() as i32;
        self.streets.nodes.push(StreetNode {
            osm_id: MADE,
            lon_e7: e7(at.lon_deg()),
            lat_e7: e7(at.lat_deg()),
            traits: crate::osm::NodeTraits::default(),
        });
        self.streets.nodes.len() as u32 - 1
    }

    fn place(&self, node: u32) -> LonLat {
        let node = &self.streets.nodes[node as usize];
        LonLat::from_e7(node.lon_e7, node.lat_e7)
    }
}

/// Whether a way gets through a wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Pass {
    /// There is no gate.
    Wall,
    /// An edit has closed the gate.
    Closed,
    /// There is a gate.
    Through,
}

/// The id of a node that was made where a way crosses an outline; the map has no such node.
const MADE: i64 = i64::MIN;

#[cfg(test)]
mod tests;
