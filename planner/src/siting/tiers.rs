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
use super::effort::Meter;
use super::location::value::serve;
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
}

/// Solves a task tier by tier.
pub fn solve(task: &Task, brief: &Brief, progress: &dyn Progress) -> Result<Tiered, Error> {
    let names = brief.standing.tiers();
    let all = task.problem(|_| true);
    let mut floors: Vec<Floor> = Vec::new();
    let mut tiers = Vec::new();
    let mut brief = brief.clone();
    brief.effort.search /= names.len().max(1) as u64;
    brief.effort.proof /= names.len().max(1) as u64;
    let mut meter = Meter::new(
        brief.effort.total().saturating_mul(names.len() as u64),
        progress,
    );
    let mut open: Option<Vec<bool>> = None;
    let mut last = None;
    for (number, name) in names.into_iter().enumerate() {
        let rows = task.tier_rows(number);
        let problem = only(&all, rows, &floors);
        let proof = solve::search_and_prove(&problem, &brief, open.as_deref(), &mut meter);
        if meter.is_cancelled() {
            return Err(Error::Cancelled);
        }
        let Some((value, plan)) = proof.best else {
            let why = proof.is_complete && floors.is_empty();
            return Err(if why {
                solve::impossible(task, progress)
            } else {
                Error::NoPlanFound
            });
        };
        let needs: u64 = rows.iter().map(|&row| problem.needs_of(row as usize)).sum();
        let unserved = unserved(&problem, &plan, rows).unwrap_or(needs);
        let people: u64 = (rows.iter())
            .filter(|&&row| problem.rows[row as usize].penalty > 0)
            .map(|&row| problem.needs_of(row as usize))
            .sum();
        let of = |value: i128| u64::try_from(i128::from(people) - value).unwrap_or(0);
        let bound = proof.bound.min(value);
        tiers.push(TierCover {
            name,
            people,
            covered: of(value),
            bound: of(bound),
        });
        floors.push(Floor {
            rows: rows.to_vec(),
            most_unserved: unserved,
        });
        last = Some((
            Solved {
                open: plan.clone(),
                value,
                bound,
                method: "tier by tier: annealing with fines, Lagrangian bound, branch and bound",
                prices: Some(proof.prices),
            },
            problem,
        ));
        open = Some(plan);
    }
    let (solved, last) = last.ok_or(Error::NoPlanFound)?;
    floors.pop();
    let mut all = all;
    all.floors.extend(floors);
    Ok(Tiered {
        solved,
        last,
        all: all.indexed(),
        tiers,
    })
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
