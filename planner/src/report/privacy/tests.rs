//! Attacks on what is published: subtraction of everything from everything that contains it.

use std::collections::BTreeSet;

use super::*;
use crate::coverage::Heading;
use crate::coverage::tests::{Dice, home, places, random_world, standard, walk};
use crate::ids::DemandId;
use crate::places::DemandPoint;
use crate::report::tests::World;

/// A published set of people: who they are, and which of their counts are told.
struct Told {
    what: String,
    who: BTreeSet<DemandId>,
    covered: bool,
}

/// Whether a person counts under a heading that somebody could be interested in.
type Question<'a> = Box<dyn Fn(DemandId, &DemandPoint) -> u64 + 'a>;

/// All counts that published numbers tell about a set, or that their differences do.
fn questions<'a>(coverage: &'a [Coverage; 2], told: &[bool; 2]) -> Vec<(String, Question<'a>)> {
    let mut all: Vec<(String, Question)> = Vec::new();
    if told[0] {
        all.push(("seniors".into(), Box::new(|_, d| d.seniors.count())));
        all.push(("eligible".into(), Box::new(|_, d| d.eligible.count())));
        all.push((
            "others".into(),
            Box::new(|_, d| d.seniors.count() - d.eligible.count()),
        ));
    }
    if told[1] {
        for (phase, c) in coverage.iter().enumerate() {
            for kind in 0..c.kinds.len() {
                let is = move |id| c.kinds[kind].heading(id) == Heading::Covered;
                let count = |yes: bool, d: &DemandPoint| u64::from(yes) * d.eligible.count();
                all.push((
                    format!("covered {phase} {kind}"),
                    Box::new(move |id, d| count(is(id), d)),
                ));
                all.push((
                    format!("not covered {phase} {kind}"),
                    Box::new(move |id, d| count(!is(id), d)),
                ));
                all.push((
                    format!("covered without a circle {phase} {kind}"),
                    Box::new(move |id, d| count(is(id) && !c.completes_circle(id), d)),
                ));
                let was = move |id| coverage[0].kinds[kind].heading(id) == Heading::Covered;
                all.push((
                    format!("newly covered {phase} {kind}"),
                    Box::new(move |id, d| count(is(id) && !was(id), d)),
                ));
            }
        }
    }
    all
}

fn people(who: &BTreeSet<DemandId>, places: &Places, question: &Question) -> u64 {
    who.iter()
        .map(|id| question(*id, &places.demand[*id]))
        .sum()
}

/// Every published set: hexagons, the union of those in each district, districts, and the whole plan.
fn told(publication: &Publication, places: &Places) -> Vec<Told> {
    let mut sets = vec![Told {
        what: "whole".into(),
        who: places.demand.ids().collect(),
        covered: true,
    }];
    for row in publication.districts() {
        if row.counts.seniors().is_some() {
            let of = |id: &DemandId| places.demand[*id].district == row.district;
            sets.push(Told {
                what: format!("district {:?}", row.district),
                who: places.demand.ids().filter(of).collect(),
                covered: row.counts.covered(0, 0).is_some(),
            });
        }
    }
    for hexagon in publication.hexagons() {
        sets.push(Told {
            what: format!("hexagon {:?}", hexagon.cells),
            who: in_hexagon(hexagon, places),
            covered: hexagon.counts.covered(0, 0).is_some(),
        });
    }
    sets
}

fn in_hexagon(hexagon: &ShownHexagon, places: &Places) -> BTreeSet<DemandId> {
    let finest = HexResolution::new(FINEST).unwrap();
    places
        .demand
        .enumerate()
        .filter(|(_, d)| places.districts.is_empty() || d.district == hexagon.district)
        .filter(|(_, d)| {
            d.at.and_then(|at| Cell::containing(at, finest))
                .is_some_and(|cell| {
                    hexagon
                        .cells
                        .iter()
                        .any(|shown| cell.parent(shown.resolution()) == Some(*shown))
                })
        })
        .map(|(id, _)| id)
        .collect()
}

/// Small counts that follow from one published set, or from one less all smaller ones within it.
fn leaks(sets: &[Told], places: &Places, coverage: &[Coverage; 2], threshold: u64) -> Vec<String> {
    let mut found = Vec::new();
    for level in [[true, false], [false, true]] {
        for (name, question) in questions(coverage, &level) {
            let sets: Vec<&Told> = sets.iter().filter(|s| level[0] || s.covered).collect();
            for outer in &sets {
                let mut differences = vec![outer.who.clone()];
                let inner: Vec<&&Told> = sets
                    .iter()
                    .filter(|s| s.who.len() < outer.who.len() && s.who.is_subset(&outer.who))
                    .collect();
                let mut rest = outer.who.clone();
                for set in &inner {
                    differences.push(outer.who.difference(&set.who).copied().collect());
                }
                for kind in ["hexagon", "district"] {
                    rest.clone_from(&outer.who);
                    for set in inner.iter().filter(|s| s.what.starts_with(kind)) {
                        rest.retain(|id| !set.who.contains(id));
                    }
                    differences.push(rest.clone());
                }
                for difference in differences {
                    let count = people(&difference, places, &question);
                    if count > 0 && count < threshold {
                        found.push(format!("{name}: {count} of {}", outer.what));
                    }
                }
            }
        }
    }
    found
}

#[test]
fn no_small_count_follows_by_subtraction() {
    let (mut hexagons, mut covered_rows, mut rows) = (0, 0, 0);
    for seed in 0..30 {
        let homes = 200 + 150 * (seed as usize % 5);
        let (places, coverage) = random_world(seed, homes);
        let world = World::of(places, coverage);
        let publication = Publication::of(&world.run());
        let sets = told(&publication, &world.places);
        let leaks = leaks(&sets, &world.places, &world.coverage, 10);
        assert!(leaks.is_empty(), "seed {seed}: {leaks:#?}");
        hexagons += publication.hexagons().len();
        rows += publication.districts().len();
        covered_rows += publication
            .districts()
            .iter()
            .filter(|row| row.counts.covered(0, 0).is_some())
            .count();
    }
    // The attack means nothing if nothing is published.
    assert!(hexagons > 300, "{hexagons} hexagons");
    assert!(
        covered_rows * 2 > rows,
        "{covered_rows} of {rows} districts"
    );
}

#[test]
fn the_attack_succeeds_on_unprotected_hexagons() {
    let (places, coverage) = random_world(1, 500);
    let mut world = World::of(places, coverage);
    world.scenario.privacy_threshold = 1;
    let publication = Publication::of(&world.run());
    let sets = told(&publication, &world.places);
    assert!(!leaks(&sets, &world.places, &world.coverage, 10).is_empty());
}

#[test]
fn published_counts_are_those_of_the_people_who_live_there() {
    let (places, coverage) = random_world(7, 800);
    let world = World::of(places, coverage);
    let publication = Publication::of(&world.run());
    let mut everybody = publication.withheld().seniors.count();
    for hexagon in publication.hexagons() {
        let who = in_hexagon(hexagon, &world.places);
        let count = |yes: &dyn Fn(DemandId) -> bool| -> u64 {
            who.iter()
                .filter(|id| yes(**id))
                .map(|id| world.places.demand[*id].eligible.count())
                .sum()
        };
        assert_eq!(hexagon.counts.eligible(), Some(count(&|_| true)));
        everybody += hexagon.counts.seniors().unwrap();
        for (phase, coverage) in world.coverage.iter().enumerate() {
            let covered = count(&|id| coverage.kinds[0].heading(id) == Heading::Covered);
            let told = hexagon.counts.covered(phase, 0);
            assert!(told.is_none() || told == Some(covered));
            let circle = hexagon.counts.circle(phase);
            let complete = count(&|id| coverage.completes_circle(id));
            assert!(circle.is_none() || circle == Some(complete));
        }
    }
    let all: Seniors = world.places.demand.iter().map(|d| d.seniors).sum();
    assert_eq!(everybody, all.count(), "shown and withheld are everybody");
}

#[test]
fn causes_of_districts_sum_to_those_not_covered() {
    let (places, coverage) = random_world(11, 3000);
    let world = World::of(places, coverage);
    let publication = Publication::of(&world.run());
    let mut told = 0;
    for row in publication.districts() {
        let causes = [0, 1, 2].map(|cause| row.counts.cause(0, 0, cause));
        if let [Some(beyond), Some(unreachable), Some(unsnapped)] = causes {
            told += 1;
            let missed = row.counts.eligible().unwrap() - row.counts.covered(0, 0).unwrap();
            assert_eq!(beyond + unreachable + unsnapped, missed);
            for count in [beyond, unreachable, unsnapped] {
                assert!(count == 0 || count >= 10);
            }
        }
    }
    assert!(told > 0);
}

/// One district per row, with so many people in it, all covered.
fn districts_of(people: &[u64]) -> World {
    let mut homes = Vec::new();
    let mut all = random_world(0, 1).0.districts;
    for (index, count) in people.iter().enumerate() {
        let mut demand = home(14.49 + 0.02 * (index % 2) as f64, 35.89, *count);
        demand.district = Some(DistrictId::from_index(index));
        homes.push(demand);
    }
    let mut places = places(homes);
    std::mem::swap(&mut places.districts, &mut all);
    let table = || people.iter().map(|_| walk(0, 5)).collect();
    let coverage = [0, 1].map(|_| Coverage::of(&[standard("canteen", 15)], vec![table()], &places));
    World::of(places, coverage)
}

#[test]
fn worked_numbers_of_complementary_suppression() {
    for (people, shown) in [
        ([15, 12, 3], [Some(15), None, None]),
        ([12, 8, 3], [Some(12), None, None]),
        ([25, 12, 10], [Some(25), Some(12), Some(10)]),
    ] {
        let world = districts_of(&people);
        let publication = Publication::of(&world.run());
        let rows = publication.districts();
        let told: Vec<Option<u64>> = rows.iter().take(3).map(|r| r.counts.eligible()).collect();
        assert_eq!(told, shown);
        for row in rows {
            let share = row.counts.share(row.counts.covered(0, 0));
            assert_eq!(
                share.is_some(),
                row.counts.eligible().is_some_and(|n| n >= 20),
                "no percentage of a small or withheld whole"
            );
        }
    }
}

#[test]
fn mean_walks_are_whole_minutes_of_enough_people() {
    use counts::Walked;
    let walked = |people, minutes: u64| Walked {
        people,
        millis: people * minutes * 60_000 + 29_999 * people,
    };
    assert_eq!(walked(10, 7).mean_min(10), Some(7));
    assert_eq!(walked(9, 7).mean_min(10), None);
    assert_eq!(walked(0, 7).mean_min(0), None);
}

#[test]
fn an_unsafe_total_hides_that_number_and_not_the_map() {
    // Three people of five hundred have no path at all: where they live must not show, all else may.
    let mut dice = Dice(5);
    let homes: Vec<DemandPoint> = (0..120)
        .map(|_| home(14.5 + dice.below(100) as f64 * 1e-4, 35.9, 4))
        .chain([home(14.501, 35.9, 3)])
        .collect();
    let places = places(homes);
    let table = || {
        (0..120)
            .map(|index| walk(0, if index % 2 == 0 { 5 } else { 25 }))
            .chain([Nearest::Unreachable])
            .collect()
    };
    use crate::coverage::Nearest;
    let coverage = [0, 1].map(|_| Coverage::of(&[standard("canteen", 15)], vec![table()], &places));
    let world = World::of(places, coverage);
    let publication = Publication::of(&world.run());
    assert!(!publication.hexagons().is_empty());
    for hexagon in publication.hexagons() {
        assert!(hexagon.counts.covered(0, 0).is_some());
        assert_eq!(hexagon.counts.cause(0, 0, 1), None);
    }
    for gap in publication.gaps() {
        assert_eq!(gap.causes, None, "beyond would tell the three");
    }
}
