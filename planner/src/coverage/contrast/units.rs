//! Coverage by unit: how many streets have a site at all, which is what is announced, beside how many people reach one.
//!
//! A district has a site when one stands in it or in a part of it; who lives near it is not asked. A site outside every
//! district is in no unit. Districts without people count: they are units all the same.

use std::collections::BTreeSet;

use crate::ids::SiteId;
use crate::places::Places;

/// How many districts of one level have a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitCoverage {
    /// The level, as the scenario calls it.
    pub level: String,
    /// All districts of the level.
    pub districts: usize,
    /// Those with at least one site.
    pub with_site: usize,
}

impl UnitCoverage {
    /// The share of districts that have a site, from 0 to 1; 0 where there is no district.
    pub fn share(&self) -> f64 {
        self.with_site as f64 / self.districts.max(1) as f64
    }
}

/// Counts the districts of every level that have at least one of some sites, the coarsest level first.
pub fn by_unit(places: &Places, sites: &[SiteId]) -> Vec<UnitCoverage> {
    let one = |level: &String| {
        let all = places.districts.iter().filter(|d| d.level == *level);
        let home = |site: &SiteId| places.ancestor(places.sites[*site].district?, level);
        let reached: BTreeSet<_> = sites.iter().filter_map(home).collect();
        UnitCoverage {
            level: level.clone(),
            districts: all.count(),
            with_site: reached.len(),
        }
    };
    places.levels.iter().map(one).collect()
}
