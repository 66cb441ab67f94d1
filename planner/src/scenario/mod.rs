//! A question in a file: what to read, how they walk, what counts as covered, what to site.
//!
//! Holds the scenario as it is meant, with every default filled in and every path resolved; the TOML twins that serde
//! reads stay inside this room. Unknown keys are refused, naming the nearest known one.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::coverage::Standard;
use crate::impedance::WalkProfile;
use crate::osm::TagFilter;
use crate::siting::Model;
use crate::text::Lang;

/// A question, ready to be answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// The file that it was read from.
    pub file: PathBuf,
    /// What it is called in every output.
    pub title: String,
    /// The day on which ages are taken, as `YYYY-MM-DD`.
    pub as_of: Option<String>,
    /// The language of the report and of messages.
    pub language: Lang,
    /// The OpenStreetMap extract.
    pub osm: PathBuf,
    /// How they walk, with all overrides applied.
    pub walk: WalkProfile,
    /// Where seniors live.
    pub seniors: Vec<SeniorsInput>,
    /// What exists.
    pub facilities: Vec<FacilitiesInput>,
    /// Where something could be opened.
    pub candidates: CandidatesInput,
    /// The areas that the bureau reports on.
    pub districts: Option<DistrictsInput>,
    /// The circle: what a senior should reach, and within what time.
    pub standards: Vec<Standard>,
    /// What to site.
    pub siting: Option<SitingInput>,
    /// Counts under this are withheld in whatever leaves the office.
    pub privacy_threshold: u32,
    /// The scenario as resolved, for the run record: `key.path` and value.
    pub resolved: BTreeMap<String, String>,
}

/// A file of points and how to read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointFile {
    /// The file.
    pub path: PathBuf,
    /// The coordinate system of its points.
    pub crs: Crs,
    /// Field names with the file's own column headers, where the known headers fail.
    pub columns: BTreeMap<String, String>,
}

/// A coordinate system that a file of points may be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Crs {
    /// Longitude and latitude of WGS 84.
    Wgs84,
    /// Longitude and latitude of CGCS2000, which is WGS 84 for this purpose.
    Cgcs2000,
    /// The shifted system of domestic maps.
    Gcj02,
    /// The doubly shifted system of Baidu.
    Bd09,
    /// A Gauss–Krüger zone of CGCS2000, by its EPSG code from 4491 to 4554.
    GaussKrueger(u16),
}

/// A table of seniors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeniorsInput {
    /// The file.
    pub file: PointFile,
}

/// Existing facilities, from a table or from the extract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacilitiesInput {
    /// Where they stand.
    pub source: FacilitiesSource,
    /// Their kind; without it, the table's column `kind` tells.
    pub kind: Option<String>,
}

/// Where existing facilities come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FacilitiesSource {
    /// A table.
    File(PointFile),
    /// Features of the extract that match any of the filters.
    Osm(Vec<TagFilter>),
}

/// Where something could be opened: any of the three.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CandidatesInput {
    /// A table of premises.
    pub file: Option<PointFile>,
    /// The hexagons of this resolution in which somebody lives.
    pub hexagon_resolution: Option<u8>,
    /// Features of the extract that match any of the filters.
    pub osm: Vec<TagFilter>,
}

impl CandidatesInput {
    /// Whether the scenario names no candidates at all.
    pub fn is_empty(&self) -> bool {
        self.file.is_none() && self.hexagon_resolution.is_none() && self.osm.is_empty()
    }
}

/// A file of areas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DistrictsInput {
    /// A GeoJSON file of polygons.
    pub path: PathBuf,
    /// The property that holds the code.
    pub code: Option<String>,
    /// The property that holds the name.
    pub name: Option<String>,
}

/// What to site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitingInput {
    /// The kind; one of the standards' kinds.
    pub kind: String,
    /// The model.
    pub model: Model,
    /// How many new sites.
    pub sites: usize,
    /// The seed of the search.
    pub seed: u64,
}
