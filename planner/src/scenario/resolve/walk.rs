//! `[walk]`: the profile, its keys, speeds by age, and the keys of profiles that standards and promises name.

use std::collections::BTreeMap;

use toml::Value;

use crate::coverage::ledger::Claim;
use crate::impedance::{AgeSpeed, WalkProfile};
use crate::spelling::hint;
use crate::text::{Bilingual, Told as _};
use crate::units::WalkSpeed;

use super::super::{Error, Scenario};
use super::Resolver;

/// The walk profile of a scenario that names none.
const USUAL_PROFILE: &str = "elder_walk";
/// The key of the profile's name.
const PROFILE: &str = "profile";
/// The key of speeds by age.
const SPEED_BY_AGE: &str = "speed_by_age";
/// Nobody is older than this.
const OLDEST: i64 = 130;
/// Searches take as many times as long as there are speeds.
const MOST_SPEEDS: usize = 12;

/// What `[walk]` says: the scenario's walkers, and others by the name of their profile.
pub(super) type Walks = (WalkProfile, BTreeMap<String, WalkProfile>);

impl Resolver<'_> {
    /// Reads `[walk]` and its sub-tables, such as `[walk.ebike]`.
    pub(super) fn walks(self, walk: &BTreeMap<String, Value>) -> Result<Walks, Error> {
        let name = match walk.get(PROFILE) {
            None => USUAL_PROFILE,
            Some(Value::String(name)) => name,
            Some(other) => {
                return Err(self.invalid(
                    "walk.profile",
                    &other.to_string(),
                    ("加引号的名称", "a name in quotes"),
                ));
            }
        };
        let mut profile = self.preset("walk.profile", name)?;
        let mut others = BTreeMap::new();
        for (key, value) in walk.iter().filter(|(key, _)| *key != PROFILE) {
            match value {
                Value::Table(keys) if WalkProfile::names().contains(&key.as_str()) => {
                    let mut other = self.preset("walk", key)?;
                    for (name, value) in keys {
                        self.set(&mut other, &format!("walk.{key}"), (name, value))?;
                    }
                    others.insert(key.clone(), other);
                }
                _ if key == SPEED_BY_AGE => profile.ages = self.ages(&profile, value)?,
                _ => self.set(&mut profile, "walk", (key, value))?,
            }
        }
        if others.contains_key(name) {
            return Err(self.contradiction(
                format!("[walk.{name}]"),
                "walk.profile",
                (
                    "指同一种出行方式：请把各键写在 [walk] 中",
                    "name the same profile: write its keys in [walk]",
                ),
            ));
        }
        Ok((profile, others))
    }

    /// Makes sure that somebody travels by each profile that `[walk.NAME]` changes.
    pub(super) fn check_walks(self, scenario: &Scenario) -> Result<(), Error> {
        let of_standards = scenario
            .standards
            .iter()
            .filter_map(|s| s.profile.as_deref());
        let levels = scenario.siting.iter().flat_map(|siting| &siting.levels);
        let of_levels = levels.filter_map(|level| level.profile.as_deref());
        let of_promises = scenario
            .promises
            .iter()
            .filter_map(|promise| match &promise.claim {
                Claim::EveryWithin { by, .. } => by.as_ref().map(|by| by.text.as_str()),
                _ => None,
            });
        let named: Vec<&str> = of_standards.chain(of_levels).chain(of_promises).collect();
        match scenario
            .walks
            .keys()
            .find(|name| !named.contains(&name.as_str()))
        {
            Some(idle) => {
                let expected = (
                    "须有标准、任务或 siting.level 使用这种出行方式，否则无人使用",
                    "a standard, a promise or a siting.level that names this profile: nobody else travels by it",
                );
                Err(self.invalid(&format!("walk.{idle}"), "{…}", expected))
            }
            None => Ok(()),
        }
    }

    /// The preset of a name that stands at a key.
    pub(in crate::scenario) fn preset(self, key: &str, name: &str) -> Result<WalkProfile, Error> {
        WalkProfile::preset(name).ok_or_else(|| {
            let known = WalkProfile::names().join(", ");
            let expected = (format!("以下之一：{known}"), format!("one of {known}"));
            self.invalid(key, name, expected)
        })
    }

    /// Sets one number of a profile.
    fn set(
        self,
        profile: &mut WalkProfile,
        section: &str,
        (key, value): (&String, &Value),
    ) -> Result<(), Error> {
        if !WalkProfile::keys().contains(&key.as_str()) {
            let mut known = WalkProfile::keys();
            known.extend([PROFILE, SPEED_BY_AGE]);
            return Err(Error::UnknownKey {
                at: Bilingual::alike(format!("[{section}]")).into(),
                key: format!("{section}.{key}"),
                hint: hint(key, &known).into(),
                path: self.path.to_owned(),
            });
        }
        let name = format!("{section}.{key}");
        let number = number(value)
            .ok_or_else(|| self.invalid(&name, &value.to_string(), ("数字", "a number")))?;
        profile.set(key, number).map_err(|e| Error::Malformed {
            at: Bilingual::alike(name).into(),
            message: Bilingual::new(e.zh(), e.to_string()).into(),
            path: self.path.to_owned(),
        })
    }

    /// Speeds by age: the profile's own, none, or a table of ages and speeds.
    fn ages(self, profile: &WalkProfile, value: &Value) -> Result<Vec<AgeSpeed>, Error> {
        let key = "walk.speed_by_age";
        let expected = (
            "true、false，或从低到高的年龄与速度（米/秒），如 [[60, 1.15], [70, 1.0], [80, 0.8]]",
            "true, false, or ages with speeds in metres a second, the youngest first, such as \
             [[60, 1.15], [70, 1.0], [80, 0.8]]",
        );
        match value {
            Value::Boolean(false) => Ok(Vec::new()),
            Value::Boolean(true) => profile.usual_ages().ok_or_else(|| {
                let profile = &profile.name;
                let (zh, en) = expected;
                let expected = (
                    format!("表：{profile} 没有自带的分年龄速度；{zh}"),
                    format!("a table: {profile} has no speeds by age of its own; {en}"),
                );
                self.invalid(key, "true", expected)
            }),
            Value::Array(rows) => {
                let ages: Option<Vec<AgeSpeed>> = rows.iter().map(age_speed).collect();
                ages.filter(|ages| {
                    let is_short = (1..=MOST_SPEEDS).contains(&ages.len());
                    is_short && ages.windows(2).all(|w| w[0].from < w[1].from)
                })
                .ok_or_else(|| self.invalid(key, &value.to_string(), expected))
            }
            other => Err(self.invalid(key, &other.to_string(), expected)),
        }
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(n) => Some(*n as f64),
        Value::Float(x) => Some(*x),
        _ => None,
    }
}

/// One row of a table of speeds: an age and a speed that a profile may have.
fn age_speed(row: &Value) -> Option<AgeSpeed> {
    let Value::Array(row) = row else {
        return None;
    };
    let [Value::Integer(age), speed] = row.as_slice() else {
        return None;
    };
    let mps = number(speed).filter(|mps| (0.05..=10.0).contains(mps))?;
    let from = u8::try_from(*age).ok().filter(|_| *age <= OLDEST)?;
    Some(AgeSpeed {
        from,
        speed: WalkSpeed::from_mps(mps)?,
    })
}
