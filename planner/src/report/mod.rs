//! Answers become files: GeoJSON, CSV and the run record.
//!
//! Nothing here computes coverage or chooses sites; it arranges, withholds what could betray a person, and writes files
//! whole or not at all.

mod beside;
mod certificate;
pub mod compare;
pub mod csv;
pub mod dictionary;
pub mod export;
pub mod files;
pub mod geojson;
pub mod isochrone;
pub mod layers;
pub mod matrix;
pub mod naming;
pub mod page;
pub mod privacy;
pub mod record;
pub mod release;

use std::io;
use std::path::{Path, PathBuf};

use crate::coverage::{Assessment, Coverage, Everybody, TerrainProof};
use crate::findings::Findings;
use crate::impedance::WalkProfile;
use crate::network::Network;
use crate::osm::Feature;
use crate::places::{InputFile, Places};
use crate::progress::Progress;
use crate::reach::ReachMatrix;
use crate::scenario::Scenario;
use crate::siting::Proposal;
use crate::snap::Snapped;
use crate::text::Told;

pub use beside::{Beside, HeldBack};
pub use files::{probe, probe_file};
pub use layers::picture;
pub use privacy::Publication;
pub use record::{EffectRecord, RunRecord, record, record_of};

use files::Batch;
use page::ground;
use record::PublishedRecord;
use release::Hold;

/// Everything that a run knows, borrowed for writing.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// The verb that was run: `score` or `propose`.
    pub verb: &'a str,
    /// The question.
    pub scenario: &'a Scenario,
    /// How they walk.
    pub walk: &'a WalkProfile,
    /// What was read.
    pub inputs: &'a [InputFile],
    /// The network.
    pub network: &'a Network,
    /// Features of the extract, for the ground of maps.
    pub features: &'a [Feature],
    /// The places.
    pub places: &'a Places,
    /// Where they are attached.
    pub snapped: &'a Snapped,
    /// All walk times within the longest standard, where they were searched: for the size of catchments.
    pub reach: Option<&'a ReachMatrix>,
    /// What elevation changed, where it was given.
    pub terrain: Option<&'a TerrainProof>,
    /// Coverage by what is open.
    pub before: &'a Coverage,
    /// The proposal and coverage with it, when sites were proposed.
    pub proposed: Option<(&'a Proposal, &'a Coverage)>,
    /// What is told beside plain coverage, where it was asked for.
    pub assessment: Option<&'a Assessment>,
    /// The answer counted for all seniors, where the plan is for some of them.
    pub everybody: Option<&'a Everybody>,
    /// What each input and rule changed, where that was asked.
    pub effects: &'a [EffectRecord],
    /// Seconds that the search for sites took.
    pub solve_s: f64,
    /// What is wrong with the data.
    pub findings: &'a Findings,
}

/// Why a file cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder is not one, or cannot be made.
    #[error("cannot write into this folder ({why}); choose another with --out: {}", dir.display())]
    Folder {
        /// What the system says.
        why: io::Error,
        /// The folder.
        dir: PathBuf,
    },
    /// There is no room.
    #[error("no space left on the disk; no file was replaced; free some space and run again: {}", path.display())]
    Full {
        /// The file that did not fit.
        path: PathBuf,
    },
    /// Anything else that the system refuses.
    #[error("cannot write this file ({why}): {}", path.display())]
    Write {
        /// What the system says.
        why: io::Error,
        /// The file.
        path: PathBuf,
    },
    /// The name says no format that can be written.
    #[error("expected a name that ends in .csv or .parquet, found: {}", path.display())]
    Format {
        /// The name.
        path: PathBuf,
    },
    /// What left the office before is not known.
    #[error(transparent)]
    Ledger(Box<release::Error>),
    /// A value cannot be written.
    #[error("a value of this file cannot be written ({why}): {}", path.display())]
    Value {
        /// What is wrong with it.
        why: String,
        /// The file.
        path: PathBuf,
    },
}

impl Told for Error {
    fn zh(&self) -> String {
        match self {
            Self::Folder { why, dir } => format!(
                "无法写入该文件夹（{}）；请用 --out 另选：{}",
                why.zh(),
                dir.display()
            ),
            Self::Full { path } => format!(
                "磁盘已满；没有替换任何文件；请腾出空间后重新运行：{}",
                path.display()
            ),
            Self::Write { why, path } => {
                format!("无法写出文件（{}）：{}", why.zh(), path.display())
            }
            Self::Format { path } => {
                format!("文件名应以 .csv 或 .parquet 结尾，实为：{}", path.display())
            }
            Self::Ledger(error) => error.zh(),
            Self::Value { why, path } => {
                format!("该文件中有一个值无法写出（{why}）：{}", path.display())
            }
        }
    }
}

impl From<release::Error> for Error {
    fn from(error: release::Error) -> Self {
        Self::Ledger(Box::new(error))
    }
}

/// Whether results that runs left beside a folder may have left the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Earlier {
    /// They may: what differs from them by a few people is held back.
    Released,
    /// They never did: they are forgotten.
    Unreleased,
}

/// Every file that a run may leave, in the order in which they are replaced; the record is last.
const FILES: [&str; 10] = [
    "coverage.geojson",
    "districts.geojson",
    "facilities.geojson",
    "proposal.geojson",
    "gaps.geojson",
    "findings.csv",
    ground::FILE,
    page::FILE,
    "certificate.json",
    "run.json",
];

/// Whether a file would lie in a folder that holds the results of a run.
pub fn is_with_results(path: &Path) -> bool {
    let dir = path.parent().unwrap_or_else(|| Path::new(""));
    FILES.iter().any(|name| dir.join(name).is_file())
}

/// Writes all files of a run into a folder beside what left the office before, and says what is held back.
///
/// Of several processes that publish beside each other, one is at it at a time: each knows what the others told.
pub fn publish(
    run: &Run,
    dir: &Path,
    earlier: Earlier,
    progress: &dyn Progress,
) -> Result<Beside, Error> {
    let _hold = Hold::of(&export::usual_ledger(dir), progress);
    let beside = match earlier {
        Earlier::Released => Beside::of(run, dir)?,
        Earlier::Unreleased => Beside::forgetting_runs(run, dir)?,
    };
    beside.remember(dir)?;
    write_published(run, &beside.publication, dir)?;
    Ok(beside)
}

/// Writes all files of a run into a folder, all of them or none, as if nothing had left the office before.
///
/// Files of an earlier run that this one does not make are removed, so that a folder never holds two answers.
pub fn write(run: &Run, dir: &Path) -> Result<(), Error> {
    write_published(run, &Publication::of(run), dir)
}

/// The same for a run whose publication is already made.
pub fn write_published(run: &Run, publication: &Publication, dir: &Path) -> Result<(), Error> {
    let left = folder_of(run, publication);
    let about = geojson::About::of(run);
    let mut batch = Batch::together_in(dir)?;
    let mut collection = |name: &str, features: &[_]| {
        batch.add(name, |file| geojson::write(file, &about, name, features))
    };
    let (homes, sites) = has_places(run);
    if homes {
        collection(FILES[0], &left.hexagons)?;
    }
    if !run.places.districts.is_empty() {
        collection(FILES[1], &left.districts)?;
    }
    if sites {
        let facilities = layers::facilities(run, publication);
        collection(
            FILES[2],
            &geojson::ordered(facilities, &["kind", "id", "name"]),
        )?;
    }
    if run.proposed.is_some() && sites {
        collection(FILES[3], &layers::proposal(run, publication))?;
    }
    if homes {
        collection(FILES[4], &left.gaps)?;
    }
    batch.add(FILES[5], |file| {
        csv::findings(file, run.findings, run.scenario.language)
    })?;
    batch.add(FILES[6], |file| left.ground.write(file))?;
    let report = page::Report::on(&left, run.scenario.language);
    batch.add(FILES[7], |file| report.write(file))?;
    let certificate = run
        .proposed
        .and_then(|(proposal, _)| proposal.certificate.as_deref());
    if let Some(certificate) = certificate {
        batch.add_working(FILES[8], |file| certificate::write(certificate, file))?;
    }
    batch.add(FILES[9], |file| left.record.write(file))?;
    batch.replace_all(&FILES)
}

/// What the report needs of a run, as its folder will hold it.
fn folder_of(run: &Run, publication: &Publication) -> page::Folder {
    let districts = layers::districts(run, publication);
    let hexagons = layers::hexagons(run, publication);
    page::Folder {
        record: record_of(run, publication),
        published: PublishedRecord::of(run, publication),
        hexagons: geojson::ordered(hexagons, &["h3"]),
        districts: geojson::ordered(districts, &["code", "name"]),
        gaps: layers::gaps(run, publication),
        ground: ground::of_run(run, publication),
    }
}

/// Whether homes and sites can be drawn: with walk times from a table they may have no place at all.
fn has_places(run: &Run) -> (bool, bool) {
    let is_mapped = run.scenario.walk_times.is_none();
    let homes = run.places.demand.iter().any(|home| home.at.is_some());
    let sites = run.places.sites.iter().any(|site| site.at.is_some());
    (is_mapped || homes, is_mapped || sites)
}

/// A certificate and the record beside it as their files have them, for tests of what makes them.
#[cfg(test)]
pub(crate) fn texts_of(
    proposal: &Proposal,
    places: &Places,
    brief: &crate::siting::Brief,
) -> Option<(String, String)> {
    use crate::siting::Standing;
    use serde_json::json;

    let mut certificate = Vec::new();
    certificate::write(proposal.certificate.as_deref()?, &mut certificate).unwrap();
    let priority = match brief.standing {
        Standing::Alike => "alike",
        Standing::ByNeed(_) => "need",
        Standing::ByTier { .. } => "tier",
    };
    let mut scenario = json!({
        "siting.model": brief.model.name(), "siting.kind": brief.kind, "siting.priority": priority,
    });
    if let Some(sites) = brief.sites {
        scenario["siting.sites"] = json!(sites.to_string());
    }
    let covered = proposal.covered.count();
    let kinds = json!({&brief.kind: {
        "within_min": brief.within.minutes(), "eligible": covered, "covered": covered,
        "beyond": 0, "unreachable": 0, "unsnapped": 0,
    }});
    let told = record::ProposalRecord::of(proposal, places, 0.0);
    let run = json!({"proposal": told, "scenario": scenario, "after": {"kinds": kinds}});
    Some((String::from_utf8(certificate).unwrap(), run.to_string()))
}

#[cfg(test)]
mod tests;
