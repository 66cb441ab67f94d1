//! No name, phone or identity number of the input is in any byte that the binary leaves or prints, whatever is asked and
//! whatever is wrong.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Output;

use crate::cli::copy;
use crate::command::{planner, text};

/// What must never be found again.
struct Secrets {
    all: Vec<Vec<u8>>,
}

impl Secrets {
    /// Names, phones and identity numbers of so many people, in every encoding that a file could have.
    fn of(people: usize) -> Self {
        let texts = (0..people).flat_map(|i| [name(i), phone(i), identity(i), landline(i)]);
        let encode = |text: String| {
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let gb = encoding_rs::GB18030.encode(&text).0.into_owned();
            [text.into_bytes(), wide, gb]
        };
        let mut all: Vec<Vec<u8>> = texts.flat_map(encode).collect();
        all.sort();
        all.dedup();
        Self { all }
    }

    /// The first of them in some bytes.
    fn found_in(&self, bytes: &[u8]) -> Option<String> {
        // Their first two bytes are looked up, so that each place is compared with few.
        let mut begin = vec![false; 1 << 16];
        let key = |b: &[u8]| usize::from(b[0]) << 8 | usize::from(b[1]);
        self.all.iter().for_each(|secret| begin[key(secret)] = true);
        let starts = bytes
            .windows(2)
            .enumerate()
            .filter(|(_, pair)| begin[key(pair)]);
        starts
            .filter_map(|(at, _)| {
                let rest = &bytes[at..];
                let after = self.all.partition_point(|secret| secret.as_slice() <= rest);
                // The longest that begins here sorts just before the rest, or is one of the few before it.
                let near = self.all[after.saturating_sub(3)..after].iter();
                near.rev().find(|secret| rest.starts_with(secret)).cloned()
            })
            .map(|secret| String::from_utf8_lossy(&secret).into_owned())
            .next()
    }

    fn are_absent(&self, bytes: &[u8], whence: &str) {
        if let Some(secret) = self.found_in(bytes) {
            panic!("{whence} holds {secret}");
        }
    }

    fn are_absent_in(&self, output: &Output, dir: &Path, whence: &str) {
        self.are_absent(&output.stdout, whence);
        self.are_absent(&output.stderr, whence);
        let Ok(entries) = fs::read_dir(dir) else {
            return;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_file() {
                self.are_absent(
                    &fs::read(&path).unwrap(),
                    &format!("{whence}: {}", path.display()),
                );
            }
        }
    }
}

fn name(i: usize) -> String {
    let families = ["欧阳", "司马", "诸葛", "上官"];
    let given: Vec<char> = "丙丁戊己庚辛壬癸卯辰".chars().collect();
    let pick = |n: usize| given[n % 10];
    format!(
        "{}{}{}{}",
        families[i % 4],
        pick(i / 4),
        pick(i / 40),
        pick(i / 400)
    )
}

fn phone(i: usize) -> String {
    format!("139{:08}", 40_000_000 + i * 7919)
}

fn landline(i: usize) -> String {
    format!("0531-8{:06}9", 100_000 + i * 31)
}

/// An identity number with a right check character.
fn identity(i: usize) -> String {
    let body = format!(
        "370103{}{:02}{:02}{:03}",
        1930 + i % 25,
        1 + i % 12,
        1 + i % 28,
        i % 1000
    );
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body
        .bytes()
        .zip(weights)
        .map(|(b, w)| u32::from(b - b'0') * w)
        .sum();
    let check = b"10X98765432"[(sum % 11) as usize];
    format!("{body}{}", char::from(check))
}

/// How many people have secrets; the district has more.
const PEOPLE: usize = 1_200;

/// A district whose tables are full of what they should not hold.
fn full_of_secrets() -> tempfile::TempDir {
    let dir = copy();
    let seniors = dir.path().join("seniors.csv");
    let table = fs::read_to_string(&seniors).unwrap();
    let mut lines = table.trim_start_matches('\u{feff}').lines();
    let mut out = format!(
        "{},姓名,联系电话,身份证号,子女手机,备注,居住状况\n",
        lines.next().unwrap()
    );
    for (i, line) in lines.enumerate() {
        let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        // Cells in the wrong column, one kind of slip after the other.
        match i {
            3 => cells[1] = identity(i),
            5 => cells[2] = phone(i),
            8 => cells[3] = identity(i),
            11 => cells[0] = identity(i),
            _ => {}
        }
        let secret = i.min(PEOPLE - 1);
        let remark = format!("{} {}", name(secret), phone(secret));
        let living = if i == 20 {
            phone(i)
        } else {
            "独居".to_owned()
        };
        let extra = [
            name(secret),
            landline(secret),
            identity(secret),
            phone(secret),
            remark,
            living,
        ];
        writeln!(out, "{},{}", cells.join(","), extra.join(",")).unwrap();
    }
    fs::write(&seniors, out).unwrap();
    let facilities = dir.path().join("facilities.csv");
    let table = fs::read_to_string(&facilities).unwrap();
    let mut lines = table.trim_start_matches('\u{feff}').lines();
    let mut out = format!("{},负责人,负责人电话\n", lines.next().unwrap());
    for (i, line) in lines.enumerate() {
        let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        if i == 2 {
            cells[1] = format!("助餐点 {}", phone(i));
        }
        if i == 4 {
            cells[5] = phone(i);
        }
        writeln!(out, "{},{},{}", cells.join(","), name(i), phone(i)).unwrap();
    }
    fs::write(&facilities, out).unwrap();
    dir
}

#[test]
fn the_search_finds_what_is_there() {
    let secrets = Secrets::of(PEOPLE);
    let dir = full_of_secrets();
    let table = fs::read(dir.path().join("seniors.csv")).unwrap();
    assert!(secrets.found_in(&table).is_some());
    for text in [name(7), phone(1_100), identity(999), landline(0)] {
        assert_eq!(secrets.found_in(format!("x{text}y").as_bytes()), Some(text));
    }
    assert_eq!(
        secrets.found_in("欧阳丙 13900000000 37010319300101000".as_bytes()),
        None
    );
}

#[test]
fn no_output_and_no_message_holds_a_name_a_phone_or_an_identity_number() {
    let secrets = Secrets::of(PEOPLE);
    let dir = full_of_secrets();
    let scenario = dir.path().join("scenario.toml");
    let scenario = text(&scenario);
    let out = tempfile::tempdir().unwrap();
    let folder = |name: &str| out.path().join(name);
    let [score, propose, compare, files] = ["score", "propose", "compare", "files"].map(folder);
    fs::create_dir(&files).unwrap();
    let (times, circle) = (files.join("times.csv"), files.join("circle.geojson"));
    let asked = |line: &str| -> Vec<String> {
        let words = line.split(' ').map(|word| match word {
            "SCENARIO" => scenario.to_owned(),
            "SCORE" => text(&score).to_owned(),
            "PROPOSE" => text(&propose).to_owned(),
            "COMPARE" => text(&compare).to_owned(),
            "TIMES" => text(&times).to_owned(),
            "CIRCLE" => text(&circle).to_owned(),
            word => word.to_owned(),
        });
        words.collect()
    };
    let runs = [
        ("check SCENARIO --lang zh", &files),
        ("check SCENARIO --json", &files),
        ("score SCENARIO --out SCORE --detail --lang zh", &score),
        (
            "propose SCENARIO --out PROPOSE --detail --lang en",
            &propose,
        ),
        ("compare SCORE PROPOSE --out COMPARE", &compare),
        ("matrix SCENARIO --out TIMES", &files),
        ("isochrone SCENARIO --at 102.3,39.9 --out CIRCLE", &files),
        ("explain SCENARIO --at 102.3,39.9 --lang zh", &files),
    ];
    for (line, dir) in runs {
        let args = asked(line);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let output = planner(&args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code().unwrap() <= 1, "{line}: {said}");
        secrets.are_absent_in(&output, dir, line);
    }
    assert!(times.is_file() && circle.is_file() && propose.join("run.json").is_file());
}

#[test]
fn no_error_message_holds_one_either() {
    let secrets = Secrets::of(PEOPLE);
    let whole = |i: usize| format!("{},{},{},117.1,36.6", name(i), phone(i), identity(i));
    let head = "姓名,电话,身份证号,经度,纬度";
    let ruined = format!(
        "{head}\n{}\n{},{},3.70103194503071e17,117.1,36.6\n",
        whole(1),
        name(2),
        phone(2)
    );
    let quote = format!(
        "{head}\n{}\n\"{}\n{}\n{}\n",
        whole(1),
        whole(2),
        whole(3),
        whole(4)
    );
    let headless = format!("{}\n{}\n", whole(1), whole(2));
    let swapped = format!(
        "{head}\n{},{},{},36.6,117.1\n",
        name(1),
        phone(1),
        identity(1)
    );
    let json = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{{\"name\":\"{}\",{}",
        name(1),
        phone(1)
    );
    let nul = format!("{head}\n{}\0\n", whole(1));
    for (file, content) in [
        ("s.csv", &ruined),
        ("s.csv", &quote),
        ("s.csv", &headless),
        ("s.csv", &swapped),
        ("s.geojson", &json),
        ("s.csv", &nul),
        ("s.xlsx", &headless),
        ("s.ods", &headless),
    ] {
        let dir = copy();
        fs::write(dir.path().join(file), content).unwrap();
        let scenario = dir.path().join("scenario.toml");
        let output = planner(&[
            "check",
            text(&scenario),
            "--set",
            &format!("seniors.0.file=\"{file}\""),
        ]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{file}: {said}");
        secrets.are_absent_in(&output, out_of(&dir), file);
    }
}

/// A folder that such a run must not make.
fn out_of(dir: &tempfile::TempDir) -> &'static Path {
    assert!(!dir.path().join("out").exists());
    Path::new("no-such-folder")
}
