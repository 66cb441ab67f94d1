//! Tier by tier: most people of the first tier, then most of the second without loss in the first, and so on.
//!
//! # Method
//!
//! Lexicographic optimisation (Isermann, 1982): each tier is a problem of its own that counts only its people; what
//! the tiers before it have reached becomes a floor. Its search starts from the plan of the tier before, which keeps
//! all floors. Who belongs to no tier is the last tier.
//!
//! # Complexity
//!
//! One search and one proof for each tier, each with its share of the effort.
//!
//! # Invariants
//!
//! No plan covers more of the first tier than its bound; of those that cover as many of it as this plan, none covers
//! more of the second than its bound; and so on.
//!
//! # References
//!
//! Isermann (1982), Linear lexicographic optimization.

use super::Error;
use super::brief::{Brief, Task};
use super::certificate::{Bounded, Tier};
use super::effort::Meter;
use super::location::dual::Prices;
use super::location::value::{floors_cross, serve};
use super::location::{Floor, Problem};
use super::solve::{self, Solved};
use crate::progress::Progress;

/// What a plan covers of a tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TierCover {
    /// The tier; nothing for who belongs to none.
    pub name: Option<String>,
    /// People of it whom any site can cover.
    pub people: u64,
    /// How many of them the plan covers.
    pub covered: u64,
    /// What no plan surpasses that covers as many of the tiers before.
    pub bound: u64,
}

/// A plan that was made tier by tier.
#[derive(Debug, Clone)]
pub struct Tiered {
    /// The plan, with what is proven of the last tier.
    pub solved: Solved,
    /// The problem of the last tier, with the floors of those before.
    pub last: Problem,
    /// The problem of all people alike, with the floors of all tiers but the last.
    pub all: Problem,
    /// What it covers of each tier.
    pub tiers: Vec<TierCover>,
    /// What is proven of each tier.
    steps: Vec<Step>,
}

/// What the search has proven of a tier.
#[derive(Debug, Clone)]
struct Step {
    bound: i128,
    prices: Prices,
}

/// Solves a task tier by tier.
pub fn solve(task: &Task, brief: &Brief, progress: &dyn Progress) -> Result<Tiered, Error> {
    let names = brief.standing.tiers();
    let mut brief = brief.clone();
    brief.effort.search /= names.len().max(1) as u64;
    brief.effort.proof /= names.len().max(1) as u64;
    let whole = brief.effort.times(names.len() as u64).total();
    let mut climb = Climb {
        task,
        brief,
        all: task.problem(|_| true),
        floors: Vec::new(),
        tiers: Vec::new(),
        steps: Vec::new(),
        last: None,
    };
    let mut meter = Meter::new(whole, progress);
    for (number, name) in names.into_iter().enumerate() {
        let is_complete = climb.step(number, name, &mut meter)?;
        if climb.last.is_none() {
            return Err(if is_complete {
                solve::impossible(task, progress)
            } else {
                Error::NoPlanFound
            });
        }
    }
    climb.finish()
}

/// Tiers on their way.
struct Climb<'a> {
    task: &'a Task,
    brief: Brief,
    all: Problem,
    /// What each tier so far has reached.
    floors: Vec<Floor>,
    tiers: Vec<TierCover>,
    steps: Vec<Step>,
    /// The plan of the last tier and its problem.
    last: Option<(Solved, Problem)>,
}

impl Climb<'_> {
    /// Solves one tier, if a plan is found; tells whether nothing is left undecided.
    fn step(
        &mut self,
        number: usize,
        name: Option<String>,
        meter: &mut Meter<'_>,
    ) -> Result<bool, Error> {
        let rows = self.task.tier_rows(number);
        let problem = only(&self.all, rows, &self.floors);
        if problem.has_loads() && floors_cross(&problem) {
            return Err(Error::CrossingFloors);
        }
        let start = self.last.as_ref().map(|(solved, _)| &solved.open[..]);
        let proof = solve::search_and_prove(&problem, &self.brief, start, meter);
        if meter.is_cancelled() {
            return Err(Error::Cancelled);
        }
        let Some((value, open)) = proof.best else {
            return Ok(proof.is_complete);
        };
        let needs = |row: &u32| problem.needs_of(*row as usize);
        let counts = |row: &&u32| problem.rows[**row as usize].penalty > 0;
        let people: u64 = rows.iter().filter(counts).map(needs).sum();
        let of = |value: i128| u64::try_from(i128::from(people) - value).unwrap_or(0);
        let bound = proof.bound.min(value);
        self.tiers.push(TierCover {
            name,
            people,
            covered: of(value),
            bound: of(bound),
        });
        self.floors.push(Floor {
            rows: rows.to_vec(),
            most_unserved: unserved(&problem, &open, rows)
                .unwrap_or_else(|| rows.iter().map(needs).sum()),
        });
        let solved = Solved {
            open,
            value,
            bound,
            method: "tier by tier: annealing with fines, Lagrangian bound, branch and bound",
            prices: None,
        };
        self.steps.push(Step {
            bound: proof.bound,
            prices: proof.prices,
        });
        self.last = Some((solved, problem));
        Ok(proof.is_complete)
    }

    fn finish(mut self) -> Result<Tiered, Error> {
        let (solved, last) = self.last.ok_or(Error::NoPlanFound)?;
        self.floors.pop();
        self.all.floors.extend(self.floors);
        Ok(Tiered {
            solved,
            last,
            all: self.all.indexed(),
            tiers: self.tiers,
            steps: self.steps,
        })
    }
}

impl Tiered {
    /// Counts the plan again tier by tier, now that it is final; returns what is proven of each tier.
    ///
    /// What the plan leaves of a tier is the floor of those after it: it may be less than when they were solved.
    pub fn certify(&mut self, task: &Task) -> Vec<Bounded> {
        let all = task.problem(|_| true);
        let Some(service) = serve(&self.last, &self.solved.open) else {
            return Vec::new();
        };
        let mut floors = Vec::new();
        let mut proofs = Vec::new();
        let steps = std::mem::take(&mut self.steps);
        for (number, (step, told)) in steps.into_iter().zip(&mut self.tiers).enumerate() {
            let rows = task.tier_rows(number);
            let problem = only(&all, rows, &floors);
            let unmet = |row: &u32| service.unserved[*row as usize];
            let counts = |row: &&u32| problem.rows[**row as usize].penalty > 0;
            let value: u64 = rows.iter().filter(counts).map(unmet).sum();
            let most_unserved = rows.iter().map(unmet).sum();
            let value = i128::from(value);
            let mut proof = Bounded::new(&problem, (value, step.bound), step.prices);
            let of = |value: i128| u64::try_from(i128::from(told.people) - value).unwrap_or(0);
            (told.covered, told.bound) = (of(value), of(proof.closer(step.bound)));
            let rows = rows.to_vec();
            proof.tier = Some(Tier {
                name: told.name.clone(),
                rows: rows.clone(),
            });
            proofs.push(proof);
            floors.push(Floor {
                rows,
                most_unserved,
            });
        }
        proofs
    }
}

/// The problem that counts only some rows, with more floors.
fn only(all: &Problem, rows: &[u32], floors: &[Floor]) -> Problem {
    let mut problem = all.clone();
    let mut is_counted = vec![false; problem.rows.len()];
    for &row in rows {
        is_counted[row as usize] = true;
    }
    for (row, is_counted) in problem.rows.iter_mut().zip(is_counted) {
        if !is_counted {
            row.penalty = 0;
        }
    }
    problem.floors.extend(floors.iter().cloned());
    problem.indexed()
}

/// The needs of some rows that a plan leaves unmet.
fn unserved(problem: &Problem, open: &[bool], rows: &[u32]) -> Option<u64> {
    let service = serve(problem, open)?;
    Some(rows.iter().map(|&row| service.unserved[row as usize]).sum())
}

#[cfg(test)]
mod tests;
