//! Loads of sites and gains of proposals that may be shown.
//!
//! Sites are public and shown exactly; how many people walk to each is withheld like the counts of districts, because
//! the loads of one kind sum to the covered of the whole plan.

mod catchments;
mod gains;
mod walkers;

use std::collections::BTreeSet;

use crate::coverage::{Catchment, Coverage};
use crate::ids::SiteId;
use crate::places::Status;

use super::super::Run;
use super::super::release::history::History;
use super::ground::{Beside, Ground};
use super::pool::Rule;
use super::shown::ShownCounts;
use catchments::shown_catchments;
use walkers::Walkers;

pub(super) use gains::shown_gains;

/// Published counts of one site of one standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownSite {
    /// The position of the standard in the scenario.
    pub kind: usize,
    /// The site.
    pub site: SiteId,
    /// Eligible seniors whose nearest site it is within the standard, before and perhaps after.
    pub load: Vec<Option<u64>>,
    /// How long they walk on average, in whole minutes, before and perhaps after.
    pub mean_walk_min: Vec<Option<u64>>,
    /// Eligible seniors within the standard, whether or not another site is nearer; `None` also where not computed.
    pub within: Option<u64>,
    /// Whether any of its counts is withheld.
    pub withheld: bool,
}

/// Published counts of one proposed site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownGain {
    /// The site.
    pub site: SiteId,
    /// People covered by adding it after those before it.
    pub gain: Option<u64>,
    /// People covered with it and those before it.
    pub covered_after: Option<u64>,
}

/// The loads of existing and proposed sites of every standard.
///
/// `counts` tells which totals of the whole plan are told.
pub(super) fn shown_sites(
    run: &Run,
    counts: &ShownCounts,
    near: (u64, &History, &Ground),
) -> Vec<ShownSite> {
    let phases = super::phases(run);
    let mut shown = Vec::new();
    for kind in 0..run.before.kinds.len() {
        shown.extend(sites_of_kind(run, (&phases, counts), kind, near));
    }
    shown
}

/// The table that tells of a site, and how the site is called there.
pub(super) fn cell_of(run: &Run, site: SiteId) -> (&'static str, String) {
    let site = &run.places.sites[site];
    match (site.status, run.proposed) {
        (Status::Candidate, Some((proposal, _))) => {
            ("proposal", format!("{}|{}", site.id, proposal.kind))
        }
        _ => ("facilities", format!("{}|{}", site.id, site.kind)),
    }
}

/// The names of a number in each phase.
pub(super) fn names_of(phases: usize, name: impl Fn(&str) -> String) -> Vec<String> {
    let of_phases = ["before", "after"].into_iter().take(phases);
    of_phases.map(name).collect()
}

/// How the numbers of a standard end in the properties of a site: a second one of the same kind names its minutes.
fn ending(run: &Run, kind: usize) -> String {
    let standard = &run.before.kinds[kind].standard;
    let before = &run.before.kinds[..kind];
    if before.iter().any(|k| k.standard.kind == standard.kind) {
        format!("_{}_min", standard.within.minutes())
    } else {
        String::new()
    }
}

/// Existing sites of a standard's kind, and those that are proposed for it.
fn sites_that_count(run: &Run, kind: usize) -> Vec<SiteId> {
    let standard = &run.before.kinds[kind].standard;
    let proposed = run
        .proposed
        .filter(|(proposal, _)| proposal.kind == standard.kind)
        .map_or(&[][..], |(proposal, _)| &proposal.sites);
    run.places
        .sites
        .enumerate()
        .filter(|(id, site)| match site.status {
            Status::Candidate => proposed.iter().any(|p| p.site == *id),
            Status::Open | Status::Upgrading | Status::Committed | Status::Closed => {
                site.kind == standard.kind
            }
            Status::Forbidden => false,
        })
        .map(|(id, _)| id)
        .collect()
}

fn sites_of_kind(
    run: &Run,
    (phases, counts): (&[&Coverage], &ShownCounts),
    kind: usize,
    (threshold, history, ground): (u64, &History, &Ground),
) -> Vec<ShownSite> {
    let sites = sites_that_count(run, kind);
    let catchments: Vec<_> = phases
        .iter()
        .map(|coverage| coverage.kinds[kind].catchments(run.places))
        .collect();
    let of = |site: &SiteId| -> Vec<Catchment> {
        let maps = catchments.iter();
        maps.map(|map| map.get(site).copied().unwrap_or_default())
            .collect()
    };
    let rows: Vec<Vec<Catchment>> = sites.iter().map(of).collect();
    let loads: Vec<Vec<u64>> = rows
        .iter()
        .map(|row| row.iter().map(|c| c.load.count()).collect())
        .collect();
    let ending = ending(run, kind);
    let names = names_of(phases.len(), |phase| {
        format!("load_seniors_{phase}{ending}")
    });
    let then = |row: usize| {
        let (table, cell) = cell_of(run, sites[row]);
        history.then(table, &cell, &names, &loads[row])
    };
    let is_told = |phase: usize| counts.covered(phase, kind).is_some();
    let missed = missed(phases, kind);
    let elsewhere = elsewhere(phases, kind, &loads);
    let others = [&missed[..], &elsewhere];
    let of_places: Vec<Beside> = (0..phases.len())
        .map(|phase| ground.beside((phase, kind), (phases, run.places)))
        .collect();
    let walkers = Walkers::of(&of_places, (phases, kind, &sites), run.places);
    let hidden = walkers.hidden(&loads, is_told, |across| {
        hidden_loads((&loads, across), (others, &is_told), (threshold, &then))
    });
    let catchment = format!("catchment_seniors{ending}");
    let of = (phases, kind, &sites[..]);
    let near = (&*catchment, threshold, history, &of_places[..]);
    let within = shown_catchments(run, of, (&loads, &hidden), near);
    let mut shown = Vec::new();
    for (index, site) in sites.iter().enumerate() {
        let (people, is_told) = within[index];
        let show = |count: u64| (!hidden.contains(&index)).then_some(count);
        shown.push(ShownSite {
            kind,
            site: *site,
            load: loads[index].iter().map(|load| show(*load)).collect(),
            mean_walk_min: rows[index]
                .iter()
                .map(|c| mean_min(c, threshold).filter(|_| !hidden.contains(&index)))
                .collect(),
            within: people.filter(|_| is_told),
            withheld: hidden.contains(&index) || (people.is_some() && !is_told),
        });
    }
    shown
}

/// Those whom the standard is for and no site covers, in each phase.
fn missed(phases: &[&Coverage], kind: usize) -> Vec<u64> {
    let tallies = phases.iter().map(|coverage| coverage.kinds[kind].tally);
    tallies.map(|tally| tally.uncovered().count()).collect()
}

/// The covered of each phase who walk to no site that is listed: to one of another kind that meets the standard too, or
/// that is sited or changed together with the proposed ones.
fn elsewhere(phases: &[&Coverage], kind: usize, loads: &[Vec<u64>]) -> Vec<u64> {
    let covered = phases
        .iter()
        .map(|coverage| coverage.kinds[kind].tally.covered.count());
    let listed = |phase: usize| loads.iter().map(|load| load[phase]).sum::<u64>();
    let each = covered.enumerate();
    each.map(|(phase, all)| all.saturating_sub(listed(phase)))
        .collect()
}

/// Which loads to withhold, so that those of one kind are safe one by one and together, before, after and lost.
///
/// Those whom no site covers complete the table to the eligible, whose number is told: where they are too few, they are
/// withheld like a load, and another load with them. Those who walk elsewhere complete it to the covered, and are told of no
/// site. `across` are those that are withheld in any case; `is_told` says in which phases the covered are told, who are the sum of all loads.
fn hidden_loads(
    (loads, across): (&[Vec<u64>], &BTreeSet<usize>),
    ([missed, elsewhere], is_told): ([&[u64]; 2], &impl Fn(usize) -> bool),
    (threshold, then): (u64, &impl Fn(usize) -> Vec<u64>),
) -> BTreeSet<usize> {
    let mut checks = vec![(0, None)];
    if missed.len() == 2 {
        checks.extend([(1, None), (0, Some(1)), (1, Some(0))]);
    }
    let single = Rule::of(threshold, checks);
    let mut rows: Vec<Vec<u64>> = Vec::with_capacity(loads.len() + 1);
    rows.extend(loads.iter().enumerate().map(|(row, loads)| {
        let mut row_then = loads.clone();
        row_then.extend(then(row));
        row_then
    }));
    let earlier = rows
        .first()
        .map_or(1, |row| row.len() / missed.len().max(1))
        - 1;
    let mut already = across.clone();
    if !single.is_safe(missed) {
        // Where the covered are told, so are those whom no site covers: they hide nobody then.
        let hides = |(phase, missed): (usize, &u64)| if is_told(phase) { 0 } else { *missed };
        let hiding: Vec<u64> = missed.iter().enumerate().map(hides).collect();
        already.insert(rows.len());
        // What earlier releases left uncovered is held against by the totals.
        rows.push(hiding.repeat(earlier + 1));
    }
    if elsewhere.iter().any(|people| *people > 0) {
        already.insert(rows.len());
        rows.push(elsewhere.repeat(earlier + 1));
    }
    let rows: Vec<&[u64]> = rows.iter().map(Vec::as_slice).collect();
    let rule = single.against(missed.len(), earlier, &[]);
    let together = rule.together(missed.len(), is_told);
    let mut hidden = rule.withheld_as(&together, &rows, &already, |row| rows[row][0]);
    hidden.retain(|row| *row < loads.len());
    hidden
}

/// The mean walk in whole minutes; `None` for fewer people than the threshold.
fn mean_min(catchment: &Catchment, threshold: u64) -> Option<u64> {
    catchment
        .mean_s()
        .filter(|_| catchment.load.count() >= threshold)
        .map(|mean_s| (mean_s / 60.0).round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_who_walk_to_sites_that_are_not_listed_take_a_load_with_them() {
        let loads = vec![vec![50], vec![30]];
        let hidden = |missed: u64, elsewhere: u64| {
            let others = [&[missed][..], &[elsewhere][..]];
            hidden_loads(
                (&loads, &BTreeSet::new()),
                (others, &|_| true),
                (10, &|_| Vec::new()),
            )
        };
        assert_eq!(hidden(100, 0), BTreeSet::new());
        assert_eq!(hidden(100, 20), BTreeSet::new());
        assert_eq!(hidden(100, 3), BTreeSet::from([1]));
        assert_eq!(hidden(3, 0), BTreeSet::new(), "who is told hides nobody");
        let hidden = hidden_loads(
            (&loads, &BTreeSet::new()),
            ([&[3], &[0]], &|_| false),
            (10, &|_| Vec::new()),
        );
        assert_eq!(hidden, BTreeSet::from([1]));
        // Two of today walk to a site; the uncovered of today are told, those of tomorrow are a few.
        let loads = vec![vec![33, 50], vec![113, 130], vec![2, 90], vec![0, 50]];
        let others: [&[u64]; 2] = [&[200, 3], &[0, 0]];
        let is_told = |phase: usize| phase == 0;
        let hidden = hidden_loads(
            (&loads, &BTreeSet::new()),
            (others, &is_told),
            (10, &|_| Vec::new()),
        );
        assert_eq!(hidden, BTreeSet::from([0, 2]));
    }
}
