//! What the worker tells changes the state.

use std::path::Path;
use std::sync::Arc;

use planner::findings::Findings;
use planner::report::picture::Picture;
use planner::siting::Proposal;

use super::{App, LanguageFrom};
use crate::command;
use crate::map::layers::published::Published;
use crate::map::pick::Target;
use crate::map::{layers, print};
use crate::plan::journal::{visited, whole};
use crate::plan::keeper::Keeper;
use crate::plan::{Book, Draft, Edit};
use crate::present::Freshness;
use crate::state::{Job, Search, Shown, View};
use crate::text::Key;
use crate::worker::around::Around;
use crate::worker::{Report, Source, Task};

impl App {
    pub(super) fn hear(&mut self) {
        if let Some(why) = self.keeper.as_ref().and_then(Keeper::trouble) {
            let lang = self.state.lang();
            self.state.note = Some(Key::NotWrittenDown.fill(lang, &[&why]));
        }
        let reports: Vec<Report> = self.worker.reports().collect();
        for report in reports {
            match report {
                Report::Progress(step) => {
                    if matches!(self.state.job, Job::Working(_)) {
                        self.state.job = Job::Working(Some(step));
                    }
                }
                Report::Opened(shown, source) => self.take_up(shown, source),
                Report::Shown(shown) => self.take_answer(shown),
                Report::Gap(share) => {
                    if self.state.search != Search::Resting {
                        self.state.gap_so_far = Some(share);
                    }
                }
                Report::Proposed(proposal, findings, asked) => {
                    self.take_proposal(proposal, findings, &asked);
                }
                Report::Saved(file, saved) => self.take_saved(&file, &saved),
                Report::Picture(folder, picture) => self.print(&folder, *picture),
                Report::Written(file) => self.note_written(&file),
                Report::Around(around) => self.take_around(around),
                Report::Closer(closer) => {
                    self.state.closer = Some(closer);
                    // The same number may be another gap now.
                    if self.state.view == View::Plan {
                        self.state.gap = None;
                    }
                }
                Report::Unopened(why, source) => {
                    if self.opening.as_ref() == Some(&source) {
                        self.rest();
                        self.opening = None;
                        self.state.job = Job::Failed(why);
                    }
                    self.unopened = Some(source);
                }
                Report::Stumbled(why) => self.state.job = Job::Crashed(why),
                Report::Failed(why) => {
                    self.rest();
                    self.state.job = Job::Failed(why);
                }
                Report::Crashed(why) => {
                    self.rest();
                    self.unopened = self.opening.take();
                    self.state.job = Job::Crashed(why);
                }
            }
        }
    }

    /// Sites have been found; what is asked of another plan by now is asked again.
    fn take_proposal(&mut self, proposal: Arc<Proposal>, findings: Findings, asked: &Arc<Draft>) {
        let draft = self.state.book.draft();
        if !Arc::ptr_eq(asked, draft) {
            return;
        }
        let starts = **draft == Draft::default() && self.state.book.history.undoes().is_none();
        let renews = self
            .renewing
            .take()
            .is_some_and(|of| Arc::ptr_eq(&of, draft));
        if starts || renews {
            let sites = self.state.book.sites;
            (self.state.book.history).amend(&Edit::Propose(proposal), sites);
        } else {
            self.state.book.edit(Edit::Propose(proposal));
            self.write_journal();
        }
        self.rest();
        self.state.siting_findings = findings;
        self.ask(Task::Answer);
    }

    /// Draws the page for others once it is known what they may see.
    fn print(&mut self, folder: &Path, picture: Picture) {
        let mut pages = self.printing.iter();
        let Some(page) = pages.position(|(_, of, _)| of == folder) else {
            return;
        };
        let (file, _, seen) = self.printing.remove(page);
        let Some(shown) = &seen.shown else {
            return;
        };
        let published = Published::of(picture, &shown.ground.plane);
        let state = print::for_others(&seen, published);
        let scene = Arc::new(layers::scene_of(&shown.ground, &state));
        self.worker.print(&file, state, scene);
    }

    fn note_written(&mut self, file: &Path) {
        let lang = self.state.lang();
        self.state.note = Some(Key::Saved.fill(lang, &[&file.display()]));
    }

    fn take_saved(&mut self, file: &Path, saved: &Arc<Draft>) {
        self.note_written(file);
        // Plans under a name, and what was changed since, are in no file yet.
        let book = &self.state.book;
        let is_all = Arc::ptr_eq(saved, book.draft()) && book.named.is_empty();
        if let (true, Some(keeper), Some(shown)) = (is_all, &self.keeper, &self.state.shown) {
            keeper.forget(&shown.scenario.file);
        }
    }

    /// Another place, kind or plan may have been chosen since it was asked for.
    fn take_around(&mut self, around: Arc<Around>) {
        let is_it = self.looked.as_ref().is_some_and(|(target, kind, world)| {
            (*target, *kind) == (around.target, around.standard)
                && Arc::ptr_eq(world, &around.world)
        });
        if is_it {
            self.state.around = Some(around);
        }
    }

    /// No sites are being looked for any more.
    fn rest(&mut self) {
        self.state.search = Search::Resting;
        self.state.gap_so_far = None;
    }

    /// A scenario has been read: its plan is the one that was left unsaved, or that of the files as they were before.
    fn take_up(&mut self, shown: Arc<Shown>, source: Source) {
        if self.opening.as_ref().is_some_and(|other| *other != source) {
            // Another one is asked for already.
            return;
        }
        self.source = Some(source);
        self.opening = None;
        let before = self.state.shown.as_ref();
        let before = before.filter(|old| old.scenario.file == shown.scenario.file);
        let file = shown.scenario.file.clone();
        let kept = before.map(|old| self.state.book.on(&old.base, &shown.base));
        let absolute = whole(&file);
        let keeper = self.keeper.as_ref();
        let recovered = keeper.and_then(|keeper| keeper.unsaved(&absolute));
        if let Some(keeper) = keeper {
            keeper.opened(&absolute);
            visited(&mut self.state.recent, &absolute);
        }
        let sites = shown.base.sites.len();
        let recovered = recovered.map(|journal| journal.book(&shown.base));
        self.state.book = kept.or(recovered).unwrap_or_else(|| Book {
            sites,
            ..Book::default()
        });
        self.state.put_down();
        self.state.recovered = None;
        let proposes =
            shown.scenario.siting.is_some() && !self.state.book.draft().changes_anything();
        self.show(shown);
        self.renewing = proposes.then(|| Arc::clone(self.state.book.draft()));
        self.ask(if proposes {
            Task::Propose
        } else {
            Task::Answer
        });
    }

    fn take_answer(&mut self, shown: Arc<Shown>) {
        let exact = shown.answered.as_ref();
        let exact = exact.is_some_and(|a| {
            a.freshness == Freshness::Exact && Arc::ptr_eq(&a.draft, self.state.book.draft())
        });
        let is_other = |now: &Arc<Shown>| now.scenario.file != shown.scenario.file;
        if self.state.shown.as_ref().is_some_and(is_other) {
            // The scenario before the one that is open now.
            return;
        }
        let exact = exact && self.opening.is_none();
        self.show(shown);
        if exact {
            self.state.job = Job::Idle;
        }
    }

    fn show(&mut self, shown: Arc<Shown>) {
        let state = &mut self.state;
        let old = state.shown.take();
        let first = old
            .as_ref()
            .is_none_or(|old| old.scenario.file != shown.scenario.file);
        if first && self.language == LanguageFrom::Scenario {
            state.settings.lang = shown.scenario.language;
        }
        let standards = &shown.scenario.standards;
        let is_awaited = |kind: &String| standards.iter().position(|s| s.kind == *kind);
        if let Some(number) = state.awaited_kind.as_ref().and_then(is_awaited) {
            state.settings.kind = number;
            state.awaited_kind = None;
        }
        if state.settings.kind >= standards.len() {
            state.settings.kind = 0;
        }
        // The same site may have another symbol now.
        if let Some(Target::Mark(mark)) = state.selection {
            let site = old.and_then(|old| Some(old.marks.get(mark)?.site));
            let now = site.and_then(|site| shown.marks.iter().position(|m| m.site == site));
            state.selection = now.map(Target::Mark);
        }
        state.shown = Some(shown);
        if first {
            state.selection = None;
            if let Some(home) = command::home(state) {
                state.camera = home;
            }
        }
    }
}
