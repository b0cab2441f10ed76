//! What the benchmarks of this crate and the fuzz targets in `fuzz/` reach of the inside.
//!
//! It is no API: it changes with the inside, without notice.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Version};
use http_body_util::BodyExt;
use url::Url;

use crate::body::{self, FormBody};
use crate::charset;
use crate::error::Error;
use crate::idle::Activity;
use crate::multipart::{self, Segment};
use crate::redirect;
use crate::response::{self, Headers, Response};
use crate::sending::Sending;
use crate::timing::Timing;
use crate::transport::Answer;
use crate::upload::Part;
use crate::wire::Wire;

pub use crate::source::{Change, Source};

/// The body of a form: its bytes, with `None` in place of each file.
pub fn encode(parts: &[Part], boundary: &str, wire: Wire) -> impl Iterator<Item = Option<Bytes>> {
    multipart::encode(parts, boundary, wire).into_iter().map(|segment| match segment {
        Segment::Bytes(bytes) => Some(bytes),
        Segment::File(_) => None,
    })
}

/// A form with its files open.
#[derive(Debug, Clone)]
pub struct Form(Arc<body::Form>);

impl Form {
    /// Opens the files of these parts.
    ///
    /// # Errors
    ///
    /// Those of the upload.
    pub async fn open(parts: &[Part]) -> Result<Self, Error> {
        body::Form::open(parts, Wire::Portable).await.map(|form| Self(Arc::new(form)))
    }

    /// The content of this source, without heads and tail.
    pub fn of(source: impl Source) -> Self {
        Self(Arc::new(body::Form::new(vec![Segment::File(Arc::new(source))], String::new())))
    }

    /// Reads it to its end as a body, and drops each chunk as the transport does when the socket has taken it. Gives
    /// the number of bytes.
    ///
    /// # Errors
    ///
    /// A file changed or cannot be read any more.
    pub async fn send(&self) -> io::Result<u64> {
        let sending = Sending::new(self.0.length(), Arc::new(Activity::start()));
        let mut body = FormBody::new(Arc::clone(&self.0), sending);
        let mut length = 0;
        while let Some(frame) = body.frame().await {
            length += frame.map_err(io::Error::other)?.data_ref().map_or(0, Bytes::len) as u64;
        }
        Ok(length)
    }
}

/// The headers of a response as they came over the wire.
#[must_use]
pub fn headers(received: &HeaderMap) -> Headers {
    Headers::new(received)
}

/// A response with status 200.
#[must_use]
pub fn response(headers: Headers, text: String, timing: Option<Timing>) -> Response {
    Response { status: 200, headers, text, timing }
}

/// A response with these headers whose body comes in these chunks, to a request that was `whole` or not: codings undone,
/// decoded to text, at most `limit` bytes of it.
///
/// # Errors
///
/// The body is too large, or not in the codings that the headers name.
pub async fn read(
    headers: HeaderMap,
    chunks: Vec<Bytes>,
    limit: u64,
    whole: bool,
) -> Result<Response, Error> {
    let answer = Answer {
        status: StatusCode::OK,
        version: Version::HTTP_11,
        peer: None,
        reused: false,
        body: Box::pin(futures_util::stream::iter(chunks.into_iter().map(Ok))),
        headers,
    };
    let received = Headers::new(&answer.headers);
    response::read(answer, received, None, limit, Arc::new(Activity::start()), || whole).await
}

/// The text of a body.
#[must_use]
pub fn decode(bytes: Vec<u8>, content_type: Option<&str>) -> String {
    charset::decode(bytes, content_type)
}

/// Where a response to a POST leads; `None` when it is to be delivered.
///
/// # Errors
///
/// The redirect may not be followed.
pub fn redirect(status: StatusCode, location: &HeaderValue, from: &Url) -> Result<Option<Url>, Error> {
    redirect::target(&Method::POST, status, Some(location), from, 0)
        .map(|redirect| redirect.map(|redirect| redirect.url))
}
