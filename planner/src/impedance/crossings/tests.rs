use super::*;
use crate::impedance::{ArcTimes, WalkProfile, graph::WalkGraph};
use crate::osm::walkability::{Barrier, Carries, Crossing, Edited, Unwalked, WayTraits};
use crate::testing::{Drawing, Town};
use crate::units::Metres;

/// Milliseconds of waiting along a path of junctions, for an elder.
fn wait_ms(town: &Town, path: &str) -> u32 {
    wait_of(town, path, &WalkProfile::preset("elder_walk").unwrap())
}

fn wait_of(town: &Town, path: &str, profile: &WalkProfile) -> u32 {
    let network = &town.network;
    let times = ArcTimes::of(network, profile);
    let nodes: Vec<NodeId> = path.chars().map(|name| town.node(name)).collect();
    let waits = nodes.windows(2).map(|w| {
        let mut arcs = network.arcs_from(w[0]);
        let arc = arcs.find(|arc| network.arcs()[*arc].head == w[1]).unwrap();
        let time = times.arcs[arc].unwrap();
        time.start.millis() + time.end.millis()
    });
    waits.sum()
}

fn primary(way: &mut WayTraits) {
    way.class = RoadClass::Primary;
}

fn footway(way: &mut WayTraits) {
    way.class = RoadClass::Path;
}

fn signals(drawing: Drawing, names: &str) -> Drawing {
    names.chars().fold(drawing, |drawing, name| {
        drawing.node(name, |node| node.crossing = Crossing::Signals)
    })
}

#[test]
fn across_a_primary_road_waits_once_and_along_it_never() {
    let drawing = Town::draw(
        "
             N
             |
        A----S----B
             |
             M
        ",
    )
    .way("NSM", primary);
    let town = signals(drawing, "S").build();
    assert_eq!(wait_ms(&town, "ASB"), 34_000);
    assert_eq!(wait_ms(&town, "BSA"), 34_000);
    assert_eq!(wait_ms(&town, "NSM"), 0);
    assert_eq!(wait_ms(&town, "ASN"), 17_000);
    assert_eq!(wait_ms(&town, "NSA"), 17_000);
}

#[test]
fn a_walk_that_ends_before_the_light_does_not_wait() {
    let drawing = Town::draw("A----S----B").way("ASB", footway);
    let town = signals(drawing, "S").build();
    let times = ArcTimes::of(&town.network, &WalkProfile::preset("elder_walk").unwrap());
    for arc in town.network.arcs_from(town.node('A')) {
        let time = times.arcs[arc].unwrap();
        assert_eq!(time.start, WalkTime::ZERO);
        assert_eq!(
            time.end,
            WalkTime::from_millis(7_500),
            "the quietest road: 15 s"
        );
    }
}

#[test]
fn equals_that_cross_wait_once_and_a_light_in_mid_block_delays_nobody() {
    let drawing = Town::draw(
        "
             N
             |
        A----S----B----T----C
             |
             M
        ",
    );
    let town = signals(drawing, "ST").build();
    assert_eq!(wait_ms(&town, "ASB"), 15_000);
    assert_eq!(wait_ms(&town, "ASM"), 15_000);
    assert_eq!(wait_ms(&town, "BTC"), 0);
}

#[test]
fn dual_carriageways_with_four_signals_are_one_junction() {
    let art = "
             N  O
             |  |
        A----P--Q----B
             |  |
        C----R--S----D
             |  |
             U  V
        ";
    let drawing = Town::draw(art)
        .scale(Metres::new(8.0))
        .way("NPRU", primary)
        .way("OQSV", primary);
    let near = signals(drawing.clone(), "PQRS").build();
    assert_eq!(wait_ms(&near, "APQB"), 34_000);
    assert_eq!(wait_ms(&near, "DSRC"), 34_000);
    assert_eq!(wait_ms(&near, "APRC"), 34_000, "in and out again");
    assert_eq!(wait_ms(&near, "NPRU"), 0);
    // The same drawn four times as large is four junctions.
    let far = signals(drawing.scale(Metres::new(40.0)), "PQRS").build();
    assert_eq!(wait_ms(&far, "APQB"), 68_000);
    let equals = signals(Town::draw(art).scale(Metres::new(8.0)), "PQRS").build();
    assert_eq!(wait_ms(&equals, "APQB"), 15_000);
    assert_eq!(wait_ms(&equals, "NPRU"), 15_000);
}

#[test]
fn lights_at_the_stop_lines_belong_to_the_junction_between_them() {
    let drawing = Town::draw(
        "
             N
             |
             P
             |
        A--Q-J-R--B
             |
             S
             |
             M
        ",
    )
    .way("NPJSM", primary);
    let town = signals(drawing, "PQRS").build();
    assert_eq!(wait_ms(&town, "AQJRB"), 34_000);
    assert_eq!(wait_ms(&town, "NPJSM"), 0);
    assert_eq!(wait_ms(&town, "AQJPN"), 17_000);
}

#[test]
fn a_traffic_island_is_inside_the_junction() {
    let drawing = Town::draw(
        "
          N     O
          |     |
        A-P-I-K-Q-B
          |     |
          U     V
        ",
    )
    .way("NPU", primary)
    .way("OQV", primary)
    .way("API", |way| way.form = Form::Crossing)
    .way("IK", footway)
    .way("KQB", |way| way.form = Form::Crossing)
    .scale(Metres::new(4.0));
    let town = signals(drawing, "PQ").build();
    assert_eq!(wait_ms(&town, "APIKQB"), 34_000);
    assert_eq!(wait_ms(&town, "NPU"), 0);
}

#[test]
fn marked_crossings_wait_by_the_road_and_crossing_ways_are_marked() {
    for (class, elder_ms, frail_ms) in [
        (RoadClass::Primary, 8_000, 15_000),
        (RoadClass::Secondary, 8_000, 15_000),
        (RoadClass::Tertiary, 4_000, 8_000),
        (RoadClass::Residential, 0, 0),
    ] {
        let drawing = Town::draw(
            "
                 N
                 |
            A----X----B
                 |
                 M
            ",
        )
        .way("NXM", |way| way.class = class);
        let crossing_way = drawing.clone().way("AXB", |way| {
            footway(way);
            way.form = Form::Crossing;
        });
        let marked_node = drawing
            .way("AXB", footway)
            .node('X', |node| node.crossing = Crossing::Marked);
        for town in [crossing_way.build(), marked_node.build()] {
            assert_eq!(wait_ms(&town, "AXB"), elder_ms);
            assert_eq!(wait_ms(&town, "NXM"), 0);
            let frail = WalkProfile::preset("frail_elder").unwrap();
            assert_eq!(wait_of(&town, "AXB", &frail), frail_ms);
        }
    }
}

/// An arterial N–M with a pavement on each side, and a way across at X.
fn pavements() -> Drawing {
    Town::draw(
        "
        C--N--D
        |  |  |
        P--X--Q
        |  |  |
        E--M--F
        ",
    )
    .way("CPE", footway)
    .way("DQF", footway)
}

#[test]
fn from_pavement_to_pavement_one_waits_once_whether_or_not_the_carriageway_is_walked() {
    let walked = pavements().way("NXM", primary);
    let unwalked = |arms| {
        move |drawing: Drawing| {
            let drawing = drawing.way("NXM", |way| {
                primary(way);
                way.carries = Carries::Vehicles;
            });
            let class = RoadClass::Primary;
            drawing.node('X', |node| node.unwalked = Some(Unwalked { class, arms }))
        }
    };
    let crossing = |way: &mut WayTraits| {
        footway(way);
        way.form = Form::Crossing;
    };
    for carriageway in [walked, unwalked(2)(pavements())] {
        let bare = carriageway.clone().way("PXQ", footway).build();
        let unmarked = WalkProfile::preset("elder_walk")
            .unwrap()
            .delays
            .unwrap()
            .unmarked_s;
        assert_eq!(f64::from(wait_ms(&bare, "PXQ")), unmarked * 1000.0);
        let way = carriageway.clone().way("PXQ", crossing).build();
        assert_eq!(wait_ms(&way, "PXQ"), 8_000);
        let lights = signals(carriageway.clone().way("PXQ", crossing), "X").build();
        assert_eq!(wait_ms(&lights, "CPXQD"), 34_000);
        // Lights at the kerbs as well are the same junction, and the pavement itself crosses nothing.
        let near = carriageway.scale(Metres::new(5.0));
        let kerbs = signals(near.way("PXQ", crossing), "PXQ").build();
        assert_eq!(wait_ms(&kerbs, "CPXQD"), 34_000);
        assert_eq!(wait_ms(&kerbs, "CPE"), 0);
    }
    // Where the walked part of a road ends and the unwalked part goes on, nothing is crossed.
    let class = RoadClass::Primary;
    let going_on = Town::draw("A---X").way("AX", primary);
    let town = going_on
        .node('X', |node| {
            node.unwalked = Some(Unwalked { class, arms: 1 });
        })
        .build();
    assert_eq!(wait_ms(&town, "AX"), 0);
}

#[test]
fn a_side_street_waits_for_the_arterial_that_nobody_walks() {
    let drawing = Town::draw("A----X----B").way("AXB", |way| way.class = RoadClass::Residential);
    let class = RoadClass::Secondary;
    let drawing = drawing.node('X', |node| {
        node.unwalked = Some(Unwalked { class, arms: 2 });
    });
    assert_eq!(wait_ms(&signals(drawing, "X").build(), "AXB"), 25_000);
}

#[test]
fn an_edge_inside_a_junction_that_an_edit_cuts_is_still_inside() {
    let drawing = Town::draw(
        "
             N     O
             |     |
        A----P--K--Q----B
             |     |
             U     V
        ",
    )
    .way("NPU", primary)
    .way("OQV", primary)
    .scale(Metres::new(4.0));
    let cut = signals(drawing, "PQ")
        .node('K', |node| node.edited = Edited::Delayed)
        .build();
    assert_eq!(wait_ms(&cut, "APKQB"), 34_000);
}

#[test]
fn a_marked_crossing_near_a_light_follows_the_light() {
    let drawing = Town::draw(
        "
             N
             |
        A----S----B
             |
        C----X----D
             |
             M
        ",
    )
    .way("NSXM", primary)
    .way("CXD", footway)
    .node('X', |node| node.crossing = Crossing::Marked);
    let town = signals(drawing, "S").build();
    assert_eq!(wait_ms(&town, "CXD"), 34_000);
    assert_eq!(wait_ms(&town, "ASB"), 34_000);
    assert_eq!(wait_ms(&town, "NSXM"), 0);
}

#[test]
fn gates_delay_the_frail_and_ferries_everybody_once() {
    let town = Town::draw("A----G----B")
        .node('G', |node| node.barrier = Barrier::PrivateGate)
        .build();
    let frail = WalkProfile::preset("frail_elder").unwrap();
    assert_eq!(wait_of(&town, "AGB", &frail), 5_000);
    assert_eq!(wait_ms(&town, "AGB"), 0);

    let town = Town::draw("A----P---------Q---------R----B")
        .way("PQ", |way| way.form = Form::Ferry)
        .way("QR", |way| way.form = Form::Ferry)
        .build();
    assert_eq!(wait_ms(&town, "APQRB"), 900_000);
    assert_eq!(wait_ms(&town, "BRQPA"), 900_000);
    let plain = WalkProfile::preset("plain").unwrap();
    assert_eq!(wait_of(&town, "APQRB", &plain), 0);
}

#[test]
fn odd_milliseconds_are_not_lost() {
    let mut elder = WalkProfile::preset("elder_walk").unwrap();
    elder.set("signal_other_s", 0.333).unwrap();
    let drawing = Town::draw("A----S----B").way("ASB", footway);
    let town = signals(drawing, "S").build();
    assert_eq!(wait_of(&town, "ASB", &elder), 333);
    let whole = |profile: &WalkProfile| {
        let times = ArcTimes::of(&town.network, profile);
        let graph = WalkGraph::new(&town.network, &times);
        let (a, b) = (town.node('A'), town.node('B'));
        let weight = |arc| *petgraph::visit::EdgeRef::weight(&arc);
        petgraph::algo::dijkstra(graph, a, None, weight)[&b].millis()
    };
    let plain = WalkProfile::preset("plain").unwrap();
    assert_eq!(whole(&elder) - whole(&plain), 333);
}

/// A residential street across an arterial of a class, where nothing is marked.
fn unmarked(class: RoadClass) -> Drawing {
    Town::draw(
        "
             N
             |
        A----X----B
             |
             M
        ",
    )
    .way("NXM", move |way| way.class = class)
}

#[test]
fn an_arterial_is_waited_for_where_nothing_is_marked_and_smaller_roads_are_not() {
    for (class, elder_ms) in [
        (RoadClass::Trunk, 15_000),
        (RoadClass::Primary, 15_000),
        (RoadClass::Secondary, 15_000),
        (RoadClass::Tertiary, 0),
        (RoadClass::Residential, 0),
    ] {
        let town = unmarked(class).build();
        assert_eq!(wait_ms(&town, "AXB"), elder_ms, "{class:?}");
        assert_eq!(
            wait_ms(&town, "AXN"),
            elder_ms / 2,
            "{class:?}: into the road"
        );
        assert_eq!(wait_ms(&town, "NXM"), 0, "{class:?}: along the road");
    }
    let town = unmarked(RoadClass::Primary).build();
    for (name, ms) in [
        ("frail_elder", 30_000),
        ("wheelchair", 30_000),
        ("companion_walk", 8_000),
        ("ebike", 0),
        ("drive", 0),
        ("plain", 0),
    ] {
        let walk = WalkProfile::preset(name).unwrap();
        assert_eq!(wait_of(&town, "AXB", &walk), ms, "{name}");
    }
}

#[test]
fn a_crossing_that_somebody_marks_makes_nobody_wait_longer() {
    let none = unmarked(RoadClass::Primary).build();
    let drawing = unmarked(RoadClass::Primary);
    let marked = drawing
        .node('X', |node| node.crossing = Crossing::Marked)
        .build();
    assert!(wait_ms(&marked, "AXB") < wait_ms(&none, "AXB"));
}

#[test]
fn an_unmarked_junction_beside_a_marked_crossing_is_one_with_it() {
    let drawing = Town::draw(
        "
             N
             |
        A----J----B
             |
        C----X----D
             |
             M
        ",
    )
    .way("NJXM", primary)
    .way("CXD", footway)
    .node('X', |node| node.crossing = Crossing::Marked);
    let near = drawing.clone().build();
    assert_eq!(wait_ms(&near, "AJB"), 8_000);
    assert_eq!(wait_ms(&near, "CXD"), 8_000);
    assert_eq!(wait_ms(&near, "AJXD"), 8_000, "one junction, one wait");
    let far = drawing.scale(Metres::new(40.0)).build();
    assert_eq!(wait_ms(&far, "AJB"), 15_000);
    assert_eq!(wait_ms(&far, "CXD"), 8_000);
}

#[test]
fn the_two_carriageways_of_an_unmarked_arterial_are_crossed_in_one_wait() {
    let art = "
             N  O
             |  |
        A----P--Q----B
             |  |
             U  V
        ";
    let drawing = Town::draw(art)
        .scale(Metres::new(8.0))
        .way("NPU", primary)
        .way("OQV", primary);
    assert_eq!(wait_ms(&drawing.clone().build(), "APQB"), 15_000);
    let far = drawing.scale(Metres::new(40.0)).build();
    assert_eq!(wait_ms(&far, "APQB"), 30_000);
}
