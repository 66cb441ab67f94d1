//! A scenario made from another: the same question with what was asked beside it written in, and other facilities.

use std::path::{Component, Path, PathBuf};

use toml::{Table, Value};

use crate::coverage::Standard;
use crate::scenario::{Error, Scenario};

/// Keys that name a file, as steps from the top; `*` is every entry of a list, or the only one.
const FILE_KEYS: [&[&str]; 8] = [
    &["network", "osm"],
    &["network", "terrain"],
    &["network", "compounds"],
    &["network", "gates"],
    &["network", "edits"],
    &["seniors", "*", "file"],
    &["candidates", "file"],
    &["districts", "*", "file"],
];

/// What a scenario is made of that answers a plan.
#[derive(Debug, Clone, Copy)]
pub struct Derived<'a> {
    /// The scenario that it is made from.
    pub from: &'a Scenario,
    /// Where it will be.
    pub to: &'a Path,
    /// What was asked beside the file, as `key.path=value`.
    pub overrides: &'a [String],
    /// The table of all its facilities, beside it; in WGS 84 and with a column of kinds.
    pub facilities: &'a str,
    /// The file of all edits of the map, beside it; nothing where those of the old scenario hold.
    pub edits: Option<&'a str>,
}

impl Derived<'_> {
    /// The text of the new scenario; comments of the old one are not kept.
    pub fn text(&self) -> Result<String, Error> {
        let path = &self.from.file;
        let text = std::fs::read_to_string(path).map_err(|source| Error::Unreadable {
            path: path.clone(),
            source,
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let (_, mut table) = super::apply(path, text, self.overrides)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        if !same_folder(folder, self.to.parent().unwrap_or(Path::new(""))) {
            for keys in FILE_KEYS {
                if let Some((first, rest)) = keys.split_first()
                    && let Some(value) = table.get_mut(*first)
                {
                    rebase(value, rest, folder);
                }
            }
        }
        let mut facilities = Table::new();
        facilities.insert("file".into(), self.facilities.into());
        facilities.insert("crs".into(), "wgs84".into());
        table.insert("facilities".into(), vec![Value::Table(facilities)].into());
        if let Some(edits) = self.edits
            && let Some(Value::Table(network)) = table.get_mut("network")
        {
            network.insert("edits".into(), edits.into());
        }
        // Without any, standards follow from the kinds of the facilities' sources, which are gone.
        if !table.contains_key("standard") {
            let standards = self.from.standards.iter().map(standard);
            table.insert("standard".into(), standards.collect::<Vec<Value>>().into());
        }
        Ok(table.to_string())
    }
}

fn standard(standard: &Standard) -> Value {
    let mut table = Table::new();
    table.insert("kind".into(), standard.kind.clone().into());
    table.insert("within_min".into(), standard.within.minutes().into());
    if !standard.also.is_empty() {
        table.insert("also".into(), standard.also.clone().into());
    }
    table.into()
}

/// Makes the paths under a key stay true in another folder.
fn rebase(value: &mut Value, keys: &[&str], folder: &Path) {
    match (value, keys.split_first()) {
        (Value::String(file), None) => *file = absolute(&folder.join(&*file)),
        (Value::Array(all), None | Some((&"*", []))) => {
            for one in all {
                rebase(one, &[], folder);
            }
        }
        (Value::Array(all), Some((&"*", rest))) => {
            for one in all {
                rebase(one, rest, folder);
            }
        }
        (only, Some((&"*", rest))) => rebase(only, rest, folder),
        (Value::Table(table), Some((key, rest))) => {
            if let Some(value) = table.get_mut(*key) {
                rebase(value, rest, folder);
            }
        }
        _ => {}
    }
}

/// The path from the root, without steps up and back.
fn absolute(path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut clean = PathBuf::new();
    for part in path.components() {
        if part == Component::ParentDir {
            clean.pop();
        } else {
            clean.push(part);
        }
    }
    clean.to_string_lossy().into_owned()
}

fn same_folder(a: &Path, b: &Path) -> bool {
    absolute(a) == absolute(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
        title = "Town"
        [network]
        osm = "../town.osm.pbf"
        terrain = ["n.hgt", "/abs/m.hgt"]
        [[seniors]]
        file = "seniors.csv"
        crs = "wgs84"
        [[facilities]]
        osm = ["amenity=cafe"]
        kind = "canteen"
        [districts]
        file = "d.geojson"
    "#;

    fn derive(to: &str) -> Table {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("town.toml");
        std::fs::write(&file, TEXT).unwrap();
        let scenario = Scenario::parse(&file, TEXT, &[]).unwrap();
        let text = Derived {
            from: &scenario,
            to: &dir.path().join(to),
            overrides: &["walk.speed_mps=0.7".to_owned()],
            facilities: "plan.facilities.csv",
            edits: None,
        }
        .text()
        .unwrap();
        toml::from_str(&text).unwrap()
    }

    #[test]
    fn beside_the_old_one_paths_stay_and_the_rest_is_written_in() {
        let table = derive("plan.toml");
        assert_eq!(table["network"]["osm"].as_str(), Some("../town.osm.pbf"));
        assert_eq!(table["walk"]["speed_mps"].as_float(), Some(0.7));
        assert_eq!(
            table["facilities"][0]["file"].as_str(),
            Some("plan.facilities.csv")
        );
        assert_eq!(table["standard"][0]["kind"].as_str(), Some("canteen"));
        assert_eq!(table["standard"][0]["within_min"].as_float(), Some(15.0));
    }

    #[test]
    fn elsewhere_paths_are_made_absolute() {
        let table = derive("plans/plan.toml");
        let is_absolute = |value: &Value| Path::new(value.as_str().unwrap()).is_absolute();
        assert!(is_absolute(&table["network"]["osm"]));
        assert!(!table["network"]["osm"].as_str().unwrap().contains(".."));
        assert!(is_absolute(&table["network"]["terrain"][0]));
        assert_eq!(table["network"]["terrain"][1].as_str(), Some("/abs/m.hgt"));
        assert!(is_absolute(&table["seniors"][0]["file"]));
        assert!(is_absolute(&table["districts"]["file"]));
    }
}
