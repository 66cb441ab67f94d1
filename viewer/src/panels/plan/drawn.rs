//! Gates, links and compounds: the tools that draw them, and the list of what is drawn.

use egui::{Button, RichText, Ui};
use planner::network::edits::Action;

use crate::command::Command;
use crate::map::scene::Bounds;
use crate::plan::Edit;
use crate::plan::drawing::{self, Sort};
use crate::state::{State, Tool};
use crate::text::Key;

/// Least width of what is shown around something drawn, in metres.
const AROUND_M: f64 = 900.0;

/// The tools, with their names and what they do.
const TOOLS: [(Sort, Key, Key); 3] = [
    (Sort::Gate, Key::DrawGate, Key::DrawGateHint),
    (Sort::Link, Key::DrawLink, Key::DrawLinkHint),
    (Sort::Compound, Key::DrawCompound, Key::DrawCompoundHint),
];

/// A button for each tool, and one that ends what is being drawn.
pub(super) fn tools_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    let mapped = state
        .shown
        .as_ref()
        .map(|s| s.scenario.walk_times.is_none());
    let ready = state.answered().is_some() && mapped.unwrap_or(false);
    ui.horizontal(|ui| {
        for (sort, name, hint) in TOOLS {
            let drawing = state.tool == Tool::Draw(sort);
            let button = Button::new(name.text(lang)).selected(drawing);
            let button = ui.add_enabled(ready, button);
            if button.on_hover_text(hint.text(lang)).clicked() {
                let tool = if drawing {
                    Tool::Choose
                } else {
                    Tool::Draw(sort)
                };
                out.push(Command::Use(tool));
            }
        }
        if let Tool::Draw(sort) = state.tool
            && sort.least() > 1
        {
            let enough = state.sketch.len() >= sort.least();
            let done = ui.add_enabled(enough, Button::new(Key::DrawDone.text(lang)));
            if done.clicked() {
                out.push(Command::Finish);
            }
        }
    });
}

/// What to do with the tool in hand.
pub(super) fn hint_ui(ui: &mut Ui, state: &State) {
    let Tool::Draw(sort) = state.tool else {
        return;
    };
    let lang = state.lang();
    let hint = TOOLS.iter().find(|tool| tool.0 == sort);
    let hint = hint.map_or("", |tool| tool.2.text(lang));
    let text = Key::DrawNow.fill(lang, &[&hint]);
    let theme = state.settings.mode.theme();
    ui.label(RichText::new(text).color(theme.proposed.egui()));
}

/// One line for each thing drawn: a click flies there, and a button takes it away.
pub(super) fn list_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    for (number, action) in state.book.draft().drawn.iter().enumerate() {
        let name = format!("{} {}", name_of(action).text(lang), number + 1);
        ui.horizontal(|ui| {
            if ui.selectable_label(false, &name).clicked() {
                out.extend(there(state, action));
            }
            let away = ui.small_button(Key::RemoveDrawn.text(lang));
            if away.on_hover_text(Key::Undraw.text(lang)).clicked() {
                out.push(Command::Edit(Edit::Undraw(number)));
            }
        });
        if is_idle(state, number) {
            let text = RichText::new(Key::DrawnIdle.text(lang));
            ui.label(text.color(state.settings.mode.theme().warning.egui()));
        }
    }
}

/// Whether something drawn changes nothing, by a finding that names its number.
fn is_idle(state: &State, number: usize) -> bool {
    let Some(answered) = state.answered() else {
        return false;
    };
    let drawn = &state.book.draft().drawn;
    let edits = answered.world.as_ref().map(|world| &world.edits.0);
    // What is drawn comes after the edits of the scenario's own file.
    let feature = edits.and_then(|edits| {
        let first = edits.len().checked_sub(drawn.len())?;
        let edit = edits.get(first + number)?;
        (Some(&edit.action) == drawn.get(number)).then_some(edit.feature)
    });
    let mut findings = state.shown.iter().flat_map(|shown| &shown.findings);
    feature.is_some()
        && findings.any(|finding| {
            finding.code == "edit-touches-nothing"
                && finding.file.is_none()
                && finding.row == feature
        })
}

const fn name_of(action: &Action) -> Key {
    match action {
        Action::Open(_) => Key::DrawnGate,
        Action::Link(..) => Key::DrawnLink,
        Action::Compound(_) => Key::DrawnCompound,
        _ => Key::DrawnElse,
    }
}

fn there(state: &State, action: &Action) -> Option<Command> {
    let plane = &state.shown.as_ref()?.ground.plane;
    let places = drawing::line_of(action);
    let bounds = Bounds::around(places.into_iter().map(|at| plane.to_metres(at)))?;
    let size = bounds.max - bounds.min;
    let span = (size.x.max(size.y) * 2.0).max(AROUND_M);
    Some(Command::FlyTo(bounds.centre(), span))
}
