//! What has been released before: a second release must not differ from an earlier one by a few people anywhere.
//!
//! Every table of a run is safe by itself (`privacy`). Two runs that differ by one person are not: whoever has both
//! subtracts. So the tables that leave the office are held against those that left it before, and a table that differs
//! by fewer people than the threshold in some cell is refused.
//!
//! # Method
//!
//! 1. A release is what its tables tell of counted people, cell by cell ([`Release::of`]): hexagons, districts, sites,
//!    groups, the whole plan. Numbers that follow from two of one cell (not eligible, not covered, covered without a
//!    complete circle, newly covered) are counted as told.
//! 2. Hexagons are joined differently from run to run. Those of both releases that overlap are joined until they do
//!    not; the sums of both sides are compared (`overlap`). What districts leave beside their hexagons is compared
//!    like a cell of its own.
//! 3. Numbers are compared wherever both releases tell them, today and with the plan crosswise: a plan that was carried
//!    out is tomorrow's today.
//! 4. Gaps are drawn around hexagons, and refused with them.
//! 5. Only releases that may tell of the same people are compared: of the same map or people, or with one title.
//! 6. A table that cuts the same people into other rows (districts of another level, other bands of age) is refused: what
//!    the rows of both leave of each other may be a few.
//! 7. What runs leave in their folders is remembered like what is exported; the user may say that it never left the
//!    office, and it is forgotten.
//!
//! # Invariants
//!
//! No number of a cell that both releases tell differs by 1 to k - 1, for any earlier release in the ledger. The ledger
//! holds published numbers only, and hashes of the files that tell one place from another.
//!
//! # References
//!
//! Hundepool, A. et al. (2012), Statistical Disclosure Control, chapter 4.3: linked tables.

pub mod history;
mod ledger;
pub mod overlap;
pub mod whole;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use geojson::Feature;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::geopackage::Value;

use super::export::Table;
use super::record::{InputRecord, PublishedRecord};

pub use ledger::{Error, Hold, Ledger};

/// The counts of one cell, by the name of the property.
pub type Counts = BTreeMap<String, u64>;

/// The cells of one table, by what they are called.
pub type Cells = BTreeMap<String, Counts>;

/// The counts that left the office together.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Release {
    /// Each table by its name.
    pub tables: BTreeMap<String, Cells>,
    /// By what releases of one place are known: its map, its people, its title. Empty for those of any place.
    #[serde(default)]
    pub place: Vec<String>,
    /// What released it.
    #[serde(default)]
    pub by: By,
    /// By what its tables cut people into rows; empty where that is not known.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub cuts: BTreeMap<String, String>,
    /// The name of the folder that it is of.
    #[serde(default)]
    pub folder: String,
}

/// What released something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A run wrote it into its folder: it may not have left the office.
    Run,
    /// It was exported, or put into a report again.
    #[default]
    Export,
}

/// A table that may not be released again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Its name.
    pub table: String,
    /// In how many cells it differs by too few people from some earlier release.
    pub cells: usize,
}

/// Which columns name the cells of a table.
const NAMED_BY: [(&str, &[&str]); 5] = [
    ("coverage", &["h3", "district"]),
    ("districts", &["code"]),
    ("facilities", &["id", "kind"]),
    ("proposal", &["id", "kind"]),
    ("groups", &["by", "value"]),
];

/// Tables of the whole plan, which exports show in one.
const WHOLE: [&str; 5] = ["whole", "standards", "met", PROMISES, "remarks"];

/// The table of people whom promises count.
pub const PROMISES: &str = "promises";

/// What exports call that one.
const SUMMARY: &str = "summary";

/// Roles of files by which a place is known.
const PLACE: [&str; 3] = ["osm", "seniors", "walk_times"];

/// How the parts of a cell's name are told apart.
const BETWEEN: char = '|';

impl Release {
    /// What a run tells of counted people; `keys` are the names of its standards in properties.
    pub fn of_run(published: &PublishedRecord, keys: &[String], tables: &[Table]) -> Self {
        let mut release = Self::of(tables);
        let whole = [
            whole::totals(published, keys),
            whole::standards(published, keys),
            whole::met(published),
            whole::promises(published),
            whole::remarks(published),
        ];
        let named = WHOLE.iter().map(|name| (*name).to_owned());
        release.tables.extend(named.zip(whole));
        release.cuts.clone_from(&published.cuts);
        release
    }

    /// The same from the layers of a run that is being written.
    pub fn of_layers(
        published: &PublishedRecord,
        keys: &[String],
        layers: &[(&str, &[Feature])],
    ) -> Self {
        let mut release = Self::of_run(published, keys, &[]);
        for (name, by) in NAMED_BY {
            if let Some((_, features)) = layers.iter().find(|(layer, _)| *layer == name) {
                let cells = features.iter().map(|feature| cell(feature, by));
                release.tables.insert(name.to_owned(), cells.collect());
            }
        }
        release
    }

    /// How many numbers it tells.
    pub fn numbers(&self) -> usize {
        let cells = self.tables.values().flat_map(BTreeMap::values);
        cells.map(BTreeMap::len).sum()
    }

    /// Says of which place it is, who released it, and from which folder.
    #[must_use]
    pub fn about(mut self, (title, inputs): (&str, &[InputRecord]), by: By, folder: &str) -> Self {
        let files = inputs.iter().filter(|input| PLACE.contains(&&*input.role));
        self.place = files
            .map(|input| format!("{} {}", input.role, input.sha256))
            .collect();
        self.place.push(format!("title {title}"));
        self.by = by;
        folder.clone_into(&mut self.folder);
        self
    }

    /// Whether two releases may tell of the same people.
    pub fn is_of_place(&self, other: &Self) -> bool {
        let unknown = self.place.is_empty() || other.place.is_empty();
        unknown || self.place.iter().any(|mark| other.place.contains(mark))
    }

    /// Whether two releases are of the same files of seniors; those that name none may be.
    pub fn is_of_same_people(&self, other: &Self) -> bool {
        let people = |release: &Self| -> BTreeSet<String> {
            let marks = release.place.iter();
            marks
                .filter(|mark| mark.starts_with("seniors "))
                .cloned()
                .collect()
        };
        people(self) == people(other)
    }

    /// What tables tell of counted people.
    pub fn of(tables: &[Table]) -> Self {
        let mut release = Self::default();
        for (name, by) in NAMED_BY {
            if let Some(table) = tables.iter().find(|table| table.name == name) {
                release.tables.insert(name.to_owned(), cells(table, by));
            }
        }
        release
    }

    /// The tables that may not be released after an earlier release.
    pub fn refused_after(&self, earlier: &Self, threshold: u64) -> Vec<Refusal> {
        let mut refused = Vec::new();
        for (name, now) in &self.tables {
            if self.is_cut_otherwise(name, earlier) {
                refused.push(Refusal {
                    table: name.clone(),
                    cells: now.len(),
                });
                continue;
            }
            let Some(then) = earlier.tables.get(name) else {
                continue;
            };
            let close = if name == "coverage" {
                self.close_hexagons(earlier, threshold)
            } else {
                let both = now
                    .iter()
                    .filter_map(|(cell, counts)| Some((counts, then.get(cell)?)));
                both.filter(|(now, then)| is_close(now, then, threshold))
                    .count()
            };
            let shown = if WHOLE.contains(&&**name) {
                SUMMARY
            } else {
                name
            };
            if close > 0 {
                refused.push(Refusal {
                    table: shown.to_owned(),
                    cells: close,
                });
            }
        }
        refused
    }

    /// Whether both tell of the same people, cut into other rows: what they leave of each other is not asked then.
    fn is_cut_otherwise(&self, table: &str, earlier: &Self) -> bool {
        let (cut, tables): (&str, &[&str]) = match table {
            "districts" | "coverage" => ("districts", &["districts", "coverage"]),
            "groups" => ("groups", &["groups"]),
            _ => return false,
        };
        let tells = |release: &Self, tables: &[&str]| {
            let cells = tables.iter().filter_map(|name| release.tables.get(*name));
            cells
                .flat_map(BTreeMap::values)
                .any(|counts| !counts.is_empty())
        };
        let both = self.cuts.get(cut).zip(earlier.cuts.get(cut));
        both.is_some_and(|(now, then)| now != then)
            && self.is_of_same_people(earlier)
            && tells(self, &[table])
            && tells(earlier, tables)
    }

    /// Hexagons, joined until both sides agree, and what districts leave beside them, that differ by too few.
    fn close_hexagons(&self, earlier: &Self, threshold: u64) -> usize {
        let hexagons = |release: &Self| release.tables.get("coverage").cloned().unwrap_or_default();
        let (now, then) = (hexagons(self), hexagons(earlier));
        let joined = overlap::joined(&now, &then);
        let close = joined
            .iter()
            .filter(|(now, then)| is_close(now, then, threshold))
            .count();
        let (rest, rest_then) = (self.rests(&now), earlier.rests(&then));
        let both = rest
            .iter()
            .filter_map(|(cell, counts)| Some((counts, rest_then.get(cell)?)));
        close
            + both
                .filter(|(now, then)| is_close(now, then, threshold))
                .count()
    }

    /// What each district leaves beside its hexagons, where both are told.
    fn rests(&self, hexagons: &Cells) -> Cells {
        let mut rests = Cells::new();
        for (code, counts) in self.tables.get("districts").into_iter().flatten() {
            let inside: Vec<&Counts> = hexagons
                .iter()
                .filter(|(cell, _)| overlap::district_of(cell) == code)
                .map(|(_, counts)| counts)
                .collect();
            let rest = counts.iter().filter_map(|(name, whole)| {
                let parts = inside.iter().map(|counts| counts.get(name).copied());
                let sum: u64 = parts.sum::<Option<u64>>()?;
                Some((name.clone(), whole.checked_sub(sum)?))
            });
            rests.insert(code.clone(), rest.collect());
        }
        rests
    }
}

/// How a folder is called in a ledger: by its last name, which tells no place on the machine.
pub fn folder_name(dir: &Path) -> String {
    let dir = std::fs::canonicalize(dir).unwrap_or_else(|_| dir.to_owned());
    let name = dir.file_name().map(|name| name.to_string_lossy());
    name.map(std::borrow::Cow::into_owned).unwrap_or_default()
}

/// Whether a table of a release is among those that were refused.
pub fn is_refused(name: &str, refused: &[Refusal]) -> bool {
    let shown = if WHOLE.contains(&name) { SUMMARY } else { name };
    refused.iter().any(|refusal| refusal.table == shown)
}

/// The counts of a table, cell by cell.
fn cells(table: &Table, by: &[&str]) -> Cells {
    let at = |name: &str| table.columns.iter().position(|column| column.name == name);
    let named: Vec<Option<usize>> = by.iter().map(|name| at(name)).collect();
    let mut cells = Cells::new();
    for row in &table.rows {
        let parts = named
            .iter()
            .map(|place| match place.map(|at| &row.values[at]) {
                Some(Value::Text(text)) => text.as_str(),
                _ => "",
            });
        let name = parts.collect::<Vec<_>>().join(&BETWEEN.to_string());
        let mut counts = Counts::new();
        for (column, value) in table.columns.iter().zip(&row.values) {
            if let Some(count) = counted(&column.name, value) {
                counts.insert(column.name.clone(), count);
            }
        }
        derive(&mut counts);
        cells.insert(name, counts);
    }
    cells
}

/// The name and the counts of a feature.
fn cell(feature: &Feature, by: &[&str]) -> (String, Counts) {
    let text = |name: &&str| {
        let told = feature.property(*name).and_then(Json::as_str);
        told.unwrap_or_default()
    };
    let name: Vec<&str> = by.iter().map(text).collect();
    let mut counts = Counts::new();
    for (property, value) in feature.properties.iter().flatten() {
        let value = value.as_i64().map_or(Value::Null, Value::Integer);
        counts.extend(counted(property, &value).map(|count| (property.clone(), count)));
    }
    derive(&mut counts);
    (name.join(&BETWEEN.to_string()), counts)
}

/// A value that counts people.
fn counted(name: &str, value: &Value) -> Option<u64> {
    let is_rate = name.starts_with("carries") || name.contains("_per_");
    let counts = name.contains("seniors") && !is_rate;
    match value {
        Value::Integer(count) if counts => u64::try_from(*count).ok(),
        _ => None,
    }
}

/// Adds what follows from two numbers of one cell.
pub fn derive(counts: &mut Counts) {
    let told = counts.clone();
    let mut less = |name: String, whole: &str, part: &str| {
        let both = told.get(whole).zip(told.get(part));
        if let Some(difference) = both.and_then(|(whole, part)| whole.checked_sub(*part)) {
            counts.insert(name, difference);
        }
    };
    less("not_eligible".to_owned(), "seniors", "eligible_seniors");
    for name in told.keys() {
        for phase in ["before", "after"] {
            let Some(kind) = name.strip_suffix(&format!("_covered_seniors_{phase}")) else {
                continue;
            };
            if kind.ends_with("_not") {
                continue;
            }
            let theirs = format!("{kind}_eligible_seniors");
            let all = if told.contains_key(&theirs) {
                theirs.as_str()
            } else {
                "eligible_seniors"
            };
            less(format!("{kind}_missed_{phase}"), all, name);
            let circle = format!("circle_complete_seniors_{phase}");
            less(format!("{kind}_without_circle_{phase}"), name, &circle);
            let before = format!("{kind}_covered_seniors_before");
            less(format!("{kind}_gained_{phase}"), name, &before);
        }
    }
}

/// Whether two cells differ by a few people in a number that both tell, phases crosswise.
fn is_close(now: &Counts, then: &Counts, threshold: u64) -> bool {
    let few = |a: u64, b: u64| (1..threshold).contains(&a.abs_diff(b));
    now.iter().any(|(name, count)| {
        alike(name).iter().any(|other| {
            let Some(before) = then.get(other).filter(|before| few(*count, **before)) else {
                return false;
            };
            // A difference between the phases of one release was told by that release alone.
            let told_then = other != name && then.get(name) == Some(count);
            let told_now = other != name && now.get(other) == Some(before);
            !told_then && !told_now
        })
    })
}

/// The names under which another release tells the same number, today or with its plan.
fn alike(name: &str) -> Vec<String> {
    for (phase, other) in [("before", "after"), ("after", "before")] {
        if let Some(stem) = name.strip_suffix(phase) {
            return vec![name.to_owned(), format!("{stem}{other}")];
        }
    }
    vec![name.to_owned()]
}

#[cfg(test)]
mod tests;
