//! Whom a change would bring inside the standards, found by searches instead of by building the network anew.
//!
//! # Method
//!
//! 1. A change joins places of the network. For both ends of each join the time to the nearest site is searched at once,
//!    as if somebody lived there. A join saves time where its far end is much nearer to a site than its near end.
//! 2. What is left of a standard at the near end of such a join is a budget. One bounded search from every near end, as
//!    if a site stood there, finds the homes within it; those not covered today gain.
//!
//! Everybody is searched at their walkers' first pace. Where the far end lies in a private area, only sites in that area count; where the near end does, only its residents
//! gain. Waits at new junctions, and homes that a new way would be nearest to, are not foreseen: counting again tells.
//!
//! # Complexity
//!
//! Two searches for the nearest sites, and one bounded search for each join that saves time.

use std::collections::BTreeSet;

use super::candidates::{Candidate, Inside, Join};
use super::{Study, Walkers};
use crate::coverage::{Coverage, Heading, Nearest, Standard};
use crate::error::Error;
use crate::ids::{DemandId, Id, SiteId};
use crate::network::passage::AreaId;
use crate::progress::Progress;
use crate::projection::LonLat;
use crate::reach::{Layers, NearestTable, ReachGraph};
use crate::snap::{SnapPoint, Snapped, Unsnapped};
use crate::units::{Seniors, WalkTime};

/// A join that saves less is not worth a gate (engineering choice).
const SAVES: WalkTime = WalkTime::from_millis(15_000);

/// A change with those who would gain.
#[derive(Debug)]
pub(super) struct Estimated {
    /// The change.
    pub(super) candidate: Candidate,
    /// Uncovered homes that come inside a standard, with the number of the standard.
    pub(super) homes: BTreeSet<(usize, DemandId)>,
    /// Their eligible seniors; who gains for two standards counts twice.
    pub(super) gain: Seniors,
    /// The standards that the asked place comes inside.
    pub(super) helps: BTreeSet<usize>,
}

/// Times to the nearest site of each standard, for some places.
pub(super) struct Times(Vec<Vec<Option<WalkTime>>>);

impl Times {
    /// The time of a place for a standard.
    pub(super) fn of(&self, standard: usize, place: usize) -> Option<WalkTime> {
        *self.0.get(standard)?.get(place)?
    }
}

impl Study {
    /// Where some walkers may go, at their first pace.
    fn layers_of<'s>(&'s self, walkers: &'s Walkers) -> Layers<'s> {
        let passage = self.land().passage_of(&walkers.profile);
        Layers::of(&self.network, &walkers.times[0], passage)
    }

    /// How far places are from sites, for whoever lives there.
    pub(super) fn times_from(&self, places: &[SnapPoint]) -> Times {
        let graphs = self.of_walkers(|walkers| {
            let snapped = Snapped {
                demand: places.iter().map(|place| Ok(*place)).collect(),
                sites: walkers.snapped.sites.clone(),
            };
            ReachGraph::laid_out(&self.layers_of(walkers), &snapped)
        });
        let standards = self.scenario.standards.iter();
        let times = standards.map(|standard| {
            let graph = graphs[self.number_of(standard)].as_ref();
            let table = graph.map(|graph| graph.nearest(&self.counting_for(standard, None)));
            table.as_ref().map(times_of).unwrap_or_default()
        });
        Times(times.collect())
    }

    /// How far places in private areas are from the sites of the same area, for whoever was let in there.
    pub(super) fn times_inside(
        &self,
        places: &[SnapPoint],
        progress: &dyn Progress,
    ) -> Result<Times, Error> {
        let area = |at: &SnapPoint| self.passage.private_area(at.edge);
        let sites = self.snapped.sites.iter();
        let inside: Vec<bool> = sites
            .map(|site| site.is_ok_and(|at| area(&at).is_some()))
            .collect();
        let far = Err(Unsnapped::TooFar(None));
        let kept = self.snapped.sites.iter().zip(&inside);
        let snapped = Snapped {
            demand: places.iter().map(|place| Ok(*place)).collect(),
            sites: kept
                .map(|(at, inside)| if *inside { *at } else { far })
                .collect(),
        };
        let graph = ReachGraph::laid_out(&self.layers(), &snapped);
        let matrix = graph.matrix(self.cutoff(), progress)?;
        let times = self.scenario.standards.iter().map(|standard| {
            let mut times: Vec<Option<WalkTime>> = vec![None; places.len()];
            let sites = self.counting_for(standard, None).into_iter();
            let attached = sites.filter_map(|site| Some((site, snapped.sites[site].ok()?)));
            for (site, at) in attached {
                let row = matrix.of_site(site);
                for (place, time) in row.filter(|(p, _)| area(&places[p.index()]) == area(&at)) {
                    let known = &mut times[place.index()];
                    *known = known.iter().copied().chain([time]).min();
                }
            }
            times
        });
        let times = times.collect();
        Ok(Times(times))
    }

    /// Finds out whom each change would bring inside the standards; those that bring nobody are left out.
    pub(super) fn estimate(
        &self,
        candidates: Vec<Candidate>,
        today: &Coverage,
        asked: Option<LonLat>,
        progress: &dyn Progress,
    ) -> Result<Vec<Estimated>, Error> {
        let joins: Vec<(usize, Join)> = candidates
            .iter()
            .enumerate()
            .flat_map(|(number, candidate)| candidate.joins.iter().map(move |join| (number, *join)))
            .collect();
        let openings = self.openings(&joins, progress)?;
        let mut estimated: Vec<Estimated> = candidates.into_iter().map(Estimated::of).collect();
        for (number, walkers) in self.walkers.iter().enumerate() {
            let mine: Vec<Opening> = openings
                .iter()
                .filter_map(|opening| opening.only(|s| self.number_of(s) == number, self))
                .collect();
            let asked = asked.map(|at| self.ground_of(walkers).snap(at));
            for (opening, home, time) in self.found(walkers, &mine, asked, progress)? {
                let opening = &mine[opening];
                let of = &mut estimated[opening.candidate];
                self.add(of, home, (time, &opening.budgets), today);
            }
        }
        let places = &self.places;
        for of in &mut estimated {
            of.gain = of
                .homes
                .iter()
                .map(|(_, home)| places.demand[*home].eligible)
                .sum();
        }
        estimated.retain(|of| !of.homes.is_empty() || !of.helps.is_empty());
        Ok(estimated)
    }

    /// Who is within the budget of each opening: the opening, the home and the walk; the asked place comes after all homes.
    fn found(
        &self,
        walkers: &Walkers,
        openings: &[Opening],
        asked: Option<Result<SnapPoint, Unsnapped>>,
        progress: &dyn Progress,
    ) -> Result<Vec<(usize, DemandId, WalkTime)>, Error> {
        let budgets = openings.iter().flat_map(|o| o.budgets.iter().flatten());
        let Some(longest) = budgets.max().copied() else {
            return Ok(Vec::new());
        };
        let mut demand: Vec<_> = walkers.snapped.demand.as_slice().to_vec();
        demand.extend(asked);
        let snapped = Snapped {
            demand: demand.into(),
            sites: openings.iter().map(|o| Ok(o.at)).collect(),
        };
        let graph = ReachGraph::laid_out(&self.layers_of(walkers), &snapped);
        let matrix = graph.matrix(longest, progress)?;
        let lives_in = |home: DemandId| {
            let at = snapped.demand[home].ok();
            at.and_then(|at| self.passage.private_area(at.edge))
        };
        let mut found = Vec::new();
        for (number, opening) in openings.iter().enumerate() {
            let row = matrix.of_site(SiteId::from_index(number));
            let theirs = |home| opening.area.is_none() || opening.area == lives_in(home);
            let within = row.filter(|(home, _)| theirs(*home));
            found.extend(within.map(|(home, time)| (number, home, time)));
        }
        Ok(found)
    }

    fn add(
        &self,
        of: &mut Estimated,
        home: DemandId,
        (time, budgets): (WalkTime, &[Option<WalkTime>]),
        today: &Coverage,
    ) {
        let is_home = home.index() < self.places.demand.len();
        for (standard, budget) in budgets.iter().enumerate() {
            if budget.is_none_or(|budget| time > budget) {
                continue;
            }
            if !is_home {
                of.helps.insert(standard);
            } else if today.kinds[standard].heading(home) != Heading::Covered
                && today.kinds[standard].people(home, &self.places) > Seniors::ZERO
            {
                of.homes.insert((standard, home));
            }
        }
    }

    /// The joins that save time, with what they leave of each standard.
    fn openings(
        &self,
        joins: &[(usize, Join)],
        progress: &dyn Progress,
    ) -> Result<Vec<Opening>, Error> {
        let from: Vec<SnapPoint> = joins.iter().map(|(_, join)| join.from).collect();
        let to: Vec<SnapPoint> = joins.iter().map(|(_, join)| join.to).collect();
        let (near, far) = (self.times_from(&from), self.times_from(&to));
        let inside = self.times_inside(&to, progress)?;
        let mut openings = Vec::new();
        for (number, (candidate, join)) in joins.iter().enumerate() {
            let is_guest = join.inside == Inside::Guest && !self.passage.is_public(join.to.edge);
            let beyond = if is_guest { &inside } else { &far };
            let standards = self.scenario.standards.iter().enumerate();
            let budgets: Vec<Option<WalkTime>> = standards
                .map(|(standard, told)| {
                    let after = beyond.of(standard, number)?.saturating_add(join.takes);
                    let saves = near
                        .of(standard, number)
                        .is_none_or(|before| before >= after.saturating_add(SAVES));
                    (saves && after <= told.within).then(|| told.within.saturating_sub(after))
                })
                .collect();
            if budgets.iter().any(Option::is_some) {
                openings.push(Opening {
                    candidate: *candidate,
                    at: join.from,
                    area: self.passage.private_area(join.from.edge),
                    budgets,
                });
            }
        }
        Ok(openings)
    }
}

/// The near end of a join that saves time.
#[derive(Clone)]
struct Opening {
    candidate: usize,
    at: SnapPoint,
    /// The private area that it lies in.
    area: Option<AreaId>,
    /// For each standard how long the walk to it may be.
    budgets: Vec<Option<WalkTime>>,
}

impl Opening {
    /// The same for some standards only; `None` where nothing is left.
    fn only(&self, wanted: impl Fn(&Standard) -> bool, study: &Study) -> Option<Self> {
        let standards = study.scenario.standards.iter();
        let budgets = self.budgets.iter().zip(standards);
        let budgets: Vec<Option<WalkTime>> = budgets
            .map(|(budget, standard)| budget.filter(|_| wanted(standard)))
            .collect();
        budgets.iter().any(Option::is_some).then(|| Self {
            budgets,
            ..self.clone()
        })
    }
}

impl Estimated {
    fn of(candidate: Candidate) -> Self {
        Self {
            candidate,
            homes: BTreeSet::new(),
            gain: Seniors::ZERO,
            helps: BTreeSet::new(),
        }
    }
}

fn times_of(table: &NearestTable) -> Vec<Option<WalkTime>> {
    let time = |nearest: &Nearest| match nearest {
        Nearest::Site(_, time) => Some(*time),
        Nearest::TooLong(..) | Nearest::Unreachable | Nearest::Unsnapped => None,
    };
    table.iter().map(time).collect()
}
