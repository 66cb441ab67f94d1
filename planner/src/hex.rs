//! Hexagons: group, mask and draw; never the origin of a route and never what is scored.
//!
//! A cell of Uber's H3 grid, known outside this file only by the names below. It turns places into cells, and cells
//! into centres, outlines, parents and text. It counts nobody.

use std::fmt;

use geo::orient::{Direction, Orient as _};
use geo::{LineString, MultiPolygon, Polygon};
use h3o::geom::SolventBuilder;
use h3o::{CellIndex, LatLng, Resolution};
use petgraph::unionfind::UnionFind;

use crate::projection::LonLat;

/// The size of hexagons: an H3 resolution from 0 (a country) to 15 (a table).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct HexResolution(Resolution);

impl HexResolution {
    /// Makes a resolution, or `None` when it is not from 0 to 15.
    pub fn new(resolution: u8) -> Option<Self> {
        Resolution::try_from(resolution).ok().map(Self)
    }

    /// The resolution as a number from 0 to 15.
    pub fn number(self) -> u8 {
        self.0.into()
    }
}

/// One hexagon of the H3 grid (twelve per resolution are pentagons).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell(CellIndex);

impl Cell {
    /// The cell that a place lies in.
    pub fn containing(place: LonLat, resolution: HexResolution) -> Option<Self> {
        // A `LonLat` is finite and in range, which is all that H3 asks; the Option spares every caller an assert.
        let at = LatLng::new(place.lat_deg(), place.lon_deg()).ok()?;
        Some(Self(at.to_cell(resolution.0)))
    }

    /// Reads a cell's id as H3 writes it: fifteen hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        text.trim().parse().ok().map(Self)
    }

    /// The middle of the cell.
    pub fn centre(self) -> LonLat {
        let centre = LatLng::from(self.0);
        LonLat::new(centre.lng(), centre.lat()).unwrap_or_default()
    }

    /// The outline of the cell: a closed ring that runs anticlockwise, as RFC 7946 asks.
    pub fn boundary(self) -> Polygon {
        let corners = self.0.boundary();
        let ring: LineString = corners.iter().map(|c| (c.lng(), c.lat())).collect();
        Polygon::new(ring, Vec::new())
    }

    /// The cell of a coarser resolution that this one belongs to, by the grid's own hierarchy.
    ///
    /// `None` when `resolution` is finer than the cell's own. Some places near a parent's rim belong to a child of
    /// another parent: whoever groups by parents must go from place to fine cell to parent, never place to parent.
    pub fn parent(self, resolution: HexResolution) -> Option<Self> {
        self.0.parent(resolution.0).map(Self)
    }

    /// The cells around this one: six, or five around a pentagon, in ascending order.
    pub fn neighbours(self) -> Vec<Self> {
        let disk: Vec<CellIndex> = self.0.grid_disk(1);
        let mut around: Vec<Self> = disk
            .into_iter()
            .filter(|cell| *cell != self.0)
            .map(Self)
            .collect();
        around.sort_unstable();
        around
    }

    /// The cell's own resolution.
    pub fn resolution(self) -> HexResolution {
        HexResolution(self.0.resolution())
    }
}

impl fmt::Display for Cell {
    /// Writes the cell's id as H3 does: fifteen hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The cells in which at least one of the places lies, each once, in ascending order of their ids.
pub fn cells_of(places: impl IntoIterator<Item = LonLat>, resolution: HexResolution) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    for place in places {
        if let Some(cell) = Cell::containing(place, resolution)
            && cells.last() != Some(&cell)
        {
            cells.push(cell);
        }
    }
    cells.sort_unstable();
    cells.dedup();
    cells
}

/// Joins cells of one resolution that touch each other; each cluster ascends, and so do their first cells.
///
/// `cells` must ascend, each once.
pub fn clusters(cells: &[Cell]) -> Vec<Vec<Cell>> {
    let mut sets = UnionFind::<usize>::new(cells.len());
    for (index, cell) in cells.iter().enumerate() {
        for neighbour in cell.neighbours() {
            if let Ok(other) = cells.binary_search(&neighbour) {
                sets.union(index, other);
            }
        }
    }
    let mut members: Vec<Vec<Cell>> = vec![Vec::new(); cells.len()];
    let mut first_of: Vec<Option<usize>> = vec![None; cells.len()];
    for (index, cell) in cells.iter().enumerate() {
        let first = *first_of[sets.find(index)].get_or_insert(index);
        members[first].push(*cell);
    }
    members.retain(|cluster| !cluster.is_empty());
    members
}

/// The common outline of cells of one or several resolutions; rings as RFC 7946 asks.
///
/// A cell that lies in another one of them adds nothing.
pub fn dissolve(cells: &[Cell]) -> MultiPolygon {
    let mut distinct: Vec<CellIndex> = cells.iter().map(|cell| cell.0).collect();
    distinct.sort_unstable();
    distinct.dedup();
    let given = distinct.clone();
    distinct.retain(|cell| !has_ancestor_in(&given, *cell));
    let Some(finest) = distinct.iter().map(|cell| cell.resolution()).max() else {
        return MultiPolygon::new(Vec::new());
    };
    let solvent = if distinct.iter().all(|cell| cell.resolution() == finest) {
        SolventBuilder::new().build()
    } else {
        SolventBuilder::new()
            .enable_heterogeneous_support(finest)
            .build()
    };
    // Cells that do not overlap always dissolve; were the library to refuse, the cells one by one are the same area.
    solvent.dissolve(distinct).map_or_else(
        |_| MultiPolygon::new(cells.iter().map(|cell| cell.boundary()).collect()),
        |outline| outline.orient(Direction::Default),
    )
}

/// Whether one of the sorted cells holds a finer one.
fn has_ancestor_in(sorted: &[CellIndex], cell: CellIndex) -> bool {
    let coarser = Resolution::range(Resolution::Zero, cell.resolution());
    coarser
        .filter(|resolution| *resolution < cell.resolution())
        .filter_map(|resolution| cell.parent(resolution))
        .any(|parent| sorted.binary_search(&parent).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_inside_another_adds_nothing_to_their_outline() {
        let place = LonLat::new(14.4, 35.9).unwrap();
        let parent = Cell::containing(place, resolution(7)).unwrap();
        let child = Cell::containing(place, resolution(9)).unwrap();
        assert_eq!(dissolve(&[parent, child]), dissolve(&[parent]));
    }
    use geo::{Area as _, Contains as _, Point};

    fn resolution(number: u8) -> HexResolution {
        HexResolution::new(number).unwrap()
    }

    #[test]
    fn the_cell_id_is_that_of_the_reference_library() {
        // h3.latlng_to_cell(37.3615593, -122.0553238, 7) of the C library's own documentation.
        let place = LonLat::new(-122.055_323_8, 37.361_559_3).unwrap();
        let cell = Cell::containing(place, resolution(7)).unwrap();
        assert_eq!(cell.to_string(), "87283472bffffff");
    }

    #[test]
    fn a_cell_holds_its_centre_and_runs_anticlockwise() {
        let place = LonLat::new(117.2272, 31.8206).unwrap();
        let cell = Cell::containing(place, resolution(10)).unwrap();
        let outline = cell.boundary();
        assert!(outline.contains(&Point::from(cell.centre().coord())));
        assert!(outline.contains(&Point::from(place.coord())));
        assert!(outline.signed_area() > 0.0);
        assert!(outline.exterior().is_closed());
    }

    #[test]
    fn parents_are_coarser() {
        let place = LonLat::new(14.5, 35.9).unwrap();
        let cell = Cell::containing(place, resolution(9)).unwrap();
        assert_eq!(cell.parent(resolution(8)).unwrap().resolution().number(), 8);
        assert!(cell.parent(resolution(10)).is_none());
        assert!(HexResolution::new(16).is_none());
    }

    #[test]
    fn each_cell_is_listed_once() {
        let places =
            [(14.5, 35.9), (14.6, 35.9), (14.5, 35.9)].map(|(x, y)| LonLat::new(x, y).unwrap());
        let cells = cells_of(places, resolution(9));
        assert_eq!(cells.len(), 2);
        assert!(cells[0] < cells[1]);
    }

    #[test]
    fn touching_cells_are_one_cluster_and_one_outline() {
        let middle = Cell::containing(LonLat::new(14.5, 35.9).unwrap(), resolution(9)).unwrap();
        let far = Cell::containing(LonLat::new(14.6, 35.9).unwrap(), resolution(9)).unwrap();
        let mut cells = middle.neighbours();
        assert_eq!(cells.len(), 6);
        cells.push(far);
        cells.sort_unstable();
        let joined = clusters(&cells);
        assert_eq!(joined.len(), 2);
        assert_eq!(joined.iter().map(Vec::len).sum::<usize>(), 7);
        assert!(joined[0][0] < joined[1][0]);
        let ring = joined.iter().find(|cluster| cluster.len() == 6).unwrap();
        let outline = dissolve(ring);
        assert_eq!(outline.0.len(), 1);
        assert_eq!(outline.0[0].interiors().len(), 1, "the hole in the middle");
        let area: f64 = ring.iter().map(|c| c.boundary().signed_area()).sum();
        assert!((outline.signed_area() / area - 1.0).abs() < 1e-6);
        assert!(outline.0[0].exterior().is_closed());
    }

    #[test]
    fn cells_of_two_sizes_have_one_outline() {
        let fine = Cell::containing(LonLat::new(14.5, 35.9).unwrap(), resolution(9)).unwrap();
        let coarse = fine.parent(resolution(8)).unwrap();
        let outside = coarse
            .neighbours()
            .into_iter()
            .map(|cell| Cell::containing(cell.centre(), resolution(9)).unwrap())
            .next()
            .unwrap();
        let outline = dissolve(&[coarse, outside]);
        assert!(outline.contains(&Point::from(coarse.centre().coord())));
        assert!(outline.contains(&Point::from(outside.centre().coord())));
        assert!(dissolve(&[]).0.is_empty());
    }
}
