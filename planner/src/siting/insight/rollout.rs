//! The plan over years: which sites first, so that every year's are among the next year's, and what that costs.
//!
//! # Method
//!
//! The last year is the plan. Going back, each year keeps the best part of the year after it: a problem whose only
//! candidates are that year's sites, small enough to be proven. Promises are those of the whole plan; the years before
//! keep the number alone. What as many sites free of nesting would reach is searched beside it, or taken from the
//! curve where there is one.
//!
//! # Invariants
//!
//! Every year's sites are among the next year's. Nested is never better than the bound of the free.

use super::curve::Curve;
use super::{Point, Subject};
use crate::ids::SiteId;
use crate::progress::Progress;
use crate::siting::effort::Meter;
use crate::siting::location::{Problem, RowTerms};
use crate::siting::proposal::Measure;
use crate::siting::solve::search_and_prove;

/// The free plans may do one in so many parts of the work of the plan.
const PART: u64 = 2;

/// One year.
#[derive(Debug, Clone, PartialEq)]
pub struct Year {
    /// The sites that open in it, in the order of the columns.
    pub opens: Vec<SiteId>,
    /// What all sites open by then are worth.
    pub objective: Measure,
    /// What as many sites without any nesting are worth, as far as was found, and their bound.
    pub free: (Measure, Measure),
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
        let free = free(subject, count, curve).unwrap_or_else(|| {
            let mut problem = unbound(subject.problem, |_| true);
            problem.most_open = existing(subject) + count;
            let proof = search_and_prove(&problem, &brief, Some(&open), &mut meter);
            let value = proof.best.map_or(subject.value, |best| best.0);
            let bound = proof.bound.min(value);
            ((subject.measure)(value), (subject.measure)(bound))
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

fn worth(subject: &Subject<'_>, open: &[bool]) -> Measure {
    let mut problem = unbound(subject.problem, |_| true);
    problem.most_open = open.len();
    let service = crate::siting::location::value::serve(&problem, open);
    (subject.measure)(service.map_or(subject.value, |service| service.value))
}

/// The best part of some sites that has only so many new ones.
fn earlier(
    subject: &Subject<'_>,
    (open, sites): (&[bool], usize),
    brief: &crate::siting::Brief,
    meter: &mut Meter<'_>,
) -> Vec<bool> {
    let may_stand = |column: usize| open[column] || !subject.is_new[column];
    let mut problem = unbound(subject.problem, may_stand);
    problem.most_open = existing(subject) + sites;
    let all = subject.new_of(open);
    let start: Vec<bool> = (0..open.len())
        .map(|column| {
            let place = all.iter().position(|&new| new as usize == column);
            !subject.is_new[column] || place.is_some_and(|place| place < sites)
        })
        .collect();
    let proof = search_and_prove(&problem, brief, Some(&start), meter);
    let mut best = proof.best.map_or(start, |best| best.1);
    for (column, is_open) in best.iter_mut().enumerate() {
        // A site that serves nobody may have been opened for nothing.
        *is_open &= may_stand(column);
    }
    best
}

/// A problem without promises, whose people go to some columns only.
fn unbound(whole: &Problem, may_stand: impl Fn(usize) -> bool) -> Problem {
    let mut problem = Problem {
        sites: whole.sites.clone(),
        needs: whole.needs,
        most_open: whole.most_open,
        ..Problem::default()
    };
    for site in &mut problem.sites {
        site.least_load = 0;
    }
    for (row, terms) in whole.rows.iter().enumerate() {
        let arcs = whole.of_row(row).iter();
        let arcs = arcs.filter(|arc| may_stand(arc.to as usize)).copied();
        let RowTerms { people, penalty } = *terms;
        problem.push_row(RowTerms { people, penalty }, arcs.collect());
    }
    problem.indexed()
}
