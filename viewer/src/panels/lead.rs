//! The view for those who decide: one number in large type, the gaps in order, before and after; arrow keys go on.

use egui::{
    Align, Key as Press, Layout, Modifiers, RichText, Sense, Ui, WidgetInfo, accesskit::Role, vec2,
};

use crate::command::Command;
use crate::fonts;
use crate::panels::headline;
use crate::panels::lists::gaps;
use crate::state::{Job, Phase, State, View};
use crate::text::{Key, kind_name, minutes, percent, signed};

/// Width of the panel in points.
pub const WIDTH: f32 = 460.0;
/// How many gaps are shown.
const SHOWN: usize = 8;
/// Height of a gap's row in points.
const ROW: f32 = 58.0;

/// Draws the panel.
pub fn lead_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    let theme = state.settings.mode.theme();
    let title = state
        .shown
        .as_ref()
        .map(|shown| shown.scenario.title.as_str());
    let title = fonts::legible(ui.ctx(), title.unwrap_or_else(|| Key::AppName.text(lang)));
    ui.label(RichText::new(title).size(20.0).strong());
    ui.add_space(12.0);
    number_ui(ui, state, out);
    ui.add_space(18.0);
    ui.label(RichText::new(Key::LeadGaps.text(lang)).size(18.0).strong());
    let hint = RichText::new(Key::GapsHint.text(lang));
    ui.label(hint.color(theme.quiet.egui()));
    ui.add_space(4.0);
    // The way back stands at the bottom; gaps take the room above it.
    ui.with_layout(Layout::bottom_up(Align::Min), |ui| {
        let leave = ui.button(Key::LeaveLead.text(lang));
        if leave.clicked() {
            out.push(Command::Show(View::Plan));
        }
        let hint = RichText::new(Key::LeadHint.text(lang)).color(theme.quiet.egui());
        ui.label(hint);
        ui.add_space(8.0);
        ui.with_layout(Layout::top_down(Align::Min), |ui| gaps_ui(ui, state, out));
    });
}

/// As many gaps as there is room for, with the one that is shown among them.
fn gaps_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    let all = gaps::of(state);
    if state.closer().is_none() {
        ui.label(RichText::new(Key::Computing.text(lang)).size(16.0).weak());
    } else if all.is_empty() {
        ui.label(RichText::new(Key::NoGaps.text(lang)).size(16.0).weak());
    }
    ui.spacing_mut().item_spacing.y = 2.0;
    let listed = listed(state);
    let room = ((ui.available_height() / (ROW + 2.0)) as usize).clamp(1, SHOWN);
    let chosen = listed.iter().position(|gap| Some(*gap) == state.gap);
    let first = chosen.map_or(0, |rank| (rank + 1).saturating_sub(room));
    for (rank, number) in listed.iter().enumerate().skip(first).take(room) {
        gap_ui(ui, state, (rank, *number), out);
    }
    let (small, least) = small(state);
    if small > 0 {
        let text = Key::LeadSmall.fill(lang, &[&small, &least]);
        ui.label(RichText::new(text).weak());
    }
}

/// The gaps that may be shown to a room, the heaviest first: those of fewer people than may be published are left out,
/// since everybody there would know who they are.
pub fn listed(state: &State) -> Vec<usize> {
    let all = gaps::of(state).iter().enumerate();
    let listed = all.filter(|(_, gap)| gaps::people(gap).count() >= least(state));
    listed.map(|(number, _)| number).take(SHOWN).collect()
}

/// How many gaps are too small to be shown, and how many people a gap must have.
fn small(state: &State) -> (usize, u64) {
    let least = least(state);
    let all = gaps::of(state).iter();
    let small = all.filter(|gap| gaps::people(gap).count() < least);
    (small.count(), least)
}

fn least(state: &State) -> u64 {
    let shown = state.shown.as_ref();
    shown.map_or(0, |shown| u64::from(shown.scenario.privacy_threshold))
}

/// The share covered, as large as it gets, and the switch between before and after.
fn number_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    let theme = state.settings.mode.theme();
    let Some(kind) = state.coverage(state.settings.phase) else {
        ui.label(RichText::new(Key::Computing.text(lang)).size(22.0));
        return;
    };
    let name = fonts::legible(ui.ctx(), kind_name(&kind.standard.kind, lang)).into_owned();
    let what = Key::KindWithin.fill(lang, &[&name, &minutes(kind.standard.within)]);
    ui.label(RichText::new(what).size(18.0).color(theme.quiet.egui()));
    let share = format!("{}%", percent(kind.tally.coverage()));
    let ink = theme.accent.egui();
    ui.label(RichText::new(share).size(96.0).strong().color(ink));
    let people = Key::SeniorsCovered.fill(lang, &[&kind.tally.covered, &kind.tally.total()]);
    ui.label(RichText::new(people).size(20.0));
    if let (Job::Working(_), Some(_)) = (&state.job, state.answered()) {
        ui.label(RichText::new(Key::Stale.text(lang)).color(theme.warning.egui()));
    }
    if let Job::Failed(_) | Job::Crashed(_) = &state.job {
        headline::troubles_ui(ui, state);
    }
    let left = Key::LeadLeft.fill(lang, &[&kind.tally.uncovered()]);
    ui.label(RichText::new(left).size(20.0).color(theme.serious.egui()));
    if !state.has_plan() {
        return;
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        for (phase, key) in [(Phase::Before, Key::Before), (Phase::After, Key::After)] {
            let chosen = state.settings.phase == phase;
            let text = RichText::new(key.text(lang)).size(18.0);
            if ui.selectable_label(chosen, text).clicked() {
                out.push(Command::Compare(phase));
            }
        }
        let both = [Phase::Before, Phase::After].map(|phase| state.coverage(phase));
        if let [Some(before), Some(after)] = both {
            let more = after.tally.covered.count() as i64 - before.tally.covered.count() as i64;
            let text = Key::Difference.fill(lang, &[&signed(more)]);
            ui.label(RichText::new(text).size(18.0).strong());
        }
    });
}

fn gap_ui(ui: &mut Ui, state: &State, (rank, number): (usize, usize), out: &mut Vec<Command>) {
    let Some(gap) = gaps::of(state).get(number) else {
        return;
    };
    let lang = state.lang();
    let theme = state.settings.mode.theme();
    let (place, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let label = gaps::told(ui.ctx(), state, rank, gap);
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &label));
    let chosen = state.gap == Some(number);
    if chosen || response.hovered() || response.has_focus() {
        let tint = if chosen { 52 } else { 24 };
        let fill = theme.accent.with_opacity(tint).egui();
        ui.painter().rect_filled(place, 6.0, fill);
    }
    let inside = egui::UiBuilder::new()
        .max_rect(place.shrink2(vec2(10.0, 6.0)))
        .layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(inside, |ui| {
        ui.style_mut().interaction.selectable_labels = false;
        let rank = RichText::new((rank + 1).to_string()).size(26.0).strong();
        ui.label(rank.color(theme.serious.egui()));
        ui.add_space(8.0);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let name = fonts::legible(ui.ctx(), &gaps::place_of(state, gap)).into_owned();
            ui.add(egui::Label::new(RichText::new(name).size(18.0)).truncate());
            let why = gaps::why(state, gap);
            let why = Key::LeadWhy.fill(lang, &[&gaps::people(gap), &why]);
            let why = RichText::new(why).size(15.0).color(theme.quiet.egui());
            ui.add(egui::Label::new(why).truncate());
        });
    });
    if response.clicked() {
        out.push(Command::ShowGap(number));
        out.extend(gaps::there(state, gap));
    }
}

/// What keys mean in this view.
pub fn keys(ui: &Ui, state: &State, out: &mut Vec<Command>) {
    let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
    let all = gaps::of(state);
    let listed = listed(state);
    let most = listed.len();
    let on = pressed(Press::ArrowDown) || pressed(Press::ArrowRight);
    let back = pressed(Press::ArrowUp) || pressed(Press::ArrowLeft);
    if (on || back) && most > 0 {
        let here = listed.iter().position(|gap| Some(*gap) == state.gap);
        let rank = match (here, on) {
            (None, true) => 0,
            (None, false) => most - 1,
            (Some(rank), true) => (rank + 1) % most,
            (Some(rank), false) => (rank + most - 1) % most,
        };
        let number = listed[rank];
        out.push(Command::ShowGap(number));
        out.extend(all.get(number).and_then(|gap| gaps::there(state, gap)));
    }
    if pressed(Press::Space) {
        out.push(Command::Compare(match state.settings.phase {
            Phase::Before => Phase::After,
            Phase::After => Phase::Before,
        }));
    }
    if pressed(Press::Escape) {
        out.push(Command::Show(View::Plan));
    }
}
