//! Worked numbers, sums in every grouping, and small worlds for the tests of this room and of the report.

use super::*;
use crate::hex::HexResolution;
use crate::ids::{DistrictId, SiteId};
use crate::places::{DemandPoint, District};
use crate::projection::LonLat;
use crate::reach::ReachMatrix;

/// Numbers that look random and are the same on every machine (splitmix64, Steele et al. 2014).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % limit
    }
}

pub(crate) fn standard(kind: &str, minutes: u32) -> Standard {
    Standard::new(kind, WalkTime::from_minutes(minutes))
}

pub(crate) fn walk(site: usize, minutes: u32) -> Nearest {
    Nearest::Site(SiteId::from_index(site), WalkTime::from_minutes(minutes))
}

pub(crate) fn home(lon: f64, lat: f64, people: u64) -> DemandPoint {
    DemandPoint {
        at: LonLat::new(lon, lat),
        seniors: Seniors::new(people),
        eligible: Seniors::new(people),
        district: None,
    }
}

pub(crate) fn places(homes: impl IntoIterator<Item = DemandPoint>) -> Places {
    Places {
        demand: homes.into_iter().collect(),
        ..Places::default()
    }
}

fn worked() -> (Places, Coverage) {
    let places = places([10, 20, 30, 40].map(|people| home(14.5, 35.9, people)));
    let nearest = [walk(0, 4), walk(1, 9), walk(1, 15), walk(0, 22)];
    let coverage = Coverage::of(
        &[standard("canteen", 15)],
        vec![nearest.into_iter().collect()],
        &places,
    );
    (places, coverage)
}

#[test]
fn worked_numbers_of_coverage() {
    let (places, _) = worked();
    let nearest = || -> NearestTable {
        [walk(0, 4), walk(1, 9), walk(1, 15), walk(0, 22)]
            .into_iter()
            .collect()
    };
    for (minutes, share) in [(5, 0.1), (10, 0.3), (15, 0.6)] {
        let coverage = Coverage::of(&[standard("canteen", minutes)], vec![nearest()], &places);
        assert!((coverage.kinds[0].tally.coverage() - share).abs() < 1e-12);
    }
}

#[test]
fn exactly_the_standard_is_covered_and_a_millisecond_more_is_not() {
    let places = places([home(14.5, 35.9, 1), home(14.5, 35.9, 1)]);
    let late = Nearest::Site(SiteId::from_index(0), WalkTime::from_millis(900_001));
    let coverage = Coverage::of(
        &[standard("canteen", 15)],
        vec![[walk(0, 15), late].into_iter().collect()],
        &places,
    );
    let tally = coverage.kinds[0].tally;
    assert_eq!(
        (tally.covered, tally.beyond),
        (Seniors::new(1), Seniors::new(1))
    );
}

#[test]
fn everybody_stands_under_one_heading() {
    let places = places([1, 2, 4, 8].map(|people| home(14.5, 35.9, people)));
    let nearest = [
        walk(0, 15),
        walk(0, 16),
        Nearest::Unreachable,
        Nearest::Unsnapped,
    ];
    let coverage = Coverage::of(
        &[standard("canteen", 15)],
        vec![nearest.into_iter().collect()],
        &places,
    );
    let tally = coverage.kinds[0].tally;
    let counts = [
        tally.covered,
        tally.beyond,
        tally.unreachable,
        tally.unsnapped,
    ];
    assert_eq!(counts.map(Seniors::count), [1, 2, 4, 8]);
    assert_eq!(tally.total(), coverage.eligible);
    assert_eq!(tally.uncovered(), Seniors::new(14));
}

#[test]
fn only_the_eligible_are_covered_but_all_are_counted() {
    let mut homes = [home(14.5, 35.9, 5), home(14.5, 35.9, 7)];
    homes[0].eligible = Seniors::new(2);
    homes[1].eligible = Seniors::ZERO;
    let places = places(homes);
    let coverage = Coverage::of(
        &[standard("canteen", 15)],
        vec![[walk(0, 1), walk(0, 1)].into_iter().collect()],
        &places,
    );
    assert_eq!(coverage.kinds[0].tally.covered, Seniors::new(2));
    let whole = &coverage.by_group(&places, |_, _| ())[&()];
    assert_eq!(whole.seniors, Seniors::new(12));
}

#[test]
fn a_circle_needs_every_standard() {
    let places = places([1, 2, 4, 8].map(|people| home(14.5, 35.9, people)));
    let standards = [standard("canteen", 15), standard("day_care", 10)];
    let canteen = [walk(0, 15), walk(0, 15), walk(0, 16), walk(0, 16)];
    let day_care = [walk(1, 10), walk(1, 11), walk(1, 10), walk(1, 11)];
    let nearest = vec![
        canteen.into_iter().collect(),
        day_care.into_iter().collect(),
    ];
    let coverage = Coverage::of(&standards, nearest, &places);
    assert_eq!(coverage.circle_complete, Seniors::new(1));
    let none = Coverage::of(&[], Vec::new(), &places);
    assert_eq!(none.circle_complete, Seniors::ZERO);
    assert_eq!(none.eligible, Seniors::new(15));
}

#[test]
fn loads_sum_to_the_covered() {
    let (places, coverage) = worked();
    let sites = coverage.kinds[0].catchments(&places);
    let loads: Vec<u64> = sites.values().map(|c| c.load.count()).collect();
    assert_eq!(loads, [10, 50]);
    assert_eq!(
        loads.iter().sum::<u64>(),
        coverage.kinds[0].tally.covered.count()
    );
    let mean = sites[&SiteId::from_index(1)].mean_s().unwrap();
    assert!((mean - (20.0 * 9.0 + 30.0 * 15.0) / 50.0 * 60.0).abs() < 1e-9);
}

#[test]
fn a_catchment_holds_all_within_the_standard_not_only_its_own() {
    let (places, coverage) = worked();
    let row = [4, 9, 15, 22].map(WalkTime::from_minutes);
    let row = places.demand.ids().zip(row).collect();
    let matrix = ReachMatrix::from_site_rows(&[row], 4, WalkTime::from_minutes(20));
    let within = |minutes| {
        let mut kind = coverage.kinds[0].clone();
        kind.standard.within = WalkTime::from_minutes(minutes);
        catchment::seniors_within(SiteId::from_index(0), &kind, &matrix, &places)
    };
    assert_eq!(within(15), Some(Seniors::new(60)));
    assert_eq!(within(21), None, "searched less far");
}

/// Homes in and around four square districts, some without a place, with walks that get shorter after a change.
pub(crate) fn random_world(seed: u64, homes: usize) -> (Places, [Coverage; 2]) {
    let mut dice = Dice(seed);
    let mut places = Places::default();
    for (code, (x, y)) in [(0, 0), (1, 0), (0, 1), (1, 1)].into_iter().enumerate() {
        places.districts.push(square(code, x, y));
    }
    let mut tables = [0, 1, 2, 3].map(|_| NearestTable::new());
    for _ in 0..homes {
        let demand = random_home(&mut dice);
        let far = demand.at.map_or(0, |at| {
            ((at.lon_deg() - 14.5).hypot(at.lat_deg() - 35.9) * 1500.0) as u32
        });
        let fate = dice.below(60);
        for kind in 0..2 {
            let minutes = 2 + far + dice.below(3) as u32 + 3 * kind as u32;
            // A new site in the east.
            let east = demand.at.is_some_and(|at| at.lon_deg() > 14.503);
            let sooner = if east { minutes / 2 } else { minutes };
            let [before, after] = match fate {
                0 => [Nearest::Unreachable; 2],
                1 => [Nearest::Unreachable, walk(2, sooner)],
                _ if fate == 2 || demand.at.is_none() => [Nearest::Unsnapped; 2],
                _ => [
                    walk(kind, minutes),
                    walk(if sooner < minutes { 2 } else { kind }, sooner),
                ],
            };
            tables[kind].push(before);
            tables[kind + 2].push(after);
        }
        places.demand.push(demand);
    }
    let standards = [standard("canteen", 15), standard("助餐点", 20)];
    let [a, b, c, d] = tables;
    let coverage = [
        Coverage::of(&standards, vec![a, b], &places),
        Coverage::of(&standards, vec![c, d], &places),
    ];
    (places, coverage)
}

/// The same where the first standard is for most and the second for fewer: of odd seeds for some of the first's alone.
pub(crate) fn apart_world(seed: u64, homes: usize) -> (Places, [Coverage; 2]) {
    let (mut places, coverage) = random_world(seed, homes);
    let mut dice = Dice(!seed);
    let first: Vec<bool> = (0..homes).map(|_| dice.below(6) > 0).collect();
    let within = |first: &bool| seed.is_multiple_of(2) || *first;
    let second = first
        .iter()
        .map(|of_first| dice.below(5) < 2 && within(of_first));
    let second: Vec<bool> = second.collect();
    places.audiences = [("canteen", first), ("助餐点", second)]
        .map(|(kind, includes)| crate::places::Audience {
            kind: kind.to_owned(),
            includes: includes.into(),
        })
        .into();
    let again = coverage.map(|phase| {
        let standards: Vec<Standard> = phase.kinds.iter().map(|k| k.standard.clone()).collect();
        let nearest = phase.kinds.into_iter().map(|k| k.nearest).collect();
        Coverage::of(&standards, nearest, &places)
    });
    (places, again)
}

fn random_home(dice: &mut Dice) -> DemandPoint {
    // Two throws make the middle denser than the rim.
    let mut throw = || (dice.below(1000) + dice.below(1000)) as f64 / 2000.0;
    let (x, y) = (throw() * 2.2 - 1.1, throw() * 2.2 - 1.1);
    let people = dice.below(4) + 1;
    let mut demand = home(14.5 + x * 0.02, 35.9 + y * 0.02, people);
    demand.eligible = Seniors::new(people.saturating_sub(dice.below(2)));
    if dice.below(50) == 0 {
        demand.at = None;
    } else if x.abs() < 1.0 && y.abs() < 1.0 {
        let index = usize::from(x >= 0.0) + 2 * usize::from(y >= 0.0);
        demand.district = Some(DistrictId::from_index(index));
    }
    demand
}

fn square(code: usize, x: u8, y: u8) -> District {
    let west = 14.48 + 0.02 * f64::from(x);
    let south = 35.88 + 0.02 * f64::from(y);
    let rect = geo::Rect::new((west, south), (west + 0.02, south + 0.02));
    let outline = geo::MultiPolygon::new(vec![rect.to_polygon()]);
    District::new(format!("D{code}"), format!("街道{code}"), outline)
}

fn sum<'a>(groups: impl Iterator<Item = &'a GroupCoverage>) -> GroupCoverage {
    let mut sum = GroupCoverage {
        kinds: vec![Tally::default(); 2],
        ..GroupCoverage::default()
    };
    for group in groups {
        sum.seniors += group.seniors;
        sum.eligible += group.eligible;
        sum.circle_complete += group.circle_complete;
        for (total, tally) in sum.kinds.iter_mut().zip(&group.kinds) {
            *total += *tally;
        }
    }
    sum
}

#[test]
fn every_grouping_sums_to_the_whole() {
    for seed in 0..20 {
        let (places, [coverage, _]) = random_world(seed, 300);
        let whole = coverage.by_group(&places, |_, _| ()).remove(&()).unwrap();
        assert_eq!(whole.eligible, coverage.eligible);
        assert_eq!(whole.circle_complete, coverage.circle_complete);
        for (tally, kind) in whole.kinds.iter().zip(&coverage.kinds) {
            assert_eq!(*tally, kind.tally);
            assert_eq!(tally.total(), coverage.eligible);
        }
        let cells: Vec<Option<u32>> = (0..places.demand.len())
            .map(|n| Some(n as u32 % 7))
            .collect();
        let by_cell = coverage.by_cell(&places, &cells, 7);
        let parity = coverage.by_group(&places, |id, _| id.index() % 7);
        for (cell, group) in &parity {
            for (counted, tally) in by_cell.iter().zip(&group.kinds) {
                assert_eq!(counted[*cell].tally, *tally);
            }
        }
        assert_eq!(sum(parity.values()), whole);
        let districts = coverage.by_district(&places);
        assert!(districts.outside.seniors > Seniors::ZERO);
        let all = districts.districts.iter().chain([&districts.outside]);
        assert_eq!(sum(all), whole);
    }
}

#[test]
fn gaps_hold_everybody_who_is_not_covered() {
    for seed in 0..20 {
        let (places, [coverage, _]) = random_world(seed, 300);
        let kind = &coverage.kinds[0];
        let gaps = Gaps::by_hexagon(kind, &places, HexResolution::new(9).unwrap());
        let mut causes = gaps.without_place;
        let mut homes: Vec<DemandId> = Vec::new();
        for gap in &gaps.clusters {
            causes += gap.causes;
            homes.extend(&gap.demand);
            assert!(!gap.outline.0.is_empty());
            assert_eq!(gap.causes.covered, Seniors::ZERO);
        }
        assert_eq!(causes.covered, Seniors::ZERO);
        assert_eq!(causes.beyond, kind.tally.beyond);
        assert_eq!(causes.unreachable, kind.tally.unreachable);
        assert_eq!(causes.unsnapped, kind.tally.unsnapped);
        let several = homes.len();
        homes.sort_unstable();
        homes.dedup();
        assert_eq!(homes.len(), several, "each home is in one gap");
        let sizes: Vec<Seniors> = gaps.clusters.iter().map(Gap::seniors).collect();
        assert!(sizes.is_sorted_by(|a, b| a >= b));
    }
}

#[test]
fn a_gap_tells_its_causes_and_the_mean_walk() {
    let mut homes = [
        home(14.5, 35.9, 2),
        home(14.5, 35.9, 3),
        home(14.5, 35.9, 4),
        home(14.6, 35.9, 50),
        home(14.7, 35.9, 9),
    ];
    homes[3].at = None;
    let places = places(homes);
    let nearest = [
        walk(0, 20),
        walk(0, 30),
        Nearest::Unreachable,
        Nearest::Unsnapped,
        walk(0, 3),
    ];
    let coverage = Coverage::of(
        &[standard("canteen", 15)],
        vec![nearest.into_iter().collect()],
        &places,
    );
    let resolution = HexResolution::new(9).unwrap();
    let gaps = Gaps::by_hexagon(&coverage.kinds[0], &places, resolution);
    assert_eq!(gaps.without_place.unsnapped, Seniors::new(50));
    let [gap] = gaps.clusters.as_slice() else {
        panic!("expected one gap, found {}", gaps.clusters.len());
    };
    assert_eq!(gap.seniors(), Seniors::new(9));
    assert_eq!(gap.mean_s, Some((2.0 * 20.0 + 3.0 * 30.0) / 5.0 * 60.0));
    assert_eq!(gap.district, None);
}
