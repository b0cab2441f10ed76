//! What an upload ends with: the response, whatever its status.

use std::borrow::Cow;
use std::net::SocketAddr;

use bytes::Bytes;
use http::StatusCode;

use crate::charset;

/// A whole response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    pub(crate) status: StatusCode,
    pub(crate) headers: Headers,
    pub(crate) body: Bytes,
    pub(crate) timing: Option<Timing>,
}

impl Response {
    /// The status. Every status is a response, also 404 and 500.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers of the final response.
    #[must_use]
    pub fn headers(&self) -> &Headers {
        &self.headers
    }

    /// The body, its content codings undone.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.body
    }

    /// The body as text: by a byte order mark, else by the charset of the Content-Type, else as UTF-8 (WHATWG Encoding).
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        charset::decode(&self.body, self.headers.get("Content-Type"))
    }

    /// When the steps of the upload happened.
    #[must_use]
    pub fn timing(&self) -> Option<&Timing> {
        self.timing.as_ref()
    }
}

/// The headers of a response, in the order in which they came. Repeated ones stand as often as they were sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Headers(pub(crate) Vec<(String, String)>);

impl Headers {
    /// Names and values. A name is spelled as the IANA registry does, others in Title-Case.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The first value of a name, in any letter case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// All values of a name, in any letter case.
    pub fn get_all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// When the steps of an upload happened, in milliseconds since 1970. What was not measured is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Timing {
    /// `uploadFile` was called, and the upload entered its queue.
    pub invoke_start: u64,
    /// It left the queue.
    pub queue_end: u64,
    /// Its transfer began, with opening the file.
    pub fetch_start: u64,
    /// The connection stood and asked for the body of the final request.
    pub request_start: Option<u64>,
    /// The last byte of the body had left. Not after an early answer.
    pub request_end: Option<u64>,
    /// The head of the final response was here.
    pub response_start: u64,
    /// Its body was here.
    pub response_end: u64,
    /// How many bytes of the body of the final request had left.
    pub sent_bytes: Option<u64>,
    /// How many bytes the body of the response had, before its coding was undone.
    pub received_bytes: u64,
    /// `http1.1`, `http1.0` or `h2`.
    pub protocol: Option<&'static str>,
    /// The address at the other end, a proxy's where one was used.
    pub peer: Option<SocketAddr>,
}
