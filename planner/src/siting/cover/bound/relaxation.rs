//! The linear relaxation of maximal covering, by a first-order method: multipliers for a bound, shares for a choice.
//!
//! What comes out is approximate on purpose. `bound` turns the multipliers into a proof in whole numbers.
//!
//! # Method
//!
//! Without the rows' own variables the relaxation is a saddle point,
//!
//! ```text
//! min over λ in [0, w]   max over y in Y   Σ (w_i − λ_i) + λᵀ A y,     Y = { 0 ≤ y ≤ 1, Σ y ≤ p },
//! ```
//!
//! both sides bounded, so that the value of either side alone is known at every step: the gap is exact.
//!
//! 1. The primal-dual hybrid gradient of Chambolle and Pock (2011): `y` moves along the column sums of `λ` and is
//!    projected onto `Y` (one number to search for); `λ` moves along the uncovered share of its row at the
//!    extrapolated `y`, and is clamped.
//! 2. Steps are diagonal (Pock and Chambolle, 2011), with rows scaled by their weights: `σ_i = ω w_i / |row i|`,
//!    `τ_j = 1 / (ω Σ w_i)`. Merging rows with the same columns then changes nothing.
//! 3. Where columns have a price instead of a number, the price is the shift: nothing to search for.
//! 4. Restarts from the better of the current point and the average since the last restart, when the gap has fallen
//!    enough (Applegate and others, 2021); `ω` is rebalanced there by the distances travelled.
//!
//! # Complexity
//!
//! A step reads every non-zero twice.
//!
//! # Invariants
//!
//! Sums run in a fixed order: the same input gives the same bits.
//!
//! # References
//!
//! Chambolle and Pock (2011), A first-order primal-dual algorithm for convex problems with applications to imaging.
//! Pock and Chambolle (2011), Diagonal preconditioning for first order primal-dual algorithms. Applegate and others
//! (2021), Practical large-scale linear programming using primal-dual hybrid gradient.

use crate::siting::cover::problem::CoverProblem;
use crate::siting::effort::Meter;

pub use super::start::Start;

/// Steps between two looks at the gap.
const LOOK_EVERY: u32 = 8;
/// What projecting the shares costs, in non-zeros for each column: some ten looks at it.
const PROJECTION: usize = 20;
/// A restart follows at once when the gap has fallen to this share.
const FALL_ENOUGH: f64 = 0.2;
/// A restart follows when the gap has fallen to this share and rises again.
const FALL_SOME: f64 = 0.8;
/// A restart follows when the steps since the last are this share of all steps.
const LONG_SHARE: f64 = 0.36;

/// What keeps the columns few.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Budget {
    /// At most so many.
    Sites(usize),
    /// Each costs so much, in the unit of the weights.
    Price(f64),
}

/// The relaxation of a problem, and how far it is solved.
#[derive(Debug, Clone)]
pub struct Relaxation<'a> {
    problem: &'a CoverProblem,
    budget: Budget,
    weights: Vec<f64>,
    row_step: Vec<f64>,
    column_step: Vec<f64>,
    balance: f64,
    now: Point,
    sum: Point,
    summed: f64,
    anchor: Point,
    anchor_gap: f64,
    last_gap: f64,
    best: Best,
    steps: u32,
    steps_at_restart: u32,
    shift: f64,
    scratch: Vec<f64>,
}

/// A place in both spaces, with what each side shows the other.
#[derive(Debug, Clone, Default)]
struct Point {
    multipliers: Vec<f64>,
    shares: Vec<f64>,
    /// For each column the sum of the multipliers of its rows.
    pull: Vec<f64>,
    /// For each row the sum of the shares of its columns.
    cover: Vec<f64>,
}

/// The best seen on each side.
#[derive(Debug, Clone)]
struct Best {
    bound: f64,
    multipliers: Vec<f64>,
    value: f64,
    shares: Vec<f64>,
}

/// Where to stop, in people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stop {
    /// The bound is below this.
    pub bound_below: f64,
    /// Bound and value are this close.
    pub gap_below: f64,
    /// So many steps are taken.
    pub steps: u32,
}

impl<'a> Relaxation<'a> {
    /// The relaxation within a budget, before the first step.
    pub fn new(problem: &'a CoverProblem, budget: Budget, start: Start) -> Self {
        let weights: Vec<f64> = problem.weights().iter().map(|&w| w as f64).collect();
        let row_step = (0..problem.rows() as u32)
            .map(|row| weights[row as usize] / problem.columns_of(row).len().max(1) as f64)
            .collect();
        let column_step = (0..problem.columns() as u32)
            .map(|column| 1.0 / (problem.weight_of(column) as f64).max(1.0))
            .collect();
        let mut now = Point {
            multipliers: start.multipliers,
            shares: start.shares,
            pull: vec![0.0; problem.columns()],
            cover: vec![0.0; problem.rows()],
        };
        now.fill_pull(problem);
        now.fill_cover(problem);
        let mut relaxation = Self {
            problem,
            budget,
            weights,
            row_step,
            column_step,
            balance: 1.0,
            sum: Point::zero(problem),
            summed: 0.0,
            anchor: now.clone(),
            anchor_gap: f64::INFINITY,
            last_gap: f64::INFINITY,
            best: Best {
                bound: f64::INFINITY,
                multipliers: Vec::new(),
                value: f64::NEG_INFINITY,
                shares: Vec::new(),
            },
            now,
            steps: 0,
            steps_at_restart: 0,
            shift: 0.0,
            scratch: Vec::new(),
        };
        relaxation.anchor_gap = relaxation.look(Which::Now);
        relaxation.last_gap = relaxation.anchor_gap;
        relaxation
    }

    /// Takes steps until a stop or until the allowed work is done.
    pub fn run(&mut self, stop: Stop, meter: &mut Meter<'_>) {
        let (rows, columns) = (self.weights.len(), self.now.pull.len());
        let work = (2 * self.problem.nonzeros() + 6 * rows + PROJECTION * columns) as u64;
        let last = self.steps + stop.steps;
        while !meter.is_spent()
            && self.steps < last
            && self.best.bound >= stop.bound_below
            && self.best.bound - self.best.value > stop.gap_below
        {
            for _ in 0..LOOK_EVERY {
                self.step();
            }
            meter.spend(work * u64::from(LOOK_EVERY));
            self.look_and_restart();
        }
    }

    /// The best bound so far, as the method sees it; not a proof.
    pub const fn bound(&self) -> f64 {
        self.best.bound
    }

    /// The best value of the relaxation so far.
    pub const fn value(&self) -> f64 {
        self.best.value
    }

    /// The multipliers of the best bound.
    pub fn multipliers(&self) -> &[f64] {
        &self.best.multipliers
    }

    /// The columns' shares at the best value.
    pub fn shares(&self) -> &[f64] {
        &self.best.shares
    }

    /// The best multipliers and shares so far, as a start for another problem.
    pub fn start(&self) -> Start {
        Start {
            multipliers: self.best.multipliers.clone(),
            shares: self.best.shares.clone(),
        }
    }

    /// The steps taken.
    pub const fn steps(&self) -> u32 {
        self.steps
    }

    fn step(&mut self) {
        let problem = self.problem;
        self.scratch.clear();
        self.scratch.extend(
            (self
                .now
                .shares
                .iter()
                .zip(&self.now.pull)
                .zip(&self.column_step))
            .map(|((share, pull), step)| share + step / self.balance * pull),
        );
        self.project();
        for column in 0..problem.columns() {
            let step = self.shift * self.column_step[column] / self.balance;
            self.now.shares[column] = (self.scratch[column] - step).clamp(0.0, 1.0);
        }
        for row in 0..problem.rows() {
            let columns = problem.columns_of(row as u32);
            let cover: f64 = columns.iter().map(|&c| self.now.shares[c as usize]).sum();
            let ahead = 2.0 * cover - self.now.cover[row];
            let step = self.balance * self.row_step[row];
            let moved = self.now.multipliers[row] + step * (1.0 - ahead);
            self.now.multipliers[row] = moved.clamp(0.0, self.weights[row]);
            self.now.cover[row] = cover;
        }
        self.now.fill_pull(problem);
        self.sum.add(&self.now);
        self.summed += 1.0;
        self.steps += 1;
    }

    /// Finds the shift at which the shares sum to the number of sites; zero when they sum to less.
    ///
    /// The sum falls with the shift, piecewise linear: Newton steps, kept inside a bracket.
    fn project(&mut self) {
        let sites = match self.budget {
            Budget::Price(price) => {
                self.shift = price;
                return;
            }
            Budget::Sites(sites) => sites as f64,
        };
        if self.sum_at(0.0).0 <= sites {
            self.shift = 0.0;
            return;
        }
        let (mut low, mut high) = (0.0, f64::INFINITY);
        for _ in 0..60 {
            let (sum, slope) = self.sum_at(self.shift);
            let over = sum - sites;
            if over.abs() <= 1e-10 * sites {
                return;
            }
            if over > 0.0 {
                low = self.shift;
            } else {
                high = self.shift;
            }
            let newton = self.shift + over / slope;
            self.shift = if newton > low && newton < high {
                newton
            } else if high.is_finite() {
                f64::midpoint(low, high)
            } else {
                2.0 * low.max(1e-3)
            };
        }
    }

    /// The sum of the clamped shares at a shift, and how fast it falls there.
    fn sum_at(&self, shift: f64) -> (f64, f64) {
        let (mut sum, mut slope) = (0.0, 0.0);
        for (moved, step) in self.scratch.iter().zip(&self.column_step) {
            let step = step / self.balance;
            let share = moved - shift * step;
            sum += share.clamp(0.0, 1.0);
            if share > 0.0 && share < 1.0 {
                slope += step;
            }
        }
        (sum, slope)
    }

    fn look_and_restart(&mut self) {
        let now = self.look(Which::Now);
        let average = self.look(Which::Average);
        let gap = now.min(average);
        let long =
            f64::from(self.steps - self.steps_at_restart) >= LONG_SHARE * f64::from(self.steps);
        let enough = gap <= FALL_ENOUGH * self.anchor_gap;
        let some = gap <= FALL_SOME * self.anchor_gap && gap > self.last_gap;
        self.last_gap = gap;
        if enough || some || long {
            if average < now {
                self.now.set_average(&self.sum, self.summed);
            }
            self.restart(gap);
        }
    }

    fn restart(&mut self, gap: f64) {
        let rows: f64 = (self.now.multipliers.iter().zip(&self.anchor.multipliers))
            .zip(&self.row_step)
            .map(|((a, b), step)| (a - b) * (a - b) / step)
            .sum();
        let columns: f64 = (self.now.shares.iter().zip(&self.anchor.shares))
            .zip(&self.column_step)
            .map(|((a, b), step)| (a - b) * (a - b) / step)
            .sum();
        if rows > 0.0 && columns > 0.0 {
            let wanted = (rows / columns).sqrt();
            let balance = (wanted * self.balance).sqrt().clamp(1e-6, 1e6);
            self.shift *= balance / self.balance;
            self.balance = balance;
        }
        self.anchor.copy_from(&self.now);
        self.anchor_gap = gap;
        self.last_gap = gap;
        self.sum.clear();
        self.summed = 0.0;
        self.steps_at_restart = self.steps;
    }

    /// The gap at a point; keeps its multipliers or shares when they are the best so far.
    fn look(&mut self, which: Which) -> f64 {
        let (point, by) = match which {
            Which::Now => (&self.now, 1.0),
            Which::Average => (&self.sum, 1.0 / self.summed),
        };
        let (mut value, mut bound) = (0.0, 0.0);
        for (row, weight) in self.weights.iter().enumerate() {
            value += weight * (point.cover[row] * by).min(1.0);
            bound += weight - point.multipliers[row] * by;
        }
        match self.budget {
            Budget::Sites(sites) => bound += by * largest(&point.pull, sites, &mut self.scratch),
            Budget::Price(price) => {
                for (pull, share) in point.pull.iter().zip(&point.shares) {
                    bound += (pull * by - price).max(0.0);
                    value -= share * by * price;
                }
            }
        }
        if bound < self.best.bound {
            self.best.bound = bound;
            self.best.multipliers.clear();
            self.best
                .multipliers
                .extend(point.multipliers.iter().map(|m| m * by));
        }
        if value > self.best.value {
            self.best.value = value;
            self.best.shares.clear();
            self.best.shares.extend(point.shares.iter().map(|s| s * by));
        }
        bound - value
    }
}

/// The point where the method is, or the average since the last restart.
#[derive(Debug, Clone, Copy)]
enum Which {
    Now,
    Average,
}

impl Point {
    fn zero(problem: &CoverProblem) -> Self {
        Self {
            multipliers: vec![0.0; problem.rows()],
            shares: vec![0.0; problem.columns()],
            pull: vec![0.0; problem.columns()],
            cover: vec![0.0; problem.rows()],
        }
    }

    fn fill_pull(&mut self, problem: &CoverProblem) {
        for (column, pull) in self.pull.iter_mut().enumerate() {
            let rows = problem.rows_of(column as u32).iter();
            *pull = rows.map(|&row| self.multipliers[row as usize]).sum();
        }
    }

    fn fill_cover(&mut self, problem: &CoverProblem) {
        for (row, cover) in self.cover.iter_mut().enumerate() {
            let columns = problem.columns_of(row as u32).iter();
            *cover = columns.map(|&column| self.shares[column as usize]).sum();
        }
    }

    const fn parts(&mut self) -> [&mut Vec<f64>; 4] {
        [
            &mut self.multipliers,
            &mut self.shares,
            &mut self.pull,
            &mut self.cover,
        ]
    }

    fn each(&mut self, other: &Self, change: impl Fn(&mut f64, f64)) {
        let theirs = [&other.multipliers, &other.shares, &other.pull, &other.cover];
        for (mine, theirs) in self.parts().into_iter().zip(theirs) {
            for (a, b) in mine.iter_mut().zip(theirs) {
                change(a, *b);
            }
        }
    }

    fn add(&mut self, other: &Self) {
        self.each(other, |a, b| *a += b);
    }

    fn copy_from(&mut self, other: &Self) {
        self.each(other, |a, b| *a = b);
    }

    fn set_average(&mut self, sum: &Self, count: f64) {
        self.each(sum, |a, b| *a = b / count);
    }

    fn clear(&mut self) {
        for part in self.parts() {
            part.fill(0.0);
        }
    }
}

/// The sum of the `count` largest values.
fn largest(values: &[f64], count: usize, scratch: &mut Vec<f64>) -> f64 {
    if count >= values.len() {
        return values.iter().sum();
    }
    scratch.clear();
    scratch.extend_from_slice(values);
    scratch.select_nth_unstable_by(count, |a, b| b.total_cmp(a));
    scratch[..count].iter().sum()
}
