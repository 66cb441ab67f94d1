//! Data files that were dropped on the window become a scenario of their own, or a word on what is missing.

use std::path::{Path, PathBuf};

use planner::findings::Bilingual;
use planner::text::{Lang, chain};

use crate::text::Key;

/// At most so many scenarios are made beside one map.
const MOST_BESIDE: u32 = 1_000;

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The map.
    Map,
    /// Who the plan is for.
    Seniors,
    /// What exists.
    Facilities,
    /// Outlines of districts.
    Districts,
}

impl Role {
    /// What a file is for, by its ending and its name; nothing where it is of no use.
    pub fn of(file: &Path) -> Option<Self> {
        let name = file.file_name()?.to_string_lossy().to_lowercase();
        let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
        let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
        if ends(&[".pbf"]) {
            return Some(Self::Map);
        }
        if ends(&[".geojson"]) && says(&["辖区", "社区", "街道", "边界", "district"]) {
            return Some(Self::Districts);
        }
        if !ends(&[".csv", ".xlsx", ".xls", ".ods", ".geojson", ".parquet"]) {
            return None;
        }
        if says(&["老人", "老年", "长者", "senior", "elder"]) {
            return Some(Self::Seniors);
        }
        Some(Self::Facilities)
    }

    /// What it is called.
    pub const fn name(self) -> Key {
        match self {
            Self::Map => Key::RoleMap,
            Self::Seniors => Key::RoleSeniors,
            Self::Facilities => Key::RoleFacilities,
            Self::Districts => Key::RoleDistricts,
        }
    }
}

/// Why no scenario was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// There is no map.
    NoMap,
    /// There are no seniors.
    NoSeniors,
    /// It could not be written.
    Unwritten(Bilingual),
}

impl Trouble {
    /// The trouble in words, with what to do.
    pub fn told(&self, lang: Lang) -> String {
        match self {
            Self::NoMap => Key::NeedMap.text(lang).to_owned(),
            Self::NoSeniors => Key::NeedSeniors.text(lang).to_owned(),
            Self::Unwritten(why) => Key::ComposeFailed.fill(lang, &[&why.in_lang(lang)]),
        }
    }
}

/// What is missing of a scenario.
pub fn missing(files: &[PathBuf]) -> Option<Trouble> {
    let has = |role| files.iter().any(|file| Role::of(file) == Some(role));
    if !has(Role::Map) {
        return Some(Trouble::NoMap);
    }
    (!has(Role::Seniors)).then_some(Trouble::NoSeniors)
}

/// Writes a scenario beside the map that names all files; one that is there already is not overwritten.
pub fn scenario_of(files: &[PathBuf]) -> Result<PathBuf, Trouble> {
    if let Some(trouble) = missing(files) {
        return Err(trouble);
    }
    let map = files.iter().find(|file| Role::of(file) == Some(Role::Map));
    let map = map.ok_or(Trouble::NoMap)?;
    let folder = map.parent().unwrap_or(Path::new(""));
    let name = |number: u32| match number {
        0 => "scenario.toml".to_owned(),
        n => format!("scenario-{n}.toml"),
    };
    let free = (0..MOST_BESIDE)
        .map(|n| folder.join(name(n)))
        .find(|file| !file.exists());
    let full = || Trouble::Unwritten(Bilingual::alike(folder.display().to_string()));
    let file = free.ok_or_else(full)?;
    std::fs::write(&file, text_of(files, folder)).map_err(|error| {
        let (name, told) = (file.display(), chain(&error));
        let zh = format!("{name}：{}", told.zh);
        Trouble::Unwritten(Bilingual::new(zh, format!("{name}: {}", told.en)))
    })?;
    Ok(file)
}

/// The scenario: canteens within a quarter of an hour; five new ones, on the buildings and hexagons of the map.
fn text_of(files: &[PathBuf], folder: &Path) -> String {
    let mut text = String::new();
    let mut add = |part: &str| text.push_str(part);
    let of = |role| {
        files
            .iter()
            .filter(move |file| Role::of(file) == Some(role))
    };
    let quoted = |file: &PathBuf| {
        let beside = file.strip_prefix(folder).unwrap_or(file);
        format!("{:?}", beside.to_string_lossy())
    };
    add("title = \"助餐点选址\"\nlanguage = \"zh\"\n\n[network]\n");
    for map in of(Role::Map).take(1) {
        add(&format!("osm = {}\n", quoted(map)));
    }
    add("\n[walk]\nprofile = \"elder_walk\"\n");
    for file in of(Role::Seniors) {
        add(&format!(
            "\n[[seniors]]\nfile = {}\ncrs = \"wgs84\"\n",
            quoted(file)
        ));
    }
    for file in of(Role::Facilities) {
        let table = format!(
            "\n[[facilities]]\nfile = {}\ncrs = \"wgs84\"\n",
            quoted(file)
        );
        add(&table);
        add("kind = \"canteen\"\n");
    }
    for file in of(Role::Districts) {
        add(&format!("\n[[districts]]\nfile = {}\n", quoted(file)));
    }
    add("\n[candidates]\nosm = [\"amenity=community_centre\", \"amenity=restaurant\"]\n");
    add("hexagons = { resolution = 9 }\n");
    add("\n[[standard]]\nkind = \"canteen\"\nwithin_min = 15\n");
    add("\n[siting]\nkind = \"canteen\"\nsites = 5\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use planner::scenario::Scenario;

    fn files(names: &[&str], folder: &Path) -> Vec<PathBuf> {
        names.iter().map(|name| folder.join(name)).collect()
    }

    #[test]
    fn files_become_a_scenario_that_is_read_back_and_none_is_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let names = [
            "jinan.osm.pbf",
            "老人名单.xlsx",
            "canteens.csv",
            "社区.geojson",
        ];
        let all = files(&names, dir.path());
        for file in &all {
            std::fs::write(file, "").unwrap();
        }
        assert_eq!(missing(&all[..1]), Some(Trouble::NoSeniors));
        assert_eq!(missing(&all[1..]), Some(Trouble::NoMap));
        let first = scenario_of(&all).unwrap();
        let scenario = Scenario::open(&first, &[]).unwrap();
        assert_eq!(scenario.osm, all[0]);
        assert_eq!(scenario.standards.len(), 1);
        assert_ne!(scenario_of(&all).unwrap(), first);
    }

    #[test]
    fn what_is_no_data_has_no_role() {
        assert_eq!(Role::of(Path::new("notes.docx")), None);
        assert_eq!(Role::of(Path::new("Seniors.CSV")), Some(Role::Seniors));
    }
}
