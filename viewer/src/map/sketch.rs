//! What is drawn on the map by hand: gates, links and compounds of the plan, and the one that is being drawn.

use egui::{Painter, Pos2, Rect, Shape, Stroke};
use planner::network::edits::Action;
use planner::projection::{LonLat, Plane};

use crate::map::camera::Camera;
use crate::plan::drawing::{self, Sort};
use crate::state::{State, Tool};
use crate::theme::Theme;

/// Radius of a corner in points.
const CORNER: f32 = 4.0;
/// Radius of a gate in points.
const GATE: f32 = 8.0;

/// Draws what the plan changes of the streets.
pub fn drawn(painter: &Painter, state: &State, camera: &Camera, map: Rect) {
    let Some(shown) = &state.shown else {
        return;
    };
    let theme = state.settings.mode.theme();
    let screen = |places: Vec<LonLat>| on_screen(&places, &shown.ground.plane, camera, map);
    for action in &state.book.draft().drawn {
        let line = screen(drawing::line_of(action));
        match (action, line.first()) {
            (Action::Open(_), Some(at)) => gate(painter, *at, theme),
            (Action::Link(..), _) => path(painter, &line, theme),
            (_, Some(_)) => dashes(painter, &line, theme),
            (_, None) => {}
        }
    }
}

/// Draws what is being drawn, up to the pointer.
pub fn unfinished(
    painter: &Painter,
    state: &State,
    (camera, map): (&Camera, Rect),
    pointer: Option<Pos2>,
) {
    let (Tool::Draw(sort), Some(shown)) = (state.tool, &state.shown) else {
        return;
    };
    let theme = state.settings.mode.theme();
    let mut line = on_screen(&state.sketch, &shown.ground.plane, camera, map);
    let corners = line.clone();
    if !line.is_empty() {
        line.extend(pointer);
    }
    if sort == Sort::Compound && line.len() > 2 {
        line.extend(line.first().copied());
    }
    if line.len() > 1 {
        dashes(painter, &line, theme);
    }
    for corner in corners {
        let rim = Stroke::new(1.5, theme.halo.egui());
        painter.circle(corner, CORNER, theme.proposed.egui(), rim);
    }
}

fn on_screen(places: &[LonLat], plane: &Plane, camera: &Camera, map: Rect) -> Vec<Pos2> {
    let places = places.iter().map(|at| plane.to_metres(*at));
    places.map(|at| camera.to_screen(at, map)).collect()
}

/// Two posts and a way through.
fn gate(painter: &Painter, at: Pos2, theme: &Theme) {
    let rim = Stroke::new(2.0, theme.halo.egui());
    painter.circle(at, GATE, theme.proposed.egui(), rim);
    let post = Stroke::new(2.0, egui::Color32::WHITE);
    for x in [-3.0, 3.0] {
        let (top, foot) = (egui::vec2(x, -4.0), egui::vec2(x, 4.0));
        painter.line_segment([at + top, at + foot], post);
    }
}

fn path(painter: &Painter, line: &[Pos2], theme: &Theme) {
    painter.line(line.to_vec(), Stroke::new(7.0, theme.halo.egui()));
    painter.line(line.to_vec(), Stroke::new(3.5, theme.proposed.egui()));
}

fn dashes(painter: &Painter, line: &[Pos2], theme: &Theme) {
    painter.line(line.to_vec(), Stroke::new(4.5, theme.halo.egui()));
    let stroke = Stroke::new(2.2, theme.proposed.egui());
    painter.extend(Shape::dashed_line(line, stroke, 8.0, 5.0));
}
