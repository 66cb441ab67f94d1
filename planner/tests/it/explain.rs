//! One walk, edge by edge, against the searches that only count: the same time, and a path that may be walked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use planner::coverage::{Cause, Nearest};
use planner::findings::Findings;
use planner::ids::{DemandId, SiteId};
use planner::network::Sense;
use planner::osm::walkability::{Fitness, Form, Incline, Kerb, RoadClass, WayTraits};
use planner::places::Status;
use planner::progress::Silent;
use planner::reach::layers::Layer;
use planner::reach::{Layers, ReachGraph, Router, Walk};
use planner::snap::SnapPoint;
use planner::testing::{Settlement, study_of};
use planner::units::{Metres, WalkTime};
use planner::{LonLat, Scenario, Study, StudyOptions};

use crate::passage::{Pair, Part, Standing, Town, random_town};

use crate::command::planner;

fn ms(time: WalkTime) -> u64 {
    u64::from(time.millis())
}

/// The pieces of a walk as the rules of the second program see them: who stands where, at both ends of each.
fn standings(town: &Town, walk: &Walk) -> Vec<[Vec<Standing>; 2]> {
    let passage = Some(&town.passage);
    let layers = Layers::of(&town.network, &town.times, passage);
    let of_piece = |piece: &planner::reach::Piece| {
        let track = layers.tracks()[piece.track as usize];
        assert_eq!(track.edge, Some(piece.edge));
        let part = match track.layer {
            Layer::Home => Part::Home,
            Layer::Public => Part::Public,
            Layer::Site => Part::Site,
        };
        let lefts = match track.side {
            None => vec![true, false],
            Some(side) => vec![side == planner::network::Side::Left],
        };
        let (first, last) = match piece.sense {
            Sense::Along => (0, 1),
            Sense::Against => (1, 0),
        };
        [first, last].map(|end| lefts.iter().map(|l| (piece.edge, end, *l, part)).collect())
    };
    walk.pieces.iter().map(of_piece).collect()
}

/// Checks that somebody may walk so, by the rules of the second program, and that the times sum.
fn assert_walkable(town: &Town, pair: &Pair<'_>, walk: &Walk) {
    let ends = standings(town, walk);
    for (piece, [from, _]) in walk.pieces.iter().zip(&ends) {
        assert!(
            pair.parts(piece.edge).contains(&from[0].3),
            "an area that is not theirs"
        );
        let arcs = town.network.arcs().iter();
        let mut arcs = arcs.filter(|arc| arc.edge == piece.edge && arc.sense == piece.sense);
        assert!(arcs.next().is_some(), "against a one-way street");
        let forwards = match piece.sense {
            Sense::Along => piece.from <= piece.to,
            Sense::Against => piece.from >= piece.to,
        };
        assert!(forwards, "a piece runs backwards");
    }
    for step in ends.windows(2) {
        let ([_, at], [to, _]) = (&step[0], &step[1]);
        let mut steps = at
            .iter()
            .flat_map(|from| to.iter().map(move |to| (*from, *to)));
        let may = |(from, to): (Standing, Standing)| {
            pair.node(from.0, from.1) == pair.node(to.0, to.1) && pair.may_step(from, to)
        };
        assert!(steps.any(may), "a step that the rules forbid");
    }
    let first = walk.pieces.first().unwrap();
    let last = walk.pieces.last().unwrap();
    assert_eq!((first.edge, first.from), (pair.home.edge, pair.home.along));
    assert_eq!((last.edge, last.to), (pair.site.edge, pair.site.along));
    let pieces: u64 = walk.pieces.iter().map(|p| ms(p.time.total())).sum();
    assert_eq!(pieces + ms(walk.leaving) + ms(walk.arriving), ms(walk.time));
}

#[test]
fn a_walk_is_that_of_the_matrix_and_may_be_walked() {
    let (mut found, mut through_layers) = (0, 0);
    for seed in 0..1_000 {
        let town = random_town(seed);
        let graph = ReachGraph::within(&town.network, &town.times, &town.passage, &town.snapped);
        let matrix = graph
            .matrix(WalkTime::from_millis(4_000_000_000), &Silent)
            .unwrap();
        let router = Router::over(Layers::of(&town.network, &town.times, Some(&town.passage)));
        let sites: Vec<(SiteId, SnapPoint)> = town
            .snapped
            .sites
            .enumerate()
            .map(|(id, at)| (id, at.unwrap()))
            .collect();
        let ids: Vec<SiteId> = sites.iter().map(|(id, _)| *id).collect();
        let nearest = graph.nearest(&ids);
        for (home, at) in town.snapped.demand.enumerate() {
            let at = at.unwrap();
            for (site, site_at) in &sites {
                let walk = router.nearest(&at, &[(*site, *site_at)]);
                let entry = matrix.of_site(*site).find(|(d, _)| *d == home);
                let told = walk.as_ref().map(|walk| walk.time);
                assert_eq!(
                    told,
                    entry.map(|(_, t)| t),
                    "seed {seed}, {site:?}, {home:?}"
                );
                if let Some(walk) = walk {
                    let pair = Pair {
                        town: &town,
                        home: at,
                        site: *site_at,
                    };
                    assert_walkable(&town, &pair, &walk);
                    found += 1;
                    through_layers += usize::from(
                        walk.pieces
                            .iter()
                            .any(|p| town.passage.area(p.edge).is_some()),
                    );
                }
            }
            let walk = router.nearest(&at, &sites);
            let told = walk.map_or(Nearest::Unreachable, |w| Nearest::Site(w.site, w.time));
            assert_eq!(told, nearest[home], "seed {seed}, {home:?}: nearest");
        }
    }
    assert!(
        found > 4_000 && through_layers > 1_000,
        "the towns are too tame: {found} walks, {through_layers} through private areas"
    );
}

fn district() -> Study {
    district_with(&[])
}

fn district_with(set: &[&str]) -> Study {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/synth-district.toml");
    let set: Vec<String> = set.iter().map(|key| (*key).to_owned()).collect();
    let scenario = Scenario::open(&path, &set).unwrap();
    Study::open(scenario, &StudyOptions::default(), &Silent).unwrap()
}

#[test]
fn a_home_is_told_what_the_run_has_counted() {
    for set in [
        &[][..],
        &["walk.speed_by_age=true"],
        &["walk.profile=\"wheelchair\"", "walk.speed_mps=0.8"],
        &["walk.cap_m=600"],
    ] {
        told_as_counted(&district_with(set));
    }
}

fn told_as_counted(study: &Study) {
    let answer = study.score(&Silent).unwrap();
    let explainer = study.explainer(None);
    let (mut met, mut unmet, mut too_long) = (0, 0, 0);
    for home in study.places.demand.ids().step_by(41) {
        let told = explainer.home(home);
        for (standard, kind) in told.standards.iter().zip(&answer.before.kinds) {
            let nearest = match (&standard.route, told.attached) {
                (_, Err(_)) => Nearest::Unsnapped,
                (None, _) => Nearest::Unreachable,
                (Some(route), _) if route.is_too_long => Nearest::TooLong(route.site, route.time),
                (Some(route), _) => Nearest::Site(route.site, route.time),
            };
            assert_eq!(nearest, kind.nearest[home], "{home:?}");
            let band = kind.band.as_ref().unwrap();
            assert_eq!(standard.standing, band.standing(home), "{home:?}");
            assert_eq!(standard.is_met(), standard.why.is_none());
            met += usize::from(standard.is_met());
            unmet += usize::from(!standard.is_met());
            if let Some(route) = &standard.route {
                assert_sums(study, home, route);
                let cap = standard.cap.map_or(f64::INFINITY, Metres::metres);
                assert!(!standard.is_met() || route.length.metres() < cap + 0.01);
                assert!(!route.is_too_long || standard.surpassed_cap().is_some());
                too_long += usize::from(route.is_too_long);
            }
        }
    }
    assert!(met > 20 && unmet > 20, "{met} met, {unmet} not");
    let is_capped = study.times().cap.is_some();
    assert_eq!(is_capped, too_long > 5, "{too_long} walks are too long");
}

#[test]
fn the_reasons_of_homes_are_those_of_the_gaps() {
    let study = district();
    let answer = study.score(&Silent).unwrap();
    let assessment = study.assess(&answer);
    let explainer = study.explainer(None);
    let (mut told, mut distinct) = (0, BTreeSet::new());
    for (number, gaps) in assessment.gaps.iter().enumerate() {
        for gap in gaps
            .clusters
            .iter()
            .filter(|gap| gap.demand.len() < 60)
            .take(6)
        {
            let mut why: BTreeMap<Cause, u64> = BTreeMap::new();
            for home in &gap.demand {
                if let Some(cause) = explainer.home(*home).standards[number].why {
                    *why.entry(cause).or_default() += study.places.demand[*home].eligible.count();
                }
            }
            let gaps_why = gap.why.iter().filter(|(cause, _)| **cause != Cause::Full);
            let expected: BTreeMap<Cause, u64> = gaps_why.map(|(c, n)| (*c, n.count())).collect();
            assert_eq!(why, expected);
            told += gap.demand.len();
            distinct.extend(why.into_keys());
        }
    }
    assert!(
        told > 50 && distinct.len() > 1,
        "{told} homes, {distinct:?}"
    );
}

/// The causes and the stretches of a walk sum to its time; its line leads from the home to the site.
fn assert_sums(study: &Study, home: DemandId, route: &planner::study::Route) {
    let causes: i64 = route.causes.iter().map(|(_, ms)| ms).sum();
    assert_eq!(causes, i64::from(route.time.millis()));
    let stretches: u64 = route.stretches.iter().map(|s| ms(s.time)).sum();
    assert_eq!(stretches, ms(route.time));
    let metres: Metres = route
        .path
        .windows(2)
        .map(|w| planner::projection::distance(w[0], w[1]))
        .sum();
    assert!((metres.metres() - route.length.metres()).abs() < 0.5 + route.length.metres() * 1e-3);
    let place = |at: Option<LonLat>| at.unwrap();
    let ends = (route.path.first().copied(), route.path.last().copied());
    let near = |a: LonLat, b: LonLat| planner::projection::distance(a, b).metres() < 0.05;
    assert!(near(place(ends.0), place(study.places.demand[home].at)));
    assert!(near(
        place(ends.1),
        place(study.places.sites[route.site].at)
    ));
}

#[test]
fn a_place_is_attached_as_a_home_there_is() {
    let study = district();
    for home in study.places.demand.ids().step_by(401) {
        let at = study.places.demand[home].at.unwrap();
        let (as_home, as_place) = (study.explainer(None).home(home), study.explain(at));
        assert_eq!(as_home.attached, as_place.attached);
        assert_eq!(as_home.standards, as_place.standards);
    }
    let nowhere = study.explain(LonLat::new(0.0, 0.0).unwrap());
    assert!(nowhere.attached.is_err());
    for standard in nowhere.standards {
        assert_eq!(standard.why, Some(Cause::Unsnapped));
        assert!(standard.route.is_none());
    }
}

#[test]
fn the_file_of_an_explanation_is_for_its_owner_and_beside_no_results() {
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/synth-district.toml");
    let scenario = scenario.to_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("home_INTERNAL.geojson");
    let to_file = [
        "explain",
        scenario,
        "--demand",
        "5",
        "--out",
        file.to_str().unwrap(),
    ];
    let done = planner(&to_file);
    assert!(done.status.code().unwrap() < 2, "{done:?}");
    let text = std::fs::read_to_string(&file).unwrap();
    let collection: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(
        collection["about"]["notice_en"]
            .as_str()
            .unwrap()
            .contains("not for publication")
    );
    let features = collection["features"].as_array().unwrap();
    let of = |name: &str| {
        features
            .iter()
            .filter(|f| f["properties"]["feature"] == name)
            .count()
    };
    assert_eq!((of("home"), of("walk")), (1, 2));
    assert!(of("stretch") > 2);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    std::fs::write(folder.path().join("run.json"), "{}").unwrap();
    let refused = planner(&to_file);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("请另选文件夹"));
}

#[test]
fn an_explanation_as_json_is_the_row_of_the_matrix() {
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/synth-district.toml");
    let scenario = scenario.to_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("times.csv");
    let done = planner(&["matrix", scenario, "--out", table.to_str().unwrap()]);
    assert!(done.status.code().unwrap() < 2, "{done:?}");
    let times = std::fs::read_to_string(&table).unwrap();
    let mut checked = 0;
    for id in ["1", "777", "5000", "12345"] {
        let told = planner(&["explain", scenario, "--demand", id, "--json"]);
        let told: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
        for standard in told["standards"].as_array().unwrap() {
            let Some(site) = standard["site_id"]
                .as_str()
                .filter(|_| standard["met"] == true)
            else {
                continue;
            };
            let seconds = format!("{:.3}", standard["walk_s"].as_f64().unwrap());
            let row = format!("\n{site},{id},{seconds}\n");
            assert!(times.contains(&row), "{row}");
            checked += 1;
        }
    }
    assert!(checked > 2, "only {checked} pairs are within a standard");
    let several = planner(&["explain", scenario, "--demand", "no such id"]);
    assert!(String::from_utf8_lossy(&several.stderr).contains("no such id"));
}

/// What keeps somebody in a wheelchair from the site at B, whatever stands between C and D.
fn obstacle(change: impl Fn(&mut WayTraits)) -> (Option<Cause>, Option<Cause>) {
    let town = planner::testing::Town::draw("A-----C----D-----B")
        .way("CD", change)
        .build();
    let why = |profile: &str| {
        let mut settlement = Settlement::default();
        settlement.home(town.at('A'), 3);
        settlement.site("canteen", Status::Open, town.at('B'));
        let text = format!(
            "[network]\nosm = \"a.osm.pbf\"\n[walk]\nprofile = \"{profile}\"\n[[standard]]\nkind = \"canteen\"\n"
        );
        let scenario = Scenario::parse(Path::new("town.toml"), &text, &[]).unwrap();
        let network = town.network.clone();
        let study = study_of(scenario, network, settlement.places(), Findings::new());
        let told = study.explain(town.at('A'));
        let causes = study.assess(&study.score(&Silent).unwrap());
        let gaps = causes.gaps[0]
            .clusters
            .iter()
            .flat_map(|gap| gap.why.keys());
        assert_eq!(gaps.copied().next(), told.standards[0].why, "{profile}");
        told.standards[0].why
    };
    (why("wheelchair"), why("elder_walk"))
}

#[test]
fn somebody_in_a_wheelchair_is_told_what_stands_in_the_way() {
    let kerb = |way: &mut WayTraits| {
        way.class = RoadClass::Path;
        way.wheels.kerb = Kerb::Raised {
            height_mm: Some(120),
        };
    };
    assert_eq!(obstacle(kerb), (Some(Cause::Kerb), None));
    let stairs = |way: &mut WayTraits| {
        way.class = RoadClass::Path;
        way.form = Form::Steps { count: Some(20) };
    };
    assert_eq!(obstacle(stairs), (Some(Cause::Stairs), None));
    let steep = |way: &mut WayTraits| way.incline = Incline::Share(0.12);
    assert_eq!(obstacle(steep), (Some(Cause::Slope), None));
    let closed = |way: &mut WayTraits| way.wheels.wheelchair = Fitness::No;
    assert_eq!(obstacle(closed), (Some(Cause::Unreachable), None));
    assert_eq!(obstacle(|_| {}), (None, None));
}

#[test]
fn several_obstacles_in_a_row_are_all_named() {
    let town =
        planner::testing::Town::draw("A---C---D---E---------------------------------------B")
            .way("CD", |way| {
                way.class = RoadClass::Path;
                way.form = Form::Steps { count: Some(20) };
            })
            .way("DE", |way| {
                way.class = RoadClass::Path;
                way.wheels.kerb = Kerb::Raised {
                    height_mm: Some(120),
                };
            })
            .scale(Metres::new(40.0))
            .build();
    let mut settlement = Settlement::default();
    settlement.home(town.at('A'), 3);
    settlement.site("canteen", Status::Open, town.at('B'));
    let text = "[network]\nosm = \"a.osm.pbf\"\n[walk]\nprofile = \"wheelchair\"\n[[standard]]\nkind = \"canteen\"\n";
    let scenario = Scenario::parse(Path::new("town.toml"), text, &[]).unwrap();
    let network = town.network.clone();
    let study = study_of(scenario, network, settlement.places(), Findings::new());
    let told = study.explain(town.at('A'));
    // Without stairs and kerbs there would be a way, too long a one.
    assert_eq!(told.standards[0].why, Some(Cause::Unreachable));
    assert_eq!(told.standards[0].barred_by, [Cause::Stairs, Cause::Kerb]);
}
