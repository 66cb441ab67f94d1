//! How full sites are, what closing them does, and what streets gain by sharing, as far as it may be shown.
//!
//! Served seniors of one kind sum to the served of the whole plan: they are withheld like loads. Those who lose by a
//! closing, or gain by sharing, are shown where they are nobody or enough.

use std::collections::{BTreeMap, BTreeSet};

use crate::coverage::Assessed;
use crate::ids::{DistrictId, SiteId};
use crate::units::Seniors;

use super::super::Run;
use super::super::release::history::History;
use super::pool::Rule;
use super::sites::{cell_of, names_of};

/// Published counts of one site of one standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownSeat {
    /// The position of the standard in the scenario.
    pub kind: usize,
    /// The site.
    pub site: SiteId,
    /// Seniors whom it can carry at the middle participation; `None` where that is not known.
    pub carries: Option<u64>,
    /// Seniors whom it serves, before and perhaps after; `None` also where it does not count.
    pub served: Vec<Option<u64>>,
    /// Seniors who lose their coverage when it alone is closed, in the end.
    pub closed_uncovered: Option<u64>,
    /// Those of its people for whom neighbours have room then.
    pub closed_absorbed: Option<u64>,
    /// Those who are near enough to neighbours that are full.
    pub closed_turned_away: Option<u64>,
}

/// What two streets gain by sharing sites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownSharing {
    /// The street that comes first in the file.
    pub first: DistrictId,
    /// The other.
    pub second: DistrictId,
    /// Seniors of the first who gain.
    pub first_gains: Option<u64>,
    /// Seniors of the second who gain.
    pub second_gains: Option<u64>,
}

/// The sites of every standard that count in the end.
pub(super) fn shown_seats(run: &Run, threshold: u64, history: &History) -> Vec<ShownSeat> {
    let Some(assessment) = run.assessment else {
        return Vec::new();
    };
    let phases: Vec<&Assessed> = [Some(&assessment.before), assessment.after.as_ref()]
        .into_iter()
        .flatten()
        .collect();
    let kinds = 0..assessment.before.standards.len();
    kinds
        .flat_map(|kind| seats_of_kind(run, &phases, kind, (threshold, history)))
        .collect()
}

fn seats_of_kind(
    run: &Run,
    phases: &[&Assessed],
    kind: usize,
    (threshold, history): (u64, &History),
) -> Vec<ShownSeat> {
    let Some(last) = phases.last().map(|phase| &phase.standards[kind]) else {
        return Vec::new();
    };
    let rule = Rule::of(threshold, Vec::new());
    let hidden = hidden_seats(run, phases, (kind, &last.sites), (threshold, history));
    let enough = |people: Seniors| Some(people.count()).filter(|count| rule.allows(*count));
    let coverage = super::phases(run).pop();
    let catchments = coverage.map(|coverage| coverage.kinds[kind].catchments(run.places));
    let loads: BTreeMap<SiteId, Seniors> = catchments
        .into_iter()
        .flatten()
        .map(|(site, catchment)| (site, catchment.load))
        .collect();
    let sites = last.sites.iter().zip(&last.failures).enumerate();
    sites
        .map(|(row, (site, failure))| {
            let shown =
                |phase: &&Assessed| served(phase, kind, *site).filter(|_| !hidden.contains(&row));
            let seats = last
                .middle_service()
                .and_then(|service| service.site(*site));
            let absorbed = enough(failure.loss.absorbed);
            let turned_away = enough(failure.loss.turned_away);
            // What the three leave of those who are served, and of each other, is told with them.
            let lost = enough(failure.loss.lost).is_some();
            let all = absorbed.is_some() && turned_away.is_some() && lost && !hidden.contains(&row);
            // Who keeps a neighbour within the standard is told by the load beside it.
            let load = loads.get(site).copied().unwrap_or_default();
            let kept = load.count().checked_sub(failure.uncovered.count());
            let (table, cell) = cell_of(run, *site);
            let is_news = |name: &str, people: Seniors| {
                !history.is_close((table, &cell, name), people.count(), threshold)
            };
            let uncovered = enough(failure.uncovered)
                .filter(|_| kept.is_none_or(|kept| rule.allows(kept)))
                .filter(|_| is_news("closed_uncovered_seniors", failure.uncovered));
            let all = all
                && is_news("closed_absorbed_seniors", failure.loss.absorbed)
                && is_news("closed_turned_away_seniors", failure.loss.turned_away);
            ShownSeat {
                kind,
                site: *site,
                carries: seats.and_then(|s| s.capacity).map(Seniors::count),
                served: phases.iter().map(shown).collect(),
                closed_uncovered: uncovered,
                closed_absorbed: absorbed.filter(|_| all),
                closed_turned_away: turned_away.filter(|_| all),
            }
        })
        .collect()
}

/// Those whom a site serves at the middle participation.
fn served(phase: &Assessed, kind: usize, site: SiteId) -> Option<u64> {
    let service = phase.standards[kind].middle_service()?;
    service.site(site).map(|s| s.load.count())
}

/// The rows of sites whose served seniors are not told.
fn hidden_seats(
    run: &Run,
    phases: &[&Assessed],
    (kind, sites): (usize, &[SiteId]),
    (threshold, history): (u64, &History),
) -> BTreeSet<usize> {
    let names = names_of(phases.len(), |phase| format!("served_seniors_{phase}"));
    let row = |site: &SiteId| {
        let now = phases.iter().map(|p| served(p, kind, *site).unwrap_or(0));
        let mut row: Vec<u64> = now.collect();
        let (table, cell) = cell_of(run, *site);
        let then = history.then(table, &cell, &names, &row);
        row.extend(then);
        row
    };
    let rows: Vec<Vec<u64>> = sites.iter().map(row).collect();
    let mut checks: Vec<(usize, Option<usize>)> = (0..phases.len()).map(|p| (p, None)).collect();
    if phases.len() == 2 {
        checks.extend([(0, Some(1)), (1, Some(0))]);
    }
    let rule = Rule::of(threshold, checks).against(phases.len(), 2 * history.len(), &[]);
    let slices: Vec<&[u64]> = rows.iter().map(Vec::as_slice).collect();
    rule.withheld(&slices, &BTreeSet::new(), |row| rows[row].clone())
}

/// Pairs of streets of one standard that gain by sharing, the most first; small gains are withheld.
pub fn shown_sharing(phase: &Assessed, kind: usize, threshold: u64) -> Vec<ShownSharing> {
    let enough = |people: Seniors| {
        let count = people.count();
        (count == 0 || count >= threshold).then_some(count)
    };
    let pairs = phase.standards[kind].boundary.pairs.iter();
    pairs
        .map(|pair| ShownSharing {
            first: pair.first,
            second: pair.second,
            first_gains: enough(pair.first_gains),
            second_gains: enough(pair.second_gains),
        })
        .filter(|pair| pair.first_gains.unwrap_or(0) + pair.second_gains.unwrap_or(0) > 0)
        .collect()
}
