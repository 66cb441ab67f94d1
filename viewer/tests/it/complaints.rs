//! What people complain about in other maps, each as a test. That the place under the pointer stays there, that an idle
//! window draws no frame, and that hovering uploads nothing stands beside the map and the window.

use egui::{Event, Modifiers, MouseWheelUnit, Pos2, TouchPhase, Vec2, pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use geo::Coord;
use planner::text::Lang;
use viewer::app::App;
use viewer::command;
use viewer::map::camera::Camera;
use viewer::map::canvas::{Canvas, Drawing};
use viewer::map::map_ui;
use viewer::map::scene::Scene;
use viewer::state::State;
use viewer::text::Key;
use viewer::theme::Mode;

use crate::window::{district, is_calm, start, wait, window};
use crate::{apply_all, state, town};

fn wheel(points: f32) -> Event {
    Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: Vec2::new(0.0, points),
        phase: TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: Modifiers::default(),
    }
}

fn camera(harness: &Harness<'_, App>) -> Camera {
    harness.state().state().camera
}

/// "Dragging a floating window drags the map", "the list scrolls and the map zooms".
#[test]
fn what_lies_over_the_map_takes_the_drag_and_the_wheel() {
    let dir = district();
    let mut harness = window(start(dir.path(), Some(dir.path().join("scenario.toml"))));
    wait(&mut harness, "an answer", is_calm);
    let map = harness.state().state().map_place;
    let legend = harness.get_by_label(Key::LegendTitle.text(Lang::En)).rect();
    let panel = pos2(map.left() - 60.0, map.center().y);
    let before = camera(&harness);
    for at in [legend.center() + Vec2::new(0.0, 30.0), panel] {
        harness.hover_at(at);
        harness.run_steps(2);
        harness.event(wheel(90.0));
        harness.run_steps(10);
        assert_eq!(camera(&harness), before, "the wheel at {at:?}");
        harness.drag_at(at);
        harness.step();
        for step in 1..6_u8 {
            harness.hover_at(at + Vec2::splat(f32::from(step) * 8.0));
            harness.step();
        }
        harness.drop_at(at + Vec2::splat(40.0));
        harness.run_steps(3);
        assert_eq!(camera(&harness), before, "a drag from {at:?}");
    }
    // The map itself takes both.
    harness.hover_at(map.center());
    harness.run_steps(2);
    harness.event(wheel(90.0));
    harness.run_steps(10);
    assert_ne!(camera(&harness), before);
}

/// The scale after so many points of the wheel, in so many events, at so many seconds a frame.
fn scale_after(events: u8, frame_s: f32) -> f64 {
    let mut state = state(Lang::En, town::answered());
    state.map_place = egui::Rect::from_min_size(Pos2::ZERO, Vec2::new(800.0, 600.0));
    state.camera = command::home(&state).unwrap();
    let start = state.camera.m_per_pt;
    let canvas = Canvas::start(&egui::Context::default(), Drawing::Image).unwrap();
    let scene = std::sync::Arc::new(Scene::of(Mode::Light.theme().land, Vec::new()));
    let mut harness = Harness::builder()
        .with_size([800.0, 600.0])
        .with_step_dt(frame_s)
        .build_ui_state(
            move |ui, (state, canvas): &mut (State, Canvas)| {
                let mut commands = Vec::new();
                map_ui(ui, state, canvas, &scene, &mut commands);
                apply_all(commands, state);
            },
            (state, canvas),
        );
    harness.hover_at(pos2(400.0, 300.0));
    harness.run_steps(2);
    for _ in 0..events {
        harness.event(wheel(240.0 / f32::from(events)));
        harness.step();
    }
    harness.run_steps(120);
    start / harness.state().0.camera.m_per_pt
}

/// "The wheel overshoots on slow frames, and zooms otherwise on fast screens."
#[test]
fn the_wheel_magnifies_alike_however_fast_frames_are() {
    let usual = scale_after(1, 1.0 / 60.0);
    assert!(usual > 2.0, "{usual}");
    for (events, frame_s) in [(12, 1.0 / 144.0), (4, 1.0 / 60.0), (1, 0.25), (3, 0.1)] {
        let other = scale_after(events, frame_s);
        let off = (other / usual - 1.0).abs();
        assert!(
            off < 0.02,
            "{events} events, {frame_s} s a frame: {other} not {usual}"
        );
    }
}

/// "No hover information: one must click each marker"; "people do not understand a heat map".
#[test]
fn hovering_tells_about_a_hexagon_and_a_click_explains_it() {
    let dir = district();
    let mut harness = window(start(dir.path(), Some(dir.path().join("scenario.toml"))));
    wait(&mut harness, "an answer", is_calm);
    let state = harness.state().state();
    let hexagons = state.hexagons().unwrap();
    let (number, _) = (hexagons.hexagons.iter().enumerate())
        .max_by_key(|(_, hexagon)| hexagon.before.tally.total())
        .unwrap();
    let outline = &hexagons.grid.outlines[number];
    let middle = outline.iter().fold(Coord::default(), |sum, c| sum + *c) / outline.len() as f64;
    let all = hexagons.hexagons[number].before.tally.total();
    // Beside its middle, where no symbol stands in the way.
    let at = state.camera.to_screen(middle, state.map_place) + Vec2::new(2.0, 3.0);
    let told = Key::HexagonSeniors.fill(Lang::En, &[&all]);
    harness.hover_at(at);
    harness.run_steps(60);
    assert!(harness.query_by_label(&told).is_some(), "{told}");
    harness.drag_at(at);
    harness.step();
    harness.drop_at(at);
    harness.step();
    wait(&mut harness, "the walk from there", |app| {
        let around = app.state().around();
        app.state().selection.is_some() && around.is_some()
    });
    harness.run_steps(2);

    assert!(harness.query_all_by_label(&told).count() > 0);
    wait(&mut harness, "a closer look", |app| {
        app.state().closer().is_some()
    });
    harness.run_steps(2);
    // All that is told of the whole is told of these people.
    for row in [
        Key::DepthHalf,
        Key::DepthTenth,
        Key::DepthExcess,
        Key::DepthAccess,
    ] {
        let name = row.text(Lang::En);
        assert!(harness.query_by_label(name).is_some(), "{name}");
    }
    let state = harness.state().state();
    let homes = state.hexagons().unwrap().homes_of(number);
    let looked = &state.closer().unwrap().today;
    let people = homes
        .iter()
        .map(|home| looked.coverage.kinds[0].people(*home, &looked.places));
    assert_eq!(people.sum::<planner::units::Seniors>(), all);
    a_district_is_told_where_one_points(&mut harness);
}

/// All is told of a district as well, where one points at its row.
fn a_district_is_told_where_one_points(harness: &mut Harness<'static, App>) {
    harness.get_by_label(Key::Deselect.text(Lang::En)).click();
    harness.run_steps(2);
    let tab = Key::TabPlaces.text(Lang::En);
    let tab = harness.query_all_by_label(tab).next().unwrap().rect();
    harness.hover_at(tab.center());
    harness.drag_at(tab.center());
    harness.step();
    harness.drop_at(tab.center());
    harness.run_steps(2);
    let half = Key::DepthHalf.text(Lang::En);
    assert!(harness.query_by_label(half).is_none());
    let not_covered = Key::DistrictRow.fill(Lang::En, &[&"", &"", &""]);
    let not_covered = not_covered.trim_matches([':', ' ', '%']);
    let end = not_covered.split(',').next().unwrap_or_default();
    let rows = harness.query_all_by_label_contains(end);
    let place = rows.map(|row| row.rect()).next().unwrap();
    harness.hover_at(place.center());
    harness.run_steps(60);
    assert!(harness.query_by_label(half).is_some(), "{half}");
}
