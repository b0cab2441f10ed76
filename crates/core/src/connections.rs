//! Which connections have carried a response before: a server may close such a one just as it is used again, and only
//! then is an upload repeated. A fresh connection that breaks may have delivered the upload (RFC 9110 9.2.2).

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures_util::future::{MapOk, TryFutureExt};
use http::Extensions;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpInfo};
use tower_layer::Layer;
use tower_service::Service;

/// How many connections are remembered before those that the pool has long given up are forgotten.
const MANY: usize = 1024;
const LONG: Duration = Duration::from_secs(60);

/// The connections that have carried a response, by their two addresses.
#[derive(Debug, Clone, Default)]
pub(crate) struct Connections(Arc<Mutex<HashMap<(SocketAddr, SocketAddr), Instant>>>);

impl Connections {
    /// A response came over this connection.
    pub(crate) fn answered(&self, info: &HttpInfo) {
        let mut connections = self.lock();
        if connections.len() >= MANY {
            connections.retain(|_, last| last.elapsed() < LONG);
        }
        connections.insert(key(info), Instant::now());
    }

    /// Whether this connection has carried a response before.
    pub(crate) fn has_answered(&self, connection: &Connected) -> bool {
        info(connection).is_some_and(|info| self.lock().contains_key(&key(&info)))
    }

    /// A new connection, perhaps on the port of one that is gone.
    fn opened(&self, connection: &Connected) {
        if let Some(info) = info(connection) {
            self.lock().remove(&key(&info));
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(SocketAddr, SocketAddr), Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(info: &HttpInfo) -> (SocketAddr, SocketAddr) {
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
        Watched { connector, connections: self.clone() }
    }
}

/// A connector whose connections are seen.
#[derive(Debug, Clone)]
pub(crate) struct Watched<S> {
    connector: S,
    connections: Connections,
}

impl<S, Target> Service<Target> for Watched<S>
where
    S: Service<Target>,
    S::Response: Connection,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = MapOk<S::Future, Box<dyn FnOnce(S::Response) -> S::Response + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.connector.poll_ready(context)
    }

    fn call(&mut self, target: Target) -> Self::Future {
        let connections = self.connections.clone();
        self.connector.call(target).map_ok(Box::new(move |connection| {
            connections.opened(&connection.connected());
            connection
        }))
    }
}
