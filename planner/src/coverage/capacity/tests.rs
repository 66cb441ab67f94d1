//! Worked numbers, and a linear program as a second opinion on random markets.

use microlp::{ComparisonOp, OptimizationDirection, Problem};
use proptest::prelude::*;

use super::*;
use crate::coverage::market::{Market, Pair};
use crate::units::WalkTime;

fn market(people: &[u64], millis: &[Vec<Option<u32>>]) -> Market {
    let sites = millis.first().map_or(0, Vec::len);
    let rows = people.iter().zip(millis).map(|(people, row)| {
        let pairs = row.iter().enumerate().filter_map(|(site, millis)| {
            let time = WalkTime::from_millis((*millis)?);
            Some(Pair {
                site: site as u32,
                time,
            })
        });
        (Seniors::new(*people), pairs.collect())
    });
    Market::from_rows((0..sites).map(SiteId::from_index).collect(), rows)
}

const MINUTE: u32 = 60_000;

fn seniors(counts: &[u64]) -> Vec<Seniors> {
    counts.iter().copied().map(Seniors::new).collect()
}

#[test]
fn worked_numbers_of_a_full_canteen() {
    let market = market(
        &[100, 100],
        &[vec![Some(4 * MINUTE)], vec![Some(9 * MINUTE)]],
    );
    let found = assign(&market, &[Some(Seniors::new(150))]);
    assert_eq!(found.served, seniors(&[100, 50]), "the nearer come first");
    assert_eq!(found.loads, seniors(&[150]));
    assert_eq!(found.walked_millis, u128::from(MINUTE) * (400 + 450));
}

#[test]
fn people_make_room_for_those_who_have_no_other_choice() {
    // Site 0 holds one. Home 0 is nearest to it and could also go to site 1, 10 minutes away; home 1 has only site 0.
    let market = market(
        &[1, 1],
        &[
            vec![Some(MINUTE), Some(10 * MINUTE)],
            vec![Some(9 * MINUTE), None],
        ],
    );
    let one = Some(Seniors::new(1));
    let found = assign(&market, &[one, one]);
    assert_eq!(found.served, seniors(&[1, 1]));
    assert_eq!(found.walked_millis, u128::from(19 * MINUTE));
}

#[test]
fn without_limits_everybody_goes_to_the_nearest() {
    let market = market(
        &[5, 7, 3],
        &[
            vec![Some(3), Some(2)],
            vec![Some(4), Some(4)],
            vec![None, None],
        ],
    );
    let found = assign(&market, &[None, None]);
    assert_eq!(found.loads, seniors(&[7, 5]), "ties go to the lowest site");
    assert_eq!(found.served, seniors(&[5, 7, 0]));
    let closed = assign(&market, &[Some(Seniors::ZERO), Some(Seniors::ZERO)]);
    assert_eq!(closed.served, seniors(&[0, 0, 0]));
}

#[test]
fn capacities_become_people() {
    let carried = |percent, sittings, capacity| {
        let participation = Participation { percent, sittings };
        participation.carried(capacity).count()
    };
    assert_eq!(carried(4.0, 1.0, 150.0), 3750);
    assert_eq!(carried(10.0, 2.0, 150.0), 3000);
    assert_eq!(carried(16.0, 1.0, 50.0), 312);
    assert_eq!(carried(100.0, 1.0, 7.0), 7);
    assert_eq!(carried(10.0, 1.5, 0.0), 0);
}

#[derive(Debug, Clone)]
struct Random {
    people: Vec<u64>,
    capacities: Vec<Option<u64>>,
    millis: Vec<Vec<Option<u32>>>,
}

fn random() -> impl Strategy<Value = Random> {
    (1_usize..9, 1_usize..6).prop_flat_map(|(homes, sites)| {
        // Few different times make many ties; every fourth pair is too far.
        let time = prop_oneof![3 => (0_u32..12).prop_map(Some), 1 => Just(None)];
        let capacity = prop_oneof![6 => (0_u64..15).prop_map(Some), 1 => Just(None)];
        (
            prop::collection::vec(0_u64..7, homes),
            prop::collection::vec(capacity, sites),
            prop::collection::vec(prop::collection::vec(time, sites), homes),
        )
            .prop_map(|(people, capacities, millis)| Random {
                people,
                capacities,
                millis,
            })
    })
}

/// The most people who can be served, and the least walking with which so many can, by the simplex method.
fn by_linear_program(random: &Random) -> (u64, u64) {
    const ONE_MORE: f64 = 1000.0;
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let mut of_site = vec![Vec::new(); random.capacities.len()];
    let mut all = Vec::new();
    for (people, row) in random.people.iter().zip(&random.millis) {
        let mut of_home = Vec::new();
        for (site, millis) in row.iter().enumerate() {
            if let Some(millis) = millis {
                let flow = problem.add_var(f64::from(*millis) - ONE_MORE, (0.0, f64::INFINITY));
                of_home.push((flow, 1.0));
                of_site[site].push((flow, 1.0));
                all.push((flow, *millis));
            }
        }
        problem.add_constraint(of_home.as_slice(), ComparisonOp::Le, *people as f64);
    }
    for (flows, capacity) in of_site.iter().zip(&random.capacities) {
        if let Some(capacity) = capacity {
            problem.add_constraint(flows.as_slice(), ComparisonOp::Le, *capacity as f64);
        }
    }
    let solution = problem.solve().unwrap().into_solution().unwrap();
    let served: f64 = all.iter().map(|(flow, _)| solution.var_value(*flow)).sum();
    let walked: f64 = all
        .iter()
        .map(|(flow, millis)| solution.var_value(*flow) * f64::from(*millis))
        .sum();
    (served.round() as u64, walked.round() as u64)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn nobody_serves_more_or_walks_less(random in random()) {
        let market = market(&random.people, &random.millis);
        let capacities: Vec<_> = random.capacities.iter().map(|c| c.map(Seniors::new)).collect();
        let found = assign(&market, &capacities);
        let (served, walked) = by_linear_program(&random);
        let total: Seniors = found.served.iter().copied().sum();
        prop_assert_eq!(total.count(), served);
        prop_assert_eq!(found.walked_millis, u128::from(walked));
        // What is claimed adds up.
        let mut loads = vec![0_u64; capacities.len()];
        for (demand, people) in random.people.iter().enumerate() {
            let flows: u64 = market.range(demand).map(|p| u64::from(found.flows[p])).sum();
            prop_assert!(flows <= *people && flows == found.served[demand].count());
            for position in market.range(demand) {
                loads[market.pairs()[position].site as usize] += u64::from(found.flows[position]);
            }
        }
        for ((load, found), capacity) in loads.iter().zip(&found.loads).zip(&random.capacities) {
            prop_assert_eq!(*load, found.count());
            prop_assert!(capacity.is_none_or(|capacity| *load <= capacity));
        }
    }
}
