//! The panels and the map driven as people and screen readers drive them: by the names of things, in both languages.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at what is missing, and says what it skips"
)]

mod asked;
mod complaints;
mod knobs;
mod measure;
mod paper;
mod seen;
mod town;
mod whatif;
mod window;

use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{Context, RawInput, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use egui_system_font_provider::SystemFontProvider;
use planner::text::Lang;
use viewer::command::{self, Command};
use viewer::fonts;
use viewer::map::canvas::{Canvas, Drawing, Sharpness};
use viewer::map::compare;
use viewer::map::layers::{self, Look};
use viewer::map::map_ui;
use viewer::map::pick::Target;
use viewer::map::scene::Scene;
use viewer::panels::{head_ui, page_ui, status, top};
use viewer::plan::{Book, Draft, History};
use viewer::state::{Glyphs, Job, Layer, Phase, Settings, Shown, State, Tab};
use viewer::text::Key;

fn state(lang: Lang, shown: Arc<Shown>) -> State {
    State {
        glyphs: glyphs(),
        settings: Settings {
            lang,
            ..Settings::default()
        },
        book: Book {
            history: History::starting_with(plan_of(&shown)),
            sites: shown.base.sites.len(),
            ..Book::default()
        },
        shown: Some(shown),
        ..State::default()
    }
}

/// The plan that is shown; an empty one before there is an answer.
fn plan_of(shown: &Shown) -> Arc<Draft> {
    let answered = shown.answered.as_ref();
    answered.map(|a| Arc::clone(&a.draft)).unwrap_or_default()
}

fn apply_all(commands: Vec<Command>, state: &mut State) {
    for command in commands {
        command::apply(command, state);
    }
}

/// All panels below each other, whose commands are applied after each frame.
fn panels(state: State) -> Harness<'static, State> {
    Harness::builder()
        .with_size([380.0, 3600.0])
        .with_context_setup(|ctx| ctx.add_font_provider(Arc::new(SystemFontProvider::new())))
        .build_ui_state(
            |ui, state: &mut State| {
                let mut commands = Vec::new();
                top::top_ui(ui, state, &mut commands);
                head_ui(ui, state, &mut commands);
                for tab in Tab::ALL {
                    page_ui(ui, state, tab, &mut commands);
                }
                status::status_ui(ui, state, None);
                apply_all(commands, state);
            },
            state,
        )
}

/// Whether this machine has Chinese glyphs, as the program itself finds out at its start.
fn glyphs() -> Glyphs {
    if languages().contains(&Lang::Zh) {
        Glyphs::Chinese
    } else {
        Glyphs::LatinOnly
    }
}

/// The languages that can be tested on this machine.
fn languages() -> Vec<Lang> {
    let ctx = Context::default();
    ctx.add_font_provider(Arc::new(SystemFontProvider::new()));
    let mut found = false;
    let mut output = ctx.run_ui(RawInput::default(), |ui| {
        found = fonts::have_chinese(ui.ctx());
    });
    // Nobody draws this frame; egui wants to hear that its textures are let go.
    output.textures_delta.clear();
    if found {
        vec![Lang::En, Lang::Zh]
    } else {
        eprintln!(
            "Chinese is not tested: no font has its characters; install {}",
            fonts::PACKAGE
        );
        vec![Lang::En]
    }
}

#[test]
fn the_headline_tells_the_planner_s_own_numbers() {
    for lang in languages() {
        let shown = town::answered();
        let after = shown.answered.as_ref().unwrap().after.kinds[0].tally;
        let harness = panels(state(lang, shown));
        let people = Key::SeniorsCovered.fill(lang, &[&after.covered, &after.total()]);
        harness.get_by_label(&people);
        harness.get_by_label(Key::Optimal.text(lang));
        harness.get_by_label(Key::Unreachable.text(lang));
    }
}

#[test]
fn a_click_on_a_proposed_site_flies_there() {
    for lang in languages() {
        let shown = town::answered();
        let answer = shown.answered.as_ref().unwrap();
        let first = &answer.proposal.as_ref().unwrap().sites[0];
        let name = shown.places.sites[first.site].name.clone().unwrap();
        let label = Key::SiteRow.fill(lang, &[&1, &name, &first.gain]);
        let mut harness = panels(state(lang, shown));
        harness.get_by_label(&label).click();
        harness.run();
        let mark = harness.state().proposed_mark(1).unwrap();
        let at = harness.state().shown.as_ref().unwrap().marks[mark].at;
        assert_eq!(harness.state().selection, Some(Target::Mark(mark)));
        assert_eq!(
            harness.state().flight.map(|flight| flight.to.centre),
            Some(at)
        );
    }
}

#[test]
fn layers_are_switched_by_their_names() {
    for lang in languages() {
        let mut harness = panels(state(lang, town::answered()));
        harness.get_by_label(Key::LayerHexagons.text(lang)).click();
        harness.run();
        assert!(!harness.state().settings.layers.contains(&Layer::Hexagons));
        harness.get_by_label(Key::LayerHexagons.text(lang)).click();
        harness.run();
        assert!(harness.state().settings.layers.contains(&Layer::Hexagons));
    }
}

#[test]
fn the_map_goes_back_to_today_and_forward_to_the_proposal() {
    for lang in languages() {
        let mut harness = map_window(lang);
        let switch = |harness: &mut Harness<'_, MapWindow>, key: Key| {
            harness.get_by_label(key.text(lang)).click();
            harness.run_steps(3);
            harness.state().state.settings.clone()
        };
        assert_eq!(switch(&mut harness, Key::Before).phase, Phase::Before);
        assert_eq!(switch(&mut harness, Key::After).phase, Phase::After);
        assert!(switch(&mut harness, Key::Swipe).swipe.is_some());
        // The line is taken in hand and moves with the pointer.
        let line = harness.get_by_label(Key::SwipeLine.text(lang)).rect();
        let to = line.center() - Vec2::new(150.0, 0.0);
        harness.hover_at(line.center());
        harness.step();
        harness.drag_at(line.center());
        harness.step();
        harness.hover_at(to);
        harness.step();
        harness.drop_at(to);
        harness.run_steps(2);
        let state = &harness.state().state;
        let now = compare::line(state, state.map_place).unwrap();
        assert!((now - to.x).abs() < 2.0, "{now} {to}");
        assert_eq!(switch(&mut harness, Key::After).swipe, None);
    }
}

#[test]
fn the_language_changes_while_running() {
    if languages().len() < 2 {
        return;
    }
    let mut harness = panels(state(Lang::En, town::answered()));
    harness.get_by_label(Key::Language.text(Lang::En)).click();
    harness.run();
    harness.get_by_label(Key::LayerHexagons.text(Lang::Zh));
    assert!(
        harness
            .query_by_label(Key::LayerHexagons.text(Lang::En))
            .is_none()
    );
}

#[test]
fn without_chinese_glyphs_the_window_speaks_english_and_names_the_package() {
    let mut state = state(Lang::Zh, town::answered());
    state.glyphs = Glyphs::LatinOnly;
    let harness = panels(state);
    harness.get_by_label(&Key::InstallFont.fill(Lang::En, &[&fonts::PACKAGE]));
    harness.get_by_label(Key::LayerHexagons.text(Lang::En));
}

#[test]
fn findings_are_told_with_their_place() {
    for lang in languages() {
        let harness = panels(state(lang, town::answered()));
        harness.get_by_label(lang.pick("有 3 位老人没有坐标", "3 seniors have no coordinates"));
        harness.get_by_label(&Key::RowOf.fill(lang, &[&"seniors.csv", &7]));
    }
}

#[test]
fn old_numbers_are_marked_while_new_ones_are_computed() {
    let mut state = state(Lang::En, town::answered());
    state.job = Job::Working(None);
    let harness = panels(state);
    harness.get_by_label(Key::Stale.text(Lang::En));
}

#[test]
fn a_mistake_of_the_program_is_told_and_the_numbers_stay() {
    let mut state = state(Lang::En, town::answered());
    state.job = Job::Crashed("index 7".to_owned());
    let harness = panels(state);
    let message = Key::Crashed.fill(Lang::En, &[&"index 7"]);
    assert!(harness.query_all_by_label(&message).count() > 0);
    harness.get_by_label(Key::Optimal.text(Lang::En));
}

#[test]
fn nothing_is_claimed_before_there_is_an_answer() {
    let mut state = state(Lang::En, town::unanswered());
    state.job = Job::Working(None);
    let harness = panels(state);
    assert!(
        harness
            .query_all_by_label(Key::Computing.text(Lang::En))
            .count()
            > 0
    );
    assert!(
        harness
            .query_by_label(Key::NoFindings.text(Lang::En))
            .is_none()
    );
    assert!(
        harness
            .query_by_label(Key::Covered.text(Lang::En))
            .is_none()
    );
}

/// The map with its drawing thread.
struct MapWindow {
    state: State,
    canvas: Canvas,
    scene: Arc<Scene>,
    sharpness: Sharpness,
}

fn map_window(lang: Lang) -> Harness<'static, MapWindow> {
    let mut state = state(lang, town::answered());
    let shown = Arc::clone(state.shown.as_ref().unwrap());
    let look = Look::of(&state);
    let scene = Arc::new(layers::scene(&shown.ground, state.hexagons(), &look));
    state.map_place = egui::Rect::from_min_size(egui::Pos2::ZERO, Vec2::new(800.0, 600.0));
    state.camera = command::home(&state).unwrap();
    let window = MapWindow {
        state,
        canvas: Canvas::start(&Context::default(), Drawing::Image).unwrap(),
        scene,
        sharpness: Sharpness::Pending,
    };
    Harness::builder()
        .with_size([800.0, 600.0])
        .with_context_setup(|ctx| ctx.add_font_provider(Arc::new(SystemFontProvider::new())))
        .build_ui_state(
            |ui, window: &mut MapWindow| {
                let mut commands = Vec::new();
                let MapWindow {
                    state,
                    canvas,
                    scene,
                    ..
                } = window;
                window.sharpness = map_ui(ui, state, canvas, scene, &mut commands);
                compare::compare_ui(ui, state, &mut commands);
                state.map_place = ui.max_rect();
                apply_all(commands, state);
            },
            window,
        )
}

fn wait_until_sharp(harness: &mut Harness<'_, MapWindow>) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while harness.state().sharpness == Sharpness::Pending {
        assert!(Instant::now() < deadline, "the map was never drawn");
        std::thread::sleep(Duration::from_millis(5));
        harness.step();
    }
}

#[test]
fn the_buttons_of_the_map_zoom_and_bring_one_home() {
    for lang in languages() {
        let mut harness = map_window(lang);
        harness.get_by_label(Key::Home.text(lang)).click();
        harness.run_steps(8);
        let home = harness.state().state.camera;
        harness.get_by_label(Key::ZoomIn.text(lang)).click();
        harness.run_steps(8);
        assert!(harness.state().state.camera.m_per_pt < home.m_per_pt * 0.7);
        harness.get_by_label(Key::Home.text(lang)).click();
        harness.run_steps(8);
        assert!((harness.state().state.camera.m_per_pt / home.m_per_pt - 1.0).abs() < 1e-6);
    }
}

#[test]
fn a_facility_on_the_map_is_chosen_by_its_name() {
    for lang in languages() {
        let mut harness = map_window(lang);
        let kind = viewer::text::kind_name("canteen", lang);
        let label = Key::Facility.fill(lang, &[&"House 0", &kind]);
        harness.get_by_label(&label).click();
        harness.run_steps(4);
        assert_eq!(harness.state().state.selection, Some(Target::Mark(0)));
    }
}

#[test]
fn the_place_under_the_pointer_stays_there_while_it_drags_and_turns_the_wheel() {
    let mut harness = map_window(Lang::En);
    let (start, end) = (egui::pos2(200.0, 420.0), egui::pos2(310.0, 350.0));
    let place = |harness: &Harness<'_, MapWindow>, at| {
        let state = &harness.state().state;
        state.camera.to_map(at, state.map_place)
    };
    let before = place(&harness, start);
    harness.drag_at(start);
    harness.step();
    harness.hover_at(end);
    harness.step();
    let dragged = place(&harness, end);
    harness.drop_at(end);
    harness.step();
    harness.hover_at(end);
    harness.step();
    let dragged_on = place(&harness, end);
    assert!((dragged - dragged_on).x.abs() < 0.5 && (dragged - dragged_on).y.abs() < 0.5);
    assert!((before - dragged).x.abs() < 0.5 && (before - dragged).y.abs() < 0.5);
    harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: Vec2::new(0.0, 120.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: egui::Modifiers::default(),
    });
    let scale = harness.state().state.camera.m_per_pt;
    harness.run_steps(8);
    let zoomed = place(&harness, end);
    assert!(harness.state().state.camera.m_per_pt < scale * 0.9);
    let moved = dragged - zoomed;
    assert!(moved.x.abs() < 0.5 && moved.y.abs() < 0.5, "{moved:?}");
}

#[test]
fn an_idle_map_asks_for_no_frame() {
    let mut harness = map_window(Lang::En);
    wait_until_sharp(&mut harness);
    harness.run_steps(4);
    assert!(
        !harness.ctx.has_requested_repaint(),
        "{:?}",
        harness.ctx.repaint_causes()
    );
}
