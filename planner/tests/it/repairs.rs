//! The list of gates and links, against a run of the whole scenario with the edits in a file.

use std::fs;
use std::path::{Path, PathBuf};

use planner::coverage::Heading;
use planner::ids::DemandId;
use planner::network::edits::{Action, Target};
use planner::study::{Remedy, Repairs};
use planner::{LonLat, Scenario, Silent, Study, StudyOptions};

fn scenario() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/synth-district.toml")
}

fn open(overrides: &[String]) -> Study {
    let scenario = Scenario::open(&scenario(), overrides).unwrap();
    Study::open(scenario, &StudyOptions::default(), &Silent).unwrap()
}

fn covered(study: &Study) -> Vec<i64> {
    let coverage = study.coverage(None);
    let kinds = coverage.kinds.iter();
    kinds.map(|k| k.tally.covered.count() as i64).collect()
}

/// An edit as a bureau draws it.
fn drawn(action: &Action) -> String {
    let place = |at: &LonLat| format!("[{:.6},{:.6}]", at.lon_deg(), at.lat_deg());
    let point = |at: &LonLat| format!(r#"{{"type":"Point","coordinates":{}}}"#, place(at));
    let (name, way, geometry) = match action {
        Action::Open(Target::Point(at)) => ("open", None, point(at)),
        Action::Open(Target::Way(way)) => ("open", Some(*way), "null".to_owned()),
        Action::Cross(at) => ("cross", None, point(at)),
        Action::Link(line, None) => {
            let line: Vec<String> = line.iter().map(place).collect();
            let line = line.join(",");
            (
                "link",
                None,
                format!(r#"{{"type":"LineString","coordinates":[{line}]}}"#),
            )
        }
        other => panic!("no repair makes {other:?}"),
    };
    let way = way.map_or("null".to_owned(), |way| way.to_string());
    format!(
        r#"{{"type":"Feature","properties":{{"action":"{name}","way":{way}}},"geometry":{geometry}}}"#
    )
}

#[test]
fn each_repair_brings_whom_it_claims_when_it_is_drawn_in_a_file() {
    let repairs = drawn_as_told(&[], 3);
    assert!(
        repairs.list.len() > 1,
        "the invented district has walls and gaps in its streets: {repairs:?}"
    );
}

#[test]
fn a_compound_without_a_way_out_wants_a_gate() {
    let folder = tempfile::tempdir().unwrap();
    let (walls, gates) = (
        folder.path().join("compounds.geojson"),
        folder.path().join("gates.csv"),
    );
    // A block in the middle of the district; its only gate is at a corner, where no street is.
    let ring = "[102.3027,39.8952],[102.3062,39.8952],[102.3062,39.8979],[102.3027,39.8979],[102.3027,39.8952]";
    let outline = format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{}},
        "geometry":{{"type":"Polygon","coordinates":[[{ring}]]}}}}]}}"#
    );
    fs::write(&walls, outline).unwrap();
    fs::write(&gates, "lon,lat\n102.3027,39.8952\n").unwrap();
    let repairs = drawn_as_told(
        &[
            format!("network.compounds={:?}", walls.display().to_string()),
            format!("network.gates={:?}", gates.display().to_string()),
            "network.gates_crs=\"wgs84\"".to_owned(),
        ],
        1,
    );
    let best = &repairs.list[0];
    assert_eq!(best.remedy, Remedy::Gate);
    assert!(
        matches!(best.edits[..], [Action::Open(Target::Point(_))]),
        "{best:?}"
    );
    let (lon, lat) = (best.at.lon_deg(), best.at.lat_deg());
    assert!((102.3026..102.3063).contains(&lon) && (39.8951..39.8980).contains(&lat));
}

/// Finds repairs and runs the whole scenario with each of them in a file.
fn drawn_as_told(overrides: &[String], top: usize) -> Repairs {
    let study = open(overrides);
    let repairs = study.repairs(top, &Silent).unwrap();
    assert!(repairs.list.is_sorted_by(|a, b| a.people >= b.people));
    let today = covered(&study);
    let folder = tempfile::tempdir().unwrap();
    for repair in &repairs.list {
        let file = folder.path().join("edits.geojson");
        let features: Vec<String> = repair.edits.iter().map(drawn).collect();
        let features = features.join(",");
        fs::write(
            &file,
            format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#),
        )
        .unwrap();
        let mut with_edits = overrides.to_vec();
        with_edits.push(format!("network.edits={:?}", file.display().to_string()));
        let edited = open(&with_edits);
        for ((after, before), gain) in covered(&edited).iter().zip(&today).zip(&repair.gains) {
            assert_eq!(*after, before + gain, "{repair:?}");
        }
    }
    repairs
}

fn with_edits(study: &Study, edits: &[Action]) -> Study {
    let scenario = (*study.scenario).clone();
    Study::open_edited(scenario, &StudyOptions::default(), edits, &Silent).unwrap()
}

#[test]
fn the_change_for_a_home_covers_it() {
    let study = open(&[]);
    let explainer = study.explainer(None);
    let today = study.coverage(None);
    let (mut tried, mut helped) = (0, 0);
    for home in study.places.demand.ids().step_by(97) {
        let told = explainer.home(home);
        let Some(number) = told.standards.iter().position(|s| !s.is_met()) else {
            continue;
        };
        tried += 1;
        let change = study.change_for(&told, &Silent).unwrap();
        for repair in &change.repairs {
            let edited = with_edits(&study, &repair.edits);
            let then = edited.explain(told.at.unwrap());
            let mut newly = told.standards.iter().zip(&then.standards);
            assert!(newly.any(|(now, then)| !now.is_met() && then.is_met()));
            let after = edited.coverage(None);
            let comes_inside = |id: &DemandId| {
                let kinds = today.kinds.iter().zip(&after.kinds);
                let mut heading = kinds.map(|(now, then)| (now.heading(*id), then.heading(*id)));
                heading.any(|(now, then)| now != Heading::Covered && then == Heading::Covered)
            };
            let all = study.places.demand.enumerate();
            let people = all
                .filter(|(id, _)| comes_inside(id))
                .map(|(_, d)| d.eligible.count());
            assert_eq!(
                repair.people.count(),
                people.sum::<u64>(),
                "others whom it would cover"
            );
            helped += 1;
        }
        if let Some(nearer) = change.nearer[number] {
            let plan = planner::Plan {
                kind: told.standards[number].standard.kind.clone(),
                opened: vec![nearer.site],
                closed: Vec::new(),
                beside: Vec::new(),
            };
            let then = study.explainer(Some(&plan)).home(home);
            assert!(then.standards[number].is_met());
            // A plan opens what is committed, too.
            let none = planner::Plan {
                opened: Vec::new(),
                ..plan.clone()
            };
            let [with, without] = [&plan, &none].map(|plan| study.coverage(Some(plan)));
            let covered = |coverage: &planner::coverage::Coverage| {
                coverage.kinds[number].tally.covered.count()
            };
            let gained = covered(&with) - covered(&without);
            assert!(gained > 0 && gained <= nearer.people.count());
            assert!(covered(&without) > covered(&today) || gained == nearer.people.count());
        }
        if tried == 6 {
            break;
        }
    }
    assert!(tried > 3 && helped > 0, "{tried} homes, {helped} changes");
}

#[test]
fn a_change_that_is_told_as_json_is_pasted_as_it_stands() {
    let study = open(&[]);
    let explainer = study.explainer(None);
    let homes = study.places.demand.ids().step_by(97);
    let mut tried = 0;
    for home in homes {
        let told = explainer.home(home);
        let change = study.change_for(&told, &Silent).unwrap();
        let (Some(repair), Some(at)) = (change.repairs.first(), told.at) else {
            continue;
        };
        let at = format!("{},{}", at.lon_deg(), at.lat_deg());
        let scenario = scenario();
        let scenario = scenario.to_str().unwrap();
        let json = |more: &[&str]| -> serde_json::Value {
            let args = ["explain", scenario, "--at", &at, "--json"];
            let done = crate::command::planner(&[&args[..], more].concat());
            serde_json::from_slice(&done.stdout).unwrap_or_else(|_| panic!("{done:?}"))
        };
        let today = json(&[]);
        let told = &today["changes"][0];
        assert_eq!(told["seniors"], repair.people.count());
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("edits.geojson");
        fs::write(&file, told["edits"].to_string()).unwrap();
        let with = format!("network.edits={:?}", file.display().to_string());
        let then = json(&["--set", &with]);
        let met = |told: &serde_json::Value| -> Vec<bool> {
            let standards = told["standards"].as_array().unwrap().iter();
            standards.map(|standard| standard["met"] == true).collect()
        };
        let newly = met(&today).into_iter().zip(met(&then));
        assert!(newly.clone().any(|(now, then)| !now && then), "{newly:?}");
        tried += 1;
        if tried == 2 {
            return;
        }
    }
    panic!("only {tried} homes could be helped");
}
