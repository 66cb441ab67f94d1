//! Two runs side by side: what changed in inputs, rules and plan, and who gains or loses, by group and by place.
//!
//! Reads what runs left behind, run records and published layers, and nothing that a person could be found in. Each run
//! is taken as it ends: with its proposal where it has one. A run compared with itself has no difference at all.
//!
//! # Method
//!
//! 1. Inputs by role and file, rules by key, proposed sites by id: whatever is not the same in both is a change.
//! 2. Counts by the same name in both: whole plan, groups, districts, hexagons. A difference of fewer people than the
//!    privacy threshold is withheld below the whole plan, and so is one that either run withholds.
//!
//! Seconds that a search took are not compared.

mod layers;
pub(crate) mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::RunRecord;
use super::record::CoverageRecord;

pub use layers::{FILES, write};
pub use read::{Side, read};

/// Why two runs cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file of a run cannot be read.
    #[error("cannot read this file of a run ({why}); expected a folder that `planner score` or `propose` left: {}", path.display())]
    Unreadable {
        /// What the system says.
        why: std::io::Error,
        /// The file.
        path: std::path::PathBuf,
    },
    /// A file is no run record, or no layer.
    #[error("this file is not what a run leaves ({why}); run `planner score` or `propose` again: {}", path.display())]
    Foreign {
        /// What is wrong.
        why: String,
        /// The file.
        path: std::path::PathBuf,
    },
}

/// What differs between two runs; empty lists where nothing does.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Comparison {
    /// Files that were read.
    pub inputs: Vec<Change>,
    /// Keys of the scenario, the version of the planner.
    pub rules: Vec<Change>,
    /// Proposed sites, and what was to be sited.
    pub plan: Vec<Change>,
    /// Promises that are kept in one run only.
    pub promises: Vec<Change>,
    /// People, wherever their number differs.
    pub people: Vec<Difference>,
    /// Hexagons that only one run has: they cannot be compared.
    pub unmatched_hexagons: usize,
}

/// Something that is not the same in both runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What.
    pub what: String,
    /// In the first run, if it is there.
    pub a: Option<String>,
    /// In the second.
    pub b: Option<String>,
}

/// A number of people that is not the same in both runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Of whom.
    pub part: Part,
    /// Its code, value or hexagon; empty for the whole.
    pub id: String,
    /// Its name, if any.
    pub name: Option<String>,
    /// What is counted, such as `canteen_covered_seniors`.
    pub measure: String,
    /// In the first run; `None` where it is withheld.
    pub a: Option<u64>,
    /// In the second.
    pub b: Option<u64>,
    /// The second less the first; `None` where it may not be told.
    pub difference: Option<i64>,
}

/// A part of the people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// All of them.
    Whole,
    /// Those who have something in common.
    Group,
    /// Those of a district.
    District,
    /// Those of a hexagon.
    Hexagon,
}

impl Part {
    /// The name used in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Group => "group",
            Self::District => "district",
            Self::Hexagon => "hexagon",
        }
    }
}

impl Comparison {
    /// Compares two runs.
    pub fn of(a: &Side, b: &Side) -> Self {
        let mut people = whole(&a.record, &b.record);
        let threshold = a.record.privacy.threshold.max(b.record.privacy.threshold);
        let safe = |rows: Vec<Difference>| -> Vec<Difference> {
            rows.into_iter()
                .map(|row| row.withheld_below(threshold.into()))
                .collect()
        };
        people.extend(safe(groups(&a.record, &b.record)));
        people.extend(safe(layers::differences(
            Part::District,
            &a.districts,
            &b.districts,
        )));
        people.extend(safe(layers::differences(
            Part::Hexagon,
            &a.hexagons,
            &b.hexagons,
        )));
        Self {
            inputs: inputs(&a.record, &b.record),
            rules: rules(&a.record, &b.record),
            plan: plan(&a.record, &b.record),
            promises: promises(&a.record, &b.record),
            people,
            unmatched_hexagons: layers::unmatched(&a.hexagons, &b.hexagons),
        }
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The differences of one part of the people.
    pub fn of_part(&self, part: Part) -> impl Iterator<Item = &Difference> {
        self.people.iter().filter(move |row| row.part == part)
    }
}

impl Difference {
    fn withheld_below(self, threshold: u64) -> Self {
        let enough = |d: &i64| *d == 0 || d.unsigned_abs() >= threshold;
        Self {
            difference: self.difference.filter(enough),
            ..self
        }
    }
}

fn inputs(a: &RunRecord, b: &RunRecord) -> Vec<Change> {
    let of = |record: &RunRecord| -> BTreeMap<String, String> {
        let files = record.inputs.iter().filter(|file| file.role != "scenario");
        let mut named = BTreeMap::new();
        for file in files {
            let text = format!("{} records, sha256 {}", file.records, short(&file.sha256));
            named.insert(format!("{} {}", file.role, file.file), text);
        }
        named
    };
    changes(&of(a), &of(b))
}

fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

fn rules(a: &RunRecord, b: &RunRecord) -> Vec<Change> {
    let of = |record: &RunRecord| -> BTreeMap<String, String> {
        let mut rules = record.scenario.clone();
        rules.insert("planner version".to_owned(), record.planner_version.clone());
        rules.insert("verb".to_owned(), record.verb.clone());
        let speed = format!("{} m/s", record.walk.speed_mps);
        rules.insert(format!("walk {}", record.walk.profile), speed);
        rules
    };
    changes(&of(a), &of(b))
}

fn plan(a: &RunRecord, b: &RunRecord) -> Vec<Change> {
    let of = |record: &RunRecord| -> BTreeMap<String, String> {
        let proposal = record.proposal.iter();
        let sites = proposal.flat_map(|p| p.sites.iter().map(move |s| (p, s)));
        sites
            .map(|(proposal, site)| {
                let name = site.name.clone().unwrap_or_default();
                (format!("{} {}", proposal.kind, site.id), name)
            })
            .collect()
    };
    changes(&of(a), &of(b))
}

fn promises(a: &RunRecord, b: &RunRecord) -> Vec<Change> {
    let of = |record: &RunRecord| -> BTreeMap<String, String> {
        let all = record.ledger.iter();
        all.map(|promise| {
            let verdict = promise.after.as_ref().unwrap_or(&promise.before);
            let word = if verdict.met { "kept" } else { "short" };
            (promise.name.clone(), word.to_owned())
        })
        .collect()
    };
    changes(&of(a), &of(b))
}

/// Whatever is not the same under the same name.
fn changes(a: &BTreeMap<String, String>, b: &BTreeMap<String, String>) -> Vec<Change> {
    let mut names: Vec<&String> = a.keys().chain(b.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let names = names
        .into_iter()
        .filter(|name| a.get(*name) != b.get(*name));
    names
        .map(|name| Change {
            what: name.clone(),
            a: a.get(name).cloned(),
            b: b.get(name).cloned(),
        })
        .collect()
}

/// Coverage as a run ends.
fn end(record: &RunRecord) -> &CoverageRecord {
    record.after.as_ref().unwrap_or(&record.before)
}

fn whole(a: &RunRecord, b: &RunRecord) -> Vec<Difference> {
    let of = |record: &RunRecord| -> BTreeMap<String, Option<u64>> {
        let mut counts = BTreeMap::from([
            ("seniors".to_owned(), Some(record.seniors.total)),
            ("eligible_seniors".to_owned(), Some(record.seniors.eligible)),
        ]);
        let coverage = end(record);
        counts.insert(
            "circle_complete_seniors".to_owned(),
            Some(coverage.circle.complete),
        );
        for (kind, count) in &coverage.kinds {
            let mut put = |what: &str, count| {
                counts.insert(format!("{kind}_{what}_seniors"), Some(count));
            };
            if count.people() != record.seniors.eligible {
                put("eligible", count.people());
            }
            put("covered", count.covered);
            put("beyond", count.beyond);
            put("unreachable", count.unreachable);
            put("unsnapped", count.unsnapped);
        }
        counts
    };
    let blank = (Part::Whole, String::new(), None);
    differing(&blank, &of(a), &of(b))
}

fn groups(a: &RunRecord, b: &RunRecord) -> Vec<Difference> {
    type Groups = BTreeMap<(String, String), BTreeMap<String, Option<u64>>>;
    let of = |record: &RunRecord| -> Groups {
        let groups = record.assessment.iter().flat_map(|a| &a.groups);
        groups
            .map(|group| {
                let covered = if record.after.is_some() {
                    &group.covered_after
                } else {
                    &group.covered_before
                };
                let kinds = covered.iter();
                let mut counts: BTreeMap<String, Option<u64>> = kinds
                    .map(|(kind, count)| (format!("{kind}_covered_seniors"), *count))
                    .collect();
                counts.insert("eligible_seniors".to_owned(), group.eligible);
                let meant = group.eligible_by_kind.iter();
                counts.extend(meant.map(|(kind, n)| (format!("{kind}_eligible_seniors"), *n)));
                let value = group.value.clone().unwrap_or_default();
                ((group.by.clone(), value), counts)
            })
            .collect()
    };
    let (a, b) = (of(a), of(b));
    let nobody = BTreeMap::new();
    let mut names: Vec<&(String, String)> = a.keys().chain(b.keys()).collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .flat_map(|name| {
            let whose = (Part::Group, name.0.clone(), Some(name.1.clone()));
            let counts = (
                a.get(name).unwrap_or(&nobody),
                b.get(name).unwrap_or(&nobody),
            );
            differing(&whose, counts.0, counts.1)
        })
        .collect()
}

/// The counts of one part of the people that differ.
fn differing(
    whose: &(Part, String, Option<String>),
    a: &BTreeMap<String, Option<u64>>,
    b: &BTreeMap<String, Option<u64>>,
) -> Vec<Difference> {
    let mut measures: Vec<&String> = a.keys().chain(b.keys()).collect();
    measures.sort_unstable();
    measures.dedup();
    measures
        .into_iter()
        .filter_map(|measure| {
            let of =
                |counts: &BTreeMap<String, Option<u64>>| counts.get(measure).copied().flatten();
            let (a, b) = (of(a), of(b));
            (a != b).then(|| Difference {
                part: whose.0,
                id: whose.1.clone(),
                name: whose.2.clone(),
                measure: measure.clone(),
                a,
                b,
                difference: a.zip(b).map(|(a, b)| b as i64 - a as i64),
            })
        })
        .collect()
}
