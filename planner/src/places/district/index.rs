//! Finds the districts of places: a grid over outlines, and bands of edges within each.

use geo::{BoundingRect as _, MultiPolygon, Rect};

use crate::ids::{DistrictId, Id as _, Table};
use crate::places::District;
use crate::projection::LonLat;

/// The districts that hold a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::places) struct Found {
    pub(in crate::places) first: Option<DistrictId>,
    pub(in crate::places) second: Option<DistrictId>,
}

/// Finds the districts of places.
#[derive(Debug)]
pub(in crate::places) struct DistrictIndex {
    outlines: Vec<Outline>,
    bounds: Option<Rect>,
    squares_per_side: usize,
    squares: Vec<Vec<u32>>,
}

impl DistrictIndex {
    /// The index of the districts of one level; those of others are never found.
    pub(in crate::places) fn new(districts: &Table<DistrictId, District>, level: &str) -> Self {
        let nothing = MultiPolygon(Vec::new());
        let outlines: Vec<&MultiPolygon> = districts
            .iter()
            .map(|d| {
                if d.level == level {
                    &d.outline
                } else {
                    &nothing
                }
            })
            .collect();
        let boxes: Vec<Option<Rect>> = outlines.iter().map(|o| o.bounding_rect()).collect();
        let bounds = boxes.iter().flatten().copied().reduce(|a, b| {
            Rect::new(
                (a.min().x.min(b.min().x), a.min().y.min(b.min().y)),
                (a.max().x.max(b.max().x), a.max().y.max(b.max().y)),
            )
        });
        let side = ((districts.len() as f64).sqrt() * 4.0).ceil();
        let mut index = Self {
            outlines: outlines.iter().map(|o| Outline::new(o)).collect(),
            bounds,
            squares_per_side: (side as usize).clamp(1, 256),
            squares: Vec::new(),
        };
        index.squares = vec![Vec::new(); index.squares_per_side * index.squares_per_side];
        for (id, rect) in boxes.iter().enumerate() {
            let Some(rect) = rect else { continue };
            let (west, south) = index.square(rect.min().x, rect.min().y);
            let (east, north) = index.square(rect.max().x, rect.max().y);
            let columns = west..=east;
            for row in south..=north {
                let start = row * index.squares_per_side;
                let squares = &mut index.squares[start..start + index.squares_per_side];
                squares[columns.clone()]
                    .iter_mut()
                    .for_each(|square| square.push(id as u32));
            }
        }
        index
    }

    /// The column and row of the square that holds a coordinate, or of the nearest one.
    fn square(&self, x: f64, y: f64) -> (usize, usize) {
        let Some(bounds) = self.bounds else {
            return (0, 0);
        };
        let last = self.squares_per_side - 1;
        let cell = |value: f64, low: f64, width: f64| {
            let share = if width > 0.0 {
                (value - low) / width
            } else {
                0.0
            };
            // Negative shares become 0 by the cast.
            ((share * self.squares_per_side as f64) as usize).min(last)
        };
        (
            cell(x, bounds.min().x, bounds.width()),
            cell(y, bounds.min().y, bounds.height()),
        )
    }

    /// The first two districts that hold a place.
    pub(in crate::places) fn find(&self, at: LonLat) -> Found {
        let (x, y) = (at.lon_deg(), at.lat_deg());
        let (column, row) = self.square(x, y);
        let mut holding = self.squares[row * self.squares_per_side + column]
            .iter()
            .filter(|&&id| self.outlines[id as usize].contains(x, y))
            .map(|&id| DistrictId::from_index(id as usize));
        Found {
            first: holding.next(),
            second: holding.next(),
        }
    }
}

/// An outline whose edges are sorted into horizontal bands.
#[derive(Debug)]
struct Outline {
    south: f64,
    band_height: f64,
    /// Where each band's edges begin, and the end of the last.
    starts: Vec<u32>,
    edges: Vec<Edge>,
}

/// An edge of an outline, running north.
#[derive(Debug, Clone, Copy)]
struct Edge {
    x0: f64,
    y0: f64,
    x1: f64,
    y1: f64,
}

impl Outline {
    fn new(shape: &MultiPolygon) -> Self {
        let edges: Vec<Edge> = shape
            .iter()
            .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()))
            .flat_map(geo::LineString::lines)
            .filter(|line| line.start.y < line.end.y || line.end.y < line.start.y)
            .map(|line| {
                let (low, high) = if line.start.y < line.end.y {
                    (line.start, line.end)
                } else {
                    (line.end, line.start)
                };
                Edge {
                    x0: low.x,
                    y0: low.y,
                    x1: high.x,
                    y1: high.y,
                }
            })
            .collect();
        let south = edges.iter().fold(f64::INFINITY, |m, e| m.min(e.y0));
        let north = edges.iter().fold(f64::NEG_INFINITY, |m, e| m.max(e.y1));
        let bands = ((edges.len() as f64).sqrt().ceil() as usize).max(1);
        let mut outline = Self {
            south,
            band_height: (north - south) / bands as f64,
            starts: Vec::with_capacity(bands + 1),
            edges: Vec::new(),
        };
        let mut in_band: Vec<Vec<Edge>> = vec![Vec::new(); bands];
        for edge in edges {
            let touched = outline.band(edge.y0, bands)..=outline.band(edge.y1, bands);
            for band in &mut in_band[touched] {
                band.push(edge);
            }
        }
        for band in in_band {
            outline.starts.push(outline.edges.len() as u32);
            outline.edges.extend(band);
        }
        outline.starts.push(outline.edges.len() as u32);
        outline
    }

    fn band(&self, y: f64, bands: usize) -> usize {
        (((y - self.south) / self.band_height) as usize).min(bands - 1)
    }

    /// Whether a point lies inside: a ray to the east crosses an odd number of edges.
    fn contains(&self, x: f64, y: f64) -> bool {
        let bands = self.starts.len() - 1;
        let band = self.band(y, bands);
        let range = self.starts[band] as usize..self.starts[band + 1] as usize;
        let crossings = self.edges[range]
            .iter()
            .filter(|e| {
                e.y0 <= y && y < e.y1 && x < e.x0 + (e.x1 - e.x0) * ((y - e.y0) / (e.y1 - e.y0))
            })
            .count();
        crossings % 2 == 1
    }
}
