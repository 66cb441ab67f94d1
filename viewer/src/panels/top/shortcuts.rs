//! The sheet of keys: everything that the keyboard and the mouse do, over the window until one presses a key again.

use egui::{Frame, Grid, Id, Key as Press, Modal, Modifiers, RichText, Ui};
use planner::text::Lang;

use crate::command::Command;
use crate::state::{Sheet, State};
use crate::text::Key;

/// What is pressed or turned, in both languages, and what it does.
const ROWS: [(&str, &str, Key); 19] = [
    ("拖动", "Drag", Key::KeyPan),
    ("滚轮、+ −", "Wheel, + −", Key::KeyZoom),
    ("方向键", "Arrow keys", Key::KeyArrows),
    ("双击", "Double-click", Key::KeyNearer),
    ("Home", "Home", Key::Home),
    ("单击", "Click", Key::KeyChoose),
    ("Tab、回车", "Tab, Enter", Key::KeyTab),
    ("A", "A", Key::KeyAdd),
    ("Ctrl+Z", "Ctrl+Z", Key::Undo),
    ("Ctrl+Shift+Z", "Ctrl+Shift+Z", Key::Redo),
    ("回车", "Enter", Key::KeyFinish),
    ("退格", "Backspace", Key::KeyUnsketch),
    ("Esc", "Esc", Key::KeyEscape),
    ("Ctrl+F", "Ctrl+F", Key::Search),
    ("L", "L", Key::KeyLegend),
    ("F5", "F5", Key::Recompute),
    ("F11", "F11", Key::Lead),
    ("空格", "Space", Key::KeySpace),
    ("?、F1", "?, F1", Key::Shortcuts),
];

/// Lays the sheet over the window while it is open.
pub fn sheet_ui(ctx: &egui::Context, state: &State, out: &mut Vec<Command>) {
    if state.sheet == Sheet::Away {
        return;
    }
    let lang = state.lang();
    let frame = Frame::popup(&ctx.global_style()).inner_margin(22.0);
    let modal = Modal::new(Id::unique("shortcuts")).frame(frame);
    let modal = modal.show(ctx, |ui| {
        ui.label(RichText::new(Key::Shortcuts.text(lang)).size(18.0).strong());
        ui.add_space(6.0);
        rows_ui(ui, lang);
        ui.add_space(8.0);
        ui.vertical_centered(|ui| ui.button(Key::Close.text(lang)).clicked())
            .inner
    });
    let pressed = ctx.input_mut(|i| {
        let typed = |event: &egui::Event| matches!(event, egui::Event::Text(text) if text == "?");
        i.events.iter().any(typed)
            || i.consume_key(Modifiers::NONE, Press::Escape)
            || i.consume_key(Modifiers::NONE, Press::F1)
    });
    if modal.inner || modal.should_close() || pressed {
        out.push(Command::Lay(Sheet::Away));
    }
}

fn rows_ui(ui: &mut Ui, lang: Lang) {
    let grid = Grid::new("keys").num_columns(2).striped(true);
    grid.spacing([28.0, 5.0]).show(ui, |ui| {
        for (zh, en, what) in ROWS {
            ui.label(RichText::new(lang.pick(zh, en)).strong());
            ui.label(what.text(lang));
            ui.end_row();
        }
    });
}
