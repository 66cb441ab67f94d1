//! How full sites are, what closing them does, and what streets gain by sharing, as far as it may be shown.
//!
//! Served seniors of one kind sum to the served of the whole plan: they are withheld like loads. Those who lose by a
//! closing, or gain by sharing, are shown where they are nobody or enough.

use std::collections::BTreeSet;

use crate::coverage::Assessed;
use crate::coverage::assessment::StandardAssessed;
use crate::coverage::contrast::Failure;
use crate::ids::{DistrictId, SiteId};
use crate::units::Seniors;

use super::super::Run;
use super::super::release::history::History;
use super::ground::{Ground, Spread};
use super::pool::Rule;
use super::sites::{ShownGain, ShownSite, cell_of, names_of};
use super::whole::ShownWhole;

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
///
/// `loads` says of which sites the load is told: beside one that is not, nothing is told of a part of it; `whole` of which
/// phases all the served are; `gains` what proposed sites gain.
pub(super) fn shown_seats(
    run: &Run,
    (loads, gains, whole): (&[ShownSite], &[ShownGain], &ShownWhole),
    (threshold, history, ground): (u64, &History, &Ground),
) -> Vec<ShownSeat> {
    let Some(assessment) = run.assessment else {
        return Vec::new();
    };
    let phases: Vec<&Assessed> = [Some(&assessment.before), assessment.after.as_ref()]
        .into_iter()
        .flatten()
        .collect();
    let kinds = 0..assessment.before.standards.len();
    kinds
        .flat_map(|kind| {
            let load = |site: SiteId, phase: usize| {
                let mut theirs = loads.iter().filter(|l| l.kind == kind && l.site == site);
                theirs.find_map(|load| *load.load.get(phase)?)
            };
            let served = &whole.standards[kind].phases;
            let is_sum_told = |phase: usize| served.get(phase).is_some_and(|r| r.served.is_some());
            let told = (&load, &is_sum_told, gains);
            seats_of_kind(run, &phases, (kind, told), (threshold, history, ground))
        })
        .collect()
}

/// The load of a site in a phase, where it is told.
trait Load: Fn(SiteId, usize) -> Option<u64> {}

impl<F: Fn(SiteId, usize) -> Option<u64>> Load for F {}

/// What is told beside seats: loads, of which phases all the served are, and gains.
type Beside<'a, L, S> = (&'a L, &'a S, &'a [ShownGain]);

fn seats_of_kind(
    run: &Run,
    phases: &[&Assessed],
    (kind, (load, is_sum_told, gains)): (usize, Beside<'_, impl Load, impl Fn(usize) -> bool>),
    (threshold, history, ground): (u64, &History, &Ground),
) -> Vec<ShownSeat> {
    let Some(last) = phases.last().map(|phase| &phase.standards[kind]) else {
        return Vec::new();
    };
    let rule = Rule::of(threshold, Vec::new());
    let near = (threshold, history);
    let hidden = hidden_seats(run, phases, (kind, &last.sites), (load, is_sum_told), near);
    let enough = |people: Seniors| Some(people.count()).filter(|count| rule.allows(*count));
    let is_news = |site: SiteId, name: &str, people: Seniors| {
        let (table, cell) = cell_of(run, site);
        !history.is_close((table, &cell, name), people.count(), threshold)
    };
    let uncovered_is_news = |row: usize| {
        let (site, people) = (last.sites[row], last.failures[row].uncovered);
        // Whom a proposed site alone covers is a part of those whom it gains: beside the catchment it would tell a gain that
        // is withheld, and with that the gains of its neighbours in the proposal.
        let mut theirs = gains.iter().filter(|gain| gain.site == site);
        let fits = |gain: u64| rule.allows(gain.abs_diff(people.count()));
        theirs.all(|gain| gain.gain.is_some_and(fits))
            && load(site, phases.len() - 1).is_some()
            && is_news(site, "closed_uncovered_seniors", people)
    };
    let across = closings_across(run, last, kind, ground);
    let may_be_told = |row: usize| !across.contains(&row) && uncovered_is_news(row);
    let silent = silent_closings(run, last, kind, (threshold, &may_be_told));
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
            let uncovered = (!silent.contains(&row)).then(|| failure.uncovered.count());
            let all = all
                && is_news(*site, "closed_absorbed_seniors", failure.loss.absorbed)
                && is_news(
                    *site,
                    "closed_turned_away_seniors",
                    failure.loss.turned_away,
                );
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

/// The rows of sites of which those who have no other leave a few people of places.
fn closings_across(
    run: &Run,
    last: &StandardAssessed,
    kind: usize,
    ground: &Ground,
) -> BTreeSet<usize> {
    let phases = super::phases(run);
    let standard = &run.before.kinds[kind].standard;
    let Some(reach) = run.reach else {
        return BTreeSet::new();
    };
    let counts: BTreeSet<SiteId> = last.sites.iter().copied().collect();
    let beside = ground.beside((phases.len() - 1, kind), (&phases, run.places));
    let mut alone = vec![Spread::new(); last.sites.len()];
    for home in run.places.demand.ids() {
        let near = reach.of_demand(home);
        let mut near =
            near.filter(|(site, time)| *time <= standard.within && counts.contains(site));
        if let (Some((only, _)), None) = (near.next(), near.next())
            && let Some(row) = last.sites.iter().position(|site| *site == only)
        {
            beside.put(&mut alone[row], home);
        }
    }
    let few = |set: &Spread| !beside.admits(set, &Spread::new());
    let rows = alone.iter().enumerate().filter(|(_, set)| few(set));
    rows.map(|(row, _)| row).collect()
}

/// The rows of sites of which it is not told who loses by their closing.
///
/// Those who have one site only sum to the covered less those with two, and what a closing leaves of a load has a neighbour.
fn silent_closings(
    run: &Run,
    last: &StandardAssessed,
    kind: usize,
    (threshold, may_be_told): (u64, &impl Fn(usize) -> bool),
) -> BTreeSet<usize> {
    let coverage = super::phases(run).pop();
    let loads = coverage.map(|coverage| coverage.kinds[kind].catchments(run.places));
    let loads = loads.unwrap_or_default();
    let row = |(site, failure): (&SiteId, &Failure)| {
        let load = loads
            .get(site)
            .map_or(0, |catchment| catchment.load.count());
        let lost = failure.uncovered.count();
        [lost, load.saturating_sub(lost)]
    };
    let rows: Vec<[u64; 2]> = last.sites.iter().zip(&last.failures).map(row).collect();
    let slices: Vec<&[u64]> = rows.iter().map(<[u64; 2]>::as_slice).collect();
    let already = (0..rows.len()).filter(|row| !may_be_told(*row)).collect();
    let rule = Rule::of(threshold, vec![(0, None), (1, None)]);
    rule.withheld(&slices, &already, |row| rows[row])
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
    (load, is_sum_told): (&impl Load, &impl Fn(usize) -> bool),
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
    let together = rule.together(phases.len(), is_sum_told);
    // A few of those whose nearest site it is and who find no seat there, or who come from elsewhere.
    let is_near_load = |row: &usize| {
        (0..phases.len()).any(|phase| {
            load(sites[*row], phase)
                .is_some_and(|load| !rule.allows(load.abs_diff(rows[*row][phase])))
        })
    };
    let already = (0..rows.len()).filter(is_near_load).collect();
    rule.withheld_as(&together, &slices, &already, |row| rows[row].clone())
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
