//! Files of a scenario become places: who is counted, where they are, and what is said about it.

use std::path::{Path, PathBuf};

use geo::{Geometry, Point, Polygon, polygon};
use proptest::prelude::*;

use super::site::Draft;
use super::*;
use crate::findings::{Finding, Findings, Severity};
use crate::ids::Id as _;
use crate::osm::{Element, Feature};
use crate::progress::Silent;
use crate::scenario::Scenario;

/// A folder with files and a scenario that names them.
pub(super) struct Town(tempfile::TempDir);

impl Town {
    pub(super) fn new(files: &[(&str, &str)]) -> Self {
        let town = Self(tempfile::tempdir().unwrap());
        town.write("a.osm.pbf", b"");
        for (name, text) in files {
            town.write(name, text.as_bytes());
        }
        town
    }

    pub(super) fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.0.path().join(name), bytes).unwrap();
    }

    /// Where a file of the folder is.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn scenario(&self, text: &str) -> Scenario {
        let path = self.0.path().join("town.toml");
        std::fs::write(&path, format!("network.osm = \"a.osm.pbf\"\n{text}")).unwrap();
        Scenario::open(&path, &[]).unwrap()
    }

    pub(super) fn read(&self, text: &str) -> Result<(Places, Vec<InputFile>, Findings), Error> {
        self.read_on(&[], text)
    }

    /// Reads a scenario on an extract that has these features.
    pub(super) fn read_on(
        &self,
        features: &[Feature],
        text: &str,
    ) -> Result<(Places, Vec<InputFile>, Findings), Error> {
        read(&self.scenario(text), features, &Silent)
    }
}

pub(super) const SENIORS: &str = "[[seniors]]\nfile = \"seniors.csv\"\ncrs = \"wgs84\"\n";

fn seniors(csv: &str) -> Result<(Places, Findings), Error> {
    let town = Town::new(&[("seniors.csv", csv)]);
    town.read(SENIORS)
        .map(|(places, _, findings)| (places, findings))
}

pub(super) fn of_code<'a>(findings: &'a Findings, code: &str) -> Vec<&'a Finding> {
    findings.iter().filter(|f| f.code == code).collect()
}

fn total(places: &Places) -> u64 {
    places.demand.iter().map(|d| d.seniors.count()).sum()
}

#[test]
fn rows_at_one_place_are_one_demand_point_and_nobody_is_lost() {
    let (places, findings) = seniors(
        "id,lon,lat,count,age\nA,14.5,35.9,2,70\nB,14.6,35.9,,81.5\nC,14.5,35.9,3,\nD,,,4,65\nE,x,35.9,1,200\n",
    )
    .unwrap();
    assert_eq!(places.seniors.len(), 5);
    assert_eq!(places.demand.len(), 3);
    assert_eq!(total(&places), 11);
    let homes: Vec<usize> = places.seniors.iter().map(|s| s.home.index()).collect();
    assert_eq!(homes, [0, 1, 0, 2, 2]);
    assert_eq!(places.demand.as_slice()[0].seniors, Seniors::new(5));
    assert_eq!(places.demand.as_slice()[0].eligible, Seniors::new(5));
    assert_eq!(places.demand.as_slice()[2].at, None);
    assert_eq!(places.seniors[1].age, Some(81));
    assert_eq!(places.seniors[4].age, None);
    assert_eq!(of_code(&findings, "no-coordinates")[0].row, Some(4));
    assert_eq!(of_code(&findings, "coordinates-unreadable")[0].row, Some(5));
    assert_eq!(of_code(&findings, "age-unreadable")[0].row, Some(5));
}

#[test]
fn numbers_that_are_none_are_refused_by_row_and_column() {
    let (places, findings) = seniors(
        "id,lon,lat,count\nA,14.5,35.9,1\nB,NaN,35.9,1\nC,14.5,inf,1\nD,500,300,1\nE,0,0,1\nF,14.5,35.9,-3\nG,14.5,35.9,2.4\n",
    )
    .unwrap();
    let nan = of_code(&findings, "coordinates-unreadable");
    assert_eq!(nan.len(), 2);
    assert!(
        nan[0]
            .text
            .en
            .starts_with("row 2, column lon: 'NaN' is not a number")
    );
    assert!(nan[1].text.en.starts_with("row 3, column lat: 'inf'"));
    assert_eq!(
        of_code(&findings, "coordinates-out-of-range")[0].row,
        Some(4)
    );
    assert_eq!(of_code(&findings, "coordinates-zero")[0].row, Some(5));
    assert_eq!(of_code(&findings, "count-unreadable")[0].row, Some(6));
    assert_eq!(of_code(&findings, "count-not-whole")[0].row, Some(7));
    // The unreadable count is one person, the broken one is rounded.
    assert_eq!(total(&places), 5 + 1 + 2);
}

#[test]
fn swapped_coordinates_are_named_and_never_swapped() {
    let (places, findings) =
        seniors("id,lon,lat\nA,116.41,39.91\nB,39.9,116.4\nC,116.42,39.92\n").unwrap();
    let swapped = of_code(&findings, "coordinates-swapped");
    assert!(
        swapped[0]
            .text
            .en
            .starts_with("row 2: lat 116.4, lon 39.9 - swapped?")
    );
    assert_eq!(swapped[0].severity, Severity::Serious);
    assert_eq!(places.demand[places.seniors[1].home].at, None);
    assert_eq!(total(&places), 3);

    let why = seniors("id,lon,lat\nA,39.91,116.41\nB,39.9,116.4\n")
        .unwrap_err()
        .to_string();
    assert!(
        why.starts_with("2 of 2 rows have longitude and latitude swapped (row 1: lat 116.4"),
        "{why}"
    );
    assert!(why.ends_with("seniors.csv"), "{why}");
}

#[test]
fn a_small_country_shows_swapped_coordinates_by_its_extract() {
    let town = Town::new(&[("seniors.csv", "lon,lat\n35.9,14.4\n35.91,14.41\n")]);
    let scenario = town.scenario(SENIORS);
    let corner = |x, y| LonLat::new(x, y).unwrap();
    let bounds = (corner(14.1, 35.7), corner(14.7, 36.1));
    let why = read_within(&scenario, &[], Some(bounds), &Silent).unwrap_err();
    assert!(
        matches!(why, Error::SwappedColumns { swapped: 2, .. }),
        "{why}"
    );
    assert!(read(&scenario, &[], &Silent).is_ok());
}

#[test]
fn swapped_columns_can_be_named_the_right_way_round() {
    let town = Town::new(&[("seniors.csv", "lon,lat\n39.9,116.4\n")]);
    let scenario = town.scenario(&format!(
        "{SENIORS}columns = {{ lon = \"lat\", lat = \"lon\" }}\n"
    ));
    let (places, ..) = read(&scenario, &[], &Silent).unwrap();
    assert_eq!(places.demand.as_slice()[0].at, LonLat::new(116.4, 39.9));
}

#[test]
fn a_file_without_seniors_is_an_error() {
    for csv in ["id,lon,lat\n", "id,lon,lat,count\nA,14.5,35.9,0\n"] {
        let why = seniors(csv).unwrap_err().to_string();
        assert!(
            why.starts_with("no seniors in ") && why.ends_with("seniors.csv"),
            "{why}"
        );
    }
}

#[test]
fn personal_columns_leave_no_trace() {
    let csv = "编号,姓名,身份证号,电话,经度,纬度,年龄\n110101194503071237,SECRET-7f3a,110101194503071237,13800000000,117.1,36.6,80\nB,SECRET-7f3a,x,1,不详SECRET-7f3a,36.6,SECRET-7f3a\n";
    let (places, findings) = seniors(csv).unwrap();
    let said = format!("{places:?} {findings:?}");
    for secret in ["SECRET", "19450307", "13800000000"] {
        assert!(!said.contains(secret), "{secret}");
    }
    assert_eq!(places.seniors[0].id, RowId::Row(1));
    assert_eq!(of_code(&findings, "identity-number-as-id").len(), 1);
}

#[test]
fn ids_are_texts_or_row_numbers_and_repeats_are_counted() {
    let long = "a-very-long-identifier-of-a-home";
    let (places, findings) = seniors(&format!(
        "id,lon,lat\n{long},14.5,35.9\n,14.5,35.9\nB,14.5,35.9\nB,14.5,35.9\n"
    ))
    .unwrap();
    let ids: Vec<String> = places.seniors.iter().map(|s| s.id.to_string()).collect();
    assert_eq!(ids, [long, "2", "B", "B"]);
    assert_eq!(of_code(&findings, "duplicate-ids")[0].count, 1);
    assert_eq!(RowId::text("B"), RowId::Text("B".into()));
    assert_ne!(RowId::text("2"), RowId::Row(2));
    assert!(size_of::<SeniorRow>() <= 48, "{}", size_of::<SeniorRow>());
}

#[test]
fn geojson_points_are_rows() {
    let geojson = r#"{"type":"FeatureCollection","bbox":[14,35,15,36],"features":[
        {"type":"Feature","geometry":{"type":"Point","coordinates":[14.5,35.9,12]},"properties":{"编号":"A","人数":3}},
        {"type":"Feature","geometry":null,"properties":{"id":"B"}},
        {"type":"Feature","geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]},"properties":{"id":"C"}},
        {"type":"Feature","id":9,"geometry":{"type":"Point","coordinates":[14.5,35.9]},"properties":null}]}"#;
    let town = Town::new(&[("a.geojson", &format!("\u{feff}{geojson}"))]);
    let (places, inputs, findings) = town.read("[[seniors]]\nfile = \"a.geojson\"\n").unwrap();
    let ids: Vec<String> = places.seniors.iter().map(|s| s.id.to_string()).collect();
    assert_eq!(ids, ["A", "B", "C", "9"]);
    assert_eq!(places.demand.as_slice()[0].at, LonLat::new(14.5, 35.9));
    assert_eq!(places.demand.as_slice()[0].seniors, Seniors::new(4));
    assert_eq!(of_code(&findings, "no-coordinates").len(), 2);
    assert_eq!(of_code(&findings, "geometry-not-a-point")[0].row, Some(3));
    assert_eq!((inputs[0].role, inputs[0].records), ("seniors", 4));
}

#[test]
fn geojson_that_is_none_or_elsewhere_is_refused() {
    let refused = |text: &str| {
        let town = Town::new(&[("a.geojson", text)]);
        let read = town.read("[[seniors]]\nfile = \"a.geojson\"\n");
        read.unwrap_err().to_string()
    };
    let crs = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::2436"}},"features":[]}"#;
    assert!(refused(crs).starts_with("the file says urn:ogc:def:crs:EPSG::2436"));
    assert!(refused(r#"{"type":"Point","coordinates":[1,2]}"#).contains("found a Point"));
    assert!(refused("{").starts_with("not a GeoJSON"));
    assert!(refused(&"[".repeat(100_000)).starts_with("not a GeoJSON"));
    assert!(refused(r#"{"type":"FeatureCollection"}"#).contains("no member `features`"));
    let empty = r#"{"type":"FeatureCollection","bbox":[1,2,3,4],"features":[]}"#;
    assert!(refused(empty).starts_with("no seniors in "));
    let far = r#"{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[1e400,2]},"properties":{}}]}"#;
    assert!(refused(far).starts_with("not a GeoJSON"));
}

#[test]
fn facilities_have_kinds_statuses_and_capacities() {
    let town = Town::new(&[
        ("seniors.csv", "lon,lat\n117.1,36.6\n"),
        (
            "f.csv",
            "名称,类别,经度,纬度,容量,状态\n一号,canteen,117.1,36.6,150,开放\n二号,canteen,117.2,36.6,abc,在建\n三号,canteen,117.3,36.6,,备选\n四号,day_care,117.4,36.6,,关闭\n五号,canteen,117.5,36.6,,详见附件\n六号,,117.6,36.6,,\n",
        ),
    ]);
    let text = format!(
        "{SENIORS}[[facilities]]\nfile = \"f.csv\"\ncrs = \"wgs84\"\n[[standard]]\nkind = \"canteen\"\n[[standard]]\nkind = \"clinic\"\n"
    );
    let (places, _, findings) = town.read(&text).unwrap();
    let sites: Vec<_> = places
        .sites
        .iter()
        .map(|s| (s.name.as_deref().unwrap(), s.status))
        .collect();
    assert_eq!(
        sites,
        [
            ("一号", Status::Open),
            ("二号", Status::Committed),
            ("四号", Status::Closed),
            ("五号", Status::Closed),
            ("六号", Status::Open),
            ("三号", Status::Candidate),
        ]
    );
    assert_eq!(places.sites.as_slice()[0].capacity, Some(150.0));
    assert_eq!(places.sites.as_slice()[0].id, RowId::Row(1));
    assert_eq!(of_code(&findings, "capacity-unreadable")[0].row, Some(2));
    assert_eq!(of_code(&findings, "status-unknown")[0].row, Some(5));
    assert_eq!(of_code(&findings, "facility-without-kind")[0].row, Some(6));
    assert_eq!(of_code(&findings, "kind-without-standard")[0].count, 1);
    assert!(
        of_code(&findings, "no-facilities")[0]
            .text
            .en
            .contains("`clinic`")
    );
    // A promise asks for it as well as a standard would.
    let promised = format!("{text}[[promise]]\nrule = \"count(day_care) >= 1\"\n");
    let (_, _, quiet) = town.read(&promised).unwrap();
    assert!(of_code(&quiet, "kind-without-standard").is_empty());
    // One kind spelled in two ways is likely.
    let other = of_code(&findings, "kind-without-standard")[0];
    assert_eq!(other.severity, Severity::Warning);
    let text = &of_code(&findings, "no-facilities")[0].text;
    assert!(text.en.contains("if that is the same kind") && text.zh.contains("统一写法"));
}

#[test]
fn premises_are_candidates_unless_closed() {
    let town = Town::new(&[
        ("seniors.csv", "lon,lat\n117.1,36.6\n"),
        (
            "p.csv",
            "id,lon,lat,status\nA,117.1,36.6,open\nB,117.2,36.6,closed\nC,117.3,36.6,\n",
        ),
    ]);
    let text = format!("{SENIORS}[candidates]\nfile = \"p.csv\"\ncrs = \"wgs84\"\n");
    let (places, ..) = town.read(&text).unwrap();
    let statuses: Vec<Status> = places.sites.iter().map(|s| s.status).collect();
    assert_eq!(
        statuses,
        [Status::Candidate, Status::Closed, Status::Candidate]
    );
}

fn feature(element: Element, osm_id: i64, tags: &[(&str, &str)], geometry: Geometry) -> Feature {
    let mut tags: Vec<(Box<str>, Box<str>)> = tags
        .iter()
        .map(|(k, v)| ((*k).into(), (*v).into()))
        .collect();
    tags.sort_unstable();
    Feature {
        element,
        osm_id,
        tags,
        geometry,
    }
}

#[test]
fn the_extract_gives_facilities_and_candidates() {
    let square: Polygon = polygon![(x: 14.5, y: 35.9), (x: 14.5004, y: 35.9), (x: 14.5004, y: 35.9002), (x: 14.5, y: 35.9002)];
    let features = [
        feature(
            Element::Node,
            7,
            &[("social_facility:for", "senior"), ("name", "Home")],
            Point::new(14.5, 35.9).into(),
        ),
        feature(Element::Way, 8, &[("amenity", "restaurant")], square.into()),
        feature(
            Element::Node,
            9,
            &[("amenity", "bar")],
            Point::new(14.6, 35.9).into(),
        ),
        // Five metres from the restaurant's middle.
        feature(
            Element::Way,
            10,
            &[("amenity", "restaurant")],
            Point::new(14.500_25, 35.9001).into(),
        ),
    ];
    let town = Town::new(&[("seniors.csv", "lon,lat\n14.5,35.9\n14.5,35.95\n")]);
    let text = format!(
        "{SENIORS}[[facilities]]\nosm = [\"social_facility:for=senior\"]\nkind = \"day_care\"\n[candidates]\nosm = [\"amenity=restaurant\"]\nhexagons = {{ resolution = 10 }}\n"
    );
    let scenario = town.scenario(&text);
    assert_eq!(wanted_filters(&scenario).len(), 2);
    let (places, _, findings) = read(&scenario, &features, &Silent).unwrap();
    let ids: Vec<String> = places.sites.iter().map(|s| s.id.to_string()).collect();
    assert_eq!(&ids[..2], ["osm:node/7", "osm:way/8"]);
    assert!(
        ids[2].starts_with("h3:8a") && ids[3].starts_with("h3:8a"),
        "{ids:?}"
    );
    assert_eq!(ids.len(), 4);
    let middle = places.sites.as_slice()[1].at.unwrap();
    assert!((middle.lon_deg() - 14.5002).abs() < 1e-9 && (middle.lat_deg() - 35.9001).abs() < 1e-9);
    assert_eq!(of_code(&findings, "candidates-merged")[0].count, 1);
    assert_eq!(places.sites.as_slice()[2].kind, "");
}

#[test]
fn candidates_near_an_earlier_one_are_merged_as_by_brute_force() {
    let mut state = 1_u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as f64 / f64::from(1_u32 << 31)
    };
    let sites: Vec<Site> = (0..600)
        .map(|i| {
            let at = LonLat::new(14.5 + next() * 0.002, 35.9 + next() * 0.002);
            Site {
                kind: if i % 3 == 0 { "canteen" } else { "" }.to_owned(),
                ..Site::new(RowId::Row(i), Status::Candidate, at)
            }
        })
        .collect();
    let mut expected: Vec<&Site> = Vec::new();
    for site in &sites {
        let near = |kept: &&Site| {
            let apart = crate::projection::distance(kept.at.unwrap(), site.at.unwrap());
            kept.kind == site.kind && apart.metres() <= candidates::SAME_PLACE_M
        };
        if !expected.iter().any(near) {
            expected.push(site);
        }
    }
    let mut merged: Vec<_> = sites.iter().cloned().map(Draft::from).collect();
    let left_out = candidates::merge_near(&mut merged);
    let kept: Vec<&Site> = merged.iter().map(|d| &d.site).collect();
    assert_eq!(kept, expected);
    assert_eq!(left_out as usize + merged.len(), 600);
    assert!(left_out > 50);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn permuting_rows_permutes_ids_and_nothing_else(
        rows in prop::collection::vec(((0..5_u8), (0..5_u8), (0..9_u64)), 1..40),
    ) {
        let csv = |rows: &mut dyn Iterator<Item = &(u8, u8, u64)>| {
            rows.fold("lon,lat,count\n".to_owned(), |text, (x, y, n)| {
                // Row by row, some without coordinates.
                let lon = if *x == 0 { String::new() } else { format!("14.{x}") };
                format!("{text}{lon},35.{y},{n}\n")
            })
        };
        let total_of = |text: &str| -> Option<Vec<(Option<(u64, u64)>, u64)>> {
            let (places, _) = seniors(text).ok()?;
            let mut points: Vec<_> = places.demand.iter().map(|d| {
                (d.at.map(|p| (p.lon_deg().to_bits(), p.lat_deg().to_bits())), d.seniors.count())
            }).collect();
            points.sort_unstable();
            Some(points)
        };
        let forwards = total_of(&csv(&mut rows.iter()));
        let backwards = total_of(&csv(&mut rows.iter().rev()));
        prop_assert_eq!(&forwards, &backwards);
        let people: u64 = rows.iter().map(|r| r.2).sum();
        prop_assert_eq!(forwards.map_or(0, |f| f.iter().map(|p| p.1).sum()), people);
    }
}

#[test]
fn a_stop_is_heard() {
    struct Stop;
    impl crate::progress::Progress for Stop {
        fn report(&self, _: crate::progress::Stage, _: u64, _: u64) {}
        fn cancelled(&self) -> bool {
            true
        }
    }
    let town = Town::new(&[(
        "seniors.csv",
        &format!("lon,lat\n{}", "14.5,35.9\n".repeat(70_000)),
    )]);
    let read = read(&town.scenario(SENIORS), &[], &Stop);
    assert!(matches!(read, Err(Error::Cancelled)));
}

#[test]
fn the_hash_is_that_of_the_file() {
    let town = Town::new(&[("a.bin", "abc")]);
    let input = input_file("osm", Path::new(&town.0.path().join("a.bin")), 3).unwrap();
    // FIPS 180-2, appendix B.1.
    assert_eq!(
        input.sha256,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

#[test]
fn public_buildings_of_the_extract_are_candidates_when_they_are_asked_for() {
    let town = Town::new(&[("seniors.csv", "id,lon,lat\nA,117.1,36.6\n")]);
    let at = |n: f64| Geometry::Point(Point::new(117.1 + n / 100.0, 36.6));
    let features = [
        feature(Element::Node, 1, &[("amenity", "townhall")], at(1.0)),
        feature(Element::Node, 2, &[("building", "civic")], at(2.0)),
        feature(Element::Node, 3, &[("office", "government")], at(3.0)),
        feature(Element::Node, 4, &[("amenity", "restaurant")], at(4.0)),
        feature(Element::Node, 5, &[("office", "company")], at(5.0)),
    ];
    let candidates = |keys: &str| {
        let text = format!("{SENIORS}[candidates]\n{keys}");
        let (places, _, _) = town.read_on(&features, &text).unwrap();
        let ids = places.sites.iter().map(|site| site.id.to_string());
        ids.collect::<Vec<_>>()
    };
    let public = ["osm:node/1", "osm:node/2", "osm:node/3"];
    assert_eq!(candidates("public_buildings = true\n"), public);
    let with_own = candidates("public_buildings = true\nosm = [\"amenity=restaurant\"]\n");
    assert_eq!(with_own, [&public[..], &["osm:node/4"]].concat());
    assert!(candidates("public_buildings = false\n").is_empty());
}
