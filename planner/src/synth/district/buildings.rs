//! The ground inside a compound becomes rows of buildings, and the homes in them become places for people.
//!
//! Buildings keep the distance that their height asks for, stand in rows across the compound and leave its middle free.
//! A residential building has a stairwell every 14 m or so; people live at the stairwells.

use geo::Coord;

use super::super::drawing::ground::{Frame, apart_m, direction, inside};
use super::super::drawing::lines::Ring;
use super::Town;
use super::blocks::{Plot, Use};
use super::compounds::ring_position;

/// How wide the part of a building around one stairwell is.
const STAIRWELL_M: f64 = 14.0;
/// Half the width of the spine that no building stands on.
const SPINE_M: f64 = 7.0;
/// How far along a row the next place is tried where no building fits.
const SEARCH_STEP_M: f64 = 3.0;

/// Ground to be built on.
#[derive(Debug)]
pub(super) struct Site {
    /// What for.
    pub(super) purpose: Use,
    /// Its axes: rows run along the first.
    pub(super) frame: Frame,
    /// Where buildings may stand.
    pub(super) ground: Vec<Coord>,
}

/// A residential building, and where in it people live.
#[derive(Debug, Clone, Copy)]
pub(super) struct Home {
    /// The first stairwell.
    pub(super) first: Coord,
    /// From one stairwell to the next.
    pub(super) step: Coord,
    /// The number of stairwells.
    pub(super) stairwells: u32,
    /// Floor area in square metres, weighted by how old the people there are.
    pub(super) room: f64,
}

/// How buildings of one use look.
struct Style {
    tag: &'static str,
    levels: (u32, u32),
    depth_m: f64,
    length_m: (f64, f64),
    /// Free ground between two rows, and between neighbours in a row.
    gaps_m: (f64, f64),
    /// How much likelier an older person lives here than on the same floor area elsewhere.
    seniors: f64,
}

/// Sets the buildings of a site; returns where the paths along its rows run.
pub(super) fn rows(town: &mut Town, site: &Site) -> Vec<f64> {
    let Some(style) = style(site.purpose) else {
        if site.purpose == Use::Park {
            pond(town, site);
        }
        return Vec::new();
    };
    let ends: Vec<Coord> = site.ground.iter().map(|p| site.frame.measure(*p)).collect();
    let fold = |pick: fn(f64, f64) -> f64, of: fn(&Coord) -> f64, start: f64| {
        ends.iter().map(of).fold(start, pick)
    };
    let south = fold(f64::min, |p| p.y, f64::MAX);
    let north = fold(f64::max, |p| p.y, f64::MIN);
    let reach = fold(f64::max, |p| p.x.abs(), 0.0);
    let pitch_m = style.depth_m + style.gaps_m.0;
    let count = ((north - south + style.gaps_m.0) / pitch_m)
        .floor()
        .max(0.0) as u32;
    let spare = (north - south + style.gaps_m.0 - f64::from(count) * pitch_m) / 2.0;
    let first = if site.purpose == Use::School {
        count.saturating_sub(2)
    } else {
        0
    };
    if first > 0 {
        pitch(
            town,
            site,
            south,
            south + spare + f64::from(first) * pitch_m,
        );
    }
    let mut paths = Vec::new();
    for k in first..count {
        let middle_m = south + spare + style.depth_m / 2.0 + f64::from(k) * pitch_m;
        let built = row(town, site, &style, (middle_m, reach));
        if built > 0 && k + 1 < count && style.gaps_m.0 > 7.0 {
            paths.push(middle_m + style.depth_m / 2.0 + 3.5);
        }
    }
    paths
}

/// Sets one row, from the spine outwards to both sides; returns how many buildings stand in it.
fn row(town: &mut Town, site: &Site, style: &Style, (y_m, reach_m): (f64, f64)) -> u32 {
    let mut built = 0;
    let levels = town.dice.whole(style.levels.0, style.levels.1);
    for sign in [-1.0, 1.0] {
        let mut x_m = SPINE_M;
        while x_m < reach_m {
            let drawn_m = town.dice.between(style.length_m.0, style.length_m.1);
            let fitting = [drawn_m, style.length_m.0].into_iter().find(|length_m| {
                let middle = (sign * (x_m + length_m / 2.0), y_m);
                fits(site, middle, (*length_m, style.depth_m))
            });
            let Some(length_m) = fitting else {
                x_m += SEARCH_STEP_M;
                continue;
            };
            if !town.dice.chance(4) {
                let middle = (sign * (x_m + length_m / 2.0), y_m);
                building(
                    town,
                    site,
                    style,
                    (middle, (length_m, style.depth_m), levels),
                );
                built += 1;
            }
            x_m += length_m + style.gaps_m.1;
        }
    }
    built
}

/// Draws the sports ground of a school between its southern end and its buildings.
fn pitch(town: &mut Town, site: &Site, south_m: f64, north_m: f64) {
    let (high, wide) = ((north_m - south_m - 16.0) / 2.0, 22.0);
    if high < 15.0 {
        return;
    }
    let y_m = south_m.midpoint(north_m);
    let x_m = SPINE_M + wide;
    let corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
        .map(|(a, b)| site.frame.place(x_m + a * wide, y_m + b * high.min(45.0)));
    if corners.iter().all(|p| inside(&site.ground, *p)) {
        town.canvas
            .ring(&corners, &[("leisure", "pitch"), ("surface", "tartan")]);
    }
}

fn fits(site: &Site, (x, y): (f64, f64), (length, depth): (f64, f64)) -> bool {
    let (a, b) = (length / 2.0, depth / 2.0);
    [(-a, -b), (a, -b), (a, b), (-a, b), (0.0, b), (0.0, -b)]
        .iter()
        .all(|(dx, dy)| inside(&site.ground, site.frame.place(x + dx, y + dy)))
}

fn building(
    town: &mut Town,
    site: &Site,
    style: &Style,
    ((x, y), (length, depth), levels): ((f64, f64), (f64, f64), u32),
) {
    let place = |dx: f64, dy: f64| site.frame.place(x + dx * length, y + dy * depth);
    let corners = [
        place(-0.5, -0.5),
        place(0.5, -0.5),
        place(0.5, 0.5),
        place(-0.5, 0.5),
    ];
    let levels_text = levels.to_string();
    let mut tags = vec![("building", style.tag), ("building:levels", &*levels_text)];
    town.buildings += 1;
    let number = (town.buildings % 40 + 1).to_string();
    if site.purpose.is_home() {
        tags.push(("addr:housenumber", &number));
    }
    town.canvas.ring(&corners, &tags);
    if !site.purpose.is_home() {
        return;
    }
    let stairwells = (length / STAIRWELL_M).floor().max(1.0);
    let step = site.frame.along * (length / stairwells);
    let first = place(-0.5 + 0.5 / stairwells, 0.0);
    town.homes.push(Home {
        first,
        step,
        stairwells: stairwells as u32,
        room: length * depth * f64::from(levels) * style.seniors,
    });
}

/// Sets a row of shops between the street and a side of a plot, leaving its gates free.
pub(super) fn shops(town: &mut Town, plot: &Plot, side: usize, gates: &[f64]) {
    let ring = Ring::new(plot.outline.clone());
    let end = |share: f64| ring.at(ring_position(side, share));
    let length_m = apart_m(end(0.0), end(1.0));
    let mut at_m = 12.0;
    while at_m + 40.0 < length_m {
        let shop_m = town.dice.between(24.0, 38.0);
        let (from, to) = (at_m / length_m, (at_m + shop_m) / length_m);
        let clear =
            |gate: &f64| gate * length_m < at_m - 7.0 || gate * length_m > at_m + shop_m + 7.0;
        if gates.iter().all(clear) && !town.dice.chance(10) {
            shop(town, plot, (end(from), end(to)));
        }
        at_m += shop_m + 2.0;
    }
}

fn shop(town: &mut Town, plot: &Plot, (a, b): (Coord, Coord)) {
    let along = direction(a, b);
    let left = Coord {
        x: -along.y,
        y: along.x,
    };
    // Outwards is the hand that leads away from the plot.
    let out = if inside(&plot.outline, (a + b) / 2.0 + left * 2.0) {
        left * -1.0
    } else {
        left
    };
    let corners = [a + out * 2.0, b + out * 2.0, b + out * 11.0, a + out * 11.0];
    let levels = if town.dice.chance(60) { "2" } else { "1" };
    town.canvas.ring(
        &corners,
        &[("building", "retail"), ("building:levels", levels)],
    );
    if town.dice.chance(16) {
        let name = town.next_name("饭馆");
        let at = (corners[0] + corners[2]) / 2.0;
        town.canvas
            .tagged_dot(at, &[("amenity", "restaurant"), ("name", &name)]);
    }
}

fn pond(town: &mut Town, site: &Site) {
    let (long, short) = site.ground.iter().fold((0.0_f64, 0.0_f64), |(x, y), p| {
        let m = site.frame.measure(*p);
        (x.max(m.x.abs()), y.max(m.y.abs()))
    });
    let (x, y) = (long * 0.5, short * 0.35);
    let shape = [
        (-0.3, -0.9),
        (0.5, -1.0),
        (0.95, -0.3),
        (0.7, 0.5),
        (0.1, 0.8),
        (-0.4, 0.3),
    ];
    let places = shape.map(|(a, b)| site.frame.place(x * a + long * 0.3, y * b));
    if places.iter().all(|p| inside(&site.ground, *p)) {
        town.canvas
            .ring(&places, &[("natural", "water"), ("water", "pond")]);
    }
}

fn style(purpose: Use) -> Option<Style> {
    let look = |tag, levels, depth_m, length_m, gaps_m| Style {
        tag,
        levels,
        depth_m,
        length_m,
        gaps_m,
        seniors: 1.0,
    };
    Some(match purpose {
        Use::WalkUps => Style {
            seniors: 1.35,
            ..look("apartments", (5, 7), 11.5, (42.0, 68.0), (18.0, 8.0))
        },
        Use::MidRises => look("apartments", (11, 18), 14.0, (34.0, 52.0), (36.0, 14.0)),
        Use::Towers => Style {
            seniors: 0.75,
            ..look("apartments", (24, 33), 19.0, (28.0, 34.0), (52.0, 24.0))
        },
        Use::Houses => Style {
            seniors: 1.2,
            ..look("house", (2, 4), 10.0, (9.0, 13.0), (7.5, 2.5))
        },
        Use::School => look("school", (4, 5), 14.0, (50.0, 70.0), (38.0, 18.0)),
        Use::Hospital => look("hospital", (8, 14), 20.0, (50.0, 70.0), (34.0, 20.0)),
        Use::Market => look("retail", (2, 4), 32.0, (50.0, 80.0), (18.0, 12.0)),
        Use::Offices => look("office", (12, 30), 30.0, (34.0, 44.0), (38.0, 28.0)),
        Use::Works => look("industrial", (1, 3), 36.0, (60.0, 100.0), (20.0, 14.0)),
        Use::Park => return None,
    })
}
