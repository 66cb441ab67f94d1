//! The twin becomes the scenario as it is meant: defaults filled in, paths resolved, values checked.

mod times;
mod walk;
mod walls;

use std::collections::BTreeMap;
use std::path::Path;

use toml::{Table, Value};

use crate::coverage::Standard;
use crate::text::{Bilingual, Lang};
use crate::units::WalkTime;

use super::record::resolved;
use super::twins::{Number, ScenarioTwin, StandardTwin};
use super::{Error, Priority, Scenario};

/// Minutes of a standard that names none: the 15-minute circle.
const USUAL_WITHIN_MIN: f64 = 15.0;
/// The longest standard that makes sense, in minutes.
const LONGEST_WITHIN_MIN: f64 = 240.0;
/// Counts under this are withheld outside the office.
const USUAL_THRESHOLD: i64 = Scenario::USUAL_THRESHOLD as i64;
/// A lower threshold would not protect anybody.
const THRESHOLDS: std::ops::RangeInclusive<i64> = 5..=1_000_000;

/// Turns a twin into a scenario; `table` is what the twin was read from.
pub(super) fn scenario(path: &Path, twin: &ScenarioTwin, table: &Table) -> Result<Scenario, Error> {
    let r = Resolver {
        path,
        has_times: twin.reach.is_some(),
    };
    let times = r.times(twin)?;
    r.refuse_maps(twin)?;
    let standards = r.standards(twin)?;
    let siting = twin
        .siting
        .as_ref()
        .map(|s| r.siting(s, &standards))
        .transpose()?;
    let (walk, walks) = r.walks(&twin.walk)?;
    let privacy_threshold = r.whole(
        "privacy.threshold",
        twin.privacy.threshold.unwrap_or(USUAL_THRESHOLD),
        THRESHOLDS,
    )?;
    let mut scenario = Scenario {
        file: path.to_owned(),
        title: r.title(twin.title.clone()),
        as_of: twin.as_of.as_ref().map(|d| r.date(d)).transpose()?,
        language: r.language(twin.language.as_deref())?,
        osm: r.extract(twin)?,
        walk_times: times.map(|file| r.file(file)),
        terrain: twin
            .network
            .terrain
            .as_slice()
            .iter()
            .map(|file| r.file(file))
            .collect(),
        walk,
        walks,
        seniors: r.each(&twin.seniors, Resolver::seniors)?,
        eligible: r.eligible(twin.eligible.as_ref())?,
        tiers: r.tiers(&twin.tier)?,
        facilities: r.each(&twin.facilities, Resolver::facilities)?,
        candidates: r.candidates(&twin.candidates)?,
        walls: r.walls(&twin.network)?,
        districts: r.districts(&twin.districts.0)?,
        district_level: twin.privacy.district_level.clone(),
        standards,
        siting,
        assess: r.assess(twin)?,
        promises: Vec::new(),
        privacy_threshold: privacy_threshold as u32,
        resolved: BTreeMap::new(),
        question: table.clone(),
    };
    r.check_levels(&scenario)?;
    r.check_tiers(&scenario)?;
    scenario.promises = r.promises(&twin.promise, &scenario)?;
    r.check_walks(&scenario)?;
    r.want_columns(&mut scenario)?;
    scenario.resolved = resolved(&scenario, table);
    Ok(scenario)
}

/// Knows the scenario's file, for messages and for paths.
#[derive(Clone, Copy)]
pub(super) struct Resolver<'a> {
    pub(super) path: &'a Path,
    /// Whether walk times come from a table.
    pub(super) has_times: bool,
}

impl Resolver<'_> {
    /// Tiers can only come first when there are some.
    fn check_tiers(self, scenario: &Scenario) -> Result<(), Error> {
        let asked = scenario.siting.as_ref().map(|siting| siting.priority);
        if asked == Some(Priority::ByTier) && scenario.tiers.is_empty() {
            return Err(self.missing(
                "[[tier]]",
                (
                    "siting.priority = \"tier\" 所需的名称和规则",
                    "a name and a rule, for siting.priority = \"tier\"",
                ),
            ));
        }
        Ok(())
    }

    fn title(self, title: Option<String>) -> String {
        title.unwrap_or_else(|| {
            let stem = self.path.file_stem().unwrap_or_default();
            stem.to_string_lossy().into_owned()
        })
    }

    /// A day as `YYYY-MM-DD`, written as a string or as a TOML date.
    fn date(self, value: &Value) -> Result<String, Error> {
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let date: Option<toml::value::Datetime> = text.parse().ok();
        let is_day = date.is_some_and(|d| d.date.is_some() && d.time.is_none());
        if is_day {
            Ok(text)
        } else {
            Err(self.invalid(
                "as_of",
                &text,
                ("日期，如 \"2022-10-28\"", "a day such as \"2022-10-28\""),
            ))
        }
    }

    fn language(self, language: Option<&str>) -> Result<Lang, Error> {
        let Some(text) = language else {
            return Ok(Lang::default());
        };
        Lang::parse(text).ok_or_else(|| self.invalid("language", text, ("zh 或 en", "zh or en")))
    }

    /// The standards as given, else 15 minutes for every kind that the scenario names itself.
    fn standards(self, twin: &ScenarioTwin) -> Result<Vec<Standard>, Error> {
        let mut standards: Vec<Standard> = Vec::new();
        for (number, standard) in twin.standard.iter().enumerate() {
            let standard = self.standard(number, standard)?;
            if let Some(same) = standards.iter().position(|s| s.kind == standard.kind) {
                return Err(self.contradiction(
                    format!("standard.{same}"),
                    format!("standard.{number}"),
                    (
                        "针对同一类设施：请只留一个",
                        "are for the same kind: keep one",
                    ),
                ));
            }
            standards.push(standard);
        }
        if standards.is_empty() {
            standards = usual_standards(twin);
        }
        Ok(standards)
    }

    fn standard(self, number: usize, twin: &StandardTwin) -> Result<Standard, Error> {
        let kind = twin
            .kind
            .clone()
            .filter(|kind| !kind.trim().is_empty())
            .ok_or_else(|| self.missing("standard.kind", ("设施类别", "a kind of facility")))?;
        let minutes = twin.within_min.map_or(USUAL_WITHIN_MIN, Number::value);
        if !(minutes.is_finite() && minutes > 0.0 && minutes <= LONGEST_WITHIN_MIN) {
            return Err(self.invalid(
                &format!("standard.{number}.within_min"),
                &minutes.to_string(),
                (
                    format!("大于 0、至多 {LONGEST_WITHIN_MIN} 的分钟数"),
                    format!("minutes above 0 and up to {LONGEST_WITHIN_MIN}"),
                ),
            ));
        }
        if twin.also.contains(&kind) {
            let expected = (
                "可替代本类的其他设施类别",
                "other kinds that do as well as its own",
            );
            return Err(self.invalid(&format!("standard.{number}.also"), &kind, expected));
        }
        let profile = twin.profile.as_deref();
        let profile = profile
            .map(|name| self.preset(&format!("standard.{number}.profile"), name))
            .transpose()?;
        let rule = twin.eligible.as_ref();
        let eligible = rule
            .map(|text| self.rule(&format!("standard.{number}.eligible"), text))
            .transpose()?;
        Ok(Standard {
            also: twin.also.clone(),
            eligible,
            profile: profile.map(|profile| profile.name),
            ..Standard::new(kind, WalkTime::from_seconds(minutes * 60.0))
        })
    }

    pub(super) fn each<T, U>(
        self,
        twins: &[T],
        one: impl Fn(Self, usize, &T) -> Result<U, Error>,
    ) -> Result<Vec<U>, Error> {
        let numbered = twins.iter().enumerate();
        numbered
            .map(|(number, twin)| one(self, number, twin))
            .collect()
    }

    pub(super) fn whole(
        self,
        key: &str,
        found: i64,
        allowed: std::ops::RangeInclusive<i64>,
    ) -> Result<i64, Error> {
        if allowed.contains(&found) {
            return Ok(found);
        }
        let (least, most) = allowed.into_inner();
        let expected = (
            format!("{least} 到 {most} 之间的整数"),
            format!("a whole number from {least} to {most}"),
        );
        Err(self.invalid(key, &found.to_string(), expected))
    }

    pub(super) fn invalid(self, key: &str, found: &str, expected: impl Into<Bilingual>) -> Error {
        Error::Invalid {
            key: key.to_owned(),
            found: Bilingual::alike(found).into(),
            expected: Box::new(expected.into()),
            path: self.path.to_owned(),
        }
    }

    /// A key that must be given where it stands.
    pub(super) fn absent(self, key: &str, expected: impl Into<Bilingual>) -> Error {
        Error::Invalid {
            key: key.to_owned(),
            found: Bilingual::new("（未填写）", "nothing").into(),
            expected: Box::new(expected.into()),
            path: self.path.to_owned(),
        }
    }

    pub(super) fn missing(self, key: &'static str, expected: impl Into<Bilingual>) -> Error {
        Error::Missing {
            key,
            expected: Box::new(expected.into()),
            path: self.path.to_owned(),
        }
    }

    pub(super) fn contradiction(
        self,
        first: impl Into<String>,
        second: impl Into<String>,
        problem: impl Into<Bilingual>,
    ) -> Error {
        Error::Contradiction {
            first: first.into(),
            second: second.into(),
            problem: Box::new(problem.into()),
            path: self.path.to_owned(),
        }
    }
}

/// 15 minutes for every kind that the scenario names itself, in order of appearance.
fn usual_standards(twin: &ScenarioTwin) -> Vec<Standard> {
    let of_facilities = twin.facilities.iter().filter_map(|f| f.kind.as_ref());
    let of_siting = twin.siting.iter().filter_map(|s| s.kind.as_ref());
    let mut kinds: Vec<&String> = Vec::new();
    for kind in of_facilities.chain(of_siting) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let within = WalkTime::from_seconds(USUAL_WITHIN_MIN * 60.0);
    kinds
        .into_iter()
        .map(|kind| Standard::new(kind, within))
        .collect()
}
