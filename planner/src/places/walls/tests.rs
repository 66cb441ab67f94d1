//! Compounds and gates as a bureau's files hold them.

use std::fs;

use super::*;
use crate::network::edits::{Action, Target};
use crate::progress::Silent;
use crate::projection::LonLat;

const SQUARE: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"A"},
    "geometry":{"type":"Polygon","coordinates":[[[116.40,39.90],[116.41,39.90],[116.41,39.91],[116.40,39.91],[116.40,39.90]]]}}]}"#;

fn scenario(folder: &std::path::Path, network: &str) -> Scenario {
    let text = format!("[network]\nosm = \"a.osm.pbf\"\n{network}");
    Scenario::parse(&folder.join("s.toml"), &text, &[]).unwrap()
}

#[test]
fn gates_are_read_in_any_usual_encoding_and_system() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("c.geojson"), SQUARE).unwrap();
    let table = "名称,经度,纬度,开放时段,仅居民\n东门,116.41,39.905,6-22,是\n西门,116.40,39.905,,否\n北门,116.405,39.91,,\n南门,116.405,39.90,,有时\n";
    let (bytes, _, _) = encoding_rs::GB18030.encode(table);
    fs::write(folder.path().join("g.csv"), bytes).unwrap();
    let keys = "compounds = \"c.geojson\"\ngates = \"g.csv\"\ngates_crs = \"wgs84\"\n";
    let (walls, inputs, findings) = read_walls(&scenario(folder.path(), keys), &Silent).unwrap();
    let compounds = walls.compounds;
    assert_eq!(compounds.len(), 1);
    let gate = |lon, lat| compounds.gate_at(LonLat::new(lon, lat).unwrap());
    assert_eq!(gate(116.41, 39.905), Some(LetsIn::Residents));
    assert_eq!(gate(116.40, 39.905), Some(LetsIn::Visitors));
    assert_eq!(gate(116.405, 39.91), Some(LetsIn::Untold));
    assert_eq!(gate(116.405, 39.905), None);
    let roles: Vec<_> = inputs.iter().map(|i| (i.role, i.records)).collect();
    assert_eq!(roles, [("compounds", 1), ("gates", 4)]);
    let codes: Vec<_> = findings.iter().map(|f| f.code).collect();
    assert!(codes.contains(&"gate-unclear") && codes.contains(&"gate-hours-not-read"));
    // The same numbers in GCJ-02 lie some 550 m away.
    let keys = keys.replace("wgs84", "gcj02");
    let (moved, ..) = read_walls(&scenario(folder.path(), &keys), &Silent).unwrap();
    assert_eq!(
        moved
            .compounds
            .gate_at(LonLat::new(116.41, 39.905).unwrap()),
        None
    );
}

#[test]
fn keys_that_would_do_nothing_are_refused() {
    let refused = |keys: &str, name: &str| {
        let text = format!("[network]\nosm = \"a.osm.pbf\"\n{keys}");
        let error = Scenario::parse("s.toml".as_ref(), &text, &[]).unwrap_err();
        assert!(error.to_string().contains(name), "{error}");
    };
    refused(
        "gates = \"g.csv\"\ngates_crs = \"wgs84\"\n",
        "network.compounds",
    );
    refused("compounds = \"c.csv\"\n", ".geojson");
    refused(
        "compounds = \"c.geojson\"\ngates = \"g.csv\"\n",
        "network.gates.crs",
    );
    refused("compounds_crs = \"gcj02\"\n", "network.compounds");
}

#[test]
fn edits_are_read_and_those_that_cannot_be_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let feature = |properties: &str, geometry: &str| {
        format!(r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{geometry}}}"#)
    };
    let point = r#"{"type":"Point","coordinates":[116.40,39.90]}"#;
    let line = r#"{"type":"LineString","coordinates":[[116.40,39.90],[116.41,39.90]]}"#;
    let features = [
        feature(r#""action":"open""#, point),
        feature(r#""action":"关闭","way":12"#, "null"),
        feature(r#""action":"link","steps":40"#, line),
        feature(r#""action":"speed","speed_mps":0.5"#, line),
        feature(r#""action":"delay","delay_s":"20""#, point),
        feature(r#""action":"opne""#, point),
        feature(r#""action":"speed","speed_mps":-1"#, line),
        feature(r#""action":"link""#, point),
    ];
    let text = format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.join(",")
    );
    fs::write(folder.path().join("e.geojson"), text).unwrap();
    let (walls, inputs, findings) =
        read_walls(&scenario(folder.path(), "edits = \"e.geojson\"\n"), &Silent).unwrap();
    let numbers: Vec<u64> = walls.edits.0.iter().map(|e| e.feature).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
    let rows: Vec<_> = findings.iter().map(|f| (f.code, f.row)).collect();
    let unclear = |row| ("edit-unclear", Some(row));
    assert_eq!(rows, [unclear(6), unclear(7), unclear(8)]);
    assert_eq!((inputs[0].role, inputs[0].records), ("edits", 8));
    assert_eq!(walls.edits.0[1].action, Action::Close(Target::Way(12)));
}
