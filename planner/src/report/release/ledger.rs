//! The file that remembers releases: published counts, nothing else.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::progress::Progress;
use crate::text::Told;

use super::super::files;
use super::{By, Refusal, Release};

/// The version of the file's keys.
const SCHEMA: &str = "planner-releases/1";

/// All releases that a ledger remembers, the earliest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    schema: String,
    /// What the file is, for whoever opens it.
    notice: String,
    releases: Vec<Release>,
}

/// Why a ledger cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is there, and cannot be read.
    #[error("cannot read the ledger of releases ({why}): {}", path.display())]
    Unreadable {
        /// What the system says.
        why: io::Error,
        /// The ledger.
        path: PathBuf,
    },
    /// It is no ledger.
    #[error("this is no ledger of releases ({why}); without it nobody knows what was released: restore it, or, if nothing has left the office yet, delete it: {}", path.display())]
    Foreign {
        /// What is wrong.
        why: String,
        /// The file.
        path: PathBuf,
    },
    /// It cannot be written.
    #[error(transparent)]
    Write(#[from] super::super::Error),
}

impl Told for Error {
    fn zh(&self) -> String {
        match self {
            Self::Unreadable { why, path } => {
                format!("无法读取发布台账（{}）：{}", why.zh(), path.display())
            }
            Self::Foreign { why, path } => format!(
                "这不是发布台账（{why}）；没有它就不知道发布过什么：请恢复它；若尚无任何结果离开过办公室，可将其删除：{}",
                path.display()
            ),
            Self::Write(error) => error.zh(),
        }
    }
}

/// The right to read a ledger, decide what follows it, and write it: one process at a time has it, until it is dropped.
#[derive(Debug)]
pub struct Hold {
    /// Locked; the system gives it back even where the process is killed.
    _folder: Option<File>,
}

impl Hold {
    /// Waits until no other process holds a ledger in the same folder, and says so where that takes time.
    ///
    /// The folder itself is locked, so that nothing is left behind in it. Where the system cannot lock it, as on some
    /// network drives, there is no hold, and whoever writes last wins.
    pub fn of(ledger: &Path, progress: &dyn Progress) -> Self {
        let folder = match ledger.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        let held = File::open(folder)
            .ok()
            .filter(|folder| match folder.try_lock() {
                Ok(()) => true,
                Err(TryLockError::WouldBlock) => {
                    progress.waits_for(ledger);
                    folder.lock().is_ok()
                }
                Err(TryLockError::Error(_)) => false,
            });
        Self { _folder: held }
    }
}

impl Default for Ledger {
    fn default() -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            notice: "Published counts of earlier releases, against which new ones are held: keep this file. \
                     本文件保存历次公布的数字，用于防止由前后差值推断个人，请勿删除。"
                .to_owned(),
            releases: Vec::new(),
        }
    }
}

impl Ledger {
    /// Reads a ledger; one that is not there yet is empty.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(why) => {
                return Err(Error::Unreadable {
                    why,
                    path: path.to_owned(),
                });
            }
        };
        let foreign = |why: String| Error::Foreign {
            why,
            path: path.to_owned(),
        };
        let ledger: Self = serde_json::from_str(&text).map_err(|why| foreign(why.to_string()))?;
        if ledger.schema == SCHEMA {
            Ok(ledger)
        } else {
            Err(foreign(format!(
                "its schema is {}, expected {SCHEMA}",
                ledger.schema
            )))
        }
    }

    /// The tables of a release that may not follow the earlier ones, each once.
    pub fn refused(&self, release: &Release, threshold: u64) -> Vec<Refusal> {
        let mut refused: Vec<Refusal> = Vec::new();
        for earlier in self.of_place(release) {
            for refusal in release.refused_after(earlier, threshold) {
                match refused.iter_mut().find(|r| r.table == refusal.table) {
                    Some(known) => known.cells = known.cells.max(refusal.cells),
                    None => refused.push(refusal),
                }
            }
        }
        refused
    }

    /// Earlier releases that may tell of the same people.
    pub fn of_place<'a>(&'a self, release: &'a Release) -> impl Iterator<Item = &'a Release> {
        let releases = self.releases.iter();
        releases.filter(|earlier| earlier.is_of_place(release))
    }

    /// Remembers a release; of one that tells nothing new no more than that it was exported, if it was.
    pub fn remember(&mut self, release: Release) {
        if release.tables.is_empty() {
            return;
        }
        // Two folders with the same tables are two: one may be replaced while the other stands.
        let same = |known: &&mut Release| {
            known.tables == release.tables
                && known.place == release.place
                && known.folder == release.folder
        };
        match self.releases.iter_mut().find(same) {
            Some(known) if release.by == By::Export => known.by = By::Export,
            Some(_) => {}
            None => self.releases.push(release),
        }
    }

    /// Forgets the run that a new one of the same folder takes the place of, unless it was exported.
    pub fn replace_run(&mut self, release: &Release) {
        self.releases.retain(|known| {
            known.by == By::Export || known.folder != release.folder || !known.is_of_place(release)
        });
    }

    /// Forgets what runs left that never left the office; what was exported stays. Returns how many are forgotten.
    pub fn forget_runs(&mut self, release: &Release) -> usize {
        let before = self.releases.len();
        self.releases
            .retain(|known| known.by == By::Export || !known.is_of_place(release));
        before - self.releases.len()
    }

    /// Writes the ledger, whole or not at all.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        Ok(files::write_one(path, |file| {
            serde_json::to_writer(&mut *file, self)?;
            file.write_all(b"\n")
        })?)
    }
}
