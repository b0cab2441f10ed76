//! URLs without the secrets in them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use percent_encoding::percent_decode_str;
use url::Url;

use crate::error::{Error, ErrorKind};

/// The URL without userinfo and fragment: what goes into a request, and what may stand in a message.
pub(crate) fn without_secrets(url: &Url) -> Url {
    let mut url = url.clone();
    // Only URLs without a host cannot have userinfo, and then there is none to remove.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_fragment(None);
    url
}

/// The value of Host: a port that is the scheme's own is left out.
pub(crate) fn authority(url: &Url) -> Result<HeaderValue, Error> {
    let host = url.host_str().unwrap_or_default();
    let text = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    HeaderValue::from_str(&text).map_err(|error| Error::new(ErrorKind::BadUrl, error.to_string()))
}

/// The userinfo of a URL as Basic credentials (RFC 7617).
pub(crate) fn basic_auth(url: &Url) -> Option<HeaderValue> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let decode = |text: &str| percent_decode_str(text).collect::<Vec<u8>>();
    let credentials =
        [&decode(url.username())[..], b":", &decode(url.password().unwrap_or_default())].concat();
    let mut value = HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(credentials))).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h10_userinfo_becomes_basic_auth_and_is_shown_nowhere() {
        let url = Url::parse("http://us%40er:p%C3%A4ss@example.com/a?b#c").unwrap();
        assert_eq!(without_secrets(&url).as_str(), "http://example.com/a?b");
        let expected = format!("Basic {}", STANDARD.encode("us@er:päss"));
        assert_eq!(basic_auth(&url).unwrap().to_str().unwrap(), expected);
        assert_eq!(basic_auth(&without_secrets(&url)), None);
    }
}
