//! Layers become the bytes of a GeoPackage.

use geo::{BoundingRect as _, Geometry, MultiPolygon, Rect};
use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, MAIN_DB, ToSql, params, params_from_iter};

use super::{Column, Datum, Error, Kind, Layer, Shape, Style, Value, to_blob};

/// The tables that every GeoPackage has, and the extension by which columns carry titles.
const BARE: &str = include_str!("bare.sql");

/// The bytes of a GeoPackage with these layers; `at` is the time that it says it was made, in UTC.
pub fn bytes(layers: &[Layer], datum: Datum, at: &str) -> Result<Vec<u8>, Error> {
    let mut file = Connection::open_in_memory()?;
    file.execute_batch(BARE)?;
    let all = file.transaction()?;
    datum.declare(&all)?;
    for layer in layers {
        put_contents(&all, layer, datum, at)?;
        put_rows(&all, layer, datum)?;
    }
    put_styles(&all, layers, at)?;
    all.commit()?;
    Ok(file.serialize(MAIN_DB)?.to_vec())
}

impl Datum {
    /// The number under which the file knows it.
    pub const fn srs_id(self) -> i32 {
        match self {
            Self::Wgs84 => 4326,
            // No authority lists GCJ-02: a number above those that the standard keeps.
            Self::Gcj02 => 100_002,
        }
    }

    fn declare(self, file: &Connection) -> Result<(), Error> {
        if self == Self::Gcj02 {
            file.execute(
                "INSERT INTO gpkg_spatial_ref_sys VALUES \
                 ('GCJ-02', ?1, 'NONE', ?1, \
                 'GEOGCS[\"GCJ-02\",DATUM[\"GCJ-02\",SPHEROID[\"WGS 84\",6378137,298.257223563]],\
                 PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]]', \
                 'WGS 84 displaced as Chinese web maps ask; for overlay on them only')",
                [self.srs_id()],
            )?;
        }
        Ok(())
    }
}

/// Declares a layer and makes its table.
fn put_contents(file: &Connection, layer: &Layer, datum: Datum, at: &str) -> Result<(), Error> {
    let mut sql = format!(
        "CREATE TABLE {} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL",
        quoted(&layer.name)
    );
    if let Some(kind) = layer.shape.sql() {
        sql.push_str(", geom ");
        sql.push_str(kind);
    }
    for column in &layer.columns {
        sql.push_str(", ");
        sql.push_str(&quoted(&column.name));
        sql.push(' ');
        sql.push_str(column.kind.sql());
    }
    sql.push(')');
    file.execute(&sql, [])?;
    let srs = layer.shape.sql().map(|_| datum.srs_id());
    let around = extent(layer);
    file.execute(
        "INSERT INTO gpkg_contents VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            layer.name,
            if srs.is_some() {
                "features"
            } else {
                "attributes"
            },
            layer.title,
            layer.description,
            at,
            around.map(|r| r.min().x),
            around.map(|r| r.min().y),
            around.map(|r| r.max().x),
            around.map(|r| r.max().y),
            srs,
        ],
    )?;
    if let Some(kind) = layer.shape.sql() {
        file.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, ?3, 0, 0)",
            params![layer.name, kind, datum.srs_id()],
        )?;
    }
    for Column {
        name,
        title,
        description,
        ..
    } in &layer.columns
    {
        file.execute(
            "INSERT INTO gpkg_data_columns VALUES (?1, ?2, NULL, ?3, ?4, NULL, NULL)",
            params![layer.name, name, title, description],
        )?;
    }
    Ok(())
}

fn put_rows(file: &Connection, layer: &Layer, datum: Datum) -> Result<(), Error> {
    let has_geometry = layer.shape != Shape::None;
    let names: Vec<String> = has_geometry
        .then(|| "geom".to_owned())
        .into_iter()
        .chain(layer.columns.iter().map(|column| quoted(&column.name)))
        .collect();
    let places = vec!["?"; names.len()].join(", ");
    let mut insert = file.prepare(&format!(
        "INSERT INTO {} ({}) VALUES ({places})",
        quoted(&layer.name),
        names.join(", ")
    ))?;
    for row in &layer.rows {
        let geometry = match (&row.geometry, layer.shape) {
            (_, Shape::None) => None,
            (None, _) => Some(Stored::Value(&Value::Null)),
            (Some(geometry), shape) => {
                Some(Stored::Blob(to_blob(&shape.of(geometry), datum.srs_id())?))
            }
        };
        let values = row.values.iter().map(Stored::Value);
        insert.execute(params_from_iter(geometry.into_iter().chain(values)))?;
    }
    Ok(())
}

/// The table in which QGIS looks for styles; a file without any has none.
fn put_styles(file: &Connection, layers: &[Layer], at: &str) -> Result<(), Error> {
    let styled: Vec<(&Layer, &Style)> = layers
        .iter()
        .filter_map(|layer| layer.style.as_ref().map(|style| (layer, style)))
        .collect();
    if styled.is_empty() {
        return Ok(());
    }
    file.execute_batch(
        "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, \
         f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256), \
         f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, \
         useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME)",
    )?;
    file.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id) \
         VALUES ('layer_styles', 'attributes', 'layer_styles', 'styles for QGIS', ?1, NULL)",
        [at],
    )?;
    for (layer, style) in styled {
        file.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, \
             f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner, \
             ui, update_time) VALUES ('', '', ?1, 'geom', ?2, ?3, ?4, 1, ?2, '', NULL, ?5)",
            params![layer.name, style.name, style.qml, style.sld, at],
        )?;
    }
    Ok(())
}

/// A value on its way into a row.
enum Stored<'a> {
    Value(&'a Value),
    Blob(Vec<u8>),
}

impl ToSql for Stored<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Blob(bytes) => bytes.to_sql(),
            Self::Value(Value::Null) => rusqlite::types::Null.to_sql(),
            Self::Value(Value::Integer(number)) => number.to_sql(),
            Self::Value(Value::Real(number)) => number.to_sql(),
            Self::Value(Value::Text(text)) => text.to_sql(),
            Self::Value(Value::Boolean(yes)) => yes.to_sql(),
        }
    }
}

impl Kind {
    const fn sql(self) -> &'static str {
        match self {
            Self::Integer => "INTEGER",
            Self::Real => "REAL",
            Self::Text => "TEXT",
            Self::Boolean => "BOOLEAN",
        }
    }
}

impl Shape {
    const fn sql(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Points => Some("POINT"),
            Self::Areas => Some("MULTIPOLYGON"),
        }
    }

    /// The geometry as this layer holds it: a single polygon is an area of one.
    fn of(self, geometry: &Geometry) -> Geometry {
        match (self, geometry) {
            (Self::Areas, Geometry::Polygon(one)) => {
                Geometry::MultiPolygon(MultiPolygon::new(vec![one.clone()]))
            }
            _ => geometry.clone(),
        }
    }
}

/// The box around all geometries of a layer.
fn extent(layer: &Layer) -> Option<Rect> {
    let boxes = layer.rows.iter().filter_map(|row| {
        let geometry = row.geometry.as_ref()?;
        geometry.bounding_rect()
    });
    boxes.reduce(|a, b| {
        let low = geo::coord! { x: a.min().x.min(b.min().x), y: a.min().y.min(b.min().y) };
        let high = geo::coord! { x: a.max().x.max(b.max().x), y: a.max().y.max(b.max().y) };
        Rect::new(low, high)
    })
}

/// A name as SQL wants it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
