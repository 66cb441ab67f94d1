//! A file appears whole or not at all: written beside its place, then renamed.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;

use tempfile::NamedTempFile;

use super::Error;

/// A file that is being written.
#[derive(Debug)]
pub(super) struct WholeFile {
    out: BufWriter<NamedTempFile>,
}

impl WholeFile {
    /// Starts a file that will stand at `path`.
    pub(super) fn start(path: &Path) -> Result<Self, Error> {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let file = temporary(folder).map_err(|source| Error::write(path, source))?;
        Ok(Self {
            out: BufWriter::with_capacity(1 << 18, file),
        })
    }

    /// Puts the finished file in its place.
    pub(super) fn keep(self, path: &Path) -> Result<File, Error> {
        let file = self
            .out
            .into_inner()
            .map_err(|error| Error::write(path, error.into_error()))?;
        file.persist(path)
            .map_err(|error| Error::write(path, error.error))
    }
}

impl io::Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A temporary file that others may read once it is kept, as far as the user's mask allows.
fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".planner-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}
