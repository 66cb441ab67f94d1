//! What the user means: collected while a frame is drawn, applied after it.

use std::path::PathBuf;
use std::sync::Arc;

use geo::Coord;
use planner::ids::Id as _;
use planner::projection::LonLat;
use planner::text::Lang;

use crate::map::camera::Camera;
use crate::map::pick::Target;
use crate::plan::{Added, Edit, Figure, drawing};
use crate::state::{
    Column, Flight, Hand, Layer, Legend, Phase, Pointed, Shade, Sheet, SortBy, State, Tab, Tool,
    View,
};
use crate::text::{Key, kind_name};
use crate::theme::Mode;

/// How near a flight to a site comes, in metres per point.
const NEAR: f64 = 2.5;

/// One intention.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Use another language.
    Speak(Lang),
    /// Use other colours.
    Wear(Mode),
    /// Switch a layer on or off.
    Toggle(Layer),
    /// Look at the city before or after the proposal.
    Compare(Phase),
    /// Choose something on the map, or nothing.
    Select(Option<Target>),
    /// Look from elsewhere, at once.
    Look(Camera),
    /// Go on flying; the map is here now.
    Fly(Flight, Camera),
    /// Fly to a mark and choose it.
    Visit(usize),
    /// Magnify around the middle of the map.
    Zoom(f64),
    /// Show everything.
    Home,
    /// Colour the hexagons by something else.
    Shade(Shade),
    /// Show today left of a line and the plan right of it, at so many thousandths of the map's width; or no longer.
    Swipe(Option<u16>),
    /// Make a layer so strong, in per cent.
    Strength(Layer, u8),
    /// Show all of the legend, or its title alone.
    Fold(Legend),
    /// Lay the sheet with all keys over the window, or take it away.
    Lay(Sheet),
    /// Draw another kind of facility, by its position among the standards.
    ShowKind(usize),
    /// Read all files again and compute.
    Recompute,
    /// Let clicks on the map do something else.
    Use(Tool),
    /// Put a new site of the kind looked at here.
    Place(LonLat),
    /// Change the plan.
    Edit(Edit),
    /// Hold a site somewhere else.
    Hold(Hand),
    /// Leave the site in hand where it is.
    LetGo,
    /// Take back the last change of the plan.
    Undo,
    /// Do again what was taken back.
    Redo,
    /// Put the plan aside under a name.
    PutAside(String),
    /// Take up a plan that was put aside.
    TakeUp(usize),
    /// Forget a plan that was put aside.
    Forget(usize),
    /// Find sites for the plan.
    Propose,
    /// Let sites be proposed wherever seniors live.
    UseHexagons,
    /// Stop finding sites and keep the best that was found.
    Stop,
    /// Draw on from here.
    Sketch(LonLat),
    /// End what is being drawn.
    Finish,
    /// Take back the last place of what is being drawn.
    Unsketch,
    /// Keep a dropped data file for a new scenario.
    Drop(PathBuf),
    /// Forget the dropped data files.
    EmptyBasket,
    /// Make a scenario of the dropped data files and open it.
    Compose,
    /// Fly to a place, so near that so many metres are seen.
    FlyTo(Coord, f64),
    /// Mark what a finding is about on the map.
    PointOut(Arc<Pointed>),
    /// Open another scenario.
    Open(PathBuf),
    /// Save the plan as a scenario.
    Save(PathBuf),
    /// Sort the table of districts by a column; the same again turns it around.
    SortBy(Column),
    /// Open another page beside the map.
    Turn(Tab),
    /// Lay the window out for somebody else.
    Show(View),
    /// Point out a gap to those who decide.
    ShowGap(usize),
    /// Draw a page that others may see.
    Print(PathBuf),
    /// Draw a page of what is seen, for the office.
    PrintWorking(PathBuf),
    /// Write what may leave the office into a folder.
    Publish(PathBuf),
    /// Say something at the bottom of the window.
    Note(String),
}

/// What a command asks of the worker.
#[derive(Debug, Clone, PartialEq)]
pub enum Errand {
    /// Open the scenario again and answer it.
    Recompute,
    /// Count who is covered by the plan at hand.
    Answer,
    /// Write down what is not saved.
    Remember,
    /// Count who is covered with the site in hand where it is.
    Drag(Hand),
    /// Find sites.
    Propose,
    /// Read the scenario again with places where something could be opened.
    UseHexagons,
    /// End the search for sites with the best found.
    Stop,
    /// Make a scenario of data files and open it.
    Compose(Vec<PathBuf>),
    /// Open another scenario.
    Open(PathBuf),
    /// Save the plan as a scenario.
    Save(PathBuf),
    /// Draw a page that others may see.
    Print(PathBuf),
    /// Draw a page of what is seen, for the office.
    PrintWorking(PathBuf),
    /// Write what may leave the office into a folder.
    Publish(PathBuf),
}

/// Changes the state as a command says; what takes long is left to the worker.
pub fn apply(command: Command, state: &mut State) -> Option<Errand> {
    match command {
        Command::Speak(lang) => {
            state.settings.lang = lang;
            // It was said in the other language.
            state.note = None;
        }
        Command::Wear(mode) => state.settings.mode = mode,
        Command::Toggle(layer) => {
            if !state.settings.layers.remove(&layer) {
                state.settings.layers.insert(layer);
            }
        }
        Command::Compare(phase) => {
            if state.settings.phase != phase {
                // The same number may be another gap then.
                state.gap = None;
            }
            state.settings.phase = phase;
            state.settings.swipe = None;
        }
        Command::Swipe(line) => state.settings.swipe = line,
        Command::Select(target) => {
            state.selection = target;
            state.pointed = None;
            if state.view == View::Plan {
                state.gap = None;
            }
        }
        Command::Look(camera) => {
            state.camera = camera;
            state.flight = None;
        }
        // A flight that has begun meanwhile is not turned back.
        Command::Fly(flight, here) if state.flight.is_some_and(|now| now.is_same(&flight)) => {
            state.flight = (here != flight.to).then_some(flight);
            state.camera = here;
        }
        Command::Fly(..) => {}
        Command::Visit(mark) => visit(mark, state),
        Command::Zoom(factor) => {
            let from = state.flight.map_or(state.camera, |flight| flight.to);
            let mut to = from;
            to.zoom(factor, state.map_place.center(), state.map_place);
            fly(to, state);
        }
        Command::Home => {
            if let Some(home) = home(state) {
                fly(home, state);
            }
        }
        Command::ShowKind(kind) => state.settings.kind = kind,
        Command::Shade(shade) => state.settings.shade = shade,
        Command::Strength(layer, strength) => {
            state.settings.strength.insert(layer, strength);
        }
        Command::Fold(legend) => state.settings.legend = legend,
        Command::FlyTo(at, span_m) => {
            let m_per_pt = span_m / f64::from(state.map_place.width().max(1.0));
            fly(Camera::at(at, m_per_pt), state);
        }
        other => return change_window(other, state),
    }
    None
}

/// Changes what stands around the map, or asks for files.
fn change_window(command: Command, state: &mut State) -> Option<Errand> {
    match command {
        Command::Recompute => return Some(Errand::Recompute),
        Command::Open(file) => return Some(Errand::Open(file)),
        Command::Save(file) => return Some(Errand::Save(file)),
        Command::SortBy(column) => {
            let again = state.sort.column == column;
            state.sort = SortBy {
                column,
                reversed: again && !state.sort.reversed,
            };
        }
        Command::PointOut(pointed) => {
            state.selection = None;
            state.pointed = Some(pointed);
        }
        Command::Turn(tab) => state.tab = tab,
        Command::Lay(sheet) => state.sheet = sheet,
        Command::Show(view) => {
            state.view = view;
            state.gap = None;
            state.tool = Tool::Choose;
            state.sketch.clear();
        }
        Command::ShowGap(gap) => state.gap = Some(gap),
        Command::Print(file) => return Some(Errand::Print(file)),
        Command::PrintWorking(file) => return Some(Errand::PrintWorking(file)),
        Command::Publish(folder) => return Some(Errand::Publish(folder)),
        Command::Note(note) => state.note = Some(note),
        Command::Drop(file) => {
            if !state.basket.contains(&file) {
                state.basket.push(file);
            }
        }
        Command::EmptyBasket => state.basket.clear(),
        Command::Compose => {
            let files = std::mem::take(&mut state.basket);
            return Some(Errand::Compose(files));
        }
        plan => return change_plan(plan, state),
    }
    None
}

/// Changes the plan at hand, or what is done with it.
fn change_plan(command: Command, state: &mut State) -> Option<Errand> {
    let before = Arc::clone(state.book.draft());
    match command {
        Command::Use(tool) => {
            state.tool = tool;
            state.sketch.clear();
        }
        Command::Sketch(at) => sketch(at, state),
        Command::Finish => finish(state),
        Command::Unsketch => drop(state.sketch.pop()),
        Command::Place(at) => place(at, state),
        Command::Edit(edit) => {
            if matches!(edit, Edit::Close(site) if site.index() >= state.book.sites) {
                // Those after it take its place in the table.
                state.selection = None;
            }
            if let Edit::Kind(kind) | Edit::NewKind(kind) = &edit {
                look_at(kind.clone(), state);
            }
            state.book.edit(edit);
        }
        Command::Hold(hand) => {
            state.hand = Some(hand);
            return Some(Errand::Drag(hand));
        }
        Command::LetGo => {
            let hand = state.hand.take()?;
            state.book.edit(Edit::Move(hand.site, hand.at));
        }
        Command::Undo => state.book.history.undo(),
        Command::Redo => state.book.history.redo(),
        Command::PutAside(name) => {
            let figures = figures(state);
            state.book.put_aside(&name, figures);
            return Some(Errand::Remember);
        }
        Command::TakeUp(number) => {
            let draft = state.book.named.get(number).map(|plan| &plan.draft);
            if let Some(draft) = draft.cloned() {
                state.book.edit(Edit::Replace(draft));
            }
        }
        Command::Forget(number) if number < state.book.named.len() => {
            state.book.named.remove(number);
            return Some(Errand::Remember);
        }
        Command::Propose => return Some(Errand::Propose),
        Command::UseHexagons => return Some(Errand::UseHexagons),
        Command::Stop => return Some(Errand::Stop),
        _ => {}
    }
    (!Arc::ptr_eq(&before, state.book.draft())).then_some(Errand::Answer)
}

/// Shows the numbers of a kind: at once, or once it has a standard.
fn look_at(kind: String, state: &mut State) {
    let standards = state.shown.as_ref().map(|shown| &shown.scenario.standards);
    let known = standards.and_then(|all| all.iter().position(|s| s.kind == kind));
    match known {
        Some(number) => state.settings.kind = number,
        None => state.awaited_kind = Some(kind),
    }
}

/// Draws on; what needs one place is finished with it.
fn sketch(at: LonLat, state: &mut State) {
    let Tool::Draw(sort) = state.tool else {
        return;
    };
    drawing::add(&mut state.sketch, at);
    if sort.least() == 1 {
        finish(state);
    }
}

/// Ends what is being drawn once it has its places.
fn finish(state: &mut State) {
    let Tool::Draw(sort) = state.tool else {
        return;
    };
    if let Some(action) = sort.finished(&state.sketch) {
        state.book.edit(Edit::Draw(action));
        state.sketch.clear();
        state.tool = Tool::Choose;
        state.settings.phase = Phase::After;
    }
}

/// Puts a new site of the kind looked at on the map and chooses it once it is there.
fn place(at: LonLat, state: &mut State) {
    let lang = state.lang();
    let Some(shown) = &state.shown else {
        return;
    };
    let Some(standard) = shown.scenario.standards.get(state.settings.kind) else {
        return;
    };
    let kind = standard.kind.clone();
    let added = &state.book.draft().added;
    let names = (1..=added.len() + 1)
        .map(|number| Key::NewSite.fill(lang, &[&kind_name(&kind, lang), &number]));
    let mut names = names.filter(|name| added.iter().all(|other| other.name != *name));
    let name = names.next().unwrap_or_default();
    state.book.edit(Edit::Add(Added {
        kind,
        at,
        capacity: None,
        name,
    }));
    state.tool = Tool::Choose;
    state.settings.phase = Phase::After;
}

/// What the plan at hand reaches, as far as it is known.
pub fn figures(state: &State) -> Vec<Figure> {
    let answered = state.answered();
    let current = answered.filter(|a| Arc::ptr_eq(&a.draft, state.book.draft()));
    let kinds = current
        .into_iter()
        .flat_map(|a| a.after.kinds.iter().zip(&a.before.kinds));
    kinds
        .map(|(kind, today)| Figure {
            covered: kind.tally.covered,
            today: today.tally.covered,
            total: kind.tally.total(),
        })
        .collect()
}

/// The view that shows all places, once something is open.
pub fn home(state: &State) -> Option<Camera> {
    let shown = state.shown.as_ref()?;
    Some(Camera::showing(shown.ground.home, state.map_place.size()))
}

fn visit(mark: usize, state: &mut State) {
    let Some(at) = state
        .shown
        .as_ref()
        .and_then(|shown| shown.marks.get(mark))
        .map(|mark| mark.at)
    else {
        return;
    };
    state.selection = Some(Target::Mark(mark));
    state.pointed = None;
    // Whatever the plan adds is shown with the plan.
    state.settings.phase = Phase::After;
    let to = Camera {
        centre: at,
        m_per_pt: state.camera.m_per_pt.min(NEAR),
    };
    fly(to, state);
}

fn fly(to: Camera, state: &mut State) {
    state.flight = Some(Flight {
        from: state.camera,
        to,
        since: None,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_is_switched_off_and_on() {
        let mut state = State::default();
        assert_eq!(apply(Command::Toggle(Layer::Streets), &mut state), None);
        assert!(!state.settings.layers.contains(&Layer::Streets));
        apply(Command::Toggle(Layer::Streets), &mut state);
        assert!(state.settings.layers.contains(&Layer::Streets));
    }

    #[test]
    fn settings_change_as_told() {
        let mut state = State::default();
        apply(Command::Speak(Lang::En), &mut state);
        apply(Command::Wear(Mode::Dark), &mut state);
        apply(Command::Compare(Phase::Before), &mut state);
        assert_eq!(state.settings.lang, Lang::En);
        assert_eq!(state.settings.mode, Mode::Dark);
        assert_eq!(state.settings.phase, Phase::Before);
    }

    #[test]
    fn two_zooms_in_a_row_add_up_although_the_first_still_flies() {
        let mut state = State::default();
        let start = state.camera.m_per_pt;
        apply(Command::Zoom(2.0), &mut state);
        apply(Command::Zoom(2.0), &mut state);
        let end = state.flight.map(|flight| flight.to.m_per_pt);
        assert_eq!(end, Some(start / 4.0));
    }

    #[test]
    fn taking_the_map_in_hand_ends_a_flight() {
        let mut state = State::default();
        apply(Command::Zoom(2.0), &mut state);
        apply(Command::Look(Camera::default()), &mut state);
        assert_eq!(state.flight, None);
    }

    #[test]
    fn without_a_scenario_there_is_nowhere_to_fly() {
        let mut state = State::default();
        apply(Command::Home, &mut state);
        apply(Command::Visit(0), &mut state);
        assert_eq!((state.flight, state.selection), (None, None));
    }

    #[test]
    fn long_work_is_left_to_the_worker() {
        let mut state = State::default();
        assert_eq!(
            apply(Command::Recompute, &mut state),
            Some(Errand::Recompute)
        );
    }
}
