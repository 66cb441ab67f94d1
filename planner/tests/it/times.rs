//! Walk times that the user brings: every verb on tables alone, without a map.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::command::{planner, said, text};

fn record(dir: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(dir.join("run.json")).unwrap()).unwrap()
}

/// Four homes and three premises on a line, ten minutes apart; nobody has a place.
fn village(more: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("seniors.csv", "id,count\nh1,30\nh2,20\nh3,25\nh4,40\n");
    write("premises.csv", "id,cost\nA,5\nB,7\nC,4\n");
    write(
        "times.csv",
        "site_id,demand_id,seconds\nA,h1,0\nA,h2,600\nA,h3,1200\nB,h1,600\nB,h2,0\nB,h3,600\nB,h4,1200\n\
         C,h2,1200\nC,h3,600\nC,h4,0\n",
    );
    let scenario = format!(
        "language = \"en\"\n[[seniors]]\nfile = \"seniors.csv\"\n[candidates]\nfile = \"premises.csv\"\n\
         [[standard]]\nkind = \"canteen\"\nwithin_min = 10\n[reach]\nmatrix = \"times.csv\"\n{more}"
    );
    write("scenario.toml", &scenario);
    folder
}

fn proposed(more: &str) -> (Value, tempfile::TempDir) {
    let folder = village(more);
    let out = folder.path().join("out");
    let scenario = folder.path().join("scenario.toml");
    let answer = planner(&["propose", text(&scenario), "--out", text(&out)]);
    assert_eq!(answer.status.code(), Some(0), "{}", said(&answer));
    (record(&out), folder)
}

#[test]
fn the_models_answer_on_times_alone() {
    let ids = |record: &Value| -> Vec<String> {
        let sites = record["proposal"]["sites"].as_array().unwrap();
        let mut ids: Vec<_> = sites
            .iter()
            .map(|s| s["id"].as_str().unwrap().to_owned())
            .collect();
        ids.sort();
        ids
    };
    // One site: B covers h1, h2, h3 within ten minutes.
    let (record, _keep) = proposed("[siting]\nmodel = \"mclp\"\nsites = 1\n");
    assert_eq!(ids(&record), ["B"]);
    assert_eq!(record["proposal"]["objective"], 75.0);
    // Two: A and C reach everybody; 20 people of h2 and 25 of h3 walk ten minutes, and B and C: 30 and 25.
    let (record, _keep) = proposed("[siting]\nmodel = \"p_median\"\nsites = 2\n");
    assert_eq!(ids(&record), ["A", "C"]);
    assert_eq!(record["proposal"]["objective"], 45.0 * 600.0);
    assert_eq!(record["proposal"]["proved_optimal"], true);
    // All pairs count, not only those within the standard: B alone reaches h4 in twenty minutes.
    let (record, _keep) = proposed("[siting]\nmodel = \"p_center\"\nsites = 1\n");
    assert_eq!(ids(&record), ["B"]);
    assert_eq!(record["proposal"]["objective"], 1200.0);
    let (record, _keep) = proposed("[siting]\nmodel = \"lscp\"\n");
    assert_eq!(record["proposal"]["objective"], 2.0);
    let (record, _keep) = proposed("[siting]\nmodel = \"min_cost\"\n");
    assert_eq!(
        (ids(&record), &record["proposal"]["objective"]),
        (vec!["A".to_owned(), "C".to_owned()], &Value::from(9.0))
    );
}

#[test]
fn what_needs_a_place_is_left_out_and_the_rest_is_whole() {
    let (record, folder) =
        proposed("[siting]\nsites = 1\nalternatives = 2\nalternatives_within_pct = 30\n");
    let out = folder.path().join("out");
    let mut files: Vec<String> = fs::read_dir(&out)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".geojson"))
        .collect();
    files.sort();
    assert_eq!(files, Vec::<String>::new());
    assert!(out.join("findings.csv").is_file());
    for (phase, covered, unreachable) in [("before", 0, 115), ("after", 75, 0)] {
        let kind = &record[phase]["kinds"]["canteen"];
        let counts =
            ["covered", "beyond", "unreachable", "unsnapped"].map(|c| kind[c].as_u64().unwrap());
        assert_eq!(
            counts,
            [covered, 115 - covered - unreachable, unreachable, 0],
            "{phase}"
        );
    }
    assert_eq!(record["seniors"]["unsnapped"], 0);
    assert_eq!(record["seniors"]["demand_points"], 4);
    let site = &record["proposal"]["sites"][0];
    assert_eq!(
        (&site["only_it"], &site["importance"]),
        (&Value::from(75), &Value::from(75.0))
    );
    // C covers h3 and h4: 65 people, ten fewer; A covers h1 and h2.
    assert_eq!(
        (&site["substitute"]["id"], &site["substitute"]["loss"]),
        (&Value::from("C"), &Value::from(10.0))
    );
    let other = &record["proposal"]["alternatives"][0];
    assert_eq!(
        (&other["sites"][0], &other["objective"]),
        (&Value::from("C"), &Value::from(65.0))
    );
    let verified = planner(&["verify", text(&out)]);
    assert_eq!(verified.status.code(), Some(0), "{}", said(&verified));
    for (lang, is_in_english, is_in_chinese) in [("en", true, false), ("zh", false, true)] {
        let told = said(&planner(&["verify", text(&out), "--lang", lang]));
        assert_eq!(told.contains("holds: the plan of"), is_in_english, "{told}");
        assert_eq!(told.contains("成立：方案"), is_in_chinese, "{told}");
    }
}

#[test]
fn check_matrix_and_mistakes_are_told_in_words() {
    let folder = village("");
    let scenario = folder.path().join("scenario.toml");
    let checked = planner(&["check", text(&scenario)]);
    assert_eq!(checked.status.code(), Some(0), "{}", said(&checked));
    assert!(
        said(&checked).contains("walk times from times.csv"),
        "{}",
        said(&checked)
    );
    let again = folder.path().join("again.csv");
    let written = planner(&["matrix", text(&scenario), "--out", text(&again)]);
    assert_eq!(written.status.code(), Some(0), "{}", said(&written));
    let table = fs::read_to_string(&again).unwrap();
    // Pairs beyond the standard are absent, as from a map.
    assert_eq!(table.lines().count(), 1 + 7, "{table}");
    let drawn = planner(&[
        "isochrone",
        text(&scenario),
        "--at",
        "1,1",
        "--minutes",
        "5",
        "--out",
        "x.geojson",
    ]);
    assert_eq!(drawn.status.code(), Some(2));
    assert!(
        said(&drawn).contains("there is no map to walk on"),
        "{}",
        said(&drawn)
    );
    for (more, expected) in [
        (
            "[network]\nedits = \"e.geojson\"\n",
            "network.edits and reach.matrix do not go together",
        ),
        (
            "[walk]\nspeed_by_age = true\n",
            "walk.speed_by_age and reach.matrix do not go together",
        ),
        (
            "[[standard]]\nkind = \"canteen\"\nprofile = \"ebike\"\n",
            "standard.profile and reach.matrix do not go together",
        ),
        (
            "[audit]\nspeeds_mps = [0.8]\n",
            "audit.speeds_mps and reach.matrix",
        ),
    ] {
        let folder = village(more);
        let refused = planner(&["check", text(&folder.path().join("scenario.toml"))]);
        assert_eq!(refused.status.code(), Some(2));
        assert!(said(&refused).contains(expected), "{}", said(&refused));
    }
    fs::remove_file(folder.path().join("times.csv")).unwrap();
    let refused = planner(&["check", text(&scenario)]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused).contains("times.csv"), "{}", said(&refused));
}

#[test]
fn times_written_from_a_map_count_as_the_map_did() {
    let keep = tempfile::tempdir().unwrap();
    let dir = keep.path().join("district");
    let made = planner(&[
        "synth",
        "--seniors",
        "1500",
        "--seed",
        "3",
        "--out",
        text(&dir),
    ]);
    assert!(made.status.success(), "{}", said(&made));
    let tables = "language = \"en\"\n[[seniors]]\nfile = \"seniors.csv\"\ncrs = \"wgs84\"\n[[facilities]]\nfile = \"facilities.csv\"\n\
                  crs = \"wgs84\"\n[candidates]\nfile = \"premises.csv\"\ncrs = \"wgs84\"\n[[standard]]\nkind = \"助餐点\"\n\
                  [siting]\nkind = \"助餐点\"\nsites = 3\n";
    let by_map = dir.join("map.toml");
    fs::write(
        &by_map,
        format!("network.osm = \"district.osm.pbf\"\n{tables}"),
    )
    .unwrap();
    let by_times = dir.join("times.toml");
    fs::write(&by_times, format!("reach.matrix = \"times.csv\"\n{tables}")).unwrap();
    let times = dir.join("times.csv");
    let written = planner(&["matrix", text(&by_map), "--out", text(&times)]);
    assert_eq!(written.status.code(), Some(0), "{}", said(&written));
    let mut answers = Vec::new();
    for scenario in [&by_map, &by_times] {
        let out = dir.join("out");
        let answer = planner(&["propose", text(scenario), "--out", text(&out)]);
        assert!(answer.status.code() < Some(2), "{}", said(&answer));
        let record = record(&out);
        let covered = |phase: &str| record[phase]["kinds"]["助餐点"]["covered"].clone();
        let sites = record["proposal"]["sites"].as_array().unwrap();
        let ids: Vec<Value> = sites.iter().map(|site| site["id"].clone()).collect();
        let curve = record["proposal"]["curve"]["points"].clone();
        answers.push((covered("before"), covered("after"), ids, curve));
        assert!(
            out.join("coverage.geojson").is_file(),
            "homes have places here"
        );
    }
    assert_eq!(answers[0], answers[1]);
}

#[test]
fn a_plan_is_made_again_under_other_minutes() {
    // Within 8 and within 12 minutes as within 10: B, as nobody is between; speeds say nothing of a table of times.
    let (plain, _keep) = proposed("[siting]\nsites = 1\nstability = true\n");
    let told = |of: &Value| -> Vec<(String, f64)> {
        (of["proposal"]["stability"].as_array().unwrap().iter())
            .map(|variant| {
                let ids: Vec<&str> = (variant["sites"].as_array().unwrap().iter())
                    .map(|id| id.as_str().unwrap())
                    .collect();
                (ids.join("+"), variant["objective"].as_f64().unwrap())
            })
            .collect()
    };
    // At eight minutes a site reaches its own home alone: C has most people there, 40. At twelve B reaches three homes.
    let expected = [("C".to_owned(), 40.0), ("B".to_owned(), 75.0)];
    assert_eq!(told(&plain), expected);
    assert_eq!(plain["proposal"]["sites"][0]["stable_in"], 1);
    // With seats the people who come matter: ten seats at 10 and at 16 per cent hold 100 and 62 of the 75 at B.
    let folder = village(
        "[siting]\nsites = 1\nstability = true\ncapacity = true\nparticipation_pct = 10\n\
         [demand]\nparticipation_pct = [10, 16]\n",
    );
    let premises = "id,cost,capacity\nA,5,10\nB,7,10\nC,4,10\n";
    fs::write(folder.path().join("premises.csv"), premises).unwrap();
    let out = folder.path().join("out");
    let scenario = folder.path().join("scenario.toml");
    let answer = planner(&["propose", text(&scenario), "--out", text(&out)]);
    assert_eq!(answer.status.code(), Some(0), "{}", said(&answer));
    let told = told(&record(&out));
    let objectives: Vec<f64> = told.iter().map(|(_, objective)| *objective).collect();
    assert_eq!(objectives, [40.0, 75.0, 75.0, 62.0]);
}

#[test]
fn offers_are_read_from_the_table_and_told() {
    let folder = village(
        "[[facilities]]\nfile = \"open.csv\"\nkind = \"canteen\"\n[siting]\nsites = 1\ncapacity = true\nbudget = 9\n",
    );
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("open.csv", "id,capacity\nB,40\n");
    write(
        "premises.csv",
        "id,cost,capacity,action,parent\nA,9,20,convert,\nC,8,20,,\nmore,3,35,upgrade,B\n",
    );
    let out = folder.path().join("out");
    let scenario = folder.path().join("scenario.toml");
    let answer = planner(&["propose", text(&scenario), "--out", text(&out)]);
    assert_eq!(answer.status.code(), Some(0), "{}", said(&answer));
    // 40 seats at B today; for 3 it gets 35 more, which the 75 people near it fill: more than 20 seats anywhere for 8.
    let proposal = &record(&out)["proposal"];
    assert_eq!(proposal["objective"], 75.0);
    assert_eq!(proposal["sites"].as_array().unwrap().len(), 0);
    let measure = &proposal["measures"][0];
    assert_eq!(
        (&measure["id"], &measure["of"]),
        (&Value::from("more"), &Value::from("B"))
    );
    assert_eq!(
        (&measure["action"], &measure["capacity"]),
        (&Value::from("upgrade"), &Value::from(35.0))
    );
    assert_eq!(proposal["cost"], 3.0);
    assert!(
        said(&answer).contains("upgrade: B +35"),
        "{}",
        said(&answer)
    );
    let checked = planner(&["verify", text(&out)]);
    assert_eq!(checked.status.code(), Some(0), "{}", said(&checked));
}
