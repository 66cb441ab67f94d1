//! The single-failure test: for each site, who loses when it alone is closed, and whom the neighbours can absorb.
//!
//! # Method
//!
//! 1. Those within the standard of this site only lose their coverage.
//! 2. Those who are served here and have another site within the standard ask there: the neighbours' free places are
//!    shared out among them as in `capacity`, as many as possible with the least walking. Nobody else is moved.
//!
//! # Complexity
//!
//! O(pairs) altogether, and the small assignments.
//!
//! # Invariants
//!
//! Lost, absorbed and turned away sum to those whom the site serves.

use crate::ids::SiteId;
use crate::units::Seniors;

use super::super::capacity::{Assignment, assign};
use super::super::market::{Market, Pair};

/// What the closing of one site does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure {
    /// The site that is closed.
    pub site: SiteId,
    /// Seniors within the standard of no other site, whether served there or not: coverage falls by them.
    pub uncovered: Seniors,
    /// What becomes of those whom it serves.
    pub loss: Loss,
}

/// What becomes of those whom a closed site served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Loss {
    /// All whom it served.
    pub served: Seniors,
    /// Those with no other site within the standard.
    pub lost: Seniors,
    /// Those for whom a neighbour has room.
    pub absorbed: Seniors,
    /// Those who are near enough to a neighbour that is full.
    pub turned_away: Seniors,
}

/// Closes each site alone; `capacities` and `assignment` are those with all sites open.
pub fn failures(
    market: &Market,
    capacities: &[Option<Seniors>],
    assignment: &Assignment,
) -> Vec<Failure> {
    let rooms: Vec<Option<Seniors>> = capacities
        .iter()
        .zip(&assignment.loads)
        .map(|(capacity, load)| capacity.map(|c| if c > *load { c - *load } else { Seniors::ZERO }))
        .collect();
    let mut sites: Vec<Closed> = market.sites().iter().map(|_| Closed::default()).collect();
    for (demand, (people, choices)) in market.rows().enumerate() {
        if let [only] = choices {
            sites[only.site as usize].uncovered += people;
        }
        for (pair, position) in choices.iter().zip(market.range(demand)) {
            let served = Seniors::new(assignment.flows[position].into());
            if served > Seniors::ZERO {
                let closed = &mut sites[pair.site as usize];
                closed.served += served;
                closed.rows.push((served, demand));
            }
        }
    }
    market
        .sites()
        .iter()
        .zip(sites)
        .enumerate()
        .map(|(number, (site, closed))| Failure {
            site: *site,
            uncovered: closed.uncovered,
            loss: closed.loss(number as u32, market, &rooms),
        })
        .collect()
}

/// A site that is closed, and those whom it served.
#[derive(Default)]
struct Closed {
    uncovered: Seniors,
    served: Seniors,
    rows: Vec<(Seniors, usize)>,
}

impl Closed {
    fn loss(&self, closed: u32, market: &Market, rooms: &[Option<Seniors>]) -> Loss {
        let mut near: Vec<u32> = Vec::new();
        for (_, demand) in &self.rows {
            near.extend(market.choices(*demand).iter().map(|pair| pair.site));
        }
        near.sort_unstable();
        near.dedup();
        near.retain(|site| *site != closed);
        let mut lost = Seniors::ZERO;
        let rows = self.rows.iter().map(|(people, demand)| {
            let others: Vec<Pair> = market
                .choices(*demand)
                .iter()
                .filter_map(|pair| {
                    let site = near.binary_search(&pair.site).ok()? as u32;
                    Some(Pair { site, ..*pair })
                })
                .collect();
            if others.is_empty() {
                lost += *people;
            }
            (*people, others)
        });
        let sites = near
            .iter()
            .map(|site| market.sites()[*site as usize])
            .collect();
        let left = Market::from_rows(sites, rows.collect::<Vec<_>>());
        let rooms: Vec<Option<Seniors>> = near.iter().map(|site| rooms[*site as usize]).collect();
        let absorbed: Seniors = assign(&left, &rooms).served.iter().copied().sum();
        Loss {
            served: self.served,
            lost,
            absorbed,
            turned_away: self.served - lost - absorbed,
        }
    }
}
