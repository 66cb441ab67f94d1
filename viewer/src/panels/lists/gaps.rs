//! Where the uncovered live, the heaviest first, and what was promised.

use std::collections::BTreeMap;

use egui::{Align, Label, Layout, RichText, Sense, Ui, WidgetInfo, accesskit::Role, vec2};
use geo::{BoundingRect as _, Coord};
use planner::coverage::ledger::{Shortage, Verdict};
use planner::coverage::{Cause, Gap};
use planner::ids::DistrictId;
use planner::projection::LonLat;
use planner::text::Lang;
use planner::units::Seniors;

use crate::command::Command;
use crate::fonts;
use crate::map::layers::labels;
use crate::panels::details;
use crate::state::{Phase, State, View};
use crate::text::Key;

/// So many places that lack something are named.
const NAMED: usize = 4;
/// How many gaps are listed.
pub const LISTED: usize = 12;
/// How far a named place may be to tell where a gap is, in metres.
const NEAR_M: f64 = 3_000.0;
/// Height of a row in points.
const ROW: f32 = 42.0;

/// The gaps that the plan at hand leaves, or those of today where those who decide look at today, once they are known.
pub fn of(state: &State) -> &[Gap] {
    let looked = state.closer().map(|closer| {
        let is_today = state.view == View::Lead && state.settings.phase == Phase::Before;
        if is_today {
            &closer.today
        } else {
            &closer.after
        }
    });
    let gaps = looked.and_then(|looked| looked.assessment.gaps.get(state.settings.kind));
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
    let hint = if gaps.is_empty() {
        Key::NoGaps
    } else {
        Key::GapsHint
    };
    ui.label(RichText::new(hint.text(lang)).weak());
    ui.spacing_mut().item_spacing.y = 0.0;
    for (number, gap) in gaps.iter().take(LISTED).enumerate() {
        row_ui(ui, state, (number, gap), out);
    }
}

/// Where a gap is and how many live there; below, why they are not covered.
fn row_ui(ui: &mut Ui, state: &State, (number, gap): (usize, &Gap), out: &mut Vec<Command>) {
    let theme = state.settings.mode.theme();
    let text = told(ui.ctx(), state, number, gap);
    let size = vec2(ui.available_width(), ROW);
    let (place, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &text));
    let chosen = state.gap == Some(number);
    if chosen || response.hovered() || response.has_focus() {
        let tint = if chosen { 46 } else { 24 };
        let fill = theme.accent.with_opacity(tint).egui();
        ui.painter().rect_filled(place, 4.0, fill);
    }
    let inside = egui::UiBuilder::new().max_rect(place.shrink2(vec2(6.0, 3.0)));
    ui.scope_builder(inside, |ui| {
        ui.style_mut().interaction.selectable_labels = false;
        ui.spacing_mut().item_spacing = vec2(6.0, 0.0);
        ui.horizontal(|ui| {
            let rank = RichText::new((number + 1).to_string()).strong();
            ui.label(rank.color(theme.serious.egui()));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let count = Key::LegendSeniors.fill(state.lang(), &[&people(gap)]);
                ui.label(RichText::new(count).strong());
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let name = fonts::legible(ui.ctx(), &place_of(state, gap)).into_owned();
                    ui.add(Label::new(name).truncate());
                });
            });
        });
        let why = RichText::new(why(state, gap)).size(11.5).weak();
        ui.add(Label::new(why).truncate());
    });
    if response.clicked() {
        out.push(Command::ShowGap(number));
        out.extend(there(state, gap));
    }
    response.on_hover_text(Key::FlyHint.text(state.lang()));
}

/// Everybody whom a gap is about: the uncovered, and those who find sites full.
pub fn people(gap: &Gap) -> Seniors {
    gap.why.values().copied().sum()
}

/// Why people are not covered, and how long they walk.
pub fn why(state: &State, gap: &Gap) -> String {
    let lang = state.lang();
    let cause = gap.main_cause().map_or("", |cause| cause_name(cause, lang));
    gap.mean_s.map_or_else(
        || cause.to_owned(),
        |mean| Key::GapWalk.fill(lang, &[&cause, &(mean / 60.0).round()]),
    )
}

/// A gap in one line: its rank, where it is, how many live there, and why.
pub fn told(ctx: &egui::Context, state: &State, number: usize, gap: &Gap) -> String {
    let lang = state.lang();
    let cause = gap.main_cause().map_or("", |cause| cause_name(cause, lang));
    let place = place_of(state, gap);
    let people = people(gap);
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
    let district = gap.district.or_else(|| district_of(state, gap));
    let district = district.and_then(|id| shown.places.districts.get(id));
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

/// The district in which most homes of a gap are.
fn district_of(state: &State, gap: &Gap) -> Option<DistrictId> {
    let places = &state.shown.as_ref()?.places;
    let mut homes: BTreeMap<DistrictId, usize> = BTreeMap::new();
    for home in &gap.demand {
        if let Some(district) = places.demand.get(*home).and_then(|demand| demand.district) {
            *homes.entry(district).or_default() += 1;
        }
    }
    let most = homes
        .into_iter()
        .max_by_key(|(id, n)| (*n, std::cmp::Reverse(*id)));
    most.map(|(district, _)| district)
}

/// Why people are not covered, in a few words.
pub const fn cause_name(cause: Cause, lang: Lang) -> &'static str {
    let key = match cause {
        Cause::NoSiteNear => Key::CauseNoSite,
        Cause::Detour => Key::CauseDetour,
        Cause::Slope => Key::CauseSlope,
        Cause::Stairs => Key::CauseStairs,
        Cause::Kerb => Key::CauseKerb,
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
        if let Some(text) = shortage(state, &after.before) {
            let text = fonts::legible(ui.ctx(), &text).into_owned();
            ui.label(RichText::new(text).weak());
        }
    }
}

/// By how much a promise is not kept, and where.
fn shortage(state: &State, verdict: &Verdict) -> Option<String> {
    let lang = state.lang();
    let places = state
        .shown
        .as_ref()
        .filter(|_| !verdict.met)
        .map(|s| &s.places)?;
    let named = verdict
        .places
        .iter()
        .take(NAMED)
        .filter_map(|place| match place {
            Shortage::District(district, _) => Some(places.districts.get(*district)?.name.clone()),
            Shortage::Site(site, _) => Some(details::site_name(state, places.sites.get(*site)?)),
        });
    let named: Vec<String> = named.collect();
    let mut parts = Vec::new();
    match verdict.short_people {
        Some(people) => parts.push(Key::ShortPeople.fill(lang, &[&people])),
        None if named.is_empty() => {
            let short = (verdict.short * 100.0).round() / 100.0;
            parts.push(Key::ShortOf.fill(lang, &[&short]));
        }
        None => {}
    }
    let more = verdict.places.len().saturating_sub(named.len());
    if !named.is_empty() {
        parts.push(named.join(lang.pick("、", ", ")));
    }
    if more > 0 {
        parts.push(Key::AndMore.fill(lang, &[&more]));
    }
    Some(parts.join(lang.pick("；", "; ")))
}
