//! What sites know of each other: who could move from one to another, and what they lose by it.
//!
//! For a site that was ever full: for each neighbour a heap of the people who are at the site and could walk to the
//! neighbour, and a heap of its people by the length of their walk. Entries of people who have left are dropped when they
//! come up; people who come back are entered again.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::units::WalkTime;

use super::super::market::Market;
use super::assignment::Step;

/// Where a chain ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// At a site with room.
    Room(u32),
    /// With somebody at a site who is not served any more.
    Unserved {
        /// The site.
        site: u32,
        /// The pair that they leave.
        leaves: u32,
    },
}

impl End {
    pub(super) const fn site(self) -> u32 {
        match self {
            Self::Room(site) | Self::Unserved { site, .. } => site,
        }
    }
}

/// What is lost by a move in milliseconds, the pair that is left, and the pair that is taken.
type Move = Reverse<(i32, u32, u32)>;

/// What all sites know.
pub(super) struct Chains {
    sites: Vec<Option<Site>>,
    columns: Option<Columns>,
}

/// What one site knows.
#[derive(Default)]
struct Site {
    /// The neighbours in ascending order, each with those who could move there.
    moves: Vec<(u32, BinaryHeap<Move>)>,
    /// Those who are here by the length of their walk; of equally long ones the lowest pair comes up first.
    farthest: BinaryHeap<(WalkTime, Reverse<u32>)>,
}

/// The pairs of each site.
struct Columns {
    first: Vec<usize>,
    pairs: Vec<u32>,
    demand: Vec<u32>,
}

impl Chains {
    pub(super) fn new(sites: usize) -> Self {
        Self {
            sites: (0..sites).map(|_| None).collect(),
            columns: None,
        }
    }

    /// Learns who is at a site and where they could go; does nothing the second time.
    pub(super) fn open(&mut self, market: &Market, flows: &[u32], site: u32) {
        if self.sites[site as usize].is_some() {
            return;
        }
        let columns = self.columns.get_or_insert_with(|| Columns::of(market));
        let mut listed: Vec<(u32, Move)> = Vec::new();
        let mut farthest = Vec::new();
        let own = columns.first[site as usize]..columns.first[site as usize + 1];
        for (leaves, demand) in columns.pairs[own.clone()].iter().zip(&columns.demand[own]) {
            if flows[*leaves as usize] > 0 {
                farthest.push((market.pairs()[*leaves as usize].time, Reverse(*leaves)));
                moves_from(market, *demand, *leaves, |to, entry| {
                    listed.push((to, entry));
                });
            }
        }
        listed.sort_unstable_by_key(|(to, _)| *to);
        let moves = listed
            .chunk_by(|a, b| a.0 == b.0)
            .map(|group| (group[0].0, group.iter().map(|(_, entry)| *entry).collect()))
            .collect();
        self.sites[site as usize] = Some(Site {
            moves,
            farthest: farthest.into(),
        });
    }

    /// Enters people who came to a pair where nobody was.
    pub(super) fn arrived(&mut self, market: &Market, demand: u32, pair: u32) {
        let here = market.pairs()[pair as usize];
        let Some(site) = &mut self.sites[here.site as usize] else {
            return;
        };
        site.farthest.push((here.time, Reverse(pair)));
        moves_from(market, demand, pair, |to, entry| {
            match site.moves.binary_search_by_key(&to, |(site, _)| *site) {
                Ok(slot) => site.moves[slot].1.push(entry),
                Err(slot) => site.moves.insert(slot, (to, BinaryHeap::from([entry]))),
            }
        });
    }

    /// How many neighbours an opened site has.
    pub(super) fn neighbours(&self, site: u32) -> usize {
        self.sites[site as usize]
            .as_ref()
            .map_or(0, |site| site.moves.len())
    }

    /// The neighbour in a slot, what the cheapest move there loses, and that move.
    pub(super) fn cheapest(
        &mut self,
        flows: &[u32],
        site: u32,
        slot: usize,
    ) -> Option<(u32, i64, Step)> {
        let (to, heap) = &mut self.sites[site as usize].as_mut()?.moves[slot];
        while let Some(Reverse((loses, leaves, takes))) = heap.peek().copied() {
            if flows[leaves as usize] > 0 {
                return Some((*to, i64::from(loses), Step { leaves, takes }));
            }
            heap.pop();
        }
        None
    }

    /// Who walks longest to a site, as their time and pair.
    pub(super) fn farthest(&mut self, flows: &[u32], site: u32) -> Option<(WalkTime, u32)> {
        let heap = &mut self.sites[site as usize].as_mut()?.farthest;
        while let Some((time, Reverse(pair))) = heap.peek().copied() {
            if flows[pair as usize] > 0 {
                return Some((time, pair));
            }
            heap.pop();
        }
        None
    }
}

/// Every move that people at a pair could make.
fn moves_from(market: &Market, demand: u32, leaves: u32, mut tell: impl FnMut(u32, Move)) {
    let here = market.pairs()[leaves as usize].time.millis() as i32;
    for takes in market.range(demand as usize) {
        if takes != leaves as usize {
            let there = market.pairs()[takes];
            let loses = there.time.millis() as i32 - here;
            tell(there.site, Reverse((loses, leaves, takes as u32)));
        }
    }
}

impl Columns {
    fn of(market: &Market) -> Self {
        let mut first = vec![0_usize; market.sites().len() + 1];
        for pair in market.pairs() {
            first[pair.site as usize + 1] += 1;
        }
        for i in 1..first.len() {
            first[i] += first[i - 1];
        }
        let mut next = first.clone();
        let mut pairs = vec![0; market.pairs().len()];
        let mut demand = pairs.clone();
        for row in 0..market.demand_points() {
            for position in market.range(row) {
                let slot = &mut next[market.pairs()[position].site as usize];
                pairs[*slot] = position as u32;
                demand[*slot] = row as u32;
                *slot += 1;
            }
        }
        Self {
            first,
            pairs,
            demand,
        }
    }
}
