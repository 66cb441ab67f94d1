//! The tables against the domain sheet, row by row.

use super::rules::{Remark, remarks};
use super::*;

fn way(tags: &[(&str, &str)]) -> WayTraits {
    classify(tags).unwrap_or_else(|reason| panic!("{tags:?} is dropped as {}", reason.name()))
}

/// A residential street with further tags.
fn street<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut tags = vec![("highway", "residential")];
    tags.extend_from_slice(more);
    tags
}

#[test]
fn classes_have_their_rank() {
    for (highway, class) in [
        ("footway", RoadClass::Path),
        ("path", RoadClass::Path),
        ("pedestrian", RoadClass::Path),
        ("steps", RoadClass::Path),
        ("cycleway", RoadClass::Path),
        ("bridleway", RoadClass::Path),
        ("corridor", RoadClass::Path),
        ("elevator", RoadClass::Path),
        ("platform", RoadClass::Path),
        ("crossing", RoadClass::Path),
        ("track", RoadClass::Track),
        ("service", RoadClass::Service),
        ("living_street", RoadClass::LivingStreet),
        ("residential", RoadClass::Residential),
        ("unclassified", RoadClass::Residential),
        ("road", RoadClass::Residential),
        ("tertiary_link", RoadClass::Tertiary),
        ("secondary", RoadClass::Secondary),
        ("primary_link", RoadClass::Primary),
        ("trunk", RoadClass::Trunk),
    ] {
        assert_eq!(way(&[("highway", highway)]).class, class, "{highway}");
    }
    assert!(RoadClass::Trunk > RoadClass::Secondary && RoadClass::Path < RoadClass::Track);
}

#[test]
fn other_things_are_walked_too() {
    for (key, value, form) in [
        ("railway", "platform", Form::Street),
        ("public_transport", "platform", Form::Street),
        ("man_made", "pier", Form::Street),
        ("route", "ferry", Form::Ferry),
    ] {
        let traits = way(&[(key, value)]);
        assert_eq!(
            (traits.class, traits.form),
            (RoadClass::Path, form),
            "{key}"
        );
    }
    assert_eq!(
        classify(&[("railway", "rail")]),
        Err(DropReason::UnknownClass)
    );
}

#[test]
fn some_roads_are_never_walked() {
    let motor = DropReason::Motor;
    let no_street = DropReason::NotAStreet;
    let cases: [(&[(&str, &str)], DropReason); 11] = [
        (&[("highway", "motorway")], motor),
        (&[("highway", "motorway_link"), ("foot", "yes")], motor),
        (
            &[("highway", "trunk"), ("motorroad", "yes"), ("foot", "yes")],
            motor,
        ),
        (
            &[("highway", "primary"), ("highway:CN:urban", "expressway")],
            motor,
        ),
        (
            &[
                ("highway", "trunk"),
                ("expressway", "yes"),
                ("sidewalk", "no"),
            ],
            motor,
        ),
        (&[("highway", "construction")], no_street),
        (&[("highway", "proposed")], no_street),
        (&[("highway", "raceway")], no_street),
        (&[("highway", "bus_guideway")], no_street),
        (&[("highway", "escape")], no_street),
        (&[("highway", "bus_stop")], DropReason::UnknownClass),
    ];
    for (tags, reason) in cases {
        assert_eq!(classify(tags), Err(reason), "{tags:?}");
    }
    way(&[
        ("highway", "trunk"),
        ("expressway", "yes"),
        ("sidewalk", "both"),
    ]);
    way(&[
        ("highway", "primary"),
        ("highway:CN:urban", "expressway"),
        ("foot", "yes"),
    ]);
}

#[test]
fn access_values_follow_the_sheet() {
    for key in ["foot", "access"] {
        for value in [
            "yes",
            "designated",
            "permissive",
            "official",
            "destination",
            "customers",
            "public",
        ] {
            assert_eq!(
                way(&street(&[(key, value)])).access,
                Access::Open,
                "{value}"
            );
        }
        for value in ["private", "residents", "permit", "delivery"] {
            assert_eq!(
                way(&street(&[(key, value)])).access,
                Access::Private,
                "{value}"
            );
        }
        for value in [
            "no",
            "use_sidepath",
            "agricultural",
            "forestry",
            "military",
            "emergency",
        ] {
            let judged = classify(&street(&[(key, value)]));
            assert_eq!(judged, Err(DropReason::Forbidden), "{value}");
        }
        assert!(way(&street(&[(key, "discouraged")])).discouraged);
        let unknown = street(&[(key, "sometimes")]);
        assert_eq!(way(&unknown).access, Access::Open);
        assert_eq!(
            remarks(&unknown).collect::<Vec<_>>(),
            [Remark::UnknownAccess]
        );
    }
}

#[test]
fn foot_comes_before_access_and_vehicles_close_nothing() {
    let open = way(&street(&[("access", "private"), ("foot", "yes")]));
    assert_eq!(open.access, Access::Open);
    let closed = classify(&street(&[("access", "yes"), ("foot", "no")]));
    assert_eq!(closed, Err(DropReason::Forbidden));
    for key in ["vehicle", "motor_vehicle"] {
        assert_eq!(way(&street(&[(key, "no")])).access, Access::Open);
    }
}

#[test]
fn only_walkers_own_one_ways_bind_them() {
    for (tags, direction) in [
        ([("oneway", "yes")], Direction::Both),
        ([("oneway:foot", "yes")], Direction::Forward),
        ([("oneway:foot", "-1")], Direction::Backward),
        ([("oneway:foot", "no")], Direction::Both),
        ([("foot:forward", "no")], Direction::Backward),
        ([("foot:backward", "no")], Direction::Forward),
        ([("conveying", "forward")], Direction::Forward),
        ([("conveying", "backward")], Direction::Backward),
        ([("conveying", "reversible")], Direction::Both),
    ] {
        assert_eq!(way(&street(&tags)).direction, direction, "{tags:?}");
    }
    let both = street(&[("foot:forward", "no"), ("foot:backward", "no")]);
    assert_eq!(classify(&both), Err(DropReason::Forbidden));
}

#[test]
fn forms_and_structures_are_told_apart() {
    let form = |tags: &[(&str, &str)]| way(tags).form;
    let steps = ("highway", "steps");
    assert_eq!(
        form(&[steps, ("step_count", "20")]),
        Form::Steps { count: Some(20) }
    );
    assert_eq!(
        form(&[steps, ("step_count", "many")]),
        Form::Steps { count: None }
    );
    assert_eq!(form(&[steps, ("conveying", "yes")]), Form::Escalator);
    assert_eq!(
        form(&[steps, ("conveying", "no")]),
        Form::Steps { count: None }
    );
    assert_eq!(
        form(&[("highway", "elevator")]),
        Form::Elevator { thousandths: 1_000 }
    );
    assert_eq!(form(&[("highway", "crossing")]), Form::Crossing);
    for highway in ["footway", "path", "cycleway"] {
        assert_eq!(
            form(&[("highway", highway), (highway, "crossing")]),
            Form::Crossing
        );
    }
    assert_eq!(
        form(&[("highway", "footway"), ("footway", "sidewalk")]),
        Form::Street
    );
    let structure = |tags: &[(&str, &str)]| way(&street(tags)).structure;
    assert_eq!(structure(&[("bridge", "viaduct")]), Structure::Bridge);
    assert_eq!(
        structure(&[("bridge", "no"), ("tunnel", "yes")]),
        Structure::Tunnel
    );
    assert_eq!(structure(&[("indoor", "yes")]), Structure::Indoor);
    assert_eq!(structure(&[]), Structure::Ground);
    assert_eq!(way(&[("highway", "corridor")]).structure, Structure::Indoor);
}

#[test]
fn surfaces_that_slow_are_known() {
    for (value, surface) in [
        ("asphalt", Surface::Firm),
        ("fine_gravel", Surface::Gravel),
        ("grass", Surface::Grass),
        ("sand", Surface::Soft),
        ("mud", Surface::Soft),
    ] {
        assert_eq!(
            way(&street(&[("surface", value)])).surface,
            surface,
            "{value}"
        );
    }
}

#[test]
fn remarks_count_what_is_not_modelled() {
    let of = |tags: &[(&str, &str)]| remarks(tags).collect::<Vec<_>>();
    assert_eq!(
        of(&street(&[("opening_hours", "06:00-22:00")])),
        [Remark::Conditional]
    );
    assert_eq!(
        of(&street(&[("foot:conditional", "no @ (night)")])),
        [Remark::Conditional]
    );
    assert_eq!(of(&[("highway", "trunk")]), [Remark::BareTrunk]);
    assert_eq!(of(&[("highway", "trunk"), ("sidewalk", "right")]), []);
    let square = [("highway", "pedestrian"), ("area", "yes")];
    assert_eq!(of(&square), [Remark::Outline, Remark::Footpath]);
    assert_eq!(
        of(&street(&[("sidewalk:left", "separate")])),
        [Remark::SeparateSidewalk]
    );
}

#[test]
fn a_road_that_keeps_one_pavement_is_walked_beside_the_other() {
    let is_left =
        |tags: &[(&str, &str)]| !remarks(&street(tags)).any(|r| r == Remark::SeparateSidewalk);
    for (left, right, walked) in [
        ("separate", "separate", false),
        ("separate", "no", false),
        ("no", "separate", false),
        ("separate", "yes", true),
        ("yes", "separate", true),
        ("yes", "no", true),
    ] {
        let sides = [("sidewalk:left", left), ("sidewalk:right", right)];
        assert_eq!(is_left(&sides), walked, "{left} and {right}");
    }
    assert!(!is_left(&[("sidewalk", "separate")]));
    assert!(!is_left(&[("sidewalk:both", "separate")]));
    assert!(is_left(&[
        ("sidewalk", "right"),
        ("sidewalk:left", "separate")
    ]));
}

#[test]
fn barriers_stop_or_let_pass() {
    use Barrier::{Blocked, Gate, None, PrivateGate};
    let cases: [(&[(&str, &str)], Barrier); 15] = [
        (&[], None),
        (&[("barrier", "gate")], Gate),
        (&[("barrier", "lift_gate")], Gate),
        (&[("barrier", "turnstile")], Gate),
        (&[("barrier", "bollard")], None),
        (&[("barrier", "block")], None),
        (&[("barrier", "entrance")], None),
        (&[("barrier", "wall")], Blocked),
        (&[("barrier", "jersey_barrier")], Blocked),
        (&[("barrier", "gate"), ("access", "private")], PrivateGate),
        (
            &[("barrier", "gate"), ("access", "private"), ("foot", "yes")],
            Gate,
        ),
        (&[("barrier", "gate"), ("foot", "no")], Blocked),
        (&[("barrier", "gate"), ("locked", "yes")], Blocked),
        (
            &[
                ("barrier", "gate"),
                ("locked", "yes"),
                ("foot", "permissive"),
            ],
            Gate,
        ),
        (
            &[("barrier", "gate"), ("locked", "yes"), ("foot", "private")],
            PrivateGate,
        ),
    ];
    for (tags, barrier) in cases {
        assert_eq!(classify_node(tags).barrier, barrier, "{tags:?}");
    }
}

#[test]
fn crossings_are_marked_or_have_signals() {
    let cases: [(&[(&str, &str)], Crossing); 6] = [
        (&[("highway", "crossing")], Crossing::Marked),
        (
            &[("highway", "crossing"), ("crossing", "traffic_signals")],
            Crossing::Signals,
        ),
        (&[("highway", "traffic_signals")], Crossing::Signals),
        (
            &[("highway", "crossing"), ("crossing:signals", "yes")],
            Crossing::Signals,
        ),
        (
            &[("highway", "crossing"), ("crossing", "no")],
            Crossing::None,
        ),
        (&[("highway", "bus_stop")], Crossing::None),
    ];
    for (tags, crossing) in cases {
        assert_eq!(classify_node(tags).crossing, crossing, "{tags:?}");
    }
}

#[test]
fn vehicles_ride_where_nobody_walks() {
    let ride = |tags: &[(&'static str, &'static str)]| {
        assert!(classify(tags).is_err(), "{tags:?} is walked");
        classify_ride(tags)
    };
    let motorway = ride(&[("highway", "motorway"), ("maxspeed", "100")]).unwrap();
    assert_eq!(
        (motorway.class, motorway.carries),
        (RoadClass::Motorway, Carries::Traffic)
    );
    assert_eq!(
        motorway.wheels.cars,
        Some(Direction::Forward),
        "one-way unless told"
    );
    assert_eq!(
        (motorway.wheels.bicycles, motorway.wheels.limit_kmh),
        (None, Some(100))
    );
    let both = ride(&[("highway", "motorway"), ("oneway", "no")]).unwrap();
    assert_eq!(both.wheels.cars, Some(Direction::Both));
    let link = ride(&[
        ("highway", "motorway_link"),
        ("oneway", "yes"),
        ("foot", "no"),
    ])
    .unwrap();
    assert_eq!(
        (link.class, link.wheels.cars),
        (RoadClass::Motorway, Some(Direction::Forward))
    );
    for tags in [
        [("highway", "trunk"), ("motorroad", "yes")],
        [("highway", "primary"), ("highway:CN:urban", "expressway")],
    ] {
        let road = ride(&tags).unwrap();
        assert_eq!(
            (road.carries, road.wheels.bicycles),
            (Carries::Traffic, None)
        );
        assert_eq!(road.wheels.cars, Some(Direction::Both));
    }
    let closed = ride(&[("highway", "secondary"), ("foot", "no")]).unwrap();
    assert_eq!(
        (closed.class, closed.carries),
        (RoadClass::Secondary, Carries::Vehicles)
    );
    assert!(closed.wheels.bicycles.is_some() && closed.wheels.cars.is_some());
    let lane = ride(&[("highway", "cycleway"), ("foot", "no")]).unwrap();
    assert_eq!(lane.wheels.cars, None);
    assert!(lane.wheels.bicycles.is_some());
    let works = [
        ("highway", "service"),
        ("foot", "no"),
        ("access", "private"),
    ];
    assert_eq!(ride(&works).unwrap().access, Access::Private);
    for tags in [
        &[("highway", "construction")][..],
        &[("highway", "footway"), ("foot", "no")],
        &[("highway", "secondary"), ("access", "no")],
        &[("highway", "bus_stop")],
    ] {
        assert_eq!(ride(tags), None, "{tags:?}");
    }
}

#[test]
fn what_wheelchairs_may_use_and_walkers_may_not_is_kept_for_wheelchairs() {
    let closed = [("foot", "no"), ("access", "no")];
    for tag in closed {
        let rolled = way(&street(&[tag, ("wheelchair", "yes")]));
        assert_eq!(rolled.carries, Carries::Wheelchairs);
        assert!(rolled.is_rolled() && !rolled.is_walked());
        for fitness in ["limited", "no"] {
            let tags = street(&[tag, ("wheelchair", fitness)]);
            assert_eq!(classify(&tags), Err(DropReason::Forbidden));
        }
    }
    let private = way(&street(&[("access", "private"), ("wheelchair", "yes")]));
    assert_eq!(
        (private.access, private.carries),
        (Access::Private, Carries::Everybody)
    );
}
