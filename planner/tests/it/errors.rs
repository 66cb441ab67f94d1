//! Errors in both languages: the same facts, and Chinese that is Chinese.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::cli::{copy, district};
use crate::command::{planner, said, text};

/// What a broken question prints in a language, which ends with exit code 2.
fn told(args: &[&str], lang: &str) -> String {
    let output = planner(&[args, &["--lang", lang]].concat());
    assert_eq!(output.status.code(), Some(2), "{args:?}: {}", said(&output));
    said(&output)
}

fn is_chinese(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

/// Numbers, keys and names of files: what an error is about, without the words between.
fn facts(told: &str) -> BTreeSet<String> {
    let is_of_fact = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '/' | '-');
    let parts = told.split(|c: char| !is_of_fact(c));
    let parts = parts.map(|part| part.trim_end_matches(['.', '/']).to_owned());
    parts
        .filter(|part| part.contains(['.', '_', '/']) || part.parse::<u64>().is_ok())
        .collect()
}

/// Words of English that no name of a key or a file is.
fn english(told: &str) -> Vec<&str> {
    // "No such file" is what the system says.
    let sentence = [];
    let words = told.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| sentence.contains(word)).collect()
}

#[test]
fn errors_tell_the_same_in_chinese_and_english() {
    let scenario = district().join("scenario.toml");
    let at = text(&scenario);
    let sets: [&str; 21] = [
        "walk.profile=\"elder_wlak\"",
        "walk.speed_mps=99",
        "walk.sped_mps=1",
        "walk.speed_by_age=3",
        "standard.0.within_min=0",
        "standard.0.kin=\"x\"",
        "siting.model=\"best\"",
        "siting.sites=-3",
        "siting.rollout=[1, 7]",
        "siting.front=\"beauty\"",
        "siting.alternatives_differ=2",
        "siting.walk_cost_per_hour=3",
        "privacy.threshold=2",
        "seniors.0.crs=\"mars\"",
        "seniors.9.crs=\"wgs84\"",
        "eligible.rule='age >= \"70\"'",
        "eligible.rule='(age >= 70'",
        "eligible.rule='wages >= 70'",
        "promise.0.rule='every street has'",
        "promise.0.rule='coverage(助餐点, age >= \"x\") >= 50 %'",
        "as_of=\"yesterday\"",
    ];
    let mut questions: Vec<Vec<&str>> = (sets.iter())
        .map(|set| vec!["score", at, "--set", set])
        .collect();
    questions.push(vec!["score", "no-such-scenario.toml"]);
    questions.push(vec!["isochrone", at, "--at", "here", "--out", "x.geojson"]);
    questions.push(vec![
        "isochrone",
        at,
        "--at",
        "0.5,0.5",
        "--out",
        "x.geojson",
    ]);
    questions.push(vec!["explain", at, "--demand", "nobody"]);
    questions.push(vec!["report", "no-such-folder"]);
    questions.push(vec!["verify", "no-such-folder"]);
    questions.push(vec!["replay", "no-such-folder"]);
    questions.push(vec!["compare", "no-such-folder", "no-such-folder"]);
    questions.push(vec!["findings", "no-such-code"]);
    for question in questions {
        let (zh, en) = (told(&question, "zh"), told(&question, "en"));
        assert!(zh.contains(is_chinese), "{question:?}: {zh}");
        assert_eq!(english(&zh), [""; 0], "{question:?}: {zh}");
        assert_eq!(facts(&zh), facts(&en), "{question:?}: {zh} {en}");
    }
}

/// What is told of a spoilt table of seniors.
fn of_table(rows: &str, lang: &str) -> String {
    let dir = copy();
    fs::write(dir.path().join("seniors.csv"), rows).unwrap();
    let scenario = dir.path().join("scenario.toml");
    let told = told(&["score", text(&scenario)], lang);
    told.replace(text(dir.path()), "")
}

#[test]
fn a_spoilt_table_is_told_by_row_in_both_languages() {
    let tables = [
        ("", "文件为空"),
        ("甲,乙\n1,2\n", "columns"),
        ("编号,经度,纬度\n1,39.9,116.4\n2,39.9,116.4\n", "对调"),
        (
            "编号,经度,纬度,备注\n1,102.3,39.8,\"没有结束\n2,102.3,39.8,x\n",
            "第 1 行",
        ),
    ];
    for (rows, expected) in tables {
        let (zh, en) = (of_table(rows, "zh"), of_table(rows, "en"));
        assert!(zh.contains(expected) && zh.contains("seniors.csv"), "{zh}");
        assert_eq!(english(&zh), [""; 0], "{zh}");
        assert!(en.contains("seniors.csv") && zh != en, "{en}");
    }
}

#[test]
fn the_language_is_the_scenarios_where_none_is_typed() {
    let spoilt = |language: &str| {
        let dir = copy();
        let path = dir.path().join("scenario.toml");
        let text = fs::read_to_string(&path).unwrap();
        let text = text.replace("language = \"zh\"", &format!("language = \"{language}\""));
        fs::write(&path, format!("{text}\n[nonsense]\n")).unwrap();
        (dir, path)
    };
    let told = |path: &Path| said(&planner(&["check", text(path)]));
    let (_keep, path) = spoilt("zh");
    assert!(told(&path).contains("没有名为"), "{}", told(&path));
    let (_keep, path) = spoilt("en");
    assert!(told(&path).contains("unknown key"), "{}", told(&path));
    // Where nobody knows who reads, both are told.
    let both = told(Path::new("no-such-scenario.toml"));
    assert!(
        both.contains("无法读取") && both.contains("cannot read"),
        "{both}"
    );
}
