//! Gains of proposed sites that may be shown.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::coverage::{Coverage, KindCoverage};
use crate::ids::{DemandId, SiteId};
use crate::siting::{Proposal, ProposedSite};
use crate::units::Seniors;

use super::super::super::Run;
use super::super::super::release::history::History;
use super::super::ground::{Ground, Spread};
use super::super::shown::ShownCounts;
use super::{ShownGain, ShownSite, cell_of};

/// The gains of proposed sites; small ones are shown only as part of a later total.
///
/// Who is covered after each site lies between those covered today and those covered in the end, of whom the standard is
/// for: from one of these to the next, nobody or enough are added. `counts` tells which of these totals are told.
pub(in crate::report::privacy) fn shown_gains(
    run: &Run,
    (counts, sites): (&ShownCounts, &[ShownSite]),
    (threshold, history, ground): (u64, &History, &Ground),
) -> Vec<ShownGain> {
    let Some((proposal, after)) = run.proposed else {
        return Vec::new();
    };
    let steps = steps(
        run,
        (proposal, after),
        (counts, sites),
        (threshold, history, ground),
    );
    let mut shown: Vec<ShownGain> = proposal
        .sites
        .iter()
        .map(|site| ShownGain {
            site: site.site,
            gain: None,
            covered_after: None,
        })
        .collect();
    let blocks = safe_blocks(&steps, threshold);
    for block in blocks.iter().filter(|b| !is_open(&steps, b, threshold)) {
        let at = |step: usize| step.checked_sub(2).filter(|at| *at < proposal.sites.len());
        if let Some(at) = at(block.start).filter(|_| block.len() == 1) {
            shown[at].gain = Some(proposal.sites[at].gain.count());
        }
        if let Some(at) = at(block.end - 1) {
            shown[at].covered_after = Some(proposal.sites[at].covered_after.count());
        }
    }
    shown
}

/// Those covered today, what is decided anyway, each site, what the end adds, and those whom nobody covers.
fn steps(
    run: &Run,
    (proposal, after): (&Proposal, &Coverage),
    (counts, sites): (&ShownCounts, &[ShownSite]),
    (threshold, history, ground): (u64, &History, &Ground),
) -> Vec<Step> {
    let is_sited = |kind: &KindCoverage| kind.standard.kind == proposal.kind;
    let number = run.before.kinds.iter().position(is_sited);
    let told = |phase: usize| number.is_some_and(|kind| counts.covered(phase, kind).is_some());
    let of = |kind: usize| run.before.kinds[kind].eligible();
    let eligible = number.map_or(run.before.eligible, of).count();
    let covered =
        |coverage: &Coverage| number.map_or(0, |kind| coverage.kinds[kind].tally.covered.count());
    let close = |site: &ProposedSite, name, people: Seniors| {
        let (table, cell) = cell_of(run, site.site);
        history.is_close((table, &cell, name), people.count(), threshold)
    };
    // Whom a site gains lives around it, and mostly walks to it in the end: a few others would be told with that.
    let is_near_load = |site: &ProposedSite| {
        let gain = site.gain.count();
        let theirs = sites
            .iter()
            .filter(|of| of.site == site.site && Some(of.kind) == number);
        let told = theirs.flat_map(|of| of.load.iter().copied().chain([of.within]));
        let is_few = |people: u64| (1..threshold).contains(&people.abs_diff(gain));
        told.flatten().any(is_few)
    };
    let after_each = proposal.sites.iter().map(|site| site.covered_after.count());
    let first = proposal.sites.first();
    let decided = first.map_or(0, |f| {
        f.covered_after.count().saturating_sub(f.gain.count())
    });
    let mut ends = vec![covered(run.before), decided];
    ends.extend(after_each);
    ends.extend([covered(after), eligible]);
    let secret: Vec<u64> = [(covered(run.before), told(0)), (covered(after), told(1))]
        .into_iter()
        .filter(|(_, is_told)| !is_told)
        .map(|(people, _)| people)
        .collect();
    let across = number.map(|kind| Across::of(run, (proposal, kind), ground));
    let across = across.unwrap_or_default();
    let mut last = 0;
    let step = |(at, end): (usize, &u64)| {
        let site = at.checked_sub(2).and_then(|at| proposal.sites.get(at));
        let people = end.abs_diff(std::mem::replace(&mut last, *end));
        Step {
            people,
            alone: site.is_none_or(|site| {
                !close(site, "gain_seniors", site.gain)
                    && !is_near_load(site)
                    && !across.gains.contains(&site.site)
            }),
            ends: at + 1 == ends.len()
                || !secret.contains(end)
                    && site.is_none_or(|s| {
                        !close(s, "covered_seniors_after", s.covered_after)
                            && !across.totals.contains(&s.site)
                    }),
        }
    };
    ends.iter().enumerate().map(step).collect()
}

/// Proposed sites whose numbers leave a few people of places.
#[derive(Default)]
struct Across {
    gains: BTreeSet<SiteId>,
    /// Of those covered with a site and the ones before it.
    totals: BTreeSet<SiteId>,
}

impl Across {
    /// Whom each site gains lives within the standard of it, and of no site before it.
    fn of(run: &Run, (proposal, kind): (&Proposal, usize), ground: &Ground) -> Self {
        let mut across = Self::default();
        let phases = super::super::phases(run);
        let standard = &run.before.kinds[kind].standard;
        let Some(reach) = run.reach else {
            return across;
        };
        let near = |site: SiteId| {
            let within = reach.of_site(site);
            within
                .filter(|(_, time)| *time <= standard.within)
                .map(|(home, _)| home)
        };
        let beside = [0, phases.len() - 1].map(|p| ground.beside((p, kind), (&phases, run.places)));
        let newly = ground.newly(kind);
        let mut covered: BTreeSet<DemandId> = run.places.demand.ids().collect();
        covered.retain(|home| beside[0].is_covered(*home));
        for site in &proposal.sites {
            let gained: Vec<DemandId> = near(site.site).filter(|h| covered.insert(*h)).collect();
            let mut spread = Spread::new();
            for home in &gained {
                beside[1].put(&mut spread, *home);
            }
            let none = Spread::new();
            if !newly.admits(&spread) || !beside[1].admits(&spread, &none) {
                across.gains.insert(site.site);
            }
            let (mut all, mut added) = (Spread::new(), Spread::new());
            for home in &covered {
                beside[1].put(&mut all, *home);
                if !beside[0].is_covered(*home) {
                    beside[1].put(&mut added, *home);
                }
            }
            if !newly.admits(&added) || !beside[1].admits(&all, &none) {
                across.totals.insert(site.site);
            }
        }
        across
    }
}

/// From one total to the next.
struct Step {
    /// How many people are added.
    people: u64,
    /// Whether that number may be told by itself.
    alone: bool,
    /// Whether the total at its end may be told.
    ends: bool,
}

/// Cuts steps into runs that add nobody or at least the threshold and end where the total may be told, where that can be
/// done.
fn safe_blocks(steps: &[Step], threshold: u64) -> Vec<Range<usize>> {
    let mut blocks: Vec<Range<usize>> = Vec::new();
    for index in 0..steps.len() {
        match blocks.last_mut() {
            Some(range) if is_open(steps, range, threshold) => range.end = index + 1,
            _ => blocks.push(index..index + 1),
        }
    }
    while blocks.len() > 1
        && let Some(last) = blocks.pop()
    {
        if !is_open(steps, &last, threshold) {
            blocks.push(last);
            break;
        }
        if let Some(range) = blocks.last_mut() {
            range.end = last.end;
        }
    }
    blocks
}

/// Whether what a run of steps adds, or the total at its end, may not be told.
fn is_open(steps: &[Step], range: &Range<usize>, threshold: u64) -> bool {
    let inside = &steps[range.clone()];
    let sum: u64 = inside.iter().map(|step| step.people).sum();
    let is_alone = inside.len() > 1 || inside.iter().all(|step| step.alone);
    let ends = inside.last().is_none_or(|step| step.ends);
    (sum > 0 && sum < threshold) || !is_alone || !ends
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(people: &[u64]) -> Vec<Step> {
        let of = |people: &u64| Step {
            people: *people,
            alone: true,
            ends: true,
        };
        people.iter().map(of).collect()
    }

    #[test]
    fn small_gains_hide_in_a_run() {
        let blocks = |gains: &[u64]| safe_blocks(&steps(gains), 10);
        assert_eq!(blocks(&[50, 20, 12]), [0..1, 1..2, 2..3]);
        assert_eq!(blocks(&[50, 20, 4, 3]), [0..1, 1..4]);
        assert_eq!(blocks(&[4, 8, 20]), [0..2, 2..3]);
        assert_eq!(blocks(&[20, 0, 0]), [0..1, 1..2, 2..3]);
        assert_eq!(blocks(&[20, 0, 5]), vec![0..3]);
        assert_eq!(blocks(&[3, 4]), vec![0..2], "nothing makes it safe");
    }

    #[test]
    fn a_gain_or_a_total_that_may_not_be_told_hides_in_a_run() {
        let mut close = steps(&[50, 20, 30]);
        close[1].alone = false;
        assert_eq!(safe_blocks(&close, 10), [0..1, 1..3]);
        let mut close = steps(&[50, 20]);
        close[1].alone = false;
        assert_eq!(safe_blocks(&close, 10), vec![0..2]);
        let mut silent = steps(&[50, 20, 30]);
        silent[0].ends = false;
        assert_eq!(safe_blocks(&silent, 10), [0..2, 2..3]);
    }
}
