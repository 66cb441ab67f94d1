//! The house rules that a compiler cannot check: who imports whom, which file names which crate, how long a file is,
//! what it is called. ARCHITECTURE.md says why.

#![allow(clippy::unwrap_used, reason = "a test stops at what it cannot read")]

use std::fs;
use std::path::{Path, PathBuf};

/// The stages in the order of the journey; each may import the foundation and the stages above it.
const STAGES: [&str; 9] = [
    "osm",
    "network",
    "places",
    "impedance",
    "snap",
    "reach",
    "coverage",
    "siting",
    "report",
];

/// Modules that know no stage.
const FOUNDATION: [&str; 12] = [
    "units",
    "ids",
    "crs",
    "projection",
    "hex",
    "findings",
    "progress",
    "text",
    "files",
    "geopackage",
    "spelling",
    "rule",
];

/// Imports against the order, each with its reason.
const ALLOWED_AGAINST_ORDER: [(&str, &str); 2] = [
    // A scenario says which files to read and how; its plain types hold no TOML.
    ("places", "scenario"),
    ("report", "scenario"),
];

/// Crates that only these files may name.
const CRATE_DOORS: [(&str, &[&str]); 23] = [
    ("calamine", &["planner/src/places/table/book/"]),
    (
        "zip",
        &[
            "planner/src/places/table/book/",
            "planner/src/network/terrain/",
        ],
    ),
    ("quick_xml", &["planner/src/places/table/book/"]),
    ("html5gum", &["planner/src/places/table/book/page.rs"]),
    ("cfb", &["planner/src/places/table/book/"]),
    ("osmpbf", &["planner/src/osm/pbf.rs", "planner/benches/"]),
    (
        "rstar",
        &["planner/src/network/index.rs", "viewer/src/map/pick.rs"],
    ),
    ("h3o", &["planner/src/hex.rs"]),
    ("geojson", &["planner/src/places/", "planner/src/report/"]),
    // Union-find, and the graph traits by which its algorithms check ours.
    (
        "petgraph",
        &[
            "planner/src/network/components.rs",
            "planner/src/impedance/",
            "planner/src/hex.rs",
            "planner/src/report/privacy/",
            "planner/src/report/release/",
            "planner/src/coverage/gaps/",
            "planner/benches/",
        ],
    ),
    (
        "parquet",
        &[
            "planner/src/report/matrix.rs",
            "planner/src/places/table/parquet",
            "planner/src/report/export/geoparquet.rs",
        ],
    ),
    ("resvg", &["planner/src/report/page/export/paint.rs"]),
    ("fontdb", &["planner/src/report/page/export/paint.rs"]),
    ("rusqlite", &["planner/src/geopackage/"]),
    ("rustix", &["planner/src/report/files/"]),
    ("wkb", &["planner/src/geopackage/"]),
    ("rust_xlsxwriter", &["planner/src/report/export/xlsx.rs"]),
    ("tiff", &["planner/src/network/terrain/geotiff.rs"]),
    ("clap", &["planner/src/cli/", "viewer/src/"]),
    ("egui", &["viewer/"]),
    ("glow", &["viewer/src/map/canvas/buffers/"]),
    ("egui_glow", &["viewer/src/map/canvas/buffers/"]),
    ("pinyin", &["viewer/src/map/names.rs"]),
];

/// Names that say nothing about the domain.
const FORBIDDEN_NAMES: [&str; 6] = ["utils", "common", "helpers", "misc", "types", "manager"];

/// The longest file, tests not counted.
const MOST_LINES: usize = 500;

/// The most files in a folder.
const MOST_FILES: usize = 12;

struct Source {
    path: String,
    code: Vec<String>,
}

#[test]
fn stages_import_only_what_comes_before_them() {
    let mut wrong = Vec::new();
    for source in sources("planner/src") {
        let Some(room) = room(&source.path) else {
            continue;
        };
        for (line, text) in source.code.iter().enumerate() {
            for target in imports(text) {
                if !may_import(&room, &target) {
                    wrong.push(format!(
                        "{}:{}: {room} imports {target}",
                        source.path,
                        line + 1
                    ));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "imports against the journey:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn each_crate_is_named_only_behind_its_door() {
    let mut wrong = Vec::new();
    for source in sources("planner").into_iter().chain(sources("viewer")) {
        for (name, doors) in CRATE_DOORS {
            let behind = doors.iter().any(|door| source.path.starts_with(door));
            if behind || is_test(&source) {
                continue;
            }
            for (line, text) in source.code.iter().enumerate() {
                if names_crate(text, name) {
                    wrong.push(format!("{}:{}: names {name}", source.path, line + 1));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "crates named outside their doors:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn no_file_outgrows_its_idea() {
    let long: Vec<_> = sources("planner")
        .into_iter()
        .chain(sources("viewer"))
        .filter(|source| !is_test(source) && source.code.len() > MOST_LINES)
        .map(|source| format!("{}: {} lines", source.path, source.code.len()))
        .collect();
    assert!(
        long.is_empty(),
        "files over {MOST_LINES} lines:\n{}",
        long.join("\n")
    );
}

#[test]
fn names_come_from_the_domain() {
    let wrong: Vec<_> = sources("planner")
        .into_iter()
        .chain(sources("viewer"))
        .filter(|source| {
            let parts = source.path.split('/');
            parts
                .map(|p| p.trim_end_matches(".rs"))
                .any(|p| FORBIDDEN_NAMES.contains(&p))
        })
        .map(|source| source.path)
        .collect();
    assert!(wrong.is_empty(), "forbidden names: {wrong:?}");
}

#[test]
fn folders_stay_small() {
    let mut counts = std::collections::BTreeMap::<String, usize>::new();
    for source in sources("planner/src")
        .into_iter()
        .chain(sources("viewer/src"))
    {
        let folder = source
            .path
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        *counts.entry(folder.to_owned()).or_default() += 1;
    }
    // The front halls hold the foundation and the doors to all rooms.
    counts.retain(|folder, _| !folder.ends_with("/src"));
    let crowded: Vec<_> = counts.iter().filter(|(_, n)| **n > MOST_FILES).collect();
    assert!(crowded.is_empty(), "crowded folders: {crowded:?}");
}

#[test]
fn nothing_is_left_unfinished_or_tied_to_a_machine() {
    let marks = ["TO", "FIX"].map(|m| format!("{m}{}", if m == "TO" { "DO" } else { "ME" }));
    let mut wrong = Vec::new();
    let all = sources("planner").into_iter().chain(sources("viewer"));
    for source in all.filter(|source| source.path != "planner/tests/tidy.rs") {
        for (line, text) in source.code.iter().enumerate() {
            let unfinished = marks.iter().any(|m| text.contains(m)) || text.contains("if false");
            if unfinished {
                wrong.push(format!("{}:{}: {text}", source.path, line + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "unfinished:\n{}", wrong.join("\n"));
}

/// Every error is told in both languages, variant by variant.
#[test]
fn errors_are_told_in_both_languages() {
    let mut silent = Vec::new();
    for source in sources("planner/src") {
        let code = source.code.join("\n");
        let errors = code.matches("#[error(").count();
        let types = code.split("#[derive(").skip(1);
        let types = types.filter(|rest| {
            let traits = rest.split(')').next().unwrap_or_default();
            traits.split(", ").any(|t| t.ends_with("Error"))
        });
        let told: Vec<&str> = code.split("\nimpl Told for ").skip(1).collect();
        let falls_through = told.iter().any(|told| {
            let chinese = told.split("fn behind").next().unwrap_or_default();
            chinese
                .split("\n}\n")
                .next()
                .unwrap_or_default()
                .contains("            _ =>")
        });
        if errors > 0 && types.count() != told.len() || falls_through {
            silent.push(source.path);
        }
    }
    assert!(silent.is_empty(), "English only: {silent:?}");
}

#[test]
fn the_rules_can_fail() {
    assert!(!may_import("osm", "reach"));
    assert!(!may_import("units", "osm"));
    assert!(!may_import("siting", "study"));
    assert!(may_import("reach", "network") && may_import("study", "report"));
    assert_eq!(
        imports("use crate::{network, osm::read};"),
        ["network", "osm"]
    );
    assert_eq!(imports("    let x = crate::snap::LIMIT;"), ["snap"]);
    assert!(names_crate("use h3o::CellIndex;", "h3o") && names_crate("h3o::LatLng::new()", "h3o"));
    assert!(!names_crate(
        "use crate::report::geojson::write;",
        "geojson"
    ));
    assert!(!names_crate("//! says h3o::CellIndex", "h3o"));
}

fn workspace() -> PathBuf {
    let planner = Path::new(env!("CARGO_MANIFEST_DIR"));
    planner.parent().unwrap().to_path_buf()
}

/// All Rust files under a folder, without their unit tests.
fn sources(folder: &str) -> Vec<Source> {
    let root = workspace();
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.lines().take_while(|l| *l != "#[cfg(test)]");
                let relative = path.strip_prefix(&root).unwrap().to_string_lossy();
                found.push(Source {
                    path: relative.replace('\\', "/"),
                    code: code.map(str::to_owned).collect(),
                });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn is_test(source: &Source) -> bool {
    source.path.contains("/tests/") || source.path.ends_with("/tests.rs")
}

/// The room of a file of the planner: the first part of its path.
fn room(path: &str) -> Option<String> {
    let inside = path.strip_prefix("planner/src/")?;
    let first = inside.split('/').next()?;
    let room = first.trim_end_matches(".rs");
    (!inside.ends_with("tests.rs") && room != "lib" && room != "main").then(|| room.to_owned())
}

/// The rooms that a line names after `crate::`.
fn imports(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    if line.trim_start().starts_with("//") {
        return found;
    }
    for after in line.split("crate::").skip(1) {
        let list = after
            .strip_prefix('{')
            .map_or(after, |l| l.trim_end_matches("};"));
        let many = after.starts_with('{');
        for item in list.split(", ") {
            let word: String = item
                .trim()
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect();
            if word.chars().next().is_some_and(|c| c.is_ascii_lowercase()) {
                found.push(word);
            }
            if !many {
                break;
            }
        }
    }
    found
}

fn may_import(room: &str, target: &str) -> bool {
    if room == target || FOUNDATION.contains(&target) {
        return true;
    }
    if ALLOWED_AGAINST_ORDER.contains(&(room, target)) {
        return true;
    }
    if FOUNDATION.contains(&room) {
        return false;
    }
    let place = |name: &str| STAGES.iter().position(|s| *s == name);
    match (place(room), place(target)) {
        (Some(mine), Some(theirs)) => theirs < mine,
        (Some(_), None) => false,
        (None, _) => true,
    }
}

/// Whether a line of code names a crate.
fn names_crate(line: &str, name: &str) -> bool {
    let code = line.trim_start();
    if code.starts_with("//") {
        return false;
    }
    let path = format!("{name}::");
    code.match_indices(&path).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
    })
}
