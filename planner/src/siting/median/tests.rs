//! The p-median against trying all choices, and against published optima.

use std::path::PathBuf;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng};

use super::*;
use crate::progress::Silent;
use crate::siting::location::value::serve;
use crate::siting::location::{Arc, RowTerms, SiteTerms};

fn solved(problem: &Problem) -> Proof {
    let effort = Effort::default();
    let mut meter = Meter::new(effort.total(), &Silent);
    solve(problem, 3, effort, &mut meter).unwrap()
}

/// Up to nine sites, some of them fixed, and rows that some of them cannot serve.
fn random_problem(random: &mut ChaCha8Rng) -> Problem {
    let mut below = |count: u32| random.next_u32() % count;
    let sites = 1 + below(9) as usize;
    let mut problem = Problem {
        sites: vec![SiteTerms::default(); sites],
        needs: 1,
        ..Problem::default()
    };
    for site in &mut problem.sites {
        site.is_fixed = below(6) == 0;
    }
    let fixed = problem.sites.iter().filter(|site| site.is_fixed).count();
    problem.most_open = fixed + below(5) as usize;
    for _ in 0..=below(15) {
        let row = RowTerms {
            people: u64::from(below(9)),
            penalty: 60,
        };
        let arcs = (0..sites as u32).filter_map(|to| {
            let cost = u64::from(below(61));
            (below(4) > 0).then_some(Arc { cost, to })
        });
        let arcs = arcs.collect();
        problem.push_row(row, arcs);
    }
    problem.indexed()
}

#[test]
fn small_problems_end_at_the_best_of_all_choices_with_a_bound_that_proves_it() {
    let mut random = ChaCha8Rng::seed_from_u64(61);
    for case in 0..500 {
        let problem = random_problem(&mut random);
        let best = (0_u32..1 << problem.sites.len())
            .filter_map(|choice| {
                let open: Vec<bool> = (0..problem.sites.len())
                    .map(|site| choice >> site & 1 == 1)
                    .collect();
                serve(&problem, &open).map(|service| service.value)
            })
            .min()
            .unwrap();
        let proof = solved(&problem);
        let (value, open) = proof.best.unwrap();
        assert_eq!((value, proof.bound), (best, best), "case {case}");
        assert!(proof.is_complete);
        assert_eq!(serve(&problem, &open).unwrap().value, value, "case {case}");
    }
}

#[test]
fn no_prices_prove_too_much() {
    let mut random = ChaCha8Rng::seed_from_u64(62);
    for case in 0..200 {
        let problem = random_problem(&mut random);
        let Some(median) = Median::of(&problem) else {
            continue;
        };
        let best = solved(&problem).best.unwrap().0;
        let prices: Vec<i64> = (median.penalty.iter())
            .map(|penalty| i64::from(random.next_u32()) % ((i64::from(*penalty) << BITS) + 1))
            .collect();
        let marks = vec![Mark::Free; median.columns.len()];
        let look = bound::look(&median, &prices, &marks);
        assert!(i128::from(look.bound >> BITS) <= best, "case {case}");
    }
}

#[test]
fn problems_with_promises_are_left_to_the_general_method() {
    let mut random = ChaCha8Rng::seed_from_u64(63);
    let plain = random_problem(&mut random);
    let mut capacity = plain.clone();
    capacity.sites[0].capacity = Some(3);
    let mut cost = plain.clone();
    cost.sites[0].fixed_cost = 1;
    let mut needs = plain.clone();
    needs.needs = 2;
    assert!(Median::of(&plain).is_some());
    for other in [capacity, cost, needs] {
        assert_eq!(Median::of(&other), None);
    }
}

/// A problem of the OR-Library: `n m p`, then edges `i j cost` of which the last of a pair counts.
fn or_library(text: &str) -> Problem {
    let mut numbers = text
        .split_whitespace()
        .map(|word| word.parse::<usize>().unwrap());
    let mut next = || numbers.next().unwrap();
    let (nodes, edges, sites) = (next(), next(), next());
    let mut far = vec![None; nodes * nodes];
    for node in 0..nodes {
        far[node * nodes + node] = Some(0);
    }
    for _ in 0..edges {
        let (a, b, cost) = (next() - 1, next() - 1, next() as u64);
        far[a * nodes + b] = Some(cost);
        far[b * nodes + a] = Some(cost);
    }
    for middle in 0..nodes {
        for from in 0..nodes {
            let Some(first) = far[from * nodes + middle] else {
                continue;
            };
            for to in 0..nodes {
                let through = far[middle * nodes + to].map(|second: u64| first + second);
                let direct = &mut far[from * nodes + to];
                if through.is_some_and(|through| direct.is_none_or(|direct| through < direct)) {
                    *direct = through;
                }
            }
        }
    }
    let penalty = far.iter().flatten().copied().max().unwrap();
    let mut problem = Problem {
        sites: vec![SiteTerms::default(); nodes],
        needs: 1,
        most_open: sites,
        ..Problem::default()
    };
    for from in 0..nodes {
        let arcs = (0..nodes).filter_map(|to| {
            let cost = far[from * nodes + to]?;
            Some(Arc {
                cost,
                to: to as u32,
            })
        });
        let arcs = arcs.collect();
        problem.push_row(RowTerms { people: 1, penalty }, arcs);
    }
    problem.indexed()
}

#[test]
fn a_path_of_nodes_is_solved_as_arithmetic_says() {
    // Nine nodes in a row, a metre apart: three medians in the middle of three threes leave six metres.
    let edges: Vec<String> = (1..9)
        .map(|node| format!("{node} {} 1", node + 1))
        .collect();
    let edges = edges.join("\n");
    let problem = or_library(&format!("9 9 3\n1 2 50\n{edges}"));
    let (value, open) = solved(&problem).best.unwrap();
    assert_eq!(value, 6);
    let open: Vec<usize> = (0..9).filter(|node| open[*node]).collect();
    assert_eq!(open, [1, 4, 7]);
}

#[test]
fn published_problems_end_at_their_published_optima() {
    let Some(folder) = std::env::var_os("PLANNER_REFERENCE_DATA").map(PathBuf::from) else {
        println!("skipped: PLANNER_REFERENCE_DATA names no folder with `pmed`");
        return;
    };
    for (number, optimum) in [
        (1, 5819),
        (2, 4093),
        (3, 4250),
        (4, 3034),
        (5, 1355),
        (6, 7824),
        (7, 5631),
        (8, 4445),
        (9, 2734),
        (10, 1255),
        (11, 7696),
        (16, 8162),
        (21, 9138),
        (26, 9917),
    ] {
        let path = folder.join(format!("pmed/pmed{number}.txt"));
        let Ok(text) = std::fs::read_to_string(&path) else {
            println!("skipped: pmed{number}");
            continue;
        };
        let proof = solved(&or_library(&text));
        assert_eq!(proof.best.unwrap().0, optimum, "pmed{number}");
        assert_eq!(proof.bound, optimum, "pmed{number}");
    }
}
