//! Whatever codings a response names and whatever its body is: it is read to an end, in bounded memory, the same however
//! it is cut into chunks; and what was encoded comes out as it was.
//!
//! The input is a Content-Encoding, a line feed, and a body.

#![no_main]

use async_compression::Level;
use async_compression::tokio::bufread::{BrotliEncoder, GzipEncoder, ZlibEncoder, ZstdEncoder};
use futures_util::FutureExt;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, HeaderValue};
use libfuzzer_sys::fuzz_target;
use tokio::io::AsyncReadExt;
use uploadtask_core::internals::read;
use uploadtask_core::{Error, ErrorKind};

/// The most bytes of a body.
const LIMIT: usize = 64 * 1024;
/// The most codings that are undone.
const MAX_CODINGS: usize = 5;

fuzz_target!(|input: &[u8]| {
    let end = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    let (line, body) = (&input[..end], input.get(end + 1..).unwrap_or_default());
    let Ok(value) = HeaderValue::from_bytes(line) else { return };
    let headers = HeaderMap::from_iter([(CONTENT_ENCODING, value)]);

    let at_once = response(&headers, body, body.len(), true);
    let in_bytes = response(&headers, body, 1, true);
    match (&at_once, &in_bytes) {
        (Ok(one), Ok(other)) => assert_eq!(one, other),
        (Err(_), Err(_)) => {}
        // What follows the end of an inner coding is not looked at, but may be there already.
        _ if line.contains(&b',') => {}
        _ => panic!("{at_once:?} at once, {in_bytes:?} in bytes"),
    }
    // What came of an early answer is the answer, unless there is too much of it.
    if let Err(error) = response(&headers, body, 7, false) {
        let message = error.message();
        assert!(message.contains("larger than") || message.contains("content codings"), "{message}");
    }

    let Some(names) = known(line) else { return };
    let Some(encoded) = encode(&names, body) else { return };
    match response(&headers, &encoded, 1000, true) {
        Ok(text) => {
            assert!(names.len() <= MAX_CODINGS);
            if encoding_rs::Encoding::for_bom(body).is_none() {
                assert_eq!(text, String::from_utf8_lossy(body));
            }
        }
        Err(error) => assert!(names.len() > MAX_CODINGS || body.len() > LIMIT - 1000, "{error}"),
    }
});

/// The text of a response whose body comes in chunks of this size.
fn response(headers: &HeaderMap, body: &[u8], size: usize, whole: bool) -> Result<String, Error> {
    let chunks = body.chunks(size.max(1)).map(|chunk| chunk.to_vec().into()).collect();
    let response = read(headers.clone(), chunks, LIMIT as u64, whole);
    let result = response.now_or_never().expect("everything is there at once");
    match &result {
        // A byte that means nothing becomes a character of three.
        Ok(response) => assert!(response.text().len() <= 3 * LIMIT),
        Err(error) => assert_eq!(error.kind(), ErrorKind::BadResponse),
    }
    result.map(|response| response.text().into_owned())
}

/// The codings that a header names, where all of them are known.
fn known(line: &[u8]) -> Option<Vec<&str>> {
    let names = std::str::from_utf8(line).ok()?.split(',').map(str::trim);
    let names: Vec<&str> = names.filter(|name| !matches!(*name, "" | "identity")).collect();
    names.iter().all(|name| matches!(*name, "gzip" | "deflate" | "br" | "zstd")).then_some(names)
}

/// The body in these codings; `None` where there are too many to try.
fn encode(names: &[&str], body: &[u8]) -> Option<Vec<u8>> {
    if names.len() > MAX_CODINGS + 1 || body.is_empty() {
        return None;
    }
    let fast = Level::Fastest;
    names.iter().try_fold(body.to_vec(), |body, name| {
        let mut encoded = Vec::new();
        let body = body.as_slice();
        match *name {
            "gzip" => GzipEncoder::with_quality(body, fast).read_to_end(&mut encoded).now_or_never(),
            "deflate" => ZlibEncoder::with_quality(body, fast).read_to_end(&mut encoded).now_or_never(),
            "br" => BrotliEncoder::with_quality(body, fast).read_to_end(&mut encoded).now_or_never(),
            _ => ZstdEncoder::with_quality(body, fast).read_to_end(&mut encoded).now_or_never(),
        }
        .and_then(Result::ok)
        .map(|_| encoded)
    })
}
