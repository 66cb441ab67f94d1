//! Runs that publish at the same time into folders beside each other: each must know what the others told.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::{Told, Town, text};

fn start(inputs: &Path, out: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_planner"))
        .args(["propose", text(&inputs.join("scenario.toml"))])
        .args(["--out", text(out), "--lang", "en", "--threads", "1"])
        .args(["--set", "standard.0.within_min=5"])
        .args(["--set", "districts.file=communities.geojson"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn a_run_waits_for_another_that_publishes_beside_it() {
    let town = Town::new(1000, 11);
    let beside = town.out("out");
    fs::create_dir_all(&beside).unwrap();
    let folder = File::open(&beside).unwrap();
    folder.lock().unwrap();
    let run = beside.join("run");
    let mut waiting = start(&town.inputs("all"), &run);
    let mut says = BufReader::new(waiting.stderr.take().unwrap()).lines();
    let said = says.find(|line| line.as_ref().unwrap().contains("waiting for it"));
    assert!(said.unwrap().unwrap().contains("releases.json"));
    assert!(!run.join("run.json").exists() && waiting.try_wait().unwrap().is_none());
    folder.unlock().unwrap();
    assert!(waiting.wait().unwrap().code().is_some_and(|code| code <= 1));
    assert!(run.join("run.json").is_file());
}

#[test]
fn runs_at_the_same_time_expose_nobody() {
    let town = Town::new(3000, 11);
    let rows = [None, Some(300), Some(903), Some(1500)];
    let inputs = rows.map(|gone| {
        let name = format!("without{gone:?}");
        town.without(&name, "seniors.csv", |row| {
            row % 3 == 0 && Some(row) != gone
        })
    });
    let outs: Vec<_> = (0..rows.len())
        .map(|number| town.out(&format!("out/{number}")))
        .collect();
    let runs: Vec<Child> = inputs
        .iter()
        .zip(&outs)
        .map(|(inputs, out)| start(inputs, out))
        .collect();
    for run in runs {
        let done = run.wait_with_output().unwrap();
        assert!(done.status.code().is_some_and(|code| code <= 1));
    }
    let told: Vec<Told> = outs.iter().map(|out| Told::by(out)).collect();
    for (number, one) in told.iter().enumerate() {
        for two in &told[number + 1..] {
            assert_eq!(one.exposed(two), [""; 0]);
        }
    }
}
