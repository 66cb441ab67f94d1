//! GeoPackage files: tables with geometry in one SQLite file, as OGC 12-128 lays them out.
//!
//! Turns layers into the bytes of such a file ([`mod@write`]) and a file into its layers ([`mod@read`]). Knows no stage; this
//! room alone names rusqlite and wkb.
//!
//! # Method
//!
//! A file is made in memory and handed over as bytes, so that it can be put in place whole or not at all, and so that
//! no journal is left beside it. Its only clock is the one it is given: the same layers make the same bytes.
//!
//! # References
//!
//! OGC 12-128r18, GeoPackage Encoding Standard 1.3.1; QGIS documentation on `layer_styles`.

mod blob;
pub mod read;
pub mod write;

use crate::text::Told;
use geo::Geometry;

pub use blob::{from_blob, to_blob, to_wkb};
pub use read::{FeatureTable, Package};
pub use write::bytes;

/// Why a GeoPackage cannot be made or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// SQLite refuses.
    #[error("not a readable GeoPackage ({0})")]
    Sqlite(#[from] rusqlite::Error),
    /// A geometry is not what the standard says.
    #[error("a geometry of a GeoPackage cannot be read ({0})")]
    Geometry(String),
}

impl Told for Error {
    fn zh(&self) -> String {
        match self {
            Self::Sqlite(error) => format!("不是可读取的 GeoPackage（{error}）"),
            Self::Geometry(why) => format!("GeoPackage 中有几何无法读取（{why}）"),
        }
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Whole numbers.
    Integer,
    /// Real numbers.
    Real,
    /// Text.
    Text,
    /// Yes or no.
    Boolean,
}

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing is told.
    Null,
    /// A whole number.
    Integer(i64),
    /// A real number.
    Real(f64),
    /// A text.
    Text(String),
    /// Yes or no; read back as a whole number.
    Boolean(bool),
}

/// A column as a layer declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in the file.
    pub name: String,
    /// What people are shown instead.
    pub title: String,
    /// What it means.
    pub description: String,
    /// What it holds.
    pub kind: Kind,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Where it is; `None` where that is nowhere, or the layer has no geometry.
    pub geometry: Option<Geometry>,
    /// Its values, one for each column.
    pub values: Vec<Value>,
}

/// How geometries of a layer are drawn by QGIS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Style {
    /// What the style is called.
    pub name: String,
    /// The style in QGIS's own words.
    pub qml: String,
    /// The same as an OGC Styled Layer Descriptor.
    pub sld: String,
}

/// What the geometries of a layer are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A plain table.
    None,
    /// Points.
    Points,
    /// Areas of one or more polygons.
    Areas,
}

/// One layer of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// Its name in the file.
    pub name: String,
    /// What people are shown instead.
    pub title: String,
    /// What it is.
    pub description: String,
    /// What its geometries are.
    pub shape: Shape,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// How it is drawn.
    pub style: Option<Style>,
}

/// The coordinate system of all layers of a file that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Datum {
    /// Longitude and latitude of WGS 84.
    Wgs84,
    /// Longitude and latitude displaced as Chinese maps ask.
    Gcj02,
}

#[cfg(test)]
mod tests;
