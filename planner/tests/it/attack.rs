//! Attacks on what runs leave in their folders: on two runs that differ by a person or a site, and on one run by a
//! linear program over everything that it publishes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use crate::command::{planner, said, text};

mod at_once;
mod cuts;
mod linear;
mod whole;

/// Counts under this are withheld, unless a scenario asks for another threshold.
const K: u64 = 10;

/// An invented district with small streets, and its runs.
struct Town {
    keep: tempfile::TempDir,
}

impl Town {
    fn new(seniors: u64, seed: u64) -> Self {
        let keep = tempfile::tempdir().unwrap();
        let town = Self { keep };
        let (seniors, seed) = (seniors.to_string(), seed.to_string());
        let out = town.inputs("all");
        let made = planner(&[
            "synth",
            "--seniors",
            &seniors,
            "--seed",
            &seed,
            "--out",
            text(&out),
        ]);
        assert!(made.status.success(), "{}", said(&made));
        town
    }

    fn inputs(&self, name: &str) -> PathBuf {
        self.keep.path().join("inputs").join(name)
    }

    fn out(&self, name: &str) -> PathBuf {
        self.keep.path().join(name)
    }

    /// The same inputs, of which one table keeps only some of its rows.
    fn without(&self, name: &str, table: &str, keep: impl Fn(usize) -> bool) -> PathBuf {
        let to = self.inputs(name);
        fs::create_dir_all(&to).unwrap();
        for entry in fs::read_dir(self.inputs("all")).unwrap() {
            let from = entry.unwrap().path();
            fs::copy(&from, to.join(from.file_name().unwrap())).unwrap();
        }
        let path = to.join(table);
        let rows = fs::read_to_string(&path).unwrap();
        let kept = rows.lines().enumerate();
        let kept: Vec<&str> = kept
            .filter(|(row, _)| *row == 0 || keep(*row))
            .map(|(_, line)| line)
            .collect();
        fs::write(&path, kept.join("\n")).unwrap();
        to
    }

    fn run(&self, inputs: &Path, out: &str, more: &[&str]) -> Told {
        let (scenario, out) = (inputs.join("scenario.toml"), self.out(out));
        let mut args = vec![
            "propose",
            text(&scenario),
            "--out",
            text(&out),
            "--lang",
            "en",
        ];
        args.extend([
            "--set",
            "standard.0.within_min=5",
            "--set",
            "districts.file=communities.geojson",
        ]);
        args.extend(more);
        let done = planner(&args);
        assert!(
            done.status.code().is_some_and(|code| code <= 1),
            "{}",
            said(&done)
        );
        Told::by(&out)
    }
}

fn json(path: &Path) -> Json {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// Every number of people that a run publishes, by where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    numbers: BTreeMap<String, u64>,
}

const LAYERS: [&str; 5] = ["coverage", "districts", "facilities", "proposal", "gaps"];

/// What names a row, among other things.
const NAMES: [&str; 12] = [
    "h3", "code", "district", "id", "kind", "by", "value", "rank", "minutes", "from_min", "to_min",
    "radius_m",
];

/// Numbers that count no people.
const OTHERS: [&str; 9] = [
    "threshold",
    "findings",
    "capacity",
    "sites",
    "nearest_m",
    "hexagons",
    "excess_person_min",
    "carries_seniors",
    "speed_mps",
];

impl Told {
    fn by(dir: &Path) -> Self {
        let mut numbers = BTreeMap::new();
        for layer in LAYERS {
            let path = dir.join(format!("{layer}.geojson"));
            if path.is_file() {
                for feature in json(&path)["features"].as_array().unwrap() {
                    let place = format!("{layer}{}", name_of(feature, &feature["properties"]));
                    walk(&feature["properties"], &place, &mut numbers);
                }
            }
        }
        let mut published = json(&dir.join("run.json"))["published"].take();
        // These do not say where they are, so that two of one rank may be others: the layer of gaps has them.
        published.as_object_mut().unwrap().remove("gaps");
        walk(&published, "published", &mut numbers);
        Self { numbers }
    }

    /// Where two runs tell of almost as many people.
    fn exposed(&self, other: &Self) -> Vec<String> {
        let both = self.numbers.iter();
        both.filter_map(|(place, one)| {
            let two = other.numbers.get(place)?;
            let few = (1..K).contains(&one.abs_diff(*two));
            few.then(|| format!("{place}: {one} and {two}"))
        })
        .collect()
    }
}

fn name_of(feature: &Json, properties: &Json) -> String {
    let names = NAMES.iter().filter(|name| !properties[**name].is_null());
    let names: Vec<String> = names.map(|name| properties[*name].to_string()).collect();
    // A gap is where it is, not how large it is.
    format!("[{}{}]", names.join(" "), feature["geometry"])
}

fn walk(value: &Json, place: &str, numbers: &mut BTreeMap<String, u64>) {
    match value {
        Json::Object(members) => {
            for (key, inside) in members {
                let is_other = OTHERS.contains(&key.as_str()) || NAMES.contains(&key.as_str());
                if !is_other
                    && !key.contains("_min")
                    && !key.contains("_per_")
                    && !key.contains("pct")
                {
                    walk(inside, &format!("{place}.{key}"), numbers);
                }
            }
        }
        Json::Array(members) => {
            for (position, inside) in members.iter().enumerate() {
                let name = if inside.is_object() && NAMES.iter().any(|n| !inside[*n].is_null()) {
                    name_of(&Json::Null, inside)
                } else {
                    position.to_string()
                };
                walk(inside, &format!("{place}/{name}"), numbers);
            }
        }
        Json::Number(number) => {
            numbers.extend(number.as_u64().map(|number| (place.to_owned(), number)));
        }
        _ => {}
    }
}

#[test]
fn two_runs_that_differ_by_a_person_or_a_site_expose_nobody() {
    let town = Town::new(3000, 11);
    // Small streets: every third senior of the table.
    let all = town.without("few", "seniors.csv", |row| row % 3 == 0);
    let first = town.run(&all, "out/first", &[]);
    let again = town.run(&all, "out/first", &[]);
    assert_eq!(first, again, "the same run tells the same");
    let (mut naive, mut told) = (0, 0);
    for (number, row) in [300, 903, 1500, 2400].into_iter().enumerate() {
        let name = format!("person{number}");
        let inputs = town.without(&name, "seniors.csv", |r| r % 3 == 0 && r != row);
        let second = town.run(&inputs, &format!("out/{name}"), &[]);
        assert_eq!(first.exposed(&second), [""; 0], "without row {row}");
        // Which rows are held back would tell whose row it is: of a table all are told, or none.
        for table in ["districts", "coverage", "published.groups"] {
            let of = |told: &Told| told.numbers.keys().filter(|p| p.starts_with(table)).count();
            assert_eq!(
                of(&second),
                0,
                "{table} without row {row} of {}",
                of(&first)
            );
        }
        let alone = town.run(&inputs, &format!("alone{number}/run"), &[]);
        naive += usize::from(!first.exposed(&alone).is_empty());
    }
    for (number, row) in [1, 2].into_iter().enumerate() {
        let name = format!("site{number}");
        let inputs = town.without(&name, "facilities.csv", |r| r != row);
        let seniors = fs::read(all.join("seniors.csv")).unwrap();
        fs::write(inputs.join("seniors.csv"), seniors).unwrap();
        let second = town.run(&inputs, &format!("out/{name}"), &[]);
        assert_eq!(first.exposed(&second), [""; 0], "without site {row}");
        told += second.numbers.len();
    }
    let fewer = town.run(&all, "out/fewer", &["--set", "siting.sites=1"]);
    assert_eq!(first.exposed(&fewer), [""; 0], "one site fewer");
    assert!(
        naive >= 3,
        "{naive} of 4 attacks succeed on runs that know of no other"
    );
    assert!(
        told > 100 && fewer.numbers.len() > 100,
        "what is safe is told: {told}"
    );
}

#[test]
fn promises_of_two_runs_that_differ_by_a_person_expose_nobody() {
    let town = Town::new(3000, 13);
    let scenario = town.inputs("all").join("scenario.toml");
    let mut text = fs::read_to_string(&scenario).unwrap();
    for (name, rule) in [
        ("old", "coverage(助餐点, age >= 70) >= 85 %"),
        ("alone", "coverage(助餐点, living = \"是\") >= 85 %"),
    ] {
        let rule = rule.replace('"', "\\\"");
        text.push_str("\n[[promise]]\n");
        let _ = writeln!(text, "name = \"{name}\"\nrule = \"{rule}\"");
    }
    fs::write(&scenario, text).unwrap();
    let all = town.without("few", "seniors.csv", |row| row % 3 == 0);
    let first = town.run(&all, "out/first", &[]);
    let is_promise = |place: &&String| place.starts_with("published.promises");
    assert!(first.numbers.keys().filter(is_promise).count() >= 4);
    let mut naive = 0;
    for (number, row) in [300, 903, 1500, 2400].into_iter().enumerate() {
        let name = format!("person{number}");
        let inputs = town.without(&name, "seniors.csv", |r| r % 3 == 0 && r != row);
        let second = town.run(&inputs, &format!("out/{name}"), &[]);
        assert_eq!(first.exposed(&second), [""; 0], "without row {row}");
        let ledger = json(&town.out(&format!("out/{name}/run.json")))["ledger"].take();
        let first_ledger = json(&town.out("out/first/run.json"))["ledger"].take();
        for (then, now) in first_ledger
            .as_array()
            .unwrap()
            .iter()
            .zip(ledger.as_array().unwrap())
        {
            for told in ["value", "short", "short_people"] {
                let (then, now) = (&then["before"][told], &now["before"][told]);
                assert!(now.is_null() || now == then, "{told}: {then} and {now}");
            }
        }
        let alone = town.run(&inputs, &format!("alone{number}/run"), &[]);
        let exposed = first.exposed(&alone);
        naive += usize::from(
            exposed
                .iter()
                .any(|place| place.contains("published.promises")),
        );
    }
    assert!(
        naive >= 1,
        "{naive} of 4 attacks succeed on runs that know of no other"
    );
}

#[test]
fn minutes_beyond_the_standard_are_told_with_their_causes_only() {
    let (mut told, mut withheld) = (0, 0);
    for seed in [11, 12, 13] {
        let town = Town::new(1500, seed);
        town.run(&town.inputs("all"), "out/run", &[]);
        let gaps = json(&town.out("out/run/gaps.geojson"));
        for gap in gaps["features"].as_array().unwrap() {
            let of = &gap["properties"];
            let causes = ["beyond", "unreachable", "unsnapped"]
                .map(|cause| !of[format!("{cause}_seniors")].is_null());
            let excess = !of["excess_person_min"].is_null();
            assert!(!excess || causes == [true; 3], "{of}");
            told += usize::from(excess);
            withheld += usize::from(!excess);
        }
    }
    assert!(told > 0, "{told} gaps told and {withheld} not");
}

#[test]
fn a_run_takes_the_place_of_the_one_in_its_folder_until_that_is_exported() {
    let town = Town::new(3000, 11);
    let all = town.without("few", "seniors.csv", |row| row % 3 == 0);
    let corrected = town.without("one", "seniors.csv", |row| row % 3 == 0 && row != 903);
    let held_back = || json(&town.out("out/run/run.json"))["privacy"]["held_back"].clone();
    let first = town.run(&all, "out/run", &[]);
    let second = town.run(&corrected, "out/run", &[]);
    assert!(held_back().is_null());
    assert!(!first.exposed(&second).is_empty() && second.numbers.len() > 100);
    let exported = planner(&["export", text(&town.out("out/run")), "--format", "csv"]);
    assert_eq!(exported.status.code(), Some(0), "{}", said(&exported));
    let third = town.run(&all, "out/run", &[]);
    assert!(held_back().as_u64().unwrap() > 0);
    assert_eq!(second.exposed(&third), [""; 0]);
}

#[test]
fn a_folder_that_stands_is_remembered_when_its_like_is_replaced() {
    let town = Town::new(3000, 11);
    let all = town.without("few", "seniors.csv", |row| row % 3 == 0);
    let corrected = town.without("one", "seniors.csv", |row| row % 3 == 0 && row != 903);
    town.run(&all, "out/first", &[]);
    let stands = town.run(&all, "out/second", &[]);
    let replaced = town.run(&corrected, "out/first", &[]);
    assert_eq!(stands.exposed(&replaced), [""; 0]);
    let other = town.run(&corrected, "out/third", &[]);
    assert_eq!(stands.exposed(&other), [""; 0]);
}

#[test]
fn what_is_held_back_is_said_and_comes_back_where_nothing_left_the_office() {
    let town = Town::new(3000, 12);
    let all = town.without("few", "seniors.csv", |row| row % 3 == 0);
    town.run(&all, "out/first", &[]);
    let inputs = town.without("one", "seniors.csv", |row| row % 3 == 0 && row != 600);
    let held = town.run(&inputs, "out/second", &[]);
    let record = json(&town.out("out/second/run.json"));
    assert!(record["privacy"]["held_back"].as_u64().unwrap() > 0);
    // The office's own totals are exact as ever, and the run can be redone.
    assert_eq!(record["seniors"]["total"], 999);
    let dir = town.out("out/second");
    let inputs_dir = text(&inputs);
    let replayed = planner(&["replay", text(&dir), "--inputs", inputs_dir]);
    assert_eq!(replayed.status.code(), Some(0), "{}", said(&replayed));
    let page = fs::read_to_string(dir.join("report.html")).unwrap();
    assert!(page.contains("before by fewer than 10 people"));
    let free = town.run(&inputs, "out/second", &["--unreleased"]);
    assert!(free.numbers.len() > held.numbers.len());
    assert!(json(&dir.join("run.json"))["privacy"]["held_back"].is_null());
    // What was exported has left the office: no flag takes that back.
    let exported = planner(&["export", text(&dir), "--format", "csv"]);
    assert_eq!(exported.status.code(), Some(0), "{}", said(&exported));
    town.run(&all, "out/first", &["--unreleased"]);
    assert!(
        json(&town.out("out/first/run.json"))["privacy"]["held_back"]
            .as_u64()
            .unwrap()
            > 0
    );
}

#[test]
fn a_folder_from_elsewhere_makes_no_report_that_is_too_close() {
    let town = Town::new(3000, 13);
    let all = town.without("few", "seniors.csv", |row| row % 3 == 0);
    town.run(&all, "out/first", &[]);
    let inputs = town.without("one", "seniors.csv", |row| row % 3 == 0 && row != 600);
    town.run(&inputs, "elsewhere/second", &[]);
    let (from, to) = (town.out("elsewhere/second"), town.out("out/second"));
    fs::rename(&from, &to).unwrap();
    let report = planner(&["report", text(&to)]);
    assert_eq!(report.status.code(), Some(2), "{}", said(&report));
    assert!(
        said(&report).contains("could subtract"),
        "{}",
        said(&report)
    );
    let report = planner(&["report", text(&town.out("out/first"))]);
    assert_eq!(report.status.code(), Some(0), "{}", said(&report));
}

#[test]
fn a_linear_program_over_everything_that_a_run_tells_finds_nobody() {
    let (mut asked, mut runs) = (0, 0);
    for seed in [21_u64, 22, 23] {
        let town = Town::new(3000, seed);
        let step = [2, 5, 13][seed as usize % 3];
        let few = town.without("few", "seniors.csv", |row| row * row % 17 % step == 0);
        let threshold = format!("privacy.threshold={}", [10, 5, 10][seed as usize % 3]);
        let minutes = format!("standard.1.within_min={}", [4, 9, 15][seed as usize % 3]);
        town.run(&few, "out/run", &["--set", &threshold, "--set", &minutes]);
        let attack = linear::Attack::on(&town.out("out/run"));
        assert_eq!(attack.found(), [""; 0], "seed {seed}");
        asked += attack.asked();
        runs += 1;
    }
    assert!(runs == 3 && asked > 100, "{asked} questions");
}

#[test]
fn withheld_circles_of_districts_stay_open_by_as_many_people_as_the_threshold() {
    let mut all = 0;
    for seed in [137, 147, 154] {
        let town = Town::new(3000, seed);
        town.run(&town.inputs("all"), "out/run", &[]);
        let attack = linear::Attack::on(&town.out("out/run"));
        let (asked, found) = attack.near_circles();
        assert_eq!(found, [""; 0], "seed {seed}");
        all += asked;
    }
    assert!(all > 0, "something is withheld");
}

/// Names of districts, for the program.
fn codes(features: &[Json]) -> BTreeSet<String> {
    features
        .iter()
        .map(|f| f["properties"]["district"].to_string())
        .collect()
}
