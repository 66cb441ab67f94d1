//! Trying out against opening anew: the study that has the sites from the start is the oracle.

use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::findings::Findings;
use crate::ids::Id as _;
use crate::ids::SiteId;
use crate::places::{RowId, Site, Status};
use crate::progress::Silent;
use crate::scenario::Scenario;
use crate::study::{Study, StudyOptions};
use crate::testing::{Desert, Settlement, desert, study_of};
use crate::units::Metres;

const TEXT: &str = r#"
    title = "Town"
    [network]
    osm = "town.osm.pbf"
    [walk]
    profile = "plain"
    [[standard]]
    kind = "canteen"
    within_min = 12
    [[standard]]
    kind = "library"
    within_min = 8
"#;

fn scenario(overrides: &[&str]) -> Scenario {
    let overrides: Vec<String> = overrides.iter().map(|o| (*o).to_owned()).collect();
    Scenario::parse(Path::new("town.toml"), TEXT, &overrides).unwrap()
}

fn town(sites: &[(&str, f64, f64)]) -> (Desert, Study) {
    town_asking(&[], sites)
}

fn town_asking(overrides: &[&str], sites: &[(&str, f64, f64)]) -> (Desert, Study) {
    let city = desert(9, Metres::new(160.0));
    let mut settlement = Settlement::default();
    for i in 0..120_u32 {
        let (x, y) = (f64::from(i * 37 % 83) / 10.4, f64::from(i * 53 % 79) / 9.9);
        settlement.home(city.at(x, y), u64::from(i % 5) + 1);
    }
    for (kind, x, y) in sites {
        settlement.site(kind, Status::Open, city.at(*x, *y));
    }
    let study = study_of(
        scenario(overrides),
        city.network.clone(),
        settlement.places(),
        Findings::new(),
    );
    (city, study)
}

fn site(n: usize) -> SiteId {
    SiteId::from_index(n)
}

fn spot() -> impl Strategy<Value = (f64, f64)> {
    (0.0..8.0_f64, 0.0..8.0_f64)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_study_is_the_study_that_was_so_from_the_start(from in spot(), to in spot(), new in spot(), capped in any::<bool>()) {
        let asked: &[&str] = if capped { &["walk.cap_m=450"] } else { &[] };
        let fixed = [("library", 1.0, 1.0), ("canteen", 7.0, 7.0)];
        let (city, before) = town_asking(asked, &[("canteen", from.0, from.1), fixed[0], fixed[1]]);
        let (_, wanted) = town_asking(asked, &[("canteen", to.0, to.1), fixed[0], fixed[1], ("canteen", new.0, new.1)]);
        let mut added = Site::new(RowId::Row(9), Status::Open, Some(city.at(new.0, new.1)));
        added.kind = "canteen".to_owned();
        prop_assert_eq!(before.times().cap.is_some(), capped);
        let changes = Changes {
            moved: [(site(0), city.at(to.0, to.1))].into(),
            added: vec![added],
            ..Changes::default()
        };
        let layers = before.all_layers();
        let stops = before.stops(&layers);
        let changed = before.changed(&changes, &stops);
        prop_assert_eq!(changed.coverage(None), wanted.coverage(None));
        prop_assert_eq!(changed.matrix(&Silent).unwrap(), wanted.matrix(&Silent).unwrap());
    }

    #[test]
    fn whoever_is_covered_while_dragging_is_covered_once_it_is_dropped(from in spot(), to in spot(), capped in any::<bool>()) {
        let asked: &[&str] = if capped { &["walk.cap_m=450"] } else { &[] };
        let fixed = [("library", 1.0, 1.0), ("canteen", 7.0, 7.0)];
        let (city, before) = town_asking(asked, &[("canteen", from.0, from.1), fixed[0], fixed[1]]);
        let (_, wanted) = town_asking(asked, &[("canteen", to.0, to.1), fixed[0], fixed[1]]);
        let layers = before.all_layers();
        let stops = before.stops(&layers);
        let dragged = Tryout::of(&before, &stops, site(0), None).at(city.at(to.0, to.1));
        prop_assert_eq!(before.times().cap.is_some(), capped);
        let dropped = wanted.coverage(None);
        prop_assert_eq!(dragged.circle_complete, dropped.circle_complete);
        for (kind, wanted) in dragged.kinds.iter().zip(&dropped.kinds) {
            prop_assert_eq!(kind.tally.covered, wanted.tally.covered);
            prop_assert_eq!(kind.tally.total(), wanted.tally.total());
            for demand in before.places.demand.ids() {
                if wanted.heading(demand) == crate::coverage::Heading::Covered {
                    prop_assert_eq!(kind.nearest[demand], wanted.nearest[demand]);
                }
            }
        }
    }
}

/// The oracle is the plan saved and opened from its file, where each pace and profile is laid out with the site there.
#[test]
fn every_pace_and_profile_follows_a_site_in_hand() {
    let dir = tempfile::tempdir().unwrap();
    let plan = crate::synth::DistrictPlan {
        seniors: 2_000,
        seed: 7,
    };
    crate::synth::write_district(dir.path(), &plan, &Silent).unwrap();
    let overrides = [
        "walk.speed_by_age=true",
        "standard.0.within_min=5",
        "standard.1.within_min=6",
        "standard.1.profile=frail_elder",
    ]
    .map(str::to_owned);
    let open = |name: &str, overrides: &[String]| {
        let scenario = Scenario::open(&dir.path().join(name), overrides).unwrap();
        Study::open(scenario, &StudyOptions::default(), &Silent).unwrap()
    };
    let study = open("scenario.toml", &overrides);
    assert_eq!(study.walkers.len(), 2);
    assert!(study.walkers[0].times.len() > 1, "one pace alone");
    let layers = study.all_layers();
    let stops = study.stops(&layers);
    let before = study.coverage(None);
    for number in 0..2 {
        let kind = &study.scenario.standards[number].kind;
        let site = study.counting(kind, None)[0];
        let to = study.places.demand.iter().rev().find_map(|d| d.at).unwrap();
        let changes = Changes {
            moved: [(site, to)].into(),
            ..Changes::default()
        };
        let changed = study.changed(&changes, &stops);
        let file = format!("plan-{number}.toml");
        changed
            .save_plan(&dir.path().join(&file), &overrides)
            .unwrap();
        let wanted = open(&file, &[]).coverage(None);
        let dragged = Tryout::of(&study, &stops, site, None).at(to);
        let dropped = changed.coverage(None);
        assert_ne!(wanted.kinds[number].tally, before.kinds[number].tally);
        assert_eq!(dragged.circle_complete, wanted.circle_complete);
        for (n, wanted) in wanted.kinds.iter().enumerate() {
            assert_eq!(dragged.kinds[n].tally.covered, wanted.tally.covered, "{n}");
            assert_eq!(dropped.kinds[n].tally, wanted.tally, "{n}");
            assert_eq!(dropped.kinds[n].walk, wanted.walk, "{n}");
        }
    }
}

#[test]
fn a_closed_site_counts_no_more_and_an_enlarged_one_keeps_its_place() {
    let (_, study) = town(&[("canteen", 1.0, 1.0), ("canteen", 7.0, 7.0)]);
    let (_, wanted) = town(&[("canteen", 7.0, 7.0)]);
    let changes = Changes {
        status: [(site(0), (Status::Closed, "canteen".to_owned()))].into(),
        capacity: [(site(1), Some(80.0))].into(),
        ..Changes::default()
    };
    let layers = study.all_layers();
    let stops = study.stops(&layers);
    let changed = study.changed(&changes, &stops);
    let tally = |study: &Study| study.coverage(None).kinds[0].tally;
    assert_eq!(tally(&changed), tally(&wanted));
    assert_eq!(changed.places.sites[site(1)].capacity, Some(80.0));
    assert_eq!(study.places.sites[site(1)].capacity, None);
}

#[test]
fn the_longest_walk_comes_into_play_with_longer_standards() {
    let (_, short) = town(&[("canteen", 4.0, 4.0), ("library", 1.0, 1.0)]);
    let ask = |within: &str| {
        let within = format!("standard.0.within_min={within}");
        scenario(&["walk.cap_m=700", &within])
    };
    let short = short.asking(ask("9"));
    assert!(short.times().cap.is_none());
    let long = short.asking(ask("30"));
    let fresh = study_of(
        ask("30"),
        (*short.network).clone(),
        (*short.places).clone(),
        Findings::new(),
    );
    assert!(long.times().cap.is_some());
    // Stops of the one are not those of the other.
    assert!(!short.is_walked_as(&ask("30")) && long.is_walked_as(&ask("30")));
    assert!(short.is_walked_as(&ask("9")) && !long.is_walked_as(&ask("9")));
    assert_eq!(long.coverage(None), fresh.coverage(None));
    let free = short.asking(scenario(&["standard.0.within_min=30"]));
    let covered = |study: &Study| study.coverage(None).kinds[0].tally;
    assert!(covered(&long).covered < covered(&free).covered);
    assert_eq!(covered(&long).total(), covered(&free).total());
    assert_eq!(short.coverage(None), long.asking(ask("9")).coverage(None));
}

#[test]
fn another_walker_asks_for_other_times() {
    let (_, study) = town(&[("canteen", 4.0, 4.0)]);
    let slower = study.asking(scenario(&["walk.speed_mps=0.5", "standard.0.within_min=9"]));
    let covered = |study: &Study| study.coverage(None).kinds[0].tally.covered;
    assert!(covered(&slower) < covered(&study));
    let back = slower.asking(scenario(&[]));
    assert_eq!(back.coverage(None), study.coverage(None));
}

#[test]
fn a_saved_plan_is_read_back_to_the_same_numbers() {
    let dir = tempfile::tempdir().unwrap();
    let plan = crate::synth::DistrictPlan {
        seniors: 2_000,
        seed: 7,
    };
    crate::synth::write_district(dir.path(), &plan, &Silent).unwrap();
    let open = |name: &str, overrides: &[String]| {
        let scenario = Scenario::open(&dir.path().join(name), overrides).unwrap();
        Study::open(scenario, &StudyOptions::default(), &Silent).unwrap()
    };
    let study = open("scenario.toml", &[]);
    let overrides = vec![
        "walk.speed_mps=0.8".to_owned(),
        "standard.0.within_min=11".to_owned(),
    ];
    let asked = study.asking(Scenario::open(&study.scenario.file, &overrides).unwrap());
    let kind = asked.scenario.standards[0].kind.clone();
    let homes = &asked.places.demand;
    let mut added = Site::new(
        RowId::text("plan-1"),
        Status::Open,
        homes.iter().find_map(|d| d.at),
    );
    added.kind.clone_from(&kind);
    added.name = Some("新建, \"一号\"".to_owned());
    let open_sites = asked.counting(&kind, None);
    let candidate = asked.places.sites.enumerate();
    let mut candidate = candidate.filter(|(_, s)| s.status == Status::Candidate);
    let (candidate, _) = candidate.next_back().unwrap();
    let changes = Changes {
        moved: [(
            open_sites[1],
            homes.iter().rev().find_map(|d| d.at).unwrap(),
        )]
        .into(),
        status: [
            (open_sites[0], (Status::Closed, kind.clone())),
            (candidate, (Status::Open, kind)),
        ]
        .into(),
        capacity: [(open_sites[1], Some(77.0))].into(),
        usual_cost: None,
        added: vec![added],
    };
    let layers = asked.all_layers();
    let stops = asked.stops(&layers);
    let planned = asked.changed(&changes, &stops);
    planned
        .save_plan(&dir.path().join("plan.toml"), &overrides)
        .unwrap();
    let read = open("plan.toml", &[]);
    let (told, wanted) = (read.coverage(None), planned.coverage(None));
    assert_ne!(wanted.kinds[0].tally, asked.coverage(None).kinds[0].tally);
    assert_eq!(told.circle_complete, wanted.circle_complete);
    for (told, wanted) in told.kinds.iter().zip(&wanted.kinds) {
        assert_eq!((told.tally, told.walk), (wanted.tally, wanted.walk));
    }
    let capacities = |study: &Study| {
        let sites = study.places.sites.iter();
        let sites = sites.filter(|s| s.status == Status::Open);
        let mut all: Vec<_> = sites
            .map(|s| (s.kind.clone(), s.capacity.map(f64::to_bits)))
            .collect();
        all.sort();
        all
    };
    assert_eq!(capacities(&read), capacities(&planned));
    let names = |study: &Study| {
        study
            .places
            .sites
            .iter()
            .filter(|s| s.name.as_deref() == Some("新建, \"一号\""))
            .count()
    };
    assert_eq!(names(&read), 1);
}

#[test]
fn the_usual_cost_is_that_of_new_sites_whose_tables_name_none() {
    let (_, study) = town(&[("canteen", 4.0, 4.0)]);
    let mut places = (*study.places).clone();
    for (id, cost) in [("told", Some(7.0)), ("untold", None)] {
        let mut site = Site::new(RowId::text(id), Status::Candidate, None);
        site.cost = cost;
        places.sites.push(site);
    }
    let asking = |usual_cost| Changes {
        usual_cost,
        ..Changes::default()
    };
    let costs = |places: &crate::places::Places| -> Vec<Option<f64>> {
        places.sites.iter().map(|site| site.cost).collect()
    };
    let once = asking(Some(5.0)).on(&places);
    assert_eq!(costs(&once), [None, Some(7.0), Some(5.0)]);
    // Another usual cost takes the place of the first, and of no cost that a table names.
    assert_eq!(
        costs(&asking(Some(6.0)).on(&once)),
        [None, Some(7.0), Some(6.0)]
    );
    assert_eq!(costs(&asking(None).on(&places)), [None, Some(7.0), None]);
}
