//! Totals of one standard that anybody can draw on the map: who walks so many minutes, has so many sites, lives in a circle.

use std::collections::BTreeSet;

use crate::coverage::assessment::StandardAssessed;
use crate::coverage::contrast::circle::is_in_circle;
use crate::coverage::{Coverage, Heading, KindCoverage, Nearest};
use crate::ids::{DemandId, SiteId};
use crate::units::{Metres, WalkTime};

use super::super::super::Run;
use super::super::ground::{Beside, Ground};

/// What such totals of one standard are held against, in each phase.
pub(super) struct Drawn<'a> {
    run: &'a Run<'a>,
    phases: &'a [&'a Coverage],
    kind: usize,
    beside: Vec<Beside<'a>>,
}

impl<'a> Drawn<'a> {
    pub(super) fn of(
        run: &'a Run<'a>,
        (phases, kind): (&'a [&'a Coverage], usize),
        ground: &'a Ground,
    ) -> Self {
        let beside = |phase| ground.beside((phase, kind), (phases, run.places));
        Self {
            run,
            phases,
            kind,
            beside: (0..phases.len()).map(beside).collect(),
        }
    }

    /// Whether those who walk at most so many minutes leave nobody or enough of places, in every phase.
    pub(super) fn admits_minutes(&self, minutes: usize) -> bool {
        let longest = WalkTime::from_millis(minutes as u32 * 60_000);
        self.phases
            .iter()
            .zip(&self.beside)
            .all(|(coverage, beside)| {
                let nearest = &coverage.kinds[self.kind].nearest;
                beside.admits_homes(
                    |home| matches!(nearest[home], Nearest::Site(_, time) if time <= longest),
                )
            })
    }

    /// The same of those who have so many sites within the standard.
    pub(super) fn admits_choice(&self, phase: usize, number: usize, sites: &[SiteId]) -> bool {
        let Some(reach) = self.run.reach else {
            return true;
        };
        let within = self.run.before.kinds[self.kind].standard.within;
        let sites: BTreeSet<SiteId> = sites.iter().copied().collect();
        self.beside[phase].admits_homes(|home| {
            let near = reach.of_demand(home);
            let near = near.filter(|(site, time)| *time <= within && sites.contains(site));
            near.count() >= number
        })
    }

    /// The same of those whom today's sites cover when all walk at another speed.
    pub(super) fn admits_covered(&self, at_speed: &KindCoverage) -> bool {
        self.beside[0].admits_homes(|home| at_speed.heading(home) == Heading::Covered)
    }

    /// The same of those in a circle, of those of them who are covered and who are not, and of the covered outside.
    pub(super) fn admits_circle(
        &self,
        phase: usize,
        assessed: &StandardAssessed,
        radius: Metres,
    ) -> bool {
        let beside = &self.beside[phase];
        let is_in = |home: DemandId| is_in_circle(assessed.straight[home], radius);
        beside.admits_homes(is_in)
            && beside.admits_homes(|home| is_in(home) && beside.is_covered(home))
            && beside.admits_homes(|home| is_in(home) && !beside.is_covered(home))
            && beside.admits_homes(|home| !is_in(home) && beside.is_covered(home))
    }
}
