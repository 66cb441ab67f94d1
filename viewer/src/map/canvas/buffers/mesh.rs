//! Shapes become what a graphics card draws: areas cut into triangles, lines into straight pieces whose width is decided
//! when they are drawn.
//!
//! # Method
//!
//! 1. For each level of detail leave out points nearer than its tolerance to the point before them, in no shape so many
//!    that it would vanish.
//! 2. Areas: ears are cut off ring by ring, holes with the ring around them. Lines: one piece for two neighbouring points.
//! 3. Pieces of one square lie together, squares in the order of the batch, so that what is in view is a few runs.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use geo::{Area as _, Coord, LineString, Polygon, TriangulateEarcut as _};

use crate::map::raster::SAME_PIXEL;
use crate::map::scene::{Batch, Bounds, Chunk, Paint};

/// How far apart points are at least on each level, in metres; the first holds every point.
pub const LEVELS_M: [f32; 3] = [0.0, 6.0, 40.0];
/// Bytes of one straight piece of a line: both ends, and how far along the line it starts, in metres.
pub const PIECE_BYTES: usize = 20;
/// Bytes of one corner of an area.
pub const CORNER_BYTES: usize = 8;
/// No shape loses points farther apart than this share of its extent.
const KEPT: f32 = 0.2;

/// Whether shapes are filled or drawn along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// Triangles.
    Area,
    /// Straight pieces.
    Line,
}

/// One batch in one form, ready for the card.
#[derive(Debug)]
pub struct Mesh {
    /// Triangles or pieces.
    pub form: Form,
    /// How often something was cut for this mesh: the levels that it has.
    pub levels: usize,
    /// The rectangle of each square.
    bounds: Vec<Bounds>,
    /// For each level the run of every square: numbers of indices, or of pieces.
    runs: Vec<Vec<Range<u32>>>,
    /// Shapes in the order of their corners: place in the list of the batch, and number of corners.
    shapes: Vec<(u32, u32)>,
    /// Corners or pieces, until they are with the card.
    corners: Mutex<Vec<u8>>,
    /// Which corners make a triangle, until they are with the card.
    indices: Mutex<Vec<u8>>,
}

/// The number of levels that are of use up to a scale in metres per point.
pub fn levels_until(m_per_pt: f64) -> usize {
    let of_use = |tolerance: &&f32| f64::from(**tolerance) <= f64::from(SAME_PIXEL) * m_per_pt;
    LEVELS_M.iter().filter(of_use).count().max(1)
}

impl Mesh {
    /// Cuts up a batch, in so many levels of detail.
    pub fn of(batch: &Batch, form: Form, levels: usize) -> Self {
        let mut pen = Pen::default();
        let mut runs: Vec<Vec<Range<u32>>> = Vec::new();
        for tolerance in &LEVELS_M[..levels.clamp(1, LEVELS_M.len())] {
            let of_level = batch.chunks.iter().enumerate().map(|(i, chunk)| {
                let finer = runs.last().and_then(|runs| runs.get(i));
                match finer {
                    Some(run) if !is_simpler(chunk, form, *tolerance) => run.clone(),
                    _ => pen.chunk(chunk, form, *tolerance),
                }
            });
            let of_level = of_level.collect();
            runs.push(of_level);
        }
        Self {
            form,
            levels: runs.len(),
            bounds: batch.chunks.iter().map(|chunk| chunk.bounds).collect(),
            runs,
            shapes: pen.shapes,
            corners: Mutex::new(pen.corners),
            indices: Mutex::new(pen.indices),
        }
    }

    /// What is in view at a scale in metres per pixel, in as few runs as possible.
    pub fn visible(&self, view: &Bounds, m_per_px: f64) -> Vec<Range<u32>> {
        let level = levels_until(m_per_px).min(self.levels) - 1;
        let mut visible: Vec<Range<u32>> = Vec::new();
        for (bounds, run) in self.bounds.iter().zip(&self.runs[level]) {
            if !bounds.meets(view) || run.is_empty() {
                continue;
            }
            match visible.last_mut() {
                Some(last) if last.end == run.start => last.end = run.end,
                _ => visible.push(run.clone()),
            }
        }
        visible
    }

    /// Hands over corners and indices, once.
    pub fn take(&self) -> [Vec<u8>; 2] {
        [&self.corners, &self.indices].map(|bytes| {
            let mut bytes = bytes.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *bytes)
        })
    }

    /// The colour of every corner, four bytes each; corners that are not drawn are clear.
    pub fn colours(&self, paint: &Paint) -> Vec<u8> {
        let corners: usize = self.shapes.iter().map(|(_, n)| *n as usize).sum();
        let mut bytes = Vec::with_capacity(corners * 4);
        for (number, corners) in &self.shapes {
            let rgba = paint.of(*number).map_or([0; 4], |c| [c.r, c.g, c.b, c.a]);
            for _ in 0..*corners {
                bytes.extend(rgba);
            }
        }
        bytes
    }
}

/// What has been cut so far.
#[derive(Default)]
struct Pen {
    corners: Vec<u8>,
    indices: Vec<u8>,
    count: u32,
    indexed: u32,
    shapes: Vec<(u32, u32)>,
}

impl Pen {
    fn chunk(&mut self, chunk: &Chunk, form: Form, tolerance: f32) -> Range<u32> {
        match form {
            Form::Line => {
                let start = self.count;
                for shape in chunk.shapes() {
                    self.line(&simpler(shape, tolerance));
                }
                start..self.count
            }
            Form::Area => {
                let start = self.indexed;
                let mut rings: Vec<(u32, Vec<[f32; 2]>)> = Vec::new();
                for (number, ring) in chunk.numbered() {
                    let is_hole =
                        rings.last().is_some_and(|last| last.0 == number) && twice_area(ring) < 0.0;
                    if !is_hole {
                        self.area(&rings);
                        rings.clear();
                    }
                    rings.push((number, simpler(ring, tolerance)));
                }
                self.area(&rings);
                start..self.indexed
            }
        }
    }

    fn line(&mut self, line: &[[f32; 2]]) {
        let mut along = 0.0_f32;
        for ends in line.windows(2) {
            let [a, b] = [ends[0], ends[1]];
            for value in [a[0], a[1], b[0], b[1], along] {
                self.corners.extend(value.to_ne_bytes());
            }
            along += (b[0] - a[0]).hypot(b[1] - a[1]);
            self.count += 1;
        }
    }

    /// A ring with its holes.
    fn area(&mut self, rings: &[(u32, Vec<[f32; 2]>)]) {
        let Some((number, _)) = rings.first() else {
            return;
        };
        let closed = |ring: &Vec<[f32; 2]>| {
            let corners = ring.iter().map(|p| Coord {
                x: f64::from(p[0]),
                y: f64::from(p[1]),
            });
            LineString::new(corners.collect())
        };
        let mut lines = rings.iter().map(|(_, ring)| closed(ring));
        let outer = lines.next().unwrap_or_else(|| LineString::new(Vec::new()));
        let polygon = Polygon::new(outer, lines.collect());
        if polygon.unsigned_area() <= 0.0 {
            return;
        }
        let cut = polygon.earcut_triangles_raw();
        for corner in &cut.vertices {
            for value in corner {
                self.corners.extend((*value as f32).to_ne_bytes());
            }
        }
        for index in &cut.triangle_indices {
            self.indices
                .extend((self.count + *index as u32).to_ne_bytes());
        }
        let corners = cut.vertices.len() as u32;
        self.count += corners;
        self.indexed += cut.triangle_indices.len() as u32;
        match self.shapes.last_mut() {
            Some((last, n)) if last == number => *n += corners,
            _ => self.shapes.push((*number, corners)),
        }
    }
}

/// Whether a tolerance leaves out any point of a square.
fn is_simpler(chunk: &Chunk, form: Form, tolerance: f32) -> bool {
    let least = if form == Form::Area { 3 } else { 2 };
    chunk
        .shapes()
        .any(|shape| shape.len() > least && simpler(shape, tolerance).len() < shape.len())
}

/// Twice the area of a ring; negative where it goes round clockwise.
fn twice_area(ring: &[[f32; 2]]) -> f32 {
    let Some(first) = ring.first() else {
        return 0.0;
    };
    let from = |p: &[f32; 2]| [p[0] - first[0], p[1] - first[1]];
    let pairs = ring.iter().zip(ring.iter().cycle().skip(1));
    pairs
        .map(|(a, b)| (from(a), from(b)))
        .map(|(a, b)| a[0] * b[1] - b[0] * a[1])
        .sum()
}

/// Leaves out points nearer than the tolerance to the one before; the ends stay.
fn simpler(shape: &[[f32; 2]], tolerance: f32) -> Vec<[f32; 2]> {
    let extent = |axis: usize| {
        let values = shape.iter().map(|p| p[axis]);
        let (low, high) = values.fold((f32::MAX, f32::MIN), |(low, high), v| {
            (low.min(v), high.max(v))
        });
        high - low
    };
    let tolerance = tolerance.min(KEPT * extent(0).max(extent(1)));
    let mut kept: Vec<[f32; 2]> = Vec::with_capacity(shape.len());
    for (i, point) in shape.iter().enumerate() {
        let is_far = kept.last().is_none_or(|last| {
            let [dx, dy] = [point[0] - last[0], point[1] - last[1]];
            tolerance <= 0.0 || dx.hypot(dy) >= tolerance
        });
        if is_far || i + 1 == shape.len() {
            kept.push(*point);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use crate::theme::Colour;

    fn at(x: f64, y: f64) -> Coord {
        Coord { x, y }
    }

    fn ring(middle: (f64, f64), half: f64) -> Vec<Coord> {
        let corner = |x: f64, y: f64| at(middle.0 + x * half, middle.1 + y * half);
        vec![
            corner(-1.0, -1.0),
            corner(1.0, -1.0),
            corner(1.0, 1.0),
            corner(-1.0, 1.0),
            corner(-1.0, -1.0),
        ]
    }

    fn floats(bytes: &[u8]) -> Vec<f32> {
        let four = bytes.chunks_exact(4);
        four.map(|b| f32::from_ne_bytes(b.try_into().unwrap()))
            .collect()
    }

    /// The triangles of a run, each as its area.
    fn areas(corners: &[u8], indices: &[u8], run: &Range<u32>) -> Vec<f32> {
        let corners = floats(corners);
        let indices: Vec<usize> = indices
            .chunks_exact(4)
            .map(|b| u32::from_ne_bytes(b.try_into().unwrap()) as usize)
            .collect();
        let at = |i: usize| [corners[2 * i], corners[2 * i + 1]];
        let three = indices[run.start as usize..run.end as usize].chunks_exact(3);
        three
            .map(|t| twice_area(&[at(t[0]), at(t[1]), at(t[2])]).abs() / 2.0)
            .collect()
    }

    const EVERYWHERE: Bounds = Bounds {
        min: Coord { x: -1e9, y: -1e9 },
        max: Coord { x: 1e9, y: 1e9 },
    };

    fn area_of(batch: &Batch, m_per_px: f64) -> f64 {
        let mesh = Mesh::of(batch, Form::Area, LEVELS_M.len());
        let [corners, indices] = mesh.take();
        let runs = mesh.visible(&EVERYWHERE, m_per_px);
        let all = runs.iter().flat_map(|run| areas(&corners, &indices, run));
        all.map(f64::from).sum()
    }

    #[test]
    fn triangles_cover_a_square_less_its_hole_plus_a_second_square() {
        let mut hole = ring((0.0, 0.0), 20.0);
        hole.reverse();
        // 100 × 100, a hole of 40 × 40, and another square of 10 × 10 of the same shape.
        let shape = vec![ring((0.0, 0.0), 50.0), hole, ring((200.0, 0.0), 5.0)];
        let area = area_of(&Batch::of([shape]), 1.0);
        assert!((area - (10_000.0 - 1_600.0 + 100.0)).abs() < 0.5, "{area}");
    }

    #[test]
    fn triangles_cover_a_star_and_a_comb() {
        // A regular star of ten corners: area = 5 r R sin(36°).
        let star = (0..10).map(|i| {
            let (sin, cos) = (f64::from(i) * std::f64::consts::PI / 5.0).sin_cos();
            let radius = if i % 2 == 0 { 100.0 } else { 40.0 };
            at(radius * cos, radius * sin)
        });
        let area = area_of(&Batch::of_lines([star.collect::<Vec<_>>()]), 1.0);
        let expected = 5.0 * 100.0 * 40.0 * 36.0_f64.to_radians().sin();
        assert!((area - expected).abs() < 1.0, "{area} {expected}");
        // A comb of 20 teeth, 1 wide and 10 high, 1 apart, on a back of 1 x 39.
        let mut comb = vec![at(0.0, -1.0), at(39.0, -1.0)];
        for tooth in (0..20).rev() {
            let x = f64::from(tooth) * 2.0;
            comb.extend([at(x + 1.0, 0.0), at(x + 1.0, 10.0), at(x, 10.0), at(x, 0.0)]);
        }
        let area = area_of(&Batch::of_lines([comb]), 1.0);
        assert!((area - (20.0 * 10.0 + 39.0)).abs() < 0.5, "{area}");
    }

    #[test]
    fn no_shape_vanishes_when_it_is_far_and_a_round_one_keeps_most_of_its_area() {
        let circle = |x: f64, radius: f64| -> Vec<Coord> {
            let angle = |i: i32| f64::from(i) / 200.0 * std::f64::consts::TAU;
            let on_it = |i: i32| at(x + radius * angle(i).cos(), radius * angle(i).sin());
            (0..=200).map(on_it).collect()
        };
        for radius in [8.0, 80.0, 700.0] {
            let batch = Batch::of_lines([circle(0.0, radius)]);
            let round = std::f64::consts::PI * radius * radius;
            let [near, far] = [1.0, 100.0].map(|scale| area_of(&batch, scale));
            assert!((near / round - 1.0).abs() < 0.001, "{near} {round}");
            assert!(far / round > 0.85 && far < near, "{far} {round}");
        }
    }

    #[test]
    fn a_line_is_as_long_in_pieces_as_by_its_points() {
        let line: Vec<Coord> = (0..=100).map(|i| at(f64::from(i) * 3.0, 0.0)).collect();
        let other = vec![at(4_000.0, 0.0), at(4_003.0, 4.0)];
        let mesh = Mesh::of(&Batch::of_lines([line, other]), Form::Line, LEVELS_M.len());
        let [pieces, indices] = mesh.take();
        assert!(indices.is_empty());
        let pieces: Vec<Vec<f32>> = floats(&pieces).chunks(5).map(<[f32]>::to_vec).collect();
        for (scale, count) in [(1.0, 101), (10.0, 51), (100.0, 9)] {
            let runs = mesh.visible(&EVERYWHERE, scale);
            let pieces: Vec<_> = runs
                .iter()
                .flat_map(|run| &pieces[run.start as usize..run.end as usize])
                .collect();
            let length = |p: &&Vec<f32>| (p[2] - p[0]).hypot(p[3] - p[1]);
            let sum: f32 = pieces.iter().map(length).sum();
            assert!((sum - 305.0).abs() < 0.01, "{sum}");
            assert_eq!(pieces.len(), count, "{scale}");
        }
        // Only the squares in view are drawn.
        let here = Bounds {
            min: at(3_900.0, -100.0),
            max: at(4_100.0, 100.0),
        };
        let runs = mesh.visible(&here, 1.0);
        assert_eq!(runs.iter().map(ExactSizeIterator::len).sum::<usize>(), 1);
    }

    #[test]
    fn every_corner_has_the_colour_of_its_shape_s_class() {
        let far = |x: f64| ring((x, 0.0), 10.0);
        let batch = Batch::of_lines([far(9_000.0), far(0.0), far(30.0)]);
        let mesh = Mesh::of(&batch, Form::Area, 1);
        let [corners, _] = mesh.take();
        let (red, blue) = (Colour::hex(0xFF_00_00), Colour::hex(0x00_00_FF));
        let paint = Paint::ByClass {
            classes: Arc::new(vec![0, 1, 7]),
            colours: vec![red, blue],
        };
        let colours = mesh.colours(&paint);
        assert_eq!(corners.len() / CORNER_BYTES, colours.len() / 4);
        let corners = floats(&corners);
        for (corner, colour) in corners.chunks(2).zip(colours.chunks(4)) {
            let expected = match corner[0] {
                x if x > 8_000.0 => [255, 0, 0, 255],
                x if x < 15.0 => [0, 0, 255, 255],
                _ => [0, 0, 0, 0],
            };
            assert_eq!(colour, expected, "{corner:?}");
        }
    }

    #[test]
    fn farther_scales_need_more_levels() {
        assert_eq!([5.0, 10.0, 60.0, 70.0].map(levels_until), [1, 2, 2, 3]);
        assert_eq!(levels_until(f64::INFINITY), 3);
    }
}
