//! Why an exchange failed: the cause below the HTTP stack's errors, as a kind and a sentence.

use std::error::Error as StdError;
use std::fmt;
use std::io;

use url::Url;

use super::resolver::NotFound;
use super::{MAX_HEADER_LINES, tls, urls};
use crate::config::Proxies;
use crate::error::{Error, ErrorKind, chain, find};
use crate::intercept::ConnectTo;

/// Whom a request was for, to say so when it fails.
#[derive(Debug)]
pub(super) struct Target {
    url: Url,
    proxy: Option<Url>,
    intercepted_by: Option<ConnectTo>,
}

impl Target {
    pub(super) fn new(url: Url, proxies: &Proxies) -> Self {
        let proxy = proxies.of(&url).map(|proxy| urls::without_secrets(&proxy));
        Self { url, proxy, intercepted_by: None }
    }

    /// A request that goes to this server instead.
    pub(super) fn intercepted(url: Url, by: ConnectTo) -> Self {
        Self { url, proxy: None, intercepted_by: Some(by) }
    }

    /// Whether certificates are verified on the way: the server's, or that of an `https:` proxy.
    pub(super) fn uses_tls(&self) -> bool {
        self.is_https() || self.has_https_proxy()
    }

    fn has_https_proxy(&self) -> bool {
        self.proxy.as_ref().is_some_and(|proxy| proxy.scheme() == "https")
    }

    /// Whose certificate or handshake failed. Behind an `https:` proxy only an `http:` URL tells.
    fn tls_party(&self) -> String {
        match &self.proxy {
            Some(proxy) if self.has_https_proxy() && self.is_https() => {
                format!("{self} or of the proxy {proxy}")
            }
            Some(proxy) if self.has_https_proxy() => format!("the proxy {proxy}"),
            _ => self.to_string(),
        }
    }

    pub(super) fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// The cause of reqwest's error, whose own text says only that sending failed.
    pub(super) fn describe(&self, error: reqwest::Error) -> Error {
        let (kind, message) = self.cause(&error, error.is_connect());
        Error::new(kind, message).with_source(error)
    }

    /// That who stands before the server could not be connected to, if there is one: it is to blame, and not the server.
    fn unreached(&self, why: &str) -> Option<String> {
        if let Some(server) = &self.intercepted_by {
            return Some(format!("cannot connect to {server}, which intercepts {self}: {why}"));
        }
        let proxy = self.proxy.as_ref()?;
        Some(format!("cannot connect to {self} through the proxy {proxy}: {why}"))
    }

    /// The cause of an error; `connecting` where no connection was made.
    pub(super) fn cause(&self, error: &(dyn StdError + 'static), connecting: bool) -> (ErrorKind, String) {
        if let Some(not_found) = find::<NotFound>(error) {
            let why = not_found.to_string();
            return (ErrorKind::Connect, self.unreached(&why).unwrap_or(why));
        }
        if let Some(rustls::Error::InvalidCertificate(problem)) = find(error) {
            let problem = tls::explain(problem);
            return (
                ErrorKind::Connect,
                format!("the certificate of {} is not trusted: {problem}", self.tls_party()),
            );
        }
        if let Some(tls) = find::<rustls::Error>(error) {
            return (
                ErrorKind::Connect,
                format!("TLS with {} failed: {tls}", self.tls_party().replace(" or of ", " or ")),
            );
        }
        let os = find::<io::Error>(error);
        if connecting {
            let why = os.map_or_else(|| root(error), code);
            let message = self.unreached(&why).unwrap_or_else(|| format!("connect {why} {self}"));
            return (ErrorKind::Connect, message);
        }
        let hyper = find::<hyper::Error>(error);
        let os_kind = os.map(io::Error::kind);
        let closed = hyper.is_some_and(hyper::Error::is_incomplete_message)
            || os_kind == Some(io::ErrorKind::UnexpectedEof);
        let malformed = hyper.is_some_and(hyper::Error::is_parse)
            // hyper's errors about chunks.
            || matches!(os_kind, Some(io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput));
        match os {
            _ if closed => {
                (ErrorKind::Broken, format!("{self} closed the connection before the response was whole"))
            }
            _ if hyper.is_some_and(is_too_large) => (
                ErrorKind::BadResponse,
                format!(
                    "{self} sent more than {MAX_HEADER_LINES} header lines, or a head of more than 408 KiB"
                ),
            ),
            _ if malformed => {
                (ErrorKind::BadResponse, format!("{self} sent what is not HTTP: {}", root(error)))
            }
            _ if hyper.is_some_and(is_unasked) => {
                (ErrorKind::Broken, format!("{self} sent something before it was asked"))
            }
            Some(os) => (ErrorKind::Broken, format!("the connection to {self} broke: {}", code(os))),
            None => (ErrorKind::Broken, format!("the exchange with {self} broke: {}", root(error))),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.url.host_str().unwrap_or_default();
        write!(f, "{host}:{}", self.url.port_or_known_default().unwrap_or_default())
    }
}

/// Whether this is hyper's error for a head that is too large. Only servers may ask for it by a method; the text is
/// what is left.
fn is_too_large(error: &hyper::Error) -> bool {
    error.is_parse() && error.to_string() == "message head is too large"
}

/// Whether this is hyper's error for an answer that comes before its request, the one kind without a name and a cause.
fn is_unasked(error: &hyper::Error) -> bool {
    let named = error.is_parse()
        || error.is_user()
        || error.is_canceled()
        || error.is_closed()
        || error.is_incomplete_message()
        || error.is_body_write_aborted()
        || error.is_shutdown()
        || error.is_timeout();
    !named && error.source().is_none()
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
