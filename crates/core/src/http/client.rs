//! The client: sends a request and waits for the head of its response.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http::header::PROXY_AUTHORIZATION;
use hyper::body::Incoming;
use hyper_util::client::legacy::connect::HttpInfo;
use hyper_util::client::legacy::{Client, Error as ClientError, ResponseFuture};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::runtime::Handle;

use super::connections::Connections;
use super::connector::Connector;
use super::failure::Target;
use super::head;
use super::intercepted::Connection;
use super::outgoing::{self, OutgoingBody};
use super::tls::Verifier;
use super::urls;
use super::{Failure, MAX_HEADER_BYTES, MAX_HEADER_LINES, Request, ResponseHead};
use crate::config::{Proxies, Tls};
use crate::error::{Error, ErrorKind, find};
use crate::multipart::BodyFlow;

/// Servers close idle connections, Node's after 5 s. One that is closed just as it is used again would cost an
/// upload, so they are given up earlier.
const MAX_IDLE: Duration = Duration::from_secs(3);
/// How long a connection gets to close after its upload was aborted.
const MAX_CLOSING: Duration = Duration::from_secs(1);
/// The same where HTTP/2 was offered: there a body that waits for the server's window is not asked for more, and so only
/// the end of the request ends the stream.
const MAX_CLOSING_HTTP2: Duration = Duration::from_millis(100);

/// hyper-util's client with its connection pool.
type Pool = Client<Connector, OutgoingBody>;

/// A client that is built when it is first needed.
type Cell = Mutex<Option<Arc<Pool>>>;

/// Connections and what they need. Clients are built at the first request, on the engine's threads: that costs
/// milliseconds.
#[derive(Debug)]
pub(crate) struct HttpClient {
    proxies: Arc<Proxies>,
    verifier: Arc<Verifier>,
    connections: Connections,
    http1: Cell,
    http2: Cell,
    /// The same without a pool.
    http1_unpooled: Cell,
    http2_unpooled: Cell,
}

impl HttpClient {
    pub(crate) fn new(proxies: Proxies, tls: Tls) -> Self {
        Self {
            proxies: Arc::new(proxies),
            verifier: Verifier::new(tls),
            connections: Connections::default(),
            http1: Cell::default(),
            http2: Cell::default(),
            http1_unpooled: Cell::default(),
            http2_unpooled: Cell::default(),
        }
    }

    /// Sends a request and waits for the head of the response.
    pub(crate) async fn send(&self, request: Request) -> Result<ResponseHead, Failure> {
        let Request { method, url, headers, body, connect_to, http2, new_connection } = request;
        if let Some(to) = connect_to {
            let target = Target::intercepted(url, to.clone());
            let body = body.map_or(OutgoingBody::None, OutgoingBody::Http1);
            let request = outgoing::request(method, target.url(), headers, body)?;
            let connection = Connection::open(&target, &to).await?;
            let peer = connection.peer;
            let (response, connection) = connection.send(&target, request).await?;
            return Ok(head::check(response, Some(connection), target, peer, false)?);
        }
        let proxy = self.proxies.of(&url);
        let target = Target::new(url, proxy.as_ref());
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
        let flow = body.as_ref().map(|body| Arc::clone(body.flow()));
        let body = match (body, http2) {
            (None, _) => OutgoingBody::None,
            (Some(body), false) => OutgoingBody::Http1(body),
            (Some(body), true) => OutgoingBody::Http2(body),
        };
        let mut request = outgoing::request(method, target.url(), headers, body)?;
        if let Some(auth) = proxy.as_ref().filter(|_| !target.is_https()).and_then(urls::basic_auth) {
            // A tunnel gets it when it is asked for.
            request.headers_mut().entry(PROXY_AUTHORIZATION).or_insert(auth);
        }
        let client = self.pool(http2, new_connection)?;
        let closing = if http2 { MAX_CLOSING_HTTP2 } else { MAX_CLOSING };
        let sent = Exchange { request: Some(client.request(request)), flow, closing }.await;
        let response = sent.map_err(|error| {
            let stale = self.is_stale(&error);
            let connecting = error.is_connect();
            Failure { error: target.describe(error, connecting), stale }
        })?;
        let info = response.extensions().get::<HttpInfo>();
        let reused = info.is_some_and(|info| self.connections.answered(info));
        let peer = info.map(HttpInfo::remote_addr);
        Ok(head::check(response, None, target, peer, reused)?)
    }

    /// Whether a connection broke that had carried a response before.
    fn is_stale(&self, error: &ClientError) -> bool {
        use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
        let closed = |error: &io::Error| {
            matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof)
        };
        let unanswered = find::<io::Error>(error).is_some_and(closed)
            || find::<hyper::Error>(error)
                .is_some_and(|error| error.is_incomplete_message() || error.is_canceled());
        unanswered && error.connect_info().is_some_and(|connection| self.connections.has_answered(connection))
    }

    /// Has later requests over HTTP/2 go over another connection. A response that came before its request was whole may
    /// leave a stream behind that waits for the server's window and keeps it from the others.
    pub(crate) fn retire_http2(&self) {
        self.http2.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    fn pool(&self, http2: bool, new_connection: bool) -> Result<Arc<Pool>, Error> {
        let cell = match (http2, new_connection) {
            (false, false) => &self.http1,
            (true, false) => &self.http2,
            (false, true) => &self.http1_unpooled,
            (true, true) => &self.http2_unpooled,
        };
        let mut cell = cell.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = &*cell {
            return Ok(Arc::clone(client));
        }
        let client = self.build(http2, new_connection).map_err(|error| {
            Error::new(ErrorKind::Connect, format!("cannot set up the HTTP client: {error}"))
                .with_source(error)
        })?;
        Ok(Arc::clone(cell.insert(Arc::new(client))))
    }

    fn build(&self, http2: bool, new_connection: bool) -> Result<Pool, rustls::Error> {
        let tls = self.verifier.client_config(http2)?;
        let connector = Connector::new(tls, Arc::clone(&self.proxies), self.connections.clone());
        let mut builder = Client::builder(TokioExecutor::new());
        builder
            .timer(TokioTimer::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(MAX_IDLE)
            .pool_max_idle_per_host(if new_connection { 0 } else { usize::MAX })
            .http1_max_headers(MAX_HEADER_LINES)
            .http1_title_case_headers(true);
        if http2 {
            builder.http2_max_header_list_size(MAX_HEADER_BYTES as u32);
        }
        Ok(builder.build(connector))
    }
}

/// A request on its way, until the head of its response is here. Dropping it closes its connection, also when the peer has
/// stopped reading: hyper asks its body for more before it writes what it holds, but looks only then whether anybody
/// still waits for the response. So the body is stopped, and the request kept until hyper has noticed.
struct Exchange {
    request: Option<ResponseFuture>,
    flow: Option<Arc<BodyFlow>>,
    closing: Duration,
}

type Sent = Result<http::Response<Incoming>, ClientError>;

impl Future for Exchange {
    type Output = Sent;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Sent> {
        let Some(request) = &mut self.request else { return Poll::Pending };
        let sent = ready!(Pin::new(request).poll(context));
        self.request = None;
        Poll::Ready(sent)
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        let Some(request) = self.request.take() else { return };
        let Some(flow) = self.flow.take().filter(|flow| flow.is_under_way()) else { return };
        flow.stop();
        if let Ok(executor) = Handle::try_current() {
            executor.spawn(tokio::time::timeout(self.closing, request));
        }
    }
}
