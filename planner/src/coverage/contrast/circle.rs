//! The circle audit: who is within a straight line of a site, and who is within the same metres on foot.
//!
//! Many offices draw a circle of 1,000 m around each site and call everybody inside covered. Person by person, this
//! tells who of them walks no farther than the radius, who is within the standard, and who is neither.
//!
//! # Method
//!
//! 1. For each demand point the straight distance to the nearest site that counts, exact up to the largest radius: sites
//!    are sorted by latitude, and only those in the band of the radius are measured.
//! 2. A walk of `t` at a flat speed `v` is `v t` metres long at most; who walks no more than the radius in that sense is
//!    inside the circle, because no path is shorter than the straight line.
//!
//! # Complexity
//!
//! O(n × sites in the band).
//!
//! # Invariants
//!
//! The four corners of every [`Crossed`] sum to all whom the standard is for; at equal metres nobody is covered on foot and outside
//! the circle, unless a profile walks downhill faster than on the flat.

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use crate::ids::{DemandId, Id as _, SiteId, Table};
use crate::places::Places;
use crate::projection::{LonLat, distance};
use crate::units::{Metres, Seniors, WalkSpeed, WalkTime};

use super::super::{KindCoverage, Nearest};

/// The straight distance from each demand point to the nearest site that counts; `None` beyond what was looked at.
pub type StraightTable = Table<DemandId, Option<Metres>>;

/// One radius of an audit.
#[derive(Debug, Clone, PartialEq)]
pub struct CircleAudit {
    /// The radius of the circle.
    pub radius: Metres,
    /// How long walking the radius takes on the flat.
    pub walk: WalkTime,
    /// Circle against walking the same metres.
    pub same_metres: Crossed,
    /// Circle against the standard.
    pub standard: Crossed,
}

/// Eligible seniors by whether they are in the circle and whether they are covered on foot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Crossed {
    /// In the circle and covered on foot.
    pub both: Seniors,
    /// In the circle, and not covered on foot: those whom the circle promises too much.
    pub circle_only: Seniors,
    /// Covered on foot, and outside the circle.
    pub walk_only: Seniors,
    /// Neither.
    pub neither: Seniors,
}

impl Crossed {
    /// Counts people; the corner tells whether they are in the circle, and whether they are covered on foot.
    pub fn add(&mut self, corner: (bool, bool), people: Seniors) {
        match corner {
            (true, true) => self.both += people,
            (true, false) => self.circle_only += people,
            (false, true) => self.walk_only += people,
            (false, false) => self.neither += people,
        }
    }

    /// Everybody in the circle.
    pub fn circle(self) -> Seniors {
        self.both + self.circle_only
    }

    /// Everybody covered on foot.
    pub fn on_foot(self) -> Seniors {
        self.both + self.walk_only
    }

    /// Everybody.
    pub fn total(self) -> Seniors {
        self.circle() + self.walk_only + self.neither
    }
}

/// The straight distance of every demand point to the nearest of some sites, looked at up to a radius.
pub fn straight_distances(places: &Places, sites: &[SiteId], upto: Metres) -> StraightTable {
    let mut by_latitude: Vec<LonLat> = sites.iter().filter_map(|s| places.sites[*s].at).collect();
    by_latitude.sort_by(|a, b| a.lat_deg().total_cmp(&b.lat_deg()));
    // A degree of latitude is never shorter than 110.5 km.
    let band_deg = upto.metres() / 110_500.0;
    let nearest = |at: LonLat| {
        let from = by_latitude.partition_point(|s| s.lat_deg() < at.lat_deg() - band_deg);
        let band = by_latitude[from..].iter();
        band.take_while(|s| s.lat_deg() <= at.lat_deg() + band_deg)
            .map(|site| distance(at, *site))
            .filter(|metres| *metres <= upto)
            .min_by(|a, b| a.metres().total_cmp(&b.metres()))
    };
    (0..places.demand.len())
        .into_par_iter()
        .map(|index| {
            places.demand[DemandId::from_index(index)]
                .at
                .and_then(nearest)
        })
        .collect::<Vec<_>>()
        .into()
}

/// Sets circles of some radii against the walk; `straight` must reach as far as the largest radius.
pub fn circle_audit(
    kind: &KindCoverage,
    straight: &StraightTable,
    places: &Places,
    speed: WalkSpeed,
    radii: &[Metres],
) -> Vec<CircleAudit> {
    radii
        .iter()
        .map(|radius| {
            let walk = WalkTime::walking(*radius, speed);
            let mut audit = CircleAudit {
                radius: *radius,
                walk,
                same_metres: Crossed::default(),
                standard: Crossed::default(),
            };
            for id in places.demand.ids() {
                let people = kind.people(id, places);
                let in_circle = is_in_circle(straight[id], *radius);
                let time = match kind.nearest[id] {
                    Nearest::Site(_, time) => Some(time),
                    Nearest::TooLong(..) | Nearest::Unreachable | Nearest::Unsnapped => None,
                };
                let within = |limit| time.is_some_and(|time| time <= limit);
                audit.same_metres.add((in_circle, within(walk)), people);
                let standard = within(kind.standard.within);
                audit.standard.add((in_circle, standard), people);
            }
            audit
        })
        .collect()
}

/// Whether a straight distance is within a radius.
pub fn is_in_circle(straight: Option<Metres>, radius: Metres) -> bool {
    straight.is_some_and(|metres| metres <= radius)
}
