//! The files of a run: readable, whole, the same whatever the order, and summing to the whole.

pub(crate) mod assessed;

use std::collections::BTreeMap;
use std::fs;

use ::geojson::{Feature, FeatureCollection, GeoJson};
use serde_json::Value;

use super::*;
use crate::coverage::tests::{Dice, random_world};
use crate::coverage::{Nearest, NearestTable};
use crate::findings::{Bilingual, Finding, Severity};
use crate::ids::{DemandId, Id as _, SiteId, Table};
use crate::network::{EdgePlan, Node};
use crate::osm::walkability::NodeTraits;
use crate::places::{DemandPoint, Eligible, RowId, SeniorRow, Site, Status};
use crate::progress::Stage;
use crate::projection::LonLat;
use crate::scenario::CandidatesInput;
use crate::siting::{Insight, Measure, Model, ProposedSite, Verdict};
use crate::snap::{SnapPoint, Unsnapped};
use crate::text::Lang;
use crate::units::{Metres, Seniors, WalkTime};

/// A run over invented places, with all that it borrows.
pub(crate) struct World {
    pub(crate) scenario: Scenario,
    pub(crate) places: Places,
    pub(crate) coverage: [Coverage; 2],
    inputs: Vec<InputFile>,
    network: Network,
    snapped: Snapped,
    proposal: Proposal,
    findings: Findings,
}

impl World {
    /// A run that proposed site 2, beside sites 0 and 1 that are open.
    pub(crate) fn of(mut places: Places, coverage: [Coverage; 2]) -> Self {
        let kinds: Vec<String> = coverage[0]
            .kinds
            .iter()
            .map(|k| k.standard.kind.clone())
            .collect();
        let second = kinds.last().cloned().unwrap_or_default();
        places.sites = [
            site(1, &kinds[0], Status::Open),
            site(2, &second, Status::Open),
            site(3, "", Status::Candidate),
        ]
        .into_iter()
        .collect();
        let snapped = Snapped {
            demand: coverage[0].kinds[0]
                .nearest
                .iter()
                .map(|nearest| match nearest {
                    Nearest::Unsnapped => Err(Unsnapped::TooFar(None)),
                    _ => Ok(snap_point()),
                })
                .collect(),
            sites: places.sites.iter().map(|_| Ok(snap_point())).collect(),
        };
        let (before, after) = (
            coverage[0].kinds[0].tally.covered,
            coverage[1].kinds[0].tally.covered,
        );
        let mut findings = Findings::new();
        let text = Bilingual::new("坐标缺失", "no coordinates");
        findings.push(Finding::new(
            "no-coordinates",
            Severity::Warning,
            Stage::Places,
            text,
        ));
        Self {
            scenario: scenario(&coverage[0]),
            inputs: vec![
                input("osm", "/home/somebody/plan/data/town.osm.pbf"),
                input("seniors", "/home/somebody/plan/scenarios/seniors.csv"),
                input("districts", "/mnt/shared/streets.geojson"),
            ],
            network: one_street(),
            snapped,
            proposal: Proposal {
                kind: kinds[0].clone(),
                model: Model::Mclp,
                sites: vec![ProposedSite {
                    site: SiteId::from_index(2),
                    gain: after - before,
                    covered_after: after,
                }],
                baseline: before,
                objective: Measure::People(after.count()),
                covered: after,
                closed: Vec::new(),
                verdict: Verdict::Gap,
                certificate: None,
                insight: Insight::default(),
                tiers: Vec::new(),
                parts: 1,
                bound: Measure::People(after.count() + 5),
                method: "by hand".to_owned(),
                seed: 1,
            },
            findings,
            places,
            coverage,
        }
    }

    pub(crate) fn run(&self) -> Run<'_> {
        Run {
            terrain: None,
            effects: &[],
            verb: "propose",
            scenario: &self.scenario,
            walk: &self.scenario.walk,
            inputs: &self.inputs,
            network: &self.network,
            features: &[],
            places: &self.places,
            snapped: &self.snapped,
            reach: None,
            before: &self.coverage[0],
            proposed: Some((&self.proposal, &self.coverage[1])),
            everybody: None,
            assessment: None,
            solve_s: 0.5,
            findings: &self.findings,
        }
    }
}

pub(crate) fn site(row: u64, kind: &str, status: Status) -> Site {
    let at = LonLat::new(14.5 + 0.001 * row as f64, 35.9);
    Site {
        name: Some(format!("食堂{row}")),
        kind: kind.to_owned(),
        capacity: Some(60.0),
        ..Site::new(RowId::Row(row), status, at)
    }
}

fn snap_point() -> SnapPoint {
    SnapPoint {
        edge: crate::ids::EdgeId::from_index(0),
        along: Metres::ZERO,
        gap: Metres::ZERO,
        side: None,
    }
}

fn input(role: &'static str, path: &str) -> InputFile {
    InputFile {
        role,
        path: PathBuf::from(path),
        sha256: "00".repeat(32),
        records: 3,
        intake: None,
    }
}

fn scenario(coverage: &Coverage) -> Scenario {
    let resolved = [
        ("title", "An invented town"),
        ("network.osm", "../data/town.osm.pbf"),
        ("districts.file", "/mnt/shared/streets.geojson"),
    ];
    Scenario {
        terrain: Vec::new(),
        file: PathBuf::from("/home/somebody/plan/scenarios/town.toml"),
        title: "An invented town".to_owned(),
        as_of: Some("2022-10-28".to_owned()),
        language: Lang::Zh,
        osm: PathBuf::from("/home/somebody/plan/data/town.osm.pbf"),
        walk_times: None,
        walk: WalkProfile::preset("elder_walk").unwrap(),
        walks: BTreeMap::new(),
        seniors: Vec::new(),
        facilities: Vec::new(),
        candidates: CandidatesInput::default(),
        walls: crate::scenario::WallsInput::default(),
        districts: Vec::new(),
        district_level: None,
        eligible: None,
        tiers: Vec::new(),
        standards: coverage.kinds.iter().map(|k| k.standard.clone()).collect(),
        siting: None,
        assess: crate::coverage::AssessSettings::default(),
        promises: Vec::new(),
        privacy_threshold: 10,
        question: toml::Table::new(),
        resolved: resolved
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect(),
    }
}

fn one_street() -> Network {
    let ends = [(14.5, 35.9), (14.51, 35.9)].map(|(x, y)| LonLat::new(x, y).unwrap());
    let nodes = ends.map(|at| Node {
        at,
        traits: NodeTraits::default(),
    });
    let plan = EdgePlan {
        from: crate::ids::NodeId::from_index(0),
        to: crate::ids::NodeId::from_index(1),
        shape: ends.to_vec(),
        traits: crate::testing::STREET,
        osm_way: 1,
    };
    Network::assemble(nodes.to_vec(), [plan])
}

fn world(seed: u64, homes: usize) -> World {
    let (places, coverage) = random_world(seed, homes);
    World::of(places, coverage)
}

fn files_of(world: &World) -> BTreeMap<String, String> {
    let dir = tempfile::tempdir().unwrap();
    write(&world.run(), dir.path()).unwrap();
    read_all(dir.path())
}

fn read_all(dir: &Path) -> BTreeMap<String, String> {
    fs::read_dir(dir)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect()
}

fn collection(text: &str) -> FeatureCollection {
    match text.parse::<GeoJson>().unwrap() {
        GeoJson::FeatureCollection(collection) => collection,
        other => panic!("expected a collection, found {other}"),
    }
}

fn number(feature: &Feature, key: &str) -> Option<u64> {
    let value = feature.property(key);
    value
        .unwrap_or_else(|| panic!("no property {key}"))
        .as_u64()
}

#[test]
fn a_run_leaves_its_files_and_no_others() {
    let files = files_of(&world(3, 600));
    let mut expected = FILES.to_vec();
    expected.sort_unstable();
    // A proposal made by hand has no certificate.
    expected.retain(|name| *name != "certificate.json");
    assert_eq!(files.keys().collect::<Vec<_>>(), expected);
}

#[test]
fn a_second_run_replaces_everything_and_removes_what_it_does_not_make() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(3, 600);
    fs::write(dir.path().join("notes.txt"), "mine").unwrap();
    fs::write(dir.path().join(".planner-4294967294-x.tmp"), "torn").unwrap();
    write(&world.run(), dir.path()).unwrap();
    world.places.districts = Table::new();
    for index in 0..world.places.demand.len() {
        world.places.demand[DemandId::from_index(index)].district = None;
    }
    let mut run = world.run();
    run.proposed = None;
    run.verb = "score";
    write(&run, dir.path()).unwrap();
    let files = read_all(dir.path());
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "basemap.json",
            "coverage.geojson",
            "facilities.geojson",
            "findings.csv",
            "gaps.geojson",
            "notes.txt",
            "report.html",
            "run.json"
        ]
    );
    assert!(files["run.json"].contains("\"verb\": \"score\""));
    assert!(!files["coverage.geojson"].contains("_after"));
}

#[test]
fn nothing_is_replaced_when_one_file_cannot_be() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("gaps.geojson")).unwrap();
    fs::write(dir.path().join("run.json"), "old").unwrap();
    let error = write(&world(3, 300).run(), dir.path()).unwrap_err();
    assert!(error.to_string().ends_with("gaps.geojson"), "{error}");
    let mut names: Vec<_> = fs::read_dir(dir.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["gaps.geojson", "run.json"]);
    assert_eq!(
        fs::read_to_string(dir.path().join("run.json")).unwrap(),
        "old"
    );
}

#[test]
fn a_folder_that_is_a_file_is_refused_before_anything_is_computed() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("out");
    fs::write(&file, "").unwrap();
    assert!(matches!(probe(&file), Err(Error::Folder { .. })));
    assert!(matches!(
        probe(&file.join("deeper")),
        Err(Error::Folder { .. })
    ));
    let fine = dir.path().join("a/b");
    probe(&fine).unwrap();
    assert_eq!(fs::read_dir(fine).unwrap().count(), 0);
}

#[cfg(unix)]
#[test]
fn files_are_readable_by_others_and_links_stay_links() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let dir = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let target = elsewhere.path().join("record.json");
    fs::write(&target, "old").unwrap();
    symlink(&target, dir.path().join("run.json")).unwrap();
    write(&world(3, 300).run(), dir.path()).unwrap();
    assert!(dir.path().join("run.json").is_symlink());
    assert!(
        fs::read_to_string(&target)
            .unwrap()
            .contains(record::SCHEMA)
    );
    let plain = dir.path().join("plain");
    fs::write(&plain, "").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&dir.path().join("gaps.geojson")), mode(&plain));
    let mut batch = Batch::in_folder(dir.path()).unwrap();
    batch
        .add_working("working.json", |file| io::Write::write_all(file, b"{}"))
        .unwrap();
    batch.replace_all(&[]).unwrap();
    assert_eq!(mode(&dir.path().join("working.json")) & 0o777, 0o600);
}

#[test]
fn every_layer_is_read_back_with_closed_right_hand_rings_in_six_decimals() {
    let files = files_of(&world(4, 900));
    for (name, text) in files.iter().filter(|(name, _)| name.ends_with(".geojson")) {
        let layer = collection(text);
        assert!(!layer.features.is_empty(), "{name}");
        assert!(
            text.contains("© OpenStreetMap contributors, ODbL"),
            "{name}"
        );
        for feature in &layer.features {
            let Some(geometry) = feature.geometry.clone() else {
                continue;
            };
            let shape = geo::Geometry::<f64>::try_from(geometry).unwrap();
            check_shape(&shape, name);
        }
    }
}

fn check_shape(shape: &geo::Geometry, name: &str) {
    use geo::CoordsIter as _;
    use geo::winding_order::Winding as _;
    for at in shape.coords_iter() {
        assert!((14.0..15.0).contains(&at.x) && (35.0..36.5).contains(&at.y));
        for number in [at.x, at.y] {
            let decimals = number.to_string();
            let decimals = decimals.split_once('.').map_or("", |(_, d)| d);
            assert!(decimals.len() <= 6, "{name}: {number}");
        }
    }
    let polygons = match shape {
        geo::Geometry::Polygon(polygon) => vec![polygon.clone()],
        geo::Geometry::MultiPolygon(polygons) => polygons.0.clone(),
        _ => return,
    };
    for polygon in polygons {
        assert!(polygon.exterior().is_closed() && polygon.exterior().is_ccw());
        assert!(
            polygon
                .interiors()
                .iter()
                .all(|r| r.is_closed() && r.is_cw())
        );
    }
}

#[test]
fn hexagons_and_districts_add_up_to_the_record() {
    let world = world(4, 2500);
    let files = files_of(&world);
    let record: RunRecord = serde_json::from_str(&files["run.json"]).unwrap();
    let hexagons = collection(&files["coverage.geojson"]).features;
    let shown: u64 = hexagons.iter().filter_map(|f| number(f, "seniors")).sum();
    assert_eq!(
        shown + record.privacy.withheld_seniors,
        record.seniors.total
    );
    let eligible: u64 = hexagons
        .iter()
        .filter_map(|f| number(f, "eligible_seniors"))
        .sum();
    assert_eq!(
        eligible + record.privacy.withheld_eligible,
        record.seniors.eligible
    );
    assert!(
        eligible * 10 > record.seniors.eligible * 9,
        "most are shown"
    );
    let districts = collection(&files["districts.geojson"]).features;
    assert_eq!(districts.len(), 5, "four districts and outside");
    for key in ["eligible_seniors", "canteen_covered_seniors_before"] {
        let sum: Option<u64> = districts.iter().map(|f| number(f, key)).sum();
        let whole = if key == "eligible_seniors" {
            record.seniors.eligible
        } else {
            record.before.kinds["canteen"].covered
        };
        assert!(sum.is_none_or(|sum| sum == whole));
    }
    let kind = &record.after.unwrap().kinds["助餐点"];
    let all = kind.covered + kind.beyond + kind.unreachable + kind.unsnapped;
    assert_eq!(all, record.seniors.eligible);
}

#[test]
fn no_published_count_is_under_the_threshold() {
    for seed in 0..6 {
        let files = files_of(&world(seed, 700));
        for (name, text) in files.iter().filter(|(name, _)| name.ends_with(".geojson")) {
            let features = collection(text).features;
            let properties = features.iter().flat_map(Feature::properties_iter);
            for (key, value) in properties.filter(|(key, _)| key.contains("seniors")) {
                let safe = value.is_null() || value.as_u64().is_some_and(|n| n == 0 || n >= 10);
                assert!(safe, "{name}: {key} is {value}");
            }
        }
    }
}

#[test]
fn the_record_has_the_keys_that_scripts_use() {
    let mut bytes = Vec::new();
    record(&world(4, 400).run()).write(&mut bytes).unwrap();
    let record: Value = serde_json::from_slice(&bytes).unwrap();
    let has = |path: &str| {
        assert!(record.pointer(path).is_some(), "no {path}");
    };
    for key in ["schema", "planner_version", "verb", "title", "as_of"] {
        has(&format!("/{key}"));
    }
    for key in ["role", "file", "sha256", "records"] {
        has(&format!("/inputs/0/{key}"));
    }
    for key in [
        "nodes",
        "edges",
        "length_m",
        "islands",
        "largest_island_share",
    ] {
        has(&format!("/network/{key}"));
    }
    for key in ["total", "eligible", "demand_points", "unsnapped"] {
        has(&format!("/seniors/{key}"));
    }
    let kind = [
        "within_min",
        "covered",
        "beyond",
        "unreachable",
        "unsnapped",
        "coverage",
        "mean_walk_s",
        "p50_walk_s",
        "p90_walk_s",
    ];
    for phase in ["before", "after"] {
        for key in kind {
            has(&format!("/{phase}/kinds/canteen/{key}"));
        }
        has(&format!("/{phase}/circle/complete"));
        has(&format!("/{phase}/circle/coverage"));
    }
    let proposal = [
        "kind",
        "model",
        "sites",
        "objective",
        "bound",
        "gap",
        "proved_optimal",
        "method",
        "seed",
        "solve_s",
        "baseline",
    ];
    for key in proposal {
        has(&format!("/proposal/{key}"));
    }
    for key in ["rank", "id", "lon", "lat", "gain", "covered_after"] {
        has(&format!("/proposal/sites/0/{key}"));
    }
    for key in ["serious", "warning", "note"] {
        has(&format!("/findings/{key}"));
    }
    assert_eq!(record["schema"], "planner-run/1");
    assert_eq!(record["network"]["largest_island_share"], 1.0);
    assert_eq!(record["walk"]["flat_15_min_m"], 900.0);
}

#[test]
fn files_and_page_name_the_profile_its_speed_its_quarter_of_an_hour_and_its_cap() {
    for (name, mps, flat_m, cap_m) in [
        ("elder_walk", 1.0, 900.0, Some(3_000.0)),
        ("frail_elder", 0.7, 630.0, Some(1_500.0)),
        ("wheelchair", 0.8, 720.0, Some(2_000.0)),
        ("companion_walk", 1.25, 1_125.0, Some(5_000.0)),
        ("ebike", 4.17, 3_753.0, Some(15_000.0)),
        ("drive", 20.0 / 3.6, 5_000.0, Some(60_000.0)),
        ("plain", 1.0, 900.0, None),
    ] {
        let mut world = world(4, 400);
        world.scenario.walk = WalkProfile::preset(name).unwrap();
        let files = files_of(&world);
        let record: RunRecord = serde_json::from_str(&files["run.json"]).unwrap();
        let walk = &record.walk;
        assert_eq!((walk.profile.as_str(), walk.cap_m), (name, cap_m));
        assert!((walk.speed_mps - mps).abs() < 1e-9 && (walk.flat_15_min_m - flat_m).abs() < 1e-6);
        let page = &files["report.html"];
        let wanted = [
            name.to_owned(),
            format!("{mps:.2} "),
            format!("{flat_m:.0} "),
        ];
        for wanted in wanted.into_iter().chain(cap_m.map(|m| format!("{m:.0} "))) {
            assert!(page.contains(&wanted), "{name}: the page lacks {wanted}");
        }
        let layer = files
            .iter()
            .find(|(file, _)| file.ends_with(".geojson"))
            .unwrap();
        assert!(layer.1.contains(&format!("\"walk_profile\":\"{name}\"")));
        let in_layer = cap_m.map_or_else(|| "null".to_owned(), |m| format!("{m:?}"));
        assert!(
            layer.1.contains(&format!("\"walk_cap_m\":{in_layer}")),
            "{}",
            &layer.1[..600]
        );
    }
}

#[test]
fn no_file_names_the_machine() {
    let files = files_of(&world(4, 400));
    for (name, text) in &files {
        assert!(!text.contains("/home") && !text.contains("/mnt"), "{name}");
    }
    let record: RunRecord = serde_json::from_str(&files["run.json"]).unwrap();
    let names: Vec<&str> = record.inputs.iter().map(|i| i.file.as_str()).collect();
    assert_eq!(names, ["town.osm.pbf", "seniors.csv", "streets.geojson"]);
}

#[test]
fn the_page_names_neither_hash_nor_rows_of_people() {
    let mut world = world(4, 200);
    let hashed = |role, path, hash: &str, records| InputFile {
        sha256: hash.repeat(32),
        records,
        ..input(role, path)
    };
    world.inputs = vec![
        hashed("osm", "town.osm.pbf", "ab", 81_231),
        hashed("seniors", "people.csv", "cd", 71_417),
        hashed("walk_times", "times.csv", "ef", 61_519),
    ];
    let files = files_of(&world);
    let page = &files["report.html"];
    for told in ["abab", "81,231", "people.csv", "times.csv"] {
        assert!(page.contains(told), "{told}");
    }
    for secret in ["cdcd", "71,417", "71417", "efef", "61,519", "61519"] {
        assert!(!page.contains(secret), "{secret}");
    }
    // The record of the office names all of them.
    assert!(files["run.json"].contains("cdcd"));
}

#[test]
fn paths_are_those_of_the_scenario() {
    let mut world = world(4, 200);
    world.scenario.file = PathBuf::from("scenarios/town.toml");
    world.inputs = vec![
        input("osm", "scenarios/../data/town.osm.pbf"),
        input("seniors", "scenarios/seniors.csv"),
    ];
    let record = record(&world.run());
    let names: Vec<&str> = record.inputs.iter().map(|i| i.file.as_str()).collect();
    assert_eq!(names, ["../data/town.osm.pbf", "seniors.csv"]);
}

#[test]
fn the_order_of_rows_changes_no_byte() {
    let one = world(9, 700);
    let (places, coverage) = random_world(9, 700);
    let mut order: Vec<usize> = (0..places.demand.len()).collect();
    let mut dice = Dice(1);
    for last in (1..order.len()).rev() {
        order.swap(last, dice.below(last as u64 + 1) as usize);
    }
    let at = |index: &usize| DemandId::from_index(*index);
    let shuffled = Places {
        demand: order.iter().map(|i| places.demand[at(i)].clone()).collect(),
        ..places
    };
    let coverage = coverage.map(|coverage| {
        let standards: Vec<_> = coverage.kinds.iter().map(|k| k.standard.clone()).collect();
        let tables: Vec<NearestTable> = coverage
            .kinds
            .iter()
            .map(|kind| order.iter().map(|i| kind.nearest[at(i)]).collect())
            .collect();
        Coverage::of(&standards, tables, &shuffled)
    });
    assert!(files_of(&one) == files_of(&World::of(shuffled, coverage)));
    assert!(files_of(&one) == files_of(&one));
}

/// Three rows of seniors at two homes, and two sites.
fn small_matrix() -> (ReachMatrix, Places) {
    let home = |index| DemandId::from_index(index);
    let row = |id: &str, at| SeniorRow {
        id: RowId::Text(id.into()),
        home: home(at),
        count: Seniors::new(1),
        eligible: Eligible::Yes,
        age: None,
    };
    let places = Places {
        seniors: vec![row("甲", 0), row("b,\"x", 1), row("c", 0)].into(),
        demand: [1, 2]
            .map(|people| DemandPoint {
                at: None,
                seniors: Seniors::new(people),
                eligible: Seniors::new(people),
                district: None,
            })
            .into_iter()
            .collect(),
        sites: [
            site(1, "canteen", Status::Open),
            site(2, "", Status::Candidate),
        ]
        .into_iter()
        .collect(),
        ..Places::default()
    };
    let time = WalkTime::from_millis;
    let rows = [
        vec![(home(1), time(61_005)), (home(0), time(5))],
        vec![(home(0), time(900_000))],
    ];
    let matrix = ReachMatrix::from_site_rows(&rows, 2, WalkTime::from_minutes(15));
    (matrix, places)
}

#[test]
fn the_matrix_is_written_by_site_then_senior_with_exact_seconds() {
    let (matrix, places) = small_matrix();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("times.csv");
    matrix::write(&matrix, &places, &path).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "walks of homes are for the owner");
    }
    assert_eq!(
        fs::read_to_string(path).unwrap(),
        "site_id,demand_id,seconds\n\
         1,甲,0.005\n1,\"b,\"\"x\",61.005\n1,c,0.005\n2,甲,900.000\n2,c,900.000\n"
    );
    let unknown = matrix::write(&matrix, &places, &dir.path().join("times.xlsx"));
    assert!(matches!(unknown, Err(Error::Format { .. })));
}

#[test]
fn the_matrix_in_parquet_says_the_same() {
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::Field;
    let (matrix, places) = small_matrix();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("times.parquet");
    matrix::write(&matrix, &places, &path).unwrap();
    let reader = SerializedFileReader::new(fs::File::open(&path).unwrap()).unwrap();
    let rows: Vec<Vec<Field>> = reader
        .get_row_iter(None)
        .unwrap()
        .map(|row| {
            row.unwrap()
                .into_columns()
                .into_iter()
                .map(|(_, f)| f)
                .collect()
        })
        .collect();
    let text = |text: &str| Field::Str(text.to_owned());
    assert_eq!(rows.len(), 5);
    assert_eq!(rows[1], [text("1"), text("b,\"x"), Field::Double(61.005)]);
    assert_eq!(rows[4], [text("2"), text("c"), Field::Double(900.0)]);
}

#[test]
fn isochrones_are_drawn_longest_first() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("reach.geojson");
    let square = |half: f64| {
        let rect = geo::Rect::new((14.5 - half, 35.9 - half), (14.5 + half, 35.9 + half));
        geo::MultiPolygon::new(vec![rect.to_polygon()])
    };
    let outlines = [
        (WalkTime::from_minutes(5), square(0.004)),
        (WalkTime::from_minutes(15), square(0.01)),
    ];
    let walk = WalkProfile::preset("plain").unwrap();
    let from = LonLat::new(14.5, 35.9).unwrap();
    isochrone::write(&outlines, from, "a town", &walk, &path).unwrap();
    let layer = collection(&fs::read_to_string(path).unwrap());
    let minutes: Vec<f64> = layer
        .features
        .iter()
        .map(|f| f.property("within_min").unwrap().as_f64().unwrap())
        .collect();
    assert_eq!(minutes, [15.0, 5.0]);
}

#[test]
fn nobody_and_nothing_is_still_a_run() {
    let standards = [crate::coverage::tests::standard("canteen", 15)];
    let places = Places::default();
    let coverage = [0, 1].map(|_| Coverage::of(&standards, vec![NearestTable::new()], &places));
    let files = files_of(&World::of(places, coverage));
    assert!(collection(&files["coverage.geojson"]).features.is_empty());
    let record: RunRecord = serde_json::from_str(&files["run.json"]).unwrap();
    assert_eq!(record.before.kinds["canteen"].p90_walk_s, None);
}
