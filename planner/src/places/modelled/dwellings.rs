//! The buildings of an extract become homes with a floor area that people live on.
//!
//! Method:
//! 1. A building's floor area is its footprint times its levels. Levels are `building:levels`, else `height` / 3, else
//!    6 for apartments, 2 for houses, and for all others the median of the homes around that tell theirs.
//! 2. It counts in full if it is tagged as a home, less one level if it has shops. A mere `building=yes` counts by 0.7
//!    on residential ground, and where the map names no use of the ground if it is not very large; never with a tag of
//!    another use, nor on ground of another use. A dormitory is no home of seniors.
//!
//! Complexity: `O(n log c + n k)` for `n` buildings, `c` cells of ground in use and `k` areas in one cell.
//!
//! References: weighting by floor area is the dasymetric method of Wright (1936), carried to buildings. The factor 0.7
//! and the limit of size are judgements.

use std::collections::BTreeMap;

use geo::{
    Area, BoundingRect, Centroid, Contains, Coord, Geometry, InteriorPoint, MapCoords, Point,
    Polygon,
};

use crate::osm::{Element, Feature, TagFilter};
use crate::projection::{LonLat, Plane};

/// Share of `building=yes` that is lived in.
const UNTAGGED_SHARE: f64 = 0.7;
/// The smallest footprint of a home in square metres; below it stand sheds and kiosks.
const LEAST_FOOTPRINT_M2: f64 = 25.0;

/// The largest footprint of a home that only its surroundings do not exclude, in square metres.
const MOST_FOOTPRINT_M2: f64 = 2_500.0;

/// Values of `building` that are homes as they stand.
const HOMES: [&str; 12] = [
    "apartments",
    "bungalow",
    "detached",
    "farm",
    "house",
    "houseboat",
    "residential",
    "semi",
    "semidetached_house",
    "static_caravan",
    "terrace",
    "villa",
];
/// Tags that say that a `building=yes` is something else.
const OTHER_USES: [&str; 17] = [
    "abandoned",
    "aeroway",
    "amenity",
    "craft",
    "healthcare",
    "historic",
    "industrial",
    "leisure",
    "man_made",
    "military",
    "office",
    "power",
    "public_transport",
    "railway",
    "religion",
    "ruins",
    "tourism",
];

/// Values of `landuse` where a mere `building=yes` is no home.
const OTHER_GROUNDS: [&str; 24] = [
    "allotments",
    "aquaculture",
    "cemetery",
    "commercial",
    "construction",
    "depot",
    "education",
    "farmland",
    "farmyard",
    "forest",
    "garages",
    "greenhouse_horticulture",
    "industrial",
    "institutional",
    "landfill",
    "meadow",
    "military",
    "orchard",
    "plant_nursery",
    "port",
    "quarry",
    "railway",
    "religious",
    "retail",
];

/// A building that people live in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Home {
    /// A place inside it.
    pub(crate) at: LonLat,
    /// The element of the map that it is.
    pub(crate) source: (Element, i64),
    footprint_m2: f64,
    /// What it tells about its levels.
    levels: Levels,
    /// The share of its floor area that is lived in.
    share: f64,
    /// Levels that are not lived in.
    shops: f64,
}

/// How many levels a building has.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Levels {
    /// So many, by its own tags.
    Told(f64),
    /// So many, as is usual for its kind.
    Usual(f64),
    /// As many as others.
    Unknown,
}

/// What the ground is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    /// Homes.
    Residential,
    /// Something else.
    Other,
    /// The map does not say.
    Unmarked,
}

/// Used ground, found by the cell of a hundredth of a degree that a place lies in.
struct Grounds<'a>(BTreeMap<Cell, Vec<(Use, &'a Polygon)>>);

/// A square of a hundredth of a degree.
type Cell = (i32, i32);

impl<'a> Grounds<'a> {
    /// All ground among the features whose use matters.
    fn of(features: &'a [Feature]) -> Self {
        let mut grounds: Vec<(Cell, (Use, &Polygon))> = Vec::new();
        for feature in features {
            let purpose = match feature.tag("landuse") {
                Some("residential") => Use::Residential,
                Some(landuse) if OTHER_GROUNDS.contains(&landuse) => Use::Other,
                _ => continue,
            };
            for polygon in polygons(&feature.geometry) {
                grounds.extend(cells_around(polygon).map(|cell| (cell, (purpose, polygon))));
            }
        }
        let mut cells: BTreeMap<Cell, Vec<(Use, &Polygon)>> = BTreeMap::new();
        for (cell, ground) in grounds {
            cells.entry(cell).or_default().push(ground);
        }
        Self(cells)
    }

    /// What the ground at a place is used for; homes come first where areas overlap.
    fn purpose(&self, at: Point) -> Use {
        let near = self.0.get(&cell(at.0)).into_iter().flatten();
        near.filter(|(_, polygon)| polygon.contains(&at))
            .map(|(purpose, _)| *purpose)
            .min()
            .unwrap_or(Use::Unmarked)
    }
}

/// The cells that the box around a polygon touches.
fn cells_around(polygon: &Polygon) -> impl Iterator<Item = Cell> + use<> {
    let bounds = polygon.bounding_rect();
    bounds.into_iter().flat_map(|bounds| {
        let (low, high) = (cell(bounds.min()), cell(bounds.max()));
        (low.0..=high.0).flat_map(move |x| (low.1..=high.1).map(move |y| (x, y)))
    })
}

/// The cell of a place in degrees.
fn cell(at: Coord) -> Cell {
    ((at.x * 100.0).floor() as i32, (at.y * 100.0).floor() as i32)
}

/// The features that homes are made from.
pub(crate) fn wanted() -> Vec<TagFilter> {
    ["building", "landuse"]
        .iter()
        .filter_map(|text| TagFilter::parse(text))
        .collect()
}

/// The buildings that people live in, in the order of the features.
pub(crate) fn homes(features: &[Feature]) -> Vec<Home> {
    let grounds = Grounds::of(features);
    features
        .iter()
        .filter_map(|feature| home(feature, &grounds))
        .collect()
}

fn home(feature: &Feature, grounds: &Grounds<'_>) -> Option<Home> {
    let building = feature.tag("building")?;
    let parts = polygons(&feature.geometry);
    // Parts of one relation are one home: people are placed in its largest part.
    let largest = parts
        .iter()
        .max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()))?;
    let inside = inside_of(largest)?;
    let at = LonLat::new(inside.x(), inside.y())?;
    let plane = Plane::at(at);
    let footprint_m2: f64 = parts
        .iter()
        .map(|polygon| in_metres(polygon, &plane).unsigned_area())
        .sum();
    let share = if HOMES.contains(&building) {
        1.0
    } else if building == "yes" && !OTHER_USES.iter().any(|key| feature.tag(key).is_some()) {
        match grounds.purpose(inside) {
            Use::Residential => UNTAGGED_SHARE,
            Use::Unmarked if footprint_m2 <= MOST_FOOTPRINT_M2 => UNTAGGED_SHARE,
            Use::Unmarked | Use::Other => return None,
        }
    } else {
        return None;
    };
    (footprint_m2 >= LEAST_FOOTPRINT_M2).then_some(Home {
        at,
        source: (feature.element, feature.osm_id),
        footprint_m2,
        levels: levels(feature, building),
        share,
        shops: if feature.tag("shop").is_some() {
            1.0
        } else {
            0.0
        },
    })
}

/// What a building tells about its levels, by its tags or by its kind.
fn levels(feature: &Feature, building: &str) -> Levels {
    let number = |key: &str| {
        let text = feature.tag(key)?.trim_end_matches('m').trim();
        let value: f64 = text.parse().ok()?;
        (value.is_finite() && value > 0.0 && value < 1_000.0).then_some(value)
    };
    if let Some(levels) = number("building:levels") {
        return Levels::Told(levels);
    }
    if let Some(height_m) = number("height") {
        return Levels::Told((height_m / 3.0).round().max(1.0));
    }
    match building {
        "apartments" => Levels::Usual(6.0),
        "bungalow" | "houseboat" | "static_caravan" => Levels::Usual(1.0),
        "yes" | "residential" => Levels::Unknown,
        _ => Levels::Usual(2.0),
    }
}

/// The lived-in floor area of each home in square metres; those who tell no levels have as many as the others.
pub(crate) fn floor_areas(homes: &[Home]) -> Vec<f64> {
    let usual = usual_levels(homes.iter()).unwrap_or(USUAL_LEVELS);
    homes.iter().map(|home| home.floor_area_m2(usual)).collect()
}

/// The median levels of the homes that tell theirs, if any does.
pub(crate) fn usual_levels<'a>(homes: impl Iterator<Item = &'a Home>) -> Option<f64> {
    let told = homes.filter_map(|home| match home.levels {
        Levels::Told(levels) => Some(levels),
        Levels::Usual(_) | Levels::Unknown => None,
    });
    let mut told: Vec<f64> = told.collect();
    told.sort_by(f64::total_cmp);
    told.get(told.len() / 2).copied()
}

/// Levels where neither the building nor any other tells.
pub(crate) const USUAL_LEVELS: f64 = 3.0;

impl Home {
    /// The lived-in floor area in square metres, where a home that does not tell has as many levels as is usual.
    pub(crate) fn floor_area_m2(&self, usual_levels: f64) -> f64 {
        let levels = match self.levels {
            Levels::Told(levels) | Levels::Usual(levels) => levels,
            Levels::Unknown => usual_levels,
        };
        self.footprint_m2 * (levels - self.shops).max(0.0) * self.share
    }
}

/// A place inside a polygon: its centroid, or a point of its interior where the centroid lies outside.
pub(crate) fn inside_of(polygon: &Polygon) -> Option<Point> {
    polygon
        .centroid()
        .filter(|centroid| polygon.contains(centroid))
        .or_else(|| polygon.interior_point())
}

fn in_metres(polygon: &Polygon, plane: &Plane) -> Polygon {
    polygon
        .map_coords(|c| LonLat::new(c.x, c.y).map_or(Coord::zero(), |place| plane.to_metres(place)))
}

fn polygons(geometry: &Geometry) -> Vec<&Polygon> {
    match geometry {
        Geometry::Polygon(polygon) => vec![polygon],
        Geometry::MultiPolygon(many) => many.iter().collect(),
        _ => Vec::new(),
    }
}
