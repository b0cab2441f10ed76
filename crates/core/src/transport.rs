//! The HTTP stack. This is the only file that sends with reqwest, behind one function, so that the stack could be
//! exchanged here.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{BoxStream, TryStreamExt};
use http::{HeaderMap, Method, StatusCode};
use http_body_util::BodyExt;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Body, Client};
use url::Url;

use crate::body::FormBody;
use crate::config::Config;
use crate::error::{Error, ErrorKind, chain};
use crate::tls::{Tls, Verifier};

/// Servers close idle connections, Node's after 5 s. One that is closed just as it is used again would cost an
/// upload, so they are given up earlier.
const IDLE: Duration = Duration::from_secs(3);
/// After this long without a sign that the peer takes bytes, the kernel gives up a connection: it bounds how long
/// an aborted upload's socket can live. It is longer than the platforms' default time limits, which come first.
const DEAD: Duration = Duration::from_secs(75);
/// hyper's default of 100 is less than real servers send.
const MOST_HEADERS: usize = 4096;
/// The most bytes that the header block of a response may have.
const MOST_HEADER_BYTES: usize = 256 * 1024;

/// One request.
pub(crate) struct Request {
    pub(crate) method: Method,
    /// Without userinfo.
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<FormBody>,
    /// Whether HTTP/2 is offered.
    pub(crate) http2: bool,
}

/// The head of an answer, and its body as it comes.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: BoxStream<'static, Result<Bytes, Error>>,
}

/// Connections and what they need. Clients are built at the first request, on the engine's threads: that costs
/// milliseconds.
#[derive(Debug)]
pub(crate) struct Transport {
    config: Arc<Config>,
    verifier: Arc<Verifier>,
    http1: OnceLock<Client>,
    http2: OnceLock<Client>,
}

impl Transport {
    pub(crate) fn new(config: Arc<Config>) -> Self {
        let verifier = Verifier::new(config.tls.clone());
        Self { config, verifier, http1: OnceLock::new(), http2: OnceLock::new() }
    }

    /// Sends a request and waits for the head of the answer.
    pub(crate) async fn send(&self, request: Request) -> Result<Answer, Error> {
        let Request { method, url, headers, body, http2 } = request;
        if url.scheme() == "https" && !self.verifier.is_loaded() {
            let verifier = Arc::clone(&self.verifier);
            // Reading the system's roots takes a while; a failure shows itself again at the handshake.
            let _ = tokio::task::spawn_blocking(move || verifier.load().is_ok()).await;
        }
        let target = Target(url.clone());
        let mut outgoing = reqwest::Request::new(method, url);
        *outgoing.headers_mut() = headers;
        *outgoing.body_mut() = body.map(Body::wrap);
        let incoming = self.client(http2)?.execute(outgoing).await.map_err(|error| target.describe(error))?;
        if incoming.status() == StatusCode::SWITCHING_PROTOCOLS {
            return Err(Error::new(
                ErrorKind::BadResponse,
                "the server switched protocols (101) without being asked",
            ));
        }
        let (head, body) = http::Response::<Body>::from(incoming).into_parts();
        let size: usize =
            head.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
        if size > MOST_HEADER_BYTES {
            let message = format!("the response has {size} bytes of headers, more than {MOST_HEADER_BYTES}");
            return Err(Error::new(ErrorKind::BadResponse, message));
        }
        let body = body.into_data_stream().map_err(move |error| target.describe(error));
        Ok(Answer { status: head.status, headers: head.headers, body: Box::pin(body) })
    }

    fn client(&self, http2: bool) -> Result<&Client, Error> {
        let cell = if http2 { &self.http2 } else { &self.http1 };
        if let Some(client) = cell.get() {
            return Ok(client);
        }
        let client = self.build(http2).map_err(|error| {
            Error::new(ErrorKind::Connect, format!("cannot set up the HTTP client: {error}"))
                .with_source(error)
        })?;
        Ok(cell.get_or_init(|| client))
    }

    fn build(&self, http2: bool) -> Result<Client, Box<dyn StdError + Send + Sync>> {
        let mut builder = Client::builder()
            .tls_backend_preconfigured(Tls::client_config(&self.verifier)?)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .dns_resolver(Arc::new(Resolver))
            .pool_idle_timeout(IDLE)
            .http1_max_headers(MOST_HEADERS)
            .http1_title_case_headers();
        builder = if http2 {
            builder.http2_max_header_list_size(MOST_HEADER_BYTES as u32)
        } else {
            builder.http1_only()
        };
        #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
        {
            builder = builder.tcp_user_timeout(DEAD);
        }
        for proxy in self.config.proxies.to_reqwest() {
            builder = builder.proxy(proxy);
        }
        Ok(builder.build()?)
    }
}

/// Names are resolved by the system, and a failure keeps its type.
#[derive(Debug)]
struct Resolver;

/// A host name without an address.
#[derive(Debug)]
struct NotFound {
    host: String,
    source: io::Error,
}

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "getaddrinfo ENOTFOUND {} ({})", self.host, self.source)
    }
}

impl StdError for NotFound {}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let addresses = tokio::net::lookup_host((name.as_str(), 0)).await.map(Vec::from_iter);
            match addresses {
                Ok(addresses) => Ok(Box::new(addresses.into_iter()) as Addrs),
                Err(source) => {
                    let host = name.as_str().to_owned();
                    Err(Box::new(NotFound { host, source }) as Box<dyn StdError + Send + Sync>)
                }
            }
        })
    }
}

/// Whom a request was for, to say so when it fails.
#[derive(Debug)]
struct Target(Url);

impl Target {
    /// Finds the cause below reqwest's error, whose own text says only that sending failed.
    fn describe(&self, error: reqwest::Error) -> Error {
        let (kind, message) = self.cause(&error);
        Error::new(kind, message).with_source(error)
    }

    fn cause(&self, error: &reqwest::Error) -> (ErrorKind, String) {
        if let Some(not_found) = find::<NotFound>(error) {
            return (ErrorKind::Connect, not_found.to_string());
        }
        if let Some(tls) = find::<rustls::Error>(error) {
            return (ErrorKind::Connect, self.tls(tls));
        }
        let os = find::<io::Error>(error);
        if error.is_connect() {
            return (ErrorKind::Connect, format!("connect {} {self}", os.map_or_else(|| root(error), code)));
        }
        match find::<hyper::Error>(error) {
            Some(hyper) if hyper.is_parse() => {
                (ErrorKind::BadResponse, format!("{self} sent what is not HTTP: {}", root(error)))
            }
            Some(hyper) if hyper.is_incomplete_message() => {
                (ErrorKind::Broken, format!("{self} closed the connection before the response was whole"))
            }
            _ => match os {
                Some(os) => (ErrorKind::Broken, format!("the connection to {self} broke: {}", code(os))),
                None => (ErrorKind::Broken, format!("the exchange with {self} broke: {}", root(error))),
            },
        }
    }

    fn tls(&self, error: &rustls::Error) -> String {
        match error {
            rustls::Error::InvalidCertificate(problem) => {
                format!("the certificate of {self} is not trusted: {problem} (see the ca option)")
            }
            other => format!("TLS with {self} failed: {other}"),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.0.host_str().unwrap_or_default();
        write!(f, "{host}:{}", self.0.port_or_known_default().unwrap_or_default())
    }
}

/// Finds an error of this type below another one, also inside of `io::Error`, which hides it from `source()`.
fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    chain(error).find_map(|error| {
        error.downcast_ref::<T>().or_else(|| {
            let inner = error.downcast_ref::<io::Error>()?.get_ref()?;
            find::<T>(inner)
        })
    })
}

/// The text of the error at the bottom.
fn root(error: &(dyn StdError + 'static)) -> String {
    chain(error).last().map(ToString::to_string).unwrap_or_default()
}

/// The name of a system error as the rest of Node gives it, else its text.
fn code(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrNotAvailable => "EADDRNOTAVAIL",
        io::ErrorKind::BrokenPipe => "EPIPE",
        io::ErrorKind::ConnectionAborted => "ECONNABORTED",
        io::ErrorKind::ConnectionRefused => "ECONNREFUSED",
        io::ErrorKind::ConnectionReset => "ECONNRESET",
        io::ErrorKind::HostUnreachable => "EHOSTUNREACH",
        io::ErrorKind::NetworkUnreachable => "ENETUNREACH",
        io::ErrorKind::TimedOut => "ETIMEDOUT",
        _ => return error.to_string(),
    }
    .to_owned()
}
