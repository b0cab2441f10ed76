//! The answer: its status, its headers, and its body as text.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_compression::tokio::bufread::{
    BrotliDecoder, DeflateDecoder, GzipDecoder, ZlibDecoder, ZstdDecoder,
};
use futures_util::TryStreamExt;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio_util::io::StreamReader;

use crate::charset;
use crate::error::{Error, ErrorKind};
use crate::header;
use crate::idle::Activity;
use crate::timing::Timing;
use crate::transport::Answer;

/// The codings that are decoded, as the value of Accept-Encoding.
pub(crate) const ACCEPT_ENCODING: &str = "gzip, deflate, br, zstd";

/// How many content codings of a response are undone at most, as in curl since CVE-2022-32206: each is a decoder around
/// the next.
const MAX_CODINGS: usize = 5;

/// The headers of a response, in the order in which they came. Repeated ones stand as often as they were sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// The headers as they were received, Content-Encoding and Content-Length included.
    pub(crate) fn new(headers: &HeaderMap) -> Self {
        Self(headers.iter().map(|(name, value)| (header::spelling(name), header::text(value))).collect())
    }

    /// Names and values. A name is spelled as the IANA registry does, others in Title-Case.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// All values of one name, in any letter case.
    pub fn get_all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// A whole response.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Response {
    /// The HTTP status code. Every status is a response, also 404 and 500.
    pub status: u16,
    /// The headers of the final response.
    pub headers: Headers,
    /// The body: content codings undone, and decoded to text.
    pub text: String,
    /// When the steps of the upload happened, where the upload asked for it.
    pub timing: Option<Timing>,
}

/// Reads the body of an answer, decoded.
///
/// `whole` says whether all of the request was sent. If not, what arrives is the answer, since the server may reset
/// the connection over the bytes that it did not want.
pub(crate) async fn read(
    answer: Answer,
    headers: Headers,
    mut timing: Option<Timing>,
    limit: u64,
    activity: Arc<Activity>,
    whole: impl Fn() -> bool,
) -> Result<Response, Error> {
    let status = answer.status.as_u16();
    let content_type = answer.headers.get(CONTENT_TYPE).map(header::text);
    let codings = codings(&answer.headers)?;
    let received = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&received);
    let stream = answer
        .body
        .and_then(move |bytes| {
            activity.moved();
            // A coding can make any number of bytes of none, as gzip does with empty members.
            let received = counter.fetch_add(bytes.len() as u64, Ordering::Relaxed) + bytes.len() as u64;
            std::future::ready(if received > limit { Err(too_large(limit)) } else { Ok(bytes) })
        })
        .map_err(io::Error::other);
    let mut reader: Pin<Box<dyn AsyncBufRead + Send>> = Box::pin(StreamReader::new(stream));
    let mut bytes = Vec::new();
    // An answer without a body may name a coding all the same.
    let result = match reader.fill_buf().await {
        Ok([]) => Ok(0),
        Ok(_) => match decoder(&codings, reader).await {
            // One byte more than allowed, to tell the limit from the end.
            Ok(reader) => reader.take(limit.saturating_add(1)).read_to_end(&mut bytes).await,
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    match result {
        Ok(_) if bytes.len() as u64 > limit => return Err(too_large(limit)),
        Ok(_) => {}
        Err(_) if !whole() => {}
        Err(error) => return Err(failure(error, &codings)),
    }
    if let Some(timing) = &mut timing {
        timing.received_bytes = received.load(Ordering::Relaxed);
    }
    Ok(Response { status, headers, timing, text: charset::decode(bytes, content_type.as_deref()) })
}

fn too_large(limit: u64) -> Error {
    Error::new(
        ErrorKind::BadResponse,
        format!("the response body is larger than {limit} bytes (raise maxResponseBytes to allow it)"),
    )
}

/// The codings to undo, in the order in which they were applied. From one that is not known on, nothing can be
/// undone, and the body stays as it is.
///
/// # Errors
///
/// There are more than [`MAX_CODINGS`].
fn codings(headers: &HeaderMap) -> Result<Vec<Coding>, Error> {
    let mut codings = Vec::new();
    for value in headers.get_all(CONTENT_ENCODING) {
        for name in header::text(value).split(',') {
            match name.trim().to_ascii_lowercase().as_str() {
                "" | "identity" => {}
                "gzip" | "x-gzip" => codings.push(Coding::Gzip),
                "deflate" => codings.push(Coding::Deflate),
                "br" => codings.push(Coding::Brotli),
                "zstd" => codings.push(Coding::Zstd),
                _ => return Ok(Vec::new()),
            }
        }
    }
    if codings.len() > MAX_CODINGS {
        let message =
            format!("the response names {} content codings; at most {MAX_CODINGS} are undone", codings.len());
        return Err(Error::new(ErrorKind::BadResponse, message));
    }
    Ok(codings)
}

/// A content coding of the IANA registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

impl Coding {
    fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }
}

type Reader = Pin<Box<dyn AsyncBufRead + Send>>;

/// Undoes the codings, the last one first.
async fn decoder(codings: &[Coding], mut reader: Reader) -> io::Result<Reader> {
    for coding in codings.iter().rev() {
        reader = match coding {
            Coding::Gzip => {
                let mut decoder = GzipDecoder::new(reader);
                decoder.multiple_members(true);
                Box::pin(BufReader::new(decoder))
            }
            Coding::Deflate => inflater(reader).await?,
            Coding::Brotli => Box::pin(BufReader::new(BrotliDecoder::new(reader))),
            Coding::Zstd => Box::pin(BufReader::new(ZstdDecoder::new(reader))),
        };
    }
    Ok(reader)
}

/// By `deflate` the registry means the zlib format; some servers send the bare one, which all browsers know too.
async fn inflater(mut reader: Reader) -> io::Result<Reader> {
    let mut start = Vec::new();
    (&mut reader).take(2).read_to_end(&mut start).await?;
    let zlib = is_zlib(&start);
    let whole = io::Cursor::new(start).chain(reader);
    Ok(if zlib {
        Box::pin(BufReader::new(ZlibDecoder::new(whole)))
    } else {
        Box::pin(BufReader::new(DeflateDecoder::new(whole)))
    })
}

/// Whether this is the header of the zlib format (RFC 1950 2.2).
fn is_zlib(start: &[u8]) -> bool {
    match *start {
        [method, flags, ..] => method & 0x0f == 8 && u16::from_be_bytes([method, flags]).is_multiple_of(31),
        _ => false,
    }
}

fn failure(error: io::Error, codings: &[Coding]) -> Error {
    // Errors of the connection were wrapped above; every other one is a decoder's.
    match error.downcast::<Error>() {
        Ok(error) => error,
        Err(error) => {
            let names: Vec<&str> = codings.iter().take(4).map(|coding| coding.name()).collect();
            Error::new(
                ErrorKind::BadResponse,
                format!(
                    "the response body is corrupt or cut off: {error} (Content-Encoding: {})",
                    names.join(", ")
                ),
            )
            .with_source(error)
        }
    }
}
