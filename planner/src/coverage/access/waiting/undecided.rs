//! Where to begin with many people: the rest of people who are a little undecided, found by Newton's method.
//!
//! # Method
//!
//! Whoever pays `u` at the best site and `v` at another goes there with weight `exp((u - v) / h)`. Then crowds are smooth in
//! the costs `c` that they make at the sites, and those at rest minimise the convex sum
//!
//! ```text
//! Σ c²/(2 slope) + Σ people · h · ln Σ exp(-(walk + c) / h)
//! ```
//!
//! 1. The sum is minimised for less and less `h`, each time from where the one before ended: the closer to the end, the
//!    fewer people are between two sites, and the farther they would be sent by a step that starts elsewhere.
//! 2. A step solves Newton's equations by conjugate gradients, and is halved until the sum falls.
//! 3. While `h` is wide a part of the demand points stands for all.
//! 4. Where a width finds no rest (too few people live between two sites), the one before it is the last.
//!
//! # Complexity
//!
//! O(pairs + sites²) a step, and about ten steps a width; sites² numbers of memory.
//!
//! # References
//!
//! Peyré, G. & Cuturi, M. (2019), Computational Optimal Transport, chapters 4 and 5. Nocedal, J. & Wright, S. (2006),
//! Numerical Optimization, chapters 3 and 7.

use super::super::super::market::{Market, Pair};

/// What people do not mind, from wide to narrow, as shares of the cost of the mean crowd; and of how many demand points one
/// is asked.
const WIDTHS: [(f64, usize); 9] = [
    (0.3, 32),
    (0.1, 32),
    (0.03, 16),
    (0.01, 8),
    (0.003, 4),
    (0.001, 1),
    (0.000_3, 1),
    (0.000_1, 1),
    (0.000_03, 1),
];
/// The most steps for one width.
const STEPS: usize = 12;
/// A width has found its rest when this share of people is where costs do not send them.
const BALANCED: f64 = 1e-3;
/// The last width goes on until this share is.
const SETTLED: f64 = 1e-7;
/// A width that ends with more has found none.
const LOST: f64 = 3e-3;
/// Sites whose cost is so many widths above the least get nobody.
const FAR: f64 = 30.0;
/// The most sites: numbers are kept for each pair of them.
pub(super) const MOST_SITES: usize = 3_000;

/// The market, and what makes costs in it.
#[derive(Clone, Copy)]
pub(super) struct Undecided<'a> {
    pub(super) market: &'a Market,
    /// What one more person adds to the cost of each site; `None` without supply.
    pub(super) slopes: &'a [Option<f64>],
    /// One over the walk that costs 1, in milliseconds.
    pub(super) per_milli: f64,
}

/// What crowds cost at each site at rest, and how undecided people are then.
pub(super) struct Rest {
    costs: Vec<f64>,
    width: f64,
}

/// The sum at some costs, how it falls, and how steeply that changes.
struct Slope {
    value: f64,
    gradient: Vec<f64>,
    /// For each site its neighbours, itself last.
    bends: Vec<Vec<(u32, f64)>>,
}

impl Undecided<'_> {
    /// Looks for the rest.
    pub(super) fn rest(self) -> Rest {
        let crowd = |slope: &Option<f64>| if slope.is_some() { 1.0 } else { 0.0 };
        let mut known = Rest {
            costs: self.slopes.iter().map(crowd).collect(),
            width: WIDTHS[0].0,
        };
        let people: f64 = self.people().sum();
        for (number, (width, every)) in WIDTHS.into_iter().enumerate() {
            let enough = if number + 1 == WIDTHS.len() {
                SETTLED
            } else {
                BALANCED
            };
            let mut costs = known.costs.clone();
            let mut here = self.slope(&costs, (width, every));
            for _ in 0..STEPS {
                if here.astray() <= enough * people {
                    break;
                }
                let Some((tried, there)) = self.step(&costs, &here, (width, every)) else {
                    break;
                };
                (costs, here) = (tried, there);
            }
            if here.astray() > LOST * people {
                break;
            }
            known = Rest { costs, width };
        }
        known
    }

    /// One of Newton's steps, as long as the sum falls.
    fn step(self, costs: &[f64], here: &Slope, width: (f64, usize)) -> Option<(Vec<f64>, Slope)> {
        const SHORTEST: f64 = 1e-3;
        let down: Vec<f64> = here.gradient.iter().map(|g| -g).collect();
        let way = solved(&here.bends, &down);
        let fall: f64 = way.iter().zip(&here.gradient).map(|(w, g)| w * g).sum();
        let mut share = 1.0;
        while share > SHORTEST {
            let along = costs.iter().zip(&way);
            let tried: Vec<f64> = along.map(|(cost, way)| cost + share * way).collect();
            let there = self.slope(&tried, width);
            // Armijo's rule.
            if there.value <= here.value + 1e-4 * share * fall {
                return Some((tried, there));
            }
            share /= 2.0;
        }
        None
    }

    fn people(self) -> impl Iterator<Item = f64> {
        self.market.rows().map(|(people, _)| people.count() as f64)
    }

    /// The sites within reach of a demand point that somebody may go to, with their shares, and what it costs in all.
    fn shares(
        self,
        (choices, costs): (&[Pair], &[f64]),
        width: f64,
        shares: &mut Vec<(usize, f64)>,
    ) -> f64 {
        shares.clear();
        let cost = |pair: &Pair| {
            let site = pair.site as usize;
            let walk = f64::from(pair.time.millis()) * self.per_milli;
            self.slopes[site].map(|_| (site, walk + costs[site]))
        };
        shares.extend(choices.iter().filter_map(cost));
        let least = shares.iter().map(|(_, cost)| *cost);
        let least = least.fold(f64::INFINITY, f64::min);
        shares.retain(|(_, cost)| cost - least < FAR * width);
        let mut sum = 0.0;
        for (_, share) in shares.iter_mut() {
            *share = ((least - *share) / width).exp();
            sum += *share;
        }
        for (_, share) in shares.iter_mut() {
            *share /= sum;
        }
        if shares.is_empty() {
            0.0
        } else {
            least - width * sum.ln()
        }
    }

    fn slope(self, costs: &[f64], (width, every): (f64, usize)) -> Slope {
        let sites = costs.len();
        let asked: f64 = self.people().step_by(every).sum();
        let scale = if asked > 0.0 {
            self.people().sum::<f64>() / asked
        } else {
            1.0
        };
        let (mut value, mut crowds) = (0.0, vec![0.0; sites]);
        let mut between = vec![0.0; sites * sites];
        let mut shares = Vec::new();
        for (people, choices) in self.market.rows().step_by(every) {
            let people = people.count() as f64 * scale;
            value -= people * self.shares((choices, costs), width, &mut shares);
            for (number, (site, share)) in shares.iter().enumerate() {
                crowds[*site] += people * share;
                for (other, its) in &shares[..number] {
                    between[site * sites + other] += people * share * its / width;
                }
            }
        }
        let mut gradient = vec![0.0; sites];
        let mut own = vec![1.0; sites];
        for (site, slope) in self.slopes.iter().enumerate() {
            if let Some(slope) = slope {
                value += costs[site] * costs[site] / (2.0 * slope);
                gradient[site] = costs[site] / slope - crowds[site];
                own[site] = 1.0 / slope;
            }
        }
        Slope {
            value,
            gradient,
            bends: bends(&between, own),
        }
    }
}

impl Slope {
    /// The people who are where the costs do not send them.
    fn astray(&self) -> f64 {
        self.gradient.iter().map(|off| off.abs()).sum()
    }
}

impl Rest {
    /// Says where the people of each demand point go at rest, site by site.
    pub(super) fn flows(&self, of: Undecided<'_>, mut go: impl FnMut(usize, usize, f64)) {
        let mut shares = Vec::new();
        for (demand, (people, choices)) in of.market.rows().enumerate() {
            of.shares((choices, &self.costs), self.width, &mut shares);
            for (site, share) in &shares {
                go(demand, *site, people.count() as f64 * share);
            }
        }
    }
}

/// How the fall at each site changes with the costs of its neighbours and with its own, which come last.
fn bends(between: &[f64], mut own: Vec<f64>) -> Vec<Vec<(u32, f64)>> {
    let sites = own.len();
    let mut bends = vec![Vec::new(); sites];
    for site in 0..sites {
        for other in 0..site {
            let bend = between[site * sites + other] + between[other * sites + site];
            if bend != 0.0 {
                bends[site].push((other as u32, -bend));
                bends[other].push((site as u32, -bend));
                own[site] += bend;
                own[other] += bend;
            }
        }
    }
    for (site, own) in own.into_iter().enumerate() {
        bends[site].push((site as u32, own));
    }
    bends
}

/// Solves linear equations by conjugate gradients, scaled by the diagonal, which stands last in each row.
fn solved(rows: &[Vec<(u32, f64)>], right: &[f64]) -> Vec<f64> {
    const CLOSE: f64 = 1e-16;
    let dot = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
    let times = |x: &[f64]| -> Vec<f64> {
        let row = |row: &Vec<(u32, f64)>| row.iter().map(|(k, v)| v * x[*k as usize]).sum();
        rows.iter().map(row).collect()
    };
    let scaled = |left: &[f64]| -> Vec<f64> {
        let own = |row: &Vec<(u32, f64)>| row.last().map_or(1.0, |(_, own)| *own);
        left.iter().zip(rows).map(|(l, row)| l / own(row)).collect()
    };
    let mut found = vec![0.0; right.len()];
    let mut left = right.to_vec();
    let mut way = scaled(&left);
    let mut size = dot(&left, &way);
    let enough = size * CLOSE;
    for _ in 0..4 * right.len() {
        if size <= enough {
            break;
        }
        let image = times(&way);
        let share = size / dot(&way, &image);
        for (site, (way, image)) in way.iter().zip(&image).enumerate() {
            found[site] += share * way;
            left[site] -= share * image;
        }
        let next = scaled(&left);
        let grown = dot(&left, &next);
        let keeps = grown / size;
        size = grown;
        way = next
            .iter()
            .zip(&way)
            .map(|(next, way)| next + keeps * way)
            .collect();
    }
    found
}
