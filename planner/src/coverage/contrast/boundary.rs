//! The boundary effect: coverage if people used only the sites of their own street, against any site.
//!
//! Streets plan for themselves, people walk where it is near. The difference is what sharing across the line gives, and
//! the pairs of streets that give each other most are told by name.
//!
//! # Method
//!
//! For each demand point the sites within the standard, by the street that they stand in. Who reaches one of the own
//! street is covered without sharing; who reaches only others gains by sharing with each of those streets.
//!
//! With capacities ([`seats_at_home`]) those who would find room at sites of their own street alone are assigned as in
//! `capacity`, every street for itself: beside the served of the whole plan they tell what sharing seats gives.
//!
//! # Invariants
//!
//! Own coverage plus all gains is plain coverage, where a person who gains by several streets is counted once in the sum
//! and in every pair that would do.

use std::collections::BTreeMap;

use crate::ids::{DistrictId, Id as _, Table};
use crate::places::Places;
use crate::units::Seniors;

use super::super::capacity::assign;
use super::super::market::{Market, Pair};

/// What sharing across streets gives.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Boundary {
    /// Eligible seniors covered by a site of their own street.
    pub own: Seniors,
    /// Those covered by any site.
    pub any: Seniors,
    /// The same for each street.
    pub streets: Table<DistrictId, (Seniors, Seniors)>,
    /// Pairs of streets by what sharing gives, the largest first.
    pub pairs: Vec<Sharing>,
}

/// What two streets gain by sharing sites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sharing {
    /// The street that comes first in the file.
    pub first: DistrictId,
    /// The other.
    pub second: DistrictId,
    /// Seniors of the first whom only a site of another street covers, and one of the second does.
    pub first_gains: Seniors,
    /// Seniors of the second whom only a site of another street covers, and one of the first does.
    pub second_gains: Seniors,
}

impl Sharing {
    /// What both gain together.
    pub fn gain(&self) -> Seniors {
        self.first_gains + self.second_gains
    }
}

/// Those who find room if everybody uses only the sites of their own street; capacities are those of the market's sites.
///
/// Never more than find room anywhere.
pub fn seats_at_home(
    market: &Market,
    places: &Places,
    capacities: &[Option<Seniors>],
    street_of: impl Fn(DistrictId) -> Option<DistrictId>,
) -> Seniors {
    let street = |district: Option<DistrictId>| district.and_then(&street_of);
    let of_site: Vec<Option<DistrictId>> = (market.sites().iter())
        .map(|site| street(places.sites[*site].district))
        .collect();
    let rows = places.demand.iter().zip(market.rows());
    let own = rows.map(|(demand, (people, choices))| {
        let home = street(demand.district);
        let is_own = |pair: &&Pair| home.is_some() && of_site[pair.site as usize] == home;
        (people, choices.iter().filter(is_own).copied().collect())
    });
    let own = Market::from_rows(market.sites().to_vec(), own);
    assign(&own, capacities).served.iter().copied().sum()
}

/// Compares own sites with any; `street_of` tells the street of a district, which may lie in a smaller one.
///
/// Whoever lives in no street has no own site.
pub fn boundary(
    market: &Market,
    places: &Places,
    street_of: impl Fn(DistrictId) -> Option<DistrictId>,
) -> Boundary {
    let street = |district: Option<DistrictId>| district.and_then(&street_of);
    let of_site: Vec<Option<DistrictId>> = market
        .sites()
        .iter()
        .map(|site| street(places.sites[*site].district))
        .collect();
    let mut result = Boundary {
        streets: vec![(Seniors::ZERO, Seniors::ZERO); places.districts.len()].into(),
        ..Boundary::default()
    };
    let mut gains: BTreeMap<(DistrictId, DistrictId), Seniors> = BTreeMap::new();
    let mut near: Vec<DistrictId> = Vec::new();
    for (demand, (people, choices)) in places.demand.iter().zip(market.rows()) {
        if choices.is_empty() || people == Seniors::ZERO {
            continue;
        }
        let home = street(demand.district);
        result.any += people;
        near.clear();
        near.extend(
            choices
                .iter()
                .filter_map(|pair| of_site[pair.site as usize]),
        );
        near.sort_unstable();
        near.dedup();
        let Some(home) = home else {
            continue;
        };
        result.streets[home].1 += people;
        if near.binary_search(&home).is_ok() {
            result.own += people;
            result.streets[home].0 += people;
        } else {
            for other in &near {
                *gains.entry((home, *other)).or_default() += people;
            }
        }
    }
    result.pairs = pairs(&gains);
    result
}

/// Puts both directions of a pair together, the largest gain first; ties by the order of the file.
fn pairs(gains: &BTreeMap<(DistrictId, DistrictId), Seniors>) -> Vec<Sharing> {
    let mut pairs: BTreeMap<(DistrictId, DistrictId), Sharing> = BTreeMap::new();
    for ((home, other), people) in gains {
        let (first, second) = (*home.min(other), *home.max(other));
        let sharing = pairs.entry((first, second)).or_insert(Sharing {
            first,
            second,
            first_gains: Seniors::ZERO,
            second_gains: Seniors::ZERO,
        });
        if first.index() == home.index() {
            sharing.first_gains += *people;
        } else {
            sharing.second_gains += *people;
        }
    }
    let mut pairs: Vec<Sharing> = pairs.into_values().collect();
    pairs.sort_by_key(|sharing| std::cmp::Reverse(sharing.gain()));
    pairs
}
