//! What is told beside plain coverage: the stages that an assessment needs, in their order.

use std::sync::Arc;

use crate::coverage::assessment::{Assessed, Assessment, Basis, Settled, assess};
use crate::coverage::gaps::{Cause, Evidence, GapBasis, weights};
use crate::coverage::ledger::settle;
use crate::coverage::{Coverage, Gaps, Heading, NearestTable};
use crate::hex::HexResolution;
use crate::ids::SiteId;
use crate::impedance::WalkProfile;
use crate::units::{Seniors, WalkSpeed};

use super::books::StudyBooks;
use super::{Answer, Plan, Study};

/// Hexagons that gaps are drawn with: about 0.1 km².
const DRAWN: u8 = 9;

impl Study {
    /// Tells everything beside plain coverage of an answer.
    pub fn assess(&self, answer: &Answer) -> Assessment {
        let plan = answer
            .proposed
            .as_ref()
            .map(|p| Plan::of(&p.proposal, &self.places));
        let after = answer.proposed.as_ref().map(|p| &p.after);
        let before = self.assess_phase(&answer.before, answer, None);
        let assessed = after.map(|after| self.assess_phase(after, answer, plan.as_ref()));
        let last = (after.unwrap_or(&answer.before), plan.as_ref());
        Assessment {
            gaps: self.gaps(last, assessed.as_ref().unwrap_or(&before)),
            ledger: self.ledger(answer, plan.as_ref()),
            speeds: self.at_speeds(),
            before,
            after: assessed,
        }
    }

    pub(super) fn assess_phase(
        &self,
        coverage: &Coverage,
        answer: &Answer,
        plan: Option<&Plan>,
    ) -> Assessed {
        let sites: Vec<Vec<SiteId>> = self
            .scenario
            .standards
            .iter()
            .map(|standard| self.counting_for(standard, plan))
            .collect();
        let ways: Vec<_> = self
            .scenario
            .standards
            .iter()
            .map(|standard| {
                let number = self.number_of(standard);
                let speed = self.walkers[number].profile.speed;
                (&**answer.matrix_of(number), speed)
            })
            .collect();
        let several: Vec<_> = (self.scenario.standards.iter().zip(&sites))
            .map(|(standard, sites)| self.several_for(standard, sites))
            .collect();
        let basis = Basis {
            places: &self.places,
            ways: &ways,
            sites: &sites,
            several: &several,
            settings: &self.scenario.assess,
        };
        assess(coverage, &basis)
    }

    /// The gaps that a phase leaves, by standard, with their causes.
    pub(super) fn gaps(
        &self,
        (coverage, plan): (&Coverage, Option<&Plan>),
        assessed: &Assessed,
    ) -> Vec<Gaps> {
        let Some(resolution) = HexResolution::new(DRAWN) else {
            return Vec::new();
        };
        let settings = &self.scenario.assess;
        let weights = weights(&self.places, &settings.vulnerability);
        let variants = self.variants(plan);
        let kinds = coverage.kinds.iter().zip(&assessed.standards).enumerate();
        kinds
            .map(|(number, (kind, told))| {
                let without: Vec<(Cause, NearestTable)> = variants
                    .iter()
                    .map(|(cause, tables)| (*cause, tables[number].clone()))
                    .collect();
                let walkers = self.walkers_of(&kind.standard);
                let reach = walkers.profile.speed.distance_in(kind.standard.within);
                let straight =
                    crate::coverage::contrast::straight_distances(&self.places, &told.sites, reach);
                let full = told.middle_service().map(|service| {
                    let demand = self.places.demand.ids().zip(&service.served_at);
                    demand
                        .map(|(id, served)| match kind.heading(id) {
                            Heading::Covered => kind.people(id, &self.places) - *served,
                            _ => Seniors::ZERO,
                        })
                        .collect::<Vec<_>>()
                });
                let basis = GapBasis {
                    network: &self.network,
                    snapped: &walkers.snapped,
                    link: settings.gap_link,
                    evidence: Evidence {
                        without: &without,
                        straight: &straight,
                        reach,
                    },
                    weights: &weights,
                    full: full.as_deref(),
                };
                Gaps::by_walking(kind, &self.places, resolution, &basis)
            })
            .collect()
    }

    /// The nearest sites of every standard when one obstacle is taken away: slopes, stairs, kerbs, or gates and private ways.
    fn variants(&self, plan: Option<&Plan>) -> Vec<(Cause, Vec<NearestTable>)> {
        if self.given.is_some() {
            return Vec::new();
        }
        let rolls = self.has_wheelchairs();
        // A wheelchair is kept out by gradients that the map tells, elevation files or not.
        let slopes = if rolls {
            Some(self.nearest_with(plan, without_gradients))
        } else {
            self.nearest_on_flat_ground(plan)
        };
        let has_stairs = self.walkers.iter().any(|w| w.profile.delays.is_some());
        let stairs = has_stairs.then(|| self.nearest_with(plan, without_stairs));
        let kerbs = rolls.then(|| self.nearest_with(plan, without_kerbs));
        let has_gates = self.scenario.walk.keeps_to_passage() && self.passage.areas() > 0;
        let gates = has_gates.then(|| {
            self.nearest_on(plan, |walkers| {
                let land = self.land();
                Arc::new(land.graph(&walkers.times, None, &walkers.snapped))
            })
        });
        let all = [
            (Cause::Slope, slopes),
            (Cause::Stairs, stairs),
            (Cause::Kerb, kerbs),
            (Cause::Gate, gates),
        ];
        all.into_iter()
            .filter_map(|(cause, nearest)| Some((cause, nearest?)))
            .collect()
    }

    /// Coverage today at the speeds of the audit.
    fn at_speeds(&self) -> Vec<(WalkSpeed, Coverage)> {
        let one = |speed: &WalkSpeed| {
            let main = &self.scenario.walk.name;
            let nearest = self.nearest_with(None, |walk| {
                if walk.name == *main {
                    walk.at(*speed)
                } else {
                    walk.clone()
                }
            });
            (
                *speed,
                Coverage::of(&self.scenario.standards, nearest, &self.places),
            )
        };
        self.scenario.assess.audit.speeds.iter().map(one).collect()
    }

    /// The promises, today and with the plan.
    fn ledger(&self, answer: &Answer, plan: Option<&Plan>) -> Vec<Settled> {
        let today = StudyBooks {
            study: self,
            coverage: &answer.before,
            plan: None,
        };
        let later = answer.proposed.as_ref().map(|proposed| StudyBooks {
            study: self,
            coverage: &proposed.after,
            plan,
        });
        self.scenario
            .promises
            .iter()
            .map(|promise| Settled {
                before: settle(&promise.claim, &today),
                after: later.as_ref().map(|books| settle(&promise.claim, books)),
                promise: promise.clone(),
            })
            .collect()
    }
}

/// The same walker where stairs cost nothing beyond their length, and wheels roll over them.
pub(super) fn without_stairs(walk: &WalkProfile) -> WalkProfile {
    let mut walk = walk.clone();
    if let Some(delays) = &mut walk.delays {
        delays.step_s = 0.0;
        delays.stairs_speed_factor = (1.0, 1.0);
        delays.stairs_are_ramps = true;
    }
    walk
}

/// The same walker where no gradient costs anything or keeps wheels out.
pub(super) fn without_gradients(walk: &WalkProfile) -> WalkProfile {
    let mut walk = walk.clone();
    if let Some(delays) = &mut walk.delays {
        delays.slope.up = 0.0;
        delays.slope.down = 0.0;
        delays.slope.least = 1.0;
        delays.slope_limit = 1.0;
    }
    walk
}

/// The same walker where all kerbs are lowered.
pub(super) fn without_kerbs(walk: &WalkProfile) -> WalkProfile {
    let mut walk = walk.clone();
    if let Some(delays) = &mut walk.delays {
        delays.kerb_s = 0.0;
        delays.kerb_limit_m = 1.0;
    }
    walk
}
