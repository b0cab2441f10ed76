//! Puts files into the storage areas of an app, as a device does when it records, downloads or lets the user choose.

use std::fmt;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use super::Dialect;
use crate::config::Config;
use crate::files::{FileKind, Location, system_code};

/// The storage areas of the apps that a client with this configuration stands for.
#[derive(Debug, Clone, Copy)]
pub struct Files<'a> {
    config: &'a Config,
}

/// How many bytes [`Files::read`] gives at most: 100 MiB.
pub const READ_LIMIT: u64 = 100 << 20;

/// What an app can know of a file or folder without reading it.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Status {
    /// Whether it is a folder.
    pub is_folder: bool,
    /// Its length in bytes.
    pub length: u64,
    /// When it was last read, where the file system says so.
    pub accessed: Option<SystemTime>,
    /// When it was last written, where the file system says so.
    pub modified: Option<SystemTime>,
}

/// Why a file could not be put into an area or read; the text names the path and the root.
#[derive(Debug)]
pub enum FilesError {
    /// The path names no storage area; the text names those that there are.
    NoArea(String),
    /// The file system refused.
    System {
        /// The name of the error, such as `EACCES`, where it has one.
        code: Option<&'static str>,
        /// The whole sentence.
        message: String,
        /// The error itself.
        source: io::Error,
    },
}

impl fmt::Display for FilesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoArea(message) | Self::System { message, .. } => f.write_str(message),
        }
    }
}

impl std::error::Error for FilesError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NoArea(_) => None,
            Self::System { source, .. } => Some(source),
        }
    }
}

impl<'a> Files<'a> {
    /// With the areas of this configuration; that of a client has an absolute root.
    #[must_use]
    pub fn new(config: &'a Config) -> Self {
        Self { config }
    }

    /// Writes a file into the area that `path` names, in one step: who reads it meanwhile gets the old one or the new
    /// one. Folders are made as needed.
    ///
    /// # Errors
    ///
    /// [`FilesError::NoArea`] for a path outside of every area, [`FilesError::System`] when the file system refuses.
    pub fn write(&self, path: &str, data: &[u8]) -> Result<(), FilesError> {
        let location = super::ALL.iter().find_map(|dialect| dialect.area(path, self.config));
        let location = location.ok_or_else(|| {
            let areas = super::ALL.iter().flat_map(|dialect| dialect.areas());
            let mut known: Vec<&str> = Vec::new();
            // Some dialects share theirs.
            for area in areas {
                if !known.contains(&area) {
                    known.push(area);
                }
            }
            let areas = known.join(", ");
            FilesError::NoArea(format!("\"{path}\" is in no storage area; the areas are {areas}"))
        })?;
        self.put(path, &location, &mut &data[..])
    }

    /// What an app of this dialect can know of a file or folder without reading it. Like a `filePath`, the path leads into a
    /// storage area, with its walls, or to a file of this machine.
    ///
    /// # Errors
    ///
    /// [`FilesError::System`] when there is no such file.
    pub fn status(&self, dialect: &dyn Dialect, path: &str) -> Result<Status, FilesError> {
        let status = self.locate(dialect, path).and_then(|location| location.status());
        let status = status.map_err(|error| unreadable(path, error))?;
        Ok(Status {
            is_folder: status.kind == FileKind::Directory,
            length: status.length,
            accessed: status.accessed,
            modified: status.modified,
        })
    }

    /// The bytes of a file from `start` on, at most `length` of them and [`READ_LIMIT`]; the file is found as
    /// [`Self::status`] finds it.
    ///
    /// # Errors
    ///
    /// [`FilesError::System`] when there is no such file, it cannot be read, or there is more of it than [`READ_LIMIT`].
    pub fn read(
        &self,
        dialect: &dyn Dialect,
        path: &str,
        start: u64,
        length: u64,
    ) -> Result<Vec<u8>, FilesError> {
        let read = |location: Location| {
            let content = location.read(start, length.min(READ_LIMIT + 1))?;
            if content.len() as u64 > READ_LIMIT {
                let text = format!("it is more than the {} MiB that are read at once", READ_LIMIT >> 20);
                return Err(io::Error::new(io::ErrorKind::FileTooLarge, text));
            }
            Ok(content)
        };
        self.locate(dialect, path).and_then(read).map_err(|error| unreadable(path, error))
    }

    fn locate(&self, dialect: &dyn Dialect, path: &str) -> io::Result<Location> {
        dialect.locate(path, self.config).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// Copies a file of this machine to a new name in the platform's area of temporary files, and gives its path there, as
    /// the platform's `chooseImage` does.
    ///
    /// # Errors
    ///
    /// [`FilesError::NoArea`] where the platform does not publish such paths, [`FilesError::System`] when the file cannot be read or the copy cannot be written.
    pub fn temp(&self, dialect: &dyn Dialect, file: &str) -> Result<String, FilesError> {
        let prefix = dialect.temporary().ok_or_else(|| {
            let name = dialect.description().name;
            FilesError::NoArea(format!(
                "the paths that {name} gives for chosen files are not published, so there is none to give: upload the file by its own path"
            ))
        })?;
        let unreadable = |error| unreadable(file, error);
        let source = Location::host(file).ok_or_else(|| unreadable(io::ErrorKind::NotFound.into()))?;
        let mut content = source.open().map_err(unreadable)?;
        let kind = content.metadata().map_err(unreadable)?.file_type();
        if kind.is_dir() {
            return Err(unreadable(io::ErrorKind::IsADirectory.into()));
        }
        if !kind.is_file() {
            let problem = "it is a FIFO, socket or device, not a regular file";
            return Err(unreadable(io::Error::new(io::ErrorKind::InvalidInput, problem)));
        }
        let extension = Path::new(file).extension().and_then(|extension| extension.to_str());
        let path = temporary_path(prefix, extension).map_err(|error| unreadable(error.into()))?;
        let location = dialect.area(&path, self.config);
        let location = location.ok_or_else(|| FilesError::NoArea(path.clone()))?;
        self.put(&path, &location, &mut content)?;
        Ok(path)
    }

    fn put(&self, path: &str, location: &Location, content: &mut dyn io::Read) -> Result<(), FilesError> {
        location.write(content).map_err(|source| {
            let root = self.config.root.display();
            let message = format!("cannot write {path} (the root is {root}): {source}");
            FilesError::System { code: system_code(&source), message, source }
        })
    }
}

fn unreadable(path: &str, source: io::Error) -> FilesError {
    let message = format!("cannot read {path}: {source}");
    FilesError::System { code: system_code(&source), message, source }
}

/// A new path for a temporary file.
fn temporary_path(prefix: &str, extension: Option<&str>) -> Result<String, getrandom::Error> {
    let name = format!("{prefix}{:016x}{:016x}", getrandom::u64()?, getrandom::u64()?);
    Ok(extension.map_or_else(|| name.clone(), |extension| format!("{name}.{extension}")))
}
