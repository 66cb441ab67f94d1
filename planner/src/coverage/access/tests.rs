//! Worked numbers, known laws on random markets, and a slow dense program as a second opinion.

use proptest::prelude::*;

use super::floating::{availability, crowding, modified, three_step, two_step};
use super::*;
use crate::coverage::market::{Market, Pair};
use crate::ids::{Id as _, SiteId};
use crate::units::{Seniors, WalkTime};

fn market(people: &[u64], minutes: &[Vec<Option<u32>>]) -> Market {
    let sites = minutes.first().map_or(0, Vec::len);
    let rows = people.iter().zip(minutes).map(|(people, row)| {
        let pairs = row.iter().enumerate().filter_map(|(site, minutes)| {
            let time = WalkTime::from_minutes((*minutes)?);
            Some(Pair {
                site: site as u32,
                time,
            })
        });
        (Seniors::new(*people), pairs.collect())
    });
    Market::from_rows((0..sites).map(SiteId::from_index).collect(), rows)
}

/// Three demand points and two sites, as in the worked tables.
fn worked() -> Market {
    market(
        &[100, 200, 300],
        &[
            vec![Some(4), Some(12)],
            vec![Some(8), Some(9)],
            vec![Some(20), Some(6)],
        ],
    )
}

const SUPPLY: [f64; 2] = [60.0, 90.0];
const D0: WalkTime = WalkTime::from_minutes(15);

fn assert_near(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (a, b) in found.iter().zip(expected) {
        assert!(
            (a - b).abs() < 5.1e-9 * b.abs().max(1.0),
            "{found:?} {expected:?}"
        );
    }
}

fn used(market: &Market, scores: &[f64]) -> f64 {
    market
        .rows()
        .zip(scores)
        .map(|((p, _), a)| p.count() as f64 * a)
        .sum()
}

#[test]
fn worked_numbers_of_two_steps() {
    let plain = two_step(&worked(), &SUPPLY, &Decay::binary(D0));
    assert_near(&plain.ratios, &[0.2, 0.15]);
    assert_near(&plain.scores, &[0.35, 0.35, 0.15]);
    let zones = two_step(&worked(), &SUPPLY, &Decay::slow_zones(D0));
    assert_near(&zones.ratios, &[0.254_237_29, 0.248_618_78]);
    assert_near(&zones.scores, &[0.308_933_42, 0.341_942_13, 0.169_060_77]);
    let bell = two_step(&worked(), &SUPPLY, &Decay::gaussian(D0));
    assert_near(&bell.ratios, &[0.268_172_74, 0.231_929_37]);
    assert_near(&bell.scores, &[0.314_873_98, 0.312_647_23, 0.186_610_52]);
}

#[test]
fn worked_numbers_of_the_other_scores() {
    let zones = Decay::slow_zones(D0);
    let lossy = modified(&worked(), &SUPPLY, &zones);
    assert_near(&lossy.scores, &[0.266_270_44, 0.232_520_65, 0.114_961_33]);
    assert!((used(&worked(), &lossy.scores) - 107.619_571).abs() < 1e-6);
    let choosy = three_step(&worked(), &SUPPLY, &zones);
    assert_near(&choosy.ratios, &[0.400_087_45, 0.326_125_70]);
    assert_near(&choosy.scores, &[0.340_878_63, 0.246_912_47, 0.221_765_47]);
    let crowded = crowding(&worked(), &SUPPLY, &zones);
    assert_near(&crowded.crowdedness, &[2.586_466_17, 4.942_355_89]);
    assert_near(&crowded.loads, &[155.187_969_92, 444.812_030_08]);
}

/// Six demand points and four sites, as given to PySAL `access` 1.1.10, whose answers stand below; those of spatial
/// availability are by the formula of R `accessibility`. The last demand point has no site within 15 minutes.
fn of_others() -> (Market, [f64; 4]) {
    let minutes = [
        [3, 11, 0, 22],
        [6, 5, 14, 0],
        [15, 9, 2, 10],
        [0, 13, 8, 4],
        [12, 7, 0, 6],
        [19, 0, 17, 0],
    ];
    let minutes = minutes.map(|row| row.map(|t: u32| (t > 0).then_some(t)).to_vec());
    let people = [120, 45, 310, 77, 260, 18];
    (market(&people, &minutes), [80.0, 150.0, 35.0, 60.0])
}

#[test]
fn scores_are_those_of_other_programs() {
    let (market, supply) = of_others();
    let slow = Decay {
        shape: Shape::Exponential { per_min: 0.2 },
        within: D0,
    };
    let shared = |crowd| availability(&market, &supply, &slow, crowd).scores;
    let zones = Decay::slow_zones(D0);
    for (found, told) in [
        (
            two_step(&market, &supply, &Decay::binary(D0)).scores,
            [
                0.293_572_601,
                0.374_591_12,
                0.467_326_823,
                0.358_483_286,
                0.386_308_305,
                0.0,
            ],
        ),
        (
            two_step(&market, &supply, &zones).scores,
            [
                0.359_191_543,
                0.532_951_694,
                0.459_918_63,
                0.262_413_63,
                0.365_898_322,
                0.0,
            ],
        ),
        (
            three_step(&market, &supply, &slow).scores,
            [
                0.629_558_996,
                0.784_364_659,
                0.219_905_661,
                0.300_912_604,
                0.472_367_252,
                0.0,
            ],
        ),
        (
            shared(1.0),
            [
                0.480_841_076,
                0.578_486_817,
                0.354_120_921,
                0.279_160_744,
                0.423_055_005,
                0.0,
            ],
        ),
        (
            shared(0.5),
            [
                0.521_654_838,
                1.102_170_612,
                0.283_869_879,
                0.445_505_707,
                0.348_077_462,
                0.0,
            ],
        ),
    ] {
        assert_near(&found, &told);
    }
    // Their heuristic for RAAM moves people in steps and stops near the rest.
    let rest = waiting(&market, &supply, &Patience::default());
    let told = [0.970_18, 1.020_18, 1.157_71, 1.084_74, 1.120_56, 1.236_85];
    for (found, told) in rest.costs.iter().zip(told) {
        assert!((found.unwrap() - told).abs() < 0.01, "{:?}", rest.costs);
    }
}

#[test]
fn a_site_without_anybody_and_somebody_without_a_site_score_nothing() {
    let lonely = market(&[100, 50], &[vec![Some(5), None], vec![None, None]]);
    let supply = [40.0, 70.0];
    for scores in [
        two_step(&lonely, &supply, &Decay::binary(D0)),
        modified(&lonely, &supply, &Decay::gaussian(D0)),
        three_step(&lonely, &supply, &Decay::slow_zones(D0)),
        availability(&lonely, &supply, &Decay::binary(D0), 1.0),
    ] {
        assert_eq!((scores.ratios[1], scores.scores[1]), (0.0, 0.0));
        assert!(scores.scores[0] > 0.0);
    }
    let crowded = crowding(&lonely, &supply, &Decay::binary(D0));
    assert_near(&crowded.loads, &[100.0, 0.0]);
    let none = waiting(&lonely, &supply, &Patience::default());
    assert_eq!((none.costs[1], none.crowds[1]), (None, 0.0));
    let free = two_step(&lonely, &[0.0, 0.0], &Decay::binary(D0));
    assert_eq!(free.scores, [0.0, 0.0]);
}

#[test]
fn the_edge_of_the_bell_weighs_nothing_and_divides_by_nothing() {
    let edge = market(&[10], &[vec![Some(15)]]);
    let bell = Decay::gaussian(D0);
    assert_eq!(two_step(&edge, &[5.0], &bell).scores, [0.0]);
    assert_eq!(three_step(&edge, &[5.0], &bell).scores, [0.0]);
    assert_eq!(crowding(&edge, &[5.0], &bell).crowdedness, [0.0]);
}

#[test]
fn two_equal_sites_are_shared_until_crowds_make_up_for_the_walk() {
    // 90 people; site 0 at their door, site 1 six minutes away: 6/60 = 0.1 of cost. ρS = 90/60·30 = 45 each, so crowds
    // differ by 4.5: 47.25 and 42.75, and both cost 47.25/45 = 1.05.
    let pair = market(&[90], &[vec![Some(0), Some(6)]]);
    let rest = waiting(&pair, &[30.0, 30.0], &Patience::default());
    assert_near(&rest.crowds, &[47.25, 42.75]);
    assert_near(&[rest.costs[0].unwrap()], &[1.05]);
}

#[derive(Debug, Clone)]
struct Random {
    people: Vec<u64>,
    supply: Vec<f64>,
    minutes: Vec<Vec<Option<u32>>>,
}

fn random() -> impl Strategy<Value = Random> {
    (1_usize..7, 1_usize..5).prop_flat_map(|(homes, sites)| {
        let minute = prop_oneof![3 => (0_u32..25).prop_map(Some), 1 => Just(None)];
        (
            prop::collection::vec(0_u64..300, homes),
            prop::collection::vec((0_u32..200).prop_map(f64::from), sites),
            prop::collection::vec(prop::collection::vec(minute, sites), homes),
        )
            .prop_map(|(people, supply, minutes)| Random {
                people,
                supply,
                minutes,
            })
    })
}

/// The definitions of the domain sheet over a dense matrix, term by term.
fn dense(random: &Random, decay: &Decay) -> [Vec<f64>; 4] {
    let (n, m) = (random.people.len(), random.supply.len());
    let p = |i: usize| random.people[i] as f64;
    let w = |i: usize, j: usize| {
        random.minutes[i][j].map_or(0.0, |t| decay.weight(WalkTime::from_minutes(t)))
    };
    let over = |a: f64, b: f64| if b == 0.0 { 0.0 } else { a / b };
    let demand = |j: usize| (0..n).map(|k| p(k) * w(k, j)).sum::<f64>();
    let g = |i: usize, j: usize| over(w(i, j), (0..m).map(|k| w(i, k)).sum());
    let chosen = |j: usize| (0..n).map(|k| p(k) * g(k, j) * w(k, j)).sum::<f64>();
    let score = |f: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
        (0..n).map(|i| (0..m).map(|j| f(i, j)).sum()).collect()
    };
    let two = score(&|i, j| over(random.supply[j], demand(j)) * w(i, j));
    let lossy = score(&|i, j| over(random.supply[j], demand(j)) * w(i, j) * w(i, j));
    let three = score(&|i, j| over(random.supply[j], chosen(j)) * g(i, j) * w(i, j));
    let crowded = (0..m)
        .map(|j| {
            let offer = |i: usize| (0..m).map(|l| random.supply[l] * w(i, l)).sum::<f64>();
            (0..n).map(|i| over(p(i) * w(i, j), offer(i))).sum()
        })
        .collect();
    [two, lossy, three, crowded]
}

fn decays() -> [Decay; 4] {
    [
        Decay::binary(D0),
        Decay::slow_zones(D0),
        Decay::gaussian(D0),
        Decay {
            shape: Shape::Exponential { per_min: 0.2 },
            within: D0,
        },
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn scores_are_those_of_the_definitions(random in random()) {
        let market = market(&random.people, &random.minutes);
        for decay in decays() {
            let expected = dense(&random, &decay);
            let supply = &random.supply;
            assert_near(&two_step(&market, supply, &decay).scores, &expected[0]);
            assert_near(&modified(&market, supply, &decay).scores, &expected[1]);
            assert_near(&three_step(&market, supply, &decay).scores, &expected[2]);
            assert_near(&crowding(&market, supply, &decay).crowdedness, &expected[3]);
            let shared = availability(&market, supply, &decay, 1.0).scores;
            for ((a, b), people) in shared.iter().zip(&expected[0]).zip(&random.people) {
                prop_assert!(*people == 0 || (a - b).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn supply_is_used_up_and_loads_are_everybody_in_reach(random in random()) {
        let market = market(&random.people, &random.minutes);
        for decay in decays() {
            let wanted = |j: usize| (0..random.people.len()).any(|i| {
                let near = random.minutes[i][j].map(|t| decay.weight(WalkTime::from_minutes(t)));
                random.people[i] > 0 && near.is_some_and(|w| w > 0.0)
            });
            let reached: f64 = (0..random.supply.len()).filter(|j| wanted(*j)).map(|j| random.supply[j]).sum();
            let near = |a: f64, b: f64| (a - b).abs() < 1e-6 * b.max(1.0);
            prop_assert!(near(used(&market, &two_step(&market, &random.supply, &decay).scores), reached));
            prop_assert!(near(used(&market, &three_step(&market, &random.supply, &decay).scores), reached));
            for crowd in [0.5, 1.0, 2.0] {
                let shared = availability(&market, &random.supply, &decay, crowd);
                prop_assert!(near(used(&market, &shared.scores), reached));
            }
            prop_assert!(used(&market, &modified(&market, &random.supply, &decay).scores) <= reached + 1e-6);
            let loads: f64 = crowding(&market, &random.supply, &decay).loads.iter().sum();
            let served = |i: usize| (0..random.supply.len()).any(|j| {
                let near = random.minutes[i][j].map(|t| decay.weight(WalkTime::from_minutes(t)));
                random.supply[j] > 0.0 && near.is_some_and(|w| w > 0.0)
            });
            let people: u64 = (0..random.people.len()).filter(|i| served(*i)).map(|i| random.people[i]).sum();
            prop_assert!(near(loads, people as f64));
        }
    }

    #[test]
    fn more_supply_never_lowers_a_two_step_score(random in random(), factor in 1_u32..9) {
        let full = market(&random.people, &random.minutes);
        let fewer: Vec<_> = random.minutes.iter().map(|row| row[1..].to_vec()).collect();
        let fewer = market(&random.people, &fewer);
        let times = |supply: &[f64]| supply.iter().map(|s| s * f64::from(factor)).collect::<Vec<_>>();
        for decay in decays() {
            let all = two_step(&full, &random.supply, &decay).scores;
            let less = two_step(&fewer, &random.supply[1..], &decay).scores;
            prop_assert!(all.iter().zip(&less).all(|(a, b)| *a >= b - 1e-12));
            let scaled = two_step(&full, &times(&random.supply), &decay).scores;
            prop_assert!(all.iter().zip(&scaled).all(|(a, b)| (a * f64::from(factor) - b).abs() < 1e-9 * b.max(1.0)));
        }
    }

    #[test]
    fn the_order_of_rows_changes_no_bit(random in random()) {
        let turned = Random {
            people: random.people.iter().rev().copied().collect(),
            minutes: random.minutes.iter().rev().cloned().collect(),
            ..random.clone()
        };
        let (a, b) = (market(&random.people, &random.minutes), market(&turned.people, &turned.minutes));
        for decay in decays() {
            let (a, mut b) = (three_step(&a, &random.supply, &decay), three_step(&b, &random.supply, &decay));
            b.scores.reverse();
            prop_assert_eq!(a, b);
        }
    }

    #[test]
    fn at_rest_nobody_gains_by_going_elsewhere(random in random()) {
        let market = market(&random.people, &random.minutes);
        let rest = waiting(&market, &random.supply, &Patience { passes: 5000, ..Patience::default() });
        prop_assert!(rest.unrest <= 2e-6, "{}", rest.unrest);
        let going: u64 = random.people.iter().zip(&rest.costs).filter(|(_, c)| c.is_some()).map(|(p, _)| p).sum();
        let crowds: f64 = rest.crowds.iter().sum();
        prop_assert!((crowds - going as f64).abs() < 1e-6 * (going as f64).max(1.0));
    }
}
