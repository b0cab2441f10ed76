//! A blocking connection, with HTTP/1.1 as far as it is needed.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};

use httparse::Status;
use url::Url;

use super::tls::Tls;

/// Where the uploads go.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    tls: Option<Tls>,
}

impl Server {
    /// The server of `url`. `ca` is a file with the root certificates for https.
    pub(crate) fn new(url: &Url, ca: Option<OsString>) -> Result<Self, crate::Error> {
        let address = *url.socket_addrs(|| None)?.first().ok_or("the URL has no address")?;
        let tls = match url.scheme() {
            "http" => None,
            "https" => Some(Tls::new(url, &ca.ok_or("--ca is missing")?)?),
            scheme => return Err(format!("{scheme}: is not http: or https:").into()),
        };
        Ok(Self { address, tls })
    }

    pub(crate) fn connect(&self) -> io::Result<Connection> {
        let stream = TcpStream::connect(self.address)?;
        stream.set_nodelay(true)?;
        let stream: Box<dyn Stream> = match &self.tls {
            Some(tls) => Box::new(tls.wrap(stream)?),
            None => Box::new(stream),
        };
        Ok(Connection { stream, answer: vec![0; 4096] })
    }
}

trait Stream: Read + Write {}
impl<S: Read + Write> Stream for S {}

pub(crate) struct Connection {
    stream: Box<dyn Stream>,
    /// Memory for answers.
    answer: Vec<u8>,
}

impl Connection {
    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)?;
        self.stream.flush()
    }

    /// Reads the answer to the earlier request. Any but 200 is an error.
    pub(crate) fn read_answer(&mut self) -> io::Result<()> {
        let mut end = 0;
        loop {
            let length = self.stream.read(&mut self.answer[end..])?;
            if length == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            end += length;
            if let Some((status, head, content)) = parse(&self.answer[..end])? {
                if end < head + content {
                    continue;
                }
                let text = String::from_utf8_lossy(&self.answer[head..end]);
                return match status {
                    200 if end == head + content => Ok(()),
                    _ => Err(io::Error::other(format!("the answer is {status}: {text}"))),
                };
            }
        }
    }
}

/// Status, length of the head and Content-Length of an answer, once the head is complete.
fn parse(bytes: &[u8]) -> io::Result<Option<(u16, usize, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; 16];
    let mut response = httparse::Response::new(&mut headers);
    let Status::Complete(head) = response.parse(bytes).map_err(io::Error::other)? else {
        return Ok(None);
    };
    let content = response
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("content-length"))
        .and_then(|header| std::str::from_utf8(header.value).ok()?.parse().ok())
        .ok_or_else(|| io::Error::other("the answer has no Content-Length"))?;
    Ok(Some((response.code.unwrap_or_default(), head, content)))
}
