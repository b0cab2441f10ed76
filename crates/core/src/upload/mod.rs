//! One upload, as a Rust caller or a dialect describes it: where its form goes, and how.

mod part;

use std::error::Error as StdError;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, Method};
use url::Url;

use crate::error::{Error, ErrorKind};
use crate::header::{self, HeaderError};
use crate::intercept::Interceptor;
use crate::observer::{Observer, OnProgress};

pub(crate) use part::{Content, Field};
pub use part::{MAX_CONTENT_BYTES, MAX_NAME_BYTES, Part};

/// How many text fields an upload takes.
pub const MAX_FIELDS: usize = 100_000;
/// The most bytes that a URL may have: what the HTTP stack's own type holds. Servers take much less.
pub const MAX_URL_BYTES: usize = 65_534;

/// One upload: a form, where it goes, and for how long.
///
/// ```
/// use std::time::Duration;
/// use uploadtask_core::{Part, Upload};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let upload = Upload::post("https://example.com/upload")?
///     .text("user", "test")
///     .file("photo", "photo.jpg")
///     .part("notes", Part::bytes("hello").file_name("notes.txt"))
///     .header("X-Request-Id", "1")?
///     .timeout(Duration::from_secs(30))
///     .on_progress(|sent, total| println!("{sent} of {total} bytes"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "an upload does nothing until a client sends it"]
pub struct Upload {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) fields: Vec<Field>,
    pub(crate) headers: HeaderMap,
    pub(crate) timeout: Option<TimeLimit>,
    pub(crate) idle_timeout: Option<TimeLimit>,
    pub(crate) style: RequestStyle,
    /// Whether the files were seen to be readable when the caller asked for the upload. That one cannot be opened
    /// later is then [`ErrorKind::FileChanged`].
    pub(crate) files_checked: bool,
    pub(crate) http2: bool,
    /// Whether the response says when the steps of the upload happened.
    pub(crate) timing: bool,
    pub(crate) queue: QueueName,
    pub(crate) observer: Arc<dyn Observer>,
    pub(crate) interceptor: Option<Arc<dyn Interceptor>>,
}

/// How a request is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RequestStyle {
    /// As browsers do (WHATWG HTML, multipart/form-data encoding algorithm): what servers expect.
    #[default]
    Portable,
    /// As a Vela watch does: libcurl's `curl_formadd`, with the options of `uv_request.c` (open-vela on GitHub). Its
    /// text parts have a Content-Type, so that many servers take them for files.
    Device,
}

/// Which queue an upload waits in, and how many run at once unless the configuration says otherwise.
///
/// Each platform has a limit of its own; dialects of one platform share a queue by sharing its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueName {
    /// The name that `maxConcurrency` uses.
    pub name: &'static str,
    /// How many uploads run at once by default.
    pub default_limit: usize,
}

impl QueueName {
    /// The queue of uploads that no dialect made.
    const DEFAULT: Self = Self { name: "default", default_limit: 10 };
}

/// A limit on the time that an upload may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TimeLimit {
    pub(crate) duration: Duration,
    /// Who set it, for the message of the error, such as `the Vela default; set timeout`.
    pub(crate) origin: &'static str,
}

impl TimeLimit {
    /// A limit of so many milliseconds; more than a `Duration` holds is as good as none.
    pub(crate) fn from_milliseconds(milliseconds: f64, origin: &'static str) -> Self {
        let duration = Duration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or(Duration::MAX);
        Self { duration, origin }
    }
}

impl Upload {
    /// A POST request to an `http` or `https` URL. A fragment is not sent, userinfo becomes basic auth.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadUrl`]: the URL does not parse, or has another scheme.
    pub fn post<U>(url: U) -> Result<Self, Error>
    where
        U: TryInto<Url>,
        U::Error: Into<Box<dyn StdError + Send + Sync>>,
    {
        Self::request(Method::POST, url)
    }

    /// A PUT request to an `http` or `https` URL.
    ///
    /// # Errors
    ///
    /// Those of [`Upload::post`].
    pub fn put<U>(url: U) -> Result<Self, Error>
    where
        U: TryInto<Url>,
        U::Error: Into<Box<dyn StdError + Send + Sync>>,
    {
        Self::request(Method::PUT, url)
    }

    fn request<U>(method: Method, url: U) -> Result<Self, Error>
    where
        U: TryInto<Url>,
        U::Error: Into<Box<dyn StdError + Send + Sync>>,
    {
        let url = url.try_into().map_err(|error| {
            let error = error.into();
            Error::new(ErrorKind::BadUrl, format!("the URL does not parse: {error}")).with_source(error)
        })?;
        if !matches!(url.scheme(), "http" | "https") {
            let message = format!("the URL should begin with http: or https: instead of {}:", url.scheme());
            return Err(Error::new(ErrorKind::BadUrl, message));
        }
        Ok(Self { method, ..Self::of_fields(url, Vec::new()) })
    }

    /// A POST request with these fields, in this order.
    pub(crate) fn of_fields(url: Url, fields: Vec<Field>) -> Self {
        Self {
            method: Method::POST,
            url,
            fields,
            headers: HeaderMap::new(),
            timeout: None,
            idle_timeout: None,
            style: RequestStyle::default(),
            files_checked: false,
            http2: false,
            timing: true,
            queue: QueueName::DEFAULT,
            observer: Arc::new(()),
            interceptor: None,
        }
    }

    /// Adds a text field. At most [`MAX_FIELDS`] can be sent.
    pub fn text(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.part(name, Part::text(value))
    }

    /// Adds a file under its own name. It is opened when the upload leaves its queue.
    pub fn file(self, name: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        self.part(name, Part::file(path))
    }

    /// Adds a part. The parts are sent in the order in which they were added.
    pub fn part(mut self, name: impl Into<String>, part: Part) -> Self {
        self.fields.push(Field { name: name.into(), part });
        self
    }

    /// Adds a request header, with the value as UTF-8. Those that the body determines (Content-Type, Content-Length and
    /// the like) are not sent.
    ///
    /// # Errors
    ///
    /// [`HeaderError::Invalid`] when the name is no token (RFC 9110 5.6.2) or the value has a control character;
    /// [`HeaderError::TooMany`] when there are [`MAX_HEADERS`](crate::MAX_HEADERS) already.
    pub fn header(mut self, name: &str, value: &str) -> Result<Self, HeaderError> {
        header::append(&mut self.headers, name, value)?;
        Ok(self)
    }

    /// Limits the whole transfer, from leaving the queue to the last byte of the response. Default: no limit.
    pub fn timeout(mut self, duration: Duration) -> Self {
        self.timeout = Some(TimeLimit { duration, origin: "Upload::timeout" });
        self
    }

    /// Limits each stretch in which no byte moves. Default: no limit.
    pub fn idle_timeout(mut self, duration: Duration) -> Self {
        self.idle_timeout = Some(TimeLimit { duration, origin: "Upload::idle_timeout" });
        self
    }

    /// Whether HTTP/2 is offered to `https` servers. Default: false.
    pub fn http2(mut self, offered: bool) -> Self {
        self.http2 = offered;
        self
    }

    /// How the request is written. Default: [`RequestStyle::Portable`].
    pub fn style(mut self, style: RequestStyle) -> Self {
        self.style = style;
        self
    }

    /// Calls a function with the bytes that have left and the bytes of the whole body, from the client's own threads: it
    /// should return at once. Takes the place of an [`observer`](Upload::observer).
    pub fn on_progress(self, listener: impl Fn(u64, u64) + Send + Sync + 'static) -> Self {
        self.observer(Arc::new(OnProgress(listener)))
    }

    /// Tells an observer of progress, headers and warnings. The last one that was set counts.
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = observer;
        self
    }

    /// Asks an interceptor where each request goes: the first one, and each that a redirect leads to.
    pub fn interceptor(mut self, interceptor: Arc<dyn Interceptor>) -> Self {
        self.interceptor = Some(interceptor);
        self
    }

    /// Whether its form can be sent; its files are not looked at.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let fields =
            self.fields.iter().filter(|field| matches!(field.part.content, Content::Text(_))).count();
        if fields > MAX_FIELDS {
            let message = format!("the form has {fields} fields; at most {MAX_FIELDS} can be sent");
            return Err(Error::new(ErrorKind::BadArgument, message));
        }
        self.fields.iter().try_for_each(Field::check)?;
        let length = self.url.as_str().len();
        if length > MAX_URL_BYTES {
            let message = format!("the URL has {length} bytes; at most {MAX_URL_BYTES} can be sent");
            return Err(Error::new(ErrorKind::BadUrl, message));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_http_urls_are_taken() {
        for (url, start) in [
            ("", "the URL does not parse: "),
            ("example.com", "the URL does not parse: "),
            ("ftp://example.com", "the URL should begin with http: or https: instead of ftp:"),
        ] {
            let error = Upload::post(url).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::BadUrl);
            assert!(error.message().starts_with(start), "{error}");
        }
        let url = Url::parse("http://example.com").unwrap();
        assert_eq!(Upload::put(url.clone()).unwrap().url, url);
    }

    #[test]
    fn errors_of_building_are_those_of_uploading() {
        let build =
            || -> Result<Upload, Error> { Ok(Upload::post("http://example.com")?.header("a b", "x")?) };
        let error = build().unwrap_err();
        assert_eq!((error.kind(), error.message()), (ErrorKind::BadArgument, "invalid header \"a b\""));
    }
}
