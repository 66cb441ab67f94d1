//! What is told of a district beside its counts: how long people walk, who finds a seat, who is in the circle.
//!
//! Withheld wherever the coverage that it belongs to is, and on top of that where the served, those in the circle, or
//! what they leave of the covered and of everybody, are too few, one by one or together.

mod pieces;

use std::collections::{BTreeMap, BTreeSet};

use crate::coverage::access::decay::Shape;
use crate::coverage::contrast::circle::is_in_circle;
use crate::coverage::{Assessed, Coverage, Depth, EXCESS_CAP, statistics};
use crate::ids::{DemandId, DistrictId};
use crate::units::{Seniors, WalkTime};

use super::super::Run;
use super::super::layers::property_keys;
use super::super::release::history::History;
use super::ground::Ground;
use super::pool::Rule;
use super::shown::ShownDistrict;
use super::sites::ShownSite;
use super::whole::ShownWhole;

pub use pieces::PieceDepth;
pub(super) use pieces::depths_of_pieces;

/// What is told of one district and one standard in one phase.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShownDepth {
    /// The walk that half of all do not exceed, in whole minutes.
    pub p50_walk_min: Option<u64>,
    /// The walk that nine tenths of all do not exceed, in whole minutes.
    pub p90_walk_min: Option<u64>,
    /// Minutes beyond the standard added up over people.
    pub excess_person_min: Option<u64>,
    /// Those who find a seat at the middle participation.
    pub served: Option<u64>,
    /// Those within the largest circle of the audit.
    pub in_circle: Option<u64>,
    /// Supply per ten thousand people by the scenario's own decay, the mean over people.
    pub access_per_10000: Option<u64>,
    /// How unevenly that access is shared out among the people of the district: Gini in per cent.
    pub access_gini_pct: Option<u64>,
}

/// For each district in the order of those shown: for each phase, each standard.
pub(super) fn shown_depths(
    run: &Run,
    (districts, whole, sites): (&[ShownDistrict], &ShownWhole, &[ShownSite]),
    (threshold, history, ground): (u64, &History, &Ground),
) -> Vec<Vec<Vec<ShownDepth>>> {
    let Some(assessment) = run.assessment else {
        return Vec::new();
    };
    let assessed = [Some(&assessment.before), assessment.after.as_ref()];
    let phases: Vec<(&Coverage, &Assessed)> = super::phases(run)
        .into_iter()
        .zip(assessed.into_iter().flatten())
        .collect();
    let row_of: BTreeMap<Option<DistrictId>, usize> = districts
        .iter()
        .enumerate()
        .map(|(row, d)| (d.district, row))
        .collect();
    let blank = vec![vec![ShownDepth::default(); run.before.kinds.len()]; phases.len()];
    let mut shown = vec![blank; districts.len()];
    for (kind, _) in run.before.kinds.iter().enumerate() {
        let rows = exact(run, &phases, kind, &row_of);
        let covered = |row: usize, phase: usize| districts[row].counts.covered(phase, kind);
        let already: BTreeSet<usize> = (0..rows.len())
            .filter(|row| (0..phases.len()).any(|phase| covered(*row, phase).is_none()))
            .chain(circles_across(run, &phases, kind, (&row_of, ground)))
            .collect();
        let then = |row: usize, now: &[u64]| {
            let code = districts[row]
                .district
                .map(|id| &run.places.districts[id].code);
            let code = code.map_or("", String::as_str);
            history.then("districts", code, &names(run, kind, phases.len()), now)
        };
        let is_told = |number: usize| is_sum_told(whole, kind, number);
        let has_access = is_access_told(run, kind, sites);
        let hidden = withheld(&rows, &already, (phases.len(), &is_told), (threshold, then));
        for (row, exact) in rows.iter().enumerate() {
            for (phase, cell) in exact.iter().enumerate() {
                if covered(row, phase).is_some() {
                    let seats = phases[phase].1.standards[kind].middle_service().is_some();
                    let told = (!hidden.contains(&row)).then_some(seats);
                    let mut depth = cell.shown(threshold, told);
                    depth.access_per_10000 = depth.access_per_10000.filter(|_| has_access);
                    depth.access_gini_pct = depth.access_gini_pct.filter(|_| has_access);
                    // Of few people who walk otherwise with the plan, the two sums would tell by how much.
                    let is_few = (1..threshold).contains(&cell.moved);
                    // Beside the mean walk it tells how many have no path, which earlier releases do not remember.
                    let causes = (0..3)
                        .all(|cause| districts[row].counts.cause(phase, kind, cause).is_some());
                    let is_told = !is_few && causes && history.is_empty();
                    depth.excess_person_min = depth.excess_person_min.filter(|_| is_told);
                    shown[row][phase][kind] = depth;
                }
            }
        }
    }
    shown
}

/// Whether access may be told of places: where weight falls in steps it is so much supply for so many people, and tells the
/// catchments of sites, which must be told then.
pub(super) fn is_access_told(run: &Run, kind: usize, sites: &[ShownSite]) -> bool {
    let falls_in_steps = matches!(
        run.scenario.assess.access.shape,
        Shape::Binary | Shape::Zones(_)
    );
    let mut theirs = sites.iter().filter(|site| site.kind == kind);
    !falls_in_steps || theirs.all(|site| !site.withheld)
}

/// The rows of districts of which those in the largest circle leave a few people of places.
fn circles_across(
    run: &Run,
    phases: &[(&Coverage, &Assessed)],
    kind: usize,
    (row_of, ground): (&BTreeMap<Option<DistrictId>, usize>, &Ground),
) -> BTreeSet<usize> {
    let Some(radius) = run.scenario.assess.audit.radii.last().copied() else {
        return BTreeSet::new();
    };
    let coverage: Vec<&Coverage> = phases.iter().map(|(coverage, _)| *coverage).collect();
    let mut homes: Vec<Vec<DemandId>> = vec![Vec::new(); row_of.len()];
    for (id, demand) in run.places.demand.enumerate() {
        if let Some(row) = row_of.get(&run.places.reported(demand.district)) {
            homes[*row].push(id);
        }
    }
    let mut across = BTreeSet::new();
    for (phase, (_, assessed)) in phases.iter().enumerate() {
        let beside = ground.beside((phase, kind), (&coverage, run.places));
        let straight = &assessed.standards[kind].straight;
        let is_in = |home: &&DemandId| is_in_circle(straight[**home], radius);
        let few = |homes: &Vec<DemandId>| !beside.admits_these(homes.iter().filter(is_in));
        across.extend((0..homes.len()).filter(|row| few(&homes[*row])));
    }
    across
}

/// Exact numbers of one district, phase and standard: working data.
#[derive(Default, Clone)]
struct Exact {
    depth: Depth,
    /// Its mean access by the scenario's own decay.
    access: Option<f64>,
    /// People whose minutes beyond the standard are others than in the phase before.
    moved: u64,
}

impl Exact {
    /// `told` is nothing where seats and circle are withheld, else whether there are seats at all.
    fn shown(&self, threshold: u64, told: Option<bool>) -> ShownDepth {
        let [p50_walk_min, p90_walk_min] = percentiles(&self.depth, threshold);
        ShownDepth {
            p50_walk_min,
            p90_walk_min,
            excess_person_min: Some(self.depth.excess.person_minutes().round() as u64),
            served: told.filter(|seats| *seats).map(|_| self.served()),
            in_circle: told.map(|_| self.in_circle()),
            access_per_10000: access_per_10000(&self.depth, self.access, threshold),
            access_gini_pct: self.access_gini(threshold),
        }
    }

    fn served(&self) -> u64 {
        self.depth.served.unwrap_or_default().count()
    }

    /// Those within the largest circle.
    fn in_circle(&self) -> u64 {
        self.depth.in_circle.last().map_or(0, |all| all.count())
    }

    /// The numbers that rows are checked by, as [`names`] calls them.
    fn numbers(&self) -> [u64; WIDTH] {
        let tally = self.depth.tally;
        let (eligible, covered) = (tally.total().count(), tally.covered.count());
        [eligible, covered, self.served(), self.in_circle()]
    }

    /// Told of at least ten times the threshold: with fewer people one of them moves it.
    fn access_gini(&self, threshold: u64) -> Option<u64> {
        let people = self.depth.tally.total().count();
        let is_told = people >= 10 * threshold && reaches_enough(&self.depth, threshold);
        let told = self.depth.equity.gini.filter(|_| is_told)?;
        Some((told * 100.0).round() as u64)
    }
}

/// The walks that half and nine tenths of people do not exceed, in whole minutes; told of so many that the threshold of
/// them walk at least as long.
fn percentiles(depth: &Depth, threshold: u64) -> [Option<u64>; 2] {
    let people = depth.tally.total().count();
    [(depth.walk.p50, 2), (depth.walk.p90, 10)].map(|(time, least)| {
        let time = time.filter(|_| people >= least * threshold);
        time.map(|t: WalkTime| t.minutes().round() as u64)
    })
}

/// Supply per ten thousand people, told of at least the threshold of them.
fn access_per_10000(depth: &Depth, access: Option<f64>, threshold: u64) -> Option<u64> {
    let people = depth.tally.total().count();
    let is_told = people >= threshold && reaches_enough(depth, threshold);
    let told = access.filter(|_| is_told)?;
    Some((told * 10_000.0).round() as u64)
}

/// Whether nobody or enough people reach anything, and nothing: the mean of one site tells how many.
fn reaches_enough(depth: &Depth, threshold: u64) -> bool {
    let (people, reached) = (depth.tally.total().count(), depth.reached.count());
    let rule = Rule::of(threshold, Vec::new());
    rule.allows(reached) && rule.allows(people - reached)
}

/// The numbers of every row of the table, for each phase.
fn exact(
    run: &Run,
    phases: &[(&Coverage, &Assessed)],
    kind: usize,
    row_of: &BTreeMap<Option<DistrictId>, usize>,
) -> Vec<Vec<Exact>> {
    let places = run.places;
    let row = |home: DemandId| {
        let district = places.reported(places.demand[home].district);
        row_of.get(&district).copied()
    };
    let mut rows = vec![vec![Exact::default(); phases.len()]; row_of.len()];
    for (phase, (coverage, assessed)) in phases.iter().enumerate() {
        let told = &assessed.standards[kind];
        for (row, depth) in Depth::by_group((&coverage.kinds[kind], told), places, row) {
            let cell = &mut rows[row][phase];
            cell.access = depth.decayed(told);
            cell.depth = depth;
        }
    }
    if let [(before, _), (after, _)] = phases {
        let over = |coverage: &Coverage, home: DemandId| {
            let kind = &coverage.kinds[kind];
            let one = [(kind.nearest[home], Seniors::new(1))];
            statistics::excess(one, kind.standard.within, EXCESS_CAP)
        };
        for home in places.demand.ids() {
            if let Some(row) = row(home).filter(|_| over(before, home) != over(after, home)) {
                rows[row][1].moved += after.kinds[kind].people(home, places).count();
            }
        }
    }
    rows
}

/// How the numbers of a row are called in files.
fn names(run: &Run, kind: usize, phases: usize) -> Vec<String> {
    let kinds = run.before.kinds.iter().map(|k| k.standard.kind.as_str());
    let keys = property_keys(kinds);
    let key = &keys[kind];
    let mut names = Vec::new();
    for phase in ["before", "after"].iter().take(phases) {
        names.push("eligible_seniors".to_owned());
        names.extend(
            ["covered", "served", "in_circle"].map(|what| format!("{key}_{what}_seniors_{phase}")),
        );
    }
    names
}

/// How many numbers a row has in each phase: eligible, covered, served, in the circle.
const WIDTH: usize = 4;

/// Whether the sum of a number over all districts is told of the whole plan.
fn is_sum_told(whole: &ShownWhole, kind: usize, number: usize) -> bool {
    let phase = number / WIDTH;
    let reach = whole.standards[kind].phases.get(phase);
    match number % WIDTH {
        0 => whole.counts.meant(kind).is_some(),
        1 => whole.counts.covered(phase, kind).is_some(),
        2 => reach.is_some_and(|reach| reach.served.is_some()),
        _ => reach.is_some_and(|reach| reach.circles.last().is_some_and(Option::is_some)),
    }
}

/// The rows whose seats and circles are not told.
fn withheld(
    rows: &[Vec<Exact>],
    already: &BTreeSet<usize>,
    (phases, is_told): (usize, &impl Fn(usize) -> bool),
    (threshold, then): (u64, impl Fn(usize, &[u64]) -> Vec<u64>),
) -> BTreeSet<usize> {
    let (eligible, covered, served, circle) = (0, 1, 2, 3);
    let mut checks = Vec::new();
    for first in (0..phases).map(|phase| phase * WIDTH) {
        checks.extend([
            (first + served, None),
            (first + covered, Some(first + served)),
            (first + circle, None),
            (first + eligible, Some(first + circle)),
            (first + circle, Some(first + covered)),
            (first + covered, Some(first + circle)),
        ]);
    }
    if phases == 2 {
        checks.push((WIDTH + circle, Some(circle)));
    }
    let numbers: Vec<Vec<u64>> = rows
        .iter()
        .enumerate()
        .map(|(number, row)| {
            let cells = row.iter();
            let mut now: Vec<u64> = cells.flat_map(Exact::numbers).collect();
            let then = then(number, &now);
            now.extend(then);
            now
        })
        .collect();
    let slices: Vec<&[u64]> = numbers.iter().map(Vec::as_slice).collect();
    let width = WIDTH * phases;
    let earlier = slices
        .first()
        .map_or(0, |row| row.len() / width.max(1))
        .max(1)
        - 1;
    let rule = Rule::of(threshold, checks).against(width, earlier, &[]);
    let together = rule.together(width, is_told);
    rule.withheld_as(&together, &slices, already, |row| numbers[row][eligible])
}
