//! A proven bound on what any choice can be worth, from whole multipliers: the Lagrangian dual of the whole problem.
//!
//! # Method
//!
//! Every constraint that ties things together gets a price: `λ_i` a need of row `i`, `μ_k ≥ 0` a rule, `α_g ≥ 0` a group
//! of a share, `ν_g ≥ 0` a floor. What is left falls apart into sites, and no choice is worth less than
//!
//! ```text
//! D = Σ needs_i (λ_i + min(0, q_i + ν(i) − λ_i)) − Σ ν_g most_g − Σ μ_k most_k + Σ (the least α of a share)
//!   + the least Σ of c_j over at most p sites,
//! c_j = f_j + Σ μ_k a_kj − Σ α_g [j in g] + min Σ_i (c_ij − λ_i) x_ij  with 0 ≤ x ≤ w and the loads of j.
//! ```
//!
//! 1. Prices are whole numbers in parts of 2^bits, so that any prices give a valid bound and rounding costs only
//!    tightness. `D` is summed exactly and rounded up: values are whole.
//! 2. Subgradient steps (Held, Wolfe and Crowder, 1974) with the length of Polyak. Rows move by the share of their
//!    people, so that merging rows changes nothing.
//!
//! # Complexity
//!
//! A look reads every arc; sites with capacities sort theirs.
//!
//! # Invariants
//!
//! The bound is never above the best value, for any prices.
//!
//! # References
//!
//! Geoffrion (1974), Lagrangean relaxation for integer programming. Held, Wolfe and Crowder (1974), Validation of
//! subgradient optimization. Beasley (1993), Lagrangean heuristics for location problems.

use super::{Mark, Problem, Rule};

/// Whole prices of all constraints, in parts of `2^bits`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prices {
    /// Binary digits of the fraction.
    pub bits: u32,
    /// For each row.
    pub rows: Vec<i64>,
    /// For each rule one, or one for each group of a share.
    pub rules: Vec<Vec<i64>>,
    /// For each floor.
    pub floors: Vec<i64>,
}

/// What prices show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The bound in parts of `2^bits`.
    pub bound: i128,
    /// For each site what opening it changes.
    pub costs: Vec<i128>,
    /// The sites that the bound opens.
    pub open: Vec<bool>,
}

/// The digits before the point that prices may have: a double holds them and their sums exactly enough.
const WHOLE_BITS: u32 = 52;
/// The most digits of the fraction.
const FRACTION_BITS: u32 = 40;
/// Steps without progress before the step is halved.
const PATIENCE: u32 = 8;

impl Prices {
    /// Prices of nothing; rows at half of what a missing service costs.
    pub fn start(problem: &Problem) -> Self {
        let dearest = |row: usize| {
            let arc = problem.of_row(row).last().map_or(0, |arc| arc.cost);
            problem.rows[row].penalty.max(arc)
        };
        let most = (0..problem.rows.len()).map(dearest).max().unwrap_or(0);
        let fixed = problem
            .sites
            .iter()
            .map(|site| site.fixed_cost)
            .max()
            .unwrap_or(0);
        let digits = u64::BITS - most.max(fixed).max(1).leading_zeros();
        let bits = WHOLE_BITS.saturating_sub(digits + 4).min(FRACTION_BITS);
        Self {
            bits,
            rows: (0..problem.rows.len())
                .map(|row| (dearest(row) << bits) as i64 / 2)
                .collect(),
            rules: (problem.rules.iter())
                .map(|rule| match rule {
                    Rule::Sum { .. } => vec![0],
                    Rule::Share { groups, .. } => vec![0; groups.len()],
                })
                .collect(),
            floors: vec![0; problem.floors.len()],
        }
    }
}

/// What the prices show when some sites are decided; the bound counts only choices that agree.
pub fn look(problem: &Problem, prices: &Prices, marks: &[Mark]) -> Look {
    let mut costs: Vec<i128> = (0..problem.sites.len())
        .map(|site| {
            let fixed = i128::from(problem.sites[site].fixed_cost) << prices.bits;
            fixed + serving(problem, prices, site, |_, _| {})
        })
        .collect();
    let mut bound = rows_bound(problem, prices);
    for (rule, prices) in problem.rules.iter().zip(&prices.rules) {
        bound += rule_bound(rule, prices, &mut costs);
    }
    let (sum, open) = choose(problem, &costs, marks);
    Look {
        bound: bound + sum,
        costs,
        open,
    }
}

/// The bound as a whole value: no choice is worth less.
pub const fn whole(bound: i128, bits: u32) -> i128 {
    let floor = bound >> bits;
    if floor << bits == bound {
        floor
    } else {
        floor + 1
    }
}

/// The price of leaving a need of each row unmet, floors included.
fn missing(problem: &Problem, prices: &Prices) -> Vec<i128> {
    let mut missing: Vec<i128> = (problem.rows.iter())
        .map(|row| i128::from(row.penalty) << prices.bits)
        .collect();
    for (floor, &price) in problem.floors.iter().zip(&prices.floors) {
        for &row in &floor.rows {
            missing[row as usize] += i128::from(price);
        }
    }
    missing
}

fn rows_bound(problem: &Problem, prices: &Prices) -> i128 {
    let rows: i128 = (missing(problem, prices).iter().enumerate())
        .map(|(row, &missing)| {
            i128::from(problem.needs_of(row)) * missing.min(i128::from(prices.rows[row]))
        })
        .sum();
    let floors: i128 = (problem.floors.iter().zip(&prices.floors))
        .map(|(floor, &price)| i128::from(floor.most_unserved) * i128::from(price))
        .sum();
    rows - floors
}

/// Adds a rule to the sites' costs; returns what it adds by itself.
fn rule_bound(rule: &Rule, prices: &[i64], costs: &mut [i128]) -> i128 {
    match rule {
        Rule::Sum { terms, most } => {
            let price = i128::from(prices[0]);
            if price != 0 {
                for &(site, factor) in terms {
                    costs[site as usize] += price * i128::from(factor);
                }
            }
            -price * i128::from(*most)
        }
        Rule::Share { groups, least } => {
            for (group, &price) in groups.iter().zip(prices) {
                for &site in group {
                    costs[site as usize] -= i128::from(price);
                }
            }
            let mut sorted = prices.to_vec();
            sorted.sort_unstable();
            sorted
                .iter()
                .take(*least)
                .map(|&price| i128::from(price))
                .sum()
        }
    }
}

/// The cheapest service at one open site at these prices; tells row and people of each part of it.
fn serving(
    problem: &Problem,
    prices: &Prices,
    site: usize,
    mut each: impl FnMut(u32, u64),
) -> i128 {
    let terms = problem.sites[site];
    let worth = |arc: &super::Arc| {
        (i128::from(arc.cost) << prices.bits) - i128::from(prices.rows[arc.to as usize])
    };
    let arcs = problem.of_site(site);
    if terms.capacity.is_none() && terms.least_load == 0 {
        let mut sum = 0;
        for arc in arcs {
            let worth = worth(arc);
            if worth < 0 {
                let people = problem.rows[arc.to as usize].people;
                sum += worth * i128::from(people);
                each(arc.to, people);
            }
        }
        return sum;
    }
    let mut order: Vec<(i128, u32)> = arcs.iter().map(|arc| (worth(arc), arc.to)).collect();
    order.sort_unstable();
    let mut room = terms.capacity.unwrap_or(u64::MAX);
    let mut lacking = terms.least_load;
    let mut sum = 0;
    for (worth, row) in order {
        let people = problem.rows[row as usize].people;
        let taken = if worth < 0 {
            people
        } else {
            people.min(lacking)
        }
        .min(room);
        if room == 0 || worth >= 0 && lacking == 0 {
            break;
        }
        sum += worth * i128::from(taken);
        each(row, taken);
        room -= taken;
        lacking = lacking.saturating_sub(taken);
    }
    sum
}

/// The sites that are open at the least cost, and their sum.
fn choose(problem: &Problem, costs: &[i128], marks: &[Mark]) -> (i128, Vec<bool>) {
    let mut open: Vec<bool> = marks.iter().map(|mark| *mark == Mark::In).collect();
    let taken = open.iter().filter(|is_open| **is_open).count();
    let mut free: Vec<(i128, usize)> = (costs.iter().enumerate())
        .filter(|&(site, &cost)| marks[site] == Mark::Free && cost < 0)
        .map(|(site, &cost)| (cost, site))
        .collect();
    free.sort_unstable();
    free.truncate(problem.most_open.saturating_sub(taken));
    let mut sum: i128 = (costs.iter().zip(&open))
        .filter(|(_, is_open)| **is_open)
        .map(|(cost, _)| cost)
        .sum();
    for (cost, site) in free {
        sum += cost;
        open[site] = true;
    }
    (sum, open)
}

/// Prices on their way up.
#[derive(Debug, Clone)]
pub struct Ascent {
    /// The best prices so far.
    pub best: Prices,
    /// What they show.
    pub look: Look,
    /// How often each site was open of late, from 0 to 1.
    pub shares: Vec<f64>,
}

/// Raises the bound by so many steps, or until it reaches `target`, beyond which no choice is wanted.
pub fn ascend(
    problem: &Problem,
    marks: &[Mark],
    start: &Prices,
    (target, steps): (i128, u32),
) -> Ascent {
    let mut now = start.clone();
    let first = look(problem, &now, marks);
    let mut ascent = Ascent {
        best: now.clone(),
        shares: first
            .open
            .iter()
            .map(|&is_open| f64::from(u8::from(is_open)))
            .collect(),
        look: first.clone(),
    };
    let mut here = first;
    let (mut length, mut waited) = (1.0, 0);
    for _ in 0..steps {
        if whole(ascent.look.bound, now.bits) >= target || length < 1e-4 {
            break;
        }
        step(problem, &mut now, &here, (target, length));
        here = look(problem, &now, marks);
        for (share, &is_open) in ascent.shares.iter_mut().zip(&here.open) {
            *share = 0.9 * *share + if is_open { 0.1 } else { 0.0 };
        }
        if here.bound > ascent.look.bound {
            ascent.best.clone_from(&now);
            ascent.look.clone_from(&here);
            waited = 0;
        } else {
            waited += 1;
        }
        if waited >= PATIENCE {
            (length, waited) = (length * 0.6, 0);
            now.clone_from(&ascent.best);
            here.clone_from(&ascent.look);
        }
    }
    ascent
}

/// How far each constraint is from being kept by what the bound does.
struct Slopes {
    rows: Vec<f64>,
    rules: Vec<Vec<f64>>,
    floors: Vec<f64>,
}

fn slopes(problem: &Problem, prices: &Prices, here: &Look) -> Slopes {
    let mut rows: Vec<f64> = (missing(problem, prices).iter().enumerate())
        .map(|(row, &missing)| {
            let is_unserved = missing < i128::from(prices.rows[row]);
            if is_unserved {
                0.0
            } else {
                problem.needs_of(row) as f64
            }
        })
        .collect();
    let floors = (problem.floors.iter())
        .map(|floor| {
            let unserved: u64 = (floor.rows.iter())
                .filter(|row| rows[**row as usize] == 0.0)
                .map(|&row| problem.needs_of(row as usize))
                .sum();
            unserved as f64 - floor.most_unserved as f64
        })
        .collect();
    for (site, _) in here
        .open
        .iter()
        .enumerate()
        .filter(|(_, is_open)| **is_open)
    {
        serving(problem, prices, site, |row, people| {
            rows[row as usize] -= people as f64;
        });
    }
    let rules = (problem.rules.iter().zip(&prices.rules))
        .map(|(rule, prices)| rule_slopes(rule, prices, &here.open))
        .collect();
    Slopes {
        rows,
        rules,
        floors,
    }
}

fn rule_slopes(rule: &Rule, prices: &[i64], open: &[bool]) -> Vec<f64> {
    match rule {
        Rule::Sum { terms, most } => {
            let sum: i64 = (terms.iter())
                .filter(|(site, _)| open[*site as usize])
                .map(|(_, factor)| factor)
                .sum();
            vec![(sum - most) as f64]
        }
        Rule::Share { groups, least } => {
            let mut order: Vec<usize> = (0..groups.len()).collect();
            order.sort_by_key(|&group| (prices[group], group));
            let mut slopes: Vec<f64> = (groups.iter())
                .map(|group| {
                    let inside = group.iter().filter(|&&site| open[site as usize]);
                    -(inside.count() as f64)
                })
                .collect();
            for &group in order.iter().take(*least) {
                slopes[group] += 1.0;
            }
            slopes
        }
    }
}

fn step(problem: &Problem, now: &mut Prices, here: &Look, (target, length): (i128, f64)) {
    let slopes = slopes(problem, now, here);
    let people: f64 = problem.rows.iter().map(|row| row.people as f64).sum();
    let per_site =
        (people / problem.most_open.clamp(1, problem.sites.len().max(1)) as f64).max(1.0);
    let rule_scale = |rule: &Rule| match rule {
        Rule::Sum { terms, .. } => {
            let squares: f64 = terms.iter().map(|(_, f)| (*f as f64) * (*f as f64)).sum();
            per_site / (squares / terms.len().max(1) as f64).max(1.0)
        }
        Rule::Share { .. } => per_site,
    };
    let floor_scale = |floor: usize| {
        let needs: u64 = (problem.floors[floor].rows.iter())
            .map(|&row| problem.needs_of(row as usize))
            .sum();
        4.0 / needs.max(1) as f64
    };
    let mut norm = 0.0;
    for (slope, row) in slopes.rows.iter().zip(&problem.rows) {
        norm += slope * slope / row.people.max(1) as f64;
    }
    for (rule, slopes) in problem.rules.iter().zip(&slopes.rules) {
        norm += slopes.iter().map(|s| s * s).sum::<f64>() * rule_scale(rule);
    }
    for (floor, slope) in slopes.floors.iter().enumerate() {
        norm += slope * slope * floor_scale(floor);
    }
    if norm <= 0.0 {
        return;
    }
    let unit = 2_f64.powi(now.bits as i32);
    let rise = (target as f64)
        .mul_add(unit, -(here.bound as f64))
        .max(unit);
    let step = length * rise / norm;
    let most = 2_f64.powi(WHOLE_BITS as i32);
    for (row, slope) in slopes.rows.iter().enumerate() {
        let moved = step * slope / problem.rows[row].people.max(1) as f64;
        now.rows[row] = (now.rows[row] as f64 + moved).clamp(0.0, most) as i64;
    }
    for ((rule, slopes), prices) in problem.rules.iter().zip(&slopes.rules).zip(&mut now.rules) {
        let scale = rule_scale(rule);
        for (price, slope) in prices.iter_mut().zip(slopes) {
            *price = (*price as f64 + step * slope * scale).clamp(0.0, most) as i64;
        }
    }
    for (floor, slope) in slopes.floors.iter().enumerate() {
        let moved = step * slope * floor_scale(floor);
        now.floors[floor] = (now.floors[floor] as f64 + moved).clamp(0.0, most) as i64;
    }
}
