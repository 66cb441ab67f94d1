//! The proposed sites in order; a click flies there.

mod asked;
mod curve;
mod promises;

use egui::{
    Align, Color32, FontId, Layout, RichText, Sense, Ui, WidgetInfo, accesskit::Role, vec2,
};

use planner::siting::{Measure, Proposal};

use crate::command::Command;
use crate::fonts;
use crate::map::layers::marks::{Mark, Sort};
use crate::map::pick::Target;
use crate::panels::{details, steady};
use crate::plan::Edit;
use crate::state::{Search, State};
use crate::text::Key;

/// Height of a row in points.
const ROW: f32 = 26.0;

/// Draws what is asked for, and one row per proposed site with its number, district and gain.
pub fn proposal_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let first = out.len();
    steady(ui, "ask", |ui| asked::asked_ui(ui, state, out));
    steady(ui, "asked budget", |ui| asked::budget_ui(ui, state, out));
    steady(ui, "asked promises", |ui| {
        promises::promises_ui(ui, state, out);
    });
    if out.len() > first {
        asked::ask_for_what_is_shown(state, first, out);
    }
    steady(ui, "search", |ui| asked::search_ui(ui, state, out));
    gap_ui(ui, state);
    if let Some(proposal) = state.answered().and_then(|a| a.proposal.as_ref()) {
        worth_ui(ui, state, proposal);
        steady(ui, "curve", |ui| curve::curve_ui(ui, state, proposal, out));
    }
    let marks = state
        .shown
        .iter()
        .flat_map(|shown| shown.marks.iter().enumerate());
    let holds = state.book.draft().answers_what_is_asked();
    let mut rows = 0;
    ui.spacing_mut().item_spacing.y = 1.0;
    for (index, mark) in marks {
        if let Sort::Proposed { rank, gain } = mark.sort {
            rows += 1;
            row_ui(ui, state, (index, mark), out, |ui| {
                let gain = holds.then(|| Key::Gain.fill(state.lang(), &[&gain]));
                number_ui(ui, state, rank);
                let place = details::place_of(state, mark);
                ui.label(fonts::legible(ui.ctx(), &place));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    ui.label(RichText::new(gain.unwrap_or_default()).strong());
                });
            });
        }
    }
    let lang = state.lang();
    if rows > 1 && ui.button(Key::AcceptAll.text(lang)).clicked() {
        out.push(Command::Edit(Edit::AcceptAll));
    }
    rejected_ui(ui, state, out);
}

/// How good the best plan so far is; its line is kept free while nothing is looked for, so that nothing moves.
fn gap_ui(ui: &mut Ui, state: &State) {
    let lang = state.lang();
    let text = match (state.search, state.gap_so_far) {
        (Search::Resting, _) => " ".to_owned(),
        (Search::Ending, _) => Key::Ending.text(lang).to_owned(),
        (Search::Running, None) => Key::GapUnknown.text(lang).to_owned(),
        (Search::Running, Some(share)) => {
            Key::GapSoFar.fill(lang, &[&format!("{:.2}", share * 100.0)])
        }
    };
    let theme = state.settings.mode.theme();
    ui.label(RichText::new(text).color(theme.accent.egui()));
}

/// Candidates that were rejected, each with the way back.
fn rejected_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let Some(shown) = &state.shown else {
        return;
    };
    for site in &state.book.draft().rejected {
        let Some(found) = shown.places.sites.get(*site) else {
            continue;
        };
        let name = details::site_name(state, found);
        ui.horizontal(|ui| {
            let text = Key::Rejected.fill(state.lang(), &[&name]);
            ui.label(RichText::new(fonts::legible(ui.ctx(), &text)).weak());
            if ui.small_button(Key::Restore.text(state.lang())).clicked() {
                out.push(Command::Edit(Edit::Reject(*site)));
            }
        });
    }
}

fn row_ui(
    ui: &mut Ui,
    state: &State,
    (index, mark): (usize, &Mark),
    out: &mut Vec<Command>,
    content: impl FnOnce(&mut Ui),
) {
    let theme = state.settings.mode.theme();
    let size = vec2(ui.available_width(), ROW);
    let (place, response) = ui.allocate_exact_size(size, Sense::click());
    let label = details::mark_label(ui.ctx(), state, mark);
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &label));
    let chosen = state.selection == Some(Target::Mark(index));
    if chosen || response.hovered() || response.has_focus() {
        let tint = if chosen { 46 } else { 24 };
        ui.painter()
            .rect_filled(place, 4.0, theme.accent.with_opacity(tint).egui());
    }
    let inside = egui::UiBuilder::new()
        .max_rect(place.shrink2(vec2(4.0, 0.0)))
        .layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(inside, |ui| {
        ui.style_mut().interaction.selectable_labels = false;
        content(ui);
    });
    if response.clicked() {
        out.push(Command::Visit(index));
    }
    response.on_hover_text(Key::FlyHint.text(state.lang()));
}

/// The same numbered disc as on the map.
fn number_ui(ui: &mut Ui, state: &State, rank: usize) {
    let theme = state.settings.mode.theme();
    let (place, _) = ui.allocate_exact_size(vec2(20.0, 20.0), Sense::hover());
    let painter = ui.painter();
    painter.circle_filled(place.center(), 9.5, theme.proposed.egui());
    let font = FontId::proportional(11.5);
    painter.text(
        place.center(),
        egui::Align2::CENTER_CENTER,
        rank,
        font,
        Color32::WHITE,
    );
}

/// What the proposal adds, and how far it may be from the best; nothing once the plan has moved on.
fn worth_ui(ui: &mut Ui, state: &State, proposal: &Proposal) {
    let lang = state.lang();
    let standards = state.shown.as_ref().map(|shown| &shown.scenario.standards);
    let shown_kind = standards.and_then(|all| all.get(state.settings.kind));
    if shown_kind.is_none_or(|standard| standard.kind != proposal.kind) {
        return;
    }
    if !state.book.draft().is_as_proposed() {
        ui.label(RichText::new(Key::FoundBefore.text(lang)).weak());
        return;
    }
    let more = proposal.covered - proposal.baseline;
    ui.label(Key::MoreSeniors.fill(lang, &[&proposal.sites.len(), &more]));
    let sentence = if proposal.proved_optimal() {
        let counts_people = matches!(proposal.objective, Measure::People(_));
        let key = if counts_people {
            Key::Optimal
        } else {
            Key::OptimalPlan
        };
        key.text(lang).to_owned()
    } else {
        let gap = format!("{:.2}", proposal.gap() * 100.0);
        Key::GapSentence.fill(lang, &[&proposal.bound, &proposal.objective, &gap])
    };
    ui.label(RichText::new(sentence).weak());
}
