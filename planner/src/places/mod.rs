//! Files of seniors, facilities, candidates and districts become places; the network is not known here.
//!
//! Tables in any usual encoding, with Chinese or English headers, and GeoJSON. Nobody is dropped: a row that cannot be
//! placed stays in every total and is named among the findings. Names, phones and identity numbers are recognised by
//! their headers and never read.

mod candidates;
mod demand;
mod district;
mod geojson;
mod locate;
mod read;
mod site;
pub(crate) mod table;
#[cfg(test)]
mod tests;
mod trouble;

use std::path::PathBuf;
use std::sync::Arc;

use geo::MultiPolygon;

use crate::ids::{DemandId, DistrictId, SiteId, Table};
use crate::projection::LonLat;
use crate::units::Seniors;

pub use read::{read, read_within, wanted_filters};
pub use table::input_file;

/// Everything that the user's files say.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The seniors, row by row, in the order of the files.
    pub seniors: Vec<SeniorRow>,
    /// Where they live: rows with the same coordinates are one demand point, numbered by first appearance.
    pub demand: Table<DemandId, DemandPoint>,
    /// Existing facilities first, then candidates, each in input order.
    pub sites: Table<SiteId, Site>,
    /// The areas that the bureau reports on, in file order.
    pub districts: Table<DistrictId, District>,
}

/// One row of a table of seniors: one person, or several who live at one place.
#[derive(Debug, Clone, PartialEq)]
pub struct SeniorRow {
    /// The table's `id`, else the row number (the first data row is 1).
    pub id: RowId,
    /// Where they live.
    pub home: DemandId,
    /// How many they are.
    pub count: Seniors,
    /// Whether the plan is for them.
    pub eligible: Eligible,
    /// Age in years on the scenario's day, if known.
    pub age: Option<u8>,
}

/// How a row is called in outputs for the office.
#[derive(Debug, Clone)]
pub enum RowId {
    /// The number of the data row in its file; the first is 1.
    Row(u64),
    /// The text of the table's `id` column; [`RowId::text`] keeps short ones without an allocation.
    Text(Box<str>),
    /// The same, short enough to stand here.
    Short(ShortText),
}

impl RowId {
    /// Makes an id of a text.
    pub fn text(text: &str) -> Self {
        ShortText::new(text).map_or_else(|| Self::Text(text.into()), Self::Short)
    }

    /// The text, unless the id is a row number.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Row(_) => None,
            Self::Text(text) => Some(text),
            Self::Short(text) => Some(text.as_str()),
        }
    }
}

impl PartialEq for RowId {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Row(a), Self::Row(b)) => a == b,
            _ => self.as_text().is_some() && self.as_text() == other.as_text(),
        }
    }
}

impl Eq for RowId {}

impl std::fmt::Display for RowId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Row(row) => row.fmt(f),
            Self::Text(text) => f.write_str(text),
            Self::Short(text) => f.write_str(text.as_str()),
        }
    }
}

/// A text of at most 22 bytes, kept in place: ten million ids need no allocation each.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ShortText {
    len: u8,
    bytes: [u8; Self::ROOM],
}

impl ShortText {
    const ROOM: usize = 22;

    fn new(text: &str) -> Option<Self> {
        let mut bytes = [0; Self::ROOM];
        bytes
            .get_mut(..text.len())?
            .copy_from_slice(text.as_bytes());
        Some(Self {
            len: text.len() as u8,
            bytes,
        })
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        // The bytes come from a `str` of this length; the fallback is never taken.
        std::str::from_utf8(&self.bytes[..self.len.into()]).unwrap_or_default()
    }
}

impl std::fmt::Debug for ShortText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.as_str().fmt(f)
    }
}

/// Whether the plan is for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Eligible {
    /// It is.
    Yes,
    /// They are counted and shown, but the plan is for others.
    No,
}

/// A place where seniors live.
#[derive(Debug, Clone, PartialEq)]
pub struct DemandPoint {
    /// Where it is; `None` when the row has no usable coordinates.
    pub at: Option<LonLat>,
    /// All seniors who live there.
    pub seniors: Seniors,
    /// Those for whom the plan is.
    pub eligible: Seniors,
    /// The district that it lies in.
    pub district: Option<DistrictId>,
}

/// An existing facility or a candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// The table's `id`, else the row number, else what the candidate was made from (`h3:…`, `osm:node/…`).
    pub id: RowId,
    /// Its name, if any.
    pub name: Option<String>,
    /// What it offers, in the user's own words, such as `canteen`; empty for a candidate of any kind.
    pub kind: String,
    /// Whether it exists.
    pub status: Status,
    /// Where it is; `None` when the row has no usable coordinates.
    pub at: Option<LonLat>,
    /// How many it can serve, in its own unit.
    pub capacity: Option<f64>,
    /// The district that it lies in.
    pub district: Option<DistrictId>,
    /// The row that it was read from; `None` when it comes from no table.
    pub source: Option<SourceRow>,
}

impl Site {
    /// A site of no kind yet, about which nothing else is known.
    pub const fn new(id: RowId, status: Status, at: Option<LonLat>) -> Self {
        Self {
            id,
            name: None,
            kind: String::new(),
            status,
            at,
            capacity: None,
            district: None,
            source: None,
        }
    }
}

/// A row of a table, as findings name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRow {
    /// The file's name without folders.
    pub file: Arc<str>,
    /// The number of the data row; the first is 1.
    pub row: u64,
}

/// Whether a site exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It is open: it counts before and after.
    Open,
    /// It is decided: it counts after, and a proposal keeps it.
    Committed,
    /// It may be proposed.
    Candidate,
    /// It is closed: it never counts.
    Closed,
}

/// An area that a bureau reports on.
#[derive(Debug, Clone, PartialEq)]
pub struct District {
    /// Its code, or its row number where there is none.
    pub code: String,
    /// Its name, or its code where there is none.
    pub name: String,
    /// Its outline in degrees.
    pub outline: MultiPolygon,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    /// What it is for: `scenario`, `osm`, `seniors`, `facilities`, `candidates`, `districts`.
    pub role: &'static str,
    /// Where it was.
    pub path: PathBuf,
    /// Its SHA-256 in lower-case hexadecimal.
    pub sha256: String,
    /// How many records were read: rows, features or elements.
    pub records: u64,
}

/// Why the files of places cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be opened or read.
    #[error("cannot read the file: {source}: {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file has no known ending.
    #[error("the file's ending is none of .csv, .tsv, .txt, .geojson, .json; save a spreadsheet as CSV: {}", path.display())]
    UnknownFormat {
        /// The file.
        path: PathBuf,
    },
    /// A file holds no text at all.
    #[error("the file is empty: {}", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// A text file holds a NUL byte.
    #[error("byte {offset} is NUL: the file is damaged, or UTF-16 without a byte-order mark; save it as CSV in UTF-8: {}", path.display())]
    Nul {
        /// How many bytes stand before it.
        offset: u64,
        /// The file.
        path: PathBuf,
    },
    /// A file that is not UTF-8 makes no sense as GB18030.
    #[error("the file is not UTF-8, and read as GB18030 it holds characters of private use; perhaps it is Big5: save it as UTF-8: {}", path.display())]
    PerhapsBig5 {
        /// The file.
        path: PathBuf,
    },
    /// A quotation mark is never closed and swallows the rows after it.
    #[error("row {row}: a quotation mark is opened and not closed; the rows after it would be lost: {}", path.display())]
    OpenQuote {
        /// The row; the first data row is 1.
        row: u64,
        /// The file.
        path: PathBuf,
    },
    /// No row looks like a header.
    #[error("none of the first 10 rows holds two known column names (such as id, lon, lat, count, or 编号, 经度, 纬度, 人数); name them in columns = {{ lon = \"…\", lat = \"…\" }}: {}", path.display())]
    NoHeader {
        /// The file.
        path: PathBuf,
    },
    /// The scenario names a column or property that the file lacks.
    #[error("no column or property is called `{column}`: {}", path.display())]
    NoSuchColumn {
        /// The name in the scenario.
        column: String,
        /// The file.
        path: PathBuf,
    },
    /// A column that is needed is missing.
    #[error("no column for `{field}` was found; name it in columns = {{ {field} = \"…\" }}: {}", path.display())]
    MissingColumn {
        /// The field, as `columns` calls it.
        field: &'static str,
        /// The file.
        path: PathBuf,
    },
    /// Nearly all rows have longitude and latitude in each other's column.
    #[error("{swapped} of {rows} rows have longitude and latitude swapped ({example}); if so, set columns = {{ lon = <header of the first>, lat = <header of the second> }} the other way round: {}", path.display())]
    SwappedColumns {
        /// Rows that are swapped.
        swapped: u64,
        /// Rows with coordinates.
        rows: u64,
        /// The first of them, to a tenth of a degree.
        example: String,
        /// The file.
        path: PathBuf,
    },
    /// A file of seniors has none.
    #[error("no seniors in {}", path.display())]
    NoSeniors {
        /// The file.
        path: PathBuf,
    },
    /// A file of districts has no usable polygon.
    #[error("no feature of the file is a usable polygon in degrees of WGS 84: {}", path.display())]
    NoDistricts {
        /// The file.
        path: PathBuf,
    },
    /// A file is not GeoJSON.
    #[error("not a GeoJSON FeatureCollection: {message}: {}", path.display())]
    NotGeoJson {
        /// What the parser says.
        message: String,
        /// The file.
        path: PathBuf,
    },
    /// A GeoJSON file declares a system that is not WGS 84.
    #[error("the file says {found}; GeoJSON is read as WGS 84 in degrees: reproject it to EPSG:4326: {}", path.display())]
    ForeignCrs {
        /// The system's name.
        found: String,
        /// The file.
        path: PathBuf,
    },
    /// Somebody asked to stop.
    #[error("stopped while reading places")]
    Cancelled,
}
