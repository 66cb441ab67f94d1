//! A question in a file: what to read, how they walk, what counts as covered, what to site.
//!
//! Holds the scenario as it is meant, with every default filled in and every path resolved; the TOML twins that serde
//! reads stay inside this room. Unknown keys are refused, naming the nearest known one.
//!
//! Defaults: `title` the file's name · `language` zh · `walk.profile` elder_walk (all keys and numbers: `impedance/profile/`;
//! `[walk.NAME]` sets those of another profile) · `walk.speed_by_age` false: one speed for all (true: the profile's own table;
//! or a table of ages and speeds; `walk.speed_mps` is then that of whoever's age is not known) · `[[standard]]` 15 minutes for each
//! kind that the scenario names itself (`[[facilities]]` kind, then siting.kind) · `standard.within_min` 15 ·
//! `seniors.share_pct` 100 and `seniors.level` the most detailed (keys of totals: `inputs/totals.rs`) ·
//! `crs = "local"` with `control`, a table of control points whose `control_crs` is wgs84 (`inputs/control.rs`) ·
//! `candidates.rules` and `candidates.require` none, `candidates.public_buildings` false (`inputs/rules.rs`) ·
//! `candidates.cost` none: what a new site costs whose table names no cost ·
//! `candidates.hexagons.resolution` 10 · `siting.kind` the only standard's · `siting.model` mclp · `siting.sites` 1 ·
//! `siting.seed` 0 (all keys of `[siting]`: `siting.rs`) · `privacy.threshold` 10 · `districts.level` district where there is one `[districts]` (several
//! name theirs) · `privacy.district_level` the most detailed level.
//!
//! Defaults of what is told beside plain coverage: `demand.participation_pct` [4, 10, 16] · `demand.sittings` 1 ·
//! `demand.min_load` 2000 · `access.within_min` the standard's · `access.decay` gaussian (`zones` [[5, 1], [10, 0.68],
//! [15, 0.22]], `per_min` 0.1, `exponent` 1) · `audit.radii_m` 1000 · `audit.speeds_mps` none · `gaps.link_m` 300 ·
//! `vulnerability` age_80 1.5, living_alone 1.5, disabled 2, relief 1.3, most 3 · `groups.age_bands` [60, 70, 80, 90] ·
//! `network.compounds`, `network.gates`, `network.edits` none · `network.compounds_crs` wgs84 · `network.gates_crs` must be
//! given with a table · `header_row` the first of the top ten rows with two known headers (`inputs/table.rs`) · `sheet` and `layer` the only one that fits (of a workbook, of a GeoPackage; `network.compounds_layer`) ·
//! `crs` of GeoPackage and GeoParquet what the file says, of districts wgs84 · `standard.also` no other kind ·
//! `standard.profile` that of `[walk]` · `standard.eligible` all for whom the plan is (a rule: those of them for whom it holds) ·
//! `promise.name` its rule ·
//! `reach.matrix` none: with it no network is read, tables need no coordinates, and `crs` is wgs84 where none is named.

mod areas;
mod assess;
mod eligible;
mod error;
mod inputs;
mod overrides;
mod record;
mod resolve;
mod siting;
#[cfg(test)]
mod tests;
mod twins;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::coverage::ledger::Promise;
use crate::coverage::{AssessSettings, Standard};
use crate::impedance::WalkProfile;
use crate::osm::{TagFilter, Users};
use crate::places::SiteRule;
use crate::rule::Rule;
use crate::siting::{Asked, Effort, Model, Rules};
use crate::text::{Bilingual, Lang};
use crate::units::WalkTime;

pub use self::error::Error;
pub use self::overrides::derived::Derived;
pub use crate::crs::Crs;

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
    /// The OpenStreetMap extract; empty where walk times come from a table.
    pub osm: PathBuf,
    /// A table of walk times, where the user brings one: no network is read.
    pub walk_times: Option<PathBuf>,
    /// Elevation files (`.hgt`, `.hgt.zip`, GeoTIFF in degrees); without them the ground is flat.
    pub terrain: Vec<PathBuf>,
    /// How they walk, with all overrides applied.
    pub walk: WalkProfile,
    /// Profiles that `[walk.NAME]` changes, for standards and promises that name them.
    pub walks: BTreeMap<String, WalkProfile>,
    /// Where seniors live.
    pub seniors: Vec<SeniorsInput>,
    /// Who the plan is for; everybody unless the scenario has a rule.
    pub eligible: Option<Rule>,
    /// Who comes first, in order of priority: a senior is of the first tier whose rule holds.
    pub tiers: Vec<Tier>,
    /// What exists.
    pub facilities: Vec<FacilitiesInput>,
    /// Where something could be opened.
    pub candidates: CandidatesInput,
    /// The compounds and gates that the bureau has drawn.
    pub walls: WallsInput,
    /// The areas that the bureau reports on: one source for each level, or several.
    pub districts: Vec<DistrictsInput>,
    /// The level of districts that is published; the most detailed one unless named.
    pub district_level: Option<String>,
    /// The circle: what a senior should reach, and within what time.
    pub standards: Vec<Standard>,
    /// What to site.
    pub siting: Option<SitingInput>,
    /// What is told beside plain coverage.
    pub assess: AssessSettings,
    /// What was promised.
    pub promises: Vec<Promise>,
    /// Counts under this are withheld in whatever leaves the office.
    pub privacy_threshold: u32,
    /// The scenario as resolved, for the run record: `key.path` and value.
    pub resolved: BTreeMap<String, String>,
    /// The scenario as it was asked, overrides and all.
    pub question: toml::Table,
}

impl Scenario {
    /// Counts of fewer people than this are withheld, unless a scenario says otherwise.
    pub const USUAL_THRESHOLD: u32 = 10;

    /// The language that a scenario file asks for, as far as its first lines tell, even where the rest makes no sense.
    pub fn language_at(path: &Path) -> Option<Lang> {
        let text = std::fs::read_to_string(path).ok()?;
        let top = text.lines().map(str::trim);
        let mut top = top.take_while(|line| !line.starts_with('['));
        let value = top.find_map(|line| {
            let (key, value) = line.split_once('=')?;
            (key.trim() == "language").then(|| value.split('#').next().unwrap_or_default().trim())
        });
        value.map_or(Some(Lang::default()), |value| {
            Lang::parse(value.trim_matches(['"', '\'']))
        })
    }

    /// Reads a scenario file, with overrides such as `walk.speed_mps=0.8` or `standard.0.within_min=10`.
    ///
    /// Paths in it are relative to the file; every file that it names must exist.
    pub fn open(path: &Path, overrides: &[String]) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        let scenario = Self::parse(path, &text, overrides)?;
        scenario.check_files()?;
        Ok(scenario)
    }

    /// Reads a scenario from text, as if it stood in the file; looks at no other file.
    pub fn parse(path: &Path, text: &str, overrides: &[String]) -> Result<Self, Error> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (twin, table) = overrides::apply(path, text, overrides)?;
        resolve::scenario(path, &twin, &table)
    }

    /// The profile of a name, as this scenario has it.
    pub fn walker(&self, name: &str) -> Option<WalkProfile> {
        if self.walk.name == name {
            return Some(self.walk.clone());
        }
        let changed = self.walks.get(name).cloned();
        changed.or_else(|| WalkProfile::preset(name))
    }

    /// For whom streets are read: for vehicles as well where somebody rides.
    pub fn users(&self) -> Users {
        let standards = self.standards.iter().filter_map(|s| s.profile.as_deref());
        let levels = self.siting.iter().flat_map(|siting| &siting.levels);
        let promises = self
            .promises
            .iter()
            .filter_map(|promise| promise.claim.by());
        let named = standards
            .chain(levels.filter_map(|level| level.profile.as_deref()))
            .chain(promises)
            .filter_map(|name| self.walker(name));
        let mut all = std::iter::once(self.walk.clone()).chain(named);
        if all.any(|walk| walk.travel.is_vehicle()) {
            Users::WithVehicles
        } else {
            Users::Walkers
        }
    }

    /// The longest time of a walk that counts: of a standard, of access scores, or between levels that are sited together.
    pub fn longest_time(&self) -> WalkTime {
        let standards = self.standards.iter().map(|standard| standard.within);
        let levels = self.siting.iter().flat_map(|siting| &siting.levels);
        standards
            .chain(self.assess.access.within)
            .chain(levels.map(|level| level.within))
            .max()
            .unwrap_or_default()
    }

    /// Says what is missing for a verb, if anything.
    pub fn require(&self, need: Need) -> Result<(), Error> {
        let missing = |key, zh, en| {
            Err(Error::Missing {
                key,
                expected: Box::new(Bilingual::new(zh, en)),
                path: self.file.clone(),
            })
        };
        if self.seniors.is_empty() {
            return missing(
                "[[seniors]]",
                "老年人名单文件及其坐标系",
                "a file of seniors and its crs",
            );
        }
        if self.standards.is_empty() {
            return missing(
                "[[standard]]",
                "设施类别和 within_min",
                "a kind of facility and within_min",
            );
        }
        if need == Need::Propose {
            if self.siting.is_none() {
                return missing(
                    "[siting]",
                    "设施类别和新增数量",
                    "a kind, and how many sites",
                );
            }
            if self.candidates.is_empty() && self.facilities.is_empty() {
                return missing(
                    "[candidates]",
                    "候选地点文件、hexagons = { resolution = 10 } 或 osm 标签",
                    "a file, hexagons = { resolution = 10 }, or osm tags",
                );
            }
        }
        Ok(())
    }

    fn check_files(&self) -> Result<(), Error> {
        let point_files = self
            .seniors
            .iter()
            .map(|s| &s.file)
            .chain(self.facilities.iter().filter_map(|f| match &f.source {
                FacilitiesSource::File(file) => Some(file),
                FacilitiesSource::Osm(_) => None,
            }))
            .chain(&self.candidates.file)
            .chain(&self.walls.gates)
            .flat_map(|file| {
                let control = file.control.as_ref().map(|control| &control.file.path);
                std::iter::once(&file.path).chain(control)
            })
            .chain(self.walls.compounds.iter().map(|file| &file.path))
            .chain(&self.walls.edits);
        let districts = self.districts.iter().filter_map(|d| match &d.source {
            DistrictsSource::File(file) => Some(&file.path),
            DistrictsSource::Osm(_) => None,
        });
        let extract = self.walk_times.is_none().then_some(&self.osm);
        for path in extract
            .into_iter()
            .chain(&self.walk_times)
            .chain(&self.terrain)
            .chain(point_files)
            .chain(districts)
        {
            if !path.is_file() {
                return Err(Error::NoSuchFile {
                    scenario: self.file.clone(),
                    path: path.clone(),
                });
            }
        }
        Ok(())
    }
}

/// What a scenario is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Counting who is covered.
    Score,
    /// Choosing sites.
    Propose,
}

/// A file of points and how to read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointFile {
    /// The file.
    pub path: PathBuf,
    /// The coordinate system of its points.
    pub crs: Crs,
    /// Whether the scenario names that system; a file that is not told about may tell it itself.
    pub is_crs_named: bool,
    /// Field names with the file's own column headers, where the known headers fail.
    pub columns: BTreeMap<String, String>,
    /// The sheet of a workbook or the layer of a GeoPackage, where several hold tables.
    pub sheet: Option<String>,
    /// The row of the header, where the scenario names it; the file's first row is 1.
    pub header_row: Option<u64>,
    /// Headers of further columns that the scenario's rules ask for.
    pub wanted: Vec<String>,
    /// Whether its rows are about areas that are known otherwise, so that it needs no coordinates.
    pub without_places: bool,
    /// The points that its local grid is fitted to.
    pub control: Option<Box<ControlPoints>>,
    /// Whether its rows may have no place: walk times come from a table.
    pub may_lack_place: bool,
}

/// Points that are known in a local grid and in the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlPoints {
    /// A table of northings, eastings, longitudes and latitudes.
    pub file: PointFile,
    /// The system of its longitudes and latitudes.
    pub crs: Crs,
}

/// A file of outlines and the coordinate system of its corners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlinesFile {
    /// The file.
    pub path: PathBuf,
    /// The coordinate system, where the scenario names it; else the file tells.
    pub crs: Option<Crs>,
    /// The layer of a GeoPackage, where several hold polygons.
    pub layer: Option<String>,
}

/// Drawn compounds and their gates.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WallsInput {
    /// Outlines of compounds.
    pub compounds: Option<OutlinesFile>,
    /// A table of gates.
    pub gates: Option<PointFile>,
    /// Edits of the network.
    pub edits: Option<PathBuf>,
}

/// A table of seniors.
#[derive(Debug, Clone, PartialEq)]
pub struct SeniorsInput {
    /// The file.
    pub file: PointFile,
    /// What it holds totals of, where it lists no people.
    pub totals: Option<Totals>,
}

/// What the numbers of a file are totals of.
#[derive(Debug, Clone, PartialEq)]
pub struct Totals {
    /// The areas.
    pub of: TotalsOf,
    /// How many of the people counted are seniors, in per cent.
    pub share_pct: f64,
}

/// The areas that totals are known for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TotalsOf {
    /// Districts of a level; of the most detailed one where none is named.
    Districts {
        /// The level.
        level: Option<String>,
    },
    /// Hexagons of H3.
    Cells,
    /// The samples of a GeoTIFF.
    Grid,
}

/// A group of seniors with a priority of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Tier {
    /// What it is called in outputs.
    pub name: String,
    /// Who belongs to it.
    pub rule: Rule,
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
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CandidatesInput {
    /// A table of premises.
    pub file: Option<PointFile>,
    /// The hexagons of this resolution in which somebody lives.
    pub hexagon_resolution: Option<u8>,
    /// Features of the extract that match any of the filters.
    pub osm: Vec<TagFilter>,
    /// What a place must have.
    pub rules: Vec<SiteRule>,
    /// What a new site costs whose table names no cost.
    pub cost: Option<f64>,
}

impl CandidatesInput {
    /// Whether the scenario names no candidates at all.
    pub fn is_empty(&self) -> bool {
        self.file.is_none() && self.hexagon_resolution.is_none() && self.osm.is_empty()
    }
}

/// The areas of one level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DistrictsInput {
    /// Where they come from.
    pub source: DistrictsSource,
    /// Their level, in the user's own words, such as `street`.
    pub level: String,
    /// The property that holds the code.
    pub code: Option<String>,
    /// The property that holds the name.
    pub name: Option<String>,
}

/// Where districts come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DistrictsSource {
    /// A file of polygons.
    File(OutlinesFile),
    /// Boundaries of the extract that match any of the filters.
    Osm(Vec<TagFilter>),
}

/// What to site.
#[derive(Debug, Clone, PartialEq)]
pub struct SitingInput {
    /// The kind; one of the standards' kinds.
    pub kind: String,
    /// The model.
    pub model: Model,
    /// At most so many new sites; nothing where the model finds the number.
    pub sites: Option<usize>,
    /// The seed of the search.
    pub seed: u64,
    /// How much work the search and the proof may do.
    pub effort: Effort,
    /// What the plan must keep.
    pub rules: Rules,
    /// What is told beside the plan.
    pub asked: Asked,
    /// Who counts how much.
    pub priority: Priority,
    /// Whether the plan is made again under other assumptions.
    pub stability: bool,
    /// Kinds that are sited together with it.
    pub levels: Vec<LevelInput>,
}

/// A kind that is sited together with that of `[siting]`.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelInput {
    /// The kind.
    pub kind: String,
    /// The kind that it supports.
    pub supports: String,
    /// At most so many new sites of it.
    pub sites: Option<usize>,
    /// The most that they may cost together.
    pub budget: Option<f64>,
    /// How far it may be from what it supports.
    pub within: WalkTime,
    /// Who travels between them; the walkers of the scenario where none is named.
    pub profile: Option<String>,
    /// Whether the standard of the sited kind accepts this kind too.
    pub serves: bool,
}

/// Who counts how much in the objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Priority {
    /// Everybody alike.
    #[default]
    Alike,
    /// By need, as `[vulnerability]` says.
    ByNeed,
    /// Tier by tier, as `[[tier]]` says.
    ByTier,
}

impl Priority {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Alike, Self::ByNeed, Self::ByTier];

    /// The word used in scenarios.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Alike => "alike",
            Self::ByNeed => "need",
            Self::ByTier => "tier",
        }
    }
}
