//! The bar on top: what is open, and how one likes to see it.

pub mod shortcuts;

use egui::{Align, Layout, RichText, Ui, WidgetInfo, accesskit::Role};
use planner::text::Lang;

use crate::command::Command;
use crate::fonts;
use crate::state::{Glyphs, Job, Sheet, State, View};
use crate::text::Key;
use crate::theme::Mode;

/// Draws the title at the left and the switches at the right.
pub fn top_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    ui.horizontal(|ui| {
        let title = state
            .shown
            .as_ref()
            .map(|shown| shown.scenario.title.as_str());
        let title = title.unwrap_or_else(|| Key::AppName.text(lang));
        let title = fonts::legible(ui.ctx(), title);
        ui.label(RichText::new(title).size(17.0).strong());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            // The other language's own name, which whoever needs it can read.
            let readable = state.glyphs == Glyphs::Chinese;
            if readable && ui.button(Key::Language.text(lang)).clicked() {
                out.push(Command::Speak(match lang {
                    Lang::Zh => Lang::En,
                    Lang::En => Lang::Zh,
                }));
            }
            let help = ui.button("?");
            help.widget_info(|| WidgetInfo::labeled(Role::Button, true, Key::Shortcuts.text(lang)));
            if help.on_hover_text(Key::ShortcutsTip.text(lang)).clicked() {
                out.push(Command::Lay(Sheet::Open));
            }
            let other = match state.settings.mode {
                Mode::Light => Key::ToDark,
                Mode::Dark => Key::ToLight,
            };
            if ui.button(other.text(lang)).clicked() {
                out.push(Command::Wear(state.settings.mode.other()));
            }
            if state.answered().is_some() {
                let lead = ui.button(Key::Lead.text(lang));
                if lead.on_hover_text(Key::LeadTip.text(lang)).clicked() {
                    out.push(Command::Show(View::Lead));
                }
            }
            if state.shown.is_none() && state.job == Job::Idle {
                return;
            }
            let idle = !matches!(state.job, Job::Working(_));
            let again = egui::Button::new(Key::Recompute.text(lang));
            let again = ui.add_enabled(idle, again);
            if again.on_hover_text(Key::RecomputeHint.text(lang)).clicked() {
                out.push(Command::Recompute);
            }
        });
    });
}
