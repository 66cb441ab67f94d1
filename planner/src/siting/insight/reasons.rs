//! Why each site is in the plan: whom only it covers, what the plan loses without it, and what would replace it best.
//!
//! # Method
//!
//! 1. Whom only a site covers is counted on the walk times themselves: people within the standard of no other open
//!    site.
//! 2. Every row knows its cheapest open sites, one more than it needs. Dropping a site moves its people one step on.
//! 3. A candidate that comes for a site saves what it saves by itself, and takes over part of the site's loss: the
//!    tables of fast interchange (Whitaker, 1983; Resende and Werneck, 2007), so that all pairs take one pass.
//! 4. With promises the best pairs are tried in their order until one keeps everything, which the rows of both sites
//!    tell; with capacities each trial is a flow.
//!
//! Models that look for the fewest sites or the least cost or worst walk have their losses counted in covered people:
//! a site less is no gain when the promise is broken.
//!
//! # Complexity
//!
//! The arcs of all candidates, and candidates × sites of the plan.
//!
//! # Invariants
//!
//! A loss equals counting the plan again without the site, or with the substitute in its place.
//!
//! # References
//!
//! Whitaker (1983), A fast algorithm for the greedy interchange for large-scale clustering and median location
//! problems. Resende and Werneck (2007), A fast swap-based local search procedure for location problems.

use std::borrow::Cow;

use super::Subject;
use crate::ids::{Id as _, SiteId};
use crate::siting::ProposedSite;
use crate::siting::brief::Model;
use crate::siting::location::Problem;
use crate::siting::location::promises::Promises;
use crate::siting::location::value::serve;
use crate::units::Seniors;

/// Pairs tried against the promises for one site.
const TRIALS: usize = 40;
/// The same where each trial is a flow.
const FLOW_TRIALS: usize = 8;
/// No site.
const NONE: u32 = u32::MAX;
/// The most sites that a person needs.
const MOST_NEEDS: usize = 2;

/// Why a site is in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// People within the standard of this site and of no other open one.
    pub only_it: Seniors,
    /// What the plan loses when it is dropped and nothing comes instead: milliseconds walked by all for p-median,
    /// else people (backup coverage counts each up to twice).
    pub importance: i128,
    /// The candidate that would replace it best, where one keeps all promises.
    pub substitute: Option<Substitute>,
}

/// A candidate in the place of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Substitute {
    /// The candidate.
    pub site: SiteId,
    /// What the plan loses by the change, in the unit of the importance; below zero where it gains.
    pub loss: i128,
}

/// The reasons of the proposed sites, in their order.
pub fn reasons(subject: &Subject<'_>, sites: &[ProposedSite]) -> Vec<Reason> {
    let chosen: Vec<SiteId> = sites.iter().map(|site| site.site).collect();
    let only = only_by(subject, &chosen);
    let column_of = columns_by_site(subject);
    let problem = counted(subject);
    let table = Table::new(&problem, subject.open);
    let plan: Vec<usize> = chosen
        .iter()
        .map(|site| column_of[site.index()] as usize)
        .collect();
    let losses = table.changes(subject, &plan);
    let whole = subject.problem;
    let mut promises = (!whole.has_loads()).then(|| Promises::new(whole, subject.open));
    (plan.iter().zip(only).enumerate())
        .map(|(place, (&column, only_it))| Reason {
            only_it,
            importance: table.importance(column),
            substitute: match &mut promises {
                Some(promises) => first_kept(promises, column, &losses[place]),
                None => table.least_by_flow(subject.problem, column, &losses[place]),
            }
            .map(|(loss, other)| Substitute {
                site: subject.columns[other as usize],
                loss,
            }),
        })
        .collect()
}

/// The first candidate that may come for a site without breaking a promise, with what that loses.
fn first_kept(
    promises: &mut Promises<'_>,
    column: usize,
    changes: &[(i128, u32)],
) -> Option<(i128, u32)> {
    let mut trials = changes.iter().take(TRIALS).copied();
    trials.find(|&(_, other)| promises.are_kept_by_swap(column, other as usize))
}

/// For each chosen site the people whom no other open site covers.
fn only_by(subject: &Subject<'_>, chosen: &[SiteId]) -> Vec<Seniors> {
    let within = subject.brief.within;
    let of_site = |site: SiteId| {
        let pairs = subject.matrix.of_site(site);
        pairs.filter(move |(_, time)| *time <= within)
    };
    let mut times = vec![0_u32; subject.places.demand.len()];
    for &site in subject.kept.iter().chain(chosen) {
        for (demand, _) in of_site(site) {
            times[demand.index()] += 1;
        }
    }
    (chosen.iter())
        .map(|&site| {
            (of_site(site))
                .filter(|(demand, _)| times[demand.index()] == 1)
                .map(|(demand, _)| subject.places.demand[demand].eligible)
                .sum()
        })
        .collect()
}

fn columns_by_site(subject: &Subject<'_>) -> Vec<u32> {
    let mut column_of = vec![NONE; subject.places.sites.len()];
    for (column, site) in (0_u32..).zip(subject.columns) {
        column_of[site.index()] = column;
    }
    column_of
}

/// The problem whose values losses are counted in.
pub(in crate::siting) fn counted<'a>(subject: &Subject<'a>) -> Cow<'a, Problem> {
    let most = match subject.brief.model {
        Model::Mclp | Model::Backup | Model::PMedian => return Cow::Borrowed(subject.problem),
        Model::PCenter => u64::from(subject.brief.within.millis()),
        Model::Lscp | Model::MinCost => u64::MAX,
    };
    Cow::Owned(subject.problem.covering(most))
}

/// The cheapest open sites of a row, one more than it needs; where there is none, its penalty.
#[derive(Debug, Clone, Copy)]
struct Ladder {
    costs: [u64; MOST_NEEDS + 1],
    sites: [u32; MOST_NEEDS + 1],
}

/// What every row and site would lose.
struct Table<'a> {
    problem: &'a Problem,
    open: &'a [bool],
    needs: usize,
    rows: Vec<Ladder>,
    /// For each open site what dropping it loses.
    loss: Vec<i128>,
}

impl<'a> Table<'a> {
    fn new(problem: &'a Problem, open: &'a [bool]) -> Self {
        let needs = problem.needs as usize;
        let mut table = Self {
            problem,
            open,
            needs,
            rows: Vec::with_capacity(problem.rows.len()),
            loss: (problem.sites.iter())
                .map(|site| -i128::from(site.fixed_cost))
                .collect(),
        };
        for row in 0..problem.rows.len() {
            let ladder = table.ladder(row);
            let people = problem.rows[row].people;
            for step in 0..needs {
                if ladder.sites[step] != NONE {
                    let rise = ladder.costs[needs] - ladder.costs[step];
                    table.loss[ladder.sites[step] as usize] += i128::from(people * rise);
                }
            }
            table.rows.push(ladder);
        }
        table
    }

    fn ladder(&self, row: usize) -> Ladder {
        let mut ladder = Ladder {
            costs: [self.problem.rows[row].penalty; MOST_NEEDS + 1],
            sites: [NONE; MOST_NEEDS + 1],
        };
        let arcs = self.problem.of_row(row).iter();
        let near = arcs.filter(|arc| self.open[arc.to as usize]);
        for (step, arc) in near.take(self.needs + 1).enumerate() {
            ladder.costs[step] = arc.cost;
            ladder.sites[step] = arc.to;
        }
        ladder
    }

    /// What the plan loses without a site.
    fn importance(&self, column: usize) -> i128 {
        if !self.problem.has_loads() {
            return self.loss[column];
        }
        let mut without = self.open.to_vec();
        without[column] = false;
        match (self.value(&without), self.value(self.open)) {
            (Some(after), Some(before)) => after - before,
            _ => self.loss[column],
        }
    }

    /// For each site of the plan what it loses when each candidate comes in its place, with the candidate's column.
    fn changes(&self, subject: &Subject<'_>, plan: &[usize]) -> Vec<Vec<(i128, u32)>> {
        let mut place = vec![NONE; self.open.len()];
        for (number, &column) in (0_u32..).zip(plan) {
            place[column] = number;
        }
        let mut changes = vec![Vec::new(); plan.len()];
        let mut takes = vec![0_i128; plan.len()];
        for column in 0..self.open.len() {
            if self.open[column] || !subject.is_new[column] {
                continue;
            }
            let saves = self.weigh(column, &place, &mut takes);
            for (number, takes) in takes.iter_mut().enumerate() {
                let change = self.loss[plan[number]] - saves - std::mem::take(takes);
                changes[number].push((change, column as u32));
            }
        }
        for list in &mut changes {
            list.sort_unstable();
        }
        changes
    }

    /// What a candidate saves by itself, and what it takes over from each site of the plan.
    fn weigh(&self, column: usize, place: &[u32], takes: &mut [i128]) -> i128 {
        let mut saves = -i128::from(self.problem.sites[column].fixed_cost);
        let last = self.needs - 1;
        for arc in self.problem.of_site(column) {
            let ladder = &self.rows[arc.to as usize];
            let people = self.problem.rows[arc.to as usize].people;
            saves += i128::from(people * ladder.costs[last].saturating_sub(arc.cost));
            let part = ladder.costs[self.needs].saturating_sub(ladder.costs[last].max(arc.cost));
            if part == 0 {
                continue;
            }
            let served = ladder.sites[..self.needs].iter();
            for &site in served.filter(|site| **site != NONE) {
                if let Some(takes) = takes.get_mut(place[site as usize] as usize) {
                    *takes += i128::from(people * part);
                }
            }
        }
        saves
    }

    /// The candidate that comes for a site at the least loss without breaking a promise, by a flow for each.
    fn least_by_flow(
        &self,
        whole: &Problem,
        column: usize,
        changes: &[(i128, u32)],
    ) -> Option<(i128, u32)> {
        let before = self.value(self.open)?;
        let mut swapped = self.open.to_vec();
        swapped[column] = false;
        let mut best: Option<(i128, u32)> = None;
        for &(_, other) in changes.iter().take(FLOW_TRIALS) {
            swapped[other as usize] = true;
            if serve(whole, &swapped).is_some()
                && let Some(after) = self.value(&swapped)
            {
                let change = (after - before, other);
                best = Some(best.map_or(change, |best| best.min(change)));
            }
            swapped[other as usize] = false;
        }
        best
    }

    /// What a choice is worth with its capacities alone.
    fn value(&self, open: &[bool]) -> Option<i128> {
        let mut free = self.problem.clone();
        free.rules.clear();
        free.floors.clear();
        for site in &mut free.sites {
            site.least_load = 0;
        }
        serve(&free, open).map(|service| service.value)
    }
}
