//! Files of seniors, facilities, candidates and districts become places; the network is not known here.
//!
//! Tables in any usual encoding, with Chinese or English headers, and GeoJSON. Nobody is dropped: a row that cannot be
//! placed stays in every total and is named among the findings. Names, phones and identity numbers are recognised by
//! their headers and never read.

pub mod attributes;
mod candidates;
mod demand;
mod district;
mod error;
mod intake;
mod locate;
pub(crate) mod modelled;
mod read;
mod site;
pub(crate) mod table;
#[cfg(test)]
mod tests;
mod trouble;
mod walls;

use std::path::PathBuf;
use std::sync::Arc;

use geo::MultiPolygon;

use crate::ids::{DemandId, DistrictId, SiteId, Table};
use crate::projection::LonLat;
use crate::units::Seniors;

pub use attributes::{Attribute, Attributes};
pub(crate) use candidates::price;
pub use candidates::rules::SiteRule;
pub use demand::audience::Audience;
pub use error::Error;
pub use intake::{Intake, RowCounts};
pub use read::{read, read_within, wanted_filters};
pub use site::action::Action;
pub use table::input_file;
pub use walls::{Walls, read_walls};

/// Everything that the user's files say.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The seniors, row by row, in the order of the files; shared, because what is tried out changes sites and not people.
    pub seniors: Arc<Vec<SeniorRow>>,
    /// Where they live: rows with the same coordinates, pace and standards are one demand point, numbered from west to east.
    pub demand: Table<DemandId, DemandPoint>,
    /// The pace of each demand point, as a position in [`WalkProfile::paces`](crate::impedance::WalkProfile::paces).
    pub paces: Vec<u8>,
    /// Existing facilities first, then candidates; each by id, else by place, whatever the order of their rows.
    pub sites: Table<SiteId, Site>,
    /// The sites in the order of the inputs; empty where that is the order of their numbers.
    pub sites_as_read: Vec<SiteId>,
    /// The areas that the bureau reports on, the coarsest level first, each level by code.
    pub districts: Table<DistrictId, District>,
    /// The levels of the districts, the coarsest first.
    pub levels: Vec<String>,
    /// The level whose districts are published; the most detailed one where none is named.
    pub reported_level: Option<String>,
    /// What else is known of the seniors, one value for each row of [`Places::seniors`].
    pub columns: Arc<Attributes>,
    /// Whom the standards with a rule of their own are for; demand points are parted so that each has one answer.
    pub audiences: Vec<Audience>,
}

impl Places {
    /// How many seniors live where a model put them, because only totals are known.
    pub fn modelled(&self) -> Seniors {
        let Some(precision) = self.columns.get(demand::PRECISION) else {
            return Seniors::ZERO;
        };
        let rows = self.seniors.iter().enumerate();
        rows.filter(|(row, _)| precision.text(*row) == Some(demand::MODELLED))
            .map(|(_, senior)| senior.count)
            .sum()
    }

    /// A district and those that it is a part of, the most detailed first.
    pub fn lineage(&self, district: DistrictId) -> impl Iterator<Item = DistrictId> + '_ {
        std::iter::successors(Some(district), |d| self.districts[*d].parent)
    }

    /// The district of a level that a district is, or is a part of.
    pub fn ancestor(&self, district: DistrictId, level: &str) -> Option<DistrictId> {
        self.lineage(district)
            .find(|d| self.districts[*d].level == level)
    }

    /// The published district that a district is, or is a part of.
    pub fn reported(&self, district: Option<DistrictId>) -> Option<DistrictId> {
        let level = self.reported_level.as_ref().or(self.levels.last());
        match level {
            Some(level) => self.ancestor(district?, level),
            // Districts put together by hand have no levels: each is its own.
            None => district,
        }
    }

    /// The street that a district is, or is a part of: of the level that is called so, else of the published one.
    pub fn street(&self, district: DistrictId) -> Option<DistrictId> {
        match self.levels.iter().find(|level| district::is_street(level)) {
            Some(level) => self.ancestor(district, level),
            None => self.reported(Some(district)),
        }
    }
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
    /// The most detailed district that it lies in; [`Places::lineage`] tells the coarser ones.
    pub district: Option<DistrictId>,
}

/// An existing facility or a candidate; one that offers several kinds is several sites at one place.
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
    /// What the capacity counts, in the user's own words, such as meals or beds.
    pub unit: Option<String>,
    /// Its level in a network of centres and stations, in the user's own words.
    pub level: Option<String>,
    /// The site that it belongs to.
    pub parent: Option<SiteId>,
    /// Its floor area in square metres.
    pub floor_area_m2: Option<f64>,
    /// Whether it is on the ground floor.
    pub ground_floor: Option<bool>,
    /// What it costs to open, in the table's own unit of money.
    pub cost: Option<f64>,
    /// Whether that is the usual cost of new sites, because no table names its own.
    pub has_usual_cost: bool,
    /// What a candidate would be: a new site, or a change of its parent.
    pub action: Action,
    /// The most detailed district that it lies in.
    pub district: Option<DistrictId>,
    /// The row that it was read from; `None` when it comes from no table.
    pub source: Option<SourceRow>,
    /// The rule that it fails, and what it lacks: nothing may be opened there.
    pub fails: Option<Box<str>>,
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
            unit: None,
            level: None,
            parent: None,
            floor_area_m2: None,
            ground_floor: None,
            cost: None,
            has_usual_cost: false,
            action: Action::Build,
            district: None,
            source: None,
            fails: None,
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

/// Whether a site exists, and when it counts.
///
/// | status | before | after | may be proposed |
/// |---|---|---|---|
/// | open, upgrading | counts | counts | no, it is kept |
/// | committed | – | counts | no, it is kept |
/// | candidate | – | when proposed | yes |
/// | closed, forbidden | – | – | no |
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It is open: it counts before and after.
    Open,
    /// It is open and being enlarged or refitted: it counts before and after.
    Upgrading,
    /// It is decided: it counts after, and a proposal keeps it.
    Committed,
    /// It may be proposed.
    Candidate,
    /// It is closed: it never counts.
    Closed,
    /// A place where nothing may be opened: it is shown, never counts and is never proposed.
    Forbidden,
}

impl Status {
    /// All of them, in the order of the table above.
    pub const ALL: [Self; 6] = [
        Self::Open,
        Self::Upgrading,
        Self::Committed,
        Self::Candidate,
        Self::Closed,
        Self::Forbidden,
    ];

    /// The word used in tables and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Upgrading => "upgrading",
            Self::Committed => "committed",
            Self::Candidate => "candidate",
            Self::Closed => "closed",
            Self::Forbidden => "forbidden",
        }
    }

    /// Whether it serves people today.
    pub const fn counts_before(self) -> bool {
        matches!(self, Self::Open | Self::Upgrading)
    }

    /// Whether it serves people once all that is decided is built, whatever is proposed.
    pub const fn counts_after(self) -> bool {
        matches!(self, Self::Open | Self::Upgrading | Self::Committed)
    }

    /// Whether it is a place where something could be opened, and no facility.
    pub const fn is_premises(self) -> bool {
        matches!(self, Self::Candidate | Self::Forbidden)
    }
}

/// An area that a bureau reports on.
#[derive(Debug, Clone, PartialEq)]
pub struct District {
    /// Its code, or its row number where there is none.
    pub code: String,
    /// Its name, or its code where there is none.
    pub name: String,
    /// Its level, in the user's own words, such as `street`.
    pub level: String,
    /// The district of a coarser level that it is a part of.
    pub parent: Option<DistrictId>,
    /// Its outline in degrees.
    pub outline: MultiPolygon,
}

impl District {
    /// A district of the usual level, part of no other.
    pub fn new(code: impl Into<String>, name: impl Into<String>, outline: MultiPolygon) -> Self {
        Self {
            code: code.into(),
            name: name.into(),
            level: Self::USUAL_LEVEL.to_owned(),
            parent: None,
            outline,
        }
    }

    /// The level of districts whose scenario names none.
    pub const USUAL_LEVEL: &str = "district";
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
    /// How a file of places was read.
    pub intake: Option<Box<Intake>>,
}
