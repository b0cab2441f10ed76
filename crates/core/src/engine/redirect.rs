//! Redirects as the Fetch standard has them for an upload: which URL comes next, and with what.

use http::{HeaderValue, Method, StatusCode};
use url::Url;

use crate::error::{Error, ErrorKind};
use crate::http::without_secrets;
use crate::upload::MAX_URL_BYTES;

/// How many redirects are followed, as in the Fetch standard.
const MAX_REDIRECTS: usize = 20;
/// How much of a Location is quoted in a message.
const MAX_QUOTED: usize = 200;

/// Where a redirect leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Redirect {
    pub(crate) url: Url,
    /// Whether the body goes along; otherwise the request becomes a GET.
    pub(crate) keeps_body: bool,
    /// Whether the credentials stay behind: the target has another origin.
    pub(crate) changes_origin: bool,
}

/// What a response asks for: `None` when it is to be delivered as it is.
///
/// # Errors
///
/// The redirect may not be followed: there were too many, or its target is not one for an upload.
pub(crate) fn target(
    method: &Method,
    status: StatusCode,
    location: Option<&HeaderValue>,
    from: &Url,
    followed: usize,
) -> Result<Option<Redirect>, Error> {
    let keeps_body = match status.as_u16() {
        // Only a POST becomes a GET here (Fetch standard, HTTP-redirect fetch).
        301 | 302 => method != Method::POST,
        303 => false,
        307 | 308 => true,
        _ => return Ok(None),
    };
    let Some(location) = location else { return Ok(None) };
    if followed >= MAX_REDIRECTS {
        return Err(Error::new(
            ErrorKind::TooManyRedirects,
            format!("more than {MAX_REDIRECTS} redirects, the last from {}", without_secrets(from)),
        ));
    }
    let location = String::from_utf8_lossy(location.as_bytes());
    let url = from.join(&location).map_err(|error| {
        let location = location.chars().take(MAX_QUOTED).collect::<String>();
        Error::new(ErrorKind::BadResponse, format!("redirect to an invalid URL \"{location}\": {error}"))
    })?;
    let length = url.as_str().len();
    if length > MAX_URL_BYTES {
        let message = format!("redirect to a URL of {length} bytes; at most {MAX_URL_BYTES} are followed");
        return Err(Error::new(ErrorKind::BadResponse, message));
    }
    match (from.scheme(), url.scheme()) {
        ("https", "http") => Err(refused(from, &url, "it would leave TLS")),
        (_, "http" | "https") => {
            let changes_origin = url.origin() != from.origin();
            Ok(Some(Redirect { url, keeps_body, changes_origin }))
        }
        _ => Err(refused(from, &url, "only http and https are followed")),
    }
}

fn refused(from: &Url, to: &Url, why: &str) -> Error {
    let (from, to) = (without_secrets(from), without_secrets(to));
    Error::new(ErrorKind::BadResponse, format!("redirect from {from} to {to} refused: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Followed = Result<Option<(String, bool, bool)>, ErrorKind>;

    fn follow(status: u16, from: &str, location: &str) -> Followed {
        follow_as(&Method::POST, status, from, location)
    }

    fn follow_as(method: &Method, status: u16, from: &str, location: &str) -> Followed {
        let location = HeaderValue::from_bytes(location.as_bytes()).unwrap();
        let status = StatusCode::from_u16(status).unwrap();
        target(method, status, Some(&location), &Url::parse(from).unwrap(), 0)
            .map(|redirect| redirect.map(|it| (it.url.to_string(), it.keeps_body, it.changes_origin)))
            .map_err(|error| error.kind())
    }

    #[test]
    fn h18_301_to_303_lose_the_body_307_and_308_keep_it() {
        for (status, keeps_body) in [(301, false), (302, false), (303, false), (307, true), (308, true)] {
            assert_eq!(
                follow(status, "http://a/x", "y?z"),
                Ok(Some(("http://a/y?z".to_owned(), keeps_body, false)))
            );
        }
    }

    #[test]
    fn q8_a_put_keeps_its_body_but_at_303() {
        for (status, keeps_body) in [(301, true), (302, true), (303, false), (307, true), (308, true)] {
            let redirect = follow_as(&Method::PUT, status, "http://a/", "/b").unwrap().unwrap();
            assert_eq!(redirect.1, keeps_body, "{status}");
        }
    }

    #[test]
    fn h19_origins_schemes_and_what_is_delivered() {
        for (location, changes) in
            [("//a/y", false), ("//b/y", true), ("http://a:81/", true), ("https://a/", true)]
        {
            let (_, _, changes_origin) = follow(307, "http://a/x", location).unwrap().unwrap();
            assert_eq!(changes_origin, changes, "{location}");
        }
        assert_eq!(follow(307, "https://a/", "http://a/"), Err(ErrorKind::BadResponse));
        assert_eq!(follow(307, "http://a/", "file:///etc/passwd"), Err(ErrorKind::BadResponse));
        assert_eq!(follow(307, "http://a/", "http://[broken"), Err(ErrorKind::BadResponse));
        for status in [200, 300, 304, 305, 404] {
            assert_eq!(follow(status, "http://a/", "/y"), Ok(None));
        }
        let from = Url::parse("http://a/").unwrap();
        assert_eq!(target(&Method::POST, StatusCode::FOUND, None, &from, 0).unwrap(), None);
        let location = HeaderValue::from_static("/");
        let error = target(&Method::POST, StatusCode::FOUND, Some(&location), &from, 20).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooManyRedirects);
    }

    proptest::proptest! {
        #[test]
        fn h19_no_redirect_leaves_http_or_tls(
            status in 100_u16..600,
            tls in proptest::prelude::any::<bool>(),
            location in "(https?://[a-c](:[0-9]{1,5})?|[a-z]{1,6}:|//[a-c]|)[/?#a-z:@.%]{0,12}",
            followed in 0_usize..30,
        ) {
            let from = Url::parse(if tls { "https://a/x" } else { "http://a/x" }).unwrap();
            let location = HeaderValue::from_str(&location).unwrap();
            let redirects = matches!(status, 301 | 302 | 303 | 307 | 308);
            match target(&Method::POST, StatusCode::from_u16(status).unwrap(), Some(&location), &from, followed) {
                Ok(None) => proptest::prop_assert!(!redirects),
                Ok(Some(redirect)) => {
                    proptest::prop_assert!(redirects && followed < MAX_REDIRECTS);
                    proptest::prop_assert!(redirect.url.scheme() == "https" || !tls && redirect.url.scheme() == "http");
                    proptest::prop_assert_eq!(redirect.keeps_body, status >= 307);
                    proptest::prop_assert_eq!(redirect.changes_origin, redirect.url.origin() != from.origin());
                }
                Err(error) => {
                    let kind = error.kind();
                    proptest::prop_assert!(redirects);
                    proptest::prop_assert_eq!(kind == ErrorKind::TooManyRedirects, followed >= MAX_REDIRECTS);
                }
            }
        }
    }
}
