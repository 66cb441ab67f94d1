//! RAAM: what a visit costs when everybody goes where walk and crowd together cost least.
//!
//! # Method
//!
//! The cost of site `j` to somebody who walks `t` is `t/τ + D_j/(ρ S_j)`, where `D_j` are the people who go there: the
//! crowd is measured against the mean ratio of people to supply, `ρ`. At rest nobody can gain by going elsewhere.
//! That rest minimises `Σ f t/τ + Σ D_j²/(2 ρ S_j)`, a convex sum, so the crowds at rest are unique.
//!
//! 1. Everybody goes to the nearest site.
//! 2. One demand point after the other shares its people out anew, given the others: its sites are filled like joined
//!    vessels until all that are used cost the same. Each such step lowers the sum.
//! 3. Passes repeat until people could save at most a millionth of what they pay, or the most passes are made; what they
//!    could still save is told.
//!
//! # Complexity
//!
//! O(pairs log choices) a pass.
//!
//! # References
//!
//! Saxon, J. & Snow, D. (2020), A Rational Agent Access Model, Annals of the AAG 110. Beckmann, M., McGuire, C. & Winsten,
//! C. (1956), Studies in the Economics of Transportation. Their heuristic moves people in steps that shrink; here every
//! step is solved.

use crate::units::{Seniors, WalkTime};

use super::super::market::{Market, Pair};

/// How walk and crowd are weighed against each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Patience {
    /// The walk that is as bad as a site with the mean crowd.
    pub walk: WalkTime,
    /// The mean crowd: people per unit of supply; the plan's own ratio unless given.
    pub crowd: Option<f64>,
    /// The most passes.
    pub passes: usize,
}

impl Default for Patience {
    /// An hour, as the model's authors have it, and their ratio.
    fn default() -> Self {
        Self {
            walk: WalkTime::from_minutes(60),
            crowd: None,
            passes: 500,
        }
    }
}

/// What a visit costs at rest.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// The cost of each demand point, 1 for the mean crowd at one's door; `None` where nothing is within reach.
    pub costs: Vec<Option<f64>>,
    /// The people who go to each site.
    pub crowds: Vec<f64>,
    /// What people could still save by going elsewhere, as a share of what they pay.
    pub unrest: f64,
}

/// What could be saved when a search may end, as a share of what is paid.
const REST: f64 = 1e-6;

/// Shares people out over the sites with a supply until nobody gains by going elsewhere.
pub fn waiting(market: &Market, supply: &[f64], patience: &Patience) -> Waiting {
    let mut state = State::of(market, supply, patience);
    for _ in 0..patience.passes {
        for demand in 0..market.demand_points() {
            state.settle(demand);
        }
        if state.unrest() <= REST {
            break;
        }
    }
    Waiting {
        costs: (0..market.demand_points())
            .map(|d| state.least(d))
            .collect(),
        unrest: state.unrest(),
        crowds: state.crowds,
    }
}

struct State<'a> {
    market: &'a Market,
    /// What one more person adds to the cost of each site; `None` without supply.
    slopes: Vec<Option<f64>>,
    /// One over the walk that costs 1, in milliseconds.
    per_milli: f64,
    crowds: Vec<f64>,
    flows: Vec<f64>,
}

impl<'a> State<'a> {
    fn of(market: &'a Market, supply: &[f64], patience: &Patience) -> Self {
        let people: f64 = market.rows().map(|(people, _)| people.count() as f64).sum();
        let all: f64 = supply.iter().sum();
        let usual = if all > 0.0 { people / all } else { 1.0 };
        let ratio = patience.crowd.unwrap_or(usual).max(f64::MIN_POSITIVE);
        let slope = |s: &f64| (*s > 0.0).then(|| 1.0 / (s * ratio));
        let mut state = Self {
            market,
            slopes: supply.iter().map(slope).collect(),
            per_milli: 1.0 / f64::from(patience.walk.millis().max(1)),
            crowds: vec![0.0; supply.len()],
            flows: vec![0.0; market.pairs().len()],
        };
        for (demand, (people, choices)) in market.rows().enumerate() {
            let usable = choices.iter().zip(market.range(demand));
            let nearest = usable
                .filter(|(pair, _)| state.slopes[pair.site as usize].is_some())
                .min_by_key(|(pair, _)| (pair.time, pair.site));
            if let Some((pair, position)) = nearest {
                state.flows[position] = people.count() as f64;
                state.crowds[pair.site as usize] += people.count() as f64;
            }
        }
        state
    }

    fn walk(&self, pair: Pair) -> f64 {
        f64::from(pair.time.millis()) * self.per_milli
    }

    /// The cost of a pair as crowds are now.
    fn cost(&self, pair: Pair) -> Option<f64> {
        let site = pair.site as usize;
        self.slopes[site].map(|slope| self.walk(pair) + self.crowds[site] * slope)
    }

    fn least(&self, demand: usize) -> Option<f64> {
        let costs = self
            .market
            .choices(demand)
            .iter()
            .filter_map(|p| self.cost(*p));
        costs.min_by(f64::total_cmp)
    }

    /// Shares the people of one demand point out anew.
    fn settle(&mut self, demand: usize) {
        let people = self.market.people(demand);
        if people == Seniors::ZERO {
            return;
        }
        let range = self.market.range(demand);
        let mut vessels: Vec<(f64, f64, usize)> = Vec::with_capacity(range.len());
        for position in range {
            let pair = self.market.pairs()[position];
            let site = pair.site as usize;
            if let Some(slope) = self.slopes[site] {
                let others = (self.crowds[site] - self.flows[position]).max(0.0);
                self.crowds[site] = others;
                self.flows[position] = 0.0;
                vessels.push((self.walk(pair) + others * slope, slope, position));
            }
        }
        vessels.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.2.cmp(&b.2)));
        let Some(level) = level(&vessels, people.count() as f64) else {
            return;
        };
        for (floor, slope, position) in vessels {
            let flow = ((level - floor) / slope).max(0.0);
            self.flows[position] = flow;
            self.crowds[self.market.pairs()[position].site as usize] += flow;
        }
    }

    /// What people could save by going to their cheapest site, as a share of what they pay.
    fn unrest(&self) -> f64 {
        let (mut paid, mut saved) = (0.0, 0.0);
        for demand in 0..self.market.demand_points() {
            let Some(least) = self.least(demand) else {
                continue;
            };
            for position in self.market.range(demand) {
                if let Some(cost) = self.cost(self.market.pairs()[position]) {
                    paid += self.flows[position] * cost;
                    saved += self.flows[position] * (cost - least);
                }
            }
        }
        if paid > 0.0 { saved / paid } else { 0.0 }
    }
}

/// How high people stand in joined vessels with floors in ascending order; `None` without a vessel.
fn level(vessels: &[(f64, f64, usize)], people: f64) -> Option<f64> {
    let (mut room, mut held) = (0.0, 0.0);
    for (index, (floor, slope, _)) in vessels.iter().enumerate() {
        room += 1.0 / slope;
        held += floor / slope;
        let level = (people + held) / room;
        if vessels.get(index + 1).is_none_or(|next| level <= next.0) {
            return Some(level);
        }
    }
    None
}
