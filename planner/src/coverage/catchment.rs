//! Whom each site serves: everybody within the standard, and those for whom it is the nearest.
//!
//! Load is counted against no capacity here: a site may serve more people than it can.

use std::collections::BTreeMap;

use crate::ids::SiteId;
use crate::places::Places;
use crate::reach::ReachMatrix;
use crate::units::Seniors;

use super::{KindCoverage, Nearest};

/// Whom one site serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Catchment {
    /// Those whom the standard is for and whose nearest site of the kind it is, within the standard.
    pub load: Seniors,
    walked_millis: u128,
}

impl Catchment {
    /// How long those whom it serves walk on average, in seconds; `None` where it serves nobody.
    pub fn mean_s(&self) -> Option<f64> {
        (self.load > Seniors::ZERO)
            .then(|| self.walked_millis as f64 / self.load.count() as f64 / 1000.0)
    }
}

impl KindCoverage {
    /// Whom each site serves that is the nearest to anybody within the standard; loads sum to the covered.
    pub fn catchments(&self, places: &Places) -> BTreeMap<SiteId, Catchment> {
        let mut sites: BTreeMap<SiteId, Catchment> = BTreeMap::new();
        for (nearest, people) in self.walks(places) {
            if let Nearest::Site(site, time) = nearest
                && time <= self.standard.within
                && people > Seniors::ZERO
            {
                let catchment = sites.entry(site).or_default();
                catchment.load += people;
                catchment.walked_millis += u128::from(time.millis()) * u128::from(people.count());
            }
        }
        sites
    }
}

/// Those whom a standard is for within its time of a site, whether or not another site is nearer.
///
/// `None` when the matrix was searched less far.
pub fn seniors_within(
    site: SiteId,
    kind: &KindCoverage,
    matrix: &ReachMatrix,
    places: &Places,
) -> Option<Seniors> {
    let within = kind.standard.within;
    (within <= matrix.cutoff()).then(|| {
        matrix
            .of_site(site)
            .filter(|(_, time)| *time <= within)
            .map(|(demand, _)| kind.people(demand, places))
            .sum()
    })
}
