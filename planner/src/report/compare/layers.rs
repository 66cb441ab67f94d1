//! Differences of published layers, and the files that a comparison leaves.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use geojson::{Feature, JsonObject};
use serde_json::{Value, json};

use super::super::csv::harmless;
use super::super::files::Batch;
use super::super::geojson::{self as layer, ATTRIBUTION};
use super::{Comparison, Difference, Part, Side, differing};

/// The files that a comparison leaves.
pub const FILES: [&str; 2] = ["differences.geojson", "differences.csv"];

/// What starts a spreadsheet's UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// How a feature is called: district and hexagon, or code; and its name.
type Key = (String, Option<String>);

/// Counts of the same feature in both runs that differ.
pub(super) fn differences(part: Part, a: &[Feature], b: &[Feature]) -> Vec<Difference> {
    let (a, b) = (by_key(part, a), by_key(part, b));
    let common = a
        .iter()
        .filter_map(|(key, of_a)| Some((key, of_a, b.get(key)?)));
    common
        .flat_map(|(key, of_a, of_b)| {
            let whose = (part, key.0.clone(), key.1.clone());
            differing(&whose, &counts(of_a), &counts(of_b))
        })
        .collect()
}

/// How many features only one run has.
pub(super) fn unmatched(part: Part, a: &[Feature], b: &[Feature]) -> usize {
    let (a, b) = (by_key(part, a), by_key(part, b));
    let missing = |these: &BTreeMap<Key, &Feature>, others: &BTreeMap<Key, &Feature>| {
        these
            .keys()
            .filter(|key| !others.contains_key(*key))
            .count()
    };
    missing(&a, &b) + missing(&b, &a)
}

fn by_key(part: Part, features: &[Feature]) -> BTreeMap<Key, &Feature> {
    features
        .iter()
        .map(|feature| (key(part, feature), feature))
        .collect()
}

fn key(part: Part, feature: &Feature) -> Key {
    let text = |name: &str| {
        feature
            .property(name)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    match part {
        Part::Hexagon => (text("h3").unwrap_or_default(), text("district_name")),
        _ => (text("code").unwrap_or_default(), text("name")),
    }
}

/// The counts of people of a feature as its run ends, by name without the phase.
fn counts(feature: &Feature) -> BTreeMap<String, Option<u64>> {
    let mut counts = BTreeMap::new();
    let properties = feature.properties.iter().flatten();
    let mut later = Vec::new();
    for (name, value) in properties {
        if !value.is_null() && !value.is_u64() {
            continue;
        }
        if let Some(name) = name.strip_suffix("_seniors_after") {
            later.push((format!("{name}_seniors"), value.as_u64()));
        } else if let Some(name) = name.strip_suffix("_seniors_before") {
            counts.insert(format!("{name}_seniors"), value.as_u64());
        } else if name == "seniors" || name.ends_with("eligible_seniors") {
            counts.insert(name.clone(), value.as_u64());
        }
    }
    counts.extend(later);
    counts
}

/// Writes the differences as a map and as a table.
pub fn write(
    comparison: &Comparison,
    (a, b): (&Side, &Side),
    dir: &Path,
) -> Result<(), super::super::Error> {
    let mut about = JsonObject::new();
    about.insert("attribution".into(), json!(ATTRIBUTION));
    about.insert("first".into(), json!(a.record.title));
    about.insert("second".into(), json!(b.record.title));
    let features = features(comparison, (a, b));
    let mut batch = Batch::in_folder(dir)?;
    batch.add(FILES[0], |file| {
        layer::write(file, &about, FILES[0], &features)
    })?;
    batch.add(FILES[1], |file| table(file, comparison))?;
    batch.replace_all(&FILES)
}

/// A feature for each district and hexagon that differs.
fn features(comparison: &Comparison, (a, b): (&Side, &Side)) -> Vec<Feature> {
    let mut features = Vec::new();
    for (part, of_a, of_b) in [
        (Part::District, &a.districts, &b.districts),
        (Part::Hexagon, &a.hexagons, &b.hexagons),
    ] {
        let (of_a, of_b) = (by_key(part, of_a), by_key(part, of_b));
        let mut rows: BTreeMap<Key, Vec<&Difference>> = BTreeMap::new();
        for row in comparison.of_part(part) {
            rows.entry((row.id.clone(), row.name.clone()))
                .or_default()
                .push(row);
        }
        for (key, rows) in rows {
            let drawn = of_b.get(&key).or_else(|| of_a.get(&key));
            let mut properties = JsonObject::new();
            properties.insert("part".into(), json!(part.name()));
            properties.insert("id".into(), json!(key.0));
            properties.insert("name".into(), json!(key.1));
            for row in rows {
                properties.insert(format!("{}_first", row.measure), json!(row.a));
                properties.insert(format!("{}_second", row.measure), json!(row.b));
                properties.insert(format!("{}_difference", row.measure), json!(row.difference));
            }
            features.push(layer::feature(
                drawn.and_then(|f| f.geometry.clone()),
                properties,
            ));
        }
    }
    features
}

fn table(file: &mut impl Write, comparison: &Comparison) -> io::Result<()> {
    file.write_all(BYTE_ORDER_MARK)?;
    let mut table = csv::Writer::from_writer(file);
    table.write_record([
        "part",
        "id",
        "name",
        "measure",
        "first",
        "second",
        "difference",
        "first_pct",
        "second_pct",
    ])?;
    let number = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
    let percent = |n: Option<f64>| n.map(|n| format!("{:.1}", n * 100.0)).unwrap_or_default();
    for row in &comparison.people {
        table.write_record([
            row.part.name(),
            &harmless(&row.id),
            &harmless(row.name.as_deref().unwrap_or_default()),
            &harmless(&row.measure),
            &number(row.a),
            &number(row.b),
            &row.difference.map(|d| d.to_string()).unwrap_or_default(),
            &percent(row.shares()[0]),
            &percent(row.shares()[1]),
        ])?;
    }
    let changes = [
        ("input", &comparison.inputs),
        ("rule", &comparison.rules),
        ("plan", &comparison.plan),
        ("promise", &comparison.promises),
    ];
    for (what, list) in changes {
        for change in list {
            let text = |t: &Option<String>| harmless(t.as_deref().unwrap_or_default()).into_owned();
            table.write_record([
                what,
                &harmless(&change.what),
                "",
                "",
                &text(&change.a),
                &text(&change.b),
                "",
                "",
                "",
            ])?;
        }
    }
    table.flush()
}
