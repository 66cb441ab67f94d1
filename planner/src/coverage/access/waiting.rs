//! RAAM: what a visit costs when everybody goes where walk and crowd together cost least.
//!
//! # Method
//!
//! The cost of site `j` to somebody who walks `t` is `t/τ + D_j/(ρ S_j)`, where `D_j` are the people who go there: the
//! crowd is measured against the mean ratio of people to supply, `ρ`. At rest nobody can gain by going elsewhere.
//! That rest minimises `Σ f t/τ + Σ D_j²/(2 ρ S_j)`, a convex sum, so the crowds at rest are unique.
//!
//! 1. Everybody goes to the nearest site; where there are many, to where they are nearly at rest (`undecided`).
//! 2. One demand point after the other shares its people out anew, given the others: its sites are filled like joined
//!    vessels until all that are used cost the same. Each such step lowers the sum.
//! 3. Passes repeat until people could save at most a millionth of what they pay, or the most passes are made; what they
//!    could still save is told.
//!
//! # Complexity
//!
//! O(pairs log choices) a pass. From the nearest sites it takes hundreds of passes, since crowds move on from site to site;
//! from near the rest a few.
//!
//! # References
//!
//! Saxon, J. & Snow, D. (2020), A Rational Agent Access Model, Annals of the AAG 110. Beckmann, M., McGuire, C. & Winsten,
//! C. (1956), Studies in the Economics of Transportation. Their heuristic moves people in steps that shrink; here every
//! step is solved.

mod undecided;

use crate::units::{Seniors, WalkTime};

use super::super::market::{Market, Pair};
use undecided::{MOST_SITES, Undecided};

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
/// With fewer pairs people begin at the nearest site, and end at rest as exactly as numbers allow.
const MANY: usize = 50_000;

/// Shares people out over the sites with a supply until nobody gains by going elsewhere.
pub fn waiting(market: &Market, supply: &[f64], patience: &Patience) -> Waiting {
    let mut state = State::of(market, supply, patience);
    if market.pairs().len() > MANY && supply.len() <= MOST_SITES {
        state.start_near_rest();
        if state.unrest() <= REST {
            return state.told();
        }
    }
    state.settle_all(patience.passes);
    state.told()
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

    /// Sends everybody where they are nearly at rest.
    fn start_near_rest(&mut self) {
        let undecided = Undecided {
            market: self.market,
            slopes: &self.slopes,
            per_milli: self.per_milli,
        };
        let rest = undecided.rest();
        let (mut flows, mut crowds) = (vec![0.0; self.flows.len()], vec![0.0; self.crowds.len()]);
        rest.flows(undecided, |demand, site, people| {
            let mut choices = self.market.range(demand).zip(self.market.choices(demand));
            if let Some((position, _)) = choices.find(|(_, pair)| pair.site as usize == site) {
                flows[position] = people;
                crowds[site] += people;
            }
        });
        (self.flows, self.crowds) = (flows, crowds);
    }

    /// Shares everybody out anew until nobody gains by going elsewhere, or the most passes are made.
    fn settle_all(&mut self, passes: usize) {
        for _ in 0..passes {
            for demand in 0..self.market.demand_points() {
                self.settle(demand);
            }
            if self.unrest() <= REST {
                break;
            }
        }
    }

    fn told(self) -> Waiting {
        let homes = 0..self.market.demand_points();
        Waiting {
            costs: homes.map(|demand| self.least(demand)).collect(),
            unrest: self.unrest(),
            crowds: self.crowds,
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::tests::Dice;
    use crate::ids::{Id as _, SiteId};

    /// Homes and sites by lot in a square town; some sites without supply, some homes with nobody or far from all.
    fn town(seed: u64, homes: usize, sites: usize) -> (Market, Vec<f64>) {
        let mut dice = Dice(seed + 1);
        let side_s = 3_000;
        let mut place = || [0; 2].map(|_| dice.below(side_s) as i64);
        let at: Vec<[i64; 2]> = (0..sites).map(|_| place()).collect();
        let mut homes: Vec<[i64; 2]> = (0..homes).map(|_| place()).collect();
        homes.sort_unstable();
        let rows: Vec<(Seniors, Vec<Pair>)> = homes
            .iter()
            .map(|home| {
                let time = |site: &[i64; 2]| (home[0] - site[0]).abs() + (home[1] - site[1]).abs();
                let pair = |(number, site)| Pair {
                    site: number as u32,
                    time: WalkTime::from_millis(time(site) as u32 * 1_000),
                };
                let near = at.iter().enumerate().map(pair);
                let near = near.filter(|pair| pair.time <= WalkTime::from_minutes(25));
                (Seniors::new(dice.below(9)), near.collect())
            })
            .collect();
        let supply = (0..sites).map(|n| [0.0, 30.0, 80.0, 200.0][(n + dice.below(3) as usize) % 4]);
        let supply = supply.collect();
        let ids = (0..sites).map(SiteId::from_index).collect();
        (Market::from_rows(ids, rows), supply)
    }

    /// What people at rest make least.
    fn sum(state: &State<'_>) -> f64 {
        let pairs = state.market.pairs().iter().zip(&state.flows);
        let walks: f64 = pairs.map(|(pair, flow)| state.walk(*pair) * flow).sum();
        let crowds = state.crowds.iter().zip(&state.slopes);
        let crowds = crowds.filter_map(|(crowd, slope)| Some(crowd * crowd * (*slope)? / 2.0));
        walks + crowds.sum::<f64>()
    }

    #[test]
    fn who_starts_near_the_rest_ends_where_everybody_else_does() {
        let mut started_near = 0;
        for seed in 0..12 {
            let (market, supply) = town(seed, 1_500, 4 + seed as usize * 2);
            let patience = Patience::default();
            let mut far = State::of(&market, &supply, &patience);
            let mut near = State::of(&market, &supply, &patience);
            near.start_near_rest();
            let people: f64 = far.flows.iter().sum();
            assert!((near.flows.iter().sum::<f64>() / people - 1.0).abs() < 1e-9);
            started_near += usize::from(near.unrest() < far.unrest() / 30.0);
            for state in [&mut far, &mut near] {
                state.settle_all(3_000);
                assert!(state.unrest() <= REST, "seed {seed}: {}", state.unrest());
            }
            // The sum is convex: it is above the least by no more than what people could still save.
            assert!(
                (sum(&far) / sum(&near) - 1.0).abs() < 2.5 * REST,
                "seed {seed}"
            );
            for (a, b) in far.crowds.iter().zip(&near.crowds) {
                assert!((a - b).abs() < 2e-3 * people, "seed {seed}: {a} {b}");
            }
        }
        assert!(started_near > 8, "{started_near} of 12");
    }
}
