//! What layers draw: joined hexagons stay inside the district whose people they show.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::cli::district;
use crate::command::{planner, said, text};

/// West, south, east and north of all coordinates of a geometry.
fn bounds(value: &Json, box_: &mut [f64; 4]) {
    let Some(list) = value.as_array() else {
        return;
    };
    if let [x, y] = list.as_slice()
        && let (Some(x), Some(y)) = (x.as_f64(), y.as_f64())
    {
        *box_ = [
            box_[0].min(x),
            box_[1].min(y),
            box_[2].max(x),
            box_[3].max(y),
        ];
        return;
    }
    for inside in list {
        bounds(inside, box_);
    }
}

fn box_of(feature: &Json) -> [f64; 4] {
    let mut found = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
    bounds(&feature["geometry"]["coordinates"], &mut found);
    found
}

#[test]
fn coarse_hexagons_stay_inside_their_district() {
    let into = tempfile::tempdir().unwrap();
    let out = into.path().join("run");
    let scenario = district().join("scenario.toml");
    let done = planner(&[
        "score",
        text(&scenario),
        "--out",
        text(&out),
        "--set",
        "districts.file=communities.geojson",
        "--set",
        "privacy.threshold=150",
    ]);
    assert!(
        done.status.code().is_some_and(|code| code <= 1),
        "{}",
        said(&done)
    );
    let layer = |name: &str| -> Json {
        let bytes = std::fs::read(out.join(name)).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    };
    let districts = layer("districts.geojson");
    let districts: BTreeMap<&str, [f64; 4]> = districts["features"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|feature| !feature["geometry"].is_null())
        .map(|feature| {
            (
                feature["properties"]["code"].as_str().unwrap(),
                box_of(feature),
            )
        })
        .collect();
    let mut coarse = 0;
    for feature in layer("coverage.geojson")["features"].as_array().unwrap() {
        let properties = &feature["properties"];
        let cells = properties["h3"].as_str().unwrap();
        let is_coarse = cells.split(' ').any(|cell| !cell.starts_with("89"));
        let Some(around) = properties["district"]
            .as_str()
            .and_then(|code| districts.get(code))
        else {
            continue;
        };
        if is_coarse {
            coarse += 1;
            let found = box_of(feature);
            let near = 2e-6;
            let inside = found[0] >= around[0] - near
                && found[1] >= around[1] - near
                && found[2] <= around[2] + near
                && found[3] <= around[3] + near;
            assert!(inside, "{cells}: {found:?} beyond {around:?}");
        }
    }
    assert!(coarse > 1, "{coarse}");
}
