//! Budget and quotas of the proposal, where the scenario has them.

use egui::{DragValue, Ui};
use planner::siting::brief::Quota;

use crate::command::Command;
use crate::fonts;
use crate::plan::Edit;
use crate::state::State;
use crate::text::Key;

/// The most sites that a quota may ask for.
const MOST: usize = 1_000;

/// A number for the budget and for each least number of sites.
pub(super) fn promises_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    let shown = state.shown.as_ref();
    let Some(siting) = shown.and_then(|shown| shown.scenario.siting.as_ref()) else {
        return;
    };
    let asked = &state.book.draft().asked;
    if let Some(told) = siting.rules.budget {
        let mut budget = asked.budget.unwrap_or(told);
        ui.horizontal(|ui| {
            let label = ui.label(Key::Budget.text(lang));
            let step = (told / 100.0).max(1.0);
            let number = DragValue::new(&mut budget).range(0.0..=1e12).speed(step);
            let number = ui.add(number.max_decimals(2)).labelled_by(label.id);
            if number.changed() {
                out.push(Command::Edit(Edit::Budget(budget)));
            }
        });
    }
    for (number, quota) in siting.rules.quotas.iter().enumerate() {
        let Some(told) = quota.at_least else {
            continue;
        };
        let mut least = asked.at_least.get(&number).copied().unwrap_or(told);
        let name = Key::Quota.fill(lang, &[&place_of(ui, quota, state)]);
        ui.horizontal(|ui| {
            let label = ui.label(name);
            let value = DragValue::new(&mut least).range(0..=MOST);
            if ui.add(value).labelled_by(label.id).changed() {
                out.push(Command::Edit(Edit::AtLeast(number, least)));
            }
        });
    }
}

/// Where a quota holds.
fn place_of(ui: &Ui, quota: &Quota, state: &State) -> String {
    let lang = state.lang();
    match (&quota.district, &quota.level) {
        (Some(district), _) => fonts::legible(ui.ctx(), district).into_owned(),
        (None, Some(level)) => {
            let level = fonts::legible(ui.ctx(), level).into_owned();
            Key::QuotaEach.fill(lang, &[&level])
        }
        (None, None) => Key::QuotaWhole.text(lang).to_owned(),
    }
}
