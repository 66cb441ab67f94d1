use super::*;
use crate::progress::{Silent, Stage};
use crate::siting::cover::exchange::{Amount, Plan};
use crate::siting::cover::problem::CoverBuilder;
use crate::siting::cover::rows::Rows;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A small effort, enough for every problem here.
const SMALL: Effort = Effort {
    search: 200_000,
    proof: 20_000_000,
};

/// A random problem: columns as row lists, and weights.
fn random_problem(random: &mut ChaCha8Rng) -> (Vec<Vec<u32>>, Vec<u64>) {
    let mut below = |count: u32| random.next_u32() % count;
    let (rows, columns, odds) = (1 + below(24), 1 + below(12), 2 + below(7));
    let weights = (0..rows).map(|_| u64::from(below(30))).collect();
    let lists = (0..columns)
        .map(|_| (0..rows).filter(|_| below(odds) == 0).collect())
        .collect();
    (lists, weights)
}

/// The best of all choices, by trying each.
fn brute_force(lists: &[Vec<u32>], weights: &[u64], sites: usize) -> u64 {
    (0_u32..1 << lists.len())
        .filter(|choice| choice.count_ones() as usize <= sites)
        .map(|choice| {
            let covers = |row: u32| {
                (lists.iter().enumerate())
                    .any(|(column, rows)| choice >> column & 1 == 1 && rows.contains(&row))
            };
            (0..weights.len() as u32)
                .filter(|&row| covers(row))
                .map(|row| weights[row as usize])
                .sum()
        })
        .max()
        .unwrap_or(0)
}

fn solved(problem: &CoverProblem, sites: usize, effort: Effort) -> Solution {
    solve(problem, sites, 1, effort, &Silent).unwrap()
}

#[test]
fn small_problems_end_at_the_optimum_of_brute_force() {
    let mut random = ChaCha8Rng::seed_from_u64(11);
    for case in 0..400 {
        let (lists, weights) = random_problem(&mut random);
        let sites = 1 + random.next_u32() as usize % 6;
        let problem = CoverProblem::from_lists(&lists, &weights);
        let optimum = brute_force(&lists, &weights, sites);
        let solution = solved(&problem, sites, SMALL);
        let counters = solution.counters;
        assert_eq!(solution.objective, optimum, "case {case}");
        assert_eq!(solution.bound, optimum, "case {case}");
        assert_eq!(problem.covered(&solution.chosen), optimum, "case {case}");
        assert!(solution.chosen.len() <= sites && solution.chosen.is_sorted());
        assert!(counters.greedy <= counters.exchanged && counters.exchanged <= optimum);
        assert!(
            counters.root_bound == 0 || counters.root_bound >= optimum,
            "case {case}"
        );
    }
}

/// Somebody who has enough from the start, and writes down what is told.
#[derive(Default)]
struct Satisfied(std::sync::Mutex<Vec<f64>>);

impl Progress for Satisfied {
    fn report(&self, _stage: Stage, _done: u64, _total: u64) {}

    fn is_enough(&self) -> bool {
        true
    }

    fn gap(&self, share: f64) {
        self.0.lock().unwrap().push(share);
    }
}

#[test]
fn whoever_has_enough_keeps_a_plan_and_a_bound_that_holds() {
    let mut random = ChaCha8Rng::seed_from_u64(17);
    let mut less_work = 0;
    for case in 0..200 {
        let (lists, weights) = random_problem(&mut random);
        let sites = 1 + random.next_u32() as usize % 5;
        let problem = CoverProblem::from_lists(&lists, &weights);
        let optimum = brute_force(&lists, &weights, sites);
        let watcher = Satisfied::default();
        let solution = solve(&problem, sites, 1, SMALL, &watcher).unwrap();
        assert_eq!(problem.covered(&solution.chosen), solution.objective);
        let holds = solution.objective <= optimum && optimum <= solution.bound;
        assert!(holds, "case {case}");
        let told = watcher.0.into_inner().unwrap();
        assert!(told.iter().all(|share| (0.0..=1.0).contains(share)));
        let patient = solved(&problem, sites, SMALL).counters.work;
        assert!(solution.counters.work <= patient, "case {case}");
        less_work += u32::from(solution.counters.work < patient);
    }
    assert!(less_work > 0);
}

#[test]
fn the_bound_holds_however_little_effort_there_is() {
    let mut random = ChaCha8Rng::seed_from_u64(12);
    for case in 0..200 {
        let (lists, weights) = random_problem(&mut random);
        let sites = 1 + random.next_u32() as usize % 5;
        let problem = CoverProblem::from_lists(&lists, &weights);
        let optimum = brute_force(&lists, &weights, sites);
        for work in [0, 100, 1000, 5000] {
            let effort = Effort {
                search: work,
                proof: work,
            };
            let solution = solved(&problem, sites, effort);
            assert!(solution.objective <= optimum, "case {case}, work {work}");
            assert!(solution.bound >= optimum, "case {case}, work {work}");
        }
    }
}

#[test]
fn any_multipliers_give_a_bound_and_a_fixing_that_keep_the_optimum() {
    let mut random = ChaCha8Rng::seed_from_u64(13);
    for case in 0..400 {
        let (lists, weights) = random_problem(&mut random);
        let sites = 1 + random.next_u32() as usize % 4;
        let problem = CoverProblem::from_lists(&lists, &weights);
        let optimum = brute_force(&lists, &weights, sites);
        let rough: Vec<f64> = (problem.weights().iter())
            .map(|&weight| weight as f64 * f64::from(random.next_u32() % 1100) / 1000.0)
            .collect();
        let dual = Dual::of(&problem, sites, &Multipliers::rounded(&problem, &rough));
        assert!(dual.bound() >= optimum, "case {case}");
        if optimum == 0 {
            continue;
        }
        // Everything better than one below the optimum is the optimum: it must survive the fixing.
        let fixing = dual.fixing(optimum - 1);
        let part = problem.restrict(&fixing.open, &fixing.fixed);
        let open: Vec<Vec<u32>> = (0..part.problem.columns() as u32)
            .map(|column| part.problem.rows_of(column).to_vec())
            .collect();
        let rest = brute_force(&open, part.problem.weights(), sites - fixing.fixed.len());
        assert_eq!(part.covered + rest, optimum, "case {case}");
    }
}

#[test]
fn the_tables_of_a_plan_equal_counting_again() {
    let mut random = ChaCha8Rng::seed_from_u64(14);
    for case in 0..100 {
        let (lists, weights) = random_problem(&mut random);
        if lists.len() < 4 {
            continue;
        }
        let problem = CoverProblem::from_lists(&lists, &weights);
        tables_agree::<i32>(&problem, &mut random, case);
        tables_agree::<i64>(&problem, &mut random, case);
    }
}

fn tables_agree<A: Amount>(problem: &CoverProblem, random: &mut ChaCha8Rng, case: u32) {
    let mut plan = Plan::<A>::new(problem, &[0, 1, 2]);
    for _ in 0..30 {
        let slot = random.next_u32() as usize % 3;
        let column = random.next_u32() % problem.columns() as u32;
        if plan.has(column) {
            continue;
        }
        let (adds, loses) = plan.weigh(slot, column);
        let before = plan.covered();
        plan.swap(slot, column);
        let after = before + adds.weight() - loses.weight();
        assert_eq!(plan.covered(), after, "case {case}");
        assert_eq!(
            plan.covered(),
            problem.covered(&plan.chosen()),
            "case {case}"
        );
    }
}

/// Looks through rows and through tables see the same, whatever is swapped.
#[test]
fn rows_and_tables_of_a_choice_agree() {
    let mut random = ChaCha8Rng::seed_from_u64(18);
    let mut swaps = 0;
    for case in 0..100 {
        let (lists, weights) = random_problem(&mut random);
        if lists.len() < 4 {
            continue;
        }
        let problem = CoverProblem::from_lists(&lists, &weights);
        let mut rows = Rows::<i32>::new(&problem, &[0, 1, 2]);
        let mut plan = Plan::<i64>::new(&problem, &[0, 1, 2]);
        for _ in 0..40 {
            let column = random.next_u32() % lists.len() as u32;
            if plan.has(column) {
                continue;
            }
            let worth = random.next_u32() % 40;
            let cost = plan.least_cost(column);
            let is_taken = plan.gain(column) + i64::from(worth) >= cost;
            let left = rows.offer(column, worth as i32);
            assert_eq!(left.is_some(), is_taken, "case {case}");
            if is_taken {
                let slot = plan.slot_at(column, cost).unwrap();
                assert_eq!(plan.swap(slot, column), left, "case {case}");
                swaps += 1;
            }
            assert_eq!(rows.covered(), plan.covered(), "case {case}");
            assert_eq!(rows.covered(), problem.covered(rows.slots()), "case {case}");
        }
    }
    assert!(swaps > 500, "{swaps}");
}

#[test]
fn no_swap_helps_after_descent() {
    let mut random = ChaCha8Rng::seed_from_u64(15);
    for case in 0..100 {
        let (lists, weights) = random_problem(&mut random);
        let problem = CoverProblem::from_lists(&lists, &weights);
        let start: Vec<u32> = (0..lists.len().min(3) as u32).collect();
        let mut meter = Meter::new(0, &Silent);
        meter.allow(u64::MAX);
        let found = descend(&problem, &start, &mut meter);
        let chosen = found.chosen;
        for out in 0..chosen.len() {
            for column in 0..lists.len() as u32 {
                let mut swapped = chosen.clone();
                swapped[out] = column;
                assert!(problem.covered(&swapped) <= found.covered, "case {case}");
            }
        }
    }
}

#[test]
fn the_order_of_rows_and_columns_does_not_change_the_objective() {
    let mut random = ChaCha8Rng::seed_from_u64(16);
    for case in 0..60 {
        let (lists, weights) = random_problem(&mut random);
        let problem = CoverProblem::from_lists(&lists, &weights);
        let rows = weights.len() as u32;
        let turned: Vec<Vec<u32>> = (lists.iter().rev())
            .map(|list| list.iter().map(|row| rows - 1 - row).collect())
            .collect();
        let turned_weights: Vec<u64> = weights.iter().rev().copied().collect();
        let other = CoverProblem::from_lists(&turned, &turned_weights);
        let (a, b) = (solved(&problem, 3, SMALL), solved(&other, 3, SMALL));
        assert_eq!(
            (a.objective, a.bound),
            (b.objective, b.bound),
            "case {case}"
        );
        let rows_only: Vec<Vec<u32>> = turned.into_iter().rev().collect();
        let same = CoverProblem::from_lists(&rows_only, &turned_weights);
        assert_eq!(solved(&same, 3, SMALL), a, "case {case}");
    }
}

#[test]
fn merging_rows_is_harmless() {
    let lists = [vec![0, 1, 2], vec![2, 3], vec![3, 4, 5], vec![5]];
    let apart = CoverProblem::from_lists(&lists, &[3, 4, 5, 6, 7, 8]);
    let mut builder = CoverBuilder::new(4);
    for (weight, columns) in [
        (7, &[0][..]),
        (5, &[0, 1]),
        (6, &[1, 2]),
        (7, &[2]),
        (8, &[2, 3]),
    ] {
        builder.add(weight, columns);
    }
    assert_eq!(apart, builder.finish());
}

#[test]
fn a_problem_without_columns_or_rows_is_answered() {
    let nothing = CoverProblem::from_lists(&[], &[]);
    let solution = solved(&nothing, 3, SMALL);
    assert_eq!((solution.objective, solution.bound), (0, 0));
    let useless = CoverProblem::from_lists(&[vec![], vec![]], &[4]);
    let solution = solved(&useless, 1, SMALL);
    assert_eq!((solution.chosen.len(), solution.bound), (0, 0));
}

#[test]
fn more_sites_than_columns_cover_all_that_can_be() {
    let problem = CoverProblem::from_lists(&[vec![0], vec![1], vec![0, 1]], &[4, 5, 6]);
    let solution = solved(&problem, 10, SMALL);
    assert_eq!((solution.chosen, solution.bound), (vec![2], 9));
}

#[test]
fn greedy_alone_would_be_wrong_here() {
    let lists = [vec![0, 1, 2, 3], vec![0, 1, 4], vec![2, 3, 5]];
    let problem = CoverProblem::from_lists(&lists, &[3, 3, 3, 3, 2, 2]);
    let solution = solved(&problem, 2, SMALL);
    assert_eq!(solution.counters.greedy, 14);
    assert_eq!((solution.objective, solution.bound), (16, 16));
    assert_eq!(solution.chosen, [1, 2]);
}

/// Somebody who wishes to stop from the start.
struct Impatient;

impl Progress for Impatient {
    fn report(&self, _stage: Stage, _done: u64, _total: u64) {}
    fn cancelled(&self) -> bool {
        true
    }
}

#[test]
fn a_wish_to_stop_is_heard() {
    let problem = CoverProblem::from_lists(&[vec![0, 1], vec![1, 2]], &[1, 1, 1]);
    let answer = solve(&problem, 1, 1, SMALL, &Impatient);
    assert_eq!(answer, Err(Error::Cancelled));
}
