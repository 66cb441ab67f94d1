//! The floating catchment scores, each in one to three passes over the pairs.

use crate::units::Seniors;

use super::super::market::Market;
use super::decay::Decay;
use super::sum::Sum;

/// What a score says of every site and every demand point.
#[derive(Debug, Clone, PartialEq)]
pub struct AccessScores {
    /// Supply per person of each site; 0 where nobody can walk to it.
    pub ratios: Vec<f64>,
    /// Supply per person of each demand point; 0 where nothing is within the catchment.
    pub scores: Vec<f64>,
}

/// How crowded each site is.
#[derive(Debug, Clone, PartialEq)]
pub struct Crowding {
    /// People per unit of supply.
    pub crowdedness: Vec<f64>,
    /// People who choose the site, by supply and nearness (Huff).
    pub loads: Vec<f64>,
}

/// 2SFCA, E2SFCA or Gaussian 2SFCA, as the decay says.
pub fn two_step(market: &Market, supply: &[f64], decay: &Decay) -> AccessScores {
    let weights = weights(market, decay);
    let ratios = ratios(market, supply, &weights, &weights);
    let scores = gathered(market, |pair| ratios[site(market, pair)] * weights[pair]);
    AccessScores { ratios, scores }
}

/// M2SFCA: a unit of supply counts less for those who are far from it, even where nobody else wants it.
pub fn modified(market: &Market, supply: &[f64], decay: &Decay) -> AccessScores {
    let weights = weights(market, decay);
    let ratios = ratios(market, supply, &weights, &weights);
    let scores = gathered(market, |pair| {
        ratios[site(market, pair)] * weights[pair] * weights[pair]
    });
    AccessScores { ratios, scores }
}

/// 3SFCA: people share themselves out over the sites within reach before sites share out their supply.
pub fn three_step(market: &Market, supply: &[f64], decay: &Decay) -> AccessScores {
    let weights = weights(market, decay);
    let chosen: Vec<f64> = (0..market.demand_points())
        .flat_map(|demand| {
            let row = &weights[market.range(demand)];
            let sum = summed(row.iter().copied());
            row.iter().map(move |weight| sum.divide(*weight))
        })
        .collect();
    let both: Vec<f64> = weights.iter().zip(&chosen).map(|(w, g)| w * g).collect();
    let ratios = ratios(market, supply, &both, &weights);
    let scores = gathered(market, |pair| ratios[site(market, pair)] * both[pair]);
    AccessScores { ratios, scores }
}

/// i2SFCA: how crowded sites are when people choose them by supply and nearness.
pub fn crowding(market: &Market, supply: &[f64], decay: &Decay) -> Crowding {
    let weights = weights(market, decay);
    let mut sums = vec![Sum::default(); market.sites().len()];
    for (demand, (people, choices)) in market.rows().enumerate() {
        let weights = &weights[market.range(demand)];
        let offered = choices.iter().zip(weights);
        let offer = summed(offered.map(|(pair, w)| supply[pair.site as usize] * w));
        let each = offer.divide(people.count() as f64);
        for (pair, weight) in choices.iter().zip(weights) {
            sums[pair.site as usize].add(each * weight);
        }
    }
    let crowdedness: Vec<f64> = sums.into_iter().map(Sum::value).collect();
    let loads = crowdedness.iter().zip(supply).map(|(c, s)| c * s).collect();
    Crowding { crowdedness, loads }
}

/// Spatial availability: each site's supply is shared out to demand points by people^`crowd` and nearness.
///
/// The score is what a demand point gets per person; the ratio is the supply per share. With a `crowd` of 1 the score is
/// that of [`two_step`].
pub fn availability(market: &Market, supply: &[f64], decay: &Decay, crowd: f64) -> AccessScores {
    let weights = weights(market, decay);
    let size = |people: Seniors| (people.count() as f64).powf(crowd);
    let mut sums = vec![Sum::default(); market.sites().len()];
    for (demand, (people, choices)) in market.rows().enumerate() {
        for (pair, weight) in choices.iter().zip(&weights[market.range(demand)]) {
            if people > Seniors::ZERO {
                sums[pair.site as usize].add(size(people) * weight);
            }
        }
    }
    let ratios: Vec<f64> = sums
        .iter()
        .zip(supply)
        .map(|(sum, s)| sum.divide(*s))
        .collect();
    let mut scores = gathered(market, |pair| ratios[site(market, pair)] * weights[pair]);
    for (score, (people, _)) in scores.iter_mut().zip(market.rows()) {
        *score *= if people > Seniors::ZERO {
            size(people) / people.count() as f64
        } else {
            0.0
        };
    }
    AccessScores { ratios, scores }
}

/// The weight of every pair.
fn weights(market: &Market, decay: &Decay) -> Vec<f64> {
    market
        .pairs()
        .iter()
        .map(|pair| decay.weight(pair.time))
        .collect()
}

/// Supply per person of each site, where a pair's people count with a weight.
///
/// Whether anybody can walk to a site is told by `reach`: shares of people who reach nothing must not divide by zero.
fn ratios(market: &Market, supply: &[f64], shares: &[f64], reach: &[f64]) -> Vec<f64> {
    let mut sums = vec![Sum::default(); market.sites().len()];
    for (demand, (people, choices)) in market.rows().enumerate() {
        for (pair, position) in choices.iter().zip(market.range(demand)) {
            if reach[position] > 0.0 {
                sums[pair.site as usize].add(people.count() as f64 * shares[position]);
            }
        }
    }
    sums.iter()
        .zip(supply)
        .map(|(sum, s)| sum.divide(*s))
        .collect()
}

/// The sum of what every pair of a demand point gives it.
fn gathered(market: &Market, gives: impl Fn(usize) -> f64) -> Vec<f64> {
    (0..market.demand_points())
        .map(|demand| summed(market.range(demand).map(&gives)).value())
        .collect()
}

fn site(market: &Market, pair: usize) -> usize {
    market.pairs()[pair].site as usize
}

fn summed(terms: impl Iterator<Item = f64>) -> Sum {
    let mut sum = Sum::default();
    terms.for_each(|term| sum.add(term));
    sum
}
