//! The headers that a caller sends: what HTTP can carry, and how many.

use std::fmt;

use http::header::{HeaderMap, HeaderName, HeaderValue};

use crate::error::{Error, ErrorKind};

/// How many headers of a caller an upload takes: somewhat fewer than the map of the HTTP stack holds.
pub const MAX_HEADERS: usize = 24_000;

/// A caller's header that cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeaderError {
    /// HTTP cannot carry it: its name is no token, or its value has a control character.
    Invalid {
        /// The name as the caller wrote it; of a very long one, the beginning.
        name: String,
    },
    /// There are [`MAX_HEADERS`] already.
    TooMany,
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid { name } => write!(f, "invalid header \"{name}\""),
            Self::TooMany => write!(f, "too many headers: at most {MAX_HEADERS} can be sent"),
        }
    }
}

impl std::error::Error for HeaderError {}

impl From<HeaderError> for Error {
    fn from(error: HeaderError) -> Self {
        Self::new(ErrorKind::BadArgument, error.to_string()).with_source(error)
    }
}

/// How much of an invalid name is quoted.
const MAX_QUOTED: usize = 200;

/// Adds a caller's header, with the value as UTF-8.
///
/// # Errors
///
/// [`HeaderError::Invalid`] when the name is no token (RFC 9110 5.6.2) or the value has a control character;
/// [`HeaderError::TooMany`] when there are [`MAX_HEADERS`] already.
pub fn append(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), HeaderError> {
    let (name, value) = check(name, value)?;
    if headers.len() >= MAX_HEADERS {
        return Err(HeaderError::TooMany);
    }
    headers.try_append(name, value).map_err(|_| HeaderError::TooMany)?;
    Ok(())
}

/// A caller's header as HTTP carries it.
pub(crate) fn check(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), HeaderError> {
    let invalid = || HeaderError::Invalid { name: name.chars().take(MAX_QUOTED).collect() };
    let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid())?;
    let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| invalid())?;
    Ok((header, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h8_control_characters_are_refused_and_utf8_kept() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("a", "x\r\ny: z"),
            ("a", "x\ny"),
            ("a", "x\0"),
            ("a b", "x"),
            ("", "x"),
            ("a:", "x"),
            ("é", "x"),
        ] {
            assert_eq!(append(&mut headers, name, value), Err(HeaderError::Invalid { name: name.into() }));
        }
        append(&mut headers, "A", "中\t文").unwrap();
        assert_eq!(headers["a"].as_bytes(), "中\t文".as_bytes());
    }

    #[test]
    fn h8_so_many_headers_and_no_more() {
        let mut headers = HeaderMap::new();
        for index in 0..MAX_HEADERS {
            append(&mut headers, &format!("x-{index}"), "v").unwrap();
        }
        assert_eq!(append(&mut headers, "x", "v"), Err(HeaderError::TooMany));
        assert_eq!(append(&mut headers, "x-1", "v"), Err(HeaderError::TooMany));
        headers.remove("x-1");
        for index in 0..10 {
            headers
                .entry(format!("own-{index}").parse::<HeaderName>().unwrap())
                .or_insert(HeaderValue::from_static("v"));
        }
        assert_eq!(headers.len(), MAX_HEADERS + 9);
    }
}
