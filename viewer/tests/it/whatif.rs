//! Trying a canteen out: add it with a click, drag it, close it, take all of it back; every number follows.

use std::sync::Arc;

use egui::{Pos2, Rect, Vec2, pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use egui_system_font_provider::SystemFontProvider;
use planner::network::edits::Action;
use planner::places::Status;
use planner::study::Study;
use planner::text::Lang;
use viewer::command::{self, Command, Errand};
use viewer::map::canvas::{Canvas, Drawing};
use viewer::map::map_ui;
use viewer::map::scene::Scene;
use viewer::panels::side_ui;
use viewer::plan::Draft;
use viewer::state::{Hand, State, Tool};
use viewer::text::{Key, kind_name};
use viewer::theme::Mode;

use crate::{languages, state, town};

/// Panels beside a map, and a worker that answers before the next frame.
struct Bench {
    state: State,
    study: Study,
    canvas: Canvas,
    scene: Arc<Scene>,
}

impl Bench {
    fn run(&mut self, errand: &Errand) {
        let draft = Arc::clone(self.state.book.draft());
        match errand {
            Errand::Answer => {
                self.state.shown = Some(town::shown(&self.study, &draft));
                self.state.closer = Some(town::closer(&self.study, &draft));
            }
            Errand::Drag(hand) => {
                self.state.shown = Some(town::dragged(&self.study, &draft, *hand));
            }
            _ => {}
        }
    }
}

fn bench(lang: Lang) -> Harness<'static, Bench> {
    let study = town::study();
    let mut state = state(lang, town::shown(&study, &Arc::default()));
    state.map_place = Rect::from_min_size(pos2(400.0, 0.0), Vec2::new(800.0, 1600.0));
    state.camera = command::home(&state).unwrap();
    let bench = Bench {
        state,
        study,
        canvas: Canvas::start(&egui::Context::default(), Drawing::Image).unwrap(),
        scene: Arc::new(Scene::of(Mode::Light.theme().land, Vec::new())),
    };
    Harness::builder()
        .with_size([1200.0, 1600.0])
        .with_context_setup(|ctx| ctx.add_font_provider(Arc::new(SystemFontProvider::new())))
        .build_ui_state(draw, bench)
}

fn draw(ui: &mut egui::Ui, bench: &mut Bench) {
    let mut commands = Vec::new();
    egui::Panel::left("side")
        .exact_size(400.0)
        .resizable(false)
        .show(ui, |ui| side_ui(ui, &bench.state, &mut commands));
    let map = egui::CentralPanel::no_frame().show(ui, |ui| {
        map_ui(
            ui,
            &bench.state,
            &mut bench.canvas,
            &bench.scene,
            &mut commands,
        );
        ui.max_rect()
    });
    bench.state.map_place = map.inner;
    for command in commands {
        if let Some(errand) = command::apply(command, &mut bench.state) {
            bench.run(&errand);
        }
    }
}

fn covered(harness: &Harness<'_, Bench>) -> u64 {
    let state = &harness.state().state;
    let after = &state.answered().unwrap().after;
    after.kinds[0].tally.covered.count()
}

/// Where a corner of the town is on the screen.
fn corner(harness: &Harness<'_, Bench>, x: f64, y: f64) -> Pos2 {
    let grid = planner::testing::desert(2, planner::Metres::new(200.0));
    let state = &harness.state().state;
    let plane = &state.shown.as_ref().unwrap().ground.plane;
    let at = plane.to_metres(grid.at(x, y));
    state.camera.to_screen(at, state.map_place)
}

fn click_at(harness: &mut Harness<'_, Bench>, at: Pos2) {
    harness.hover_at(at);
    harness.step();
    harness.drag_at(at);
    harness.step();
    harness.drop_at(at);
    harness.run_steps(3);
}

fn add_canteen(harness: &mut Harness<'_, Bench>, lang: Lang, (x, y): (f64, f64)) {
    let kind = kind_name("canteen", lang);
    harness
        .get_by_label(&Key::AddSite.fill(lang, &[&kind]))
        .click();
    harness.run_steps(3);
    let at = corner(harness, x, y);
    click_at(harness, at);
}

#[test]
fn a_canteen_added_with_a_click_covers_those_around_it_and_is_taken_back() {
    for lang in languages() {
        let mut harness = bench(lang);
        let before = covered(&harness);
        add_canteen(&mut harness, lang, (24.0, 24.0));
        assert_eq!(harness.state().state.book.draft().added.len(), 1);
        let with = covered(&harness);
        assert!(with > before);
        // The new number stands in the panel.
        let total = harness.state().state.answered().unwrap().after.eligible;
        let people = planner::Seniors::new(with);
        harness.get_by_label(&Key::SeniorsCovered.fill(lang, &[&people, &total]));
        harness.get_by_label(Key::Undo.text(lang)).click();
        harness.run_steps(3);
        assert_eq!(covered(&harness), before);
        harness.get_by_label(Key::Redo.text(lang)).click();
        harness.run_steps(3);
        assert_eq!(covered(&harness), with);
    }
}

#[test]
fn numbers_follow_a_canteen_while_it_is_dragged_and_hold_when_it_is_let_go() {
    let mut harness = bench(Lang::En);
    add_canteen(&mut harness, Lang::En, (27.0, 27.0));
    assert_eq!(harness.state().state.book.draft().added.len(), 1);
    let at_the_edge = covered(&harness);
    let (from, to) = (corner(&harness, 27.0, 27.0), corner(&harness, 22.0, 22.0));
    harness.hover_at(from);
    harness.run_steps(2);
    harness.drag_at(from);
    harness.step();
    for share in [0.3_f32, 0.6, 1.0] {
        harness.hover_at(from + (to - from) * share);
        harness.step();
    }
    let state = &harness.state().state;
    assert!(state.hand.is_some() && state.is_stale());
    harness.step();
    let while_dragging = covered(&harness);
    assert!(while_dragging > at_the_edge);
    harness.get_by_label(Key::Preview.text(Lang::En));
    harness.drop_at(to);
    harness.run_steps(3);
    assert_eq!(harness.state().state.hand, None);
    assert_eq!(covered(&harness), while_dragging);
    assert_eq!(harness.state().state.book.draft().added.len(), 1);
}

#[test]
fn a_click_counts_although_lines_appear_above_the_button_in_that_frame() {
    let mut harness = bench(Lang::En);
    add_canteen(&mut harness, Lang::En, (24.0, 24.0));
    let closer = harness.state_mut().state.closer.take();
    assert!(closer.is_some());
    harness.run_steps(2);
    harness.get_by_label(Key::Undo.text(Lang::En)).click();
    harness.state_mut().state.closer = closer;
    harness.run_steps(2);
    assert!(harness.state().state.book.draft().added.is_empty());
}

#[test]
fn a_canteen_closes_and_opens_again() {
    for lang in languages() {
        let mut harness = bench(lang);
        let before = covered(&harness);
        let label = Key::Facility.fill(lang, &[&"House 0", &kind_name("canteen", lang)]);
        harness.get_by_label(&label).click();
        harness.run_steps(3);
        harness.get_by_label(Key::CloseSite.text(lang)).click();
        harness.run_steps(3);
        assert!(before > 0 && covered(&harness) == 0);
        harness.get_by_label(Key::ReopenSite.text(lang)).click();
        harness.run_steps(3);
        assert_eq!(covered(&harness), before);
    }
}

#[test]
fn what_a_new_canteen_serves_is_unknown_until_somebody_says_it_and_may_be_unknown_again() {
    for lang in languages() {
        let mut harness = bench(lang);
        add_canteen(&mut harness, lang, (24.0, 24.0));
        let room =
            |harness: &Harness<'_, Bench>| harness.state().state.book.draft().added[0].capacity;
        let name = Key::NewSite.fill(lang, &[&kind_name("canteen", lang), &1]);
        let label = Key::Facility.fill(lang, &[&name, &kind_name("canteen", lang)]);
        harness.get_by_label(&label).click();
        harness.run_steps(3);
        assert_eq!(room(&harness), None);
        harness.get_by_label(Key::CapacityUnknown.text(lang));
        let number = Key::CapacityNumber.text(lang);
        assert!(harness.query_by_label(number).is_none());
        harness.get_by_label(Key::SetCapacity.text(lang)).click();
        harness.run_steps(3);
        assert!(room(&harness).is_some_and(|room| room > 0.0));
        harness.get_by_label(number);
        harness.get_by_label(Key::SetCapacity.text(lang)).click();
        harness.run_steps(3);
        assert_eq!(room(&harness), None);
    }
}

#[test]
fn plans_are_kept_side_by_side() {
    let lang = Lang::En;
    let mut harness = bench(lang);
    add_canteen(&mut harness, lang, (24.0, 24.0));
    let with = covered(&harness);
    let today = harness.state().state.answered().unwrap().before.kinds[0].tally;
    let state = &mut harness.state_mut().state;
    command::apply(Command::PutAside("North".to_owned()), state);
    command::apply(Command::Edit(viewer::plan::Edit::Clear), state);
    let bench = harness.state_mut();
    bench.run(&Errand::Answer);
    harness.run_steps(3);
    let share = viewer::text::percent(with as f64 / today.total().count() as f64);
    let more = format!("+{}", with - today.covered.count());
    let told = Key::Covers.fill(lang, &[&planner::Seniors::new(with), &share]);
    harness.get_by_label(&format!("{told}, {}", Key::Difference.fill(lang, &[&more])));
    harness.get_by_label(Key::TakeUp.text(lang)).click();
    harness.run_steps(3);
    assert_eq!(covered(&harness), with);
}

#[test]
fn a_proposed_site_is_accepted_and_another_rejected() {
    let study = town::study();
    let draft = Arc::new(town::proposed(&study));
    let standing = draft.standing();
    assert_eq!(standing.len(), 2);
    let sites = study.places.sites.len();
    let accepted = draft.after(&viewer::plan::Edit::Accept(standing[0]), sites);
    let rejected = accepted.after(&viewer::plan::Edit::Reject(standing[1]), sites);
    assert!(rejected.standing().is_empty());
    // Accepting changes no number; rejecting takes the gain away.
    let count = |draft: &Draft| {
        let shown = town::shown(&study, &Arc::new(draft.clone()));
        shown.answered.as_ref().unwrap().after.kinds[0]
            .tally
            .covered
    };
    assert_eq!(count(&draft), count(&accepted));
    assert!(count(&rejected) < count(&accepted));
    let world = rejected.world(&study.places).on(&study.places);
    assert_eq!(world.sites[standing[0]].status, Status::Open);
    assert_eq!(world.sites[standing[1]].status, Status::Candidate);
}

#[test]
fn a_hand_off_the_streets_serves_nobody_and_nobody_is_lost() {
    let study = town::study();
    let grid = planner::testing::desert(2, planner::Metres::new(200.0));
    let site = planner::ids::Id::from_index(0);
    let hand = Hand {
        site,
        at: grid.at(-40.0, -40.0),
    };
    let shown = town::dragged(&study, &Arc::default(), hand);
    let tally = shown.answered.as_ref().unwrap().after.kinds[0].tally;
    assert_eq!((tally.covered.count(), tally.total().count()), (0, 1000));
}

#[test]
fn a_link_and_a_compound_are_drawn_with_clicks_and_taken_away() {
    for lang in languages() {
        let mut harness = bench(lang);
        harness.get_by_label(Key::DrawLink.text(lang)).click();
        harness.run_steps(3);
        for (x, y) in [(10.0, 10.0), (14.0, 13.0)] {
            let at = corner(&harness, x, y);
            click_at(&mut harness, at);
            // Two clicks that are too near in time would be a double-click.
            harness.run_steps(40);
        }
        assert_eq!(harness.state().state.sketch.len(), 2);
        harness.get_by_label(Key::DrawDone.text(lang)).click();
        harness.run_steps(3);
        let drawn = harness.state().state.book.draft().drawn.clone();
        let [Action::Link(line, None)] = &drawn[..] else {
            panic!("{drawn:?}");
        };
        let grid = planner::testing::desert(2, planner::Metres::new(200.0));
        let metres = planner::projection::distance(line[0], grid.at(10.0, 10.0)).metres();
        assert!(metres < 30.0, "{metres}");
        assert!(harness.state().state.has_plan());
        let name = format!("{} 1", Key::DrawnLink.text(lang));
        harness.get_by_label(&name);
        harness.get_by_label(Key::RemoveDrawn.text(lang)).click();
        harness.run_steps(3);
        assert!(harness.state().state.book.draft().drawn.is_empty());
        harness.get_by_label(Key::Undo.text(lang)).click();
        harness.run_steps(3);
        assert_eq!(harness.state().state.book.draft().drawn, drawn);
    }
}

#[test]
fn one_click_opens_a_gate() {
    for lang in languages() {
        let mut harness = bench(lang);
        harness.get_by_label(Key::DrawGate.text(lang)).click();
        harness.run_steps(3);
        let at = corner(&harness, 20.0, 20.0);
        click_at(&mut harness, at);
        let state = &harness.state().state;
        let drawn = &state.book.draft().drawn;
        assert!(matches!(&drawn[..], [Action::Open(_)]), "{drawn:?}");
        assert_eq!(state.tool, Tool::Choose);
    }
}
