//! The head of a request.

use httparse::Status;
use mediatype::names::BOUNDARY;
use mediatype::{MediaType, ReadParams as _};

/// What of a head matters here.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) target: Target,
    /// The Content-Length.
    pub(crate) length: Option<u64>,
    /// Whether the client waits for `100 Continue` with the body.
    pub(crate) expects_continue: bool,
    /// Whether there may be another request on the connection.
    pub(crate) keeps_alive: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// `POST /upload?size=…`: the size of the file, and the boundary of the body.
    Upload(u64, String),
    /// `GET /taken`.
    Taken,
    /// Something else, with what is wrong about it.
    Wrong(&'static str),
}

impl Request {
    /// The head at the beginning of `bytes` and its length; nothing as long as it is not complete.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Option<(Self, usize)>, httparse::Error> {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut parsed = httparse::Request::new(&mut headers);
        let Status::Complete(head_length) = parsed.parse(bytes)? else {
            return Ok(None);
        };
        let header = |name: &str| {
            let header = parsed.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
            std::str::from_utf8(header.value).ok()
        };
        let keeps_alive = match header("connection") {
            Some(value) => value.eq_ignore_ascii_case("keep-alive"),
            None => parsed.version == Some(1),
        };
        let request = Self {
            target: target(parsed.method, parsed.path, header("content-type")),
            length: header("content-length").and_then(|value| value.parse().ok()),
            expects_continue: header("expect")
                .is_some_and(|value| value.eq_ignore_ascii_case("100-continue")),
            keeps_alive,
        };
        Ok(Some((request, head_length)))
    }
}

fn target(method: Option<&str>, path: Option<&str>, content_type: Option<&str>) -> Target {
    let (Some(method), Some(path)) = (method, path) else {
        return Target::Wrong("The request line is not complete.");
    };
    match (method, path) {
        ("GET", "/taken") => Target::Taken,
        ("POST", _) => {
            let Some(size) = path.strip_prefix("/upload?size=").and_then(|size| size.parse().ok()) else {
                return Target::Wrong("The path is not /upload?size= and the size of the file.");
            };
            content_type.and_then(boundary).map_or(
                Target::Wrong("The Content-Type is not multipart/form-data with a boundary."),
                |boundary| Target::Upload(size, boundary),
            )
        }
        _ => Target::Wrong("There are POST /upload and GET /taken."),
    }
}

fn boundary(content_type: &str) -> Option<String> {
    let media_type = MediaType::parse(content_type).ok()?;
    if media_type.essence() != mediatype::media_type!(MULTIPART / FORM_DATA) {
        return None;
    }
    Some(media_type.get_param(BOUNDARY)?.unquoted_str().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "POST /upload?size=5 HTTP/1.1\r\nhost: a\r\n\
        CONTENT-TYPE: Multipart/Form-Data; boundary=\"a b\"\r\ncontent-length: 90\r\n\r\n";

    fn parse(head: &str) -> Request {
        Request::parse(head.as_bytes()).unwrap().unwrap().0
    }

    #[test]
    fn reads_an_upload() {
        let request = Request {
            target: Target::Upload(5, "a b".into()),
            length: Some(90),
            expects_continue: false,
            keeps_alive: true,
        };
        let bytes = format!("{HEAD}--a b");
        assert_eq!(Request::parse(bytes.as_bytes()), Ok(Some((request, HEAD.len()))));
        for end in 0..HEAD.len() {
            assert_eq!(Request::parse(&HEAD.as_bytes()[..end]), Ok(None), "cut off at {end}");
        }
    }

    #[test]
    fn reads_what_the_client_wants_of_the_connection() {
        assert!(parse(&HEAD.replace("host: a", "Expect: 100-Continue")).expects_continue);
        assert!(!parse(&HEAD.replace("host: a", "Connection: close")).keeps_alive);
        assert!(!parse(&HEAD.replace("1.1", "1.0")).keeps_alive);
        assert!(parse(&HEAD.replace("1.1", "1.0").replace("host: a", "connection: Keep-Alive")).keeps_alive);
    }

    #[test]
    fn says_what_is_wrong() {
        let wrong = |head: String| match parse(&head).target {
            Target::Wrong(reason) => reason,
            target => panic!("{target:?}"),
        };
        let path = "The path is not /upload?size= and the size of the file.";
        assert_eq!(wrong(HEAD.replace("size=5", "size=")), path);
        assert_eq!(wrong(HEAD.replace("?size=5", "")), path);
        let content_type = "The Content-Type is not multipart/form-data with a boundary.";
        assert_eq!(wrong(HEAD.replace("Form-Data", "Mixed")), content_type);
        assert_eq!(wrong(HEAD.replace("boundary", "b")), content_type);
        assert_eq!(wrong(HEAD.replace("CONTENT-TYPE", "type")), content_type);
        assert_eq!(wrong(HEAD.replace("POST", "PUT")), "There are POST /upload and GET /taken.");
        assert_eq!(parse(&HEAD.replace("90", "-1")).length, None);
        assert_eq!(parse(&HEAD.replace("content-length: 90", "transfer-encoding: chunked")).length, None);
    }
}
