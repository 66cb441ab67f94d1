//! All that the viewer knows: settings, what is shown, what is chosen, and what the worker is doing.
//!
//! A frame only reads it; commands change it between frames.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Pos2, Rect, Vec2};
use planner::coverage::{Coverage, KindCoverage};
use planner::findings::Findings;
use planner::places::Places;
use planner::progress::Stage;
use planner::scenario::Scenario;
use planner::siting::Proposal;
use planner::text::Lang;

use crate::map::camera::Camera;
use crate::map::layers::Ground;
use crate::map::layers::hexagons::Hexagons;
use crate::map::layers::marks::Mark;
use crate::map::pick::{Picker, Target};
use crate::theme::Mode;

/// Everything between two frames.
#[derive(Debug)]
pub struct State {
    /// How the user likes it.
    pub settings: Settings,
    /// What is shown, once something is.
    pub shown: Option<Arc<Shown>>,
    /// What is chosen.
    pub selection: Option<Target>,
    /// Where the map looks.
    pub camera: Camera,
    /// Where the map is flying to.
    pub flight: Option<Flight>,
    /// Where the map was on the screen, as last drawn.
    pub map_place: Rect,
    /// What the worker is doing.
    pub job: Job,
    /// Whether the machine has Chinese glyphs.
    pub glyphs: Glyphs,
}

impl Default for State {
    fn default() -> Self {
        Self {
            settings: Settings::default(),
            shown: None,
            selection: None,
            camera: Camera::default(),
            flight: None,
            map_place: Rect::from_min_size(Pos2::ZERO, Vec2::new(1000.0, 700.0)),
            job: Job::default(),
            glyphs: Glyphs::default(),
        }
    }
}

/// What is kept between two runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The language wished for.
    pub lang: Lang,
    /// Light or dark.
    pub mode: Mode,
    /// The layers that are switched on.
    pub layers: BTreeSet<Layer>,
    /// Before or after the proposal.
    pub phase: Phase,
    /// The kind of facility looked at: its position among the standards.
    pub kind: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            lang: Lang::default(),
            mode: Mode::default(),
            layers: Layer::ALL.into_iter().collect(),
            phase: Phase::After,
            kind: 0,
        }
    }
}

/// What can be switched on and off on the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// Water, green, buildings, railways.
    Base,
    /// Hexagons by coverage.
    Hexagons,
    /// The walking network.
    Streets,
    /// Outlines of districts.
    Districts,
    /// Names of places.
    Labels,
    /// Existing facilities.
    Facilities,
    /// Proposed sites.
    Proposed,
}

impl Layer {
    /// All layers, top of the map first.
    pub const ALL: [Self; 7] = [
        Self::Proposed,
        Self::Facilities,
        Self::Hexagons,
        Self::Districts,
        Self::Labels,
        Self::Streets,
        Self::Base,
    ];
}

/// Before or after the proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Phase {
    /// What is open today.
    Before,
    /// With what is committed and proposed.
    #[default]
    After,
}

impl Phase {
    /// 0 before, 1 after.
    pub const fn index(self) -> usize {
        match self {
            Self::Before => 0,
            Self::After => 1,
        }
    }
}

/// Whether the machine has Chinese glyphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Glyphs {
    /// A font of the system has them.
    #[default]
    Chinese,
    /// None has.
    LatinOnly,
}

/// What the worker is doing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Job {
    /// Nothing, and nothing went wrong.
    #[default]
    Idle,
    /// It computes.
    Working(Option<Step>),
    /// The question could not be answered.
    Failed(String),
    /// The program made a mistake.
    Crashed(String),
}

/// How far a stage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The stage.
    pub stage: Stage,
    /// Pieces done.
    pub done: u64,
    /// All pieces; 0 where unknown.
    pub total: u64,
}

/// A smooth change of view.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flight {
    /// Where it starts.
    pub from: Camera,
    /// Where it ends.
    pub to: Camera,
    /// When it started, in seconds of the window's clock; `None` until the next frame.
    pub since: Option<f64>,
}

/// What the viewer shows of a study: never changed, replaced whole.
#[derive(Debug)]
pub struct Shown {
    /// The question.
    pub scenario: Arc<Scenario>,
    /// Seniors, sites, districts.
    pub places: Arc<Places>,
    /// Streets and base map.
    pub ground: Arc<Ground>,
    /// The kinds of facilities on the map; a mark's kind is a position in it.
    pub kinds: Vec<String>,
    /// Facilities, then proposed sites in order.
    pub marks: Vec<Mark>,
    /// What can be pointed at.
    pub picker: Picker,
    /// What is wrong with the data.
    pub findings: Findings,
    /// The answer, once computed.
    pub answered: Option<Answered>,
}

/// An answer as it is drawn.
#[derive(Debug)]
pub struct Answered {
    /// Coverage by what is open.
    pub before: Coverage,
    /// The sites proposed.
    pub proposal: Option<Proposal>,
    /// Coverage with them; the same as before where nothing is proposed.
    pub after: Coverage,
    /// The hexagons of each kind, in the order of the standards.
    pub hexagons: Vec<Hexagons>,
}

impl Answered {
    /// Coverage before or after.
    pub const fn coverage(&self, phase: Phase) -> &Coverage {
        match phase {
            Phase::Before => &self.before,
            Phase::After => &self.after,
        }
    }
}

impl State {
    /// The language that can be shown.
    pub const fn lang(&self) -> Lang {
        crate::fonts::readable(self.settings.lang, self.glyphs)
    }

    /// The answer shown, once there is one.
    pub fn answered(&self) -> Option<&Answered> {
        self.shown.as_ref()?.answered.as_ref()
    }

    /// The coverage of the kind looked at, before or after.
    pub fn coverage(&self, phase: Phase) -> Option<&KindCoverage> {
        self.answered()?
            .coverage(phase)
            .kinds
            .get(self.settings.kind)
    }

    /// The hexagons of the kind looked at.
    pub fn hexagons(&self) -> Option<&Hexagons> {
        self.answered()?.hexagons.get(self.settings.kind)
    }

    /// The mark of a proposed site, by its place in the proposal from 1.
    pub fn proposed_mark(&self, rank: usize) -> Option<usize> {
        use crate::map::layers::marks::Sort;
        let is_it = |mark: &Mark| matches!(mark.sort, Sort::Proposed { rank: r, .. } if r == rank);
        self.shown.as_ref()?.marks.iter().position(is_it)
    }
}
