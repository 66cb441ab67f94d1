//! The first screen: one click to the sample, what was open last, and where to put a scenario.

pub mod basket;

use egui::{Align2, Area, Frame, Id, RichText, Stroke, TextEdit, Ui, vec2};

use crate::command::Command;
use crate::fonts;
use crate::state::{Job, State};
use crate::text::Key;

/// Width of the card in points.
const WIDTH: f32 = 440.0;

/// Draws the card in the middle of the map while nothing is open and nothing is being opened.
pub fn welcome_ui(ui: &Ui, state: &State, out: &mut Vec<Command>) {
    if state.shown.is_some() || matches!(state.job, Job::Working(_)) {
        return;
    }
    let theme = state.settings.mode.theme();
    Area::new(Id::unique("welcome"))
        .pivot(Align2::CENTER_CENTER)
        .fixed_pos(ui.max_rect().center())
        .movable(false)
        .show(ui.ctx(), |ui| {
            Frame::new()
                .fill(theme.card.egui())
                .stroke(Stroke::new(1.0, theme.line.egui()))
                .corner_radius(10.0)
                .inner_margin(28.0)
                .show(ui, |ui| card_ui(ui, state, out));
        });
}

fn card_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    let theme = state.settings.mode.theme();
    ui.set_width(WIDTH);
    ui.label(RichText::new(Key::Welcome.text(lang)).size(24.0).strong());
    ui.label(RichText::new(Key::WelcomeText.text(lang)).weak());
    ui.add_space(14.0);
    let why = match &state.job {
        Job::Failed(why) => Some(why.in_lang(lang)),
        Job::Crashed(why) => Some(why.as_str()),
        _ => None,
    };
    if let Some(why) = why {
        ui.colored_label(theme.serious.egui(), Key::Failed.fill(lang, &[&why]));
        ui.add_space(8.0);
    }
    if let Some(file) = &state.recovered {
        let text = Key::Recover.fill(lang, &[&file.display()]);
        let text = fonts::legible(ui.ctx(), &text).into_owned();
        if ui.link(text).clicked() {
            out.push(Command::Open(file.clone()));
        }
        ui.add_space(8.0);
    }
    if let Some(sample) = &state.sample {
        let text = RichText::new(Key::OpenSample.text(lang)).size(16.0);
        let text = text.color(theme.card.egui());
        let button = egui::Button::new(text).fill(theme.accent.egui());
        if ui.add_sized(vec2(WIDTH, 42.0), button).clicked() {
            out.push(Command::Open(sample.clone()));
        }
        ui.add_space(10.0);
    }
    path_ui(ui, state, out);
    if !state.recent.is_empty() {
        ui.add_space(10.0);
        ui.label(RichText::new(Key::Recent.text(lang)).strong());
        for file in &state.recent {
            let name = file.display().to_string();
            if ui.link(fonts::legible(ui.ctx(), &name)).clicked() {
                out.push(Command::Open(file.clone()));
            }
        }
    }
    ui.add_space(10.0);
    ui.label(RichText::new(Key::DropHint.text(lang)).weak());
}

fn path_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    ui.horizontal(|ui| {
        let id = ui.scope_id().with("open-path");
        let mut path: String = ui.data_mut(|d| d.get_temp(id)).unwrap_or_default();
        let label = Key::OpenPath.text(lang);
        let field = TextEdit::singleline(&mut path)
            .hint_text(label)
            .desired_width(WIDTH - 90.0);
        let field = ui.add(field);
        field.widget_info(|| {
            egui::WidgetInfo::labeled(egui::accesskit::Role::TextInput, true, label)
        });
        ui.data_mut(|d| d.insert_temp(id, path.clone()));
        let enter = field.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
        let open = ui.button(Key::Open.text(lang)).clicked();
        if (enter || open) && !path.trim().is_empty() {
            out.push(Command::Open(path.trim().into()));
        }
    });
}
