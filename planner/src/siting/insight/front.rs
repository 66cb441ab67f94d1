//! The trade-off between people covered and something else: the mean walk, the worst district, or cost.
//!
//! # Method
//!
//! The epsilon-constraint method (Haimes, Lasdon and Wismer, 1971): one aim is optimised while the other must keep a
//! limit, and the limit moves from one end of the front to the other. Each point is a problem of its own, searched and
//! bounded like any plan, starting from the point before it.
//!
//! | against | optimised | limit |
//! |---|---|---|
//! | cost | most people covered | the new sites cost at most so much: parts of what the plan costs |
//! | worst district | most people covered | every district has at least such a share covered: from the plan's own share up |
//! | mean walk | least mean walk | at least so many people covered: from the plan's number down |
//!
//! A walk counts up to the standard, and who is not covered counts with the whole standard: the mean is over all who
//! can be covered.
//!
//! # Complexity
//!
//! One search and one proof for each point, each with its share of half the effort.
//!
//! # Invariants
//!
//! No point is worse than another in both aims. Each point's bound holds for every plan that keeps its limit.
//!
//! # References
//!
//! Haimes, Lasdon and Wismer (1971), On a bicriterion formulation of the problems of integrated system identification
//! and system optimization. Church, Current and Storbeck (1991), A bicriterion maximal covering location formulation.

use crate::ids::SiteId;
use crate::places::Places;
use crate::progress::Progress;
use crate::reach::ReachMatrix;
use crate::siting::Error;
use crate::siting::brief::{Brief, Equity, MONEY, Task, in_parts};
use crate::siting::effort::Meter;
use crate::siting::location::value::serve;
use crate::siting::location::{Floor, Problem, Rule};
use crate::siting::solve::search_and_prove;

/// The front may do one in so many parts of the work of the plan.
const PART: u64 = 2;
/// Parts of a share of a district: tenths of a per cent.
const SHARES: u64 = 1000;

/// What coverage is traded against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// The mean walk of those who can be covered.
    MeanWalk,
    /// The share covered in the worst district.
    WorstDistrict,
    /// The cost of the new sites.
    Cost,
}

impl Against {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::MeanWalk, Self::WorstDistrict, Self::Cost];

    /// The word used in scenarios and records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MeanWalk => "mean_walk",
            Self::WorstDistrict => "worst_district",
            Self::Cost => "cost",
        }
    }
}

/// The front that a brief asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrontAsked {
    /// Against what.
    pub against: Against,
    /// How many points, at most.
    pub points: usize,
}

/// Plans between two aims.
#[derive(Debug, Clone, PartialEq)]
pub struct Front {
    /// Against what.
    pub against: Against,
    /// From most people covered to fewest.
    pub points: Vec<FrontPoint>,
}

/// One plan of a front.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontPoint {
    /// People covered, of those who can be.
    pub covered: u64,
    /// Minutes of the mean walk, per cent of the worst district, or money.
    pub other: f64,
    /// What no plan within this point's limit surpasses: people covered, or minutes for the mean walk.
    pub bound: f64,
    /// Its new sites, in the order of the columns.
    pub sites: Vec<SiteId>,
}

/// One point before it is told: people covered, the other aim in whole units where less is better, bound, choice.
struct Raw {
    covered: u64,
    other: i128,
    bound: f64,
    open: Vec<bool>,
}

/// A task on its way along a front.
struct Way<'a> {
    task: &'a Task,
    brief: Brief,
    meter: Meter<'a>,
    /// The problem of maximal covering with all promises.
    problem: Problem,
    raw: Vec<Raw>,
}

/// The front of a brief of maximal covering, from its plan on.
pub fn front(
    (matrix, places): (&ReachMatrix, &Places),
    brief: &Brief,
    (asked, plan): (FrontAsked, &[SiteId]),
    progress: &dyn Progress,
) -> Result<Front, Error> {
    let mut brief = brief.clone();
    if asked.against == Against::WorstDistrict && brief.rules.floor.is_none() {
        // Rows are told apart by district.
        brief.rules.floor = Some(Equity {
            level: None,
            least_pct: 0.0,
        });
    }
    let walks = asked.against == Against::MeanWalk;
    let task = if walks {
        Task::of_walks(matrix, places, &brief)?
    } else {
        Task::new(matrix, places, &brief)?
    };
    let steps = asked.points.max(2) as u64;
    brief.effort.search /= PART * steps;
    brief.effort.proof /= PART * steps;
    let open: Vec<bool> = (0..task.order.sites.len() as u32)
        .map(|column| {
            task.order.is_existing(column) || plan.contains(&task.order.sites[column as usize])
        })
        .collect();
    let mut way = Way {
        meter: Meter::new(brief.effort.times(steps + 1).total(), progress),
        problem: task.problem(|_| true),
        task: &task,
        brief,
        raw: Vec::new(),
    };
    match asked.against {
        Against::Cost => way.by_cost(places, &open, steps)?,
        Against::WorstDistrict => way.by_district(&open, steps),
        Against::MeanWalk => way.by_walk(&open, steps),
    }
    if way.meter.is_cancelled() {
        return Err(Error::Cancelled);
    }
    let points = way.points(asked.against);
    Ok(Front {
        against: asked.against,
        points,
    })
}

impl Way<'_> {
    /// Searches a problem and remembers what it finds; tells what is unserved, or nothing when no plan was found.
    fn step(&mut self, problem: &Problem, bound_of: impl Fn(i128) -> f64) -> Option<Vec<u64>> {
        let start = self.raw.last().map(|raw| &raw.open[..]);
        let proof = search_and_prove(problem, &self.brief, start, &mut self.meter);
        let (value, open) = proof.best?;
        let service = serve(problem, &open)?;
        self.raw.push(Raw {
            covered: self.covered(&service.unserved),
            other: value,
            bound: bound_of(proof.bound.min(value)),
            open,
        });
        Some(service.unserved)
    }

    /// People covered, of those who can be.
    fn covered(&self, unserved: &[u64]) -> u64 {
        let rows = (0..self.problem.rows.len()).filter(|&row| !self.problem.of_row(row).is_empty());
        let unserved: u64 = rows.map(|row| unserved[row]).sum();
        self.task.people.saturating_sub(unserved)
    }

    /// From the plan's cost down to a part of it.
    fn by_cost(&mut self, places: &Places, plan: &[bool], steps: u64) -> Result<(), Error> {
        let order = &self.task.order;
        let mut terms: Vec<(u32, i64)> = Vec::new();
        for column in order.openable() {
            let site = &places.sites[order.sites[column as usize]];
            let cost = site.cost.ok_or_else(|| Error::NoCost {
                id: site.id.to_string(),
            })?;
            terms.push((column, in_parts(cost) as i64));
        }
        let cost = |open: &[bool]| -> i64 {
            let opened = terms.iter().filter(|(column, _)| open[*column as usize]);
            opened.map(|(_, cost)| cost).sum()
        };
        let (whole, people) = (cost(plan), self.task.people);
        for step in (1..=steps).rev() {
            let mut problem = self.problem.clone();
            problem.rules.push(Rule::Sum {
                terms: terms.clone(),
                most: (i128::from(whole) * i128::from(step) / i128::from(steps)) as i64,
            });
            self.step(&problem.indexed(), |bound| {
                (i128::from(people) - bound) as f64
            });
            if let Some(raw) = self.raw.last_mut() {
                raw.other = i128::from(cost(&raw.open));
            }
        }
        Ok(())
    }

    /// From the plan's worst district up, as far as some plan is found.
    fn by_district(&mut self, plan: &[bool], steps: u64) {
        let floors: Vec<Vec<u32>> = (self.task.promises.iter())
            .filter(|promise| promise.is_equity)
            .flat_map(|promise| promise.floors.iter().map(|floor| floor.rows.clone()))
            .collect();
        let people = self.task.people;
        let bound_of = |bound: i128| (i128::from(people) - bound) as f64;
        let mut low = match serve(&self.problem, plan) {
            Some(service) => worst(&self.problem, &floors, &service.unserved),
            None => 0,
        };
        let problem = self.problem.clone();
        if self.step(&problem, bound_of).is_none() {
            return;
        }
        self.judge(&floors, &mut low);
        let mut high = SHARES + 1;
        for left in (1..steps).rev() {
            let share = low + (high - low).div_ceil(left + 1);
            if share >= high || low >= SHARES {
                break;
            }
            let mut problem = self.problem.clone();
            for rows in &floors {
                let all = people_of(&problem, rows);
                problem.floors.push(Floor {
                    rows: rows.clone(),
                    most_unserved: all - (all * share).div_ceil(SHARES),
                });
            }
            if self.step(&problem.indexed(), bound_of).is_some() {
                self.judge(&floors, &mut low);
            } else {
                high = share;
            }
        }
    }

    /// Writes the worst district of the last point into it.
    fn judge(&mut self, floors: &[Vec<u32>], low: &mut u64) {
        let Some(raw) = self.raw.last_mut() else {
            return;
        };
        if let Some(service) = serve(&self.problem, &raw.open) {
            *low = worst(&self.problem, floors, &service.unserved);
            raw.other = -i128::from(*low);
        }
    }

    /// From the plan's people down to those whom the least mean walk covers.
    fn by_walk(&mut self, plan: &[bool], steps: u64) {
        let people = self.task.people.max(1);
        let minutes = |value: i128| value as f64 / people as f64 / 60_000.0;
        let Some(service) = serve(&self.problem, plan) else {
            return;
        };
        let most = self.covered(&service.unserved);
        self.step(&self.at_least(most), minutes);
        let free = self.problem.clone();
        self.step(&free, minutes);
        let least = self.raw.last().map_or(most, |raw| raw.covered).min(most);
        for step in 1..steps.saturating_sub(1) {
            let covered = most - (most - least) * step / (steps - 1);
            self.step(&self.at_least(covered), minutes);
        }
    }

    /// The problem with a least number of people covered.
    fn at_least(&self, covered: u64) -> Problem {
        let mut problem = self.problem.clone();
        let can_be = |row: &u32| !problem.of_row(*row as usize).is_empty();
        problem.floors.push(Floor {
            rows: (0..problem.rows.len() as u32).filter(can_be).collect(),
            most_unserved: self.task.people.saturating_sub(covered),
        });
        problem.indexed()
    }

    /// The points that no other is better than in both aims.
    fn points(mut self, against: Against) -> Vec<FrontPoint> {
        self.raw
            .sort_by(|a, b| (b.covered.cmp(&a.covered)).then(a.other.cmp(&b.other)));
        let people = self.task.people.max(1) as f64;
        let order = &self.task.order;
        let mut best = i128::MAX;
        let mut points = Vec::new();
        for raw in self.raw {
            if raw.other >= best {
                continue;
            }
            best = raw.other;
            let own = raw.other as f64;
            let new = order.openable().filter(|&column| raw.open[column as usize]);
            points.push(FrontPoint {
                covered: raw.covered,
                other: match against {
                    Against::MeanWalk => own / people / 60_000.0,
                    Against::WorstDistrict => -own * 100.0 / SHARES as f64,
                    Against::Cost => own / MONEY,
                },
                bound: raw.bound,
                sites: new.map(|column| order.sites[column as usize]).collect(),
            });
        }
        points
    }
}

fn people_of(problem: &Problem, rows: &[u32]) -> u64 {
    rows.iter()
        .map(|&row| problem.rows[row as usize].people)
        .sum()
}

/// The share covered in the worst group of rows, in parts of [`SHARES`], rounded down.
fn worst(problem: &Problem, floors: &[Vec<u32>], unserved: &[u64]) -> u64 {
    let share = |rows: &Vec<u32>| {
        let all = people_of(problem, rows);
        let without: u64 = rows.iter().map(|&row| unserved[row as usize]).sum();
        all.saturating_sub(without) * SHARES / all.max(1)
    };
    floors.iter().map(share).min().unwrap_or(0)
}

#[cfg(test)]
#[path = "front_tests.rs"]
mod tests;
