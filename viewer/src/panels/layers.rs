//! Which layers the map shows, top of the map first.

use egui::{Align, DragValue, Layout, RichText, Ui, WidgetInfo, accesskit::Role};

use crate::command::Command;
use crate::state::{Layer, Shade, State};
use crate::text::Key;

/// Draws a switch for every layer.
pub fn layers_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    shade_ui(ui, state, out);
    for layer in Layer::ALL {
        let mut on = state.settings.layers.contains(&layer);
        let name = name_of(layer).text(state.lang());
        ui.horizontal(|ui| {
            if ui.checkbox(&mut on, name).changed() {
                out.push(Command::Toggle(layer));
            }
            if on && layer.is_bulk() {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    strength_ui(ui, state, (layer, name), out);
                });
            }
        });
    }
}

/// How strong a layer is.
fn strength_ui(ui: &mut Ui, state: &State, (layer, name): (Layer, &str), out: &mut Vec<Command>) {
    let mut strength = state.settings.strength_of(layer);
    let label = Key::Strength.fill(state.lang(), &[&name]);
    let number = DragValue::new(&mut strength).range(10..=100).speed(0.5);
    let number = ui.add(number.suffix("%"));
    number.widget_info(|| WidgetInfo::labeled(Role::SpinButton, true, &label));
    if number.on_hover_text(&label).changed() {
        out.push(Command::Strength(layer, strength));
    }
}

/// What the colours of hexagons tell.
pub fn shade_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    ui.horizontal_wrapped(|ui| {
        for shade in Shade::ALL {
            let name = match shade {
                Shade::Share => Key::ShadeShare,
                Shade::Minutes => Key::ShadeMinutes,
                Shade::Uncovered => Key::ShadeUncovered,
                Shade::Difference => Key::ShadeDifference,
                Shade::Certainty => Key::ShadeCertainty,
            };
            let chosen = state.settings.shade == shade;
            if ui.selectable_label(chosen, name.text(lang)).clicked() {
                out.push(Command::Shade(shade));
            }
        }
    });
    if state.settings.shade == Shade::Certainty && state.closer().is_none() {
        ui.label(RichText::new(Key::Computing.text(lang)).weak());
    }
    ui.add_space(4.0);
}

const fn name_of(layer: Layer) -> Key {
    match layer {
        Layer::Base => Key::LayerBase,
        Layer::Hexagons => Key::LayerHexagons,
        Layer::Streets => Key::LayerStreets,
        Layer::Districts => Key::LayerDistricts,
        Layer::Labels => Key::LayerLabels,
        Layer::Facilities => Key::LayerFacilities,
        Layer::Proposed => Key::LayerProposed,
        Layer::Isochrones => Key::LayerIsochrones,
        Layer::Gaps => Key::LayerGaps,
        Layer::Obstacles => Key::LayerObstacles,
        Layer::Homes => Key::LayerHomes,
    }
}
