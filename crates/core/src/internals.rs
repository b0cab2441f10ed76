//! What the benchmarks of this crate and the fuzz targets in `fuzz/` reach of the inside.
//!
//! It is no API: it changes with the inside, without notice.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use http_body_util::BodyExt;
use url::Url;

use crate::activity::Activity;
use crate::charset;
use crate::engine::redirect_target;
use crate::error::Error;
use crate::header::{self, HeaderError};
use crate::http::{read_body, received_headers};
use crate::multipart::{self, BodyFlow, FormBody, Segment};
use crate::response::{Headers, Response, Timing};
use crate::upload::Upload;

pub use crate::files::{Change, Source};

/// The body of an upload: its bytes, with `None` in place of each file.
pub fn encode(upload: &Upload, boundary: &str) -> impl Iterator<Item = Option<Bytes>> {
    multipart::encode(&upload.fields, boundary, upload.style).into_iter().map(|segment| match segment {
        Segment::Bytes(bytes) => Some(bytes),
        Segment::File(_) | Segment::Blob(_) => None,
    })
}

/// A form with its files open.
#[derive(Debug, Clone)]
pub struct Form(Arc<multipart::Form>);

impl Form {
    /// Opens the files of an upload.
    ///
    /// # Errors
    ///
    /// Those of the upload.
    pub async fn open(upload: &Upload) -> Result<Self, Error> {
        multipart::Form::open(&upload.fields, upload.style).await.map(|form| Self(Arc::new(form)))
    }

    /// The content of this source, without heads and tail.
    pub fn of(source: impl Source) -> Self {
        Self(Arc::new(multipart::Form::new(vec![Segment::File(Arc::new(source))], String::new())))
    }

    /// Reads it to its end as a body, and drops each chunk as the HTTP stack does when the socket has taken it. Gives
    /// the number of bytes.
    ///
    /// # Errors
    ///
    /// A file changed or cannot be read any more.
    pub async fn send(&self) -> io::Result<u64> {
        let flow = BodyFlow::new(self.0.length(), Arc::new(Activity::start()));
        let mut body = FormBody::new(Arc::clone(&self.0), flow);
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
    received_headers(received)
}

/// A response with status 200.
#[must_use]
pub fn response(headers: Headers, body: impl Into<Bytes>, timing: Option<Timing>) -> Response {
    Response { status: StatusCode::OK, headers, body: body.into(), timing }
}

/// A response with these headers whose body comes in these chunks, to a request that was `whole` or not: codings undone,
/// at most `limit` bytes of it.
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
    let body = Box::pin(futures_util::stream::iter(chunks.into_iter().map(Ok)));
    let decoded = read_body(&headers, body, limit, Arc::new(Activity::start()), || whole).await?;
    Ok(response(received_headers(&headers), decoded.bytes, None))
}

/// Adds a caller's header to those of a request.
///
/// # Errors
///
/// HTTP cannot carry it, or there are too many.
pub fn append_header(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), HeaderError> {
    header::append(headers, name, value)
}

/// The text of a body.
#[must_use]
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    charset::decode(bytes, content_type)
}

/// Where a response to a POST leads; `None` when it is to be delivered.
///
/// # Errors
///
/// The redirect may not be followed.
pub fn redirect(status: StatusCode, location: &HeaderValue, from: &Url) -> Result<Option<Url>, Error> {
    redirect_target(&Method::POST, status, Some(location), from, 0)
        .map(|redirect| redirect.map(|redirect| redirect.url))
}
