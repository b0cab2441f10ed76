//! Header names and values: what a caller may send, and how received names are spelled.

use std::fmt;

use http::header::{
    CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, EXPECT, HOST, HeaderMap, HeaderName, HeaderValue,
    TRANSFER_ENCODING,
};

/// How many headers of a caller an upload takes: somewhat fewer than the map of the HTTP stack holds.
pub const MAX_HEADERS: usize = 24_000;

/// A caller's header that cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeaderError {
    /// HTTP cannot carry it: its name is no token, or its value has a control character.
    Invalid {
        /// The name as the caller wrote it; of a very long one, the beginning.
        name: String,
    },
    /// There are [`MAX_HEADERS`] already.
    TooMany,
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid { name } => write!(f, "invalid header \"{name}\""),
            Self::TooMany => write!(f, "too many headers: at most {MAX_HEADERS} can be sent"),
        }
    }
}

impl std::error::Error for HeaderError {}

/// How much of an invalid name is quoted.
const MAX_QUOTED: usize = 200;

/// Adds a caller's header, with the value as UTF-8.
///
/// # Errors
///
/// [`HeaderError::Invalid`] when the name is no token (RFC 9110 5.6.2) or the value has a control character;
/// [`HeaderError::TooMany`] when there are [`MAX_HEADERS`] already.
pub fn append(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), HeaderError> {
    let (name, value) = check(name, value)?;
    if headers.len() >= MAX_HEADERS {
        return Err(HeaderError::TooMany);
    }
    headers.try_append(name, value).map_err(|_| HeaderError::TooMany)?;
    Ok(())
}

/// A caller's header as HTTP carries it.
pub(crate) fn check(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), HeaderError> {
    let invalid = || HeaderError::Invalid { name: name.chars().take(MAX_QUOTED).collect() };
    let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid())?;
    let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| invalid())?;
    Ok((header, value))
}

/// The headers that the body and the connection determine; a caller's own never reach the wire.
pub(crate) const FRAMING: [HeaderName; 6] =
    [CONTENT_TYPE, CONTENT_LENGTH, TRANSFER_ENCODING, HOST, CONNECTION, EXPECT];

/// Removes headers, and keeps the others in their order, which `HeaderMap::remove` does not.
pub(crate) fn remove(headers: &mut HeaderMap, names: &[HeaderName]) {
    if names.iter().any(|name| headers.contains_key(name)) {
        let kept = headers.iter().filter(|(name, _)| !names.contains(name));
        *headers = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
    }
}

/// The same headers with another one before them.
pub(crate) fn first(name: HeaderName, value: HeaderValue, headers: HeaderMap) -> HeaderMap {
    let others = headers.iter().map(|(name, value)| (name.clone(), value.clone()));
    std::iter::once((name, value)).chain(others).collect()
}

/// A received value as text: UTF-8 if it is that, else ISO-8859-1 (RFC 9110 5.5).
pub(crate) fn text(value: &HeaderValue) -> String {
    match std::str::from_utf8(value.as_bytes()) {
        Ok(text) => text.to_owned(),
        Err(_) => value.as_bytes().iter().copied().map(char::from).collect(),
    }
}

/// The name as the IANA HTTP Field Name Registry spells it, else in Title-Case. Which case the server used is
/// lost in the HTTP stack, and means nothing (RFC 9110 5.1).
pub(crate) fn spelling(name: &HeaderName) -> String {
    let name = name.as_str();
    if let Ok(index) = SPELLED_OTHERWISE.binary_search_by(|known| compare(known, name)) {
        return SPELLED_OTHERWISE[index].to_owned();
    }
    let mut spelled = String::with_capacity(name.len());
    let mut start = true;
    for character in name.chars() {
        spelled.push(if start { character.to_ascii_uppercase() } else { character });
        start = character == '-';
    }
    spelled
}

/// Compares a registered spelling with a name in lower case.
fn compare(spelled: &str, lower: &str) -> std::cmp::Ordering {
    spelled.bytes().map(|byte| byte.to_ascii_lowercase()).cmp(lower.bytes())
}

/// The registered names that Title-Case would spell otherwise, in alphabetical order.
const SPELLED_OTHERWISE: [&str; 65] = [
    "A-IM",
    "ALPN",
    "AMP-Cache-Transform",
    "C-PEP",
    "C-PEP-Info",
    "Cal-Managed-ID",
    "CalDAV-Timezones",
    "CDN-Cache-Control",
    "CDN-Loop",
    "Content-ID",
    "Content-MD5",
    "DASL",
    "DAV",
    "Differential-ID",
    "DNT",
    "DPoP",
    "DPoP-Nonce",
    "EDIINT-Features",
    "ETag",
    "GetProfile",
    "HTTP2-Settings",
    "IM",
    "Include-Referred-Token-Binding-ID",
    "Last-Event-ID",
    "Message-ID",
    "MIME-Version",
    "NEL",
    "OData-EntityId",
    "OData-Isolation",
    "OData-MaxVersion",
    "OData-Version",
    "Optional-WWW-Authenticate",
    "OSCORE",
    "OSLC-Core-Version",
    "P3P",
    "PEP",
    "PEP-Info",
    "PICS-Label",
    "ProfileObject",
    "Repeatability-Client-ID",
    "Repeatability-Request-ID",
    "RTT",
    "Sec-CH-UA",
    "Sec-GPC",
    "Sec-Token-Binding",
    "Sec-WebSocket-Accept",
    "Sec-WebSocket-Extensions",
    "Sec-WebSocket-Key",
    "Sec-WebSocket-Protocol",
    "Sec-WebSocket-Version",
    "SetProfile",
    "SLUG",
    "SOAPAction",
    "Status-URI",
    "TCN",
    "TE",
    "TTL",
    "UA-Color",
    "UA-Media",
    "UA-Pixels",
    "UA-Resolution",
    "UA-Windowpixels",
    "URI",
    "WWW-Authenticate",
    "X-UA-Compatible",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w11_names_as_the_registry_spells_them() {
        assert!(SPELLED_OTHERWISE.is_sorted_by_key(|name| name.to_ascii_lowercase()));
        for (name, spelled) in [
            ("content-type", "Content-Type"),
            ("etag", "ETag"),
            ("www-authenticate", "WWW-Authenticate"),
            ("x-request-id", "X-Request-Id"),
            ("a", "A"),
        ] {
            assert_eq!(spelling(&HeaderName::from_static(name)), spelled);
        }
    }

    #[test]
    fn h8_control_characters_are_refused_and_utf8_kept() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("a", "x\r\ny: z"),
            ("a", "x\ny"),
            ("a", "x\0"),
            ("a b", "x"),
            ("", "x"),
            ("a:", "x"),
            ("é", "x"),
        ] {
            assert_eq!(append(&mut headers, name, value), Err(HeaderError::Invalid { name: name.into() }));
        }
        append(&mut headers, "A", "中\t文").unwrap();
        assert_eq!(headers["a"].as_bytes(), "中\t文".as_bytes());
    }

    #[test]
    fn h8_so_many_headers_and_no_more() {
        let mut headers = HeaderMap::new();
        for index in 0..MAX_HEADERS {
            append(&mut headers, &format!("x-{index}"), "v").unwrap();
        }
        assert_eq!(append(&mut headers, "x", "v"), Err(HeaderError::TooMany));
        assert_eq!(append(&mut headers, "x-1", "v"), Err(HeaderError::TooMany));
        remove(&mut headers, &[HeaderName::from_static("x-1")]);
        for index in 0..10 {
            headers
                .entry(format!("own-{index}").parse::<HeaderName>().unwrap())
                .or_insert(HeaderValue::from_static("v"));
        }
        assert_eq!(headers.len(), MAX_HEADERS + 9);
    }

    #[test]
    fn h2_removing_keeps_the_order() {
        let mut headers = HeaderMap::new();
        for name in ["Content-Type", "A", "B", "Host", "C", "a"] {
            append(&mut headers, name, name).unwrap();
        }
        remove(&mut headers, &FRAMING);
        let left: Vec<_> = headers.iter().map(|(_, value)| value.to_str().unwrap()).collect();
        assert_eq!(left, ["A", "a", "B", "C"]);
    }

    #[test]
    fn values_that_are_not_utf8_are_latin_1() {
        assert_eq!(text(&HeaderValue::from_bytes(b"caf\xe9").unwrap()), "café");
    }
}
