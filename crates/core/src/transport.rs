//! The HTTP stack. This is the only file that sends with reqwest, behind one function, so that the stack could be
//! exchanged here.

use std::error::Error as StdError;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderMap, Method, StatusCode, Version};
use http_body::Body as _;
use http_body_util::BodyExt;
use hyper_util::client::legacy::connect::HttpInfo;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Body, Client, Proxy};
use tokio::runtime::Handle;
use url::Url;

use crate::body::FormBody;
use crate::config::Config;
use crate::connections::Connections;
use crate::error::{Error, ErrorKind, find};
use crate::failure::{MAX_HEADER_LINES, Target};
use crate::header;
use crate::intercept::ConnectTo;
use crate::intercepted::Connection;
use crate::proxy::Proxies;
use crate::resolver::{self, Resolver};
use crate::sending::Sending;
use crate::tls::Verifier;

/// Servers close idle connections, Node's after 5 s. One that is closed just as it is used again would cost an
/// upload, so they are given up earlier.
const IDLE: Duration = Duration::from_secs(3);
/// How long a connection gets to close after its upload was aborted.
const CLOSING: Duration = Duration::from_secs(1);
/// The same where HTTP/2 was offered: there a body that waits for the server's window is not asked for more, and so only
/// the end of the request ends the stream.
const CLOSING_STREAM: Duration = Duration::from_millis(100);
/// The most bytes that the header block of a response may have.
const MAX_HEADER_BYTES: usize = 256 * 1024;

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
    pub(crate) fresh: bool,
}

/// The head of an answer, and its body as it comes.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) version: Version,
    /// The address at the other end.
    pub(crate) peer: Option<SocketAddr>,
    /// Whether the connection had carried a response before.
    pub(crate) reused: bool,
    pub(crate) body: BoxStream<'static, Result<Bytes, Error>>,
}

/// Why there is no answer.
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

/// A client that is built when it is first needed.
type Cell = Mutex<Option<Client>>;

/// Connections and what they need. Clients are built at the first request, on the engine's threads: that costs
/// milliseconds.
#[derive(Debug)]
pub(crate) struct Transport {
    config: Arc<Config>,
    verifier: Arc<Verifier>,
    connections: Connections,
    http1: Cell,
    http2: Cell,
    /// The same without a pool.
    http1_fresh: Cell,
    http2_fresh: Cell,
}

impl Transport {
    pub(crate) fn new(config: Arc<Config>) -> Self {
        let verifier = Verifier::new(config.tls.clone());
        Self {
            config,
            verifier,
            connections: Connections::default(),
            http1: Cell::default(),
            http2: Cell::default(),
            http1_fresh: Cell::default(),
            http2_fresh: Cell::default(),
        }
    }

    /// Sends a request and waits for the head of the answer.
    pub(crate) async fn send(&self, request: Request) -> Result<Answer, Failure> {
        let Request { method, url, headers, body, connect_to, http2, fresh } = request;
        if let Some(to) = connect_to {
            let target = Target::intercepted(url.clone(), to.clone());
            let request = outgoing(method, url, headers, body.map(Body::wrap));
            let connection = Connection::open(&target, &to).await?;
            let peer = connection.peer;
            let (response, connection) = connection.send(&target, request).await?;
            let response = response.map(|body| {
                Body::wrap(body.map_frame(move |frame| {
                    let _open = &connection;
                    frame
                }))
            });
            return Ok(answer(response, target, peer, false)?);
        }
        let target = Target::new(url.clone(), &self.config.proxies);
        if target.uses_tls() && !self.verifier.is_loaded() {
            let verifier = Arc::clone(&self.verifier);
            // Reading the system's roots takes a while.
            let loaded = tokio::task::spawn_blocking(move || verifier.load().map(|_| ())).await;
            if let Ok(Err(error)) = loaded {
                let message = format!("cannot read the trusted certificates: {error}");
                return Err(Error::new(ErrorKind::Connect, message).with_source(error).into());
            }
        }
        // Without TLS there is nothing to agree on HTTP/2 with.
        let http2 = http2 && target.is_https();
        let sending = body.as_ref().map(|body| Arc::clone(body.sending()));
        let body = body.map(|body| match http2 {
            // A stopped body ends its stream with this error.
            true => Body::wrap(body.map_err(|_| h2::Error::from(h2::Reason::CANCEL))),
            false => Body::wrap(body),
        });
        let request = outgoing(method, url, headers, body);
        let client = self.client(http2, fresh)?;
        let closing = if http2 { CLOSING_STREAM } else { CLOSING };
        let sent = Exchange { request: Some(Box::pin(client.execute(request))), sending, closing }.await;
        let incoming = sent.map_err(|error| {
            let stale = self.is_stale(&error);
            Failure { error: describe(&target, error), stale }
        })?;
        let response = http::Response::<Body>::from(incoming);
        let info = response.extensions().get::<HttpInfo>();
        let reused = info.is_some_and(|info| self.connections.answered(info));
        let peer = info.map(HttpInfo::remote_addr);
        Ok(answer(response, target, peer, reused)?)
    }

    /// Whether a connection broke that had carried a response before.
    fn is_stale(&self, error: &reqwest::Error) -> bool {
        use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
        let closed = |error: &io::Error| {
            matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof)
        };
        let unanswered = find::<io::Error>(error).is_some_and(closed)
            || find::<hyper::Error>(error)
                .is_some_and(|error| error.is_incomplete_message() || error.is_canceled());
        let connection =
            find::<hyper_util::client::legacy::Error>(error).and_then(|error| error.connect_info());
        unanswered && connection.is_some_and(|connection| self.connections.has_answered(connection))
    }

    /// Has later requests over HTTP/2 go over another connection. An answer that came before its request was whole may
    /// leave a stream behind that waits for the server's window and keeps it from the others.
    pub(crate) fn retire_http2(&self) {
        self.http2.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    fn client(&self, http2: bool, fresh: bool) -> Result<Client, Error> {
        let cell = match (http2, fresh) {
            (false, false) => &self.http1,
            (true, false) => &self.http2,
            (false, true) => &self.http1_fresh,
            (true, true) => &self.http2_fresh,
        };
        let mut cell = cell.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = &*cell {
            return Ok(client.clone());
        }
        let client = self.build(http2, fresh).map_err(|error| {
            Error::new(ErrorKind::Connect, format!("cannot set up the HTTP client: {error}"))
                .with_source(error)
        })?;
        Ok(cell.insert(client).clone())
    }

    fn build(&self, http2: bool, fresh: bool) -> Result<Client, Box<dyn StdError + Send + Sync>> {
        let mut builder = Client::builder()
            .tls_backend_preconfigured(self.verifier.client_config(http2)?)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .dns_resolver(Arc::new(Resolver))
            .connector_layer(self.connections.clone())
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(if fresh { 0 } else { usize::MAX })
            .http1_max_headers(MAX_HEADER_LINES)
            .http1_title_case_headers();
        builder = if http2 {
            builder.http2_max_header_list_size(MAX_HEADER_BYTES as u32)
        } else {
            builder.http1_only()
        };
        #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
        {
            // reqwest's own default ends uploads whose server pauses for 30 s.
            builder = builder.tcp_user_timeout(None);
        }
        if self.config.proxies != Proxies::None {
            let config = Arc::clone(&self.config);
            builder = builder.proxy(Proxy::custom(move |url| config.proxies.of(url)));
        }
        Ok(builder.build()?)
    }
}

/// A request on its way, until the head of its answer is here. Dropping it closes its connection, also when the peer has
/// stopped reading: hyper asks its body for more before it writes what it holds, but looks only then whether anybody
/// still waits for the answer. So the body is stopped, and the request kept until hyper has noticed.
struct Exchange<F: Future<Output = Sent> + Send + 'static> {
    request: Option<Pin<Box<F>>>,
    sending: Option<Arc<Sending>>,
    closing: Duration,
}

type Sent = Result<reqwest::Response, reqwest::Error>;

impl<F: Future<Output = Sent> + Send + 'static> Future for Exchange<F> {
    type Output = Sent;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Sent> {
        let Some(request) = &mut self.request else { return Poll::Pending };
        let sent = ready!(request.as_mut().poll(context));
        self.request = None;
        Poll::Ready(sent)
    }
}

impl<F: Future<Output = Sent> + Send + 'static> Drop for Exchange<F> {
    fn drop(&mut self) {
        let Some(request) = self.request.take() else { return };
        let Some(sending) = self.sending.take().filter(|sending| sending.is_under_way()) else { return };
        sending.stop();
        if let Ok(executor) = Handle::try_current() {
            executor.spawn(tokio::time::timeout(self.closing, request));
        }
    }
}

/// The request as the HTTP stack takes it.
fn outgoing(method: Method, url: Url, headers: HeaderMap, body: Option<Body>) -> reqwest::Request {
    let mut request = reqwest::Request::new(method, url);
    *request.headers_mut() = headers;
    *request.body_mut() = body;
    request
}

/// The answer, if its head is one that can be taken.
fn answer(
    response: http::Response<Body>,
    target: Target,
    peer: Option<SocketAddr>,
    reused: bool,
) -> Result<Answer, Error> {
    let (head, body) = response.into_parts();
    let refuse = |message: String| Err(Error::new(ErrorKind::BadResponse, message));
    if head.status == StatusCode::SWITCHING_PROTOCOLS {
        return refuse("the server switched protocols (101) without being asked".to_owned());
    }
    let mut codings = head.headers.get_all(TRANSFER_ENCODING).iter();
    if let Some(coding) = codings.find(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"chunked")) {
        return refuse(format!("{target} sent an unknown Transfer-Encoding: {}", header::text(coding)));
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
    Ok(Answer { status: head.status, headers: head.headers, version: head.version, peer, reused, body })
}

/// The body of a response as it comes.
fn stream(body: Body, version: Version, target: Target) -> BoxStream<'static, Result<Bytes, Error>> {
    let chunks = futures_util::stream::unfold(Some((body, target)), move |state| async move {
        let (mut body, target) = state?;
        loop {
            return match body.frame().await {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(bytes) => Some((Ok(bytes), Some((body, target)))),
                    // Trailers.
                    Err(_) => continue,
                },
                Some(Err(error)) => Some((Err(describe(&target, error)), None)),
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

/// The cause of reqwest's error, whose own text says only that sending failed.
fn describe(target: &Target, error: reqwest::Error) -> Error {
    let (kind, message) = target.cause(&error, error.is_connect());
    Error::new(kind, message).with_source(error)
}

/// Resolves by the system, as reqwest would, but its failures keep their type.
impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let addresses = resolver::resolve(name.as_str()).await?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}
