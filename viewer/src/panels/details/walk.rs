//! The walk from a chosen place to the nearest site: how long, what each minute is for, and why it is too long.

use egui::{RichText, Ui};
use planner::ids::{DemandId, Id as _};
use planner::impedance::WalkCause;
use planner::study::Route;

use crate::fonts;
use crate::panels::lists::gaps;

use super::site_name;
use crate::state::State;
use crate::text::{Key, length, minutes};

/// Who lives at a home.
pub(super) fn home_ui(ui: &mut Ui, state: &State, index: usize) {
    let lang = state.lang();
    let shown = state.shown.as_ref();
    let id = DemandId::from_index(index);
    let Some(home) = shown.and_then(|shown| shown.places.demand.get(id)) else {
        return;
    };
    let text = Key::HomeSeniors.fill(lang, &[&home.eligible]);
    ui.label(RichText::new(text).strong());
    ui.label(RichText::new(Key::HomeNote.text(lang)).weak());
}

/// The site that is nearest to the chosen place, and the walk to it.
pub(super) fn nearest_ui(ui: &mut Ui, state: &State) {
    let lang = state.lang();
    let Some(around) = state.around() else {
        ui.label(RichText::new(Key::Computing.text(lang)).weak());
        return;
    };
    let Some(told) = &around.told else {
        return;
    };
    match &told.route {
        None => drop(ui.label(Key::NearestNone.text(lang))),
        Some(route) => {
            let site = around.world.places.sites.get(route.site);
            let name = site.map_or_else(String::new, |site| site_name(state, site));
            let text = Key::NearestSite.fill(lang, &[&name, &minutes(route.time)]);
            ui.label(fonts::legible(ui.ctx(), &text));
            causes_ui(ui, state, route);
        }
    }
    if let Some(cap) = told.surpassed_cap() {
        let far = Key::WalkTooLong.fill(lang, &[&told.profile, &length(cap.metres())]);
        ui.label(far);
    }
    if let Some(cause) = told.why {
        let why = Key::Why.fill(lang, &[&gaps::cause_name(cause, lang)]);
        ui.label(RichText::new(why).weak());
    }
}

/// The length of a walk, and its minutes by cause; they sum to its time.
fn causes_ui(ui: &mut Ui, state: &State, route: &Route) {
    let lang = state.lang();
    let long = Key::RouteLength.fill(lang, &[&length(route.length.metres())]);
    let told = route.causes.iter().map(|(cause, millis)| {
        let minutes = format!("{:.1}", *millis as f64 / 60_000.0);
        Key::CauseMinutes.fill(lang, &[&name_of(*cause).text(lang), &minutes])
    });
    let told: Vec<String> = std::iter::once(long).chain(told).collect();
    let text = told.join(lang.pick("；", "; "));
    let hint = Key::MinutesOf.text(lang);
    ui.label(RichText::new(text).weak()).on_hover_text(hint);
}

const fn name_of(cause: WalkCause) -> Key {
    match cause {
        WalkCause::Flat => Key::WalkFlat,
        WalkCause::Surface => Key::WalkSurface,
        WalkCause::Rest => Key::WalkRest,
        WalkCause::Slope => Key::WalkSlope,
        WalkCause::Steps => Key::WalkSteps,
        WalkCause::Lift => Key::WalkLift,
        WalkCause::Ferry => Key::WalkFerry,
        WalkCause::Crossing => Key::WalkCrossing,
        WalkCause::Gate => Key::WalkGate,
        WalkCause::Correction => Key::WalkCorrection,
        WalkCause::OffStreet => Key::WalkOffStreet,
        WalkCause::Stop => Key::WalkStop,
    }
}
