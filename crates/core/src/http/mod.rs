//! HTTP: the only folder that names the HTTP stack (reqwest, hyper, rustls), so that it could be exchanged here.

mod client;
mod connections;
mod decode;
mod failure;
mod head;
mod headers;
mod intercepted;
mod limited;
mod resolver;
mod roots;
#[cfg(any(target_vendor = "apple", windows, test))]
mod system_verifier;
mod tls;
mod urls;

use std::net::SocketAddr;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use http::{HeaderMap, Method, StatusCode, Version};
use url::Url;

use crate::error::Error;
use crate::intercept::ConnectTo;
use crate::multipart::FormBody;

pub(crate) use client::HttpClient;
pub(crate) use decode::{ACCEPT_ENCODING, read as read_body};
pub(crate) use headers::{
    FRAMING, prepend as prepend_header, received as received_headers, remove as remove_headers,
};
pub(crate) use urls::{authority, basic_auth, without_secrets};

/// The most bytes that the header block of a response may have.
const MAX_HEADER_BYTES: usize = 256 * 1024;
/// How many header lines a response may have.
///
/// hyper's default of 100 is less than real servers send: Node's own send up to 2,000. It takes 64 bytes of memory for as
/// many with each response.
const MAX_HEADER_LINES: usize = 2048;

/// One request.
pub(crate) struct Request {
    pub(crate) method: Method,
    /// Without userinfo.
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<FormBody>,
    /// The server that it goes to, if not to that of its URL.
    pub(crate) connect_to: Option<ConnectTo>,
    /// Whether HTTP/2 is offered.
    pub(crate) http2: bool,
    /// Whether it goes over a connection of its own.
    pub(crate) new_connection: bool,
}

/// The head of a response, and its body as it comes.
pub(crate) struct ResponseHead {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) version: Version,
    /// The address at the other end.
    pub(crate) peer: Option<SocketAddr>,
    /// Whether the connection had carried a response before.
    pub(crate) reused: bool,
    pub(crate) body: BodyStream,
}

/// The body of a response as it comes, its transfer coding undone.
pub(crate) type BodyStream = BoxStream<'static, Result<Bytes, Error>>;

/// Why there is no response.
pub(crate) struct Failure {
    pub(crate) error: Error,
    /// The connection had carried a response before, and broke before a byte of this one came: most likely the server
    /// closed it while it was idle.
    pub(crate) stale: bool,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error, stale: false }
    }
}
