//! A GeoPackage that is written is read back, and what is no GeoPackage is refused.

use geo::{MultiPolygon, Point, polygon};
use proptest::prelude::*;

use super::*;

fn layers() -> Vec<Layer> {
    let square = polygon![
        (x: 117.0, y: 36.0), (x: 117.1, y: 36.0), (x: 117.1, y: 36.1), (x: 117.0, y: 36.0),
    ];
    let column = |name: &str, kind| Column {
        name: name.to_owned(),
        title: format!("标题 {name}"),
        description: String::new(),
        kind,
    };
    vec![
        Layer {
            name: "coverage".to_owned(),
            title: "覆盖".to_owned(),
            description: "六边形".to_owned(),
            shape: Shape::Areas,
            columns: vec![
                column("助餐点_seniors", Kind::Integer),
                column("a \"quoted\" name", Kind::Real),
                column("withheld", Kind::Boolean),
            ],
            rows: vec![
                Row {
                    geometry: Some(Geometry::Polygon(square.clone())),
                    values: vec![Value::Integer(12), Value::Real(0.5), Value::Boolean(true)],
                },
                Row {
                    geometry: None,
                    values: vec![Value::Null, Value::Null, Value::Boolean(false)],
                },
            ],
            style: Some(Style {
                name: "覆盖率".to_owned(),
                qml: "<qgis/>".to_owned(),
                sld: "<sld/>".to_owned(),
            }),
        },
        Layer {
            name: "sites".to_owned(),
            title: "sites".to_owned(),
            description: String::new(),
            shape: Shape::Points,
            columns: vec![column("name", Kind::Text)],
            rows: vec![Row {
                geometry: Some(Geometry::Point(Point::new(117.0, 36.5))),
                values: vec![Value::Text("历下区食堂".to_owned())],
            }],
            style: None,
        },
        Layer {
            name: "notes".to_owned(),
            title: "notes".to_owned(),
            description: String::new(),
            shape: Shape::None,
            columns: vec![column("text", Kind::Text)],
            rows: vec![Row {
                geometry: None,
                values: vec![Value::Text("one".to_owned())],
            }],
            style: None,
        },
    ]
}

fn opened(bytes: &[u8]) -> (tempfile::TempDir, Package) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("made.gpkg");
    std::fs::write(&path, bytes).unwrap();
    (dir, Package::open(&path).unwrap())
}

const NOON: &str = "2022-10-28T00:00:00.000Z";

#[test]
fn layers_are_read_back_with_their_chinese_and_their_gaps() {
    let made = bytes(&layers(), Datum::Wgs84, NOON).unwrap();
    assert_eq!(
        &made[68..72],
        b"GPKG",
        "the mark by which programs know the format"
    );
    let (_dir, package) = opened(&made);
    let tables = package.layers().unwrap();
    let names: Vec<&str> = tables.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(names, ["coverage", "sites"]);
    assert_eq!(
        (
            tables[0].organization.as_str(),
            tables[0].organization_coordsys_id
        ),
        ("EPSG", 4326)
    );
    assert_eq!(tables[0].columns[1], "助餐点_seniors");
    let mut rows = Vec::new();
    package
        .each_row(&tables[0], |row| {
            rows.push(row);
            Ok::<_, Error>(())
        })
        .unwrap();
    let Geometry::Polygon(square) = layers()[0].rows[0].geometry.clone().unwrap() else {
        panic!("a square");
    };
    let areas = Geometry::MultiPolygon(MultiPolygon::new(vec![square]));
    assert_eq!(rows[0].0, Some(areas));
    assert_eq!(
        rows[0].1[1..],
        [Value::Integer(12), Value::Real(0.5), Value::Integer(1)]
    );
    assert_eq!(rows[1].0, None);
    assert_eq!(rows[1].1[1], Value::Null);
    let style = "SELECT styleQML FROM layer_styles WHERE f_table_name = 'coverage'";
    assert_eq!(package.text(style).unwrap().as_deref(), Some("<qgis/>"));
    let title = "SELECT title FROM gpkg_data_columns WHERE column_name = '助餐点_seniors'";
    assert_eq!(
        package.text(title).unwrap().as_deref(),
        Some("标题 助餐点_seniors")
    );
}

#[test]
fn the_same_layers_make_the_same_bytes_and_a_displaced_file_says_so() {
    let made = bytes(&layers(), Datum::Gcj02, NOON).unwrap();
    assert_eq!(made, bytes(&layers(), Datum::Gcj02, NOON).unwrap());
    let (_dir, package) = opened(&made);
    let name = "SELECT s.srs_name FROM gpkg_contents c JOIN gpkg_spatial_ref_sys s USING (srs_id) \
                WHERE table_name = 'sites'";
    assert_eq!(package.text(name).unwrap().as_deref(), Some("GCJ-02"));
}

#[test]
fn what_is_no_geopackage_is_refused() {
    for bytes in [
        &b"not a database at all, but longer than its header would be"[..],
        b"",
    ] {
        let (_dir, package) = opened(bytes);
        assert!(package.layers().is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_blob_stops_the_reader(mut tail in proptest::collection::vec(any::<u8>(), 0..80), cut in 0_usize..120) {
        let point = Geometry::Point(Point::new(1.0, 2.0));
        let mut bytes = to_blob(&point, 4326).unwrap();
        prop_assert_eq!(from_blob(&bytes).unwrap(), Some(point));
        bytes.truncate(cut);
        bytes.append(&mut tail);
        // Whatever it says, it says it without a panic.
        let _ = from_blob(&bytes);
    }
}
