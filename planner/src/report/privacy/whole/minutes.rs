//! How many people walk no longer than so many minutes: the curve of coverage, as far as it may be shown.
//!
//! # Method
//!
//! 1. People are counted by the whole minute that they need at most, in every phase.
//! 2. Minute after minute, the sum so far is shown where the people since the last sum that is shown, those still to
//!    come, and in each case the difference between the phases, are nobody or enough. The sum at the standard itself
//!    is the covered, and always shown where they are; no earlier sum is shown too close to it.
//!
//! Complexity: one pass over the demand points for each phase and standard.

use crate::coverage::{Coverage, Nearest};
use crate::places::Places;

use super::super::shown::ShownCounts;
use super::Enough;
use super::close::Near;

/// The longest walk that is told, in minutes.
const LONGEST: usize = 60;

/// People who walk no longer than so many minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownMinutes {
    /// The minutes.
    pub minutes: u64,
    /// How many people, in each phase.
    pub people: Vec<u64>,
}

/// What no sum may come too close to, in each phase.
struct Known {
    /// Everybody, and everybody who reaches a site where that is told.
    totals: Vec<Vec<u64>>,
    /// The covered, and the minute of the standard where it is a whole one.
    covered: Vec<u64>,
    standard: Option<usize>,
}

/// The sums that may be shown of one standard; none where its coverage is not.
pub(super) fn shown_minutes(
    near: Near,
    counts: &ShownCounts,
    kind: usize,
    (phases, places): (&[&Coverage], &Places),
) -> Vec<ShownMinutes> {
    let enough = Enough(near.threshold);
    let Some(known) = known(counts, kind, phases) else {
        return Vec::new();
    };
    let sums: Vec<Vec<u64>> = phases.iter().map(|c| sums(c, kind, places)).collect();
    let mut shown = Vec::new();
    let mut last = vec![0; phases.len()];
    let mut since = 0;
    for minute in 1..=LONGEST {
        let now: Vec<u64> = sums.iter().map(|sum| sum[minute]).collect();
        let here = known.standard == Some(minute);
        let is_news = || near.allows((since, &last), (minute, &now));
        if here || is_safe(enough, &known, (&last, &now), minute) && is_news() {
            shown.push(ShownMinutes {
                minutes: minute as u64,
                people: now.clone(),
            });
            (since, last) = (minute, now);
        }
    }
    shown
}

fn known(counts: &ShownCounts, kind: usize, phases: &[&Coverage]) -> Option<Known> {
    let eligible = counts.meant(kind)?;
    let covered: Option<Vec<u64>> = (0..phases.len()).map(|p| counts.covered(p, kind)).collect();
    let covered = covered?;
    let totals = (0..phases.len())
        .map(|phase| {
            let beyond = counts.cause(phase, kind, 0);
            let reached = beyond.map(|beyond| covered[phase] + beyond);
            [Some(eligible), reached].into_iter().flatten().collect()
        })
        .collect();
    let minutes = phases.first()?.kinds[kind].standard.within.minutes();
    Some(Known {
        totals,
        covered,
        standard: (minutes.fract() == 0.0).then_some(minutes as usize),
    })
}

fn is_safe(enough: Enough, known: &Known, (last, now): (&[u64], &[u64]), minute: usize) -> bool {
    let alone = now.iter().enumerate().all(|(phase, sum)| {
        let near_covered = known.standard.is_none_or(|standard| minute < standard);
        enough.holds(sum - last[phase])
            && (!near_covered || enough.holds(known.covered[phase].abs_diff(*sum)))
            && known.totals[phase]
                .iter()
                .all(|all| enough.holds(all - sum))
    });
    let between = now
        .windows(2)
        .all(|pair| enough.holds(pair[0].abs_diff(pair[1])));
    alone && between
}

/// Those whom the standard is for who walk at most so many minutes, by minute.
fn sums(coverage: &Coverage, kind: usize, places: &Places) -> Vec<u64> {
    let mut sums = vec![0; LONGEST + 1];
    let kind = &coverage.kinds[kind];
    for (id, nearest) in kind.nearest.enumerate() {
        if let Nearest::Site(_, time) = nearest {
            let minute = (time.millis() as usize).div_ceil(60_000);
            if minute <= LONGEST {
                sums[minute] += kind.people(id, places).count();
            }
        }
    }
    for minute in 1..=LONGEST {
        sums[minute] += sums[minute - 1];
    }
    sums
}
