//! A plan that was tried out becomes a scenario of its own, which the command line answers with the same numbers.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::places::{RowId, Site};
use crate::report::files::write_one;
use crate::scenario::Derived;

use crate::study::Study;

/// The columns of a table of facilities.
const COLUMNS: [&str; 13] = [
    "id",
    "name",
    "kind",
    "status",
    "lon",
    "lat",
    "capacity",
    "unit",
    "level",
    "parent",
    "floor_area_m2",
    "ground_floor",
    "cost",
];

impl Study {
    /// Writes a scenario and a table of all its facilities beside it; returns the table's path.
    ///
    /// `overrides` are what was asked beside the scenario's own file, as `key.path=value`. Sites that may be proposed are
    /// found again as the scenario says.
    pub fn save_plan(&self, path: &Path, overrides: &[String]) -> Result<PathBuf, Error> {
        let table = path.with_extension("facilities.csv");
        let name = table.file_name().unwrap_or_default().to_string_lossy();
        let derived = Derived {
            from: &self.scenario,
            to: path,
            overrides,
            facilities: &name,
        };
        let scenario = derived.text()?;
        let csv = self.facilities_csv();
        write_one(&table, |out| std::io::Write::write_all(out, csv.as_bytes()))?;
        write_one(path, |out| {
            std::io::Write::write_all(out, scenario.as_bytes())
        })?;
        Ok(table)
    }

    /// All sites that are no mere possibilities, with everything that is known of them.
    fn facilities_csv(&self) -> String {
        let mut csv = COLUMNS.join(",");
        csv.push('\n');
        let sites = self.places.sites.iter();
        for site in sites.filter(|site| !site.status.is_premises()) {
            self.add_row(site, &mut csv);
        }
        csv
    }

    fn add_row(&self, site: &Site, csv: &mut String) {
        let number = |value: Option<f64>| value.map(|n| n.to_string()).unwrap_or_default();
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let id = |id: &RowId| id.as_text().unwrap_or_default().to_owned();
        let parent = site.parent.and_then(|parent| self.places.sites.get(parent));
        let cells = [
            id(&site.id),
            text(&site.name),
            site.kind.clone(),
            site.status.name().to_owned(),
            number(site.at.map(crate::LonLat::lon_deg)),
            number(site.at.map(crate::LonLat::lat_deg)),
            number(site.capacity),
            text(&site.unit),
            text(&site.level),
            parent.map(|parent| id(&parent.id)).unwrap_or_default(),
            number(site.floor_area_m2),
            site.ground_floor
                .map_or("", |ground| if ground { "yes" } else { "no" })
                .to_owned(),
            number(site.cost),
        ];
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(csv, "{}", cells.join(","));
    }
}

/// A cell, in quotes where it needs them.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
