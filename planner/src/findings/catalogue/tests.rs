//! The table against the source, in both directions, and against the page.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::*;

/// Texts of the source that look like codes and are none: reasons why ways are not walked, names of profiles and units.
const NO_CODES: [&str; 4] = [
    "not-a-street",
    "separate-sidewalk",
    "unknown-class",
    "utf-8",
];

/// What stages that raise findings are made of.
const STAGES: [&str; 12] = [
    "osm",
    "network",
    "places",
    "impedance",
    "snap",
    "snap.rs",
    "reach",
    "siting",
    "study",
    "study.rs",
    "coverage",
    "cli/run",
];

#[test]
fn each_code_stands_once_and_says_something() {
    let mut codes: Vec<&str> = all().map(|e| e.code).collect();
    let before = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), before, "a code stands twice");
    for entry in all() {
        for text in [entry.means, entry.advice] {
            assert!(
                text.en.ends_with('.') && text.zh.ends_with('。'),
                "{}",
                entry.code
            );
            assert!(
                text.zh
                    .chars()
                    .any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
            );
        }
        assert_eq!(of(entry.code), Some(entry));
    }
    assert_eq!(of("no-such-code"), None);
}

#[test]
fn the_source_and_the_table_know_the_same_codes() {
    let used = codes_of_the_source();
    let known: BTreeSet<String> = all().map(|e| e.code.to_owned()).collect();
    let unknown: Vec<_> = used.difference(&known).collect();
    assert!(
        unknown.is_empty(),
        "codes without an entry in planner/src/findings/catalogue (add one, then `planner findings > FINDINGS.md`): {unknown:?}"
    );
    let unused: Vec<_> = known.difference(&used).collect();
    assert!(
        unused.is_empty(),
        "entries for codes that nothing raises: {unused:?}"
    );
}

#[test]
fn the_page_is_what_the_table_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../FINDINGS.md");
    let written = fs::read_to_string(path).unwrap_or_default();
    let first = page()
        .lines()
        .zip(written.lines().chain(std::iter::repeat("")))
        .position(|(a, b)| a != b);
    assert!(
        written == page(),
        "FINDINGS.md differs from the table from line {:?} on; run `planner findings > FINDINGS.md`",
        first.map(|line| line + 1)
    );
}

/// All codes that the stages write.
fn codes_of_the_source() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut codes = BTreeSet::new();
    for path in rust_files(&root) {
        let inside = path.strip_prefix(&root).unwrap();
        let is_stage = STAGES.iter().any(|stage| inside.starts_with(stage));
        if !is_stage || path.ends_with("tests.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let code = code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        let literals = code.flat_map(|line| line.split('"').skip(1).step_by(2));
        codes.extend(literals.filter(|text| is_code(text)).map(str::to_owned));
    }
    for no_code in NO_CODES {
        codes.remove(no_code);
    }
    codes
}

/// Small letters and digits in at least two parts joined by hyphens.
fn is_code(text: &str) -> bool {
    let is_part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    text.contains('-') && text.len() > 5 && text.split('-').all(is_part)
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files
}
