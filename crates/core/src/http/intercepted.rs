//! The connection of an intercepted upload: plain HTTP/1.1 to the server that takes the place of the URL's.

use std::io;
use std::net::SocketAddr;

use http::HeaderValue;
use http::header::{ACCEPT, HOST};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use url::Host;

use super::failure::Target;
use super::resolver::{self, NotFound};
use super::{MAX_HEADER_LINES, urls};
use crate::error::{Error, ErrorKind};
use crate::intercept::ConnectTo;

/// A connection that carries one request, and is closed when this is dropped.
pub(super) struct Connection {
    pub(super) peer: Option<SocketAddr>,
    sender: http1::SendRequest<reqwest::Body>,
    /// Ends with this.
    task: JoinSet<()>,
}

impl Connection {
    pub(super) async fn open(target: &Target, to: &ConnectTo) -> Result<Self, Error> {
        let failed = |error: io::Error| {
            let (kind, message) = target.cause(&error, true);
            Error::new(kind, message).with_source(error)
        };
        let addresses = addresses(to)
            .await
            .map_err(|error| Error::new(ErrorKind::Connect, error.to_string()).with_source(error))?;
        let stream = TcpStream::connect(&addresses[..]).await.map_err(failed)?;
        stream.set_nodelay(true).map_err(failed)?;
        let peer = stream.peer_addr().ok();
        let (sender, connection) = http1::Builder::new()
            .title_case_headers(true)
            .max_headers(MAX_HEADER_LINES)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(|error| failed(io::Error::other(error)))?;
        let mut task = JoinSet::new();
        // What goes wrong here, the request is told.
        task.spawn(async move { drop(connection.await) });
        Ok(Self { peer, sender, task })
    }

    /// Sends the request in absolute form, as to a proxy (RFC 9112 3.2.2), so that the server knows the whole URL. The
    /// connection lasts as long as what comes with the response.
    pub(super) async fn send(
        mut self,
        target: &Target,
        request: reqwest::Request,
    ) -> Result<(http::Response<Incoming>, JoinSet<()>), Error> {
        let host = urls::authority(request.url())?;
        let mut request = http::Request::<reqwest::Body>::try_from(request)
            .map_err(|error| Error::new(ErrorKind::BadUrl, error.to_string()))?;
        let headers = request.headers_mut();
        headers.entry(HOST).or_insert(host);
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("*/*"));
        let response = self.sender.send_request(request).await.map_err(|error| {
            let (kind, message) = target.cause(&error, false);
            Error::new(kind, message).with_source(error)
        })?;
        Ok((response, self.task))
    }
}

async fn addresses(to: &ConnectTo) -> Result<Vec<SocketAddr>, NotFound> {
    let addresses = match &to.host {
        Host::Domain(name) => resolver::resolve(name).await?,
        Host::Ipv4(address) => vec![SocketAddr::from((*address, 0))],
        Host::Ipv6(address) => vec![SocketAddr::from((*address, 0))],
    };
    Ok(addresses.into_iter().map(|address| SocketAddr::from((address.ip(), to.port))).collect())
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use futures_util::future::BoxFuture;
    use http::Method;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use url::Url;

    use super::*;
    use crate::intercept::Interceptor;
    use crate::{Client, Config, Domains, Proxies, Upload};

    /// Sends all to one server, and keeps what it was asked.
    #[derive(Debug)]
    struct Everything(ConnectTo, Mutex<Vec<String>>);

    impl Interceptor for Everything {
        fn intercept<'a>(
            &'a self,
            method: &'a Method,
            url: &'a Url,
            _configured: Option<ConnectTo>,
        ) -> BoxFuture<'a, Result<Option<ConnectTo>, Error>> {
            self.1.lock().unwrap().push(format!("{method} {url}"));
            Box::pin(async { Ok(Some(self.0.clone())) })
        }
    }

    /// Answers as many requests as there are answers, each on a connection of its own; gives their heads.
    async fn serve(listener: TcpListener, answers: &[&str]) -> Vec<String> {
        let mut heads = Vec::new();
        for answer in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut received = Vec::new();
            while !received.ends_with(b"--\r\n") && stream.read_buf(&mut received).await.unwrap() > 0 {}
            stream.write_all(answer.as_bytes()).await.unwrap();
            let text = String::from_utf8(received).unwrap();
            heads.push(text.split_once("\r\n\r\n").unwrap().0.to_owned());
        }
        heads
    }

    #[tokio::test]
    async fn h31_an_intercepted_upload_and_its_redirect_go_to_the_server_that_intercepts() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = format!("http://{}", listener.local_addr().unwrap());
        let everything = Everything(ConnectTo::parse(&server).unwrap(), Mutex::default());
        let config = Config {
            // It is not asked.
            proxies: Proxies::explicit("http://127.0.0.1:1").unwrap(),
            domains: Some(Domains::parse(&["api.example.invalid", "cdn.example.invalid"]).unwrap()),
            ..Config::default()
        };
        let everything = Arc::new(everything);
        let upload = Upload::post("https://us:er@api.example.invalid:8443/up?a=b#c")
            .unwrap()
            .text("a", "b")
            .http2(true)
            .interceptor(everything.clone());
        let answers = [
            "HTTP/1.1 307 Temporary Redirect\r\nLocation: https://cdn.example.invalid/x\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        ];
        let client = Client::with_config(config);
        let (response, heads) = tokio::join!(client.upload(upload), serve(listener, &answers));
        assert_eq!(response.unwrap().text(), "ok");
        let [first, second] = &heads[..] else { panic!("{heads:?}") };
        assert!(first.starts_with("POST https://api.example.invalid:8443/up?a=b HTTP/1.1\r\n"), "{first}");
        assert!(first.contains("\r\nHost: api.example.invalid:8443"), "{first}");
        assert!(first.contains("\r\nAuthorization: Basic "), "{first}");
        assert!(second.starts_with("POST https://cdn.example.invalid/x HTTP/1.1\r\n"), "{second}");
        assert!(second.contains("\r\nHost: cdn.example.invalid"), "{second}");
        assert!(!second.contains("Authorization"), "{second}");
        let asked = everything.1.lock().unwrap();
        assert_eq!(
            *asked,
            ["POST https://api.example.invalid:8443/up?a=b", "POST https://cdn.example.invalid/x"]
        );
    }

    #[tokio::test]
    async fn h31_a_server_that_is_not_there_is_named() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = listener.local_addr().unwrap();
        drop(listener);
        let mut config = Config::default();
        config.intercept.add("https://api.example.invalid", &format!("http://{server}")).unwrap();
        let upload = Upload::post("https://api.example.invalid/up").unwrap().text("a", "b");
        let error = Client::with_config(config).upload(upload).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect);
        let message =
            format!("cannot connect to {server}, which intercepts api.example.invalid:443: ECONNREFUSED");
        assert_eq!(error.message(), message);
    }
}
