//! What is looked for, listed, presented and printed.

use std::sync::Arc;

use egui::Key as Press;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use egui_system_font_provider::SystemFontProvider;
use planner::text::Lang;
use viewer::command;
use viewer::map::layers::{self, Look};
use viewer::map::print;
use viewer::panels::lead;
use viewer::state::{Layer, Phase, Shade, State, View};
use viewer::text::Key;

use crate::{apply_all, languages, panels, state, town};

/// The town with a plan, looked at closely.
fn looked(lang: Lang) -> State {
    let study = town::study();
    let draft = Arc::new(town::proposed(&study));
    let mut state = state(lang, town::shown(&study, &draft));
    state.closer = Some(town::closer(&study, &draft));
    state
}

#[test]
fn a_name_is_found_and_flown_to() {
    for lang in languages() {
        let mut harness = panels(looked(lang));
        let field = harness.get_by_label(Key::Search.text(lang));
        field.focus();
        field.type_text("house 2");
        harness.run();
        let role = egui::accesskit::Role::Button;
        harness.get_by_role_and_label(role, "House 2").click();
        harness.run();
        assert!(harness.state().flight.is_some());
    }
}

#[test]
fn gaps_are_listed_the_heaviest_first_and_flown_to() {
    for lang in languages() {
        let mut harness = panels(looked(lang));
        let state = harness.state();
        let gaps = viewer::panels::lists::gaps::of(state);
        assert!(!gaps.is_empty());
        let label = viewer::panels::lists::gaps::told(&harness.ctx, state, 0, &gaps[0]);
        let role = egui::accesskit::Role::ListItem;
        harness.get_by_role_and_label(role, &label).click();
        harness.run();
        assert!(harness.state().flight.is_some());
    }
}

#[test]
fn the_band_and_the_seats_are_told_once_they_are_known() {
    for lang in languages() {
        let state = looked(lang);
        let kind = &state.closer().unwrap().after.coverage.kinds[0];
        let band = kind.band.as_ref().unwrap();
        assert!(band.sure <= kind.tally.covered && kind.tally.covered <= band.possible);
        let text = Key::Band.fill(lang, &[&band.sure, &band.possible]);
        let harness = panels(state);
        harness.get_by_label(&text);
    }
}

#[test]
fn colours_tell_what_is_asked() {
    let mut harness = panels(looked(Lang::En));
    harness
        .get_by_label(Key::ShadeDifference.text(Lang::En))
        .click();
    harness.run();
    assert_eq!(harness.state().settings.shade, Shade::Difference);
    let state = harness.state();
    let answer = state.answered().unwrap();
    let gained = answer.after.kinds[0].tally.covered - answer.before.kinds[0].tally.covered;
    let classes = state
        .hexagons()
        .unwrap()
        .people(Shade::Difference, Phase::After);
    assert_eq!(classes[0].count(), 0);
    let sum: planner::Seniors = classes.into_iter().sum();
    assert_eq!(sum, gained);
}

#[test]
fn beside_today_what_the_plan_changes_is_drawn_at_the_plans_side_alone() {
    let mut state = looked(Lang::En);
    state.settings.swipe = Some(500);
    let coats = |state: &State| {
        let shown = state.shown.as_ref().unwrap();
        let scene = layers::scene_of(&shown.ground, state);
        [scene.left.as_ref().unwrap().coats.len(), scene.coats.len()]
    };
    state.settings.shade = Shade::Difference;
    let [today, plan] = coats(&state);
    state.settings.layers.remove(&Layer::Hexagons);
    let [bare_today, bare_plan] = coats(&state);
    assert_eq!(today, bare_today);
    assert!(plan > bare_plan);
}

#[test]
fn outlines_of_gaps_are_drawn_when_they_are_switched_on() {
    let mut state = looked(Lang::En);
    let coats = |state: &State| {
        let shown = state.shown.as_ref().unwrap();
        let scene = layers::scene(&shown.ground, state.hexagons(), &Look::of(state));
        scene.coats.len()
    };
    let before = coats(&state);
    command::apply(command::Command::Toggle(Layer::Gaps), &mut state);
    assert!(coats(&state) > before);
}

fn presented(state: State) -> Harness<'static, State> {
    Harness::builder()
        .with_size([lead::WIDTH, 1000.0])
        .with_context_setup(|ctx| ctx.add_font_provider(Arc::new(SystemFontProvider::new())))
        .build_ui_state(
            |ui, state: &mut State| {
                let mut commands = Vec::new();
                lead::keys(ui, state, &mut commands);
                lead::lead_ui(ui, state, &mut commands);
                apply_all(commands, state);
            },
            state,
        )
}

#[test]
fn arrow_keys_go_through_the_gaps_and_space_goes_back_to_today() {
    for lang in languages() {
        let mut state = looked(lang);
        state.view = View::Lead;
        let listed = lead::listed(&state);
        let gaps = listed.len();
        assert!(gaps > 1);
        let mut harness = presented(state);
        for wanted in (0..gaps).chain([0]) {
            harness.key_press(Press::ArrowDown);
            harness.run_steps(2);
            assert_eq!(harness.state().gap, Some(listed[wanted]));
            assert!(harness.state().flight.is_some());
        }
        harness.key_press(Press::ArrowUp);
        harness.run_steps(2);
        assert_eq!(harness.state().gap, Some(listed[gaps - 1]));
        harness.key_press(Press::Space);
        harness.run_steps(2);
        assert_eq!(harness.state().settings.phase, Phase::Before);
        let today = harness.state().answered().unwrap().before.kinds[0].tally;
        harness.get_by_label(&Key::LeadLeft.fill(lang, &[&today.uncovered()]));
        harness.key_press(Press::Escape);
        harness.run_steps(2);
        assert_eq!(harness.state().view, View::Plan);
    }
}

#[test]
fn a_room_is_shown_no_gap_of_a_handful_of_people() {
    let mut state = looked(Lang::En);
    let people = |state: &State, gap: usize| {
        let gaps = viewer::panels::lists::gaps::of(state);
        viewer::panels::lists::gaps::people(&gaps[gap]).count()
    };
    let all = viewer::panels::lists::gaps::of(&state).len();
    let largest = (0..all).map(|gap| people(&state, gap)).max().unwrap();
    // Every home of the town is a gap of as many people.
    for (threshold, listed) in [(largest, 8), (largest + 1, 0)] {
        let shown = Arc::get_mut(state.shown.as_mut().unwrap()).unwrap();
        Arc::make_mut(&mut shown.scenario).privacy_threshold = threshold as u32;
        assert_eq!(lead::listed(&state).len(), listed);
    }
    state.view = View::Lead;
    let harness = presented(state);
    let told = Key::LeadSmall.fill(Lang::En, &[&all, &(largest + 1)]);
    harness.get_by_label(&told);
}

#[test]
fn a_page_is_a4_at_print_resolution_and_the_same_every_time() {
    let mut state = looked(Lang::En);
    state.map_place = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1000.0, 700.0));
    state.camera = command::home(&state).unwrap();
    let shown = state.shown.as_ref().unwrap();
    let scene = layers::scene(&shown.ground, state.hexagons(), &Look::of(&state));
    let pages = [0, 1].map(|_| print::a4(&state, &scene).unwrap());
    assert!(pages[0] == pages[1], "two pages of one state differ");
    let size = |at: usize| u32::from_be_bytes(pages[0][at..at + 4].try_into().unwrap());
    assert_eq!([size(16), size(20)], print::A4);
    let page = tiny_skia::Pixmap::decode_png(&pages[0]).unwrap();
    // The title is ink on paper; the attribution is there.
    let inked = |x: std::ops::Range<u32>, y: std::ops::Range<u32>| {
        let paper = page.pixel(3000, 20).unwrap();
        let all = y.flat_map(move |y| x.clone().map(move |x| (x, y)));
        all.filter(|(x, y)| page.pixel(*x, *y).unwrap() != paper)
            .count()
    };
    assert!(inked(60..900, 30..130) > 2_000);
    assert!(inked(2_700..3_500, 2_400..2_480) > 1_000);
}
