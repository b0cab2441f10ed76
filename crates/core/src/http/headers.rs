//! Headers on the wire: which of a caller's are sent, and how received ones are spelled.

use http::header::{
    CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, EXPECT, HOST, HeaderMap, HeaderName, HeaderValue,
    TRANSFER_ENCODING,
};

use crate::response::Headers;

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
pub(crate) fn prepend(name: HeaderName, value: HeaderValue, headers: HeaderMap) -> HeaderMap {
    let others = headers.iter().map(|(name, value)| (name.clone(), value.clone()));
    std::iter::once((name, value)).chain(others).collect()
}

/// Received headers, Content-Encoding and Content-Length included.
pub(crate) fn received(headers: &HeaderMap) -> Headers {
    Headers(headers.iter().map(|(name, value)| (spelling(name), text(value))).collect())
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
    let mut spelled = name.to_owned();
    let mut rest = spelled.as_mut_str();
    while let Some(first) = rest.get_mut(..1) {
        first.make_ascii_uppercase();
        let Some(end) = rest.find('-') else { break };
        rest = &mut rest[end + 1..];
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
    fn h2_removing_keeps_the_order() {
        let mut headers = HeaderMap::new();
        for name in ["Content-Type", "A", "B", "Host", "C", "a"] {
            let value = HeaderValue::from_static(name);
            headers.append(name.parse::<HeaderName>().unwrap(), value);
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
