//! Who may go where, on towns whose times are known by arithmetic.

use super::super::{ArcTimes, Travel, WalkProfile};
use crate::coverage::Nearest;
use crate::ids::{DemandId, SiteId};
use crate::network::terrain::tests::ramp;
use crate::network::{EdgeIndex, Passage, Slopes};
use crate::osm::walkability::{
    Direction, Fitness, Form, Gap, Incline, Kerb, RoadClass, Surface, WayTraits,
};
use crate::reach::{Layers, ReachGraph};
use crate::snap::{Ground, Snapped};
use crate::testing::{Drawing, Town};
use crate::units::Metres;

/// A profile; vehicles without what each trip takes at its end.
fn profile(name: &str) -> WalkProfile {
    let mut profile = WalkProfile::preset(name).unwrap();
    if profile.travel.is_vehicle() {
        profile.set("stop_s", 0.0).unwrap();
    }
    profile
}

/// Seconds from one junction to another, by the planner's own search; `None` when there is no way.
fn seconds(town: &Town, walk: &WalkProfile, from: char, to: char) -> Option<f64> {
    seconds_on(town, walk, None, (from, to))
}

fn seconds_on(
    town: &Town,
    walk: &WalkProfile,
    slopes: Option<&Slopes>,
    (from, to): (char, char),
) -> Option<f64> {
    let times = ArcTimes::on(&town.network, walk, slopes);
    let index = EdgeIndex::new(&town.network);
    let open = times.open_edges(&town.network);
    let ground = Ground::open(&town.network, &index).open_to(open.as_deref(), walk.travel);
    let snap = |name| ground.snap(town.at(name));
    let snapped = Snapped {
        demand: vec![snap(from)].into(),
        sites: vec![snap(to)].into(),
    };
    let passage = Passage::of(&town.network);
    let layers = Layers::of(&town.network, &times, Some(&passage));
    let graph = ReachGraph::laid_out(&layers, &snapped);
    match graph.nearest(&[SiteId::from_index(0)])[DemandId::from_index(0)] {
        Nearest::Site(_, time) => Some(time.seconds()),
        Nearest::TooLong(..) | Nearest::Unreachable => None,
        Nearest::Unsnapped => panic!("{from} is attached to no street"),
    }
}

use crate::ids::Id as _;

/// Drawn lengths are true to a centimetre or two.
fn assert_takes(found: Option<f64>, expected: f64) {
    let found = found.unwrap_or(f64::INFINITY);
    assert!((found - expected).abs() < 0.06, "{found} s, not {expected}");
}

/// A staircase of 40 m and 90 steps beside a ramp of 100 m at 8 %.
fn stairs_and_ramp(change: impl FnOnce(&mut WayTraits)) -> Town {
    Town::draw(
        "
        S---A---B---T
            |   |
            |   |
            C---D
        ",
    )
    .way("AB", |way| {
        way.form = Form::Steps { count: Some(90) };
        change(way);
    })
    .way("ACDB", |way| {
        way.class = RoadClass::Path;
        way.incline = Incline::Share(0.08);
    })
    .build()
}

#[test]
fn a_staircase_beside_a_ramp_under_three_profiles() {
    let town = stairs_and_ramp(|_| {});
    let flat_m = 80.0;
    // An older person climbs 90 steps of 0.75 s rather than 100 m at 8 %.
    let elder = seconds(&town, &profile("elder_walk"), 'S', 'T');
    assert_takes(elder, flat_m + 90.0 * 0.75);
    // The frail rest 20 s on 100 m, and 60 s for every 300 m of street.
    let ramp_s = 100.0 / 0.7 * (5.0_f64 * 0.08).exp() + 20.0;
    let frail_s = flat_m / 0.7 + 16.0 + (90.0_f64 * 1.3).min(ramp_s);
    assert_takes(seconds(&town, &profile("frail_elder"), 'S', 'T'), frail_s);
    // A wheelchair takes the ramp, at 8 % just within its limit of one in twelve.
    let wheelchair_s = (flat_m + 100.0 * (5.0_f64 * 0.08).exp()) / 0.8;
    let wheelchair = profile("wheelchair");
    assert_takes(seconds(&town, &wheelchair, 'S', 'T'), wheelchair_s);
    // Down the ramp it brakes from three per cent on.
    let down_s = (flat_m + 100.0 * (3.5_f64 * 0.05).exp()) / 0.8;
    assert_takes(seconds(&town, &wheelchair, 'T', 'S'), down_s);
    let mut timid = wheelchair;
    timid.set("slope_limit", 0.06).unwrap();
    assert_eq!(seconds(&town, &timid, 'S', 'T'), None);
}

#[test]
fn a_wheelchair_takes_stairs_only_by_their_ramp() {
    let wheelchair = profile("wheelchair");
    let steep = |town: &Town| {
        let mut timid = wheelchair.clone();
        timid.set("slope_limit", 0.06).unwrap();
        seconds(town, &timid, 'S', 'T')
    };
    assert_takes(
        steep(&stairs_and_ramp(|way| way.wheels.wheelchair_ramp = true)),
        120.0 / 0.8,
    );
    assert_takes(
        steep(&stairs_and_ramp(|way| {
            way.wheels.wheelchair = Fitness::Yes;
        })),
        120.0 / 0.8,
    );
    assert_eq!(
        steep(&stairs_and_ramp(|way| {
            way.wheels.wheelchair_ramp = true;
            way.wheels.wheelchair = Fitness::No;
        })),
        None
    );
}

#[test]
fn a_hill_keeps_wheelchairs_out_where_it_is_steeper_than_one_in_twelve() {
    let town = Town::draw("A-----------B-----------C").build();
    let on = |share: f64, walk: &WalkProfile| {
        let slopes = Slopes::of(&town.network, &ramp(town.at('B'), share));
        seconds_on(&town, walk, Some(&slopes), ('A', 'C'))
    };
    let wheelchair = profile("wheelchair");
    assert_eq!(on(0.09, &wheelchair), None);
    assert_eq!(on(-0.09, &wheelchair), None);
    assert_takes(
        on(0.07, &wheelchair),
        (120.0 + 120.0 * 0.35_f64.exp()) / 0.8,
    );
    assert!(on(0.09, &profile("frail_elder")).is_some());
}

#[test]
fn whoever_lives_behind_what_they_cannot_pass_is_unreachable_and_not_lost() {
    type Change = fn(Drawing) -> Drawing;
    let barriers: [Change; 6] = [
        |town| town.way("AB", |way| way.wheels.rough = true),
        |town| town.way("AB", |way| way.form = Form::Escalator),
        |town| town.way("AB", |way| way.wheels.wheelchair = Fitness::No),
        |town| town.node('B', |node| node.gap = Gap::NoWheels),
        |town| {
            let town = town.way("ABCD", |way| way.class = RoadClass::Path);
            town.node('B', |node| node.kerb = Kerb::Raised { height_mm: None })
        },
        |town| {
            town.way("AB", |way| {
                way.wheels.kerb = Kerb::Raised {
                    height_mm: Some(40),
                };
            })
        },
    ];
    for (number, barrier) in barriers.into_iter().enumerate() {
        // 400 m: nobody at A has another street within reach.
        let town = Town::draw("A----------------------------------------B----C----D");
        let town = barrier(town).build();
        assert_eq!(
            seconds(&town, &profile("wheelchair"), 'A', 'D'),
            None,
            "{number}"
        );
        assert!(
            seconds(&town, &profile("elder_walk"), 'A', 'D').is_some(),
            "{number}"
        );
    }
}

#[test]
fn who_lives_beside_a_staircase_starts_from_a_street_that_is_as_near_and_from_no_other() {
    let town = |drawing: &str| {
        Town::draw(drawing)
            .way("AB", |way| way.form = Form::Steps { count: Some(90) })
            .build()
    };
    // The home at B stands on the stairs, 20 m above the street, or 40 m above it.
    let near = town("A-B\n|\nC---D");
    let rolling = seconds(&near, &profile("wheelchair"), 'B', 'D').unwrap();
    let farthest_s = 20.0 * 1.3 / 0.8 + 60.0 / 0.8;
    assert!(
        rolling <= farthest_s + 0.06,
        "{rolling} s, along the street {farthest_s} s"
    );
    let far = town("A---B\n|\n|\n|\n|\nC---D");
    assert_eq!(seconds(&far, &profile("wheelchair"), 'B', 'D'), None);
    assert!(seconds(&far, &profile("drive"), 'B', 'D').is_some());
}

#[test]
fn kerbs_stop_wheelchairs_by_their_height_and_cost_the_frail_three_seconds() {
    let crossing = |kerb| {
        Town::draw(
            "
                 N
                 |
            A--K-X----B
                 |
                 M
            ",
        )
        .way("AKXB", |way| way.class = RoadClass::Path)
        .node('K', |node| node.kerb = kerb)
        .build()
    };
    let raised = |height_mm| crossing(Kerb::Raised { height_mm });
    let wheelchair = profile("wheelchair");
    let time = |town: &Town, walk: &WalkProfile| seconds(town, walk, 'A', 'B');
    assert!(time(&crossing(Kerb::Flat), &wheelchair).is_some());
    assert!(time(&raised(Some(30)), &wheelchair).is_some());
    assert_eq!(time(&raised(Some(31)), &wheelchair), None);
    assert_eq!(time(&raised(None), &wheelchair), None);
    let mut lenient = wheelchair;
    lenient.set("kerb_limit_m", 0.06).unwrap();
    assert!(time(&raised(Some(60)), &lenient).is_some());
    let frail = profile("frail_elder");
    let flat_s = time(&crossing(Kerb::Flat), &frail).unwrap();
    assert_takes(time(&raised(None), &frail), flat_s + 3.0);
    let elder = profile("elder_walk");
    assert_eq!(
        time(&raised(None), &elder),
        time(&crossing(Kerb::Flat), &elder)
    );
}

#[test]
fn a_kerb_at_the_roadside_does_not_stop_the_road() {
    let town = Town::draw(
        "
             N
             |
        A----X----B
             |
             M
        ",
    )
    .way("AXB", |way| way.class = RoadClass::Path)
    .node('X', |node| node.kerb = Kerb::Raised { height_mm: None })
    .build();
    let wheelchair = profile("wheelchair");
    assert_takes(seconds(&town, &wheelchair, 'N', 'M'), 40.0 / 0.8);
    assert_eq!(seconds(&town, &wheelchair, 'A', 'B'), None);
    assert_eq!(seconds(&town, &wheelchair, 'A', 'M'), None);
}

#[test]
fn an_ebike_rides_where_bicycles_may_and_is_pushed_over_ramps() {
    let ebike = profile("ebike");
    let flat = Town::draw("A---------B").build();
    assert_takes(seconds(&flat, &ebike, 'A', 'B'), 100.0 / 4.17);
    let way = |change: fn(&mut WayTraits)| {
        Town::draw("A-----------------------B")
            .way("AB", change)
            .build()
    };
    let stairs = |way: &mut WayTraits| way.form = Form::Steps { count: Some(20) };
    assert_eq!(seconds(&way(stairs), &ebike, 'A', 'B'), None);
    let ramped = way(|way| {
        way.form = Form::Steps { count: Some(20) };
        way.wheels.bicycle_ramp = true;
    });
    assert_takes(seconds(&ramped, &ebike, 'A', 'B'), 60.0);
    let footway = way(|way| *way = WayTraits::open(RoadClass::Path));
    assert_eq!(seconds(&footway, &ebike, 'A', 'B'), None);
    let gravel = way(|way| way.surface = Surface::Gravel);
    assert_takes(seconds(&gravel, &ebike, 'A', 'B'), 240.0 / (4.17 * 0.7));
    let hill = way(|way| way.incline = Incline::Share(0.10));
    let up_s = 240.0 / 4.17 * 0.25_f64.exp();
    assert_takes(seconds(&hill, &ebike, 'A', 'B'), up_s);
    assert_takes(seconds(&hill, &ebike, 'B', 'A'), 240.0 / 4.17);
}

#[test]
fn cars_drive_by_class_and_limit_and_against_no_one_way_street() {
    let drive = profile("drive");
    for (class, limit_kmh, kmh) in [
        (RoadClass::Motorway, None, 80.0),
        (RoadClass::Motorway, Some(60), 48.0),
        (RoadClass::Trunk, None, 60.0),
        (RoadClass::Primary, None, 40.0),
        (RoadClass::Secondary, None, 30.0),
        (RoadClass::Tertiary, None, 25.0),
        (RoadClass::Residential, None, 20.0),
        (RoadClass::LivingStreet, None, 10.0),
        (RoadClass::Service, None, 10.0),
        (RoadClass::Primary, Some(30), 24.0),
        (RoadClass::Residential, Some(50), 20.0),
    ] {
        let town = Town::draw("A-----------------------B")
            .way("AB", |way| {
                way.class = class;
                way.wheels.limit_kmh = limit_kmh;
            })
            .build();
        assert_takes(seconds(&town, &drive, 'A', 'B'), 240.0 / (kmh / 3.6));
        let mut peak = drive.clone();
        peak.set("peak_factor", 0.7).unwrap();
        assert_takes(seconds(&town, &peak, 'A', 'B'), 240.0 / (kmh * 0.7 / 3.6));
    }
    let oneway = Town::draw("A-----------------------B")
        .way("AB", |way| way.wheels.cars = Some(Direction::Forward))
        .build();
    assert_takes(seconds(&oneway, &drive, 'A', 'B'), 240.0 / (20.0 / 3.6));
    assert_eq!(seconds(&oneway, &drive, 'B', 'A'), None);
    assert!(seconds(&oneway, &profile("elder_walk"), 'B', 'A').is_some());
    let bollard = Town::draw("A------------------------------B---C")
        .node('B', |node| node.gap = Gap::NoCars)
        .build();
    assert_eq!(seconds(&bollard, &drive, 'A', 'C'), None);
    assert!(seconds(&bollard, &profile("ebike"), 'A', 'C').is_some());
}

#[test]
fn a_vehicle_waits_at_a_light_whichever_way_it_passes() {
    use crate::osm::walkability::Crossing;
    let town = Town::draw(
        "
                  N
                  |
                  |
        A---------S---------B
                  |
                  |
                  M
        ",
    )
    .way("NSM", |way| way.class = RoadClass::Primary)
    .node('S', |node| node.crossing = Crossing::Signals)
    .build();
    let ebike = profile("ebike");
    for (from, to, metres) in [('A', 'B', 200.0), ('N', 'M', 60.0), ('A', 'N', 130.0)] {
        assert_takes(seconds(&town, &ebike, from, to), metres / 4.17 + 20.0);
    }
    let elder = profile("elder_walk");
    assert_takes(seconds(&town, &elder, 'N', 'M'), 60.0);
}

#[test]
fn a_trip_of_a_vehicle_ends_with_its_stop() {
    let town = Town::draw("A-----------------------B").build();
    for (name, mps, stop_s) in [("ebike", 4.17, 60.0), ("drive", 20.0 / 3.6, 150.0)] {
        let preset = WalkProfile::preset(name).unwrap();
        let found = seconds(&town, &preset, 'A', 'B');
        assert_takes(found, 240.0 / mps + stop_s);
        // Whoever is there already has stopped, too.
        assert_takes(seconds(&town, &preset, 'A', 'A'), stop_s);
        let mut quick = preset;
        quick.set("stop_s", 20.0).unwrap();
        assert_takes(seconds(&town, &quick, 'A', 'B'), 240.0 / mps + 20.0);
    }
    assert!(profile("elder_walk").set("stop_s", 20.0).is_err());
}

#[test]
fn only_vehicles_use_the_ways_that_nobody_walks() {
    use crate::osm::walkability::Carries;
    // Straight on over a road that is closed to walkers, or 480 m around.
    let town = |carries| {
        Town::draw(
            "
            A-----B--------------------------------C-----D
                  |                                |
                  |                                |
                  +--------------------------------+
            ",
        )
        .way("BC", |way| {
            way.class = RoadClass::Primary;
            way.carries = carries;
        })
        .build()
    };
    let around_m = 2.0 * 60.0 + 330.0 + 2.0 * 30.0;
    for carries in [Carries::Vehicles, Carries::Traffic] {
        let town = town(carries);
        for name in ["elder_walk", "companion_walk", "plain", "wheelchair"] {
            let walk = profile(name);
            assert_takes(seconds(&town, &walk, 'A', 'D'), around_m / walk.speed.mps());
        }
        let drive_s = 120.0 / (20.0 / 3.6) + 330.0 / (40.0 / 3.6);
        assert_takes(seconds(&town, &profile("drive"), 'A', 'D'), drive_s);
    }
    // As a road for everybody it takes walkers 450 m.
    let open = town(Carries::Everybody);
    assert_takes(seconds(&open, &profile("plain"), 'A', 'D'), 450.0);
}

#[test]
fn what_is_open_to_wheelchairs_alone_is_rolled_and_not_walked() {
    use crate::osm::walkability::Carries;
    let town = Town::draw(
        "
        A-----B-----C-----D
              |     |
              +-----+
        ",
    )
    .way("BC", |way| {
        way.class = RoadClass::Path;
        way.carries = Carries::Wheelchairs;
        way.wheels.wheelchair = Fitness::Yes;
    })
    .build();
    let rolling = profile("wheelchair");
    assert_takes(seconds(&town, &rolling, 'A', 'D'), 180.0 / 0.8);
    let walking = profile("elder_walk");
    assert_takes(seconds(&town, &walking, 'A', 'D'), 120.0 + 60.0 + 40.0);
    let index = EdgeIndex::new(&town.network);
    let beside = town.beside('B', 30.0, 1.0);
    for (walk, is_attached) in [(rolling, true), (walking, false)] {
        let open = ArcTimes::of(&town.network, &walk).open_edges(&town.network);
        let ground = Ground::open(&town.network, &index).open_to(open.as_deref(), walk.travel);
        let edge = ground.snap(beside).unwrap().edge;
        assert_eq!(edge == town.edge("BC"), is_attached, "{}", walk.name);
    }
}

#[test]
fn nobody_is_attached_to_a_way_that_is_not_for_them() {
    use crate::osm::walkability::Carries;
    let town = |carries| {
        Town::draw(
            "
            A---------B

            C---------D
            ",
        )
        .way("AB", |way| way.carries = carries)
        .scale(Metres::new(20.0))
        .build()
    };
    let edge = |carries, travel| {
        let town = town(carries);
        let index = EdgeIndex::new(&town.network);
        let walk = WalkProfile::names().map(profile);
        let walk = walk.into_iter().find(|walk| walk.travel == travel).unwrap();
        let open = ArcTimes::of(&town.network, &walk).open_edges(&town.network);
        let ground = Ground::open(&town.network, &index).open_to(open.as_deref(), travel);
        let snapped = ground.snap(town.beside('A', 50.0, -5.0)).unwrap();
        (
            snapped.edge == town.edge("AB"),
            snapped.gap.metres().round(),
        )
    };
    // Five metres off a road for vehicles and 35 m off a street: walkers are attached to the street.
    assert_eq!(edge(Carries::Vehicles, Travel::Foot), (false, 35.0));
    assert_eq!(edge(Carries::Vehicles, Travel::Wheelchair), (false, 35.0));
    assert_eq!(edge(Carries::Vehicles, Travel::Car), (true, 5.0));
    // Nobody stops on a motorway.
    assert_eq!(edge(Carries::Traffic, Travel::Car), (false, 35.0));
    assert_eq!(edge(Carries::Everybody, Travel::Foot), (true, 5.0));
}
