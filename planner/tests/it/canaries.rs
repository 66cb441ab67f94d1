//! Random cells of every column hold somebody's phone, identity number or name; no byte that is left or printed has one.

use std::fs;
use std::path::Path;

use crate::command::{planner, said, text};

/// A small generator of numbers, the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

/// Somebody's name, of a usual family, which occurs nowhere else.
fn name(i: usize) -> String {
    let families: Vec<char> = "王李张刘陈杨赵黄周吴".chars().collect();
    let rare: Vec<char> = "丏丒丗丠丣乂乄乇乛乜亍亓亖亝亠亯仂仉仚仜".chars().collect();
    format!(
        "{}{}{}",
        families[i % 10],
        rare[i / 10 % 20],
        rare[i / 200 % 20]
    )
}

/// What a cell holds that it should not, and what must never be found again.
fn canary(i: usize, own: &str) -> (String, String) {
    let phone = format!("137{:08}", 50_000_000 + i * 7919);
    let identity = format!(
        "370103193{}0{}{:02}{:03}{}",
        i % 10,
        1 + i % 9,
        10 + i % 18,
        i % 1000,
        i % 10
    );
    let name = name(i);
    match i % 6 {
        0 => (phone.clone(), phone),
        1 => (identity.clone(), identity),
        2 => (format!("{own}（{name}）"), name),
        3 => (format!("{own} 负责人{name}"), name),
        4 => (format!("{own}，联系{phone}"), phone),
        _ => (format!("{own}({identity})"), identity),
    }
}

/// Puts canaries into random cells of a table, all columns in turn, and adds columns that are full of them.
fn spoil(path: &Path, dice: &mut Dice, from: usize) -> Vec<String> {
    let table = fs::read_to_string(path).unwrap();
    let mut rows: Vec<Vec<String>> = table
        .trim_start_matches('\u{feff}')
        .lines()
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect();
    let mut secrets = Vec::new();
    let (rows_of_data, columns) = (rows.len() - 1, rows[0].len());
    for i in 0..columns * 4 {
        let row = 1 + dice.below(rows_of_data);
        let (cell, secret) = canary(from + i * 5 + dice.below(5), &rows[row][i % columns]);
        rows[row][i % columns] = cell;
        secrets.push(secret);
    }
    rows[0].extend(["姓名", "备注", "子女手机"].map(str::to_owned));
    for (i, row) in rows.iter_mut().enumerate().skip(1) {
        for column in 0..3 {
            let (cell, secret) = canary(from + 500 + i * 3 + column, "");
            row.push(cell);
            secrets.push(secret);
        }
    }
    let lines: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
    let table = lines.join("\n");
    // The search would find them: the columns that were added stand as they were written.
    assert!(
        secrets
            .iter()
            .rev()
            .take(3 * rows_of_data)
            .all(|secret| table.contains(secret))
    );
    fs::write(path, table).unwrap();
    secrets
}

/// Fails where any secret stands in some bytes.
fn assert_silent(secrets: &[String], bytes: &[u8], whence: &str) {
    let text = String::from_utf8_lossy(bytes);
    for secret in secrets {
        assert!(!text.contains(secret.as_str()), "{whence} holds {secret}");
    }
}

fn assert_silent_below(secrets: &[String], folder: &Path, whence: &str) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert_silent_below(secrets, &path, whence);
        } else {
            let whence = format!("{whence}: {}", path.display());
            assert_silent(secrets, &fs::read(&path).unwrap(), &whence);
        }
    }
}

#[test]
fn no_random_cell_that_tells_of_somebody_is_ever_seen_again() {
    for seed in 1..=2 {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("inputs");
        let (number, out) = (seed.to_string(), dir.path().join("out"));
        let made = planner(&[
            "synth",
            "--seniors",
            "1000",
            "--seed",
            &number,
            "--out",
            text(&folder),
        ]);
        assert!(made.status.success(), "{}", said(&made));
        let mut dice = Dice(seed);
        let mut secrets = Vec::new();
        for (at, table) in ["seniors.csv", "facilities.csv", "premises.csv"]
            .iter()
            .enumerate()
        {
            secrets.extend(spoil(&folder.join(table), &mut dice, 1 + at * 2_000));
        }
        let scenario = folder.join("scenario.toml");
        let (scenario, out) = (text(&scenario), text(&out));
        for line in [
            vec!["check", scenario, "--lang", "zh"],
            vec!["check", scenario, "--json"],
            vec![
                "propose", scenario, "--out", out, "--detail", "--lang", "en",
            ],
            vec!["explain", scenario, "--at", "102.3,39.9", "--lang", "zh"],
        ] {
            let output = planner(&line);
            let whence = format!("seed {seed}, {}", line[0]);
            assert!(
                output.status.code().unwrap() <= 2,
                "{whence}: {}",
                said(&output)
            );
            assert_silent(&secrets, &output.stdout, &whence);
            assert_silent(&secrets, &output.stderr, &whence);
        }
        assert!(Path::new(out).join("run.json").is_file(), "seed {seed}");
        assert_silent_below(
            &secrets,
            dir.path().join("out").as_path(),
            &format!("seed {seed}"),
        );
    }
}
