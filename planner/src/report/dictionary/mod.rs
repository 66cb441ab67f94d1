//! What every property of every published table means: one list, from which all descriptions are made.
//!
//! [`Entry`] names a property by a pattern, because properties are named after the kinds of a scenario; [`known`] reads
//! the patterns for one run. Headers of workbooks, titles of GeoPackage columns, `dictionary.csv` and the page for
//! people ([`page`]) all come from here, and a test holds the list against what is written.

mod page;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::geopackage::Kind;
use crate::text::Lang;

pub use page::page;

/// The list, one property a line.
const LIST: &str = include_str!("entries.txt");

/// Every property of every table that leaves the office, in the order in which columns are shown.
pub static ENTRIES: LazyLock<Vec<Entry>> =
    LazyLock::new(|| LIST.lines().skip(1).filter_map(Entry::read).collect());

/// One property of one or several tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The tables that have it, by the stems of their files, with spaces between.
    pub tables: &'static str,
    /// Its name; `{kind}` stands for a standard's kind, `{phase}` for `before` or `after`, `{within}` for the minutes
    /// of a further standard of the same kind, `{also}` for its kind.
    pub property: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// In what it is measured.
    pub unit: Unit,
    /// Its short name, in Chinese and in English.
    pub title: [&'static str; 2],
    /// What it means, in Chinese and in English.
    pub meaning: [&'static str; 2],
}

/// In what a property is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// In nothing: a name, a code, a word.
    None,
    /// People.
    People,
    /// Things.
    Things,
    /// Minutes.
    Minutes,
    /// Minutes added up over people.
    PersonMinutes,
    /// Hundredths.
    Percent,
    /// Degrees.
    Degrees,
}

/// What the patterns stand for in one run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// How each standard's kind is called in property names.
    pub keys: Vec<String>,
    /// How each is called among people.
    pub kinds: Vec<String>,
    /// The minutes of each, as property names write them.
    pub minutes: Vec<String>,
}

/// A property of a run that the list knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The entry.
    pub entry: &'static Entry,
    /// Its place in the order in which properties are shown.
    pub order: [usize; 4],
    /// The kind that the pattern stands for, as people call it.
    kind: Option<String>,
    /// The phase that it stands for.
    phase: Option<usize>,
    /// Which further standard it stands for.
    further: Option<String>,
}

/// Names of phases at the end of properties, and for people.
const PHASES: [(&str, [&str; 2]); 2] = [
    ("before", ["现状", "today"]),
    ("after", ["方案后", "with the plan"]),
];

/// All properties that a table of a run may have.
pub fn known(table: &str, names: &Names) -> BTreeMap<String, Known> {
    let mut all = BTreeMap::new();
    for (place, entry) in ENTRIES.iter().enumerate() {
        if entry.is_of(table) {
            all.extend(entry.properties(place, names));
        }
    }
    all
}

impl Entry {
    /// Reads a line of the list.
    fn read(line: &'static str) -> Option<Self> {
        let mut cells = line.split('|').map(str::trim);
        let mut next = || cells.next();
        Some(Self {
            tables: next()?,
            property: next()?,
            kind: match next()? {
                "integer" => Kind::Integer,
                "number" => Kind::Real,
                "boolean" => Kind::Boolean,
                _ => Kind::Text,
            },
            unit: Unit::read(next()?),
            title: [next()?, next()?],
            meaning: [next()?, next()?],
        })
    }

    /// Whether a table has it.
    pub fn is_of(&self, table: &str) -> bool {
        self.tables.split(' ').any(|name| name == table)
    }

    /// The properties for which the entry stands in a run.
    fn properties(&'static self, place: usize, names: &Names) -> Vec<(String, Known)> {
        let kinds = 0..names.keys.len();
        let choices = |token: &str, count: usize| {
            if self.property.contains(token) {
                count
            } else {
                1
            }
        };
        let mut found = Vec::new();
        for kind in 0..choices("{kind}", kinds.len()) {
            for phase in 0..choices("{phase}", PHASES.len()) {
                let further =
                    choices("{within}", kinds.len() + 1) * choices("{also}", kinds.len() + 1);
                for also in 0..further {
                    found.push(self.bound(place, [kind, phase, also], names));
                }
            }
        }
        found
    }

    fn bound(
        &'static self,
        place: usize,
        [kind, phase, also]: [usize; 3],
        names: &Names,
    ) -> (String, Known) {
        let of = |list: &[String], at: usize| list.get(at).cloned();
        let minutes = also.checked_sub(1).and_then(|at| of(&names.minutes, at));
        let other = also.checked_sub(1).and_then(|at| of(&names.keys, at));
        let ending = |text: &Option<String>, unit: &str| {
            text.as_ref()
                .map(|t| format!("_{t}{unit}"))
                .unwrap_or_default()
        };
        let property = self
            .property
            .replace("{kind}", names.keys.get(kind).map_or("", String::as_str))
            .replace("{phase}", PHASES[phase].0)
            .replace("{within}", &ending(&minutes, "_min"))
            .replace("{also}", &ending(&other, ""));
        let has = |token: &str| self.property.contains(token);
        let further = if has("{within}") {
            minutes.map(|m| format!("{m} min"))
        } else {
            also.checked_sub(1).and_then(|at| of(&names.kinds, at))
        };
        let known = Known {
            entry: self,
            order: [place, also, kind, phase],
            kind: of(&names.kinds, kind).filter(|_| has("{kind}")),
            phase: has("{phase}").then_some(phase),
            further,
        };
        (property, known)
    }
}

/// The version of a pair of texts, Chinese first, in a language.
const fn of(pair: [&str; 2], lang: Lang) -> &str {
    lang.pick(pair[0], pair[1])
}

impl Known {
    /// Its short name in a language.
    pub fn title(&self, lang: Lang) -> String {
        self.filled(of(self.entry.title, lang), lang)
    }

    /// What it means, in a language.
    pub fn meaning(&self, lang: Lang) -> String {
        self.filled(of(self.entry.meaning, lang), lang)
    }

    fn filled(&self, text: &str, lang: Lang) -> String {
        let phase = self.phase.map_or("", |phase| of(PHASES[phase].1, lang));
        let mut text = text
            .replace("{kind}", self.kind.as_deref().unwrap_or_default())
            .replace("{phase}", phase);
        if let Some(further) = &self.further {
            text.push_str(" · ");
            text.push_str(further);
        }
        text
    }
}

impl Unit {
    fn read(word: &str) -> Self {
        match word {
            "people" => Self::People,
            "count" => Self::Things,
            "min" => Self::Minutes,
            "person-min" => Self::PersonMinutes,
            "pct" => Self::Percent,
            "degrees" => Self::Degrees,
            _ => Self::None,
        }
    }

    /// What it is called.
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::None => "",
            Self::People => lang.pick("人", "people"),
            Self::Things => lang.pick("个", "count"),
            Self::Minutes => lang.pick("分钟", "min"),
            Self::PersonMinutes => lang.pick("人·分钟", "person-min"),
            Self::Percent => "%",
            Self::Degrees => lang.pick("度", "degrees"),
        }
    }
}

/// What a kind of column is called.
pub const fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Integer => "integer",
        Kind::Real => "number",
        Kind::Text => "text",
        Kind::Boolean => "boolean",
    }
}

#[cfg(test)]
mod tests;
