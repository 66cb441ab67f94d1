use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use geo::{Area, Contains, Point, Polygon};
use osmpbf::{Element, ElementReader};

use super::*;
use crate::progress::Silent;
use crate::synth::write_district;
use crate::{network, osm, places, scenario};

const SMALL: DistrictPlan = DistrictPlan {
    seniors: 1_000,
    seed: 1,
};
const TOWN: DistrictPlan = DistrictPlan {
    seniors: 20_000,
    seed: 2,
};

fn made(plan: &DistrictPlan) -> (tempfile::TempDir, Summary) {
    let dir = tempfile::tempdir().unwrap();
    let summary = write_district(dir.path(), plan, &Silent).unwrap();
    (dir, summary)
}

/// The areas of a GeoJSON file: code, code of the area above, outline.
fn areas(path: &Path) -> Vec<(String, String, Polygon)> {
    let text = fs::read_to_string(path).unwrap();
    let collection: geojson::FeatureCollection = text.parse().unwrap();
    collection
        .features
        .iter()
        .map(|feature| {
            let text = |key: &str| feature.property(key).unwrap().as_str().unwrap().to_owned();
            let geometry = feature.geometry.clone().unwrap();
            (
                text("code"),
                text("parent_code"),
                Polygon::try_from(geometry).unwrap(),
            )
        })
        .collect()
}

/// Where the seniors of a table live, and how many at each place.
fn seniors(path: &Path) -> BTreeMap<String, (Point, u64)> {
    let text = fs::read_to_string(path).unwrap();
    let mut places = BTreeMap::new();
    for row in text.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let at = Point::new(cells[1].parse().unwrap(), cells[2].parse().unwrap());
        let entry = places
            .entry(format!("{},{}", cells[1], cells[2]))
            .or_insert((at, 0));
        entry.1 += 1;
    }
    places
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let (first, a) = made(&SMALL);
    let (second, b) = made(&SMALL);
    let (other, _) = made(&DistrictPlan { seed: 9, ..SMALL });
    assert_eq!(a, b);
    for file in FILES {
        let read = |dir: &tempfile::TempDir| fs::read(dir.path().join(file)).unwrap();
        assert_eq!(read(&first), read(&second), "{file}");
        assert_ne!(read(&first), read(&other), "{file}");
    }
    assert_eq!(fs::read_dir(first.path()).unwrap().count(), FILES.len());
}

#[test]
fn another_reader_finds_a_sound_map() {
    let (dir, summary) = made(&TOWN);
    let (mut nodes, mut ways, mut relations) = (BTreeSet::new(), 0, 0);
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    let reader = ElementReader::from_path(dir.path().join(FILES[0])).unwrap();
    reader
        .for_each(|element| {
            let mut count = |key: &str, value: &str| {
                *seen.entry(format!("{key}={value}")).or_default() += 1;
            };
            match element {
                Element::DenseNode(node) => {
                    assert!((102.0..102.6).contains(&node.lon()));
                    assert!((39.7..40.1).contains(&node.lat()));
                    node.tags().for_each(|(k, v)| count(k, v));
                    nodes.insert(node.id());
                }
                Element::Way(way) => {
                    ways += 1;
                    assert!(way.refs().all(|id| nodes.contains(&id)) && way.refs().len() > 1);
                    way.tags().for_each(|(k, v)| count(k, v));
                    if let Some((_, steps)) = way.tags().find(|(k, _)| *k == "step_count") {
                        assert!((40..=47).contains(&steps.parse::<u32>().unwrap()));
                    }
                }
                Element::Relation(relation) => {
                    relations += 1;
                    assert!(relation.members().all(|m| m.member_id <= ways));
                }
                Element::Node(_) => panic!("nodes must be dense"),
            }
        })
        .unwrap();
    assert_eq!(
        (nodes.len() as u64, ways as u64, relations),
        (summary.nodes, summary.ways, summary.relations)
    );
    assert_eq!(nodes.first(), Some(&1));
    assert_eq!(nodes.last(), Some(&(nodes.len() as i64)));
    for tag in [
        "highway=primary",
        "highway=residential",
        "highway=traffic_signals",
        "highway=crossing",
        "barrier=wall",
        "barrier=gate",
        "barrier=lift_gate",
        "access=private",
        "building=apartments",
        "landuse=residential",
        "waterway=river",
        "railway=rail",
        "bridge=yes",
        "tunnel=yes",
        "leisure=park",
    ] {
        assert!(seen.contains_key(tag), "{tag} is missing");
    }
    assert!(seen["boundary=administrative"] > summary.relations);
}

#[test]
fn communities_nest_in_streets_and_cover_them_once() {
    let (dir, summary) = made(&TOWN);
    let streets = areas(&dir.path().join(FILES[4]));
    let communities = areas(&dir.path().join(FILES[5]));
    assert_eq!(streets.len() as u64, summary.streets);
    assert_eq!(communities.len() as u64, summary.communities);
    assert!(streets.len() > 2 && communities.len() > streets.len());
    for (code, _, outline) in &streets {
        let own = communities.iter().filter(|(_, parent, _)| parent == code);
        let (count, area) = own.fold((0, 0.0), |(n, sum), c| (n + 1, sum + c.2.signed_area()));
        assert!(count > 0, "street {code} has no community");
        // Against the clock counts up; equal sums and no shared home (next test) mean no overlap and no gap.
        assert!((area / outline.signed_area() - 1.0).abs() < 1e-9, "{code}");
        assert!(outline.signed_area() > 0.0);
    }
    for (code, parent, _) in &communities {
        assert_eq!((code.len(), parent.len(), &code[..9]), (12, 9, &**parent));
        assert!(code.starts_with("9999"));
    }
}

#[test]
fn everyone_lives_in_one_street_and_one_community_of_it() {
    let (dir, _) = made(&TOWN);
    let streets = areas(&dir.path().join(FILES[4]));
    let communities = areas(&dir.path().join(FILES[5]));
    let homes = seniors(&dir.path().join(FILES[1]));
    assert_eq!(homes.values().map(|(_, n)| n).sum::<u64>(), TOWN.seniors);
    for (at, _) in homes.values() {
        let inside = |areas: &[(String, String, Polygon)]| -> Vec<String> {
            let found = areas.iter().filter(|(.., outline)| outline.contains(at));
            found.map(|(code, ..)| code.clone()).collect()
        };
        let (street, community) = (inside(&streets), inside(&communities));
        assert_eq!((street.len(), community.len()), (1, 1), "{at:?}");
        assert_eq!(community[0][..9], street[0]);
    }
}

#[test]
fn the_planner_reads_what_was_invented() {
    let (dir, summary) = made(&TOWN);
    let scenario = scenario::Scenario::open(&dir.path().join(FILES[6]), &[]).unwrap();
    assert!(scenario.title.contains("虚构"));
    let wanted = osm::Wanted {
        features: places::wanted_filters(&scenario),
        users: osm::Users::Walkers,
    };
    let extract = osm::read(&scenario.osm, &wanted, &Silent).unwrap();
    let (places, _, findings) = places::read(&scenario, &extract.features, &Silent).unwrap();
    assert_eq!(places.seniors.len() as u64, TOWN.seniors);
    assert_eq!(places.districts.len() as u64, summary.streets);
    let open = places
        .sites
        .iter()
        .filter(|s| s.status != places::Status::Candidate);
    assert_eq!(open.count() as u64, summary.facilities);
    assert!(places.demand.iter().all(|home| home.district.is_some()));
    let bad = findings
        .iter()
        .filter(|f| f.severity > crate::findings::Severity::Note);
    assert_eq!(bad.map(|f| f.code).collect::<Vec<_>>(), [""; 0]);
    let (network, _) = network::build(&extract.streets).unwrap();
    let all: f64 = network.length().metres();
    let largest = network.islands().iter().next().unwrap();
    assert!(largest.length.metres() / all > 0.99, "{largest:?} of {all}");
}

#[test]
fn the_number_of_seniors_has_limits() {
    let dir = tempfile::tempdir().unwrap();
    for seniors in [0, 999, 10_000_001] {
        let plan = DistrictPlan { seniors, seed: 1 };
        let error = write_district(dir.path(), &plan, &Silent).unwrap_err();
        assert!(error.to_string().contains(&seniors.to_string()));
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_stopped_run_leaves_nothing() {
    struct Stop;
    impl Progress for Stop {
        fn report(&self, _: Stage, _: u64, _: u64) {}
        fn cancelled(&self) -> bool {
            true
        }
    }
    let dir = tempfile::tempdir().unwrap();
    let stopped = write_district(dir.path(), &SMALL, &Stop);
    assert!(matches!(stopped, Err(Error::Cancelled)));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn size_follows_the_number_of_seniors() {
    let area = |plan: &DistrictPlan| {
        let (dir, _) = made(plan);
        let streets = areas(&dir.path().join(FILES[4]));
        let deg2: f64 = streets
            .iter()
            .map(|(.., outline)| outline.unsigned_area())
            .sum();
        // At 39.9 degrees north: 85.5 km and 111.0 km a degree.
        deg2 * 85.5 * 111.0
    };
    for (plan, km2) in [(SMALL, 0.2..0.8), (TOWN, 4.0..8.0)] {
        assert!(km2.contains(&area(&plan)), "{}", area(&plan));
    }
}

#[test]
fn the_sample_district_is_what_its_seed_gives() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/synth-district");
    let plan = DistrictPlan {
        seniors: 20_000,
        seed: 1,
    };
    let (dir, _) = made(&plan);
    for file in FILES {
        let (ours, theirs) = (fs::read(dir.path().join(file)), fs::read(sample.join(file)));
        assert!(ours.unwrap() == theirs.unwrap(), "{file} differs");
    }
}
