//! Kinds that are sited together: a new site counts only near one of the level that supports it.
//!
//! # Formulation
//!
//! The sites of each level are columns of the same problem. With `y_j` a new site of the supported kind and `k` the
//! sites of the level within reach of it:
//!
//! ```text
//! y_j ≤ Σ_k y_k      unless one of them exists already;      Σ y_k ≤ so many, Σ cost_k y_k ≤ the level's budget.
//! ```
//!
//! These are linear rules on what is open, so that the search, the bound, the tree and the certificate of every model
//! hold for them as they are. Sites of a level serve nobody unless the standard of the sited kind accepts their kind.
//! What exists is in use, and asks for no support.
//!
//! # References
//!
//! Şahin and Süral (2007), A review of hierarchical facility location models. Gerrard and Church (1994), A generalized
//! approach to modeling the hierarchical maximal covering location problem with referral.

use std::collections::BTreeMap;

use super::super::Error;
use super::super::location::Rule;
use super::Brief;
use super::order::Order;
use super::promises::{Promise, cost_of, money};
use crate::ids::SiteId;
use crate::places::Places;
use crate::units::WalkTime;

/// A kind that is sited together with the brief's own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Level {
    /// The kind.
    pub kind: String,
    /// The kind that it supports: the brief's own, or that of a level before this one.
    pub supports: String,
    /// At most so many new sites of it.
    pub sites: Option<usize>,
    /// The most that its new sites may cost together, in millionths of the money of the column `cost`.
    pub budget: Option<u64>,
    /// How far what it supports may be.
    pub within: WalkTime,
    /// Whether people may go there as to the brief's own kind.
    pub serves: bool,
    /// Its sites, each with one that it may support.
    pub links: Vec<(SiteId, SiteId)>,
}

/// The promises of all levels.
pub(super) fn promises(
    brief: &Brief,
    places: &Places,
    order: &Order,
) -> Result<Vec<Promise>, Error> {
    let mut promises = Vec::new();
    for (number, level) in (1_usize..).zip(&brief.levels) {
        if order.of_level(number).next().is_none() {
            return Err(Error::NoSitesOfLevel {
                kind: level.kind.clone(),
            });
        }
        promises.extend(count(level, number, order));
        promises.extend(budget(level, number, (places, order))?);
        promises.push(support(level, number, (brief, order)));
    }
    Ok(promises)
}

fn count(level: &Level, number: usize, order: &Order) -> Option<Promise> {
    let (sites, kind) = (level.sites?, &level.kind);
    let new: Vec<u32> = order.candidates_of(number).collect();
    Some(Promise::of_rules(
        format!("新增“{kind}”至多 {sites} 处"),
        format!("at most {sites} new sites of kind `{kind}`"),
        vec![Rule::at_most(&new, sites)],
    ))
}

fn budget(
    level: &Level,
    number: usize,
    (places, order): (&Places, &Order),
) -> Result<Option<Promise>, Error> {
    let Some(budget) = level.budget else {
        return Ok(None);
    };
    let mut terms = Vec::new();
    for column in order.candidates_of(number) {
        let cost = cost_of(order.sites[column as usize], places)?;
        terms.push((column, cost as i64));
    }
    let most = budget as i64;
    let (kind, budget) = (&level.kind, budget as f64 / money(1.0) as f64);
    Ok(Some(Promise::of_rules(
        format!("新增“{kind}”费用合计不超过 {budget}"),
        format!("the new sites of kind `{kind}` cost at most {budget} together"),
        vec![Rule::Sum { terms, most }],
    )))
}

/// Every new site of the supported kind has one of the level within reach.
fn support(level: &Level, number: usize, (brief, order): (&Brief, &Order)) -> Promise {
    let below = brief.level_of(&level.supports);
    let mut column_of = BTreeMap::new();
    for column in order.of_level(number) {
        column_of.insert(order.sites[column as usize], column);
    }
    let mut near: BTreeMap<SiteId, Vec<u32>> = BTreeMap::new();
    for (upper, lower) in &level.links {
        if let Some(&column) = column_of.get(upper) {
            near.entry(*lower).or_default().push(column);
        }
    }
    let mut rules = Vec::new();
    for column in order.candidates_of(below) {
        let mut uppers = near
            .remove(&order.sites[column as usize])
            .unwrap_or_default();
        if uppers.iter().any(|&upper| order.is_existing(upper)) {
            continue;
        }
        uppers.sort_unstable();
        uppers.dedup();
        let terms = [(column, 1)]
            .into_iter()
            .chain(uppers.into_iter().map(|upper| (upper, -1)));
        rules.push(Rule::Sum {
            terms: terms.collect(),
            most: 0,
        });
    }
    let (kind, lower, minutes) = (&level.kind, &level.supports, level.within.minutes());
    Promise::of_rules(
        format!("新增“{lower}”须在某处“{kind}” {minutes} 分钟以内"),
        format!("every new site of kind `{lower}` is within {minutes} min of one of kind `{kind}`"),
        rules,
    )
}

impl Brief {
    /// The level of a kind: 0 for the brief's own, else one more than its place.
    pub(in crate::siting) fn level_of(&self, kind: &str) -> usize {
        let place = self.levels.iter().position(|level| level.kind == kind);
        place.map_or(0, |place| place + 1)
    }

    /// Whether people may go to the sites of a level.
    pub(super) fn is_served_by(&self, level: usize) -> bool {
        let beside = level
            .checked_sub(1)
            .and_then(|place| self.levels.get(place));
        beside.is_none_or(|level| level.serves)
    }
}

#[cfg(test)]
#[path = "levels_tests.rs"]
mod tests;
