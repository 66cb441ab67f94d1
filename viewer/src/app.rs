//! One frame: hear the worker, draw what the state says, then apply what the user meant.

mod errands;
mod hearing;
mod keys;

use std::path::PathBuf;
use std::sync::Arc;

use egui::{CentralPanel, Context, Frame, Margin, Panel, Ui};
use planner::study::Study;

use crate::command::{self, Command};
use crate::map::canvas::{Canvas, Drawing, Sharpness};
use crate::map::compare;
use crate::map::layers;
use crate::map::map_ui;
use crate::map::pick::Target;
use crate::map::scene::Scene;
use crate::panels::top::shortcuts;
use crate::panels::{lead, legend, side_ui, status, top, welcome};
use crate::plan::Draft;
use crate::plan::journal::Memory;
use crate::plan::keeper::Keeper;
use crate::screenshot::Screenshot;
use crate::state::{Glyphs, Layer, Legend, Settings, Shade, Shown, State, View};
use crate::worker::around::Around;
use crate::worker::closer::Closer;
use crate::worker::{Source, Worker};
use crate::{fonts, theme};

/// Width of the side panel in points.
const SIDE: f32 = 352.0;

/// The window's contents and the threads behind it.
pub struct App {
    state: State,
    worker: Worker,
    canvas: Canvas,
    sharpness: Sharpness,
    scene: Arc<Scene>,
    drawn: Option<Drawn>,
    source: Option<Source>,
    /// The scenario that is being opened; the one before it is shown until then.
    opening: Option<Source>,
    /// The scenario that could not be opened last.
    unopened: Option<Source>,
    keeper: Option<Keeper>,
    /// The pages for others that are being made: the file, the folder that remembers it, and what is seen on it.
    printing: Vec<(PathBuf, PathBuf, Box<State>)>,
    /// The plan whose proposal is found again because files were read again.
    renewing: Option<Arc<Draft>>,
    /// What was looked around last: the place, the kind and the city.
    looked: Option<(Target, usize, Arc<Study>)>,
    screenshot: Option<Screenshot>,
    language: LanguageFrom,
}

/// What the scene was made of, to see when it is out of date.
struct Drawn {
    shown: Option<Arc<Shown>>,
    closer: Option<Arc<Closer>>,
    around: Option<Arc<Around>>,
    settings: Settings,
    gap: Option<usize>,
}

/// How the window starts.
#[derive(Debug, Default)]
pub struct Start {
    /// Language, colours, layers.
    pub settings: Settings,
    /// Where the language comes from.
    pub language: LanguageFrom,
    /// The scenario to open.
    pub source: Option<Source>,
    /// What the map is drawn with.
    pub drawing: Drawing,
    /// Where to save a picture of the finished map.
    pub screenshot: Option<Screenshot>,
    /// Where to keep what is not saved and what was opened last; nowhere where the system names no place.
    pub memory: Option<Memory>,
    /// The sample that a new user is led to.
    pub sample: Option<PathBuf>,
}

/// Where the language of the interface comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LanguageFrom {
    /// The scenario says it.
    #[default]
    Scenario,
    /// The user said it.
    User,
}

impl App {
    /// Starts all threads and asks for the scenario.
    pub fn start(ctx: &Context, start: Start) -> std::io::Result<Self> {
        let waker = ctx.clone();
        let worker = Worker::start(move || waker.request_repaint())?;
        let recent = start.memory.as_ref().map(Memory::recent);
        let keeper = start.memory.map(Keeper::start).transpose()?;
        let mut app = Self {
            state: State {
                settings: start.settings,
                recent: recent.unwrap_or_default(),
                recovered: keeper.as_ref().and_then(Keeper::last),
                sample: start.sample,
                ..State::default()
            },
            worker,
            canvas: Canvas::start(ctx, start.drawing)?,
            sharpness: Sharpness::Pending,
            scene: Arc::new(Scene::of(theme::Mode::default().theme().land, Vec::new())),
            drawn: None,
            source: None,
            opening: start.source,
            unopened: None,
            keeper,
            printing: Vec::new(),
            renewing: None,
            looked: None,
            screenshot: start.screenshot,
            language: start.language,
        };
        app.open();
        theme::dress(ctx, app.state.settings.mode);
        Ok(app)
    }

    /// What the window knows.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// Whether the map of the last frame is drawn as it is meant.
    pub const fn sharpness(&self) -> Sharpness {
        self.sharpness
    }

    /// How often something of the map has gone to the screen's memory.
    pub fn uploads(&self) -> u64 {
        self.canvas.uploads()
    }

    /// Makes the scene anew when what it shows has changed.
    fn redraw(&mut self, ctx: &Context) {
        let state = &self.state;
        let shows_closer = state.settings.layers.contains(&Layer::Gaps)
            || state.gap.is_some()
            || state.settings.shade == Shade::Certainty;
        let closer = state.closer.clone().filter(|_| shows_closer);
        let around = state.around().and(state.around.clone());
        // Where the line of a comparison stands changes nothing of what is drawn.
        let settings = Settings {
            swipe: state.settings.swipe.map(|_| 0),
            legend: Legend::default(),
            ..state.settings.clone()
        };
        let is_same = self.drawn.as_ref().is_some_and(|drawn| {
            drawn.settings == settings
                && drawn.gap == state.gap
                && same(drawn.shown.as_ref(), state.shown.as_ref())
                && same(drawn.closer.as_ref(), closer.as_ref())
                && same(drawn.around.as_ref(), around.as_ref())
        });
        if is_same {
            return;
        }
        theme::dress(ctx, state.settings.mode);
        let theme = state.settings.mode.theme();
        if let Some(shown) = &state.shown {
            self.scene = Arc::new(layers::scene_of(&shown.ground, state));
        } else {
            self.scene = Arc::new(Scene::of(theme.land, Vec::new()));
        }
        self.drawn = Some(Drawn {
            shown: state.shown.clone(),
            closer,
            around,
            settings,
            gap: state.gap,
        });
    }

    fn finish(&mut self, ctx: &Context, commands: Vec<Command>, sharpness: Sharpness) {
        if !commands.is_empty() {
            ctx.request_repaint();
        }
        for command in commands {
            if matches!(command, Command::Speak(_)) {
                self.language = LanguageFrom::User;
            }
            if let Some(errand) = command::apply(command, &mut self.state) {
                self.run(errand);
            }
        }
        self.look_around();
        if let Some(screenshot) = &mut self.screenshot {
            screenshot.step(ctx, &self.state, sharpness);
        }
    }

    /// Draws one frame into all of the window.
    pub fn frame(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        self.state.glyphs = if fonts::have_chinese(&ctx) {
            Glyphs::Chinese
        } else {
            Glyphs::LatinOnly
        };
        self.hear();
        self.redraw(&ctx);
        let mut commands = keys::pressed(ui, &self.state);
        match self.state.view {
            View::Plan => panels(ui, &self.state, &mut commands),
            View::Lead => {
                let panel = Frame::side_top_panel(ui.style()).inner_margin(22.0);
                Panel::left("lead")
                    .frame(panel)
                    .exact_size(lead::WIDTH)
                    .resizable(false)
                    .show(ui, |ui| lead::lead_ui(ui, &self.state, &mut commands));
            }
        }
        let (state, canvas, scene) = (&self.state, &mut self.canvas, &self.scene);
        let map = CentralPanel::no_frame().show(ui, |ui| {
            let sharpness = map_ui(ui, state, canvas, scene, &mut commands);
            legend::legend_ui(ui, state, &mut commands);
            compare::compare_ui(ui, state, &mut commands);
            welcome::welcome_ui(ui, state, &mut commands);
            welcome::basket::basket_ui(ui, state, &mut commands);
            (sharpness, ui.max_rect())
        });
        shortcuts::sheet_ui(ui.ctx(), &self.state, &mut commands);
        let (sharpness, place) = map.inner;
        self.state.map_place = place;
        self.sharpness = sharpness;
        self.finish(&ctx, commands, sharpness);
    }
}

/// Everything around the map for those who plan.
fn panels(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let bar = Frame::side_top_panel(ui.style()).inner_margin(Margin::symmetric(12, 8));
    Panel::top("top")
        .frame(bar)
        .show(ui, |ui| top::top_ui(ui, state, commands));
    let pointer = pointer_place(ui, state);
    Panel::bottom("status").show(ui, |ui| status::status_ui(ui, state, pointer));
    let side = Frame::side_top_panel(ui.style()).inner_margin(Margin::symmetric(14, 10));
    Panel::left("side")
        .frame(side)
        .exact_size(SIDE)
        .resizable(false)
        .show(ui, |ui| {
            side_ui(ui, state, commands);
        });
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.frame(ui);
    }
}

fn pointer_place(ui: &Ui, state: &State) -> Option<geo::Coord> {
    let pointer = ui.input(|i| i.pointer.hover_pos())?;
    let map = state.map_place;
    map.contains(pointer)
        .then(|| state.camera.to_map(pointer, map))
}

fn same<T>(a: Option<&Arc<T>>, b: Option<&Arc<T>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => Arc::ptr_eq(a, b),
        (None, None) => true,
        _ => false,
    }
}
