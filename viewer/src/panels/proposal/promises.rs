//! Quotas of the proposal: those of the scenario, and those that the plan adds.

use std::ops::RangeInclusive;

use egui::{ComboBox, DragValue, Ui, WidgetInfo, accesskit::Role};
use planner::places::Places;
use planner::siting::brief::Quota;

use crate::command::Command;
use crate::fonts;
use crate::plan::Edit;
use crate::plan::asked::{Limit, Place, Promise};
use crate::state::{Shown, State};
use crate::text::{Key, level_name};

/// The most sites that a quota may ask for.
const MOST: usize = 1_000;
/// The share of districts that a new promise is for, in per cent.
const USUAL_SHARE: u32 = 80;

/// A number for each limit of a quota, a line for each promise of the plan, and the button that adds one.
pub(super) fn promises_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    let Some(shown) = &state.shown else {
        return;
    };
    let quotas = shown.scenario.siting.iter().flat_map(|s| &s.rules.quotas);
    for (number, quota) in quotas.enumerate().take(own_quotas(shown)) {
        quota_ui(ui, state, (number, quota), out);
    }
    for (number, promise) in state.book.draft().asked.promises.iter().enumerate() {
        promise_ui(ui, state, shown, (number, promise), out);
    }
    let add = ui.button(Key::AddPromise.text(lang));
    if add.on_hover_text(Key::AddPromiseHint.text(lang)).clicked() {
        let level = level_of(&shown.places);
        let promise = Promise {
            place: level.map_or(Place::Whole, Place::Each),
            limit: Limit::AtLeast(1),
        };
        out.push(Command::Edit(Edit::AddPromise(promise)));
    }
}

/// How many quotas the scenario's own file has: those that the plan shown adds follow them.
fn own_quotas(shown: &Shown) -> usize {
    let siting = shown.scenario.siting.as_ref();
    let all = siting.map_or(0, |siting| siting.rules.quotas.len());
    let answered = shown.answered.as_ref();
    let added = answered.map_or(0, |answered| answered.draft.asked.promises.len());
    all.saturating_sub(added)
}

/// The level that is reported on.
fn level_of(places: &Places) -> Option<String> {
    let level = places.reported_level.as_ref().or(places.levels.last());
    level.cloned()
}

/// One promise of the plan: where, how it is meant, how many, and the way to take it away.
fn promise_ui(
    ui: &mut Ui,
    state: &State,
    shown: &Shown,
    (number, promise): (usize, &Promise),
    out: &mut Vec<Command>,
) {
    let lang = state.lang();
    let mut next = promise.clone();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        place_ui(ui, state, shown, (number, &mut next.place));
        limit_ui(ui, state, number, &mut next);
        let drop = ui.small_button(Key::DropPromise.text(lang));
        let name = Key::DropPromiseOf.fill(lang, &[&(number + 1)]);
        drop.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        if drop.clicked() {
            out.push(Command::Edit(Edit::DropPromise(number)));
        }
    });
    if next != *promise {
        out.push(Command::Edit(Edit::Promise(number, next)));
    }
}

/// Where a promise holds: everywhere, in each district of a level, or in one of them.
fn place_ui(ui: &mut Ui, state: &State, shown: &Shown, (number, place): (usize, &mut Place)) {
    let lang = state.lang();
    let ctx = ui.ctx().clone();
    let places = &shown.places;
    let each = places.levels.iter().map(|level| Place::Each(level.clone()));
    let level = level_of(places);
    let reported = places.districts.iter();
    let reported = reported.filter(|d| level.as_ref().is_none_or(|level| *level == d.level));
    let one = reported.map(|district| Place::District(district.code.clone()));
    let name = |place: &Place| match place {
        Place::Whole => Key::QuotaWhole.text(lang).to_owned(),
        Place::Each(level) => {
            let level = fonts::legible(&ctx, level_name(level, lang));
            Key::QuotaEach.fill(lang, &[&level])
        }
        Place::District(code) => {
            let district = places.districts.iter().find(|d| d.code == *code);
            let name = district.map_or(code, |district| &district.name);
            fonts::legible(&ctx, name).into_owned()
        }
    };
    let list = ComboBox::from_id_salt(("where", number)).width(120.0);
    let list = list.selected_text(name(place)).show_ui(ui, |ui| {
        for choice in std::iter::once(Place::Whole).chain(each).chain(one) {
            let text = name(&choice);
            ui.selectable_value(place, choice, text);
        }
    });
    let told = Key::PromiseWhere.fill(lang, &[&(number + 1)]);
    (list.response).widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, &told));
}

/// How many sites there must or may be.
fn limit_ui(ui: &mut Ui, state: &State, number: usize, promise: &mut Promise) {
    let lang = state.lang();
    let (word, sites) = match promise.limit {
        Limit::AtLeast(sites) => (Key::LimitLeast, sites),
        Limit::AtMost(sites) => (Key::LimitMost, sites),
        Limit::SharePct(pct) => (Key::LimitShare, pct as usize),
    };
    let list = ComboBox::from_id_salt(("limit", number)).width(70.0);
    let list = list.selected_text(word.text(lang)).show_ui(ui, |ui| {
        let mut choices = vec![
            (Key::LimitLeast, Limit::AtLeast(1)),
            (Key::LimitMost, Limit::AtMost(sites.max(1))),
        ];
        if let Place::Each(_) = promise.place {
            choices.push((Key::LimitShare, Limit::SharePct(USUAL_SHARE)));
        }
        for (key, limit) in choices {
            let label = ui.selectable_label(key == word, key.text(lang));
            if label.clicked() && key != word {
                promise.limit = limit;
            }
        }
    });
    let told = Key::PromiseLimit.fill(lang, &[&(number + 1)]);
    (list.response).widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, &told));
    number_ui(
        ui,
        &Key::PromiseNumber.fill(lang, &[&(number + 1)]),
        promise,
    );
    // Of the whole and of one district no share can be asked.
    if let (Limit::SharePct(_), Place::Whole | Place::District(_)) = (promise.limit, &promise.place)
    {
        promise.limit = Limit::AtLeast(1);
    }
}

fn number_ui(ui: &mut Ui, name: &str, promise: &mut Promise) {
    let (mut value, range) = match promise.limit {
        Limit::SharePct(pct) => (pct as usize, 1..=100),
        Limit::AtLeast(sites) | Limit::AtMost(sites) => (sites, 0..=MOST),
    };
    let dragged = ui.add(DragValue::new(&mut value).range(range));
    dragged.widget_info(|| WidgetInfo::labeled(Role::SpinButton, true, name));
    if dragged.changed() {
        promise.limit = match promise.limit {
            Limit::AtLeast(_) => Limit::AtLeast(value),
            Limit::AtMost(_) => Limit::AtMost(value),
            Limit::SharePct(_) => Limit::SharePct(value as u32),
        };
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
            let level = level_name(level, lang);
            let level = fonts::legible(ui.ctx(), level).into_owned();
            Key::QuotaEach.fill(lang, &[&level])
        }
        (None, None) => Key::QuotaWhole.text(lang).to_owned(),
    }
}
