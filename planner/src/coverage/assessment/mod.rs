//! Everything that is told beside plain coverage: time, seats, access, equity, groups, circles, borders, failures.
//!
//! [`assess`] takes coverage as it is and the walks up to the longest standard, and adds what leadership asks next. It
//! changes no number of coverage; nobody is dropped, and every count is of eligible seniors.
//!
//! No search is made here: all comes from the matrix and from the nearest sites. A standard with fewer minutes is
//! scored anew from the same ([`rescore`]).

pub mod choice;
pub mod depth;
pub mod groups;
pub mod score;
pub mod settings;
pub mod standard;
#[cfg(test)]
mod tests;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use std::collections::BTreeMap;

use crate::ids::SiteId;
use crate::places::Places;
use crate::reach::{ReachMatrix, SeveralTable};
use crate::units::{Seniors, WalkSpeed, WalkTime};

use super::ledger::{Promise, Verdict};
use super::{Coverage, Gaps, Heading, Standard};

pub use choice::Choice;
pub use depth::Depth;
pub use groups::{GroupRow, GroupTable};
pub use score::{AccessMethod, GroupAccess, Score};
pub use settings::{AccessSettings, AssessSettings, AuditSettings, DemandSettings, Vulnerability};
pub use standard::StandardAssessed;

/// Everything that is told of a run beside its coverage.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// By what is open.
    pub before: Assessed,
    /// With what is proposed and committed.
    pub after: Option<Assessed>,
    /// Gaps that are left in the end, for each standard.
    pub gaps: Vec<Gaps>,
    /// The promises and how they stand.
    pub ledger: Vec<Settled>,
    /// Coverage today at other speeds, for each standard; empty unless asked for.
    pub speeds: Vec<(WalkSpeed, Coverage)>,
}

/// A promise and how it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// The promise.
    pub promise: Promise,
    /// Today.
    pub before: Verdict,
    /// With what is proposed and committed.
    pub after: Option<Verdict>,
}

/// What is told of one phase, before or after.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessed {
    /// For each standard, in the order of the scenario.
    pub standards: Vec<StandardAssessed>,
    /// The circle in parts.
    pub circle: Partial,
    /// Coverage by group: age, and whatever else is known of people.
    pub groups: Vec<GroupTable>,
}

/// How much of the circle people have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Partial {
    /// Eligible seniors by how many of the standards that are for them are met: none, one, … all.
    pub met: Vec<Seniors>,
    /// The same people by how many standards are for them, and how many of these are met.
    shares: BTreeMap<(usize, usize), Seniors>,
}

impl Partial {
    /// Counts people by the number of standards that are met where they live.
    pub fn of(coverage: &Coverage, places: &Places) -> Self {
        let mut partial = Self {
            met: vec![Seniors::ZERO; coverage.kinds.len() + 1],
            shares: BTreeMap::new(),
        };
        for (id, demand) in places.demand.enumerate() {
            let (mut meant, mut met) = (0, 0);
            for kind in coverage.kinds.iter().filter(|kind| kind.is_for(id)) {
                meant += 1;
                met += usize::from(kind.heading(id) == Heading::Covered);
            }
            partial.met[met] += demand.eligible;
            *partial.shares.entry((meant, met)).or_default() += demand.eligible;
        }
        partial
    }

    /// The mean over all eligible people of the share of their standards that is met, from 0 to 1; 0 without any.
    ///
    /// Whoever no standard is for has none of the circle, as in [`Coverage::circle_complete`]: the mean is never below
    /// the share of complete circles.
    pub fn score(&self) -> f64 {
        let all: Seniors = self.met.iter().copied().sum();
        let share = |((meant, met), people): (&(usize, usize), &Seniors)| {
            people.share_of(all) * *met as f64 / (*meant).max(1) as f64
        };
        self.shares.iter().map(share).sum()
    }
}

/// What an assessment starts from.
#[derive(Clone, Copy)]
pub struct Basis<'a> {
    /// The places.
    pub places: &'a Places,
    /// For each standard walks up to the longest one, and how fast its people walk on the flat: what a radius is in minutes.
    pub ways: &'a [(&'a ReachMatrix, WalkSpeed)],
    /// For each standard the sites that count, ascending.
    pub sites: &'a [Vec<SiteId>],
    /// For each standard the walks to the few nearest of these sites.
    pub several: &'a [SeveralTable],
    /// What is asked.
    pub settings: &'a AssessSettings,
}

/// Tells everything of one phase.
pub fn assess(coverage: &Coverage, basis: &Basis<'_>) -> Assessed {
    let standards = (0..coverage.kinds.len())
        .into_par_iter()
        .map(|number| StandardAssessed::of(&coverage.kinds[number], number, basis))
        .collect();
    Assessed {
        standards,
        circle: Partial::of(coverage, basis.places),
        groups: groups::tables(coverage, basis.places, &basis.settings.age_bands),
    }
}

/// Counts anew with other minutes for every standard; nothing is searched again.
pub fn rescore(coverage: &Coverage, places: &Places, within: &[WalkTime]) -> Coverage {
    let kinds = coverage.kinds.iter().zip(within);
    let standards: Vec<Standard> = kinds
        .map(|(kind, within)| Standard {
            within: *within,
            ..kind.standard.clone()
        })
        .collect();
    let nearest = coverage.kinds.iter().map(|k| k.nearest.clone()).collect();
    Coverage::of(&standards, nearest, places)
}
