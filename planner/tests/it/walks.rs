//! Who walks how: properties of whole studies of an invented district, person by person.

use std::fs;
use std::path::Path;

use planner::coverage::{Coverage, Heading, Nearest, band::Standing};
use planner::osm::walkability::Barrier;
use planner::progress::Silent;
use planner::scenario::Scenario;
use planner::study::{Study, StudyOptions};

use crate::cli::{copy, district};
use crate::command::{planner, text};

/// Opens the district's scenario with overrides.
fn study(dir: &Path, overrides: &[&str]) -> Study {
    let overrides: Vec<String> = overrides.iter().map(ToString::to_string).collect();
    let scenario = Scenario::open(&dir.join("scenario.toml"), &overrides).unwrap();
    Study::open(scenario, &StudyOptions::default(), &Silent).unwrap()
}

/// For each standard the milliseconds of every row of seniors, in the order of the table; unreachable is the longest.
fn millis(study: &Study) -> Vec<Vec<u64>> {
    let coverage = study.coverage(None);
    let of_kind = |nearest: &planner::coverage::NearestTable| {
        let rows = study.places.seniors.iter();
        let time = |nearest| match nearest {
            Nearest::Site(_, time) => u64::from(planner::units::WalkTime::millis(time)),
            Nearest::TooLong(..) => u64::MAX - 2,
            Nearest::Unreachable => u64::MAX - 1,
            Nearest::Unsnapped => u64::MAX,
        };
        rows.map(|row| time(nearest[row.home])).collect()
    };
    let kinds = coverage.kinds.iter();
    kinds.map(|kind| of_kind(&kind.nearest)).collect()
}

/// How many are nearer in `b` than in `a`, and how many farther.
fn moved(a: &[Vec<u64>], b: &[Vec<u64>]) -> (usize, usize) {
    let pairs = || a.iter().flatten().zip(b.iter().flatten());
    let nearer = pairs().filter(|(a, b)| b < a).count();
    (nearer, pairs().filter(|(a, b)| b > a).count())
}

#[test]
fn each_senior_is_scored_at_the_speed_of_their_age() {
    let mixed = study(district(), &["walk.speed_by_age=true"]);
    let found = millis(&mixed);
    assert!(mixed.places.demand.len() > study(district(), &[]).places.demand.len());
    for (speed, ages) in [("1.15", 0..70), ("1.0", 70..80), ("0.8", 80..u8::MAX)] {
        let everybody = millis(&study(district(), &[&format!("walk.speed_mps={speed}")]));
        let mut people = 0;
        for (number, row) in mixed.places.seniors.iter().enumerate() {
            if row.age.is_some_and(|age| ages.contains(&age)) {
                people += 1;
                for (found, expected) in found.iter().zip(&everybody) {
                    assert_eq!(found[number], expected[number], "row {number} at {speed}");
                }
            }
        }
        assert!(people > 50, "{people} people walk at {speed}");
    }
    let answer = mixed.score(&Silent).unwrap();
    let kind = &answer.before.kinds[0];
    assert_eq!(kind.tally.total(), answer.before.eligible, "nobody is lost");
    // The matrix holds for each home its own speed: the nearest site within the cutoff is the least of its column.
    for demand in mixed.places.demand.ids() {
        if let Nearest::Site(_, time) = kind.nearest[demand]
            && time <= answer.matrix.cutoff()
        {
            let column = answer.matrix.of_demand(demand);
            assert!(column.map(|(_, t)| t).min() <= Some(time));
        }
    }
}

#[test]
fn who_walks_slower_is_nowhere_sooner() {
    for profile in ["elder_walk", "frail_elder", "wheelchair", "ebike"] {
        let at = |mps: &str| {
            let profile = format!("walk.profile={profile}");
            millis(&study(
                district(),
                &[&profile, &format!("walk.speed_mps={mps}")],
            ))
        };
        let (nearer, farther) = moved(&at("1.1"), &at("0.7"));
        assert_eq!(nearer, 0, "{profile}");
        assert!(farther > 100, "{profile}: {farther}");
    }
}

#[test]
fn the_sure_are_reported_and_the_reported_are_possible() {
    for more in [
        &[][..],
        &["walk.speed_by_age=true"],
        &["walk.profile=wheelchair"],
    ] {
        let study = study(district(), more);
        let coverage: Coverage = study.score(&Silent).unwrap().before;
        for kind in &coverage.kinds {
            let band = kind.band.as_ref().unwrap();
            for demand in study.places.demand.ids() {
                let is_covered = kind.heading(demand) == Heading::Covered;
                match band.standing(demand) {
                    Standing::Sure => assert!(is_covered, "{more:?}"),
                    Standing::Possible => {}
                    Standing::No => assert!(!is_covered, "{more:?}"),
                }
            }
            assert!(band.sure <= kind.tally.covered && kind.tally.covered <= band.possible);
        }
    }
}

#[test]
fn a_standard_by_another_profile_says_what_a_scenario_of_that_profile_says() {
    let dir = copy();
    let scenario = dir.path().join("scenario.toml");
    let mut toml = fs::read_to_string(&scenario).unwrap();
    for (number, profile) in ["wheelchair", "ebike", "drive"].iter().enumerate() {
        let also = "also = [\"助餐点\", \"日间照料中心\"]";
        let kind = format!("kind = \"kind {number}\"\nprofile = \"{profile}\"");
        toml = format!("{toml}\n[[standard]]\n{kind}\nwithin_min = 5\n{also}\n");
    }
    fs::write(&scenario, toml).unwrap();
    let together = study(dir.path(), &["walk.speed_by_age=true"]);
    let all = together.coverage(None);
    let own = all.kinds.len() - 3;
    for (number, profile) in ["wheelchair", "ebike", "drive"].iter().enumerate() {
        let alone = study(dir.path(), &[&format!("walk.profile={profile}")]);
        let alone_kinds = alone.coverage(None);
        let (a, b) = (&all.kinds[own + number], &alone_kinds.kinds[own + number]);
        for (row, other) in together
            .places
            .seniors
            .iter()
            .zip(alone.places.seniors.iter())
        {
            assert_eq!(a.nearest[row.home], b.nearest[other.home], "{profile}");
        }
        assert_eq!(a.tally, b.tally, "{profile}");
    }
    let walking = study(dir.path(), &["walk.speed_by_age=true"]);
    assert_eq!(walking.coverage(None).kinds[0].tally, all.kinds[0].tally);
}

/// Writes edits beside the scenario and names them in it.
fn with_edits(dir: &Path, features: &[String]) {
    let collection = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{}]}}",
        features.join(",")
    );
    fs::write(dir.join("edits.geojson"), collection).unwrap();
}

fn at_point(action: &str, (lon, lat): (f64, f64)) -> String {
    format!(
        "{{\"type\":\"Feature\",\"properties\":{{\"action\":\"{action}\"}},\
         \"geometry\":{{\"type\":\"Point\",\"coordinates\":[{lon},{lat}]}}}}"
    )
}

/// Some gates of the district.
fn gates(study: &Study) -> Vec<(f64, f64)> {
    let nodes = study.network.nodes().iter();
    let is_gate = |barrier| matches!(barrier, Barrier::Gate | Barrier::PrivateGate);
    let gates: Vec<_> = nodes
        .filter(|node| is_gate(node.traits.barrier))
        .map(|node| (node.at.lon_deg(), node.at.lat_deg()))
        .collect();
    assert!(gates.len() > 4, "{} gates", gates.len());
    let step = gates.len() / 5;
    gates.into_iter().step_by(step).collect()
}

#[test]
fn a_closed_gate_brings_nobody_nearer() {
    let dir = copy();
    let before = study(dir.path(), &[]);
    let times = millis(&before);
    for gate in gates(&before) {
        with_edits(dir.path(), &[at_point("close", gate)]);
        let closed = study(dir.path(), &["network.edits=edits.geojson"]);
        let touched = closed
            .findings
            .iter()
            .all(|f| f.code != "edit-touches-nothing");
        assert!(touched, "{gate:?}");
        assert_eq!(moved(&times, &millis(&closed)).0, 0, "{gate:?}");
    }
}

#[test]
fn an_edit_that_is_undone_was_never_there() {
    let dir = copy();
    let edits = ["network.edits=edits.geojson"];
    let times = millis(&study(dir.path(), &[]));
    let gates = gates(&study(dir.path(), &[]));
    let close: Vec<String> = gates.iter().map(|gate| at_point("close", *gate)).collect();
    let open: Vec<String> = gates.iter().map(|gate| at_point("open", *gate)).collect();
    with_edits(dir.path(), &open);
    let opened = millis(&study(dir.path(), &edits));
    assert_eq!(moved(&times, &opened).1, 0, "an open gate hinders nobody");
    with_edits(dir.path(), &[close.clone(), open].concat());
    assert_eq!(millis(&study(dir.path(), &edits)), opened);
    with_edits(dir.path(), &close);
    assert_ne!(millis(&study(dir.path(), &edits)), times);
    with_edits(dir.path(), &[]);
    assert_eq!(millis(&study(dir.path(), &edits)), times);
}

#[test]
fn edits_without_a_feature_change_no_byte() {
    let dir = copy();
    with_edits(dir.path(), &[]);
    let scenario = dir.path().join("scenario.toml");
    let score = |into: &str, more: &[&str]| {
        let into = dir.path().join(into);
        let mut args = vec!["score", text(&scenario), "--out", text(&into)];
        args.extend(more);
        assert!(planner(&args).status.code() < Some(2));
        into
    };
    let plain = score("plain", &[]);
    let edited = score("edited", &["--set", "network.edits=edits.geojson"]);
    let mut compared = 0;
    for entry in fs::read_dir(&plain).unwrap() {
        let name = entry.unwrap().file_name();
        let both = [&plain, &edited].map(|dir| fs::read(dir.join(&name)).unwrap());
        if name == "run.json" {
            // The record names the file; whatever it counts is the same.
            let [a, b] =
                both.map(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).unwrap());
            for key in ["seniors", "network", "before", "assessment"] {
                assert_eq!(a[key], b[key], "{key}");
            }
        } else if name == "findings.csv" {
            // An input that changes nothing is told of.
            let told = String::from_utf8_lossy(&both[1]).into_owned();
            let plain = String::from_utf8_lossy(&both[0]).into_owned();
            let more: Vec<&str> = told.lines().filter(|l| !plain.contains(l)).collect();
            assert!(more.len() == 1 && more[0].contains("edits"), "{more:?}");
        } else if name == "report.html" {
            // So does the page, in the list of what was read; it shows the figures of the other files.
            assert!(String::from_utf8_lossy(&both[1]).contains("edits.geojson"));
        } else {
            assert!(both[0] == both[1], "{}", name.to_string_lossy());
            compared += 1;
        }
    }
    assert!(compared >= 3, "{compared} files");
}
