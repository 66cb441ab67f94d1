use super::*;
use crate::places::Status;
use crate::testing::{Settlement, Town, desert};

fn codes(findings: &Findings) -> Vec<(&'static str, Severity, u64)> {
    findings
        .iter()
        .map(|f| (f.code, f.severity, f.count))
        .collect()
}

#[test]
fn homes_inside_blocks_snap_to_the_nearest_street() {
    let city = desert(6, Metres::new(100.0));
    let index = EdgeIndex::new(&city.network);
    for (east, north, gap_m) in [
        (2.5, 3.1, 10.0),
        (2.25, 3.5, 25.0),
        (3.0, 3.0, 0.0),
        (5.6, 2.5, 60.0),
    ] {
        let at = city.at(east, north);
        let snap = snap_place(at, &city.network, &index).unwrap();
        assert!((snap.gap.metres() - gap_m).abs() < 0.02, "{snap:?}");
        let foot = city.network.place_along(snap.edge, snap.along);
        let apart = crate::projection::distance(at, foot).metres();
        assert!((apart - gap_m).abs() < 0.02);
        assert!((city.network.edges()[snap.edge].length.metres() - 100.0).abs() < 0.02);
    }
}

#[test]
fn the_limit_is_150_metres() {
    let town = Town::draw("A----------B").build();
    let index = EdgeIndex::new(&town.network);
    let north = |m| snap_place(town.beside('A', 50.0, m), &town.network, &index);
    assert!(north(149.9).is_ok());
    let Err(Unsnapped::TooFar(Some(far))) = north(150.1) else {
        panic!("too far");
    };
    assert!((far.metres() - 150.1).abs() < 0.02);
    let Err(Unsnapped::TooFar(Some(far))) = north(50_000.0) else {
        panic!("too far");
    };
    assert!((far.metres() - 50_000.0).abs() < 10.0);
}

/// A main street, and a stray path 100 m north of it.
fn stray_town() -> Town {
    Town::draw(
        "
            C----D
            .
            .
            .
            .
            .
            .
            .
            .
            .
        A---+----+-------B
        ",
    )
    .build()
}

#[test]
fn a_stray_island_must_be_nearer_by_more_than_30_metres() {
    let town = stray_town();
    let index = EdgeIndex::new(&town.network);
    let stray = town.network.island_of_edge(town.edge("CD"));
    assert!(is_stray(&town.network, stray));
    let island = |south_m: f64| {
        let snap = snap_place(town.beside('C', 20.0, -south_m), &town.network, &index).unwrap();
        town.network.island_of_edge(snap.edge)
    };
    // 100 m between the two: the main street is 30 m farther at 35 m south of the path.
    assert_eq!(island(34.9), stray);
    assert_ne!(island(35.1), stray);
    assert_ne!(island(60.0), stray);
    assert_eq!(island(-60.0), stray, "the main street is 160 m off");
}

#[test]
fn a_large_island_is_no_stray() {
    let art = "
        A------B

        C---D

        E-F
        ";
    let small = Town::draw(art).build();
    let stray = |town: &Town| {
        town.network
            .islands()
            .ids()
            .map(|i| is_stray(&town.network, i))
            .collect::<Vec<_>>()
    };
    assert_eq!(stray(&small), [false, true, true]);
    let large = Town::draw(art).scale(Metres::new(600.0)).build();
    assert_eq!(stray(&large), [false, false, true]);
}

#[test]
fn everybody_is_attached_or_listed() {
    let town = stray_town();
    let index = EdgeIndex::new(&town.network);
    let mut settlement = Settlement::default();
    settlement.home(town.beside('A', 5.0, 5.0), 985);
    settlement.home(town.beside('D', 0.0, 5.0), 4);
    settlement.home(town.beside('A', 0.0, -70.0), 2);
    settlement.home(town.beside('A', 0.0, -151.0), 9);
    settlement.site("canteen", Status::Open, town.at('B'));
    settlement.site("canteen", Status::Closed, town.beside('B', 0.0, -500.0));
    settlement.site("canteen", Status::Candidate, town.beside('B', 0.0, -500.0));
    let mut places = settlement.places();
    let (snapped, findings) = snap(&places, &town.network, &index);
    assert_eq!((snapped.demand.len(), snapped.sites.len()), (4, 3));
    assert_eq!(
        codes(&findings),
        [
            ("seniors-unsnapped", Severity::Warning, 9),
            ("facilities-unsnapped", Severity::Serious, 1),
            ("candidates-unsnapped", Severity::Warning, 1),
            ("places-far-from-street", Severity::Note, 1),
            ("seniors-on-stray-islands", Severity::Warning, 4),
        ]
    );
    let texts: Vec<&str> = findings.iter().map(|f| f.text.en.as_str()).collect();
    assert!(texts[4].starts_with("4 seniors live on 1 road pieces not linked to the main network"));

    // One more without a street makes it 1 % of 1,002 and serious; a few without coordinates are found row by row.
    let mut more = places.demand.as_slice().to_vec();
    more[3].seniors = Seniors::new(11);
    more[1].at = None;
    places.demand = more.into();
    let (snapped, findings) = snap(&places, &town.network, &index);
    assert_eq!(snapped.demand.as_slice()[1], Err(Unsnapped::NoCoordinates));
    assert_eq!(
        codes(&findings)[0],
        ("seniors-unsnapped", Severity::Serious, 11)
    );
    assert_eq!(findings.iter().count(), 4);

    // From a tenth on who has no coordinates the answer is in doubt: 100 of 1,000, but not 99.
    for (seniors, is_serious) in [(99, false), (100, true)] {
        let mut more = places.demand.as_slice().to_vec();
        more[0].seniors = Seniors::new(1000 - 13 - seniors);
        more[1].seniors = Seniors::new(seniors);
        more[3].seniors = Seniors::new(9);
        places.demand = more.into();
        let (_, findings) = snap(&places, &town.network, &index);
        let found = codes(&findings).contains(&("seniors-nowhere", Severity::Serious, seniors));
        assert_eq!(found, is_serious, "{seniors}");
    }
}
