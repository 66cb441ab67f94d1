//! The panels around the map, one file each: they read the state and answer with commands.

pub mod details;
pub mod headline;
pub mod layers;
pub mod lead;
pub mod legend;
pub mod lists;
pub mod plan;
pub mod proposal;
pub mod standards;
pub mod status;
pub mod top;
pub mod welcome;

use egui::{
    Align, Id, Layout, RichText, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, accesskit::Role,
    vec2,
};

use crate::command::Command;
use crate::state::{State, Tab};
use crate::text::Key;

use lists::{districts, findings, gaps, search};

/// A window that leaves less height is scrolled whole, in points.
const LOW: f32 = 520.0;
/// Height of a tab in points.
const TAB: f32 = 30.0;

/// Everything that stands beside the map: what always matters on top, and one of several pages below.
pub fn side_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    if ui.available_height() < LOW {
        // Where there is no room for a page below, all is one page.
        ScrollArea::vertical()
            .id_salt("low")
            .auto_shrink(false)
            .show(ui, |ui| {
                head_ui(ui, state, out);
                if state.shown.is_some() {
                    steady(ui, "tabs", |ui| tabs_ui(ui, state, out));
                    page_ui(ui, state, state.tab, out);
                }
            });
        return;
    }
    head_ui(ui, state, out);
    ui.add_space(6.0);
    if state.shown.is_none() {
        // There is nothing to plan, list or switch yet.
        return;
    }
    steady(ui, "tabs", |ui| tabs_ui(ui, state, out));
    ScrollArea::vertical()
        .id_salt(state.tab.name() as usize)
        .auto_shrink(false)
        .show(ui, |ui| page_ui(ui, state, state.tab, out));
}

/// The search, the numbers, and what is chosen.
pub fn head_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    steady(ui, "search", |ui| search::search_ui(ui, state, out));
    steady(ui, "headline", |ui| headline::headline_ui(ui, state, out));
    steady(ui, "selection", |ui| {
        details::selection_ui(ui, state, out);
    });
}

/// One page.
pub fn page_ui(ui: &mut Ui, state: &State, tab: Tab, out: &mut Vec<Command>) {
    match tab {
        Tab::Plan => {
            section(ui, state, Key::Plan, |ui| plan::plan_ui(ui, state, out));
            section(ui, state, Key::Proposal, |ui| {
                proposal::proposal_ui(ui, state, out);
            });
            section(ui, state, Key::Standards, |ui| {
                standards::standards_ui(ui, state, out);
            });
        }
        Tab::Places => {
            section(ui, state, Key::Gaps, |ui| gaps::gaps_ui(ui, state, out));
            section(ui, state, Key::Districts, |ui| {
                districts::districts_ui(ui, state, out);
            });
            section(ui, state, Key::Ledger, |ui| gaps::ledger_ui(ui, state));
        }
        Tab::Layers => layers::layers_ui(ui, state, out),
        Tab::Data => findings::findings_ui(ui, state, out),
    }
}

/// The names of the pages in a row.
fn tabs_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let theme = state.settings.mode.theme();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let width = ui.available_width() / Tab::ALL.len() as f32;
        for tab in Tab::ALL {
            let (place, response) = ui.allocate_exact_size(vec2(width, TAB), Sense::click());
            let name = tab.name().text(state.lang());
            response.widget_info(|| WidgetInfo::labeled(Role::Tab, true, name));
            let chosen = state.tab == tab;
            let ink = if chosen { theme.accent } else { theme.quiet };
            if response.hovered() || response.has_focus() {
                let tint = theme.accent.with_opacity(20).egui();
                ui.painter().rect_filled(place, 4.0, tint);
            }
            let inside = UiBuilder::new()
                .max_rect(place)
                .layout(Layout::centered_and_justified(egui::Direction::LeftToRight));
            ui.scope_builder(inside, |ui| {
                ui.style_mut().interaction.selectable_labels = false;
                let text = RichText::new(name).size(14.0).color(ink.egui());
                ui.label(if chosen { text.strong() } else { text });
            });
            let (line, colour) = if chosen {
                (2.5, ink)
            } else {
                (1.0, theme.line)
            };
            let stroke = egui::Stroke::new(line, colour.egui());
            ui.painter().hline(place.x_range(), place.bottom(), stroke);
            if response.clicked() {
                out.push(Command::Turn(tab));
            }
        }
    });
}

/// Draws a part whose widgets stay the same ones whatever appears above them: otherwise a click is lost when numbers come
/// in while the button is down, since egui names a widget by its place among its siblings.
pub(crate) fn steady(ui: &mut Ui, name: &str, content: impl FnOnce(&mut Ui)) {
    let id = Id::unique(("part of a panel", name));
    ui.scope_builder(UiBuilder::new().scope_id(id), content);
}

fn section(ui: &mut Ui, state: &State, title: Key, content: impl FnOnce(&mut Ui)) {
    ui.add_space(8.0);
    let part = UiBuilder::new()
        .scope_id(Id::unique(("section", title as usize)))
        .layout(Layout::top_down(Align::Min));
    ui.scope_builder(part, |ui| {
        let text = RichText::new(title.text(state.lang())).strong().size(14.5);
        ui.label(text);
        ui.add_space(2.0);
        content(ui);
    });
    ui.add_space(4.0);
    ui.separator();
}
