//! Host names to addresses, by the system's own resolver.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::task::{Context, Poll};
use std::vec::IntoIter;

use futures_util::future::BoxFuture;
use hyper_util::client::legacy::connect::dns::Name;
use tower_service::Service;

use crate::shortage;

/// The system's resolver.
#[derive(Debug, Clone)]
pub(super) struct Resolver;

impl Service<Name> for Resolver {
    type Response = IntoIter<SocketAddr>;
    type Error = NotFound;
    type Future = BoxFuture<'static, Result<IntoIter<SocketAddr>, NotFound>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), NotFound>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        Box::pin(async move { resolve(name.as_str()).await.map(Vec::into_iter) })
    }
}

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
