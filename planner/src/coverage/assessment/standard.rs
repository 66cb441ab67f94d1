//! Everything that is told of one standard.

use crate::ids::{DemandId, SiteId};
use crate::places::{Eligible, Places};
use crate::reach::SEVERAL;
use crate::rule::Columns as _;
use crate::units::{Metres, Seniors, WalkTime};

use super::super::access::{
    AccessScores, Crowding, Decay, Patience, Shape, Waiting, floating, waiting,
};
use super::super::capacity::{Participation, Service, assign};
use super::super::contrast::circle::StraightTable;
use super::super::contrast::{
    Boundary, CircleAudit, Failure, UnitCoverage, boundary, by_unit, circle_audit, failures,
    seats_at_home, straight_distances,
};
use super::super::market::Market;
use super::super::{KindCoverage, PersonTime, SHORTFALL_CAP, Shortfall};
use super::Basis;
use super::choice::{Choice, choices};
use super::score::{AccessMethod, Score};

/// Everything that is told of one standard.
#[derive(Debug, Clone, PartialEq)]
pub struct StandardAssessed {
    /// The sites that count, ascending.
    pub sites: Vec<SiteId>,
    /// How far people are from the standard.
    pub shortfall: Shortfall,
    /// Minutes walked beyond the standard.
    pub excess: PersonTime,
    /// First, second and third nearest site.
    pub choices: [Choice; SEVERAL],
    /// Whether there is a seat, for each participation; empty where no capacity is known.
    pub services: Vec<Service>,
    /// Sites that serve fewer people than they should, everybody going to the nearest.
    pub below_min_load: Vec<SiteId>,
    /// Access by each method.
    pub access: Vec<Score>,
    /// How crowded each site is.
    pub crowding: Crowding,
    /// What a visit costs when nobody gains by going elsewhere.
    pub waiting: Waiting,
    /// Circles against the walk.
    pub audit: Vec<CircleAudit>,
    /// The straight distance of each demand point to the nearest site, up to the largest radius.
    pub straight: StraightTable,
    /// Own street against any.
    pub boundary: Boundary,
    /// Those who would find a seat in their own street alone, at the middle participation; `None` where no capacity is
    /// known or there are no districts.
    pub seats_at_home: Option<Seniors>,
    /// How many districts of each level have a site at all; empty without districts.
    pub units: Vec<UnitCoverage>,
    /// What the closing of each site does, at the middle participation.
    pub failures: Vec<Failure>,
}

impl StandardAssessed {
    /// Tells everything of one standard and the sites that count for it.
    pub fn of(kind: &KindCoverage, number: usize, basis: &Basis<'_>) -> Self {
        let (matrix, speed) = basis.ways[number];
        let sites = &basis.sites[number];
        let places = basis.places;
        let people = || {
            let homes = places.demand.ids();
            homes.map(|id| kind.people(id, places)).collect()
        };
        let within = kind.standard.within;
        let market = Market::of(matrix, sites, within, people());
        let seats = Seats::of(kind, &market, basis);
        let radii = &basis.settings.audit.radii;
        let farthest = radii
            .iter()
            .copied()
            .fold(Metres::ZERO, |a, b| if b > a { b } else { a });
        let straight = straight_distances(places, sites, farthest);
        let catchment = basis.settings.access.within;
        let catchment = catchment.unwrap_or(within).min(matrix.cutoff());
        let wider;
        let access_market = if catchment == within {
            &market
        } else {
            wider = Market::of(matrix, sites, catchment, people());
            &wider
        };
        let access = Access::of(access_market, catchment, kind, basis);
        Self {
            shortfall: Shortfall::of(kind.walks(places), within, SHORTFALL_CAP),
            excess: kind.excess(places),
            choices: choices(kind, &basis.several[number], places),
            services: seats.services,
            seats_at_home: seats.at_home,
            below_min_load: below_min_load(kind, sites, basis),
            access: access.scores,
            crowding: access.crowding,
            waiting: access.waiting,
            audit: circle_audit(kind, &straight, places, speed, radii),
            straight,
            boundary: boundary(&market, places, |district| places.street(district)),
            units: by_unit(places, sites),
            failures: seats.failures,
            sites: sites.clone(),
        }
    }

    /// Access by the scenario's own decay.
    pub fn decayed(&self) -> Option<&Score> {
        let mut scores = self.access.iter();
        scores.find(|score| score.method == AccessMethod::Decayed)
    }

    /// The service under the middle participation, where capacities are known.
    pub fn middle_service(&self) -> Option<&Service> {
        self.services.get(self.services.len() / 2)
    }
}

/// What capacities do.
struct Seats {
    services: Vec<Service>,
    failures: Vec<Failure>,
    at_home: Option<Seniors>,
}

impl Seats {
    /// Who finds room under each participation, and under the middle one what closing a site does and who finds room in
    /// their own street.
    fn of(kind: &KindCoverage, market: &Market, basis: &Basis<'_>) -> Self {
        let (places, demand) = (basis.places, &basis.settings.demand);
        let with = |percent: f64| Participation {
            percent,
            sittings: demand.sittings,
        };
        let middle = demand.participation_pct.get(demand.middle()).copied();
        let capacities = with(middle.unwrap_or(100.0)).all_carried(market, places);
        let assignment = assign(market, &capacities);
        let failures = failures(market, &capacities, &assignment);
        if capacities.iter().all(Option::is_none) {
            return Self {
                services: Vec::new(),
                failures,
                at_home: None,
            };
        }
        let service = |(number, percent): (usize, &f64)| {
            if number == demand.middle() {
                // What closing a site does starts from the same.
                return Service::given(kind, market, with(*percent), (&capacities, &assignment));
            }
            Service::of(kind, market, places, with(*percent))
        };
        let services = demand.participation_pct.iter().enumerate().map(service);
        let street = |district| places.street(district);
        let has_streets = !places.districts.is_empty();
        Self {
            services: services.collect(),
            failures,
            at_home: has_streets.then(|| seats_at_home(market, places, &capacities, street)),
        }
    }
}

/// Sites that serve fewer than they should when everybody goes to the nearest.
fn below_min_load(kind: &KindCoverage, sites: &[SiteId], basis: &Basis<'_>) -> Vec<SiteId> {
    let loads = kind.catchments(basis.places);
    let least = basis.settings.demand.min_load;
    let load = |site: &SiteId| loads.get(site).map_or(Seniors::ZERO, |c| c.load);
    sites
        .iter()
        .copied()
        .filter(|site| load(site) < least)
        .collect()
}

/// Access by every method.
struct Access {
    scores: Vec<Score>,
    crowding: Crowding,
    waiting: Waiting,
}

impl Access {
    fn of(market: &Market, catchment: WalkTime, kind: &KindCoverage, basis: &Basis<'_>) -> Self {
        let (places, settings) = (basis.places, &basis.settings.access);
        let supply = supply(market, places);
        let deprivation = settings
            .deprivation
            .as_deref()
            .and_then(|c| deprivation(kind, places, c));
        let own = Decay {
            shape: settings.shape.clone(),
            within: catchment,
        };
        let zones = match &settings.shape {
            Shape::Zones(_) => own.clone(),
            _ => Decay::slow_zones(catchment),
        };
        let binary = Decay::binary(catchment);
        let summed = |method, found: AccessScores| {
            Score::of(method, found.scores, market, deprivation.as_deref())
        };
        let scores = vec![
            summed(
                AccessMethod::TwoStep,
                floating::two_step(market, &supply, &binary),
            ),
            summed(
                AccessMethod::Enhanced,
                floating::two_step(market, &supply, &zones),
            ),
            summed(
                AccessMethod::Decayed,
                floating::two_step(market, &supply, &own),
            ),
            summed(
                AccessMethod::Modified,
                floating::modified(market, &supply, &own),
            ),
            summed(
                AccessMethod::ThreeStep,
                floating::three_step(market, &supply, &own),
            ),
            summed(
                AccessMethod::Availability,
                floating::availability(market, &supply, &own, 1.0),
            ),
        ];
        Self {
            scores,
            crowding: floating::crowding(market, &supply, &own),
            waiting: waiting(market, &supply, &Patience::default()),
        }
    }
}

/// What each site offers: its capacity, else the mean of those that are known, else 1.
fn supply(market: &Market, places: &Places) -> Vec<f64> {
    let known = |site: &SiteId| places.sites[*site].capacity;
    let mut all: Vec<f64> = market.sites().iter().filter_map(known).collect();
    all.sort_by(f64::total_cmp);
    let mean = if all.is_empty() {
        1.0
    } else {
        all.iter().sum::<f64>() / all.len() as f64
    };
    market
        .sites()
        .iter()
        .map(|site| known(site).unwrap_or(mean))
        .collect()
}

/// Those whom a standard is for with a number in a column: where they live, the number, how many they are.
fn deprivation(
    kind: &KindCoverage,
    places: &Places,
    column: &str,
) -> Option<Vec<(DemandId, f64, u64)>> {
    let column = places.column(column)?;
    let rows = places.seniors.iter().enumerate();
    let ranked = rows.filter(|(_, row)| row.eligible == Eligible::Yes && kind.is_for(row.home));
    Some(
        ranked
            .filter_map(|(number, row)| {
                let value = column.number(column.value(number)?)?;
                Some((row.home, value, row.count.count()))
            })
            .collect(),
    )
}
