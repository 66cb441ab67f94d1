//! Writes down what is not saved, on a thread of its own: no frame waits for a disk.
//!
//! Of each scenario only the newest word waits, and at most as many scenarios as are remembered, so that a slow disk makes
//! nothing pile up. Whatever waits when the window closes is written before the program ends.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use planner::places::Places;

use super::journal::{Journal, MOST_RECENT, Memory, whole};
use super::{Book, Draft, Named};

/// The window's end of the thread.
pub struct Keeper {
    desk: Arc<Desk>,
    thread: Option<JoinHandle<()>>,
}

/// What lies between window and thread.
struct Desk {
    inside: Mutex<Inside>,
    changed: Condvar,
}

#[derive(Default)]
struct Inside {
    waiting: VecDeque<Arc<Note>>,
    /// What is written down, as last read.
    written: Vec<Journal>,
    is_closed: bool,
    /// Why plans could not be written down, until somebody is told.
    trouble: Option<String>,
    /// Whether the last plan could not be written down.
    is_failing: bool,
}

/// What is to be done about a scenario.
struct Note {
    scenario: PathBuf,
    what: What,
}

enum What {
    /// Its plans are not saved.
    Unsaved(Plans),
    /// Nothing of it is left to save.
    Saved,
    /// It was opened.
    Opened,
}

/// The plans of a scenario; sites are called by their places in its table.
struct Plans {
    draft: Arc<Draft>,
    named: Vec<Named>,
    places: Arc<Places>,
}

impl Note {
    fn journal(&self) -> Option<Journal> {
        let What::Unsaved(plans) = &self.what else {
            return None;
        };
        let plans = (&*plans.draft, &plans.named[..], &*plans.places);
        Some(Journal::of(plans, &self.scenario))
    }

    /// Whether it takes the place of another that still waits.
    fn replaces(&self, other: &Self) -> bool {
        let is_visit = |note: &Self| matches!(note.what, What::Opened);
        self.scenario == other.scenario && is_visit(self) == is_visit(other)
    }
}

impl Keeper {
    /// Reads what was written down and starts the thread.
    pub fn start(memory: Memory) -> std::io::Result<Self> {
        let desk = Arc::new(Desk {
            inside: Mutex::new(Inside {
                written: memory.journals(),
                ..Inside::default()
            }),
            changed: Condvar::new(),
        });
        let its = Arc::clone(&desk);
        let thread = thread::Builder::new().name("plan-journal".to_owned());
        let thread = thread.spawn(move || {
            while let Some(note) = its.next() {
                let outcome = write(&memory, &note);
                let written = memory.journals();
                its.done(&note, written, outcome);
            }
        })?;
        Ok(Self {
            desk,
            thread: Some(thread),
        })
    }

    /// Has the plans of a scenario written down; `places` are its own, without any plan.
    pub fn keep(&self, scenario: &Path, book: &Book, places: &Arc<Places>) {
        let plans = Plans {
            draft: Arc::clone(book.draft()),
            named: book.named.clone(),
            places: Arc::clone(places),
        };
        self.put(scenario, What::Unsaved(plans));
    }

    /// Has a scenario forgotten: it is saved, or not wanted.
    pub fn forget(&self, scenario: &Path) {
        self.put(scenario, What::Saved);
    }

    /// Remembers that a scenario was opened.
    pub fn opened(&self, scenario: &Path) {
        self.put(scenario, What::Opened);
    }

    /// The scenario whose plan was left unsaved last.
    pub fn last(&self) -> Option<PathBuf> {
        let written = &self.desk.lock().written;
        written.first().map(|journal| journal.scenario.clone())
    }

    /// Why plans can no longer be written down; told once, and again after it went well in between.
    pub fn trouble(&self) -> Option<String> {
        self.desk.lock().trouble.take()
    }

    /// What is not saved of a scenario.
    pub fn unsaved(&self, scenario: &Path) -> Option<Journal> {
        let scenario = whole(scenario);
        let inside = self.desk.lock();
        let of_it =
            |note: &&Arc<Note>| note.scenario == scenario && !matches!(note.what, What::Opened);
        if let Some(note) = inside.waiting.iter().rev().find(of_it) {
            return note.journal();
        }
        let mut written = inside.written.iter();
        written
            .find(|journal| journal.scenario == scenario)
            .cloned()
    }

    fn put(&self, scenario: &Path, what: What) {
        let note = Arc::new(Note {
            scenario: whole(scenario),
            what,
        });
        let mut inside = self.desk.lock();
        inside.waiting.retain(|other| !note.replaces(other));
        if inside.waiting.len() >= 2 * MOST_RECENT {
            inside.waiting.pop_front();
        }
        inside.waiting.push_back(note);
        self.desk.changed.notify_all();
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.desk.lock().is_closed = true;
        self.desk.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            // What it could not write only cannot be recovered.
            let _ = thread.join();
        }
    }
}

impl Desk {
    /// The oldest note, which stays until it is done; nothing once all is done and the window closed.
    fn next(&self) -> Option<Arc<Note>> {
        let mut inside = self.lock();
        loop {
            if let Some(note) = inside.waiting.front() {
                return Some(Arc::clone(note));
            }
            if inside.is_closed {
                return None;
            }
            let wait = self.changed.wait(inside);
            inside = wait.unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn done(&self, note: &Arc<Note>, written: Vec<Journal>, outcome: std::io::Result<()>) {
        let mut inside = self.lock();
        inside.waiting.retain(|other| !Arc::ptr_eq(other, note));
        inside.written = written;
        let was_failing = std::mem::replace(&mut inside.is_failing, outcome.is_err());
        match outcome {
            Err(why) if !was_failing => inside.trouble = Some(why.to_string()),
            Err(_) => {}
            Ok(()) => inside.trouble = None,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Without a list of recent files everything but comfort works; a plan that is not written down is lost with the window.
fn write(memory: &Memory, note: &Note) -> std::io::Result<()> {
    match (&note.what, note.journal()) {
        (_, Some(journal)) => memory.write(&journal),
        (What::Opened, None) => {
            drop(memory.remember(&note.scenario));
            Ok(())
        }
        (_, None) => {
            memory.forget(&note.scenario);
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Edit;

    fn book(speed: f64) -> Book {
        let mut book = Book::default();
        book.edit(Edit::Speed(speed));
        book
    }

    #[test]
    fn the_newest_word_is_known_at_once_and_written_before_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let memory = || Memory::in_folder(folder.path().join("state"));
        let places = Arc::new(Places::default());
        let town = Path::new("town.toml");
        let speed = |journal: Option<Journal>| {
            let book = journal.map(|journal| journal.book(&places));
            book.and_then(|book| book.draft().asked.speed_mps)
        };
        let keeper = Keeper::start(memory()).unwrap();
        for step in 1..=200_u32 {
            let now = 0.5 + f64::from(step) / 1_000.0;
            keeper.keep(town, &book(now), &places);
            assert_eq!(speed(keeper.unsaved(town)), Some(now));
        }
        keeper.keep(Path::new("city.toml"), &book(1.1), &places);
        keeper.opened(town);
        assert!(keeper.desk.lock().waiting.len() <= 2 * MOST_RECENT);
        drop(keeper);
        let keeper = Keeper::start(memory()).unwrap();
        assert_eq!(keeper.last(), Some(whole(Path::new("city.toml"))));
        assert_eq!(speed(keeper.unsaved(town)), Some(0.7));
        keeper.forget(town);
        assert_eq!(speed(keeper.unsaved(town)), None);
        drop(keeper);
        let left = memory().journals();
        assert_eq!(left.len(), 1);
    }

    #[test]
    fn a_plan_that_cannot_be_written_down_is_told_of_once() {
        let folder = tempfile::tempdir().unwrap();
        let in_the_way = folder.path().join("state");
        std::fs::write(&in_the_way, "a file where the folder should be").unwrap();
        let keeper = Keeper::start(Memory::in_folder(in_the_way.clone())).unwrap();
        let places = Arc::new(Places::default());
        let keep = |speed: f64| {
            keeper.keep(Path::new("town.toml"), &book(speed), &places);
            while !keeper.desk.lock().waiting.is_empty() {
                thread::yield_now();
            }
            keeper.trouble().is_some()
        };
        assert_eq!([keep(0.7), keep(0.8)], [true, false]);
        std::fs::remove_file(&in_the_way).unwrap();
        assert!(!keep(0.9));
        std::fs::remove_dir_all(&in_the_way).unwrap();
        std::fs::write(&in_the_way, "again").unwrap();
        assert!(keep(1.0));
    }
}
