use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::branch::prove;
use super::dual::{Prices, ascend, look, whole};
use super::promises::Promises;
use super::value::{self, serve};
use super::*;
use crate::progress::Silent;
use crate::siting::effort::Meter;

/// Random numbers below a limit.
struct Dice(ChaCha8Rng);

impl Dice {
    fn below(&mut self, count: u64) -> u64 {
        u64::from(self.0.next_u32()) % count
    }

    fn one_in(&mut self, count: u64) -> bool {
        self.below(count) == 0
    }

    fn some_of(&mut self, count: usize) -> Vec<u32> {
        (0..count as u32).filter(|_| self.one_in(2)).collect()
    }
}

/// What a random problem may hold beside rows and sites.
#[derive(Clone, Copy, PartialEq)]
enum Loads {
    None,
    Some,
}

fn random_problem(dice: &mut Dice, loads: Loads) -> Problem {
    let small = loads == Loads::Some;
    let sites = 1 + dice.below(if small { 4 } else { 8 }) as usize;
    let rows = 1 + dice.below(if small { 4 } else { 12 }) as usize;
    let is_cover = dice.one_in(2);
    let has_costs = dice.one_in(2);
    let mut problem = Problem {
        needs: 1 + u32::from(dice.one_in(4)),
        most_open: 1 + dice.below(sites as u64 + 1) as usize,
        ..Problem::default()
    };
    for _ in 0..sites {
        let capacity = (small && dice.one_in(2)).then(|| dice.below(5));
        problem.sites.push(SiteTerms {
            fixed_cost: if has_costs { dice.below(9) } else { 0 },
            capacity,
            least_load: if small && dice.one_in(3) {
                dice.below(4)
            } else {
                0
            },
            is_fixed: dice.one_in(9),
        });
    }
    for _ in 0..rows {
        let row = RowTerms {
            people: dice.below(if small { 4 } else { 30 }),
            penalty: if is_cover { 1 } else { 12 + dice.below(9) },
        };
        let arcs = (0..sites as u32)
            .filter_map(|to| {
                let cost = if is_cover { 0 } else { dice.below(12) };
                (!dice.one_in(3)).then_some(Arc { cost, to })
            })
            .collect();
        problem.push_row(row, arcs);
    }
    random_rules(dice, &mut problem);
    problem.indexed()
}

fn random_rules(dice: &mut Dice, problem: &mut Problem) {
    let (sites, rows) = (problem.sites.len(), problem.rows.len());
    if dice.one_in(3) {
        let terms = (0..sites as u32)
            .map(|site| (site, 1 + dice.below(6) as i64))
            .collect();
        let most = dice.below(4 * sites as u64) as i64;
        problem.rules.push(Rule::Sum { terms, most });
    }
    if dice.one_in(3) {
        let group = dice.some_of(sites);
        let least = dice.below(group.len() as u64 + 1) as usize;
        problem.rules.push(Rule::at_least(&group, least));
    }
    if dice.one_in(3) {
        let group = dice.some_of(sites);
        problem
            .rules
            .push(Rule::at_most(&group, dice.below(3) as usize));
    }
    if dice.one_in(3) {
        let groups: Vec<Vec<u32>> = (0..3).map(|_| dice.some_of(sites)).collect();
        problem.rules.push(Rule::Share {
            groups,
            least: dice.below(4) as usize,
        });
    }
    if dice.one_in(3) && sites > 1 {
        let (a, b) = (
            dice.below(sites as u64) as u32,
            dice.below(sites as u64) as u32,
        );
        // The first needs the second: a link between levels.
        problem.rules.push(Rule::Sum {
            terms: if a == b {
                vec![]
            } else {
                vec![(a, 1), (b, -1)]
            },
            most: 0,
        });
    }
    let needs: u64 = (0..rows).map(|row| problem.needs_of(row)).sum();
    if dice.one_in(3) {
        // Of those whom a site reaches, or of everybody.
        let reached = dice.one_in(2);
        let is_asked = |row: &u32| !reached || !problem.of_row(*row as usize).is_empty();
        problem.floors.push(Floor {
            rows: (0..rows as u32).filter(is_asked).collect(),
            most_unserved: dice.below(needs + 1),
        });
    }
    if dice.one_in(3) {
        let half: Vec<u32> = (0..rows as u32 / 2).collect();
        let needs: u64 = half.iter().map(|&row| problem.needs_of(row as usize)).sum();
        problem.floors.push(Floor {
            rows: half,
            most_unserved: dice.below(needs + 1),
        });
    }
}

/// The best of all choices and all ways to serve, by trying each.
fn brute_force(problem: &Problem) -> Option<i128> {
    let sites = problem.sites.len();
    (0_u32..1 << sites)
        .filter_map(|choice| {
            let open: Vec<bool> = (0..sites).map(|site| choice >> site & 1 == 1).collect();
            let fixed: u64 = (problem.sites.iter().zip(&open))
                .filter(|(_, is_open)| **is_open)
                .map(|(terms, _)| terms.fixed_cost)
                .sum();
            let mut best = None;
            if keeps_rules(problem, &open) {
                let mut try_all = Trial {
                    problem,
                    open: &open,
                    loads: vec![0; sites],
                    unserved: vec![0; problem.rows.len()],
                    best: &mut best,
                };
                try_all.row(0, 0);
            }
            best.map(|cost| i128::from(fixed) + i128::from(cost))
        })
        .min()
}

fn keeps_rules(problem: &Problem, open: &[bool]) -> bool {
    let count = |sites: &[u32]| sites.iter().filter(|s| open[**s as usize]).count();
    open.iter().filter(|o| **o).count() <= problem.most_open
        && (0..open.len()).all(|site| open[site] || !problem.sites[site].is_fixed)
        && problem.rules.iter().all(|rule| match rule {
            Rule::Sum { terms, most } => {
                let sum: i64 = (terms.iter())
                    .map(|&(site, factor)| if open[site as usize] { factor } else { 0 })
                    .sum();
                sum <= *most
            }
            Rule::Share { groups, least } => {
                groups.iter().filter(|group| count(group) > 0).count() >= *least
            }
        })
}

struct Trial<'a> {
    problem: &'a Problem,
    open: &'a [bool],
    loads: Vec<u64>,
    unserved: Vec<u64>,
    best: &'a mut Option<u64>,
}

impl Trial<'_> {
    /// Serves the people of a row in every way, then those of the next.
    fn row(&mut self, row: usize, cost: u64) {
        if row == self.problem.rows.len() {
            self.finish(cost);
            return;
        }
        let needs = self.problem.needs_of(row);
        self.arc(row, 0, needs, cost);
    }

    fn arc(&mut self, row: usize, number: usize, left: u64, cost: u64) {
        let arcs = self.problem.of_row(row);
        let Some(arc) = arcs.get(number).copied() else {
            self.unserved[row] = left;
            let penalty = self.problem.rows[row].penalty * left;
            self.row(row + 1, cost + penalty);
            return;
        };
        let site = arc.to as usize;
        let room = self.problem.sites[site].capacity.unwrap_or(u64::MAX) - self.loads[site];
        let people = self.problem.rows[row].people;
        let most = if self.open[site] {
            left.min(people).min(room)
        } else {
            0
        };
        // Without loads everybody is served as well as can be: nothing else needs to be tried.
        let least = if self.problem.has_loads() { 0 } else { most };
        for served in least..=most {
            self.loads[site] += served;
            self.arc(row, number + 1, left - served, cost + served * arc.cost);
            self.loads[site] -= served;
        }
    }

    fn finish(&mut self, cost: u64) {
        let keeps_floors = (self.problem.floors.iter()).all(|floor| {
            let unserved: u64 = floor
                .rows
                .iter()
                .map(|&row| self.unserved[row as usize])
                .sum();
            unserved <= floor.most_unserved
        });
        let keeps_loads = (self.problem.sites.iter().enumerate())
            .all(|(site, terms)| !self.open[site] || self.loads[site] >= terms.least_load);
        if keeps_floors && keeps_loads && self.best.is_none_or(|best| cost < best) {
            *self.best = Some(cost);
        }
    }
}

fn check(seed: u64, cases: u32, loads: Loads) {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(seed));
    let mut answered = 0;
    for case in 0..cases {
        let problem = random_problem(&mut dice, loads);
        let optimum = brute_force(&problem);
        let mut meter = Meter::new(0, &Silent);
        meter.allow(u64::MAX);
        let proof = prove(&problem, None, &mut meter);
        let found = proof.best.as_ref().map(|best| best.0);
        assert_eq!(found, optimum, "case {case}: {problem:?}");
        assert!(proof.is_complete, "case {case}");
        if let Some((value, open)) = &proof.best {
            answered += 1;
            assert_eq!(proof.bound, *value, "case {case}");
            assert_eq!(serve(&problem, open).unwrap().value, *value, "case {case}");
        }
        // A known choice from the local search changes nothing.
        meter.allow(20_000);
        let start = vec![false; problem.sites.len()];
        let known = local::search(&problem, &start, case.into(), &mut meter);
        if let Some((value, open)) = &known {
            assert!(
                optimum.is_some_and(|optimum| *value >= optimum),
                "case {case}"
            );
            assert_eq!(serve(&problem, open).unwrap().value, *value, "case {case}");
        }
        meter.allow(u64::MAX);
        let again = prove(&problem, known, &mut meter);
        assert_eq!(again.best.map(|best| best.0), optimum, "case {case}");
    }
    assert!(
        answered > cases / 4 && answered < cases,
        "{answered} of {cases}"
    );
}

#[test]
fn every_mixture_of_rules_ends_at_the_optimum_of_brute_force() {
    check(21, 500, Loads::None);
}

#[test]
fn capacities_and_least_loads_end_at_the_optimum_of_brute_force() {
    check(22, 400, Loads::Some);
}

#[test]
fn any_prices_bound_the_optimum_and_little_work_bounds_it_too() {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(23));
    for case in 0..400 {
        let loads = if case % 2 == 0 {
            Loads::None
        } else {
            Loads::Some
        };
        let problem = random_problem(&mut dice, loads);
        let Some(optimum) = brute_force(&problem) else {
            continue;
        };
        let mut prices = Prices::start(&problem);
        let unit = 1 << prices.bits;
        for price in &mut prices.rows {
            *price = dice.below(20) as i64 * unit / 3;
        }
        for price in prices.rules.iter_mut().flatten().chain(&mut prices.floors) {
            *price = dice.below(9) as i64 * unit / 2;
        }
        let marks = vec![Mark::Free; problem.sites.len()];
        let bound = whole(look(&problem, &prices, &marks).bound, prices.bits);
        // A site that cannot reach its least load is no part of the bound's reasoning: it may serve fewer.
        assert!(bound <= optimum, "case {case}: {bound} > {optimum}");
        let ascent = ascend(&problem, &marks, &prices, (problem.ceiling(), 50));
        assert!(
            whole(ascent.look.bound, prices.bits) <= optimum,
            "case {case}"
        );
        for work in [0, 1000, 10_000] {
            let mut meter = Meter::new(0, &Silent);
            meter.allow(work);
            let proof = prove(&problem, None, &mut meter);
            assert!(proof.bound <= optimum, "case {case}, work {work}");
            assert!(
                proof.best.is_none_or(|best| best.0 >= optimum),
                "case {case}"
            );
        }
    }
}

#[test]
fn eleven_sites_for_fourteen_streets_are_refused_at_once() {
    let mut problem = Problem {
        needs: 1,
        most_open: 11,
        sites: vec![SiteTerms::default(); 1400],
        ..Problem::default()
    };
    for row in 0..1400 {
        let row_terms = RowTerms {
            people: 10,
            penalty: 1,
        };
        problem.push_row(row_terms, vec![Arc { cost: 0, to: row }]);
    }
    for street in 0..14 {
        let sites: Vec<u32> = (street * 100..street * 100 + 100).collect();
        problem.rules.push(Rule::at_least(&sites, 1));
    }
    let problem = problem.indexed();
    let mut meter = Meter::new(0, &Silent);
    meter.allow(u64::MAX);
    let proof = prove(&problem, None, &mut meter);
    assert!(proof.is_complete && proof.best.is_none());
    assert!(proof.nodes <= 3, "{} nodes", proof.nodes);
}

#[test]
fn a_swap_keeps_the_promises_where_serving_the_whole_choice_does() {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(17));
    let mut seen = [0; 2];
    for case in 0..300 {
        let problem = random_problem(&mut dice, Loads::None);
        let sites = problem.sites.len();
        let open: Vec<bool> = (0..sites).map(|_| dice.one_in(2)).collect();
        let mut promises = Promises::new(&problem, &open);
        for goes in (0..sites).filter(|&site| open[site]) {
            for comes in (0..sites).filter(|&site| !open[site]) {
                let mut swapped = open.clone();
                swapped.swap(goes, comes);
                let expected = serve(&problem, &swapped).is_some();
                let kept = promises.are_kept_by_swap(goes, comes);
                assert_eq!(kept, expected, "case {case}: {goes} for {comes}");
                seen[usize::from(kept)] += 1;
            }
        }
    }
    assert!(seen.iter().all(|&times| times > 200), "{seen:?}");
}

#[test]
fn floors_cross_where_each_has_rows_of_its_own_that_a_site_reaches() {
    let crossing = |floors: [&[u32]; 2]| {
        let mut problem = Problem {
            sites: vec![SiteTerms::default()],
            needs: 1,
            most_open: 1,
            ..Problem::default()
        };
        for row in 0..4 {
            let terms = RowTerms {
                people: 1,
                penalty: 1,
            };
            // The last row is out of reach.
            let arcs = if row < 3 {
                vec![Arc { cost: 1, to: 0 }]
            } else {
                Vec::new()
            };
            problem.push_row(terms, arcs);
        }
        problem.floors = floors
            .map(|rows| Floor {
                rows: rows.to_vec(),
                most_unserved: 4,
            })
            .to_vec();
        value::floors_cross(&problem.indexed())
    };
    assert!(crossing([&[0, 1], &[1, 2]]));
    assert!(!crossing([&[0, 1], &[2, 3]]));
    assert!(
        !crossing([&[0, 1, 2], &[2, 3]]),
        "nobody serves the last row"
    );
    assert!(!crossing([&[0, 1], &[0, 1]]));
}
