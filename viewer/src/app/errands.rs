//! What commands ask of the threads and of the disk.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use planner::study::Study;

use super::App;
use crate::command::Errand;
use crate::map::pick::Target;
use crate::map::scene::Bounds;
use crate::plan::compose;
use crate::state::{Job, Search};
use crate::text::Key;
use crate::worker::around::Chosen;
use crate::worker::{Request, Source, Task};

/// Every cell of some 350 m in which seniors live is a place where something could be opened.
const HEXAGONS: &str = "candidates.hexagons={ resolution = 9 }";

impl App {
    pub(super) fn run(&mut self, errand: Errand) {
        match errand {
            Errand::Recompute => {
                let known = self.opening.take().or_else(|| self.source.clone());
                self.opening = known.or_else(|| self.unopened.take());
                if let Some(source) = &mut self.opening {
                    source.edition += 1;
                }
                self.open();
            }
            Errand::Answer => {
                self.write_journal();
                self.ask(Task::Answer);
            }
            Errand::Remember => self.write_journal(),
            Errand::Drag(hand) => self.send(Task::Drag(hand.site, hand.at)),
            Errand::Propose => self.ask(Task::Propose),
            Errand::UseHexagons => {
                if let Some(source) = &self.source {
                    let mut opening = source.clone();
                    opening.overrides.push(HEXAGONS.to_owned());
                    opening.edition += 1;
                    self.opening = Some(opening);
                    self.open();
                }
            }
            Errand::Stop => {
                self.state.search = Search::Ending;
                self.worker.end_search();
            }
            Errand::Compose(files) => self.compose(&files),
            Errand::Open(file) => {
                let known = self
                    .source
                    .iter()
                    .chain(&self.opening)
                    .chain(&self.unopened);
                let edition = known.map(|source| source.edition + 1).max();
                self.opening = Some(Source {
                    edition: edition.unwrap_or(0),
                    ..Source::file(file)
                });
                self.open();
            }
            Errand::Save(file) => self.save(&file),
            Errand::Publish(folder) => self.ask(Task::Publish(folder)),
            Errand::Print(file) => {
                let folder = file.with_extension("results");
                self.printing.retain(|(other, ..)| *other != file);
                (self.printing).push((file, folder.clone(), Box::new(self.state.clone())));
                self.ask(Task::Picture(self.state.settings.phase, folder));
                self.state.note = Some(Key::DrawingPage.text(self.state.lang()).to_owned());
            }
            Errand::PrintWorking(file) => {
                self.state.note = Some(Key::DrawingPage.text(self.state.lang()).to_owned());
                self.worker
                    .print(&file, self.state.clone(), Arc::clone(&self.scene));
            }
        }
    }

    /// Asks for the scenario that is to be open.
    pub(super) fn open(&mut self) {
        if self.opening.is_some() {
            self.ask(Task::Answer);
        }
    }

    /// Asks for something that takes the numbers shown out of date.
    pub(super) fn ask(&mut self, task: Task) {
        if self.opening.is_some() || self.source.is_some() {
            self.state.job = Job::Working(None);
            self.state.note = None;
        }
        self.state.search = match task {
            Task::Propose => Search::Running,
            _ => Search::Resting,
        };
        self.state.gap_so_far = None;
        self.send(task);
    }

    /// Makes a scenario of data files and opens it, or tells what is missing.
    fn compose(&mut self, files: &[PathBuf]) {
        match compose::scenario_of(files) {
            Ok(file) => self.run(Errand::Open(file)),
            Err(trouble) => {
                self.state.basket = files.to_vec();
                self.state.note = Some(trouble.told(self.state.lang()));
            }
        }
    }

    /// Sends a question to the worker; while a scenario is being opened, nothing but that is asked.
    fn send(&self, task: Task) {
        let request = match (&self.opening, &self.source) {
            (Some(opening), _) => Request {
                source: opening.clone(),
                draft: Arc::default(),
                task: Task::Answer,
            },
            (None, Some(source)) => Request {
                source: source.clone(),
                draft: Arc::clone(self.state.book.draft()),
                task,
            },
            (None, None) => return,
        };
        self.worker.ask(request);
    }

    /// Writes down what is not saved.
    pub(super) fn write_journal(&self) {
        let (Some(keeper), Some(shown)) = (&self.keeper, &self.state.shown) else {
            return;
        };
        let book = &self.state.book;
        let file = &shown.scenario.file;
        if book.draft().is_untouched() && book.named.is_empty() {
            keeper.forget(file);
        } else {
            keeper.keep(file, book, &shown.base);
        }
    }

    /// Has the surroundings of the chosen place looked at, once for every place and plan.
    pub(super) fn look_around(&mut self) {
        let state = &self.state;
        let (Some(target), Some(shown), Some(answered)) =
            (state.selection, &state.shown, state.answered())
        else {
            return;
        };
        let Some(world) = &answered.world else {
            return;
        };
        let kind = state.settings.kind;
        let same = |(place, number, city): &(Target, usize, Arc<Study>)| {
            *place == target && *number == kind && Arc::ptr_eq(city, world)
        };
        if self.looked.as_ref().is_some_and(same) {
            return;
        }
        let at = match target {
            Target::Mark(mark) => shown.marks.get(mark).map(|mark| mark.at),
            Target::Home(home) => {
                let demand = shown.places.demand.iter().nth(home);
                let at = demand.and_then(|demand| demand.at);
                at.map(|at| shown.ground.plane.to_metres(at))
            }
            Target::Hexagon(n) => state.hexagons().and_then(|all| {
                let corners = all.grid.outlines.get(n)?;
                Bounds::around(corners.iter().copied()).map(|bounds| bounds.centre())
            }),
        };
        let Some(at) = at else {
            return;
        };
        self.worker.look_around(Chosen {
            target,
            at: shown.ground.plane.to_lonlat(at),
            standard: kind,
            world: Arc::clone(world),
        });
        self.looked = Some((target, kind, Arc::clone(world)));
    }

    fn save(&mut self, file: &Path) {
        self.ask(Task::Save(file.to_owned()));
    }
}
