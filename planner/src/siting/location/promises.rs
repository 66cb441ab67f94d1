//! Whether a choice still keeps everything when one site comes for another, told by the rows of the two alone.
//!
//! For problems without capacities and least loads: there every row takes what is open, by itself.
//!
//! # Complexity
//!
//! The arcs of all rows once; a swap costs the rows of both sites, the linear rules and the floors.
//!
//! # Invariants
//!
//! The answer is that of `value::serve` for the choice after the swap.

use super::Problem;

/// A choice, and how far it is from breaking each promise.
#[derive(Debug)]
pub struct Promises<'a> {
    problem: &'a Problem,
    open: Vec<bool>,
    /// How many open sites each row has.
    times: Vec<u32>,
    /// What is left unserved in each floor.
    unserved: Vec<u64>,
    /// The first floor of each row in `floors`, and the end of the last.
    first: Vec<usize>,
    floors: Vec<u32>,
    /// How many more or fewer open sites a row has after the swap that is looked at; zero between two looks.
    change: Vec<i32>,
}

impl<'a> Promises<'a> {
    /// The promises of a choice.
    pub fn new(problem: &'a Problem, open: &[bool]) -> Self {
        debug_assert!(!problem.has_loads(), "rows depend on each other");
        let rows = problem.rows.len();
        let count = |row: usize| {
            let arcs = problem.of_row(row).iter();
            arcs.filter(|arc| open[arc.to as usize]).count() as u32
        };
        let mut first = vec![0; rows + 1];
        for &row in problem.floors.iter().flat_map(|floor| &floor.rows) {
            first[row as usize + 1] += 1;
        }
        for row in 0..rows {
            first[row + 1] += first[row];
        }
        let mut next = first.clone();
        let mut floors = vec![0; first[rows]];
        for (number, floor) in (0_u32..).zip(&problem.floors) {
            for &row in &floor.rows {
                floors[next[row as usize]] = number;
                next[row as usize] += 1;
            }
        }
        let mut promises = Self {
            problem,
            open: open.to_vec(),
            times: (0..rows).map(count).collect(),
            unserved: Vec::new(),
            first,
            floors,
            change: vec![0; rows],
        };
        promises.unserved = (problem.floors.iter())
            .map(|floor| {
                let rows = floor.rows.iter().map(|&row| row as usize);
                rows.map(|row| promises.left(row, promises.times[row]))
                    .sum()
            })
            .collect();
        promises
    }

    /// Whether everything is kept when an open site goes and another comes.
    pub fn are_kept_by_swap(&mut self, goes: usize, comes: usize) -> bool {
        self.open[goes] = false;
        self.open[comes] = true;
        let keeps_rules = self.problem.keeps_rules(&self.open);
        self.open[comes] = false;
        self.open[goes] = true;
        keeps_rules && self.keeps_floors(goes, comes)
    }

    fn keeps_floors(&mut self, goes: usize, comes: usize) -> bool {
        let problem = self.problem;
        for arc in problem.of_site(goes) {
            self.change[arc.to as usize] -= 1;
        }
        for arc in problem.of_site(comes) {
            self.change[arc.to as usize] += 1;
        }
        let mut added = vec![0_i128; problem.floors.len()];
        for arc in problem.of_site(goes).iter().chain(problem.of_site(comes)) {
            let row = arc.to as usize;
            let change = std::mem::take(&mut self.change[row]);
            if change == 0 {
                continue;
            }
            let before = self.left(row, self.times[row]);
            let after = self.left(row, self.times[row].saturating_add_signed(change));
            for &floor in &self.floors[self.first[row]..self.first[row + 1]] {
                added[floor as usize] += i128::from(after) - i128::from(before);
            }
        }
        let floors = problem.floors.iter().zip(&self.unserved).zip(added);
        floors
            .map(|((floor, &unserved), added)| (floor, i128::from(unserved) + added))
            .all(|(floor, unserved)| unserved <= i128::from(floor.most_unserved))
    }

    /// The needs of a row that so many open sites leave unmet.
    fn left(&self, row: usize, times: u32) -> u64 {
        let missing = self.problem.needs.saturating_sub(times);
        self.problem.rows[row].people * u64::from(missing)
    }
}
