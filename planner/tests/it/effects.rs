//! What each input and rule changed: those that changed nothing, and faults that make them do so, are flagged.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use planner::findings::Severity;
use planner::progress::Silent;
use planner::report::EffectRecord;
use planner::scenario::Scenario;
use planner::study::{Study, StudyOptions};

use crate::command::{planner, said, text};

fn town(keep: &Path) -> PathBuf {
    let out = keep.join("town");
    let made = planner(&[
        "synth",
        "--seniors",
        "2000",
        "--seed",
        "9",
        "--out",
        text(&out),
    ]);
    assert!(made.status.success(), "{}", said(&made));
    out
}

fn open(town: &Path, set: &[&str]) -> Study {
    let set: Vec<String> = set.iter().map(|key| (*key).to_owned()).collect();
    let scenario = Scenario::open(&town.join("scenario.toml"), &set).unwrap();
    Study::open(scenario, &StudyOptions::default(), &Silent).unwrap()
}

/// What everything changed, and what was flagged.
fn told(study: &Study) -> (Vec<EffectRecord>, Vec<(Severity, String)>) {
    let account = study.account(study.score(&Silent).unwrap());
    let idle = account.answer.findings.iter();
    let idle = idle.filter(|finding| finding.code == "no-effect");
    let idle = idle.map(|finding| (finding.severity, finding.text.en.clone()));
    let idle = idle.collect();
    (account.effects, idle)
}

fn row<'a>(table: &'a [EffectRecord], of: &str) -> &'a EffectRecord {
    let found = table.iter().find(|effect| effect.of == of);
    found.unwrap_or_else(|| panic!("no row of {of}: {table:#?}"))
}

fn is_flagged(idle: &[(Severity, String)], of: &str) -> bool {
    idle.iter()
        .any(|(_, text)| text.starts_with(&format!("{of} changed nothing")))
}

#[test]
fn edits_that_are_ignored_are_flagged() {
    let keep = tempfile::tempdir().unwrap();
    let town = town(keep.path());
    let bare = open(&town, &[]);
    // The ways of the first streets are walked at a crawl.
    let mut ways: Vec<i64> = bare
        .network
        .edges()
        .iter()
        .map(|edge| edge.osm_way)
        .collect();
    ways.sort_unstable();
    ways.dedup();
    let slow = ways.iter().map(|way| {
        format!(
            r#"{{"type":"Feature","geometry":null,"properties":{{"action":"speed","way":{way},"speed_mps":0.2}}}}"#
        )
    });
    let edits = town.join("edits.geojson");
    let features: Vec<String> = slow.collect();
    let collection = format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.join(",")
    );
    fs::write(&edits, collection).unwrap();
    let study = open(&town, &["network.edits=edits.geojson"]);
    let (table, idle) = told(&study);
    let acted = row(&table, "edits");
    let edges = study.network.edges().len() as u64;
    assert_eq!(acted.edges_changed, Some(edges), "{acted:?}");
    assert!(acted.people_moved.unwrap() > 0 && !is_flagged(&idle, "edits"));
    // The fault: edits are read, and the network is built as if there were none.
    let faulty = Study {
        scenario: Arc::clone(&study.scenario),
        inputs: study.inputs.clone(),
        ..bare
    };
    let (table, idle) = told(&faulty);
    let ignored = row(&table, "edits");
    assert_eq!(
        (ignored.edges_changed, ignored.people_moved),
        (Some(0), Some(0))
    );
    assert!(is_flagged(&idle, "edits"), "{idle:?}");
    let severity = idle
        .iter()
        .find(|(_, text)| text.starts_with("edits "))
        .unwrap()
        .0;
    assert_eq!(severity, Severity::Warning);
}

#[test]
fn keys_about_seats_access_gaps_people_and_privacy_say_what_they_changed() {
    let keep = tempfile::tempdir().unwrap();
    let town = town(keep.path());
    let acts = [
        "demand.sittings=3",
        "demand.min_load=300",
        "access.within_min=4",
        "gaps.link_m=15",
        "vulnerability.age_80=2.5",
        "groups.age_bands=[65, 85]",
        "privacy.threshold=30",
        "standard.0.within_min=6",
    ];
    let (table, idle) = told(&open(&town, &acts));
    for key in acts
        .iter()
        .take(7)
        .map(|set| set.split('=').next().unwrap())
    {
        assert!(!row(&table, key).is_idle(), "{:?}", row(&table, key));
        assert!(!is_flagged(&idle, key), "{idle:?}");
    }
    assert!(row(&table, "privacy.threshold").numbers_changed.unwrap() > 0);
    // What is as usual asks nothing; the rest changes nothing here, and is flagged.
    let (table, idle) = told(&open(
        &town,
        &["demand.sittings=1", "vulnerability.relief=9"],
    ));
    assert!(table.iter().all(|effect| effect.of != "demand.sittings"));
    assert_eq!(row(&table, "vulnerability.relief").people_moved, Some(0));
    assert!(is_flagged(&idle, "vulnerability.relief"));
}

#[test]
fn a_standard_of_which_no_site_is_open_is_told_once() {
    let keep = tempfile::tempdir().unwrap();
    let town = town(keep.path());
    let (table, idle) = told(&open(&town, &["standard.1.kind=\"浴室\""]));
    assert_eq!(row(&table, "standard.1").people_moved, Some(0));
    // Reading the places has told that there is none.
    assert!(!is_flagged(&idle, "standard.1"), "{idle:?}");
}

#[test]
fn a_promise_about_nobody_is_flagged() {
    let keep = tempfile::tempdir().unwrap();
    let town = town(keep.path());
    let path = town.join("scenario.toml");
    let promises = "\n[[promise]]\nrule = \"coverage(助餐点, age >= 70) >= 50 %\"\n[[promise]]\nrule = \"coverage(助餐点, age >= 119) >= 50 %\"\n";
    fs::write(&path, fs::read_to_string(&path).unwrap() + promises).unwrap();
    let (table, idle) = told(&open(&town, &[]));
    assert!(row(&table, "promise.0").people_moved.unwrap() > 100);
    assert_eq!(row(&table, "promise.1").people_moved, Some(0));
    assert!(!is_flagged(&idle, "promise.0") && is_flagged(&idle, "promise.1"));
}
