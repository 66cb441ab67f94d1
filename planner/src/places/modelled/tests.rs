//! Totals against worked numbers: three buildings, lists that are subtracted, hexagons, grids, and what cannot be placed.

use geo::{Coord, Geometry, Rect};
use tiff::encoder::{TiffEncoder, colortype};
use tiff::tags::Tag;

use super::*;
use crate::findings::Finding;
use crate::places::tests::{Town, of_code};
use crate::places::{InputFile, Places};
use crate::projection::Plane;

/// A building with so many square metres and levels, so many metres east of 117.1, 36.6.
fn building(id: i64, east_m: f64, area_m2: f64, levels: &str) -> Feature {
    let plane = Plane::at(LonLat::new(117.1, 36.6).unwrap());
    let corner = |x: f64, y: f64| plane.to_lonlat(Coord { x, y }).coord();
    let depth = 10.0;
    let rect = Rect::new(corner(east_m, 0.0), corner(east_m + area_m2 / depth, depth));
    let tags = [("building", "apartments"), ("building:levels", levels)];
    Feature {
        element: Element::Way,
        osm_id: id,
        tags: tags
            .iter()
            .map(|(k, v)| ((*k).into(), (*v).into()))
            .collect(),
        geometry: Geometry::Polygon(rect.to_polygon()),
    }
}

/// The three buildings of the worked example, the last of the map first.
fn three() -> Vec<Feature> {
    vec![
        building(9, 400.0, 1200.0, "2"),
        building(7, 0.0, 600.0, "6"),
        building(8, 200.0, 400.0, "18"),
    ]
}

/// Two streets: one around the three buildings, one north of it without any.
const STREETS: &str = r#"{"type":"FeatureCollection","features":[
 {"type":"Feature","properties":{"code":"370103001","name":"甲街道"},"geometry":{"type":"Polygon","coordinates":[[[117.09,36.59],[117.12,36.59],[117.12,36.61],[117.09,36.61],[117.09,36.59]]]}},
 {"type":"Feature","properties":{"code":"370103002","name":"乙街道"},"geometry":{"type":"Polygon","coordinates":[[[117.09,36.61],[117.12,36.61],[117.12,36.63],[117.09,36.63],[117.09,36.61]]]}}]}"#;
const DISTRICTS: &str =
    "[districts]\nfile = \"streets.geojson\"\ncode = \"code\"\nname = \"name\"\n";
const TOTALS: &str = "[[seniors]]\nfile = \"totals.csv\"\ntotals = \"district\"\n";

fn counts(places: &Places) -> Vec<(String, u64)> {
    places
        .seniors
        .iter()
        .map(|s| (s.id.to_string(), s.count.count()))
        .collect()
}

fn total(places: &Places) -> u64 {
    places.demand.iter().map(|d| d.seniors.count()).sum()
}

fn read(
    totals: &str,
    more: &str,
    files: &[(&str, &str)],
) -> (Places, Vec<InputFile>, crate::findings::Findings) {
    let mut all = vec![("totals.csv", totals), ("streets.geojson", STREETS)];
    all.extend(files);
    let town = Town::new(&all);
    town.read_on(&three(), &format!("{TOTALS}{more}{DISTRICTS}"))
        .unwrap()
}

#[test]
fn a_thousand_people_in_three_buildings() {
    let (places, inputs, findings) = read("街道,人数\n甲街道,1000\n", "", &[]);
    let expected = [("osm:way/7", 273), ("osm:way/8", 545), ("osm:way/9", 182)];
    assert_eq!(counts(&places), expected.map(|(id, n)| (id.to_owned(), n)));
    assert_eq!(places.modelled(), Seniors::new(1000));
    let street = places
        .districts
        .iter()
        .find(|d| d.name == "甲街道")
        .unwrap();
    for demand in &places.demand {
        assert_eq!(places.districts[demand.district.unwrap()].code, street.code);
        assert!(demand.at.is_some());
    }
    assert_eq!(of_code(&findings, "modelled-seniors")[0].count, 1000);
    let intake = inputs[0].intake.as_ref().unwrap();
    assert_eq!((intake.rows.used(), intake.located), (1, 1));
    // All ages, of whom the share is given: the floor area is set against all.
    let (places, _, findings) = read("code,population\n370103001,1000\n", "share_pct = 50\n", &[]);
    assert_eq!(total(&places), 500);
    let area = of_code(&findings, "modelled-floor-area");
    assert!(
        area[0].text.en.contains("make 13.2 m2"),
        "{:?}",
        area[0].text
    );
}

#[test]
fn listed_people_are_subtracted_and_nobody_counts_twice() {
    let list = "id,lon,lat,街道,count\nA,117.1,36.6,,100\nB,,,甲街道,50\nC,117.1,36.7,,7\n";
    let more = "[[seniors]]\nfile = \"list.csv\"\ncrs = \"wgs84\"\n";
    let (places, _, _) = read("街道,人数\n甲街道,1000\n", more, &[("list.csv", list)]);
    assert_eq!(places.modelled(), Seniors::new(850));
    // The one beyond all streets is no part of the total.
    assert_eq!(total(&places), 1007);
    assert_eq!(places.seniors[0].id.to_string(), "A");
    let few = "街道,人数\n甲街道,120\n";
    let (places, _, findings) = read(few, more, &[("list.csv", list)]);
    assert_eq!((places.modelled(), total(&places)), (Seniors::ZERO, 157));
    assert_eq!(of_code(&findings, "modelled-more-listed")[0].row, Some(1));
}

#[test]
fn what_has_no_home_or_no_zone_is_counted_all_the_same() {
    let rows = [
        "甲街道,1000",
        "乙街道,30",
        "丙街道,5",
        "甲街道,x",
        "甲街道,10",
    ];
    let csv = |order: &[usize]| {
        let rows: Vec<&str> = order.iter().map(|i| rows[*i]).collect();
        format!("街道,人数\n{}\n", rows.join("\n"))
    };
    let (places, _, findings) = read(&csv(&[0, 1, 2, 3, 4]), "", &[]);
    assert_eq!(total(&places), 1045);
    let row = |code: &str| of_code(&findings, code)[0].row;
    assert_eq!(row("modelled-without-homes"), Some(2));
    assert_eq!(row("total-without-zone"), Some(3));
    assert_eq!(row("total-unreadable"), Some(4));
    assert_eq!(row("total-repeated"), Some(5));
    let homeless = places
        .demand
        .iter()
        .find(|d| d.seniors == Seniors::new(30))
        .unwrap();
    assert_eq!(homeless.at, None);
    assert_eq!(places.districts[homeless.district.unwrap()].name, "乙街道");
    // The order of the rows changes no home.
    let (again, _, _) = read(&csv(&[2, 4, 1, 0, 3]), "", &[]);
    assert_eq!(again.demand.as_slice(), places.demand.as_slice());
}

#[test]
fn a_total_needs_its_numbers_and_its_areas() {
    let town = Town::new(&[
        ("totals.csv", "街道,社区\n甲街道,x\n"),
        ("streets.geojson", STREETS),
    ]);
    let why = town
        .read_on(&three(), &format!("{TOTALS}{DISTRICTS}"))
        .unwrap_err();
    assert!(why.to_string().contains("`count`"), "{why}");
}

#[test]
fn hexagons_and_samples_have_their_people_where_homes_are_or_in_the_middle() {
    let home = dwellings::homes(&three())[1].at;
    let resolution = crate::hex::HexResolution::new(9).unwrap();
    let cell = crate::hex::Cell::containing(home, resolution).unwrap();
    let bare = cell.neighbours().into_iter().find(|c| {
        let homes = dwellings::homes(&three());
        homes
            .iter()
            .all(|h| crate::hex::Cell::containing(h.at, resolution) != Some(*c))
    });
    let bare = bare.unwrap();
    let town = Town::new(&[(
        "cells.csv",
        &format!("id,population\n{cell},100\n{bare},40\n"),
    )]);
    let scenario = "[[seniors]]\nfile = \"cells.csv\"\ntotals = \"cell\"\nshare_pct = 25\n";
    let (places, _, findings) = town.read_on(&three(), scenario).unwrap();
    assert_eq!(total(&places), 35);
    let middle = places
        .demand
        .iter()
        .find(|d| d.at == Some(bare.centre()))
        .unwrap();
    assert_eq!(middle.seniors, Seniors::new(10));
    assert_eq!(of_code(&findings, "modelled-without-homes").len(), 1);

    // Two by two samples of a hundredth of a degree; the buildings lie in the south-western one.
    let town = Town::new(&[("grid.tif", "")]);
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut tiff = TiffEncoder::new(&mut bytes).unwrap();
    let mut image = tiff.new_image::<colortype::Gray32Float>(2, 2).unwrap();
    let tags = image.encoder();
    let scale = Tag::from_u16_exhaustive(33550);
    tags.write_tag(scale, &[0.01_f64, 0.01, 0.0][..]).unwrap();
    let tie = Tag::from_u16_exhaustive(33922);
    tags.write_tag(tie, &[0.0_f64, 0.0, 0.0, 117.096, 36.615, 0.0][..])
        .unwrap();
    image
        .write_data(&[0.4_f32, f32::NAN, 999.6, -9999.0])
        .unwrap();
    town.write("grid.tif", &bytes.into_inner());
    let scenario = "[[seniors]]\nfile = \"grid.tif\"\ntotals = \"grid\"\n";
    let (places, inputs, _) = town.read_on(&three(), scenario).unwrap();
    assert_eq!(total(&places), 1000);
    assert_eq!(inputs[0].records, 2);
    let expected = [("osm:way/7", 273), ("osm:way/8", 545), ("osm:way/9", 182)];
    assert_eq!(counts(&places), expected.map(|(id, n)| (id.to_owned(), n)));
}

#[test]
fn the_area_of_the_worked_example_is_told() {
    let total = Total {
        zone: Zone::Sample(0),
        row: 4,
        seniors: 1000,
        residents: 1000.0,
    };
    let mut troubles = Troubles::new("a.csv".to_owned());
    note_area(&total, 13_200.0, &mut troubles);
    note_area(&total, 15_000.0, &mut troubles);
    note_area(&total, 80_000.0, &mut troubles);
    note_area(&total, 0.0, &mut troubles);
    let findings = troubles.into_findings();
    let found: Vec<&Finding> = findings.iter().collect();
    assert_eq!(found.len(), 1);
    assert!(found[0].text.en.contains("13.2 m2") && found[0].row == Some(4));
}
