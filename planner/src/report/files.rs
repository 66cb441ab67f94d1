//! Files that appear whole or not at all, and those of one batch together.
//!
//! # Method
//!
//! 1. Every file of a batch is written under a temporary name, and synced to the disk.
//! 2. Only when all of them are complete do they take their places: at once, by an exchange of folders (`exchange`);
//!    where that cannot be done the record of the old files, which is the last file of a batch, is removed, each other
//!    file is renamed over its target, and the new record comes last. So a folder that has a record is of one run.
//! 3. A process that was killed leaves temporary files; the next batch in that folder removes them.

mod exchange;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir};

use super::Error;

/// How temporary files start; the number of the process follows.
const PREFIX: &str = ".planner-";
/// How temporary files end.
const SUFFIX: &str = ".tmp";

/// Files on their way into one folder.
#[derive(Debug)]
pub struct Batch {
    dir: PathBuf,
    /// Where the files wait: beside the folder, where the two can be exchanged, else inside it.
    stage: Option<TempDir>,
    files: Vec<(String, NamedTempFile)>,
}

impl Batch {
    /// Starts a batch: makes the folder and removes what killed processes left in it.
    pub fn in_folder(dir: &Path) -> Result<Self, Error> {
        let refuse = |why| Error::Folder {
            why,
            dir: dir.to_owned(),
        };
        fs::create_dir_all(dir).map_err(refuse)?;
        sweep(dir);
        Ok(Self {
            dir: dir.to_owned(),
            stage: None,
            files: Vec::new(),
        })
    }

    /// The same for files that belong together: they take the place of earlier ones at once.
    pub fn together_in(dir: &Path) -> Result<Self, Error> {
        let mut batch = Self::in_folder(dir)?;
        batch.stage = exchange::stage_beside(dir);
        Ok(batch)
    }

    /// Writes one file under a temporary name, to the last byte on the disk.
    pub fn add<F>(&mut self, name: &str, content: F) -> Result<(), Error>
    where
        F: FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
    {
        self.add_for(Readers::All, name, content)
    }

    /// The same for working data of the office, which only its owner may read.
    pub fn add_working<F>(&mut self, name: &str, content: F) -> Result<(), Error>
    where
        F: FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
    {
        self.add_for(Readers::Owner, name, content)
    }

    fn add_for<F>(&mut self, readers: Readers, name: &str, content: F) -> Result<(), Error>
    where
        F: FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
    {
        let path = self.dir.join(name);
        let refuse = |why| refused(why, &path);
        let stage = self.stage.as_ref().map_or(&*self.dir, TempDir::path);
        let temporary = temporary_in(stage, readers).map_err(refuse)?;
        let mut buffer = BufWriter::with_capacity(1 << 16, temporary.as_file());
        content(&mut buffer).map_err(refuse)?;
        // A buffer that is merely dropped swallows the error of its last write.
        buffer.flush().map_err(refuse)?;
        drop(buffer);
        temporary.as_file().sync_all().map_err(refuse)?;
        self.files.push((name.to_owned(), temporary));
        Ok(())
    }

    /// Puts all files in place, and removes the files named in `all` that the batch does not contain.
    pub fn replace_all(mut self, all: &[&str]) -> Result<(), Error> {
        for (name, _) in &self.files {
            let path = self.dir.join(name);
            if path.is_dir() {
                let why = io::Error::from(io::ErrorKind::IsADirectory);
                return Err(Error::Write { why, path });
            }
        }
        let Some(stage) = self.stage.take() else {
            return self.replace_each(all);
        };
        let mut ready = Vec::new();
        for (name, temporary) in std::mem::take(&mut self.files) {
            let path = stage.path().join(&name);
            temporary
                .persist(&path)
                .map_err(|failed| refused(failed.error, &self.dir.join(&name)))?;
            ready.push((name, path));
        }
        if exchange::exchange(&stage, &self.dir, all).is_ok() {
            return Ok(());
        }
        self.put_each(ready, all)
    }

    fn replace_each(mut self, all: &[&str]) -> Result<(), Error> {
        let files = std::mem::take(&mut self.files);
        let waiting: Vec<_> = files
            .into_iter()
            .map(|(name, temporary)| (name, temporary.into_temp_path()))
            .collect();
        self.put_each(waiting, all)
    }

    /// Replaces file by file: the old record goes first, the new one, the last file, comes last.
    fn put_each<P: AsRef<Path>>(&self, files: Vec<(String, P)>, all: &[&str]) -> Result<(), Error> {
        let made: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
        let others = made.len() > 1 || !all.is_empty();
        if let Some(record) = made.last().filter(|_| others) {
            let path = self.dir.join(record);
            // A link stays a link, and an old record may not be there.
            if path.is_file() && !path.is_symlink() {
                fs::remove_file(&path).map_err(|why| refused(why, &path))?;
                sync_folder(&self.dir);
            }
        }
        for name in all {
            let path = self.dir.join(name);
            if !made.iter().any(|m| m == name) && path.is_file() {
                fs::remove_file(&path).map_err(|why| refused(why, &path))?;
            }
        }
        for (name, waiting) in files {
            let path = self.dir.join(&name);
            // A link stays a link: what it points to is replaced.
            let target = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
            put(waiting.as_ref(), &target).map_err(|why| refused(why, &path))?;
        }
        sync_folder(&self.dir);
        Ok(())
    }
}

/// Finds out whether files can be written into a folder, before hours are spent on computing them.
pub fn probe(dir: &Path) -> Result<(), Error> {
    let refuse = |why| Error::Folder {
        why,
        dir: dir.to_owned(),
    };
    fs::create_dir_all(dir).map_err(refuse)?;
    let mut temporary = temporary_in(dir, Readers::All).map_err(refuse)?;
    temporary.write_all(b"probe").map_err(refuse)?;
    temporary.as_file().sync_all().map_err(refuse)
}

/// The same for a single file.
pub fn probe_file(path: &Path) -> Result<(), Error> {
    if path.is_dir() {
        return Err(Error::Folder {
            why: io::ErrorKind::IsADirectory.into(),
            dir: path.to_owned(),
        });
    }
    let (dir, _) = folder_and_name(path)?;
    probe(dir)
}

/// Writes a single file, whole or not at all.
pub fn write_one<F>(path: &Path, content: F) -> Result<(), Error>
where
    F: FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
{
    let (dir, name) = folder_and_name(path)?;
    let mut batch = Batch::in_folder(dir)?;
    batch.add(name, content)?;
    batch.replace_all(&[])
}

/// The same for working data of the office, which only its owner may read.
pub fn write_one_working<F>(path: &Path, content: F) -> Result<(), Error>
where
    F: FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
{
    let (dir, name) = folder_and_name(path)?;
    let mut batch = Batch::in_folder(dir)?;
    batch.add_working(name, content)?;
    batch.replace_all(&[])
}

/// The folder of a file that is to be written; the present one where the path names none.
fn folder_and_name(path: &Path) -> Result<(&Path, &str), Error> {
    let dir = path
        .parent()
        .filter(|dir| !dir.as_os_str().is_empty())
        .unwrap_or_else(|| Path::new("."));
    path.file_name()
        .and_then(|name| name.to_str())
        .map(|name| (dir, name))
        .ok_or_else(|| Error::Value {
            why: "its name is not UTF-8, or it has none".to_owned(),
            path: path.to_owned(),
        })
}

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Readers {
    /// Whoever may read other new files.
    All,
    /// Its owner alone.
    Owner,
}

/// A temporary file that is renamed later: an ordinary one, with the permissions that others have, or its owner's own.
fn temporary_in(dir: &Path, readers: Readers) -> io::Result<NamedTempFile> {
    let prefix = format!("{PREFIX}{}-", std::process::id());
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(SUFFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = match readers {
            Readers::All => 0o666,
            Readers::Owner => 0o600,
        };
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    builder.tempfile_in(dir)
}

/// Renames a temporary file over its target; a target on another file system is copied whole, then renamed there.
fn put(waiting: &Path, target: &Path) -> io::Result<()> {
    match fs::rename(waiting, target) {
        Err(why) if why.kind() == io::ErrorKind::CrossesDevices => {
            let dir = target.parent().unwrap_or_else(|| Path::new("."));
            let there = temporary_in(dir, Readers::Owner)?;
            there
                .as_file()
                .set_permissions(fs::metadata(waiting)?.permissions())?;
            let mut from = File::open(waiting)?;
            io::copy(&mut from, &mut there.as_file())?;
            there.as_file().sync_all()?;
            there.persist(target).map(drop).map_err(|e| e.error)
        }
        done => done,
    }
}

/// Removes temporary files and folders of processes that are no longer there; whatever cannot be removed stays.
fn sweep(dir: &Path) {
    let Ok(entries) = fs::read_dir(dir) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let owner = name
            .to_str()
            .and_then(|name| name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX))
            .and_then(|rest| rest.split('-').next()?.parse::<u32>().ok());
        if owner.is_some_and(|process| !is_running(process)) {
            // Somebody else's sweep may have been faster.
            let _ = match entry.file_type() {
                Ok(kind) if kind.is_dir() => fs::remove_dir_all(entry.path()),
                _ => fs::remove_file(entry.path()),
            };
        }
    }
}

/// Whether a process is there; where the system does not tell, it is taken to be.
fn is_running(process: u32) -> bool {
    let processes = Path::new("/proc");
    process == std::process::id()
        || !processes.join("self").exists()
        || processes.join(process.to_string()).exists()
}

/// Makes renames last through a power cut; not every system can sync a folder, and the files are complete without.
fn sync_folder(dir: &Path) {
    let _ = File::open(dir).and_then(|folder| folder.sync_all());
}

fn refused(why: io::Error, path: &Path) -> Error {
    let path = path.to_owned();
    match why.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::Full { path },
        io::ErrorKind::InvalidData => Error::Value {
            why: why.to_string(),
            path,
        },
        _ => Error::Write { why, path },
    }
}
