//! The rules of a brief become promises: rules on sites and floors on people, each with its words in both languages.
//!
//! A promise is kept or dropped as a whole, when it is asked which of them cannot be kept together and what each costs.

use super::super::Error;
use super::super::location::{Floor, Rule};
use super::build::least_of;
use super::order::Order;
use super::{Brief, Quota};
use crate::findings::Bilingual;
use crate::ids::{DistrictId, SiteId};
use crate::places::Places;
use crate::projection::distance;

/// Millionths of the user's money: costs are whole numbers.
pub(in crate::siting) const MONEY: f64 = 1e6;

/// Something that the plan must keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// What it says.
    pub text: Bilingual,
    /// Its rules on sites.
    pub rules: Vec<Rule>,
    /// Its floors on people.
    pub floors: Vec<Floor>,
    /// The most sites that may be open, existing ones included, where the promise limits them.
    pub most_open: Option<usize>,
    /// The least load of each new site, where the promise sets one.
    pub least_load: u64,
    /// Whether its floors are those of districts.
    pub is_equity: bool,
}

impl Promise {
    /// A promise of rules on sites.
    pub fn of_rules(zh: String, en: String, rules: Vec<Rule>) -> Self {
        Self {
            text: Bilingual::new(zh, en),
            rules,
            floors: Vec::new(),
            most_open: None,
            least_load: 0,
            is_equity: false,
        }
    }
}

/// A cost of the user's as a whole number of millionths: a walk of one person may cost very little.
pub fn money(cost: f64) -> u64 {
    (cost.max(0.0) * MONEY).round() as u64
}

/// The promises on sites: budget, spacing, pairs, quotas, inclusion, closing.
pub(super) fn on_sites(
    brief: &Brief,
    places: &Places,
    order: &Order,
) -> Result<Vec<Promise>, Error> {
    let mut promises = Vec::new();
    promises.extend(budget(brief, places, order)?);
    promises.extend(spacing(brief, places, order));
    promises.extend(pairs(brief, places, order)?);
    promises.extend(included(brief, places, order)?);
    promises.extend(closing(brief, order));
    for quota in &brief.rules.quotas {
        promises.extend(quota_of(quota, places, order)?);
    }
    Ok(promises)
}

fn budget(brief: &Brief, places: &Places, order: &Order) -> Result<Option<Promise>, Error> {
    let Some(budget) = brief.rules.budget else {
        return Ok(None);
    };
    let mut terms = Vec::new();
    for column in order.openable() {
        terms.push((
            column,
            cost_of(order.sites[column as usize], places)? as i64,
        ));
    }
    let rule = Rule::Sum {
        terms,
        most: money(budget) as i64,
    };
    Ok(Some(Promise::of_rules(
        format!("新增点位费用合计不超过 {budget}"),
        format!("the new sites cost at most {budget} together"),
        vec![rule],
    )))
}

/// What a candidate costs, in millionths.
pub(super) fn cost_of(site: SiteId, places: &Places) -> Result<u64, Error> {
    let site = &places.sites[site];
    site.cost.map(money).ok_or_else(|| Error::NoCost {
        id: site.id.to_string(),
    })
}

fn spacing(brief: &Brief, places: &Places, order: &Order) -> Option<Promise> {
    let spacing = brief.rules.spacing?;
    let at = |column: u32| places.sites[order.sites[column as usize]].at;
    let mut rules = Vec::new();
    let columns = order.sites.len() as u32;
    for a in 0..columns {
        for b in a + 1..columns {
            let both_exist = order.is_existing(a) && order.is_existing(b);
            let (Some(one), Some(other)) = (at(a), at(b)) else {
                continue;
            };
            let are_own = order.level(a) == 0 && order.level(b) == 0;
            if are_own && !both_exist && distance(one, other).metres() < spacing.metres() {
                rules.push(Rule::at_most(&[a, b], 1));
            }
        }
    }
    let metres = spacing.metres();
    Some(Promise::of_rules(
        format!("新增点位之间、与现有点位之间至少相距 {metres:.0} 米"),
        format!("new sites keep {metres:.0} m from each other and from existing ones"),
        rules,
    ))
}

fn pairs(brief: &Brief, places: &Places, order: &Order) -> Result<Option<Promise>, Error> {
    let mut rules = Vec::new();
    for (one, other) in &brief.rules.apart {
        let (one, other) = (
            order.column_of(one, places, "siting.apart")?,
            order.column_of(other, places, "siting.apart")?,
        );
        rules.push(Rule::at_most(&[one, other], 1));
    }
    let count = rules.len();
    Ok((count > 0).then(|| {
        Promise::of_rules(
            format!("{count} 对点位不得同时开设"),
            format!("of {count} pairs of sites at most one is open"),
            rules,
        )
    }))
}

fn included(brief: &Brief, places: &Places, order: &Order) -> Result<Vec<Promise>, Error> {
    let mut promises = Vec::new();
    let columns = |ids: &[String], key| -> Result<Vec<u32>, Error> {
        (ids.iter())
            .map(|id| order.column_of(id, places, key))
            .collect()
    };
    let include = columns(&brief.rules.include, "siting.include")?;
    if !include.is_empty() {
        let count = include.len();
        promises.push(Promise::of_rules(
            format!("{count} 处指定点位必须入选"),
            format!("{count} named candidates are in the plan"),
            vec![Rule::at_least(&include, count)],
        ));
    }
    let exclude = columns(&brief.rules.exclude, "siting.exclude")?;
    if !exclude.is_empty() {
        let count = exclude.len();
        promises.push(Promise::of_rules(
            format!("{count} 处点位不得入选"),
            format!("{count} named candidates are not in the plan"),
            vec![Rule::at_most(&exclude, 0)],
        ));
    }
    Ok(promises)
}

fn closing(brief: &Brief, order: &Order) -> Option<Promise> {
    let existing: Vec<u32> = order.closable().collect();
    let most = brief.rules.may_close;
    (most > 0 && !existing.is_empty()).then(|| {
        let least = existing.len().saturating_sub(most);
        Promise::of_rules(
            format!("现有点位至多关闭 {most} 处"),
            format!("at most {most} existing sites close"),
            vec![Rule::at_least(&existing, least)],
        )
    })
}

fn quota_of(quota: &Quota, places: &Places, order: &Order) -> Result<Vec<Promise>, Error> {
    let (groups, zh, en) = groups_of(quota, places, order)?;
    let count = groups.len();
    let mut promises = Vec::new();
    if let Some(pct) = quota.share_pct {
        let least = least_of(count as u64, pct) as usize;
        promises.push(Promise::of_rules(
            format!("{zh}（共 {count} 个）中至少 {least} 个有点位"),
            format!("at least {least} of {count} {en} have a site"),
            vec![Rule::Share { groups, least }],
        ));
        return Ok(promises);
    }
    if let Some(least) = quota.at_least {
        let rules = groups.iter().map(|group| Rule::at_least(group, least));
        promises.push(Promise::of_rules(
            format!("{zh}（共 {count} 个）各至少 {least} 处"),
            format!("at least {least} in each of {count} {en}"),
            rules.collect(),
        ));
    }
    if let Some(most) = quota.at_most {
        let rules = groups.iter().map(|group| Rule::at_most(group, most));
        promises.push(Promise::of_rules(
            format!("{zh}（共 {count} 个）各至多 {most} 处"),
            format!("at most {most} in each of {count} {en}"),
            rules.collect(),
        ));
    }
    Ok(promises)
}

/// The groups of sites that a quota is about, and what they are called.
fn groups_of(
    quota: &Quota,
    places: &Places,
    order: &Order,
) -> Result<(Vec<Vec<u32>>, String, String), Error> {
    let inside = |wanted: DistrictId| -> Vec<u32> {
        (order.of_level(0))
            .filter(|column| {
                let district = places.sites[order.sites[*column as usize]].district;
                district.is_some_and(|d| places.lineage(d).any(|d| d == wanted))
            })
            .collect()
    };
    match (&quota.district, &quota.level) {
        (Some(district), level) => {
            let found = (places.districts.enumerate()).find(|(_, d)| {
                (d.code == *district || d.name == *district)
                    && level.as_ref().is_none_or(|level| d.level == *level)
            });
            let (id, found) = found.ok_or_else(|| Error::NoSuchDistrict {
                wanted: district.clone(),
                known: names(places.districts.iter().map(|d| d.name.as_str())),
            })?;
            let text = (
                format!("“{}”", found.name),
                format!("district `{}`", found.name),
            );
            Ok((vec![inside(id)], text.0, text.1))
        }
        (None, Some(level)) => {
            let ids = districts_of(places, level)?;
            let groups = ids.into_iter().map(inside).collect();
            Ok((
                groups,
                format!("“{level}”一级"),
                format!("districts of level `{level}`"),
            ))
        }
        (None, None) => {
            let all = order.of_level(0).collect();
            Ok((vec![all], "全域".to_owned(), "whole area".to_owned()))
        }
    }
}

/// The districts of a level.
pub(super) fn districts_of(places: &Places, level: &str) -> Result<Vec<DistrictId>, Error> {
    let ids: Vec<DistrictId> = (places.districts.enumerate())
        .filter(|(_, district)| district.level == level)
        .map(|(id, _)| id)
        .collect();
    if ids.is_empty() {
        return Err(Error::NoSuchLevel {
            wanted: level.to_owned(),
            known: names(places.levels.iter().map(String::as_str)),
        });
    }
    Ok(ids)
}

/// The first few names, for a message.
fn names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.take(12).collect();
    if names.is_empty() {
        return "none: add [districts]".to_owned();
    }
    names.join(", ")
}
