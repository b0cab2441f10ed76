//! Puts files into the storage areas of an app, as a device does when it records, downloads or lets the user choose.

use std::fmt;
use std::io;
use std::path::Path;

use crate::config::Config;
use crate::files::{Location, system_code};

/// Fills the storage areas of the apps that a client with this configuration stands for.
#[derive(Debug, Clone, Copy)]
pub struct Files<'a> {
    config: &'a Config,
}

/// Why a file could not be put into an area; the text names the path and the root.
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

    /// Copies a file of this machine to a new name in the area of temporary files, and gives its path there, as
    /// WeChat's `chooseImage` does.
    ///
    /// # Errors
    ///
    /// [`FilesError::System`] when the file cannot be read or the copy cannot be written.
    pub fn temp(&self, file: &str) -> Result<String, FilesError> {
        let unreadable = |source: io::Error| {
            let message = format!("cannot read {file}: {source}");
            FilesError::System { code: system_code(&source), message, source }
        };
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
        let path = temporary_path(extension).map_err(|error| unreadable(error.into()))?;
        let location = super::Dialect::area(&super::WECHAT, &path, self.config);
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

/// A new path for a temporary file, as WeChat's `chooseImage` gives one.
fn temporary_path(extension: Option<&str>) -> Result<String, getrandom::Error> {
    let name = format!("http://tmp/{:016x}{:016x}", getrandom::u64()?, getrandom::u64()?);
    Ok(extension.map_or_else(|| name.clone(), |extension| format!("{name}.{extension}")))
}
