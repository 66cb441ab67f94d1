//! Keys that work wherever the pointer is, unless something is being typed.

use egui::{InputState, Key as Press, KeyboardShortcut, Modifiers, Ui};

use crate::command::Command;
use crate::panels::lead;
use crate::panels::lists::search;
use crate::plan::compose::Role;
use crate::state::{Job, Legend, Sheet, State, Tool, View};
use crate::text::Key;

/// Takes back the last change.
pub(super) const UNDO: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Press::Z);
/// Does it again.
pub(super) const REDO: KeyboardShortcut =
    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Press::Z);

/// What the keys pressed in this frame mean.
pub(super) fn pressed(ui: &Ui, state: &State) -> Vec<Command> {
    let mut out = Vec::new();
    dropped(ui, state, &mut out);
    if state.view == View::Plan && ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Press::F)) {
        ui.memory_mut(|memory| memory.request_focus(search::field()));
    }
    if ui.ctx().egui_wants_keyboard_input() {
        return out;
    }
    if state.sheet == Sheet::Open {
        // The sheet hears the keys that take it away.
        return out;
    }
    if state.view == View::Lead {
        lead::keys(ui, state, &mut out);
    }
    ui.input_mut(|i| {
        sheets(i, state, &mut out);
        if i.consume_key(Modifiers::NONE, Press::F5) && !matches!(state.job, Job::Working(_)) {
            out.push(Command::Recompute);
        }
        // Those who decide change nothing by a slip of the hand.
        if state.view == View::Plan {
            planning(i, state, &mut out);
        }
    });
    out
}

/// Keys that change the plan.
fn planning(i: &mut InputState, state: &State, out: &mut Vec<Command>) {
    // The longer one first: it holds the shorter.
    if i.consume_shortcut(&REDO) {
        out.push(Command::Redo);
    }
    if i.consume_shortcut(&UNDO) {
        out.push(Command::Undo);
    }
    if i.consume_key(Modifiers::NONE, Press::A) && state.answered().is_some() {
        out.push(Command::Use(match state.tool {
            Tool::Choose => Tool::Add,
            Tool::Add | Tool::Draw(_) => Tool::Choose,
        }));
    }
    if i.key_pressed(Press::Enter) && !state.sketch.is_empty() {
        out.push(Command::Finish);
    }
    if i.consume_key(Modifiers::NONE, Press::Backspace) && !state.sketch.is_empty() {
        out.push(Command::Unsketch);
    }
    if i.key_pressed(Press::Escape) && state.tool != Tool::Choose {
        out.push(Command::Use(Tool::Choose));
    }
}

/// Files that are let go over the window.
fn dropped(ui: &Ui, state: &State, out: &mut Vec<Command>) {
    let dropped = ui.input(|i| i.raw.dropped_files.clone());
    for file in dropped.into_iter().map(|file| file.path().to_path_buf()) {
        let is_scenario = file
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("toml"));
        out.push(if is_scenario {
            Command::Open(file)
        } else if Role::of(&file).is_some() {
            Command::Drop(file)
        } else {
            Command::Note(Key::DropOnly.fill(state.lang(), &[&file.display()]))
        });
    }
}

/// Keys that change what lies around and over the map.
fn sheets(i: &mut InputState, state: &State, out: &mut Vec<Command>) {
    if i.consume_key(Modifiers::NONE, Press::F11) && state.shown.is_some() {
        out.push(Command::Show(match state.view {
            View::Plan => View::Lead,
            View::Lead => View::Plan,
        }));
    }
    if i.consume_key(Modifiers::NONE, Press::F1) || typed(i, "?") {
        out.push(Command::Lay(match state.sheet {
            Sheet::Away => Sheet::Open,
            Sheet::Open => Sheet::Away,
        }));
    }
    if i.consume_key(Modifiers::NONE, Press::L) {
        out.push(Command::Fold(match state.settings.legend {
            Legend::Open => Legend::Folded,
            Legend::Folded => Legend::Open,
        }));
    }
}

/// Whether a character was typed, on whatever key a keyboard has it.
fn typed(input: &InputState, what: &str) -> bool {
    let is_it = |event: &egui::Event| matches!(event, egui::Event::Text(text) if text == what);
    input.events.iter().any(is_it)
}
