//! Who is served where when sites can be full: as many people as possible, with the least walking altogether.
//!
//! # Method
//!
//! A transportation problem with as many rows as demand points and as few columns as sites, solved by successive shortest
//! paths between *sites* instead of between people:
//!
//! 1. Everybody goes to the nearest site, full or not (ties: lowest site). That is best when nothing is full.
//! 2. While a site is over its capacity, somebody has to move: along the cheapest chain *from the full site to another,
//!    from there somebody else to a third, …* that ends at a site with room, or with somebody who is not served. Leaving
//!    somebody unserved costs more than any chain, so that it happens only where no chain leads to room.
//! 3. The step from site `a` to site `b` costs the least time that somebody who is at `a` loses at `b`; that is the top
//!    of a heap, made when `a` is full for the first time and never before.
//! 4. Chains are found by Dijkstra with potentials, which stop at the first end; potentials change only where the search
//!    went, and most searches go to a few neighbours.
//!
//! # Complexity
//!
//! O(moved groups × (neighbours searched × log pairs)); linear in the pairs where no site is full.
//!
//! # Invariants
//!
//! No site serves more than its capacity. No choice serves more people; of those that serve as many, none walks less. All
//! arithmetic is in whole milliseconds and whole people; ties go to the lowest demand point and site.
//!
//! # References
//!
//! Ford, L. & Fulkerson, D. (1956), Solving the transportation problem, Management Science 3. Edmonds, J. & Karp, R. (1972),
//! Journal of the ACM 19. Tokuyama, T. & Nakano, J. (1995), Efficient algorithms for the Hitchcock transportation problem,
//! SIAM Journal on Computing 24.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::units::{Seniors, WalkTime};

use super::super::market::Market;
use super::chains::{Chains, End};

/// Who is served where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// How many people each site serves.
    pub loads: Vec<Seniors>,
    /// How many people of each pair of the market are served.
    pub flows: Vec<u32>,
    /// How many people of each demand point are served.
    pub served: Vec<Seniors>,
    /// How long all who are served walk, in milliseconds.
    pub walked_millis: u128,
}

/// Serves as many people as capacities allow, with the least walking; a capacity of `None` has no limit.
pub fn assign(market: &Market, capacities: &[Option<Seniors>]) -> Assignment {
    assert_eq!(
        capacities.len(),
        market.sites().len(),
        "one capacity per site that counts"
    );
    let mut state = State::nearest(market, capacities);
    for site in 0..capacities.len() as u32 {
        while state.excess(site) > 0 {
            state.relieve(site);
        }
    }
    state.finish()
}

/// The state of a search: who is where, and what sites have learned of each other.
struct State<'a> {
    market: &'a Market,
    capacities: Vec<u64>,
    loads: Vec<u64>,
    flows: Vec<u32>,
    demand_of: Vec<u32>,
    chains: Chains,
    potentials: Vec<i64>,
    search: Search,
    /// What leaving one person unserved costs.
    unserved: i64,
}

/// Dijkstra's own memory, used again and again.
struct Search {
    distance: Vec<i64>,
    from: Vec<Option<Step>>,
    settled: Vec<bool>,
    touched: Vec<u32>,
    heap: BinaryHeap<Reverse<(i64, u32)>>,
}

/// Somebody moves from one pair of their demand point to another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    /// The pair that they leave.
    pub(super) leaves: u32,
    /// The pair that they take.
    pub(super) takes: u32,
}

impl<'a> State<'a> {
    /// Everybody at the nearest site.
    fn nearest(market: &'a Market, capacities: &[Option<Seniors>]) -> Self {
        let sites = capacities.len();
        let mut state = Self {
            market,
            capacities: capacities
                .iter()
                .map(|capacity| capacity.map_or(u64::MAX, Seniors::count))
                .collect(),
            loads: vec![0; sites],
            flows: vec![0; market.pairs().len()],
            demand_of: vec![0; market.pairs().len()],
            chains: Chains::new(sites),
            potentials: vec![0; sites],
            search: Search {
                distance: vec![i64::MAX; sites],
                from: vec![None; sites],
                settled: vec![false; sites],
                touched: Vec::new(),
                heap: BinaryHeap::new(),
            },
            unserved: 0,
        };
        let mut longest = WalkTime::ZERO;
        for (demand, (people, choices)) in market.rows().enumerate() {
            let range = market.range(demand);
            state.demand_of[range.clone()].fill(demand as u32);
            let nearest = choices.iter().zip(range).min_by_key(|(pair, _)| pair.time);
            if let Some((pair, position)) = nearest {
                state.flows[position] = people.count() as u32;
                state.loads[pair.site as usize] += people.count();
            }
            longest = choices
                .iter()
                .map(|pair| pair.time)
                .fold(longest, WalkTime::max);
        }
        state.unserved = (sites as i64 + 1) * (i64::from(longest.millis()) + 1);
        state
    }

    fn excess(&self, site: u32) -> u64 {
        self.loads[site as usize].saturating_sub(self.capacities[site as usize])
    }

    fn has_room(&self, site: u32) -> bool {
        self.loads[site as usize] < self.capacities[site as usize]
    }

    /// Moves some people away from a site that is over its capacity, along the cheapest chain.
    fn relieve(&mut self, start: u32) {
        let (end, length) = self.shortest_chain(start);
        let steps = self.steps_to(end.site());
        let mut people = self.excess(start);
        for step in &steps {
            people = people.min(u64::from(self.flows[step.leaves as usize]));
        }
        match end {
            End::Room(site) => {
                let room = self.capacities[site as usize] - self.loads[site as usize];
                people = people.min(room);
                self.loads[site as usize] += people;
            }
            End::Unserved { leaves, .. } => {
                people = people.min(u64::from(self.flows[leaves as usize]));
                self.flows[leaves as usize] -= people as u32;
            }
        }
        self.loads[start as usize] -= people;
        for step in steps {
            self.flows[step.leaves as usize] -= people as u32;
            let before = self.flows[step.takes as usize];
            self.flows[step.takes as usize] += people as u32;
            if before == 0 {
                self.chains
                    .arrived(self.market, self.demand_of[step.takes as usize], step.takes);
            }
        }
        self.raise_potentials(length);
    }

    /// The cheapest chain from a site to room or to somebody who is left unserved, and its length above potentials.
    fn shortest_chain(&mut self, start: u32) -> (End, i64) {
        self.search.forget();
        self.search.reach(start, 0, None);
        let mut best: Option<(i64, End)> = None;
        while let Some(Reverse((distance, site))) = self.search.heap.pop() {
            if best.is_some_and(|(length, _)| distance >= length) {
                break;
            }
            if std::mem::replace(&mut self.search.settled[site as usize], true) {
                continue;
            }
            if self.has_room(site) {
                let length = distance - self.potentials[site as usize];
                if best.is_none_or(|(least, _)| length < least) {
                    best = Some((length, End::Room(site)));
                }
                continue;
            }
            self.chains.open(self.market, &self.flows, site);
            if let Some((time, leaves)) = self.chains.farthest(&self.flows, site) {
                let cost = self.unserved - i64::from(time.millis());
                let length = distance + cost - self.potentials[site as usize];
                if best.is_none_or(|(least, _)| length < least) {
                    best = Some((length, End::Unserved { site, leaves }));
                }
            }
            self.spread(site, distance, best.map(|(length, _)| length));
        }
        assert!(best.is_some(), "whoever is too many can be left unserved");
        best.map_or((End::Room(start), 0), |(length, end)| (end, length))
    }

    /// Tries every neighbour of a settled site.
    fn spread(&mut self, site: u32, distance: i64, limit: Option<i64>) {
        for slot in 0..self.chains.neighbours(site) {
            let Some((to, cost, step)) = self.chains.cheapest(&self.flows, site, slot) else {
                continue;
            };
            let reduced = cost - self.potentials[site as usize] + self.potentials[to as usize];
            debug_assert!(reduced >= 0, "potentials keep every step at or above zero");
            let next = distance + reduced;
            if limit.is_none_or(|limit| next < limit) {
                self.search.reach(to, next, Some(step));
            }
        }
    }

    /// The steps of the chain that was found, from its start to its end.
    fn steps_to(&self, end: u32) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut site = end;
        while let Some(step) = self.search.from[site as usize] {
            steps.push(step);
            site = self.market.pairs()[step.leaves as usize].site;
        }
        steps.reverse();
        steps
    }

    /// Keeps every step at or above zero after people moved along a shortest chain.
    fn raise_potentials(&mut self, length: i64) {
        for site in &self.search.touched {
            let distance = self.search.distance[*site as usize];
            if self.search.settled[*site as usize] && distance < length {
                self.potentials[*site as usize] += length - distance;
            }
        }
    }

    fn finish(self) -> Assignment {
        let mut served = Vec::with_capacity(self.market.demand_points());
        let mut walked_millis = 0_u128;
        for demand in 0..self.market.demand_points() {
            let mut people = 0_u64;
            for position in self.market.range(demand) {
                let flow = u64::from(self.flows[position]);
                people += flow;
                walked_millis +=
                    u128::from(flow * u64::from(self.market.pairs()[position].time.millis()));
            }
            served.push(Seniors::new(people));
        }
        Assignment {
            loads: self.loads.into_iter().map(Seniors::new).collect(),
            flows: self.flows,
            served,
            walked_millis,
        }
    }
}

impl Search {
    fn forget(&mut self) {
        for site in self.touched.drain(..) {
            self.distance[site as usize] = i64::MAX;
            self.from[site as usize] = None;
            self.settled[site as usize] = false;
        }
        self.heap.clear();
    }

    fn reach(&mut self, site: u32, distance: i64, step: Option<Step>) {
        let known = &mut self.distance[site as usize];
        if distance >= *known {
            return;
        }
        if *known == i64::MAX {
            self.touched.push(site);
        }
        *known = distance;
        self.from[site as usize] = step;
        self.heap.push(Reverse((distance, site)));
    }
}
