//! How many people walk no longer than so many minutes: the curve of coverage, as far as it may be shown.
//!
//! # Method
//!
//! 1. People are counted by the whole minute that they need at most, in every phase.
//! 2. Minute after minute, the sum so far is shown where it differs from whatever else is told of the whole plan, in
//!    each phase, by nobody or enough (`told`). The sum at the standard itself is the covered, and always shown where
//!    they are.
//!
//! Complexity: one pass over the demand points for each phase and standard.

use crate::coverage::{Coverage, Nearest};
use crate::places::Places;

use super::super::shown::ShownCounts;
use super::Told;
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

/// The sums that may be shown of one standard; none where its coverage is not.
pub(super) fn shown_minutes(
    told: &mut Told,
    near: Near,
    counts: &ShownCounts,
    kind: usize,
    (phases, places): (&[&Coverage], &Places),
) -> Vec<ShownMinutes> {
    let mut shown = Vec::new();
    let is_told = |phase: usize| counts.covered(phase, kind).is_some();
    if counts.meant(kind).is_none() || !(0..phases.len()).all(is_told) {
        return shown;
    }
    let within = phases[0].kinds[kind].standard.within.minutes();
    let standard = (within.fract() == 0.0).then_some(within as usize);
    let sums: Vec<Vec<u64>> = phases.iter().map(|c| sums(c, kind, places)).collect();
    let mut last = vec![0; phases.len()];
    let mut since = 0;
    for minute in 1..=LONGEST {
        let now: Vec<u64> = sums.iter().map(|sum| sum[minute]).collect();
        let here = standard == Some(minute);
        let is_news = || near.allows_minutes((since, &last), (minute, &now));
        let is_apart = || is_news() && near.drawn.admits_minutes(minute);
        if here || is_apart() && told.take(&now) {
            for people in &now {
                told.tell(*people);
            }
            shown.push(ShownMinutes {
                minutes: minute as u64,
                people: now.clone(),
            });
            (since, last) = (minute, now);
        }
    }
    shown
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
