//! A small town with an answer, computed by the planner itself.

use std::path::Path;
use std::sync::Arc;

use planner::findings::{Bilingual, Finding, Findings, Severity};
use planner::ids::DistrictId;
use planner::places::Status;
use planner::progress::{Silent, Stage};
use planner::reach::PacedStops;
use planner::scenario::Scenario;
use planner::study::{Study, Tryout};
use planner::testing::{Desert, Settlement, desert, study_of};
use planner::units::Metres;
use viewer::map::layers::Ground;
use viewer::plan::{Draft, Edit};
use viewer::present::{self, Freshness, Opened, Today, World};
use viewer::state::{Hand, Shown};
use viewer::worker::closer::{Closer, Looked};

/// A grid of 30 × 30 streets 200 m apart, seniors at every third corner, one canteen, and a proposal of two.
pub(crate) fn answered() -> Arc<Shown> {
    let study = study();
    shown(&study, &Arc::new(proposed(&study)))
}

/// The same town before it is answered.
pub(crate) fn unanswered() -> Arc<Shown> {
    Arc::new(present::opened(&opened(&study())))
}

/// A plan of nothing but what the planner proposes.
pub(crate) fn proposed(study: &Study) -> Draft {
    let proposal = study.propose(&Silent).unwrap().proposed.unwrap().proposal;
    let edit = Edit::Propose(Arc::new(proposal));
    Draft::default().after(&edit, study.places.sites.len())
}

/// What the window shows of a plan: the same steps as the worker's, without a thread.
pub(crate) fn shown(study: &Study, draft: &Arc<Draft>) -> Arc<Shown> {
    with_world(study, draft, |world, _| {
        (world.coverage(None), Freshness::Exact)
    })
}

/// What the window shows while a site is dragged.
pub(crate) fn dragged(study: &Study, draft: &Arc<Draft>, hand: Hand) -> Arc<Shown> {
    with_world(study, draft, |world, stops| {
        let tryout = Tryout::of(world, stops, hand.site, None);
        (tryout.at(hand.at), Freshness::Preview)
    })
}

fn with_world(
    study: &Study,
    draft: &Arc<Draft>,
    count: impl FnOnce(&Study, &[PacedStops<'_>]) -> (planner::Coverage, Freshness),
) -> Arc<Shown> {
    let layers = study.all_layers();
    let stops = study.stops(&layers);
    let changed = study.changed(&draft.world(&study.places), &stops);
    let (after, freshness) = count(&changed, &stops);
    let opened = opened(study);
    let world = World {
        study: Some(Arc::new(changed.clone())),
        scenario: Arc::clone(&study.scenario),
        places: Arc::clone(&changed.places),
        today: Arc::new(Today::of(&opened, study.coverage(None))),
        after,
        draft: Arc::clone(draft),
        freshness,
    };
    Arc::new(present::answered(&opened, world))
}

/// What a closer look finds about a plan.
pub(crate) fn closer(study: &Study, draft: &Arc<Draft>) -> Arc<Closer> {
    let layers = study.all_layers();
    let stops = study.stops(&layers);
    let changed = study.changed(&draft.world(&study.places), &stops);
    let [today, after] = [study, &changed].map(|study| {
        let answer = study.score(&Silent).unwrap();
        Arc::new(Looked {
            places: Arc::clone(&study.places),
            assessment: study.assess(&answer),
            coverage: answer.before,
        })
    });
    Arc::new(Closer {
        draft: Arc::clone(draft),
        today,
        after,
    })
}

fn opened(study: &Study) -> Opened {
    let ground = Ground::of(study);
    Opened::of(study, ground)
}

/// The town as a study.
pub(crate) fn study() -> Study {
    let grid = desert(30, Metres::new(200.0));
    let mut places = settlement(&grid).places();
    for site in 0..places.sites.len() {
        let id = planner::ids::Id::from_index(site);
        places.sites[id].name = Some(format!("House {site}"));
        places.sites[id].district = None::<DistrictId>;
    }
    study_of(scenario(), grid.network, places, findings())
}

fn settlement(grid: &Desert) -> Settlement {
    let mut town = Settlement::default();
    for (x, y) in (0..100).map(|i| (f64::from(i % 10) * 3.0, f64::from(i / 10) * 3.0)) {
        town.home(grid.at(x, y), 10);
    }
    town.site("canteen", Status::Open, grid.at(4.0, 4.0));
    for (x, y) in [(25.0, 25.0), (20.0, 5.0), (5.0, 20.0)] {
        town.site("", Status::Candidate, grid.at(x, y));
    }
    town
}

fn findings() -> Findings {
    let mut findings = Findings::new();
    let text = Bilingual::new("有 3 位老人没有坐标", "3 seniors have no coordinates");
    let finding = Finding::new("seniors-unsnapped", Severity::Warning, Stage::Places, text);
    findings.push(finding.in_file("seniors.csv").at_row(7));
    findings
}

/// The question that the town is asked: two new canteens within fifteen minutes.
fn scenario() -> Scenario {
    scenario_with("")
}

/// The same with more keys of what is to be sited.
pub(crate) fn scenario_with(more: &str) -> Scenario {
    let text = r#"
        title = "Invented town"
        language = "en"
        [network]
        osm = "town.osm.pbf"
        [walk]
        profile = "plain"
        [[standard]]
        kind = "canteen"
        within_min = 15
        [siting]
        kind = "canteen"
        sites = 2
        seed = 1
    "#;
    Scenario::parse(Path::new("town.toml"), &format!("{text}{more}"), &[]).unwrap()
}
