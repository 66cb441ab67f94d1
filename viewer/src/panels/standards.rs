//! What counts as covered, by sliders: minutes of each standard, the speed, and how many take part.

use egui::{Slider, Ui};

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
    ui.spacing_mut().slider_width = 150.0;
    for (number, standard) in shown.scenario.standards.iter().enumerate() {
        let told = standard.within.minutes().round() as u32;
        let mut minutes = asked.within_min.get(&number).copied().unwrap_or(told);
        let kind = fonts::legible(ui.ctx(), kind_name(&standard.kind, lang)).into_owned();
        let name = Key::WithinOf.fill(lang, &[&kind]);
        if ui
            .add(Slider::new(&mut minutes, 5..=30).text(name))
            .changed()
        {
            out.push(Command::Edit(Edit::Within(number, minutes)));
        }
    }
    let mut speed = asked
        .speed_mps
        .unwrap_or_else(|| shown.scenario.walk.speed.mps());
    let slider = Slider::new(&mut speed, 0.5..=1.4).step_by(0.05);
    if ui.add(slider.text(Key::Speed.text(lang))).changed() {
        out.push(Command::Edit(Edit::Speed((speed * 100.0).round() / 100.0)));
    }
    let usual = &shown.scenario.assess.demand.participation_pct;
    let middle = usual
        .get(usual.len() / 2)
        .map_or(10, |pct| pct.round() as u32);
    let mut pct = asked.participation_pct.unwrap_or(middle);
    let slider = Slider::new(&mut pct, 1..=100).text(Key::Participation.text(lang));
    if ui.add(slider).changed() {
        out.push(Command::Edit(Edit::Participation(pct)));
    }
}
