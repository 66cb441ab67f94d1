//! The whole plan as it may be shown outside the office: bands, seats, circles, speeds and walks of everybody.
//!
//! The run record keeps exact totals for the office. What is forwarded shows a total only where it counts nobody or
//! enough people, and is the same as each other total that is shown or differs from it by enough (`told`): most of these
//! totals are parts of each other, over minutes, speeds, circles, phases and standards, and some are by the map alone.

mod access;
mod close;
mod drawn;
mod met;
mod minutes;
mod told;

use std::collections::BTreeSet;

use crate::coverage::assessment::StandardAssessed;
use crate::coverage::contrast::CircleAudit;
use crate::coverage::ledger::Verdict;
use crate::coverage::{Assessed, KindCoverage};

use super::super::Run;
use super::super::layers::property_keys;
use super::super::release::PROMISES;
use super::super::release::history::History;
use super::counts::Counts;
use super::ground::Ground;
use super::shown::ShownCounts;
use close::Near;
use drawn::Drawn;

pub use access::ShownAccess;
pub use minutes::ShownMinutes;
pub use told::Told;

/// Published totals of the whole plan.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownWhole {
    /// People, coverage and causes.
    pub counts: ShownCounts,
    /// Each standard.
    pub standards: Vec<ShownStandard>,
    /// For each phase, people by how many standards are met for them; absent where any of these is too small.
    pub standards_met: Vec<Option<Vec<u64>>>,
    /// For each promise and phase, the people who are counted; absent where none are, or too few to be told.
    pub promises: Vec<[Option<Kept>; 2]>,
    /// All of these numbers together: whatever else is told of the whole plan is held against them.
    pub told: Told,
}

/// People whom a promise counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// All of them.
    pub counted: u64,
    /// Those for whom it is kept.
    pub kept: u64,
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
    /// Access by each method, in the end.
    pub access: Vec<ShownAccess>,
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

/// What may be shown of the whole plan, whose plain counts have passed the rules; `exact` are these counts themselves.
pub(super) fn shown_whole(
    run: &Run,
    (exact, counts): (&Counts, ShownCounts),
    ((threshold, history, ground), untold): ((u64, &History, &Ground), &BTreeSet<usize>),
) -> ShownWhole {
    let keys = property_keys(run.before.kinds.iter().map(|k| k.standard.kind.as_str()));
    let phases = super::phases(run);
    let assessed: Vec<&Assessed> = run
        .assessment
        .iter()
        .flat_map(|a| [Some(&a.before), a.after.as_ref()])
        .flatten()
        .collect();
    let kinds = 0..run.before.kinds.len();
    let drawn = kinds
        .clone()
        .map(|kind| Drawn::of(run, (&phases, kind), ground));
    let drawn: Vec<Drawn> = drawn.collect();
    let near = |kind: usize| Near {
        history,
        key: &keys[kind],
        threshold,
        drawn: &drawn[kind],
    };
    let mut told = Told::of(exact, &counts);
    let promises = promises(&mut told, run, (history, untold));
    let mut standards: Vec<ShownStandard> = kinds
        .clone()
        .map(|kind| {
            let mut of_phase = |phase: usize| {
                let assessed = assessed.get(phase).map(|a| &a.standards[kind]);
                reach(&mut told, near(kind), &counts, (phase, kind), assessed)
            };
            ShownStandard {
                phases: (0..phases.len()).map(&mut of_phase).collect(),
                ..ShownStandard::default()
            }
        })
        .collect();
    let standards_met = met::standards_met(&mut told, &counts, (&assessed, phases.len()), history);
    for (kind, standard) in kinds.zip(&mut standards) {
        standard.access = access::shown_access(&told, &counts, kind, (run, &phases));
        standard.speeds = speeds(&mut told, near(kind), &counts, kind, run);
        let of = (&phases[..], run.places);
        standard.minutes = minutes::shown_minutes(&mut told, near(kind), &counts, kind, of);
    }
    ShownWhole {
        counts,
        standards,
        standards_met,
        promises,
        told,
    }
}

/// Tells what promises count before anything else: a year's ledger is worth more than a curve of minutes.
fn promises(
    told: &mut Told,
    run: &Run,
    (history, untold): (&History, &BTreeSet<usize>),
) -> Vec<[Option<Kept>; 2]> {
    let threshold = told.threshold();
    let mut of_phase = |verdict: Option<&Verdict>, phase: &str| {
        let (all, met) = verdict?.people?;
        let (counted, kept) = (all.count(), met.count());
        let named = [
            ("counted", counted),
            ("kept", kept),
            ("missed", counted - kept),
        ];
        let is_told = told.take_all(named, |what, people| {
            let name = format!("{what}_seniors_{phase}");
            !history.is_close_to_any(PROMISES, &name, people, threshold)
        });
        is_told.then_some(Kept { counted, kept })
    };
    let ledger = run.assessment.iter().flat_map(|a| &a.ledger);
    ledger
        .enumerate()
        .map(|(number, settled)| {
            if untold.contains(&number) {
                return [None, None];
            }
            [
                of_phase(Some(&settled.before), "before"),
                of_phase(settled.after.as_ref(), "after"),
            ]
        })
        .collect()
}

fn reach(
    told: &mut Told,
    near: Near,
    counts: &ShownCounts,
    (phase, kind): (usize, usize),
    assessed: Option<&StandardAssessed>,
) -> ShownReach {
    let Some((eligible, _)) = counts.meant(kind).zip(counts.covered(phase, kind)) else {
        return ShownReach::default();
    };
    let mut choices = Vec::new();
    let mut circles = Vec::new();
    let mut seats = None;
    if let Some(assessed) = assessed {
        let service = assessed.middle_service();
        let both = service.map(|service| (service.served.count(), service.full.count()));
        seats = both.filter(|(served, full)| {
            let named = [("served", *served), ("full", *full)];
            told.take_all(named, |what, people| near.allows_in(phase, what, people))
        });
        for (number, choice) in assessed.choices.iter().enumerate() {
            let what = format!("choice_{}", number + 1);
            let within = choice.within.count();
            let named = [(what.as_str(), within)];
            let is_told = near.drawn.admits_choice(phase, number + 1, &assessed.sites)
                && told.take_all(named, |what, n| near.allows_in(phase, what, n));
            choices.push(is_told.then_some(within));
        }
        circles.extend(assessed.audit.iter().map(|audit| {
            let circle = circle(audit);
            let radius = circle.radius_m;
            let neither = eligible.abs_diff(circle.in_circle + circle.outside);
            let is_told = told.holds(neither)
                && near.drawn.admits_circle(phase, assessed, audit.radius)
                && told.take_all(close::parts(&circle), |what, people| {
                    near.allows_in(phase, &format!("circle_{radius}_{what}"), people)
                });
            is_told.then_some(circle)
        }));
    }
    ShownReach {
        sure: counts.sure(phase, kind),
        possible: counts.possible(phase, kind),
        served: seats.map(|(served, _)| served),
        full: seats.map(|(_, full)| full),
        choices,
        circles,
    }
}

fn circle(audit: &CircleAudit) -> ShownCircle {
    let corners = audit.standard;
    ShownCircle {
        radius_m: audit.radius.metres(),
        in_circle: corners.circle().count(),
        not_covered: corners.circle_only.count(),
        outside: corners.walk_only.count(),
    }
}

fn speeds(
    told: &mut Told,
    near: Near,
    counts: &ShownCounts,
    kind: usize,
    run: &Run,
) -> Vec<(f64, Option<u64>)> {
    let Some(assessment) = run.assessment else {
        return Vec::new();
    };
    let mut at: Vec<(f64, &KindCoverage)> = assessment
        .speeds
        .iter()
        .map(|(speed, coverage)| (speed.mps(), &coverage.kinds[kind]))
        .collect();
    at.sort_by(|a, b| a.0.total_cmp(&b.0));
    let is_covered_told = counts.meant(kind).zip(counts.covered(0, kind)).is_some();
    let mut shown = |(speed, of_kind): (f64, &KindCoverage)| {
        let what = format!("at_{speed}_mps");
        let people = of_kind.tally.covered.count();
        let named = [(what.as_str(), people)];
        let is_told = is_covered_told
            && near.drawn.admits_covered(of_kind)
            && told.take_all(named, |what, n| near.allows(what, n));
        (speed, is_told.then_some(people))
    };
    at.into_iter().map(&mut shown).collect()
}
