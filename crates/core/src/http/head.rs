//! The head of a response: what can be taken, and what has to be refused.

use std::net::SocketAddr;

use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{StatusCode, Version};
use http_body::Body as _;
use http_body_util::BodyExt;
use reqwest::Body;

use super::failure::Target;
use super::headers;
use super::{BodyStream, MAX_HEADER_BYTES, ResponseHead};
use crate::error::{Error, ErrorKind};

/// The head of a response, and its body as it comes; or why it cannot be taken.
pub(super) fn check(
    response: http::Response<Body>,
    target: Target,
    peer: Option<SocketAddr>,
    reused: bool,
) -> Result<ResponseHead, Error> {
    let (head, body) = response.into_parts();
    let refuse = |message: String| Err(Error::new(ErrorKind::BadResponse, message));
    if head.status == StatusCode::SWITCHING_PROTOCOLS {
        return refuse("the server switched protocols (101) without being asked".to_owned());
    }
    let mut codings = head.headers.get_all(TRANSFER_ENCODING).iter();
    if let Some(coding) = codings.find(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"chunked")) {
        return refuse(format!("{target} sent an unknown Transfer-Encoding: {}", headers::text(coding)));
    }
    if head.headers.contains_key(TRANSFER_ENCODING) && head.headers.contains_key(CONTENT_LENGTH) {
        // Where one response ends and the next begins is then a matter of opinion (RFC 9112 6.1).
        return refuse(format!("{target} sent both Transfer-Encoding and Content-Length"));
    }
    let size: usize = head.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if size > MAX_HEADER_BYTES {
        return refuse(format!("the response has {size} bytes of headers, more than {MAX_HEADER_BYTES}"));
    }
    let body = stream(body, head.version, target);
    Ok(ResponseHead { status: head.status, headers: head.headers, version: head.version, peer, reused, body })
}

/// The body of a response as it comes.
fn stream(body: Body, version: Version, target: Target) -> BodyStream {
    let chunks = futures_util::stream::unfold(Some((body, target)), move |state| async move {
        let (mut body, target) = state?;
        loop {
            return match body.frame().await {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(bytes) => Some((Ok(bytes), Some((body, target)))),
                    // Trailers.
                    Err(_) => continue,
                },
                Some(Err(error)) => Some((Err(target.describe(error)), None)),
                // hyper takes a stream that was reset without an error for one that has ended.
                None if version == Version::HTTP_2 && !body.is_end_stream() => {
                    let message = format!("{target} reset the stream before the response was whole");
                    Some((Err(Error::new(ErrorKind::Broken, message)), None))
                }
                None => None,
            };
        }
    });
    Box::pin(chunks)
}
