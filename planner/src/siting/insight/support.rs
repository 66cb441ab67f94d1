//! What the new sites of each level support, and what the plan loses without each of them.
//!
//! # Method
//!
//! A new site of a level is dropped together with every new site that nothing supports then, level by level; the rest
//! is counted again without its promises.
//!
//! # Invariants
//!
//! Every new site that needs support is supported by an open site of the level.

use crate::ids::SiteId;
use crate::siting::brief::{Brief, Order};
use crate::siting::location::Problem;
use crate::siting::location::value::serve;

/// The new sites of a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Support {
    /// Its kind.
    pub kind: String,
    /// The kind that it supports.
    pub supports: String,
    /// Its new sites, in the order of the columns.
    pub sites: Vec<Supporter>,
    /// New sites of the supported kind within reach of an existing one of the level.
    pub by_existing: usize,
}

/// A new site of a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supporter {
    /// The site.
    pub site: SiteId,
    /// New sites of the plan that it may support.
    pub supports: Vec<SiteId>,
    /// How many of them nothing else supports.
    pub only_it: usize,
    /// What the plan loses without it and without all that nothing supports then: milliseconds walked by all for
    /// p-median, else people.
    pub importance: i128,
}

/// A brief with levels, its columns and a choice.
#[derive(Clone, Copy)]
pub(in crate::siting) struct Chosen<'a> {
    pub(in crate::siting) brief: &'a Brief,
    pub(in crate::siting) order: &'a Order,
    pub(in crate::siting) open: &'a [bool],
}

/// What each level of a plan does; losses are counted in the values of a problem.
pub(in crate::siting) fn supports(chosen: &Chosen<'_>, problem: &Problem) -> Vec<Support> {
    let Chosen { brief, order, open } = *chosen;
    let mut free = problem.clone();
    free.rules.clear();
    free.floors.clear();
    for site in &mut free.sites {
        site.least_load = 0;
        site.fixed_cost = 0;
    }
    let whole = serve(&free, open).map(|service| service.value);
    let mut told = Vec::new();
    for (number, level) in (1_usize..).zip(&brief.levels) {
        let links = links_of(chosen, number);
        let new = order.candidates_of(number).filter(|&c| open[c as usize]);
        let sites = new
            .map(|column| {
                let mine = links.iter().filter(|link| link.0 == column);
                let supports: Vec<u32> = mine.map(|link| link.1).collect();
                let alone =
                    |lower: &&u32| links.iter().filter(|link| link.1 == **lower).count() == 1;
                let mut without = open.to_vec();
                without[column as usize] = false;
                drop_unsupported(chosen, &mut without);
                let after = serve(&free, &without).map(|service| service.value);
                Supporter {
                    site: order.sites[column as usize],
                    only_it: supports.iter().filter(alone).count(),
                    importance: after.zip(whole).map_or(0, |(after, whole)| after - whole),
                    supports: (supports.iter())
                        .map(|&lower| order.sites[lower as usize])
                        .collect(),
                }
            })
            .collect();
        let mut by_existing: Vec<u32> = (links.iter())
            .filter(|link| order.is_existing(link.0))
            .map(|link| link.1)
            .collect();
        by_existing.sort_unstable();
        by_existing.dedup();
        told.push(Support {
            kind: level.kind.clone(),
            supports: level.supports.clone(),
            sites,
            by_existing: by_existing.len(),
        });
    }
    told
}

/// The links of a level between an open site of it and a new open site of what it supports, as columns.
fn links_of(chosen: &Chosen<'_>, number: usize) -> Vec<(u32, u32)> {
    let Chosen { brief, order, open } = *chosen;
    let level = &brief.levels[number - 1];
    let is_open = |column: &u32| open[*column as usize];
    let uppers: Vec<u32> = order.of_level(number).filter(is_open).collect();
    let below = brief.level_of(&level.supports);
    let lowers: Vec<u32> = order.candidates_of(below).filter(is_open).collect();
    let column = |list: &[u32], site: SiteId| {
        (list.iter().copied()).find(|&column| order.sites[column as usize] == site)
    };
    let mut links: Vec<(u32, u32)> = (level.links.iter())
        .filter_map(|&(upper, lower)| Some((column(&uppers, upper)?, column(&lowers, lower)?)))
        .collect();
    links.sort_unstable();
    links.dedup();
    links
}

/// Closes new sites that nothing supports, until none is left.
fn drop_unsupported(chosen: &Chosen<'_>, open: &mut [bool]) {
    let Chosen { brief, order, .. } = *chosen;
    // A level supports the kind itself or one before it: from the last to the first, one pass is enough.
    for (place, level) in brief.levels.iter().enumerate().rev() {
        let links = links_of(&Chosen { open, ..*chosen }, place + 1);
        let below = brief.level_of(&level.supports);
        for column in order.candidates_of(below) {
            open[column as usize] &= links.iter().any(|link| link.1 == column);
        }
    }
}

/// Closes new sites of levels that a plan can do without, at no loss.
pub(in crate::siting) fn close_idle(
    (problem, order): (&Problem, &Order),
    (value, open): (&mut i128, &mut [bool]),
) {
    let beside: Vec<u32> = order.openable().filter(|&c| order.level(c) > 0).collect();
    for column in beside.into_iter().rev() {
        if !open[column as usize] {
            continue;
        }
        open[column as usize] = false;
        match serve(problem, open) {
            Some(service) if service.value <= *value => *value = service.value,
            _ => open[column as usize] = true,
        }
    }
}
