//! Invented districts and invented seniors, from a seed: same seed, same bytes.
//!
//! Two things are made here: a whole district with streets, compounds, homes, seniors, facilities and a scenario
//! ([`write_district`]), and seniors on the real residential buildings of an extract ([`write_residents`]). Every table
//! says in its header that it is invented. Nothing here is read back: the files are ordinary inputs of the planner.

mod dice;
mod district;
mod drawing;
mod names;
mod people;
mod residents;

use std::path::Path;

use crate::osm::Feature;
use crate::progress::Progress;
use crate::report;
use crate::text::Told;

pub use residents::wanted;

/// Fewest seniors of a district.
pub const LEAST_SENIORS: u64 = 1_000;
/// Most seniors of a district.
pub const MOST_SENIORS: u64 = 10_000_000;

/// What district to invent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DistrictPlan {
    /// How many seniors live there, from [`LEAST_SENIORS`] to [`MOST_SENIORS`].
    pub seniors: u64,
    /// What makes it differ from other districts.
    pub seed: u64,
}

/// What seniors to invent on real buildings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResidentsPlan {
    /// How many seniors there are.
    pub seniors: u64,
    /// What makes them differ from others.
    pub seed: u64,
}

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Seniors.
    pub seniors: u64,
    /// Buildings that people live in.
    pub homes: u64,
    /// All buildings.
    pub buildings: u64,
    /// Nodes of the map; 0 where none was written, as for the counts below.
    pub nodes: u64,
    /// Ways of the map.
    pub ways: u64,
    /// Relations of the map.
    pub relations: u64,
    /// Streets (街道).
    pub streets: u64,
    /// Communities (社区).
    pub communities: u64,
    /// Facilities.
    pub facilities: u64,
    /// Premises that could become facilities.
    pub premises: u64,
}

/// Why nothing was invented.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The number of seniors is out of range.
    #[error(
        "a district has from {least} to {most} seniors, {asked} were asked for; choose a number between"
    )]
    Seniors {
        /// The number asked for.
        asked: u64,
        /// The fewest possible.
        least: u64,
        /// The most possible.
        most: u64,
    },
    /// No building of the extract is a home.
    #[error(
        "no home among {features} features of the extract; homes are closed ways tagged `building` that people live \
         in, so use an extract with buildings or give a table of seniors instead"
    )]
    NoHomes {
        /// How many features were looked at.
        features: usize,
    },
    /// A file could not be written.
    #[error(transparent)]
    Write(#[from] report::Error),
    /// The user stopped the work.
    #[error("stopped before all files were written; no file was replaced")]
    Cancelled,
}

impl Told for Error {
    fn zh(&self) -> String {
        match self {
            Self::Seniors { asked, least, most } => {
                format!("要求 {asked} 名老年人，一个区应有 {least} 到 {most} 名；请取其间的数")
            }
            Self::NoHomes { features } => format!(
                "地图的 {features} 个要素中没有住宅；住宅是带 `building` 标签、有人居住的闭合线，\
                 请用含建筑的地图，或改用老年人表"
            ),
            Self::Write(error) => error.zh(),
            Self::Cancelled => "文件写完之前已停止；没有替换任何文件".to_owned(),
        }
    }
}

/// Invents a district and writes its map, tables and scenario into a folder.
///
/// The files are `district.osm.pbf`, `seniors.csv`, `facilities.csv`, `premises.csv`, `streets.geojson`,
/// `communities.geojson` and `scenario.toml`.
pub fn write_district(
    dir: &Path,
    plan: &DistrictPlan,
    progress: &dyn Progress,
) -> Result<Summary, Error> {
    if !(LEAST_SENIORS..=MOST_SENIORS).contains(&plan.seniors) {
        return Err(Error::Seniors {
            asked: plan.seniors,
            least: LEAST_SENIORS,
            most: MOST_SENIORS,
        });
    }
    district::write(dir, plan, progress)
}

/// Invents seniors on the residential buildings among `features` and writes them as one table.
///
/// The features are those that [`wanted`] asks for.
pub fn write_residents(
    out_csv: &Path,
    features: &[Feature],
    plan: &ResidentsPlan,
) -> Result<Summary, Error> {
    residents::write(out_csv, features, plan)
}
