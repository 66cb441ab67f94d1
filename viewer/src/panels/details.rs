//! What there is to know about one thing on the map: for tooltips, lists and screen readers.

pub mod depth;
mod site;
mod walk;

use egui::{Context, Frame, RichText, Ui};

use planner::places::Site;

use crate::command::Command;
use crate::fonts;
use crate::map::layers::labels;
use crate::map::layers::marks::{Mark, Sort};
use crate::map::pick::Target;
use crate::state::{Phase, State};
use crate::text::{Key, kind_name, minutes, percent};

/// How far a named place may be to tell where something is.
const NEAR_M: f64 = 3_000.0;

/// What is known about whatever is chosen, beside the map.
pub fn selection_ui(ui: &mut Ui, state: &State, out: &mut Vec<Command>) {
    let Some(target) = state.selection else {
        return;
    };
    let theme = state.settings.mode.theme();
    let card = Frame::new()
        .fill(theme.accent.with_opacity(20).egui())
        .corner_radius(6.0)
        .inner_margin(8.0);
    card.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        match target {
            Target::Hexagon(index) => {
                hexagon_ui(ui, state, index);
                depth::depth_ui(ui, state, depth::Group::Hexagon(index));
                walk::nearest_ui(ui, state);
            }
            Target::Home(index) => {
                walk::home_ui(ui, state, index);
                walk::nearest_ui(ui, state);
            }
            Target::Mark(index) => {
                let marks = state.shown.as_ref().map(|shown| &shown.marks);
                if let Some(mark) = marks.and_then(|marks| marks.get(index)) {
                    mark_ui(ui, state, mark);
                    site::actions_ui(ui, state, mark, out);
                }
            }
        }
        if ui.link(Key::Deselect.text(state.lang())).clicked() {
            out.push(Command::Select(None));
        }
    });
}

/// One line about a symbol.
pub fn mark_label(ctx: &Context, state: &State, mark: &Mark) -> String {
    let lang = state.lang();
    let label = match mark.sort {
        Sort::Proposed { rank, gain } => {
            let place = place_of(state, mark);
            Key::SiteRow.fill(lang, &[&rank, &place, &gain])
        }
        Sort::Facility(kind) => {
            let kinds = state.shown.as_ref().map(|shown| &shown.kinds);
            let kind = kinds.and_then(|kinds| kinds.get(kind));
            let kind = kind.map_or("", |kind| kind_name(kind, lang));
            Key::Facility.fill(lang, &[&mark.name, &kind])
        }
    };
    fonts::legible(ctx, &label).into_owned()
}

/// Where a site is: its district, else its own name, else the nearest named place.
pub fn place_of(state: &State, mark: &Mark) -> String {
    let Some(shown) = &state.shown else {
        return mark.name.clone();
    };
    let site = shown.places.sites.get(mark.site);
    let district = site.and_then(|site| shown.places.districts.get(site.district?));
    if let Some(district) = district {
        return district.name.clone();
    }
    let named = site.is_some_and(|site| site.name.is_some());
    let near = labels::nearest(&shown.ground.labels, mark.at, NEAR_M).filter(|_| !named);
    near.map_or_else(
        || mark.name.clone(),
        |near| near.name(state.lang()).to_owned(),
    )
}

/// What a site is called: by its name, else a place that was found on the map by the district or the named place around it,
/// else by its id.
pub fn site_name(state: &State, site: &Site) -> String {
    let lang = state.lang();
    if let Some(name) = &site.name {
        return name.clone();
    }
    let id = site.id.to_string();
    let Some(shown) = state.shown.as_ref().filter(|_| id.starts_with("h3:")) else {
        return id;
    };
    let district = site.district.and_then(|id| shown.places.districts.get(id));
    let near = || {
        let at = shown.ground.plane.to_metres(site.at?);
        labels::nearest(&shown.ground.labels, at, NEAR_M)
    };
    let around = match district {
        Some(district) => district.name.clone(),
        None => near().map_or(id, |near| near.name(lang).to_owned()),
    };
    Key::SpotIn.fill(lang, &[&around])
}

/// A symbol's tooltip.
pub fn mark_ui(ui: &mut Ui, state: &State, mark: &Mark) {
    let lang = state.lang();
    ui.label(RichText::new(mark_label(ui.ctx(), state, mark)).strong());
    match mark.sort {
        Sort::Proposed { rank, .. } => {
            let proposal = state.answered().and_then(|a| a.proposal.as_ref());
            if let Some(site) = proposal.and_then(|p| p.sites.get(rank - 1)) {
                ui.label(Key::CoveredAfter.fill(lang, &[&site.covered_after]));
            }
            ui.label(RichText::new(premises(ui.ctx(), state, mark)).weak());
        }
        Sort::Facility(_) => {
            let site = state
                .shown
                .as_ref()
                .and_then(|s| s.places.sites.get(mark.site));
            if let Some(capacity) = site.and_then(|site| site.capacity) {
                ui.label(Key::Capacity.fill(lang, &[&capacity]));
            }
            site::load_ui(ui, state, mark);
        }
    }
}

/// What a candidate is: its name, or that premises are still to be found.
fn premises(ctx: &Context, state: &State, mark: &Mark) -> String {
    if mark.name.starts_with("h3:") {
        return Key::MapCell.text(state.lang()).to_owned();
    }
    fonts::legible(ctx, &mark.name).into_owned()
}

/// A hexagon's tooltip: its seniors and how many are covered, before and after.
pub fn hexagon_ui(ui: &mut Ui, state: &State, index: usize) {
    let lang = state.lang();
    let hexagon = state.hexagons().and_then(|all| all.hexagons.get(index));
    let (Some(hexagon), Some(kind)) = (hexagon, state.coverage(Phase::Before)) else {
        return;
    };
    let all = hexagon.before.tally.total();
    ui.label(RichText::new(Key::HexagonSeniors.fill(lang, &[&all])).strong());
    let time = minutes(kind.standard.within);
    let compared = state.has_plan();
    let phases = [(Phase::Before, Key::Before), (Phase::After, Key::After)];
    let phases = if compared { &phases[..] } else { &phases[..1] };
    for (phase, name) in phases {
        let tally = hexagon.tally(*phase);
        let share = percent(tally.coverage());
        let text = Key::HexagonCovered.fill(lang, &[&tally.covered, &time, &share]);
        ui.label(format!("{}: {text}", name.text(lang)));
        if let Some(minutes) = hexagon.minutes(*phase) {
            let text = Key::HexagonMinutes.fill(lang, &[&format!("{minutes:.1}")]);
            ui.label(RichText::new(text).weak());
        }
    }
}
