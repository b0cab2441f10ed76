//! New connections: to the server or to a proxy, and TLS over them.

use std::error::Error as StdError;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future::BoxFuture;
use http::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use tokio::net::TcpStream;
use tower_service::Service;
use url::Url;

use super::connections::Connections;
use super::resolver::Resolver;
use super::urls;
use crate::config::Proxies;

/// How long a connection may be silent before the system asks whether the other end is still there, how long it waits
/// between two such questions, and how many may stay unanswered.
const KEEPALIVE: Duration = Duration::from_secs(15);
const KEEPALIVE_RETRIES: u32 = 3;

type BoxError = Box<dyn StdError + Send + Sync>;

/// Makes connections. Cloning it is cheap: the client does so for each request.
#[derive(Clone)]
pub(super) struct Connector {
    shared: Arc<Shared>,
}

struct Shared {
    tcp: HttpConnector<Resolver>,
    tls: Arc<ClientConfig>,
    /// To a proxy that tunnels, which agrees on no protocol.
    tls_to_proxy: Arc<ClientConfig>,
    proxies: Arc<Proxies>,
    connections: Connections,
}

impl Connector {
    pub(super) fn new(tls: ClientConfig, proxies: Arc<Proxies>, connections: Connections) -> Self {
        let mut tcp = HttpConnector::new_with_resolver(Resolver);
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_keepalive(Some(KEEPALIVE));
        tcp.set_keepalive_interval(Some(KEEPALIVE));
        tcp.set_keepalive_retries(Some(KEEPALIVE_RETRIES));
        let mut tls_to_proxy = tls.clone();
        tls_to_proxy.alpn_protocols.clear();
        let (tls, tls_to_proxy) = (Arc::new(tls), Arc::new(tls_to_proxy));
        Self { shared: Arc::new(Shared { tcp, tls, tls_to_proxy, proxies, connections }) }
    }
}

impl Shared {
    async fn connect(&self, to: Uri) -> Result<Stream, BoxError> {
        let tcp = self.tcp.clone();
        let Some(proxy) = Url::parse(&to.to_string()).ok().and_then(|url| self.proxies.of(&url)) else {
            let inner = HttpsConnector::from((tcp, Arc::clone(&self.tls))).call(to).await?;
            return Ok(Stream { inner: MaybeHttpsStream::Http(inner), is_to_proxy: false });
        };
        let uri = Uri::try_from(urls::without_secrets(&proxy).as_str())?;
        if to.scheme_str() != Some("https") {
            let inner = HttpsConnector::from((tcp, Arc::clone(&self.tls))).call(uri).await?;
            return Ok(Stream { inner: MaybeHttpsStream::Http(inner), is_to_proxy: true });
        }
        let mut tunnel = Tunnel::new(uri, HttpsConnector::from((tcp, Arc::clone(&self.tls_to_proxy))));
        if let Some(auth) = urls::basic_auth(&proxy) {
            tunnel = tunnel.with_auth(auth);
        }
        let inner = HttpsConnector::from((tunnel, Arc::clone(&self.tls))).call(to).await?;
        Ok(Stream { inner, is_to_proxy: false })
    }
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Stream, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            let stream = shared.connect(to).await?;
            shared.connections.opened(&stream.connected());
            Ok(stream)
        })
    }
}

/// One connection: TCP, or TLS over it; and through a tunnel, TLS over either.
pub(super) struct Stream {
    inner: MaybeHttpsStream<MaybeHttpsStream<TokioIo<TcpStream>>>,
    /// Whether it leads to a proxy that is told the whole URL of each request.
    is_to_proxy: bool,
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        self.inner.connected().proxy(self.is_to_proxy)
    }
}

impl Read for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, buffer)
    }
}

impl Write for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(context, slices)
    }
}
