//! The plan over years: which sites first, so that every year's are among the next year's, and what that costs.
//!
//! # Method
//!
//! The last year is the plan. Going back, each year keeps the best part of the year after it: a problem whose only
//! candidates are that year's sites, small enough to be proven. Promises are those of the whole plan; the years before
//! keep the number alone: existing sites stay, and each year opens its number, as far as the plan has so many, even
//! where fewer would serve as well. What as many sites free of nesting would reach is searched beside it, or taken from the
//! curve where there is one. For p-center a year whose sites leave somebody without any walk keeps those that leave
//! fewest, and has no worth.
//!
//! # Invariants
//!
//! Every year's sites are among the next year's. Every year but the last has its number of new sites, or all that the
//! plan has. Nested is never better than the bound of the free.

use super::curve::Curve;
use super::{Point, Subject};
use crate::ids::SiteId;
use crate::progress::Progress;
use crate::siting::brief::Brief;
use crate::siting::brief::Model;
use crate::siting::effort::Meter;
use crate::siting::location::Problem;
use crate::siting::location::value::serve;
use crate::siting::proposal::Measure;
use crate::siting::solve::{least_time, search_and_prove};

/// The free plans may do one in so many parts of the work of the plan.
const PART: u64 = 2;

/// One year.
#[derive(Debug, Clone, PartialEq)]
pub struct Year {
    /// The sites that open in it, in the order of the columns.
    pub opens: Vec<SiteId>,
    /// What all sites open by then are worth; nothing where they leave somebody without a walk, for p-center.
    pub objective: Option<Measure>,
    /// What as many sites without any nesting are worth, as far as was found, and their bound; nothing likewise.
    pub free: Option<(Measure, Measure)>,
}

/// The years of a plan, from how many sites open in each.
pub fn years(
    subject: &Subject<'_>,
    steps: &[usize],
    curve: Option<&Curve>,
    progress: &dyn Progress,
) -> Vec<Year> {
    let mut brief = subject.brief.clone();
    brief.effort.search /= PART * steps.len().max(1) as u64;
    brief.effort.proof /= PART * steps.len().max(1) as u64;
    let whole = brief.effort.times(2 * steps.len() as u64);
    let mut meter = Meter::new(whole.total(), progress);
    let mut years = Vec::new();
    let mut open = subject.open.to_vec();
    for year in (0..steps.len()).rev() {
        let sites: usize = steps[..year].iter().sum();
        let now = subject.new_of(&open);
        let objective = worth(subject, &open);
        let count = sites + steps[year];
        let free = free(subject, count, curve).or_else(|| {
            let mut problem = unbound(subject.problem, |_| true);
            problem.most_open = existing(subject) + count;
            let found = best(&problem, (&brief, &open), &mut meter)?;
            Some((
                (subject.measure)(found.value),
                (subject.measure)(found.bound),
            ))
        });
        let before = earlier(subject, (&open, sites), &brief, &mut meter);
        let opens = now.into_iter().filter(|&column| !before[column as usize]);
        years.push(Year {
            opens: opens.map(|c| subject.columns[c as usize]).collect(),
            objective,
            free,
        });
        open = before;
    }
    years.reverse();
    years
}

/// What a curve says of so many sites.
fn free(subject: &Subject<'_>, sites: usize, curve: Option<&Curve>) -> Option<(Measure, Measure)> {
    let is_plain = subject.problem.rules.is_empty() && subject.problem.floors.is_empty();
    let points = curve.filter(|_| is_plain)?.points.iter();
    let of_size = |point: &&Point| point.sites == sites;
    let point = points.clone().find(of_size)?;
    Some((point.objective, point.bound))
}

/// How many existing sites are open before the plan.
fn existing(subject: &Subject<'_>) -> usize {
    subject.is_new.iter().filter(|is_new| !**is_new).count()
}

fn worth(subject: &Subject<'_>, open: &[bool]) -> Option<Measure> {
    let mut problem = unbound(subject.problem, |_| true);
    problem.most_open = open.len();
    if subject.brief.model == Model::PCenter {
        let alone = unbound(subject.problem, |column| open[column]);
        let first = |row: usize| alone.of_row(row).first().map(|arc| arc.cost);
        let rows = (0..problem.rows.len()).filter(|&row| !problem.of_row(row).is_empty());
        let nearest: Option<Vec<u64>> = rows.map(first).collect();
        let worst = nearest?.into_iter().max().unwrap_or(0);
        return Some((subject.measure)(worst.into()));
    }
    let service = serve(&problem, open);
    Some((subject.measure)(
        service.map_or(subject.value, |service| service.value),
    ))
}

/// A plan of a problem, its value and its bound.
struct Found {
    value: i128,
    bound: i128,
    open: Vec<bool>,
}

/// The best plan of a problem as the model counts it; for p-center nothing where nobody may be left out and some must.
fn best(
    problem: &Problem,
    (brief, start): (&Brief, &[bool]),
    meter: &mut Meter<'_>,
) -> Option<Found> {
    if brief.model == Model::PCenter {
        let mut times: Vec<u64> = problem.arcs.iter().map(|arc| arc.cost).collect();
        times.sort_unstable();
        times.dedup();
        let found = least_time((problem, &times), brief, meter).ok()?;
        return Some(Found {
            value: found.value,
            bound: found.bound,
            open: found.open,
        });
    }
    let proof = search_and_prove(problem, brief, Some(start), meter);
    let (value, open) = proof.best?;
    Some(Found {
        value,
        bound: proof.bound.min(value),
        open,
    })
}

/// The best part of some sites that has so many new ones, or all where they are fewer.
fn earlier(
    subject: &Subject<'_>,
    (open, sites): (&[bool], usize),
    brief: &Brief,
    meter: &mut Meter<'_>,
) -> Vec<bool> {
    let may_stand = |column: usize| open[column] || !subject.is_new[column];
    let mut problem = unbound(subject.problem, may_stand);
    problem.most_open = existing(subject) + sites;
    for (site, is_new) in problem.sites.iter_mut().zip(subject.is_new) {
        // A closed one would make room for one more.
        site.is_fixed |= !is_new;
    }
    let all = subject.new_of(open);
    let start: Vec<bool> = (0..open.len())
        .map(|column| {
            let place = all.iter().position(|&new| new as usize == column);
            !subject.is_new[column] || place.is_some_and(|place| place < sites)
        })
        .collect();
    let found = best(&problem, (brief, &start), meter).map(|found| found.open);
    let mut best = found.unwrap_or_else(|| most_served(&problem, (brief, &start), meter));
    for (column, is_open) in best.iter_mut().enumerate() {
        // A site that serves nobody may have been opened for nothing.
        *is_open &= may_stand(column);
    }
    let closed: Vec<u32> = all.into_iter().filter(|&c| !best[c as usize]).collect();
    let missing = sites.saturating_sub(subject.new_of(&best).len());
    if missing > 0 {
        for column in most_helpful(&problem, &best, closed)
            .into_iter()
            .take(missing)
        {
            best[column as usize] = true;
        }
    }
    best
}

/// Columns by what each alone would make of a plan, the best first, ties to the lowest.
fn most_helpful(problem: &Problem, open: &[bool], mut columns: Vec<u32>) -> Vec<u32> {
    let mut with = open.to_vec();
    columns.sort_by_cached_key(|&column| {
        with[column as usize] = true;
        let value = serve(problem, &with).map_or(i128::MAX, |service| service.value);
        with[column as usize] = false;
        value
    });
    columns
}

/// The plan of a problem that leaves fewest people without a walk, however long.
fn most_served(
    problem: &Problem,
    (brief, start): (&Brief, &[bool]),
    meter: &mut Meter<'_>,
) -> Vec<bool> {
    let proof = search_and_prove(&problem.covering(u64::MAX), brief, Some(start), meter);
    proof.best.map_or_else(|| start.to_vec(), |best| best.1)
}

/// A problem without promises, whose people go to some columns only.
fn unbound(whole: &Problem, may_stand: impl Fn(usize) -> bool) -> Problem {
    let mut problem = whole.frame();
    for site in &mut problem.sites {
        site.least_load = 0;
    }
    for (row, terms) in whole.rows.iter().enumerate() {
        let arcs = whole.of_row(row).iter();
        let arcs = arcs.filter(|arc| may_stand(arc.to as usize)).copied();
        problem.push_row(*terms, arcs.collect());
    }
    problem.indexed()
}
