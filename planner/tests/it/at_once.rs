//! A folder holds one run, whole, whenever the process is killed, and what others put there stays.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Files by name, without temporary ones and without the seconds that a run took.
type Files = BTreeMap<String, Vec<u8>>;

/// Two runs whose files differ, and whose sets of files differ.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    First,
    Second,
}

struct Place {
    keep: tempfile::TempDir,
    scenario: PathBuf,
}

impl Place {
    fn new() -> Self {
        let keep = tempfile::tempdir().unwrap();
        let inputs = keep.path().join("inputs");
        let made = Command::new(env!("CARGO_BIN_EXE_planner"))
            .args(["synth", "--seniors", "2000", "--seed", "5", "--out"])
            .arg(&inputs)
            .output()
            .unwrap();
        assert!(made.status.success());
        Self {
            scenario: inputs.join("scenario.toml"),
            keep,
        }
    }

    fn out(&self) -> PathBuf {
        self.keep.path().join("out").join("run")
    }

    fn start(&self, which: Which) -> Child {
        let mut run = Command::new(env!("CARGO_BIN_EXE_planner"));
        if which == Which::Second {
            run.args(["score", "--set", "title=second"]);
        } else {
            run.arg("propose");
        }
        run.arg(&self.scenario).arg("--out").arg(self.out());
        run.stdout(Stdio::null()).stderr(Stdio::null());
        run.spawn().unwrap()
    }

    fn files(&self, which: Which) -> Files {
        let status = self.start(which).wait().unwrap();
        assert!(status.code().is_some_and(|code| code <= 1), "{status}");
        files(&self.out())
    }
}

fn files(dir: &Path) -> Files {
    let mut files = Files::new();
    for entry in fs::read_dir(dir).into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with(".planner-") || !path.is_file() {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.lines().filter(|line| !line.contains("\"solve_s\""));
        let kept: Vec<&str> = lines.collect();
        files.insert(name, kept.join("\n").into_bytes());
    }
    files
}

#[test]
fn a_run_that_is_killed_leaves_all_old_files_or_all_new_ones() {
    let place = Place::new();
    let first = place.files(Which::First);
    let begun = Instant::now();
    let second = place.files(Which::Second);
    let usual = begun.elapsed();
    assert!(first.contains_key("proposal.geojson") && !second.contains_key("proposal.geojson"));
    assert_ne!(first["run.json"], second["run.json"]);
    let (mut old, mut new) = (0, 0);
    for step in 0..40_u32 {
        let which = if step % 2 == 0 {
            Which::Second
        } else {
            Which::First
        };
        let mut run = place.start(which);
        // Most of the kills where files are put in place: near the end.
        let wait = usual.mul_f64(0.5 + f64::from(step % 20) * 0.03);
        std::thread::sleep(wait);
        let _ = run.kill();
        run.wait().unwrap();
        let left = files(&place.out());
        assert!(
            left == first || left == second,
            "step {step}: files of two runs: {:?}",
            left.keys().collect::<Vec<_>>()
        );
        let is_new = (left == second) == (which == Which::Second);
        *(if is_new { &mut new } else { &mut old }) += 1;
    }
    assert!(old + new == 40, "{old} old, {new} new");
    // The next run removes what the killed ones left beside the folder.
    place.files(Which::Second);
    let beside = fs::read_dir(place.keep.path().join("out")).unwrap();
    let left: Vec<String> = beside
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with(".planner-"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn what_others_put_into_the_folder_stays() {
    let place = Place::new();
    place.files(Which::First);
    let out = place.out();
    fs::create_dir_all(out.join("export/inner")).unwrap();
    fs::write(out.join("export/inner/table.csv"), "1").unwrap();
    fs::write(out.join("notes.txt"), "call the bureau").unwrap();
    let second = place.files(Which::Second);
    assert!(!second.contains_key("proposal.geojson"), "an old file goes");
    assert_eq!(fs::read(out.join("export/inner/table.csv")).unwrap(), b"1");
    assert_eq!(fs::read(out.join("notes.txt")).unwrap(), b"call the bureau");
    assert!(fs::metadata(&out).unwrap().is_dir());
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_exchanged_never_shows_a_record_of_another_run() {
    let place = Place::new();
    let first = place.files(Which::First);
    let out = place.out();
    // A link is none of the planner's files, so that file after file is replaced.
    std::os::unix::fs::symlink(&place.scenario, out.join("link.toml")).unwrap();
    let begun = Instant::now();
    let second = place.files(Which::Second);
    let usual = begun.elapsed();
    assert!(out.join("link.toml").is_symlink());
    let without_link = |mut files: Files| {
        files.remove("link.toml");
        files
    };
    let second = without_link(second);
    for step in 0..24_u32 {
        let which = if step % 2 == 1 {
            Which::Second
        } else {
            Which::First
        };
        let mut run = place.start(which);
        std::thread::sleep(usual.mul_f64(0.7 + f64::from(step % 12) * 0.03));
        let _ = run.kill();
        run.wait().unwrap();
        let left = without_link(files(&out));
        if left.contains_key("run.json") {
            assert!(left == first || left == second, "step {step}");
        }
    }
    // Whatever a killed run left, the next one is whole.
    std::thread::sleep(Duration::from_millis(5));
    assert!(without_link(place.files(Which::Second)) == second);
}
