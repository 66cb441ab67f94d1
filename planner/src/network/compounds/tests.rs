//! Drawn compounds in small towns: a character is ten metres.

use geo::{Coord, Polygon};

use super::*;
use crate::network::{self, Passage};
use crate::osm::Streets;
use crate::testing::Town;

/// A square with its corners so many metres around a place.
fn square(middle: LonLat, half_m: f64) -> MultiPolygon {
    let plane = crate::projection::Plane::at(middle);
    let corner = |x: f64, y: f64| {
        plane
            .to_lonlat(Coord {
                x: x * half_m,
                y: y * half_m,
            })
            .coord()
    };
    let ring = vec![
        corner(-1.0, -1.0),
        corner(1.0, -1.0),
        corner(1.0, 1.0),
        corner(-1.0, 1.0),
    ];
    MultiPolygon(vec![Polygon::new(ring.into(), Vec::new())])
}

fn gate(at: LonLat) -> Gate {
    Gate {
        told_by: ToldBy::Table,
        at,
        lets_in: LetsIn::Untold,
        row: 1,
    }
}

/// A cross of streets; the compound lies 50 m around the middle.
fn cross() -> (Town, Streets) {
    let drawing = Town::draw(
        "
                  N
                  |
                  |
                  |
                  |
                  |
                  |
                  |
        W---------M---------E
        ",
    );
    (drawing.build(), drawing.streets())
}

#[test]
fn ways_are_cut_at_the_outline_and_private_inside() {
    let (town, streets) = cross();
    let middle = town.at('M');
    let east_gate = town.beside('M', 50.0, 8.0);
    let compounds = Compounds::new(vec![square(middle, 50.0)], vec![gate(east_gate)]);
    let (cut, findings) = compounds.enclose(&streets);
    assert!(findings.iter().next().is_none());
    let (network, _) = network::build(&cut).unwrap();
    let passage = Passage::with(&network, &compounds);
    let length_m: f64 = network.edges().iter().map(|e| e.length.metres()).sum();
    let before: f64 = town.network.edges().iter().map(|e| e.length.metres()).sum();
    assert!((length_m - before).abs() < 0.1);
    let inside = network
        .edges()
        .enumerate()
        .filter(|(id, _)| passage.compound(*id).is_some());
    let inside_m: f64 = inside.map(|(_, e)| e.length.metres()).sum();
    assert!((inside_m - 150.0).abs() < 0.1, "{inside_m}");
    // Only the east is left in one piece with the compound: the other arms end at the wall.
    assert_eq!(network.islands().len(), 3);
    assert_eq!(passage.areas(), 1);
}

#[test]
fn without_gates_every_way_is_one_and_idle_gates_are_named() {
    let (town, streets) = cross();
    let outline = square(town.at('M'), 50.0);
    let open = Compounds::new(vec![outline.clone()], Vec::new());
    let (cut, findings) = open.enclose(&streets);
    let codes = |findings: &Findings| findings.iter().map(|f| f.code).collect::<Vec<_>>();
    assert_eq!(codes(&findings), ["compound-without-gates"]);
    assert_eq!(network::build(&cut).unwrap().0.islands().len(), 1);
    let corner = town.beside('M', 50.0, 50.0);
    let idle = Compounds::new(vec![outline], vec![gate(corner)]);
    let (cut, findings) = idle.enclose(&streets);
    assert_eq!(codes(&findings), ["gate-opens-nothing"]);
    assert_eq!(network::build(&cut).unwrap().0.islands().len(), 4);
}

#[test]
fn no_compound_changes_nothing() {
    let (_, streets) = cross();
    let (cut, _) = Compounds::default().enclose(&streets);
    assert_eq!(
        (cut.refs, cut.nodes, cut.ways),
        (streets.refs, streets.nodes, streets.ways)
    );
}

#[test]
fn a_wall_through_a_junction_parts_those_inside_from_those_outside() {
    // The wall runs through B: A–B lies outside, B–C and B–D inside, and they stay together.
    let drawing = Town::draw(
        "
        A-----B-----C
               \\
                \\
                 D
        ",
    );
    let (town, streets) = (drawing.build(), drawing.streets());
    let plane = crate::projection::Plane::at(town.at('B'));
    let corner = |x: f64, y: f64| plane.to_lonlat(Coord { x, y }).coord();
    let ring = vec![
        corner(0.0, -60.0),
        corner(90.0, -60.0),
        corner(90.0, 60.0),
        corner(0.0, 60.0),
    ];
    let outline = MultiPolygon(vec![Polygon::new(ring.into(), Vec::new())]);
    let far = town.beside('B', 90.0, 50.0);
    let (cut, _) = Compounds::new(vec![outline], vec![gate(far)]).enclose(&streets);
    let (network, _) = network::build(&cut).unwrap();
    assert_eq!(network.islands().len(), 2);
    let inside = network
        .islands()
        .iter()
        .map(|i| i.length.metres())
        .fold(0.0, f64::max);
    assert!(
        (inside - (60.0 + 20.0_f64.hypot(30.0))).abs() < 20.0,
        "{inside}"
    );
}

#[test]
fn the_nearest_gate_is_found_among_many_as_by_looking_at_all() {
    let place = |i: u64| {
        // A fixed scatter over some 400 m.
        let [x, y] = [i.wrapping_mul(2_654_435_761), i.wrapping_mul(40_503_001)];
        let degrees = |n: u64| (n % 1_000) as f64 * 4e-6;
        LonLat::new(10.0 + degrees(x), 50.0 + degrees(y)).unwrap()
    };
    let all = [
        LetsIn::Untold,
        LetsIn::Visitors,
        LetsIn::Residents,
        LetsIn::Nobody,
    ];
    let gates: Vec<Gate> = (0..300)
        .map(|i| Gate {
            told_by: ToldBy::Table,
            at: place(i),
            lets_in: all[i as usize % 4],
            row: i + 1,
        })
        .collect();
    let compounds = Compounds::new(Vec::new(), gates.clone());
    let mut found = 0;
    for i in 1_000..2_000 {
        let at = place(i);
        let away = |gate: &Gate| distance(gate.at, at).metres();
        let nearest = gates
            .iter()
            .min_by(|a, b| away(a).total_cmp(&away(b)))
            .unwrap();
        let expected = (away(nearest) <= GATE_M).then_some(nearest.lets_in);
        assert_eq!(compounds.gate_at(at), expected);
        found += usize::from(expected.is_some());
    }
    assert!((200..1_000).contains(&found), "{found}");
}

#[test]
fn a_street_along_the_outline_stays_public_in_one_piece() {
    let drawing = Town::draw(
        "
            S
            |
        A---B---C---D---E
        ",
    );
    let (town, streets) = (drawing.build(), drawing.streets());
    // The outline was drawn from the street: its side lies a few centimetres to either side of it.
    for off_m in [-0.06, 0.0, 0.06] {
        let at = |name, north_m: f64| town.beside(name, 0.0, north_m + off_m).coord();
        let ring = vec![
            at('A', 0.0),
            at('C', 0.0),
            at('E', 0.0),
            at('E', -80.0),
            at('A', -80.0),
        ];
        let outline = MultiPolygon(vec![Polygon::new(ring.into(), Vec::new())]);
        let far = gate(town.beside('C', 0.0, -80.0 + off_m));
        let compounds = Compounds::new(vec![outline], vec![far]);
        let (cut, _) = compounds.enclose(&streets);
        let (network, _) = network::build(&cut).unwrap();
        let passage = Passage::with(&network, &compounds);
        assert_eq!(
            (network.islands().len(), passage.areas()),
            (1, 0),
            "{off_m}"
        );
    }
}

#[test]
fn a_closed_gate_at_a_junction_of_the_street_outside_leaves_the_street_whole() {
    // The outline is drawn along A–E; the drive B–C begins at a junction of the street.
    let drawing = Town::draw(
        "
        A---B---E
            |
            |
            C
        ",
    );
    let (town, streets) = (drawing.build(), drawing.streets());
    let outline = square(town.beside('B', 0.0, -20.0), 20.0);
    for (lets_in, islands) in [(LetsIn::Residents, 1), (LetsIn::Nobody, 2)] {
        let gate = Gate {
            lets_in,
            ..gate(town.at('B'))
        };
        let compounds = Compounds::new(vec![outline.clone()], vec![gate]);
        let (cut, _) = compounds.enclose(&streets);
        let (network, _) = network::build(&cut).unwrap();
        assert_eq!(network.islands().len(), islands, "{lets_in:?}");
        let passage = Passage::with(&network, &compounds);
        let public_m: f64 = (network.edges().enumerate())
            .filter(|(id, _)| passage.compound(*id).is_none())
            .map(|(_, edge)| edge.length.metres())
            .sum();
        assert!((public_m - 80.0).abs() < 0.1, "{public_m}");
    }
}
