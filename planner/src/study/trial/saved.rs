//! A plan that was tried out becomes a scenario of its own, which the command line answers with the same numbers.
//!
//! Sites become a table of facilities; what was drawn on the map becomes a file of `network.edits`, those of the old
//! scenario before it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use geo::{LineString, MultiPolygon, Polygon};
use serde_json::{Value, json};

use crate::error::Error;
use crate::network::edits::{Action, Edit, Edits, Origin, Target};
use crate::places::{RowId, Site};
use crate::projection::LonLat;
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
        let edits = path.with_extension("edits.geojson");
        let edits_name = edits.file_name().unwrap_or_default().to_string_lossy();
        let by_hand = |edit: &Edit| edit.origin == Origin::Hand;
        let is_drawn = self.edits.0.iter().any(by_hand);
        let derived = Derived {
            from: &self.scenario,
            to: path,
            overrides,
            facilities: &name,
            edits: is_drawn.then_some(&edits_name),
        };
        let scenario = derived.text()?;
        if is_drawn {
            let text = edits_text(&self.edits);
            write_one(&edits, |out| {
                std::io::Write::write_all(out, text.as_bytes())
            })?;
        }
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
            number(site.at.map(LonLat::lon_deg)),
            number(site.at.map(LonLat::lat_deg)),
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

/// Edits as the file that they are read from.
fn edits_text(edits: &Edits) -> String {
    let features: Vec<Value> = edits
        .0
        .iter()
        .map(|edit| edit_feature(&edit.action))
        .collect();
    format!(
        "{:#}\n",
        json!({ "type": "FeatureCollection", "features": features })
    )
}

/// An edit as a feature of such a file.
pub fn edit_feature(action: &Action) -> Value {
    let place = |at: &LonLat| json!([at.lon_deg(), at.lat_deg()]);
    let line = |line: &[LonLat]| line.iter().map(place).collect::<Vec<Value>>();
    let point = |at: &LonLat| json!({"type": "Point", "coordinates": place(at)});
    let path = |all: &[LonLat]| json!({"type": "LineString", "coordinates": line(all)});
    let about = |target: &Target| match target {
        Target::Point(at) => (point(at), None),
        Target::Line(all) => (path(all), None),
        Target::Way(way) => (Value::Null, Some(*way)),
    };
    let (name, (geometry, way), more) = match action {
        Action::Open(target) => ("open", about(target), None),
        Action::Close(target) => ("close", about(target), None),
        Action::Cross(at) => ("cross", (point(at), None), None),
        Action::Link(all, steps) => {
            let steps = steps.map(|steps| ("steps", json!(steps)));
            ("link", (path(all), None), steps)
        }
        Action::Compound(outline) => ("compound", (areas(outline), None), None),
        Action::Speed(target, speed) => {
            let speed = ("speed_mps", json!(speed.mps()));
            ("speed", about(target), Some(speed))
        }
        Action::Delay(target, seconds) => {
            let delay = ("delay_s", json!(seconds));
            ("delay", about(target), Some(delay))
        }
    };
    let mut properties = json!({ "action": name });
    let way = way.map(|way| ("way", json!(way)));
    for (key, value) in [way, more].into_iter().flatten() {
        properties[key] = value;
    }
    json!({"type": "Feature", "properties": properties, "geometry": geometry})
}

/// Outlines with their holes.
fn areas(outline: &MultiPolygon) -> Value {
    let ring = |ring: &LineString| -> Value { ring.coords().map(|c| json!([c.x, c.y])).collect() };
    let rings = |area: &Polygon| -> Value {
        let inner = area.interiors().iter();
        std::iter::once(area.exterior())
            .chain(inner)
            .map(ring)
            .collect()
    };
    let all: Vec<Value> = outline.iter().map(rings).collect();
    json!({"type": "MultiPolygon", "coordinates": all})
}

/// A cell, in quotes where it needs them.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
