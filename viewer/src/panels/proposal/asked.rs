//! What is to be proposed: the kind, how many, for how much; and the buttons that start and stop it.

use egui::{Button, ComboBox, DragValue, RichText, Ui, WidgetInfo, accesskit::Role};
use planner::places::{Action, Site};

use crate::command::Command;
use crate::fonts;
use crate::plan::Edit;
use crate::state::{Job, Search, Shown, State};
use crate::text::{Key, kind_name};

/// What a new site costs, and the most that a plan costs for each, until somebody says otherwise.
const USUAL_COST: f64 = 100.0;

/// The kind that a proposal is for: as the plan asks, else as the scenario does, else the one looked at.
fn kind_asked<'a>(state: &'a State, shown: &'a Shown) -> Option<&'a str> {
    let asked = state.book.draft().asked.kind.as_ref();
    let told = shown.scenario.siting.as_ref().map(|siting| &siting.kind);
    let standards = &shown.scenario.standards;
    let looked_at = standards.get(state.settings.kind).map(|s| &s.kind);
    let kind = asked.or(told).or(looked_at);
    kind.map(String::as_str)
}

/// Asks for a kind; one that has no standard gets one.
fn ask_for(kind: &str, shown: &Shown) -> Edit {
    let has_standard = shown.scenario.standards.iter().any(|s| s.kind == kind);
    if has_standard {
        Edit::Kind(kind.to_owned())
    } else {
        Edit::NewKind(kind.to_owned())
    }
}

/// Asks for the kind that the panel shows before the first thing that is asked of its sites, where nobody asks for a
/// kind yet; the commands from `first` on are those of this frame.
pub(super) fn ask_for_what_is_shown(state: &State, first: usize, out: &mut Vec<Command>) {
    let Some(shown) = &state.shown else {
        return;
    };
    let names =
        |command: &Command| matches!(command, Command::Edit(Edit::Kind(_) | Edit::NewKind(_)));
    let asks = shown.scenario.siting.is_some() || state.book.draft().asked.kind.is_some();
    let is_asked = asks || out[first..].iter().any(names);
    if let (false, Some(kind)) = (is_asked, kind_asked(state, shown)) {
        out.insert(first, Command::Edit(ask_for(kind, shown)));
    }
}

/// The kind and the number.
pub(super) fn asked_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    let Some(shown) = &state.shown else {
        return;
    };
    let now = kind_asked(state, shown).unwrap_or_default();
    ui.horizontal(|ui| {
        let label = ui.label(Key::KindAsked.text(lang));
        let name = |kind: &str| fonts::legible(ui.ctx(), kind_name(kind, lang)).into_owned();
        let chosen = name(now);
        let kinds: Vec<(&String, String)> = shown.kinds.iter().map(|k| (k, name(k))).collect();
        let list = ComboBox::from_id_salt("kind asked")
            .selected_text(chosen)
            .width(200.0);
        let list = list.show_ui(ui, |ui| {
            for (kind, name) in kinds {
                if ui.selectable_label(kind == now, name).clicked() && kind != now {
                    out.push(Command::Edit(ask_for(kind, shown)));
                }
            }
        });
        list.response.labelled_by(label.id);
    });
    let siting = shown.scenario.siting.as_ref();
    let told = siting.and_then(|siting| siting.sites);
    let mut sites = state.book.draft().asked.sites.or(told).unwrap_or(1);
    ui.horizontal(|ui| {
        let label = ui.label(Key::SitesAsked.text(lang));
        let number = DragValue::new(&mut sites).range(1..=200);
        let number = number.clamp_existing_to_range(false);
        if ui.add(number).labelled_by(label.id).changed() {
            out.push(Command::Edit(Edit::Sites(sites)));
        }
    });
}

/// The budget, where one is asked for, and what a site costs of which no table tells it.
pub(super) fn budget_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    let Some(shown) = &state.shown else {
        return;
    };
    let asked = &state.book.draft().asked;
    let siting = shown.scenario.siting.as_ref();
    let sites = asked.sites.or(siting.and_then(|siting| siting.sites));
    // The scenario shown may be that of the plan; whether its file has a budget is seen where the plan asks for none.
    let told = siting.and_then(|siting| siting.rules.budget);
    let by_file = told.filter(|_| asked.budget.is_none());
    let budget = asked.budget.or(told);
    let usual = asked.cost.or(shown.scenario.candidates.cost);
    let usual = usual.unwrap_or(USUAL_COST);
    let has_price = asked.cost.is_some() || !lacks_cost(shown);
    ui.horizontal(|ui| {
        let mut limited = budget.is_some();
        let name = Key::Budget.text(lang);
        let switch = egui::Checkbox::new(&mut limited, name);
        if ui.add_enabled(by_file.is_none(), switch).changed() {
            let most = usual * sites.unwrap_or(1) as f64;
            out.push(Command::Edit(Edit::Budget(limited.then_some(most))));
            if limited && !has_price {
                out.push(Command::Edit(Edit::Cost(usual)));
            }
        }
        let Some(mut most) = budget else {
            ui.label(RichText::new(Key::NoBudget.text(lang)).weak());
            return;
        };
        if money_ui(ui, Key::BudgetMost.text(lang), &mut most) {
            out.push(Command::Edit(Edit::Budget(Some(most))));
        }
    });
    if budget.is_some() && (asked.cost.is_some() || lacks_cost(shown)) {
        let mut cost = usual;
        ui.horizontal(|ui| {
            ui.label(Key::UsualCost.text(lang));
            if money_ui(ui, Key::UsualCost.text(lang), &mut cost) {
                out.push(Command::Edit(Edit::Cost(cost)));
            }
        });
    }
}

/// Whether a new site could be proposed of which no table tells what it costs.
fn lacks_cost(shown: &Shown) -> bool {
    let lacks = |site: &Site| {
        let is_new = site.status.is_premises() && site.action == Action::Build;
        is_new && (site.cost.is_none() || site.has_usual_cost)
    };
    shown.base.sites.iter().any(lacks)
}

fn money_ui(ui: &mut Ui, name: &str, money: &mut f64) -> bool {
    let step = (*money / 100.0).max(1.0);
    let number = DragValue::new(money).range(0.0..=1e12).speed(step);
    let number = ui.add(number.max_decimals(2));
    number.widget_info(|| WidgetInfo::labeled(Role::SpinButton, true, name));
    number.changed()
}

/// The buttons that start and stop the search; where nowhere can be built, the way to allow it.
pub(super) fn search_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    let Some(shown) = &state.shown else {
        return;
    };
    let working = matches!(state.job, Job::Working(_));
    let ready = state.answered().is_some() && !working;
    if !shown
        .base
        .sites
        .iter()
        .any(|site| site.status.is_premises())
    {
        ui.label(RichText::new(Key::NoCandidates.text(lang)).weak());
        let button = ui.add_enabled(ready, Button::new(Key::UseHexagons.text(lang)));
        if button
            .on_hover_text(Key::UseHexagonsHint.text(lang))
            .clicked()
        {
            out.push(Command::UseHexagons);
        }
        return;
    }
    ui.horizontal(|ui| {
        let again = state.book.draft().proposed.is_some();
        let name = if again {
            Key::ProposeAgain
        } else {
            Key::ProposeNow
        };
        if ui
            .add_enabled(ready, Button::new(name.text(lang)))
            .clicked()
        {
            ask_for_what_is_shown(state, out.len(), out);
            out.push(Command::Propose);
        }
        if state.search != Search::Resting {
            let running = state.search == Search::Running;
            let stop = ui.add_enabled(running, Button::new(Key::Stop.text(lang)));
            if stop.on_hover_text(Key::StopHint.text(lang)).clicked() {
                out.push(Command::Stop);
            }
        }
    });
}
