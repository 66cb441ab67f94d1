//! A first choice of columns: always the one that adds most.
//!
//! # Method
//!
//! 1. Every column waits in a heap under the weight that it would add when last asked.
//! 2. The top is asked again; if it still adds that much it is chosen, else it goes back with what it adds now.
//!    Weights that are covered never become uncovered, so a stale figure is never too small and the choice is the
//!    same as that of asking every column every time (Minoux, 1978).
//!
//! Ties go to the lowest column. A column that adds nothing is never chosen.
//!
//! # Complexity
//!
//! O(non-zeros) to fill the heap; then few columns are asked again at each step.
//!
//! # Invariants
//!
//! Covers at least 1 − 1/e of the best choice of as many columns.
//!
//! # References
//!
//! Nemhauser, Wolsey and Fisher (1978), An analysis of approximations for maximizing submodular set functions I.
//! Minoux (1978), Accelerated greedy algorithms for maximizing submodular set functions.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::problem::CoverProblem;

/// Chooses at most `sites` columns, in the order of their gain.
pub fn choose(problem: &CoverProblem, sites: usize) -> Vec<u32> {
    let all: Vec<u32> = (0..problem.columns() as u32).collect();
    order(problem, &all, sites)
        .into_iter()
        .map(|(column, _)| column)
        .collect()
}

/// Orders some of the given columns by what each adds to those before it, with that gain.
pub fn order(problem: &CoverProblem, among: &[u32], sites: usize) -> Vec<(u32, u64)> {
    let known = (among.iter())
        .map(|&column| (problem.weight_of(column), Reverse(column)))
        .collect();
    pick(problem, problem.weights(), known, sites)
}

/// The same with other weights of the rows, several times: each layer goes without the columns of those before it.
pub fn layers(
    problem: &CoverProblem,
    (weights, among): (&[u64], &[u32]),
    sites: usize,
    count: usize,
) -> Vec<u32> {
    let mut left: Vec<(u64, Reverse<u32>)> = (among.iter())
        .map(|&column| (worth(problem, weights, column), Reverse(column)))
        .collect();
    let mut is_taken = vec![false; problem.columns()];
    let mut taken = Vec::new();
    for _ in 0..count {
        left.retain(|(_, Reverse(column))| !is_taken[*column as usize]);
        for (column, _) in pick(problem, weights, left.clone(), sites) {
            is_taken[column as usize] = true;
            taken.push(column);
        }
    }
    taken
}

fn worth(problem: &CoverProblem, weights: &[u64], column: u32) -> u64 {
    let rows = problem.rows_of(column).iter();
    rows.map(|&row| weights[row as usize]).sum()
}

/// Takes columns by what each adds to those before it; what is known of them at first is never too small.
fn pick(
    problem: &CoverProblem,
    weights: &[u64],
    known: Vec<(u64, Reverse<u32>)>,
    sites: usize,
) -> Vec<(u32, u64)> {
    let mut open = vec![true; problem.rows()];
    let mut heap = BinaryHeap::from(known);
    let mut chosen = Vec::new();
    while chosen.len() < sites {
        let Some((stale, Reverse(column))) = heap.pop() else {
            break;
        };
        let gain = problem
            .rows_of(column)
            .iter()
            .filter(|&&row| open[row as usize])
            .map(|&row| weights[row as usize])
            .sum();
        if gain == 0 {
            continue;
        }
        if gain < stale {
            heap.push((gain, Reverse(column)));
            continue;
        }
        for &row in problem.rows_of(column) {
            open[row as usize] = false;
        }
        chosen.push((column, gain));
    }
    chosen
}
