use petgraph::algo::dijkstra;

use super::graph::WalkGraph;
use super::*;
use crate::network::EdgeIndex;
use crate::network::terrain::tests::ramp;
use crate::osm::walkability::{Crossing, RoadClass};
use crate::snap::snap_place;
use crate::testing::{Town, desert};
use crate::units::Metres;

fn profile(name: &str) -> WalkProfile {
    WalkProfile::preset(name).unwrap()
}

/// Seconds from one junction to another, by petgraph.
fn seconds(town: &Town, profile: &WalkProfile, from: char, to: char) -> f64 {
    seconds_by(town, &ArcTimes::of(&town.network, profile), from, to)
}

fn seconds_by(town: &Town, times: &ArcTimes, from: char, to: char) -> f64 {
    let graph = WalkGraph::new(&town.network, times);
    let (from, to) = (town.node(from), town.node(to));
    dijkstra(graph, from, Some(to), |arc| {
        *petgraph::visit::EdgeRef::weight(&arc)
    })[&to]
        .seconds()
}

/// Drawn lengths are true to a centimetre or two.
fn assert_near(seconds: f64, expected: f64) {
    assert!(
        (seconds - expected).abs() < 0.06,
        "{seconds} s, not {expected} s"
    );
}

#[test]
fn the_worked_path_takes_its_worked_time() {
    // 300 m flat with a signal of 120 s cycle and 30 s green half-way, 20 steps, 200 m at 5 % uphill.
    let town = Town::draw(
        "
                       P
                       |
        A--------------S--------------B---C-------------------D
                       |
                       Q
        ",
    )
    .way("PSQ", |way| way.class = RoadClass::Primary)
    .way("BC", |way| way.form = Form::Steps { count: Some(20) })
    .node('S', |node| node.crossing = Crossing::Signals)
    .build();
    let mut elder = profile("elder_walk");
    elder.set("signal_primary_s", 33.75).unwrap();
    let slopes = Slopes::of(&town.network, &ramp(town.at('C'), 0.05));
    let walk = |profile: &WalkProfile, slopes: Option<&Slopes>, (from, to): (char, char)| {
        let times = ArcTimes::on(&town.network, profile, slopes);
        seconds_by(&town, &times, from, to)
    };
    assert_near(walk(&elder, Some(&slopes), ('A', 'D')), 586.999);
    // Downhill an older person gains nothing, and on flat ground the hill is not there.
    let level = 300.0 + 33.75 + 15.0 + 200.0;
    assert_near(walk(&elder, Some(&slopes), ('D', 'A')), level);
    assert_near(walk(&elder, None, ('A', 'D')), level);
    assert_near(walk(&profile("plain"), Some(&slopes), ('A', 'D')), 540.0);
}

#[test]
fn elevation_is_proved_to_have_acted() {
    let town = Town::draw("A-------B-------C-------D").build();
    let elder = profile("elder_walk");
    let flat = ArcTimes::of(&town.network, &elder);
    assert_eq!(
        TerrainEffect::between(&town.network, &flat, &flat),
        TerrainEffect::default()
    );
    let slopes = Slopes::of(&town.network, &ramp(town.at('B'), 0.05));
    let sloped = ArcTimes::on(&town.network, &elder, Some(&slopes));
    let effect = TerrainEffect::between(&town.network, &flat, &sloped);
    assert_eq!(effect.edges, 2, "B–C and C–D");
    for change in [effect.median_change, effect.largest_change] {
        assert!((change - (0.175_f64.exp() - 1.0)).abs() < 2e-3, "{change}");
    }
}

#[test]
fn stairs_take_time_by_their_steps_or_by_their_length() {
    let stairs = |count| {
        Town::draw("A---B")
            .way("AB", |way| way.form = Form::Steps { count })
            .build()
    };
    for (name, counted_s, by_length_s) in [
        ("elder_walk", 90.0 * 0.75, 40.0 / 0.45),
        ("frail_elder", 90.0 * 1.3, 40.0 / (0.7 * 0.45)),
        ("companion_walk", 90.0 * 0.6, 40.0 / (1.25 * 0.45)),
        ("plain", 40.0, 40.0),
    ] {
        assert_near(
            seconds(&stairs(Some(90)), &profile(name), 'A', 'B'),
            counted_s,
        );
        assert_near(
            seconds(&stairs(None), &profile(name), 'B', 'A'),
            by_length_s,
        );
    }
}

#[test]
fn whoever_is_quicker_on_the_ramp_beside_the_stairs_takes_it() {
    let town = Town::draw(
        "
        A---B
        |   |
        |   |
        +---+
        ",
    )
    .way("AB", |way| way.form = Form::Steps { count: Some(90) })
    .build();
    assert_near(seconds(&town, &profile("elder_walk"), 'A', 'B'), 67.5);
    let frail = profile("frail_elder");
    let ramp_s: f64 = 100.0 / 0.7 + 100.0 / 300.0 * 60.0;
    assert_near(seconds(&town, &frail, 'A', 'B'), ramp_s.min(117.0));
    let mut stiff = frail;
    stiff.set("step_s", 2.0).unwrap();
    assert_near(seconds(&town, &stiff, 'A', 'B'), ramp_s);
}

#[test]
fn surfaces_lifts_escalators_and_rests_take_their_time() {
    type Change = fn(&mut crate::osm::walkability::WayTraits);
    let cases: [(Change, f64, f64); 7] = [
        (
            |way| way.surface = Surface::Gravel,
            40.0 / 0.85,
            40.0 / (0.7 * 0.75) + 8.0,
        ),
        (
            |way| way.surface = Surface::Grass,
            40.0 / 0.8,
            40.0 / (0.7 * 0.7) + 8.0,
        ),
        (
            |way| way.surface = Surface::Soft,
            40.0 / 0.6,
            40.0 / (0.7 * 0.5) + 8.0,
        ),
        (|way| way.discouraged = true, 60.0, 60.0 / 0.7 + 8.0),
        (
            |way| way.form = Form::Elevator { thousandths: 1_000 },
            45.0,
            60.0,
        ),
        (|way| way.form = Form::Escalator, 40.0 / 0.45, 40.0 / 0.45),
        (|_| {}, 40.0, 40.0 / 0.7 + 8.0),
    ];
    for (change, elder_s, frail_s) in cases {
        let town = Town::draw("A---B").way("AB", change).build();
        assert_near(seconds(&town, &profile("elder_walk"), 'A', 'B'), elder_s);
        assert_near(seconds(&town, &profile("frail_elder"), 'A', 'B'), frail_s);
        assert_near(seconds(&town, &profile("plain"), 'A', 'B'), 40.0);
    }
}

#[test]
fn a_lift_takes_its_time_once_however_often_it_is_cut() {
    let lift = |way: &mut crate::osm::walkability::WayTraits| {
        way.form = Form::Elevator { thousandths: 1_000 };
    };
    let draw = || {
        Town::draw(
            "
            A---B---C---D---E
                    |
                    F
            ",
        )
    };
    let elder = profile("elder_walk");
    let cut = draw().way("BCD", lift).build();
    assert_near(seconds(&cut, &elder, 'A', 'E'), 40.0 + 45.0 + 40.0);
    assert_near(seconds(&cut, &elder, 'A', 'F'), 40.0 + 22.5 + 20.0);
    let node = draw().node('C', |node| node.lift = true).build();
    assert_near(seconds(&node, &elder, 'A', 'E'), 160.0 + 45.0);
    assert_near(
        seconds(&node, &profile("frail_elder"), 'A', 'E'),
        160.0 / 0.7 + 32.0 + 60.0,
    );
    assert_near(seconds(&node, &profile("plain"), 'A', 'E'), 160.0);
    // The end of a lift that is a way is no second lift.
    let both = draw().way("BCD", lift).node('D', |node| node.lift = true);
    assert_near(seconds(&both.build(), &elder, 'A', 'E'), 125.0);
    let charges = Charges::of(
        &node.network,
        elder.clone(),
        None,
        &crate::network::Edits::default(),
    );
    let times = ArcTimes::of(&node.network, &elder);
    let mut arcs = node.network.arcs_from(node.node('B'));
    let into = arcs
        .find(|arc| node.network.arcs()[*arc].head == node.node('C'))
        .unwrap();
    let arc = (
        node.network.arcs()[into].edge,
        node.network.arcs()[into].sense,
    );
    let told = charges.waiting(arc, WaitAt::End, times.arcs[into].unwrap().end);
    assert_eq!(
        told.iter().find(|(cause, _)| *cause == WalkCause::Lift),
        Some(&(WalkCause::Lift, 22_500))
    );
}

#[test]
fn a_perfect_grid_takes_its_blocks() {
    let city = desert(12, Metres::new(80.0));
    let slow = {
        let mut plain = profile("plain");
        plain.set("speed_mps", 0.8).unwrap();
        plain
    };
    let times = ArcTimes::of(&city.network, &slow);
    let graph = WalkGraph::new(&city.network, &times);
    let found = dijkstra(graph, city.node(2, 3), None, |arc| {
        *petgraph::visit::EdgeRef::weight(&arc)
    });
    assert_eq!(found.len(), 144);
    for (east, north) in [(0_u32, 0_u32), (2, 3), (11, 11), (11, 0), (5, 3)] {
        let blocks = east.abs_diff(2) + north.abs_diff(3);
        assert_near(
            found[&city.node(east, north)].seconds(),
            f64::from(blocks) * 100.0,
        );
    }
}

#[test]
fn a_grid_on_a_ramp_takes_its_blocks_up_down_and_across() {
    let city = desert(9, Metres::new(120.0));
    let slopes = Slopes::of(&city.network, &ramp(city.at(0.0, 0.0), 0.05));
    for (name, up, down) in [
        ("elder_walk", 0.175_f64.exp(), 1.0),
        ("companion_walk", 0.175_f64.exp(), 0.9),
        ("plain", 1.0, 1.0),
    ] {
        let walk = profile(name);
        let times = ArcTimes::on(&city.network, &walk, Some(&slopes));
        let graph = WalkGraph::new(&city.network, &times);
        let found = dijkstra(graph, city.node(4, 3), None, |arc| {
            *petgraph::visit::EdgeRef::weight(&arc)
        });
        assert_eq!(found.len(), 81);
        for (east, north) in (0..81_u32).map(|i| (i % 9, i / 9)) {
            let along = f64::from(east.abs_diff(4)) * if east > 4 { up } else { down };
            let across = f64::from(north.abs_diff(3));
            let expected = (along + across) * 120.0 / walk.speed.mps();
            let seconds = found[&city.node(east, north)].seconds();
            let is_near = (seconds - expected).abs() <= expected * 1e-3 + 0.1;
            assert!(
                is_near,
                "{name} {east},{north}: {seconds} s, not {expected} s"
            );
        }
    }
}

#[test]
fn a_home_and_a_site_on_one_street_are_as_far_apart_as_they_are() {
    let town = Town::draw("A------------------------------B").build();
    let index = EdgeIndex::new(&town.network);
    let snap = |east_m| snap_place(town.beside('A', east_m, 10.0), &town.network, &index).unwrap();
    let (home, site) = (snap(120.0), snap(150.0));
    assert_eq!(home.edge, site.edge);
    assert!((site.along.metres() - home.along.metres() - 30.0).abs() < 0.02);
    assert!((home.gap.metres() - 10.0).abs() < 0.02);
    let times = ArcTimes::of(&town.network, &profile("elder_walk"));
    assert!((times.off_street.mps() - 1.0 / 1.3).abs() < 1e-12);
}

/// The presets with a key that each of them knows, every key at least once.
fn keys_that_act() -> Vec<(WalkProfile, &'static str)> {
    let acts = |profile: &WalkProfile, key: &str| {
        let result = profile.clone().set(key, f64::NAN);
        matches!(result, Err(Error::BadValue { .. }))
    };
    let all = WalkProfile::names().map(profile);
    let pairs = WalkProfile::keys().into_iter().flat_map(|key| {
        let able = all.iter().filter(move |profile| acts(profile, key));
        able.map(move |profile| (profile.clone(), key))
    });
    pairs.collect()
}

#[test]
fn every_key_sets_one_number_within_its_range() {
    let pairs = keys_that_act();
    for key in WalkProfile::keys() {
        assert!(pairs.iter().any(|(_, k)| *k == key), "{key} acts nowhere");
    }
    let mut distinct: Vec<String> = Vec::new();
    for (before, key) in pairs {
        let value = match key {
            "off_street_factor" | "discouraged_factor" | "rest_every_m" => 2.0,
            "slope_limit" | "kerb_limit_m" | "slope_down_free" => 0.123,
            "cap_m" => 777.0,
            key if key.ends_with("_kmh") => 17.0,
            _ => 0.125,
        };
        let mut after = before.clone();
        after.set(key, value).unwrap();
        assert_ne!(after, before, "{key} changes nothing");
        assert!(matches!(after.set(key, -1.0), Err(Error::BadValue { .. })));
        distinct.push(format!("{after:?}"));
    }
    let all = distinct.len();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), all, "two keys set the same number");
}

/// The profiles of the table, in its order.
const OF_THE_TABLE: [&str; 6] = [
    "elder_walk",
    "frail_elder",
    "wheelchair",
    "companion_walk",
    "ebike",
    "drive",
];

#[test]
fn the_profiles_are_those_of_the_domain_sheet() {
    type Read = fn(&WalkProfile, &Delays) -> f64;
    // One row for each key of the sheet; NaN where the profile has no such number.
    const NO: f64 = f64::NAN;
    let table: [(&str, Read, [f64; 6]); 34] = [
        (
            "speed",
            |w, _| w.speed.mps(),
            [1.0, 0.7, 0.8, 1.25, 4.17, 20.0 / 3.6],
        ),
        (
            "cap",
            |w, _| w.cap.map_or(NO, Metres::metres),
            [3e3, 1.5e3, 2e3, 5e3, 15e3, 60e3],
        ),
        ("access leg", |w, _| w.off_street_factor, [1.3; 6]),
        (
            "up 5 %",
            |_, d| d.slope.factor(0.05).ln() / 0.05,
            [3.5, 5.0, 5.0, 3.5, 2.5, 0.0],
        ),
        (
            "down 3 %",
            |_, d| d.slope.factor(-0.03).ln(),
            [0.0, 0.0, 0.0, -0.105, 0.0, 0.0],
        ),
        (
            "down 10 %",
            |_, d| d.slope.factor(-0.10).ln(),
            [0.0, 0.245, 0.245, 0.0, 0.0, 0.0],
        ),
        (
            "down 15 %",
            |_, d| d.slope.factor(-0.15).ln(),
            [0.175, 0.42, 0.42, 0.175, 0.0, 0.0],
        ),
        (
            "down least",
            |_, d| d.slope.factor(-0.05),
            [
                1.0,
                3.5_f64.mul_add(0.02, 0.0).exp(),
                3.5_f64.mul_add(0.02, 0.0).exp(),
                0.9,
                1.0,
                1.0,
            ],
        ),
        (
            "step",
            |w, d| {
                if w.travel == Travel::Foot {
                    d.step_s
                } else {
                    NO
                }
            },
            [0.75, 1.3, NO, 0.6, NO, NO],
        ),
        ("stairs up", |_, d| d.stairs_speed_factor.0, [0.40; 6]),
        ("stairs down", |_, d| d.stairs_speed_factor.1, [0.50; 6]),
        (
            "elevator",
            |w, d| {
                if w.travel.is_vehicle() {
                    NO
                } else {
                    d.elevator_s
                }
            },
            [45.0, 60.0, 60.0, 45.0, NO, NO],
        ),
        (
            "escalator",
            |w, d| {
                if w.travel == Travel::Foot {
                    d.escalator_mps
                } else {
                    NO
                }
            },
            [0.45, 0.45, NO, 0.45, NO, NO],
        ),
        (
            "signal primary",
            |_, d| d.signal_s[0],
            [34.0, 42.5, 42.5, 34.0, 20.0, 25.0],
        ),
        (
            "signal secondary",
            |_, d| d.signal_s[1],
            [25.0, 31.25, 31.25, 25.0, 20.0, 25.0],
        ),
        (
            "signal other",
            |_, d| d.signal_s[2],
            [15.0, 18.75, 18.75, 15.0, 20.0, 25.0],
        ),
        (
            "marked secondary",
            |_, d| d.marked_s[0],
            [8.0, 15.0, 15.0, 4.0, 0.0, 0.0],
        ),
        (
            "marked tertiary",
            |_, d| d.marked_s[1],
            [4.0, 8.0, 8.0, 2.0, 0.0, 0.0],
        ),
        ("marked other", |_, d| d.marked_s[2], [0.0; 6]),
        (
            "kerb",
            |w, d| {
                if w.travel == Travel::Foot {
                    d.kerb_s
                } else {
                    NO
                }
            },
            [0.0, 3.0, NO, 0.0, NO, NO],
        ),
        (
            "kerb limit",
            |w, d| {
                if w.travel == Travel::Wheelchair {
                    d.kerb_limit_m
                } else {
                    NO
                }
            },
            [NO, NO, 0.03, NO, NO, NO],
        ),
        (
            "slope limit",
            |w, d| {
                if w.travel == Travel::Wheelchair {
                    d.slope_limit
                } else {
                    NO
                }
            },
            [NO, NO, 1.0 / 12.0, NO, NO, NO],
        ),
        ("rest", |_, d| d.rest_s, [0.0, 60.0, 0.0, 0.0, 0.0, 0.0]),
        ("rest every", |_, d| d.rest_every_m, [300.0; 6]),
        ("gate", |_, d| d.gate_s, [0.0, 5.0, 10.0, 0.0, 15.0, 30.0]),
        (
            "gravel",
            |_, d| d.surface_factor[0],
            [0.85, 0.75, 0.75, 1.0, 0.7, 1.0],
        ),
        (
            "grass",
            |_, d| d.surface_factor[1],
            [0.8, 0.7, 0.7, 1.0, 0.7, 1.0],
        ),
        (
            "sand, mud",
            |_, d| d.surface_factor[2],
            [0.6, 0.5, 0.5, 1.0, 0.7, 0.6],
        ),
        (
            "dismount",
            |w, d| {
                if w.travel == Travel::Bicycle {
                    d.dismount_s
                } else {
                    NO
                }
            },
            [NO, NO, NO, NO, 60.0, NO],
        ),
        ("stop", |_, d| d.stop_s, [0.0, 0.0, 0.0, 0.0, 60.0, 150.0]),
        (
            "motorway",
            |_, d| d.roads.map_or(NO, |r| r.motorway_kmh),
            [NO, NO, NO, NO, NO, 80.0],
        ),
        (
            "trunk",
            |_, d| d.roads.map_or(NO, |r| r.trunk_kmh),
            [NO, NO, NO, NO, NO, 60.0],
        ),
        (
            "limit",
            |_, d| d.roads.map_or(NO, |r| r.limit_factor),
            [NO, NO, NO, NO, NO, 0.8],
        ),
        (
            "peak",
            |_, d| d.roads.map_or(NO, |r| r.peak_factor),
            [NO, NO, NO, NO, NO, 1.0],
        ),
    ];
    for (key, read, wanted) in table {
        for (name, wanted) in OF_THE_TABLE.into_iter().zip(wanted) {
            let walk = profile(name);
            let found = read(&walk, walk.delays.as_ref().unwrap());
            let is_same = (found.is_nan() && wanted.is_nan()) || (found - wanted).abs() < 1e-9;
            assert!(is_same, "{name}: {key} is {found}, not {wanted}");
        }
    }
}

#[test]
fn every_number_of_every_profile_can_be_set_in_a_scenario() {
    let mut set = 0;
    for (preset, key) in keys_that_act() {
        let value = match key {
            "off_street_factor" | "discouraged_factor" | "rest_every_m" => 2.5,
            "slope_limit" | "kerb_limit_m" | "slope_down_free" => 0.11,
            "cap_m" => 777.0,
            key if key.ends_with("_kmh") => 17.5,
            _ => 0.375,
        };
        let name = &preset.name;
        let open = |text: &str, overrides: &[String]| {
            let text =
                format!("[network]\nosm = \"a.osm.pbf\"\n[[standard]]\nkind = \"canteen\"\n{text}");
            crate::scenario::Scenario::parse(std::path::Path::new("a.toml"), &text, overrides)
                .unwrap()
        };
        let mut wanted = preset.clone();
        wanted.set(key, value).unwrap();
        let own = format!("[walk]\nprofile = \"{name}\"\n{key} = {value}\n");
        assert_eq!(open(&own, &[]).walk, wanted, "{name}: {key}");
        let typed = [
            format!("walk.profile={name}"),
            format!("walk.{key}={value}"),
        ];
        assert_eq!(open("", &typed).walk, wanted, "{name}: {key}");
        if name != "elder_walk" {
            let theirs = format!("[[standard]]\nkind = \"visit\"\nprofile = \"{name}\"\n");
            let other = format!("{theirs}[walk.{name}]\n{key} = {value}\n");
            assert_eq!(
                open(&other, &[]).walker(name),
                Some(wanted),
                "{name}: {key}"
            );
        }
        set += 1;
    }
    assert!(set > 150, "{set} numbers");
}

#[test]
fn wrong_keys_and_values_are_refused_by_name() {
    let message = profile("elder_walk")
        .set("speed", 1.0)
        .unwrap_err()
        .to_string();
    assert!(
        message.contains("`speed`") && message.contains("speed_mps"),
        "{message}"
    );
    let message = profile("elder_walk")
        .set("speed_mps", 0.0)
        .unwrap_err()
        .to_string();
    assert!(
        message.contains("speed_mps") && message.contains("0.05 to 10"),
        "{message}"
    );
    let message = profile("plain").set("step_s", 1.0).unwrap_err().to_string();
    assert!(message.contains("`plain`"), "{message}");
    for (name, key) in [
        ("wheelchair", "step_s"),
        ("elder_walk", "slope_limit"),
        ("ebike", "elevator_s"),
        ("elder_walk", "primary_kmh"),
        ("plain", "trunk_kmh"),
    ] {
        let message = profile(name).set(key, 0.1).unwrap_err().to_string();
        assert!(
            message.contains(key) && message.contains("has no meaning"),
            "{message}"
        );
    }
    assert!(WalkProfile::preset("jogger").is_none());
    for name in WalkProfile::names() {
        assert_eq!(profile(name).name, name);
    }
}

#[test]
fn the_worked_path_is_taken_apart_into_its_causes() {
    let town = Town::draw(
        "
                       P
                       |
        A--------------S--------------B---C-------------------D
                       |
                       Q
        ",
    )
    .way("PSQ", |way| way.class = RoadClass::Primary)
    .way("BC", |way| way.form = Form::Steps { count: Some(20) })
    .node('S', |node| node.crossing = Crossing::Signals)
    .build();
    let mut elder = profile("elder_walk");
    elder.set("signal_primary_s", 33.75).unwrap();
    let slopes = Slopes::of(&town.network, &ramp(town.at('C'), 0.05));
    let times = ArcTimes::on(&town.network, &elder, Some(&slopes));
    let edits = crate::network::Edits::default();
    let charges = Charges::of(&town.network, elder.clone(), Some(&slopes), &edits);
    let mut sums = [0_i64; WalkCause::ALL.len()];
    let mut total = 0;
    for pair in ["AS", "SB", "BC", "CD"] {
        let edge = town.edge(pair);
        let start = town.node(pair.chars().next().unwrap());
        let mut arcs = town.network.arcs_from(start);
        let arc = arcs
            .find(|arc| town.network.arcs()[*arc].edge == edge)
            .unwrap();
        let (sense, time) = (town.network.arcs()[arc].sense, times.arcs[arc].unwrap());
        let mut before = 0;
        for (cause, until) in charges.moving(edge, sense, time.moving) {
            sums[cause as usize] += i64::from(until.millis()) - before;
            before = i64::from(until.millis());
        }
        for (at, wait) in [(WaitAt::Start, time.start), (WaitAt::End, time.end)] {
            for (cause, ms) in charges.waiting((edge, sense), at, wait) {
                sums[cause as usize] += ms;
            }
        }
        total += i64::from(time.total().millis());
    }
    assert_eq!(sums.iter().sum::<i64>(), total);
    let seconds = |cause: WalkCause| sums[cause as usize] as f64 / 1000.0;
    assert_near(seconds(WalkCause::Flat), 500.0);
    assert_near(seconds(WalkCause::Slope), 200.0 * (0.175_f64.exp() - 1.0));
    assert_near(seconds(WalkCause::Steps), 15.0);
    assert_near(seconds(WalkCause::Crossing), 33.75);
    for cause in [
        WalkCause::Gate,
        WalkCause::Rest,
        WalkCause::Surface,
        WalkCause::Correction,
    ] {
        assert_near(seconds(cause), 0.0);
    }
}

#[test]
fn gates_rests_surfaces_and_edits_are_told_apart() {
    let town = Town::draw("A-----B-----C")
        .way("AB", |way| way.surface = Surface::Gravel)
        .node('B', |node| {
            node.barrier = crate::osm::walkability::Barrier::Gate;
        })
        .build();
    let frail = profile("frail_elder");
    let mut times = ArcTimes::of(&town.network, &frail);
    let target = crate::network::edits::Target::Point(town.at('B'));
    let edits = crate::network::Edits(vec![crate::network::edits::Edit {
        origin: crate::network::edits::Origin::File,
        feature: 1,
        action: crate::network::edits::Action::Delay(target, 7.001),
    }]);
    let delays = edits.node_delays(&town.network);
    times.add_node_delays(&town.network, &delays);
    let charges = Charges::of(&town.network, frail.clone(), None, &edits);
    let edge = town.edge("AB");
    let mut arcs = town.network.arcs_from(town.node('A'));
    let time = times.arcs[arcs.next().unwrap()].unwrap();
    let arc = (edge, Sense::Along);
    let waits = charges.waiting(arc, WaitAt::End, time.end);
    // Half of a gate of 5 s and of a delay of 7.001 s is paid on arriving.
    let expected = [
        (WalkCause::Crossing, 0),
        (WalkCause::Gate, 2_500),
        (WalkCause::Ferry, 0),
        (WalkCause::Lift, 0),
        (WalkCause::Correction, 3_501),
    ];
    assert_eq!(waits, expected);
    let steps = charges.moving(edge, Sense::Along, time.moving);
    let seconds: Vec<f64> = steps.iter().map(|(_, until)| until.seconds()).collect();
    let loose = 60.0 / (0.7 * 0.75);
    for (found, expected) in seconds
        .iter()
        .zip([60.0 / 0.7, loose, loose + 12.0, loose + 12.0])
    {
        assert_near(*found, expected);
    }
}
