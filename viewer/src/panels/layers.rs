//! Which layers the map shows, top of the map first.

use egui::Ui;

use crate::command::Command;
use crate::state::{Layer, State};
use crate::text::Key;

/// Draws a switch for every layer.
pub fn layers_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    for layer in Layer::ALL {
        let mut on = state.settings.layers.contains(&layer);
        let name = name_of(layer).text(state.lang());
        if ui.checkbox(&mut on, name).changed() {
            out.push(Command::Toggle(layer));
        }
    }
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
    }
}
