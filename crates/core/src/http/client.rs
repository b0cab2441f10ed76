//! The client: sends a request by reqwest and waits for the head of its response.

use std::error::Error as StdError;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http::{HeaderMap, Method};
use http_body_util::BodyExt;
use hyper_util::client::legacy::connect::HttpInfo;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Body, Client, Proxy};
use tokio::runtime::{self, Handle};
use url::Url;

use super::connections::Connections;
use super::failure::Target;
use super::head;
use super::intercepted::Connection;
use super::resolver::{self, Resolver};
use super::tls::Verifier;
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

/// How many pools are kept: those that were built last. The engine's threads have a few each.
const MAX_POOLS: usize = 32;

/// Connections and what they need. Pools are built at the first request, on the engine's threads: that costs
/// milliseconds.
#[derive(Debug)]
pub(crate) struct HttpClient {
    proxies: Arc<Proxies>,
    verifier: Arc<Verifier>,
    connections: Connections,
    pools: Mutex<Vec<(Pool, Client)>>,
}

/// Which connections a pool holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pool {
    /// Over HTTP/1.1, the executor that drives them: to use them from another one takes waking its threads. One connection
    /// over HTTP/2 is for all.
    runtime: Option<runtime::Id>,
    http2: bool,
    /// Whether each carries one request only.
    unpooled: bool,
}

impl HttpClient {
    pub(crate) fn new(proxies: Proxies, tls: Tls) -> Self {
        Self {
            proxies: Arc::new(proxies),
            verifier: Verifier::new(tls),
            connections: Connections::default(),
            pools: Mutex::default(),
        }
    }

    /// Sends a request and waits for the head of the response.
    pub(crate) async fn send(&self, request: Request) -> Result<ResponseHead, Failure> {
        let Request { method, url, headers, body, connect_to, http2, new_connection } = request;
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
            return Ok(head::check(response, target, peer, false)?);
        }
        let target = Target::new(url.clone(), &self.proxies);
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
        let body = body.map(|body| match http2 {
            // A stopped body ends its stream with this error.
            true => Body::wrap(body.map_err(|_| h2::Error::from(h2::Reason::CANCEL))),
            false => Body::wrap(body),
        });
        let request = outgoing(method, url, headers, body);
        let runtime = (!http2).then(|| Handle::current().id());
        let client = self.client(Pool { runtime, http2, unpooled: new_connection })?;
        let closing = if http2 { MAX_CLOSING_HTTP2 } else { MAX_CLOSING };
        let sent = Exchange { request: Some(Box::pin(client.execute(request))), flow, closing }.await;
        let incoming = sent.map_err(|error| {
            let stale = self.is_stale(&error);
            Failure { error: target.describe(error), stale }
        })?;
        let response = http::Response::<Body>::from(incoming);
        let info = response.extensions().get::<HttpInfo>();
        let reused = info.is_some_and(|info| self.connections.answered(info));
        let peer = info.map(HttpInfo::remote_addr);
        Ok(head::check(response, target, peer, reused)?)
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

    /// Has later requests over HTTP/2 go over other connections. A response that came before its request was whole may
    /// leave a stream behind that waits for the server's window and keeps it from the others.
    pub(crate) fn retire_http2(&self) {
        self.pools().retain(|(pool, _)| !pool.http2 || pool.unpooled);
    }

    fn client(&self, wanted: Pool) -> Result<Client, Error> {
        let mut pools = self.pools();
        if let Some((_, client)) = pools.iter().find(|(pool, _)| *pool == wanted) {
            return Ok(client.clone());
        }
        let client = self.build(wanted).map_err(|error| {
            Error::new(ErrorKind::Connect, format!("cannot set up the HTTP client: {error}"))
                .with_source(error)
        })?;
        if pools.len() == MAX_POOLS {
            pools.remove(0);
        }
        pools.push((wanted, client.clone()));
        Ok(client)
    }

    fn pools(&self) -> MutexGuard<'_, Vec<(Pool, Client)>> {
        self.pools.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn build(&self, Pool { http2, unpooled, .. }: Pool) -> Result<Client, Box<dyn StdError + Send + Sync>> {
        let mut builder = Client::builder()
            .tls_backend_preconfigured(self.verifier.client_config(http2)?)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .dns_resolver(Arc::new(Resolver))
            .connector_layer(self.connections.clone())
            .pool_idle_timeout(MAX_IDLE)
            .pool_max_idle_per_host(if unpooled { 0 } else { usize::MAX })
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
        if *self.proxies != Proxies::None {
            let proxies = Arc::clone(&self.proxies);
            builder = builder.proxy(Proxy::custom(move |url| proxies.of(url)));
        }
        Ok(builder.build()?)
    }
}

/// A request on its way, until the head of its response is here. Dropping it closes its connection, also when the peer has
/// stopped reading: hyper asks its body for more before it writes what it holds, but looks only then whether anybody
/// still waits for the response. So the body is stopped, and the request kept until hyper has noticed.
struct Exchange<F: Future<Output = Sent> + Send + 'static> {
    request: Option<Pin<Box<F>>>,
    flow: Option<Arc<BodyFlow>>,
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
        let Some(flow) = self.flow.take().filter(|flow| flow.is_under_way()) else { return };
        flow.stop();
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

/// Resolves by the system, as reqwest would, but its failures keep their type.
impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let addresses = resolver::resolve(name.as_str()).await?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}
