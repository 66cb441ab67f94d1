//! `[demand]`, `[access]`, `[audit]`, `[gaps]`, `[vulnerability]`, `[groups]` and `[[promise]]`: what is told beside
//! plain coverage.

use serde::Deserialize;

use super::resolve::Resolver;
use super::twins::{Number, ScenarioTwin};
use super::{Error, Scenario};
use crate::coverage::access::Shape;
use crate::coverage::assessment::{AccessSettings, AssessSettings};
use crate::coverage::ledger::{self, Claim, Misread, Promise, Quantity};
use crate::impedance::WalkProfile;
use crate::spelling::hint;
use crate::text::Bilingual;
use crate::units::{Metres, Seniors, WalkSpeed, WalkTime};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemandTwin {
    participation_pct: Option<Vec<Number>>,
    sittings: Option<Number>,
    min_load: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccessTwin {
    within_min: Option<Number>,
    decay: Option<String>,
    zones: Option<Vec<(Number, Number)>>,
    per_min: Option<Number>,
    exponent: Option<Number>,
    deprivation: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AuditTwin {
    radii_m: Option<Vec<Number>>,
    speeds_mps: Option<Vec<Number>>,
}

impl AuditTwin {
    pub(super) const fn has_speeds(&self) -> bool {
        self.speeds_mps.is_some()
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GapsTwin {
    link_m: Option<Number>,
}

impl GapsTwin {
    pub(super) const fn has_link(&self) -> bool {
        self.link_m.is_some()
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VulnerabilityTwin {
    age_80: Option<Number>,
    living_alone: Option<Number>,
    disabled: Option<Number>,
    relief: Option<Number>,
    most: Option<Number>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupsTwin {
    age_bands: Option<Vec<i64>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PromiseTwin {
    name: Option<String>,
    rule: Option<String>,
}

/// Names of decays, as a scenario has them.
const DECAYS: (&str, &str) = (
    "gaussian、binary、zones、linear、exponential 或 power",
    "gaussian, binary, zones, linear, exponential or power",
);
/// Words that mean the usual level of districts where the scenario names no levels.
const USUAL_LEVELS: [&str; 12] = [
    "district",
    "street",
    "subdistrict",
    "town",
    "township",
    "community",
    "village",
    "街道",
    "乡镇",
    "镇",
    "社区",
    "村",
];

impl Resolver<'_> {
    /// What is told beside plain coverage.
    pub(super) fn assess(self, twin: &ScenarioTwin) -> Result<AssessSettings, Error> {
        let usual = AssessSettings::default();
        let mut settings = usual.clone();
        settings.demand.participation_pct = self.numbers(
            "demand.participation_pct",
            twin.demand.participation_pct.as_deref(),
            (usual.demand.participation_pct, 0.01..=100.0),
        )?;
        settings.demand.sittings = self.real(
            "demand.sittings",
            twin.demand.sittings,
            (usual.demand.sittings, 0.1..=100.0),
        )?;
        let min_load = twin
            .demand
            .min_load
            .unwrap_or(usual.demand.min_load.count() as i64);
        let min_load = self.whole("demand.min_load", min_load, 0..=10_000_000)?;
        settings.demand.min_load = Seniors::new(min_load as u64);
        settings.access = self.access(&twin.access)?;
        let radii = usual.audit.radii.iter().map(|m| m.metres()).collect();
        let radii = self.numbers(
            "audit.radii_m",
            twin.audit.radii_m.as_deref(),
            (radii, 1.0..=50_000.0),
        )?;
        settings.audit.radii = radii.into_iter().map(Metres::new).collect();
        let speeds = self.numbers(
            "audit.speeds_mps",
            twin.audit.speeds_mps.as_deref(),
            (Vec::new(), 0.05..=20.0),
        )?;
        settings.audit.speeds = speeds.into_iter().filter_map(WalkSpeed::from_mps).collect();
        let link = (usual.gap_link.metres(), 1.0..=5_000.0);
        settings.gap_link = Metres::new(self.real("gaps.link_m", twin.gaps.link_m, link)?);
        let (v, usual) = (&twin.vulnerability, usual.vulnerability);
        let factor = |key, found, usual| self.real(key, found, (usual, 1.0..=100.0));
        settings.vulnerability.age_80 = factor("vulnerability.age_80", v.age_80, usual.age_80)?;
        settings.vulnerability.alone =
            factor("vulnerability.living_alone", v.living_alone, usual.alone)?;
        settings.vulnerability.disabled =
            factor("vulnerability.disabled", v.disabled, usual.disabled)?;
        settings.vulnerability.relief = factor("vulnerability.relief", v.relief, usual.relief)?;
        settings.vulnerability.most = factor("vulnerability.most", v.most, usual.most)?;
        if let Some(bands) = &twin.groups.age_bands {
            settings.age_bands = self.age_bands(bands)?;
        }
        Ok(settings)
    }

    fn access(self, twin: &AccessTwin) -> Result<AccessSettings, Error> {
        let within = twin.within_min.map(|minutes| {
            let minutes = self.real("access.within_min", Some(minutes), (15.0, 0.1..=240.0))?;
            Ok(WalkTime::from_seconds(minutes * 60.0))
        });
        let name = twin.decay.as_deref().unwrap_or("gaussian");
        let shape = match name {
            "gaussian" => Shape::Gaussian,
            "binary" => Shape::Binary,
            "linear" => Shape::Linear,
            "zones" => self.zones(twin.zones.as_deref())?,
            "exponential" => Shape::Exponential {
                per_min: self.real("access.per_min", twin.per_min, (0.1, 0.0001..=10.0))?,
            },
            "power" => Shape::Power {
                exponent: self.real("access.exponent", twin.exponent, (1.0, 0.01..=10.0))?,
            },
            other => return Err(self.invalid("access.decay", other, DECAYS)),
        };
        let without_effect = [
            ("access.zones", twin.zones.is_some(), "zones"),
            ("access.per_min", twin.per_min.is_some(), "exponential"),
            ("access.exponent", twin.exponent.is_some(), "power"),
        ];
        if let Some((key, ..)) = without_effect
            .iter()
            .find(|(_, is_set, of)| *is_set && *of != name)
        {
            return Err(self.contradiction(
                *key,
                format!("access.decay = \"{name}\""),
                (
                    "不能同时使用：请删去其一",
                    "do not go together: leave one out",
                ),
            ));
        }
        Ok(AccessSettings {
            within: within.transpose()?,
            shape,
            deprivation: twin.deprivation.clone(),
        })
    }

    fn zones(self, zones: Option<&[(Number, Number)]>) -> Result<Shape, Error> {
        let expected = (
            "按分钟从小到大的分钟数与权重，如 [[5, 1], [10, 0.68], [15, 0.22]]",
            "minutes and weights, ascending in minutes, such as [[5, 1], [10, 0.68], [15, 0.22]]",
        );
        let usual = [(5.0, 1.0), (10.0, 0.68), (15.0, 0.22)];
        let zones: Vec<(f64, f64)> = match zones {
            Some(zones) => zones.iter().map(|(m, w)| (m.value(), w.value())).collect(),
            None => usual.to_vec(),
        };
        let sound = |(minutes, weight): &(f64, f64)| {
            (0.0..=240.0).contains(minutes) && (0.0..=1.0).contains(weight)
        };
        let ascending = zones.windows(2).all(|w| w[0].0 < w[1].0);
        if zones.is_empty() || !ascending || !zones.iter().all(sound) {
            return Err(self.invalid("access.zones", &format!("{zones:?}"), expected));
        }
        let zone = |(minutes, weight)| (WalkTime::from_seconds(minutes * 60.0), weight);
        Ok(Shape::Zones(zones.into_iter().map(zone).collect()))
    }

    fn age_bands(self, bands: &[i64]) -> Result<Vec<u8>, Error> {
        let ascending = bands.windows(2).all(|w| w[0] < w[1]);
        if bands.is_empty() || !ascending || bands.iter().any(|age| !(1..=120).contains(age)) {
            let expected = (
                "1 到 120 之间从小到大的年龄，如 [60, 70, 80, 90]",
                "ages from 1 to 120, ascending, such as [60, 70, 80, 90]",
            );
            return Err(self.invalid("groups.age_bands", &format!("{bands:?}"), expected));
        }
        Ok(bands.iter().map(|age| *age as u8).collect())
    }

    fn real(
        self,
        key: &str,
        found: Option<Number>,
        (usual, allowed): (f64, std::ops::RangeInclusive<f64>),
    ) -> Result<f64, Error> {
        let found = found.map_or(usual, Number::value);
        if allowed.contains(&found) {
            return Ok(found);
        }
        let (least, most) = allowed.into_inner();
        let expected = (
            format!("{least} 到 {most} 之间的数字"),
            format!("a number from {least} to {most}"),
        );
        Err(self.invalid(key, &found.to_string(), expected))
    }

    fn numbers(
        self,
        key: &str,
        found: Option<&[Number]>,
        (usual, allowed): (Vec<f64>, std::ops::RangeInclusive<f64>),
    ) -> Result<Vec<f64>, Error> {
        let Some(found) = found else {
            return Ok(usual);
        };
        if found.is_empty() {
            return Err(self.invalid(key, "[]", ("至少一个数字", "at least one number")));
        }
        let one = |number: &Number| self.real(key, Some(*number), (0.0, allowed.clone()));
        found.iter().map(one).collect()
    }

    /// Refuses ways between sites where walk times come from a table, which says nothing of them.
    fn refuse_ways(self, claim: Claim) -> Result<Claim, Misread> {
        match &claim {
            Claim::EveryWithin { sites, .. } if self.has_times => {
                let expected = (
                    "不涉及设施之间路程的条目：reach.matrix 只有居民的步行时间",
                    "no ways between sites: reach.matrix holds walks of people only",
                );
                let found = Bilingual::alike(format!("`{}`", sites.text));
                Err(Misread::new(sites.column, found, expected))
            }
            _ => Ok(claim),
        }
    }

    /// The promises, each read and checked as far as the scenario itself can tell.
    pub(super) fn promises(
        self,
        twins: &[PromiseTwin],
        scenario: &Scenario,
    ) -> Result<Vec<Promise>, Error> {
        let levels: Vec<&str> = scenario
            .districts
            .iter()
            .map(|d| d.level.as_str())
            .collect();
        let kinds = scenario.standards.iter().map(|s| s.kind.as_str());
        let kinds: Vec<&str> = kinds.collect();
        twins
            .iter()
            .enumerate()
            .map(|(number, twin)| {
                let text = twin.rule.clone().ok_or_else(|| {
                    self.missing(
                        "promise.rule",
                        (
                            "任务条目，如 'count(canteen) >= 11'",
                            "a promise such as 'count(canteen) >= 11'",
                        ),
                    )
                })?;
                let claim = ledger::parse(&text)
                    .and_then(|claim| self.refuse_ways(claim))
                    .and_then(|claim| checked(claim, &levels, &kinds))
                    .map_err(|misread| Error::Promise {
                        number,
                        message: misread.shown_in(&text).into(),
                        path: self.path.to_owned(),
                    })?;
                if let Some(rule) = claim.rule() {
                    self.refuse_columns(&format!("promise.{number}.rule"), rule)?;
                }
                Ok(Promise {
                    name: twin.name.clone().unwrap_or_else(|| text.clone()),
                    text,
                    claim,
                })
            })
            .collect()
    }
}

/// Looks up the words of a claim that the scenario knows all of: levels, walk profiles, and kinds that have a standard.
fn checked(mut claim: Claim, levels: &[&str], kinds: &[&str]) -> Result<Claim, Misread> {
    match &mut claim {
        Claim::Measure {
            quantity: Quantity::Coverage { kind, .. },
            ..
        } if !kinds.contains(&kind.text.as_str()) && !ledger::is_circle(&kind.text) => {
            let known = kinds.join(", ");
            let expected = (
                format!("有达标要求（[[standard]]）的类别：{known}；或 circle（全部要求）"),
                format!("a kind with a [[standard]]: {known}; or circle for all of them"),
            );
            let found = Bilingual::alike(format!("`{}`", kind.text));
            return Err(Misread::new(kind.column, found, expected));
        }
        Claim::EveryHas { level, .. }
        | Claim::Measure {
            quantity: Quantity::Share { level, .. },
            ..
        } => {
            level.text = level_named(&level.text, levels).ok_or_else(|| {
                let expected = if levels.is_empty() {
                    Bilingual::new(
                        "无：情景没有 [districts]",
                        "no level: the scenario has no [districts]",
                    )
                } else {
                    hint(&level.text, levels)
                };
                let found = Bilingual::alike(format!("`{}`", level.text));
                Misread::new(level.column, found, expected)
            })?;
        }
        Claim::EveryWithin { by: Some(by), .. } if WalkProfile::preset(&by.text).is_none() => {
            let known = WalkProfile::names().join(", ");
            let expected = (format!("以下之一：{known}"), format!("one of {known}"));
            let found = Bilingual::alike(format!("`{}`", by.text));
            return Err(Misread::new(by.column, found, expected));
        }
        _ => {}
    }
    Ok(claim)
}

/// The level that a word means, in the singular or the plural; where there is one level, any usual word means it.
fn level_named(word: &str, levels: &[&str]) -> Option<String> {
    let singular = word.strip_suffix('s').unwrap_or(word);
    let of_y = word.strip_suffix("ies").map(|stem| format!("{stem}y"));
    let forms = [Some(word.to_owned()), Some(singular.to_owned()), of_y];
    let named = |level: &&&str| forms.iter().flatten().any(|form| form == **level);
    if let Some(level) = levels.iter().find(named) {
        return Some((*level).to_owned());
    }
    let usual = forms
        .iter()
        .flatten()
        .any(|form| USUAL_LEVELS.contains(&form.as_str()));
    match levels {
        [only] if usual => Some((*only).to_owned()),
        _ => None,
    }
}
