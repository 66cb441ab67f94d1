//! Fewest columns that cover every row: one column is left out, and others are moved until every row is covered again.
//!
//! # Method
//!
//! Row weighting (Gao, Weise and Li, 2015). Every row has a weight, at first one; a column is worth the weight of the
//! rows that it covers alone, or that nobody covers.
//!
//! 1. When every row is covered the choice is remembered, and the column that is worth least goes.
//! 2. Else the column that is worth least goes, unless it came with the last step. A random row that nobody covers
//!    calls the column that is worth most, among those near which something has changed since they left; where that is
//!    true of none, among all of its columns.
//! 3. Rows that nobody covers then weigh one more: what stays open longest calls loudest.
//!
//! Ties go to the column that has not moved for longest, then to the lowest.
//!
//! # Complexity
//!
//! A step: the chosen columns, and for the rows of two columns that change from covered by nobody, one or two, their
//! columns.
//!
//! # Invariants
//!
//! The returned choice covers every row and is never larger than the first. The same seed and work give the same
//! choice.
//!
//! # References
//!
//! Gao, Weise and Li (2015), An efficient local search heuristic with row weighting for the unicost set covering
//! problem.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::siting::cover::anneal::below;
use crate::siting::cover::problem::CoverProblem;
use crate::siting::effort::Meter;

/// What a step costs beside the non-zeros that it looks at.
const STEP: u64 = 16;
/// No place in a list.
const NOWHERE: u32 = u32::MAX;

/// Looks for a smaller choice that covers every row, until it has `least` columns or the allowed work is done.
///
/// `start` must cover every row.
pub(super) fn search(
    problem: &CoverProblem,
    (start, least): (&[u32], usize),
    seed: u64,
    meter: &mut Meter<'_>,
) -> Vec<u32> {
    let mut run = Run::new(problem, start);
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut best = start.to_vec();
    while best.len() > least && !meter.is_spent() && !run.chosen.is_empty() {
        if run.open.is_empty() {
            best = run.chosen.clone();
            run.drop_least(None);
        } else {
            run.step(&mut random);
        }
        meter.spend(std::mem::take(&mut run.touched));
    }
    if run.open.is_empty() && run.chosen.len() < best.len() {
        best = run.chosen;
    }
    best.sort_unstable();
    best
}

struct Run<'a> {
    problem: &'a CoverProblem,
    /// The chosen columns in no particular order, and where each stands.
    chosen: Vec<u32>,
    place: Vec<u32>,
    /// The rows that nobody covers, and where each stands.
    open: Vec<u32>,
    open_place: Vec<u32>,
    weights: Vec<u64>,
    times: Vec<u32>,
    /// The sum of the chosen columns of each row: with one of them, that one.
    sums: Vec<u64>,
    /// For a chosen column the weight that it covers alone, for others the weight that nobody covers.
    worth: Vec<u64>,
    /// When each column moved last.
    moved: Vec<u64>,
    /// Whether something has changed near a column since it left.
    may_come: Vec<bool>,
    /// The column that came with the last step.
    last: Option<u32>,
    now: u64,
    touched: u64,
}

impl<'a> Run<'a> {
    fn new(problem: &'a CoverProblem, start: &[u32]) -> Self {
        let (rows, columns) = (problem.rows(), problem.columns());
        let mut run = Self {
            problem,
            chosen: Vec::new(),
            place: vec![NOWHERE; columns],
            open: (0..rows as u32).collect(),
            open_place: (0..rows as u32).collect(),
            weights: vec![1; rows],
            times: vec![0; rows],
            sums: vec![0; rows],
            worth: (0..columns as u32)
                .map(|column| problem.rows_of(column).len() as u64)
                .collect(),
            moved: vec![0; columns],
            may_come: vec![true; columns],
            last: None,
            now: 0,
            touched: 0,
        };
        for &column in start {
            run.add(column);
        }
        run
    }

    /// One column goes, and one comes for a random row that nobody covers.
    fn step(&mut self, random: &mut ChaCha8Rng) {
        self.now += 1;
        self.touched += STEP;
        self.drop_least(self.last);
        let row = self.open[below(random, self.open.len() as u32) as usize];
        let columns = self.problem.columns_of(row);
        // Near a column that alone covers a row nothing changes while it is away: where none may come, any does.
        let may_come = |column: &u32| self.may_come[*column as usize];
        let is_stuck = !columns.iter().any(may_come);
        let comes = (columns.iter().copied())
            .filter(|column| is_stuck || may_come(column))
            .max_by(|&a, &b| {
                (self.worth[a as usize].cmp(&self.worth[b as usize]))
                    .then(self.moved[b as usize].cmp(&self.moved[a as usize]))
                    .then(b.cmp(&a))
            });
        if let Some(column) = comes {
            self.add(column);
            self.moved[column as usize] = self.now;
            self.last = Some(column);
        }
        for place in 0..self.open.len() {
            let row = self.open[place];
            self.weights[row as usize] += 1;
            let columns = self.problem.columns_of(row);
            for &column in columns {
                self.worth[column as usize] += 1;
            }
            self.touched += columns.len() as u64;
        }
    }

    /// The chosen column that is worth least goes, but not the one that stays.
    fn drop_least(&mut self, stays: Option<u32>) {
        self.touched += self.chosen.len() as u64;
        let goes = (self.chosen.iter().copied())
            .filter(|&column| Some(column) != stays)
            .min_by_key(|&column| {
                let place = column as usize;
                (self.worth[place], self.moved[place], column)
            });
        if let Some(column) = goes {
            self.remove(column);
            self.moved[column as usize] = self.now;
            self.may_come[column as usize] = false;
        }
    }

    fn add(&mut self, column: u32) {
        self.place[column as usize] = self.chosen.len() as u32;
        self.chosen.push(column);
        let problem = self.problem;
        for &row in problem.rows_of(column) {
            let (place, weight) = (row as usize, self.weights[row as usize]);
            self.times[place] += 1;
            self.sums[place] += u64::from(column);
            match self.times[place] {
                1 => {
                    self.shut(row);
                    self.tell(row, column, |worth| *worth -= weight);
                }
                2 => {
                    let alone = self.sums[place] - u64::from(column);
                    self.worth[alone as usize] -= weight;
                }
                _ => {}
            }
        }
        self.touched += problem.rows_of(column).len() as u64;
    }

    fn remove(&mut self, column: u32) {
        let place = std::mem::replace(&mut self.place[column as usize], NOWHERE) as usize;
        self.chosen.swap_remove(place);
        if let Some(&moved) = self.chosen.get(place) {
            self.place[moved as usize] = place as u32;
        }
        let problem = self.problem;
        for &row in problem.rows_of(column) {
            let (place, weight) = (row as usize, self.weights[row as usize]);
            self.times[place] -= 1;
            self.sums[place] -= u64::from(column);
            match self.times[place] {
                0 => {
                    self.open_place[place] = self.open.len() as u32;
                    self.open.push(row);
                    self.tell(row, column, |worth| *worth += weight);
                }
                1 => self.worth[self.sums[place] as usize] += weight,
                _ => {}
            }
        }
        self.touched += problem.rows_of(column).len() as u64;
    }

    /// Changes what the columns of a row are worth, but for the one that moves.
    fn tell(&mut self, row: u32, moves: u32, change: impl Fn(&mut u64)) {
        let columns = self.problem.columns_of(row);
        for &column in columns {
            self.may_come[column as usize] = true;
        }
        for &column in columns.iter().filter(|column| **column != moves) {
            change(&mut self.worth[column as usize]);
        }
        self.touched += columns.len() as u64;
    }

    /// A row is covered.
    fn shut(&mut self, row: u32) {
        let place = std::mem::replace(&mut self.open_place[row as usize], NOWHERE) as usize;
        self.open.swap_remove(place);
        if let Some(&moved) = self.open.get(place) {
            self.open_place[moved as usize] = place as u32;
        }
    }
}
