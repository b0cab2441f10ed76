//! A request as the HTTP stack takes it.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::ACCEPT;
use http::{HeaderMap, HeaderValue, Method, Request, Uri};
use http_body::{Body, Frame, SizeHint};
use url::Url;

use crate::error::{Error, ErrorKind};
use crate::multipart::{FormBody, Stopped};

/// The request for this URL, which has no secrets.
pub(super) fn request(
    method: Method,
    url: &Url,
    headers: HeaderMap,
    body: OutgoingBody,
) -> Result<Request<OutgoingBody>, Error> {
    let uri = Uri::try_from(url.as_str()).map_err(|error| {
        Error::new(ErrorKind::BadUrl, format!("the URL cannot be sent: {error}")).with_source(error)
    })?;
    let mut request = Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    *request.headers_mut() = headers;
    request.headers_mut().entry(ACCEPT).or_insert(HeaderValue::from_static("*/*"));
    Ok(request)
}

/// The body of a request.
pub(super) enum OutgoingBody {
    None,
    Http1(FormBody),
    Http2(FormBody),
}

/// With what a stopped body ends its request.
#[derive(Debug)]
pub(super) enum Ended {
    Http1(Stopped),
    /// What resets the stream.
    Http2(h2::Error),
}

impl std::fmt::Display for Ended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Http1(stopped) => stopped.fmt(f),
            Self::Http2(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Ended {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Http1(_) => None,
            Self::Http2(error) => Some(error),
        }
    }
}

impl Body for OutgoingBody {
    type Data = Bytes;
    type Error = Ended;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Ended>>> {
        match self.get_mut() {
            Self::None => Poll::Ready(None),
            Self::Http1(body) => {
                Pin::new(body).poll_frame(context).map(|frame| frame.map(|frame| frame.map_err(Ended::Http1)))
            }
            Self::Http2(body) => Pin::new(body)
                .poll_frame(context)
                .map(|frame| frame.map(|frame| frame.map_err(|_| Ended::Http2(h2::Reason::CANCEL.into())))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::None => true,
            Self::Http1(body) | Self::Http2(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::None => SizeHint::with_exact(0),
            Self::Http1(body) | Self::Http2(body) => body.size_hint(),
        }
    }
}
