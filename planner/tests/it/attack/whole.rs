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
