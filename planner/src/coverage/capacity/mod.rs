//! Whether there is a seat: who is served, who is near enough but finds the site full, and who is too far.
//!
//! Stands beside plain coverage and never changes it: served and full are together those who are covered.
//!
//! # Method
//!
//! Only some seniors take part (in the cities that measured it, 4 to 16 %). A site with 150 meals a sitting and two
//! sittings can then carry 300 / 10 % = 3,000 seniors: capacities become people, and nobody is split. [`assign`] then
//! serves as many people as capacities allow, with the least walking.
//!
//! A site whose capacity is not known is taken to have room for everybody, and counted.

pub mod assignment;
mod chains;
#[cfg(test)]
mod tests;

use crate::ids::{Id as _, SiteId};
use crate::places::{Places, Site};
use crate::units::Seniors;

use super::KindCoverage;
use super::market::Market;

pub use assignment::{Assignment, assign};

/// How many take part, and how often a seat is used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Participation {
    /// How many of a hundred seniors come on a day: above 0, at most 100.
    pub percent: f64,
    /// How many sittings a day: above 0.
    pub sittings: f64,
}

/// What capacities leave of coverage.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// Under what participation.
    pub participation: Participation,
    /// Seniors within the standard who find room.
    pub served: Seniors,
    /// Seniors within the standard for whom there is no room.
    pub full: Seniors,
    /// Seniors who are not within the standard, for whatever reason.
    pub out_of_reach: Seniors,
    /// How long those who are served walk on average, in seconds; `None` where nobody is.
    pub mean_s: Option<f64>,
    /// Every site that counts.
    pub sites: Vec<SiteService>,
    /// Seniors served at each demand point.
    pub served_at: Vec<Seniors>,
}

/// How full one site is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SiteService {
    /// The site.
    pub site: SiteId,
    /// How many seniors it can carry; `None` where its capacity is not known.
    pub capacity: Option<Seniors>,
    /// How many it serves.
    pub load: Seniors,
}

impl Participation {
    /// How many seniors a capacity a sitting can carry; rounded down.
    ///
    /// Computed in tenths of a thousandth, so that 150 meals at 4 % are 3,750 seniors and not one less.
    pub fn carried(self, capacity: f64) -> Seniors {
        let places = capacity.max(0.0) * self.sittings;
        let seniors = places * 100.0 / self.percent;
        Seniors::new((seniors + 1e-6).floor().clamp(0.0, 1e15) as u64)
    }

    /// How many seniors a site can carry; `None` where its capacity is not known.
    pub fn carried_by(self, site: &Site) -> Option<Seniors> {
        site.capacity.map(|capacity| self.carried(capacity))
    }

    /// The same for every site of a market.
    pub fn all_carried(self, market: &Market, places: &Places) -> Vec<Option<Seniors>> {
        let sites = market.sites().iter();
        sites
            .map(|site| self.carried_by(&places.sites[*site]))
            .collect()
    }
}

impl SiteService {
    /// The share of its capacity that is used; `None` where that is not known or nothing.
    pub fn utilisation(&self) -> Option<f64> {
        self.capacity
            .filter(|capacity| *capacity > Seniors::ZERO)
            .map(|capacity| self.load.share_of(capacity))
    }
}

impl Service {
    /// Shares out the capacities of the sites that a market holds; its people and walks must be those of the coverage.
    pub fn of(
        kind: &KindCoverage,
        market: &Market,
        places: &Places,
        participation: Participation,
    ) -> Self {
        let capacities = participation.all_carried(market, places);
        let assignment = assign(market, &capacities);
        Self::given(kind, market, participation, (&capacities, &assignment))
    }

    /// Tells who is served where the assignment under such capacities is known.
    pub fn given(
        kind: &KindCoverage,
        market: &Market,
        participation: Participation,
        (capacities, assignment): (&[Option<Seniors>], &Assignment),
    ) -> Self {
        let served: Seniors = assignment.served.iter().copied().sum();
        let sites = market.sites().iter().zip(capacities).zip(&assignment.loads);
        Self {
            participation,
            served,
            full: kind.tally.covered - served,
            out_of_reach: kind.tally.uncovered(),
            mean_s: (served > Seniors::ZERO)
                .then(|| assignment.walked_millis as f64 / served.count() as f64 / 1000.0),
            sites: sites
                .map(|((site, capacity), load)| SiteService {
                    site: *site,
                    capacity: *capacity,
                    load: *load,
                })
                .collect(),
            served_at: assignment.served.clone(),
        }
    }

    /// Sites whose capacity is not known.
    pub fn unlimited(&self) -> usize {
        self.sites.iter().filter(|s| s.capacity.is_none()).count()
    }

    /// Sites that serve as many as they can.
    pub fn full_sites(&self) -> usize {
        let full = |s: &&SiteService| s.capacity.is_some_and(|capacity| s.load >= capacity);
        self.sites.iter().filter(full).count()
    }

    /// How one site stands.
    pub fn site(&self, site: SiteId) -> Option<&SiteService> {
        let found = self
            .sites
            .binary_search_by_key(&site.index(), |s| s.site.index());
        found.ok().map(|position| &self.sites[position])
    }
}
