use geo::{Distance as _, Euclidean, LineString, Point};
use proptest::prelude::*;

use super::*;
use crate::ids::{Id, NodeId};
use crate::network::{EdgePlan, Node};
use crate::osm::walkability::{NodeTraits, WayTraits};
use crate::testing::{STREET, Town};

/// A network of unconnected edges with the shapes given in degrees.
fn network(shapes: &[Vec<(f64, f64)>]) -> Network {
    let place = |(lon, lat): &(f64, f64)| LonLat::new(*lon, *lat).unwrap();
    let mut nodes = Vec::new();
    let mut plans = Vec::new();
    for (i, shape) in shapes.iter().enumerate() {
        let shape: Vec<LonLat> = shape.iter().map(place).collect();
        for at in [shape[0], shape[shape.len() - 1]] {
            nodes.push(Node {
                at,
                traits: NodeTraits::default(),
            });
        }
        plans.push(EdgePlan {
            from: NodeId::from_index(2 * i),
            to: NodeId::from_index(2 * i + 1),
            shape,
            traits: STREET,
            osm_way: i as i64,
        });
    }
    Network::assemble(nodes, plans)
}

/// The distance to every edge, by the geo crate, on the plane of the query.
fn brute_force(network: &Network, at: LonLat) -> Vec<f64> {
    let here = Plane::at(at);
    let distance_to = |edge| {
        let line = network
            .shape(edge)
            .iter()
            .map(|place| here.to_metres(*place));
        Euclidean.distance(&Point::new(0.0, 0.0), &LineString::from_iter(line))
    };
    network.edges().ids().map(distance_to).collect()
}

fn check(network: &Network, at: LonLat) -> Result<(), TestCaseError> {
    let index = EdgeIndex::new(network);
    let all = brute_force(network, at);
    let least = all.iter().copied().fold(f64::INFINITY, f64::min);
    let found = index.nearest(network, at, None).unwrap();
    prop_assert!(
        (found.gap.metres() - least).abs() < 1e-6,
        "{found:?}, not {least}"
    );
    prop_assert!((all[found.edge.index()] - least).abs() < 1e-6);
    prop_assert!(found.along <= network.edges()[found.edge].length);
    let foot = Plane::at(at).to_metres(network.place_along(found.edge, found.along));
    prop_assert!((foot.x.hypot(foot.y) - least).abs() < 0.01 + least * 1e-3);
    for (limit_m, hit) in [(least + 0.001, true), (least - 0.001, false)] {
        if limit_m >= 0.0 {
            let limit = Some(Metres::new(limit_m));
            prop_assert_eq!(index.nearest(network, at, limit).is_some(), hit);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn the_nearest_edge_in_a_city_is_the_nearest_of_all(
        shapes in prop::collection::vec(prop::collection::vec((117.0..117.05, 36.6..36.65), 2..20), 1..40),
        lon in 116.99..117.06, lat in 36.59..36.66,
    ) {
        check(&network(&shapes), LonLat::new(lon, lat).unwrap())?;
    }

    #[test]
    fn the_nearest_edge_in_a_continent_is_the_nearest_of_all(
        starts in prop::collection::vec((10.0..11.0, 36.0..68.0), 1..40),
        steps in prop::collection::vec((-0.01..0.01, -0.01..0.01), 8),
        lon in 10.0..11.0, lat in 36.0..68.0,
    ) {
        let shape = |(lon, lat): &(f64, f64)| {
            let mut at = (*lon, *lat);
            steps.iter().map(|(x, y)| { at = (at.0 + x, at.1 + y); at }).collect()
        };
        let shapes: Vec<Vec<(f64, f64)>> = starts.iter().map(shape).collect();
        // Beside one of the edges, where the plane of the tree is far from true.
        let beside = LonLat::new(starts[0].0 + 0.004, starts[0].1 + 0.003).unwrap();
        check(&network(&shapes), beside)?;
        let at = LonLat::new(lon, lat).unwrap();
        let network = network(&shapes);
        let all = brute_force(&network, at);
        let found = EdgeIndex::new(&network).nearest(&network, at, Some(Metres::new(150.0)));
        prop_assert_eq!(found.is_some(), all.iter().any(|gap_m| *gap_m <= 150.0));
    }
}

#[test]
fn ties_go_to_the_lower_edge_and_then_to_the_start() {
    let town = Town::draw(
        "
        A----B----C
             |
             D
        ",
    )
    .way("CB", |_| {})
    .way("DB", |_| {})
    .way("AB", |_| {})
    .build();
    let index = EdgeIndex::new(&town.network);
    let north_of_b = town.beside('B', 0.0, 20.0);
    let found = index.nearest(&town.network, north_of_b, None).unwrap();
    assert_eq!(
        found.edge,
        town.edge("CB"),
        "all three edges end at B; CB is the first way"
    );
    assert_eq!(found.along, town.network.edges()[found.edge].length);

    // A hairpin: its outward and its returning leg are equally far from a place between them.
    let hairpin = network(&[vec![
        (1.0, 0.001),
        (1.01, 0.001),
        (1.01, -0.001),
        (1.0, -0.001),
    ]]);
    let found = EdgeIndex::new(&hairpin)
        .nearest(&hairpin, LonLat::new(1.002, 0.0).unwrap(), None)
        .unwrap();
    assert!((found.along.metres() - 222.6).abs() < 0.1, "{found:?}");
}

#[test]
fn nobody_lives_on_a_ferry_or_in_a_lift() {
    type Change = fn(&mut WayTraits);
    let changes: [Change; 2] = [
        |way| way.form = Form::Ferry,
        |way| way.form = Form::Elevator { thousandths: 1_000 },
    ];
    for change in changes {
        let town = Town::draw("A----B---------C").way("BC", change).build();
        let index = EdgeIndex::new(&town.network);
        let found = index.nearest(&town.network, town.at('C'), None).unwrap();
        assert_eq!(found.edge, town.edge("AB"));
        assert!((found.gap.metres() - 100.0).abs() < 0.05);
    }
}

#[test]
fn of_ways_that_are_equally_near_the_public_one_is_taken() {
    for private in ["AB", "BC", "BD"] {
        let town = Town::draw(
            "
            A---B---C
                |
                D
            ",
        )
        .way(private, |way| way.access = Access::Private)
        .build();
        let index = EdgeIndex::new(&town.network);
        let found = index.nearest(&town.network, town.at('B'), None).unwrap();
        assert_ne!(found.edge, town.edge(private));
    }
}
