//! A number of blocks becomes an uneven grid of arterials with a river, a railway and the few ways across them.
//!
//! # Method
//!
//! 1. Columns and rows of blocks get widths of 400 to 700 m; narrow strips for rivers and railways lie between some.
//! 2. The corners of the ruled grid are jittered, then the whole plan is turned and warped ([`crate::synth::drawing::ground`]).
//! 3. Every line of the grid gets a class and a name; a strip is crossed only by every third line or so.

use geo::Coord;

use super::super::dice::Dice;
use super::super::drawing::canvas::{Canvas, Dot, Stroke, Tag};
use super::super::drawing::ground::{Curve, Ground, mix};
use super::super::drawing::lines::{Class, Hand, Joint, Line};
use super::super::names;

/// Into how many straight pieces a side of a block bends.
const BENDS: usize = 4;
/// How far a corner of the ruled grid moves at most, each way.
const JITTER_M: f64 = 42.0;

/// What lies between two neighbouring lines of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    /// Blocks, counted from 0.
    Blocks(usize),
    /// A river between rows, a railway between columns.
    Strip,
}

/// A side of a block: a part of a line of the grid.
#[derive(Debug, Clone)]
pub(super) struct Side {
    /// Its shape and joints.
    pub(super) line: Line,
    /// Its class, or nothing where no road runs.
    pub(super) class: Option<Class>,
    /// The name of its road.
    pub(super) name: String,
    /// Whether it crosses a strip, and so leaves the ground.
    pub(super) level: Level,
    /// Its pavements, left and right, where they are mapped as ways of their own.
    pub(super) pavements: Option<[Line; 2]>,
}

/// Whether a road leaves the ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// On the ground.
    Ground,
    /// On a bridge over a river.
    Bridge,
    /// In an underpass below a railway.
    Tunnel,
}

/// The grid of arterials.
#[derive(Debug)]
pub(super) struct Grid {
    /// From west to east.
    pub(super) columns: Vec<Lane>,
    /// From south to north.
    pub(super) rows: Vec<Lane>,
    corners: Vec<Dot>,
    /// Sides that run eastwards, by line from the south, then by column.
    pub(super) east: Vec<Side>,
    /// Sides that run northwards, by line from the west, then by row.
    pub(super) north: Vec<Side>,
}

/// The plan of a grid before it is drawn.
#[derive(Debug)]
struct Ruled {
    xs_m: Vec<f64>,
    ys_m: Vec<f64>,
    ground: Ground,
}

impl Grid {
    /// Lays out a grid of so many columns and rows of blocks, whose sides are scaled by `scale`.
    pub(super) fn lay_out(
        canvas: &mut Canvas,
        dice: &mut Dice,
        (columns, rows): (usize, usize),
        scale: f64,
    ) -> Self {
        let columns = lanes(dice, columns, 4);
        let rows = lanes(dice, rows, 3);
        let ruled = Ruled {
            xs_m: lines(dice, &columns, scale, 66.0),
            ys_m: lines(dice, &rows, scale, 170.0),
            ground: Ground::new(u64::from(dice.below(u32::MAX)), dice.between(-0.12, 0.12)),
        };
        let places = corners(dice, &ruled, &columns, &rows);
        let corners = places.iter().map(|p| canvas.dot(ruled.ground.place(*p)));
        let corners: Vec<Dot> = corners.collect();
        let mut grid = Self {
            columns,
            rows,
            corners,
            east: Vec::new(),
            north: Vec::new(),
        };
        grid.rule_east(canvas, dice, &ruled, &places);
        grid.rule_north(canvas, dice, &ruled, &places);
        grid
    }

    /// The number of columns and rows, strips included.
    pub(super) const fn size(&self) -> (usize, usize) {
        (self.columns.len(), self.rows.len())
    }

    /// The position of the side of a cell in `east`: line `j` from the south, column `i`.
    pub(super) const fn east_at(&self, i: usize, j: usize) -> usize {
        j * self.columns.len() + i
    }

    /// The position of the side of a cell in `north`: line `i` from the west, row `j`.
    pub(super) const fn north_at(&self, i: usize, j: usize) -> usize {
        i * self.rows.len() + j
    }

    /// The node at a corner of the grid.
    pub(super) fn corner(&self, i: usize, j: usize) -> Dot {
        self.corners[j * (self.columns.len() + 1) + i]
    }

    fn rule_east(&mut self, canvas: &mut Canvas, dice: &mut Dice, ruled: &Ruled, at: &[Coord]) {
        let wide = self.columns.len() + 1;
        let open = passages(dice, self.rows.len() + 1);
        for j in 0..=self.rows.len() {
            let class = class_of(dice, &self.rows, j);
            let open = open[j] || class == Class::Primary;
            for i in 0..self.columns.len() {
                let (a, b) = (j * wide + i, j * wide + i + 1);
                let curve = bend(&ruled.ground, at[a], at[b]);
                let line = Line::new(canvas, curve, (self.corners[a], self.corners[b]));
                let strip = self.columns[i] == Lane::Strip;
                self.east.push(Side {
                    line,
                    class: (!strip || open).then_some(class),
                    name: names::road_east(j),
                    level: [Level::Ground, Level::Tunnel][usize::from(strip)],
                    pavements: None,
                });
            }
        }
    }

    fn rule_north(&mut self, canvas: &mut Canvas, dice: &mut Dice, ruled: &Ruled, at: &[Coord]) {
        let wide = self.columns.len() + 1;
        let open = passages(dice, self.columns.len() + 1);
        for i in 0..=self.columns.len() {
            let class = class_of(dice, &self.columns, i);
            let open = open[i] || class == Class::Primary;
            for j in 0..self.rows.len() {
                let (a, b) = (j * wide + i, (j + 1) * wide + i);
                let curve = bend(&ruled.ground, at[a], at[b]);
                let line = Line::new(canvas, curve, (self.corners[a], self.corners[b]));
                let strip = self.rows[j] == Lane::Strip;
                self.north.push(Side {
                    line,
                    class: (!strip || open).then_some(class),
                    name: names::road_north(i),
                    level: [Level::Ground, Level::Bridge][usize::from(strip)],
                    pavements: None,
                });
            }
        }
    }
}

impl Side {
    /// The pavement on a hand, if it is mapped.
    pub(super) fn pavement(&mut self, hand: Hand) -> Option<&mut Line> {
        let [left, right] = self.pavements.as_mut()?;
        Some(match hand {
            Hand::Left => left,
            Hand::Right => right,
        })
    }

    /// Gives the side two pavements that begin and end at its junctions.
    pub(super) fn pave(&mut self, canvas: &mut Canvas) {
        let Some(class) = self.class else { return };
        let away_m = class.half_width_m() - 6.0;
        let shape = self.line.shape();
        let ends = (shape[0], shape[shape.len() - 1]);
        let share = (away_m + 4.0) / self.line.curve.length_m();
        let mut pavement = |hand: Hand| {
            let at = |t: f64| self.line.curve.beside(t, away_m * hand.sign());
            let curve = Curve(
                (0..=10)
                    .map(|k| match k {
                        0 => self.line.curve.at(0.0),
                        10 => self.line.curve.at(1.0),
                        _ => at(share.max(f64::from(k) / 10.0).min(1.0 - share)),
                    })
                    .collect(),
            );
            Line::new(canvas, curve, ends)
        };
        self.pavements = Some([pavement(Hand::Left), pavement(Hand::Right)]);
    }

    /// Draws the road and its pavements, and marks where people cross it.
    pub(super) fn draw(&self, canvas: &mut Canvas) -> Option<Stroke> {
        let class = self.class?;
        let mut tags: Vec<Tag<'_>> = vec![
            ("highway", class.tag()),
            ("name", &self.name),
            ("lanes", class.lanes()),
        ];
        match self.level {
            Level::Ground => {}
            Level::Bridge => tags.extend([("bridge", "yes"), ("layer", "1")]),
            Level::Tunnel => tags.extend([("tunnel", "yes"), ("layer", "-1")]),
        }
        if self.pavements.is_some() {
            tags.push(("sidewalk", "both"));
        }
        let crossing = if class == Class::Primary {
            "traffic_signals"
        } else {
            "uncontrolled"
        };
        for dot in self.line.joints(Joint::Street) {
            canvas.tag(dot, &[("highway", "crossing"), ("crossing", crossing)]);
        }
        for pavement in self.pavements.iter().flatten() {
            pavement.draw(canvas, &[("highway", "footway"), ("footway", "sidewalk")]);
        }
        Some(self.line.draw(canvas, &tags))
    }
}

/// Columns or rows of blocks, with a strip after every 20 or so once there are `least` of them.
fn lanes(dice: &mut Dice, blocks: usize, least: usize) -> Vec<Lane> {
    let mut next = if blocks >= least {
        (blocks.min(20) / 2).max(1)
    } else {
        usize::MAX
    };
    let mut lanes = Vec::new();
    for k in 0..blocks {
        if k == next {
            lanes.push(Lane::Strip);
            next += dice.whole(16, 24) as usize;
        }
        lanes.push(Lane::Blocks(k));
    }
    lanes
}

/// Where the lines between lanes run, in metres from the middle.
fn lines(dice: &mut Dice, lanes: &[Lane], scale: f64, strip_m: f64) -> Vec<f64> {
    let mut at = vec![0.0];
    for lane in lanes {
        let width_m = match lane {
            Lane::Blocks(_) => dice.between(430.0, 660.0) * scale,
            Lane::Strip => strip_m,
        };
        at.push(at[at.len() - 1] + width_m);
    }
    let half = at[at.len() - 1] / 2.0;
    at.into_iter().map(|m| m - half).collect()
}

/// The jittered corners of the ruled grid; the two banks of a strip keep their distance.
fn corners(dice: &mut Dice, ruled: &Ruled, columns: &[Lane], rows: &[Lane]) -> Vec<Coord> {
    let wide = columns.len() + 1;
    let mut moves: Vec<Coord> = Vec::new();
    for j in 0..=rows.len() {
        for i in 0..=columns.len() {
            let own = Coord {
                x: dice.between(-JITTER_M, JITTER_M),
                y: dice.between(-JITTER_M, JITTER_M),
            };
            let across_river = j > 0 && rows[j - 1] == Lane::Strip;
            let across_rails = i > 0 && columns[i - 1] == Lane::Strip;
            moves.push(match (across_river, across_rails) {
                (true, _) => moves[(j - 1) * wide + i],
                (false, true) => moves[j * wide + i - 1],
                (false, false) => own,
            });
        }
    }
    let places = moves.iter().enumerate().map(|(k, d)| Coord {
        x: ruled.xs_m[k % wide] + d.x,
        y: ruled.ys_m[k / wide] + d.y,
    });
    places.collect()
}

/// Which lines pass across the strips: about every third, the first among them.
fn passages(dice: &mut Dice, lines: usize) -> Vec<bool> {
    let mut next = dice.below(2) as usize;
    let mut open = Vec::new();
    for k in 0..lines {
        open.push(k == next);
        if k == next {
            next += dice.whole(2, 4) as usize;
        }
    }
    open
}

/// The class of a line between lanes.
fn class_of(dice: &mut Dice, lanes: &[Lane], line: usize) -> Class {
    let drawn = match dice.below(10) {
        0..4 => Class::Secondary,
        _ => Class::Tertiary,
    };
    let strip = |k: Option<usize>| k.and_then(|k| lanes.get(k)) == Some(&Lane::Strip);
    if line == 0 || line == lanes.len() {
        Class::Secondary
    } else if strip(line.checked_sub(1)) || strip(Some(line)) {
        Class::Tertiary
    } else if line % 4 == 1 {
        Class::Primary
    } else {
        drawn
    }
}

/// A side of the ruled grid on the ground.
fn bend(ground: &Ground, a: Coord, b: Coord) -> Curve {
    let shares = (0..=BENDS).map(|k| k as f64 / BENDS as f64);
    Curve(shares.map(|t| ground.place(mix(a, b, t))).collect())
}
