//! What lies on and between the arterials: pavements and footbridges, signals, rivers and railways.

use geo::Coord;

use super::super::drawing::canvas::{Dot, Tag};
use super::super::drawing::ground::Patch;
use super::super::drawing::lines::{Class, Hand, Joint};
use super::Town;
use super::streets::{Lane, Level, Side};

/// Gives some arterials pavements of their own; before anything joins them.
pub(super) fn pave(town: &mut Town) {
    let Town {
        canvas, grid, dice, ..
    } = town;
    for side in grid.east.iter_mut().chain(&mut grid.north) {
        let chance = match side.class {
            Some(Class::Primary) => 60,
            Some(Class::Secondary) => 15,
            _ => 0,
        };
        if side.level == Level::Ground && dice.chance(chance) {
            side.pave(canvas);
        }
    }
}

/// Draws the arterials with their junctions, pavements and footbridges.
pub(super) fn draw_roads(town: &mut Town) {
    let Town {
        canvas, grid, dice, ..
    } = town;
    for side in grid.east.iter_mut().chain(&mut grid.north) {
        if side.class == Some(Class::Primary) && side.pavements.is_some() && dice.chance(50) {
            footbridge(canvas, side, dice.whole(40, 47));
        }
        side.draw(canvas);
    }
    signals(town);
}

/// Draws a footbridge over the middle of a paved side: a staircase at each end, and the deck between them.
fn footbridge(canvas: &mut super::super::drawing::canvas::Canvas, side: &mut Side, steps: u32) {
    let beside = 22.0 / side.line.curve.length_m();
    let steps = steps.to_string();
    let stairs: [Tag<'_>; 3] = [
        ("highway", "steps"),
        ("step_count", &steps),
        ("incline", "up"),
    ];
    let mut tops: Vec<Dot> = Vec::new();
    for hand in [Hand::Left, Hand::Right] {
        let Some(pavement) = side.pavement(hand) else {
            return;
        };
        let foot = pavement.join(canvas, 0.5 - beside, Joint::Plain);
        let top = canvas.dot(pavement.curve.beside(0.5, 2.5 * hand.sign()));
        canvas.stroke(&[foot, top], &stairs);
        tops.push(top);
    }
    let deck = [("highway", "footway"), ("bridge", "yes"), ("layer", "1")];
    canvas.stroke(&tops, &deck);
}

/// Puts signals where two busy roads meet, and marked crossings at the other junctions.
fn signals(town: &mut Town) {
    let (columns, rows) = town.grid.size();
    for j in 0..=rows {
        for i in 0..=columns {
            let grid = &town.grid;
            let class = |side: Option<&Side>| side.and_then(|side| side.class);
            let easts = [i.checked_sub(1), (i < columns).then_some(i)];
            let norths = [j.checked_sub(1), (j < rows).then_some(j)];
            let across = easts.map(|i| class(i.map(|i| &grid.east[grid.east_at(i, j)])));
            let up = norths.map(|j| class(j.map(|j| &grid.north[grid.north_at(i, j)])));
            let arms = across.iter().chain(&up).flatten().count();
            let quieter = across.into_iter().max().min(up.into_iter().max()).flatten();
            if arms < 3 {
                continue;
            }
            let tags: &[Tag<'_>] = if quieter >= Some(Class::Secondary) {
                &[
                    ("highway", "traffic_signals"),
                    ("crossing", "traffic_signals"),
                ]
            } else {
                &[("highway", "crossing"), ("crossing", "uncontrolled")]
            };
            let corner = grid.corner(i, j);
            town.canvas.tag(corner, tags);
        }
    }
}

/// Draws the rivers: water between the two roads of each strip, and the line of the stream.
pub(super) fn rivers(town: &mut Town) {
    let (columns, rows) = town.grid.size();
    for j in (0..rows)
        .filter(|&j| town.grid.rows[j] == Lane::Strip)
        .collect::<Vec<_>>()
    {
        let mut stream: Vec<Dot> = Vec::new();
        for i in 0..columns {
            let (bank, middle) = {
                let patch = patch(town, i, j);
                let south = (0..=4).map(|k| patch.at(f64::from(k) / 4.0, 0.14));
                let north = (0..=4).rev().map(|k| patch.at(f64::from(k) / 4.0, 0.86));
                let middle: Vec<Coord> =
                    (0..=4).map(|k| patch.at(f64::from(k) / 4.0, 0.5)).collect();
                (south.chain(north).collect::<Vec<_>>(), middle)
            };
            town.canvas
                .ring(&bank, &[("natural", "water"), ("water", "river")]);
            let skip = usize::from(!stream.is_empty());
            for at in &middle[skip..] {
                stream.push(town.canvas.dot(*at));
            }
        }
        let tags = [("waterway", "river"), ("name", "无何有河")];
        for piece in pieces(&stream, 1_000) {
            town.canvas.stroke(piece, &tags);
        }
    }
}

/// Draws the railways: two tracks in each strip between columns, on a bridge where they cross a river.
pub(super) fn railways(town: &mut Town) {
    let (columns, rows) = town.grid.size();
    let strips: Vec<usize> = (0..columns)
        .filter(|&i| town.grid.columns[i] == Lane::Strip)
        .collect();
    for (i, share) in strips.into_iter().flat_map(|i| [(i, 0.42), (i, 0.58)]) {
        let mut end: Option<Dot> = None;
        for j in 0..rows {
            end = track(town, (i, j), share, end);
        }
    }
}

/// Draws a track through one cell, from the end of the track before; returns its end.
fn track(town: &mut Town, (i, j): (usize, usize), share: f64, before: Option<Dot>) -> Option<Dot> {
    let places = [0.0, 0.25, 0.5, 0.75, 1.0].map(|v| patch(town, i, j).at(share, v));
    let start = before.unwrap_or_else(|| town.canvas.dot(places[0]));
    let rest = places[1..].iter().map(|p| town.canvas.dot(*p));
    let dots: Vec<Dot> = std::iter::once(start).chain(rest).collect();
    let mut tags = vec![("railway", "rail"), ("name", "无何有铁路")];
    if town.grid.rows[j] == Lane::Strip {
        tags.extend([("bridge", "yes"), ("layer", "2")]);
    }
    town.canvas.stroke(&dots, &tags);
    dots.last().copied()
}

/// The ground of a cell of the grid.
fn patch(town: &Town, i: usize, j: usize) -> Patch<'_> {
    let grid = &town.grid;
    Patch {
        south: &grid.east[grid.east_at(i, j)].line.curve,
        north: &grid.east[grid.east_at(i, j + 1)].line.curve,
        west: &grid.north[grid.north_at(i, j)].line.curve,
        east: &grid.north[grid.north_at(i + 1, j)].line.curve,
    }
}

/// A line cut into pieces of at most `most` nodes, each beginning with the last node of the one before.
fn pieces(line: &[Dot], most: usize) -> impl Iterator<Item = &[Dot]> {
    (0..line.len().saturating_sub(1))
        .step_by(most - 1)
        .map(move |start| &line[start..(start + most).min(line.len())])
}
