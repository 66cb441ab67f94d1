//! Exports of a run by the real binary, read back with other readers; replays; attacks on what leaves the office.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use calamine::{Data, DataType as _, Reader as _, Xlsx, open_workbook};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;
use planner::geopackage::{Package, Value};
use planner::reach::{Layers, PacedGraph};
use planner::report::EffectRecord;
use planner::report::dictionary::{ENTRIES, Known, Names, known};
use planner::study::Walkers;
use planner::{ArcTimes, Scenario, Severity, Silent, Study, StudyOptions};
use serde_json::Value as Json;

use crate::command::{planner, said, text};

/// Something that must leave the machine in no form.
const CANARY: &str = "SECRET-7f3a";

/// A district whose seniors carry canaries and whose sites are named to mislead; its run; its exports.
fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(Made::new)
}

struct Made {
    _keep: tempfile::TempDir,
    inputs: PathBuf,
    run: PathBuf,
}

impl Made {
    fn new() -> Self {
        let keep = tempfile::tempdir().unwrap();
        let inputs = keep.path().join("inputs");
        let made = planner(&[
            "synth",
            "--seniors",
            "3000",
            "--seed",
            "11",
            "--out",
            text(&inputs),
        ]);
        assert!(made.status.success(), "{}", said(&made));
        mark(&inputs);
        let run = keep.path().join("out").join("run");
        let scenario = inputs.join("scenario.toml");
        let answered = planner(&[
            "propose",
            text(&scenario),
            "--out",
            text(&run),
            "--lang",
            "en",
            // So short a walk that new sites gain somebody.
            "--set",
            "standard.0.within_min=5",
        ]);
        assert!(answered.status.code().unwrap() <= 1, "{}", said(&answered));
        let more = ["--datum", "gcj02"];
        for more in [&[][..], &more[..]] {
            let mut args = vec!["export", text(&run)];
            args.extend(more);
            let exported = planner(&args);
            assert_eq!(exported.status.code(), Some(0), "{}", said(&exported));
        }
        Self {
            _keep: keep,
            inputs,
            run,
        }
    }

    fn export(&self, name: &str) -> PathBuf {
        self.run.join("export").join(name)
    }
}

/// Gives every senior an id, a name and a telephone that must not be found again, and sites names like formulas.
fn mark(inputs: &Path) {
    let seniors = inputs.join("seniors.csv");
    let table = fs::read_to_string(&seniors).unwrap();
    let mut lines = table.lines();
    let header = lines.next().unwrap();
    let mut marked = format!("{header},姓名,电话\n");
    for (row, line) in lines.enumerate() {
        let _ = writeln!(marked, "{line},{CANARY}-{row},1390000{row:04}");
    }
    fs::write(&seniors, marked).unwrap();
    let facilities = inputs.join("facilities.csv");
    let table = fs::read_to_string(&facilities).unwrap();
    let header: Vec<&str> = table.lines().next().unwrap().split(',').collect();
    let name = header
        .iter()
        .position(|h| h.contains("name") || h.contains("名"))
        .unwrap();
    let mut named = format!("{}\n", header.join(","));
    let starts = ["=1+", "＝1+", "@", "+", "-", "＋", "－", "＠"];
    for (row, line) in table.lines().skip(1).enumerate() {
        let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        cells[name] = format!("{}食堂{row}", starts[row % starts.len()]);
        let _ = writeln!(named, "{}", cells.join(","));
    }
    fs::write(&facilities, named).unwrap();
}

fn features(path: &Path) -> Vec<Json> {
    let layer: Json = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    layer["features"].as_array().unwrap().clone()
}

const LAYERS: [&str; 5] = ["coverage", "districts", "facilities", "proposal", "gaps"];

/// What the standards of the run are called, from its record.
fn names(run: &Path) -> Names {
    let record: Json = serde_json::from_slice(&fs::read(run.join("run.json")).unwrap()).unwrap();
    let mut names = Names::default();
    for number in 0.. {
        let Some(kind) = record["scenario"][format!("standard.{number}.kind")].as_str() else {
            break;
        };
        names.keys.push(kind.to_owned());
        names.kinds.push(kind.to_owned());
        let minutes = record["scenario"][format!("standard.{number}.within_min")].as_str();
        names.minutes.push(minutes.unwrap().to_owned());
    }
    names
}

/// Every property of every file of a run and of its exports, by table.
fn written(made: &Made) -> BTreeMap<String, BTreeSet<String>> {
    let mut written: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut see = |table: &str, property: &str| {
        written
            .entry(table.to_owned())
            .or_default()
            .insert(property.to_owned());
    };
    for layer in LAYERS {
        for path in [
            made.run.join(format!("{layer}.geojson")),
            made.export(&format!("{layer}.gcj02.geojson")),
        ] {
            for feature in features(&path) {
                feature["properties"]
                    .as_object()
                    .unwrap()
                    .keys()
                    .for_each(|name| see(layer, name));
            }
        }
    }
    let mut files: Vec<PathBuf> = fs::read_dir(made.run.join("export"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    files.push(made.run.join("findings.csv"));
    for path in files
        .iter()
        .filter(|path| path.extension().is_some_and(|e| e == "csv"))
    {
        let table = path
            .file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .split('.')
            .next()
            .unwrap();
        csv_of(path).0.iter().for_each(|name| see(table, name));
    }
    written
}

#[test]
fn the_dictionary_holds_every_property_that_is_written_and_no_other() {
    let made = made();
    let names = names(&made.run);
    let written = written(made);
    let mut used: BTreeSet<usize> = BTreeSet::new();
    for (table, properties) in &written {
        let known: BTreeMap<String, Known> = known(table, &names);
        for property in properties {
            let entry = known
                .get(property)
                .unwrap_or_else(|| panic!("{table}.{property} is in no entry"));
            used.insert(entry.order[0]);
            assert!(
                !entry.title(planner::text::Lang::Zh).contains('{'),
                "{property}"
            );
        }
    }
    let unused: Vec<&str> = (0..ENTRIES.len())
        .filter(|at| !used.contains(at))
        .map(|at| ENTRIES[at].property)
        // Only where candidates have rules, and where a standard is for some of the eligible.
        .filter(|property| !["fails_rule", "{kind}_eligible_seniors"].contains(property))
        .collect();
    assert!(
        unused.is_empty(),
        "in the dictionary and in no file: {unused:?}"
    );
}

/// The header and the rows of a table that starts with a byte order mark.
fn csv_of(path: &Path) -> (Vec<String>, Vec<Vec<String>>) {
    let bytes = fs::read(path).unwrap();
    let rest = bytes
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or_else(|| panic!("{} has no mark", path.display()));
    let mut table = csv::Reader::from_reader(rest);
    let header = table.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = table
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect());
    (header, rows.collect())
}

#[test]
fn no_cell_of_a_text_file_is_a_formula() {
    let (header, rows) = csv_of(&made().export("facilities.csv"));
    let name = header.iter().position(|h| h == "name").unwrap();
    assert!(
        rows.iter().any(|row| row[name].starts_with('\'')),
        "{:?}",
        rows[0]
    );
    for row in &rows {
        for (column, cell) in header.iter().zip(row) {
            let first = cell.chars().next().unwrap_or('x');
            let is_number = cell.parse::<f64>().is_ok();
            assert!(
                is_number || !"=+-@＝＋－＠\t\r".contains(first),
                "{column}: {cell}"
            );
        }
    }
}

#[test]
fn a_geopackage_a_parquet_file_and_a_workbook_tell_what_the_layers_tell() {
    let made = made();
    for (mark, folder) in [("", made.run.clone()), (".gcj02", made.run.join("export"))] {
        for layer in LAYERS {
            let told = features(&folder.join(format!("{layer}{mark}.geojson")));
            geopackage_agrees(&made.export(&format!("run{mark}.gpkg")), layer, &told);
            parquet_agrees(&made.export(&format!("{layer}{mark}.parquet")), &told);
        }
    }
    workbook_agrees(made);
}

fn geopackage_agrees(path: &Path, layer: &str, told: &[Json]) {
    let package = Package::open(path).unwrap();
    let tables = package.layers().unwrap();
    let table = tables.iter().find(|t| t.name == layer).unwrap();
    let mut rows = Vec::new();
    package
        .each_row(table, |row| {
            rows.push(row);
            Ok::<_, planner::geopackage::Error>(())
        })
        .unwrap();
    assert_eq!(rows.len(), told.len(), "{layer}");
    for ((geometry, values), feature) in rows.iter().zip(told) {
        assert_eq!(geometry.is_some(), !feature["geometry"].is_null());
        // The first column numbers the rows.
        assert_eq!(table.columns[0], "fid");
        for (column, value) in table.columns.iter().zip(values).skip(1) {
            let there = &feature["properties"][column];
            let same = match value {
                Value::Null => there.is_null(),
                Value::Integer(n) => there.as_i64() == Some(*n) || there.as_bool() == Some(*n == 1),
                Value::Real(x) => there.as_f64() == Some(*x),
                Value::Text(t) => there.as_str() == Some(t),
                Value::Boolean(b) => there.as_bool() == Some(*b),
            };
            assert!(same, "{layer}.{column}: {value:?} and {there}");
        }
    }
    let style = format!("SELECT styleQML FROM layer_styles WHERE f_table_name = '{layer}'");
    assert!(
        package
            .text(&style)
            .unwrap()
            .unwrap()
            .contains("renderer-v2")
    );
}

fn parquet_agrees(path: &Path, told: &[Json]) {
    let reader = SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap();
    let metadata = reader
        .metadata()
        .file_metadata()
        .key_value_metadata()
        .unwrap()
        .clone();
    let geo = metadata.iter().find(|pair| pair.key == "geo").unwrap();
    let geo: Json = serde_json::from_str(geo.value.as_deref().unwrap()).unwrap();
    assert_eq!(
        (geo["version"].as_str(), geo["primary_column"].as_str()),
        (Some("1.1.0"), Some("geometry"))
    );
    assert_eq!(geo["columns"]["geometry"]["encoding"], "WKB");
    let mut rows = 0;
    for (row, feature) in reader.get_row_iter(None).unwrap().zip(told) {
        rows += 1;
        for (name, field) in row.unwrap().get_column_iter() {
            let there = &feature["properties"][name];
            let same = match field {
                Field::Null => there.is_null(),
                Field::Long(n) => there.as_i64() == Some(*n),
                Field::Double(x) => there.as_f64() == Some(*x),
                Field::Str(t) => there.as_str() == Some(t),
                Field::Bool(b) => there.as_bool() == Some(*b),
                Field::Bytes(wkb) => name == "geometry" && wkb.data()[0] == 1,
                _ => false,
            };
            assert!(
                same || name == "geometry" && feature["geometry"].is_null(),
                "{name}: {field} and {there}"
            );
        }
    }
    assert_eq!(rows, told.len());
}

fn workbook_agrees(made: &Made) {
    let mut book: Xlsx<_> = open_workbook(made.export("run.xlsx")).unwrap();
    let sheets = book.sheet_names();
    assert_eq!(
        sheets.first().map(String::as_str),
        Some("summary"),
        "{sheets:?}"
    );
    assert!(sheets.contains(&"notes".to_owned()) && sheets.contains(&"dictionary".to_owned()));
    let districts = book.worksheet_range("districts").unwrap();
    let told = features(&made.run.join("districts.geojson"));
    assert_eq!(districts.height(), told.len() + 1);
    let header: Vec<String> = districts
        .rows()
        .next()
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    let eligible = header.iter().position(|h| h == "eligible seniors").unwrap();
    for (row, feature) in districts.rows().skip(1).zip(&told) {
        let there = feature["properties"]["eligible_seniors"].as_f64();
        let here = match &row[eligible] {
            Data::Float(x) => Some(*x),
            Data::Int(n) => Some(*n as f64),
            _ => None,
        };
        assert_eq!(here, there);
    }
    let summary = book.worksheet_range("summary").unwrap();
    let record: Json =
        serde_json::from_slice(&fs::read(made.run.join("run.json")).unwrap()).unwrap();
    let total = summary
        .rows()
        .find(|row| row[0].get_string() == Some("seniors"))
        .unwrap();
    assert_eq!(total[3].to_string(), record["seniors"]["total"].to_string());
}

#[test]
fn a_displaced_copy_is_displaced_and_says_so() {
    let made = made();
    let plain = features(&made.run.join("facilities.geojson"));
    let moved = features(&made.export("facilities.gcj02.geojson"));
    let mut checked = 0;
    for (plain, moved) in plain.iter().zip(&moved) {
        assert_eq!(moved["properties"]["datum"], "gcj02");
        let at = |f: &Json, axis: usize| f["geometry"]["coordinates"][axis].as_f64();
        if let (Some(lon), Some(lat)) = (at(plain, 0), at(plain, 1)) {
            let place = planner::LonLat::new(lon, lat).unwrap();
            let (x, y) = planner::crs::wgs84_to_gcj02(place);
            assert!(
                (at(moved, 0).unwrap() - x).abs() < 1e-6
                    && (at(moved, 1).unwrap() - y).abs() < 1e-6
            );
            checked += 1;
        }
    }
    assert!(checked > 0);
    let (header, rows) = csv_of(&made.export("facilities.gcj02.csv"));
    let datum = header.iter().position(|h| h == "datum").unwrap();
    assert!(rows.iter().all(|row| row[datum] == "gcj02"));
}

/// All bytes that leave the office, unpacked where a format packs them.
fn everything(made: &Made) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for folder in [made.run.clone(), made.run.join("export")] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if !path.is_file() {
                continue;
            }
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            match path.extension().and_then(|e| e.to_str()) {
                Some("xlsx") => all.extend(unzipped(&path)),
                Some("parquet") => {
                    let reader = SerializedFileReader::new(fs::File::open(&path).unwrap()).unwrap();
                    let rows = reader.get_row_iter(None).unwrap();
                    let text: String = rows.map(|row| row.unwrap().to_string()).collect();
                    all.push((name, text.into_bytes()));
                }
                _ => all.push((name, fs::read(&path).unwrap())),
            }
        }
    }
    all
}

fn unzipped(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// The places of homes as texts and as the bytes of two numbers, in any order of axes and as given, WGS 84 and GCJ-02.
fn homes(made: &Made) -> (BTreeSet<String>, BTreeSet<[u8; 16]>) {
    let (header, rows) = {
        let table = fs::read_to_string(made.inputs.join("seniors.csv")).unwrap();
        let table = table.trim_start_matches('\u{feff}').to_owned();
        let mut rows = table
            .lines()
            .map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
        (rows.next().unwrap(), rows.collect::<Vec<_>>())
    };
    let at = |names: &[&str]| {
        header
            .iter()
            .position(|h| names.contains(&h.trim()))
            .unwrap()
    };
    let (lon, lat) = (at(&["lon", "经度"]), at(&["lat", "纬度"]));
    let scenario = fs::read_to_string(made.inputs.join("scenario.toml")).unwrap();
    let crs = scenario
        .lines()
        .skip_while(|l| !l.starts_with("[[seniors]]"))
        .find(|l| l.starts_with("crs"));
    let crs = planner::crs::Crs::parse(crs.unwrap().split('"').nth(1).unwrap()).unwrap();
    // Five decimals are a metre: shorter forms would meet corners of hexagons by chance.
    let mut pairs: BTreeSet<String> = BTreeSet::new();
    let mut numbers: BTreeSet<[u8; 16]> = BTreeSet::new();
    for row in rows.iter().step_by(7) {
        let (x, y): (f64, f64) = (row[lon].parse().unwrap(), row[lat].parse().unwrap());
        let place = planner::crs::to_wgs84(crs, x, y).unwrap();
        let gcj = planner::crs::wgs84_to_gcj02(place);
        for (x, y) in [(x, y), (place.lon_deg(), place.lat_deg()), gcj] {
            for decimals in [5, 6] {
                let (x, y) = (format!("{x:.decimals$}"), format!("{y:.decimals$}"));
                pairs.extend([
                    format!("{x},{y}"),
                    format!("{y},{x}"),
                    format!("{x} {y}"),
                    format!("{x}, {y}"),
                ]);
            }
            for (x, y) in [(x, y), (y, x)] {
                numbers.insert(
                    [x.to_le_bytes(), y.to_le_bytes()]
                        .concat()
                        .try_into()
                        .unwrap(),
                );
            }
        }
    }
    (pairs, numbers)
}

#[test]
fn nothing_that_leaves_holds_a_home_or_a_name() {
    let made = made();
    let (pairs, numbers) = homes(made);
    for (name, bytes) in everything(made) {
        assert!(!holds(&bytes, CANARY.as_bytes()), "{name} holds a name");
        assert!(
            !holds(&bytes, b"1390000"),
            "{name} holds a telephone number"
        );
        let told = String::from_utf8_lossy(&bytes);
        for pair in &pairs {
            assert!(
                !told.contains(pair.as_str()),
                "{name} holds the home at {pair}"
            );
        }
        if Path::new(&name).extension().is_some_and(|e| e == "gpkg") {
            let found: BTreeSet<[u8; 16]> =
                bytes.windows(16).map(|w| w.try_into().unwrap()).collect();
            assert!(
                found.is_disjoint(&numbers),
                "{name} holds the place of a home"
            );
        }
    }
}

#[test]
fn every_count_in_every_table_is_nobody_or_enough() {
    let made = made();
    let mut seen = 0;
    for table in [
        "summary",
        "coverage",
        "districts",
        "facilities",
        "proposal",
        "gaps",
        "groups",
    ] {
        let (header, rows) = csv_of(&made.export(&format!("{table}.csv")));
        let measured = header.iter().position(|h| h == "unit");
        for row in &rows {
            for (column, cell) in header.iter().zip(row) {
                let people = measured.is_some_and(|unit| row[unit] == "people")
                    && (column == "before" || column == "after");
                let counts = column.contains("seniors")
                    && !column.starts_with("carries")
                    && !column.contains("_per_")
                    || people;
                if let Some(count) = cell.parse::<u64>().ok().filter(|_| counts) {
                    assert!(
                        count == 0 || count >= 10,
                        "{table}.{column}: {count} in {row:?}"
                    );
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 200, "{seen}");
}

/// A copy of the files of a folder.
fn copied(dir: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, copy.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    copy
}

#[test]
fn a_replay_is_identical_until_an_input_changes() {
    let made = made();
    let replayed = planner(&["replay", text(&made.run), "--lang", "en"]);
    // The folder of the scenario is found beside the run's.
    assert_eq!(replayed.status.code(), Some(0), "{}", said(&replayed));
    assert!(
        said(&replayed).starts_with("identical"),
        "{}",
        said(&replayed)
    );
    // A file of the run that somebody edited.
    let copy = copied(&made.run);
    let record = fs::read_to_string(copy.path().join("run.json")).unwrap();
    fs::write(
        copy.path().join("run.json"),
        record.replacen("\"total\": 3000", "\"total\": 3001", 1),
    )
    .unwrap();
    let edited = planner(&[
        "replay",
        text(copy.path()),
        "--inputs",
        text(&made.inputs),
        "--lang",
        "en",
    ]);
    assert_eq!(edited.status.code(), Some(1), "{}", said(&edited));
    assert!(
        said(&edited).contains("seniors.total: 3001 → 3000"),
        "{}",
        said(&edited)
    );
    // An input that changed.
    let inputs = copied(&made.inputs);
    let facilities = inputs.path().join("facilities.csv");
    fs::write(
        &facilities,
        format!("{}\n", fs::read_to_string(&facilities).unwrap()),
    )
    .unwrap();
    let changed = planner(&[
        "replay",
        text(&made.run),
        "--inputs",
        text(inputs.path()),
        "--lang",
        "en",
    ]);
    assert_eq!(changed.status.code(), Some(1), "{}", said(&changed));
    assert!(
        said(&changed).contains("facilities.csv"),
        "{}",
        said(&changed)
    );
    fs::remove_file(&facilities).unwrap();
    let gone = planner(&["replay", text(&made.run), "--inputs", text(inputs.path())]);
    assert_eq!(gone.status.code(), Some(2), "{}", said(&gone));
}

/// What elevation and a key of the walk changed in a study, and whether something idle is serious, or a warning.
#[test]
fn a_replay_of_a_real_extract_is_identical() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let scenario = root.join("scenarios/malta.toml");
    if !root.join("data/malta/malta.osm.pbf").is_file() {
        return;
    }
    let keep = tempfile::tempdir().unwrap();
    let out = keep.path().join("run");
    let answered = planner(&["score", text(&scenario), "--out", text(&out)]);
    assert!(answered.status.code().unwrap() <= 1, "{}", said(&answered));
    let inputs = root.join("scenarios");
    let replayed = planner(&[
        "replay",
        text(&out),
        "--inputs",
        text(&inputs),
        "--lang",
        "en",
    ]);
    assert_eq!(replayed.status.code(), Some(0), "{}", said(&replayed));
    assert!(said(&replayed).contains("identical"), "{}", said(&replayed));
}

fn effects(study: &Study) -> (Vec<EffectRecord>, [bool; 2]) {
    let mut answer = study.score(&Silent).unwrap();
    let told = study.assess(&answer).before;
    let effects = study.effects(&mut answer, &told);
    let idle = |severity| {
        answer
            .findings
            .iter()
            .any(|f| f.code == "no-effect" && f.severity == severity)
    };
    (effects, [idle(Severity::Serious), idle(Severity::Warning)])
}

/// A tile of steep waves under a place.
fn waves(dir: &Path, lon: f64, lat: f64) -> PathBuf {
    const SIDE: u32 = 1201;
    let (ns, ew) = (
        if lat < 0.0 { 'S' } else { 'N' },
        if lon < 0.0 { 'W' } else { 'E' },
    );
    let path = dir.join(format!(
        "{ns}{:02}{ew}{:03}.hgt",
        lat.floor().abs(),
        lon.floor().abs()
    ));
    let mut bytes = Vec::new();
    for row in 0..SIDE {
        for column in 0..SIDE {
            let height =
                200.0 + 60.0 * (f64::from(row) * 0.5).sin() * (f64::from(column) * 0.7).cos();
            bytes.extend((height as i16).to_be_bytes());
        }
    }
    fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn elevation_that_is_ignored_and_a_key_that_changes_nothing_are_flagged() {
    let made = made();
    let keep = tempfile::tempdir().unwrap();
    let sites = features(&made.run.join("facilities.geojson"));
    let at = |axis: usize| {
        sites
            .iter()
            .find_map(|f| f["geometry"]["coordinates"][axis].as_f64())
            .unwrap()
    };
    let tile = waves(keep.path(), at(0), at(1));
    let open = |speed: f64| {
        let set = [
            format!("network.terrain=[{tile:?}]"),
            format!("walk.speed_mps={speed:?}"),
        ];
        let scenario = Scenario::open(&made.inputs.join("scenario.toml"), &set).unwrap();
        Study::open(scenario, &StudyOptions::default(), &Silent).unwrap()
    };
    let study = open(0.8);
    let of = |table: &[EffectRecord], name: &str| {
        let row = table.iter().find(|effect| effect.of == name).unwrap();
        (row.edges_changed.unwrap(), row.people_moved.unwrap())
    };
    let (table, flagged) = effects(&study);
    assert_eq!(flagged, [false, false], "{table:#?}");
    assert!(
        of(&table, "terrain").0 > 100 && of(&table, "terrain").1 > 0,
        "{table:#?}"
    );
    assert!(of(&table, "walk.speed_mps").0 > 100 && of(&table, "walk.speed_mps").1 > 0);
    // The fault: walks are timed as if the ground were flat.
    let mut faulty = study.clone();
    let flat = vec![ArcTimes::of(&study.network, &study.scenario.walk)];
    let layers = [Layers::of(&study.network, &flat[0], Some(&study.passage))];
    let graph = PacedGraph::laid_out(&layers, &study.snapped, &study.places.paces);
    faulty.graph = Arc::new(graph);
    faulty.walkers = Arc::new(vec![Walkers {
        graph: Arc::clone(&faulty.graph),
        times: Arc::new(flat.clone()),
        ..study.walkers[0].clone()
    }]);
    let (table, flagged) = effects(&faulty);
    assert_eq!(of(&table, "terrain"), (0, 0));
    assert!(
        flagged[0],
        "the run must say that elevation changed nothing"
    );
    // A speed that the profile has anyway.
    let (table, flagged) = effects(&open(1.0));
    assert_eq!(of(&table, "walk.speed_mps"), (0, 0));
    assert_eq!(flagged, [false, true]);
}

#[test]
fn exports_of_the_same_run_are_the_same_bytes_and_those_of_another_are_removed() {
    let made = made();
    let out = tempfile::tempdir().unwrap();
    let ledger = out.path().join("ledger.json");
    let export = |to: &str, format: &str| {
        let to = out.path().join(to);
        let done = planner(&[
            "export",
            text(&made.run),
            "--out",
            text(&to),
            "--ledger",
            text(&ledger),
            "--format",
            format,
        ]);
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        to
    };
    let (one, two) = (export("one", "xlsx,gpkg"), export("two", "xlsx,gpkg"));
    for file in ["run.xlsx", "run.gpkg"] {
        assert!(
            fs::read(one.join(file)).unwrap() == fs::read(two.join(file)).unwrap(),
            "{file}"
        );
    }
    export("one", "csv");
    assert!(
        one.join("run.xlsx").is_file(),
        "another format of the same run stays"
    );
    let manifest = one.join("export.json");
    let other = fs::read_to_string(&manifest)
        .unwrap()
        .replacen("\"run\": \"", "\"run\": \"0", 1);
    fs::write(&manifest, other).unwrap();
    export("one", "csv");
    assert!(
        !one.join("run.xlsx").exists(),
        "what another run left is removed"
    );
    assert!(one.join("coverage.csv").is_file());
}

/// Every file in a folder is one of those before or one of those after, whole.
fn whole_files(dir: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with(".planner-") || !path.is_file() {
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let is_whole = match path.extension().and_then(|e| e.to_str()) {
            Some("json" | "geojson") => serde_json::from_slice::<Json>(&bytes).is_ok(),
            Some("csv") => bytes.ends_with(b"\n"),
            Some("gpkg") => Package::open(&path).unwrap().layers().unwrap().len() == LAYERS.len(),
            Some("xlsx") => open_workbook::<Xlsx<_>, _>(&path).is_ok(),
            _ => SerializedFileReader::new(fs::File::open(&path).unwrap()).is_ok(),
        };
        assert!(is_whole, "{name} is torn");
        names.push(name);
    }
    names
}

#[test]
fn a_process_that_is_killed_leaves_whole_files() {
    let made = made();
    let keep = tempfile::tempdir().unwrap();
    let (out, ledger) = (keep.path().join("out"), keep.path().join("ledger.json"));
    let start = || {
        let mut export = Command::new(env!("CARGO_BIN_EXE_planner"));
        export.args([
            "export",
            text(&made.run),
            "--out",
            text(&out),
            "--ledger",
            text(&ledger),
        ]);
        export.stdout(std::process::Stdio::null()).spawn().unwrap()
    };
    let begun = std::time::Instant::now();
    assert!(start().wait().unwrap().success());
    let usual = begun.elapsed();
    let whole = whole_files(&out);
    for step in 0..24 {
        if step % 3 == 0 {
            // Now and then from nothing, so that files come to be and are not only replaced.
            let _ = fs::remove_dir_all(&out);
        }
        let mut export = start();
        std::thread::sleep(usual * step / 20);
        // SIGKILL: nothing can be tidied up.
        let _ = export.kill();
        export.wait().unwrap();
        for name in whole_files(&out) {
            assert!(whole.contains(&name), "{name} is no file of an export");
        }
        if ledger.is_file() {
            assert!(
                serde_json::from_slice::<Json>(&fs::read(&ledger).unwrap()).is_ok(),
                "the ledger is torn"
            );
        }
    }
    assert!(start().wait().unwrap().success());
    let left: Vec<String> = fs::read_dir(&out)
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert!(
        left.iter().all(|name| !name.starts_with(".planner-")),
        "{left:?}"
    );
}

#[test]
fn a_full_disk_and_a_folder_for_reading_only_are_said_plainly() {
    let made = made();
    let keep = tempfile::tempdir().unwrap();
    let small = keep.path().join("small");
    fs::create_dir(&small).unwrap();
    let mounted = Command::new("mount")
        .args([
            "-t",
            "tmpfs",
            "-o",
            "size=128k",
            "planner-test",
            text(&small),
        ])
        .output();
    if !mounted.is_ok_and(|m| m.status.success()) {
        // Only root can make a small disk.
        return;
    }
    let ledger = keep.path().join("ledger.json");
    let export = |out: &Path| {
        planner(&[
            "export",
            text(&made.run),
            "--out",
            text(out),
            "--ledger",
            text(&ledger),
        ])
    };
    fs::write(small.join("run.xlsx"), "an earlier file").unwrap();
    fs::write(small.join("filler"), vec![0; 112 * 1024]).unwrap();
    let full = export(&small);
    let kept = fs::read(small.join("run.xlsx")).unwrap();
    let files = fs::read_dir(&small).unwrap().count();
    let scenario = made.inputs.join("scenario.toml");
    let score = ["score", text(&scenario), "--out", text(&small)];
    let run = planner(&[&score, &["--lang", "en"][..]].concat());
    let read_only = Command::new("mount")
        .args(["-o", "remount,ro", text(&small)])
        .output();
    let refused = read_only
        .is_ok_and(|m| m.status.success())
        .then(|| export(&small));
    let _ = Command::new("umount").arg(text(&small)).output();
    assert_eq!(full.status.code(), Some(2), "{}", said(&full));
    assert!(said(&full).contains("no space left"), "{}", said(&full));
    assert_eq!(kept, b"an earlier file", "no file was replaced");
    assert_eq!(files, 2, "nothing is left behind");
    assert_eq!(run.status.code(), Some(2), "{}", said(&run));
    assert!(said(&run).contains("no space left"), "{}", said(&run));
    if let Some(refused) = refused {
        assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
        assert!(
            said(&refused).contains("cannot write into this folder"),
            "{}",
            said(&refused)
        );
    }
}
