//! The panels around the map, one file each: they read the state and answer with commands.

pub mod details;
pub mod findings;
pub mod headline;
pub mod layers;
pub mod legend;
pub mod proposal;
pub mod status;
pub mod top;

use egui::{RichText, Ui};

use crate::command::Command;
use crate::state::State;
use crate::text::Key;

/// Everything that stands beside the map, top to bottom.
pub fn side_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    headline::headline_ui(ui, state, out);
    details::selection_ui(ui, state, out);
    section(ui, state, Key::Proposal, |ui| {
        proposal::proposal_ui(ui, state, out);
    });
    section(ui, state, Key::Layers, |ui| {
        layers::layers_ui(ui, state, out);
    });
    section(ui, state, Key::Findings, |ui| {
        findings::findings_ui(ui, state);
    });
}

fn section(ui: &mut Ui, state: &State, title: Key, content: impl FnOnce(&mut Ui)) {
    ui.add_space(6.0);
    ui.separator();
    let text = RichText::new(title.text(state.lang())).strong().size(14.5);
    egui::CollapsingHeader::new(text)
        .id_salt(title as usize)
        .default_open(true)
        .show(ui, content);
}
