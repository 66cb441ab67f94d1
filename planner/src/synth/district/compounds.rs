//! A plot becomes a compound: its wall and gates, a drive around it, paths between the rows of its buildings.
//!
//! # Method
//!
//! 1. One to three gates are put on sides that face a street; each is joined to the street's line, across the
//!    pavement where there is one.
//! 2. A loop runs ten metres inside the outline; every gate leads to it.
//! 3. Rows of buildings are set across the loop ([`super::buildings`]), with a path along each row and a spine through
//!    their middle, both ending at the loop.

use geo::Coord;

use super::super::drawing::canvas::{Dot, Tag};
use super::super::drawing::ground::{Frame, apart_m, direction, middle, mix, mix_numbers, turned};
use super::super::drawing::lines::{Joint, Line, Ring};
use super::Town;
use super::blocks::{Lanes, LineAt, Plot, Shops, Use, is_buildable};
use super::buildings::{self, Site};
use super::facilities::Spot;

/// How far inside the outline the drive runs.
const LOOP_INSET_M: f64 = 10.0;

/// Who gets into a plot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Enclosure {
    /// There is no wall.
    Open,
    /// There is a wall with gates that let everybody in.
    Gated,
    /// There is a wall, and the gates are for residents.
    Private,
}

/// A gate, where it stands and what it joins.
#[derive(Debug, Clone, Copy)]
struct Gate {
    side: usize,
    /// Share of the side from its western or southern end.
    share: f64,
    dot: Dot,
}

/// Draws everything on a plot.
pub(super) fn draw(town: &mut Town, lanes: &mut Lanes, plot: &Plot) {
    if !is_buildable(&plot.outline) {
        return;
    }
    let enclosure = enclosure(town, plot.purpose);
    let mut wall = Ring::new(plot.outline.clone());
    let gates = gates(town, plot, &mut wall);
    let inner = shrunk(&plot.outline, LOOP_INSET_M);
    let mut drive = Ring::new(inner);
    let way = way_tags(plot.purpose, enclosure);
    for (number, gate) in gates.iter().enumerate() {
        tag_gate(town, enclosure, number, gate.dot);
        link(town, lanes, plot, (gate, &mut drive), &way);
    }
    let name = outline_ways(town, plot, &mut wall, enclosure);
    for (side, front) in plot.fronts.iter().enumerate() {
        if front.shops == Shops::Row {
            let shares: Vec<f64> = gates
                .iter()
                .filter(|g| g.side == side)
                .map(|g| g.share)
                .collect();
            buildings::shops(town, plot, side, &shares);
        }
    }
    rows(town, plot, &mut drive, &way);
    let dots = drive.dots(&mut town.canvas);
    town.canvas.stroke(&dots, &way);
    if let (true, Some(gate)) = (plot.purpose.is_home(), gates.first()) {
        let at = outside(plot, gate);
        town.spots.push(Spot {
            at,
            block: plot.block,
            compound: name,
        });
    }
}

fn enclosure(town: &mut Town, purpose: Use) -> Enclosure {
    let [open, gated] = match purpose {
        Use::Park | Use::Market | Use::Offices | Use::Houses => [100, 0],
        Use::School | Use::Works => [0, 0],
        Use::Hospital => [0, 100],
        Use::WalkUps => [30, 40],
        Use::MidRises | Use::Towers => [0, 30],
    };
    match town.dice.weighted(&[open, gated, 100 - open - gated]) {
        0 => Enclosure::Open,
        1 => Enclosure::Gated,
        _ => Enclosure::Private,
    }
}

/// Chooses where the gates are, and puts them on the wall.
fn gates(town: &mut Town, plot: &Plot, wall: &mut Ring) -> Vec<Gate> {
    let mut sides: Vec<usize> = (0..4).filter(|&k| plot.fronts[k].class.is_some()).collect();
    let wanted = match plot.purpose {
        Use::Park | Use::Houses | Use::Market => 4,
        Use::School | Use::Works => 1,
        _ => [1, 2, 3][town.dice.weighted(&[20, 50, 30])],
    };
    let mut gates = Vec::new();
    while gates.len() < wanted && !sides.is_empty() {
        let side = sides.swap_remove(town.dice.below(sides.len() as u32) as usize);
        let share = town.dice.between(0.3, 0.7);
        let dot = wall.join(&mut town.canvas, ring_position(side, share));
        gates.push(Gate { side, share, dot });
    }
    gates
}

/// The position on a ring of a share of one of its sides, measured eastwards or northwards.
pub(super) fn ring_position(side: usize, share: f64) -> f64 {
    let along = if side < 2 { share } else { 1.0 - share };
    2.0 * (side as f64 + along)
}

fn tag_gate(town: &mut Town, enclosure: Enclosure, number: usize, dot: Dot) {
    let locked = number > 0 && town.dice.chance(15);
    let tags: &[Tag<'_>] = match (enclosure, number) {
        (Enclosure::Open, _) => return,
        (Enclosure::Gated, 0) => &[("barrier", "lift_gate"), ("foot", "yes")],
        (Enclosure::Gated, _) => &[("barrier", "gate"), ("foot", "yes")],
        (Enclosure::Private, 0) => &[("barrier", "lift_gate"), ("access", "private")],
        (Enclosure::Private, _) if locked => &[
            ("barrier", "gate"),
            ("access", "private"),
            ("locked", "yes"),
        ],
        (Enclosure::Private, _) => &[("barrier", "gate"), ("access", "private")],
    };
    town.canvas.tag(dot, tags);
}

/// Draws the way from the street through the gate to the drive.
fn link(
    town: &mut Town,
    lanes: &mut Lanes,
    plot: &Plot,
    (gate, drive): (&Gate, &mut Ring),
    way: &[Tag<'_>],
) {
    let front = &plot.fronts[gate.side];
    let t = mix_numbers(front.span.0, front.span.1, gate.share);
    let street = {
        let Town { canvas, grid, .. } = town;
        line_of(grid, lanes, front.line).join(canvas, t, Joint::Plain)
    };
    let mut outside = vec![street];
    if let LineAt::GridEast(k) | LineAt::GridNorth(k) = front.line {
        let side = match front.line {
            LineAt::GridEast(_) => &mut town.grid.east[k],
            _ => &mut town.grid.north[k],
        };
        if let Some(pavement) = side.pavement(front.hand) {
            outside.push(pavement.join(&mut town.canvas, t, Joint::Plain));
        }
    }
    outside.push(gate.dot);
    town.canvas.stroke(&outside, &[("highway", "service")]);
    let inside = drive.join(&mut town.canvas, ring_position(gate.side, gate.share));
    town.canvas.stroke(&[gate.dot, inside], way);
}

fn line_of<'a>(
    grid: &'a mut super::streets::Grid,
    lanes: &'a mut Lanes,
    at: LineAt,
) -> &'a mut Line {
    match at {
        LineAt::GridEast(k) => &mut grid.east[k].line,
        LineAt::GridNorth(k) => &mut grid.north[k].line,
        LineAt::LaneEast(k) => &mut lanes.east[k],
        LineAt::LaneNorth(k) => &mut lanes.north[k],
    }
}

/// The tags of the ways inside a plot.
fn way_tags(purpose: Use, enclosure: Enclosure) -> Vec<Tag<'static>> {
    let mut tags = match purpose {
        Use::Park => vec![("highway", "footway")],
        Use::Houses => vec![("highway", "living_street")],
        _ => vec![("highway", "service")],
    };
    if enclosure == Enclosure::Private {
        tags.push(("access", "private"));
    }
    tags
}

/// Draws the outline as an area with a name, and as a wall where there is one; returns the name.
fn outline_ways(town: &mut Town, plot: &Plot, wall: &mut Ring, enclosure: Enclosure) -> String {
    let dots = wall.dots(&mut town.canvas);
    let (area, name): (Tag<'_>, String) = match plot.purpose {
        Use::WalkUps | Use::MidRises | Use::Towers => {
            (("landuse", "residential"), town.next_compound())
        }
        Use::Houses => (("landuse", "residential"), town.next_name("村")),
        Use::School => (("amenity", "school"), town.next_name("小学")),
        Use::Hospital => (("amenity", "hospital"), town.next_name("医院")),
        Use::Market => (("landuse", "retail"), town.next_name("市场")),
        Use::Offices => (("landuse", "commercial"), town.next_name("商务区")),
        Use::Works => (("landuse", "industrial"), town.next_name("工业园")),
        Use::Park => (("leisure", "park"), town.next_name("公园")),
    };
    town.canvas.stroke(&dots, &[area, ("name", &name)]);
    if enclosure != Enclosure::Open {
        let kind = if town.dice.chance(70) {
            "wall"
        } else {
            "fence"
        };
        town.canvas.stroke(&dots, &[("barrier", kind)]);
    }
    name
}

/// Sets the rows of buildings and the paths between them.
fn rows(town: &mut Town, plot: &Plot, drive: &mut Ring, way: &[Tag<'_>]) {
    let turn = if plot.purpose.is_home() && town.dice.chance(25) {
        town.dice.between(-0.3, 0.3)
    } else {
        0.0
    };
    let axis = direction(drive.points[7], drive.points[3]);
    let length = (1.0 + turn * turn).sqrt();
    let frame = Frame {
        origin: middle(&drive.points),
        along: turned(axis, 1.0 / length, turn / length),
    };
    let site = Site {
        purpose: plot.purpose,
        frame,
        ground: shrunk(&drive.points, 5.0),
    };
    let paths = buildings::rows(town, &site);
    let upright = Frame {
        origin: frame.origin,
        along: Coord {
            x: frame.along.y,
            y: -frame.along.x,
        },
    };
    // Across the upright frame, its `x` falls as the frame's `y` rises.
    let Some([top, bottom]) = drive.across(&upright, 0.0) else {
        return;
    };
    let mut spine: Vec<(f64, Dot)> = [bottom, top]
        .map(|(x, position)| (-x, drive.join(&mut town.canvas, position)))
        .to_vec();
    let foot: Vec<Tag<'_>> = std::iter::once(("highway", "footway"))
        .chain(way.iter().copied().filter(|(key, _)| *key == "access"))
        .collect();
    for y_m in paths {
        let Some([west, east]) = drive.across(&frame, y_m) else {
            continue;
        };
        let centre = town.canvas.dot(frame.place(0.0, y_m));
        let ends = [west, east].map(|(_, position)| drive.join(&mut town.canvas, position));
        town.canvas.stroke(&[ends[0], centre, ends[1]], &foot);
        spine.push((y_m, centre));
    }
    spine.sort_by(|a, b| a.0.total_cmp(&b.0));
    let dots: Vec<Dot> = spine.into_iter().map(|(_, dot)| dot).collect();
    town.canvas.stroke(&dots, way);
}

/// A place on the street side of a gate.
fn outside(plot: &Plot, gate: &Gate) -> Coord {
    let ring = Ring::new(plot.outline.clone());
    let at = ring.at(ring_position(gate.side, gate.share + 0.02));
    let centre = middle(&plot.outline);
    let out = direction(centre, at);
    Coord {
        x: at.x + out.x * 5.0,
        y: at.y + out.y * 5.0,
    }
}

/// A ring of eight points drawn in by a distance: each corner moves towards its two neighbours' far sides.
pub(super) fn shrunk(outline: &[Coord], inset_m: f64) -> Vec<Coord> {
    let corner = |k: usize| outline[2 * (k % 4)];
    let corners: Vec<Coord> = (0..4)
        .map(|k| {
            let (at, next, last) = (corner(k), corner(k + 1), corner(k + 3));
            let to_next = direction(at, next);
            let to_last = direction(at, last);
            Coord {
                x: at.x + (to_next.x + to_last.x) * inset_m,
                y: at.y + (to_next.y + to_last.y) * inset_m,
            }
        })
        .collect();
    let centre = middle(outline);
    let mut ring = Vec::with_capacity(8);
    for k in 0..4 {
        ring.push(corners[k]);
        let side = outline[2 * k + 1];
        let share = inset_m / apart_m(side, centre).max(inset_m);
        ring.push(mix(side, centre, share));
    }
    ring
}
