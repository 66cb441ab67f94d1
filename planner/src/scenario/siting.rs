//! `[siting]`: what to site, and what the plan must keep.
//!
//! | key | default | what |
//! |---|---|---|
//! | `kind` | the only standard's | the kind to site |
//! | `model` | mclp | mclp · lscp · p_median · p_center · min_cost · backup |
//! | `sites` | 1; no limit for lscp and min_cost | at most so many new sites |
//! | `seed` | 0 | the seed of the search |
//! | `effort` | 1 | how many times the usual work may be done |
//! | `prove` | false | go on to a proof, or to fifty times the usual work |
//! | `budget` | none | the most that new sites cost together, in the money of the column `cost` |
//! | `min_spacing_m` | none | the least distance of new sites of the kind from each other and from existing ones, in a straight line |
//! | `apart` | none | pairs of ids of which at most one is open |
//! | `include`, `exclude` | none | ids of candidates that must, or may not, be in the plan |
//! | `min_load` | none | the fewest people that each new site serves |
//! | `capacity` | false | sites serve at most what the column `capacity` says |
//! | `participation_pct` | 100, with `capacity` | how many of a hundred people come and need a place |
//! | `may_close` | 0 | so many open sites of the kind may close, to be moved |
//! | `cover_pct` | 100 for lscp and min_cost; else none | the share of those who can be covered that must be; p_center serves all of them |
//! | `walk_cost_per_hour` | 0 | what an hour of walking of one person costs, for min_cost |
//! | `priority` | alike | who counts how much: alike · need (by `[vulnerability]`; mclp, backup, p_median) · tier (by `[[tier]]`, the second without loss in the first; mclp) |
//! | `rollout` | none | how many sites open in each year, such as [4, 4, 3]: nested, with the price of nesting; mclp, backup, p_median, p_center |
//! | `price_list` | false | what each promise costs: the plan made again without it |
//! | `stability` | false | the plan made again at 80 and 120 % of the minutes and of the speed, and with `capacity` at `demand.participation_pct`: which sites stay |
//! | `front` | none | plans between people covered and another aim: mean_walk · worst_district · cost; mclp, people alike |
//! | `front_points` | 5 | how many such plans, at most |
//! | `curve` | `sites` for plain mclp, else none | what 1, 2, … so many sites reach, with bounds and the knee |
//! | `alternatives` | 0 | so many distinct plans that are nearly as good |
//! | `alternatives_differ` | a third of the sites | in how many sites they differ, from the plan and from each other |
//! | `alternatives_within_pct` | 1 | how much less they may be worth |
//! | `[[siting.quota]]` | none | `level` or `district`, with `at_least`, `at_most` or `share_pct` |
//! | `[[siting.level]]` | none | kinds that are sited together, and how near they must be (`siting/level.rs`) |
//! | `[siting.floor]` | none | `level` and `least_pct`: every district has this share covered |

mod asked;
mod level;

use serde::Deserialize;

use super::resolve::Resolver;
use super::twins::Number;
use super::{Error, SitingInput};
use crate::coverage::Standard;
use crate::siting::brief::{Capacity, Equity, Quota};
use crate::siting::{Effort, Model, Rules};
use crate::units::Metres;

/// The most times the usual work that can be asked for.
const MOST_EFFORT: i64 = 10_000;
/// More money or metres than any plan has.
pub(super) const MOST_AMOUNT: f64 = 1e12;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SitingTwin {
    pub(super) kind: Option<String>,
    model: Option<String>,
    sites: Option<i64>,
    seed: Option<i64>,
    effort: Option<i64>,
    #[serde(default)]
    prove: bool,
    budget: Option<Number>,
    min_spacing_m: Option<Number>,
    #[serde(default)]
    apart: Vec<(String, String)>,
    #[serde(default)]
    include: Vec<String>,
    #[serde(default)]
    exclude: Vec<String>,
    min_load: Option<i64>,
    #[serde(default)]
    capacity: bool,
    participation_pct: Option<Number>,
    may_close: Option<i64>,
    cover_pct: Option<Number>,
    walk_cost_per_hour: Option<Number>,
    priority: Option<String>,
    #[serde(default)]
    rollout: Vec<i64>,
    price_list: Option<bool>,
    stability: Option<bool>,
    front: Option<String>,
    front_points: Option<i64>,
    curve: Option<i64>,
    alternatives: Option<i64>,
    alternatives_differ: Option<i64>,
    alternatives_within_pct: Option<Number>,
    #[serde(default)]
    quota: Vec<QuotaTwin>,
    floor: Option<FloorTwin>,
    #[serde(default)]
    level: Vec<level::LevelTwin>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct QuotaTwin {
    level: Option<String>,
    district: Option<String>,
    at_least: Option<i64>,
    at_most: Option<i64>,
    share_pct: Option<Number>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FloorTwin {
    level: Option<String>,
    least_pct: Number,
}

impl Resolver<'_> {
    pub(super) fn siting(
        self,
        twin: &SitingTwin,
        standards: &[Standard],
    ) -> Result<SitingInput, Error> {
        let kind = self.siting_kind(twin, standards)?;
        let standard = standards.iter().find(|standard| standard.kind == kind);
        let levels = self.levels(twin, standard)?;
        let model = self.model(twin)?;
        let usual = (!model.finds_the_number()).then_some(1);
        let sites = (twin.sites.or(usual))
            .map(|sites| self.whole("siting.sites", sites, 1..=1_000_000))
            .transpose()?;
        let seed = self.whole("siting.seed", twin.seed.unwrap_or(0), 0..=i64::MAX)?;
        let times = self.whole("siting.effort", twin.effort.unwrap_or(1), 1..=MOST_EFFORT)?;
        let effort = if twin.prove {
            Effort::to_prove()
        } else {
            Effort::default()
        };
        Ok(SitingInput {
            kind,
            model,
            sites: sites.map(|sites| sites as usize),
            seed: seed as u64,
            effort: effort.times(times as u64),
            rules: self.rules(twin, model)?,
            asked: self.asked(twin, model, sites)?,
            stability: twin.stability.unwrap_or(false),
            priority: self.priority(twin, model)?,
            levels,
        })
    }

    fn siting_kind(self, twin: &SitingTwin, standards: &[Standard]) -> Result<String, Error> {
        let kind = match (&twin.kind, standards) {
            (Some(kind), _) => kind.clone(),
            (None, [only]) => only.kind.clone(),
            (None, _) => {
                return Err(self.missing("siting.kind", ("要选址的设施类别", "the kind to site")));
            }
        };
        let is_else = |kind: &String| !twin.has_level(kind);
        let sited = (standards.iter()).position(|s| s.kind == kind && s.also.iter().any(is_else));
        if let Some(number) = sited {
            return Err(self.contradiction(
                format!("standard.{number}.also"),
                "siting.kind",
                (
                    "不能同时使用：选址只计本类及其各级设施；其他类别请加 [[siting.level]]",
                    "do not go together: siting counts only sites of its own kind and of its levels; add a [[siting.level]] for the other kinds",
                ),
            ));
        }
        if standards.iter().all(|s| s.kind != kind) {
            let kinds: Vec<&str> = standards.iter().map(|s| s.kind.as_str()).collect();
            let kinds = kinds.join(", ");
            let expected = (
                format!("有 [[standard]] 的设施类别：{kinds}"),
                format!("a kind that has a [[standard]]: {kinds}"),
            );
            return Err(self.invalid("siting.kind", &kind, expected));
        }
        Ok(kind)
    }

    fn model(self, twin: &SitingTwin) -> Result<Model, Error> {
        let Some(name) = twin.model.as_deref() else {
            return Ok(Model::Mclp);
        };
        let found = Model::ALL.into_iter().find(|model| model.name() == name);
        found.ok_or_else(|| {
            let names: Vec<&str> = Model::ALL.iter().map(|model| model.name()).collect();
            let names = names.join(", ");
            let expected = (format!("以下之一：{names}"), format!("one of {names}"));
            self.invalid("siting.model", name, expected)
        })
    }

    /// The share that must be covered; the worst walk of p-center is that of all, so that a part has no meaning there.
    fn cover_pct(self, twin: &SitingTwin, model: Model) -> Result<Option<f64>, Error> {
        let pct = self.amount("siting.cover_pct", twin.cover_pct, 100.0)?;
        let in_part = pct.filter(|pct| model == Model::PCenter && *pct < 100.0);
        in_part.map_or(Ok(pct), |pct| {
            let expected = (
                "100：p_center 服务所有可到达的人",
                "100: p_center serves everybody who can be reached",
            );
            Err(self.invalid("siting.cover_pct", &pct.to_string(), expected))
        })
    }

    /// How many of a hundred people come; it says nothing where places do not count.
    fn participation_pct(self, twin: &SitingTwin) -> Result<Option<f64>, Error> {
        let key = "siting.participation_pct";
        let pct = self.amount(key, twin.participation_pct, 100.0)?;
        if pct.is_some() && !twin.capacity {
            return Err(self.contradiction(
                key,
                "siting.capacity",
                (
                    "不能同时使用：未计容量，请设 siting.capacity = true",
                    "do not go together: places do not count, set siting.capacity = true",
                ),
            ));
        }
        match pct {
            Some(pct) if pct < 0.01 => {
                let expected = ("0.01 到 100 之间的数字", "a number from 0.01 to 100");
                Err(self.invalid(key, &pct.to_string(), expected))
            }
            pct => Ok(pct),
        }
    }

    /// What an hour of walking costs; only the model that counts money asks.
    fn walk_cost_per_hour(self, twin: &SitingTwin, model: Model) -> Result<f64, Error> {
        let key = "siting.walk_cost_per_hour";
        let cost = self.amount(key, twin.walk_cost_per_hour, MOST_AMOUNT)?;
        if cost.is_some() && model != Model::MinCost {
            return Err(self.contradiction(
                key,
                format!("siting.model = \"{}\"", model.name()),
                (
                    "不能同时使用：只有模型 min_cost 计算步行成本",
                    "do not go together: only model min_cost counts what walking costs",
                ),
            ));
        }
        Ok(cost.unwrap_or(0.0))
    }

    fn rules(self, twin: &SitingTwin, model: Model) -> Result<Rules, Error> {
        let count = |key: &str, found: Option<i64>, least: i64| {
            (found.map(|found| self.whole(key, found, least..=1_000_000_000_000))).transpose()
        };
        Ok(Rules {
            budget: self.amount("siting.budget", twin.budget, MOST_AMOUNT)?,
            spacing: (self.amount("siting.min_spacing_m", twin.min_spacing_m, 1e6)?)
                .map(Metres::new),
            apart: twin.apart.clone(),
            include: twin.include.clone(),
            exclude: twin.exclude.clone(),
            min_load: count("siting.min_load", twin.min_load, 1)?.map(|least| least as u64),
            capacity: if twin.capacity {
                Capacity::AsGiven
            } else {
                Capacity::Unlimited
            },
            may_close: count("siting.may_close", twin.may_close, 0)?.unwrap_or(0) as usize,
            cover_pct: self.cover_pct(twin, model)?,
            participation_pct: self.participation_pct(twin)?,
            walk_cost_per_hour: self.walk_cost_per_hour(twin, model)?,
            quotas: self.each(&twin.quota, Self::quota)?,
            floor: (twin.floor.as_ref())
                .map(|floor| {
                    let pct = Some(floor.least_pct);
                    let least_pct = self.amount("siting.floor.least_pct", pct, 100.0)?;
                    Ok(Equity {
                        level: floor.level.clone(),
                        least_pct: least_pct.unwrap_or_default(),
                    })
                })
                .transpose()?,
        })
    }

    fn quota(self, number: usize, twin: &QuotaTwin) -> Result<Quota, Error> {
        let key = |name: &str| format!("siting.quota.{number}.{name}");
        let count = |name: &str, found: Option<i64>| -> Result<Option<usize>, Error> {
            let found = found.map(|found| self.whole(&key(name), found, 0..=1_000_000));
            Ok(found.transpose()?.map(|count| count as usize))
        };
        let quota = Quota {
            level: twin.level.clone(),
            district: twin.district.clone(),
            at_least: count("at_least", twin.at_least)?,
            at_most: count("at_most", twin.at_most)?,
            share_pct: self.amount(&key("share_pct"), twin.share_pct, 100.0)?,
        };
        let has_number = quota.at_least.is_some() || quota.at_most.is_some();
        if quota.share_pct.is_some() == has_number {
            let expected = (
                "at_least、at_most 之一或两者，或单独的 share_pct（有设施的区划比例）",
                "at_least, at_most or both; or share_pct alone: the share of the districts that have a site",
            );
            return Err(self.invalid(&format!("siting.quota.{number}"), "{…}", expected));
        }
        Ok(quota)
    }

    /// An amount from zero to a limit.
    pub(super) fn amount(
        self,
        key: &str,
        found: Option<Number>,
        most: f64,
    ) -> Result<Option<f64>, Error> {
        let Some(found) = found.map(Number::value) else {
            return Ok(None);
        };
        if found.is_finite() && (0.0..=most).contains(&found) {
            return Ok(Some(found));
        }
        let expected = (
            format!("0 到 {most} 之间的数字"),
            format!("a number from 0 to {most}"),
        );
        Err(self.invalid(key, &found.to_string(), expected))
    }
}
