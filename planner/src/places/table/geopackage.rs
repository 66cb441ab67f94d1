//! Layers of a GeoPackage become rows of points, and areas.
//!
//! The layer is the one that the scenario names, else the only one that fits; its columns are read like the cells of a
//! table, with the same headers, and its geometries in the system that the file says it is in. The column that numbers the
//! rows counts as an id where no other does.

use std::borrow::Cow;
use std::path::Path;

use geo::{Geometry, LineString, MultiPolygon, Orient as _, Polygon, orient::Direction};
use geojson::{JsonObject, JsonValue};

use crate::crs::{self, Crs};
use crate::geopackage::{FeatureTable, Package, Value};
use crate::places::Error;
use crate::places::trouble::Troubles;
use crate::scenario::{OutlinesFile, PointFile};

use super::book::number;
use super::geojson::{Area, Rings, Why, note_closed, note_unusable, ring};
use super::system::{Told, settle};
use super::{Field, Reading, Row, Sink, Summary, encoding, header};

/// What a layer should hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Points,
    Areas,
    /// Whatever it holds: only its columns count.
    Anything,
}

impl Wanted {
    const fn of(file: &PointFile) -> Self {
        if file.without_places || file.may_lack_place {
            Self::Anything
        } else {
            Self::Points
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Points => "points",
            Self::Areas => "polygons",
            Self::Anything => "rows",
        }
    }

    fn fits(self, shape: &str) -> bool {
        match self {
            Self::Points => matches!(shape, "POINT" | "MULTIPOINT" | "GEOMETRY" | ""),
            Self::Areas => matches!(
                shape,
                "POLYGON"
                    | "MULTIPOLYGON"
                    | "CURVEPOLYGON"
                    | "MULTISURFACE"
                    | "SURFACE"
                    | "GEOMETRY"
                    | ""
            ),
            Self::Anything => true,
        }
    }
}

/// Hands over every row of a layer of points.
pub(super) fn read(
    file: &PointFile,
    reading: &mut Reading<'_>,
    each: &mut dyn FnMut(&Row<'_>, &mut Troubles),
) -> Result<Summary, Error> {
    let sha256 = encoding::sha256(&file.path)?;
    let package = open(&file.path)?;
    let layer = choose(
        &package,
        file.sheet.as_deref(),
        Wanted::of(file),
        &file.path,
    )?;
    reading.intake.format = "GeoPackage";
    reading.intake.sheet = Some(layer.name.clone());
    let names = titles(&package, &layer, &file.path)?;
    let header = header::of_layer(&names, file).map_err(|why| why.into_error(file))?;
    let mut sink = Sink::new(&header, reading, file)?;
    let read = package.each_row(&layer, |(geometry, values)| {
        let cells = values.iter().map(text_of).collect();
        sink.put_placed(cells, geometry.as_ref(), reading, each)
            .map_err(Stop::Ours)
    });
    read.map_err(|stop| stop.into_error(&file.path))?;
    let rows = sink.finish(reading);
    Ok(Summary { sha256, rows })
}

/// What a layer of points says of its system.
pub(super) fn system(file: &PointFile) -> Result<Option<Told>, Error> {
    let package = open(&file.path)?;
    let wanted = Wanted::of(file);
    let layer = choose(&package, file.sheet.as_deref(), wanted, &file.path)?;
    Ok(Some(told(&layer)))
}

/// Reads all areas of a layer, in degrees of WGS 84.
pub(in crate::places) fn read_areas(
    file: &OutlinesFile,
    troubles: &mut Troubles,
) -> Result<(Vec<Area>, Summary), Error> {
    let sha256 = encoding::sha256(&file.path)?;
    let package = open(&file.path)?;
    let layer = choose(&package, file.layer.as_deref(), Wanted::Areas, &file.path)?;
    let crs = settle(file.crs, told(&layer), &file.path)?;
    let (mut areas, mut rows) = (Vec::new(), 0);
    let read = package.each_row(&layer, |(geometry, values)| {
        rows += 1;
        match outline_of(geometry.as_ref(), crs) {
            Ok((outline, rings)) => {
                if rings == Rings::Closed {
                    note_closed(rows, troubles);
                }
                areas.push(Area {
                    number: rows,
                    properties: properties(&layer.columns, values),
                    outline,
                });
            }
            Err(why) => note_unusable(rows, why, troubles),
        }
        Ok(())
    });
    read.map_err(|stop: Stop| stop.into_error(&file.path))?;
    Ok((areas, Summary { sha256, rows }))
}

/// Why the reading of rows ends.
enum Stop {
    Ours(Error),
    Theirs(crate::geopackage::Error),
}

impl From<crate::geopackage::Error> for Stop {
    fn from(why: crate::geopackage::Error) -> Self {
        Self::Theirs(why)
    }
}

impl Stop {
    fn into_error(self, path: &Path) -> Error {
        match self {
            Self::Ours(error) => error,
            Self::Theirs(why) => unreadable(&why, path),
        }
    }
}

fn unreadable(why: &crate::geopackage::Error, path: &Path) -> Error {
    Error::Layer {
        message: why.to_string(),
        path: path.to_owned(),
    }
}

fn open(path: &Path) -> Result<Package, Error> {
    Package::open(path).map_err(|why| unreadable(&why, path))
}

/// The layer that is named, else the only one that fits.
fn choose(
    package: &Package,
    named: Option<&str>,
    wanted: Wanted,
    path: &Path,
) -> Result<FeatureTable, Error> {
    let layers = package.layers().map_err(|why| unreadable(&why, path))?;
    let all = |layers: &[FeatureTable]| {
        let names = layers.iter().map(|layer| match layer.shape.as_str() {
            "" => layer.name.clone(),
            shape => format!("{} ({shape})", layer.name),
        });
        let names: Vec<String> = names.collect();
        if names.is_empty() {
            "none".to_owned()
        } else {
            names.join(", ")
        }
    };
    if let Some(name) = named {
        let known = all(&layers);
        let found = layers.into_iter().find(|layer| layer.name == name);
        return found.ok_or_else(|| Error::NoSuchLayer {
            layer: name.to_owned(),
            known,
            path: path.to_owned(),
        });
    }
    let fitting: Vec<FeatureTable> = layers
        .iter()
        .filter(|layer| wanted.fits(&layer.shape))
        .cloned()
        .collect();
    match fitting.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(Error::NoLayer {
            wanted: wanted.name(),
            known: all(&layers),
            path: path.to_owned(),
        }),
        several => Err(Error::SeveralLayers {
            wanted: wanted.name(),
            layers: all(several),
            path: path.to_owned(),
        }),
    }
}

/// What a layer says of its system: GCJ-02 has no number, so there the name counts.
fn told(layer: &FeatureTable) -> Told {
    let name = layer.system.to_ascii_uppercase().replace(['-', ' '], "");
    match (layer.organization.as_str(), layer.organization_coordsys_id) {
        _ if name.contains("GCJ02") => Told::Known(Crs::Gcj02),
        _ if name.contains("BD09") => Told::Known(Crs::Bd09),
        (authority, code) if authority.eq_ignore_ascii_case("NONE") || code <= 0 => Told::Nothing,
        (authority, code) => Told::by_code(authority, &code.to_string()),
    }
}

/// The columns as headers; the one that numbers the rows has none where another column is an id.
fn titles(package: &Package, layer: &FeatureTable, path: &Path) -> Result<Vec<String>, Error> {
    let key = package.key_column(&layer.name);
    let key = key.map_err(|why| unreadable(&why, path))?;
    let is_key = |name: &String| key.as_ref() == Some(name);
    let is_id = |name: &&String| !is_key(name) && Field::of_header(name) == Some(Field::Id);
    let has_id = layer.columns.iter().any(|name| is_id(&name));
    let title = |name: &String| {
        let is_left_out = has_id && is_key(name);
        if is_left_out {
            String::new()
        } else {
            name.clone()
        }
    };
    Ok(layer.columns.iter().map(title).collect())
}

/// A value as the text of a cell.
fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        // Long ones are written with an exponent, like everywhere, because they may be identity numbers.
        Value::Integer(n) => number(*n as f64),
        Value::Real(x) => number(*x),
        Value::Text(text) => text.clone(),
        Value::Boolean(yes) => yes.to_string(),
    }
}

fn properties(columns: &[String], values: Vec<Value>) -> JsonObject {
    let value = |value| match value {
        Value::Null => JsonValue::Null,
        Value::Integer(n) => n.into(),
        Value::Real(x) => x.into(),
        Value::Text(text) => text.into(),
        Value::Boolean(yes) => yes.into(),
    };
    let pairs = columns.iter().cloned().zip(values);
    pairs.map(|(name, stored)| (name, value(stored))).collect()
}

/// An outline in degrees of WGS 84, closed and wound as GeoJSON asks.
fn outline_of(geometry: Option<&Geometry>, crs: Crs) -> Result<(MultiPolygon, Rings), Why> {
    let polygons: Cow<'_, [Polygon]> = match geometry {
        Some(Geometry::Polygon(one)) => Cow::Owned(vec![one.clone()]),
        Some(Geometry::MultiPolygon(many)) => Cow::Borrowed(&many.0),
        Some(_) => return Err(("不是面", "it is not a polygon")),
        None => return Err(("没有几何", "it has no geometry")),
    };
    let placed =
        |line: &LineString| ring(line.coords().map(|at| crs::to_wgs84(crs, at.x, at.y).ok()));
    let mut outline = Vec::with_capacity(polygons.len());
    for polygon in polygons.iter() {
        let inner = polygon.interiors().iter().map(placed);
        outline.push(Polygon::new(
            placed(polygon.exterior())?,
            inner.collect::<Result<_, _>>()?,
        ));
    }
    if outline.is_empty() {
        return Err(("面是空的", "its polygon is empty"));
    }
    let outline = MultiPolygon(outline).orient(Direction::Default);
    Ok((outline, Rings::AsTheyWere))
}

#[cfg(test)]
mod tests;
