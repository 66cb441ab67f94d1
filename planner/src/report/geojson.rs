//! GeoJSON as RFC 7946 asks: WGS 84, longitude first, right-hand rings, six decimals.
//!
//! Turns geometry into features and features into a file. What may stand in a feature is not decided here.

use std::io::{self, Write};

use geo::orient::{Direction, Orient as _};
use geo::{Coord, LineString, MultiPolygon, Polygon};
use geojson::{Feature, Geometry, GeometryValue, JsonObject, Position};
use serde::Serialize;

use crate::projection::LonLat;
use crate::units::{Metres, WalkTime};

use super::Run;

/// What must stand beside everything that is drawn from OpenStreetMap.
pub const ATTRIBUTION: &str = "© OpenStreetMap contributors, ODbL";

/// What every layer says about where it comes from.
///
/// The hashes of the inputs stand in the run record alone, so that the order of their rows changes no layer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct About {
    title: String,
    attribution: &'static str,
    provenance: Provenance,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Provenance {
    planner_version: &'static str,
    verb: String,
    as_of: Option<String>,
    walk_profile: String,
    walk_speed_mps: f64,
    walk_flat_15_min_m: f64,
    /// The longest walk that counts, where there is a limit.
    walk_cap_m: Option<f64>,
    /// Youngest age and speed, where speeds go by age.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    walk_speeds_by_age_mps: Vec<(u8, f64)>,
    privacy_threshold: u32,
}

impl About {
    /// What the layers of a run say.
    pub fn of(run: &Run) -> Self {
        Self {
            title: run.scenario.title.clone(),
            attribution: ATTRIBUTION,
            provenance: Provenance {
                planner_version: env!("CARGO_PKG_VERSION"),
                verb: run.verb.to_owned(),
                as_of: run.scenario.as_of.clone(),
                walk_profile: run.walk.name.clone(),
                walk_speed_mps: run.walk.speed.mps(),
                walk_flat_15_min_m: run
                    .walk
                    .speed
                    .distance_in(WalkTime::from_minutes(15))
                    .metres(),
                walk_cap_m: run.walk.cap.map(Metres::metres),
                walk_speeds_by_age_mps: run
                    .walk
                    .ages
                    .iter()
                    .map(|band| (band.from, band.speed.mps()))
                    .collect(),
                privacy_threshold: run.scenario.privacy_threshold,
            },
        }
    }
}

/// Writes a collection, one feature a line; `name` is the file's name, which names the layer.
pub fn write(
    file: &mut impl Write,
    about: &impl Serialize,
    name: &str,
    features: &[Feature],
) -> io::Result<()> {
    let layer = name.split('.').next().unwrap_or(name);
    write!(
        file,
        "{{\n\"type\": \"FeatureCollection\",\n\"name\": {},\n\"about\": ",
        serde_json::to_string(layer)?
    )?;
    serde_json::to_writer(&mut *file, about)?;
    file.write_all(b",\n\"features\": [")?;
    for (index, feature) in features.iter().enumerate() {
        check(feature)?;
        file.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *file, feature)?;
    }
    file.write_all(b"\n]\n}\n")
}

/// Sorts features by the text of some properties, so that the order of input rows changes no file.
pub fn ordered(mut features: Vec<Feature>, by: &[&str]) -> Vec<Feature> {
    let text = |feature: &Feature, key: &str| feature.property(key).map(ToString::to_string);
    features.sort_by_cached_key(|feature| {
        let properties: Vec<Option<String>> = by.iter().map(|key| text(feature, key)).collect();
        let place = feature.geometry.as_ref().map(ToString::to_string);
        (properties, place)
    });
    features
}

/// A feature from a geometry, which may be absent, and properties.
pub fn feature(geometry: Option<Geometry>, properties: JsonObject) -> Feature {
    Feature {
        bbox: None,
        geometry,
        id: None,
        properties: Some(properties),
        foreign_members: None,
    }
}

/// A point.
pub fn point(at: LonLat) -> Geometry {
    Geometry::new(GeometryValue::Point {
        coordinates: position(rounded(at.coord())),
    })
}

/// A line; `None` when all its places round to one.
pub fn line(places: &[LonLat]) -> Option<Geometry> {
    let mut line: Vec<Coord> = places.iter().map(|at| rounded(at.coord())).collect();
    line.dedup();
    (line.len() > 1).then(|| {
        Geometry::new(GeometryValue::LineString {
            coordinates: line.into_iter().map(position).collect(),
        })
    })
}

/// Polygons with their rings closed and turned the right way; `None` when nothing is left of them.
pub fn area(polygons: &MultiPolygon) -> Option<Geometry> {
    let mut areas: Vec<Vec<Vec<Position>>> = polygons.iter().filter_map(polygon).collect();
    let only = if areas.len() == 1 { areas.pop() } else { None };
    match only {
        Some(coordinates) => Some(Geometry::new(GeometryValue::Polygon { coordinates })),
        None if areas.is_empty() => None,
        None => Some(Geometry::new(GeometryValue::MultiPolygon {
            coordinates: areas,
        })),
    }
}

/// Rounds a polygon, then turns its rings; rings without an area are left out.
fn polygon(polygon: &Polygon) -> Option<Vec<Vec<Position>>> {
    let exterior = ring(polygon.exterior())?;
    let interiors = polygon.interiors().iter().filter_map(ring).collect();
    let turned = Polygon::new(exterior, interiors).orient(Direction::Default);
    let (exterior, interiors) = turned.into_inner();
    let rings = std::iter::once(exterior).chain(interiors);
    Some(
        rings
            .map(|ring| ring.into_iter().map(position).collect())
            .collect(),
    )
}

/// The ring in six decimals, closed, without repeated corners; `None` for fewer than three corners.
fn ring(ring: &LineString) -> Option<LineString> {
    let mut corners: Vec<Coord> = ring.coords().map(|corner| rounded(*corner)).collect();
    corners.dedup();
    let mut ring = LineString::new(corners);
    ring.close();
    (ring.0.len() >= 4).then_some(ring)
}

/// Six decimals of a degree: a tenth of a metre. Adding zero turns a negative zero into a plain one.
fn rounded(at: Coord) -> Coord {
    Coord {
        x: (at.x * 1e6).round() / 1e6 + 0.0,
        y: (at.y * 1e6).round() / 1e6 + 0.0,
    }
}

fn position(at: Coord) -> Position {
    Position::from([at.x, at.y])
}

/// Refuses coordinates that are not numbers on the globe: JSON would silently say `null`.
fn check(feature: &Feature) -> io::Result<()> {
    let fine = match feature.geometry.as_ref().map(|geometry| &geometry.value) {
        None => true,
        Some(GeometryValue::Point { coordinates }) => on_globe(coordinates),
        Some(GeometryValue::LineString { coordinates }) => coordinates.iter().all(on_globe),
        Some(GeometryValue::Polygon { coordinates }) => coordinates.iter().flatten().all(on_globe),
        Some(GeometryValue::MultiPolygon { coordinates }) => {
            coordinates.iter().flatten().flatten().all(on_globe)
        }
        Some(_) => false,
    };
    if fine {
        return Ok(());
    }
    let properties = serde_json::to_string(&feature.properties)?;
    Err(io::Error::new(
        io::ErrorKind::InvalidData,
        format!("coordinates off the globe in the feature with properties {properties}"),
    ))
}

fn on_globe(at: &Position) -> bool {
    LonLat::new(at[0], at[1]).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;
    use geojson::{FeatureCollection, GeoJson};

    fn parsed(features: Vec<Feature>) -> FeatureCollection {
        let mut bytes = Vec::new();
        write(&mut bytes, &JsonObject::new(), "layer.geojson", &features).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        match text.parse::<GeoJson>().unwrap() {
            GeoJson::FeatureCollection(collection) => collection,
            other => panic!("expected a collection, found {other}"),
        }
    }

    #[test]
    fn rings_are_closed_rounded_and_right_handed() {
        // Clockwise, with a hole that runs the wrong way too.
        let clockwise = polygon!(
            exterior: [
                (x: 14.0, y: 35.0), (x: 14.0, y: 36.0), (x: 15.0, y: 36.000_000_49), (x: 15.0, y: 35.0),
            ],
            interiors: [[(x: 14.2, y: 35.2), (x: 14.8, y: 35.2), (x: 14.8, y: 35.8)]],
        );
        let geometry = area(&MultiPolygon::new(vec![clockwise])).unwrap();
        let collection = parsed(vec![feature(Some(geometry), JsonObject::new())]);
        let back: Polygon =
            Polygon::try_from(collection.features[0].geometry.clone().unwrap()).unwrap();
        use geo::winding_order::Winding as _;
        assert!(back.exterior().is_ccw() && back.exterior().is_closed());
        assert!(back.interiors()[0].is_cw());
        assert!(back.exterior().coords().all(|c| c.y == 35.0 || c.y == 36.0));
    }

    #[test]
    fn longitude_comes_first_in_six_decimals() {
        let at = LonLat::new(14.512_345_678, -0.000_000_1).unwrap();
        let mut bytes = Vec::new();
        let features = vec![feature(Some(point(at)), JsonObject::new())];
        write(&mut bytes, &JsonObject::new(), "layer.geojson", &features).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains("\"coordinates\":[14.512346,0.0]"), "{text}");
    }

    #[test]
    fn numbers_that_are_none_are_refused() {
        let nan = Geometry::new(GeometryValue::Point {
            coordinates: Position::from([f64::NAN, 1.0]),
        });
        let mut bytes = Vec::new();
        let features = vec![feature(Some(nan), JsonObject::new())];
        let refused = write(&mut bytes, &JsonObject::new(), "layer.geojson", &features);
        assert_eq!(refused.unwrap_err().kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn a_polygon_smaller_than_the_rounding_is_left_out() {
        let speck = polygon![(x: 0.0, y: 0.0), (x: 1e-8, y: 0.0), (x: 0.0, y: 1e-8)];
        assert!(area(&MultiPolygon::new(vec![speck])).is_none());
        let collection = parsed(vec![feature(None, JsonObject::new())]);
        assert!(collection.features[0].geometry.is_none());
    }
}
