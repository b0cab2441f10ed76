//! How a request is written: as browsers do, or as a Vela watch does.

use std::borrow::Cow;

use http::HeaderValue;

use super::random;
use crate::upload::RequestStyle;

impl RequestStyle {
    /// A new boundary from the system's random source, as text that needs no quotes (RFC 2046 5.1.1).
    pub(crate) fn boundary(self) -> Result<String, getrandom::Error> {
        let (start, random) = match self {
            Self::Portable => ("----uploadtask-", &mut [0; 16][..]),
            Self::Device => ("------------------------", &mut [0; 8][..]),
        };
        random::fill(random)?;
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut boundary = String::with_capacity(start.len() + 2 * random.len());
        boundary.push_str(start);
        let digits = random.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        boundary.extend(digits.map(|digit| char::from(DIGITS[usize::from(digit)])));
        Ok(boundary)
    }

    /// The Content-Type of a text part.
    pub(crate) fn text_content_type(self) -> Option<&'static str> {
        match self {
            Self::Portable => None,
            Self::Device => Some("application/octet-stream"),
        }
    }

    /// A name or a value with the line ends that go out.
    pub(crate) fn line_ends(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Portable if text.contains(['\n', '\r']) => {
                text.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n").into()
            }
            _ => text.into(),
        }
    }

    /// The Content-Type of a file by the extension of its name.
    pub(crate) fn content_type(self, file_name: &str) -> &'static str {
        match self {
            Self::Portable => {
                mime_guess::from_path(file_name).first_raw().unwrap_or("application/octet-stream")
            }
            Self::Device => curl_content_type(file_name),
        }
    }

    /// The Content-Type of the request. `own` is the caller's, which stands on a watch.
    pub(crate) fn form_content_type(self, own: Option<&HeaderValue>, boundary: &str) -> Vec<u8> {
        let own =
            own.filter(|_| self == Self::Device).map_or(&b"multipart/form-data"[..], HeaderValue::as_bytes);
        [own, b"; boundary=", boundary.as_bytes()].concat()
    }
}

/// The Content-Type that libcurl gives a file (`Curl_mime_contenttype`).
fn curl_content_type(file_name: &str) -> &'static str {
    const TYPES: [(&str, &str); 10] = [
        (".gif", "image/gif"),
        (".jpg", "image/jpeg"),
        (".jpeg", "image/jpeg"),
        (".png", "image/png"),
        (".svg", "image/svg+xml"),
        (".txt", "text/plain"),
        (".htm", "text/html"),
        (".html", "text/html"),
        (".pdf", "application/pdf"),
        (".xml", "application/xml"),
    ];
    let name = file_name.to_ascii_lowercase();
    TYPES
        .iter()
        .find(|(extension, _)| name.ends_with(extension))
        .map_or("application/octet-stream", |(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h1_boundary_is_safe_and_new_each_time() {
        for style in [RequestStyle::Portable, RequestStyle::Device] {
            let (one, other) = (style.boundary().unwrap(), style.boundary().unwrap());
            assert_ne!(one, other);
            assert!((1..=70).contains(&one.len()));
            assert!(one.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'));
        }
    }

    #[test]
    fn v39_boundary_is_that_of_curl() {
        let boundary = RequestStyle::Device.boundary().unwrap();
        let random = boundary.strip_prefix("------------------------").unwrap();
        assert!(random.len() == 16 && random.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')));
    }

    #[test]
    fn v39_content_types_are_those_of_curl() {
        for (name, kind) in [
            ("a.PNG", "image/png"),
            ("a.jpeg", "image/jpeg"),
            ("a.b.xml", "application/xml"),
            ("a.mp3", "application/octet-stream"),
            ("png", "application/octet-stream"),
        ] {
            assert_eq!(RequestStyle::Device.content_type(name), kind, "{name}");
        }
    }

    #[test]
    fn v39_a_content_type_of_the_caller_stands() {
        let own = HeaderValue::from_static("text/x; a=b");
        assert_eq!(RequestStyle::Device.form_content_type(Some(&own), "B"), b"text/x; a=b; boundary=B");
        assert_eq!(RequestStyle::Device.form_content_type(None, "B"), b"multipart/form-data; boundary=B");
        assert_eq!(
            RequestStyle::Portable.form_content_type(Some(&own), "B"),
            b"multipart/form-data; boundary=B"
        );
    }
}
