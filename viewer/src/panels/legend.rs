//! What the colours and symbols mean, with the number of seniors in each class, as a card on the map.

use egui::{Align2, Area, Frame, Id, RichText, Sense, Stroke, Ui, vec2};

use crate::fonts;
use crate::map::layers::marks;
use crate::state::{Layer, Phase, State};
use crate::text::{Key, kind_name, minutes};
use crate::theme::{COVERAGE_CLASSES, Theme};

/// Distance from the corner of the map in points.
const EDGE: f32 = 14.0;
/// At most so many kinds of facilities are named.
const MOST_KINDS: usize = 6;

/// Draws the card in the lower left corner of the map; it takes the pointer from the map below.
pub fn legend_ui(ui: &Ui, state: &State) {
    if state.shown.is_none() {
        return;
    }
    let theme = state.settings.mode.theme();
    let corner = ui.max_rect().left_bottom() + vec2(EDGE, -EDGE);
    Area::new(Id::unique("legend"))
        .order(egui::Order::Middle)
        .pivot(Align2::LEFT_BOTTOM)
        .fixed_pos(corner)
        .movable(false)
        .show(ui.ctx(), |ui| {
            Frame::new()
                .fill(theme.card.with_opacity(242).egui())
                .stroke(Stroke::new(1.0, theme.line.egui()))
                .corner_radius(6.0)
                .inner_margin(10.0)
                .show(ui, |ui| card_ui(ui, state, theme));
        });
}

fn card_ui(ui: &mut Ui, state: &State, theme: &Theme) {
    ui.spacing_mut().item_spacing.y = 3.0;
    ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Extend);
    if state.settings.layers.contains(&Layer::Hexagons) {
        classes_ui(ui, state, theme);
    }
    if state.settings.layers.contains(&Layer::Facilities) {
        kinds_ui(ui, state, theme);
    }
    let proposed = state.answered().is_some_and(|a| a.proposal.is_some());
    if proposed && state.settings.layers.contains(&Layer::Proposed) {
        ui.horizontal(|ui| {
            let (place, _) = ui.allocate_exact_size(vec2(22.0, 14.0), Sense::hover());
            ui.painter()
                .circle_filled(place.center(), 6.5, theme.proposed.egui());
            ui.label(Key::LayerProposed.text(state.lang()));
        });
    }
}

fn classes_ui(ui: &mut Ui, state: &State, theme: &Theme) {
    let lang = state.lang();
    let (Some(hexagons), Some(kind)) = (state.hexagons(), state.coverage(Phase::Before)) else {
        return;
    };
    let time = minutes(kind.standard.within);
    ui.label(RichText::new(Key::Legend.fill(lang, &[&time])).strong());
    let phase = state.settings.phase;
    let step = 100 / COVERAGE_CLASSES;
    egui::Grid::new("classes")
        .spacing([10.0, 2.0])
        .show(ui, |ui| {
            for class in (0..COVERAGE_CLASSES).rev() {
                let (place, _) = ui.allocate_exact_size(vec2(22.0, 14.0), Sense::hover());
                ui.painter()
                    .rect_filled(place, 2.0, theme.coverage[class].egui());
                ui.label(format!("{}–{}%", class * step, (class + 1) * step));
                let seniors = hexagons.seniors[phase.index()][class];
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let count = Key::LegendSeniors.fill(lang, &[&seniors]);
                    ui.label(RichText::new(count).weak());
                });
                ui.end_row();
            }
        });
    ui.add_space(4.0);
}

fn kinds_ui(ui: &mut Ui, state: &State, theme: &Theme) {
    let kinds = state
        .shown
        .iter()
        .flat_map(|shown| shown.kinds.iter().enumerate());
    for (i, kind) in kinds.take(MOST_KINDS) {
        ui.horizontal(|ui| {
            let (place, _) = ui.allocate_exact_size(vec2(22.0, 14.0), Sense::hover());
            let opacity = if i == state.settings.kind { 255 } else { 110 };
            let fill = theme.facility.with_opacity(opacity).egui();
            ui.painter()
                .add(marks::symbol(i, place.center(), 5.5, fill, Stroke::NONE));
            let name = kind_name(kind, state.lang());
            ui.label(fonts::legible(ui.ctx(), name));
        });
    }
}
