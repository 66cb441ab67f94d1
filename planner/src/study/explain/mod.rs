//! One place explained: the walk to the nearest site of every standard, what each minute is for, and why it is too long.
//!
//! A [`Study`] and a place become an [`Explanation`]: plain values that the command line prints and the map draws. It
//! names where somebody lives: working data, never for publication.
//!
//! # Method
//!
//! 1. The place is attached as the run attaches homes, walls included.
//! 2. A [`Router`] finds the walk to the nearest site of each standard over the run's own layers and times, so that the
//!    answer is the run's, to the millisecond; [`Charges`] take its time apart.
//! 3. Where the walk is too long, the obstacles are taken away one by one as for the gaps of a run: slopes, stairs, gates
//!    and private ways. The first without which the walk is short enough is the reason.
//!
//! # Complexity
//!
//! Making an [`Explainer`] is linear in the network, and so are each reading of the map and each obstacle that is taken
//! away; beside them a place takes local searches.

mod told;

use std::sync::OnceLock;

use super::{Plan, Study, assess};
use crate::coverage::contrast::circle::is_in_circle;
use crate::coverage::{Cause, Standard, Standing};
use crate::ids::{DemandId, SiteId};
use crate::impedance::{ArcTimes, Charges};
use crate::network::Passage;
use crate::projection::{LonLat, distance};
use crate::reach::{Layers, Router, Walk};
use crate::snap::{FAR_M, Ground, SnapPoint, Unsnapped};
use crate::units::Metres;

pub use told::{Route, Stretch};

/// A place and its walks.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The place.
    pub at: Option<LonLat>,
    /// The demand point there, where one was asked for.
    pub demand: Option<DemandId>,
    /// Where it is attached to the streets, or why it is not.
    pub attached: Result<SnapPoint, Unsnapped>,
    /// What is told for each standard of the scenario, in its order.
    pub standards: Vec<StandardTold>,
}

/// How a place stands towards one standard.
#[derive(Debug, Clone, PartialEq)]
pub struct StandardTold {
    /// The kind and the time.
    pub standard: Standard,
    /// The walk to the nearest site that meets it; `None` where no path leads to any.
    pub route: Option<Route>,
    /// Whether that is near enough, and how sure it is.
    pub standing: Standing,
    /// Why it is not near enough; `None` where it is.
    pub why: Option<Cause>,
}

impl StandardTold {
    /// Whether the walk is within the standard.
    pub fn is_met(&self) -> bool {
        let within = self.standard.within;
        self.route
            .as_ref()
            .is_some_and(|route| route.time <= within)
    }
}

/// Explains one place after the other; what is the same for all of them is made once.
#[derive(Debug)]
pub struct Explainer<'a> {
    study: &'a Study,
    router: Router<'a>,
    charges: Charges<'a>,
    /// The attached sites that count for each standard.
    sites: Vec<Vec<(SiteId, SnapPoint)>>,
    /// The straight places of all of them, attached or not.
    places: Vec<Vec<LonLat>>,
    surely: OnceLock<Passage>,
    possibly: Passage,
    eased: OnceLock<Vec<Eased>>,
}

/// The walk without one obstacle.
#[derive(Debug)]
struct Eased {
    obstacle: Cause,
    /// Other times; `None` for those of the run.
    times: Option<ArcTimes>,
}

impl Study {
    /// Explains one place; for several, keep an [`Self::explainer`].
    pub fn explain(&self, at: LonLat) -> Explanation {
        self.explainer(None).place(at)
    }

    /// Gets ready to explain places, today or with a plan carried out.
    pub fn explainer(&self, plan: Option<&Plan>) -> Explainer<'_> {
        let standards = self.scenario.standards.iter();
        let counting: Vec<Vec<SiteId>> = standards
            .map(|standard| self.counting_for(standard, plan))
            .collect();
        let attached = |site: &SiteId| Some((*site, self.snapped.sites[*site].ok()?));
        let straight = |site: &SiteId| self.places.sites[*site].at;
        Explainer {
            study: self,
            router: Router::over(self.layers()),
            charges: Charges::of(
                &self.network,
                &self.scenario.walk,
                self.slopes.as_deref(),
                &self.edits,
            ),
            sites: counting
                .iter()
                .map(|sites| sites.iter().filter_map(attached).collect())
                .collect(),
            places: counting
                .iter()
                .map(|sites| sites.iter().filter_map(straight).collect())
                .collect(),
            surely: OnceLock::new(),
            possibly: Passage::possibly(),
            eased: OnceLock::new(),
        }
    }

    /// The streets and walls on which places are attached.
    pub fn ground(&self) -> Ground<'_> {
        Ground::walled(&self.network, &self.index, &self.compounds, &self.passage)
    }
}

impl Explainer<'_> {
    /// Explains any place, attached as a home there would be.
    pub fn place(&self, at: LonLat) -> Explanation {
        self.attached(Some(at), self.study.ground().snap(at), None)
    }

    /// Explains a demand point of the scenario.
    pub fn home(&self, demand: DemandId) -> Explanation {
        let at = self.study.places.demand[demand].at;
        self.attached(at, self.study.snapped.demand[demand], Some(demand))
    }

    fn attached(
        &self,
        at: Option<LonLat>,
        attached: Result<SnapPoint, Unsnapped>,
        demand: Option<DemandId>,
    ) -> Explanation {
        let walks: Vec<Option<Walk>> = match &attached {
            Ok(from) => self.walks(&self.router, from),
            Err(_) => vec![None; self.sites.len()],
        };
        let standards = self.study.scenario.standards.iter();
        let told = standards.zip(&walks).map(|(standard, walk)| StandardTold {
            standard: standard.clone(),
            route: walk.as_ref().map(|walk| self.route(at, walk)),
            standing: Standing::No,
            why: None,
        });
        let mut explanation = Explanation {
            at,
            demand,
            attached,
            standards: told.collect(),
        };
        self.find_standings(&mut explanation, &walks);
        self.find_reasons(&mut explanation);
        explanation
    }

    /// The walk to the nearest site of every standard.
    fn walks(&self, router: &Router<'_>, from: &SnapPoint) -> Vec<Option<Walk>> {
        self.sites
            .iter()
            .map(|sites| router.nearest(from, sites))
            .collect()
    }

    /// Says how sure it is that standards are met, as the band of a run does.
    fn find_standings(&self, told: &mut Explanation, walks: &[Option<Walk>]) {
        let Ok(from) = told.attached else { return };
        let study = self.study;
        let is_vague = |at: &SnapPoint| at.gap > Metres::new(FAR_M);
        let sure_sites = |sites: &[(SiteId, SnapPoint)]| -> Vec<(SiteId, SnapPoint)> {
            sites
                .iter()
                .filter(|(_, at)| !is_vague(at))
                .copied()
                .collect()
        };
        let keeps = study.scenario.walk.keeps_to_passage();
        let over = |passage| Router::over(Layers::of(&study.network, &study.times, Some(passage)));
        let any = |is_met: bool| told.standards.iter().any(|s| s.is_met() == is_met);
        // Whoever is covered is asked whether surely, and nobody else is.
        let closed = (keeps && any(true)).then(|| {
            let surely = || Passage::surely(&study.network, &study.compounds);
            over(self.surely.get_or_init(surely))
        });
        let open = (keeps && any(false)).then(|| over(&self.possibly));
        for (number, standard) in told.standards.iter_mut().enumerate() {
            let within = standard.standard.within;
            let is_near = |walk: &Option<Walk>| walk.as_ref().is_some_and(|w| w.time <= within);
            let reported = is_near(&walks[number]);
            let sites = &self.sites[number];
            let by = |router: &Option<Router<'_>>, sites: &[(SiteId, SnapPoint)]| {
                let router = router.as_ref().unwrap_or(&self.router);
                is_near(&router.nearest(&from, sites))
            };
            let closed = reported && by(&closed, &sure_sites(sites));
            let open = reported || by(&open, sites);
            standard.standing = if reported && closed && !is_vague(&from) {
                Standing::Sure
            } else if reported || open {
                Standing::Possible
            } else {
                Standing::No
            };
        }
    }

    /// Says why standards are not met.
    fn find_reasons(&self, told: &mut Explanation) {
        let unmet: Vec<usize> = (0..told.standards.len())
            .filter(|number| !told.standards[*number].is_met())
            .collect();
        let Ok(from) = told.attached else {
            for standard in &mut told.standards {
                standard.why = Some(Cause::Unsnapped);
            }
            return;
        };
        if unmet.is_empty() {
            return;
        }
        for eased in self.eased.get_or_init(|| self.obstacles()) {
            let router = Router::over(self.layers_without(eased));
            for number in &unmet {
                let standard = &mut told.standards[*number];
                if standard.why.is_none() {
                    let walk = router.nearest(&from, &self.sites[*number]);
                    let helps = walk.is_some_and(|walk| walk.time <= standard.standard.within);
                    standard.why = helps.then_some(eased.obstacle);
                }
            }
        }
        for number in unmet {
            let straight = told.at.and_then(|at| self.straight(at, number));
            let standard = &mut told.standards[number];
            let speed = self.study.scenario.walk.speed;
            let reach = speed.distance_in(standard.standard.within);
            let last = match &standard.route {
                None => Cause::Unreachable,
                Some(_) if is_in_circle(straight, reach) => Cause::Detour,
                Some(_) => Cause::NoSiteNear,
            };
            standard.why.get_or_insert(last);
        }
    }

    /// The straight distance to the nearest site of a standard.
    fn straight(&self, at: LonLat, number: usize) -> Option<Metres> {
        let sites = self.places[number].iter();
        let metres = sites.map(|site| distance(at, *site).metres());
        metres.min_by(f64::total_cmp).map(Metres::new)
    }

    /// The obstacles that may be taken away, in the order in which the gaps of a run try them.
    fn obstacles(&self) -> Vec<Eased> {
        let study = self.study;
        let eased = |obstacle, times| Eased {
            obstacle,
            times: Some(times),
        };
        let slope = study.flat_times();
        let stairs = assess::without_stairs(&study.scenario.walk);
        let stairs = stairs.map(|walk| study.times_on(&walk, study.slopes.as_deref()));
        let has_gates = study.scenario.walk.keeps_to_passage() && study.passage.areas() > 0;
        let gates = has_gates.then_some(Eased {
            obstacle: Cause::Gate,
            times: None,
        });
        let mut all = Vec::new();
        all.extend(slope.map(|times| eased(Cause::Slope, times)));
        all.extend(stairs.map(|times| eased(Cause::Stairs, times)));
        all.extend(gates);
        all
    }

    fn layers_without<'e>(&'e self, eased: &'e Eased) -> Layers<'e> {
        match &eased.times {
            Some(times) => self.study.layers_with(times),
            None => Layers::of(&self.study.network, &self.study.times, None),
        }
    }
}
