//! The districts as a table that sorts by any column; a click flies there.

use egui::{Align, Layout, RichText, ScrollArea, Sense, Ui, WidgetInfo, accesskit::Role, vec2};
use geo::BoundingRect as _;
use planner::ids::DistrictId;
use planner::projection::LonLat;
use planner::units::Seniors;

use crate::command::Command;
use crate::fonts;
use crate::panels::details::depth;
use crate::state::{Column, State};
use crate::text::{Key, percent, signed};

/// Height of a row in points.
const ROW: f32 = 22.0;
/// Height of the table in points.
const TABLE: f32 = 230.0;
/// Widths of the columns behind the name, in points.
const WIDTHS: [f32; 3] = [62.0, 62.0, 62.0];

/// Room for the bar by which the table is scrolled, in points.
const SCROLL: f32 = 10.0;

/// What the table says of one district.
#[derive(Debug, Clone)]
struct Row {
    id: DistrictId,
    name: String,
    uncovered: Seniors,
    share: f64,
    gained: i64,
}

/// Draws the table of the level that is reported.
pub fn districts_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let rows = rows(state);
    let lang = state.lang();
    if rows.is_empty() {
        ui.label(RichText::new(Key::NoDistricts.text(lang)).weak());
        return;
    }
    head_ui(ui, state, out);
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical()
        .id_salt("districts")
        .max_height(TABLE)
        .min_scrolled_height(TABLE)
        .auto_shrink([false, true])
        .show_rows(ui, ROW, rows.len(), |ui, range| {
            for row in &rows[range] {
                row_ui(ui, state, row, out);
            }
        });
}

fn head_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    let columns = [
        (Column::Name, Key::ColumnDistrict),
        (Column::Uncovered, Key::ColumnUncovered),
        (Column::Share, Key::ColumnShare),
        (Column::Gained, Key::ColumnGained),
    ];
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let numbers = WIDTHS.iter().sum::<f32>() + SCROLL;
        let name = (ui.available_width() - numbers).max(60.0);
        for ((column, title), width) in columns.into_iter().zip([name].into_iter().chain(WIDTHS)) {
            let chosen = state.sort.column == column;
            let text = RichText::new(title.text(lang)).size(12.0);
            let button = egui::Button::selectable(chosen, text);
            let response = ui.add_sized(vec2(width, ROW), button);
            if response.on_hover_text(Key::SortHint.text(lang)).clicked() {
                out.push(Command::SortBy(column));
            }
        }
    });
}

fn row_ui(ui: &mut Ui, state: &State, row: &Row, out: &mut Vec<Command>) {
    let theme = state.settings.mode.theme();
    let size = vec2(ui.available_width(), ROW);
    let (place, response) = ui.allocate_exact_size(size, Sense::click());
    let name = fonts::legible(ui.ctx(), &row.name).into_owned();
    let values = [
        &row.uncovered as &dyn std::fmt::Display,
        &percent(row.share),
    ];
    let label = Key::DistrictRow.fill(state.lang(), &[&name, values[0], values[1]]);
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &label));
    if response.hovered() || response.has_focus() {
        let tint = theme.accent.with_opacity(26).egui();
        ui.painter().rect_filled(place, 3.0, tint);
    }
    let inside = egui::UiBuilder::new()
        .max_rect(place.with_max_x(place.right() - SCROLL))
        .layout(Layout::right_to_left(Align::Center));
    let gained = if row.gained == 0 {
        String::new()
    } else {
        signed(row.gained)
    };
    let cells = [
        gained,
        format!("{}%", percent(row.share)),
        row.uncovered.to_string(),
    ];
    ui.scope_builder(inside, |ui| {
        ui.style_mut().interaction.selectable_labels = false;
        ui.spacing_mut().item_spacing.x = 0.0;
        for cell in cells {
            let size = vec2(WIDTHS[0], ROW);
            ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
                ui.set_min_width(WIDTHS[0]);
                ui.label(cell);
            });
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.add(egui::Label::new(name).truncate());
        });
    });
    if response.clicked() {
        out.extend(there(state, row.id));
    }
    response.on_hover_ui(|ui| {
        ui.label(Key::FlyHint.text(state.lang()));
        depth::depth_ui(ui, state, depth::Group::District(row.id));
    });
}

/// The flight that shows a district whole.
pub fn there(state: &State, district: DistrictId) -> Option<Command> {
    let shown = state.shown.as_ref()?;
    let rect = shown
        .places
        .districts
        .get(district)?
        .outline
        .bounding_rect()?;
    let corner = |c: geo::Coord| Some(shown.ground.plane.to_metres(LonLat::new(c.x, c.y)?));
    let (a, b) = (corner(rect.min())?, corner(rect.max())?);
    let span = (b.x - a.x).max((b.y - a.y) * 1.3) * 1.2;
    Some(Command::FlyTo((a + b) / 2.0, span))
}

/// The districts of the reported level with what the answer counts, in the order that is asked for.
fn rows(state: &State) -> Vec<Row> {
    let (Some(shown), Some(answered)) = (&state.shown, state.answered()) else {
        return Vec::new();
    };
    let places = &shown.places;
    let level = places.reported_level.as_ref().or(places.levels.last());
    let [before, after] = &answered.districts;
    let row = |(id, district): (DistrictId, &planner::places::District)| {
        if level.is_some_and(|level| *level != district.level) {
            return None;
        }
        let kind = state.settings.kind;
        let tallies = [before, after].map(|all| all.districts.get(id)?.kinds.get(kind).copied());
        let [Some(before), Some(after)] = tallies else {
            return None;
        };
        Some(Row {
            id,
            name: district.name.clone(),
            uncovered: after.uncovered(),
            share: after.coverage(),
            gained: after.covered.count() as i64 - before.covered.count() as i64,
        })
    };
    let mut rows: Vec<Row> = places.districts.enumerate().filter_map(row).collect();
    match state.sort.column {
        Column::Name => rows.sort_by(|a, b| a.name.cmp(&b.name)),
        Column::Uncovered => rows.sort_by_key(|row| std::cmp::Reverse(row.uncovered)),
        Column::Share => rows.sort_by(|a, b| a.share.total_cmp(&b.share)),
        Column::Gained => rows.sort_by_key(|row| std::cmp::Reverse(row.gained)),
    }
    if state.sort.reversed {
        rows.reverse();
    }
    rows
}
