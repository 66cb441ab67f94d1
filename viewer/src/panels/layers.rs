//! Which layers the map shows, top of the map first.

use egui::Ui;

use crate::command::Command;
use crate::state::{Layer, Shade, State};
use crate::text::Key;

/// Draws a switch for every layer.
pub fn layers_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    shade_ui(ui, state, out);
    for layer in Layer::ALL {
        let mut on = state.settings.layers.contains(&layer);
        let name = name_of(layer).text(state.lang());
        if ui.checkbox(&mut on, name).changed() {
            out.push(Command::Toggle(layer));
        }
    }
}

/// What the colours of hexagons tell, and how strong they are.
pub fn shade_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    ui.horizontal_wrapped(|ui| {
        for shade in Shade::ALL {
            let name = match shade {
                Shade::Share => Key::ShadeShare,
                Shade::Minutes => Key::ShadeMinutes,
                Shade::Uncovered => Key::ShadeUncovered,
                Shade::Difference => Key::ShadeDifference,
            };
            let chosen = state.settings.shade == shade;
            if ui.selectable_label(chosen, name.text(lang)).clicked() {
                out.push(Command::Shade(shade));
            }
        }
    });
    let mut strength = state.settings.strength;
    ui.spacing_mut().slider_width = 130.0;
    let slider = egui::Slider::new(&mut strength, 10..=100).suffix("%");
    if ui.add(slider.text(Key::Strength.text(lang))).changed() {
        out.push(Command::Strength(strength));
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
        Layer::Isochrones => Key::LayerIsochrones,
        Layer::Gaps => Key::LayerGaps,
        Layer::Obstacles => Key::LayerObstacles,
        Layer::Homes => Key::LayerHomes,
    }
}
