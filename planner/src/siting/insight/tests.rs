//! Reasons, curves and alternatives of small places, against trying all choices on the places themselves.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::curve::{Known, of_cover};
use super::*;
use crate::ids::Id as _;
use crate::places::Status;
use crate::progress::Silent;
use crate::siting::cover::problem::CoverProblem;
use crate::siting::promises_tests::{Dice, best_of_all, random_brief, village, worth};
use crate::siting::{Effort, Model, Proposal, propose};
use crate::units::WalkTime;

/// What losses are counted in: uncovered people, or milliseconds walked.
fn counted(matrix: &ReachMatrix, places: &Places, brief: &Brief, open: &[SiteId]) -> i128 {
    let needs = if brief.model == Model::Backup { 2 } else { 1 };
    let is_median = brief.model == Model::PMedian;
    let limit = if is_median {
        matrix.cutoff()
    } else {
        brief.within
    };
    let mut sum = 0;
    for (id, point) in places.demand.enumerate() {
        let mut times: Vec<WalkTime> = (matrix.of_demand(id))
            .filter(|(site, time)| open.contains(site) && *time <= limit)
            .map(|(_, time)| time)
            .collect();
        times.sort_unstable();
        let people = i128::from(point.eligible.count());
        sum += if is_median {
            let time = times.first().copied().unwrap_or(matrix.cutoff());
            people * i128::from(time.millis())
        } else {
            people * (needs - times.len().min(needs)) as i128
        };
    }
    sum
}

fn open_of(places: &Places, proposal: &Proposal) -> Vec<SiteId> {
    let mut open: Vec<SiteId> = (places.sites.enumerate())
        .filter(|(id, site)| site.status == Status::Open && !proposal.closed.contains(id))
        .map(|(id, _)| id)
        .collect();
    open.extend(proposal.sites.iter().map(|site| site.site));
    open
}

#[test]
fn reasons_equal_counting_again() {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(51));
    let (mut told, mut substitutes) = (0, 0);
    for case in 0..400 {
        let (matrix, places) = village(&mut dice);
        let brief = random_brief(&mut dice);
        if brief.model == Model::PCenter && brief.rules.cover_pct.is_some() {
            continue;
        }
        let Ok((proposal, _)) = propose(&matrix, &places, &brief, &Silent) else {
            continue;
        };
        let open = open_of(&places, &proposal);
        let count = |open: &[SiteId]| counted(&matrix, &places, &brief, open);
        for (site, reason) in proposal.sites.iter().zip(&proposal.insight.reasons) {
            let others: Vec<SiteId> = open.iter().copied().filter(|s| *s != site.site).collect();
            let only: u64 = (places.demand.enumerate())
                .filter(|(id, _)| {
                    let near = matrix.of_demand(*id);
                    let near: Vec<SiteId> = near
                        .filter(|(s, time)| open.contains(s) && *time <= brief.within)
                        .map(|(s, _)| s)
                        .collect();
                    near == [site.site]
                })
                .map(|(_, point)| point.eligible.count())
                .sum();
            assert_eq!(reason.only_it.count(), only, "case {case}: {brief:?}");
            assert_eq!(
                reason.importance,
                count(&others) - count(&open),
                "case {case}: {brief:?}"
            );
            let best = (places.sites.enumerate())
                .filter(|(id, other)| other.status == Status::Candidate && !open.contains(id))
                .filter_map(|(id, _)| {
                    let swapped = [&others[..], &[id]].concat();
                    worth(&matrix, &places, &brief, &swapped)?;
                    Some(count(&swapped) - count(&open))
                })
                .min();
            let found = reason.substitute.map(|substitute| substitute.loss);
            assert_eq!(found, best, "case {case}: {brief:?}");
            substitutes += usize::from(best.is_some());
            told += 1;
        }
    }
    assert!(told > 300 && substitutes > 100, "{told}, {substitutes}");
}

#[test]
fn every_point_of_a_curve_holds_the_optimum_between_plan_and_bound() {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(52));
    let (mut points, mut proven) = (0, 0);
    for _ in 0..60 {
        let (columns, rows) = (4 + dice.below(8) as usize, 5 + dice.below(20) as usize);
        let weights: Vec<u64> = (0..rows).map(|_| u64::from(dice.below(30))).collect();
        let lists: Vec<Vec<u32>> = (0..columns)
            .map(|_| (0..rows as u32).filter(|_| dice.one_in(4)).collect())
            .collect();
        let problem = CoverProblem::from_lists(&lists, &weights);
        let known = [Known {
            sites: 1,
            objective: 0,
            bound: problem.total(),
        }];
        let curve = of_cover(&problem, columns, &known, (Effort::default(), 3), &Silent);
        assert_eq!(curve.len(), columns);
        let mut last = (0, 0);
        for point in &curve {
            let best = (0_u32..1 << columns)
                .filter(|choice| choice.count_ones() as usize == point.sites)
                .map(|choice| {
                    let chosen: Vec<u32> = (0..columns as u32)
                        .filter(|column| choice >> column & 1 == 1)
                        .collect();
                    problem.covered(&chosen)
                })
                .max()
                .unwrap();
            assert!(
                point.objective <= best && best <= point.bound,
                "{point:?}, best {best}"
            );
            assert!(
                point.objective >= last.0 && point.bound >= last.1,
                "{point:?}"
            );
            last = (point.objective, point.bound);
            points += 1;
            proven += usize::from(point.objective == point.bound);
        }
    }
    assert!(proven * 10 > points * 9, "{proven} of {points}");
}

#[test]
fn a_curve_with_promises_ends_each_size_at_the_best_of_all_choices() {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(53));
    let (mut points, mut left_out) = (0, 0);
    for case in 0..120 {
        let (matrix, places) = village(&mut dice);
        let mut brief = random_brief(&mut dice);
        if brief.model.finds_the_number() {
            continue;
        }
        brief.effort = Effort::default();
        brief.asked.curve = Some(3);
        let Ok((proposal, _)) = propose(&matrix, &places, &brief, &Silent) else {
            continue;
        };
        let curve = proposal.insight.curve.unwrap();
        for sites in 1..=3 {
            brief.sites = Some(sites);
            let best = best_of_all(&matrix, &places, &brief);
            let point = curve.points.iter().find(|point| point.sites == sites);
            let sign = if matches!(brief.model, Model::Mclp | Model::Backup) {
                -1.0
            } else {
                1.0
            };
            match (point, best) {
                (Some(point), Some(best)) => {
                    assert_eq!(point.objective, point.bound, "case {case}");
                    let value = point.objective.value() * sign;
                    assert!(
                        (value - best).abs() < 1e-6,
                        "case {case}: {value}, {best}, {brief:?}"
                    );
                    points += 1;
                }
                (None, None) => left_out += 1,
                (point, best) => panic!("case {case}: {point:?}, {best:?}, {brief:?}"),
            }
        }
    }
    assert!(
        points > 80 && left_out > 3,
        "{points} points, {left_out} left out"
    );
}

#[test]
fn the_knee_is_farthest_from_the_chord() {
    let people = Measure::People;
    let points = |values: &[u64]| -> Vec<Point> {
        (1..)
            .zip(values)
            .map(|(sites, &value)| Point {
                sites,
                objective: people(value),
                bound: people(value),
            })
            .collect()
    };
    let knee = |values: &[u64]| Curve::of(Some(people(0)), points(values)).knee;
    // From (0, 0) to (5, 26): 24/26 − 3/5 = 0.32 is more than 18/26 − 2/5 = 0.29 and 25/26 − 4/5 = 0.16.
    assert_eq!(knee(&[10, 18, 24, 25, 26]), Some(3));
    assert_eq!(knee(&[10, 20, 30, 40]), None, "a straight line has none");
    assert_eq!(knee(&[10, 11]), None, "two points have none");
    assert_eq!(knee(&[0, 0, 0]), None);
}

#[test]
fn alternatives_are_the_best_of_what_differs_enough() {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(54));
    let (mut found, mut none) = (0, 0);
    for case in 0..200 {
        let (matrix, places) = village(&mut dice);
        let mut brief = random_brief(&mut dice);
        brief.asked.alternatives = 2;
        brief.asked.differ = Some(1 + dice.below(2) as usize);
        brief.asked.within_pct = 20.0;
        let Ok((proposal, _)) = propose(&matrix, &places, &brief, &Silent) else {
            continue;
        };
        let differ = brief.asked.differ.unwrap();
        let plan: Vec<SiteId> = proposal.sites.iter().map(|site| site.site).collect();
        let list = proposal.insight.alternatives.as_ref().unwrap();
        let missing = |from: &[SiteId], other: &[SiteId]| {
            from.iter().filter(|site| !other.contains(site)).count()
        };
        let close = |value: f64| {
            let plan = proposal.objective.value();
            (value.abs() - plan).abs() / plan.abs().max(1.0) <= 0.2 + 1e-12
        };
        let best = (0_u32..1 << places.sites.len())
            .filter_map(|choice| {
                let open: Vec<SiteId> = (places.sites.ids())
                    .filter(|id| choice >> id.index() & 1 == 1)
                    .collect();
                let value = worth(&matrix, &places, &brief, &open)?;
                (missing(&plan, &open) >= differ).then_some(value)
            })
            .min_by(f64::total_cmp)
            .filter(|best| close(*best) && plan.len() >= differ);
        match (list.first(), best) {
            (Some(first), Some(best)) => {
                let value = first.objective.value();
                assert!(
                    (value - best.abs()).abs() < 1e-6,
                    "case {case}: {value}, {best}, {brief:?}"
                );
                found += 1;
            }
            (None, None) => none += 1,
            (first, best) => panic!("case {case}: {first:?}, {best:?}, {brief:?}"),
        }
        for (number, one) in list.iter().enumerate() {
            assert_eq!(one.differs, missing(&plan, &one.sites), "case {case}");
            assert!(
                one.differs >= differ && close(one.objective.value()),
                "case {case}"
            );
            for other in &list[..number] {
                let apart =
                    missing(&one.sites, &other.sites).max(missing(&other.sites, &one.sites));
                assert!(
                    apart >= differ.min(other.sites.len()),
                    "case {case}: {list:?}"
                );
            }
        }
    }
    assert!(found > 20 && none > 20, "{found} found, {none} none");
}

#[test]
fn a_promise_costs_what_the_best_plan_without_it_is_better() {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(55));
    let mut priced = 0;
    for case in 0..200 {
        let (matrix, places) = village(&mut dice);
        let mut brief = random_brief(&mut dice);
        brief.effort.proof = 20_000_000_000;
        brief.asked.price_list = true;
        let Ok((proposal, _)) = propose(&matrix, &places, &brief, &Silent) else {
            continue;
        };
        let list = proposal.insight.price_list.unwrap();
        let spacing = list.iter().find(|price| price.promise.en.contains("keep"));
        assert_eq!(
            spacing.is_some(),
            brief.rules.spacing.is_some(),
            "case {case}"
        );
        let sign = if matches!(brief.model, Model::Mclp | Model::Backup) {
            -1.0
        } else {
            1.0
        };
        for price in &list {
            let worse = price.objective.value() * sign > proposal.objective.value() * sign;
            assert!(!worse, "case {case}: {price:?}");
        }
        if let Some(price) = spacing {
            brief.rules.spacing = None;
            let best = best_of_all(&matrix, &places, &brief).unwrap();
            let value = price.objective.value() * sign;
            assert!(
                (value - best).abs() < 1e-6,
                "case {case}: {value}, {best}, {brief:?}"
            );
            assert_eq!(price.objective, price.bound, "case {case}");
            priced += 1;
        }
    }
    assert!(priced > 20, "{priced}");
}

#[test]
fn every_years_sites_are_the_best_part_of_the_next_years() {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(56));
    let (mut told, mut costs) = (0, 0);
    for case in 0..200 {
        let (matrix, places) = village(&mut dice);
        let models = [Model::Mclp, Model::Backup, Model::PMedian, Model::PCenter];
        let model = models[dice.below(4) as usize];
        let mut brief = Brief::new("canteen", model, 3, WalkTime::from_minutes(15));
        brief.asked.rollout = vec![1, 2];
        let Ok((proposal, _)) = propose(&matrix, &places, &brief, &Silent) else {
            continue;
        };
        let plan: Vec<SiteId> = proposal.sites.iter().map(|site| site.site).collect();
        let [first, second] = &proposal.insight.rollout[..] else {
            panic!("case {case}: two years");
        };
        assert_eq!(second.objective, Some(proposal.objective), "case {case}");
        let existing: Vec<SiteId> = (places.sites.enumerate())
            .filter(|(_, site)| site.status == Status::Open)
            .map(|(id, _)| id)
            .collect();
        let value = |new: &[SiteId]| {
            let open = [&existing[..], new].concat();
            // For p-center a choice that leaves somebody without a walk is worse than any walk.
            worth(&matrix, &places, &brief, &open).map_or(f64::INFINITY, f64::abs)
        };
        let is_better = |one: f64, other: f64| {
            if matches!(model, Model::PMedian | Model::PCenter) {
                one < other
            } else {
                one > other
            }
        };
        let number = |measure: Option<Measure>| measure.map_or(f64::INFINITY, Measure::value);
        let is_same = |one: f64, other: f64| one == other || (one - other).abs() < 1e-6;
        let best = |among: &[SiteId]| {
            let all = among.iter().map(|site| value(&[*site])).chain([value(&[])]);
            all.reduce(|a, b| if is_better(b, a) { b } else { a })
                .unwrap()
        };
        assert!(first.opens.iter().all(|site| plan.contains(site)));
        let numbers = (first.opens.len(), second.opens.len());
        let wanted = (plan.len().min(1), plan.len().saturating_sub(1));
        assert_eq!(numbers, wanted, "case {case}");
        assert!(is_same(number(first.objective), best(&plan)), "case {case}");
        let candidates: Vec<SiteId> = (places.sites.enumerate())
            .filter(|(_, site)| site.status == Status::Candidate)
            .map(|(id, _)| id)
            .collect();
        let free = best(&candidates);
        assert!(
            is_same(number(first.free.map(|free| free.0)), free),
            "case {case}: {first:?}, {free}"
        );
        assert!(
            !is_better(free, number(first.free.map(|free| free.1))),
            "case {case}"
        );
        assert!(!is_better(number(first.objective), free), "case {case}");
        costs += usize::from(is_better(free, number(first.objective) + 1e-9));
        told += 1;
    }
    assert!(told > 100 && costs > 3, "{told} told, {costs} with a price");
}
