//! Budget and quotas of the proposal, where the scenario has them.

use std::ops::RangeInclusive;

use egui::{DragValue, Ui};
use planner::siting::brief::Quota;

use crate::command::Command;
use crate::fonts;
use crate::plan::Edit;
use crate::state::State;
use crate::text::Key;

/// The most sites that a quota may ask for.
const MOST: usize = 1_000;

/// A number for the budget and for each limit of a quota.
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
        quota_ui(ui, state, (number, quota), out);
    }
}

/// A number for each limit of a quota that the scenario sets.
fn quota_ui(ui: &mut Ui, state: &State, (number, quota): (usize, &Quota), out: &mut Vec<Command>) {
    let lang = state.lang();
    let asked = &state.book.draft().asked;
    let place = place_of(ui, quota, state);
    if let Some(told) = quota.at_least {
        let mut least = asked.at_least.get(&number).copied().unwrap_or(told);
        // What may be asked for at most is a limit of what must be.
        let most = asked.at_most.get(&number).copied().or(quota.at_most);
        let range = 0..=most.unwrap_or(MOST);
        if knob_ui(ui, &Key::Quota.fill(lang, &[&place]), (&mut least, range)) {
            out.push(Command::Edit(Edit::AtLeast(number, least)));
        }
    }
    if let Some(told) = quota.at_most {
        let mut most = asked.at_most.get(&number).copied().unwrap_or(told);
        let least = asked.at_least.get(&number).copied().or(quota.at_least);
        let range = least.unwrap_or(0)..=MOST;
        if knob_ui(
            ui,
            &Key::QuotaMost.fill(lang, &[&place]),
            (&mut most, range),
        ) {
            out.push(Command::Edit(Edit::AtMost(number, most)));
        }
    }
    if let Some(told) = quota.share_pct {
        let told = told.round() as usize;
        let share = asked.share_pct.get(&number).map(|pct| *pct as usize);
        let mut share = share.unwrap_or(told);
        if knob_ui(
            ui,
            &Key::QuotaShare.fill(lang, &[&place]),
            (&mut share, 1..=100),
        ) {
            out.push(Command::Edit(Edit::SharePct(number, share as u32)));
        }
    }
}

/// One number with its name; whether it was changed.
fn knob_ui(ui: &mut Ui, name: &str, (value, range): (&mut usize, RangeInclusive<usize>)) -> bool {
    ui.horizontal(|ui| {
        let label = ui.label(name);
        let number = DragValue::new(value).range(range);
        ui.add(number).labelled_by(label.id).changed()
    })
    .inner
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
