//! Which gates to open and which links to build, by the seniors whom each would bring inside the standards.
//!
//! # Method
//!
//! 1. Candidates are gates and walls, private areas, crossings of wide roads ([`candidates`]) and missing links
//!    ([`links`]). Searches on the network as it is estimate whom each would bring inside ([`estimate`]).
//! 2. From the best estimate on, a candidate is put to the proof: its edits are added to those of the bureau, the scenario
//!    is read anew and everybody is counted again. Only what that brings is told.
//! 3. A candidate more than half of whose people a better one brings already is another way to the same end, and left out.
//!
//! # Complexity
//!
//! As [`estimate`], and each proof costs what reading and counting the scenario costs.
//!
//! # Invariants
//!
//! What is told of a repair is what a run says whose `network.edits` holds the same edits.

mod candidates;
mod change;
mod estimate;
mod links;

use std::collections::BTreeSet;

use super::{Study, StudyOptions, Walkers};
use crate::coverage::{Coverage, Heading};
use crate::error::Error;
use crate::ids::DemandId;
use crate::network::edits::Action;
use crate::progress::{Progress, Silent};
use crate::projection::LonLat;
use crate::units::Seniors;

pub use candidates::Remedy;
pub use change::{Change, Nearer};

use estimate::Estimated;

/// Proofs at most, for each repair that is to be listed.
const PROOFS: usize = 3;

/// A gate, way, crossing or link that would help.
#[derive(Debug, Clone, PartialEq)]
pub struct Repair {
    /// What is changed.
    pub remedy: Remedy,
    /// Where.
    pub at: LonLat,
    /// The edits that make it, in their order.
    pub edits: Vec<Action>,
    /// For each standard how many eligible seniors more it covers; fewer where a new way draws some to its side.
    pub gains: Vec<i64>,
    /// Eligible seniors whom it brings inside at least one standard.
    pub people: Seniors,
}

/// The repairs that help most, best first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Repairs {
    /// The repairs.
    pub list: Vec<Repair>,
    /// How many changes were thought of that could help anybody.
    pub candidates: usize,
    /// How many of them were made on the map and everybody counted again.
    pub proved: usize,
}

impl Study {
    /// Finds the changes of the map that bring most people inside the standards, today and without a new site.
    pub fn repairs(&self, top: usize, progress: &dyn Progress) -> Result<Repairs, Error> {
        let today = self.coverage(None);
        let mut thought = self.closed_places(None);
        thought.extend(self.missing_links(None, progress)?);
        let mut estimated = self.estimate(thought, &today, None, progress)?;
        sort(&mut estimated);
        let mut repairs = Repairs {
            candidates: estimated.len(),
            ..Repairs::default()
        };
        let mut brought: BTreeSet<(usize, DemandId)> = BTreeSet::new();
        for of in &estimated {
            let worst = repairs.list.get(top.saturating_sub(1)).map(|r| r.people);
            let is_enough = worst.is_some_and(|worst| worst >= of.gain);
            if is_enough || repairs.proved == top * PROOFS || progress.cancelled() {
                break;
            }
            let again = of
                .homes
                .iter()
                .filter(|home| brought.contains(home))
                .count();
            if again * 2 > of.homes.len() {
                continue;
            }
            repairs.proved += 1;
            let repair = self.proved(of, &today)?;
            if repair.people > Seniors::ZERO && repair.gains.iter().sum::<i64>() > 0 {
                brought.extend(&of.homes);
                repairs.list.push(repair);
            }
            repairs
                .list
                .sort_by_key(|repair| std::cmp::Reverse(repair.people));
            repairs.list.truncate(top);
        }
        Ok(repairs)
    }

    /// The scenario read anew with more edits than the bureau's.
    fn with_edits(&self, edits: &[Action]) -> Result<Self, Error> {
        let scenario = (*self.scenario).clone();
        Self::open_edited(scenario, &StudyOptions::default(), edits, &Silent)
    }

    /// Makes a change on the map and counts everybody again.
    fn proved(&self, of: &Estimated, today: &Coverage) -> Result<Repair, Error> {
        let edited = self.with_edits(&of.candidate.edits)?;
        Ok(self.repair_by(of, today, &edited))
    }

    /// What a change brings, by the scenario read with it.
    fn repair_by(&self, of: &Estimated, today: &Coverage, edited: &Self) -> Repair {
        let after = edited.coverage(None);
        let kinds = || today.kinds.iter().zip(&after.kinds);
        let gains = kinds().map(|(today, after)| {
            let covered = |kind: &crate::coverage::KindCoverage| kind.tally.covered.count() as i64;
            covered(after) - covered(today)
        });
        let comes_inside = |id: &DemandId| {
            kinds().any(|(today, after)| {
                let is_covered = after.heading(*id) == Heading::Covered;
                today.is_for(*id) && today.heading(*id) != Heading::Covered && is_covered
            })
        };
        let people = self.places.demand.enumerate();
        let people = people.filter(|(id, _)| comes_inside(id));
        Repair {
            remedy: of.candidate.remedy,
            at: of.candidate.at,
            edits: of.candidate.edits.clone(),
            gains: gains.collect(),
            people: people.map(|(_, demand)| demand.eligible).sum(),
        }
    }
}

/// The best estimate first; of equal ones what is easier to do.
fn sort(estimated: &mut [Estimated]) {
    estimated.sort_by(|a, b| {
        let place = |of: &Estimated| {
            let at = of.candidate.at;
            (at.lon_deg(), at.lat_deg())
        };
        let by_gain = b.gain.cmp(&a.gain);
        let by_remedy = by_gain.then(a.candidate.remedy.cmp(&b.candidate.remedy));
        let ((ax, ay), (bx, by)) = (place(a), place(b));
        by_remedy.then(ax.total_cmp(&bx)).then(ay.total_cmp(&by))
    });
}
