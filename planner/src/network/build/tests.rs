use proptest::prelude::*;

use super::*;
use crate::ids::EdgeId;
use crate::osm::walkability::Access;
use crate::osm::walkability::Crossing;
use crate::projection::distance;
use crate::testing::{STREET, Town};

/// Streets over a row of places one ten-thousandth of a degree apart; equal columns share a place.
fn streets(columns: &[i32], ways: &[&[u32]]) -> Streets {
    let node = |(i, column): (usize, &i32)| StreetNode {
        osm_id: i as i64 - 3,
        lon_e7: 1_170_000_000 + column * 1_000,
        lat_e7: 366_500_000 + column * column * 500,
        traits: NodeTraits::default(),
    };
    let mut streets = Streets {
        nodes: columns.iter().enumerate().map(node).collect(),
        ..Streets::default()
    };
    for way in ways {
        let start = streets.refs.len() as u32;
        streets.refs.extend_from_slice(way);
        streets.ways.push(Way {
            osm_id: -(streets.ways.len() as i64),
            refs: start..streets.refs.len() as u32,
            traits: STREET,
            name: None,
        });
    }
    streets
}

fn built(streets: &Streets) -> Network {
    build(streets).unwrap().0
}

fn codes(findings: &Findings) -> Vec<(&'static str, u64)> {
    findings.iter().map(|f| (f.code, f.count)).collect()
}

#[test]
fn ways_are_cut_at_junctions_and_keep_their_shape() {
    let network = built(&streets(&[0, 1, 2, 3, 9], &[&[0, 1, 2, 3], &[4, 2]]));
    assert_eq!((network.nodes().len(), network.edges().len()), (4, 3));
    let places: Vec<usize> = network
        .edges()
        .ids()
        .map(|e| network.shape(e).len())
        .collect();
    assert_eq!(places, [3, 2, 2]);
    assert_eq!(network.edges()[EdgeId::from_index(2)].osm_way, -1);
    assert_eq!(network.islands().len(), 1);
}

#[test]
fn nobody_passes_a_blocked_node() {
    let town = Town::draw(
        "
              D
              |
         A----B----C
        ",
    )
    .way("ABC", |_| {})
    .node('B', |node| node.barrier = Barrier::Blocked)
    .build();
    assert_eq!(
        town.network.nodes().len(),
        6,
        "each way has its own end at B"
    );
    assert_eq!(town.network.islands().len(), 3);
    assert_eq!(
        codes(&town.findings),
        [("network-islands", 2), ("ways-cut-at-barriers", 3)]
    );
}

#[test]
fn gates_and_crossings_become_nodes_with_their_traits() {
    let town = Town::draw("A---G---X---B")
        .way("AGXB", |way| way.access = Access::Private)
        .node('G', |node| node.barrier = Barrier::PrivateGate)
        .node('X', |node| node.crossing = Crossing::Marked)
        .build();
    let network = &town.network;
    assert_eq!((network.edges().len(), network.islands().len()), (3, 1));
    assert_eq!(
        network.nodes()[town.node('G')].traits.barrier,
        Barrier::PrivateGate
    );
    assert_eq!(
        network.nodes()[town.node('X')].traits.crossing,
        Crossing::Marked
    );
    assert!(codes(&town.findings).is_empty());
}

#[test]
fn odd_ways_do_no_harm() {
    // A node twice in a row; a way of one place; a loop; a way back and forth; two places in one spot; a P.
    let columns = [0, 1, 2, 3, 3, 5, 6];
    let ways: [&[u32]; 7] = [
        &[0, 0, 1, 1],
        &[2],
        &[5, 5],
        &[1, 2, 3, 1],
        &[0, 1, 0],
        &[3, 4, 3],
        &[4, 5, 6, 5],
    ];
    let (network, findings) = build(&streets(&columns, &ways)).unwrap();
    let lengths: Vec<f64> = network.edges().iter().map(|e| e.length.metres()).collect();
    assert!(lengths.iter().all(|m| m.is_finite()));
    assert!(
        network
            .edges()
            .iter()
            .any(|e| e.length == Metres::ZERO && e.from != e.to)
    );
    assert_eq!(network.islands().len(), 1);
    assert!(
        codes(&findings).is_empty(),
        "a spot seen twice is still joined: {findings:?}"
    );

    let (_, findings) = build(&streets(&[7, 7, 9], &[&[0, 1, 0, 2], &[2, 0]])).unwrap();
    assert_eq!(codes(&findings), [("loops-without-length", 1)]);
}

#[test]
fn an_extract_without_streets_cannot_be_answered() {
    assert_eq!(
        build(&Streets::default()).unwrap_err(),
        Error::NoStreets {
            ways: 0,
            dropped: 0
        }
    );
    let message = build(&streets(&[0], &[&[0, 0]])).unwrap_err().to_string();
    assert!(
        message.contains("no street that can be walked: 1 ways"),
        "{message}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn a_network_is_its_ways_cut_apart(
        ways in prop::collection::vec(prop::collection::vec(0_u32..12, 1..7), 1..8),
    ) {
        let ways: Vec<&[u32]> = ways.iter().map(Vec::as_slice).collect();
        let columns: Vec<i32> = (0..12).collect();
        let streets = streets(&columns, &ways);
        let Ok((network, _)) = build(&streets) else {
            let mut stand = ways.iter().map(|way| way.windows(2).all(|w| w[0] == w[1]));
            prop_assert!(stand.all(|it| it));
            return Ok(());
        };
        let place = |r: u32| {
            let node = &streets.nodes[r as usize];
            LonLat::from_e7(node.lon_e7, node.lat_e7)
        };
        // The segments of all ways, in order, are those of all edges.
        let drawn: Vec<(LonLat, LonLat)> = ways.iter()
            .flat_map(|way| way.windows(2))
            .filter(|w| w[0] != w[1])
            .map(|w| (place(w[0]), place(w[1])))
            .collect();
        let kept: Vec<(LonLat, LonLat)> = network.edges().ids()
            .flat_map(|e| network.shape(e).windows(2))
            .map(|w| (w[0], w[1]))
            .collect();
        prop_assert_eq!(&drawn, &kept);
        // A place inside an edge is passed once in all.
        for edge in network.edges().ids() {
            let shape = network.shape(edge);
            for inner in &shape[1..shape.len() - 1] {
                let times = kept.iter().filter(|(a, _)| a == inner).count();
                prop_assert_eq!(times, 1);
            }
            let length: f64 = shape.windows(2).map(|w| distance(w[0], w[1]).metres()).sum();
            prop_assert!((length - network.edges()[edge].length.metres()).abs() < 1e-9);
        }
        // Each arc leaves the node that lists it, and every node has one.
        for node in network.nodes().ids() {
            prop_assert!(network.arcs_from(node).len() > 0);
            for arc in network.arcs_from(node) {
                prop_assert_eq!(network.tail(arc), node);
            }
        }
        prop_assert_eq!(network.arcs().len(), 2 * network.edges().len());
    }
}

#[test]
fn a_staircase_has_its_steps_once_however_often_it_is_cut() {
    let mut town = streets(
        &[0, 1, 2, 3, 7, 8, 9],
        &[&[0, 1, 2], &[2, 3], &[4, 1], &[5, 6]],
    );
    for way in [0, 1] {
        // One staircase in two parts, with a side path at its landing.
        town.ways[way].osm_id = 7;
        town.ways[way].traits.form = Form::Steps { count: Some(40) };
    }
    for way in [2, 3] {
        town.ways[way].osm_id = 0;
        town.ways[way].traits.form = Form::Steps { count: Some(15) };
    }
    let network = built(&town);
    let steps = |way: i64| -> Vec<u16> {
        let edges = network.edges().iter().filter(|edge| edge.osm_way == way);
        let count = |edge: &crate::network::Edge| match edge.traits.form {
            Form::Steps { count } => count.unwrap(),
            _ => 0,
        };
        edges.map(count).collect()
    };
    let of_seven = steps(7);
    assert_eq!((of_seven.len(), of_seven.iter().sum::<u16>()), (3, 40));
    assert!(of_seven.iter().all(|steps| *steps > 5), "{of_seven:?}");
    // Links that an edit draws have no id: each keeps its own.
    assert_eq!(steps(0), [15, 15]);
}
