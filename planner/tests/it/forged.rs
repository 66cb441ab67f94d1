//! `planner verify` on true runs of every model, and on what a forger makes of them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::command::{planner, said, text};

/// Four homes and three premises on a line, ten minutes apart, with the walks between them.
fn village(siting: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "seniors.csv",
        "id,count,age\nh1,30,70\nh2,20,88\nh3,25,75\nh4,40,81\n",
    );
    write("premises.csv", "id,cost\nA,5\nB,7\nC,4\n");
    write(
        "times.csv",
        "site_id,demand_id,seconds\nA,h1,0\nA,h2,600\nA,h3,1200\nB,h1,600\nB,h2,0\nB,h3,600\nB,h4,1200\n\
         C,h2,1200\nC,h3,600\nC,h4,0\n",
    );
    let scenario = format!(
        "language = \"en\"\n[[seniors]]\nfile = \"seniors.csv\"\n[candidates]\nfile = \"premises.csv\"\n\
         [[standard]]\nkind = \"canteen\"\nwithin_min = 10\n[reach]\nmatrix = \"times.csv\"\n\
         [[tier]]\nname = \"eighty\"\nrule = \"age >= 80\"\n[siting]\n{siting}"
    );
    write("scenario.toml", &scenario);
    let out = folder.path().join("out");
    let scenario = folder.path().join("scenario.toml");
    let answer = planner(&["propose", text(&scenario), "--out", text(&out)]);
    assert_eq!(answer.status.code(), Some(0), "{}", said(&answer));
    (folder, out)
}

fn read(out: &Path, name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(out.join(name)).unwrap()).unwrap()
}

fn verified(out: &Path) -> (Option<i32>, String) {
    let answer = planner(&["verify", text(out), "--lang", "en"]);
    (answer.status.code(), said(&answer))
}

#[test]
fn true_runs_hold_whatever_the_model() {
    for siting in [
        "sites = 1",
        "sites = 3",
        "model = \"p_median\"\nsites = 2",
        "model = \"backup\"\nsites = 2",
        "model = \"min_cost\"\nwalk_cost_per_hour = 2",
        "sites = 2\nbudget = 9",
        "sites = 1\npriority = \"tier\"",
        "sites = 2\npriority = \"need\"",
    ] {
        let (_keep, out) = village(siting);
        let (code, told) = verified(&out);
        assert_eq!(code, Some(0), "{siting}: {told}");
        assert!(told.contains("holds: the plan of"), "{siting}: {told}");
    }
    let (_keep, out) = village("model = \"p_center\"\nsites = 1");
    let (code, told) = verified(&out);
    assert!(
        code == Some(2) && told.contains("nothing was checked"),
        "{told}"
    );
}

#[test]
fn plans_by_tier_are_told_tier_by_tier() {
    // B alone covers 75, but of those over 80 it reaches 20; C reaches 40 of them and 25 others.
    let (_keep, out) = village("sites = 1\npriority = \"tier\"");
    let (_, told) = verified(&out);
    for line in [
        "1 new site reaches 65, as run.json says; tier by tier:",
        "eighty: 40 of 60; no plan that does as well by the tiers before covers more than 40",
        "all others: 25 of 55; no plan that does as well by the tiers before covers more than 25",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
}

#[test]
fn what_a_forger_changes_is_told() {
    for siting in ["sites = 1", "sites = 1\npriority = \"tier\""] {
        let (_keep, out) = village(siting);
        let (certificate, run) = (read(&out, "certificate.json"), read(&out, "run.json"));
        let objective = run["proposal"]["objective"].as_f64().unwrap();
        let lies: [(&str, Value); 10] = [
            ("/proposal/objective", json!(objective + 10.0)),
            ("/proposal/bound", json!(objective - 1.0)),
            ("/proposal/bound", json!(objective + 10.0)),
            ("/proposal/gap", json!(0.5)),
            ("/proposal/proved_optimal", json!(false)),
            ("/proposal/status", json!("gap")),
            ("/proposal/model", json!("backup")),
            ("/proposal/sites/0", Value::Null),
            ("/proposal/sites/0/gain", json!(1)),
            ("/after/kinds/canteen/covered", json!(objective + 1.0)),
        ];
        for (place, lie) in lies {
            let mut forged = run.clone();
            if lie.is_null() {
                forged["proposal"]["sites"].as_array_mut().unwrap().pop();
            } else {
                *forged.pointer_mut(place).unwrap() = lie.clone();
            }
            fs::write(out.join("run.json"), forged.to_string()).unwrap();
            let (code, told) = verified(&out);
            assert_eq!(code, Some(2), "{siting}: {place} = {lie}: {told}");
        }
        fs::write(out.join("run.json"), run.to_string()).unwrap();
        assert_eq!(verified(&out).0, Some(0), "{siting}");
        let mut most = certificate.clone();
        most["most_open"] = json!(5);
        let mut free = certificate.clone();
        for proof in free["proofs"].as_array_mut().unwrap() {
            for price in proof["row_prices"].as_array_mut().unwrap() {
                *price = json!(0);
            }
        }
        // The arcs of sites that the plan does not open.
        let mut bare = certificate.clone();
        let plan = certificate["plan"].as_array().unwrap();
        for row in bare["rows"].as_array_mut().unwrap() {
            let arcs = row["arcs"].as_array_mut().unwrap();
            arcs.retain(|arc| plan.contains(&arc[0]));
        }
        assert_ne!(bare, certificate);
        // Arithmetic comes before the hash: what is refused by it would be without one.
        let (prices, other) = ("the prices prove", "is not the one that the run left");
        for (forged, why) in [(most, prices), (free, prices), (bare, other)] {
            fs::write(out.join("certificate.json"), forged.to_string()).unwrap();
            let (code, told) = verified(&out);
            assert_eq!(code, Some(2), "{siting}: {told}");
            assert!(
                told.contains(why) || told.contains(prices),
                "{siting}: {why}: {told}"
            );
        }
    }
}
