//! People by how many standards are met for them, as far as they may be told.
//!
//! Those for whom all are met have a complete circle, and those for whom none is met are whom no kind covers: numbers
//! that follow from these and from the coverage of kinds must be safe too, and so must the growth from today to the plan.

use crate::coverage::Assessed;

use super::super::super::release::history::History;
use super::super::shown::ShownCounts;
use super::Told;

/// For each phase, the people by number of standards met; absent where any number that follows is too small.
pub(super) fn standards_met(
    told: &mut Told,
    counts: &ShownCounts,
    (assessed, phases): (&[&Assessed], usize),
    history: &History,
) -> Vec<Option<Vec<u64>>> {
    (0..phases)
        .map(|phase| {
            let met = &assessed.get(phase)?.circle.met;
            let met: Vec<u64> = met.iter().map(|people| people.count()).collect();
            is_safe(told, counts, phase, met, history)
        })
        .collect()
}

/// The numbers, where each, and each sum of those with so many standards or more, may be told beside all others.
fn is_safe(
    told: &mut Told,
    counts: &ShownCounts,
    phase: usize,
    met: Vec<u64>,
    history: &History,
) -> Option<Vec<u64>> {
    // Beside a circle or a kind that is withheld, they would tell it.
    let complete = counts.circle(phase)?;
    (0..met.len() - 1)
        .map(|kind| counts.covered(phase, kind))
        .collect::<Option<Vec<u64>>>()?;
    // Who has fewer standards than there are, and a complete circle, follows from the two.
    let all = met.last().copied().unwrap_or_default();
    let of_phase = ["before", "after"][phase];
    let is_news = |(number, people): (usize, &u64)| {
        let name = format!("met_{number}_seniors_{of_phase}");
        !history.is_close(("met", "", &name), *people, told.threshold())
    };
    let is_alone =
        met.iter().all(|people| told.holds(*people)) && met.iter().enumerate().all(is_news);
    let at_least = (0..met.len()).map(|number| met[number..].iter().sum());
    let at_least: Vec<u64> = at_least.collect();
    (is_alone && told.holds(complete.abs_diff(all)) && told.take(&at_least)).then_some(met)
}
