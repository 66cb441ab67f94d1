//! Isochrones as a file: the drawn outlines of what can be reached within times.

use std::path::Path;

use geo::MultiPolygon;
use geojson::JsonObject;
use serde::Serialize;
use serde_json::json;

use crate::impedance::WalkProfile;
use crate::projection::LonLat;
use crate::units::WalkTime;

use super::geojson::{ATTRIBUTION, area, feature, write as write_collection};
use super::{Error, files};

/// What the file says about where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct About<'a> {
    title: &'a str,
    attribution: &'static str,
    planner_version: &'static str,
    walk_profile: &'a str,
    walk_speed_mps: f64,
}

/// Writes outlines, the longest time first, so that shorter ones are drawn on top.
pub fn write(
    outlines: &[(WalkTime, MultiPolygon)],
    from: LonLat,
    title: &str,
    walk: &WalkProfile,
    path: &Path,
) -> Result<(), Error> {
    let mut order: Vec<&(WalkTime, MultiPolygon)> = outlines.iter().collect();
    order.sort_by_key(|(time, _)| std::cmp::Reverse(*time));
    let features: Vec<_> = order
        .into_iter()
        .map(|(time, outline)| {
            let mut properties = JsonObject::new();
            properties.insert("within_min".into(), json!(time.minutes()));
            properties.insert("from_lon_deg".into(), json!(from.lon_deg()));
            properties.insert("from_lat_deg".into(), json!(from.lat_deg()));
            properties.insert("walk_profile".into(), json!(walk.name));
            feature(area(outline), properties)
        })
        .collect();
    let about = About {
        title,
        attribution: ATTRIBUTION,
        planner_version: env!("CARGO_PKG_VERSION"),
        walk_profile: &walk.name,
        walk_speed_mps: walk.speed.mps(),
    };
    files::write_one(path, |file| {
        write_collection(file, &about, "isochrone", &features)
    })
}
