//! Where the inputs of a run are: the folder of its scenario file.

use std::fs;
use std::path::{Path, PathBuf};

use crate::places;
use crate::report::RunRecord;

use super::Error;

/// How many folders above a run are looked at.
const ABOVE: usize = 4;
/// How many folders inside each of them.
const INSIDE: usize = 200;

/// The scenario file's name, as a record has it.
pub(super) fn scenario_file(record: &RunRecord) -> Option<&str> {
    let mut inputs = record.inputs.iter();
    inputs
        .find(|input| input.role == "scenario")
        .map(|input| input.file.as_str())
}

/// The folder of the scenario file: the one that is named, else the first nearby that holds the same file, else the
/// first that holds one of its name and the run's other inputs.
pub(super) fn find(
    dir: &Path,
    inputs: Option<&Path>,
    record: &RunRecord,
) -> Result<PathBuf, Error> {
    if let Some(named) = inputs {
        return Ok(named.to_owned());
    }
    let file = scenario_file(record).unwrap_or_default();
    let lost = || Error::Lost {
        file: file.to_owned(),
        dir: dir.to_owned(),
    };
    if file.is_empty() {
        return Err(lost());
    }
    let hash = record.inputs.iter().find(|input| input.role == "scenario");
    let hash = hash.map_or("", |input| input.sha256.as_str());
    let nearby: Vec<PathBuf> = nearby(dir)
        .into_iter()
        .filter(|home| home.join(file).is_file())
        .collect();
    let same = nearby.iter().find(|home| {
        let read = places::input_file("scenario", &home.join(file), 1);
        read.is_ok_and(|read| read.sha256 == hash)
    });
    let complete = || {
        let has_all = |home: &&PathBuf| {
            record
                .inputs
                .iter()
                .all(|input| home.join(&input.file).is_file())
        };
        nearby.iter().find(has_all)
    };
    same.or_else(complete).cloned().ok_or_else(lost)
}

/// The present folder, the run's and those above it, each followed by the folders inside it.
fn nearby(dir: &Path) -> Vec<PathBuf> {
    let dir = fs::canonicalize(dir).unwrap_or_else(|_| dir.to_owned());
    let mut found = Vec::new();
    let starts = std::env::current_dir()
        .into_iter()
        .chain(dir.ancestors().take(ABOVE).map(Path::to_owned));
    for start in starts {
        let mut inside: Vec<PathBuf> = fs::read_dir(&start)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.is_dir())
            .collect();
        inside.sort();
        inside.truncate(INSIDE);
        found.push(start);
        found.extend(inside);
    }
    found
}
