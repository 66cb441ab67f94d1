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
//! 3. Where the walk is too long, the obstacles are taken away one by one as for the gaps of a run: slopes, stairs, kerbs
//!    (for wheelchairs), gates and private ways. The first without which the walk is short enough is the reason.
//!
//! # Complexity
//!
//! Making an [`Explainer`] is linear in the network, and so are each reading of the map and each obstacle that is taken
//! away; beside them a place takes local searches.

mod barred;
mod told;

use std::borrow::Cow;
use std::sync::OnceLock;

use super::{Plan, Study, Walkers, assess};
use crate::coverage::contrast::circle::is_in_circle;
use crate::coverage::{Cause, Standard, Standing};
use crate::ids::{DemandId, Id as _, SiteId};
use crate::impedance::doubt::has_doubts;
use crate::impedance::{ArcTimes, Charges, Reading, Travel, WalkProfile};
use crate::network::Passage;
use crate::projection::{LonLat, distance};
use crate::reach::{Layers, Router, Walk};
use crate::snap::{FAR_M, Ground, SnapPoint, Unsnapped};
use crate::units::{Metres, WalkSpeed, WalkTime};

use barred::Combined;
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
    /// Whether it is for the eligible people of the home; of a place without anybody it is told as if it were.
    pub applies: bool,
    /// The name of the profile of who walks.
    pub profile: String,
    /// Their speed on the flat.
    pub speed: WalkSpeed,
    /// The longest walk of the profile, however short it takes.
    pub cap: Option<Metres>,
    /// The walk to the nearest site that meets it; `None` where no path leads to any.
    pub route: Option<Route>,
    /// Whether that is near enough, and how sure it is.
    pub standing: Standing,
    /// Why it is not near enough; `None` where it is.
    pub why: Option<Cause>,
    /// Where no path leads to any site, the fewest obstacles without which one would, however long.
    pub barred_by: Vec<Cause>,
}

impl StandardTold {
    /// Whether the walk is within the standard.
    pub fn is_met(&self) -> bool {
        let within = self.standard.within;
        let route = self.route.as_ref();
        route.is_some_and(|route| route.time <= within && !route.is_too_long)
    }

    /// The longest walk of the profile, where the walk that is told is longer.
    pub fn surpassed_cap(&self) -> Option<Metres> {
        let length = self.route.as_ref()?.length;
        self.cap.filter(|cap| length > *cap)
    }
}

/// Explains one place after the other; what is the same for all of them is made once.
#[derive(Debug)]
pub struct Explainer<'a> {
    study: &'a Study,
    /// For all walkers of the study, and each of their paces, what explains their walks; made when it is first asked for.
    guides: Vec<Vec<OnceLock<Guide<'a>>>>,
    /// The attached sites that count for each standard.
    sites: Vec<Vec<(SiteId, SnapPoint)>>,
    /// The straight places of all of them, attached or not.
    places: Vec<Vec<LonLat>>,
    surely: OnceLock<Passage>,
    possibly: Passage,
    eased: OnceLock<Vec<Eased>>,
    combined: OnceLock<Vec<Combined>>,
}

/// What explains the walks of one kind of people at one pace.
#[derive(Debug)]
struct Guide<'a> {
    router: Router<'a>,
    charges: Charges<'a>,
}

/// The walk without one obstacle.
#[derive(Debug)]
struct Eased {
    obstacle: Cause,
    /// Other times of all walkers at each of their paces; `None` for those of the run.
    times: Option<Vec<Vec<ArcTimes>>>,
}

/// Who walks for a standard from one home: their position among the walkers of the study, and their pace.
type Who = (usize, usize);

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
        let straight = |site: &SiteId| self.places.sites[*site].at;
        let attached = |(standard, sites): (&Standard, &Vec<SiteId>)| {
            let snapped = &self.walkers_of(standard).snapped;
            let attached = |site: &SiteId| Some((*site, snapped.sites[*site].ok()?));
            sites.iter().filter_map(attached).collect()
        };
        Explainer {
            study: self,
            guides: self.walkers.iter().map(unmade).collect(),
            sites: self
                .scenario
                .standards
                .iter()
                .zip(&counting)
                .map(attached)
                .collect(),
            places: counting
                .iter()
                .map(|sites| sites.iter().filter_map(straight).collect())
                .collect(),
            surely: OnceLock::new(),
            possibly: Passage::possibly(),
            eased: OnceLock::new(),
            combined: OnceLock::new(),
        }
    }

    /// Whether somebody of the scenario is in a wheelchair.
    pub(super) fn has_wheelchairs(&self) -> bool {
        let mut walkers = self.walkers.iter();
        walkers.any(|w| w.profile.travel == Travel::Wheelchair)
    }

    /// What explains the walks of some walkers at one of their paces.
    fn guide(&self, (number, pace): Who) -> Guide<'_> {
        let walkers = &self.walkers[number];
        let passage = self.land().passage_of(&walkers.profile);
        let speed = walkers.profile.paces()[pace];
        Guide {
            router: Router::over(Layers::of(&self.network, &walkers.times[pace], passage)),
            charges: Charges::of(
                &self.network,
                walkers.profile.at(speed),
                self.slopes.as_deref(),
                &self.edits,
            ),
        }
    }

    /// The streets and walls on which places are attached for the scenario's walkers.
    pub fn ground(&self) -> Ground<'_> {
        self.ground_of(&self.walkers[0])
    }

    pub(super) fn ground_of<'a>(&'a self, walkers: &'a Walkers) -> Ground<'a> {
        let ground = Ground::walled(&self.network, &self.index, &self.compounds, &self.passage);
        ground.open_to(walkers.open.as_deref(), walkers.profile.travel)
    }
}

/// Room for what explains the walks of some walkers.
fn unmade<'a>(walkers: &Walkers) -> Vec<OnceLock<Guide<'a>>> {
    walkers.times.iter().map(|_| OnceLock::new()).collect()
}

impl Explainer<'_> {
    /// Explains any place, attached as a home there would be, to somebody whose age is not known.
    pub fn place(&self, at: LonLat) -> Explanation {
        let attached = |walkers| self.study.ground_of(walkers).snap(at);
        let attached: Vec<_> = self.study.walkers.iter().map(attached).collect();
        self.attached(Some(at), &attached, None)
    }

    /// Explains a demand point of the scenario.
    pub fn home(&self, demand: DemandId) -> Explanation {
        let at = self.study.places.demand[demand].at;
        let walkers = self.study.walkers.iter();
        let attached: Vec<_> = walkers.map(|w| w.snapped.demand[demand]).collect();
        self.attached(at, &attached, Some(demand))
    }

    fn attached(
        &self,
        at: Option<LonLat>,
        attached: &[Result<SnapPoint, Unsnapped>],
        demand: Option<DemandId>,
    ) -> Explanation {
        let standards = self.study.scenario.standards.iter().enumerate();
        let told = standards.map(|(number, standard)| {
            let who = self.who(standard, demand);
            let from = attached[who.0].ok();
            let walk = from.and_then(|from| self.walk(self.router(who), &from, number));
            let profile = &self.study.walkers[who.0].profile;
            StandardTold {
                standard: standard.clone(),
                applies: demand.is_none_or(|home| {
                    let audience = self.study.places.audience(&standard.kind);
                    audience.is_none_or(|includes| includes[home.index()])
                }),
                profile: profile.name.clone(),
                speed: profile.paces()[who.1],
                cap: profile.cap,
                route: walk.as_ref().map(|walk| self.route(at, who, walk)),
                standing: from.map_or(Standing::No, |from| {
                    self.standing(number, who, &from, walk.as_ref())
                }),
                why: None,
                barred_by: Vec::new(),
            }
        });
        let mut explanation = Explanation {
            at,
            demand,
            attached: attached[0],
            standards: told.collect(),
        };
        self.find_reasons(&mut explanation, attached);
        explanation
    }

    /// How long a place that was explained is from one site for a standard; `None` where it is not within reach.
    pub(super) fn time_to(
        &self,
        told: &Explanation,
        number: usize,
        site: SiteId,
    ) -> Option<WalkTime> {
        let who = self.who(&told.standards[number].standard, told.demand);
        let walkers = &self.study.walkers[who.0];
        let from = match told.demand {
            Some(home) => walkers.snapped.demand[home],
            None => self.study.ground_of(walkers).snap(told.at?),
        };
        let sites = [(site, walkers.snapped.sites[site].ok()?)];
        let walk = self.router(who).nearest(&from.ok()?, &sites);
        walk.filter(|walk| !walk.is_too_long).map(|walk| walk.time)
    }

    /// Who walks for a standard from a home, or from any place.
    fn who(&self, standard: &Standard, demand: Option<DemandId>) -> Who {
        let walkers = self.study.number_of(standard);
        let paces = &self.study.places.paces;
        let pace = demand.and_then(|demand| paces.get(demand.index()).copied());
        let pace = pace.map_or(0, usize::from);
        (walkers, pace.min(self.guides[walkers].len() - 1))
    }

    fn guide(&self, who: Who) -> &Guide<'_> {
        let (walkers, pace) = who;
        self.guides[walkers][pace].get_or_init(|| self.study.guide(who))
    }

    fn router(&self, who: Who) -> &Router<'_> {
        &self.guide(who).router
    }

    /// The walk to the nearest site of a standard.
    fn walk(&self, router: &Router<'_>, from: &SnapPoint, number: usize) -> Option<Walk> {
        router.nearest(from, &self.sites[number])
    }

    /// Says how sure it is that a standard is met, as the band of a run does.
    fn standing(&self, number: usize, who: Who, from: &SnapPoint, walk: Option<&Walk>) -> Standing {
        let study = self.study;
        let within = study.scenario.standards[number].within;
        let is_near = |walk: Option<&Walk>| walk.is_some_and(|w| w.is_within(within));
        let is_vague = |at: &SnapPoint| at.gap > Metres::new(FAR_M);
        let keeps = study.walkers[who.0].profile.keeps_to_passage();
        let sure: Vec<(SiteId, SnapPoint)> = self.sites[number]
            .iter()
            .filter(|(_, at)| !is_vague(at))
            .copied()
            .collect();
        if !is_near(walk) {
            let is_possible = keeps && {
                let times = self.read(who, Reading::Hopeful);
                let open = Layers::of(&study.network, &times, Some(&self.possibly));
                is_near(
                    Router::over(open)
                        .nearest(from, &self.sites[number])
                        .as_ref(),
                )
            };
            return if is_possible {
                Standing::Possible
            } else {
                Standing::No
            };
        }
        let closed = if keeps {
            let surely = || Passage::surely(&study.network, &study.compounds);
            let times = self.read(who, Reading::Fearful);
            let layers = Layers::of(
                &study.network,
                &times,
                Some(self.surely.get_or_init(surely)),
            );
            Router::over(layers).nearest(from, &sure)
        } else {
            self.router(who).nearest(from, &sure)
        };
        if is_near(closed.as_ref()) && !is_vague(from) {
            Standing::Sure
        } else {
            Standing::Possible
        }
    }

    /// The times of somebody where what the map leaves open is read in some way.
    fn read(&self, (walkers, pace): Who, reading: Reading) -> Cow<'_, ArcTimes> {
        let study = self.study;
        let walkers = &study.walkers[walkers];
        if !has_doubts(&study.network, walkers.profile.travel) {
            return Cow::Borrowed(&walkers.times[pace]);
        }
        let land = study.land();
        let mut times = land.times_read(&walkers.profile, land.slopes, reading);
        Cow::Owned(times.swap_remove(pace))
    }

    /// Says why standards are not met.
    fn find_reasons(&self, told: &mut Explanation, attached: &[Result<SnapPoint, Unsnapped>]) {
        let unmet: Vec<usize> = (0..told.standards.len())
            .filter(|number| !told.standards[*number].is_met())
            .collect();
        for number in unmet {
            let who = self.who(&told.standards[number].standard, told.demand);
            told.standards[number].why = Some(match &attached[who.0] {
                Err(_) => Cause::Unsnapped,
                Ok(from) => self.reason(told, number, (who, from)),
            });
            if let (None, Ok(from)) = (&told.standards[number].route, &attached[who.0]) {
                told.standards[number].barred_by = self.barred_by(number, (who, from));
            }
        }
    }

    /// Why a standard is not met from where somebody is attached.
    fn reason(&self, told: &Explanation, number: usize, (who, from): (Who, &SnapPoint)) -> Cause {
        let within = told.standards[number].standard.within;
        for eased in self.eased.get_or_init(|| self.obstacles()) {
            let router = Router::over(self.layers_without(eased, who));
            let walk = self.walk(&router, from, number);
            if walk.is_some_and(|walk| walk.is_within(within)) {
                return eased.obstacle;
            }
        }
        let straight = told.at.and_then(|at| self.straight(at, number));
        let reach = self.study.walkers[who.0].profile.speed.distance_in(within);
        match &told.standards[number].route {
            None => Cause::Unreachable,
            Some(_) if is_in_circle(straight, reach) => Cause::Detour,
            Some(_) => Cause::NoSiteNear,
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
        let land = study.land();
        let all_times = |change: &dyn Fn(&WalkProfile) -> WalkProfile, slopes| {
            let walkers = study.walkers.iter();
            walkers
                .map(|w| land.times(&change(&w.profile), slopes))
                .collect()
        };
        let eased = |obstacle, times| Eased { obstacle, times };
        let mut all = Vec::new();
        let rolls = study.has_wheelchairs();
        if rolls {
            let times = all_times(&assess::without_gradients, land.slopes);
            all.push(eased(Cause::Slope, Some(times)));
        } else if study.slopes.is_some() {
            let times = all_times(&WalkProfile::clone, None);
            all.push(eased(Cause::Slope, Some(times)));
        }
        if study.walkers.iter().any(|w| w.profile.delays.is_some()) {
            let times = all_times(&assess::without_stairs, land.slopes);
            all.push(eased(Cause::Stairs, Some(times)));
        }
        if rolls {
            let times = all_times(&assess::without_kerbs, land.slopes);
            all.push(eased(Cause::Kerb, Some(times)));
        }
        if study.scenario.walk.keeps_to_passage() && study.passage.areas() > 0 {
            all.push(eased(Cause::Gate, None));
        }
        all
    }

    fn layers_without<'e>(&'e self, eased: &'e Eased, (number, pace): Who) -> Layers<'e> {
        let study = self.study;
        let walkers = &study.walkers[number];
        let passage = study.land().passage_of(&walkers.profile);
        match &eased.times {
            Some(times) => Layers::of(&study.network, &times[number][pace], passage),
            None => Layers::of(&study.network, &walkers.times[pace], None),
        }
    }
}
