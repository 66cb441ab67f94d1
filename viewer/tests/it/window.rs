//! The whole window with its threads, on an invented district in a folder of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{Context, Key as Press, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use egui_system_font_provider::SystemFontProvider;
use planner::progress::Silent;
use planner::scenario::Scenario;
use planner::study::{Study, StudyOptions};
use planner::synth::{DistrictPlan, write_district};
use planner::text::Lang;
use viewer::app::{App, LanguageFrom, Start};
use viewer::map::canvas::{Drawing, Sharpness};
use viewer::plan::journal::Memory;
use viewer::state::{Job, Settings, Sheet};
use viewer::text::Key;
use viewer::worker::Source;

pub(crate) fn district() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let plan = DistrictPlan {
        seniors: 1_500,
        seed: 3,
    };
    write_district(dir.path(), &plan, &Silent).unwrap();
    dir
}

pub(crate) fn start(dir: &Path, scenario: Option<PathBuf>) -> Start {
    Start {
        settings: Settings {
            lang: Lang::En,
            ..Settings::default()
        },
        language: LanguageFrom::User,
        source: scenario.map(Source::file),
        screenshot: None,
        drawing: Drawing::Image,
        memory: Some(Memory::in_folder(dir.join("state"))),
        sample: Some(dir.join("scenario.toml")),
    }
}

pub(crate) fn window(start: Start) -> Harness<'static, App> {
    let app = App::start(&Context::default(), start).unwrap();
    Harness::builder()
        .with_size([1280.0, 1500.0])
        .with_context_setup(|ctx| ctx.add_font_provider(Arc::new(SystemFontProvider::new())))
        .build_ui_state(|ui, app: &mut App| app.frame(ui), app)
}

pub(crate) fn wait(harness: &mut Harness<'_, App>, what: &str, until: impl Fn(&App) -> bool) {
    let deadline = Instant::now() + Duration::from_mins(2);
    while !until(harness.state()) {
        let state = harness.state().state();
        assert!(
            Instant::now() < deadline,
            "{what} never came: {:?}",
            state.job
        );
        std::thread::sleep(Duration::from_millis(5));
        harness.step();
    }
}

pub(crate) fn is_calm(app: &App) -> bool {
    let state = app.state();
    state.job == Job::Idle && state.closer().is_some() && !state.is_stale()
}

/// A file let go over the window.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

/// Puts a canteen in the middle of the map, and waits for what it brings.
fn add_canteen(harness: &mut Harness<'_, App>) {
    harness.key_press(Press::A);
    harness.step();
    click_map(harness);
    wait(harness, "a canteen", |app| {
        is_calm(app) && !app.state().book.draft().added.is_empty()
    });
}

fn click_map(harness: &mut Harness<'_, App>) {
    let at = harness.state().state().map_place.center();
    click(harness, at);
}

fn click(harness: &mut Harness<'_, App>, at: egui::Pos2) {
    harness.hover_at(at);
    harness.step();
    harness.drag_at(at);
    harness.step();
    harness.drop_at(at);
    harness.step();
}

#[test]
fn a_plan_made_by_hand_gives_the_command_line_the_same_numbers() {
    let dir = district();
    let mut start = start(dir.path(), Some(dir.path().join("scenario.toml")));
    // So short that not everybody is covered yet.
    if let Some(source) = &mut start.source {
        source.overrides = vec![
            "standard.0.within_min=3".to_owned(),
            "siting.sites=1".to_owned(),
        ];
    }
    let mut harness = window(start);
    wait(&mut harness, "an answer", is_calm);
    add_canteen(&mut harness);
    harness.get_by_label(Key::SaveAs.text(Lang::En)).click();
    wait(&mut harness, "the file", |app| app.state().note.is_some());
    wait(&mut harness, "an answer", is_calm);
    let shown = harness.state().state().answered().unwrap();
    let file = dir.path().join("scenario.plan.toml");
    let scenario = Scenario::open(&file, &[]).unwrap();
    let study = Study::open(scenario, &StudyOptions::default(), &Silent).unwrap();
    let told = study.coverage(None);
    assert_ne!(shown.before.kinds[0].tally, shown.after.kinds[0].tally);
    for (told, shown) in told.kinds.iter().zip(&shown.after.kinds) {
        assert_eq!((told.tally, told.walk), (shown.tally, shown.walk));
    }
}

#[test]
fn what_is_drawn_on_the_map_gives_the_command_line_the_same_numbers() {
    let dir = district();
    let mut start = start(dir.path(), Some(dir.path().join("scenario.toml")));
    if let Some(source) = &mut start.source {
        source.overrides = vec![
            "standard.0.within_min=5".to_owned(),
            "siting.sites=1".to_owned(),
        ];
    }
    let mut harness = window(start);
    wait(&mut harness, "an answer", is_calm);
    // Half of the city becomes a compound that no stranger crosses.
    let view = harness.state().state().map_place;
    let corners = [(0.3, 0.15), (0.75, 0.15), (0.75, 0.7), (0.3, 0.7)];
    harness
        .get_by_label(Key::DrawCompound.text(Lang::En))
        .click();
    harness.run_steps(3);
    for (x, y) in corners {
        click(&mut harness, view.min + view.size() * egui::vec2(x, y));
        harness.run_steps(40);
    }
    harness.get_by_label(Key::DrawDone.text(Lang::En)).click();
    wait(&mut harness, "a compound", |app| {
        is_calm(app) && !app.state().book.draft().drawn.is_empty()
    });
    let shown = harness.state().state().answered().unwrap();
    let [before, after] =
        [&shown.before, &shown.after].map(|c| (c.kinds[0].tally, c.kinds[0].walk));
    assert_ne!(before, after);
    harness.get_by_label(Key::SaveAs.text(Lang::En)).click();
    wait(&mut harness, "the file", |app| app.state().note.is_some());
    wait(&mut harness, "an answer", is_calm);
    let file = dir.path().join("scenario.plan.toml");
    let scenario = Scenario::open(&file, &[]).unwrap();
    let study = Study::open(scenario, &StudyOptions::default(), &Silent).unwrap();
    assert_eq!(study.edits.0.len(), 1);
    let told = study.coverage(None);
    let shown = harness.state().state().answered().unwrap();
    for (told, shown) in told.kinds.iter().zip(&shown.after.kinds) {
        assert_eq!((told.tally, told.walk), (shown.tally, shown.walk));
    }
    // Without what was drawn the old streets are there again.
    harness.get_by_label(Key::Undo.text(Lang::En)).click();
    wait(&mut harness, "the old streets", |app| {
        is_calm(app) && app.state().book.draft().drawn.is_empty()
    });
    let shown = harness.state().state().answered().unwrap();
    assert_eq!(shown.before.kinds[0].tally, before.0);
}

#[test]
fn a_report_is_written_for_the_plan_at_hand() {
    let dir = district();
    let scenario = dir.path().join("scenario.toml");
    let mut harness = window(start(dir.path(), Some(scenario)));
    wait(&mut harness, "an answer", is_calm);
    harness.get_by_label(Key::Publish.text(Lang::En)).click();
    wait(&mut harness, "the folder", |app| app.state().note.is_some());
    let folder = dir.path().join("scenario.results");
    for file in ["report.html", "run.json", "proposal.geojson"] {
        assert!(folder.join(file).is_file(), "{file}");
    }
}

#[test]
fn dropped_data_becomes_a_scenario_or_a_word_on_what_is_missing() {
    let dir = district();
    let mut harness = window(start(dir.path(), None));
    harness.step();
    for name in ["seniors.csv", "facilities.csv", "district.osm.pbf"] {
        let file = Arc::new(Dropped(dir.path().join(name)));
        harness.input_mut().dropped_files.push(file);
        harness.run_steps(3);
        let missing = Key::NeedMap.text(Lang::En);
        let is_missing = harness.query_by_label(missing).is_some();
        assert_eq!(is_missing, name != "district.osm.pbf");
    }
    assert_eq!(harness.state().state().basket.len(), 3);
    harness.get_by_label(Key::Compose.text(Lang::En)).click();
    wait(&mut harness, "an answer", |app| app.state().shown.is_some());
    assert!(harness.state().state().basket.is_empty());
}

#[test]
fn after_a_power_cut_the_plan_is_still_there() {
    let dir = district();
    let scenario = dir.path().join("scenario.toml");
    let mut harness = window(start(dir.path(), Some(scenario.clone())));
    wait(&mut harness, "an answer", is_calm);
    add_canteen(&mut harness);
    let added = harness.state().state().book.draft().added.clone();
    // The program ends without a farewell.
    std::mem::forget(harness);
    let mut harness = window(start(dir.path(), Some(scenario)));
    wait(&mut harness, "an answer", is_calm);
    assert_eq!(harness.state().state().book.draft().added, added);
}

#[test]
fn a_new_user_is_led_to_the_sample_with_one_click() {
    let dir = district();
    let mut harness = window(start(dir.path(), None));
    harness.step();
    harness.get_by_label(Key::OpenSample.text(Lang::En)).click();
    wait(&mut harness, "an answer", is_calm);
    assert_eq!(harness.state().state().recent.len(), 1);
}

#[test]
fn an_idle_window_asks_for_no_frame_and_a_hovering_pointer_uploads_nothing() {
    let dir = district();
    let mut harness = window(start(dir.path(), Some(dir.path().join("scenario.toml"))));
    wait(&mut harness, "an answer", is_calm);
    wait(&mut harness, "a closer look", |app| {
        app.state().closer.is_some()
    });
    wait(&mut harness, "a sharp map", |app| {
        is_calm(app) && app.sharpness() == Sharpness::Sharp
    });
    harness.run_steps(20);
    let uploads = harness.state().uploads();
    assert!(!harness.ctx.has_requested_repaint());
    let map = harness.state().state().map_place;
    for n in 0..20 {
        let share = n as f32 / 20.0;
        harness.hover_at(map.min + map.size() * (0.1 + 0.8 * share));
        harness.step();
    }
    assert_eq!(harness.state().uploads(), uploads);
}

#[test]
fn the_sheet_of_keys_comes_and_goes_by_a_key_and_the_legend_folds() {
    let dir = district();
    let mut harness = window(start(dir.path(), Some(dir.path().join("scenario.toml"))));
    wait(&mut harness, "an answer", is_calm);
    let is_open = |harness: &Harness<'_, App>| harness.state().state().sheet == Sheet::Open;
    harness.key_press(Press::F1);
    harness.run_steps(3);
    assert!(is_open(&harness));
    harness.get_by_label(Key::KeyPan.text(Lang::En));
    harness.key_press(Press::Escape);
    harness.run_steps(3);
    assert!(!is_open(&harness));
    for open in [true, false] {
        harness.event(egui::Event::Text("?".to_owned()));
        harness.run_steps(3);
        assert_eq!(is_open(&harness), open);
    }
    let faint = Key::LegendFaint.text(Lang::En);
    harness.get_by_label(faint);
    harness
        .get_by_label(Key::LegendTitle.text(Lang::En))
        .click();
    harness.run_steps(3);
    assert!(harness.query_by_label(faint).is_none());
    harness.key_press(Press::L);
    harness.run_steps(3);
    harness.get_by_label(faint);
}

#[test]
fn undo_is_on_the_keyboard() {
    let dir = district();
    let mut harness = window(start(dir.path(), Some(dir.path().join("scenario.toml"))));
    wait(&mut harness, "an answer", is_calm);
    harness.key_press(Press::A);
    harness.step();
    click_map(&mut harness);
    let count = |harness: &Harness<'_, App>| harness.state().state().book.draft().added.len();
    assert_eq!(count(&harness), 1);
    harness.key_press_modifiers(Modifiers::COMMAND, Press::Z);
    harness.step();
    harness.step();
    assert_eq!(count(&harness), 0);
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Press::Z);
    harness.step();
    harness.step();
    assert_eq!(count(&harness), 1);
}

#[test]
fn steps_go_back_and_forth_after_the_files_were_read_again() {
    let dir = district();
    let mut harness = window(start(dir.path(), Some(dir.path().join("scenario.toml"))));
    wait(&mut harness, "an answer", is_calm);
    add_canteen(&mut harness);
    let ground = |harness: &Harness<'_, App>| {
        let shown = harness.state().state().shown.as_ref().unwrap();
        Arc::clone(&shown.ground)
    };
    let before = ground(&harness);
    harness.key_press(Press::F5);
    harness.step();
    wait(&mut harness, "the files once more", |app| {
        let shown = app.state().shown.as_ref().unwrap();
        !Arc::ptr_eq(&shown.ground, &before) && is_calm(app)
    });
    let count = |harness: &Harness<'_, App>| harness.state().state().book.draft().added.len();
    assert_eq!(count(&harness), 1);
    for (modifiers, wanted) in [
        (Modifiers::COMMAND, 0),
        (Modifiers::COMMAND | Modifiers::SHIFT, 1),
    ] {
        harness.key_press_modifiers(modifiers, Press::Z);
        harness.run_steps(2);
        assert_eq!(count(&harness), wanted);
        wait(&mut harness, "an answer", is_calm);
    }
}

#[test]
fn what_cannot_be_opened_is_told_and_the_plan_at_hand_goes_on() {
    let dir = district();
    let scenario = dir.path().join("scenario.toml");
    let mut harness = window(start(dir.path(), Some(scenario.clone())));
    wait(&mut harness, "an answer", is_calm);
    let broken = dir.path().join("broken.toml");
    std::fs::write(&broken, "title = [").unwrap();
    let file = Arc::new(Dropped(broken));
    harness.input_mut().dropped_files.push(file);
    wait(&mut harness, "a word on what is wrong", |app| {
        matches!(app.state().job, Job::Failed(_))
    });
    add_canteen(&mut harness);
    let shown = harness.state().state().shown.as_ref().unwrap();
    assert_eq!(shown.scenario.file, scenario);
}

#[test]
fn what_cannot_be_saved_is_told() {
    let dir = district();
    let mut harness = window(start(dir.path(), Some(dir.path().join("scenario.toml"))));
    wait(&mut harness, "an answer", is_calm);
    std::fs::create_dir(dir.path().join("scenario.plan.toml")).unwrap();
    harness.get_by_label(Key::SaveAs.text(Lang::En)).click();
    wait(&mut harness, "a word on what is wrong", |app| {
        matches!(app.state().job, Job::Failed(_))
    });
    harness.run_steps(20);
    let state = harness.state().state();
    assert!(matches!(state.job, Job::Failed(_)) && state.note.is_none());
}

#[test]
fn two_scenarios_keep_their_plans_apart() {
    let dir = district();
    let first = dir.path().join("scenario.toml");
    let second = dir.path().join("second.toml");
    std::fs::copy(&first, &second).unwrap();
    let mut harness = window(start(dir.path(), Some(first.clone())));
    wait(&mut harness, "an answer", is_calm);
    add_canteen(&mut harness);
    let added = harness.state().state().book.draft().added.clone();
    let open = |harness: &mut Harness<'_, App>, path: &Path| {
        let file = Arc::new(Dropped(path.to_owned()));
        harness.input_mut().dropped_files.push(file);
        wait(harness, "the other scenario", |app| {
            let shown = app.state().shown.as_ref();
            shown.is_some_and(|shown| shown.scenario.file == path) && is_calm(app)
        });
    };
    open(&mut harness, &second);
    assert!(harness.state().state().book.draft().added.is_empty());
    open(&mut harness, &first);
    assert_eq!(harness.state().state().book.draft().added, added);
}
