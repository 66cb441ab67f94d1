//! The README's scenario end to end: reviewed numbers. A failing test never rewrites its own expectation.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// What the README's main job answers, as reviewed; change it by hand, with the reason in the commit.
const REVIEWED: &str = "\
seniors 100000 eligible 100000 demand points 11820 unsnapped 0
islands 457
before canteen: covered 15649 beyond 83661 unreachable 690 unsnapped 0, half within 39.7 min
after canteen: covered 53392 beyond 45918 unreachable 690 unsnapped 0, half within 14.0 min
11 sites cover 53392, at most 53392
";

#[test]
fn the_main_job_answers_as_reviewed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let out = tempfile::tempdir().unwrap();
    let answered = Command::new(env!("CARGO_BIN_EXE_planner"))
        .arg("propose")
        .arg(root.join("scenarios/malta.toml"))
        .arg("--out")
        .arg(out.path())
        .arg("--json")
        .output()
        .unwrap();
    assert_eq!(
        answered.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&answered.stderr)
    );
    let record: Value = serde_json::from_slice(&answered.stdout).unwrap();
    assert_eq!(told(&record), REVIEWED);
}

/// The numbers of a record that a reader of the README sees.
fn told(record: &Value) -> String {
    let mut text = String::new();
    let seniors = &record["seniors"];
    let _ = writeln!(
        text,
        "seniors {} eligible {} demand points {} unsnapped {}",
        seniors["total"], seniors["eligible"], seniors["demand_points"], seniors["unsnapped"]
    );
    let _ = writeln!(text, "islands {}", record["network"]["islands"]);
    for when in ["before", "after"] {
        let kind = &record[when]["kinds"]["canteen"];
        let minutes = kind["p50_walk_s"].as_f64().unwrap() / 60.0;
        let _ = writeln!(
            text,
            "{when} canteen: covered {} beyond {} unreachable {} unsnapped {}, half within {minutes:.1} min",
            kind["covered"], kind["beyond"], kind["unreachable"], kind["unsnapped"]
        );
    }
    let proposal = &record["proposal"];
    let _ = writeln!(
        text,
        "{} sites cover {}, at most {}",
        proposal["sites"].as_array().unwrap().len(),
        proposal["objective"].as_f64().unwrap(),
        proposal["bound"].as_f64().unwrap()
    );
    text
}
