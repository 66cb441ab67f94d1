//! What fewer or more sites would reach: the curve of coverage over the number of sites, with bounds, and its knee.
//!
//! # Method
//!
//! 1. Plain maximal covering: greedy gives a plan of every size; at some two dozen sizes it descends by swaps and is
//!    shaken once. The linear relaxation of a size starts from that of the size before. Its multipliers bound every
//!    size at once, because only the number of columns that the bound may open differs: each size takes the least.
//! 2. With promises, and for other models, each size is a problem of its own, searched and proven with a share of
//!    the effort. A size for which no plan was found is left out.
//! 3. A plan of fewer sites is a plan of more, and a bound of more sites bounds fewer.
//! 4. The knee is the size whose point lies farthest from the chord between nothing and the last point (Satopaa and
//!    others, 2011).
//!
//! # Complexity
//!
//! Bounded by a quarter of the effort of the plan's own search, and a sort of the columns for each relaxation.
//!
//! # Invariants
//!
//! objective ≤ optimum ≤ bound at every size; both never get worse with more sites. At the plan's own size both are
//! the plan's.
//!
//! # References
//!
//! Church and ReVelle (1974), The maximal covering location problem. Satopaa, Albrecht, Irwin and Raghavan (2011),
//! Finding a "kneedle" in a haystack: detecting knee points in system behavior.

use crate::places::Places;
use crate::progress::Progress;
use crate::reach::ReachMatrix;
use crate::siting::brief::{Brief, Model, Rules, Standing, Task};
use crate::siting::cover::anneal::{HOT, anneal};
use crate::siting::cover::bound::relaxation::{Budget, Relaxation, Start, Stop};
use crate::siting::cover::bound::{Dual, Multipliers};
use crate::siting::cover::exchange::descend;
use crate::siting::cover::greedy;
use crate::siting::cover::problem::CoverProblem;
use crate::siting::covering::Covering;
use crate::siting::effort::{Effort, Meter};
use crate::siting::proposal::Measure;
use crate::siting::{Error, solve};

/// Sizes that are searched and bounded by themselves.
const SIZES: usize = 24;
/// The curve may do one in so many parts of the work of the plan's search.
const PART: u64 = 4;
/// Steps of one relaxation.
const STEPS: u32 = 600;
/// The gap at which a relaxation is good enough, as a share of the value.
const GAP: f64 = 1e-4;
/// A size is shaken by so many times the non-zeros and columns at most.
const SHAKES: u64 = 16;
/// A knee needs so many points.
const LEAST_POINTS: usize = 3;

/// What each number of sites reaches.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Ascending in the number of sites.
    pub points: Vec<Point>,
    /// The number of sites after which more sites bring clearly less.
    pub knee: Option<usize>,
}

/// What a number of sites reaches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// At most so many new sites.
    pub sites: usize,
    /// What the best plan found for so many is worth.
    pub objective: Measure,
    /// What no plan of so many surpasses.
    pub bound: Measure,
}

/// What is known of one size already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The size.
    pub sites: usize,
    /// What a plan of it covers.
    pub objective: u64,
    /// What no plan of it surpasses.
    pub bound: u64,
}

impl Curve {
    /// The curve of points, with its knee; `nothing` is what no new site at all is worth, where that is known.
    pub fn of(nothing: Option<Measure>, points: Vec<Point>) -> Self {
        let knee = knee(nothing, &points);
        Self { points, knee }
    }
}

/// The size farthest from the chord; of equals the smallest.
fn knee(nothing: Option<Measure>, points: &[Point]) -> Option<usize> {
    let (first, last) = (points.first()?, points.last()?);
    let (from, low) = nothing.map_or((first.sites, first.objective), |nothing| (0, nothing));
    let rise = |measure: Measure| (measure.value() - low.value()).abs();
    let (width, whole) = ((last.sites - from) as f64, rise(last.objective));
    if points.len() < LEAST_POINTS || whole <= 0.0 {
        return None;
    }
    let mut best: Option<(f64, usize)> = None;
    for point in points {
        let height = rise(point.objective) / whole - (point.sites - from) as f64 / width;
        if height > best.map_or(1e-9, |best| best.0) {
            best = Some((height, point.sites));
        }
    }
    best.map(|(_, sites)| sites)
}

/// The curve of plain maximal covering, in covered weight: a plan's and no plan's for each size up to `most`.
///
/// Sizes that are known, such as the proposal's own, take what is known where it is better.
pub fn of_cover(
    whole: &CoverProblem,
    most: usize,
    known: &[Known],
    (effort, seed): (Effort, u64),
    progress: &dyn Progress,
) -> Vec<Known> {
    let useful = whole.restrict(&whole.useful_columns(), &[]);
    let problem = &useful.problem;
    let mut meter = Meter::new(effort.search / PART, progress);
    let mut curve = CoverCurve::greedy(problem, most);
    for known in known.iter().filter(|known| known.sites <= most) {
        curve.values[known.sites] = curve.values[known.sites].max(known.objective);
        curve.bounds[known.sites] = curve.bounds[known.sites].min(known.bound);
    }
    let sizes = spread(most);
    let share = effort.search / PART / sizes.len().max(1) as u64;
    for sites in sizes {
        curve.settle();
        if curve.values[sites] == curve.bounds[sites] {
            continue;
        }
        curve.improve(sites, (share / 3, seed), &mut meter);
        meter.allow(share);
        curve.relax(sites, &mut meter);
    }
    curve.settle();
    (1..=most)
        .map(|sites| Known {
            sites,
            objective: curve.values[sites],
            bound: curve.bounds[sites],
        })
        .collect()
}

/// Sizes from one to `most`, all of them or evenly spread; the last is `most`.
fn spread(most: usize) -> Vec<usize> {
    let count = most.min(SIZES);
    (1..=count).map(|step| step * most / count).collect()
}

/// The curve of plain maximal covering on its way; places are numbers of sites.
struct CoverCurve<'a> {
    problem: &'a CoverProblem,
    order: Vec<u32>,
    values: Vec<u64>,
    bounds: Vec<u64>,
    start: Option<Start>,
    last: Vec<u32>,
}

impl<'a> CoverCurve<'a> {
    fn greedy(problem: &'a CoverProblem, most: usize) -> Self {
        let all: Vec<u32> = (0..problem.columns() as u32).collect();
        let order = greedy::order(problem, &all, most);
        let mut values = vec![0; most + 1];
        let mut covered = 0;
        let gains = order.iter().map(|step| step.1).chain(std::iter::repeat(0));
        for (value, gain) in values[1..].iter_mut().zip(gains) {
            covered += gain;
            *value = covered;
        }
        let mut bounds = vec![problem.total(); most + 1];
        bounds[0] = 0;
        Self {
            problem,
            order: order.into_iter().map(|(column, _)| column).collect(),
            values,
            bounds,
            start: None,
            last: Vec::new(),
        }
    }

    /// More sites reach no less, fewer no more.
    fn settle(&mut self) {
        for sites in 1..self.values.len() {
            self.values[sites] = self.values[sites].max(self.values[sites - 1]);
        }
        for sites in (1..self.bounds.len()).rev() {
            self.bounds[sites - 1] = self.bounds[sites - 1].min(self.bounds[sites]);
        }
    }

    /// Looks for a better plan of a size, from the last one with what adds most.
    fn improve(&mut self, sites: usize, (work, seed): (u64, u64), meter: &mut Meter<'_>) {
        let mut start = self.last.clone();
        let all: Vec<u32> = (0..self.problem.columns() as u32).collect();
        let rest = self.problem.restrict(&all, &start);
        let more = greedy::order(&rest.problem, &all, sites.saturating_sub(start.len()));
        start.extend(more.into_iter().map(|(column, _)| column));
        let greedy = &self.order[..sites.min(self.order.len())];
        if self.problem.covered(greedy) > self.problem.covered(&start) {
            start = greedy.to_vec();
        }
        start.sort_unstable();
        // A small problem needs little shaking.
        let size = self.problem.nonzeros() as u64 * self.problem.columns() as u64;
        let work = work.min(size * SHAKES);
        meter.allow(work);
        let shaken = anneal(self.problem, &start, (seed, HOT), meter);
        meter.allow(work);
        let found = descend(self.problem, &shaken, meter);
        self.values[sites] = self.values[sites].max(found.covered);
        self.last = found.chosen;
    }

    /// Bounds every size by the relaxation of one.
    fn relax(&mut self, sites: usize, meter: &mut Meter<'_>) {
        let from =
            (self.start.take()).unwrap_or_else(|| Start::from_choice(self.problem, &self.last));
        let mut relaxation = Relaxation::new(self.problem, Budget::Sites(sites), from);
        let value = self.values[sites] as f64;
        let stop = Stop {
            bound_below: value + 1.0,
            gap_below: value * GAP,
            steps: STEPS,
        };
        relaxation.run(stop, meter);
        let whole = Multipliers::rounded(self.problem, relaxation.multipliers());
        let dual = Dual::of(self.problem, sites, &whole);
        for (place, bound) in dual.bounds(self.bounds.len() - 1).into_iter().enumerate() {
            self.bounds[place + 1] = self.bounds[place + 1].min(bound);
        }
        self.start = Some(relaxation.start());
    }
}

/// The points of a brief's curve: each size by itself, or all at once for plain maximal covering.
///
/// For models that find the number of sites themselves, what each number covers; tiers count all alike.
pub fn of_brief(
    (matrix, places): (&ReachMatrix, &Places),
    brief: &Brief,
    most: usize,
    progress: &dyn Progress,
) -> Result<Curve, Error> {
    let mut asked = brief.clone();
    if matches!(asked.standing, Standing::ByTier { .. }) {
        asked.standing = Standing::Alike;
    }
    if asked.model.finds_the_number() {
        asked.model = Model::Mclp;
        asked.rules.cover_pct = None;
    }
    if asked.model == Model::Mclp && asked.rules == Rules::default() {
        let covering = Covering::new(matrix, places, &asked);
        return Ok(of_covering(&covering, most, &[], &asked, progress));
    }
    asked.effort.search = asked.effort.search / PART / most.max(1) as u64;
    asked.effort.proof = asked.effort.proof / PART / most.max(1) as u64;
    let mut points = Vec::new();
    for sites in 1..=most {
        asked.sites = Some(sites);
        let task = Task::new(matrix, places, &asked)?;
        let Some(solved) = solve::plan(&task, &asked, progress)?.ok() else {
            continue;
        };
        points.push(Point {
            sites,
            objective: task.measure(solved.value, &asked),
            bound: task.measure(solved.bound, &asked),
        });
    }
    Ok(Curve::of(None, points))
}

/// The curve of a cover problem, in people with those whom existing sites cover.
pub fn of_covering(
    covering: &Covering,
    most: usize,
    known: &[Known],
    brief: &Brief,
    progress: &dyn Progress,
) -> Curve {
    let work = (brief.effort, brief.seed);
    let people = |count: u64| covering.measure(covering.baseline + count);
    let points = of_cover(&covering.problem, most, known, work, progress);
    let points = points.into_iter().map(|size| Point {
        sites: size.sites,
        objective: people(size.objective),
        bound: people(size.bound),
    });
    Curve::of(Some(people(0)), points.collect())
}
