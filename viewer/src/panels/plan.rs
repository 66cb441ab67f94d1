//! The plan at hand: tools, what it changes, plans that were put aside, and saving.

mod drawn;

use egui::{RichText, TextEdit, Ui};
use planner::ids::{Id as _, SiteId};

use crate::command::Command;
use crate::fonts;
use crate::panels::details;
use crate::panels::steady;
use crate::plan::{Edit, Figure};
use crate::state::{Job, State, Tool};
use crate::text::{Key, kind_name, percent, signed};

/// Draws tools, changes and named plans.
pub fn plan_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    steady(ui, "tools", |ui| tools_ui(ui, state, out));
    steady(ui, "drawing", |ui| drawn::tools_ui(ui, state, out));
    let lang = state.lang();
    let theme = state.settings.mode.theme();
    if state.tool == Tool::Add {
        let text = RichText::new(Key::AddSiteNow.text(lang)).color(theme.proposed.egui());
        ui.label(text);
    }
    drawn::hint_ui(ui, state);
    if state.book.draft().changes_anything() {
        steady(ui, "changes", |ui| {
            changes_ui(ui, state, out);
            drawn::list_ui(ui, state, out);
        });
    } else if state.tool == Tool::Choose {
        ui.label(RichText::new(Key::PlanEmpty.text(lang)).weak());
    }
    steady(ui, "named plans", |ui| named_ui(ui, state, out));
    steady(ui, "save", |ui| save_ui(ui, state, out));
}

fn tools_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    ui.horizontal(|ui| {
        let standards = state.shown.as_ref().map(|shown| &shown.scenario.standards);
        let standard = standards.and_then(|all| all.get(state.settings.kind));
        let kind = standard.map_or("", |standard| kind_name(&standard.kind, lang));
        let name = Key::AddSite.fill(lang, &[&fonts::legible(ui.ctx(), kind)]);
        let adding = state.tool == Tool::Add;
        let button = egui::Button::new(name).selected(adding);
        let ready = state.answered().is_some();
        let add = ui.add_enabled(ready, button);
        if add.on_hover_text(Key::AddSiteHint.text(lang)).clicked() {
            out.push(Command::Use(if adding { Tool::Choose } else { Tool::Add }));
        }
        let history = &state.book.history;
        let steps = [
            (Key::Undo, Key::UndoHint, history.undoes(), Command::Undo),
            (Key::Redo, Key::RedoHint, history.redoes(), Command::Redo),
        ];
        for (name, hint, edit, command) in steps {
            let button = ui.add_enabled(edit.is_some(), egui::Button::new(name.text(lang)));
            let button = match edit {
                Some(edit) => button.on_hover_text(hint.fill(lang, &[&name_of(edit).text(lang)])),
                None => button,
            };
            if button.clicked() {
                out.push(command);
            }
        }
        if state.book.draft().changes_anything() && ui.button(Key::ClearPlan.text(lang)).clicked() {
            out.push(Command::Edit(Edit::Clear));
        }
    });
}

/// What an edit is called.
const fn name_of(edit: &Edit) -> Key {
    match edit {
        Edit::Add(_) => Key::EditAdd,
        Edit::Move(..) => Key::EditMove,
        Edit::Close(_) => Key::EditClose,
        Edit::Reopen(_) => Key::EditReopen,
        Edit::Capacity(..) => Key::EditCapacity,
        Edit::Accept(_) | Edit::AcceptAll => Key::EditAccept,
        Edit::Keep(_) => Key::EditKeep,
        Edit::Reject(_) => Key::EditReject,
        Edit::Within(..) | Edit::Speed(_) | Edit::Participation(_) => Key::EditStandard,
        Edit::Sites(_) | Edit::Curve(_) => Key::EditSites,
        Edit::Kind(_) | Edit::NewKind(_) => Key::EditKind,
        Edit::Budget(_) | Edit::Cost(_) => Key::EditBudget,
        Edit::AtLeast(..)
        | Edit::AtMost(..)
        | Edit::SharePct(..)
        | Edit::AddPromise(_)
        | Edit::Promise(..)
        | Edit::DropPromise(_) => Key::EditQuota,
        Edit::Draw(_) | Edit::Undraw(_) => Key::EditDraw,
        Edit::Propose(_) => Key::EditPropose,
        Edit::Clear => Key::EditClear,
        Edit::Replace(_) => Key::EditReplace,
    }
}

/// One line for each change; a click flies there.
fn changes_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    let Some(shown) = &state.shown else {
        return;
    };
    let draft = state.book.draft();
    let name = |site: &SiteId| {
        let site = shown.places.sites.get(*site);
        site.map_or_else(String::new, |site| details::site_name(state, site))
    };
    let first = state.book.sites;
    let added = (0..draft.added.len()).map(|n| SiteId::from_index(first + n));
    let new = added.chain(draft.accepted.keys().copied());
    let mut lines: Vec<(SiteId, String)> = Vec::new();
    lines.extend(new.map(|s| (s, Key::ChangeNew.fill(lang, &[&name(&s)]))));
    let moved = draft.moved.keys();
    lines.extend(moved.map(|s| (*s, Key::ChangeMoved.fill(lang, &[&name(s)]))));
    let closed = draft.closed.iter();
    lines.extend(closed.map(|s| (*s, Key::ChangeClosed.fill(lang, &[&name(s)]))));
    let capacity = draft.capacity.iter();
    lines.extend(capacity.map(|(s, room)| {
        let unknown = Key::ChangeNoCapacity.fill(lang, &[&name(s)]);
        let told = room.map(|room| Key::ChangeCapacity.fill(lang, &[&name(s), &room]));
        (*s, told.unwrap_or(unknown))
    }));
    for (site, line) in lines {
        let line = fonts::legible(ui.ctx(), &line).into_owned();
        let mark = shown.marks.iter().position(|mark| mark.site == site);
        let row = ui.selectable_label(false, line);
        if let (true, Some(mark)) = (row.clicked(), mark) {
            out.push(Command::Visit(mark));
        }
    }
}

/// Plans that were put aside, with what they reach and how that differs from today.
fn named_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let id = ui.scope_id().with("plan-name");
        let mut name: String = ui.data_mut(|d| d.get_temp(id)).unwrap_or_default();
        let label = Key::PlanName.text(lang);
        let field = ui.add(
            TextEdit::singleline(&mut name)
                .hint_text(label)
                .desired_width(170.0),
        );
        field.widget_info(|| {
            egui::WidgetInfo::labeled(egui::accesskit::Role::TextInput, true, label)
        });
        ui.data_mut(|d| d.insert_temp(id, name.clone()));
        let ready = !name.trim().is_empty() && state.answered().is_some() && !state.is_stale();
        let button = ui.add_enabled(ready, egui::Button::new(Key::PutAside.text(lang)));
        if button.clicked() {
            out.push(Command::PutAside(name.trim().to_owned()));
            ui.data_mut(|d| d.insert_temp(id, String::new()));
        }
    });
    if state.book.named.is_empty() {
        return;
    }
    ui.label(RichText::new(Key::NamedPlans.text(lang)).strong());
    for (number, plan) in state.book.named.iter().enumerate() {
        ui.label(RichText::new(fonts::legible(ui.ctx(), &plan.name)).strong());
        ui.horizontal_wrapped(|ui| {
            let figure = plan.figures.get(state.settings.kind);
            let line = figure.map_or_else(
                || Key::NotCountedYet.text(lang).to_owned(),
                |figure| told(*figure, state),
            );
            ui.label(line);
            if ui.small_button(Key::TakeUp.text(lang)).clicked() {
                out.push(Command::TakeUp(number));
            }
            if ui.small_button(Key::ForgetPlan.text(lang)).clicked() {
                out.push(Command::Forget(number));
            }
        });
    }
}

fn told(figure: Figure, state: &State) -> String {
    let lang = state.lang();
    let share = percent(figure.covered.share_of(figure.total));
    let mut line = Key::Covers.fill(lang, &[&figure.covered, &share]);
    let more = figure.covered.count() as i64 - figure.today.count() as i64;
    line.push_str(lang.pick("，", ", "));
    line.push_str(&Key::Difference.fill(lang, &[&signed(more)]));
    line
}

fn save_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    let Some(shown) = &state.shown else {
        return;
    };
    ui.add_space(4.0);
    ui.vertical(|ui| {
        ui.label(RichText::new(Key::SavePath.text(lang)).weak());
        let id = ui.scope_id().with(("save-path", &shown.scenario.file));
        let usual = || {
            let file = shown.scenario.file.with_extension("plan.toml");
            file.display().to_string()
        };
        let mut path: String = ui.data_mut(|d| d.get_temp(id)).unwrap_or_else(usual);
        let field = ui.add(TextEdit::singleline(&mut path).desired_width(f32::INFINITY));
        field.widget_info(|| {
            let label = Key::SavePath.text(lang);
            egui::WidgetInfo::labeled(egui::accesskit::Role::TextInput, true, label)
        });
        ui.data_mut(|d| d.insert_temp(id, path.clone()));
        let ready = state.answered().is_some() && !matches!(state.job, Job::Working(_));
        let button = ui.add_enabled(ready, egui::Button::new(Key::SaveAs.text(lang)));
        if button.on_hover_text(Key::SaveHint.text(lang)).clicked() {
            out.push(Command::Save(path.into()));
        }
    });
    ui.horizontal_wrapped(|ui| {
        let file = &shown.scenario.file;
        let exports = [
            (
                Key::Print,
                Key::PrintHint,
                Command::Print(file.with_extension("png")),
            ),
            (
                Key::PrintWorking,
                Key::PrintWorkingHint,
                Command::PrintWorking(file.with_extension("internal.png")),
            ),
            (
                Key::Publish,
                Key::PublishHint,
                Command::Publish(file.with_extension("results")),
            ),
        ];
        let ready = state.answered().is_some() && !matches!(state.job, Job::Working(_));
        for (name, hint, command) in exports {
            let button = ui.add_enabled(ready, egui::Button::new(name.text(lang)));
            if button.on_hover_text(hint.text(lang)).clicked() {
                out.push(command);
            }
        }
    });
    if let Some(note) = &state.note {
        ui.label(RichText::new(fonts::legible(ui.ctx(), note)).weak());
    }
}
