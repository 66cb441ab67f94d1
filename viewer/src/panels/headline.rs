//! The numbers that everybody asks for first: how many are covered, before and after, and how good the plan is.

use egui::{
    Align, Layout, Rect, RichText, Sense, TextStyle, Ui, WidgetInfo, accesskit::Role, vec2,
};
use planner::coverage::{KindCoverage, Tally};

use crate::command::Command;
use crate::fonts;
use crate::present::Freshness;
use crate::state::{Job, Phase, State};
use crate::text::{Key, headings, kind_name, minutes, percent};
use crate::theme::{Colour, Theme};
use crate::worker::closer::Closer;

/// Draws the kind looked at, the share covered, and the four headings.
pub fn headline_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    troubles_ui(ui, state);
    let both = [Phase::Before, Phase::After].map(|phase| state.coverage(phase));
    let [Some(before), Some(after)] = both else {
        return;
    };
    kinds_ui(ui, state, out);
    let standard = &before.standard;
    let kind = fonts::legible(ui.ctx(), kind_name(&standard.kind, lang));
    let time = minutes(standard.within);
    ui.label(RichText::new(Key::KindWithin.fill(lang, &[&kind, &time])).weak());
    share_ui(ui, state, [before, after]);
    bar_ui(ui, state, after.tally);
    closer_ui(ui, state);
    ui.add_space(2.0);
    table_ui(ui, state, [before.tally, after.tally]);
}

/// What a closer look tells, and the room for it while it is awaited: nothing below may move away under the pointer.
fn closer_ui(ui: &mut Ui, state: &State) {
    let id = ui.scope_id().with("room for a closer look");
    let Some(closer) = state.closer() else {
        let line = ui.text_style_height(&TextStyle::Body) + ui.spacing().item_spacing.y;
        let usual = 2.0 * line - ui.spacing().item_spacing.y;
        let height = ui.data(|d| d.get_temp(id)).unwrap_or(usual);
        ui.allocate_space(vec2(0.0, height));
        return;
    };
    let looked = ui.scope(|ui| looked_ui(ui, state, closer));
    ui.data_mut(|d| d.insert_temp(id, looked.response.rect.height()));
}

/// The band around the number, and who finds a seat.
fn looked_ui(ui: &mut Ui, state: &State, closer: &Closer) {
    let lang = state.lang();
    let kind = state.settings.kind;
    let band = closer
        .after
        .coverage
        .kinds
        .get(kind)
        .and_then(|k| k.band.as_ref());
    if let Some(band) = band {
        let text = Key::Band.fill(lang, &[&band.sure, &band.possible]);
        let hint = Key::BandHint.text(lang);
        ui.label(RichText::new(text).weak()).on_hover_text(hint);
    }
    let assessed = &closer.after.assessment.before;
    let service = assessed
        .standards
        .get(kind)
        .and_then(|s| s.middle_service());
    if let Some(service) = service {
        let pct = service.participation.percent;
        let text = Key::Served.fill(lang, &[&pct, &service.served, &service.full]);
        let hint = Key::ServedHint.fill(lang, &[&pct, &service.out_of_reach]);
        ui.label(RichText::new(text).weak()).on_hover_text(hint);
    }
}

/// What stands in the way of numbers, or of new ones; its line is kept free where nothing does.
pub fn troubles_ui(ui: &mut Ui, state: &State) {
    let lang = state.lang();
    let theme = state.settings.mode.theme();
    let preview = state
        .answered()
        .is_some_and(|a| a.freshness == Freshness::Preview);
    if preview && state.hand.is_some() {
        let text = RichText::new(Key::Preview.text(lang));
        ui.label(text.color(theme.warning.egui()));
        return;
    }
    let (text, colour) = match (&state.job, state.answered()) {
        (Job::Working(_), Some(_)) => (Key::Stale.text(lang).to_owned(), theme.warning),
        (Job::Working(_), None) => (Key::Computing.text(lang).to_owned(), theme.quiet),
        (Job::Idle, None) => (Key::NoScenario.text(lang).to_owned(), theme.quiet),
        (Job::Idle, Some(_)) if state.closer().is_none() => {
            (Key::MoreToCome.text(lang).to_owned(), theme.quiet)
        }
        (Job::Idle, Some(_)) => (Key::UpToDate.text(lang).to_owned(), theme.quiet),
        (Job::Failed(why), _) => (Key::Failed.fill(lang, &[&why.in_lang(lang)]), theme.serious),
        (Job::Crashed(why), _) => (Key::Crashed.fill(lang, &[why]), theme.serious),
    };
    ui.label(RichText::new(text).color(colour.egui()));
}

/// The kinds that have a standard, where there is a choice.
fn kinds_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let standards = state.shown.as_ref().map(|shown| &shown.scenario.standards);
    let Some(standards) = standards.filter(|all| all.len() > 1) else {
        return;
    };
    ui.horizontal_wrapped(|ui| {
        for (i, standard) in standards.iter().enumerate() {
            let chosen = i == state.settings.kind;
            let name = fonts::legible(ui.ctx(), kind_name(&standard.kind, state.lang()));
            if ui.selectable_label(chosen, name).clicked() {
                out.push(Command::ShowKind(i));
            }
        }
    });
}

/// The share covered, in the largest type of the window.
fn share_ui(ui: &mut Ui, state: &State, [before, after]: [&KindCoverage; 2]) {
    let theme = state.settings.mode.theme();
    let share = |kind: &KindCoverage| format!("{}%", percent(kind.tally.coverage()));
    let size = vec2(ui.available_width(), 44.0);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Max), |ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        // What is decided already may change the number without any plan.
        if state.has_plan() || before.tally.covered != after.tally.covered {
            let quiet = theme.quiet.egui();
            ui.label(RichText::new(share(before)).size(24.0).color(quiet));
            arrow_ui(ui, theme);
        }
        let accent = theme.accent.egui();
        ui.label(
            RichText::new(share(after))
                .size(38.0)
                .strong()
                .color(accent),
        );
    });
    let Tally { covered, .. } = after.tally;
    let people = Key::SeniorsCovered.fill(state.lang(), &[&covered, &after.tally.total()]);
    ui.label(people);
}

/// An arrow that needs no glyph.
fn arrow_ui(ui: &mut Ui, theme: &Theme) {
    let (place, _) = ui.allocate_exact_size(vec2(22.0, 32.0), Sense::hover());
    let stroke = egui::Stroke::new(1.8, theme.quiet.egui());
    let tip = place.right_center();
    ui.painter()
        .line_segment([place.left_center(), tip], stroke);
    for y in [-5.0, 5.0] {
        ui.painter()
            .line_segment([tip, tip + vec2(-6.0, y)], stroke);
    }
}

/// The four headings as one bar.
fn bar_ui(ui: &mut Ui, state: &State, tally: Tally) {
    let theme = state.settings.mode.theme();
    let (place, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), 12.0), Sense::hover());
    let name = format!(
        "{} {}%",
        Key::Covered.text(state.lang()),
        percent(tally.coverage())
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
    ui.painter().rect_filled(place, 3.0, theme.line.egui());
    let mut left = place.left();
    for ((_, seniors), colour) in headings(tally).into_iter().zip(colours(theme)) {
        let right = left + place.width() * seniors.share_of(tally.total()) as f32;
        let part = Rect::from_x_y_ranges(left..=right, place.y_range());
        ui.painter().rect_filled(part, 0.0, colour.egui());
        left = right;
    }
}

/// The colours of the four headings.
const fn colours(theme: &Theme) -> [Colour; 4] {
    [
        theme.accent,
        theme.coverage[1].with_opacity(150),
        theme.warning,
        theme.serious,
    ]
}

/// Width of a column of numbers in points.
const NUMBERS: f32 = 76.0;
/// Height of a row of the table in points.
const ROW: f32 = 20.0;

/// The four headings with their counts, today and with the plan.
fn table_ui(ui: &mut Ui, state: &State, [before, after]: [Tally; 2]) {
    let lang = state.lang();
    let theme = state.settings.mode.theme();
    let columns = [(Key::Before, before), (Key::After, after)];
    let columns = if state.has_plan() || before.covered != after.covered {
        &columns[..]
    } else {
        &columns[..1]
    };
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 0.0);
        let titles = columns.iter().map(|(title, _)| title.text(lang).to_owned());
        let titles: Vec<String> = titles.collect();
        row_ui(ui, |_| {}, titles.iter().map(|t| RichText::new(t).weak()));
        for (row, colour) in colours(theme).into_iter().enumerate() {
            let (name, hint) = (headings(before)[row].0, HINTS[row].text(lang));
            let numbers = columns.iter().map(|(_, t)| headings(*t)[row].1.to_string());
            let heading = |ui: &mut Ui| {
                let (swatch, _) = ui.allocate_exact_size(vec2(9.0, 9.0), Sense::hover());
                ui.painter().rect_filled(swatch, 2.0, colour.egui());
                ui.label(name.text(lang)).on_hover_text(hint);
            };
            row_ui(ui, heading, numbers.map(RichText::new));
        }
    });
}

/// What the four headings mean.
const HINTS: [Key; 4] = [
    Key::CoveredHint,
    Key::BeyondHint,
    Key::UnreachableHint,
    Key::UnsnappedHint,
];

/// A heading at the left and columns of numbers that end at the right.
fn row_ui(
    ui: &mut Ui,
    heading: impl FnOnce(&mut Ui),
    numbers: impl DoubleEndedIterator<Item = RichText>,
) {
    let size = vec2(ui.available_width(), ROW);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        heading(ui);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            for number in numbers.rev() {
                let cell = vec2(NUMBERS, ROW);
                ui.allocate_ui_with_layout(cell, Layout::right_to_left(Align::Center), |ui| {
                    ui.set_min_width(NUMBERS);
                    ui.label(number);
                });
            }
        });
    });
}
