//! Which connections have carried a response before: a server may close such a one just as it is used again, and only
//! then is an upload repeated. A fresh connection that breaks may have delivered the upload (RFC 9110 9.2.2).

use std::collections::HashSet;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use http::Extensions;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpInfo};
use tower_layer::Layer;
use tower_service::Service;

/// How long a connection is remembered at least after its last response. The pool gives it up much earlier; what lasts
/// longer is an upload over it that fails at its end, which is then a failure without a second try.
const REMEMBERED: Duration = Duration::from_secs(60);

/// The connections that have carried a response. Cloning it gives the same ones.
#[derive(Debug, Clone, Default)]
pub(super) struct Connections(Arc<Mutex<Answered>>);

/// Connections by their two addresses, in two generations: the older one is forgotten as a whole, so that remembering
/// costs the same for every upload, however many connections there were.
#[derive(Debug)]
struct Answered {
    newer: HashSet<Key>,
    older: HashSet<Key>,
    since: Instant,
}

type Key = (SocketAddr, SocketAddr);

impl Default for Answered {
    fn default() -> Self {
        Self { newer: HashSet::new(), older: HashSet::new(), since: Instant::now() }
    }
}

impl Answered {
    /// Remembers a connection, and says whether it was remembered already.
    fn insert(&mut self, key: Key, now: Instant) -> bool {
        if now.saturating_duration_since(self.since) >= REMEMBERED {
            self.older = std::mem::take(&mut self.newer);
            self.since = now;
        }
        !self.newer.insert(key) || self.older.contains(&key)
    }

    fn contains(&self, key: &Key) -> bool {
        self.newer.contains(key) || self.older.contains(key)
    }

    fn remove(&mut self, key: &Key) {
        self.newer.remove(key);
        self.older.remove(key);
    }
}

impl Connections {
    /// A response came over this connection. Says whether it had carried one before.
    pub(super) fn answered(&self, info: &HttpInfo) -> bool {
        self.lock().insert(key(info), Instant::now())
    }

    /// Whether this connection has carried a response before.
    pub(super) fn has_answered(&self, connection: &Connected) -> bool {
        info(connection).is_some_and(|info| self.lock().contains(&key(&info)))
    }

    /// A new connection, perhaps on the port of one that is gone.
    fn opened(&self, connection: &Connected) {
        if let Some(info) = info(connection) {
            self.lock().remove(&key(&info));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Answered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(info: &HttpInfo) -> Key {
    (info.local_addr(), info.remote_addr())
}

fn info(connection: &Connected) -> Option<HttpInfo> {
    let mut extensions = Extensions::new();
    connection.get_extras(&mut extensions);
    extensions.remove()
}

/// The layer around reqwest's connector that sees new connections.
impl<S> Layer<S> for Connections {
    type Service = Watched<S>;

    fn layer(&self, connector: S) -> Watched<S> {
        Watched { connector: Arc::new(connector), connections: self.clone() }
    }
}

/// A connector whose connections are seen. reqwest and hyper clone it several times in each request, and what it holds is
/// boxes in boxes: that is done only where there is something to connect.
#[derive(Debug)]
pub(super) struct Watched<S> {
    connector: Arc<S>,
    connections: Connections,
}

impl<S> Clone for Watched<S> {
    fn clone(&self) -> Self {
        Self { connector: Arc::clone(&self.connector), connections: self.connections.clone() }
    }
}

impl<S, Target> Service<Target> for Watched<S>
where
    S: Service<Target> + Clone + Send + Sync + 'static,
    S::Response: Connection,
    S::Future: Send,
    Target: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<S::Response, S::Error>>;

    /// A clone of what it holds is asked, once it is needed.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, target: Target) -> Self::Future {
        let mut connector = S::clone(&self.connector);
        let connections = self.connections.clone();
        Box::pin(async move {
            poll_fn(|context| connector.poll_ready(context)).await?;
            let connection = connector.call(target).await?;
            connections.opened(&connection.connected());
            Ok(connection)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(port: u16) -> Key {
        (SocketAddr::from(([127, 0, 0, 1], port)), SocketAddr::from(([127, 0, 0, 1], 80)))
    }

    #[test]
    fn h17_connections_are_remembered_for_a_while_and_then_forgotten() {
        let mut answered = Answered::default();
        let start = answered.since;
        assert!(!answered.insert(connection(1), start));
        assert!(answered.insert(connection(1), start));
        assert!(!answered.insert(connection(2), start + REMEMBERED));
        assert!(answered.contains(&connection(1)), "in the older generation");
        assert!(answered.insert(connection(1), start + REMEMBERED), "used again");
        assert!(!answered.insert(connection(3), start + 2 * REMEMBERED));
        assert!(answered.contains(&connection(1)) && answered.contains(&connection(2)));
        assert!(!answered.insert(connection(4), start + 3 * REMEMBERED));
        assert!(!answered.contains(&connection(1)) && !answered.contains(&connection(2)));
    }

    #[test]
    fn h17_a_port_that_is_used_anew_is_a_fresh_connection() {
        let mut answered = Answered::default();
        let start = answered.since;
        answered.insert(connection(1), start);
        answered.insert(connection(2), start + REMEMBERED);
        answered.remove(&connection(1));
        answered.remove(&connection(2));
        assert!(!answered.contains(&connection(1)) && !answered.contains(&connection(2)));
    }
}
