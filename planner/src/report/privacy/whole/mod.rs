//! The whole plan as it may be shown outside the office: bands, seats, circles, speeds and walks of everybody.
//!
//! The run record keeps exact totals for the office. What is forwarded shows a total only where it, whatever it leaves
//! of the total that it is a part of, and its difference from what is shown beside it count nobody or enough people.

mod close;
mod growth;
mod met;
mod minutes;

use crate::coverage::assessment::StandardAssessed;
use crate::coverage::capacity::Service;
use crate::coverage::contrast::CircleAudit;
use crate::coverage::{Assessed, Band, Coverage};
use crate::units::Seniors;

use super::super::Run;
use super::super::layers::property_keys;
use super::super::release::history::History;
use super::shown::ShownCounts;
use close::Near;

pub use minutes::ShownMinutes;

/// Published totals of the whole plan.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownWhole {
    /// People, coverage and causes.
    pub counts: ShownCounts,
    /// Each standard.
    pub standards: Vec<ShownStandard>,
    /// For each phase, people by how many standards are met for them; absent where any of these is too small.
    pub standards_met: Vec<Option<Vec<u64>>>,
}

/// One standard over the whole plan.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ShownStandard {
    /// Each phase.
    pub phases: Vec<ShownReach>,
    /// People who walk no longer than so many minutes.
    pub minutes: Vec<ShownMinutes>,
    /// Coverage today at other speeds, in metres a second, ascending.
    pub speeds: Vec<(f64, Option<u64>)>,
}

/// One standard in one phase.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ShownReach {
    /// Covered whatever the unknown paths are.
    pub sure: Option<u64>,
    /// Covered if the unknown paths work.
    pub possible: Option<u64>,
    /// Covered, and served at the middle participation.
    pub served: Option<u64>,
    /// Covered, and without a seat.
    pub full: Option<u64>,
    /// People with one, two, three sites within the standard.
    pub choices: Vec<Option<u64>>,
    /// Circles against the walk; absent where a corner of the table is too small.
    pub circles: Vec<Option<ShownCircle>>,
}

/// One circle against the walk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShownCircle {
    /// Its radius in metres.
    pub radius_m: f64,
    /// People in the circle.
    pub in_circle: u64,
    /// Those of them who are not within the standard on foot.
    pub not_covered: u64,
    /// People within the standard and outside the circle.
    pub outside: u64,
}

/// What is nobody or enough.
#[derive(Debug, Clone, Copy)]
struct Enough(u64);

impl Enough {
    fn holds(self, people: u64) -> bool {
        people == 0 || people >= self.0
    }

    /// Whether a part, and what it leaves of its whole, may both be told.
    fn splits(self, part: u64, whole: u64) -> bool {
        self.holds(part) && self.holds(whole.abs_diff(part))
    }
}

/// What may be shown of the whole plan, whose plain counts have passed the rules.
pub(super) fn shown_whole(
    run: &Run,
    counts: ShownCounts,
    (threshold, history): (u64, &History),
) -> ShownWhole {
    let enough = Enough(threshold);
    let keys = property_keys(run.before.kinds.iter().map(|k| k.standard.kind.as_str()));
    let phases = super::phases(run);
    let assessed: Vec<&Assessed> = run
        .assessment
        .iter()
        .flat_map(|a| [Some(&a.before), a.after.as_ref()])
        .flatten()
        .collect();
    let near = |kind: usize| Near {
        history,
        key: &keys[kind],
        threshold,
    };
    let standards = (0..run.before.kinds.len())
        .map(|kind| {
            let of_phase = |(phase, coverage): (usize, &&Coverage)| {
                let told = assessed.get(phase).map(|a| &a.standards[kind]);
                let mut reach = reach(
                    enough,
                    &counts,
                    (phase, kind),
                    (coverage.kinds[kind].band.as_ref(), told),
                );
                growth::circles_apart(enough, &mut reach.circles);
                near(kind).forget_reach(&mut reach, phase);
                reach
            };
            let mut speeds = speeds(enough, &counts, kind, run);
            near(kind).forget_speeds(&mut speeds);
            let mut reaches: Vec<ShownReach> = phases.iter().enumerate().map(of_phase).collect();
            growth::growth_apart(enough, &mut reaches);
            ShownStandard {
                phases: reaches,
                minutes: minutes::shown_minutes(near(kind), &counts, kind, (&phases, run.places)),
                speeds,
            }
        })
        .collect();
    let standards_met = met::standards_met(enough, &counts, (&assessed, phases.len()), history);
    ShownWhole {
        counts,
        standards,
        standards_met,
    }
}

fn reach(
    enough: Enough,
    counts: &ShownCounts,
    (phase, kind): (usize, usize),
    (band, told): (Option<&Band>, Option<&StandardAssessed>),
) -> ShownReach {
    let both = counts.meant(kind).zip(counts.covered(phase, kind));
    let Some((eligible, covered)) = both else {
        return ShownReach::default();
    };
    let near = |people: Seniors| {
        let count = people.count();
        (enough.splits(count, covered) && enough.splits(count, eligible)).then_some(count)
    };
    let seats = told
        .and_then(StandardAssessed::middle_service)
        .and_then(|service| seats(enough, service));
    ShownReach {
        sure: band.and_then(|band| near(band.sure)),
        possible: band.and_then(|band| near(band.possible)),
        served: seats.map(|(served, _)| served),
        full: seats.map(|(_, full)| full),
        choices: told.map_or_else(Vec::new, |told| {
            nested(
                enough,
                told.choices.iter().map(|c| c.within.count()),
                (eligible, covered),
            )
        }),
        circles: told.map_or_else(Vec::new, |told| {
            told.audit
                .iter()
                .map(|audit| circle(enough, audit))
                .collect()
        }),
    }
}

/// The served and those without a seat, where both are nobody or enough.
fn seats(enough: Enough, service: &Service) -> Option<(u64, u64)> {
    let (served, full) = (service.served.count(), service.full.count());
    (enough.holds(served) && enough.holds(full)).then_some((served, full))
}

/// Numbers each of which is a part of another of them: shown where they differ from all that are shown by enough.
fn nested(
    enough: Enough,
    numbers: impl Iterator<Item = u64>,
    (eligible, covered): (u64, u64),
) -> Vec<Option<u64>> {
    let mut shown = vec![eligible, covered];
    numbers
        .map(|number| {
            let safe =
                enough.holds(number) && shown.iter().all(|other| enough.splits(number, *other));
            safe.then(|| {
                shown.push(number);
                number
            })
        })
        .collect()
}

fn circle(enough: Enough, audit: &CircleAudit) -> Option<ShownCircle> {
    let corners = audit.standard;
    let all = [
        corners.both,
        corners.circle_only,
        corners.walk_only,
        corners.neither,
    ];
    all.iter()
        .all(|corner| enough.holds(corner.count()))
        .then(|| ShownCircle {
            radius_m: audit.radius.metres(),
            in_circle: corners.circle().count(),
            not_covered: corners.circle_only.count(),
            outside: corners.walk_only.count(),
        })
}

fn speeds(enough: Enough, counts: &ShownCounts, kind: usize, run: &Run) -> Vec<(f64, Option<u64>)> {
    let Some(assessment) = run.assessment else {
        return Vec::new();
    };
    let mut at: Vec<(f64, u64)> = assessment
        .speeds
        .iter()
        .map(|(speed, tallies)| (speed.mps(), tallies[kind].covered.count()))
        .collect();
    at.sort_by(|a, b| a.0.total_cmp(&b.0));
    let shown = match counts.meant(kind).zip(counts.covered(0, kind)) {
        Some(known) => nested(enough, at.iter().map(|(_, covered)| *covered), known),
        None => vec![None; at.len()],
    };
    at.iter().map(|(speed, _)| *speed).zip(shown).collect()
}
