//! One upload in the canonical form that every dialect produces and the engine sends.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, Method};
use url::Url;

use crate::address;
use crate::error::{Error, ErrorKind};
use crate::intercept::Interceptor;
use crate::queue::QueueName;
use crate::storage::Location;
use crate::wire::Wire;

/// The queue of uploads that no dialect made.
const QUEUE: QueueName = QueueName { name: "default", default_limit: 10 };

/// One upload: where to, what, and for how long.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Upload {
    /// `POST` or `PUT`. Default: `POST`.
    pub method: Method,
    /// The address; `http` or `https`. A fragment is not sent, userinfo becomes basic auth.
    pub url: Url,
    /// The parts of the form, in the order in which they are sent.
    pub parts: Vec<Part>,
    /// Further request headers. Those that the body determines (Content-Type and the like) are not sent.
    pub headers: HeaderMap,
    /// The time limit for the whole transfer. Default: none.
    pub timeout: Option<TimeLimit>,
    /// The time limit for each stretch in which no byte moves. Default: none.
    pub idle_timeout: Option<TimeLimit>,
    /// How the request is written. Default: portable.
    pub wire: Wire,
    /// Whether the files were seen to be readable when the caller asked for the upload. That one cannot be opened
    /// later is then [`ErrorKind::FileChanged`](crate::ErrorKind::FileChanged). Default: false.
    pub files_checked: bool,
    /// Whether HTTP/2 is offered to `https` servers. Default: false.
    pub http2: bool,
    /// Whether the response says when the steps of the upload happened. Default: true.
    pub timing: bool,
    /// Who is asked where its requests go. Default: nobody, the configuration decides.
    pub interceptor: Option<Arc<dyn Interceptor>>,
    /// The queue in which it waits for its turn.
    pub queue: QueueName,
}

/// How many text fields an upload takes.
pub const MAX_FIELDS: usize = 100_000;
/// The most bytes that a form key or a file name may have.
pub const MAX_NAME_BYTES: usize = 1024 * 1024;

/// One part of a `multipart/form-data` body.
#[derive(Debug, Clone)]
pub struct Part {
    /// The form key.
    pub name: String,
    /// What the part holds.
    pub content: Content,
}

/// What a part holds.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Content {
    /// A text field.
    Text(String),
    /// A file.
    File {
        /// Where the file is.
        location: Location,
        /// The file name that the server is told.
        file_name: String,
        /// The Content-Type that the server is told; by default that of the file name's extension.
        content_type: Option<String>,
    },
}

/// A limit on the time that an upload may take, and who set it, for the message of the error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeLimit {
    /// From leaving the queue to the last byte of the response.
    pub duration: Duration,
    /// Where the limit comes from, such as `the Vela default; set timeout`.
    pub origin: &'static str,
}

impl Upload {
    /// An upload of one file, as the form key `name`, under the file's own name.
    #[must_use]
    pub fn new(url: Url, name: impl Into<String>, file: impl Into<PathBuf>) -> Self {
        let path = file.into();
        let file_name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let content = Content::File { location: Location::Host(path), file_name, content_type: None };
        Self::of_parts(url, vec![Part { name: name.into(), content }])
    }

    /// An upload of these parts, in this order.
    #[must_use]
    pub fn of_parts(url: Url, parts: Vec<Part>) -> Self {
        Self {
            method: Method::POST,
            url,
            parts,
            headers: HeaderMap::new(),
            timeout: None,
            idle_timeout: None,
            wire: Wire::default(),
            files_checked: false,
            http2: false,
            timing: true,
            interceptor: None,
            queue: QUEUE,
        }
    }
}

impl Upload {
    /// Whether its form can be sent; its files are not looked at.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let refused = |message: String| Err(Error::new(ErrorKind::BadArgument, message));
        let fields = self.parts.iter().filter(|part| matches!(part.content, Content::Text(_))).count();
        if fields > MAX_FIELDS {
            return refused(format!("the form has {fields} fields; at most {MAX_FIELDS} can be sent"));
        }
        for part in &self.parts {
            let file_name = match &part.content {
                Content::File { file_name, .. } => file_name.len(),
                Content::Text(_) => 0,
            };
            for (what, length) in [("form key", part.name.len()), ("file name", file_name)] {
                if length > MAX_NAME_BYTES {
                    return refused(format!(
                        "a {what} has {length} bytes; at most {MAX_NAME_BYTES} can be sent"
                    ));
                }
            }
        }
        let length = self.url.as_str().len();
        if length > address::MAX_URL_BYTES {
            let message =
                format!("the URL has {length} bytes; at most {} can be sent", address::MAX_URL_BYTES);
            return Err(Error::new(ErrorKind::BadUrl, message));
        }
        Ok(())
    }
}

impl Part {
    /// A text field.
    #[must_use]
    pub fn text(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), content: Content::Text(value.into()) }
    }
}

impl TimeLimit {
    /// A limit of so many milliseconds; more than a `Duration` holds is as good as none.
    pub(crate) fn from_milliseconds(milliseconds: f64, origin: &'static str) -> Self {
        let duration = Duration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or(Duration::MAX);
        Self { duration, origin }
    }
}
