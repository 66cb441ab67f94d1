//! The real binary: exit codes, messages, files, and the same bytes whatever the number of threads.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::OnceLock;

use crate::command::{planner, text};

/// A small invented district, made once by the binary itself.
pub(crate) fn district() -> &'static Path {
    static MADE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_keep, dir) = MADE.get_or_init(|| {
        let keep = tempfile::tempdir().unwrap();
        let dir = keep.path().join("district");
        let made = planner(&[
            "synth",
            "--seniors",
            "2000",
            "--seed",
            "7",
            "--out",
            text(&dir),
        ]);
        assert!(made.status.success(), "{}", err(&made));
        (keep, dir)
    });
    dir
}

/// A copy of the district in which a test may spoil something.
pub(crate) fn copy() -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(district()).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
    }
    copy
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Runs `check` on a spoilt copy and returns its exit code with all that it printed.
fn check(dir: &Path, more: &[&str]) -> (i32, String) {
    let scenario = dir.join("scenario.toml");
    let mut args = vec!["check", text(&scenario), "--lang", "en"];
    args.extend(more);
    let output = planner(&args);
    let said = format!("{}{}", out(&output), err(&output));
    assert!(!said.contains("panicked"), "{said}");
    (output.status.code().unwrap(), said)
}

fn propose(dir: &Path, into: &Path, more: &[&str]) -> Output {
    let scenario = dir.join("scenario.toml");
    let mut args = vec![
        "propose",
        text(&scenario),
        "--out",
        text(into),
        "--lang",
        "en",
    ];
    args.extend(more);
    planner(&args)
}

fn record(dir: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(dir.join("run.json")).unwrap()).unwrap()
}

#[test]
fn a_proposal_leaves_its_files_and_its_numbers_agree() {
    let into = tempfile::tempdir().unwrap();
    let dir = into.path().join("out");
    let output = propose(district(), &dir, &[]);
    assert!(output.status.code().unwrap() <= 1, "{}", err(&output));
    for file in [
        "run.json",
        "coverage.geojson",
        "districts.geojson",
        "facilities.geojson",
        "proposal.geojson",
        "gaps.geojson",
        "findings.csv",
        "basemap.json",
        "report.html",
    ] {
        assert!(dir.join(file).is_file(), "{file} is missing");
    }
    let record = record(&dir);
    let eligible = record["seniors"]["eligible"].as_u64().unwrap();
    assert_eq!(record["seniors"]["total"], 2000);
    for when in ["before", "after"] {
        for (kind, tally) in record[when]["kinds"].as_object().unwrap() {
            let headings = ["covered", "beyond", "unreachable", "unsnapped"];
            let sum: u64 = headings.iter().map(|h| tally[h].as_u64().unwrap()).sum();
            assert_eq!(sum, eligible, "{kind} {when}");
        }
    }
    let proposal = &record["proposal"];
    let kind = proposal["kind"].as_str().unwrap();
    assert_eq!(
        proposal["objective"].as_f64(),
        record["after"]["kinds"][kind]["covered"].as_f64()
    );
    assert!(proposal["bound"].as_f64() >= proposal["objective"].as_f64());
}

#[test]
fn threads_and_repetition_change_no_byte() {
    let into = tempfile::tempdir().unwrap();
    let mut answers = Vec::new();
    for threads in ["1", "2", "3", "3"] {
        let dir = into.path().join(format!("{}", answers.len()));
        let output = propose(district(), &dir, &["--threads", threads]);
        assert!(output.status.code().unwrap() <= 1, "{}", err(&output));
        answers.push(bytes(&dir));
    }
    for other in &answers[1..] {
        for ((name, one), (_, another)) in answers[0].iter().zip(other) {
            assert_eq!(one, another, "{name}");
        }
    }
}

/// All files of a run, without the seconds that it took.
fn bytes(dir: &Path) -> Vec<(String, String)> {
    let mut files: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            let timeless = text
                .lines()
                .filter(|l| !l.contains("\"solve_s\""))
                .collect::<Vec<_>>();
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                timeless.join("\n"),
            )
        })
        .collect();
    files.sort();
    files
}

#[test]
fn no_output_holds_a_home() {
    let into = tempfile::tempdir().unwrap();
    let dir = into.path().join("out");
    propose(district(), &dir, &[]);
    let seniors = fs::read_to_string(district().join("seniors.csv")).unwrap();
    let homes: Vec<(String, String)> = seniors
        .lines()
        .filter_map(|line| {
            let mut numbers = line
                .split(',')
                .filter(|cell| cell.contains('.') && cell.len() > 6);
            Some((numbers.next()?.to_owned(), numbers.next()?.to_owned()))
        })
        .collect();
    assert!(homes.len() > 1000);
    for (name, text) in bytes(&dir) {
        for (lon, lat) in &homes {
            let pair = format!("{lon},{lat}");
            let near = text.contains(&pair) || text.contains(&pair.replace(',', ", "));
            assert!(!near, "{name} holds the home at {pair}");
        }
    }
}

#[test]
fn a_missing_file_is_named() {
    let dir = copy();
    fs::remove_file(dir.path().join("seniors.csv")).unwrap();
    let (code, said) = check(dir.path(), &[]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("seniors.csv"), "{said}");
    assert!(
        said.trim().lines().count() <= 2,
        "one clear message: {said}"
    );
}

#[test]
fn a_truncated_extract_is_refused() {
    let dir = copy();
    let path = dir.path().join("district.osm.pbf");
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let (code, said) = check(dir.path(), &[]);
    assert_eq!(code, 2, "{said}");
    assert!(
        said.contains("district.osm.pbf") && said.contains("cut short"),
        "{said}"
    );
}

#[test]
fn an_unknown_key_names_the_nearest_known_one() {
    let dir = copy();
    let path = dir.path().join("scenario.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("title", "titel", 1)).unwrap();
    let (code, said) = check(dir.path(), &[]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("titel") && said.contains("title"), "{said}");
    let (code, said) = check(district(), &["--set", "walk.sped_mps=0.8"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("speed_mps"), "{said}");
}

#[test]
fn an_unknown_kind_is_refused() {
    let (code, said) = check(district(), &["--set", "siting.kind=\"swimming_pool\""]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("swimming_pool"), "{said}");
}

/// Rewrites the data rows of a table, cell by cell.
fn rewrite(path: &Path, change: impl Fn(&[&str], &[&str]) -> Option<Vec<String>>) {
    let text = fs::read_to_string(path).unwrap();
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let mut rows = vec![header.join(",")];
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        if let Some(cells) = change(&header, &cells) {
            rows.push(cells.join(","));
        }
    }
    fs::write(path, rows.join("\n") + "\n").unwrap();
}

fn column(header: &[&str], names: &[&str]) -> usize {
    header.iter().position(|h| names.contains(h)).unwrap()
}

#[test]
fn swapped_longitude_and_latitude_are_noticed() {
    let dir = copy();
    rewrite(&dir.path().join("seniors.csv"), |header, cells| {
        let (lon, lat) = (column(header, &["经度"]), column(header, &["纬度"]));
        let mut cells: Vec<String> = cells.iter().map(ToString::to_string).collect();
        cells.swap(lon, lat);
        Some(cells)
    });
    let (code, said) = check(dir.path(), &[]);
    assert!(code == 1 || code == 2, "{said}");
    assert!(
        said.contains("swapped") && said.contains("seniors.csv"),
        "{said}"
    );
}

#[test]
fn no_seniors_cannot_be_answered() {
    let dir = copy();
    rewrite(&dir.path().join("seniors.csv"), |_, _| None);
    let (code, said) = check(dir.path(), &[]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("seniors.csv"), "{said}");
}

#[test]
fn no_facilities_are_zero_coverage_and_proposals_still_work() {
    let dir = copy();
    rewrite(&dir.path().join("facilities.csv"), |_, _| None);
    let into = tempfile::tempdir().unwrap();
    let output = propose(dir.path(), &into.path().join("out"), &[]);
    assert!(output.status.code().unwrap() <= 1, "{}", err(&output));
    let record = record(&into.path().join("out"));
    let kind = record["proposal"]["kind"].as_str().unwrap();
    assert_eq!(record["before"]["kinds"][kind]["covered"], 0);
    assert!(record["after"]["kinds"][kind]["covered"].as_u64() > Some(0));
}

/// The rows of the findings of a code, as `check --json` tells them.
fn rows_of(dir: &Path, code: &str) -> Vec<(String, u64)> {
    let into = tempfile::tempdir().unwrap();
    let output = propose(dir, into.path(), &[]);
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    let table = fs::read_to_string(into.path().join("findings.csv")).unwrap();
    let mut table = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
    let rows = table.records().map(|record| record.unwrap());
    rows.filter(|record| &record[5] == code)
        .map(|record| (record[2].to_owned(), record[3].parse().unwrap_or(0)))
        .collect()
}

#[test]
fn a_facility_outside_the_extract_is_named_by_file_and_row() {
    let dir = copy();
    let row = std::cell::Cell::new(0);
    rewrite(&dir.path().join("facilities.csv"), |header, cells| {
        let lon = column(header, &["经度"]);
        let mut cells: Vec<String> = cells.iter().map(ToString::to_string).collect();
        row.set(row.get() + 1);
        if row.get() == 3 {
            cells[lon] = "101.5".to_owned();
        }
        Some(cells)
    });
    let third = vec![("facilities.csv".to_owned(), 3)];
    for code in ["outside-extract", "facilities-unsnapped"] {
        assert_eq!(rows_of(dir.path(), code), third, "{code}");
    }
    let (code, said) = check(dir.path(), &[]);
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("facilities.csv") && said.contains("row 3"),
        "{said}"
    );
}

#[test]
fn a_facility_of_an_unknown_kind_is_named_by_file_and_row() {
    let dir = copy();
    let row = std::cell::Cell::new(0);
    rewrite(&dir.path().join("facilities.csv"), |header, cells| {
        let kind = column(header, &["类别", "设施类型"]);
        let mut cells: Vec<String> = cells.iter().map(ToString::to_string).collect();
        row.set(row.get() + 1);
        if [2, 4].contains(&row.get()) {
            cells[kind] = "游泳馆".to_owned();
        }
        Some(cells)
    });
    let (_, said) = check(dir.path(), &[]);
    // The line above tells the file and its rows.
    let lines: Vec<&str> = said.lines().collect();
    let says = lines.iter().position(|line| line.contains("游泳馆"));
    let says = says.unwrap();
    assert!(lines[says].contains("row 2"), "{}", lines[says]);
    let where_it_is = lines[says - 1];
    assert!(
        where_it_is.contains("facilities.csv rows 2"),
        "{where_it_is}"
    );
}

#[test]
fn an_output_folder_that_is_a_file_is_refused_before_computing() {
    let into = tempfile::tempdir().unwrap();
    let taken = into.path().join("taken");
    fs::write(&taken, "a file").unwrap();
    let output = propose(district(), &taken, &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("taken"), "{}", err(&output));
}

#[test]
fn the_matrix_is_sorted_and_recounts_the_coverage() {
    let into = tempfile::tempdir().unwrap();
    let file = into.path().join("times.csv");
    let scenario = district().join("scenario.toml");
    let output = planner(&[
        "matrix",
        text(&scenario),
        "--out",
        text(&file),
        "--lang",
        "en",
    ]);
    assert!(output.status.code().unwrap() <= 1, "{}", err(&output));
    let csv = fs::read_to_string(&file).unwrap();
    assert_eq!(csv.lines().next(), Some("site_id,demand_id,seconds"));
    for line in csv.lines().skip(1) {
        let seconds = line.rsplit_once(',').unwrap().1;
        assert_eq!(seconds.split_once('.').unwrap().1.len(), 3, "{line}");
        assert!(seconds.parse::<f64>().unwrap() <= 900.0, "{line}");
    }
}

#[test]
fn an_isochrone_grows_with_its_minutes() {
    let into = tempfile::tempdir().unwrap();
    let file = into.path().join("reach.geojson");
    let scenario = district().join("scenario.toml");
    let facilities = fs::read_to_string(district().join("facilities.csv")).unwrap();
    let mut lines = facilities.trim_start_matches('\u{feff}').lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let first: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = format!(
        "{},{}",
        first[column(&header, &["经度"])],
        first[column(&header, &["纬度"])]
    );
    let output = planner(&[
        "isochrone",
        text(&scenario),
        "--at",
        &at,
        "--minutes",
        "5,10,15",
        "--out",
        text(&file),
        "--lang",
        "en",
    ]);
    assert!(output.status.code().unwrap() <= 1, "{}", err(&output));
    let json: serde_json::Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    assert_eq!(json["features"].as_array().unwrap().len(), 3);
}

#[test]
fn a_quotation_mark_that_swallows_rows_is_refused() {
    let dir = copy();
    let path = dir.path().join("seniors.csv");
    let text = fs::read_to_string(&path).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines[10].push_str(",\"opened");
    lines[13].push_str(",closed\"");
    fs::write(&path, lines.join("\n")).unwrap();
    let (code, said) = check(dir.path(), &[]);
    assert_eq!(code, 2, "{said}");
    assert!(
        said.contains("seniors.csv") && said.contains("row 10"),
        "{said}"
    );
}

#[test]
fn the_order_of_facilities_changes_no_layer() {
    let (one, turned) = (tempfile::tempdir().unwrap(), copy());
    let path = turned.path().join("facilities.csv");
    let text = fs::read_to_string(&path).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.reverse();
    fs::write(&path, format!("{header}\n{}\n", rows.join("\n"))).unwrap();
    let (first, second) = (one.path().join("a"), one.path().join("b"));
    propose(district(), &first, &[]);
    propose(turned.path(), &second, &[]);
    for ((name, was), (_, is)) in bytes(&first).iter().zip(&bytes(&second)) {
        if name.ends_with(".geojson") {
            assert_eq!(was, is, "{name}");
        }
    }
}

#[test]
fn two_runs_are_compared_and_a_run_with_itself_is_the_same() {
    let dir = copy();
    let scenario = dir.path().join("scenario.toml");
    let folder = |name: &str| dir.path().join(name);
    let (a, b, out) = (folder("a"), folder("b"), folder("c"));
    let score = |to: &Path, set: &str| {
        let made = planner(&[
            "score",
            text(&scenario),
            "--out",
            text(to),
            "--set",
            set,
            "--quiet",
        ]);
        assert!(made.status.code() != Some(2), "{}", err(&made));
    };
    score(&a, "walk.speed_mps=1.0");
    score(&b, "walk.speed_mps=0.7");
    let compare = |first: &Path, second: &Path| {
        let made = planner(&[
            "compare",
            text(first),
            text(second),
            "--out",
            text(&out),
            "--lang",
            "en",
        ]);
        assert!(made.status.success(), "{}", err(&made));
        String::from_utf8_lossy(&made.stdout).into_owned()
    };
    assert!(compare(&a, &a).contains("do not differ"));
    let told = compare(&a, &b);
    assert!(told.contains("walk.speed_mps: 1.0 → 0.7"), "{told}");
    assert!(told.contains("\n  助餐点 covered: "), "{told}");
    assert!(out.join("differences.geojson").is_file() && out.join("differences.csv").is_file());
    let wrong = planner(&["compare", text(&a), text(dir.path())]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(err(&wrong).contains("run.json"), "{}", err(&wrong));
}

#[test]
fn promises_are_settled_and_a_bad_one_is_shown_with_its_character() {
    let dir = copy();
    let scenario = dir.path().join("scenario.toml");
    let plain = fs::read_to_string(&scenario).unwrap();
    let with = |rule: &str| {
        fs::write(
            &scenario,
            format!("{plain}\n[[promise]]\nrule = '{rule}'\n"),
        )
        .unwrap();
    };
    let score = || {
        planner(&[
            "score",
            text(&scenario),
            "--out",
            text(&dir.path().join("out")),
            "--lang",
            "en",
        ])
    };
    with("count(助餐点) >= 100000");
    let made = score();
    let told = String::from_utf8_lossy(&made.stdout).into_owned();
    assert!(
        told.contains("promises: 0 of 1 kept") && told.contains("short"),
        "{told}{}",
        err(&made)
    );
    with("count(助餐点) => 3");
    let made = score();
    assert_eq!(made.status.code(), Some(2));
    let said = err(&made);
    assert!(
        said.contains("promise.0.rule: column 13:") && said.contains('^'),
        "{said}"
    );
}

/// Scores a copy of the district at four minutes after a line was added to its scenario: exit code, message, record.
fn score_with(more: &str) -> (Option<i32>, String, Option<serde_json::Value>) {
    let dir = copy();
    let scenario = dir.path().join("scenario.toml");
    let text = fs::read_to_string(&scenario).unwrap();
    fs::write(&scenario, text + more).unwrap();
    let into = dir.path().join("out");
    let output = planner(&[
        "score",
        self::text(&scenario),
        "--out",
        self::text(&into),
        "--set",
        "standard.0.within_min=4",
        "--lang",
        "en",
    ]);
    let answered = into.join("run.json").is_file().then(|| record(&into));
    (output.status.code(), err(&output), answered)
}

#[test]
fn a_promise_about_some_people_says_what_a_plan_for_them_says() {
    let promise = "\n[[promise]]\nrule = 'coverage(助餐点, age >= 70 and not age >= 85) >= 99 %'\n";
    let (_, said, record) = score_with(promise);
    let settled = &record.expect(&said)["ledger"][0]["before"];
    let eligible = "\n[eligible]\nrule = 'age >= 70 and not age >= 85'\n";
    let (_, said, record) = score_with(eligible);
    let kind = &record.expect(&said)["before"]["kinds"]["助餐点"];
    let (value, coverage) = (settled["value"].as_f64(), kind["coverage"].as_f64());
    assert!(
        (value.unwrap() - coverage.unwrap()).abs() < 1e-3,
        "{settled} {kind}"
    );
    assert!(coverage > Some(0.0) && coverage < Some(0.99), "{kind}");
}

#[test]
fn a_promise_about_a_column_that_is_not_there_points_at_it() {
    for (rule, at) in [
        ("income < 1000", "income"),
        ("age >= 70 and agee > 3", "agee"),
    ] {
        let promise = format!("\n[[promise]]\nrule = 'coverage(助餐点, {rule}) >= 9 %'\n");
        let (code, said, _) = score_with(&promise);
        assert_eq!(code, Some(2), "{said}");
        assert!(
            said.contains(at) && said.contains('^') && said.contains("promise.0.rule"),
            "{said}"
        );
    }
    let (code, said, _) =
        score_with("\n[[promise]]\nrule = 'coverage(助餐点, age >= old) >= 9 %'\n");
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("column 22") && said.contains('^'), "{said}");
}

#[test]
fn all_seniors_are_told_beside_the_eligible_as_if_the_plan_were_for_them() {
    let (code, _, some) = score_with("[eligible]\nrule = 'age >= 80'\n");
    assert!(code <= Some(1));
    let (_, _, all) = score_with("");
    let (some, all) = (some.unwrap(), all.unwrap());
    assert!(some["seniors"]["eligible"].as_u64() < some["seniors"]["total"].as_u64());
    assert!(all["everybody"].is_null());
    assert_eq!(some["everybody"]["before"], all["before"]);
    let parts = ["sharing", "units"];
    let without_parts = |phase: &serde_json::Value| {
        let mut phase = phase.clone();
        for kind in phase["kinds"].as_object_mut().unwrap().values_mut() {
            for part in parts {
                kind[part] = serde_json::Value::Null;
            }
        }
        phase
    };
    let told = &some["everybody"]["assessed_before"];
    assert_eq!(
        without_parts(told),
        without_parts(&all["assessment"]["before"])
    );
}
