//! One frame: hear the worker, draw what the state says, then apply what the user meant.

use std::sync::Arc;

use egui::{CentralPanel, Context, Frame, Key, Margin, Panel, ScrollArea, Ui};

use crate::command::{self, Command, Errand};
use crate::map::canvas::{Canvas, Sharpness};
use crate::map::layers::{self, Look};
use crate::map::map_ui;
use crate::map::scene::Scene;
use crate::panels::{legend, side_ui, status, top};
use crate::screenshot::Screenshot;
use crate::state::{Glyphs, Job, Settings, Shown, State};
use crate::worker::{Report, Request, Worker};
use crate::{fonts, theme};

/// Width of the side panel in points.
const SIDE: f32 = 330.0;

/// The window's contents and the two threads behind it.
pub struct App {
    state: State,
    worker: Worker,
    canvas: Canvas,
    scene: Arc<Scene>,
    drawn: Option<Drawn>,
    request: Option<Request>,
    screenshot: Option<Screenshot>,
    language: LanguageFrom,
}

/// What the scene was made of, to see when it is out of date.
struct Drawn {
    shown: Option<Arc<Shown>>,
    settings: Settings,
}

/// How the window starts.
#[derive(Debug, Default)]
pub struct Start {
    /// Language, colours, layers.
    pub settings: Settings,
    /// Where the language comes from.
    pub language: LanguageFrom,
    /// The scenario to open.
    pub request: Option<Request>,
    /// Where to save a picture of the finished map.
    pub screenshot: Option<Screenshot>,
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
    /// Starts both threads and asks for the scenario.
    pub fn start(ctx: &Context, start: Start) -> std::io::Result<Self> {
        let waker = ctx.clone();
        let worker = Worker::start(move || waker.request_repaint())?;
        let mut app = Self {
            state: State {
                settings: start.settings,
                ..State::default()
            },
            worker,
            canvas: Canvas::start(ctx)?,
            scene: Arc::new(Scene {
                background: theme::Mode::default().theme().land,
                coats: Vec::new(),
            }),
            drawn: None,
            request: start.request,
            screenshot: start.screenshot,
            language: start.language,
        };
        app.compute();
        theme::dress(ctx, app.state.settings.mode);
        Ok(app)
    }

    fn compute(&mut self) {
        if let Some(request) = &self.request {
            self.worker.ask(request.clone());
            self.state.job = Job::Working(None);
        }
    }

    fn hear(&mut self) {
        let reports: Vec<Report> = self.worker.reports().collect();
        for report in reports {
            match report {
                Report::Progress(step) => self.state.job = Job::Working(Some(step)),
                Report::Preview(shown) => {
                    // The last answer stays on the map, marked as old, until the new one is there.
                    if self.state.answered().is_none() {
                        self.show(shown);
                    }
                }
                Report::Done(shown) => {
                    self.show(shown);
                    self.state.job = Job::Idle;
                }
                Report::Failed(why) => self.state.job = Job::Failed(why),
                Report::Crashed(why) => self.state.job = Job::Crashed(why),
            }
        }
    }

    fn show(&mut self, shown: Arc<Shown>) {
        let state = &mut self.state;
        let first = state.shown.is_none();
        if first && self.language == LanguageFrom::Scenario {
            state.settings.lang = shown.scenario.language;
        }
        let kinds = shown.scenario.standards.len();
        if state.settings.kind >= kinds {
            state.settings.kind = 0;
        }
        state.selection = None;
        state.shown = Some(shown);
        if first && let Some(home) = command::home(state) {
            state.camera = home;
        }
    }

    /// Makes the scene anew when what it shows has changed.
    fn redraw(&mut self, ctx: &Context) {
        let state = &self.state;
        let same = self.drawn.as_ref().is_some_and(|drawn| {
            drawn.settings == state.settings
                && same_shown(drawn.shown.as_ref(), state.shown.as_ref())
        });
        if same {
            return;
        }
        theme::dress(ctx, state.settings.mode);
        let theme = state.settings.mode.theme();
        if let Some(shown) = &state.shown {
            let look = Look {
                theme,
                layers: &state.settings.layers,
                phase: state.settings.phase,
            };
            self.scene = Arc::new(layers::scene(&shown.ground, state.hexagons(), &look));
        } else {
            self.scene = Arc::new(Scene {
                background: theme.land,
                coats: Vec::new(),
            });
        }
        self.drawn = Some(Drawn {
            shown: state.shown.clone(),
            settings: state.settings.clone(),
        });
    }

    fn finish(&mut self, ctx: &Context, commands: Vec<Command>, sharpness: Sharpness) {
        if !commands.is_empty() {
            ctx.request_repaint();
        }
        for command in commands {
            if command::apply(command, &mut self.state) == Some(Errand::Recompute) {
                self.compute();
            }
        }
        if let Some(screenshot) = &mut self.screenshot {
            screenshot.step(ctx, &self.state, sharpness);
        }
    }
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        self.state.glyphs = if fonts::have_chinese(&ctx) {
            Glyphs::Chinese
        } else {
            Glyphs::LatinOnly
        };
        self.hear();
        self.redraw(&ctx);
        let mut commands = Vec::new();
        if ui.input(|i| i.key_pressed(Key::F5)) && !matches!(self.state.job, Job::Working(_)) {
            commands.push(Command::Recompute);
        }
        let state = &self.state;
        let bar = Frame::side_top_panel(ui.style()).inner_margin(Margin::symmetric(12, 8));
        Panel::top("top")
            .frame(bar)
            .show(ui, |ui| top::top_ui(ui, state, &mut commands));
        let pointer = pointer_place(ui, state);
        Panel::bottom("status").show(ui, |ui| status::status_ui(ui, state, pointer));
        let side = Frame::side_top_panel(ui.style()).inner_margin(Margin::symmetric(14, 10));
        Panel::left("side")
            .frame(side)
            .exact_size(SIDE)
            .resizable(false)
            .show(ui, |ui| {
                ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                    side_ui(ui, state, &mut commands);
                });
            });
        let (canvas, scene) = (&mut self.canvas, &self.scene);
        let map = CentralPanel::no_frame().show(ui, |ui| {
            let sharpness = map_ui(ui, state, canvas, scene, &mut commands);
            legend::legend_ui(ui, state);
            (sharpness, ui.max_rect())
        });
        let (sharpness, place) = map.inner;
        self.state.map_place = place;
        self.finish(&ctx, commands, sharpness);
    }
}

fn pointer_place(ui: &Ui, state: &State) -> Option<geo::Coord> {
    let pointer = ui.input(|i| i.pointer.hover_pos())?;
    let map = state.map_place;
    map.contains(pointer)
        .then(|| state.camera.to_map(pointer, map))
}

fn same_shown(a: Option<&Arc<Shown>>, b: Option<&Arc<Shown>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => Arc::ptr_eq(a, b),
        (None, None) => true,
        _ => false,
    }
}
