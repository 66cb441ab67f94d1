//! The smallest change that would bring one home inside a standard: a gate, a link, a nearer site.
//!
//! # Method
//!
//! Candidates are those of the repairs, near the home only. For each kind of remedy those that would help the home are
//! tried, the one that helps most others first, until one is proved to; opening is tried before building. A nearer site
//! is the candidate of the scenario within reach of the home that covers most others.

use std::cmp::Reverse;

use super::candidates::Around;
use super::estimate::Estimated;
use super::{Remedy, Repair, Study, sort};
use crate::coverage::{Coverage, Heading};
use crate::error::Error;
use crate::ids::{DemandId, Id, SiteId};
use crate::places::Status;
use crate::progress::Progress;
use crate::projection::distance;
use crate::snap::{LIMIT_M, Snapped};
use crate::study::{Explanation, StandardTold};
use crate::units::{Metres, Seniors, WalkTime};

/// Proofs for each kind of remedy.
const TRIES: usize = 3;

/// What would help one home.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Change {
    /// Changes of the map that were proved to bring the home inside, the smallest first; at most one of each kind.
    pub repairs: Vec<Repair>,
    /// For each standard a site that would.
    pub nearer: Vec<Option<Nearer>>,
}

/// A candidate that would bring a home inside a standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nearer {
    /// The site.
    pub site: SiteId,
    /// The walk from the home to it.
    pub time: WalkTime,
    /// Eligible seniors not covered today whom it would cover as well, the home's own included.
    pub people: Seniors,
}

impl Study {
    /// Finds what would bring a place inside the standards that it does not meet.
    pub fn change_for(&self, told: &Explanation, progress: &dyn Progress) -> Result<Change, Error> {
        let unmet: Vec<usize> = (0..told.standards.len())
            .filter(|number| !told.standards[*number].is_met())
            .collect();
        let mut change = Change {
            repairs: Vec::new(),
            nearer: vec![None; told.standards.len()],
        };
        let (Ok(_), Some(at), false) = (told.attached, told.at, unmet.is_empty()) else {
            return Ok(change);
        };
        let today = self.coverage(None);
        let within = unmet
            .iter()
            .map(|number| told.standards[*number].standard.within);
        let speed = self.scenario.walk.speed;
        let reach = speed.distance_in(within.max().unwrap_or_default());
        let around: Around = Some((at, reach + Metres::new(LIMIT_M)));
        let mut thought = self.closed_places(around);
        thought.extend(self.missing_links(around, progress)?);
        let mut estimated = self.estimate(thought, &today, Some(at), progress)?;
        sort(&mut estimated);
        for remedy in [
            Remedy::Gate,
            Remedy::PrivateWays,
            Remedy::Crossing,
            Remedy::Link,
        ] {
            let helps = |of: &&Estimated| {
                of.candidate.remedy == remedy
                    && unmet.iter().any(|number| of.helps.contains(number))
            };
            for of in estimated.iter().filter(helps).take(TRIES) {
                let edited = self.with_edits(&of.candidate.edits)?;
                let explainer = edited.explainer(None);
                let then = match told.demand {
                    Some(home) => explainer.home(home),
                    None => explainer.place(at),
                };
                let is_met = |number: &usize| {
                    then.standards
                        .get(*number)
                        .is_some_and(StandardTold::is_met)
                };
                if unmet.iter().any(is_met) {
                    change.repairs.push(self.repair_by(of, &today, &edited));
                    break;
                }
            }
        }
        for number in unmet {
            change.nearer[number] = self.nearer_site(told, number, &today, progress)?;
        }
        Ok(change)
    }

    /// The candidate within a standard of a place that covers most others.
    fn nearer_site(
        &self,
        told: &Explanation,
        number: usize,
        today: &Coverage,
        progress: &dyn Progress,
    ) -> Result<Option<Nearer>, Error> {
        let Some(at) = told.at else {
            return Ok(None);
        };
        let standard = &told.standards[number].standard;
        let walkers = self.walkers_of(standard);
        let within = standard.within;
        let reach = walkers.profile.speed.distance_in(within) + Metres::new(LIMIT_M);
        let is_near = |id: &SiteId| {
            let site = &self.places.sites[*id];
            let there = site.at.filter(|_| site.status == Status::Candidate);
            there.is_some_and(|there| distance(at, there) <= reach)
        };
        let near: Vec<SiteId> = self.places.sites.ids().filter(is_near).collect();
        let snapped = Snapped {
            demand: walkers.snapped.demand.clone(),
            sites: near.iter().map(|id| walkers.snapped.sites[*id]).collect(),
        };
        let land = self.land();
        let passage = land.passage_of(&walkers.profile);
        let graph = land.graph(&walkers.times, passage, &snapped);
        let matrix = graph.matrix(within, progress)?;
        let gains = |home: DemandId| {
            let is_covered = today.kinds[number].heading(home) == Heading::Covered;
            let people = today.kinds[number].people(home, &self.places);
            if is_covered { Seniors::ZERO } else { people }
        };
        let explainer = self.explainer(None);
        let nearer = near.iter().enumerate().filter_map(|(row, site)| {
            let time = explainer.time_to(told, number, *site)?;
            let row = matrix.of_site(SiteId::from_index(row));
            (time <= within).then(|| Nearer {
                site: *site,
                time,
                people: row.map(|(home, _)| gains(home)).sum(),
            })
        });
        Ok(nearer.max_by_key(|nearer| (nearer.people, Reverse(nearer.time), Reverse(nearer.site))))
    }
}
