//! The keys of `[candidates]` that say what a place must have, and which public buildings of the extract are candidates.
//!
//! `rules` names published rules ([`SiteRule::presets`]); `require` is the scenario's own: `floor_area_m2`, `ground_floor`,
//! `capacity`, `seniors` and `within_m` (1000 unless given). `public_buildings = true` adds [`PUBLIC_BUILDINGS`].

use serde::Deserialize;

use crate::places::SiteRule;
use crate::spelling::hint;

use super::super::Error;
use super::super::resolve::Resolver;
use super::super::twins::{CandidatesTwin, Number};

/// Tags of buildings that the public owns or meets in, where services are often opened.
pub(super) const PUBLIC_BUILDINGS: [&str; 9] = [
    "amenity=community_centre",
    "amenity=social_centre",
    "amenity=social_facility",
    "amenity=townhall",
    "amenity=library",
    "building=public",
    "building=civic",
    "building=government",
    "office=government",
];

/// What the scenario itself asks of a candidate.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::scenario) struct RequireTwin {
    floor_area_m2: Option<Number>,
    ground_floor: Option<bool>,
    capacity: Option<Number>,
    seniors: Option<u32>,
    within_m: Option<Number>,
}

impl Resolver<'_> {
    /// The rules that candidates must keep.
    pub(super) fn site_rules(self, twin: &CandidatesTwin) -> Result<Vec<SiteRule>, Error> {
        let mut rules = Vec::new();
        for name in &twin.rules {
            let rule = SiteRule::preset(name).ok_or_else(|| {
                let known = SiteRule::presets();
                self.invalid("candidates.rules", name, hint(name, &known))
            })?;
            rules.push(rule);
        }
        if let Some(own) = &twin.require {
            rules.push(self.own_rule(own)?);
        }
        Ok(rules)
    }

    fn own_rule(self, own: &RequireTwin) -> Result<SiteRule, Error> {
        let least = |key: &str, number: Option<Number>| {
            let value = number.map(Number::value);
            match value.filter(|value| !(value.is_finite() && *value > 0.0)) {
                Some(bad) => {
                    let key = format!("candidates.require.{key}");
                    Err(self.invalid(
                        &key,
                        &bad.to_string(),
                        ("大于 0 的数字", "a number above 0"),
                    ))
                }
                None => Ok(value),
            }
        };
        let within_m = least("within_m", own.within_m)?;
        if within_m.is_some() && own.seniors.is_none() {
            return Err(self.missing(
                "candidates.require.seniors",
                (
                    "within_m 范围内至少应有多少老年人",
                    "how many seniors within_m must hold",
                ),
            ));
        }
        Ok(SiteRule {
            name: "candidates.require".to_owned(),
            source: "the scenario".to_owned(),
            floor_area_m2: least("floor_area_m2", own.floor_area_m2)?,
            ground_floor: own.ground_floor.unwrap_or_default(),
            capacity: least("capacity", own.capacity)?,
            seniors_within: own.seniors.map(|n| (n.into(), within_m.unwrap_or(1_000.0))),
        })
    }
}
