//! Two folders of the same run, file by file.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use serde_json::Value;

use super::{Difference, Outcome};

/// The only value that may differ between two runs of the same question.
const CLOCK: &str = "solve_s";
/// How many changes of one file are told.
const TOLD: usize = 20;

/// Compares what a run left with what it leaves now.
pub(super) fn folders(then: &Path, now: &Path) -> io::Result<Outcome> {
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(now)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            files.insert(entry.file_name().to_string_lossy().into_owned());
        }
    }
    let mut differences = Vec::new();
    for file in &files {
        let fresh = fs::read(now.join(file))?;
        let changes = match fs::read(then.join(file)) {
            Err(why) if why.kind() == io::ErrorKind::NotFound => {
                vec!["it was not there".to_owned()]
            }
            Err(why) => return Err(why),
            Ok(old) => changes(file, &old, &fresh),
        };
        if !changes.is_empty() {
            differences.push(Difference {
                file: file.clone(),
                changes,
            });
        }
    }
    Ok(if differences.is_empty() {
        Outcome::Identical(files.len())
    } else {
        Outcome::Differs(differences)
    })
}

/// What differs between two versions of a file; nothing where they are the same.
fn changes(file: &str, old: &[u8], fresh: &[u8]) -> Vec<String> {
    if old == fresh {
        return Vec::new();
    }
    let parsed = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok();
    let is_json = Path::new(file)
        .extension()
        .is_some_and(|e| e == "json" || e == "geojson");
    let mut told = Vec::new();
    match (parsed(old), parsed(fresh)) {
        (Some(old), Some(fresh)) if is_json => json(file, "", (&old, &fresh), &mut told),
        _ => told.push(first_line(old, fresh)),
    }
    let more = told.len().saturating_sub(TOLD);
    told.truncate(TOLD);
    if more > 0 {
        told.push(format!("and {more} more"));
    }
    told
}

/// The values that differ in two documents, by their place.
fn json(file: &str, at: &str, (old, fresh): (&Value, &Value), told: &mut Vec<String>) {
    match (old, fresh) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for key in keys
                .into_iter()
                .filter(|key| *key != CLOCK || file != "run.json")
            {
                let of = |map: &serde_json::Map<String, Value>| {
                    map.get(key).cloned().unwrap_or(Value::Null)
                };
                json(file, &format!("{at}.{key}"), (&of(a), &of(b)), told);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (number, pair) in a.iter().zip(b).enumerate() {
                json(file, &format!("{at}.{number}"), pair, told);
            }
        }
        _ if old == fresh => {}
        _ => {
            let short = |value: &Value| -> String { value.to_string().chars().take(60).collect() };
            told.push(format!(
                "{}: {} → {}",
                at.trim_start_matches('.'),
                short(old),
                short(fresh)
            ));
        }
    }
}

/// The first line of a text that differs.
fn first_line(old: &[u8], fresh: &[u8]) -> String {
    let lines = |bytes: &[u8]| -> Vec<String> {
        let text = String::from_utf8_lossy(bytes);
        text.lines()
            .map(|line| line.chars().take(60).collect())
            .collect()
    };
    let (old, fresh) = (lines(old), lines(fresh));
    let at = (0..)
        .take(old.len().max(fresh.len()))
        .find(|at| old.get(*at) != fresh.get(*at));
    let at = at.unwrap_or(0);
    let line = |lines: &[String]| lines.get(at).cloned().unwrap_or_default();
    format!("line {}: {} → {}", at + 1, line(&old), line(&fresh))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_is_no_difference_and_all_else_is() {
        let old = br#"{"a": {"solve_s": 1, "b": [1, 2]}, "c": "x"}"#;
        let clock = br#"{"a": {"solve_s": 2, "b": [1, 2]}, "c": "x"}"#;
        let other = br#"{"a": {"solve_s": 2, "b": [1, 3]}, "d": "x"}"#;
        assert!(changes("run.json", old, clock).is_empty());
        assert_eq!(
            changes("run.json", old, other),
            ["a.b.1: 2 → 3", "c: \"x\" → null", "d: null → \"x\""]
        );
        assert_eq!(
            changes("coverage.geojson", old, clock),
            ["a.solve_s: 1 → 2"]
        );
        assert_eq!(
            changes("findings.csv", b"a\nb\n", b"a\nc\n"),
            ["line 2: b → c"]
        );
    }
}
