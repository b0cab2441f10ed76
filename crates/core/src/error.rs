//! What can go wrong with an upload, as data: one [`Error`] with a kind that every dialect maps to its own code.

use std::error::Error as StdError;
use std::fmt;
use std::io;

use serde::Deserialize;

/// The cause of a failed upload. Each platform gives it a number of its own: [`dialect::Description::code`](crate::dialect::Description::code).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum ErrorKind {
    /// An option is missing, of the wrong type, or holds what HTTP cannot carry.
    BadArgument,
    /// The URL does not parse, or its scheme is neither `http` nor `https`.
    BadUrl,
    /// No file is at the path, or the path cannot name one.
    FileNotFound,
    /// The path names a directory.
    IsDirectory,
    /// The file may not be read, or is a FIFO, a socket or a device.
    NotPermitted,
    /// The time limit passed before the response was whole.
    Timeout,
    /// No connection: refused, unreachable, DNS, TLS or proxy.
    Connect,
    /// The connection stood, and broke while sending or receiving.
    Broken,
    /// The file shrank, grew or was written to while it was being sent.
    FileChanged,
    /// The caller aborted the upload.
    Aborted,
    /// The host is not in the configured list of domains.
    DomainNotAllowed,
    /// The response is malformed, too large, wrongly encoded, a 101, or a redirect that may not be followed.
    BadResponse,
    /// More redirects than are followed.
    TooManyRedirects,
    /// More uploads at once than allowed, where the configuration says to fail instead of queueing.
    TooManyTasks,
}

/// Why an upload failed: a kind for programs, a message for people, and the error underneath.
pub struct Error {
    kind: ErrorKind,
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error of this kind with a sentence that tells a person the cause.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None }
    }

    /// Keeps the error that led to this one, for [`StdError::source`].
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The cause, for programs.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The cause, for people: one line, never empty.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.kind, self.message)?;
        let mut source = self.source();
        while let Some(error) = source {
            write!(f, "\n  caused by: {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// A configuration that cannot be used; the text says what is wrong with which value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError(String);

impl ConfigError {
    pub(crate) fn new(message: String) -> Self {
        Self(message)
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for ConfigError {}

/// Walks an error and its sources.
pub(crate) fn chain<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error: &&'a (dyn StdError + 'static)| (*error).source())
}

/// Finds an error of this type below another one, also inside of `io::Error`, which hides it from `source()`.
pub(crate) fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    chain(error).find_map(|error| {
        error.downcast_ref::<T>().or_else(|| {
            let inner = error.downcast_ref::<io::Error>()?.get_ref()?;
            find::<T>(inner)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_the_sources() {
        let error = Error::new(ErrorKind::Connect, "connect ECONNREFUSED 127.0.0.1:1")
            .with_source(io::Error::from(io::ErrorKind::ConnectionRefused));
        assert_eq!(error.to_string(), "connect ECONNREFUSED 127.0.0.1:1");
        assert!(format!("{error:?}").contains("caused by: connection refused"));
    }
}
