//! The body of a response: read within its limit, and its content codings undone.

use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_compression::tokio::bufread::{
    BrotliDecoder, DeflateDecoder, GzipDecoder, ZlibDecoder, ZstdDecoder,
};
use async_compression::zstd::DParameter;
use bytes::Bytes;
use futures_util::{Stream, TryStreamExt};
use http::HeaderMap;
use http::header::CONTENT_ENCODING;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};
use tokio_util::io::StreamReader;

use super::BodyStream;
use super::headers;
use super::limited::{Exceeded, Limited};
use crate::activity::Activity;
use crate::error::{Error, ErrorKind};

/// The codings that are decoded, as the value of Accept-Encoding.
pub(crate) const ACCEPT_ENCODING: &str = "gzip, deflate, br, zstd";

/// How many content codings of a response are undone at most, as in curl since CVE-2022-32206: each is a decoder around
/// the next.
const MAX_CODINGS: usize = 5;

/// How far back a zstd may reach, as a power of two: 8 MiB, the most that its content coding allows (RFC 9659). A decoder
/// holds so much.
const MAX_ZSTD_WINDOW_LOG: u32 = 23;

/// The body of a response, its content codings undone.
pub(crate) struct DecodedBody {
    pub(crate) bytes: Vec<u8>,
    /// How many bytes came over the connection.
    pub(crate) received: u64,
}

/// Reads the body of a response, decoded: at most `limit` bytes, before and after each coding.
///
/// `whole` says whether all of the request was sent. If not, what arrives is the body, since the server may reset
/// the connection over the bytes that it did not want.
pub(crate) async fn read(
    headers: &HeaderMap,
    body: BodyStream,
    limit: u64,
    activity: Arc<Activity>,
    whole: impl Fn() -> bool,
) -> Result<DecodedBody, Error> {
    let codings = codings(headers)?;
    let received = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&received);
    let stream = body.map_err(io::Error::other).and_then(move |bytes| {
        activity.moved();
        // A coding can make none of any number of bytes, as gzip does of empty members.
        let received = counter.fetch_add(bytes.len() as u64, Ordering::Relaxed) + bytes.len() as u64;
        std::future::ready(if received > limit { Err(Exceeded::error()) } else { Ok(bytes) })
    });
    let mut bytes = Vec::new();
    let result = match codings.is_empty() {
        true => collect(stream, &mut bytes).await,
        false => decode(&codings, Box::pin(StreamReader::new(stream)), limit, &mut bytes).await,
    };
    match result {
        Ok(()) => {}
        Err(error) if Exceeded::caused(&error) => return Err(too_large(limit)),
        Err(_) if !whole() => {}
        Err(error) => return Err(failure(error, &codings)),
    }
    Ok(DecodedBody { bytes, received: received.load(Ordering::Relaxed) })
}

/// Reads what comes, as it is.
async fn collect(stream: impl Stream<Item = io::Result<Bytes>>, bytes: &mut Vec<u8>) -> io::Result<()> {
    let mut stream = pin!(stream);
    while let Some(chunk) = stream.try_next().await? {
        bytes.extend_from_slice(&chunk);
    }
    Ok(())
}

/// Reads what comes, and undoes the codings.
async fn decode(codings: &[Coding], mut reader: Reader, limit: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
    // A response without a body may name a coding all the same.
    if !reader.fill_buf().await?.is_empty() {
        tokio::io::copy_buf(&mut decoder(codings, reader, limit).await?, bytes).await?;
    }
    Ok(())
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
        for name in headers::text(value).split(',') {
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

/// Undoes the codings, the last one first. What comes out of each is bounded: few bytes can decode to any number that the
/// next coding makes nothing of.
async fn decoder(codings: &[Coding], mut reader: Reader, limit: u64) -> io::Result<Reader> {
    for coding in codings.iter().rev() {
        let decoder: Pin<Box<dyn AsyncRead + Send>> = match coding {
            Coding::Gzip => {
                let mut decoder = GzipDecoder::new(reader);
                decoder.multiple_members(true);
                Box::pin(decoder)
            }
            Coding::Deflate => inflater(reader).await?,
            Coding::Brotli => Box::pin(BrotliDecoder::new(reader)),
            Coding::Zstd => {
                let window = DParameter::window_log_max(MAX_ZSTD_WINDOW_LOG);
                let mut decoder = ZstdDecoder::with_params(reader, &[window]);
                decoder.multiple_members(true);
                Box::pin(decoder)
            }
        };
        reader = Box::pin(BufReader::new(Limited::new(decoder, limit)));
    }
    Ok(reader)
}

/// By `deflate` the registry means the zlib format; some servers send the bare one, which all browsers know too.
async fn inflater(mut reader: Reader) -> io::Result<Pin<Box<dyn AsyncRead + Send>>> {
    let mut start = Vec::new();
    (&mut reader).take(2).read_to_end(&mut start).await?;
    let zlib = is_zlib(&start);
    let whole = io::Cursor::new(start).chain(reader);
    Ok(if zlib { Box::pin(ZlibDecoder::new(whole)) } else { Box::pin(DeflateDecoder::new(whole)) })
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What a body in these codings becomes, with a limit of 1000 bytes.
    async fn text(codings: &str, body: &[u8], whole: bool) -> Result<String, String> {
        let chunks = [Ok(Bytes::copy_from_slice(body))];
        let headers = HeaderMap::from_iter([(CONTENT_ENCODING, codings.parse().unwrap())]);
        let body = Box::pin(futures_util::stream::iter(chunks));
        let activity = Arc::new(Activity::start());
        let body = read(&headers, body, 1000, activity, || whole).await;
        body.map(|body| String::from_utf8(body.bytes).unwrap()).map_err(|error| error.message().to_owned())
    }

    /// A zstd that holds this text as it is, and says that it needs so large a window: 2^(10 + `exponent`).
    fn zstd(text: &str, exponent: u8) -> Vec<u8> {
        let head = (text.len() as u32) << 3 | 1;
        [&[0x28, 0xb5, 0x2f, 0xfd, 0, exponent << 3], &head.to_le_bytes()[..3], text.as_bytes()].concat()
    }

    async fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoded = Vec::new();
        let mut encoder = async_compression::tokio::bufread::GzipEncoder::new(bytes);
        encoder.read_to_end(&mut encoded).await.unwrap();
        encoded
    }

    #[tokio::test]
    async fn h14_what_comes_between_two_codings_is_limited() {
        let nothing = gzip(b"").await;
        let (few, many) = (nothing.repeat(1000 / nothing.len()), nothing.repeat(1000 / nothing.len() + 1));
        assert_eq!(text("gzip, gzip", &gzip(&few).await, true).await.unwrap(), "");
        let error = text("gzip, gzip", &gzip(&many).await, true).await.unwrap_err();
        assert!(error.contains("larger than 1000 bytes"), "{error}");
    }

    #[tokio::test]
    async fn h14_a_body_that_is_too_large_is_no_answer_to_a_part_of_a_request_either() {
        for (codings, body) in [("identity", vec![b'a'; 1001]), ("gzip", gzip(&[b'a'; 1001]).await)] {
            for whole in [true, false] {
                let error = text(codings, &body, whole).await.unwrap_err();
                assert!(error.contains("larger than 1000 bytes"), "{codings} {whole}: {error}");
            }
        }
    }

    #[tokio::test]
    async fn h14_a_coding_that_is_cut_off_in_another() {
        let encoded = gzip(&gzip(&[b'a'; 1000]).await).await;
        for length in 1..encoded.len() {
            let cut = &encoded[..length];
            assert!(text("gzip, gzip", cut, true).await.unwrap_err().contains("cut off"), "{length}");
            assert!("a".repeat(1000).starts_with(&text("gzip, gzip", cut, false).await.unwrap()), "{length}");
        }
    }

    #[tokio::test]
    async fn h14_a_zstd_of_several_frames() {
        let frames =
            [zstd("hello, ", 0), b"\x50\x2a\x4d\x18\x02\0\0\0xx".to_vec(), zstd("world", 0)].concat();
        assert_eq!(text("zstd", &frames, true).await.unwrap(), "hello, world");
    }

    #[tokio::test]
    async fn h14_the_window_of_a_zstd_at_its_limit_and_past_it() {
        assert_eq!(text("zstd", &zstd("hello", 13), true).await.unwrap(), "hello");
        let error = text("zstd", &zstd("hello", 14), true).await.unwrap_err();
        assert!(error.contains("memory"), "{error}");
    }
}
