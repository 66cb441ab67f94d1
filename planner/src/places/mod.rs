//! Files of seniors, facilities, candidates and districts become places; the network is not known here.

use std::path::PathBuf;

use geo::MultiPolygon;

use crate::ids::{DemandId, DistrictId, SiteId, Table};
use crate::projection::LonLat;
use crate::units::Seniors;

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowId {
    /// The number of the data row in its file; the first is 1.
    Row(u64),
    /// The text of the table's `id` column.
    Text(Box<str>),
}

impl std::fmt::Display for RowId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Row(row) => row.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
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
