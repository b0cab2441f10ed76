//! What can go wrong with an upload, as data: one [`Error`] with a kind that every dialect maps to its own code.

use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::sync::OnceLock;

use serde::Deserialize;

/// The cause of a failed upload. Each platform gives it a number of its own: see [`ErrorKind::code`].
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

/// The numbers that the platforms give to each [`ErrorKind`], as JSON: a row for each cause, a column for each platform.
/// For adapters in other languages, which must not keep a second copy.
pub const CODES_JSON: &str = include_str!("codes.json");

impl ErrorKind {
    /// The number of this cause on a platform, by the name of its column in [`CODES_JSON`]; `None` where there is no such
    /// column.
    #[must_use]
    pub fn code(self, platform: &str) -> Option<u32> {
        table().get(&self)?.get(platform).copied()
    }
}

fn table() -> &'static BTreeMap<ErrorKind, BTreeMap<String, u32>> {
    static TABLE: OnceLock<BTreeMap<ErrorKind, BTreeMap<String, u32>>> = OnceLock::new();
    TABLE.get_or_init(|| serde_json::from_str(CODES_JSON).expect("codes.json is valid"))
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
    fn every_kind_has_codes() {
        assert_eq!(table().len(), 14);
        for dialect in crate::dialect::ALL {
            let description = dialect.description();
            for kind in table().keys() {
                assert!(kind.code(description.codes).is_some(), "{kind:?} in {}", description.codes);
            }
        }
        assert_eq!(ErrorKind::Timeout.code("vela"), Some(204));
        assert_eq!(ErrorKind::FileChanged.code("wechat"), Some(600_010));
        assert_eq!(ErrorKind::FileChanged.code("elsewhere"), None);
    }

    #[test]
    fn debug_shows_the_sources() {
        let error = Error::new(ErrorKind::Connect, "connect ECONNREFUSED 127.0.0.1:1")
            .with_source(io::Error::from(io::ErrorKind::ConnectionRefused));
        assert_eq!(error.to_string(), "connect ECONNREFUSED 127.0.0.1:1");
        assert!(format!("{error:?}").contains("caused by: connection refused"));
    }
}
