//! `[[siting.level]]`: kinds that are sited together with the kind of `[siting]`, and how near they must be.
//!
//! | key | default | what |
//! |---|---|---|
//! | `kind` | required | another kind; its candidates say so in their column `kind` |
//! | `supports` | `siting.kind` | the kind whose new sites count only near one of it: that of `[siting]` or of a level before |
//! | `within_min` | required | how far it may be from what it supports, from the level's site to the other |
//! | `profile` | that of the standard | who travels between them, such as drive or ebike |
//! | `sites` | no limit | at most so many new sites of it |
//! | `budget` | none | the most that its new sites cost together; `siting.budget` counts the new sites of all kinds |

use serde::Deserialize;

use super::super::resolve::Resolver;
use super::super::twins::Number;
use super::super::{Error, LevelInput};
use super::{MOST_AMOUNT, SitingTwin};
use crate::coverage::Standard;
use crate::units::WalkTime;

/// The longest minutes of a link.
const LONGEST_MIN: f64 = 240.0;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LevelTwin {
    kind: String,
    supports: Option<String>,
    sites: Option<i64>,
    budget: Option<Number>,
    within_min: Number,
    profile: Option<String>,
}

impl SitingTwin {
    /// Whether a kind is that of a level.
    pub(super) fn has_level(&self, kind: &str) -> bool {
        self.level.iter().any(|level| level.kind == kind)
    }

    /// Whether kinds are sited together.
    pub(in crate::scenario) const fn has_levels(&self) -> bool {
        !self.level.is_empty()
    }
}

impl Resolver<'_> {
    /// The levels, for the kind of `[siting]` with its standard.
    pub(super) fn levels(
        self,
        twin: &SitingTwin,
        standard: Option<&Standard>,
    ) -> Result<Vec<LevelInput>, Error> {
        let mut levels: Vec<LevelInput> = Vec::new();
        let kind = standard.map_or("", |standard| standard.kind.as_str());
        if !twin.level.is_empty() && !twin.rollout.is_empty() {
            return Err(self.contradiction(
                "siting.level",
                "siting.rollout",
                (
                    "不能同时使用：分年实施只针对一类设施",
                    "do not go together: a roll-out opens sites of one kind only",
                ),
            ));
        }
        for (number, level) in twin.level.iter().enumerate() {
            let known: Vec<&str> = [kind]
                .into_iter()
                .chain(levels.iter().map(|level| level.kind.as_str()))
                .collect();
            let level = self.level(number, level, (&known, standard))?;
            levels.push(level);
        }
        Ok(levels)
    }

    fn level(
        self,
        number: usize,
        twin: &LevelTwin,
        (known, standard): (&[&str], Option<&Standard>),
    ) -> Result<LevelInput, Error> {
        let key = |name: &str| format!("siting.level.{number}.{name}");
        let LevelTwin { kind, .. } = twin;
        if kind.trim().is_empty() || known.contains(&kind.as_str()) {
            let known = known.join(", ");
            let expected = (
                format!("尚未选址的设施类别：{known} 已在选址"),
                format!("a kind that is not sited already: {known} are"),
            );
            return Err(self.invalid(&key("kind"), kind, expected));
        }
        let supports = twin.supports.as_deref().unwrap_or(known[0]);
        if !known.contains(&supports) {
            let known = known.join(", ");
            let expected = (
                format!("[siting] 或前面某一级的设施类别：{known}"),
                format!("the kind of [siting] or of a level before: {known}"),
            );
            return Err(self.invalid(&key("supports"), supports, expected));
        }
        let minutes = twin.within_min.value();
        if !(minutes.is_finite() && minutes > 0.0 && minutes <= LONGEST_MIN) {
            let expected = (
                format!("大于 0、至多 {LONGEST_MIN} 的分钟数"),
                format!("minutes above 0 and up to {LONGEST_MIN}"),
            );
            return Err(self.invalid(&key("within_min"), &minutes.to_string(), expected));
        }
        let own = (twin.profile.as_deref())
            .map(|name| self.preset(&key("profile"), name))
            .transpose()?;
        let usual = standard.and_then(|standard| standard.profile.clone());
        let sites = (twin.sites)
            .map(|sites| self.whole(&key("sites"), sites, 0..=1_000_000))
            .transpose()?;
        Ok(LevelInput {
            kind: kind.clone(),
            supports: supports.to_owned(),
            sites: sites.map(|sites| sites as usize),
            budget: self.amount(&key("budget"), twin.budget, MOST_AMOUNT)?,
            within: WalkTime::from_seconds(minutes * 60.0),
            profile: own.map(|profile| profile.name).or(usual),
            serves: standard.is_some_and(|standard| standard.also.contains(kind)),
        })
    }
}
