//! Host names to addresses, by the system's own resolver.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::net::SocketAddr;

use crate::shortage;

/// The system's resolver.
#[derive(Debug)]
pub(super) struct Resolver;

/// A host name without an address.
#[derive(Debug)]
pub(super) struct NotFound {
    host: String,
    source: io::Error,
}

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "getaddrinfo ENOTFOUND {} ({})", self.host, self.source)
    }
}

impl StdError for NotFound {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.source)
    }
}

/// The addresses of a host, with port 0.
pub(super) async fn resolve(host: &str) -> Result<Vec<SocketAddr>, NotFound> {
    match tokio::net::lookup_host((host, 0)).await {
        Ok(addresses) => Ok(addresses.collect()),
        Err(source) => {
            let source = shortage::current().unwrap_or(source);
            Err(NotFound { host: host.to_owned(), source })
        }
    }
}
