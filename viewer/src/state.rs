//! All that the viewer knows: settings, what is shown, what is chosen, and what the worker is doing.
//!
//! A frame only reads it; commands change it between frames.

mod settings;

use std::path::PathBuf;
use std::sync::Arc;

use egui::{Pos2, Rect, Vec2};
use geo::Coord;
use planner::coverage::{Coverage, DistrictCoverage, KindCoverage};
use planner::findings::{Bilingual, Findings};
use planner::ids::SiteId;
use planner::places::Places;
use planner::progress::Stage;
use planner::projection::LonLat;
use planner::scenario::Scenario;
use planner::siting::Proposal;
use planner::study::Study;
use planner::text::Lang;

use crate::map::camera::Camera;
use crate::map::layers::Ground;
use crate::map::layers::hexagons::Hexagons;
use crate::map::layers::marks::Mark;
use crate::map::layers::published::Published;
use crate::map::names::Gazetteer;
use crate::map::pick::{Picker, Target};
use crate::plan::drawing::Sort;
use crate::plan::{Book, Draft};
use crate::present::Freshness;
use crate::worker::around::Around;
use crate::worker::closer::Closer;

pub use settings::{Column, Layer, Legend, Phase, Settings, Shade, SortBy, Tab, View};

/// Everything between two frames.
#[derive(Debug, Clone)]
pub struct State {
    /// How the user likes it.
    pub settings: Settings,
    /// What is shown, once something is.
    pub shown: Option<Arc<Shown>>,
    /// A kind that is looked at as soon as it has a standard.
    pub awaited_kind: Option<String>,
    /// What is chosen.
    pub selection: Option<Target>,
    /// What a finding is about, marked on the map.
    pub pointed: Option<Arc<Pointed>>,
    /// Where the map looks.
    pub camera: Camera,
    /// Where the map is flying to.
    pub flight: Option<Flight>,
    /// Where the map was on the screen, as last drawn.
    pub map_place: Rect,
    /// What the worker is doing.
    pub job: Job,
    /// Whether it looks for sites.
    pub search: Search,
    /// Whether the machine has Chinese glyphs.
    pub glyphs: Glyphs,
    /// The plans.
    pub book: Book,
    /// What a click on the map does.
    pub tool: Tool,
    /// The places of what is being drawn.
    pub sketch: Vec<LonLat>,
    /// The share by which the best proposal so far may be worse than the best there is, while sites are searched.
    pub gap_so_far: Option<f64>,
    /// Data files that were dropped, of which a scenario can be made.
    pub basket: Vec<PathBuf>,
    /// A site that is being dragged.
    pub hand: Option<Hand>,
    /// What a closer look has found.
    pub closer: Option<Arc<Closer>>,
    /// What lies around the chosen place.
    pub around: Option<Arc<Around>>,
    /// What the worker found when it proposed.
    pub siting_findings: Findings,
    /// The scenarios opened last, the newest first.
    pub recent: Vec<PathBuf>,
    /// The scenario whose unsaved plan can be recovered.
    pub recovered: Option<PathBuf>,
    /// The sample that a new user is led to.
    pub sample: Option<PathBuf>,
    /// For whom the window is laid out.
    pub view: View,
    /// The page that is open beside the map.
    pub tab: Tab,
    /// The gap that is shown to those who decide.
    pub gap: Option<usize>,
    /// How the table of districts is sorted.
    pub sort: SortBy,
    /// What went well last.
    pub note: Option<String>,
    /// Whether the sheet with all keys lies over the window.
    pub sheet: Sheet,
    /// What is shown of the answer where others may see it: on the screen nothing but the answer itself.
    pub published: Option<Arc<Published>>,
}

/// Whether the sheet with all keys is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sheet {
    /// It is not.
    #[default]
    Away,
    /// It lies over the window.
    Open,
}

impl Default for State {
    fn default() -> Self {
        Self {
            settings: Settings::default(),
            shown: None,
            awaited_kind: None,
            selection: None,
            pointed: None,
            camera: Camera::default(),
            flight: None,
            map_place: Rect::from_min_size(Pos2::ZERO, Vec2::new(1000.0, 700.0)),
            job: Job::default(),
            search: Search::default(),
            glyphs: Glyphs::default(),
            book: Book::default(),
            tool: Tool::default(),
            sketch: Vec::new(),
            gap_so_far: None,
            basket: Vec::new(),
            hand: None,
            closer: None,
            around: None,
            siting_findings: Findings::new(),
            recent: Vec::new(),
            recovered: None,
            sample: None,
            view: View::default(),
            tab: Tab::default(),
            gap: None,
            sort: SortBy::default(),
            note: None,
            sheet: Sheet::default(),
            published: None,
        }
    }
}

/// Places that are pointed out on the map, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Pointed {
    /// What is told about them.
    pub text: Bilingual,
    /// Where they are, in metres.
    pub at: Vec<Coord>,
}

/// What a click on the map does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tool {
    /// It chooses what is there.
    #[default]
    Choose,
    /// It puts a new site there.
    Add,
    /// It draws something.
    Draw(Sort),
}

/// A site in the user's hand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hand {
    /// The site.
    pub site: SiteId,
    /// Where it is now.
    pub at: LonLat,
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
    Failed(Bilingual),
    /// The program made a mistake.
    Crashed(String),
}

/// Whether sites are being looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Search {
    /// They are not.
    #[default]
    Resting,
    /// They are.
    Running,
    /// It is to end with the best that was found.
    Ending,
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

impl Flight {
    /// Whether both lead from one place to another, whenever they started.
    pub fn is_same(&self, other: &Self) -> bool {
        (self.from, self.to) == (other.from, other.to)
    }
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
    /// Everything that has a name.
    pub gazetteer: Arc<Gazetteer>,
    /// The places without any plan.
    pub base: Arc<Places>,
}

/// An answer as it is drawn.
#[derive(Debug)]
pub struct Answered {
    /// Coverage by what is open.
    pub before: Arc<Coverage>,
    /// The sites proposed last.
    pub proposal: Option<Arc<Proposal>>,
    /// Coverage with the plan; the same as before where nothing is planned.
    pub after: Coverage,
    /// The hexagons of each kind, in the order of the standards.
    pub hexagons: Vec<Hexagons>,
    /// Coverage of districts, before and after.
    pub districts: [DistrictCoverage; 2],
    /// Whether it is the last word.
    pub freshness: Freshness,
    /// The plan that it answers.
    pub draft: Arc<Draft>,
    /// The city with the plan, to ask more of it; nothing while a site is dragged.
    pub world: Option<Arc<Study>>,
}

impl Answered {
    /// Coverage before or after.
    pub fn coverage(&self, phase: Phase) -> &Coverage {
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

    /// What a closer look has found about the plan at hand; nothing while it looks.
    pub fn closer(&self) -> Option<&Closer> {
        let closer = self.closer.as_deref()?;
        (Arc::ptr_eq(&closer.draft, self.book.draft()) && self.hand.is_none()).then_some(closer)
    }

    /// What lies around the chosen place, as far as it is known.
    pub fn around(&self) -> Option<&Around> {
        let around = self.around.as_deref()?;
        let world = self.answered()?.world.as_ref()?;
        let same = Some(around.target) == self.selection
            && around.standard == self.settings.kind
            && Arc::ptr_eq(&around.world, world);
        same.then_some(around)
    }

    /// Lays down whatever was in hand or looked at in another scenario.
    pub fn put_down(&mut self) {
        self.tool = Tool::Choose;
        self.sketch.clear();
        self.hand = None;
        self.pointed = None;
        self.awaited_kind = None;
        self.gap = None;
        self.closer = None;
        self.around = None;
        self.siting_findings = Findings::new();
    }

    /// Whether what is shown is not yet what is asked for.
    pub fn is_stale(&self) -> bool {
        let Some(answered) = self.answered() else {
            return false;
        };
        let other = !Arc::ptr_eq(&answered.draft, self.book.draft());
        matches!(self.job, Job::Working(_)) || other || self.hand.is_some()
    }

    /// Whether there is anything to compare with today.
    pub fn has_plan(&self) -> bool {
        let draft = self.book.draft();
        draft.changes_anything() || !draft.standing().is_empty() || self.hand.is_some()
    }

    /// The mark of a proposed site, by its place in the proposal from 1.
    pub fn proposed_mark(&self, rank: usize) -> Option<usize> {
        use crate::map::layers::marks::Sort;
        let is_it = |mark: &Mark| matches!(mark.sort, Sort::Proposed { rank: r, .. } if r == rank);
        self.shown.as_ref()?.marks.iter().position(is_it)
    }
}
