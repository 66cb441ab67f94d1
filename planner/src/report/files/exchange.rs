//! A folder of new files takes the place of an old folder in one moment.
//!
//! # Method
//!
//! 1. The new files are written into a folder beside the old one, on the same disk, under a temporary name.
//! 2. Whatever else the old folder holds (exports, maps, notes of the user) is linked into the new one, not copied.
//! 3. The system exchanges the two names in one step: whoever looks sees all old files or all new ones, and a process
//!    that is killed leaves one of the two. Then the old folder is removed.
//!
//! Where that cannot be done (the folder is where a disk is mounted, holds links or very many other files, belongs to
//! somebody else, or the system has no such step) the caller replaces file by file.
//!
//! Complexity: one link for each other file in the folder.

use std::fs;
use std::io;
use std::path::Path;

use tempfile::TempDir;

use super::{PREFIX, SUFFIX, sweep};

/// The most other files and folders that are linked into the new folder.
const MOST_KEPT: usize = 300;

/// A new folder beside an old one; `None` where the two cannot be exchanged.
pub(super) fn stage_beside(dir: &Path) -> Option<TempDir> {
    let dir = fs::canonicalize(dir).ok()?;
    let parent = dir.parent()?;
    // Who stands in a folder that is exchanged stands in the old one.
    if std::env::current_dir().is_ok_and(|here| here.starts_with(&dir)) {
        return None;
    }
    sweep(parent);
    let stage = tempfile::Builder::new()
        .prefix(&format!("{PREFIX}{}-", std::process::id()))
        .suffix(SUFFIX)
        .tempdir_in(parent)
        .ok()?;
    is_alike(&dir, stage.path()).then_some(stage)
}

/// Exchanges the folders: the stage holds the new files and gets what stays, the old folder goes.
///
/// `gone` are the old files that go. Where this fails nothing has changed but that the stage may hold links.
pub(super) fn exchange(stage: &TempDir, dir: &Path, gone: &[&str]) -> io::Result<()> {
    let dir = fs::canonicalize(dir)?;
    let mut kept = Kept::default();
    for entry in fs::read_dir(&dir)? {
        let entry = entry?;
        let name = entry.file_name();
        let is_left = name.to_str().is_some_and(is_temporary);
        let is_new = stage.path().join(&name).exists();
        let goes = is_left || is_new || gone.iter().any(|gone| name == *gone);
        if goes && entry.file_type()?.is_file() {
            continue;
        }
        kept.link(&entry, &stage.path().join(&name))?;
    }
    fs::set_permissions(stage.path(), fs::metadata(&dir)?.permissions())?;
    sync(stage.path());
    swap(stage.path(), &dir)?;
    if let Some(parent) = dir.parent() {
        sync(parent);
    }
    rescue(stage.path(), &dir, gone);
    Ok(())
}

/// How much has been linked.
#[derive(Default)]
struct Kept {
    entries: usize,
}

impl Kept {
    fn link(&mut self, from: &fs::DirEntry, to: &Path) -> io::Result<()> {
        self.entries += 1;
        let kind = from.file_type()?;
        if self.entries > MOST_KEPT || kind.is_symlink() {
            return Err(io::ErrorKind::Unsupported.into());
        }
        if kind.is_file() {
            return fs::hard_link(from.path(), to);
        }
        if !kind.is_dir() {
            return Err(io::ErrorKind::Unsupported.into());
        }
        fs::create_dir(to)?;
        for entry in fs::read_dir(from.path())? {
            let entry = entry?;
            self.link(&entry, &to.join(entry.file_name()))?;
        }
        fs::set_permissions(to, from.metadata()?.permissions())
    }
}

/// Moves into the new folder what somebody else put into the old one meanwhile.
fn rescue(old: &Path, new: &Path, gone: &[&str]) {
    for entry in fs::read_dir(old).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let goes = name
            .to_str()
            .is_some_and(|name| is_temporary(name) || gone.contains(&name));
        let target = new.join(&name);
        if !goes && !target.exists() {
            // What cannot be moved was not there when the run began.
            let _ = fs::rename(entry.path(), target);
        }
    }
}

fn is_temporary(name: &str) -> bool {
    name.starts_with(PREFIX) && name.ends_with(SUFFIX)
}

fn sync(folder: &Path) {
    let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
}

/// Whether two folders lie on one disk and belong to the same user and group.
#[cfg(unix)]
fn is_alike(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let owned = |path: &Path| fs::metadata(path).map(|m| (m.dev(), m.uid(), m.gid()));
    matches!((owned(one), owned(other)), (Ok(a), Ok(b)) if a == b)
}

#[cfg(not(unix))]
fn is_alike(_: &Path, _: &Path) -> bool {
    false
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn swap(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn swap(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
