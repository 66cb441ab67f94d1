//! What no plan can be better than: the Lagrangian dual of the p-median in whole numbers.
//!
//! # Method
//!
//! With a price `λ_i` of serving each person of a row no plan is worth less than
//!
//! ```text
//! D(λ) = Σ w_i min(λ_i, q_i) + the sum of the p lowest ρ_j < 0,   ρ_j = Σ_i w_i min(0, c_ij − λ_i)
//! ```
//!
//! (Cornuéjols, Fisher and Nemhauser, 1977). Prices are whole parts of 2^-10 of a millisecond: the bound is exact for
//! any of them. They climb by deflected subgradient steps (Camerini, Fratta and Maffioli, 1975) of Polyak's length.
//! A row looks only at sites nearer than its price.

use super::Median;
use crate::siting::effort::Meter;
use crate::siting::location::Mark;

/// The binary digits of a price's fraction.
pub(super) const BITS: u32 = 10;
/// Steps without gain before the step is shortened.
const PATIENCE: u32 = 10;
/// How much of the last direction stays in the next.
const MEMORY: f64 = 0.75;
/// A step shorter than this ends the climb.
const SHORTEST: f64 = 5e-4;
/// Plans of the climb that are worth a descent.
const PLANS: usize = 6;

/// What prices show.
#[derive(Debug, Clone)]
pub(super) struct Look {
    /// The bound, in parts of 2^-10.
    pub(super) bound: i64,
    /// For each column what opening it changes.
    pub(super) changes: Vec<i64>,
    /// Which columns the bound opens.
    pub(super) open: Vec<bool>,
}

/// Prices on their way up.
#[derive(Debug, Clone)]
pub(super) struct Ascent {
    /// The best prices so far.
    pub(super) best: Vec<i64>,
    /// What they show.
    pub(super) look: Look,
    /// How often each column was open of late, from 0 to 1.
    pub(super) shares: Vec<f64>,
    plans: Vec<Vec<u32>>,
}

impl Ascent {
    /// No plan is worth less.
    pub(super) const fn whole(&self) -> i64 {
        whole(self.look.bound)
    }

    /// Plans that good bounds opened.
    pub(super) fn take_plans(&mut self) -> Vec<Vec<u32>> {
        std::mem::take(&mut self.plans)
    }
}

/// Rounds a bound up: values are whole.
const fn whole(bound: i64) -> i64 {
    let down = bound >> BITS;
    if down << BITS == bound {
        down
    } else {
        down + 1
    }
}

/// Prices between the nearest and the second nearest site of a plan.
pub(super) fn start(median: &Median, plan: &[u32]) -> Vec<i64> {
    let mut is_open = vec![false; median.columns.len()];
    for &column in plan {
        is_open[column as usize] = true;
    }
    (0..median.people.len())
        .map(|row| {
            let arcs = median.of_row(row).iter();
            let mut near = arcs.filter(|(_, column)| is_open[*column as usize]);
            let penalty = median.penalty[row];
            let mut next = || near.next().map_or(penalty, |(walk, _)| *walk);
            let (first, second) = (next(), next());
            (i64::from(first) + i64::from(second)) << (BITS - 1)
        })
        .collect()
}

/// What prices show when some columns are decided.
pub(super) fn look(median: &Median, prices: &[i64], marks: &[Mark]) -> Look {
    let mut changes = vec![0; median.columns.len()];
    let mut bound = 0;
    for (row, &price) in prices.iter().enumerate() {
        let people = median.people[row];
        bound += people * price;
        for &(walk, column) in median.of_row(row) {
            let walk = i64::from(walk) << BITS;
            if walk >= price {
                break;
            }
            changes[column as usize] += people * (walk - price);
        }
    }
    let mut open: Vec<bool> = marks.iter().map(|mark| *mark == Mark::In).collect();
    let taken = open.iter().filter(|is_open| **is_open).count();
    let mut free: Vec<(i64, u32)> = (changes.iter().enumerate())
        .filter(|&(column, &change)| marks[column] == Mark::Free && change < 0)
        .map(|(column, &change)| (change, column as u32))
        .collect();
    let room = median.sites.saturating_sub(taken);
    if room < free.len() {
        if room > 0 {
            free.select_nth_unstable(room - 1);
        }
        free.truncate(room);
    }
    for &(_, column) in &free {
        open[column as usize] = true;
    }
    bound += (changes.iter().zip(&open))
        .filter(|(_, is_open)| **is_open)
        .map(|(change, _)| change)
        .sum::<i64>();
    Look {
        bound,
        changes,
        open,
    }
}

/// Climbs by so many steps, or until no plan below `target` is left.
pub(super) fn ascend(
    median: &Median,
    marks: &[Mark],
    prices: Vec<i64>,
    (target, steps): (i64, u32),
    meter: &mut Meter<'_>,
) -> Ascent {
    let mut now = prices;
    let first = look(median, &now, marks);
    let mut ascent = Ascent {
        best: now.clone(),
        shares: (first.open.iter())
            .map(|is_open| f64::from(u8::from(*is_open)))
            .collect(),
        plans: Vec::new(),
        look: first.clone(),
    };
    let mut here = first;
    let mut way = vec![0.0; now.len()];
    let (mut length, mut waited) = (1.2, 0);
    for _ in 0..steps {
        if ascent.whole() >= target || length < SHORTEST || meter.is_spent() {
            break;
        }
        let read = step(median, &here, (&mut now, &mut way), (target, length));
        meter.spend(read * 2 + now.len() as u64 + marks.len() as u64);
        here = look(median, &now, marks);
        for (share, &is_open) in ascent.shares.iter_mut().zip(&here.open) {
            *share = 0.9 * *share + if is_open { 0.1 } else { 0.0 };
        }
        if here.bound > ascent.look.bound {
            if whole(here.bound) > ascent.whole() {
                ascent.note_plan(&here);
            }
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
            way.fill(0.0);
        }
    }
    ascent
}

impl Ascent {
    fn note_plan(&mut self, look: &Look) {
        let columns = look.open.iter().enumerate();
        let plan: Vec<u32> = columns
            .filter(|(_, is_open)| **is_open)
            .map(|(column, _)| column as u32)
            .collect();
        if self.plans.contains(&plan) {
            return;
        }
        if self.plans.len() >= PLANS {
            self.plans.remove(0);
        }
        self.plans.push(plan);
    }
}

/// Moves the prices; returns the pairs read.
fn step(
    median: &Median,
    here: &Look,
    (now, way): (&mut [i64], &mut [f64]),
    (target, length): (i64, f64),
) -> u64 {
    let mut norm = 0.0;
    let mut read = 0;
    for (row, way) in way.iter_mut().enumerate() {
        let price = now[row];
        let mut served = 0_i32;
        for &(walk, column) in median.of_row(row) {
            if i64::from(walk) << BITS >= price {
                break;
            }
            read += 1;
            served += i32::from(here.open[column as usize]);
        }
        let at_most = price >= i64::from(median.penalty[row]) << BITS;
        let slope = f64::from(1 - served);
        // At its penalty a row may as well go unserved: nothing pulls its price up.
        let slope = if at_most { slope.min(0.0) } else { slope };
        *way = MEMORY.mul_add(*way, slope);
        norm += *way * *way * median.people[row] as f64;
    }
    if norm > 0.0 {
        let unit = f64::from(1_u32 << BITS);
        let rise = (target as f64)
            .mul_add(unit, -(here.bound as f64))
            .max(unit);
        let step = length * rise / norm;
        for (row, way) in way.iter().enumerate() {
            let most = i64::from(median.penalty[row]) << BITS;
            now[row] = (now[row] + (step * way) as i64).clamp(0, most);
        }
    }
    read
}

/// Decides free columns whose other decision would reach the target.
pub(super) fn decided(median: &Median, ascent: &Ascent, target: i64, marks: &[Mark]) -> Vec<Mark> {
    let look = &ascent.look;
    let mut decided = marks.to_vec();
    let is_free = |column: usize| marks[column] == Mark::Free;
    let open = look.open.iter().filter(|is_open| **is_open).count();
    let is_full = open >= median.sites;
    let edge = |wanted: bool| {
        let columns = (0..marks.len()).filter(|&c| is_free(c) && look.open[c] == wanted);
        let changes = columns.map(|c| look.changes[c]);
        if wanted { changes.max() } else { changes.min() }
    };
    let (worst, next) = (
        edge(true).unwrap_or(0).min(0),
        edge(false).unwrap_or(0).min(0),
    );
    for column in (0..marks.len()).filter(|&column| is_free(column)) {
        let change = look.changes[column];
        if look.open[column] {
            let spare = if is_full { next } else { 0 };
            if whole(look.bound - change + spare) >= target {
                decided[column] = Mark::In;
            }
        } else {
            let freed = if is_full { worst } else { 0 };
            if whole(look.bound + change - freed) >= target {
                decided[column] = Mark::Out;
            }
        }
    }
    decided
}
