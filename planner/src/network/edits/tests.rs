//! Edits of small towns: a character is ten metres, a metre takes a second.

use super::*;
use crate::coverage::Nearest;
use crate::ids::{DemandId, Id as _, SiteId};
use crate::impedance::{ArcTimes, WalkProfile};
use crate::network::{EdgeIndex, Network, Passage};
use crate::places::Status;
use crate::reach::ReachGraph;
use crate::snap;
use crate::testing::{Drawing, Settlement, Town};

fn network_of(streets: &Streets) -> (Network, Findings) {
    build(streets).unwrap()
}

fn edit(action: Action) -> Edits {
    Edits(vec![Edit {
        feature: 1,
        origin: Origin::File,
        action,
    }])
}

/// The seconds from one place to another after some edits, and the codes of the findings.
fn seconds(
    drawing: &Drawing,
    edits: &Edits,
    (home, site): (LonLat, LonLat),
) -> (Option<i64>, Vec<&'static str>) {
    let (streets, compounds, mut findings) = edits.apply(&drawing.streets(), &Compounds::default());
    let (streets, _) = compounds.enclose(&streets);
    let (network, _) = network_of(&streets);
    let passage = Passage::with(&network, &compounds);
    let mut settlement = Settlement::default();
    settlement.home(home, 1);
    settlement.site("canteen", Status::Open, site);
    let index = EdgeIndex::new(&network);
    let (snapped, _) = snap::snap(&settlement.places(), &network, &index);
    let mut times = ArcTimes::of(&network, &WalkProfile::preset("plain").unwrap());
    let (speeds, more) = edits.speeds(&network);
    findings.extend(more);
    times.set_speeds(&network, &speeds);
    let (delays, more) = edits.delays(&network);
    findings.extend(more);
    times.add_delays(&network, &delays);
    times.add_node_delays(&network, &edits.node_delays(&network));
    let graph = ReachGraph::within(&network, &times, &passage, &snapped);
    let nearest = graph.nearest(&[SiteId::from_index(0)])[DemandId::from_index(0)];
    let walk = match nearest {
        Nearest::Site(_, time) => Some((f64::from(time.millis()) / 1000.0).round() as i64),
        _ => None,
    };
    (walk, findings.iter().map(|f| f.code).collect())
}

/// A gate G on the short way from A to D; the long way round by E and F.
fn gate_town() -> Drawing {
    Town::draw(
        "
        A-----G-----D
        |           |
        |           |
        |           |
        E-----------F
        ",
    )
}

#[test]
fn gates_and_ways_are_opened_and_closed() {
    let drawing = gate_town().node('G', |node| node.barrier = Barrier::Gate);
    let town = drawing.build();
    let ends = (town.at('A'), town.at('D'));
    let none = Vec::<&str>::new();
    assert_eq!(
        seconds(&drawing, &Edits::default(), ends),
        (Some(120), none.clone())
    );
    let at_gate = Target::Point(town.beside('G', 3.0, 4.0));
    let close = edit(Action::Close(at_gate.clone()));
    assert_eq!(seconds(&drawing, &close, ends), (Some(200), none.clone()));
    let locked = gate_town().node('G', |node| node.barrier = Barrier::Blocked);
    let open = edit(Action::Open(at_gate));
    assert_eq!(seconds(&locked, &open, ends), (Some(120), none.clone()));
    // Without a gate the way itself is cut where the point lies.
    let wall = edit(Action::Close(Target::Point(town.beside('A', 30.0, 2.0))));
    assert_eq!(
        seconds(&gate_town(), &wall, ends),
        (Some(200), none.clone())
    );
    let line = vec![town.at('A'), town.at('G'), town.at('D')];
    let gone = edit(Action::Close(Target::Line(line.clone())));
    assert_eq!(seconds(&drawing, &gone, ends), (Some(200), none.clone()));
    let private = gate_town().way("AGD", |way| way.access = Access::Private);
    let outside = (town.beside('A', 0.0, -10.0), town.beside('D', 0.0, -10.0));
    assert_eq!(seconds(&private, &Edits::default(), outside).0, Some(180));
    let opened = edit(Action::Open(Target::Line(line)));
    assert_eq!(seconds(&private, &opened, outside).0, Some(140));
}

#[test]
fn a_link_joins_what_it_ends_at() {
    let drawing = Town::draw(
        "
        A-----------------------B
        |
        |
        |
        |
        |
        |
        |
        C-----------------------D
        ",
    );
    let town = drawing.build();
    let ends = (town.at('B'), town.at('D'));
    assert_eq!(
        seconds(&drawing, &Edits::default(), ends).0,
        Some(240 + 80 + 240)
    );
    // From the middle of one street to a place 5 m short of the other.
    let line = vec![town.beside('A', 120.0, 0.0), town.beside('C', 120.0, 5.0)];
    let link = edit(Action::Link(line, None));
    assert_eq!(
        seconds(&drawing, &link, ends),
        (Some(120 + 80 + 120), Vec::new())
    );
    let nowhere = vec![town.beside('A', 120.0, 0.0), town.beside('C', 120.0, 45.0)];
    let nothing = edit(Action::Link(nowhere, None));
    assert_eq!(
        seconds(&drawing, &nothing, ends),
        (Some(560), vec!["edit-touches-nothing"])
    );
}

#[test]
fn speeds_and_delays_act_on_what_they_touch() {
    let drawing = gate_town();
    let town = drawing.build();
    let ends = (town.at('A'), town.at('D'));
    let line = Target::Line(vec![town.at('A'), town.at('D')]);
    let slow = edit(Action::Speed(
        line.clone(),
        WalkSpeed::from_mps(0.8).unwrap(),
    ));
    assert_eq!(seconds(&drawing, &slow, ends), (Some(150), Vec::new()));
    let long = edit(Action::Delay(line, 10.0));
    // Two ways, each of which takes ten seconds longer.
    assert_eq!(seconds(&drawing, &long, ends), (Some(140), Vec::new()));
    let wait = edit(Action::Delay(Target::Point(town.at('G')), 30.0));
    assert_eq!(seconds(&drawing, &wait, ends), (Some(150), Vec::new()));
    let far = edit(Action::Delay(
        Target::Point(town.beside('G', 0.0, 100.0)),
        30.0,
    ));
    assert_eq!(
        seconds(&drawing, &far, ends),
        (Some(120), vec!["edit-touches-nothing"])
    );
    let unknown = edit(Action::Close(Target::Way(999)));
    assert_eq!(
        seconds(&drawing, &unknown, ends),
        (Some(120), vec!["edit-touches-nothing"])
    );
}

#[test]
fn a_wide_road_is_crossed_where_an_edit_says_so() {
    let drawing = Town::draw(
        "
        K
        |
        A-----------------------------B
        |
        L
        ",
    )
    .way("AB", |way| way.class = RoadClass::Primary);
    let town = drawing.build();
    let (north, south) = (town.beside('A', 150.0, 5.0), town.beside('A', 150.0, -5.0));
    // Off the street 5 m are walked at 1.3 times their length at both ends.
    let around = (Some(150 + 150 + 13), Vec::<&str>::new());
    assert_eq!(seconds(&drawing, &Edits::default(), (north, south)), around);
    let cross = |at| edit(Action::Cross(at));
    let here = cross(town.beside('A', 150.0, 3.0));
    assert_eq!(
        seconds(&drawing, &here, (north, south)),
        (Some(13), Vec::new())
    );
    let farther = cross(town.beside('A', 190.0, 0.0));
    assert_eq!(
        seconds(&drawing, &farther, (north, south)),
        (Some(93), Vec::new())
    );
    // A quiet street needs no crossing, and has none.
    let quiet = cross(town.at('K'));
    let (walk, findings) = seconds(&drawing, &quiet, (north, south));
    assert_eq!((walk, findings), (around.0, vec!["edit-touches-nothing"]));
}

#[test]
fn an_edit_that_came_from_no_file_is_told_of_by_its_place_after_those_that_did() {
    let drawing = gate_town();
    let gate = |lon: f64| Action::Open(Target::Point(LonLat::new(lon, 60.0).unwrap()));
    // Features 2 and 5 of a file, then two that were drawn; nothing is near any of them.
    let mut edits = Edits(vec![
        Edit {
            feature: 2,
            origin: Origin::File,
            action: gate(0.0),
        },
        Edit {
            feature: 5,
            origin: Origin::File,
            action: gate(10.0),
        },
    ]);
    edits.extend(&[gate(20.0), gate(30.0)]);
    let (_, _, findings) = edits.apply(&drawing.streets(), &Compounds::default());
    let rows: Vec<Option<u64>> = findings.iter().map(|finding| finding.row).collect();
    assert_eq!(rows, [Some(2), Some(5), Some(6), Some(7)]);
}

#[test]
fn a_delay_is_charged_once_however_often_its_way_is_cut() {
    let mut streets = gate_town().streets();
    for way in &mut streets.ways {
        way.osm_id = 7;
    }
    let (network, _) = network_of(&streets);
    assert!(network.edges().len() > 2);
    let (delays, findings) = edit(Action::Delay(Target::Way(7), 10.0)).delays(&network);
    assert!(findings.iter().next().is_none());
    let sum: f64 = delays.iter().map(|(_, seconds)| seconds).sum();
    assert!((sum - 10.0).abs() < 1e-9 && delays.len() == network.edges().len());
}

#[test]
fn a_delay_in_the_middle_of_a_street_is_waited_by_who_passes_it() {
    let drawing = Town::draw("A-----------------------B");
    let town = drawing.build();
    let (a, b) = (town.at('A'), town.at('B'));
    let beyond = town.beside('A', 150.0, 0.0);
    let at = |east| Target::Point(town.beside('A', east, 5.0));
    let delay = |east| edit(Action::Delay(at(east), 30.0));
    let none = Vec::<&str>::new();
    assert_eq!(
        seconds(&drawing, &delay(100.0), (a, b)),
        (Some(270), none.clone())
    );
    assert_eq!(
        seconds(&drawing, &delay(100.0), (beyond, b)),
        (Some(90), none.clone())
    );
    assert_eq!(
        seconds(&drawing, &delay(100.0), (beyond, a)),
        (Some(180), none)
    );
    let far = edit(Action::Delay(
        Target::Point(town.beside('A', 100.0, 20.0)),
        30.0,
    ));
    assert_eq!(
        seconds(&drawing, &far, (a, b)),
        (Some(240), vec!["edit-touches-nothing"])
    );
}

/// A square around a place.
fn around(at: LonLat, half_m: f64) -> MultiPolygon {
    let plane = Plane::at(at);
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
    MultiPolygon::new(vec![geo::Polygon::new(ring.into(), Vec::new())])
}

/// The features that findings of a code name.
fn told(drawing: &Drawing, actions: &[Action], code: &str) -> Vec<u64> {
    let mut edits = Edits::default();
    edits.extend(actions);
    let (streets, compounds, mut findings) = edits.apply(&drawing.streets(), &Compounds::default());
    let (_, more) = compounds.enclose(&streets);
    findings.extend(more);
    let of_code = findings.iter().filter(|finding| finding.code == code);
    of_code.filter_map(|finding| finding.row).collect()
}

#[test]
fn edits_of_compounds_that_do_nothing_or_more_than_drawn_are_named() {
    let drawing = Town::draw("A-----B-----C-----D");
    let town = drawing.build();
    let nothing = |actions: &[Action]| told(&drawing, actions, "edit-touches-nothing");
    let compound = Action::Compound(around(town.at('B'), 30.0));
    assert_eq!(nothing(std::slice::from_ref(&compound)), Vec::<u64>::new());
    let empty = Action::Compound(around(town.beside('B', 0.0, 200.0), 30.0));
    assert_eq!(nothing(&[compound.clone(), empty]), [2]);
    let inner = |from, to| {
        let line = vec![town.beside('B', from, 0.0), town.beside('B', to, 0.0)];
        Action::Open(Target::Line(line))
    };
    // The way is cut at B alone: the line takes it from A to B, half of which lies inside, and the middle outside.
    assert_eq!(
        nothing(&[compound.clone(), inner(-60.0, 0.0)]),
        Vec::<u64>::new()
    );
    let around_all = Action::Compound(around(town.at('B'), 100.0));
    assert_eq!(nothing(&[around_all, inner(-60.0, 0.0)]), [2]);
    // Its west gate makes a wall of its east side; the second gate does not.
    let gate = |east| Action::Open(Target::Point(town.beside('B', east, 0.0)));
    let walls = |actions: &[Action]| told(&drawing, actions, "compound-gets-walls");
    assert_eq!(walls(&[compound.clone(), gate(-30.0), gate(30.0)]), [2]);
    // A gate where the outline meets no way.
    let aside = Action::Open(Target::Point(town.beside('B', 0.0, 30.0)));
    assert_eq!(nothing(&[compound, aside]), [2]);
}

#[test]
fn closing_the_only_public_way_to_private_ways_lets_nobody_through_them() {
    // B–C is private, and so is C–D behind it; the street E–C parts them. Closed, it still does.
    let drawing = Town::draw(
        "
        A---B---C---D---F
        |       |       |
        |       E       |
        |               |
        |               |
        G---------------H
        ",
    )
    .way("BC", |way| way.access = Access::Private)
    .way("CD", |way| way.access = Access::Private);
    let town = drawing.build();
    let ends = (town.beside('B', 20.0, 0.0), town.beside('D', -20.0, 0.0));
    let none = Vec::<&str>::new();
    assert_eq!(
        seconds(&drawing, &Edits::default(), ends),
        (Some(40), none.clone())
    );
    let ends = (town.at('A'), town.at('F'));
    assert_eq!(seconds(&drawing, &Edits::default(), ends).0, Some(260));
    let line = vec![town.at('E'), town.at('C')];
    let close = edit(Action::Close(Target::Line(line)));
    assert_eq!(seconds(&drawing, &close, ends), (Some(260), none));
}
