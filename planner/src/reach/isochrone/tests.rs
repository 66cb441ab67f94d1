//! Outlines around places in small towns, against lengths and areas known by arithmetic.

use std::f64::consts::PI;

use geo::{Contains, Point};

use super::*;
use crate::impedance::{ArcTimes, WalkProfile};
use crate::network::{Network, Passage};
use crate::osm::walkability::Direction;
use crate::testing::Town;
use crate::units::WalkSpeed;

fn plain(town: &Town) -> ArcTimes {
    ArcTimes::of(&town.network, &WalkProfile::preset("plain").unwrap())
}

fn seconds(seconds: u32) -> WalkTime {
    WalkTime::from_millis(seconds * 1000)
}

/// A point on an edge, at a distance from the junction named first.
fn on(town: &Town, pair: &str, from_first_m: f64, gap_m: f64) -> SnapPoint {
    let edge = town.edge(pair);
    let first = town.node(pair.chars().next().unwrap());
    let of_edge = &town.network.edges()[edge];
    let along_m = if of_edge.from == first {
        from_first_m
    } else {
        of_edge.length.metres() - from_first_m
    };
    SnapPoint {
        edge,
        along: Metres::new(along_m),
        gap: Metres::new(gap_m),
        side: None,
    }
}

/// Outlines where everybody walks everywhere.
fn isochrone(
    network: &Network,
    times: &ArcTimes,
    from: SnapPoint,
    within: &[WalkTime],
) -> Vec<Isochrone> {
    super::isochrone(&Layers::of(network, times, None), from, within)
}

fn area_m2(outline: &MultiPolygon, town: &Town, near: char) -> f64 {
    let plane = Plane::at(town.at(near));
    let to_metres = |at: Coord| plane.to_metres(LonLat::new(at.x, at.y).unwrap());
    outline.map_coords(to_metres).unsigned_area()
}

fn long_street() -> Town {
    Town::draw("A---------B---------C")
        .scale(Metres::new(100.0))
        .build()
}

#[test]
fn a_straight_street_is_reached_from_both_sides() {
    let town = long_street();
    let within = [seconds(300), seconds(100)];
    let answers = isochrone(
        &town.network,
        &plain(&town),
        on(&town, "AB", 900.0, 0.0),
        &within,
    );
    for (answer, reach_m) in answers.iter().zip([300.0, 100.0]) {
        assert!((answer.street_length.metres() - 2.0 * reach_m).abs() < 0.1);
        let expected_m2 = 2.0 * reach_m * 100.0 + PI * 50.0 * 50.0;
        let found_m2 = area_m2(&answer.outline, &town, 'B');
        assert!((found_m2 / expected_m2 - 1.0).abs() < 0.02, "{found_m2} m²");
    }
    assert_eq!(answers.iter().map(|a| a.within).collect::<Vec<_>>(), within);
}

#[test]
fn the_gap_is_walked_before_the_street() {
    let town = long_street();
    let times = plain(&town);
    let reached = |gap_m, limit| {
        let from = on(&town, "AB", 500.0, gap_m);
        isochrone(&town.network, &times, from, &[seconds(limit)]).remove(0)
    };
    assert!((reached(100.0, 200).street_length.metres() - 2.0 * 70.0).abs() < 0.1);
    let nothing = reached(100.0, 129);
    assert_eq!(
        (nothing.street_length, nothing.outline.0.len()),
        (Metres::ZERO, 0)
    );
}

#[test]
fn people_walk_towards_the_place() {
    let one_way = |way: &mut crate::osm::walkability::WayTraits| way.direction = Direction::Forward;
    let town = Town::draw("A---------B---------C")
        .way("ABC", one_way)
        .scale(Metres::new(100.0))
        .build();
    let from = on(&town, "AC", 1100.0, 0.0);
    let answer = &isochrone(&town.network, &plain(&town), from, &[seconds(300)])[0];
    assert!((answer.street_length.metres() - 300.0).abs() < 0.1);
    let inside = |east_m| {
        answer
            .outline
            .contains(&Point::from(town.beside('B', east_m, 0.0).coord()))
    };
    assert!(inside(-190.0) && inside(90.0));
    assert!(!inside(-260.0) && !inside(160.0));
}

#[test]
fn streets_reached_from_both_ends_count_once() {
    let town = Town::draw(
        "
        A-B
        | |
        D-C
        ",
    )
    .scale(Metres::new(90.0))
    .build();
    let from = on(&town, "AB", 100.0, 0.0);
    let lengths = [200, 300, 400, 900].map(seconds);
    let answers = isochrone(&town.network, &plain(&town), from, &lengths);
    let whole_m = town.network.length().metres();
    for (answer, expected_m) in answers.iter().zip([400.0, 600.0, 720.0, 720.0]) {
        let expected_m = whole_m.min(expected_m);
        assert!(
            (answer.street_length.metres() - expected_m).abs() < 0.5,
            "{answer:?}"
        );
    }
    let holes = |answer: &Isochrone| {
        answer
            .outline
            .0
            .iter()
            .map(|p| p.interiors().len())
            .sum::<usize>()
    };
    assert_eq!(holes(&answers[3]), 0, "a courtyard of 6,400 m² is filled");
}

#[test]
fn a_large_square_keeps_its_hole_and_longer_walks_contain_shorter_ones() {
    let town = Town::draw(
        "
        A---B
        |   |
        |   |
        |   |
        D---C
        ",
    )
    .scale(Metres::new(100.0))
    .build();
    let minutes: Vec<WalkTime> = (1..=15).map(WalkTime::from_minutes).collect();
    let answers = isochrone(
        &town.network,
        &plain(&town),
        on(&town, "AB", 120.0, 10.0),
        &minutes,
    );
    for pair in answers.windows(2) {
        assert!(pair[0].street_length <= pair[1].street_length);
        let outside = pair[0].outline.difference(&pair[1].outline);
        assert!(area_m2(&outside, &town, 'A') < 0.01);
    }
    assert_eq!(answers[14].outline.0.len(), 1);
    assert_eq!(answers[14].outline.0[0].interiors().len(), 1);
}

#[test]
fn no_time_asks_nothing() {
    let town = long_street();
    assert!(isochrone(&town.network, &plain(&town), on(&town, "AB", 5.0, 0.0), &[]).is_empty());
}

#[test]
fn nobody_reaches_a_place_through_a_compound() {
    // From A to D it is 400 m through the compound B–C and 800 m around it.
    let town = Town::draw(
        "
        A---B---C---D
        |           |
        |           |
        E-----------F
        ",
    )
    .way("BC", |way| {
        way.access = crate::osm::walkability::Access::Private;
    })
    .scale(Metres::new(100.0))
    .build();
    let times = plain(&town);
    let passage = Passage::of(&town.network);
    let length_m = |passage, minutes_s| {
        let layers = Layers::of(&town.network, &times, passage);
        let from = on(&town, "CD", 400.0, 0.0);
        let answer = super::isochrone(&layers, from, &[seconds(minutes_s)]).remove(0);
        answer.street_length.metres()
    };
    // Within 1100 s of D: all of C–D, the compound, and 1100 m of the way around.
    assert!((length_m(Some(&passage), 1100) - (400.0 + 400.0 + 1100.0)).abs() < 0.5);
    // Walked through, A–B and what is left of the way beyond A are reached too.
    assert!((length_m(None, 1100) - (700.0 + 400.0 + 1100.0)).abs() < 0.5);
}

#[test]
fn nobody_is_drawn_whose_walk_is_longer_than_the_longest() {
    let town = long_street();
    let mut times = plain(&town);
    times.cap = Some(Cap {
        length: Metres::new(120.0),
        within: seconds(600),
    });
    let place = on(&town, "AB", 900.0, 20.0);
    let limits = [seconds(60), seconds(300)];
    let answers = isochrone(&town.network, &times, place, &limits);
    // 20 m off the street take 26 s; then 34 m within a minute, and 100 m at most however long one may walk.
    for (answer, reach_m) in answers.iter().zip([34.0, 100.0]) {
        let found_m = answer.street_length.metres();
        assert!((found_m - 2.0 * reach_m).abs() < 0.1, "{found_m}");
    }
}

#[test]
fn a_quick_way_that_is_too_long_hides_a_slow_one() {
    // From D one gets to A in 220 s over C and B; the direct 20 m take 400 s.
    let town = Town::draw(
        "
        A---------B
        |         |
        D---------C
        ",
    )
    .scale(Metres::new(10.0))
    .build();
    let mut times = plain(&town);
    let mps = 0.05;
    let slow = [(town.edge("AD"), WalkSpeed::from_mps(mps).unwrap())];
    times.set_speeds(&town.network, &slow);
    let length_m = |pair: &str| town.network.edges()[town.edge(pair)].length.metres();
    let around_m = length_m("AB") + length_m("BC") + length_m("CD");
    let reached_m = |cap_m: f64| {
        let mut times = times.clone();
        times.cap = Some(Cap {
            length: Metres::new(cap_m),
            within: seconds(1000),
        });
        let place = on(&town, "AB", 0.0, 0.0);
        let answer = isochrone(&town.network, &times, place, &[seconds(1000)]).remove(0);
        answer.street_length.metres()
    };
    let all_m = around_m + length_m("AD");
    assert!((reached_m(1000.0) - all_m).abs() < 0.1);
    // Up to here on the slow street it is quicker to A straight on than back over D; farther on the quick way is too long.
    let straight_m = f64::midpoint(around_m * mps, length_m("AD"));
    assert!(straight_m < length_m("AD") - 1.0);
    let found_m = reached_m(60.0);
    assert!((found_m - 60.0 - straight_m).abs() < 0.1, "{found_m}");
}
