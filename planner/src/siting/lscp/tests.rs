use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng};

use super::*;
use crate::progress::Silent;
use crate::siting::cover::problem::CoverBuilder;
use crate::siting::location::Mark;
use crate::siting::location::dual::{look, whole};
use crate::siting::location::value::serve;

const SMALL: Effort = Effort {
    search: 300_000,
    proof: 20_000_000,
};

fn random_problem(random: &mut ChaCha8Rng) -> Problem {
    let mut below = |count: u32| random.next_u32() % count;
    let (sites, rows, odds) = (1 + below(10), 1 + below(20), 2 + below(4));
    let mut problem = Problem {
        needs: 1,
        most_open: sites as usize,
        ..Problem::default()
    };
    for _ in 0..sites {
        let is_fixed = below(8) == 0;
        problem.sites.push(SiteTerms {
            fixed_cost: u64::from(!is_fixed),
            is_fixed,
            ..SiteTerms::default()
        });
    }
    for _ in 0..rows {
        let mut arcs: Vec<Arc> = (0..sites)
            .filter(|_| below(odds) == 0)
            .map(|to| Arc { cost: 0, to })
            .collect();
        if arcs.is_empty() {
            arcs.push(Arc {
                cost: 0,
                to: below(sites),
            });
        }
        let people = u64::from(below(9));
        problem.push_row(RowTerms { people, penalty: 0 }, arcs);
    }
    problem.floors.push(Floor {
        rows: (0..rows).collect(),
        most_unserved: 0,
    });
    problem.indexed()
}

/// The fewest sites of all choices, by trying each.
fn brute_force(problem: &Problem) -> i128 {
    let sites = problem.sites.len();
    (0_u32..1 << sites)
        .filter_map(|choice| {
            let open: Vec<bool> = (0..sites).map(|site| choice >> site & 1 == 1).collect();
            serve(problem, &open).map(|service| service.value)
        })
        .min()
        .unwrap()
}

fn solved(problem: &Problem, effort: Effort) -> Proof {
    let mut meter = Meter::new(effort.total(), &Silent);
    solve(problem, 1, effort, &mut meter).unwrap()
}

#[test]
fn small_problems_end_at_the_fewest_sites_of_brute_force() {
    let mut random = ChaCha8Rng::seed_from_u64(61);
    for case in 0..400 {
        let problem = random_problem(&mut random);
        let least = brute_force(&problem);
        let proof = solved(&problem, SMALL);
        let (value, open) = proof.best.unwrap();
        assert_eq!(value, least, "case {case}");
        assert_eq!(proof.bound, least, "case {case}");
        assert!(proof.is_complete, "case {case}");
        assert_eq!(serve(&problem, &open).unwrap().value, least, "case {case}");
    }
}

/// The rows of a random problem, and rows that one column of their own alone covers.
fn with_lonely_rows(random: &mut ChaCha8Rng, lonely: u32) -> CoverProblem {
    let mut below = |count: u32| random.next_u32() % count;
    let columns = 12;
    let mut builder = CoverBuilder::new((columns + lonely) as usize);
    for _ in 0..30 {
        let mut row: Vec<u32> = (0..columns).filter(|_| below(5) == 0).collect();
        if row.is_empty() {
            row.push(below(columns));
        }
        builder.add(1, &row);
    }
    for column in 0..lonely {
        builder.add(1, &[columns + column]);
    }
    builder.in_given_order()
}

#[test]
fn the_search_alone_finds_the_fewest_columns_also_where_some_have_a_row_of_their_own() {
    let mut random = ChaCha8Rng::seed_from_u64(64);
    let mut improved = 0;
    for case in 0..120 {
        let cover = with_lonely_rows(&mut random, case % 4);
        let covers = |choice: u32| {
            let mut rows = (0..cover.rows() as u32).map(|row| cover.columns_of(row));
            rows.all(|columns| columns.iter().any(|&column| choice >> column & 1 == 1))
        };
        let choices = (0_u32..1 << cover.columns()).filter(|choice| covers(*choice));
        let least = choices.map(u32::count_ones).min().unwrap() as usize;
        let first = greedy::choose(&cover, cover.columns());
        let mut meter = Meter::new(200_000, &Silent);
        meter.allow(200_000);
        let found = search::search(&cover, (&first, 0), 1, &mut meter);
        assert!(covers(
            found.iter().fold(0, |choice, column| choice | 1 << column)
        ));
        assert_eq!(found.len(), least, "case {case}, greedy {}", first.len());
        improved += usize::from(case % 4 > 0 && first.len() > least);
    }
    assert!(
        improved > 5,
        "{improved} problems with lonely rows ask for more than greedy"
    );
}

#[test]
fn prices_and_bound_hold_however_little_effort_there_is() {
    let mut random = ChaCha8Rng::seed_from_u64(62);
    for case in 0..200 {
        let problem = random_problem(&mut random);
        let least = brute_force(&problem);
        for work in [0, 300, 5_000] {
            let effort = Effort {
                search: work,
                proof: work,
            };
            let proof = solved(&problem, effort);
            let value = proof.best.unwrap().0;
            assert!(proof.bound <= least && least <= value, "case {case}");
            let marks: Vec<Mark> = (problem.sites.iter())
                .map(|site| if site.is_fixed { Mark::In } else { Mark::Free })
                .collect();
            let prices = &proof.prices;
            let shown = whole(look(&problem, prices, &marks).bound, prices.bits);
            assert!(shown <= least, "case {case}: {shown} of {least}");
        }
    }
}

#[test]
fn a_grid_is_covered_by_as_few_as_arithmetic_says() {
    // Cells of a 15 × 15 board, each site serves its own and those around it: 25 blocks of nine, no fewer.
    let side = 15_i32;
    let mut problem = Problem {
        sites: vec![
            SiteTerms {
                fixed_cost: 1,
                ..SiteTerms::default()
            };
            225
        ],
        needs: 1,
        most_open: 225,
        ..Problem::default()
    };
    for cell in 0..side * side {
        let (x, y) = (cell % side, cell / side);
        let near = |to: &i32| (to % side - x).abs() <= 1 && (to / side - y).abs() <= 1;
        let arcs = (0..side * side).filter(near);
        let arcs = arcs.map(|to| Arc {
            cost: 0,
            to: to as u32,
        });
        let terms = RowTerms {
            people: 3,
            penalty: 0,
        };
        problem.push_row(terms, arcs.collect());
    }
    problem.floors.push(Floor {
        rows: (0..225).collect(),
        most_unserved: 0,
    });
    let proof = solved(&problem.indexed(), SMALL);
    assert_eq!(proof.best.unwrap().0, 25);
    assert_eq!(proof.bound, 25);
}

#[test]
fn what_is_more_than_set_covering_is_left_to_others() {
    let mut random = ChaCha8Rng::seed_from_u64(63);
    let plain = random_problem(&mut random);
    let with = |change: fn(&mut Problem)| {
        let mut problem = plain.clone();
        change(&mut problem);
        let mut meter = Meter::new(SMALL.total(), &Silent);
        solve(&problem, 1, SMALL, &mut meter).is_some()
    };
    assert!(with(|_| ()));
    assert!(!with(|problem| problem.needs = 2));
    assert!(!with(|problem| problem.floors[0].most_unserved = 1));
    assert!(!with(|problem| problem.sites[0].capacity = Some(9)));
    assert!(!with(|problem| problem.most_open -= 1));
    assert!(!with(|problem| problem.rows[0].penalty = 1));
}

#[test]
fn a_small_problem_is_not_searched_for_long() {
    // Three homes, each near two of three sites: two sites, although one and a half would do in parts.
    let mut problem = Problem {
        sites: vec![
            SiteTerms {
                fixed_cost: 1,
                ..SiteTerms::default()
            };
            3
        ],
        needs: 1,
        most_open: 3,
        ..Problem::default()
    };
    for [one, other] in [[0, 1], [1, 2], [0, 2]] {
        let arcs = [one, other].map(|to| Arc { cost: 0, to });
        let terms = RowTerms {
            people: 1,
            penalty: 0,
        };
        problem.push_row(terms, arcs.to_vec());
    }
    problem.floors.push(Floor {
        rows: (0..3).collect(),
        most_unserved: 0,
    });
    let effort = Effort::default();
    let mut meter = Meter::new(effort.total(), &Silent);
    let proof = solve(&problem.indexed(), 1, effort, &mut meter).unwrap();
    assert_eq!((proof.best.unwrap().0, proof.bound), (2, 2));
    assert!(meter.spent() < 1_000_000, "{}", meter.spent());
}
