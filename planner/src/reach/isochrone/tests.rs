//! Outlines around places in small towns, against lengths and areas known by arithmetic.

use std::f64::consts::PI;

use geo::{Contains, Point};

use super::*;
use crate::impedance::{ArcTimes, WalkProfile};
use crate::network::{Network, Passage};
use crate::osm::walkability::Direction;
use crate::testing::Town;

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
