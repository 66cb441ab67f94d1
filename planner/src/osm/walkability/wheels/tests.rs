//! Tags and what they mean to wheels, row by row.

use super::super::{WayTraits, classify, classify_node};
use super::*;
use crate::osm::walkability::{Barrier, Gap};

fn way(tags: &[(&str, &str)]) -> WayTraits {
    classify(tags).unwrap_or_else(|reason| panic!("{tags:?} is dropped as {}", reason.name()))
}

fn highway(value: &str, more: &[(&'static str, &'static str)]) -> WayTraits {
    let mut tags = vec![("highway", value)];
    tags.extend_from_slice(more);
    way(&tags)
}

#[test]
fn inclines_are_read_in_every_way_that_people_write_them() {
    for (text, share) in [
        ("5%", 0.05),
        ("5 %", 0.05),
        ("8,5%", 0.085),
        ("-10%", -0.10),
        ("8", 0.08),
        ("+2.5%", 0.025),
        ("1:12", 1.0 / 12.0),
        ("45°", 1.0),
    ] {
        let traits = way(&[("highway", "footway"), ("incline", text)]);
        let Incline::Share(found) = traits.incline else {
            panic!("{text} is no share");
        };
        assert!((f64::from(found) - share).abs() < 1e-6, "{text}: {found}");
    }
    for (text, expected) in [
        ("up", Incline::Up),
        ("down", Incline::Down),
        ("yes", Incline::Untold),
        ("steep", Incline::Untold),
        ("300%", Incline::Untold),
        ("1:0", Incline::Untold),
        ("", Incline::Untold),
    ] {
        assert_eq!(incline(&[("incline", text)]), expected, "{text}");
    }
    assert_eq!(way(&[("highway", "footway")]).incline, Incline::Untold);
}

#[test]
fn wheelchairs_hear_what_is_said_of_them_and_of_the_ground() {
    for (value, fitness) in [
        ("yes", Fitness::Yes),
        ("designated", Fitness::Yes),
        ("limited", Fitness::Limited),
        ("no", Fitness::No),
        ("perhaps", Fitness::Untold),
    ] {
        let tags = [("highway", "path"), ("wheelchair", value)];
        assert_eq!(way(&tags).wheels.wheelchair, fitness, "{value}");
    }
    for (key, value, rough) in [
        ("surface", "sand", true),
        ("surface", "grass", true),
        ("surface", "dirt", true),
        ("surface", "gravel", false),
        ("surface", "asphalt", false),
        ("smoothness", "bad", true),
        ("smoothness", "intermediate", false),
        ("tracktype", "grade5", true),
        ("tracktype", "grade2", false),
    ] {
        assert_eq!(
            way(&[("highway", "path"), (key, value)]).wheels.rough,
            rough,
            "{key}={value}"
        );
    }
    let ramped = highway("steps", &[("ramp:wheelchair", "yes")]).wheels;
    assert!(ramped.wheelchair_ramp && !ramped.bicycle_ramp);
    assert!(
        highway("steps", &[("ramp:bicycle", "yes")])
            .wheels
            .bicycle_ramp
    );
    assert!(!highway("steps", &[("ramp", "yes")]).wheels.wheelchair_ramp);
}

#[test]
fn kerbs_are_raised_only_where_the_map_says_so() {
    let raised = |height_mm| Kerb::Raised { height_mm };
    for (tags, expected) in [
        (&[("kerb", "raised")][..], raised(None)),
        (
            &[("kerb", "raised"), ("kerb:height", "0.12")],
            raised(Some(120)),
        ),
        (
            &[("kerb", "raised"), ("kerb:height", "3 cm")],
            raised(Some(30)),
        ),
        (&[("kerb:height", "0.05 m")], raised(Some(50))),
        (&[("kerb", "lowered"), ("kerb:height", "0.03")], Kerb::Flat),
        (&[("kerb", "flush")], Kerb::Flat),
        (&[("kerb", "yes")], Kerb::Flat),
        (&[("barrier", "kerb")], raised(None)),
        (&[("barrier", "kerb"), ("kerb", "lowered")], Kerb::Flat),
        (&[("kerb:height", "0")], Kerb::Flat),
        (&[], Kerb::Flat),
    ] {
        assert_eq!(kerb(tags), expected, "{tags:?}");
        assert_eq!(classify_node(tags).kerb, expected, "{tags:?}");
    }
}

#[test]
fn bicycles_and_cars_ride_where_the_first_key_that_speaks_lets_them() {
    let both = Some(Direction::Both);
    for (class, more, bicycles, cars) in [
        ("residential", &[][..], both, both),
        ("service", &[("access", "private")], both, both),
        ("residential", &[("motor_vehicle", "no")], both, None),
        ("residential", &[("vehicle", "no")], None, None),
        (
            "residential",
            &[("vehicle", "no"), ("bicycle", "yes")],
            both,
            None,
        ),
        ("residential", &[("motor_vehicle", "delivery")], both, both),
        ("footway", &[], None, None),
        ("footway", &[("bicycle", "yes")], both, None),
        ("footway", &[("access", "yes")], None, None),
        ("pedestrian", &[], both, None),
        ("pedestrian", &[("motor_vehicle", "delivery")], both, both),
        ("path", &[], both, None),
        ("path", &[("bicycle", "dismount")], None, None),
        ("cycleway", &[], both, None),
        ("track", &[], both, None),
        ("steps", &[], None, None),
    ] {
        let wheels = highway(class, more).wheels;
        assert_eq!(
            (wheels.bicycles, wheels.cars),
            (bicycles, cars),
            "{class} {more:?}"
        );
    }
}

#[test]
fn one_way_streets_bind_vehicles_and_contraflow_lanes_free_bicycles() {
    use Direction::{Backward, Both, Forward};
    for (more, bicycles, cars) in [
        (&[("oneway", "yes")][..], Forward, Forward),
        (&[("oneway", "-1")], Backward, Backward),
        (&[("oneway", "no")], Both, Both),
        (
            &[("oneway", "yes"), ("oneway:bicycle", "no")],
            Both,
            Forward,
        ),
        (
            &[("oneway", "yes"), ("cycleway", "opposite_lane")],
            Both,
            Forward,
        ),
        (&[("junction", "roundabout")], Forward, Forward),
    ] {
        let wheels = highway("residential", more).wheels;
        assert_eq!(
            (wheels.bicycles, wheels.cars),
            (Some(bicycles), Some(cars)),
            "{more:?}"
        );
        assert_eq!(
            highway("residential", more).direction,
            Both,
            "walkers are free"
        );
    }
}

#[test]
fn speed_limits_are_kilometres_an_hour_unless_they_say_miles() {
    for (text, expected) in [
        ("30", Some(30)),
        ("30 km/h", Some(30)),
        ("20 mph", Some(32)),
        ("none", None),
        ("CN:urban", None),
        ("0", None),
        ("900", None),
    ] {
        let tags = [("highway", "residential"), ("maxspeed", text)];
        assert_eq!(way(&tags).wheels.limit_kmh, expected, "{text}");
    }
}

#[test]
fn some_barriers_let_walkers_through_and_no_wheels() {
    for (barrier, gap) in [
        ("gate", Gap::Wide),
        ("lift_gate", Gap::Wide),
        ("bollard", Gap::NoCars),
        ("cycle_barrier", Gap::NoCars),
        ("stile", Gap::NoWheels),
        ("kissing_gate", Gap::NoWheels),
        ("turnstile", Gap::NoWheels),
        ("block", Gap::NoWheels),
    ] {
        let traits = classify_node(&[("barrier", barrier)]);
        assert_eq!(traits.gap, gap, "{barrier}");
        assert_ne!(traits.barrier, Barrier::Blocked, "{barrier}: walkers pass");
    }
    assert_eq!(
        classify_node(&[("barrier", "stile"), ("wheelchair", "yes")]).gap,
        Gap::NoCars
    );
    assert_eq!(
        classify_node(&[("barrier", "bollard"), ("wheelchair", "no")]).gap,
        Gap::NoWheels
    );
}
