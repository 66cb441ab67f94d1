//! What may be forwarded, as the run record keeps it: every figure that the report shows of people.
//!
//! Filled from [`Publication`] alone, so that no exact count of a part of the people can get in. `null` stands for what
//! is withheld. Shares are in per cent with one decimal, rounded down: 100 means everybody.

mod cuts;
mod fill;
mod front;
mod remarks;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use front::{AimRecord, BetweenRecord};
pub use remarks::{RemarkRecord, people_in};

use super::super::Publication;

/// What may be forwarded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublishedRecord {
    /// Counts of fewer people than this are withheld.
    pub threshold: u64,
    /// All seniors.
    pub seniors: Option<u64>,
    /// Those for whom the plan is.
    pub eligible: Option<u64>,
    /// Complete circles, in each phase.
    pub circle: Vec<ShareRecord>,
    /// People by how many standards are met for them, in each phase.
    pub standards_met: Vec<Option<Vec<u64>>>,
    /// People whom promises count, in the order of the ledger; promises that count none are left out.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub promises: Vec<PromisedRecord>,
    /// Each standard over the whole plan.
    pub standards: Vec<StandardRecord>,
    /// Districts by code; those outside every district last.
    pub areas: Vec<AreaRecord>,
    /// Existing sites by kind and id.
    pub sites: Vec<SiteRecord>,
    /// Proposed sites in order.
    pub proposed: Vec<GainRecord>,
    /// Gaps that are left in the end, as `gaps.geojson` has them.
    pub gaps: Vec<GapRecord>,
    /// What is proven of the plan.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub proof: Option<ProofRecord>,
    /// Plans between people covered and another aim, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub front: Option<BetweenRecord>,
    /// Groups of people by what they have in common.
    pub groups: Vec<CrowdRecord>,
    /// By what the rows of tables are cut: beside a release that cuts the same people otherwise, a table is not told.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub cuts: BTreeMap<String, String>,
    /// What is wrong with the data, by code.
    pub findings: Vec<RemarkRecord>,
}

/// People whom a promise counts, as far as they may be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromisedRecord {
    /// The promise as it was written.
    pub rule: String,
    /// Today.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub before: Option<KeptRecord>,
    /// With what is proposed and committed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub after: Option<KeptRecord>,
}

/// People whom a promise counts in one phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptRecord {
    /// All of them.
    pub counted: u64,
    /// Those for whom it is kept.
    pub kept: u64,
}

/// People, and their share of the eligible, or of those whom a standard is for.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct ShareRecord {
    /// How many.
    pub people: Option<u64>,
    /// Their share.
    pub pct: Option<f64>,
}

/// One standard over the whole plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StandardRecord {
    /// The kind.
    pub kind: String,
    /// Those whom it is for, all the eligible unless the scenario has a rule; absent where they may not be told.
    #[serde(default)]
    pub eligible: Option<u64>,
    /// The rule that says whom of the eligible it is for, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// How many minutes are allowed.
    pub within_min: f64,
    /// Each phase.
    pub phases: Vec<ReachRecord>,
    /// How many more are covered with the plan.
    pub gained: Option<u64>,
    /// People who walk no longer than so many minutes.
    pub minutes: Vec<MinutesRecord>,
    /// People by how long they walk.
    pub bins: Vec<BinRecord>,
    /// Coverage today at other speeds.
    pub speeds: Vec<AtSpeedRecord>,
    /// Access by each method, in the end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub access: Vec<AccessRecord>,
}

/// Access of everybody by one method; rounded, so that nobody moves it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccessRecord {
    /// The method.
    pub method: String,
    /// Supply per person, to two digits.
    pub mean: f64,
    /// Gini index, to a tenth, as the others are.
    pub gini: Option<f64>,
    /// Palma ratio.
    pub palma: Option<f64>,
    /// Theil index.
    pub theil: Option<f64>,
    /// Concentration index along deprivation.
    pub concentration: Option<f64>,
}

/// One standard in one phase.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ReachRecord {
    /// Covered people.
    pub covered: ShareRecord,
    /// The others.
    pub not_covered: ShareRecord,
    /// People whose walk is longer.
    pub beyond: Option<u64>,
    /// People from whom no path leads to any site.
    pub unreachable: Option<u64>,
    /// People attached to no street.
    pub unsnapped: Option<u64>,
    /// Covered whatever the unknown paths are; null also where it differs from the covered by too few.
    pub sure: Option<u64>,
    /// Covered if the unknown paths work; null likewise.
    pub possible: Option<u64>,
    /// Covered, and served at the middle participation.
    pub served: ShareRecord,
    /// Covered, and without a seat.
    pub full: ShareRecord,
    /// The walk that half of all do not exceed.
    pub p50_walk_min: Option<f64>,
    /// The walk that nine tenths of all do not exceed.
    pub p90_walk_min: Option<f64>,
    /// People with one, two, three sites within the standard.
    pub choices: Vec<Option<u64>>,
    /// Circles against the walk; null where a part is too small.
    pub circles: Vec<Option<CircleShareRecord>>,
}

/// One circle against the walk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CircleShareRecord {
    /// Its radius.
    pub radius_m: f64,
    /// People in the circle.
    pub in_circle: ShareRecord,
    /// Those of them who are not within the standard on foot.
    pub not_covered: u64,
    /// People within the standard and outside the circle.
    pub outside: u64,
}

/// People who walk no longer than so many minutes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MinutesRecord {
    /// The minutes.
    pub minutes: u64,
    /// How many, in each phase.
    pub people: Vec<u64>,
    /// Their share, in each phase.
    pub pct: Vec<f64>,
}

/// People whose walk is longer than the one and no longer than the other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BinRecord {
    /// More minutes than this.
    pub from_min: u64,
    /// At most these; null for all longer walks, and for those from whom no path leads anywhere.
    pub to_min: Option<u64>,
    /// How many, in each phase.
    pub people: Vec<u64>,
}

/// Coverage today at another speed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AtSpeedRecord {
    /// Speed on flat ground.
    pub speed_mps: f64,
    /// Covered people.
    pub covered: ShareRecord,
}

/// One district.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AreaRecord {
    /// Its code; null for those outside every district.
    pub code: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// All seniors.
    pub seniors: Option<u64>,
    /// Those for whom the plan is.
    pub eligible: Option<u64>,
    /// Complete circles, in each phase.
    pub circle: Vec<ShareRecord>,
    /// For each standard, each phase.
    pub standards: Vec<Vec<AreaReachRecord>>,
    /// Whether anything is withheld.
    pub withheld: bool,
}

/// One standard in one phase in one district.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AreaReachRecord {
    /// Covered people.
    pub covered: ShareRecord,
    /// The others.
    pub not_covered: Option<u64>,
    /// People whose walk is longer.
    pub beyond: Option<u64>,
    /// People from whom no path leads to any site.
    pub unreachable: Option<u64>,
    /// People attached to no street.
    pub unsnapped: Option<u64>,
    /// The walk that half of all do not exceed.
    pub p50_walk_min: Option<u64>,
    /// The walk that nine tenths of all do not exceed.
    pub p90_walk_min: Option<u64>,
    /// Those who find a seat at the middle participation.
    pub served: Option<u64>,
}

/// One existing site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteRecord {
    /// Its id.
    pub id: String,
    /// Its name, if any.
    pub name: Option<String>,
    /// What it offers.
    pub kind: String,
    /// Whether it is open.
    pub status: String,
    /// The code of its district.
    pub district: Option<String>,
    /// Longitude in degrees.
    pub lon: Option<f64>,
    /// Latitude in degrees.
    pub lat: Option<f64>,
    /// How many it can serve.
    pub capacity: Option<f64>,
    /// People whose nearest site it is within the standard, in each phase; empty where no standard counts it.
    pub load: Vec<Option<u64>>,
    /// How long they walk on average, in each phase.
    pub mean_walk_min: Vec<Option<u64>>,
    /// People who would lose their coverage if it closed.
    pub closed_uncovered: Option<u64>,
}

/// One proposed site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GainRecord {
    /// Its place in the order; the first is 1.
    pub rank: usize,
    /// The candidate.
    pub id: String,
    /// Its name, if any.
    pub name: Option<String>,
    /// The code of its district.
    pub district: Option<String>,
    /// Longitude in degrees.
    pub lon: Option<f64>,
    /// Latitude in degrees.
    pub lat: Option<f64>,
    /// People covered by adding it after those before it.
    pub gain: Option<u64>,
    /// People covered with it and those before it.
    pub covered_after: ShareRecord,
    /// People whose nearest site it is in the end.
    pub load: Option<u64>,
    /// How long they walk on average.
    pub mean_walk_min: Option<u64>,
    /// The nearest site of the kind that is open or decided, in a straight line.
    pub nearest_site: Option<String>,
    /// How far that is, to ten metres.
    pub nearest_m: Option<u64>,
}

/// One gap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GapRecord {
    /// The kind that is missing.
    pub kind: String,
    /// Its place among the gaps of its kind.
    pub rank: usize,
    /// The code of the district in which most of its people live.
    pub district: Option<String>,
    /// Uncovered people.
    pub people: u64,
    /// How long those walk on average who reach any site.
    pub mean_walk_min: Option<u64>,
    /// Why most of them are not covered.
    pub main_cause: Option<String>,
}

/// What is proven of the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProofRecord {
    /// How many sites it proposes.
    pub sites: usize,
    /// How much better another plan could be at most, in per cent of this one, rounded up to hundredths.
    pub room_pct: f64,
    /// The same by what a checker can confirm without the search; null where it can confirm nothing.
    #[serde(default)]
    pub confirmed_room_pct: Option<f64>,
}

/// People who have something in common.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CrowdRecord {
    /// What its table tells apart.
    pub by: String,
    /// The value that its people share; null where it is not known.
    pub value: Option<String>,
    /// How many they are.
    pub eligible: Option<u64>,
    /// For each standard, the covered in each phase.
    pub standards: Vec<Vec<ShareRecord>>,
}

impl PublishedRecord {
    /// How many phases there are: 2 where sites are proposed.
    pub fn phases(&self) -> usize {
        self.circle.len()
    }

    /// How many values of two records differ, or stand in one of them only.
    pub fn differing(&self, other: &Self) -> u64 {
        let leaves = |record: &Self| {
            let mut leaves = BTreeMap::new();
            gather(&serde_json::json!(record), String::new(), &mut leaves);
            leaves.remove("/threshold");
            leaves
        };
        let (one, two) = (leaves(self), leaves(other));
        let places: BTreeSet<&String> = one.keys().chain(two.keys()).collect();
        let differ = places.into_iter().filter(|p| one.get(*p) != two.get(*p));
        differ.count() as u64
    }
}

/// All values of a record that are told, by where they stand.
fn gather(value: &Value, place: String, leaves: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(members) => {
            for (name, inside) in members {
                gather(inside, format!("{place}/{name}"), leaves);
            }
        }
        Value::Array(members) => {
            for (number, inside) in members.iter().enumerate() {
                gather(inside, format!("{place}/{number}"), leaves);
            }
        }
        Value::Null => {}
        told => {
            leaves.insert(place, told.clone());
        }
    }
}
