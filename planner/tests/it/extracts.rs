//! What an extract becomes: odd but honest files, references, shapes, and the same answer for any number of threads.

use std::io::Write as _;

use geo::{Area as _, Geometry};
use planner::osm::walkability::{Barrier, Crossing};
use planner::osm::{self, Element, Extract, TagFilter, Users, Wanted};
use planner::progress::Silent;

use crate::pbf::{Block, Message, data, file, frame, header, packed_blob};

fn read(bytes: &[u8], filters: &[&str]) -> Extract {
    let mut on_disk = tempfile::NamedTempFile::new().unwrap();
    on_disk.write_all(bytes).unwrap();
    let features = filters.iter().map(|text| TagFilter::parse(text).unwrap());
    let wanted = Wanted {
        features: features.collect(),
        users: Users::Walkers,
    };
    osm::read(on_disk.path(), &wanted, &Silent).unwrap()
}

const ROAD: &[(&str, &str)] = &[("highway", "residential")];

fn finding(extract: &Extract, code: &str) -> u64 {
    let found = extract.findings.iter().find(|f| f.code == code);
    found.map_or(0, |f| f.count)
}

/// Nodes with these ids, each one as many ten-millionths of a degree east as its number in the list.
fn nodes(ids: &[i64]) -> Vec<(i64, i64, i64)> {
    (1..).zip(ids).map(|(i, id)| (*id, i, -i)).collect()
}

fn ids_along(extract: &Extract, way: usize) -> Vec<i64> {
    let way = &extract.streets.ways[way];
    let refs = &extract.streets.refs[way.refs.start as usize..way.refs.end as usize];
    let nodes = &extract.streets.nodes;
    refs.iter().map(|i| nodes[*i as usize].osm_id).collect()
}

#[test]
fn ids_may_be_negative_wide_unsorted_and_after_their_ways() {
    let ids = [5_000_000_000, -7, 3, i64::MAX / 2, -i64::MAX / 2];
    let ways = Block::new().way(-1, &ids, ROAD).build();
    let points = Block::new().dense(&nodes(&ids[..3])).build();
    let plain = Block::new()
        .node((ids[3], 4, -4), &[])
        .node((ids[4], 5, -5), &[])
        .build();
    let extract = read(&file(&[ways, points, plain]), &[]);
    assert_eq!(extract.streets.ways[0].osm_id, -1);
    assert_eq!(ids_along(&extract, 0), ids);
    let sorted = extract
        .streets
        .nodes
        .is_sorted_by(|a, b| a.osm_id < b.osm_id);
    assert!(sorted, "{:?}", extract.streets.nodes);
    for (i, id) in (1..).zip(ids) {
        let node = extract.streets.nodes.iter().find(|n| n.osm_id == id);
        let node = node.unwrap();
        assert_eq!((node.lon_e7, node.lat_e7), (i, -i));
    }
}

/// A street as two readers tell it: its id, its name, and its nodes without one twice in a row.
type Told = (i64, Option<String>, Vec<i64>);

#[test]
fn another_reader_tells_the_same_of_every_street_of_malta() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/malta/malta.osm.pbf");
    let extract = osm::read(&path, &Wanted::default(), &Silent).unwrap();
    let mut ours: Vec<Told> = Vec::new();
    for (number, way) in extract.streets.ways.iter().enumerate() {
        let name = way.name.as_deref().map(str::to_owned);
        ours.push((way.osm_id, name, ids_along(&extract, number)));
    }
    let mut theirs: Vec<Told> = Vec::new();
    let reader = osmpbf::ElementReader::from_path(&path).unwrap();
    let told = reader.for_each(|element| {
        if let osmpbf::Element::Way(way) = element {
            let name = way.tags().find(|(key, _)| *key == "name");
            let mut nodes: Vec<i64> = way.refs().collect();
            nodes.dedup();
            theirs.push((way.id(), name.map(|(_, name)| name.to_owned()), nodes));
        }
    });
    told.unwrap();
    assert!(ours.len() > 30_000, "{}", ours.len());
    theirs.sort();
    let pieces = |id: i64| ours.iter().filter(|way| way.0 == id).count();
    for way in &ours {
        // Whole ways are told by both; pieces of a clipped one are not.
        assert!(
            theirs.binary_search(way).is_ok() || pieces(way.0) > 1,
            "{way:?}"
        );
    }
    assert_eq!(extract.streets.missing_nodes, 0);
}

#[test]
fn ways_are_clipped_where_nodes_are_missing() {
    let block = Block::new()
        .dense(&nodes(&[1, 2, 3, 4, 5]))
        .way(10, &[1, 2, 90, 91, 3, 4, 92, 5], ROAD)
        .way(11, &[90, 1, 91], ROAD)
        .way(12, &[1], ROAD)
        .way(13, &[], ROAD)
        .way(14, &[2, 2], ROAD)
        .way(15, &[4, 5, 5, 4], ROAD)
        .build();
    let extract = read(&file(&[block]), &[]);
    let streets = &extract.streets;
    let pieces: Vec<i64> = streets.ways.iter().map(|way| way.osm_id).collect();
    assert_eq!(pieces, [10, 10, 15]);
    assert_eq!(ids_along(&extract, 0), [1, 2]);
    assert_eq!(ids_along(&extract, 1), [3, 4]);
    assert_eq!(ids_along(&extract, 2), [4, 5, 4]);
    assert_eq!(streets.missing_nodes, 5);
    assert_eq!(finding(&extract, "osm-missing-nodes"), 5);
    assert_eq!(finding(&extract, "osm-degenerate-ways"), 4);
}

#[test]
fn of_elements_with_one_id_the_last_counts() {
    let gate: &[(&str, &str)] = &[("barrier", "gate")];
    let first = Block::new().node((1, 1, 1), gate).node((2, 2, 2), &[]);
    let second = Block::new()
        .node((1, 9, 9), &[])
        .way(10, &[1, 2], &[("highway", "steps")])
        .way(10, &[2, 1], ROAD);
    let extract = read(&file(&[first.build(), second.build()]), &[]);
    let node = extract.streets.nodes[0];
    assert_eq!((node.osm_id, node.lon_e7), (1, 9));
    assert_eq!(node.traits.barrier, Barrier::None);
    assert_eq!(extract.streets.ways.len(), 1);
    assert_eq!(ids_along(&extract, 0), [2, 1]);
    assert_eq!(finding(&extract, "osm-duplicate-elements"), 2);
}

#[test]
fn granularity_and_offset_move_nodes() {
    let block = Block::new().dense(&nodes(&[1, 2])).way(3, &[1, 2], ROAD);
    let block = block
        .build()
        .number(17, 1000)
        .number(19, 5000)
        .number(20, -7000);
    let extract = read(&file(&[block]), &[]);
    // 1 · 1000 − 7000 billionths are −60 ten-millionths; −1 · 1000 + 5000 are 40.
    let node = extract.streets.nodes[0];
    assert_eq!((node.lon_e7, node.lat_e7), (-60, 40));
}

#[test]
fn places_on_ways_are_used_where_nodes_are_absent() {
    let mut block = Block::new();
    let (key, value) = (block.string(b"highway"), block.string(b"footway"));
    let way = Message::default()
        .number(1, 3)
        .packed(2, &[key])
        .packed(3, &[value])
        .deltas(8, &[1, 2, 4])
        .deltas(9, &[10, 20, 2_147_483_647])
        .deltas(10, &[11, 21, 2_147_483_647]);
    let block = block.group(Message::default().message(3, &way)).build();
    let extract = read(&file(&[block]), &[]);
    let places: Vec<_> = extract
        .streets
        .nodes
        .iter()
        .map(|n| (n.lon_e7, n.lat_e7))
        .collect();
    assert_eq!(places, [(11, 10), (21, 20)]);
    assert_eq!(extract.streets.missing_nodes, 1);
}

#[test]
fn what_stands_on_a_node_comes_with_it() {
    let block = Block::new()
        .node(
            (1, 1, 1),
            &[("highway", "crossing"), ("crossing", "traffic_signals")],
        )
        .node((2, 2, 2), &[("barrier", "gate"), ("access", "private")])
        .way(3, &[1, 2], ROAD);
    let nodes = read(&file(&[block.build()]), &[]).streets.nodes;
    assert_eq!(nodes[0].traits.crossing, Crossing::Signals);
    assert_eq!(nodes[1].traits.barrier, Barrier::PrivateGate);
}

#[test]
fn features_come_in_file_order_with_their_shapes() {
    let corners = [
        (1, 0, 0),
        (2, 100, 0),
        (3, 100, 100),
        (4, 0, 100),
        (5, 40, 40),
        (6, 60, 40),
        (7, 60, 60),
    ];
    let hall: &[(&str, &str)] = &[("amenity", "community_centre"), ("type", "multipolygon")];
    let block = Block::new()
        .dense(&corners)
        .node((8, 7, 7), &[("amenity", "canteen"), ("name", "食堂")])
        .way(20, &[1, 2, 3], &[])
        .way(21, &[1, 4, 3], &[])
        .way(22, &[5, 6, 7, 5], &[])
        .way(23, &[1, 2, 3, 1], &[("amenity", "school")])
        .way(
            24,
            &[1, 2, 3, 1],
            &[("amenity", "parking"), ("highway", "service")],
        )
        .relation(30, &[(20, "outer"), (21, ""), (22, "inner")], hall)
        .relation(31, &[(20, "outer"), (99, "outer")], hall)
        .relation(32, &[(20, "stop")], &[("amenity", "x"), ("type", "route")])
        .build();
    let extract = read(&file(&[block]), &["amenity"]);
    let ids: Vec<_> = extract
        .features
        .iter()
        .map(|f| (f.element, f.osm_id))
        .collect();
    let expected = [
        (Element::Node, 8),
        (Element::Way, 23),
        (Element::Way, 24),
        (Element::Relation, 30),
    ];
    assert_eq!(ids, expected);
    assert_eq!(extract.features[0].tag("name"), Some("食堂"));
    assert!(matches!(extract.features[1].geometry, Geometry::Polygon(_)));
    assert!(matches!(
        extract.features[2].geometry,
        Geometry::LineString(_)
    ));
    // A square of 100 less a triangle of 20 · 20 / 2, in ten-millionths.
    let area = extract.features[3].geometry.unsigned_area() * 1e14;
    assert!((area - 9800.0).abs() < 1e-3, "{area}");
    assert_eq!(finding(&extract, "osm-feature-without-shape"), 2);
}

#[test]
fn the_header_tells_bounds_and_state() {
    let sides = Message::default()
        .signed(1, 14_000_000_000)
        .signed(2, 15_000_000_000)
        .signed(3, 36_000_000_000)
        .signed(4, 35_000_000_000);
    let block = Message::default()
        .message(1, &sides)
        .number(32, 1_710_364_872);
    let mut bytes = frame("OSMHeader", &packed_blob(&block.0));
    bytes.extend(data(&Block::new().dense(&nodes(&[1])).build()));
    let extract = read(&bytes, &[]);
    let (south_west, north_east) = extract.bounds.unwrap();
    assert_eq!((south_west.lon_deg(), south_west.lat_deg()), (14.0, 35.0));
    assert_eq!((north_east.lon_deg(), north_east.lat_deg()), (15.0, 36.0));
    assert_eq!(extract.replicated_at_s, Some(1_710_364_872));
}

#[test]
fn any_number_of_threads_gives_the_same_extract() {
    let mut bytes = header();
    for i in 0..40_i64 {
        let ids: Vec<i64> = (i * 10..i * 10 + 10).collect();
        let block = Block::new().dense(&nodes(&ids));
        bytes.extend(data(
            &block
                .way(1000 + i, &ids, &[("highway", "path"), ("building", "yes")])
                .build(),
        ));
    }
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let extract = pool.unwrap().install(|| read(&bytes, &["building"]));
        format!("{extract:?}")
    };
    let one = run(1);
    assert!(one.contains("osm_id: 1039"));
    assert_eq!(one, run(2));
    assert_eq!(one, run(5));
}
