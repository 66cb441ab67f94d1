//! What is under the pointer: the nearest symbol, else the hexagon around it. Only metres are inside the tree.

use std::sync::Arc;

use geo::Coord;
use rstar::RTree;
use rstar::primitives::GeomWithData;

use crate::map::layers::hexagons::Grid;
use crate::map::scene::Bounds;

/// Something that can be pointed at, by its position in the list that it was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A symbol: facility or proposed site.
    Mark(usize),
    /// A hexagon.
    Hexagon(usize),
    /// A home of seniors, by its demand point.
    Home(usize),
}

type Entry = GeomWithData<[f64; 2], usize>;

/// An index of symbols and hexagons.
#[derive(Debug, Clone, Default)]
pub struct Picker {
    marks: RTree<Entry>,
    still: Arc<Still>,
}

/// What can be pointed at whatever is answered: hexagons, and the homes of people.
#[derive(Debug, Clone, Default)]
pub struct Still {
    hexagons: RTree<Entry>,
    homes: RTree<Entry>,
    grid: Option<Arc<Grid>>,
}

impl Still {
    /// Indexes hexagons, and homes by their demand points.
    pub fn of(grid: &Arc<Grid>, homes: impl IntoIterator<Item = (usize, Coord)>) -> Self {
        let middles = grid.outlines.iter().map(|outline| middle(outline));
        Self {
            hexagons: tree(middles.enumerate()),
            homes: tree(homes),
            grid: Some(Arc::clone(grid)),
        }
    }
}

fn tree(places: impl IntoIterator<Item = (usize, Coord)>) -> RTree<Entry> {
    let entry = |(i, at): (usize, Coord)| Entry::new([at.x, at.y], i);
    RTree::bulk_load(places.into_iter().map(entry).collect())
}

impl Picker {
    /// Indexes the places of symbols beside what stays.
    pub fn of(marks: &[Coord], still: &Arc<Still>) -> Self {
        Self {
            marks: tree(marks.iter().copied().enumerate()),
            still: Arc::clone(still),
        }
    }

    /// The home within reach of a place.
    pub fn home_at(&self, place: Coord, reach_m: f64) -> Option<Target> {
        let near = self.still.homes.nearest_neighbor(&[place.x, place.y])?;
        let [x, y] = *near.geom();
        let is_near = (x - place.x).hypot(y - place.y) <= reach_m;
        is_near.then_some(Target::Home(near.data))
    }

    /// The homes within a rectangle, in their order.
    pub fn homes_in(&self, bounds: &Bounds) -> Vec<usize> {
        found_in(&self.still.homes, bounds)
    }

    /// The nearest symbol within reach of a place that is seen, else the hexagon that the place lies in.
    pub fn at(
        &self,
        place: Coord,
        reach_m: f64,
        is_seen: impl Fn(usize) -> bool,
    ) -> Option<Target> {
        let at = [place.x, place.y];
        let near = self.marks.nearest_neighbor_iter(&at).take_while(|entry| {
            let [x, y] = *entry.geom();
            (x - place.x).hypot(y - place.y) <= reach_m
        });
        if let Some(mark) = near.map(|entry| entry.data).find(|mark| is_seen(*mark)) {
            return Some(Target::Mark(mark));
        }
        let hexagon = self.still.hexagons.nearest_neighbor(&at)?.data;
        let outline = self.still.grid.as_ref()?.outlines.get(hexagon)?;
        holds(outline, place).then_some(Target::Hexagon(hexagon))
    }

    /// The symbols within a rectangle, in their order.
    pub fn marks_in(&self, bounds: &Bounds) -> Vec<usize> {
        found_in(&self.marks, bounds)
    }
}

fn found_in(tree: &RTree<Entry>, bounds: &Bounds) -> Vec<usize> {
    let envelope =
        rstar::AABB::from_corners([bounds.min.x, bounds.min.y], [bounds.max.x, bounds.max.y]);
    let found = tree.locate_in_envelope(&envelope);
    let mut numbers: Vec<usize> = found.map(|entry| entry.data).collect();
    numbers.sort_unstable();
    numbers
}

fn middle(outline: &[Coord]) -> Coord {
    let sum = outline.iter().fold(Coord::default(), |sum, c| sum + *c);
    sum / outline.len().max(1) as f64
}

/// Whether a place lies within a ring: a ray to the east crosses the ring an odd number of times.
fn holds(ring: &[Coord], place: Coord) -> bool {
    let mut inside = false;
    let mut before = ring.last().copied().unwrap_or_default();
    for corner in ring {
        let crosses = (corner.y > place.y) != (before.y > place.y);
        if crosses {
            let x = before.x + (place.y - before.y) / (corner.y - before.y) * (corner.x - before.x);
            inside ^= place.x < x;
        }
        before = *corner;
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Coord {
        Coord { x, y }
    }

    fn square(x: f64) -> Vec<Coord> {
        vec![
            at(x, 0.0),
            at(x + 10.0, 0.0),
            at(x + 10.0, 10.0),
            at(x, 10.0),
        ]
    }

    #[test]
    fn a_symbol_in_reach_comes_before_the_hexagon_below_it() {
        let grid = Arc::new(Grid::of(vec![square(0.0), square(10.0)], Arc::default()));
        let still = Arc::new(Still::of(&grid, [(7, at(14.0, 5.0))]));
        let picker = Picker::of(&[at(5.0, 5.0)], &still);
        assert_eq!(
            picker.at(at(6.0, 5.0), 2.0, |_| true),
            Some(Target::Mark(0))
        );
        assert_eq!(
            picker.at(at(8.0, 5.0), 2.0, |_| true),
            Some(Target::Hexagon(0))
        );
        assert_eq!(
            picker.at(at(12.0, 5.0), 2.0, |_| true),
            Some(Target::Hexagon(1))
        );
        assert_eq!(picker.at(at(50.0, 5.0), 2.0, |_| true), None);
        assert_eq!(picker.home_at(at(14.5, 5.0), 1.0), Some(Target::Home(7)));
        assert_eq!(picker.home_at(at(16.0, 5.0), 1.0), None);
    }

    #[test]
    fn symbols_in_view_keep_their_order() {
        let picker = Picker::of(
            &[at(9.0, 9.0), at(1.0, 1.0), at(99.0, 0.0)],
            &Arc::default(),
        );
        let view = Bounds {
            min: at(0.0, 0.0),
            max: at(10.0, 10.0),
        };
        assert_eq!(picker.marks_in(&view), vec![0, 1]);
    }
}
