//! All that is told of the people of a hexagon or a district beside their coverage, today and with the plan: working data.

use std::sync::Arc;

use egui::{Grid, Id, RichText, Ui};
use planner::coverage::Depth;
use planner::coverage::assessment::StandardAssessed;
use planner::ids::{DemandId, DistrictId};
use planner::units::WalkTime;

use crate::state::State;
use crate::text::Key;
use crate::worker::closer::{Closer, Looked};

/// Some people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Those of a hexagon.
    Hexagon(usize),
    /// Those of a district.
    District(DistrictId),
}

/// What is told of one city.
struct Told {
    depth: Depth,
    /// The largest circle of the audit in metres.
    radius_m: f64,
    access: Option<f64>,
}

/// What was told last, and of whom: a card is drawn many times.
#[derive(Clone)]
struct Known {
    /// The group, the standard, and where the closer look lies.
    of: (Group, usize, usize),
    told: Arc<Vec<Told>>,
}

/// The walks, seats, circle and access of a group, once a closer look has found them.
pub fn depth_ui(ui: &mut Ui, state: &State, group: Group) {
    let told = state.closer().map(|closer| known(ui, state, closer, group));
    if let Some(told) = told.filter(|told| !told.is_empty()) {
        grid_ui(ui, state, &told);
    }
}

/// What is told of a group, counted once.
fn known(ui: &Ui, state: &State, closer: &Closer, group: Group) -> Arc<Vec<Told>> {
    let of = (
        group,
        state.settings.kind,
        std::ptr::from_ref(closer).addr(),
    );
    let id = Id::unique("what is told of a group");
    let last = ui.data(|data| data.get_temp::<Known>(id));
    if let Some(last) = last.filter(|last| last.of == of) {
        return last.told;
    }
    let told = Arc::new(told_of(state, closer, group));
    let known = Known {
        of,
        told: Arc::clone(&told),
    };
    ui.data_mut(|data| data.insert_temp(id, known));
    told
}

fn grid_ui(ui: &mut Ui, state: &State, told: &[Told]) {
    let lang = state.lang();
    Grid::new("what is told of a group").show(ui, |ui| {
        if told.len() > 1 {
            ui.label("");
            for phase in [Key::Before, Key::After] {
                ui.label(RichText::new(phase.text(lang)).weak());
            }
            ui.end_row();
        }
        let mut row = |name: String, value: &dyn Fn(&Told) -> Option<String>| {
            let values: Vec<Option<String>> = told.iter().map(value).collect();
            if values.iter().any(Option::is_some) {
                ui.label(RichText::new(name).weak());
                for value in values {
                    ui.label(value.unwrap_or_else(|| "–".to_owned()));
                }
                ui.end_row();
            }
        };
        let name = |key: Key| key.text(lang).to_owned();
        let minutes = |time: Option<WalkTime>| time.map(|time| format!("{:.1}", time.minutes()));
        row(name(Key::DepthHalf), &|t| minutes(t.depth.walk.p50));
        row(name(Key::DepthTenth), &|t| minutes(t.depth.walk.p90));
        row(name(Key::DepthExcess), &|t| {
            Some(format!("{:.0}", t.depth.excess.person_minutes()))
        });
        row(name(Key::DepthServed), &|t| {
            Some(t.depth.served?.to_string())
        });
        row(name(Key::DepthFull), &|t| Some(t.depth.full()?.to_string()));
        if let Some(radius_m) = told.first().map(|t| t.radius_m).filter(|r| *r > 0.0) {
            row(Key::DepthCircle.fill(lang, &[&radius_m]), &|t| {
                Some(t.depth.in_circle.last()?.to_string())
            });
        }
        row(name(Key::DepthAccess), &|t| {
            Some(format!("{:.1}", t.access? * 10_000.0))
        });
    });
}

/// What is told of a group, today and with the plan if there is one; nothing where that is not known.
fn told_of(state: &State, closer: &Closer, group: Group) -> Vec<Told> {
    let homes = homes_of(state, group);
    let phases = [&closer.today, &closer.after];
    let phases = phases.into_iter().take(1 + usize::from(state.has_plan()));
    let told: Option<Vec<Told>> = phases
        .map(|looked| told_by(looked, state.settings.kind, &homes))
        .collect();
    told.unwrap_or_default()
}

fn homes_of(state: &State, group: Group) -> Vec<DemandId> {
    match group {
        Group::Hexagon(number) => {
            let hexagons = state.hexagons();
            hexagons.map_or_else(Vec::new, |hexagons| hexagons.homes_of(number))
        }
        Group::District(district) => {
            let Some(shown) = &state.shown else {
                return Vec::new();
            };
            let places = &shown.places;
            let lives_there = |home: &DemandId| {
                let lives_in = places.demand[*home].district;
                lives_in.is_some_and(|id| places.lineage(id).any(|part| part == district))
            };
            places.demand.ids().filter(lives_there).collect()
        }
    }
}

fn told_by(looked: &Looked, kind: usize, homes: &[DemandId]) -> Option<Told> {
    let told: &StandardAssessed = looked.assessment.before.standards.get(kind)?;
    let depth = Depth::of(
        homes,
        (looked.coverage.kinds.get(kind)?, told),
        &looked.places,
    );
    let radius_m = told.audit.last().map_or(0.0, |audit| audit.radius.metres());
    Some(Told {
        radius_m,
        access: depth.decayed(told),
        depth,
    })
}
