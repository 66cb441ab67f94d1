//! What the user means: collected while a frame is drawn, applied after it.

use planner::text::Lang;

use crate::map::camera::Camera;
use crate::map::pick::Target;
use crate::state::{Flight, Layer, Phase, State};
use crate::theme::Mode;

/// How near a flight to a site comes, in metres per point.
const NEAR: f64 = 2.5;

/// One intention.
#[derive(Debug, Clone, Copy, PartialEq)]
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
    /// Draw another kind of facility, by its position among the standards.
    ShowKind(usize),
    /// Read all files again and compute.
    Recompute,
}

/// What a command asks of the worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errand {
    /// Open the scenario again and answer it.
    Recompute,
}

/// Changes the state as a command says; what takes long is left to the worker.
pub fn apply(command: Command, state: &mut State) -> Option<Errand> {
    match command {
        Command::Speak(lang) => state.settings.lang = lang,
        Command::Wear(mode) => state.settings.mode = mode,
        Command::Toggle(layer) => {
            if !state.settings.layers.remove(&layer) {
                state.settings.layers.insert(layer);
            }
        }
        Command::Compare(phase) => state.settings.phase = phase,
        Command::Select(target) => state.selection = target,
        Command::Look(camera) => {
            state.camera = camera;
            state.flight = None;
        }
        Command::Fly(flight, here) => {
            state.flight = Some(flight);
            state.camera = here;
        }
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
        Command::Recompute => return Some(Errand::Recompute),
    }
    None
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
