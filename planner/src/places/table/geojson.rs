//! GeoJSON files become rows of points, and areas.
//!
//! RFC 7946: WGS 84, longitude first. A point's properties are read like the cells of a table, with the same headers.
//! Heights are dropped. A file that declares another coordinate system is refused, because its numbers would be
//! read as degrees.

use std::fmt;
use std::path::Path;

use geo::{Coord, LineString, MultiPolygon, Orient as _, Polygon, orient::Direction};
pub(in crate::places) use geojson::JsonObject;
use geojson::{Feature, GeometryValue, JsonValue, Position};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::findings::{Bilingual, Severity};
use crate::projection::LonLat;
use crate::scenario::PointFile;

use super::{Field, Reading, Row, Sink, Summary, header, read_text};
use crate::places::Error;
use crate::places::trouble::Troubles;

/// Hands over every point feature as a row.
pub(in crate::places) fn read_points(
    file: &PointFile,
    reading: &mut Reading<'_>,
    each: &mut dyn FnMut(&Row<'_>, &mut Troubles),
) -> Result<Summary, Error> {
    let (text, sha256) = open(&file.path)?;
    reading.intake.format = "GeoJSON";
    let titles = titles(&text, file)?;
    let header = header::of_layer(&titles.names, file).map_err(|why| why.into_error(file))?;
    let mut sink = Sink::new(&header, reading, file)?;
    let mut number = 0;
    each_feature(&text, &file.path, &mut |feature| {
        number += 1;
        let point = point_of(&feature).map(|(x, y)| geo::Point::new(x, y).into());
        if point.is_none() && feature.geometry.is_some() {
            note_no_point(number, &mut reading.troubles);
        }
        sink.put_placed(titles.cells(&feature), point.as_ref(), reading, each)
    })?;
    let rows = sink.finish(reading);
    Ok(Summary { sha256, rows })
}

/// Properties beyond so many belong to no table of people; a file may give each feature others.
const MOST_TITLES: usize = 1_024;

/// What the features of a file have: the names of their properties, and where an id of theirs goes.
struct Titles {
    names: Vec<String>,
    /// Properties that mean the same as an earlier one, and that one: features need not be alike.
    same: Vec<(usize, usize)>,
    id: Option<usize>,
}

/// Reads the features once for the names of what they have.
fn titles(text: &str, file: &PointFile) -> Result<Titles, Error> {
    let (mut names, mut has_id) = (Vec::new(), false);
    each_feature(text, &file.path, &mut |feature| {
        has_id |= feature.id.is_some();
        for (key, _) in feature.properties.iter().flatten() {
            if names.len() < MOST_TITLES && !names.contains(key) {
                names.push(key.clone());
            }
        }
        Ok(())
    })?;
    let is_id = |name: &String| Field::of_header(name) == Some(Field::Id);
    let id = names.iter().position(is_id);
    let id = id.or_else(|| {
        has_id.then(|| {
            names.push(Field::Id.name().to_owned());
            names.len() - 1
        })
    });
    let fields: Vec<Option<Field>> = names.iter().map(|name| Field::of_header(name)).collect();
    let same = (0..names.len()).filter_map(|later| {
        let first = fields
            .iter()
            .position(|field| *field == fields[later] && field.is_some())?;
        (first < later).then_some((later, first))
    });
    Ok(Titles {
        same: same.collect(),
        names,
        id,
    })
}

impl Titles {
    /// A feature's cells in these columns; its own id where no property is one.
    fn cells(&self, feature: &Feature) -> Vec<String> {
        let value = |name| text_of(feature.properties.as_ref()?.get(name)?);
        let mut cells: Vec<String> = (self.names.iter())
            .map(|name| value(name).unwrap_or_default())
            .collect();
        for (later, first) in &self.same {
            if cells[*first].is_empty() {
                cells[*first] = std::mem::take(&mut cells[*later]);
            }
        }
        let id = self.id.map(|column| &mut cells[column]);
        if let (Some(cell), Some(id)) = (id.filter(|cell| cell.is_empty()), &feature.id) {
            *cell = match id {
                geojson::feature::Id::String(text) => text.clone(),
                geojson::feature::Id::Number(number) => number.to_string(),
            };
        }
        cells
    }
}

/// One area of a file.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::places) struct Area {
    /// The number of its feature; the first is 1.
    pub(in crate::places) number: u64,
    /// Its properties.
    pub(in crate::places) properties: JsonObject,
    /// Its outline, closed and wound as RFC 7946 asks.
    pub(in crate::places) outline: MultiPolygon,
}

/// Reads all areas of a file; a feature without a usable outline is noted and left out.
pub(in crate::places) fn read_areas(
    path: &Path,
    troubles: &mut Troubles,
) -> Result<(Vec<Area>, Summary), Error> {
    let (text, sha256) = open(path)?;
    let mut areas = Vec::new();
    let mut rows = 0;
    each_feature(&text, path, &mut |feature| {
        rows += 1;
        match outline_of(&feature) {
            Ok((outline, rings)) => {
                if rings == Rings::Closed {
                    note_closed(rows, troubles);
                }
                areas.push(Area {
                    number: rows,
                    properties: feature.properties.unwrap_or_default(),
                    outline,
                });
            }
            Err(why) => note_unusable(rows, why, troubles),
        }
        Ok(())
    })?;
    Ok((areas, Summary { sha256, rows }))
}

/// The text of a property, if it has one.
pub(in crate::places) fn text_of(value: &JsonValue) -> Option<String> {
    match value {
        JsonValue::String(text) => Some(text.clone()),
        JsonValue::Number(number) => Some(number.to_string()),
        JsonValue::Bool(truth) => Some(truth.to_string()),
        JsonValue::Null | JsonValue::Array(_) | JsonValue::Object(_) => None,
    }
}

/// The members of a file that say what it is; its features are not looked at.
#[derive(Debug, Deserialize)]
struct Head {
    #[serde(rename = "type")]
    kind: String,
    crs: Option<JsonValue>,
    features: Option<IgnoredAny>,
}

/// Reads a file and makes sure that it is a collection in degrees.
pub(in crate::places) fn open(path: &Path) -> Result<(String, String), Error> {
    let (text, sha256) = read_text(path)?;
    let head: Head = serde_json::from_str(&text).map_err(|e| Error::NotGeoJson {
        message: place_of(&e),
        path: path.to_owned(),
    })?;
    if head.kind != "FeatureCollection" {
        return Err(Error::NotGeoJson {
            message: format!("expected a FeatureCollection, found a {}", head.kind),
            path: path.to_owned(),
        });
    }
    if head.features.is_none() {
        return Err(Error::NotGeoJson {
            message: "the collection has no member `features`".to_owned(),
            path: path.to_owned(),
        });
    }
    if let Some(found) = head.crs.as_ref().and_then(foreign_crs) {
        return Err(Error::ForeignCrs {
            found,
            path: path.to_owned(),
        });
    }
    Ok((text, sha256))
}

/// Where a file is wrong; what stands there is not shown, because it may name a person.
fn place_of(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        serde_json::error::Category::Eof => "the file ends too early",
        serde_json::error::Category::Data => "no feature of GeoJSON",
        _ => "no JSON",
    };
    format!("line {}, column {}: {what}", error.line(), error.column())
}

/// The name of a declared system that is not WGS 84 in degrees.
fn foreign_crs(crs: &JsonValue) -> Option<String> {
    if crs.is_null() {
        return None;
    }
    let name = crs
        .pointer("/properties/name")
        .and_then(JsonValue::as_str)
        .unwrap_or("an unnamed system");
    let code = name.rsplit(':').next().unwrap_or_default();
    let known = matches!(code, "CRS84" | "CRS84h" | "4326" | "4979" | "4490");
    (!known).then(|| name.to_owned())
}

/// Hands over the features one by one, wherever in the file the member `features` stands.
///
/// The crate's own reader takes the first bracket of the file for the list of features, which a `bbox` before it is
/// not; reading the whole collection at once would hold every feature in memory.
pub(in crate::places) fn each_feature(
    text: &str,
    path: &Path,
    each: &mut dyn FnMut(Feature) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut stopped = Ok(());
    let collection = Collection {
        each,
        stopped: &mut stopped,
    };
    let read = collection.deserialize(&mut serde_json::Deserializer::from_str(text));
    stopped?;
    read.map_err(|e| Error::NotGeoJson {
        message: place_of(&e),
        path: path.to_owned(),
    })
}

/// Reads a collection and keeps nothing of it.
struct Collection<'a> {
    each: &'a mut dyn FnMut(Feature) -> Result<(), Error>,
    stopped: &'a mut Result<(), Error>,
}

impl<'de> DeserializeSeed<'de> for Collection<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Collection<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a FeatureCollection")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == "features" {
                map.next_value_seed(FeatureList(&mut self))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// The member `features` of a collection.
struct FeatureList<'a, 'b>(&'a mut Collection<'b>);

impl<'de> DeserializeSeed<'de> for FeatureList<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for FeatureList<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(feature) = list.next_element::<Feature>()? {
            if let Err(why) = (self.0.each)(feature) {
                *self.0.stopped = Err(why);
                return Err(serde::de::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

fn point_of(feature: &Feature) -> Option<(f64, f64)> {
    match &feature.geometry.as_ref()?.value {
        GeometryValue::Point { coordinates } => pair(coordinates),
        GeometryValue::MultiPoint { coordinates } if coordinates.len() == 1 => {
            pair(&coordinates[0])
        }
        _ => None,
    }
}

fn pair(position: &Position) -> Option<(f64, f64)> {
    match position.as_slice() {
        [x, y, ..] => Some((*x, *y)),
        _ => None,
    }
}

/// Says that a feature is something else than a point.
pub(super) fn note_no_point(row: u64, troubles: &mut Troubles) {
    troubles.row("geometry-not-a-point", Severity::Warning, row, || {
        Bilingual::new(
            format!("第 {row} 个要素不是点；计入总数，列为未定位"),
            format!("feature {row} is not a point; counted, but not located"),
        )
    });
}

/// Whether rings had to be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::places) enum Rings {
    AsTheyWere,
    Closed,
}

/// Why a feature has no usable outline, in Chinese and in English.
pub(in crate::places) type Why = (&'static str, &'static str);

pub(in crate::places) fn outline_of(feature: &Feature) -> Result<(MultiPolygon, Rings), Why> {
    let geometry = feature
        .geometry
        .as_ref()
        .ok_or(("没有几何", "it has no geometry"))?;
    let polygons = match &geometry.value {
        GeometryValue::Polygon { coordinates } => std::slice::from_ref(coordinates),
        GeometryValue::MultiPolygon { coordinates } => coordinates.as_slice(),
        _ => return Err(("不是面", "it is not a polygon")),
    };
    let mut rings = Rings::AsTheyWere;
    let mut outline = Vec::with_capacity(polygons.len());
    for polygon in polygons {
        let mut lines = Vec::with_capacity(polygon.len());
        for positions in polygon {
            let places = positions.iter().map(|position| {
                let (lon, lat) = pair(position)?;
                LonLat::new(lon, lat)
            });
            let line = ring(places)?;
            if positions.first() != positions.last() {
                rings = Rings::Closed;
            }
            lines.push(line);
        }
        if lines.is_empty() {
            return Err(("面是空的", "its polygon is empty"));
        }
        let inner = lines.split_off(1);
        // `Polygon::new` closes rings.
        outline.extend(lines.pop().map(|outer| Polygon::new(outer, inner)));
    }
    if outline.is_empty() {
        return Err(("面是空的", "its polygon is empty"));
    }
    Ok((MultiPolygon(outline).orient(Direction::Default), rings))
}

/// A ring of places; `None` stands for a corner that is nowhere.
pub(super) fn ring(places: impl Iterator<Item = Option<LonLat>>) -> Result<LineString, Why> {
    let mut coords: Vec<Coord> = Vec::with_capacity(places.size_hint().0);
    for place in places {
        let place = place.ok_or((
            "坐标超出所用坐标系的范围",
            "a position is no place of its coordinate system (GeoJSON is degrees of WGS 84)",
        ))?;
        coords.push(place.coord());
    }
    let mut distinct = coords.clone();
    distinct.dedup();
    if distinct.first() == distinct.last() {
        distinct.pop();
    }
    if distinct.len() < 3 {
        return Err(("边界少于三个点", "a ring has fewer than three corners"));
    }
    Ok(LineString(coords))
}

pub(super) fn note_closed(row: u64, troubles: &mut Troubles) {
    troubles.row("district-ring-closed", Severity::Warning, row, || {
        Bilingual::new(
            format!("第 {row} 个区域的边界没有闭合，已自动闭合"),
            format!("feature {row}: an open ring was closed"),
        )
    });
}

pub(super) fn note_unusable(row: u64, why: Why, troubles: &mut Troubles) {
    troubles.row("district-unusable", Severity::Serious, row, || {
        Bilingual::new(
            format!("第 {row} 个区域无法使用：{}", why.0),
            format!("feature {row} was left out: {}", why.1),
        )
    });
}
