//! Two runs side by side: what changed in inputs, rules and plan, and who gains or loses, by group and by place.
//!
//! Reads what runs left behind, run records and published layers, and nothing that a person could be found in. Each run
//! is taken as it ends: with its proposal where it has one. A run compared with itself has no difference at all.
//!
//! # Method
//!
//! 1. Inputs by role and file, rules by key, standards by kind, proposed sites by id: whatever is not the same in both is a
//!    change. Files of a role that only one run has are taken to follow each other in their order.
//! 2. Counts by the same name in both: whole plan, groups, districts, hexagons. A difference of fewer people than the
//!    privacy threshold is withheld, and so is one that either run withholds. What only one run
//!    counts, such as a kind that the other has no standard for, or a group that the other does not tell, is no difference.
//! 3. Beside the covered stands whom they are a part of, so that a smaller number of fewer people is no loss.
//!
//! Seconds that a search took are not compared.

mod layers;
pub(crate) mod read;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use super::RunRecord;
use super::record::{KindRecord, PublishedRecord};
use crate::text::Told;

pub use layers::{FILES, write};
pub use read::{Side, read};

/// Why the folder of a run cannot be used.
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

impl Told for Error {
    fn zh(&self) -> String {
        match self {
            Self::Unreadable { why, path } => format!(
                "无法读取运行结果中的文件（{}）；应为 `planner score` 或 `propose` 留下的文件夹：{}",
                why.zh(),
                path.display()
            ),
            Self::Foreign { why, path } => format!(
                "该文件不是运行留下的（{why}）；请重新运行 `planner score` 或 `propose`：{}",
                path.display()
            ),
        }
    }
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
    /// Parts that only one run has, and how many they are: they cannot be compared.
    pub unmatched: Vec<(Part, usize)>,
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
    /// Whom they are a part of in each run, where that is told and enough to tell a share.
    pub of: [Option<u64>; 2],
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
        let threshold = a.record.privacy.threshold.max(b.record.privacy.threshold);
        let safe = |rows: Vec<Difference>| -> Vec<Difference> {
            rows.into_iter()
                .map(|row| row.withheld_below(threshold.into()))
                .collect()
        };
        let mut people = safe(whole(&a.record, &b.record));
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
            unmatched: unmatched(a, b),
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
            of: self.of.map(|of| of.filter(|all| *all >= 2 * threshold)),
            ..self
        }
    }

    /// The counts as shares of whom they are a part of, from 0 to 1.
    pub fn shares(&self) -> [Option<f64>; 2] {
        let share = |part: Option<u64>, of: Option<u64>| {
            let of = of.filter(|all| *all > 0)?;
            Some(part? as f64 / of as f64)
        };
        [share(self.a, self.of[0]), share(self.b, self.of[1])]
    }
}

/// The measure of those whom a measure counts a part of: all whom a standard is for, or all the eligible.
fn whole_of(measure: &str, counts: &BTreeMap<String, Option<u64>>) -> Option<u64> {
    let of = |name: &str| counts.get(name).copied();
    let eligible = || of("eligible_seniors").flatten();
    if measure == "circle_complete_seniors" {
        return eligible();
    }
    let kind = measure.strip_suffix("_covered_seniors")?;
    if kind.ends_with("_not") {
        return None;
    }
    of(&format!("{kind}_eligible_seniors")).unwrap_or_else(eligible)
}

/// How many districts, hexagons and groups only one run tells of.
fn unmatched(a: &Side, b: &Side) -> Vec<(Part, usize)> {
    let groups_of = |side: &Side| -> BTreeSet<(String, Option<String>)> {
        let groups = side.record.assessment.iter().flat_map(|a| &a.groups);
        groups.map(|g| (g.by.clone(), g.value.clone())).collect()
    };
    let (of_a, of_b) = (groups_of(a), groups_of(b));
    let found = [
        (Part::Group, of_a.symmetric_difference(&of_b).count()),
        (
            Part::District,
            layers::unmatched(Part::District, &a.districts, &b.districts),
        ),
        (
            Part::Hexagon,
            layers::unmatched(Part::Hexagon, &a.hexagons, &b.hexagons),
        ),
    ];
    found.into_iter().filter(|(_, count)| *count > 0).collect()
}

fn inputs(a: &RunRecord, b: &RunRecord) -> Vec<Change> {
    let of = |record: &RunRecord| -> BTreeMap<String, Vec<(String, String)>> {
        let mut roles: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for file in record.inputs.iter().filter(|file| file.role != "scenario") {
            let text = if file.tells_of_people() {
                file.file.clone()
            } else {
                let hash = short(&file.sha256);
                format!("{}: {} records, sha256 {hash}", file.file, file.records)
            };
            let told = (text, file.sha256.clone());
            roles.entry(file.role.clone()).or_default().push(told);
        }
        roles
    };
    let (a, b) = (of(a), of(b));
    let roles: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    let none = Vec::new();
    let mut changes = Vec::new();
    for role in roles {
        let (of_a, of_b) = (a.get(role).unwrap_or(&none), b.get(role).unwrap_or(&none));
        let gone = of_a.iter().filter(|file| !of_b.contains(file));
        let come = of_b.iter().filter(|file| !of_a.contains(file));
        let [gone, come] =
            [gone.collect(), come.collect()].map(|files: Vec<&(String, String)>| -> Vec<&String> {
                files.into_iter().map(|(text, _)| text).collect()
            });
        changes.extend((0..gone.len().max(come.len())).map(|number| Change {
            what: role.clone(),
            a: gone.get(number).map(ToString::to_string),
            b: come.get(number).map(ToString::to_string),
        }));
    }
    changes
}

fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

fn rules(a: &RunRecord, b: &RunRecord) -> Vec<Change> {
    let of = |record: &RunRecord| -> BTreeMap<String, String> {
        let mut rules = record.scenario.clone();
        // Standards are told apart by their kind, wherever they stand in the list.
        rules.retain(|key, _| !key.starts_with("standard."));
        for (kind, told) in &record.before.kinds {
            rules.insert(format!("standard {kind}"), standard(record, kind, told));
        }
        rules.insert("planner version".to_owned(), record.planner_version.clone());
        rules.insert("verb".to_owned(), record.verb.clone());
        let speed = format!("{} m/s", record.walk.speed_mps);
        rules.insert(format!("walk {}", record.walk.profile), speed);
        rules
    };
    changes(&of(a), &of(b))
}

/// A standard in a line: its minutes, and whatever else the scenario says of it.
fn standard(record: &RunRecord, kind: &str, told: &KindRecord) -> String {
    let scenario = &record.scenario;
    let mut line = format!("{} min", told.within_min);
    let mut stems = (0..record.before.kinds.len()).map(|number| format!("standard.{number}."));
    let is_it = |stem: &String| {
        scenario
            .get(&format!("{stem}kind"))
            .is_some_and(|k| k == kind)
    };
    let Some(stem) = stems.find(is_it) else {
        return line;
    };
    for (key, value) in scenario {
        let name = key
            .strip_prefix(stem.as_str())
            .filter(|name| !["kind", "within_min"].contains(name));
        line += &name.map_or_else(String::new, |name| format!(", {name} {value}"));
    }
    line
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

/// The whole plan as it may be told, and as a run ends; nothing where an early planner did not say what may be told.
fn whole(a: &RunRecord, b: &RunRecord) -> Vec<Difference> {
    let blank = (Part::Whole, String::new(), None);
    let told = |record: &RunRecord| record.published.as_ref().map(totals).unwrap_or_default();
    differing(&blank, &told(a), &told(b))
}

fn totals(published: &PublishedRecord) -> BTreeMap<String, Option<u64>> {
    let complete = published.circle.last().and_then(|share| share.people);
    let mut counts = BTreeMap::from([
        ("seniors".to_owned(), published.seniors),
        ("eligible_seniors".to_owned(), published.eligible),
        ("circle_complete_seniors".to_owned(), complete),
    ]);
    for standard in &published.standards {
        let kind = &standard.kind;
        let mut put = |what: &str, count| {
            counts.insert(format!("{kind}_{what}_seniors"), count);
        };
        if standard.rule.is_some() {
            put("eligible", standard.eligible);
        }
        let Some(end) = standard.phases.last() else {
            continue;
        };
        put("covered", end.covered.people);
        put("beyond", end.beyond);
        put("unreachable", end.unreachable);
        put("unsnapped", end.unsnapped);
    }
    counts
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
    let both = a
        .iter()
        .filter_map(|(measure, of_a)| Some((measure, *of_a, *b.get(measure)?)));
    both.filter(|(_, a, b)| a != b)
        .map(|(measure, of_a, of_b)| {
            let (whole_a, whole_b) = (whole_of(measure, a), whole_of(measure, b));
            let (a, b) = (of_a, of_b);
            Difference {
                part: whose.0,
                id: whose.1.clone(),
                name: whose.2.clone(),
                measure: measure.clone(),
                a,
                b,
                difference: a.zip(b).map(|(a, b)| b as i64 - a as i64),
                of: [whole_a, whole_b],
            }
        })
        .collect()
}
