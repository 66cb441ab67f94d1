//! The run record: enough to redo a run and to compare it with another.
//!
//! The office's own document: its totals over the whole plan are exact. Whatever is published is made by `privacy`.
//! Only `solve_s` may differ between two runs of the same inputs.

mod assessed;
mod check;
mod effects;
mod everybody;
mod fill;
mod insight;
mod level;
mod promises;
pub mod published;
mod terrain;
mod walk;

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use assessed::{AssessmentRecord, GroupRecord, PhaseRecord, ScoreRecord};
pub use check::{
    CheckRecord, CheckedFileRecord, ColumnRecord, FindingGroupRecord, FindingPlaceRecord,
};
pub use effects::EffectRecord;
pub use everybody::EverybodyRecord;
pub use insight::{AlternativeRecord, CurvePointRecord, CurveRecord, SubstituteRecord, TierRecord};
pub use insight::{PriceRecord, VariantRecord, YearRecord};
pub use level::{FrontPointRecord, FrontRecord, LevelRecord, MeasureRecord, SupporterRecord};
pub use promises::{PromiseRecord, ShortageRecord, VerdictRecord};
pub use published::PublishedRecord;
pub use terrain::{MovedRecord, TerrainRecord};
pub use walk::{AgeSpeedRecord, OtherWalkRecord, WalkRecord};

use super::geojson::ATTRIBUTION;
use super::{Publication, Run};

/// The version of the record's keys.
pub const SCHEMA: &str = "planner-run/1";

/// What a run read, found and proposed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// The version of the keys.
    pub schema: String,
    /// The planner that wrote it.
    pub planner_version: String,
    /// `score` or `propose`.
    pub verb: String,
    /// The scenario's title.
    pub title: String,
    /// The day on which ages are taken.
    pub as_of: Option<String>,
    /// What must stand beside every map.
    pub attribution: String,
    /// The files that were read.
    pub inputs: Vec<InputRecord>,
    /// How they walk.
    pub walk: WalkRecord,
    /// The walking network.
    pub network: NetworkRecord,
    /// What elevation changed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub terrain: Option<TerrainRecord>,
    /// The people.
    pub seniors: SeniorsRecord,
    /// Coverage by what is open.
    pub before: CoverageRecord,
    /// What is proposed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub proposal: Option<ProposalRecord>,
    /// Coverage with what is proposed and committed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub after: Option<CoverageRecord>,
    /// What is told beside plain coverage.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub assessment: Option<AssessmentRecord>,
    /// The same answer counted for all seniors, where the plan is for some of them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub everybody: Option<EverybodyRecord>,
    /// The promises and how they stand.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub ledger: Vec<PromiseRecord>,
    /// How the files were read and what is wrong with them, of the verb `check`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub check: Option<CheckRecord>,
    /// What each input and rule changed in the answer.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub effects: Vec<EffectRecord>,
    /// How many findings there are.
    pub findings: FindingsRecord,
    /// What the published layers leave out.
    pub privacy: PrivacyRecord,
    /// What may be forwarded: all that the report tells of people.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub published: Option<PublishedRecord>,
    /// The scenario with every default filled in.
    pub scenario: BTreeMap<String, String>,
    /// The scenario as it was asked, overrides and all, with the types of its values: what a replay reads.
    #[serde(skip_serializing_if = "Map::is_empty", default)]
    pub question: Map<String, Value>,
}

/// One file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputRecord {
    /// What it is for.
    pub role: String,
    /// Its path as seen from the scenario file, or its name.
    pub file: String,
    /// Its SHA-256.
    pub sha256: String,
    /// How many records were read.
    pub records: u64,
}

impl InputRecord {
    /// Whether it lists people or their walks, so that its rows tell how many there are, and its hash who.
    pub fn tells_of_people(&self) -> bool {
        matches!(&*self.role, "seniors" | "walk_times")
    }
}

/// The walking network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NetworkRecord {
    /// Junctions and ends.
    pub nodes: usize,
    /// Pieces of street.
    pub edges: usize,
    /// Their length, in whole metres.
    pub length_m: u64,
    /// Parts that no walk joins.
    pub islands: usize,
    /// The share of the length that the largest part has.
    pub largest_island_share: f64,
}

/// The people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeniorsRecord {
    /// All seniors.
    pub total: u64,
    /// Those for whom the plan is.
    pub eligible: u64,
    /// Places where seniors live.
    pub demand_points: usize,
    /// Eligible seniors attached to no street.
    pub unsnapped: u64,
    /// All seniors attached to no street.
    pub unsnapped_total: u64,
    /// All seniors whose place was modelled from a total.
    #[serde(default)]
    pub modelled: u64,
}

/// Coverage of the whole plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CoverageRecord {
    /// Each kind.
    pub kinds: BTreeMap<String, KindRecord>,
    /// All kinds together.
    pub circle: CircleRecord,
}

/// Coverage by one kind; the four counts sum to those whom the standard is for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KindRecord {
    /// The standard.
    pub within_min: f64,
    /// The profile of those who walk for it, where it is not the run's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// Those of the eligible seniors whom the standard is for; absent in older records, where it is for all.
    #[serde(default)]
    pub eligible: Option<u64>,
    /// Those of them within the standard.
    pub covered: u64,
    /// Those whose walk is longer.
    pub beyond: u64,
    /// Those from whom no path leads to any site.
    pub unreachable: u64,
    /// Those attached to no street.
    pub unsnapped: u64,
    /// Eligible seniors covered whatever the unknown paths are; null where nobody has looked.
    #[serde(default)]
    pub sure: Option<u64>,
    /// Eligible seniors covered if the unknown paths work; null where nobody has looked.
    #[serde(default)]
    pub possible: Option<u64>,
    /// The share covered, from 0 to 1.
    pub coverage: f64,
    /// The mean walk of those who reach any site.
    pub mean_walk_s: Option<f64>,
    /// The walk that half of all do not exceed; null when that many reach no site.
    pub p50_walk_s: Option<f64>,
    /// The walk that nine tenths of all do not exceed; null when that many reach no site.
    pub p90_walk_s: Option<f64>,
    /// Minutes walked beyond the standard, added up over people; each walk counts up to one hour.
    pub excess_person_min: f64,
}

/// Coverage by all kinds together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CircleRecord {
    /// Eligible seniors for whom every standard is met that is for them, at least one.
    pub complete: u64,
    /// Their share, from 0 to 1.
    pub coverage: f64,
}

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProposalRecord {
    /// The kind sited.
    pub kind: String,
    /// The model.
    pub model: String,
    /// The sites in order.
    pub sites: Vec<ProposedSiteRecord>,
    /// Covered before any proposed site, by open and committed ones.
    pub baseline: u64,
    /// Existing sites that the plan closes.
    #[serde(default)]
    pub closed: Vec<String>,
    /// People within the standard with all of them.
    #[serde(default)]
    pub covered: u64,
    /// What the model counts: people, sites, senior-seconds, seconds or money.
    pub objective: f64,
    /// What no plan can surpass, in the same unit.
    pub bound: f64,
    /// The bound that `certificate.json` shows by itself; `bound` may be closer, by branching. Null without a certificate.
    #[serde(default)]
    pub confirmed_bound: Option<f64>,
    /// The SHA-256 of `certificate.json` without blanks between values; null without one.
    #[serde(default)]
    pub certificate_sha256: Option<String>,
    /// How far the objective may be from the best, as a share of the bound.
    pub gap: f64,
    /// Whether nothing can be better.
    pub proved_optimal: bool,
    /// `optimal`, `gap`, or `limit_reached` where a proof was asked for.
    #[serde(default)]
    pub status: String,
    /// How it was found.
    pub method: String,
    /// The seed of the search.
    pub seed: u64,
    /// Seconds that the search took: the only value that may differ between runs.
    pub solve_s: f64,
    /// Into how many parts a person is divided in `certificate.json`; 1 unless people count by need.
    #[serde(default)]
    pub parts: u64,
    /// What the plan covers of each tier; empty unless it was made tier by tier.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub tiers: Vec<TierRecord>,
    /// The years of the roll-out; empty where none was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub rollout: Vec<YearRecord>,
    /// What each promise costs; absent where that was not asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub price_list: Option<Vec<PriceRecord>>,
    /// Plans under other assumptions; absent where that was not asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stability: Option<Vec<VariantRecord>>,
    /// The kinds that are sited together with it; empty where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub levels: Vec<LevelRecord>,
    /// Changes of sites that exist; empty where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub measures: Vec<MeasureRecord>,
    /// What the new sites and changes cost together; null where a cost is not known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cost: Option<f64>,
    /// Plans between people covered and another aim; absent where that was not asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub front: Option<FrontRecord>,
    /// What fewer or more sites reach.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub curve: Option<CurveRecord>,
    /// Distinct plans that are nearly as good; absent where none was asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub alternatives: Option<Vec<AlternativeRecord>>,
}

/// One proposed site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProposedSiteRecord {
    /// Its place in the order; the first is 1.
    pub rank: usize,
    /// The candidate.
    pub id: String,
    /// Its name, if any.
    pub name: Option<String>,
    /// What it would be: `build`, `convert` or `open_canteen`; absent for `build`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub action: Option<String>,
    /// Longitude in degrees.
    pub lon: Option<f64>,
    /// Latitude in degrees.
    pub lat: Option<f64>,
    /// People covered by adding it after those before it.
    pub gain: u64,
    /// People covered with it and those before it.
    pub covered_after: u64,
    /// People within the standard of this site and of no other open one.
    #[serde(default)]
    pub only_it: u64,
    /// What the plan loses without it: senior-seconds for p_median, else people.
    #[serde(default)]
    pub importance: f64,
    /// The candidate that would replace it best, where one keeps all promises.
    #[serde(default)]
    pub substitute: Option<SubstituteRecord>,
    /// In how many of the plans under other assumptions it is too; absent where that was not asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stable_in: Option<usize>,
}

/// How many findings there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingsRecord {
    /// The answer may be wrong.
    pub serious: usize,
    /// Some numbers are less certain than they look.
    pub warning: usize,
    /// Worth knowing.
    pub note: usize,
}

/// What the published layers leave out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivacyRecord {
    /// Counts under this are not published.
    pub threshold: u32,
    /// Published hexagons, joined ones counted once.
    pub hexagons: usize,
    /// Seniors in no published hexagon.
    pub withheld_seniors: u64,
    /// The eligible among them.
    pub withheld_eligible: u64,
    /// Eligible seniors in published hexagons that do not tell their coverage.
    pub eligible_without_coverage: u64,
    /// Districts of which something is withheld.
    pub partial_districts: usize,
    /// Numbers that are not told because an earlier release differs by too few people.
    #[serde(default, skip_serializing_if = "is_none")]
    pub held_back: usize,
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
const fn is_none(count: &usize) -> bool {
    *count == 0
}

/// The files that a run read.
pub(super) fn inputs(run: &Run) -> Vec<InputRecord> {
    InputRecord::all(run)
}

/// The record of a run.
pub fn record(run: &Run) -> RunRecord {
    record_of(run, &Publication::of(run))
}

/// The record of a run whose publication is already made.
pub fn record_of(run: &Run, publication: &Publication) -> RunRecord {
    RunRecord {
        schema: SCHEMA.to_owned(),
        planner_version: env!("CARGO_PKG_VERSION").to_owned(),
        verb: run.verb.to_owned(),
        title: run.scenario.title.clone(),
        as_of: run.scenario.as_of.clone(),
        attribution: ATTRIBUTION.to_owned(),
        inputs: InputRecord::all(run),
        walk: WalkRecord::of(run),
        network: NetworkRecord::of(run.network),
        terrain: run.terrain.map(TerrainRecord::of),
        seniors: SeniorsRecord::of(run),
        before: CoverageRecord::of(run.before, run.places),
        proposal: run
            .proposed
            .map(|(proposal, _)| ProposalRecord::of(proposal, run.places, run.solve_s)),
        after: run
            .proposed
            .map(|(_, after)| CoverageRecord::of(after, run.places)),
        assessment: AssessmentRecord::of(run, publication),
        everybody: EverybodyRecord::of(run),
        ledger: PromiseRecord::all(run, publication),
        check: (run.verb == "check").then(|| CheckRecord::of(run)),
        effects: run.effects.to_vec(),
        findings: FindingsRecord::of(run.findings),
        privacy: PrivacyRecord::of(run, publication),
        published: Some(PublishedRecord::of(run, publication)),
        scenario: run
            .scenario
            .resolved
            .iter()
            .map(|(key, value)| (key.clone(), fill::without_machine(value)))
            .collect(),
        question: fill::question(&run.scenario.question),
    }
}

impl RunRecord {
    /// Writes the record as indented JSON.
    pub fn write(&self, file: &mut impl Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *file, self)?;
        file.write_all(b"\n")
    }
}
