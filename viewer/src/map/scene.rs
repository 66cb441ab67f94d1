//! What is drawn, as plain data: shapes in metres on a local plane and the ink for each, bottom first.
//!
//! One scene feeds the screen and every export. It knows no window and no widget; colours are decided before.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use geo::Coord;

use crate::theme::Colour;

/// The side of the squares into which shapes are grouped, so that those out of view cost nothing.
const CHUNK_M: f64 = 1_500.0;

/// Everything to draw, bottom first.
#[derive(Debug, Clone)]
pub struct Scene {
    /// What is seen where nothing is drawn.
    pub background: Colour,
    /// The coats of ink, bottom first.
    pub coats: Vec<Coat>,
    /// What is seen left of a line instead, while two are compared.
    pub left: Option<Arc<Self>>,
}

impl Scene {
    /// A scene without anything beside it.
    pub const fn of(background: Colour, coats: Vec<Coat>) -> Self {
        Self {
            background,
            coats,
            left: None,
        }
    }
}

/// One coat of ink over one batch of shapes.
#[derive(Debug, Clone)]
pub struct Coat {
    /// The shapes.
    pub batch: Arc<Batch>,
    /// How they are inked.
    pub ink: Ink,
    /// Its colours.
    pub paint: Paint,
    /// The scales, in metres per point, at which it shows.
    pub scales: Range<f64>,
}

/// The colours of a coat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paint {
    /// All shapes have the same.
    One(Colour),
    /// Every shape has that of its class.
    ByClass {
        /// The class of every shape, in the order in which the batch was made.
        classes: Arc<Vec<u8>>,
        /// The colour of each class; shapes of a class beyond them are not drawn.
        colours: Vec<Colour>,
    },
}

impl Paint {
    /// The colour of a shape, by its place in the list that the batch was made from; nothing where it is not drawn.
    pub fn of(&self, number: u32) -> Option<Colour> {
        match self {
            Self::One(colour) => Some(*colour),
            Self::ByClass { classes, colours } => {
                let class = *classes.get(number as usize)?;
                colours.get(usize::from(class)).copied()
            }
        }
    }

    /// Every colour with the classes that it is for.
    pub fn colours(&self) -> impl Iterator<Item = (Colour, Option<Only<'_>>)> {
        let (one, many) = match self {
            Self::One(colour) => (Some((*colour, None)), None),
            Self::ByClass { classes, colours } => (None, Some((classes, colours))),
        };
        let many = many.into_iter().flat_map(|(classes, colours)| {
            let only = move |class| Some(Only { classes, class });
            (0_u8..=u8::MAX)
                .zip(colours)
                .map(move |(class, colour)| (*colour, only(class)))
        });
        one.into_iter().chain(many)
    }
}

/// The shapes of one class.
#[derive(Debug, Clone, Copy)]
pub struct Only<'a> {
    classes: &'a [u8],
    class: u8,
}

/// How shapes are inked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ink {
    /// Areas are filled.
    Fill,
    /// Lines and outlines are drawn without a break.
    Line(Width),
    /// Lines are drawn in dashes of so many points.
    Dashes(Width, f32),
}

/// The width of a line: what it is on the ground, within limits on the screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Width {
    /// Width on the ground in metres.
    pub ground_m: f32,
    /// Thinnest on the screen in points.
    pub min_pt: f32,
    /// Added on the screen in points, such as the two edges of a casing.
    pub extra_pt: f32,
}

impl Width {
    /// A width that is the same at every scale, in points.
    pub const fn points(points: f32) -> Self {
        Self {
            ground_m: 0.0,
            min_pt: points,
            extra_pt: 0.0,
        }
    }

    /// The width in points at a scale.
    pub fn at(self, m_per_pt: f64) -> f32 {
        (self.ground_m / m_per_pt as f32).max(self.min_pt) + self.extra_pt
    }
}

/// A rectangle in metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// South-west corner.
    pub min: Coord,
    /// North-east corner.
    pub max: Coord,
}

impl Bounds {
    /// The smallest rectangle around points, or `None` for no points.
    pub fn around(points: impl IntoIterator<Item = Coord>) -> Option<Self> {
        points.into_iter().fold(None, |bounds: Option<Self>, p| {
            Some(bounds.map_or(Self { min: p, max: p }, |b| Self {
                min: Coord {
                    x: b.min.x.min(p.x),
                    y: b.min.y.min(p.y),
                },
                max: Coord {
                    x: b.max.x.max(p.x),
                    y: b.max.y.max(p.y),
                },
            }))
        })
    }

    /// Whether two rectangles share a point.
    pub fn meets(&self, other: &Self) -> bool {
        self.min.x <= other.max.x
            && other.min.x <= self.max.x
            && self.min.y <= other.max.y
            && other.min.y <= self.max.y
    }

    /// Whether the other rectangle lies wholly inside.
    pub fn holds(&self, other: &Self) -> bool {
        self.min.x <= other.min.x
            && self.min.y <= other.min.y
            && self.max.x >= other.max.x
            && self.max.y >= other.max.y
    }

    /// The middle.
    pub fn centre(&self) -> Coord {
        (self.min + self.max) / 2.0
    }
}

/// Shapes of one sort, grouped by where they are.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// The groups, by square from west to east and south to north.
    pub chunks: Vec<Chunk>,
}

/// The shapes of one square.
#[derive(Debug, Clone)]
pub struct Chunk {
    /// The rectangle around all of them.
    pub bounds: Bounds,
    /// Points in metres; to the millimetre within a city.
    pub points: Vec<[f32; 2]>,
    /// Where each shape starts in `points`.
    pub starts: Vec<u32>,
    /// The place of each shape in the list that the batch was made from.
    pub numbers: Vec<u32>,
}

impl Chunk {
    /// The shapes of a class, or all of them, each as its points.
    pub fn shapes_of(&self, only: Option<Only<'_>>) -> impl Iterator<Item = &[[f32; 2]]> {
        let wanted = move |number: u32| {
            only.is_none_or(|only| only.classes.get(number as usize) == Some(&only.class))
        };
        let all = self.numbered();
        all.filter(move |(number, _)| wanted(*number))
            .map(|(_, shape)| shape)
    }

    /// The shapes with their places in the list that the batch was made from.
    pub fn numbered(&self) -> impl Iterator<Item = (u32, &[[f32; 2]])> {
        self.numbers.iter().copied().zip(self.shapes())
    }

    /// The shapes, each as its points.
    pub fn shapes(&self) -> impl Iterator<Item = &[[f32; 2]]> {
        self.starts.iter().enumerate().map(|(i, start)| {
            let end = self
                .starts
                .get(i + 1)
                .map_or(self.points.len(), |end| *end as usize);
            &self.points[*start as usize..end]
        })
    }
}

impl Batch {
    /// Groups shapes; each is a list of rings or of lines that belong together.
    pub fn of(shapes: impl IntoIterator<Item = Vec<Vec<Coord>>>) -> Self {
        let mut squares: BTreeMap<(i64, i64), Chunk> = BTreeMap::new();
        for (number, parts) in (0_u32..).zip(shapes) {
            let Some(bounds) = Bounds::around(parts.iter().flatten().copied()) else {
                continue;
            };
            let middle = bounds.centre();
            let square = (
                (middle.x / CHUNK_M).floor() as i64,
                (middle.y / CHUNK_M).floor() as i64,
            );
            let chunk = squares.entry(square).or_insert_with(|| Chunk {
                bounds,
                points: Vec::new(),
                starts: Vec::new(),
                numbers: Vec::new(),
            });
            chunk.take(&parts, bounds, number);
        }
        Self {
            chunks: squares.into_values().collect(),
        }
    }

    /// Groups open lines.
    pub fn of_lines(lines: impl IntoIterator<Item = Vec<Coord>>) -> Self {
        Self::of(lines.into_iter().map(|line| vec![line]))
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// The number of points in it.
    pub fn points(&self) -> usize {
        self.chunks.iter().map(|c| c.points.len()).sum()
    }
}

impl Chunk {
    fn take(&mut self, parts: &[Vec<Coord>], bounds: Bounds, number: u32) {
        for part in parts {
            self.starts.push(self.points.len() as u32);
            self.numbers.push(number);
            self.points
                .extend(part.iter().map(|p| [p.x as f32, p.y as f32]));
        }
        self.bounds = Bounds {
            min: Coord {
                x: self.bounds.min.x.min(bounds.min.x),
                y: self.bounds.min.y.min(bounds.min.y),
            },
            max: Coord {
                x: self.bounds.max.x.max(bounds.max.x),
                y: self.bounds.max.y.max(bounds.max.y),
            },
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Coord {
        Coord { x, y }
    }

    #[test]
    fn shapes_are_grouped_by_square_and_none_is_lost() {
        let batch = Batch::of_lines([
            vec![at(0.0, 0.0), at(10.0, 0.0)],
            vec![at(9_000.0, 0.0), at(9_010.0, 5.0), at(9_020.0, 0.0)],
            vec![at(20.0, 20.0), at(30.0, 20.0)],
        ]);
        assert_eq!(batch.chunks.len(), 2);
        let sizes: Vec<Vec<usize>> = batch
            .chunks
            .iter()
            .map(|c| c.shapes().map(<[_]>::len).collect())
            .collect();
        assert_eq!(sizes, vec![vec![2, 2], vec![3]]);
    }

    #[test]
    fn a_class_holds_its_own_shapes_wherever_they_lie() {
        let far = |x: f64| vec![at(x, 0.0), at(x + 10.0, 0.0)];
        let batch = Batch::of_lines([far(0.0), far(9_000.0), far(20.0), far(18_000.0)]);
        let classes = [1, 0, 0, 1];
        let starts = |class| {
            let only = Only {
                classes: &classes,
                class,
            };
            let shapes = batch.chunks.iter().flat_map(|c| c.shapes_of(Some(only)));
            shapes.map(|shape| shape[0][0]).collect::<Vec<f32>>()
        };
        assert_eq!(starts(0), [20.0, 9_000.0]);
        assert_eq!(starts(1), [0.0, 18_000.0]);
        assert!(starts(2).is_empty());
    }

    #[test]
    fn a_width_is_the_ground_s_unless_too_thin_to_see() {
        let width = Width {
            ground_m: 8.0,
            min_pt: 0.7,
            extra_pt: 0.0,
        };
        assert!((width.at(1.0) - 8.0).abs() < 1e-6);
        assert!((width.at(100.0) - 0.7).abs() < 1e-6);
    }
}
