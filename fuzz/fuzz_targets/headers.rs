//! Whatever header lines there are: those received reach every dialect, whole and as text; those sent carry what the caller
//! wrote or are refused; and a Location leads nowhere but to HTTP.
//!
//! The input is lines of names and values, parted by a colon. A value may have any byte but LF.

#![no_main]

use http::header::{HeaderName, HeaderValue, LOCATION};
use http::{HeaderMap, StatusCode};
use libfuzzer_sys::fuzz_target;
use uploadtask_core::internals::{append_header, headers, redirect, response};
use uploadtask_core::{Config, ErrorKind, dialect};
use url::Url;

fuzz_target!(|input: &[u8]| {
    let mut received = HeaderMap::new();
    for line in input.split(|byte| *byte == b'\n') {
        let colon = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
        let (name, value) = (&line[..colon], line.get(colon + 1..).unwrap_or_default());
        if let (Ok(name), Ok(value)) = (std::str::from_utf8(name), std::str::from_utf8(value)) {
            sends(name, value);
        }
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name), HeaderValue::from_bytes(value)) {
            received.append(name, value);
        }
    }
    receives(&received);
    if let Some(location) = received.get(LOCATION) {
        follows(location);
    }
});

/// What a caller passes goes out byte for byte, in one line, or is refused.
fn sends(name: &str, value: &str) {
    let mut sent = HeaderMap::new();
    let result = append_header(&mut sent, name, value);
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let carried = !name.is_empty()
        && name.bytes().all(token)
        && !value.bytes().any(|byte| byte < b' ' && byte != b'\t' || byte == 0x7f);
    assert_eq!(result.is_ok(), carried, "{name:?} {value:?}");
    let lines: Vec<_> = sent.iter().collect();
    match lines[..] {
        [(sent, bytes)] => {
            assert!(sent.as_str().eq_ignore_ascii_case(name));
            assert_eq!(bytes.as_bytes(), value.as_bytes());
        }
        _ => assert!(!carried),
    }
}

/// Each line is told once, its name in another spelling at most, and every dialect has something to say of them.
fn receives(received: &HeaderMap) {
    let told = headers(received);
    assert_eq!(told.iter().count(), received.len());
    for ((name, value), (spelled, text)) in received.iter().zip(told.iter()) {
        assert!(spelled.eq_ignore_ascii_case(name.as_str()));
        assert!(spelled == spelled.trim() && !spelled.is_empty());
        match std::str::from_utf8(value.as_bytes()) {
            Ok(value) => assert_eq!(text, value),
            Err(_) => {
                assert!(text.chars().map(u32::from).eq(value.as_bytes().iter().copied().map(u32::from)))
            }
        }
        assert_eq!(told.get_all(spelled).count(), received.get_all(name).iter().count());
    }
    let config = Config::default();
    let outcome = Ok(response(told.clone(), "", None));
    for dialect in dialect::ALL {
        dialect.headers(&told);
        assert!(dialect.completion(&outcome, &config).is_some());
    }
}

/// Its errors are one line without the password.
fn follows(location: &HeaderValue) {
    let asks_for_it = String::from_utf8_lossy(location.as_bytes()).to_lowercase().contains("user:secret@");
    for from in ["http://user:secret@a:8080/b/c?d#e", "https://a/b"] {
        let from = Url::parse(from).expect("it is one");
        match redirect(StatusCode::TEMPORARY_REDIRECT, location, &from) {
            Ok(to) => {
                let to = to.expect("it leads somewhere");
                assert!(to.scheme() == "https" || to.scheme() == "http" && from.scheme() == "http", "{to}");
                assert!(to.host_str().is_some_and(|host| !host.is_empty()), "{to}");
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::BadResponse);
                assert!(!error.message().contains(['\r', '\n']), "{error}");
                assert!(asks_for_it || !error.message().contains("user:secret@"), "{error}");
            }
        }
    }
}
