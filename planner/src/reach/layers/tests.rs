//! Who walks where in small towns, with times known by arithmetic: a character is ten metres, a metre takes a second.

use super::*;
use crate::coverage::Nearest;
use crate::ids::{DemandId, SiteId};
use crate::impedance::WalkProfile;
use crate::network::EdgeIndex;
use crate::osm::WayTraits;
use crate::osm::walkability::{Access, Barrier, RoadClass};
use crate::places::Status;
use crate::projection::LonLat;
use crate::reach::ReachGraph;
use crate::snap;
use crate::testing::{Drawing, Settlement, Town};

fn private(way: &mut WayTraits) {
    way.access = Access::Private;
}

fn arterial(way: &mut WayTraits) {
    way.class = RoadClass::Primary;
}

/// The metres that somebody walks from a place to another, both near a street.
fn metres(town: &Town, home: LonLat, site: LonLat) -> Option<i64> {
    let mut settlement = Settlement::default();
    settlement.home(home, 1);
    settlement.site("canteen", Status::Open, site);
    let index = EdgeIndex::new(&town.network);
    let (snapped, _) = snap::snap(&settlement.places(), &town.network, &index);
    let times = ArcTimes::of(&town.network, &WalkProfile::preset("plain").unwrap());
    let passage = Passage::of(&town.network);
    let graph = ReachGraph::within(&town.network, &times, &passage, &snapped);
    let table = graph.nearest(&[SiteId::from_index(0)]);
    match table[DemandId::from_index(0)] {
        Nearest::Site(_, time) => Some((f64::from(time.millis()) / 1000.0).round() as i64),
        Nearest::TooLong(..) | Nearest::Unreachable => None,
        Nearest::Unsnapped => panic!("the place is near no street"),
    }
}

/// The graph of the domain sheet: from A's gate G, 200 m through compound B or 600 m around it to a public street.
fn compounds() -> Drawing {
    Town::draw(
        "
        H--G-----------I-------K
           |                   |
           |                   |
           |                   |
           |                   |
           |                   |
           |                   |
           |                   |
           |                   |
           |                   |
           |                   |
           |                   |
           |                   |
           |                   |
           |                   |
           |                   |
           |                   |
           |                   |
           |                   |
           |                   |
           N-------------------O
        ",
    )
    .way("HG", private)
    .way("GIK", private)
}

#[test]
fn nobody_cuts_through_another_compound() {
    let town = compounds().build();
    // At K itself one might as well be inside B: the public street starts a step south of it.
    let street = town.beside('K', 0.0, -0.2);
    assert_eq!(metres(&town, town.at('H'), street), Some(630));
    assert_eq!(metres(&town, street, town.at('H')), Some(630));
    // A site inside B, 120 m from the gate where A's gate is.
    assert_eq!(metres(&town, town.at('H'), town.at('I')), Some(150));
    // Two homes of one compound: the private path.
    let other = town.beside('I', -40.0, 0.0);
    assert_eq!(metres(&town, other, town.at('I')), Some(40));
}

#[test]
fn a_private_gate_lets_residents_out_and_visitors_in_but_nobody_through() {
    let town = Town::draw(
        "
        A---B---G---C---D
            |           |
            |           E---F
            |           |
            +-----------+
        ",
    )
    .node('G', |node| node.barrier = Barrier::PrivateGate)
    .build();
    // From B to C it is 80 m through the gate, and 40 + 80 + 40 m around it.
    assert_eq!(
        metres(&town, town.at('A'), town.at('D')),
        Some(40 + 160 + 40)
    );
}

#[test]
fn a_gate_with_a_key_is_the_way_to_who_lives_behind_it() {
    let town = Town::draw("A-----------B-----------G---C---D")
        .node('G', |node| node.barrier = Barrier::PrivateGate)
        .build();
    assert_eq!(metres(&town, town.at('D'), town.at('A')), Some(320));
    assert_eq!(metres(&town, town.at('A'), town.at('D')), Some(320));
    assert_eq!(metres(&town, town.at('C'), town.at('D')), Some(40));
}

#[test]
fn an_arterial_is_crossed_only_where_one_can() {
    let across = |town: &Town| {
        let home = town.beside('B', 1.0, 10.0);
        let site = town.beside('B', 1.0, -10.0);
        metres(town, home, site)
    };
    let gaps = 26;
    let street = Town::draw("A---------B-----C----------D").build();
    assert_eq!(across(&street), Some(gaps));
    let junction = Town::draw(
        "
        A---------B-----C----------D
                        |
                        E
        ",
    );
    let road = junction.clone().way("ABCD", arterial).build();
    assert_eq!(across(&road), Some(2 * 59 + gaps), "over the junction C");
    let marked = junction
        .way("ABCD", arterial)
        .node('B', |node| node.crossing = crate::osm::Crossing::Marked)
        .build();
    assert_eq!(across(&marked), Some(2 + gaps), "over the crossing B");
    let open = Town::draw("A---------B-----C----------D")
        .way("ABCD", arterial)
        .build();
    assert_eq!(across(&open), None, "nowhere, not even around its ends");
    let along = metres(
        &open,
        open.beside('A', 20.0, 9.0),
        open.beside('D', -20.0, 1.0),
    );
    assert_eq!(along, Some(230 + 13), "along one side as ever");
}

#[test]
fn sides_go_on_where_ways_are_drawn_the_other_way_round() {
    let town = Town::draw("A----B----C----D")
        .way("AB", arterial)
        .way("CB", arterial)
        .way("CD", arterial)
        .build();
    let north = |name, east_m| town.beside(name, east_m, 10.0);
    let south = |name, east_m| town.beside(name, east_m, -10.0);
    assert_eq!(
        metres(&town, north('A', 20.0), north('D', -20.0)),
        Some(110 + 26)
    );
    assert_eq!(
        metres(&town, south('D', -20.0), south('B', 20.0)),
        Some(60 + 26)
    );
    assert_eq!(metres(&town, north('A', 20.0), south('D', -20.0)), None);
}

#[test]
fn who_lives_inside_a_bend_is_on_the_inner_side() {
    let town = Town::draw(
        "
        A----B
             |
             C
        ",
    )
    .way("ABC", arterial)
    .build();
    let outside = town.beside('B', 8.0, 8.0);
    let inside = town.beside('B', -30.0, -5.0);
    assert_eq!(metres(&town, outside, inside), None);
    assert!(metres(&town, outside, town.beside('C', 5.0, 5.0)).is_some());
    assert!(metres(&town, inside, town.beside('C', -5.0, 5.0)).is_some());
}
