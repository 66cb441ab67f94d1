//! People, the sites that could serve them and the walks between: what access scores and assignments reason about.
//!
//! Demand points become rows and the sites that count become numbers from 0 on, so that whatever follows runs over flat
//! arrays. Pairs beyond the time that matters are left out; nobody is.

use crate::ids::SiteId;
use crate::reach::ReachMatrix;
use crate::units::{Seniors, WalkTime};

/// Who can walk to which site in what time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Market {
    people: Vec<Seniors>,
    sites: Vec<SiteId>,
    first: Vec<usize>,
    pairs: Vec<Pair>,
}

/// A site that somebody can walk to, and the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The site, as its position among those that count.
    pub site: u32,
    /// The walk.
    pub time: WalkTime,
}

impl Market {
    /// Takes from a matrix what lies within a time of the sites that count; one number of people per demand point.
    pub fn of(
        matrix: &ReachMatrix,
        sites: &[SiteId],
        within: WalkTime,
        people: Vec<Seniors>,
    ) -> Self {
        assert_eq!(
            people.len(),
            matrix.demand_points(),
            "one number of people per demand point"
        );
        let mut first = vec![0_usize; people.len() + 1];
        let near = |site: &SiteId| matrix.of_site(*site).filter(|(_, time)| *time <= within);
        for (demand, _) in sites.iter().flat_map(near) {
            first[crate::ids::Id::index(demand) + 1] += 1;
        }
        for i in 1..first.len() {
            first[i] += first[i - 1];
        }
        let mut next = first.clone();
        let nothing = Pair {
            site: 0,
            time: WalkTime::ZERO,
        };
        let mut pairs = vec![nothing; first[people.len()]];
        for (number, site) in sites.iter().enumerate() {
            for (demand, time) in near(site) {
                let slot = &mut next[crate::ids::Id::index(demand)];
                pairs[*slot] = Pair {
                    site: number as u32,
                    time,
                };
                *slot += 1;
            }
        }
        Self {
            people,
            sites: sites.to_vec(),
            first,
            pairs,
        }
    }

    /// Makes a market of rows: the people of each demand point, and the sites that they can walk to, ascending.
    pub fn from_rows(
        sites: Vec<SiteId>,
        rows: impl IntoIterator<Item = (Seniors, Vec<Pair>)>,
    ) -> Self {
        let mut market = Self {
            people: Vec::new(),
            sites,
            first: vec![0],
            pairs: Vec::new(),
        };
        for (people, row) in rows {
            market.people.push(people);
            market.pairs.extend(row);
            market.first.push(market.pairs.len());
        }
        market
    }

    /// How many demand points there are.
    pub fn demand_points(&self) -> usize {
        self.people.len()
    }

    /// The people of a demand point.
    pub fn people(&self, demand: usize) -> Seniors {
        self.people[demand]
    }

    /// The sites that count, in ascending order.
    pub fn sites(&self) -> &[SiteId] {
        &self.sites
    }

    /// The sites that a demand point can walk to, ascending.
    pub fn choices(&self, demand: usize) -> &[Pair] {
        &self.pairs[self.first[demand]..self.first[demand + 1]]
    }

    /// Where the choices of a demand point stand among [`Market::pairs`].
    pub fn range(&self, demand: usize) -> std::ops::Range<usize> {
        self.first[demand]..self.first[demand + 1]
    }

    /// All pairs, demand point by demand point.
    pub fn pairs(&self) -> &[Pair] {
        &self.pairs
    }

    /// Every demand point with its people and its choices.
    pub fn rows(&self) -> impl Iterator<Item = (Seniors, &[Pair])> {
        (0..self.people.len()).map(|demand| (self.people[demand], self.choices(demand)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{DemandId, Id as _};

    #[test]
    fn sites_that_count_are_numbered_and_far_pairs_left_out() {
        let demand = DemandId::from_index;
        let time = WalkTime::from_minutes;
        let rows = [
            vec![(demand(0), time(4)), (demand(1), time(9))],
            vec![(demand(0), time(1))],
            vec![(demand(1), time(3)), (demand(0), time(11))],
        ];
        let matrix = ReachMatrix::from_site_rows(&rows, 3, time(15));
        let people = [5, 6, 7].map(Seniors::new).to_vec();
        let sites = [0, 2].map(SiteId::from_index);
        let market = Market::of(&matrix, &sites, time(10), people.clone());
        let pair = |site, minutes| Pair {
            site,
            time: time(minutes),
        };
        let expected = [vec![pair(0, 4)], vec![pair(0, 9), pair(1, 3)], vec![]];
        let made = Market::from_rows(sites.to_vec(), people.into_iter().zip(expected));
        assert_eq!(market, made);
    }
}
