//! What can be done with a site: move it, close it, enlarge it; accept, keep or reject it where it is proposed.

use egui::{DragValue, RichText, Ui, WidgetInfo, accesskit::Role};
use planner::coverage::capacity::SiteService;

use crate::command::Command;
use crate::map::layers::marks::{Fate, Mark, Sort};
use crate::plan::Edit;
use crate::state::State;
use crate::text::Key;

/// The room that a site has first, once somebody says that it is known.
const USUAL_ROOM: f64 = 100.0;

/// Draws the buttons of the chosen site.
pub(super) fn actions_ui(ui: &mut Ui, state: &State, mark: &Mark, out: &mut Vec<Command>) {
    let lang = state.lang();
    let site = mark.site;
    if let Sort::Proposed { .. } = mark.sort {
        let kept = state.book.draft().kept.contains(&site);
        let keep = if kept { Key::Unkeep } else { Key::Keep };
        let actions = [
            (Key::Accept, Edit::Accept(site)),
            (keep, Edit::Keep(site)),
            (Key::Reject, Edit::Reject(site)),
        ];
        ui.horizontal(|ui| {
            for (name, edit) in actions {
                if ui.button(name.text(lang)).clicked() {
                    out.push(Command::Edit(edit));
                }
            }
        });
        return;
    }
    if mark.fate == Fate::Closes {
        // What was proposed to close opens with another proposal.
        let by_hand = state.book.draft().closed.contains(&site);
        if !by_hand {
            ui.label(RichText::new(Key::LegendCloses.text(lang)).weak());
        } else if ui.button(Key::ReopenSite.text(lang)).clicked() {
            out.push(Command::Edit(Edit::Reopen(site)));
        }
        return;
    }
    capacity_ui(ui, state, mark, out);
    ui.label(RichText::new(Key::DragHint.text(lang)).weak());
    let close = if mark.fate == Fate::New {
        Key::RemoveSite
    } else {
        Key::CloseSite
    };
    if ui.button(close.text(lang)).clicked() {
        out.push(Command::Edit(Edit::Close(site)));
    }
}

/// Whether it is known how many a site serves, and how many; what is not known is a state of its own and no number.
fn capacity_ui(ui: &mut Ui, state: &State, mark: &Mark, out: &mut Vec<Command>) {
    let lang = state.lang();
    let places = state.shown.as_ref().map(|shown| &shown.places);
    let site = places.and_then(|places| places.sites.get(mark.site));
    let told = site.and_then(|site| site.capacity);
    ui.horizontal(|ui| {
        let mut known = told.is_some();
        if ui
            .checkbox(&mut known, Key::SetCapacity.text(lang))
            .changed()
        {
            let capacity = known.then_some(USUAL_ROOM);
            out.push(Command::Edit(Edit::Capacity(mark.site, capacity)));
        }
        if let Some(told) = told {
            room_ui(ui, state, (mark, told), out);
        } else {
            let unknown = RichText::new(Key::CapacityUnknown.text(lang));
            ui.label(unknown.weak());
        }
    });
}

/// A number that is being dragged or typed is taken over once it is let go.
fn room_ui(ui: &mut Ui, state: &State, (mark, told): (&Mark, f64), out: &mut Vec<Command>) {
    let id = ui.scope_id().with(("capacity", mark.site));
    let mut capacity: f64 = ui.data_mut(|d| d.get_temp(id)).unwrap_or(told);
    let number = DragValue::new(&mut capacity).range(0.0..=100_000.0);
    let number = ui.add(number.max_decimals(0));
    let name = Key::CapacityNumber.text(state.lang());
    number.widget_info(|| WidgetInfo::labeled(Role::SpinButton, true, name));
    if number.drag_stopped() || number.lost_focus() {
        ui.data_mut(|d| d.remove::<f64>(id));
        if (capacity - told).abs() > f64::EPSILON {
            out.push(Command::Edit(Edit::Capacity(mark.site, Some(capacity))));
        }
    } else if number.changed() {
        ui.data_mut(|d| d.insert_temp(id, capacity));
    }
}

/// How many people the chosen site is expected to serve, once that is known.
pub(super) fn load_ui(ui: &mut Ui, state: &State, mark: &Mark) {
    let Some(service) = service_of(state, mark) else {
        return;
    };
    let text = match service.capacity {
        Some(room) => Key::LoadFull.fill(state.lang(), &[&service.load, &room]),
        None => Key::Load.fill(state.lang(), &[&service.load]),
    };
    ui.label(text);
}

fn service_of(state: &State, mark: &Mark) -> Option<SiteService> {
    let closer = state.closer()?;
    let standards = &closer.after.assessment.before.standards;
    let all = standards.get(state.settings.kind)?.middle_service()?;
    all.sites.iter().find(|s| s.site == mark.site).copied()
}
