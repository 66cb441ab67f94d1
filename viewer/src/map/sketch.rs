//! What is drawn on the map by hand: gates, links and compounds of the plan, and the one that is being drawn; and what
//! somebody is pointed at.

use egui::{
    Painter, Pos2, Rect, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, accesskit::Role, vec2,
};
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
/// Radius of the mark of a finding in points: a symbol below it stays to be seen.
const POINTED: f32 = 15.0;
/// At most so many places are marked at once.
const MOST_POINTED: usize = 200;

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

/// Marks the places of a finding; a screen reader hears what it says.
pub fn pointed_ui(ui: &Ui, state: &State, camera: &Camera) {
    let Some(pointed) = &state.pointed else {
        return;
    };
    let map = ui.max_rect();
    let theme = state.settings.mode.theme();
    let painter = ui.painter_at(map);
    let on_screen = pointed.at.iter().map(|at| camera.to_screen(*at, map));
    let seen = on_screen.filter(|at| map.contains(*at)).take(MOST_POINTED);
    for (number, at) in seen.enumerate() {
        let place = Rect::from_center_size(at, Vec2::splat(2.0 * POINTED));
        let id = ui.scope_id().with(("pointed out", number));
        let response = ui.interact(place, id, Sense::hover());
        let text = pointed.text.in_lang(state.lang());
        response.widget_info(|| WidgetInfo::labeled(Role::Mark, true, text));
        for (width, colour) in [(5.0, theme.halo), (2.5, theme.serious)] {
            let stroke = Stroke::new(width, colour.egui());
            painter.circle_stroke(at, POINTED, stroke);
            for aside in [
                vec2(1.0, 0.0),
                vec2(-1.0, 0.0),
                vec2(0.0, 1.0),
                vec2(0.0, -1.0),
            ] {
                let from = at + aside * POINTED;
                painter.line_segment([from, from + aside * (POINTED * 0.5)], stroke);
            }
        }
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
        let (top, foot) = (vec2(x, -4.0), vec2(x, 4.0));
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
