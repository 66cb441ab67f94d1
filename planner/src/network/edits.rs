//! Edits of the network as data: gates and ways opened or closed, links added, compounds marked, speeds and delays set.
//!
//! [`Edits`] change [`Streets`] and [`Compounds`] before a network is built, and [`ArcTimes`](crate::impedance::ArcTimes)
//! are told afterwards what takes longer. Nothing is read here. Edits are applied in the order in which they stand; an
//! edit that touches nothing is a finding that names its feature.
//!
//! | `action` | geometry | what it does |
//! |---|---|---|
//! | `open` | point | the gate or barrier within 15 m lets everybody through, also one that was closed; a new gate where a compound's outline is as near |
//! | `open` | line, or `way` | the ways along the line are open to everybody, also those that were closed; inside a drawn compound they stay private |
//! | `close` | point | nobody passes the gate within 15 m; without a gate, the way within 15 m is cut there |
//! | `close` | line, or `way` | nobody travels the ways along the line; who lives there is attached to the next street |
//! | `cross` | point | the road of class secondary or above within 15 m is crossed there, as over a marked crossing |
//! | `link` | line | a new footway whose ends join the ways within 30 m; with `steps`, a staircase |
//! | `compound` | polygon | the ways inside are private, as those in `network.compounds` |
//! | `speed` | line, or `way` | the ways along the line are walked at `speed_mps`, whoever walks |
//! | `delay` | line, or `way` | the ways along the line take `delay_s` longer |
//! | `delay` | point | passing it takes `delay_s` longer: the junction within 15 m on the way that is nearest, or else the way right there |
//!
//! What is closed still parts and joins what it did before: no private way becomes public, or part of the area beside it,
//! because a gate was closed, and nobody waits less. What is opened is for everybody, and for those who live behind it
//! still what it was: nobody's walk gets longer.
//!
//! `way` is an OpenStreetMap id and takes the whole way; a line takes the pieces of ways that lie within 10 m of it.
//!
//! # Complexity
//!
//! Linear in the streets for each edit.

use geo::{Coord, MultiPolygon};

use crate::findings::Findings;
use crate::osm::walkability::{
    Access, Barrier, Crossing, Edited, Form, NodeTraits, RoadClass, WayTraits,
};
use crate::osm::{StreetNode, Streets, Way};
use crate::projection::{LonLat, Plane, distance};
use crate::units::WalkSpeed;

use super::Compounds;
use super::build;
use super::compounds::{Gate, LetsIn, Opened, ToldBy};
use super::passage::has_two_sides;

pub(super) mod found;
mod timed;

use found::{Nothing, makes_walls, touches_nothing};

/// A point edit touches what is within so many metres: as near as a gate is to its outline.
const POINT_M: f64 = 15.0;
/// A line edit takes the ways within so many metres of it: a hand-drawn line is no nearer.
const LINE_M: f64 = 10.0;
/// A new link joins ways within so many metres of its ends.
const LINK_M: f64 = 30.0;
/// An end of a link this near to a node joins the node itself.
const NODE_M: f64 = 1.0;

/// All edits of one file, in its order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Edits(pub Vec<Edit>);

/// One edit.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// The number of its feature; the first is 1.
    pub feature: u64,
    /// Whether it stands in a file.
    pub origin: Origin,
    /// What is done.
    pub action: Action,
}

/// Where an edit comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The file of the scenario.
    File,
    /// Somebody's hand: no file has it yet.
    Hand,
}

/// What an edit does.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Lets everybody through.
    Open(Target),
    /// Lets nobody through.
    Close(Target),
    /// Lets people cross a wide road.
    Cross(LonLat),
    /// Adds a footway, or a staircase of so many steps.
    Link(Vec<LonLat>, Option<u16>),
    /// Marks a compound.
    Compound(MultiPolygon),
    /// Sets a speed.
    Speed(Target, WalkSpeed),
    /// Adds seconds.
    Delay(Target, f64),
}

/// What an edit is about.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// A gate, or whatever is at a place.
    Point(LonLat),
    /// The pieces of ways along a line.
    Line(Vec<LonLat>),
    /// A whole way of the map.
    Way(i64),
}

/// What an edit found to change.
type Touched = bool;

impl Edits {
    /// Whether there is nothing to do.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds edits that come from no file; they are numbered on from those that do, as in the file of a saved plan.
    pub fn extend(&mut self, actions: &[Action]) {
        let last = self.0.iter().map(|edit| edit.feature).max();
        let numbers = last.unwrap_or_default() + 1..;
        let edits = numbers.zip(actions).map(|(feature, action)| Edit {
            feature,
            origin: Origin::Hand,
            action: action.clone(),
        });
        self.0.extend(edits);
    }

    /// Changes streets and compounds; says which edits touched nothing.
    pub fn apply(
        &self,
        streets: &Streets,
        compounds: &Compounds,
    ) -> (Streets, Compounds, Findings) {
        let mut site = Site {
            streets: streets.clone(),
            compounds: compounds.clone(),
        };
        let mut findings = Findings::new();
        for edit in &self.0 {
            let touched = match &edit.action {
                Action::Open(Target::Point(at)) => site.open(*at, edit.feature, &mut findings),
                Action::Open(target) => site.open_ways(target),
                Action::Close(target) => site.close(target),
                Action::Cross(at) => site.cross(*at),
                Action::Link(line, steps) => site.link(line, *steps),
                Action::Compound(outline) => site.compounds.add(outline.clone(), edit.feature),
                Action::Delay(Target::Point(at), _) => site.delay(*at),
                // These touch walk times, once there are any.
                Action::Speed(..) | Action::Delay(..) => true,
            };
            if !touched {
                findings.push(touches_nothing(edit.feature, Nothing::Near));
            }
        }
        for edit in &self.0 {
            if matches!(&edit.action, Action::Open(target) if site.encloses(target)) {
                findings.push(touches_nothing(edit.feature, Nothing::Compound));
            }
        }
        (site.streets, site.compounds, findings)
    }
}

/// What edits change.
struct Site {
    streets: Streets,
    compounds: Compounds,
}

/// A place on a way: the way, the segment of it, and the place.
type Spot = (usize, usize, LonLat);

impl Site {
    fn open(&mut self, at: LonLat, feature: u64, findings: &mut Findings) -> Touched {
        let is_shut = |node: &StreetNode| {
            let is_barred = node.traits.barrier != Barrier::None && !node.traits.opened;
            is_barred || node.traits.edited == Edited::Closed
        };
        let barrier = self.nearest_node(at, is_shut);
        if let Some(node) = barrier {
            let traits = &mut self.streets.nodes[node].traits;
            match traits.barrier {
                Barrier::Blocked => traits.barrier = Barrier::None,
                Barrier::None | Barrier::Gate | Barrier::PrivateGate => traits.opened = true,
            }
            if traits.edited == Edited::Closed {
                traits.edited = Edited::Cut;
            }
        }
        let gate = Gate {
            at,
            lets_in: LetsIn::Visitors,
            row: feature,
            told_by: ToldBy::Edit,
        };
        let opened = self.compounds.open(gate);
        if opened == Opened::FirstGate {
            findings.push(makes_walls(feature));
        }
        opened != Opened::Nothing || barrier.is_some()
    }

    fn open_ways(&mut self, target: &Target) -> Touched {
        self.each_piece(target, |way| {
            if way.traits.access == Access::Private {
                way.traits.access = Access::Opened;
            }
            way.traits.closed = false;
        })
    }

    /// Whether whatever an edit takes of ways lies inside compounds, which keep it private.
    fn encloses(&self, target: &Target) -> bool {
        if self.compounds.is_empty() || matches!(target, Target::Point(_)) {
            return false;
        }
        let taken = self.streets.ways.iter().flat_map(|way| {
            let pieces = self.pieces(way, target).into_iter();
            pieces.filter(|(_, taken)| *taken).map(|(refs, _)| refs)
        });
        let mut inside = taken.flat_map(|refs| {
            let middles = refs.windows(2).map(|w| self.middle(w[0], w[1]));
            let inside = middles.map(|at| self.compounds.at(at).is_some());
            inside.collect::<Vec<bool>>()
        });
        inside
            .next()
            .is_some_and(|first| first && inside.all(|is_inside| is_inside))
    }

    fn close(&mut self, target: &Target) -> Touched {
        let Target::Point(at) = target else {
            return self.each_piece(target, |way| way.traits.closed = true);
        };
        let gate = self.nearest_node(*at, |node| node.traits.barrier != Barrier::None);
        if let Some(node) = gate {
            self.streets.nodes[node].traits.edited = Edited::Closed;
        }
        let closed = self.compounds.close(*at);
        if closed || gate.is_some() {
            return true;
        }
        let Some(spot) = self.nearest_spot(*at, POINT_M) else {
            return false;
        };
        let node = self.node_at(spot);
        self.streets.nodes[node as usize].traits.edited = Edited::Closed;
        true
    }

    /// Marks where a delay acts: a place where ways meet or end on the nearest way, or else the nearest place itself.
    fn delay(&mut self, at: LonLat) -> Touched {
        let Some(spot) = self.nearest_spot_of(at, POINT_M, |way| !way.traits.closed) else {
            return false;
        };
        let cuts = build::cuts(&self.streets);
        let refs = &self.streets.ways[spot.0].refs;
        let refs = &self.streets.refs[refs.start as usize..refs.end as usize];
        let near = refs.iter().filter(|r| cuts[**r as usize]);
        let near = near.map(|r| (distance(self.place(*r), at).metres(), *r));
        let near = near.filter(|(metres, _)| *metres <= POINT_M);
        let nearest = near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, r)| r);
        let node = nearest.unwrap_or_else(|| self.node_at(spot));
        let edited = &mut self.streets.nodes[node as usize].traits.edited;
        *edited = (*edited).max(Edited::Delayed);
        true
    }

    fn cross(&mut self, at: LonLat) -> Touched {
        let is_wide = |way: &Way| way.traits.is_walked() && has_two_sides(&way.traits);
        let Some(spot) = self.nearest_spot_of(at, POINT_M, is_wide) else {
            return false;
        };
        let node = self.node_at(spot);
        let crossing = &mut self.streets.nodes[node as usize].traits.crossing;
        *crossing = (*crossing).max(Crossing::Marked);
        true
    }

    fn link(&mut self, line: &[LonLat], steps: Option<u16>) -> Touched {
        let ([first, .., last], true) = (line, line.len() >= 2) else {
            return false;
        };
        let ends = [first, last].map(|at| self.nearest_spot(*at, LINK_M));
        let [Some(_), Some(_)] = ends else {
            return false;
        };
        let mut nodes = Vec::with_capacity(line.len());
        for (i, at) in line.iter().enumerate() {
            let is_end = i == 0 || i + 1 == line.len();
            let spot = self.nearest_spot(*at, LINK_M).filter(|_| is_end);
            nodes.push(match spot {
                Some(spot) => self.node_at(spot),
                None => self.add_node(*at),
            });
        }
        let start = self.streets.refs.len() as u32;
        self.streets.refs.extend(nodes);
        let form = steps.map_or(Form::Street, |count| Form::Steps { count: Some(count) });
        self.streets.ways.push(Way {
            osm_id: 0,
            refs: start..self.streets.refs.len() as u32,
            traits: WayTraits { form, ..FOOTWAY },
            name: None,
        });
        true
    }

    /// Changes the pieces of ways that a target takes.
    fn each_piece(&mut self, target: &Target, change: impl Fn(&mut Way)) -> Touched {
        let mut touched = false;
        let (mut ways, mut refs) = (Vec::new(), Vec::new());
        let mut cuts = Vec::new();
        for way in &self.streets.ways {
            let pieces = self.pieces(way, target);
            let starts = pieces.iter().skip(1);
            cuts.extend(starts.filter_map(|(piece, _)| piece.first().copied()));
            for (piece, taken) in pieces {
                let start = refs.len() as u32;
                let mut piece_of_way = Way {
                    refs: start..start + piece.len() as u32,
                    ..way.clone()
                };
                if taken {
                    change(&mut piece_of_way);
                }
                touched |= taken;
                refs.extend(piece);
                ways.push(piece_of_way);
            }
        }
        if touched {
            (self.streets.ways, self.streets.refs) = (ways, refs);
            for node in cuts {
                let edited = &mut self.streets.nodes[node as usize].traits.edited;
                *edited = (*edited).max(Edited::Cut);
            }
        }
        touched
    }

    /// A way in pieces that a target takes or does not.
    fn pieces(&self, way: &Way, target: &Target) -> Vec<(Vec<u32>, bool)> {
        let refs = &self.streets.refs[way.refs.start as usize..way.refs.end as usize];
        let Target::Line(line) = target else {
            return vec![(refs.to_vec(), *target == Target::Way(way.osm_id))];
        };
        let near: Vec<bool> = refs
            .iter()
            .map(|r| is_along(self.place(*r), line, LINE_M))
            .collect();
        let mut pieces: Vec<(Vec<u32>, bool)> = Vec::new();
        for i in 0..refs.len().saturating_sub(1) {
            let taken = near[i] && near[i + 1];
            match pieces.last_mut() {
                Some((piece, same)) if *same == taken => piece.push(refs[i + 1]),
                _ => pieces.push((vec![refs[i], refs[i + 1]], taken)),
            }
        }
        pieces
    }

    /// The nearest of some nodes within the reach of a point edit.
    fn nearest_node(&self, at: LonLat, wanted: impl Fn(&StreetNode) -> bool) -> Option<usize> {
        let nodes = self.streets.nodes.iter().enumerate();
        let near = nodes.filter(|(_, node)| wanted(node)).map(|(i, node)| {
            let place = LonLat::from_e7(node.lon_e7, node.lat_e7);
            (distance(place, at).metres(), i)
        });
        let near = near.filter(|(metres, _)| *metres <= POINT_M);
        near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, i)| i)
    }

    /// The nearest place on any way within a reach.
    fn nearest_spot(&self, at: LonLat, reach_m: f64) -> Option<Spot> {
        self.nearest_spot_of(at, reach_m, |way| way.traits.is_walked())
    }

    /// The nearest place on some ways within a reach.
    fn nearest_spot_of(
        &self,
        at: LonLat,
        reach_m: f64,
        wanted: impl Fn(&Way) -> bool,
    ) -> Option<Spot> {
        let plane = Plane::at(at);
        let mut best: Option<(f64, Spot)> = None;
        let ways = self.streets.ways.iter().enumerate();
        for (i, way) in ways.filter(|(_, way)| wanted(way)) {
            let refs = &self.streets.refs[way.refs.start as usize..way.refs.end as usize];
            for (segment, w) in refs.windows(2).enumerate() {
                let ends = [w[0], w[1]].map(|r| plane.to_metres(self.place(r)));
                let foot = foot_of_origin(ends[0], ends[1]);
                let away_m = foot.x.hypot(foot.y);
                if away_m <= reach_m && best.is_none_or(|(m, _)| away_m < m) {
                    best = Some((away_m, (i, segment, plane.to_lonlat(foot))));
                }
            }
        }
        best.map(|(_, spot)| spot)
    }

    /// The node at a place on a way; a new one is put into the way where none is near.
    fn node_at(&mut self, (way, segment, at): Spot) -> u32 {
        let start = self.streets.ways[way].refs.start as usize + segment;
        for r in [self.streets.refs[start], self.streets.refs[start + 1]] {
            if distance(self.place(r), at).metres() <= NODE_M {
                return r;
            }
        }
        let node = self.add_node(at);
        let position = start + 1;
        self.streets.refs.insert(position, node);
        for other in &mut self.streets.ways {
            if other.refs.start as usize >= position {
                other.refs = other.refs.start + 1..other.refs.end + 1;
            } else if other.refs.end as usize >= position {
                other.refs.end += 1;
            }
        }
        node
    }

    fn add_node(&mut self, at: LonLat) -> u32 {
        let e7 = |degrees: f64| (degrees * 1e7).round() as i32;
        self.streets.nodes.push(StreetNode {
            osm_id: 0,
            lon_e7: e7(at.lon_deg()),
            lat_e7: e7(at.lat_deg()),
            traits: NodeTraits::default(),
        });
        self.streets.nodes.len() as u32 - 1
    }

    fn middle(&self, a: u32, b: u32) -> LonLat {
        let [a, b] = [a, b].map(|r| self.place(r).coord());
        let middle = (a + b) / 2.0;
        LonLat::new(middle.x, middle.y).unwrap_or(self.place(0))
    }

    fn place(&self, node: u32) -> LonLat {
        let node = &self.streets.nodes[node as usize];
        LonLat::from_e7(node.lon_e7, node.lat_e7)
    }
}

/// What a new link is.
const FOOTWAY: WayTraits = WayTraits::open(RoadClass::Path);

/// Whether a place is within a reach of a line.
fn is_along(at: LonLat, line: &[LonLat], reach_m: f64) -> bool {
    let plane = Plane::at(at);
    line.windows(2).any(|w| {
        let foot = foot_of_origin(plane.to_metres(w[0]), plane.to_metres(w[1]));
        foot.x.hypot(foot.y) <= reach_m
    })
}

/// The point of a segment that is nearest to the origin.
fn foot_of_origin(a: Coord, b: Coord) -> Coord {
    let along = b - a;
    let length_2 = along.x * along.x + along.y * along.y;
    if length_2 <= 0.0 {
        return a;
    }
    let share = (-(a.x * along.x + a.y * along.y) / length_2).clamp(0.0, 1.0);
    a + along * share
}

#[cfg(test)]
mod tests;
