//! Districts against brute force, and what is said about outlines that are wrong.

use geo::{Contains as _, Point, Polygon};
use proptest::prelude::*;

use super::*;
use crate::places::DemandPoint;
use crate::places::tests::{SENIORS, Town, of_code};
use crate::projection::LonLat;

fn square_feature(code: &str, west: f64, south: f64, side: f64) -> String {
    let (east, north) = (west + side, south + side);
    format!(
        r#"{{"type":"Feature","properties":{{"code":{code},"name":"N{west}"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]}}}}"#
    )
}

fn collection(features: &[String]) -> String {
    format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.join(",")
    )
}

#[test]
fn districts_hold_their_people_and_say_who_is_outside() {
    let districts = collection(&[
        square_feature("370103001", 0.0, 0.0, 1.0),
        square_feature("\"B\"", 1.0, 0.0, 1.0),
        square_feature("\"C\"", 1.5, 0.0, 1.0),
        r#"{"type":"Feature","properties":{},"geometry":null}"#.to_owned(),
        r#"{"type":"Feature","properties":{"code":"D"},"geometry":{"type":"Polygon","coordinates":[[[5,5],[5,6],[6,6]]]}}"#.to_owned(),
        r#"{"type":"Feature","properties":{"code":"E"},"geometry":{"type":"Polygon","coordinates":[[[500,300],[5,6],[6,6],[500,300]]]}}"#.to_owned(),
    ]);
    // Inside A; on the border of A and B; in B and C; in none; without coordinates.
    let town = Town::new(&[
        (
            "seniors.csv",
            "lon,lat,count\n0.5,0.5,1\n1,0.5,2\n1.7,0.5,4\n9,9,8\n,,16\n",
        ),
        ("d.geojson", &districts),
        ("f.csv", "lon,lat\n0.2,0.2\n"),
    ]);
    let text = format!(
        "{SENIORS}[[facilities]]\nfile = \"f.csv\"\ncrs = \"wgs84\"\nkind = \"canteen\"\n[districts]\nfile = \"d.geojson\"\ncode = \"code\"\n"
    );
    let (places, inputs, findings) = town.read(&text).unwrap();
    let codes: Vec<&str> = places.districts.iter().map(|d| d.code.as_str()).collect();
    assert_eq!(codes, ["370103001", "B", "C", "D"]);
    let of: Vec<_> = places
        .demand
        .iter()
        .map(|d| d.district.map(|d| d.index()))
        .collect();
    assert_eq!(of, [Some(0), Some(1), Some(1), None, None]);
    assert_eq!(
        places.sites.as_slice()[0].district.map(|d| d.index()),
        Some(0)
    );
    assert_eq!(of_code(&findings, "outside-districts")[0].count, 1);
    assert!(
        of_code(&findings, "districts-overlap")[0]
            .text
            .en
            .starts_with("N1 and N1.5 overlap: 1 ")
    );
    assert_eq!(of_code(&findings, "district-unusable").len(), 2);
    assert_eq!(of_code(&findings, "district-ring-closed")[0].row, Some(5));
    assert!(
        inputs
            .iter()
            .any(|i| i.role == "districts" && i.sha256.len() == 64)
    );
}

#[test]
fn a_file_of_districts_must_have_one() {
    let town = Town::new(&[("d.geojson", r#"{"type":"FeatureCollection","features":[]}"#)]);
    let why = town
        .read("[districts]\nfile = \"d.geojson\"\n")
        .unwrap_err();
    assert!(matches!(why, Error::NoDistricts { .. }));
    let town = Town::new(&[(
        "d.geojson",
        &collection(&[square_feature("1", 0.0, 0.0, 1.0)]),
    )]);
    let why = town
        .read("[districts]\nfile = \"d.geojson\"\ncode = \"adcode\"\n")
        .unwrap_err();
    assert!(matches!(why, Error::NoSuchColumn { .. }));
}

/// Two streets, the first with two communities: by code, by name and by place.
const STREETS: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":"370103001000","name":"泉城路街道"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,1],[0,1],[0,0]]]}},
{"type":"Feature","properties":{"code":"370103002","name":"舜玉路街道办事处"},"geometry":{"type":"Polygon","coordinates":[[[2,0],[4,0],[4,1],[2,1],[2,0]]]}}]}"#;

const COMMUNITIES: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":"370103001001","name":"一社区"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}},
{"type":"Feature","properties":{"code":"X","name":"花园社区","parent_name":"泉城路"},"geometry":{"type":"Polygon","coordinates":[[[3,0],[4,0],[4,1],[3,1],[3,0]]]}},
{"type":"Feature","properties":{"code":"Y","name":"花园社区"},"geometry":{"type":"Polygon","coordinates":[[[2,0],[3,0],[3,1],[2,1],[2,0]]]}},
{"type":"Feature","properties":{"code":"Y","name":"海上"},"geometry":{"type":"Polygon","coordinates":[[[8,8],[9,8],[9,9],[8,8]]]}}]}"#;

const TWO_LEVELS: &str = "[[districts]]\nlevel = \"community\"\nfile = \"c.geojson\"\n[[districts]]\nlevel = \"street\"\nfile = \"s.geojson\"\n";

#[test]
fn districts_have_parents_by_code_then_name_then_place() {
    let town = Town::new(&[("c.geojson", COMMUNITIES), ("s.geojson", STREETS)]);
    let (places, _, findings) = town.read(TWO_LEVELS).unwrap();
    assert_eq!(places.levels, ["street", "community"]);
    let parents: Vec<Option<&str>> = places
        .districts
        .iter()
        .map(|d| Some(places.districts[d.parent?].name.as_str()))
        .collect();
    let (first, second) = (Some("泉城路街道"), Some("舜玉路街道办事处"));
    // The streets by code, then the communities: of the two of code Y the one whose name sorts first.
    assert_eq!(parents, [None, None, first, first, None, second]);
    assert_eq!(of_code(&findings, "district-without-parent")[0].count, 1);
    assert_eq!(of_code(&findings, "district-code-repeated")[0].count, 1);
    let community = DistrictId::from_index(5);
    let street = places.ancestor(community, "street").unwrap();
    assert_eq!(places.districts[street].code, "370103002");
    assert_eq!(places.ancestor(community, "community"), Some(community));
    assert_eq!(places.ancestor(street, "community"), None);
    assert_eq!(places.reported(Some(community)), Some(community));
    assert_eq!(places.street(community), Some(street));
    let (renamed, _, _) = town.read(&TWO_LEVELS.replace("street", "片区")).unwrap();
    let published = renamed.reported(Some(DistrictId::from_index(4)));
    assert!(published.is_some());
    assert_eq!(renamed.street(DistrictId::from_index(4)), published);
}

#[test]
fn people_count_in_the_most_detailed_district_or_where_their_row_says() {
    // In the first community; in a street without a community there; by the name of the community in the street that
    // is named too, of two called the same; by code; in none of the names; where the row contradicts the coordinates.
    let csv = "lon,lat,街道,社区,count\n0.5,0.5,,,1\n1.5,0.5,泉城路,,2\n,,舜玉路街道,花园,4\n,,370103001,,8\n,,月亮街道,,16\n0.5,0.6,舜玉路,,32\n";
    let town = Town::new(&[
        ("c.geojson", COMMUNITIES),
        ("s.geojson", STREETS),
        ("seniors.csv", csv),
    ]);
    let (places, _, findings) = town.read(&format!("{SENIORS}{TWO_LEVELS}")).unwrap();
    let of: Vec<_> = places
        .seniors
        .iter()
        .map(|s| Some(places.demand[s.home].district?.index()))
        .collect();
    assert_eq!(of, [Some(2), Some(1), Some(5), Some(1), None, Some(2)]);
    assert_eq!(of_code(&findings, "district-name-unknown")[0].count, 1);
    assert_eq!(of_code(&findings, "district-contradicted")[0].count, 1);
    let between = of_code(&findings, "outside-finest-districts");
    assert_eq!(between[0].count, 1);
    assert!(of_code(&findings, "outside-districts").is_empty());
}

#[test]
fn a_community_that_is_called_as_its_street_is_not_taken_for_it() {
    let square = |name: &str, code: &str, west: u8| {
        let east = west + 1;
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}","name":"{name}"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},0],[{east},0],[{east},1],[{west},1],[{west},0]]]}}}}"#
        )
    };
    let all = |features: [String; 2]| {
        let features = features.join(",");
        format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)
    };
    let communities = all([
        square("泉城路社区", "370103001000", 0),
        square("东园社区", "370103001002", 1),
    ]);
    let streets = STREETS.replace("370103001000", "370103001");
    let csv = "lon,lat,街道,社区,count\n,,泉城路,泉城路,1\n,,泉城路街道,,2\n,,370103001,370103001000,4\n,,370103001000,,8\n,,,泉城路社区,16\n,,泉城路,东园,32\n";
    let town = Town::new(&[
        ("c.geojson", &communities),
        ("s.geojson", &streets),
        ("seniors.csv", csv),
    ]);
    let (places, _, findings) = town.read(&format!("{SENIORS}{TWO_LEVELS}")).unwrap();
    let names = places.seniors.iter().map(|senior| {
        let district = places.demand[senior.home].district.unwrap();
        (
            senior.count.count(),
            places.districts[district].code.as_str(),
        )
    });
    let (street, first, second) = ("370103001", "370103001000", "370103001002");
    let expected = [
        (1, first),
        (2, street),
        (4, first),
        (8, street),
        (16, first),
        (32, second),
    ];
    assert_eq!(names.collect::<Vec<_>>(), expected);
    assert!(of_code(&findings, "district-name-unknown").is_empty());
}

#[test]
fn boundaries_of_the_extract_are_districts() {
    let square = |west: f64| {
        let ring = vec![
            (west, 0.0),
            (west + 1.0, 0.0),
            (west + 1.0, 1.0),
            (west, 1.0),
        ];
        Geometry::Polygon(Polygon::new(ring.into(), Vec::new()))
    };
    let feature = |element, osm_id, level: &str, geometry| Feature {
        element,
        osm_id,
        tags: [("admin_level", level), ("name", "N"), ("type", "boundary")]
            .map(|(k, v)| (k.into(), v.into()))
            .into(),
        geometry,
    };
    let features = [
        feature(Element::Way, 1, "8", square(0.0)),
        feature(Element::Relation, 2, "8", square(0.0)),
        feature(Element::Relation, 3, "6", square(0.0)),
        feature(
            Element::Relation,
            4,
            "8",
            Geometry::Point(Point::new(0.5, 0.5)),
        ),
    ];
    let filters = [TagFilter::parse("admin_level=8").unwrap()];
    let areas = boundaries(&features, &filters);
    assert_eq!(areas.len(), 1, "ways are parts of the relation");
    assert_eq!(areas[0].properties["code"], "osm:relation/2");
    assert_eq!(boundaries(&features[..1], &filters).len(), 1);
}

/// A star around a middle: any angles in order make a simple polygon, with a hole in its core.
fn star(x: f64, y: f64, spokes: &[f64]) -> MultiPolygon {
    let corner = |i: usize, radius: f64| {
        let angle = i as f64 / spokes.len() as f64 * std::f64::consts::TAU;
        (x + radius * angle.cos(), y + radius * angle.sin())
    };
    let outer: Vec<_> = spokes
        .iter()
        .enumerate()
        .map(|(i, r)| corner(i, *r))
        .collect();
    let hole: Vec<_> = (0..spokes.len()).map(|i| corner(i, 0.05)).collect();
    MultiPolygon(vec![Polygon::new(outer.into(), vec![hole.into()])])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn districts_are_found_as_by_brute_force(
        stars in prop::collection::vec(((0.0..3.0_f64), (0.0..3.0_f64), prop::collection::vec(0.1..1.0_f64, 3..40)), 1..12),
        points in prop::collection::vec(((-0.5..3.5_f64), (-0.5..3.5_f64)), 200),
    ) {
        let outlines: Vec<MultiPolygon> = stars.iter().map(|(x, y, spokes)| star(*x, *y, spokes)).collect();
        let mut places = Places {
            demand: points.iter().map(|(x, y)| DemandPoint {
                at: LonLat::new(*x, *y),
                seniors: Seniors::new(1),
                eligible: Seniors::new(1),
                district: None,
            }).collect(),
            districts: outlines.iter().map(|outline| District::new("", "", outline.clone())).collect(),
            levels: vec![District::USUAL_LEVEL.to_owned()],
            ..Places::default()
        };
        assign(&mut places, &mut Findings::new());
        for (point, (x, y)) in places.demand.iter().zip(&points) {
            let expected = outlines.iter().position(|o| o.contains(&Point::new(*x, *y)));
            prop_assert_eq!(point.district.map(|d| d.index()), expected);
        }
    }
}

#[test]
fn a_community_is_meant_within_the_street_that_the_row_names_or_it_is_told() {
    // Each 花园 by its street; without a street neither, which is told; a community that only another street has is not
    // meant: the street counts, which is told too.
    let csv = "lon,lat,街道,社区,count\n,,舜玉路,花园,1\n,,泉城路街道,花园社区,2\n,,,花园,4\n,,舜玉路,一社区,8\n";
    let town = Town::new(&[
        ("c.geojson", COMMUNITIES),
        ("s.geojson", STREETS),
        ("seniors.csv", csv),
        (
            "totals.csv",
            "街道,社区,人数\n舜玉路,花园,1\n泉城路,花园,2\n,花园,4\n舜玉路,一社区,8\n",
        ),
    ]);
    let (places, _, findings) = town.read(&format!("{SENIORS}{TWO_LEVELS}")).unwrap();
    let of: Vec<_> = places
        .seniors
        .iter()
        .map(|s| {
            let district = &places.districts[places.demand[s.home].district?];
            let street = district.parent.map(|d| places.districts[d].name.as_str());
            Some((district.name.as_str(), street))
        })
        .collect();
    let second = "舜玉路街道办事处";
    let expected = [
        Some(("花园社区", Some(second))),
        Some(("花园社区", Some("泉城路街道"))),
        None,
        Some((second, None)),
    ];
    assert_eq!(of, expected);
    assert_eq!(of_code(&findings, "district-name-unknown")[0].count, 2);
    let totals =
        "[[seniors]]\nfile = \"totals.csv\"\ntotals = \"district\"\nlevel = \"community\"\n";
    let (places, _, findings) = town.read(&format!("{totals}{TWO_LEVELS}")).unwrap();
    let people: u64 = places.demand.iter().map(|d| d.seniors.count()).sum();
    assert_eq!(people, 15);
    let lost = of_code(&findings, "total-without-zone");
    let lost: Vec<_> = lost.iter().map(|f| f.row).collect();
    assert_eq!(lost, [Some(3), Some(4)]);
}
