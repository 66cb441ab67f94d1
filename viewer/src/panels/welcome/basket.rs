//! Data files that were dropped: what each is taken for, what is still missing, and the button that makes a scenario.

use egui::{Align2, Area, Button, Frame, Id, RichText, Stroke, Ui};

use crate::command::Command;
use crate::fonts;
use crate::plan::compose::{self, Role};
use crate::state::State;
use crate::text::Key;

/// Width of the card in points.
const WIDTH: f32 = 420.0;

/// Draws the card over the map while there are such files.
pub fn basket_ui(ui: &Ui, state: &State, out: &mut Vec<Command>) {
    if state.basket.is_empty() {
        return;
    }
    let theme = state.settings.mode.theme();
    Area::new(Id::unique("basket"))
        .order(egui::Order::Foreground)
        .pivot(Align2::CENTER_TOP)
        .fixed_pos(ui.max_rect().center_top() + egui::vec2(0.0, 70.0))
        .movable(false)
        .show(ui.ctx(), |ui| {
            Frame::new()
                .fill(theme.card.egui())
                .stroke(Stroke::new(1.0, theme.edge.egui()))
                .corner_radius(8.0)
                .inner_margin(20.0)
                .show(ui, |ui| card_ui(ui, state, out));
        });
}

fn card_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    ui.set_width(WIDTH);
    ui.label(RichText::new(Key::Basket.text(lang)).size(18.0).strong());
    for file in &state.basket {
        let role = Role::of(file).map_or("", |role| role.name().text(lang));
        let name = file.file_name().map(|name| name.to_string_lossy());
        let name = name.unwrap_or_default();
        let row = Key::BasketRow.fill(lang, &[&role, &name]);
        ui.label(fonts::legible(ui.ctx(), &row));
    }
    let missing = compose::missing(&state.basket);
    if let Some(trouble) = &missing {
        let theme = state.settings.mode.theme();
        ui.colored_label(theme.warning.egui(), trouble.told(lang));
    }
    ui.label(RichText::new(Key::BasketHint.text(lang)).weak());
    ui.horizontal(|ui| {
        let compose = Button::new(Key::Compose.text(lang));
        if ui.add_enabled(missing.is_none(), compose).clicked() {
            out.push(Command::Compose);
        }
        if ui.button(Key::EmptyBasket.text(lang)).clicked() {
            out.push(Command::EmptyBasket);
        }
    });
}
