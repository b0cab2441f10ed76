//! The engine of [uploadtask](https://www.npmjs.com/package/uploadtask): uploads as `multipart/form-data`, streamed in
//! flat memory, with progress, time limits, redirects and abort.
//!
//! ```no_run
//! use std::time::Duration;
//! use uploadtask_core::{Client, Upload};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::new();
//! let upload = Upload::post("https://example.com/upload")?
//!     .text("user", "test")
//!     .file("photo", "photo.jpg")
//!     .header("X-Request-Id", "1")?
//!     .timeout(Duration::from_secs(30))
//!     .on_progress(|sent, total| println!("{sent} of {total} bytes"));
//! let response = client.upload(upload).await?;
//! println!("{} {}", response.status(), response.text());
//! # Ok(())
//! # }
//! ```
//!
//! Every HTTP status is a [`Response`]; an [`Error`] means that there is none. Dropping the future of an upload aborts it.
//!
//! The uploads of mini-programs, watches and quick apps are made of their platforms' own options: a [`dialect`] reads
//! these into an [`Upload`], and says what the platform's callbacks get for an outcome. Nothing in this crate knows
//! Node.js.

mod activity;
mod charset;
mod client;
mod config;
pub mod dialect;
mod engine;
mod error;
mod files;
mod header;
mod http;
mod intercept;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod internals;
mod multipart;
mod observer;
mod response;
mod shortage;
mod upload;

pub use client::Client;
pub use config::{Config, Domains, OnAbort, OnLimit, Proxies, Tls};
pub use error::{ConfigError, Error, ErrorKind};
pub use files::{Blob, BlobRead, Location};
pub use header::{HeaderError, MAX_HEADERS};
pub use intercept::{ConnectTo, Interceptor, Intercepts};
pub use observer::Observer;
pub use response::{Headers, Response, Timing};
pub use upload::{
    MAX_CONTENT_BYTES, MAX_FIELDS, MAX_NAME_BYTES, MAX_URL_BYTES, Part, QueueName, RequestStyle, Upload,
};

// The types of others that stand in what is public here.
pub use ::http::{Method, StatusCode};
pub use ::url::{self, Url};

/// Compiles what the README shows.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
