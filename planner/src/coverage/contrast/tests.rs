//! Small worlds counted by hand, and laws on random ones.

use proptest::prelude::*;

use super::super::capacity::assign;
use super::super::market::{Market, Pair};
use super::super::tests::{home, places, standard};
use super::*;
use crate::coverage::{KindCoverage, Nearest};
use crate::ids::{DistrictId, Id as _, SiteId};
use crate::places::{District, Places, RowId, Site, Status};
use crate::projection::{LonLat, Plane, distance};
use crate::units::{Metres, Seniors, WalkSpeed, WalkTime};

fn at(east_m: f64, north_m: f64) -> LonLat {
    let plane = Plane::at(LonLat::new(117.0, 36.6).unwrap());
    plane.to_lonlat(geo::Coord {
        x: east_m,
        y: north_m,
    })
}

fn site_at(at: LonLat) -> Site {
    let mut towns = crate::testing::Settlement::default();
    towns.site("canteen", Status::Open, at);
    towns.places().sites[SiteId::from_index(0)].clone()
}

fn district(number: usize) -> DistrictId {
    DistrictId::from_index(number)
}

fn seniors(count: u64) -> Seniors {
    Seniors::new(count)
}

#[test]
fn a_circle_counts_across_the_river_and_the_walk_does_not() {
    let mut places = places([
        home(at(100.0, 0.0).lon_deg(), at(100.0, 0.0).lat_deg(), 3),
        home(at(0.0, 900.0).lon_deg(), at(0.0, 900.0).lat_deg(), 5),
        home(at(0.0, -1100.0).lon_deg(), at(0.0, -1100.0).lat_deg(), 7),
        home(at(0.0, 950.0).lon_deg(), at(0.0, 950.0).lat_deg(), 11),
    ]);
    let id = places.sites.push(site_at(at(0.0, 0.0)));
    let walk = |metres: u32| Nearest::Site(id, WalkTime::from_millis(metres * 1000));
    // The second home is across a river: 900 m by air, 2,400 m on foot. The last has no path at all.
    let nearest = [walk(120), walk(2400), walk(1200), Nearest::Unreachable];
    let kind = KindCoverage::of(
        standard("canteen", 15),
        nearest.into_iter().collect(),
        &places,
    );
    let radii = [1000.0, 2000.0].map(Metres::new);
    let straight = straight_distances(&places, &[id], radii[1]);
    let speed = WalkSpeed::from_mps(1.0).unwrap();
    let found = circle_audit(&kind, &straight, &places, speed, &radii);
    let crossed = |both, circle_only, walk_only, neither| Crossed {
        both: seniors(both),
        circle_only: seniors(circle_only),
        walk_only: seniors(walk_only),
        neither: seniors(neither),
    };
    assert_eq!(found[0].same_metres, crossed(3, 16, 0, 7));
    assert_eq!(found[1].same_metres, crossed(10, 16, 0, 0));
    assert_eq!(found[1].standard, crossed(3, 23, 0, 0));
    assert_eq!(found[0].walk, WalkTime::from_millis(1_000_000));
}

#[test]
fn own_sites_against_any() {
    // Streets 0 and 1. Site 0 stands in street 0, site 1 in street 1.
    let mut places = places([
        home(117.0, 36.6, 2),
        home(117.0, 36.6, 3),
        home(117.0, 36.6, 5),
        home(117.0, 36.6, 7),
    ]);
    for number in 0..2 {
        let mut site = site_at(at(0.0, 0.0));
        site.district = Some(district(number));
        site.id = RowId::Row(number as u64);
        places.sites.push(site);
        places.districts.push(District::new(
            format!("{number}"),
            "",
            geo::MultiPolygon::new(Vec::new()),
        ));
    }
    let lives = [
        Some(district(0)),
        Some(district(0)),
        Some(district(1)),
        None,
    ];
    for (demand, lives) in (0..).zip(lives) {
        places.demand[crate::ids::DemandId::from_index(demand)].district = lives;
    }
    let pair = |site| Pair {
        site,
        time: WalkTime::from_minutes(5),
    };
    let choices = [vec![pair(0), pair(1)], vec![pair(1)], vec![], vec![pair(0)]];
    let people = [2, 3, 5, 7].map(Seniors::new);
    let market = Market::from_rows(
        places.sites.ids().collect(),
        people.into_iter().zip(choices),
    );
    let found = boundary(&market, &places, Some);
    assert_eq!((found.own, found.any), (seniors(2), seniors(12)));
    assert_eq!(
        found.streets.as_slice(),
        [(seniors(2), seniors(5)), (seniors(0), seniors(0))]
    );
    assert_eq!(found.pairs.len(), 1);
    assert_eq!(
        (found.pairs[0].first_gains, found.pairs[0].second_gains),
        (seniors(3), seniors(0))
    );
}

#[test]
fn a_street_has_a_site_when_one_of_its_communities_has() {
    // A city of two streets; street 1 has the communities 3 and 4, street 2 the community 5, where nobody lives.
    let mut places = places([]);
    let parts = [
        ("city", None),
        ("street", Some(0)),
        ("street", Some(0)),
        ("community", Some(1)),
        ("community", Some(1)),
        ("community", Some(2)),
    ];
    for (level, parent) in parts {
        let mut part = District::new(level, level, geo::MultiPolygon::new(Vec::new()));
        part.level = level.to_owned();
        part.parent = parent.map(district);
        places.districts.push(part);
    }
    places.levels = ["city", "street", "community"].map(str::to_owned).to_vec();
    // Two sites in one community, one known by its street alone, one outside every district.
    let homes = [Some(3), Some(3), Some(1), None];
    let ids: Vec<SiteId> = homes
        .iter()
        .map(|home| {
            let mut site = site_at(at(0.0, 0.0));
            site.district = home.map(district);
            places.sites.push(site)
        })
        .collect();
    let found = |sites: &[SiteId]| -> Vec<(usize, usize)> {
        let units = by_unit(&places, sites);
        units.iter().map(|u| (u.with_site, u.districts)).collect()
    };
    assert_eq!(found(&ids), [(1, 1), (1, 2), (1, 3)]);
    assert_eq!(found(&ids[2..]), [(1, 1), (1, 2), (0, 3)]);
    assert_eq!(found(&ids[3..]), [(0, 1), (0, 2), (0, 3)]);
}

#[test]
fn a_closed_site_is_absorbed_as_far_as_its_neighbours_have_room() {
    let pair = |site, minutes| Pair {
        site,
        time: WalkTime::from_minutes(minutes),
    };
    let rows = [
        (seniors(10), vec![pair(0, 2)]),
        (seniors(20), vec![pair(0, 3), pair(1, 9)]),
        (seniors(5), vec![pair(1, 1)]),
    ];
    let market = Market::from_rows([0, 1].map(SiteId::from_index).to_vec(), rows);
    let capacities = [Some(seniors(30)), Some(seniors(13))];
    let open = assign(&market, &capacities);
    let found = failures(&market, &capacities, &open);
    assert_eq!(found[0].uncovered, seniors(10));
    assert_eq!(
        found[0].loss,
        Loss {
            served: seniors(30),
            lost: seniors(10),
            absorbed: seniors(8),
            turned_away: seniors(12)
        }
    );
    // The last five have no other site, and the others do not use site 1.
    assert_eq!(found[1].uncovered, seniors(5));
    assert_eq!(
        found[1].loss,
        Loss {
            served: seniors(5),
            lost: seniors(5),
            ..Loss::default()
        }
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn straight_distances_are_those_of_a_full_table(
        homes in prop::collection::vec((-3000.0..3000.0, -3000.0..3000.0), 1..20),
        sites in prop::collection::vec((-3000.0..3000.0, -3000.0..3000.0), 0..8),
        upto in 100.0..2500.0,
    ) {
        let points = homes.iter().map(|(x, y)| at(*x, *y));
        let mut places = places(points.map(|p| home(p.lon_deg(), p.lat_deg(), 1)));
        let ids: Vec<SiteId> = sites.iter().map(|(x, y)| places.sites.push(site_at(at(*x, *y)))).collect();
        let found = straight_distances(&places, &ids, Metres::new(upto));
        for (found, demand) in found.iter().zip(&places.demand) {
            let all = places.sites.iter().map(|s| distance(demand.at.unwrap(), s.at.unwrap()).metres());
            let expected = all.filter(|d| *d <= upto).min_by(f64::total_cmp);
            prop_assert_eq!(found.map(Metres::metres), expected);
        }
    }

    #[test]
    fn failures_add_up_and_neighbours_take_no_more_than_they_can(
        rows in prop::collection::vec((0_u64..9, prop::collection::btree_map(0_u32..4, 0_u32..9, 0..4)), 1..9),
        rooms in prop::collection::vec(prop_oneof![3 => (0_u64..20).prop_map(Some), 1 => Just(None)], 4),
    ) {
        let rows: Vec<_> = rows.into_iter().map(|(people, pairs)| {
            let pair = |(site, minutes)| Pair { site, time: WalkTime::from_minutes(minutes) };
            (seniors(people), pairs.into_iter().map(pair).collect::<Vec<_>>())
        }).collect();
        let market = Market::from_rows((0..4).map(SiteId::from_index).collect(), rows.clone());
        let capacities: Vec<_> = rooms.into_iter().map(|r| r.map(Seniors::new)).collect();
        let open = assign(&market, &capacities);
        for (number, failure) in failures(&market, &capacities, &open).into_iter().enumerate() {
            let loss = failure.loss;
            prop_assert_eq!(loss.served, open.loads[number]);
            prop_assert_eq!(loss.lost + loss.absorbed + loss.turned_away, loss.served);
            // Coverage again from scratch without the site.
            let covered = |skip: Option<u32>| -> Seniors {
                let near = rows.iter().filter(|(_, pairs)| pairs.iter().any(|p| Some(p.site) != skip));
                near.map(|(people, _)| *people).sum()
            };
            prop_assert_eq!(covered(None) - covered(Some(number as u32)), failure.uncovered);
            // Moving everybody anew can only do better.
            let mut closed = capacities.clone();
            closed[number] = Some(Seniors::ZERO);
            let anew: Seniors = assign(&market, &closed).served.iter().copied().sum();
            let all: Seniors = open.served.iter().copied().sum();
            prop_assert!(anew.count() >= (all - loss.lost - loss.turned_away).count());
        }
    }
}

/// Homes of two streets and of none with their people, and a site with so many places in each street.
fn two_streets(people: [u64; 3]) -> (Places, Vec<SiteId>) {
    let mut places = places(people.map(|count| home(117.0, 36.6, count)));
    for number in 0..2 {
        let mut site = site_at(at(0.0, 0.0));
        site.district = Some(district(number));
        places.sites.push(site);
        places.demand[crate::ids::DemandId::from_index(number)].district = Some(district(number));
    }
    let sites = places.sites.ids().collect();
    (places, sites)
}

#[test]
fn seats_at_home_are_those_of_the_own_street_alone() {
    // 15 people in the first street and 8 in the second reach both sites, 6 in no street reach the second.
    let (places, sites) = two_streets([15, 8, 6]);
    let pair = |site, minutes| Pair {
        site,
        time: WalkTime::from_minutes(minutes),
    };
    let both = || vec![pair(0, 3), pair(1, 4)];
    let rows = [(15, both()), (8, both()), (6, vec![pair(1, 2)])];
    let rows = rows.map(|(people, row)| (seniors(people), row));
    let market = Market::from_rows(sites, rows);
    for (capacities, own, any) in [
        ([Some(10), Some(20)], 18, 29),
        ([Some(10), Some(5)], 15, 15),
        ([None, Some(0)], 15, 23),
        ([None, None], 23, 29),
    ] {
        let capacities = capacities.map(|room| room.map(seniors));
        let found = seats_at_home(&market, &places, &capacities, Some);
        let across: Seniors = assign(&market, &capacities).served.iter().copied().sum();
        assert_eq!(
            (found.count(), across.count()),
            (own, any),
            "{capacities:?}"
        );
    }
}
