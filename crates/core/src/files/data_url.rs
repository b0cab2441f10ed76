//! What a `data:` URL holds (WHATWG Fetch, data: URL processor).

use bytes::Bytes;
use data_url::DataUrl;

/// The bytes of a `data:` URL and their type, or why it has none. It takes as long as the URL is long.
pub(crate) fn decode(url: &str) -> Result<(Bytes, String), String> {
    let broken = |problem: &str| format!("the data: URL is broken: {problem}");
    let parsed = DataUrl::process(url).map_err(|_| broken("it has no comma between type and content"))?;
    let (bytes, _) = parsed.decode_to_vec().map_err(|_| broken("its content is not base64"))?;
    Ok((bytes.into(), parsed.mime_type().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c6_data_urls_are_those_of_the_fetch_standard() {
        for (url, bytes, kind) in [
            ("data:,a%20b", "a b", "text/plain;charset=US-ASCII"),
            ("DATA:image/png;base64,aGk=", "hi", "image/png"),
            ("data:image/png;base64,aG k", "hi", "image/png"),
            ("data:text/html;charset=utf-8,%3Cp%3E#fragment", "<p>", "text/html;charset=utf-8"),
            ("data:nonsense,x", "x", "text/plain;charset=US-ASCII"),
            ("data:a/b;c=\"\r\nd\",x", "x", "a/b;c=d"),
        ] {
            let decoded = decode(url).unwrap();
            assert_eq!((&decoded.0[..], decoded.1.as_str()), (bytes.as_bytes(), kind), "{url}");
        }
        for (url, problem) in [
            ("data:image/png", "the data: URL is broken: it has no comma between type and content"),
            ("data:;base64,a", "the data: URL is broken: its content is not base64"),
            ("data:;base64,?", "the data: URL is broken: its content is not base64"),
        ] {
            assert_eq!(decode(url).unwrap_err(), problem);
        }
    }
}
