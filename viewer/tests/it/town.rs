//! A small town with an answer, computed by the planner itself.

use std::path::Path;
use std::sync::Arc;

use planner::findings::{Bilingual, Finding, Findings, Severity};
use planner::ids::DistrictId;
use planner::places::Status;
use planner::progress::{Silent, Stage};
use planner::scenario::Scenario;
use planner::study::Study;
use planner::testing::{Desert, Settlement, desert, study_of};
use planner::units::Metres;
use viewer::map::layers::Ground;
use viewer::present::{self, Opened};
use viewer::state::Shown;

/// A grid of 30 × 30 streets 200 m apart, seniors at every third corner, one canteen, and a proposal of two.
pub(crate) fn answered() -> Arc<Shown> {
    let study = study();
    let answer = study.propose(&Silent).unwrap();
    Arc::new(present::answered(&opened(&study), answer))
}

/// The same town before it is answered.
pub(crate) fn unanswered() -> Arc<Shown> {
    Arc::new(present::opened(&opened(&study())))
}

fn opened(study: &Study) -> Opened {
    Opened {
        scenario: Arc::clone(&study.scenario),
        places: Arc::clone(&study.places),
        ground: Arc::new(Ground::of(&study.network, &study.features, &study.places)),
        findings: study.findings.clone(),
    }
}

fn study() -> Study {
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
    let finding = Finding::new(
        "seniors-without-place",
        Severity::Warning,
        Stage::Places,
        text,
    );
    findings.push(finding.in_file("seniors.csv").at_row(7));
    findings
}

/// The question that the town is asked: two new canteens within fifteen minutes.
fn scenario() -> Scenario {
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
    Scenario::parse(Path::new("town.toml"), text, &[]).unwrap()
}
