//! People by how many standards are met for them, as far as they may be told.
//!
//! Those for whom all are met have a complete circle, and those for whom none is met are whom no kind covers: numbers
//! that follow from these and from the coverage of kinds must be safe too, and so must the growth from today to the plan.

use crate::coverage::Assessed;

use super::super::super::release::history::History;
use super::super::shown::ShownCounts;
use super::Enough;

/// For each phase, the people by number of standards met; absent where any number that follows is too small.
pub(super) fn standards_met(
    enough: Enough,
    counts: &ShownCounts,
    (assessed, phases): (&[&Assessed], usize),
    history: &History,
) -> Vec<Option<Vec<u64>>> {
    let mut shown: Vec<Option<Vec<u64>>> = Vec::new();
    for phase in 0..phases {
        let met = assessed.get(phase).map(|a| &a.circle.met);
        let met: Option<Vec<u64>> =
            met.map(|met| met.iter().map(|people| people.count()).collect());
        let last = shown.last().cloned().flatten();
        shown.push(met.filter(|met| {
            is_safe(enough, counts, phase, met)
                && last.is_none_or(|last| grows_safely(enough, &last, met))
                && !is_close(enough, history, phase, met)
        }));
    }
    shown
}

fn is_safe(enough: Enough, counts: &ShownCounts, phase: usize, met: &[u64]) -> bool {
    // Beside a circle that is withheld, those for whom all are met would tell it.
    let (Some(eligible), Some(complete)) = (counts.eligible(), counts.circle(phase)) else {
        return false;
    };
    // Who has fewer standards than there are, and a complete circle, follows from the two.
    let all = met.last().copied().unwrap_or_default();
    if !enough.holds(complete.abs_diff(all)) {
        return false;
    }
    let kinds = met.len() - 1;
    let any = eligible - met[0];
    let covered = (0..kinds).map(|kind| counts.covered(phase, kind));
    let all_told: Option<Vec<u64>> = covered.collect();
    met.iter().all(|people| enough.holds(*people))
        && all_told.is_some_and(|covered| {
            covered
                .iter()
                .all(|people| enough.holds(any.abs_diff(*people)))
        })
}

/// Nobody loses by a plan: whoever has so many standards met today has as many with it.
fn grows_safely(enough: Enough, before: &[u64], after: &[u64]) -> bool {
    let at_least = |met: &[u64], number: usize| met[number..].iter().sum::<u64>();
    (0..before.len())
        .all(|number| enough.holds(at_least(after, number).abs_diff(at_least(before, number))))
}

fn is_close(enough: Enough, history: &History, phase: usize, met: &[u64]) -> bool {
    let of_phase = ["before", "after"][phase];
    met.iter().enumerate().any(|(number, people)| {
        let name = format!("met_{number}_seniors_{of_phase}");
        history.is_close(("met", "", &name), *people, enough.0)
    })
}
