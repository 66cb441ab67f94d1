//! What counts as covered, by sliders: minutes of each standard, the speed, and how many take part.

use egui::{RichText, Slider, SliderClamping, Ui};

use crate::command::Command;
use crate::fonts;
use crate::plan::Edit;
use crate::state::State;
use crate::text::{Key, kind_name};

/// Draws one slider for each knob.
pub fn standards_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    let Some(shown) = &state.shown else {
        return;
    };
    let asked = &state.book.draft().asked;
    ui.spacing_mut().slider_width = ui.available_width() - 60.0;
    ui.spacing_mut().item_spacing.y = 2.0;
    for (number, standard) in shown.scenario.standards.iter().enumerate() {
        let told = standard.within.minutes().round() as u32;
        let mut minutes = asked.within_min.get(&number).copied().unwrap_or(told);
        let kind = fonts::legible(ui.ctx(), kind_name(&standard.kind, lang)).into_owned();
        let name = Key::WithinOf.fill(lang, &[&kind]);
        let slider = Slider::new(&mut minutes, 5..=30).clamping(SliderClamping::Edits);
        if knob_ui(ui, &name, slider) {
            out.push(Command::Edit(Edit::Within(number, minutes)));
        }
    }
    let speed = asked
        .speed_mps
        .unwrap_or_else(|| shown.scenario.walk.speed.mps());
    // Whole centimetres a second: a slider of fractions would round them anew in every frame.
    let mut cm_per_s = (speed * 100.0).round() as u32;
    let slider = Slider::new(&mut cm_per_s, 50..=140)
        .clamping(SliderClamping::Edits)
        .custom_formatter(|cm_per_s, _| format!("{:.2}", cm_per_s / 100.0))
        .custom_parser(|text| Some(text.trim().parse::<f64>().ok()? * 100.0));
    if knob_ui(ui, Key::Speed.text(lang), slider) {
        out.push(Command::Edit(Edit::Speed(f64::from(cm_per_s) / 100.0)));
    }
    let usual = &shown.scenario.assess.demand.participation_pct;
    let middle = usual
        .get(usual.len() / 2)
        .map_or(10, |pct| pct.round() as u32);
    let mut pct = asked.participation_pct.unwrap_or(middle);
    let slider = Slider::new(&mut pct, 1..=100).clamping(SliderClamping::Edits);
    if knob_ui(ui, Key::Participation.text(lang), slider) {
        out.push(Command::Edit(Edit::Participation(pct)));
    }
}

/// A slider below its name, which has all the width; says whether it was moved.
fn knob_ui(ui: &mut Ui, name: &str, slider: Slider<'_>) -> bool {
    let label = ui.label(RichText::new(name).size(12.5));
    ui.add(slider).labelled_by(label.id).changed()
}
