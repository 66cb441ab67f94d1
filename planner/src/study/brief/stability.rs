//! A plan made again under other assumptions: shorter and longer standards, slower and faster walkers, and, where places
//! count, other shares of people who come.

use crate::error::Error;
use crate::findings::Bilingual;
use crate::impedance::WalkProfile;
use crate::places::Places;
use crate::progress::Progress;
use crate::reach::ReachMatrix;
use crate::siting::brief::Capacity;
use crate::siting::insight::{Asked, Stability, Variant};
use crate::siting::{self, Brief};
use crate::study::{Study, Walkers};
use crate::units::{WalkSpeed, WalkTime};

/// Per cent of the standard's minutes, and of the walker's speed.
const VARIANTS_PCT: [u32; 2] = [80, 120];

impl Study {
    /// Plans under other assumptions; where a promise cannot be kept under one, there is none.
    pub(in crate::study) fn stability(
        &self,
        brief: &Brief,
        (matrix, places): (&ReachMatrix, &Places),
        progress: &dyn Progress,
    ) -> Result<Stability, Error> {
        let mut brief = brief.clone();
        brief.asked = Asked {
            curve: Some(1),
            ..Asked::default()
        };
        let standard = self
            .scenario
            .standards
            .iter()
            .find(|s| s.kind == brief.kind);
        let walkers = standard.map_or(&self.walkers[0], |standard| self.walkers_of(standard));
        let mut stability = Stability::default();
        let mut add = |text: Bilingual, matrix: &ReachMatrix, brief: &Brief| {
            match siting::propose(matrix, places, brief, progress) {
                Ok((proposal, _)) => stability.variants.push(Variant::of(text, &proposal)),
                Err(why @ siting::Error::Cancelled) => return Err(Error::from(why)),
                Err(_) => {}
            }
            Ok(())
        };
        for pct in VARIANTS_PCT {
            let mut other = brief.clone();
            other.within = scaled(brief.within, pct);
            let minutes = other.within.minutes();
            let text = Bilingual::new(
                format!("时限 {minutes:.1} 分钟"),
                format!("within {minutes:.1} min"),
            );
            let longer = match &self.given {
                None if other.within > matrix.cutoff() => {
                    Some(walkers.graph.matrix(other.within, progress)?)
                }
                Some(_) if other.within > matrix.cutoff() => {
                    Some(matrix.clone().known_up_to(other.within))
                }
                _ => None,
            };
            add(text, longer.as_ref().unwrap_or(matrix), &other)?;
        }
        if brief.rules.capacity == Capacity::AsGiven {
            for &pct in &self.scenario.assess.demand.participation_pct {
                let mut other = brief.clone();
                other.rules.participation_pct = Some(pct);
                let text = Bilingual::new(
                    format!("参与率 {pct} %"),
                    format!("with {pct} % taking part"),
                );
                add(text, matrix, &other)?;
            }
        }
        for (text, other) in self.paces(walkers, matrix, progress)? {
            add(text, &other, &brief)?;
        }
        Ok(stability)
    }

    /// Walk times of slower and faster walkers; none where times come from a table.
    fn paces(
        &self,
        walkers: &Walkers,
        matrix: &ReachMatrix,
        progress: &dyn Progress,
    ) -> Result<Vec<(Bilingual, ReachMatrix)>, Error> {
        let mut paces = Vec::new();
        for pct in VARIANTS_PCT {
            let walk = &walkers.profile;
            let mps = walk.speed.mps() * f64::from(pct) / 100.0;
            let speed = WalkSpeed::from_mps(mps).filter(|_| self.given.is_none());
            let Some(speed) = speed else {
                continue;
            };
            let walk = WalkProfile {
                ages: walk.ages.iter().filter_map(|age| age.times(pct)).collect(),
                speed,
                ..walk.clone()
            };
            let graph = self.graph_for(&walk, &walkers.snapped);
            let other = graph.matrix(matrix.cutoff(), progress)?;
            let text = Bilingual::new(
                format!("步速 {mps:.2} m/s"),
                format!("walking at {mps:.2} m/s"),
            );
            paces.push((text, other));
        }
        Ok(paces)
    }
}

/// So many per cent of a time.
fn scaled(time: WalkTime, pct: u32) -> WalkTime {
    let millis = u64::from(time.millis()) * u64::from(pct) / 100;
    WalkTime::from_millis(u32::try_from(millis).unwrap_or(u32::MAX))
}
