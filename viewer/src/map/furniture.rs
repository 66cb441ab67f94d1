//! What every map needs: scale bar, north, attribution, and buttons for those who find no wheel.

use egui::{
    Align2, FontId, Painter, Pos2, Rect, Sense, Stroke, Ui, Vec2, WidgetInfo, accesskit::Role,
    pos2, vec2,
};

use crate::command::Command;
use crate::map::camera::Camera;
use crate::state::State;
use crate::text::{Key, length};
use crate::theme::Theme;

/// Longest scale bar in points.
const BAR_PT: f64 = 150.0;
/// Distance of furniture from the edge in points.
const EDGE: f32 = 14.0;
/// Side of a button in points.
const BUTTON: f32 = 34.0;
/// How much one press magnifies.
const STEP: f64 = 1.8;

/// Paints the furniture and takes its clicks.
pub fn furniture_ui(ui: &Ui, state: &State, camera: &Camera, out: &mut Vec<Command>) {
    let map = ui.max_rect();
    let theme = state.settings.mode.theme();
    if state.shown.is_none() {
        return;
    }
    let painter = ui.painter_at(map);
    attribution(&painter, map, state, theme);
    scale_bar(&painter, map, camera, theme);
    buttons_ui(ui, map, state, out);
    north(
        &painter,
        pos2(map.right() - EDGE - BUTTON / 2.0, map.top() + EDGE + 22.0),
        state,
        theme,
    );
}

/// Paints what a page of paper needs: attribution, scale bar and north.
pub fn paper_ui(ui: &Ui, state: &State, camera: &Camera) {
    let map = ui.max_rect();
    let theme = state.settings.mode.theme();
    let painter = ui.painter_at(map);
    attribution(&painter, map, state, theme);
    scale_bar(&painter, map, camera, theme);
    let corner = map.right_top() + vec2(-EDGE - BUTTON / 2.0, EDGE + 22.0);
    north(&painter, corner, state, theme);
}

/// The longest of 1, 2 or 5 times a power of ten that is not longer.
fn round_down(metres: f64) -> f64 {
    let power = 10_f64.powf(metres.log10().floor());
    let steps = [5.0, 2.0, 1.0];
    let step = steps
        .iter()
        .find(|step| **step * power <= metres * (1.0 + 1e-9));
    step.copied().unwrap_or(1.0) * power
}

fn attribution(painter: &Painter, map: Rect, state: &State, theme: &Theme) {
    let text = Key::Attribution.text(state.lang());
    let font = FontId::proportional(11.0);
    let galley = painter.layout_no_wrap(text.to_owned(), font, theme.quiet.egui());
    let place = Rect::from_min_size(
        map.right_bottom() - galley.size() - vec2(8.0, 5.0),
        galley.size(),
    );
    painter.rect_filled(
        place.expand2(vec2(8.0, 5.0)),
        3.0,
        theme.card.with_opacity(215).egui(),
    );
    painter.galley(place.min, galley, theme.quiet.egui());
}

fn scale_bar(painter: &Painter, map: Rect, camera: &Camera, theme: &Theme) {
    let metres = round_down(BAR_PT * camera.m_per_pt);
    let long = (metres / camera.m_per_pt) as f32;
    let right = map.right_bottom() + vec2(-EDGE, -38.0);
    let left = right - vec2(long, 0.0);
    let tick = vec2(0.0, -6.0);
    let corners = [left + tick, left, right, right + tick].to_vec();
    for (width, colour) in [(5.0, theme.halo.with_opacity(200)), (2.0, theme.label)] {
        painter.line(corners.clone(), Stroke::new(width, colour.egui()));
    }
    let middle = left + vec2(long / 2.0, -5.0);
    haloed(
        painter,
        middle,
        Align2::CENTER_BOTTOM,
        &length(metres),
        theme,
    );
}

fn haloed(painter: &Painter, at: Pos2, anchor: Align2, text: &str, theme: &Theme) {
    let font = FontId::proportional(12.0);
    for (x, y) in [(-1.0, 0.0), (1.0, 0.0), (0.0, -1.0), (0.0, 1.0)] {
        let halo = theme.halo.with_opacity(220).egui();
        painter.text(at + vec2(x, y), anchor, text, font.clone(), halo);
    }
    painter.text(at, anchor, text, font, theme.label.egui());
}

fn north(painter: &Painter, at: Pos2, state: &State, theme: &Theme) {
    let tip = |x: f32, y: f32| at + Vec2::new(x, y);
    let rim = Stroke::new(1.0, theme.label.egui());
    let halves = [(6.5, theme.label.egui()), (-6.5, theme.card.egui())];
    for (x, fill) in halves {
        let half = vec![tip(0.0, -12.0), tip(x, 9.0), tip(0.0, 5.0)];
        painter.add(egui::Shape::convex_polygon(half, fill, rim));
    }
    haloed(
        painter,
        tip(0.0, 9.0),
        Align2::CENTER_TOP,
        Key::North.text(state.lang()),
        theme,
    );
}

/// What a button shows.
#[derive(Debug, Clone, Copy)]
enum Icon {
    Plus,
    Minus,
    House,
}

fn buttons_ui(ui: &Ui, map: Rect, state: &State, out: &mut Vec<Command>) {
    let buttons = [
        (Icon::Plus, Key::ZoomIn, Command::Zoom(STEP)),
        (Icon::Minus, Key::ZoomOut, Command::Zoom(1.0 / STEP)),
        (Icon::House, Key::Home, Command::Home),
    ];
    let theme = state.settings.mode.theme();
    let top = map.right_top() + vec2(-EDGE - BUTTON, EDGE + 58.0);
    let column = Rect::from_min_size(top, vec2(BUTTON, BUTTON * buttons.len() as f32));
    let line = Stroke::new(1.0, theme.line.egui());
    let painter = ui.painter_at(map);
    painter.rect(
        column,
        6.0,
        theme.card.egui(),
        line,
        egui::StrokeKind::Outside,
    );
    for (i, (icon, key, command)) in buttons.into_iter().enumerate() {
        let place = Rect::from_min_size(top + vec2(0.0, BUTTON * i as f32), Vec2::splat(BUTTON));
        let response = ui.interact(place, ui.scope_id().with(("button", i)), Sense::click());
        let name = key.text(state.lang());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
        if response.hovered() || response.has_focus() {
            painter.rect_filled(place, 6.0, theme.accent.with_opacity(36).egui());
        }
        draw(
            &painter,
            place.center(),
            icon,
            Stroke::new(2.0, theme.ink.egui()),
        );
        if response.clicked() {
            out.push(command);
        }
        response.on_hover_text(name);
    }
}

fn draw(painter: &Painter, at: Pos2, icon: Icon, stroke: Stroke) {
    let line = |a: (f32, f32), b: (f32, f32)| {
        painter.line_segment([at + vec2(a.0, a.1), at + vec2(b.0, b.1)], stroke);
    };
    match icon {
        Icon::Plus => {
            line((-6.0, 0.0), (6.0, 0.0));
            line((0.0, -6.0), (0.0, 6.0));
        }
        Icon::Minus => line((-6.0, 0.0), (6.0, 0.0)),
        Icon::House => {
            let corners = [(-8.0, 0.0), (0.0, -7.0), (8.0, 0.0)].map(|(x, y)| at + vec2(x, y));
            painter.line(corners.to_vec(), stroke);
            let walls = [(-5.0, -1.0), (-5.0, 7.0), (5.0, 7.0), (5.0, -1.0)];
            painter.line(walls.map(|(x, y)| at + vec2(x, y)).to_vec(), stroke);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scale_bars_are_round() {
        let bars = [149.0, 199.0, 200.0, 501.0, 7_400.0, 0.9].map(round_down);
        for (bar, wanted) in bars.iter().zip([100.0, 100.0, 200.0, 500.0, 5000.0, 0.5]) {
            assert!((bar - wanted).abs() < 1e-9, "{bars:?}");
        }
    }
}
