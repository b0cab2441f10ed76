//! The engine of [uploadtask](https://www.npmjs.com/package/uploadtask): file uploads as mini-program code makes
//! them, streamed as `multipart/form-data` in flat memory.
//!
//! Two ways lead in:
//!
//! * [`Runtime::upload`] sends one [`Upload`] and gives its [`Response`]; an [`Observer`] is told of progress and
//!   headers.
//! * A [`dialect`] reads the options of a platform's `uploadFile` into such an [`Upload`], and says what the
//!   platform's callbacks get for an outcome.
//!
//! ```no_run
//! use std::sync::Arc;
//! use uploadtask_core::dialect::{Dialect, WeChat};
//! use uploadtask_core::{Config, Runtime, Value};
//!
//! # async fn example() {
//! let runtime = Runtime::new(Config::default());
//! let options: Value = serde_json::from_str(
//!     r#"{ "url": "https://example.com/upload", "filePath": "photo.jpg", "name": "file" }"#,
//! ).unwrap();
//! let completion = match WeChat.parse(&options, runtime.config()) {
//!     Ok(upload) => {
//!         let outcome = runtime.upload(upload, Arc::new(())).await;
//!         WeChat.completion(&outcome, runtime.config())
//!     }
//!     Err(refusal) => Some(refusal.completion),
//! };
//! # }
//! ```
//!
//! Nothing in this crate knows Node.js.

mod address;
mod body;
mod buffer;
mod charset;
mod config;
mod connections;
mod descriptors;
pub mod dialect;
mod domains;
mod engine;
mod error;
mod failure;
mod file;
mod files;
mod header;
mod idle;
mod intercept;
mod intercepted;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod internals;
mod limited;
mod manifest;
mod multipart;
mod observer;
mod progress;
mod proxy;
mod queue;
mod redirect;
mod resolver;
mod response;
mod runtime;
mod sending;
mod source;
mod storage;
mod text;
mod timing;
mod tls;
mod transport;
mod upload;
mod value;
mod wire;

pub use config::{Config, ConfigError, OnAbort, OnLimit};
pub use domains::Domains;
pub use error::{CODES_JSON, Error, ErrorKind};
pub use files::{Files, FilesError};
pub use header::{HeaderError, MAX_HEADERS, append as append_header};
pub use intercept::{ConnectTo, Interceptor, Intercepts};
pub use manifest::ManifestError;
pub use observer::Observer;
pub use proxy::Proxies;
pub use queue::QueueName;
pub use response::{Headers, Response};
pub use runtime::Runtime;
pub use storage::Location;
pub use timing::Timing;
pub use tls::Tls;
pub use upload::{Content, MAX_FIELDS, MAX_NAME_BYTES, Part, TimeLimit, Upload};
pub use value::{UNREADABLE, Value};
pub use wire::Wire;

// The types of others that stand in what is public here.
pub use http::Method;
pub use url::Url;
