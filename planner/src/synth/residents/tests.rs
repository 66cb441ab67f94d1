use std::fs;

use geo::{Centroid as _, Contains as _, Coord, Geometry, Polygon, Rect};

use super::*;
use crate::osm::Element;
use crate::projection::{LonLat, Plane};
use crate::synth::write_residents;

/// A feature whose shape is a rectangle of so many metres near 14.4 E, 35.9 N, east of the one before.
fn feature(number: i64, size_m: (f64, f64), tags: &[(&str, &str)]) -> Feature {
    let plane = Plane::at(LonLat::new(14.4, 35.9).unwrap());
    let corner = |x: f64, y: f64| plane.to_lonlat(Coord { x, y }).coord();
    let west = number as f64 * 200.0;
    let rect = Rect::new(corner(west, 0.0), corner(west + size_m.0, size_m.1));
    let mut tags: Vec<(Box<str>, Box<str>)> = tags
        .iter()
        .map(|(k, v)| ((*k).into(), (*v).into()))
        .collect();
    tags.sort();
    Feature {
        element: Element::Way,
        osm_id: number,
        tags,
        geometry: Geometry::Polygon(rect.to_polygon()),
    }
}

/// How many people live at each place of a table, in the order of the table.
fn table(features: &[Feature], seniors: u64, seed: u64) -> (String, Vec<u64>) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("seniors.csv");
    write_residents(&path, features, &ResidentsPlan { seniors, seed }).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let mut counts: Vec<(String, u64)> = Vec::new();
    for row in text.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let place = format!("{},{}", cells[1], cells[2]);
        match counts.last_mut() {
            Some((last, n)) if *last == place => *n += 1,
            _ => counts.push((place, 1)),
        }
    }
    (text, counts.into_iter().map(|(_, n)| n).collect())
}

#[test]
fn people_are_shared_out_by_floor_area() {
    let features = [
        feature(
            1,
            (30.0, 20.0),
            &[("building", "apartments"), ("building:levels", "6")],
        ),
        feature(
            2,
            (20.0, 20.0),
            &[("building", "residential"), ("height", "54 m")],
        ),
        feature(3, (40.0, 30.0), &[("building", "house")]),
    ];
    // 600 m² on 6 levels, 400 m² on 18, 1200 m² on 2: worked by hand.
    let (text, counts) = table(&features, 1_000, 5);
    assert_eq!(counts, [273, 545, 182]);
    assert!(text.lines().next().unwrap().ends_with("invented"));
    assert_eq!(text, table(&features, 1_000, 5).0);
    assert_ne!(text, table(&features, 1_000, 6).0);
}

#[test]
fn only_homes_count() {
    let levels = ("building:levels", "2");
    let features = [
        feature(1, (180.0, 150.0), &[("landuse", "residential")]),
        // On the residential ground: 0.7 of 200 m² of floor.
        feature(1, (10.0, 10.0), &[("building", "yes"), levels]),
        // On the ground of a factory.
        feature(3, (180.0, 150.0), &[("landuse", "industrial")]),
        feature(3, (10.0, 10.0), &[("building", "yes"), levels]),
        // Nobody knows what on, but too large.
        feature(4, (60.0, 60.0), &[("building", "yes"), levels]),
        // Nobody knows what on: 0.7 of 200 m² again.
        feature(8, (10.0, 10.0), &[("building", "yes"), levels]),
        // Tagged as something else.
        feature(
            1,
            (12.0, 12.0),
            &[("building", "yes"), ("amenity", "bank"), levels],
        ),
        feature(5, (10.0, 10.0), &[("building", "church"), levels]),
        // A shed.
        feature(6, (4.0, 4.0), &[("building", "house"), levels]),
        // A shop below, one level of 100 m² above it.
        feature(
            7,
            (10.0, 10.0),
            &[("building", "house"), ("shop", "bakery"), levels],
        ),
    ];
    assert_eq!(table(&features, 380, 1).1, [140, 140, 100]);
}

#[test]
fn unknown_levels_are_those_of_others() {
    let features = [
        feature(1, (10.0, 10.0), &[("building", "residential")]),
        feature(
            2,
            (10.0, 10.0),
            &[("building", "house"), ("building:levels", "4")],
        ),
    ];
    assert_eq!(table(&features, 100, 1).1, [50, 50]);
}

#[test]
fn people_stand_inside_a_building_of_any_shape() {
    let u_shape: Polygon = geo::wkt! {
        POLYGON((0. 0., 10. 0., 10. 10., 9. 10., 9. 1., 1. 1., 1. 10., 0. 10., 0. 0.))
    };
    let inside = dwellings::inside_of(&u_shape).unwrap();
    assert!(u_shape.contains(&inside));
    assert!(!u_shape.contains(&u_shape.centroid().unwrap()));
}

#[test]
fn an_extract_without_homes_is_refused() {
    let features = [feature(1, (10.0, 10.0), &[("building", "church")])];
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("seniors.csv");
    let plan = ResidentsPlan {
        seniors: 10,
        seed: 1,
    };
    let error = write_residents(&path, &features, &plan).unwrap_err();
    assert!(matches!(error, Error::NoHomes { features: 1 }));
    assert!(!path.exists());
}
