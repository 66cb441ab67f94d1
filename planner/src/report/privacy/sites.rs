//! Loads of sites and gains of proposals that may be shown.
//!
//! Sites are public and shown exactly; how many people walk to each is withheld like the counts of districts, because
//! the loads of one kind sum to the covered of the whole plan.

use std::collections::BTreeSet;

use crate::coverage::catchment::seniors_within;
use crate::coverage::{Catchment, Coverage, KindCoverage};
use crate::ids::SiteId;
use crate::places::Status;
use crate::siting::ProposedSite;
use crate::units::Seniors;

use super::super::Run;
use super::super::release::history::History;
use super::pool::Rule;

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
pub(super) fn shown_sites(run: &Run, threshold: u64, history: &History) -> Vec<ShownSite> {
    let phases = super::phases(run);
    let mut shown = Vec::new();
    for kind in 0..run.before.kinds.len() {
        shown.extend(sites_of_kind(run, &phases, kind, (threshold, history)));
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
    phases: &[&Coverage],
    kind: usize,
    (threshold, history): (u64, &History),
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
    let hidden = hidden_loads(&loads, &missed(phases, kind), (threshold, then));
    let catchment = format!("catchment_seniors{ending}");
    let mut shown = Vec::new();
    for (index, site) in sites.iter().enumerate() {
        let within = run
            .reach
            .and_then(|matrix| seniors_within(*site, &run.before.kinds[kind], matrix, run.places))
            .map(Seniors::count);
        let (table, cell) = cell_of(run, *site);
        let shown_within = within.filter(|within| {
            let is_news = !history.is_close((table, &cell, &catchment), *within, threshold);
            is_news && !hidden.contains(&index) && within_is_safe(*within, &loads[index], threshold)
        });
        let show = |count: u64| (!hidden.contains(&index)).then_some(count);
        shown.push(ShownSite {
            kind,
            site: *site,
            load: loads[index].iter().map(|load| show(*load)).collect(),
            mean_walk_min: rows[index]
                .iter()
                .map(|c| mean_min(c, threshold).filter(|_| !hidden.contains(&index)))
                .collect(),
            within: shown_within,
            withheld: hidden.contains(&index) || shown_within != within,
        });
    }
    shown
}

/// Those whom the standard is for and no site covers, in each phase.
fn missed(phases: &[&Coverage], kind: usize) -> Vec<u64> {
    let tallies = phases.iter().map(|coverage| coverage.kinds[kind].tally);
    tallies.map(|tally| tally.uncovered().count()).collect()
}

/// Which loads to withhold, so that those of one kind are safe one by one and together, before, after and lost.
///
/// Those whom no site covers complete the table to the eligible, whose number is told: where they are too few, they are
/// withheld like a load, and another load with them.
fn hidden_loads(
    loads: &[Vec<u64>],
    missed: &[u64],
    (threshold, then): (u64, impl Fn(usize) -> Vec<u64>),
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
    if !single.is_safe(missed) {
        // What earlier releases left uncovered is held against by the totals.
        rows.push(missed.repeat(earlier + 1));
    }
    let rows: Vec<&[u64]> = rows.iter().map(Vec::as_slice).collect();
    let rule = single.against(missed.len(), earlier, &[]);
    let mut hidden = rule.withheld(&rows, &BTreeSet::new(), |row| rows[row][0]);
    hidden.remove(&loads.len());
    hidden
}

/// Whether those within the standard, and those of them who walk elsewhere, are nobody or enough.
fn within_is_safe(within: u64, loads: &[u64], threshold: u64) -> bool {
    let mut row = vec![within];
    row.extend(loads);
    let mut checks = vec![(0, None)];
    checks.extend((1..row.len()).map(|load| (0, Some(load))));
    Rule::of(threshold, checks).is_safe(&row)
}

/// The mean walk in whole minutes; `None` for fewer people than the threshold.
fn mean_min(catchment: &Catchment, threshold: u64) -> Option<u64> {
    catchment
        .mean_s()
        .filter(|_| catchment.load.count() >= threshold)
        .map(|mean_s| (mean_s / 60.0).round() as u64)
}

/// The gains of proposed sites; small ones are shown only as part of a later total.
pub(super) fn shown_gains(run: &Run, threshold: u64, history: &History) -> Vec<ShownGain> {
    let Some((proposal, _)) = run.proposed else {
        return Vec::new();
    };
    let gains: Vec<u64> = proposal.sites.iter().map(|s| s.gain.count()).collect();
    let is_close = |index: usize| {
        let site = &proposal.sites[index];
        let (table, cell) = cell_of(run, site.site);
        let close = |name, people: u64| history.is_close((table, &cell, name), people, threshold);
        close("gain_seniors", gains[index])
            || close("covered_seniors_after", site.covered_after.count())
    };
    let close: Vec<bool> = (0..gains.len()).map(is_close).collect();
    let blocks = safe_blocks(&gains, &close, threshold);
    // Whoever is told whom the standard is for learns whom the plan leaves uncovered, after each site.
    let sited = run
        .before
        .kinds
        .iter()
        .find(|k| k.standard.kind == proposal.kind);
    let eligible = sited
        .map_or(run.before.eligible, KindCoverage::eligible)
        .count();
    let leaves_enough = |site: &ProposedSite| {
        let left = eligible.saturating_sub(site.covered_after.count());
        left == 0 || left >= threshold
    };
    let mut shown = Vec::new();
    for block in blocks {
        let sum: u64 = gains[block.clone()].iter().sum();
        for index in block.clone() {
            let site = &proposal.sites[index];
            let safe = (sum == 0 || sum >= threshold) && !(block.len() == 1 && close[index]);
            shown.push(ShownGain {
                site: site.site,
                gain: (block.len() == 1 && safe).then_some(gains[index]),
                covered_after: (index + 1 == block.end && safe && leaves_enough(site))
                    .then_some(site.covered_after.count()),
            });
        }
    }
    shown
}

/// Cuts a list of gains into runs that sum to nothing or to at least the threshold, where that can be done; a gain
/// that is close to what an earlier release tells is no run by itself.
fn safe_blocks(gains: &[u64], close: &[bool], threshold: u64) -> Vec<std::ops::Range<usize>> {
    let mut blocks: Vec<(std::ops::Range<usize>, u64)> = Vec::new();
    let is_open = |range: &std::ops::Range<usize>, sum: u64| {
        (sum > 0 && sum < threshold) || (range.len() == 1 && close[range.start])
    };
    for (index, gain) in gains.iter().enumerate() {
        match blocks.last_mut() {
            Some((range, sum)) if is_open(range, *sum) => {
                range.end = index + 1;
                *sum += gain;
            }
            _ => blocks.push((index..index + 1, *gain)),
        }
    }
    while blocks.len() > 1
        && let Some((last, sum)) = blocks.last().cloned()
        && is_open(&last, sum)
    {
        blocks.pop();
        if let Some((range, total)) = blocks.last_mut() {
            range.end = last.end;
            *total += sum;
        }
    }
    blocks.into_iter().map(|(range, _)| range).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_gains_hide_in_a_run() {
        let blocks = |gains: &[u64]| safe_blocks(gains, &vec![false; gains.len()], 10);
        assert_eq!(blocks(&[50, 20, 12]), [0..1, 1..2, 2..3]);
        assert_eq!(blocks(&[50, 20, 4, 3]), [0..1, 1..4]);
        assert_eq!(blocks(&[4, 8, 20]), [0..2, 2..3]);
        assert_eq!(blocks(&[20, 0, 0]), [0..1, 1..2, 2..3]);
        assert_eq!(blocks(&[20, 0, 5]), vec![0..3]);
        let close = [false, true, false];
        assert_eq!(safe_blocks(&[50, 20, 30], &close, 10), [0..1, 1..3]);
        assert_eq!(safe_blocks(&[50, 20], &[false, true], 10), vec![0..2]);
        assert_eq!(blocks(&[3, 4]), vec![0..2], "nothing makes it safe");
    }
}
