//! Finding a street, a facility or a district by its name or pinyin; Enter or a click flies there.

use egui::{Key as Press, RichText, TextEdit, Ui};

use crate::command::Command;
use crate::fonts;
use crate::map::names::Sort;
use crate::state::State;
use crate::text::Key;

fn id() -> egui::Id {
    egui::Id::unique("search")
}

/// The field's identity, by which a key takes one there.
pub fn field() -> egui::Id {
    id().with("field")
}

/// Draws the field, and below it what was found.
pub fn search_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    let Some(shown) = &state.shown else {
        return;
    };
    let id = id();
    let mut query: String = ui.data_mut(|d| d.get_temp(id)).unwrap_or_default();
    let label = Key::Search.text(lang);
    let edit = TextEdit::singleline(&mut query)
        .id(field())
        .hint_text(label)
        .desired_width(f32::INFINITY);
    let field = ui.add(edit).on_hover_text(Key::SearchHint.text(lang));
    field.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::TextInput, true, label));
    let found = shown.gazetteer.find(&query);
    let enter = field.lost_focus() && ui.input(|i| i.key_pressed(Press::Enter));
    let mut gone = None;
    for (number, entry) in found.iter().enumerate() {
        let sort = match entry.sort {
            Sort::District => Key::SortDistrict,
            Sort::Site => Key::SortSite,
            Sort::Place => Key::SortPlace,
            Sort::Street => Key::SortStreet,
        };
        let name = fonts::legible(ui.ctx(), &entry.name).into_owned();
        ui.horizontal(|ui| {
            let row = ui.selectable_label(number == 0, name);
            ui.label(RichText::new(sort.text(lang)).weak());
            if row.clicked() || (enter && number == 0) {
                gone = Some(Command::FlyTo(entry.at, entry.span_m));
            }
        });
    }
    if found.is_empty() && !query.trim().is_empty() {
        ui.label(RichText::new(Key::NothingFound.text(lang)).weak());
    }
    if gone.is_some() {
        query.clear();
    }
    out.extend(gone);
    ui.data_mut(|d| d.insert_temp(id, query));
}
