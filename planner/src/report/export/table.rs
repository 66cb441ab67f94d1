//! Tables on their way into files: columns that know what they mean, rows that may have a place.

use std::collections::{BTreeMap, BTreeSet};

use geo::{Coord, Geometry, MapCoords as _, MultiPolygon};
use geojson::{Feature, JsonObject};
use serde_json::{Value as Json, json};

use crate::crs::wgs84_to_gcj02;
use crate::geopackage::{Datum, Kind, Row, Shape, Value};
use crate::projection::LonLat;
use crate::text::Lang;

use super::super::dictionary::{Known, Names, Unit, known};
use super::super::geojson::{area, feature, point};

/// A table with a name, columns and rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The stem of its file.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// What its geometries are.
    pub shape: Shape,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in files for programs.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// What it means.
    pub meaning: String,
    /// What it holds.
    pub kind: Kind,
    /// In what it is measured.
    pub unit: Unit,
}

/// What a table is called and how its properties are described.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The stem of its file.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// What its geometries are.
    pub shape: Shape,
    /// What patterns of property names stand for.
    pub names: &'a Names,
    /// The language of titles.
    pub lang: Lang,
}

impl Table {
    /// A table of features; the message says which value is not what the dictionary promises.
    pub fn of_features(about: About, features: &[Feature]) -> Result<Self, String> {
        let columns = columns(about, features);
        let mut rows = Vec::new();
        for (number, feature) in features.iter().enumerate() {
            let geometry = feature
                .geometry
                .as_ref()
                .map(|g| Geometry::try_from(g.clone()));
            let geometry = geometry.transpose().map_err(|why| why.to_string())?;
            let mut values = Vec::new();
            for column in &columns {
                let told = feature.property(&column.name).unwrap_or(&Json::Null);
                values.push(value(told, column.kind).ok_or_else(|| {
                    format!(
                        "feature {}: {} is {told}, expected {:?}",
                        number + 1,
                        column.name,
                        column.kind
                    )
                })?);
            }
            rows.push(Row { geometry, values });
        }
        Ok(Self {
            name: about.name,
            title: about.title,
            shape: about.shape,
            columns,
            rows,
        })
    }

    /// A plain table from the names of its columns and its rows.
    pub fn plain(about: About, names: &[&str], rows: Vec<Vec<Value>>) -> Self {
        let known = known(about.name, about.names);
        let columns = names
            .iter()
            .map(|name| column(name, known.get(*name), about.lang));
        Self {
            name: about.name,
            title: about.title,
            shape: Shape::None,
            columns: columns.collect(),
            rows: rows
                .into_iter()
                .map(|values| Row {
                    geometry: None,
                    values,
                })
                .collect(),
        }
    }

    /// The rows as features again.
    pub fn features(&self) -> Vec<Feature> {
        let rows = self.rows.iter().map(|row| {
            let mut properties = JsonObject::new();
            for (column, value) in self.columns.iter().zip(&row.values) {
                let told = match value {
                    Value::Null => Json::Null,
                    Value::Integer(number) => json!(number),
                    Value::Real(number) => json!(number),
                    Value::Boolean(yes) => json!(yes),
                    Value::Text(text) => json!(text),
                };
                properties.insert(column.name.clone(), told);
            }
            let geometry = row.geometry.as_ref().and_then(|geometry| match geometry {
                Geometry::Point(at) => LonLat::new(at.x(), at.y()).map(point),
                Geometry::Polygon(one) => area(&MultiPolygon::new(vec![one.clone()])),
                Geometry::MultiPolygon(all) => area(all),
                _ => None,
            });
            feature(geometry, properties)
        });
        rows.collect()
    }

    /// The table displaced as Chinese maps ask, with a column that says so; one without geometry stays as it is.
    #[must_use]
    pub fn on(mut self, datum: Datum, names: &Names, lang: Lang) -> Self {
        if datum == Datum::Wgs84 || self.shape == Shape::None {
            return self;
        }
        let known = known(self.name, names);
        self.columns.push(column("datum", known.get("datum"), lang));
        for row in &mut self.rows {
            row.geometry = row.geometry.take().map(|g| g.map_coords(displaced));
            row.values.push(Value::Text("gcj02".to_owned()));
        }
        self
    }

    /// The table for files without geometry: of points, longitude and latitude become columns.
    #[must_use]
    pub fn flat(&self, names: &Names, lang: Lang) -> Self {
        let mut flat = self.clone();
        if self.shape == Shape::Points {
            let known = known(self.name, names);
            for name in ["lon_deg", "lat_deg"] {
                flat.columns.push(column(name, known.get(name), lang));
            }
            for row in &mut flat.rows {
                let at = match &row.geometry {
                    Some(Geometry::Point(at)) => [Value::Real(at.x()), Value::Real(at.y())],
                    _ => [Value::Null, Value::Null],
                };
                row.values.extend(at);
            }
        }
        flat
    }
}

/// All columns that features have: those of the dictionary in its order, then others by name.
fn columns(about: About, features: &[Feature]) -> Vec<Column> {
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for feature in features {
        told.extend(
            feature
                .properties
                .iter()
                .flatten()
                .map(|(name, _)| name.as_str()),
        );
    }
    let dictionary: BTreeMap<String, Known> = known(about.name, about.names);
    let mut names: Vec<&str> = told.into_iter().collect();
    names.sort_by_key(|name| {
        dictionary
            .get(*name)
            .map_or([usize::MAX; 4], |known| known.order)
    });
    names
        .into_iter()
        .map(|name| match dictionary.get(name) {
            Some(known) => column(name, Some(known), about.lang),
            None => Column {
                kind: guessed(name, features),
                ..column(name, None, about.lang)
            },
        })
        .collect()
}

fn column(name: &str, known: Option<&Known>, lang: Lang) -> Column {
    Column {
        name: name.to_owned(),
        title: known.map_or_else(|| name.to_owned(), |known| known.title(lang)),
        meaning: known.map(|known| known.meaning(lang)).unwrap_or_default(),
        kind: known.map_or(Kind::Text, |known| known.entry.kind),
        unit: known.map_or(Unit::None, |known| known.entry.unit),
    }
}

/// What a property holds that the dictionary of this version does not know.
fn guessed(name: &str, features: &[Feature]) -> Kind {
    let mut told = features
        .iter()
        .filter_map(|f| f.property(name))
        .filter(|v| !v.is_null())
        .peekable();
    if told.peek().is_none() {
        return Kind::Text;
    }
    let all: Vec<&Json> = told.collect();
    if all.iter().all(|v| v.is_i64()) {
        Kind::Integer
    } else if all.iter().all(|v| v.is_number()) {
        Kind::Real
    } else if all.iter().all(|v| v.is_boolean()) {
        Kind::Boolean
    } else {
        Kind::Text
    }
}

/// A property as a column of a kind holds it; `None` where it is something else.
fn value(told: &Json, kind: Kind) -> Option<Value> {
    if told.is_null() {
        return Some(Value::Null);
    }
    match kind {
        Kind::Integer => told.as_i64().map(Value::Integer),
        Kind::Real => told.as_f64().map(Value::Real),
        Kind::Boolean => told.as_bool().map(Value::Boolean),
        Kind::Text => Some(Value::Text(
            told.as_str()
                .map_or_else(|| told.to_string(), str::to_owned),
        )),
    }
}

/// A corner displaced, in six decimals; one that is nowhere stays where it is.
fn displaced(at: Coord) -> Coord {
    let Some(place) = LonLat::new(at.x, at.y) else {
        return at;
    };
    let (x, y) = wgs84_to_gcj02(place);
    Coord {
        x: (x * 1e6).round() / 1e6,
        y: (y * 1e6).round() / 1e6,
    }
}
