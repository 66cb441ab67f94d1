//! Layers as a GIS writes them: which is read, in which system, and what is said where that is not clear.

use geo::{MapCoords as _, Point, Polygon, polygon};
use rusqlite::Connection;

use super::*;
use crate::findings::Findings;
use crate::geopackage::{Column, Datum, Kind, Layer, Row as Feature, Shape, bytes};
use crate::places::Places;
use crate::places::tests::{SENIORS, Town, of_code};

const NOON: &str = "2022-10-28T00:00:00.000Z";
/// The same place in degrees and in the zone of 117 E: `domain.md`, section 4.1.
const HEFEI: (f64, f64) = (117.2272, 31.8206);
const HEFEI_M: (f64, f64) = (521_510.563_7, 3_521_982.109_0);

fn layer(name: &str, shape: Shape, columns: &[&str], rows: Vec<Feature>) -> Layer {
    let column = |name: &&str| Column {
        name: (*name).to_owned(),
        title: String::new(),
        description: String::new(),
        kind: Kind::Text,
    };
    Layer {
        name: name.to_owned(),
        title: name.to_owned(),
        description: String::new(),
        shape,
        columns: columns.iter().map(column).collect(),
        rows,
        style: None,
    }
}

fn at((x, y): (f64, f64), values: &[Value]) -> Feature {
    Feature {
        geometry: Some(Geometry::Point(Point::new(x, y))),
        values: values.to_vec(),
    }
}

fn text(words: &str) -> Value {
    Value::Text(words.to_owned())
}

fn people(name: &str, places: &[(f64, f64)]) -> Layer {
    let rows = (10..).zip(places).map(|(number, place)| {
        let id = format!("S-{number}");
        at(*place, &[text(&id), Value::Integer(2), text("王小明")])
    });
    let mut rows: Vec<Feature> = rows.collect();
    rows.push(Feature {
        geometry: None,
        values: vec![text("S-99"), Value::Integer(3), Value::Null],
    });
    layer(name, Shape::Points, &["编号", "人数", "姓名"], rows)
}

/// Writes layers into a town, under another coordinate system than the writer knows where one is given.
fn put(town: &Town, name: &str, layers: &[Layer], system: Option<(&str, i64, &str)>) {
    town.write(name, &bytes(layers, Datum::Wgs84, NOON).unwrap());
    let Some((organization, code, title)) = system else {
        return;
    };
    let file = Connection::open(town.path(name)).unwrap();
    file.execute(
        "INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES (?1, ?2, ?3, ?2, 'undefined', '')",
        rusqlite::params![title, code, organization],
    )
    .unwrap();
    file.execute("UPDATE gpkg_geometry_columns SET srs_id = ?1", [code])
        .unwrap();
    file.close().unwrap();
}

fn seniors_of(town: &Town, keys: &str) -> Result<(Places, Findings), Error> {
    let scenario = SENIORS.replace("seniors.csv\"\ncrs = \"wgs84\"", "a.gpkg\"");
    let read = town.read(&format!("{scenario}{keys}\n"));
    read.map(|(places, inputs, findings)| {
        let intake = inputs[0].intake.as_ref().unwrap();
        assert_eq!(intake.format, "GeoPackage");
        assert_eq!(intake.dropped, ["姓名"]);
        (places, findings)
    })
}

fn placed(places: &Places) -> Vec<(String, u64, Option<(f64, f64)>)> {
    let row = |s: &crate::places::SeniorRow| {
        let at = places.demand[s.home].at;
        let at = at.map(|at| (at.lon_deg(), at.lat_deg()));
        (s.id.to_string(), s.count.count(), at)
    };
    places.seniors.iter().map(row).collect()
}

#[test]
fn points_are_read_with_their_ids_and_who_is_nowhere_is_counted() {
    let town = Town::new(&[]);
    let roads = layer("roads", Shape::Areas, &["name"], Vec::new());
    put(&town, "a.gpkg", &[people("老人", &[HEFEI]), roads], None);
    let (places, findings) = seniors_of(&town, "").unwrap();
    let expected = [
        ("S-10".to_owned(), 2, Some(HEFEI)),
        ("S-99".to_owned(), 3, None),
    ];
    assert_eq!(placed(&places), expected);
    assert_eq!(of_code(&findings, "no-coordinates")[0].row, Some(2));
    assert!(of_code(&findings, "column-repeated").is_empty());
}

#[test]
fn a_zone_and_a_displaced_datum_are_read_as_the_file_says() {
    let town = Town::new(&[]);
    let zone = Some(("EPSG", 4548, "CGCS2000 / 3-degree Gauss-Kruger CM 117E"));
    put(&town, "a.gpkg", &[people("a", &[HEFEI_M])], zone);
    for keys in ["", "crs = \"epsg:4548\""] {
        let (places, _) = seniors_of(&town, keys).unwrap();
        let (lon, lat) = placed(&places)[0].2.unwrap();
        assert!((lon - HEFEI.0).abs() < 1e-8 && (lat - HEFEI.1).abs() < 1e-8);
    }
    let why = seniors_of(&town, "crs = \"wgs84\"").unwrap_err();
    assert!(why.to_string().contains("epsg:4548"), "{why}");
    put(
        &town,
        "a.gpkg",
        &[people("a", &[HEFEI])],
        Some(("NONE", 100_002, "GCJ-02")),
    );
    let (places, _) = seniors_of(&town, "").unwrap();
    let (lon, _) = placed(&places)[0].2.unwrap();
    assert!((lon - HEFEI.0).abs() > 1e-3, "read as GCJ-02");
    put(
        &town,
        "a.gpkg",
        &[people("a", &[HEFEI])],
        Some(("EPSG", 3857, "Mercator")),
    );
    let why = seniors_of(&town, "crs = \"wgs84\"").unwrap_err();
    assert!(why.to_string().contains("EPSG:3857"), "{why}");
    put(
        &town,
        "a.gpkg",
        &[people("a", &[HEFEI])],
        Some(("NONE", 0, "undefined")),
    );
    let why = seniors_of(&town, "").unwrap_err();
    assert!(matches!(why, Error::UntoldCrs { .. }), "{why}");
    assert!(seniors_of(&town, "crs = \"wgs84\"").is_ok());
}

#[test]
fn of_several_layers_one_must_be_named() {
    let town = Town::new(&[]);
    let layers = [people("东街", &[HEFEI]), people("西街", &[(117.3, 31.9)])];
    put(&town, "a.gpkg", &layers, None);
    let why = seniors_of(&town, "").unwrap_err().to_string();
    assert!(why.contains("东街 (POINT), 西街 (POINT)"), "{why}");
    let (places, _) = seniors_of(&town, "layer = \"西街\"").unwrap();
    assert_eq!(placed(&places)[0].2, Some((117.3, 31.9)));
    let why = seniors_of(&town, "layer = \"南街\"").unwrap_err();
    assert!(matches!(why, Error::NoSuchLayer { .. }), "{why}");
    let areas = layer("街道", Shape::Areas, &["编号"], Vec::new());
    put(&town, "a.gpkg", &[areas], None);
    let why = seniors_of(&town, "").unwrap_err().to_string();
    assert!(
        why.contains("no layer of points") && why.contains("街道 (MULTIPOLYGON)"),
        "{why}"
    );
}

fn square(from: (f64, f64), size: f64) -> Polygon {
    let (x, y) = from;
    polygon![(x: x, y: y), (x: x + size, y: y), (x: x + size, y: y + size), (x: x, y: y + size)]
}

#[test]
fn districts_are_read_from_a_layer_in_metres() {
    let town = Town::new(&[(
        "seniors.csv",
        "id,lon,lat\nA,117.2272,31.8206\nB,117.5,31.8206\n",
    )]);
    // One kilometre around the place, and a feature that is no polygon once its corners are gone.
    let around = square((HEFEI_M.0 - 500.0, HEFEI_M.1 - 500.0), 1_000.0);
    let nowhere = around.map_coords(|_| geo::coord! { x: 1.0, y: 1.0 });
    let rows = [("340102", around), ("340103", nowhere)].map(|(code, area)| Feature {
        geometry: Some(Geometry::Polygon(area)),
        values: vec![text(code), text("逍遥津街道")],
    });
    let layers = [
        layer("街道", Shape::Areas, &["code", "name"], rows.into()),
        people("老人", &[HEFEI]),
    ];
    let zone = Some(("EPSG", 4548, "CM 117E"));
    put(&town, "d.gpkg", &layers, zone);
    let keys = format!("{SENIORS}[districts]\nfile = \"d.gpkg\"\n");
    let (places, inputs, findings) = town.read(&keys).unwrap();
    let district = &places.districts.as_slice()[0];
    assert_eq!(
        (district.code.as_str(), district.name.as_str()),
        ("340102", "逍遥津街道")
    );
    let home = |number: usize| places.demand[places.seniors[number].home].district;
    assert!(home(0).is_some() && home(1).is_none());
    assert_eq!(of_code(&findings, "district-unusable")[0].row, Some(2));
    assert!(
        inputs
            .iter()
            .any(|i| i.role == "districts" && i.records == 2)
    );
    let named = format!("{keys}layer = \"老人\"\n");
    let why = town.read(&named).unwrap_err();
    assert!(matches!(why, Error::NoDistricts { .. }), "{why}");
}

#[test]
fn a_damaged_file_and_damaged_geometries_end_in_words() {
    let town = Town::new(&[("a.gpkg", "no database at all, but long enough to look at")]);
    let why = seniors_of(&town, "").unwrap_err().to_string();
    assert!(
        why.contains("GeoPackage") && why.ends_with("a.gpkg"),
        "{why}"
    );
    put(&town, "a.gpkg", &[people("a", &[HEFEI, HEFEI])], None);
    let file = Connection::open(town.path("a.gpkg")).unwrap();
    file.execute("UPDATE a SET geom = x'4750' WHERE 编号 = 'S-11'", [])
        .unwrap();
    file.close().unwrap();
    let (places, findings) = seniors_of(&town, "").unwrap();
    assert_eq!(places.seniors.len(), 3);
    assert_eq!(of_code(&findings, "geometry-not-a-point")[0].row, Some(2));
}
