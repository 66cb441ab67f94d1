//! What follows from what is decided: sites that must be open or cannot be, or that no choice is left.
//!
//! # Method
//!
//! 1. A sum can never be smaller than with every free site decided in its favour. Where even that is too much, no
//!    choice is left; where one site against it would be too much, the site is decided.
//! 2. A share of groups needs so many groups that can still have an open site; when none can be spared and a group has
//!    one site left, that site is open.
//! 3. A floor needs so many needs that can still be met. A site that cannot reach its least load is never open.
//! 4. Groups that are apart and still lack sites lack as many as all of them together: more than may still be opened,
//!    and no choice is left.
//! 5. Again, until nothing new follows.
//!
//! # Invariants
//!
//! No choice that keeps the rules is ever ruled out.

use super::{Mark, Problem, Rule};

/// No choice keeps the rules with what is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Impossible;

/// Marks what follows from the marks.
pub fn propagate(problem: &Problem, marks: &mut [Mark]) -> Result<(), Impossible> {
    for (site, terms) in problem.sites.iter().enumerate() {
        let reach = || -> u64 {
            let arcs = problem.of_site(site).iter();
            arcs.map(|arc| problem.rows[arc.to as usize].people).sum()
        };
        let room = terms.capacity.unwrap_or(u64::MAX);
        if terms.least_load > 0 && (room < terms.least_load || reach() < terms.least_load) {
            set(marks, site, Mark::Out)?;
        }
        if terms.is_fixed {
            set(marks, site, Mark::In)?;
        }
    }
    let mut changes = true;
    while changes {
        changes = false;
        for rule in &problem.rules {
            changes |= match rule {
                Rule::Sum { terms, most } => sum(terms, *most, marks)?,
                Rule::Share { groups, least } => share(groups, *least, marks)?,
            };
        }
        changes |= count(problem, marks)?;
    }
    packing(problem, marks)?;
    floors(problem, marks)
}

fn set(marks: &mut [Mark], site: usize, mark: Mark) -> Result<bool, Impossible> {
    if marks[site] == mark {
        return Ok(false);
    }
    if marks[site] != Mark::Free {
        return Err(Impossible);
    }
    marks[site] = mark;
    Ok(true)
}

fn sum(terms: &[(u32, i64)], most: i64, marks: &mut [Mark]) -> Result<bool, Impossible> {
    let least: i64 = (terms.iter())
        .map(|&(site, factor)| match marks[site as usize] {
            Mark::In => factor,
            Mark::Free => factor.min(0),
            Mark::Out => 0,
        })
        .sum();
    if least > most {
        return Err(Impossible);
    }
    let mut changes = false;
    for &(site, factor) in terms {
        let site = site as usize;
        if marks[site] == Mark::Free && least + factor.abs() > most {
            let mark = if factor > 0 { Mark::Out } else { Mark::In };
            changes |= set(marks, site, mark)?;
        }
    }
    Ok(changes)
}

fn share(groups: &[Vec<u32>], least: usize, marks: &mut [Mark]) -> Result<bool, Impossible> {
    let is = |group: &[u32], mark: Mark| group.iter().any(|&site| marks[site as usize] == mark);
    let possible: Vec<&Vec<u32>> = (groups.iter())
        .filter(|group| is(group, Mark::In) || is(group, Mark::Free))
        .collect();
    if possible.len() < least {
        return Err(Impossible);
    }
    if possible.len() > least {
        return Ok(false);
    }
    let forced: Vec<u32> = (possible.iter())
        .filter(|group| !is(group, Mark::In))
        .filter_map(|group| {
            let mut free = group.iter().filter(|&&s| marks[s as usize] == Mark::Free);
            let only = free.next()?;
            free.next().is_none().then_some(*only)
        })
        .collect();
    let mut changes = false;
    for site in forced {
        changes |= set(marks, site as usize, Mark::In)?;
    }
    Ok(changes)
}

fn count(problem: &Problem, marks: &mut [Mark]) -> Result<bool, Impossible> {
    let open = marks.iter().filter(|mark| **mark == Mark::In).count();
    if open > problem.most_open {
        return Err(Impossible);
    }
    let mut changes = false;
    if open == problem.most_open {
        for mark in marks.iter_mut().filter(|mark| **mark == Mark::Free) {
            *mark = Mark::Out;
            changes = true;
        }
    }
    Ok(changes)
}

/// Sites that groups which are apart still lack, against the sites that may still be opened.
fn packing(problem: &Problem, marks: &[Mark]) -> Result<(), Impossible> {
    let open = marks.iter().filter(|mark| **mark == Mark::In).count();
    let mut is_used = vec![false; marks.len()];
    let mut lacking = 0;
    for rule in &problem.rules {
        match rule {
            Rule::Sum { terms, most } if *most < 0 && terms.iter().all(|(_, f)| *f == -1) => {
                let sites = || terms.iter().map(|(site, _)| *site);
                lacking += lack(sites(), most.unsigned_abs() as usize, marks, &mut is_used);
            }
            Rule::Share { groups, least } => {
                let has = |g: &&Vec<u32>| g.iter().any(|&s| marks[s as usize] == Mark::In);
                let missing = least.saturating_sub(groups.iter().filter(has).count());
                let mut found = 0;
                for group in groups.iter().filter(|group| !has(group)) {
                    // A group that cannot be told apart from others may be served by their sites.
                    found += lack(group.iter().copied(), 1, marks, &mut is_used);
                }
                let apart = groups.iter().filter(|group| !has(group)).count();
                lacking += found.saturating_sub(apart.saturating_sub(missing));
            }
            Rule::Sum { .. } => {}
        }
    }
    if open + lacking > problem.most_open {
        return Err(Impossible);
    }
    Ok(())
}

/// How many free sites a group lacks; its free sites are used up. A group that shares free sites lacks none.
fn lack(
    sites: impl Iterator<Item = u32> + Clone,
    least: usize,
    marks: &[Mark],
    is_used: &mut [bool],
) -> usize {
    let open = sites
        .clone()
        .filter(|&s| marks[s as usize] == Mark::In)
        .count();
    let free = sites.filter(|&s| marks[s as usize] == Mark::Free);
    if open >= least || free.clone().any(|site| is_used[site as usize]) {
        return 0;
    }
    for site in free {
        is_used[site as usize] = true;
    }
    least - open
}

fn floors(problem: &Problem, marks: &[Mark]) -> Result<(), Impossible> {
    for floor in &problem.floors {
        let unmet: u64 = (floor.rows.iter())
            .map(|&row| {
                let arcs = problem.of_row(row as usize).iter();
                let sites = arcs.filter(|arc| marks[arc.to as usize] != Mark::Out);
                let met = sites.take(problem.needs as usize).count() as u64;
                problem.rows[row as usize].people * (u64::from(problem.needs) - met)
            })
            .sum();
        if unmet > floor.most_unserved {
            return Err(Impossible);
        }
    }
    Ok(())
}
