//! The p-median on its own: least walking of all together with a given number of sites, fast and with a proof.
//!
//! # Formulation
//!
//! Hakimi (1964); ReVelle and Swain (1970). People `w_i` walk `c_ij` to an open site or, where none is near, pay `q_i`:
//!
//! ```text
//! min Σ w_i (Σ_j c_ij x_ij + q_i u_i)   with   Σ_j x_ij + u_i = 1,   x_ij ≤ y_j,   Σ y_j ≤ p,   y ∈ {0, 1}.
//! ```
//!
//! Sites that stay open lower `q_i` to the walk to the nearest of them and are no columns.
//!
//! # Method
//!
//! 1. The site that lowers the sum most, again and again (`swap`): the first plan.
//! 2. Eager swaps: candidates are weighed one after the other, and a swap that helps is made at once (Resende and
//!    Werneck, 2007). Then iterated local search: a few sites are replaced at random, and swaps repair the plan.
//! 3. A Lagrangian bound over the rows (`bound`; Cornuéjols, Fisher and Nemhauser, 1977). The sites that it opens are
//!    plans as well, and descend by swaps (Beasley, 1993).
//! 4. Sites whose other decision would push the bound beyond the plan are decided. The search goes on among what is
//!    left, then branch and bound (`tree`).
//!
//! # Complexity
//!
//! A weighing reads the rows that a candidate can serve and the open sites; a look at the bound reads, of each row,
//! the sites nearer than its price. Work is bounded by the effort.
//!
//! # Invariants
//!
//! bound ≤ optimum ≤ value. The same seed and effort give the same plan.
//!
//! # References
//!
//! Hakimi (1964), Optimum locations of switching centers. ReVelle and Swain (1970), Central facilities location.
//! Cornuéjols, Fisher and Nemhauser (1977), Location of bank accounts to optimize float. Beasley (1993), Lagrangean
//! heuristics for location problems. Resende and Werneck (2007), A fast swap-based local search procedure for
//! location problems.

mod bound;
mod swap;
#[cfg(test)]
mod tests;
mod tree;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::effort::{Effort, Meter};
use super::location::branch::{Choice, Proof};
use super::location::dual::Prices;
use super::location::{Mark, Problem};
use bound::{Ascent, BITS, ascend, start};
use swap::Tables;

/// Sums of people and walks stay below this, so that sums of prices fit a machine word.
const MOST: u128 = 1 << (62 - BITS);
/// Steps of the first ascent.
const STEPS: u32 = 500;
/// The first search may do one in so many parts of the search's effort; the rest is for what the bound leaves open.
const FIRST_PART: u64 = 4;

/// A p-median problem without promises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Median {
    /// The most new sites.
    sites: usize,
    /// For each column of the whole problem that is no fixed site, the column there.
    columns: Vec<u32>,
    people: Vec<i64>,
    /// What each person of a row pays without any of the columns.
    penalty: Vec<u32>,
    row_first: Vec<usize>,
    /// For each row its columns by walk: walk and column.
    by_row: Vec<(u32, u32)>,
    column_first: Vec<usize>,
    /// For each column its rows: row and walk.
    by_column: Vec<(u32, u32)>,
}

impl Median {
    /// Reads a problem; nothing when it is more than a p-median, or too large for machine words.
    pub fn of(problem: &Problem) -> Option<Self> {
        let is_plain = problem.needs == 1
            && problem.rules.is_empty()
            && problem.floors.is_empty()
            && !problem.has_loads()
            && problem.sites.iter().all(|site| site.fixed_cost == 0);
        let most: u128 = (problem.rows.iter())
            .map(|row| u128::from(row.people) * u128::from(row.penalty))
            .sum();
        if !is_plain || most >= MOST {
            return None;
        }
        let fixed = problem.sites.iter().filter(|site| site.is_fixed).count();
        let mut place = vec![None; problem.sites.len()];
        let mut columns = Vec::new();
        for (column, site) in problem.sites.iter().enumerate() {
            if !site.is_fixed {
                place[column] = Some(columns.len() as u32);
                columns.push(column as u32);
            }
        }
        let mut median = Self {
            sites: problem.most_open.checked_sub(fixed)?.min(columns.len()),
            columns,
            people: Vec::with_capacity(problem.rows.len()),
            penalty: Vec::with_capacity(problem.rows.len()),
            row_first: vec![0],
            by_row: Vec::with_capacity(problem.arcs.len()),
            column_first: Vec::new(),
            by_column: Vec::new(),
        };
        for (row, terms) in problem.rows.iter().enumerate() {
            let arcs = problem.of_row(row);
            let kept = arcs
                .iter()
                .find(|arc| problem.sites[arc.to as usize].is_fixed);
            let penalty = kept.map_or(terms.penalty, |arc| arc.cost.min(terms.penalty));
            let near = arcs.iter().filter(|arc| arc.cost < penalty);
            (median.by_row)
                .extend(near.filter_map(|arc| Some((arc.cost as u32, place[arc.to as usize]?))));
            median.people.push(terms.people as i64);
            median.penalty.push(u32::try_from(penalty).ok()?);
            median.row_first.push(median.by_row.len());
        }
        median.turn();
        Some(median)
    }

    /// Lists the rows of each column.
    fn turn(&mut self) {
        let mut first = vec![0; self.columns.len() + 1];
        for &(_, column) in &self.by_row {
            first[column as usize + 1] += 1;
        }
        for column in 0..self.columns.len() {
            first[column + 1] += first[column];
        }
        let mut next = first.clone();
        self.by_column = vec![(0, 0); self.by_row.len()];
        for row in 0..self.people.len() {
            for &(walk, column) in &self.by_row[self.row_first[row]..self.row_first[row + 1]] {
                self.by_column[next[column as usize]] = (row as u32, walk);
                next[column as usize] += 1;
            }
        }
        self.column_first = first;
    }

    /// The columns that a row can go to, by walk.
    fn of_row(&self, row: usize) -> &[(u32, u32)] {
        &self.by_row[self.row_first[row]..self.row_first[row + 1]]
    }

    /// The rows that a column can serve.
    fn of_column(&self, column: u32) -> &[(u32, u32)] {
        let column = column as usize;
        &self.by_column[self.column_first[column]..self.column_first[column + 1]]
    }

    /// What a plan is worth, counted from scratch.
    fn value(&self, is_open: &[bool]) -> i64 {
        (0..self.people.len())
            .map(|row| {
                let near = self.of_row(row).iter().find(|(_, c)| is_open[*c as usize]);
                let walk = near.map_or(self.penalty[row], |(walk, _)| *walk);
                self.people[row] * i64::from(walk)
            })
            .sum()
    }
}

/// Searches for the best plan and proves how good it is, as far as the effort goes.
pub fn solve(problem: &Problem, seed: u64, effort: Effort, meter: &mut Meter<'_>) -> Option<Proof> {
    let median = Median::of(problem)?;
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut tables = Tables::greedy(&median);
    meter.spend(median.by_row.len() as u64);
    let everything: Vec<u32> = (0..median.columns.len() as u32).collect();
    meter.allow(effort.search / FIRST_PART);
    let mut best = tables.search(&everything, (&mut random, FIRST_KICKS), meter);
    let marks = vec![Mark::Free; median.columns.len()];
    let first = start(&median, &best.1);
    meter.allow(effort.proof / 2);
    let mut ascent = ascend(&median, &marks, first, (best.0, STEPS), meter);
    for plan in ascent.take_plans() {
        tables.open_only(&plan);
        tables.descend(&everything, meter);
        best = best.min(tables.plan());
    }
    meter.allow(effort.proof / 4);
    ascent = ascend(&median, &marks, ascent.best, (best.0, STEPS), meter);
    let left = bound::decided(&median, &ascent, best.0, &marks);
    let open: Vec<u32> = everything
        .iter()
        .copied()
        .filter(|&column| left[column as usize] != Mark::Out)
        .collect();
    if ascent.whole() < best.0 {
        meter.allow(effort.search);
        tables.open_only(&best.1);
        best = best.min(tables.search(&open, (&mut random, KICKS), meter));
    }
    meter.allow(effort.proof);
    let root = (ascent.best.clone(), ascent.whole());
    let proof = tree::prove(&median, best, root, meter);
    Some(proof.widened(&median, problem, &ascent))
}

/// Kicks of the first search without any gain before it ends.
const FIRST_KICKS: u32 = 30;
/// The same where the bound has left few columns.
const KICKS: u32 = 300;

/// A plan of columns with its value; less is better, of equal values the lowest columns.
type Planned = (i64, Vec<u32>);

/// What the tree found and proved.
struct Proven {
    best: Planned,
    bound: i64,
    is_complete: bool,
    nodes: u64,
}

impl Proven {
    /// The proof in the columns and prices of the whole problem.
    fn widened(self, median: &Median, problem: &Problem, ascent: &Ascent) -> Proof {
        let mut open: Vec<bool> = problem.sites.iter().map(|site| site.is_fixed).collect();
        for &column in &self.best.1 {
            open[median.columns[column as usize] as usize] = true;
        }
        let mut prices = Prices::start(problem);
        prices.bits = BITS;
        prices.rows.clone_from(&ascent.best);
        let choice: Choice = (i128::from(self.best.0), open);
        Proof {
            best: Some(choice),
            bound: i128::from(self.bound),
            is_complete: self.is_complete,
            nodes: self.nodes,
            prices,
        }
    }
}
