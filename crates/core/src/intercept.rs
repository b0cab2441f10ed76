//! Uploads that connect to another server than their URL names: a test double, a dev server. All else, the Host header
//! and the URL in the request included, stays as the URL has it.

use std::fmt;

use futures_util::future::BoxFuture;
use http::Method;
use url::{Host, Origin, Url};

use crate::error::{ConfigError, Error};

/// Where an intercepted request goes: a server that takes plain HTTP/1.1, without a proxy on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectTo {
    pub(crate) host: Host,
    pub(crate) port: u16,
}

impl ConnectTo {
    /// Reads the URL of a server without a path, such as `http://127.0.0.1:8310`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok().filter(|url| url.scheme() == "http" && is_bare(url))?;
        Some(Self { host: url.host()?.to_owned(), port: url.port_or_known_default()? })
    }

    /// Its URL, which [`ConnectTo::parse`] reads.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{self}")
    }
}

impl fmt::Display for ConnectTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

/// Origins whose uploads are intercepted, by configuration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Intercepts(Vec<(Origin, ConnectTo)>);

impl Intercepts {
    /// Has uploads to an origin such as `https://api.example.com` go to a server such as `http://127.0.0.1:8310`.
    ///
    /// # Errors
    ///
    /// A sentence that says which of the two is wrong.
    pub fn add(&mut self, origin: &str, server: &str) -> Result<(), ConfigError> {
        let from = Url::parse(origin)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && is_bare(url))
            .ok_or_else(|| {
                ConfigError::new(format!("\"{origin}\" is not an origin such as https://api.example.com"))
            })?;
        let to = ConnectTo::parse(server).ok_or_else(|| {
            ConfigError::new(format!("\"{server}\" is not the URL of a server such as http://127.0.0.1:8310"))
        })?;
        self.0.push((from.origin(), to));
        Ok(())
    }

    /// Where a request to this URL goes, if it is intercepted.
    #[must_use]
    pub fn of(&self, url: &Url) -> Option<&ConnectTo> {
        let origin = url.origin();
        self.0.iter().find(|(from, _)| *from == origin).map(|(_, to)| to)
    }
}

/// Whether a URL has nothing but an origin.
fn is_bare(url: &Url) -> bool {
    url.has_host()
        && matches!(url.path(), "" | "/")
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none()
}

/// Is asked where the requests of an upload go: the first one, and each that a redirect leads to.
pub trait Interceptor: fmt::Debug + Send + Sync + 'static {
    /// Where a request with this method to this URL goes; `None` for where the URL says. `configured` is what
    /// [`Config::intercept`](crate::Config::intercept) has for it.
    ///
    /// # Errors
    ///
    /// What the upload fails with: nobody is to be reached there.
    fn intercept<'a>(
        &'a self,
        method: &'a Method,
        url: &'a Url,
        configured: Option<ConnectTo>,
    ) -> BoxFuture<'a, Result<Option<ConnectTo>, Error>>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h31_origins_and_servers() {
        let mut intercepts = Intercepts::default();
        intercepts.add("https://api.example.com", "http://localhost:8310").unwrap();
        intercepts.add("http://[::1]:81/", "http://[::1]").unwrap();
        for (url, server) in [
            ("https://api.example.com/a?b", Some("localhost:8310")),
            ("https://user:word@API.example.com:443/", Some("localhost:8310")),
            ("http://api.example.com/", None),
            ("https://api.example.com:444/", None),
            ("https://www.api.example.com/", None),
            ("http://[::1]:81/", Some("[::1]:80")),
        ] {
            let found = intercepts.of(&Url::parse(url).unwrap()).map(ToString::to_string);
            assert_eq!(found.as_deref(), server, "{url}");
        }
        for (origin, server) in [
            ("api.example.com", "http://127.0.0.1:1"),
            ("ftp://a", "http://127.0.0.1:1"),
            ("https://a/path", "http://127.0.0.1:1"),
            ("https://a", "https://127.0.0.1:1"),
            ("https://a", "http://127.0.0.1:1/path"),
            ("https://a", "127.0.0.1:1"),
        ] {
            assert!(intercepts.add(origin, server).is_err(), "{origin} {server}");
        }
    }
}
