//! The quiet ground of the map: sea, water, green, buildings, railways, from the extract's own features.
//!
//! Coastlines are joined into rings. When all of them close, the extract is made of whole islands and everything outside
//! the rings is sea; otherwise the ground is land and the shore is a line, since nobody can tell the sides apart.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::{Coord, CoordsIter as _, Geometry, LineString, Polygon, Winding as _};
use planner::osm::coast::joined;
use planner::osm::{Feature, TagFilter};
use planner::projection::{LonLat, Plane};

use crate::map::layers::always;
use crate::map::scene::{Batch, Coat, Ink, Width};
use crate::theme::{Colour, Theme};

/// Buildings show up to this scale, in metres per point.
const BUILDINGS_UNTIL: f64 = 5.0;
/// Streams show up to this scale, in metres per point.
const STREAMS_UNTIL: f64 = 20.0;

/// The features of the extract that the base map is drawn from.
pub fn wanted() -> Vec<TagFilter> {
    [
        "natural=water",
        "natural=coastline",
        "natural=wood",
        "waterway",
        "leisure=park",
        "leisure=garden",
        "landuse=forest",
        "landuse=grass",
        "landuse=meadow",
        "landuse=recreation_ground",
        "landuse=cemetery",
        "building",
        "railway=rail",
        "railway=light_rail",
        "place+name",
        "highway+name",
    ]
    .iter()
    .filter_map(|text| TagFilter::parse(text))
    .collect()
}

/// What a feature is drawn as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    Green,
    Forest,
    Water,
    Waterway,
    Railway,
    Building,
}

/// The base map in metres.
#[derive(Debug, Clone)]
pub struct Base {
    sea: Sea,
    coast: Arc<Batch>,
    sorts: BTreeMap<Sort, Arc<Batch>>,
}

/// Whether one can tell the sea from the land.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sea {
    /// Outside the rings of the coast.
    AroundIslands,
    /// Not known: all ground is drawn as land.
    Unknown,
}

impl Base {
    /// Sorts and lays out the features of an extract.
    pub fn of(features: &[Feature], plane: &Plane) -> Self {
        let mut shapes: BTreeMap<Sort, Vec<Vec<Vec<Coord>>>> = BTreeMap::new();
        let mut coast: Vec<Vec<Coord>> = Vec::new();
        for feature in features {
            if feature.tag("natural") == Some("coastline") {
                coast.push(line_of(&feature.geometry));
            } else if let Some(sort) = sort_of(feature) {
                let parts = parts_of(&feature.geometry, sort);
                let metres = parts.iter().map(|part| project(part, plane));
                shapes.entry(sort).or_default().push(metres.collect());
            }
        }
        let coasts = joined(&coast);
        let rings: Vec<Vec<Coord>> = coasts.rings.into_iter().map(ccw).collect();
        let open = coasts.open;
        let sea = if open.is_empty() && !rings.is_empty() {
            Sea::AroundIslands
        } else {
            Sea::Unknown
        };
        let outlines = rings.iter().chain(&open).map(|line| project(line, plane));
        Self {
            sea,
            coast: Arc::new(Batch::of_lines(outlines)),
            sorts: shapes
                .into_iter()
                .map(|(sort, shapes)| (sort, Arc::new(Batch::of(shapes))))
                .collect(),
        }
    }

    /// The colour where nothing is drawn.
    pub const fn background(&self, theme: &Theme) -> Colour {
        match self.sea {
            Sea::AroundIslands => theme.water,
            Sea::Unknown => theme.land,
        }
    }

    /// Ground, water, green and railways.
    pub fn coats(&self, theme: &Theme) -> Vec<Coat> {
        let mut coats = Vec::new();
        if self.sea == Sea::AroundIslands {
            coats.push(always(&self.coast, Ink::Fill, theme.land));
        }
        let thin = Width::points(0.8);
        let mut add = |sort: Sort, ink: Ink, colour: Colour, until: f64| {
            if let Some(batch) = self.sorts.get(&sort) {
                coats.push(Coat {
                    scales: 0.0..until,
                    ..always(batch, ink, colour)
                });
            }
        };
        add(Sort::Green, Ink::Fill, theme.green, f64::INFINITY);
        add(Sort::Forest, Ink::Fill, theme.forest, f64::INFINITY);
        add(Sort::Water, Ink::Fill, theme.water, f64::INFINITY);
        let stream = Width {
            ground_m: 3.0,
            min_pt: 0.8,
            extra_pt: 0.0,
        };
        add(
            Sort::Waterway,
            Ink::Line(stream),
            theme.water,
            STREAMS_UNTIL,
        );
        add(
            Sort::Railway,
            Ink::Line(Width::points(1.2)),
            theme.railway,
            60.0,
        );
        coats.push(always(&self.coast, Ink::Line(thin), theme.shore));
        coats
    }

    /// Buildings, which lie over the hexagons so that one finds one's house.
    pub fn building_coats(&self, theme: &Theme) -> Vec<Coat> {
        let Some(batch) = self.sorts.get(&Sort::Building) else {
            return Vec::new();
        };
        let near = |ink, colour| Coat {
            scales: 0.0..BUILDINGS_UNTIL,
            ..always(batch, ink, colour)
        };
        vec![
            near(Ink::Fill, theme.building.with_opacity(170)),
            near(Ink::Line(Width::points(0.6)), theme.building_edge),
        ]
    }
}

fn sort_of(feature: &Feature) -> Option<Sort> {
    if feature.tag("building").is_some() {
        return Some(Sort::Building);
    }
    if feature.tag("natural") == Some("water") {
        return Some(Sort::Water);
    }
    if feature.tag("waterway").is_some() {
        return Some(Sort::Waterway);
    }
    if feature.tag("railway").is_some() {
        return Some(Sort::Railway);
    }
    if feature.tag("natural") == Some("wood") || feature.tag("landuse") == Some("forest") {
        return Some(Sort::Forest);
    }
    let green = feature.tag("leisure").is_some() || feature.tag("landuse").is_some();
    green.then_some(Sort::Green)
}

/// The rings of areas, outer ones one way round and holes the other; lines only where the sort is one of lines.
fn parts_of(geometry: &Geometry, sort: Sort) -> Vec<Vec<Coord>> {
    match geometry {
        Geometry::Polygon(polygon) => rings_of(polygon),
        Geometry::MultiPolygon(all) => all.iter().flat_map(rings_of).collect(),
        Geometry::LineString(line) if matches!(sort, Sort::Waterway | Sort::Railway) => {
            vec![line.0.clone()]
        }
        _ => Vec::new(),
    }
}

fn rings_of(polygon: &Polygon) -> Vec<Vec<Coord>> {
    let mut outer = polygon.exterior().clone();
    outer.make_ccw_winding();
    let holes = polygon.interiors().iter().map(|hole| {
        let mut hole = hole.clone();
        hole.make_cw_winding();
        hole.0
    });
    std::iter::once(outer.0).chain(holes).collect()
}

fn line_of(geometry: &Geometry) -> Vec<Coord> {
    match geometry {
        Geometry::LineString(line) => line.0.clone(),
        Geometry::Polygon(polygon) => polygon.exterior().0.clone(),
        other => other.coords_iter().collect(),
    }
}

fn project(line: &[Coord], plane: &Plane) -> Vec<Coord> {
    line.iter()
        .filter_map(|c| LonLat::new(c.x, c.y))
        .map(|at| plane.to_metres(at))
        .collect()
}

fn ccw(ring: Vec<Coord>) -> Vec<Coord> {
    let mut ring = LineString::new(ring);
    ring.make_ccw_winding();
    ring.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Coord {
        Coord { x, y }
    }

    fn coastline(line: Vec<Coord>) -> Feature {
        Feature {
            element: planner::osm::Element::Way,
            osm_id: 1,
            tags: vec![("natural".into(), "coastline".into())],
            geometry: Geometry::LineString(LineString::new(line)),
        }
    }

    #[test]
    fn a_coast_in_pieces_closes_into_an_island() {
        let (a, b, c) = (at(0.0, 0.0), at(0.1, 0.0), at(0.0, 0.1));
        let island = [vec![b, c], vec![a, b], vec![c, a]].map(coastline);
        let base = Base::of(&island, &Plane::around([]));
        assert_eq!(base.sea, Sea::AroundIslands);
        assert_eq!(base.coast.points(), 4);
    }

    #[test]
    fn a_coast_that_stays_open_leaves_the_ground_land() {
        let shore = [vec![at(0.0, 0.0), at(0.1, 0.0)]].map(coastline);
        assert_eq!(Base::of(&shore, &Plane::around([])).sea, Sea::Unknown);
        assert_eq!(Base::of(&[], &Plane::around([])).sea, Sea::Unknown);
    }

    #[test]
    fn every_wish_can_be_read() {
        assert_eq!(wanted().len(), 16);
    }
}
