//! The page that leaves the office tells what the published layers tell, and nothing that they withhold.

use egui_kittest::kittest::Queryable as _;
use planner::progress::Silent;
use planner::projection::Plane;
use planner::report::{self, Earlier, picture};
use planner::scenario::Scenario;
use planner::study::{Study, StudyOptions};
use planner::text::Lang;
use viewer::map::layers::published::Published;
use viewer::map::pick::Target;
use viewer::map::print;
use viewer::state::{Layer, Phase, Shade};
use viewer::text::Key;

use crate::window::{district, is_calm, start, wait, window};
use crate::{state, town};

#[test]
fn a_picture_for_others_has_the_numbers_of_the_published_layers() {
    let dir = district();
    let short = ["standard.0.within_min=4".to_owned()];
    let scenario = Scenario::open(&dir.path().join("scenario.toml"), &short).unwrap();
    let study = Study::open(scenario, &StudyOptions::default(), &Silent).unwrap();
    let answer = study.propose(&Silent).unwrap();
    let run = study.run("propose", &answer);
    let folder = dir.path().join("results");
    report::publish(&run, &folder, Earlier::Released, &Silent).unwrap();
    let told = picture::release(&run, &folder, Earlier::Released, &Silent).unwrap();
    let text = std::fs::read_to_string(folder.join("coverage.geojson")).unwrap();
    let layer: serde_json::Value = serde_json::from_str(&text).unwrap();
    let features = layer["features"].as_array().unwrap();
    let mut file: Vec<[Option<u64>; 3]> = features
        .iter()
        .map(|feature| {
            let property = |name: &str| feature["properties"][name].as_u64();
            [
                property("eligible_seniors"),
                property("助餐点_covered_seniors_before"),
                property("助餐点_covered_seniors_after"),
            ]
        })
        .collect();
    let mut drawn: Vec<[Option<u64>; 3]> = told
        .pieces
        .iter()
        .map(|piece| {
            let counts = &piece.counts;
            [
                counts.eligible(),
                counts.covered(0, 0),
                counts.covered(1, 0),
            ]
        })
        .collect();
    file.sort_unstable();
    drawn.sort_unstable();
    assert!(drawn.len() > 1 && drawn == file, "{drawn:?}\n{file:?}");
    // What the legend adds up is the sum of numbers of at least ten people.
    let least = u64::from(study.scenario.privacy_threshold);
    let at = study.places.demand.iter().find_map(|d| d.at).unwrap();
    let published = Published::of(told, &Plane::around([at]));
    for shade in Shade::ALL {
        for phase in [Phase::Before, Phase::After] {
            for people in published.people((shade, phase), 0) {
                assert!(people.count() == 0 || people.count() >= least, "{shade:?}");
            }
        }
    }
    // The picture has left: another run in the folder does not make that undone.
    let ledger = std::fs::read_to_string(dir.path().join("releases.json")).unwrap();
    assert!(ledger.contains("\"export\""), "{ledger}");
}

#[test]
fn no_home_and_no_walk_from_one_is_on_a_page_for_others() {
    let mut seen = state(Lang::En, town::answered());
    seen.selection = Some(Target::Home(0));
    seen.settings.swipe = Some(500);
    seen.settings.phase = Phase::Before;
    seen.gap = Some(0);
    let study = town::study();
    let answer = study.propose(&Silent).unwrap();
    let run = study.run("propose", &answer);
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("results");
    let told = picture::release(&run, &folder, Earlier::Released, &Silent).unwrap();
    let plane = seen.shown.as_ref().unwrap().ground.plane;
    let page = print::for_others(&seen, Published::of(told, &plane));
    assert_eq!(
        (page.selection, page.gap, page.settings.swipe),
        (None, None, None)
    );
    assert!(page.around.is_none() && !page.settings.layers.contains(&Layer::Homes));
    assert_eq!(page.settings.phase, Phase::After);
    assert!(page.published.is_some());
}

#[test]
fn both_pages_are_written_and_only_one_is_for_others() {
    let dir = district();
    let mut harness = window(start(dir.path(), Some(dir.path().join("scenario.toml"))));
    wait(&mut harness, "an answer", is_calm);
    for (key, name) in [
        (Key::Print, "scenario.png"),
        (Key::PrintWorking, "scenario.internal.png"),
    ] {
        harness.get_by_label(key.text(Lang::En)).click();
        let file = dir.path().join(name);
        let told = Key::Saved.fill(Lang::En, &[&file.display()]);
        wait(&mut harness, "the page", |app| {
            is_calm(app) && app.state().note.as_ref() == Some(&told)
        });
    }
    let read = |name: &str| std::fs::read(dir.path().join(name)).unwrap();
    let (public, working) = (read("scenario.png"), read("scenario.internal.png"));
    assert!(public.starts_with(b"\x89PNG") && working.starts_with(b"\x89PNG"));
    assert_ne!(public, working);
    assert!(dir.path().join("releases.json").is_file());
}
