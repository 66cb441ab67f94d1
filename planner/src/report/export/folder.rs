//! The folder of a run becomes tables: its layers, its totals and groups, its findings by code.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::geopackage::{Shape, Value};
use crate::text::Lang;

use super::super::compare;
use super::super::compare::read::{layer, record};
use super::super::dictionary::Names;
use super::super::layers::property_keys;
use super::super::record::{GroupRecord, RunRecord};
use super::super::release::{self, By, Release};
use super::table::{About, Table};
use super::whole;

/// A run as its folder tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Folder {
    /// The name of the folder.
    pub folder: String,
    /// Its record: for the office.
    pub record: RunRecord,
    /// The language of its titles.
    pub lang: Lang,
    /// What its properties are named after.
    pub names: Names,
    /// Its tables, all of which may be published.
    pub tables: Vec<Table>,
}

/// The layers of a run, with what people call them and what they are made of.
pub const LAYERS: [(&str, [&str; 2], Shape); 5] = [
    ("coverage", ["六边形", "hexagons"], Shape::Areas),
    ("districts", ["区划", "districts"], Shape::Areas),
    ("facilities", ["现有设施", "existing sites"], Shape::Points),
    ("proposal", ["建议新增", "proposed sites"], Shape::Points),
    ("gaps", ["缺口", "gaps"], Shape::Areas),
];

impl Folder {
    /// Reads the folder of a run; titles are in the run's own language unless another is given.
    pub fn read(dir: &Path, lang: Option<Lang>) -> Result<Self, compare::Error> {
        let record = record(dir)?;
        let own = record
            .scenario
            .get("language")
            .and_then(|name| Lang::parse(name));
        let lang = lang.or(own).unwrap_or_default();
        let names = names(&record);
        let mut folder = Self {
            folder: release::folder_name(dir),
            tables: Vec::new(),
            record,
            lang,
            names,
        };
        folder
            .tables
            .push(whole::table(&folder.record, folder.about(&SUMMARY)));
        for described in &LAYERS {
            let path = dir.join(format!("{}.geojson", described.0));
            if !path.is_file() {
                continue;
            }
            let features = layer(&path)?;
            let table = Table::of_features(folder.about(described), &features)
                .map_err(|why| compare::Error::Foreign { why, path })?;
            folder.tables.push(table);
        }
        folder.tables.extend(folder.groups());
        folder
            .tables
            .push(folder.findings(&dir.join("findings.csv"))?);
        Ok(folder)
    }

    /// What the run tells of counted people, as a release.
    pub fn release(&self, by: By) -> Release {
        let keys = &self.names.keys;
        let release = match &self.record.published {
            Some(published) => Release::of_run(published, keys, &self.tables),
            None => Release::of(&self.tables),
        };
        release.about((&self.record.title, &self.record.inputs), by, &self.folder)
    }

    pub(super) fn about(
        &self,
        (name, titles, shape): &(&'static str, [&'static str; 2], Shape),
    ) -> About<'_> {
        About {
            name,
            title: self.lang.pick(titles[0], titles[1]),
            shape: *shape,
            names: &self.names,
            lang: self.lang,
        }
    }

    /// The groups of people that may be shown; `None` where the run tells of none.
    fn groups(&self) -> Option<Table> {
        let assessment = self.record.assessment.as_ref()?;
        let phases = if self.record.after.is_some() { 2 } else { 1 };
        let phases = &["before", "after"][..phases];
        let mut columns = vec![
            "by".to_owned(),
            "value".to_owned(),
            "eligible_seniors".to_owned(),
        ];
        let groups = &assessment.groups;
        let apart = groups
            .iter()
            .any(|group| !group.eligible_by_kind.is_empty());
        if apart {
            let keys = self.names.keys.iter();
            columns.extend(keys.map(|key| format!("{key}_eligible_seniors")));
        }
        for phase in phases {
            columns.extend(
                self.names
                    .keys
                    .iter()
                    .map(|key| format!("{key}_covered_seniors_{phase}")),
            );
            columns.push(format!("circle_complete_seniors_{phase}"));
        }
        let shown = assessment
            .groups
            .iter()
            .filter(|group| group.eligible.is_some());
        let rows: Vec<Vec<Value>> = shown.map(|group| self.group(group, phases.len())).collect();
        if rows.is_empty() {
            return None;
        }
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        Some(Table::plain(self.about(&GROUPS), &columns, rows))
    }

    fn group(&self, group: &GroupRecord, phases: usize) -> Vec<Value> {
        let mut row = vec![
            Value::Text(group.by.clone()),
            group.value.clone().map_or(Value::Null, Value::Text),
            whole::count(group.eligible),
        ];
        if !group.eligible_by_kind.is_empty() {
            let kinds = self.names.kinds.iter();
            let meant = kinds.map(|kind| group.eligible_by_kind.get(kind).copied().flatten());
            row.extend(meant.map(whole::count));
        }
        let covered = [&group.covered_before, &group.covered_after];
        for (phase, covered) in covered.iter().enumerate().take(phases) {
            for kind in &self.names.kinds {
                row.push(whole::count(covered.get(kind).copied().flatten()));
            }
            row.push(whole::count(
                group.circle_complete.get(phase).copied().flatten(),
            ));
        }
        row
    }

    /// How many findings have each code; their texts quote the office's own files and stay there.
    fn findings(&self, path: &Path) -> Result<Table, compare::Error> {
        let mut by_code: BTreeMap<[String; 3], i64> = BTreeMap::new();
        if path.is_file() {
            let foreign = |why: String| compare::Error::Foreign {
                why,
                path: path.to_owned(),
            };
            let text = fs::read_to_string(path).map_err(|why| compare::Error::Unreadable {
                why,
                path: path.to_owned(),
            })?;
            let mut table =
                csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
            for row in table.records() {
                let row = row.map_err(|why| foreign(why.to_string()))?;
                let cell = |at: usize| row.get(at).unwrap_or_default().to_owned();
                *by_code.entry([cell(0), cell(1), cell(5)]).or_default() += 1;
            }
        }
        let rows = by_code.into_iter().map(|(words, findings)| {
            let mut row: Vec<Value> = words.into_iter().map(Value::Text).collect();
            row.push(Value::Integer(findings));
            row
        });
        Ok(Table::plain(
            self.about(&FINDINGS),
            &["severity", "stage", "code", "findings"],
            rows.collect(),
        ))
    }
}

const SUMMARY: (&str, [&str; 2], Shape) = ("summary", ["总览", "summary"], Shape::None);
const GROUPS: (&str, [&str; 2], Shape) = ("groups", ["人群", "groups"], Shape::None);
const FINDINGS: (&str, [&str; 2], Shape) = ("findings", ["问题清单", "findings"], Shape::None);

/// What the columns of all tables mean.
pub(super) const DICTIONARY: (&str, [&str; 2], Shape) =
    ("dictionary", ["数据字典", "dictionary"], Shape::None);

/// Whether a table of an export is called so.
pub(super) fn is_table(name: &str) -> bool {
    let others = [SUMMARY, GROUPS, FINDINGS, DICTIONARY];
    LAYERS
        .iter()
        .chain(&others)
        .any(|(table, ..)| *table == name)
}

/// What properties of a run are named after: its standards, in their order.
fn names(record: &RunRecord) -> Names {
    let mut names = Names::default();
    let mut plain = Vec::new();
    for number in 0.. {
        let Some(kind) = record.scenario.get(&format!("standard.{number}.kind")) else {
            break;
        };
        let minutes = record
            .scenario
            .get(&format!("standard.{number}.within_min"));
        let minutes = minutes
            .and_then(|m| m.parse::<f64>().ok())
            .unwrap_or_default();
        // The record tells a second standard of one kind by its minutes.
        names.kinds.push(if names.kinds.contains(kind) {
            format!("{kind} ({minutes} min)")
        } else {
            kind.clone()
        });
        names.minutes.push(minutes.to_string());
        plain.push(kind.as_str());
    }
    names.keys = property_keys(plain);
    names
}
