//! Today against the plan: a switch on the map, and a line that can be dragged between the two.

use egui::{
    Align2, Area, Frame, Id, Pos2, Rect, RichText, Sense, Stroke, Ui, Vec2, WidgetInfo,
    accesskit::Role, pos2, vec2,
};

use crate::command::Command;
use crate::map::layers::marks::Fate;
use crate::state::{Phase, State};
use crate::text::Key;

/// Distance of the switch from the corner of the map in points.
const EDGE: f32 = 14.0;
/// Radius of the handle of the line in points.
const HANDLE: f32 = 15.0;
/// Where the line may stand, in thousandths of the map's width.
const RANGE: (f32, f32) = (20.0, 980.0);

/// Draws the switch in the upper left corner of the map where there is a plan to compare.
pub fn compare_ui(ui: &Ui, state: &State, out: &mut Vec<Command>) {
    if !state.has_plan() || state.answered().is_none() {
        return;
    }
    let theme = state.settings.mode.theme();
    Area::new(Id::unique("compare"))
        .order(egui::Order::Middle)
        .pivot(Align2::LEFT_TOP)
        .fixed_pos(ui.max_rect().left_top() + Vec2::splat(EDGE))
        .movable(false)
        .show(ui.ctx(), |ui| {
            let card = Frame::new()
                .fill(theme.card.with_opacity(242).egui())
                .stroke(Stroke::new(1.0, theme.line.egui()))
                .corner_radius(6.0)
                .inner_margin(4.0);
            card.show(ui, |ui| {
                ui.horizontal(|ui| switch_ui(ui, state, out));
            });
        });
}

/// Today, the plan, or both.
fn switch_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    ui.spacing_mut().item_spacing.x = 2.0;
    let swiping = state.settings.swipe.is_some();
    for (phase, key) in [(Phase::Before, Key::Before), (Phase::After, Key::After)] {
        let chosen = !swiping && state.settings.phase == phase;
        let text = RichText::new(key.text(lang)).size(14.0);
        if ui.selectable_label(chosen, text).clicked() {
            out.push(Command::Compare(phase));
        }
    }
    let text = RichText::new(Key::Swipe.text(lang)).size(14.0);
    let swipe = ui.selectable_label(swiping, text);
    if swipe.on_hover_text(Key::SwipeHint.text(lang)).clicked() {
        out.push(Command::Swipe((!swiping).then_some(500)));
    }
}

/// Where the line stands on the screen, while there is one.
pub fn line(state: &State, map: Rect) -> Option<f32> {
    let share = f32::from(state.settings.swipe?) / 1000.0;
    let compared = state.has_plan() && state.answered().is_some();
    compared.then(|| map.left() + map.width() * share)
}

/// Whether the map shows today at a place.
pub fn is_today(state: &State, at: Pos2, map: Rect) -> bool {
    match line(state, map) {
        Some(x) => at.x < x,
        None => state.settings.phase == Phase::Before,
    }
}

/// Whether a symbol is of the plan and stands where the map shows today.
pub fn is_hidden(state: &State, fate: Fate, at: Pos2, map: Rect) -> bool {
    matches!(fate, Fate::New | Fate::Decided) && is_today(state, at, map)
}

/// Draws the line with its handle, and moves it along with the pointer.
pub fn line_ui(ui: &Ui, state: &State, out: &mut Vec<Command>) {
    let map = ui.max_rect();
    let Some(x) = line(state, map) else {
        return;
    };
    let theme = state.settings.mode.theme();
    let middle = pos2(x, map.center().y);
    let handle = Rect::from_center_size(middle, Vec2::splat(2.0 * HANDLE));
    let grip = Rect::from_x_y_ranges(x - 5.0..=x + 5.0, map.y_range()).union(handle);
    let id = ui.scope_id().with("swipe line");
    let response = ui.interact(grip, id, Sense::click_and_drag());
    let name = Key::SwipeLine.text(state.lang());
    response.widget_info(|| WidgetInfo::labeled(Role::Slider, true, name));
    if let (true, Some(pointer)) = (response.dragged(), response.interact_pointer_pos()) {
        let share = (pointer.x - map.left()) / map.width() * 1000.0;
        out.push(Command::Swipe(Some(share.clamp(RANGE.0, RANGE.1) as u16)));
    }
    if response.hovered() || response.dragged() {
        let cursor = egui::CursorIcon::ResizeHorizontal;
        response.ctx.set_cursor_icon(cursor);
    }
    let painter = ui.painter_at(map);
    painter.vline(x, map.y_range(), Stroke::new(4.0, theme.halo.egui()));
    painter.vline(x, map.y_range(), Stroke::new(1.6, theme.label.egui()));
    let rim = Stroke::new(1.6, theme.label.egui());
    painter.circle(middle, HANDLE, theme.card.egui(), rim);
    for side in [-1.0, 1.0] {
        let tip = middle + vec2(side * 9.0, 0.0);
        for y in [-4.5, 4.5] {
            painter.line_segment([tip, tip + vec2(-side * 4.5, y)], rim);
        }
    }
    names_ui(ui, state, x);
}

/// Tells at the line which side is which.
fn names_ui(ui: &Ui, state: &State, x: f32) {
    let map = ui.max_rect();
    let theme = state.settings.mode.theme();
    let painter = ui.painter_at(map);
    let sides = [
        (Key::Before, Align2::RIGHT_TOP, -10.0),
        (Key::After, Align2::LEFT_TOP, 10.0),
    ];
    for (key, anchor, aside) in sides {
        let font = egui::FontId::proportional(15.0);
        let text = key.text(state.lang()).to_owned();
        let galley = painter.layout_no_wrap(text, font, theme.ink.egui());
        let at = pos2(x + aside, map.top() + EDGE + 4.0);
        let place = anchor.anchor_size(at, galley.size());
        let card = theme.card.with_opacity(225).egui();
        painter.rect_filled(place.expand2(vec2(7.0, 3.0)), 4.0, card);
        painter.galley(place.min, galley, theme.ink.egui());
    }
}
