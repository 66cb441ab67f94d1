//! Where the uncovered live, the heaviest first, and what was promised.

use egui::{RichText, Sense, Ui, WidgetInfo, accesskit::Role, vec2};
use geo::{BoundingRect as _, Coord};
use planner::coverage::{Cause, Gap};
use planner::projection::LonLat;
use planner::text::Lang;

use crate::command::Command;
use crate::fonts;
use crate::map::layers::labels;
use crate::state::State;
use crate::text::Key;

/// How many gaps are listed.
pub const LISTED: usize = 12;
/// How far a named place may be to tell where a gap is, in metres.
const NEAR_M: f64 = 3_000.0;
/// Height of a row in points.
const ROW: f32 = 24.0;

/// The gaps that the plan at hand leaves, once they are known.
pub fn of(state: &State) -> &[Gap] {
    let closer = state.closer();
    let gaps = closer.and_then(|c| c.after.assessment.gaps.get(state.settings.kind));
    gaps.map_or(&[], |gaps| &gaps.clusters)
}

/// Draws one row for each gap; a click flies there.
pub fn gaps_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let lang = state.lang();
    if state.closer().is_none() {
        ui.label(RichText::new(Key::Computing.text(lang)).weak());
        return;
    }
    let gaps = of(state);
    if gaps.is_empty() {
        ui.label(RichText::new(Key::NoGaps.text(lang)).weak());
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    for (number, gap) in gaps.iter().take(LISTED).enumerate() {
        let theme = state.settings.mode.theme();
        let text = told(ui.ctx(), state, number, gap);
        let size = vec2(ui.available_width(), ROW);
        let (place, response) = ui.allocate_exact_size(size, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &text));
        if response.hovered() || response.has_focus() {
            let tint = theme.accent.with_opacity(26).egui();
            ui.painter().rect_filled(place, 3.0, tint);
        }
        let inside = egui::UiBuilder::new().max_rect(place.shrink2(vec2(4.0, 3.0)));
        ui.scope_builder(inside, |ui| {
            ui.style_mut().interaction.selectable_labels = false;
            ui.add(egui::Label::new(&text).truncate());
        });
        if response.clicked() {
            out.extend(there(state, gap));
        }
        response.on_hover_text(Key::FlyHint.text(lang));
    }
}

/// A gap in one line: its rank, where it is, how many live there, and why.
pub fn told(ctx: &egui::Context, state: &State, number: usize, gap: &Gap) -> String {
    let lang = state.lang();
    let cause = gap.main_cause().map_or("", |cause| cause_name(cause, lang));
    let place = place_of(state, gap);
    let people = gap.seniors();
    let text = Key::GapRow.fill(lang, &[&(number + 1), &place, &people, &cause]);
    fonts::legible(ctx, &text).into_owned()
}

/// The flight that shows a gap whole.
pub fn there(state: &State, gap: &Gap) -> Option<Command> {
    let (middle, span) = extent(state, gap)?;
    Some(Command::FlyTo(middle, (span * 2.2).max(1_600.0)))
}

fn extent(state: &State, gap: &Gap) -> Option<(Coord, f64)> {
    let plane = &state.shown.as_ref()?.ground.plane;
    let rect = gap.outline.bounding_rect()?;
    let corner = |c: Coord| Some(plane.to_metres(LonLat::new(c.x, c.y)?));
    let (a, b) = (corner(rect.min())?, corner(rect.max())?);
    Some(((a + b) / 2.0, (b.x - a.x).max(b.y - a.y)))
}

/// Where a gap is: its district, else the nearest named place.
pub fn place_of(state: &State, gap: &Gap) -> String {
    let Some(shown) = &state.shown else {
        return String::new();
    };
    let district = gap.district.and_then(|id| shown.places.districts.get(id));
    if let Some(district) = district {
        return district.name.clone();
    }
    let near = extent(state, gap)
        .and_then(|(middle, _)| labels::nearest(&shown.ground.labels, middle, NEAR_M));
    near.map_or_else(
        || Key::Unnamed.text(state.lang()).to_owned(),
        |near| near.name(state.lang()).to_owned(),
    )
}

/// Why people are not covered, in a few words.
pub const fn cause_name(cause: Cause, lang: Lang) -> &'static str {
    let key = match cause {
        Cause::NoSiteNear => Key::CauseNoSite,
        Cause::Detour => Key::CauseDetour,
        Cause::Slope => Key::CauseSlope,
        Cause::Stairs => Key::CauseStairs,
        Cause::Gate => Key::CauseGate,
        Cause::Full => Key::CauseFull,
        Cause::Unreachable => Key::Unreachable,
        Cause::Unsnapped => Key::Unsnapped,
    };
    key.text(lang)
}

/// The promises, and whether they are kept today and with the plan.
pub fn ledger_ui(ui: &mut Ui, state: &State) {
    let lang = state.lang();
    let theme = state.settings.mode.theme();
    let Some(closer) = state.closer() else {
        ui.label(RichText::new(Key::Computing.text(lang)).weak());
        return;
    };
    let settled = closer.today.assessment.ledger.iter();
    let later = &closer.after.assessment.ledger;
    if later.is_empty() {
        ui.label(RichText::new(Key::NoPromises.text(lang)).weak());
    }
    for (today, after) in settled.zip(later) {
        let name = fonts::legible(ui.ctx(), &today.promise.name).into_owned();
        ui.label(RichText::new(name).strong());
        ui.horizontal(|ui| {
            for (phase, verdict) in [(Key::Before, &today.before), (Key::After, &after.before)] {
                let (word, colour) = if verdict.met {
                    (Key::PromiseKept, theme.accent)
                } else {
                    (Key::PromiseBroken, theme.serious)
                };
                let text = format!("{}: {}", phase.text(lang), word.text(lang));
                ui.label(RichText::new(text).color(colour.egui()));
            }
        });
    }
}
