//! Subtractions among the numbers that a run tells of the whole plan, and between these and its sites.
//!
//! Most of these numbers are parts of each other by what everybody knows: who walks eight minutes at a metre a second is
//! in a circle of 480 m, who reaches a site slowly reaches it fast, who lives within the standard of a site is covered.

use serde_json::Value as Json;

use super::{K, Town, json};

/// The differences of 1 to 9 people between numbers of which one is a part of the other.
fn found(town: &Town, run: &str) -> (usize, Vec<String>) {
    let dir = town.out(run);
    let published = &json(&dir.join("run.json"))["published"];
    let (mut asked, mut found) = (0, Vec::new());
    for (kind, standard) in published["standards"]
        .as_array()
        .unwrap()
        .iter()
        .enumerate()
    {
        let numbers = numbers_of(standard);
        for (one, less) in &numbers {
            for (other, more) in &numbers {
                asked += 1;
                if (1..K).contains(&more.abs_diff(*less)) {
                    found.push(format!("{kind}: {one} {less}, {other} {more}"));
                }
            }
        }
        let name = standard["kind"].as_str().unwrap();
        let covered = standard["phases"][0]["covered"]["people"].as_u64();
        let whole = [standard["eligible"].as_u64(), covered];
        let facilities = json(&dir.join("facilities.geojson"));
        for site in facilities["features"].as_array().unwrap() {
            let told = &site["properties"];
            if told["kind"] != name || told["status"] != "open" {
                continue;
            }
            let catchment = told["catchment_seniors"].as_u64();
            for all in whole.iter().flatten() {
                asked += 1;
                let left = catchment.map_or(0, |some| all.abs_diff(some));
                if (1..K).contains(&left) {
                    found.push(format!("{all} less the catchment of {}", told["id"]));
                }
            }
        }
    }
    (asked, found)
}

/// Numbers of one standard over the whole plan, each a part of another by minutes, speed, circle or phase.
fn numbers_of(standard: &Json) -> Vec<(String, u64)> {
    let mut numbers = Vec::new();
    let mut put = |name: String, people: &Json| {
        numbers.extend(people.as_u64().filter(|n| *n > 0).map(|n| (name, n)));
    };
    put("all".to_owned(), &standard["eligible"]);
    for minutes in standard["minutes"].as_array().unwrap() {
        for (phase, people) in minutes["people"].as_array().unwrap().iter().enumerate() {
            put(format!("{} min {phase}", minutes["minutes"]), people);
        }
    }
    for speed in standard["speeds"].as_array().unwrap() {
        put(
            format!("{} m/s", speed["speed_mps"]),
            &speed["covered"]["people"],
        );
    }
    for (phase, reach) in standard["phases"].as_array().unwrap().iter().enumerate() {
        for what in ["sure", "possible"] {
            put(format!("{what} {phase}"), &reach[what]);
        }
        put(format!("covered {phase}"), &reach["covered"]["people"]);
        for (number, people) in reach["choices"].as_array().unwrap().iter().enumerate() {
            put(format!("{number} more sites {phase}"), people);
        }
        for circle in reach["circles"].as_array().unwrap() {
            let radius = &circle["radius_m"];
            put(
                format!("circle {radius} {phase}"),
                &circle["in_circle"]["people"],
            );
            put(format!("outside {radius} {phase}"), &circle["outside"]);
        }
    }
    numbers
}

#[test]
fn what_is_told_of_the_whole_plan_leaves_nobody_or_enough() {
    let mut all = 0;
    let audit = [
        "--set",
        "audit.radii_m=[300, 480, 600, 900, 1000]",
        "--set",
        "audit.speeds_mps=[0.6, 0.8, 0.9, 1.1]",
    ];
    for (seniors, seed, minutes) in [(3000, 40, 15), (1000, 11, 5), (1000, 41, 8)] {
        let town = Town::new(seniors, seed);
        let within = format!("standard.0.within_min={minutes}");
        let mut more = vec!["--set", &within];
        more.extend(audit);
        town.run(&town.inputs("all"), "out/run", &more);
        let (asked, found) = found(&town, "out/run");
        assert_eq!(found, [""; 0], "seed {seed}");
        all += asked;
    }
    assert!(all > 1000, "{all} subtractions");
}

#[test]
fn a_front_is_told_in_the_report_and_leaves_nobody_or_enough() {
    let town = Town::new(3000, 44);
    let more = [
        "--set",
        "siting.sites=3",
        "--set",
        "siting.front=worst_district",
    ];
    town.run(&town.inputs("all"), "out/run", &more);
    let dir = town.out("out/run");
    let published = &json(&dir.join("run.json"))["published"];
    let points = published["front"]["points"].as_array().unwrap();
    assert!(points.len() > 1, "{points:?}");
    let told = points
        .iter()
        .filter_map(|point| point["covered"]["people"].as_u64());
    let told: Vec<u64> = told.collect();
    assert!(!told.is_empty());
    let standard = &published["standards"][0];
    let others = numbers_of(standard).into_iter().map(|(_, people)| people);
    let others: Vec<u64> = others.chain(told.iter().copied()).collect();
    for people in &told {
        let few = others
            .iter()
            .find(|n| (1..K).contains(&n.abs_diff(*people)));
        assert_eq!(few, None, "{people}");
    }
    let page = std::fs::read_to_string(dir.join("report.html")).unwrap();
    assert!(page.contains("Between two aims"));
}

#[test]
fn sites_of_levels_stand_in_the_proposal_without_people() {
    let town = Town::new(3000, 44);
    let inputs = town.without("levels", "seniors.csv", |_| true);
    let scenario = inputs.join("scenario.toml");
    let level = "\n[[siting.level]]\nkind = \"社工站\"\nwithin_min = 60\nsites = 2\n";
    let text = std::fs::read_to_string(&scenario).unwrap();
    std::fs::write(&scenario, text + level).unwrap();
    let facilities = inputs.join("facilities.csv");
    let table = std::fs::read_to_string(&facilities).unwrap();
    let rows = table.lines().filter(|line| !line.contains(",社工站,"));
    let rows: Vec<&str> = rows.collect();
    std::fs::write(&facilities, rows.join("\n")).unwrap();
    // The first premises are for social workers, the others for whatever is sited.
    let premises = inputs.join("premises.csv");
    let table = std::fs::read_to_string(&premises).unwrap();
    let rows = table.lines().enumerate().map(|(row, line)| {
        let mut cells: Vec<&str> = line.split(',').collect();
        cells[2] = match row {
            0 => "类别",
            1..=4 => "社工站",
            _ => "",
        };
        cells.join(",")
    });
    let rows: Vec<String> = rows.collect();
    std::fs::write(&premises, rows.join("\n")).unwrap();
    town.run(&inputs, "out/run", &[]);
    let proposal = json(&town.out("out/run").join("proposal.geojson"));
    let record = &json(&town.out("out/run").join("run.json"))["proposal"];
    let ids: Vec<&Json> = record["levels"][0]["sites"]
        .as_array()
        .unwrap()
        .iter()
        .map(|site| &site["id"])
        .collect();
    let features = proposal["features"].as_array().unwrap().iter();
    let beside = features.filter(|f| f["properties"]["supports_kind"] == "助餐点");
    let beside: Vec<&Json> = beside.map(|f| &f["properties"]).collect();
    assert!(!ids.is_empty() && beside.len() == ids.len(), "{record}");
    for told in beside {
        assert!(ids.contains(&&told["id"]) && told["kind"] == "社工站");
        assert!(told["rank"].is_null() && told["gain_seniors"].is_null());
        assert!(!told["supports"].as_str().unwrap().is_empty());
    }
}
