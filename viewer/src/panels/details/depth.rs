//! All that is told of the people of a hexagon beside their coverage, today and with the plan: working data.

use egui::{Grid, RichText, Ui};
use planner::coverage::Depth;
use planner::coverage::assessment::StandardAssessed;
use planner::ids::DemandId;
use planner::units::WalkTime;

use crate::state::State;
use crate::text::Key;
use crate::worker::closer::Looked;

/// What is told of one city.
struct Told {
    depth: Depth,
    /// The largest circle of the audit in metres.
    radius_m: f64,
    access: Option<f64>,
}

/// The walks, seats, circle and access of a hexagon, once a closer look has found them.
pub(super) fn depth_ui(ui: &mut Ui, state: &State, hexagon: usize) {
    let (Some(closer), Some(hexagons)) = (state.closer(), state.hexagons()) else {
        return;
    };
    let homes = hexagons.homes_of(hexagon);
    let phases = [&closer.today, &closer.after];
    let phases = if state.has_plan() {
        &phases[..]
    } else {
        &phases[..1]
    };
    let told = phases
        .iter()
        .map(|looked| told_of(looked, state.settings.kind, &homes));
    let Some(told) = told.collect::<Option<Vec<Told>>>() else {
        return;
    };
    let lang = state.lang();
    Grid::new("what is told of a hexagon").show(ui, |ui| {
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

fn told_of(looked: &Looked, kind: usize, homes: &[DemandId]) -> Option<Told> {
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
