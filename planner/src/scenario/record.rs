//! The scenario as resolved, flat, for the run record: paths as typed, defaults filled in.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::Scenario;

/// The scenario as read and overridden, with the defaults that were filled in: `key.path` and value.
pub(super) fn resolved(scenario: &Scenario, table: &Table) -> BTreeMap<String, String> {
    let mut flat = BTreeMap::new();
    for (key, value) in table {
        flatten(key, value, &mut flat);
    }
    let mut fill = |key: String, value: String| {
        flat.entry(key).or_insert(value);
    };
    fill("title".to_owned(), scenario.title.clone());
    fill("language".to_owned(), scenario.language.name().to_owned());
    fill("walk.profile".to_owned(), scenario.walk.name.clone());
    fill(
        "privacy.threshold".to_owned(),
        scenario.privacy_threshold.to_string(),
    );
    for (number, standard) in scenario.standards.iter().enumerate() {
        let key = format!("standard.{number}");
        fill(format!("{key}.kind"), standard.kind.clone());
        let minutes = standard.within.minutes().to_string();
        fill(format!("{key}.within_min"), minutes);
    }
    if let Some(siting) = &scenario.siting {
        fill("siting.kind".to_owned(), siting.kind.clone());
        fill("siting.model".to_owned(), siting.model.name().to_owned());
        if let Some(sites) = siting.sites {
            fill("siting.sites".to_owned(), sites.to_string());
        }
        fill("siting.seed".to_owned(), siting.seed.to_string());
    }
    if let Some(resolution) = scenario.candidates.hexagon_resolution {
        fill(
            "candidates.hexagons.resolution".to_owned(),
            resolution.to_string(),
        );
    }
    flat
}

fn flatten(key: &str, value: &Value, flat: &mut BTreeMap<String, String>) {
    match value {
        Value::Table(table) => {
            for (name, value) in table {
                flatten(&format!("{key}.{name}"), value, flat);
            }
        }
        Value::Array(list) => {
            for (number, value) in list.iter().enumerate() {
                flatten(&format!("{key}.{number}"), value, flat);
            }
        }
        Value::String(text) => {
            flat.insert(key.to_owned(), text.clone());
        }
        other => {
            flat.insert(key.to_owned(), other.to_string());
        }
    }
}
