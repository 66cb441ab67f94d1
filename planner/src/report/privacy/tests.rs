//! Attacks on what is published: subtraction of everything from everything that contains it.

mod drawn;
mod feasible;
mod standards;

use std::collections::BTreeSet;

use super::mask::FINEST;
use super::*;
use crate::coverage::tests::{Dice, apart_world, home, places, random_world, standard, walk};
use crate::coverage::{Band, Heading, Nearest, Readings, Standing};
use crate::hex::{Cell, HexResolution};
use crate::ids::DemandId;
use crate::ids::{DistrictId, Id as _};
use crate::places::DemandPoint;
use crate::places::Places;
use crate::report::tests::World;
use crate::units::Seniors;

/// A published set of people: who they are, and what is told of them; of the whole plan, everything.
struct Told<'a> {
    who: BTreeSet<DemandId>,
    counts: Option<&'a ShownCounts>,
    what: String,
}

/// A count that published numbers tell, or that follows from two numbers of one set.
struct Question<'a> {
    name: String,
    /// The numbers from which it follows.
    needs: Vec<usize>,
    of: Box<dyn Fn(DemandId, &DemandPoint) -> u64 + 'a>,
}

/// All counts that somebody could be interested in.
fn questions(coverage: &[Coverage; 2], layout: Layout) -> Vec<Question<'_>> {
    let mut all: Vec<Question> = Vec::new();
    let mut ask = |name: String, needs: Vec<usize>, of| all.push(Question { name, needs, of });
    let (seniors, eligible) = (Layout::SENIORS, Layout::ELIGIBLE);
    ask(
        "seniors".into(),
        vec![seniors],
        Box::new(|_, d| d.seniors.count()),
    );
    ask(
        "eligible".into(),
        vec![eligible],
        Box::new(|_, d| d.eligible.count()),
    );
    ask(
        "not eligible".into(),
        vec![seniors, eligible],
        Box::new(|_, d| d.seniors.count() - d.eligible.count()),
    );
    for (phase, now) in coverage.iter().enumerate() {
        for kind in 0..now.kinds.len() {
            let meant = move |id| now.kinds[kind].is_for(id);
            let is = move |id| meant(id) && now.kinds[kind].heading(id) == Heading::Covered;
            let was =
                move |id| meant(id) && coverage[0].kinds[kind].heading(id) == Heading::Covered;
            let count = |yes: bool, d: &DemandPoint| u64::from(yes) * d.eligible.count();
            let (covered, circle) = (layout.covered(phase, kind), layout.circle(phase));
            let name = |what: &str| format!("{what} {phase} {kind}");
            ask(
                name("covered"),
                vec![covered],
                Box::new(move |id, d| count(is(id), d)),
            );
            ask(
                name("not covered"),
                vec![layout.meant(kind), covered],
                Box::new(move |id, d| count(meant(id) && !is(id), d)),
            );
            ask(
                name("no circle, for another reason"),
                vec![eligible, circle, layout.meant(kind), covered],
                Box::new(move |id, d| {
                    let missed = meant(id) && !is(id);
                    count(!now.completes_circle(id) && !missed, d)
                }),
            );
            let standing = move |phase: usize, id| {
                let band = coverage[phase].kinds[kind].band.as_ref();
                band.map(|band| band.standing(id))
            };
            let (sure, possible) = (layout.sure(phase, kind), layout.possible(phase, kind));
            let is_sure = move |phase, id| meant(id) && standing(phase, id) == Some(Standing::Sure);
            let may_be =
                move |phase, id| meant(id) && standing(phase, id) >= Some(Standing::Possible);
            ask(
                name("sure"),
                vec![sure],
                Box::new(move |id, d| count(is_sure(phase, id), d)),
            );
            ask(
                name("covered, not for sure"),
                vec![covered, sure],
                Box::new(move |id, d| count(is(id) && !is_sure(phase, id), d)),
            );
            ask(
                name("possible, not covered"),
                vec![covered, possible],
                Box::new(move |id, d| count(may_be(phase, id) && !is(id), d)),
            );
            ask(
                name("not even possible"),
                vec![layout.meant(kind), possible],
                Box::new(move |id, d| count(meant(id) && !may_be(phase, id), d)),
            );
            ask(
                name("newly sure"),
                vec![sure, layout.sure(0, kind)],
                Box::new(move |id, d| count(is_sure(phase, id) && !is_sure(0, id), d)),
            );
            ask(
                name("newly possible"),
                vec![possible, layout.possible(0, kind)],
                Box::new(move |id, d| count(may_be(phase, id) && !may_be(0, id), d)),
            );
            ask(
                name("newly covered"),
                vec![covered, layout.covered(0, kind)],
                Box::new(move |id, d| count(is(id) && !was(id), d)),
            );
        }
    }
    all
}

/// What follows from numbers of two standards of which the second is for some of the first's people alone.
fn questions_of_nested(coverage: &[Coverage; 2], layout: Layout) -> Vec<Question<'_>> {
    let mut all: Vec<Question> = Vec::new();
    let first = layout.meant(0);
    for kind in 0..2 {
        let of = &coverage[0].kinds[kind];
        let count = move |yes: bool, d: &DemandPoint| u64::from(yes) * d.eligible.count();
        all.push(Question {
            name: format!("meant {kind}"),
            needs: vec![layout.meant(kind)],
            of: Box::new(move |id, d| count(of.is_for(id), d)),
        });
        all.push(Question {
            name: format!("not meant {kind}"),
            needs: vec![Layout::ELIGIBLE, layout.meant(kind)],
            of: Box::new(move |id, d| count(!of.is_for(id), d)),
        });
    }
    for (phase, now) in coverage.iter().enumerate() {
        let [a, b] = [&now.kinds[0], &now.kinds[1]];
        let any = move |id| {
            [a, b]
                .iter()
                .any(|kind| kind.is_for(id) && kind.heading(id) == Heading::Covered)
        };
        let numbers = [
            layout.covered(phase, 0),
            layout.covered(phase, 1),
            layout.circle(phase),
        ];
        all.push(Question {
            name: format!("of both, covered by one at least {phase}"),
            needs: numbers.to_vec(),
            of: Box::new(move |id, d| u64::from(b.is_for(id) && any(id)) * d.eligible.count()),
        });
        all.push(Question {
            name: format!("of both, covered by none {phase}"),
            needs: [&numbers[..], &[layout.meant(1)]].concat(),
            of: Box::new(move |id, d| u64::from(b.is_for(id) && !any(id)) * d.eligible.count()),
        });
        all.push(Question {
            name: "of the first alone".into(),
            needs: vec![first, layout.meant(1)],
            of: Box::new(move |id, d| {
                u64::from(a.is_for(id) && !b.is_for(id)) * d.eligible.count()
            }),
        });
    }
    all
}

/// Every published set: the whole plan, districts, hexagons.
fn told<'a>(publication: &'a Publication, places: &Places) -> Vec<Told<'a>> {
    let mut sets = vec![Told {
        who: places.demand.ids().collect(),
        counts: None,
        what: "whole".into(),
    }];
    for row in publication.districts() {
        let of = |id: &DemandId| places.demand[*id].district == row.district;
        sets.push(Told {
            who: places.demand.ids().filter(of).collect(),
            counts: Some(&row.counts),
            what: format!("district {:?}", row.district),
        });
    }
    for hexagon in publication.hexagons() {
        sets.push(Told {
            who: in_hexagon(hexagon, places),
            counts: Some(&hexagon.counts),
            what: format!("hexagon {:?}", hexagon.cells),
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

/// Small counts that follow from one published set, or from one less others within it.
fn leaks(sets: &[Told], places: &Places, questions: &[Question], threshold: u64) -> Vec<String> {
    let mut found = Vec::new();
    for question in questions {
        let sets: Vec<&Told> = sets
            .iter()
            .filter(|set| {
                set.counts
                    .is_none_or(|c| question.needs.iter().all(|n| c.tells(*n)))
            })
            .collect();
        for outer in &sets {
            for who in remainders(outer, &sets) {
                let people = who.iter().map(|id| (question.of)(*id, &places.demand[*id]));
                let count: u64 = people.sum();
                if count > 0 && count < threshold {
                    found.push(format!("{}: {count} of {}", question.name, outer.what));
                }
            }
        }
    }
    found
}

/// What a set leaves without each smaller one within it, without all hexagons and without all districts within it.
///
/// The whole plan as such is the office's record, and so no leak.
fn remainders(outer: &Told, sets: &[&Told]) -> Vec<BTreeSet<DemandId>> {
    let inner: Vec<&&Told> = sets
        .iter()
        .filter(|s| s.who.len() < outer.who.len() && s.who.is_subset(&outer.who))
        .collect();
    let mut all: Vec<BTreeSet<DemandId>> = inner
        .iter()
        .map(|set| outer.who.difference(&set.who).copied().collect())
        .collect();
    for layer in ["hexagon", "district"] {
        let mut rest = outer.who.clone();
        for set in inner.iter().filter(|set| set.what.starts_with(layer)) {
            rest.retain(|id| !set.who.contains(id));
        }
        all.push(rest);
    }
    if outer.counts.is_none() {
        all.retain(|rest| rest.len() < outer.who.len());
    } else {
        all.push(outer.who.clone());
    }
    all
}

/// Gives every kind a band: one home in so many is not covered for sure, another might be covered.
fn band(places: &Places, coverage: &mut [Coverage; 2], one_in: usize) {
    for kind in coverage.iter_mut().flat_map(|c| &mut c.kinds) {
        let closed = |(id, nearest): (DemandId, &Nearest)| {
            let is_open = id.index() % one_in != 1;
            if is_open {
                *nearest
            } else {
                Nearest::Unreachable
            }
        };
        let open = |(id, nearest): (DemandId, &Nearest)| {
            let is_near = id.index() % one_in == 2 && !matches!(nearest, Nearest::Unsnapped);
            if is_near { walk(0, 1) } else { *nearest }
        };
        let readings = Readings {
            closed: kind.nearest.enumerate().map(closed).collect(),
            open: kind.nearest.enumerate().map(open).collect(),
            is_vague: vec![false; places.demand.len()],
        };
        kind.band = Some(Band::of(kind, &readings, places));
    }
}

#[test]
fn no_small_count_follows_by_subtraction() {
    let (mut hexagons, mut shown, mut all, mut bands) = (0, 0, 0, 0);
    for seed in 0..30 {
        let homes = 200 + 400 * (seed as usize % 6);
        let (places, mut coverage) = random_world(seed, homes);
        band(&places, &mut coverage, 3 + seed as usize % 5);
        let world = World::of(places, coverage);
        let publication = Publication::of(&world.run());
        for hexagon in publication.hexagons() {
            bands += usize::from(hexagon.counts.sure(0, 0).is_some());
            bands += usize::from(hexagon.counts.possible(1, 0).is_some());
        }
        let sets = told(&publication, &world.places);
        let questions = questions(&world.coverage, publication.layout());
        let leaks = leaks(&sets, &world.places, &questions, 10);
        assert!(leaks.is_empty(), "seed {seed}: {leaks:#?}");
        hexagons += publication.hexagons().len();
        for row in publication.districts() {
            let layout = publication.layout();
            let numbers = 2..layout.cause(0, 0, 0);
            all += numbers.len();
            shown += numbers.filter(|number| row.counts.tells(*number)).count();
        }
    }
    // The attack means nothing if nothing is published.
    assert!(hexagons > 300, "{hexagons} hexagons");
    assert!(bands > 100, "{bands} bands of hexagons");
    assert!(shown * 4 > all, "{shown} of {all} numbers of districts");
}

#[test]
fn no_small_count_follows_where_standards_are_for_different_people() {
    let (mut meant, mut hexagons) = (0, 0);
    for seed in 0..24 {
        let homes = 300 + 400 * (seed as usize % 5);
        let (places, mut coverage) = apart_world(seed, homes);
        band(&places, &mut coverage, 3 + seed as usize % 5);
        let world = World::of(places, coverage);
        let publication = Publication::of(&world.run());
        let sets = told(&publication, &world.places);
        let layout = publication.layout();
        assert!(layout.apart);
        let mut questions = questions(&world.coverage, layout);
        let more = questions_of_nested(&world.coverage, layout).into_iter();
        questions.extend(more.filter(|q| seed % 2 == 1 || q.name.contains("meant")));
        let leaks = leaks(&sets, &world.places, &questions, 10);
        assert!(leaks.is_empty(), "seed {seed}: {leaks:#?}");
        for hexagon in publication.hexagons() {
            hexagons += 1;
            meant += (0..2)
                .filter(|kind| hexagon.counts.meant(*kind).is_some())
                .count();
        }
    }
    assert!(
        meant > hexagons && hexagons > 100,
        "{meant} numbers of {hexagons} hexagons"
    );
}

#[test]
fn the_attack_on_standards_for_different_people_succeeds_where_they_are_not_protected() {
    let (places, coverage) = apart_world(1, 500);
    let mut world = World::of(places, coverage);
    world.scenario.privacy_threshold = 1;
    let publication = Publication::of(&world.run());
    let sets = told(&publication, &world.places);
    let questions = questions_of_nested(&world.coverage, publication.layout());
    let leaks = leaks(&sets, &world.places, &questions, 10);
    for question in &questions {
        assert!(
            leaks.iter().any(|leak| leak.starts_with(&question.name)),
            "{}",
            question.name
        );
    }
}

#[test]
fn the_attack_succeeds_on_unprotected_hexagons() {
    let (places, coverage) = random_world(1, 500);
    let mut world = World::of(places, coverage);
    world.scenario.privacy_threshold = 1;
    let publication = Publication::of(&world.run());
    let sets = told(&publication, &world.places);
    let questions = questions(&world.coverage, publication.layout());
    assert!(!leaks(&sets, &world.places, &questions, 10).is_empty());
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
