//! The bar at the bottom: what is being done, where the pointer is, and the scale.

use egui::{Align, Layout, ProgressBar, RichText, Ui};

use crate::map::camera::Camera;
use crate::state::{Glyphs, Job, State};
use crate::text::{Key, length};

/// Points in a centimetre of a screen of 96 points per inch.
const PT_PER_CM: f64 = 96.0 / 2.54;

/// Draws progress at the left, and coordinates and scale at the right.
pub fn status_ui(ui: &mut Ui, state: &State, pointer: Option<geo::Coord>) {
    ui.horizontal(|ui| {
        job_ui(ui, state);
        if state.glyphs == Glyphs::LatinOnly {
            let hint = Key::InstallFont.fill(state.lang(), &[&crate::fonts::PACKAGE]);
            ui.label(RichText::new(hint).color(state.settings.mode.theme().warning.egui()));
        }
        if let Some(note) = &state.note {
            ui.label(RichText::new(crate::fonts::legible(ui.ctx(), note)).weak());
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let scale = scale_of(&state.camera);
            if state.shown.is_some() {
                let text = Key::ScaleStatus.fill(state.lang(), &[&scale]);
                ui.label(RichText::new(text).weak());
            }
            if let (Some(at), Some(shown)) = (pointer, &state.shown) {
                let place = shown.ground.plane.to_lonlat(at);
                let text = format!("{:.5}°, {:.5}°", place.lon_deg(), place.lat_deg());
                ui.label(RichText::new(text).weak());
            }
        });
    });
}

fn scale_of(camera: &Camera) -> String {
    length(camera.m_per_pt * PT_PER_CM)
}

fn job_ui(ui: &mut Ui, state: &State) {
    let lang = state.lang();
    match &state.job {
        Job::Idle => {
            ui.label(RichText::new(Key::Ready.text(lang)).weak());
        }
        Job::Working(None) => {
            ui.label(Key::Computing.text(lang));
        }
        Job::Working(Some(step)) => {
            let name = Key::of_stage(step.stage).text(lang);
            ui.label(name);
            if step.total > 0 {
                let share = (step.done as f64 / step.total as f64) as f32;
                ui.add(
                    ProgressBar::new(share)
                        .desired_width(160.0)
                        .show_percentage(),
                );
            }
        }
        Job::Failed(why) => {
            let text = Key::Failed.fill(lang, &[&why.in_lang(lang)]);
            ui.colored_label(state.settings.mode.theme().serious.egui(), text);
        }
        Job::Crashed(why) => {
            let text = Key::Crashed.fill(lang, &[why]);
            ui.colored_label(state.settings.mode.theme().serious.egui(), text);
        }
    }
}
