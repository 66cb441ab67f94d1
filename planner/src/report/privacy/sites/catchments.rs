//! Catchments of sites that may be shown: all within the standard, whether or not another site is nearer.

use std::collections::BTreeSet;

use crate::coverage::catchment::seniors_within;
use crate::coverage::{Coverage, Nearest};
use crate::ids::{DemandId, SiteId};
use crate::units::Seniors;

use super::super::super::Run;
use super::super::super::release::history::History;
use super::super::ground::Beside;
use super::super::pool::Rule;
use super::cell_of;

/// The catchments of sites, each with whether it may be told; `hidden` are the sites whose loads may not.
pub(super) fn shown_catchments(
    run: &Run,
    (phases, kind, sites): (&[&Coverage], usize, &[SiteId]),
    (loads, hidden): (&[Vec<u64>], &BTreeSet<usize>),
    (name, threshold, history, of_places): (&str, u64, &History, &[Beside]),
) -> Vec<(Option<u64>, bool)> {
    let within = |site: &SiteId| {
        let reach = run.reach?;
        let people = seniors_within(*site, &run.before.kinds[kind], reach, run.places)?;
        Some(Seniors::count(people))
    };
    let listed = sites.len();
    // Sites of other kinds that meet the standard are told of nothing here, and withheld with the others.
    let standard = &run.before.kinds[kind].standard;
    let others = run.places.sites.enumerate().filter(|(id, site)| {
        let counts = site.status.counts_before() && standard.is_met_by(&site.kind);
        counts && !sites.contains(id)
    });
    let sites: Vec<SiteId> = sites
        .iter()
        .copied()
        .chain(others.map(|(id, _)| id))
        .collect();
    let is_across = |site: SiteId| is_across(run, (phases, kind, site), of_places);
    let mut loads = loads.to_vec();
    loads.resize(sites.len(), vec![0; phases.len()]);
    let within: Vec<Option<u64>> = sites.iter().map(within).collect();
    let is_close = |index: usize| {
        let (table, cell) = cell_of(run, sites[index]);
        within[index]
            .is_some_and(|people| history.is_close((table, &cell, name), people, threshold))
    };
    let around = Around {
        counts: sites
            .iter()
            .map(|site| run.places.sites[*site].status.counts_before())
            .collect(),
        already: (0..sites.len())
            .filter(|index| {
                *index >= listed
                    || hidden.contains(index)
                    || is_close(*index)
                    || is_across(sites[*index])
            })
            .collect(),
        totals: totals(phases, kind),
    };
    let silent = hidden_catchments(&within, &loads, &around, threshold);
    let told = within.iter().take(listed).enumerate();
    told.map(|(index, people)| (*people, !silent.contains(&index)))
        .collect()
}

/// Whether those who live within the standard of a site, or of them those who walk to another, leave a few people of places.
fn is_across(
    run: &Run,
    (phases, kind, site): (&[&Coverage], usize, SiteId),
    of_places: &[Beside],
) -> bool {
    let within = run.before.kinds[kind].standard.within;
    let Some(reach) = run.reach else {
        return false;
    };
    let near: Vec<DemandId> = reach
        .of_site(site)
        .filter(|(_, time)| *time <= within)
        .map(|(home, _)| home)
        .collect();
    phases.iter().zip(of_places).any(|(coverage, beside)| {
        let nearest = &coverage.kinds[kind].nearest;
        let walks_here = |home| matches!(nearest[home], Nearest::Site(s, _) if s == site);
        let elsewhere = near.iter().filter(|home| !walks_here(**home));
        !beside.admits_these(near.iter()) || !beside.admits_these(elsewhere)
    })
}

/// What catchments are held against.
struct Around {
    /// Whether each site counts today.
    counts: Vec<bool>,
    /// Those that are withheld in any case.
    already: BTreeSet<usize>,
    /// Those whom the standard is for, and the covered of each phase.
    totals: Vec<u64>,
}

fn totals(phases: &[&Coverage], kind: usize) -> Vec<u64> {
    let eligible = phases[0].kinds[kind].eligible().count();
    let covered = phases
        .iter()
        .map(|coverage| coverage.kinds[kind].tally.covered.count());
    std::iter::once(eligible).chain(covered).collect()
}

/// Which catchments to withhold: those that leave too few of the covered, of everybody, or of those whose nearest site it is.
///
/// Catchments of the sites of today sum to those with one site, with two, with three and so on, which may be told: they are
/// withheld together.
fn hidden_catchments(
    within: &[Option<u64>],
    loads: &[Vec<u64>],
    around: &Around,
    threshold: u64,
) -> BTreeSet<usize> {
    let row = |index: usize| {
        let people = within[index].unwrap_or_default();
        let mut row = vec![people];
        // Who walks to a site lives within the standard of it, and who does is covered where it counts.
        row.extend(loads[index].iter().map(|load| people.saturating_sub(*load)));
        let of = around.totals.iter().enumerate();
        row.extend(of.map(|(number, total)| {
            let is_part = number != 1 || around.counts[index];
            if is_part {
                total.saturating_sub(people)
            } else {
                0
            }
        }));
        row
    };
    let rows: Vec<Vec<u64>> = (0..within.len()).map(row).collect();
    let width = rows.first().map_or(0, Vec::len);
    let rule = Rule::of(threshold, (0..width).map(|number| (number, None)).collect());
    let mut hidden: BTreeSet<usize> = around.already.clone();
    hidden.extend((0..rows.len()).filter(|index| !rule.is_safe(&rows[*index])));
    let today: Vec<usize> = (0..rows.len())
        .filter(|index| around.counts[*index])
        .collect();
    let slices: Vec<&[u64]> = today.iter().map(|index| rows[*index].as_slice()).collect();
    let already = (0..today.len()).filter(|at| hidden.contains(&today[*at]));
    let pooled = rule.withheld(&slices, &already.collect(), |at| rows[today[at]][0]);
    hidden.extend(pooled.into_iter().map(|at| today[at]));
    hidden
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catchment_that_leaves_a_few_takes_another_with_it() {
        let around = |counts: [bool; 3]| Around {
            counts: counts.to_vec(),
            already: BTreeSet::new(),
            totals: vec![300, 100],
        };
        let loads = vec![vec![50], vec![30], vec![20]];
        let hidden = |within: [u64; 3], counts| {
            let within = within.map(Some);
            hidden_catchments(&within, &loads, &around(counts), 10)
        };
        let none = BTreeSet::new();
        assert_eq!(hidden([60, 50, 40], [true; 3]), none);
        // 100 covered less 97 are three.
        assert_eq!(hidden([97, 50, 40], [true; 3]), BTreeSet::from([0, 2]));
        // A candidate is no part of those covered today.
        assert_eq!(hidden([97, 50, 40], [false, true, true]), none);
    }
}
