//! When the steps of an upload happened, by one clock that only goes forward.

use std::net::SocketAddr;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Reads the time of day once and measures from there, so that later times are never smaller.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    start: Instant,
    since_epoch: Duration,
}

impl Clock {
    pub(crate) fn start() -> Self {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { start: Instant::now(), since_epoch }
    }

    /// Milliseconds since 1970 at this moment.
    pub(crate) fn at(&self, moment: Instant) -> u64 {
        (self.since_epoch + moment.saturating_duration_since(self.start)).as_millis() as u64
    }

    /// Milliseconds since 1970 when the clock was started.
    pub(crate) fn invoked(&self) -> u64 {
        self.since_epoch.as_millis() as u64
    }

    pub(crate) fn now(&self) -> u64 {
        self.at(Instant::now())
    }
}

/// When the steps of an upload happened, in milliseconds since 1970. What was not measured is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Timing {
    /// `uploadFile` was called, and the upload entered its queue.
    pub invoke_start: u64,
    /// It left the queue.
    pub queue_end: u64,
    /// Its transfer began, with opening the file.
    pub fetch_start: u64,
    /// The connection stood and asked for the body of the final request.
    pub request_start: Option<u64>,
    /// The last byte of the body had left. Not after an early answer.
    pub request_end: Option<u64>,
    /// The head of the final response was here.
    pub response_start: u64,
    /// Its body was here.
    pub response_end: u64,
    /// How many bytes of the body of the final request had left.
    pub sent_bytes: Option<u64>,
    /// How many bytes the body of the response had, before its coding was undone.
    pub received_bytes: u64,
    /// `http1.1`, `http1.0` or `h2`.
    pub protocol: Option<&'static str>,
    /// The address at the other end, a proxy's where one was used.
    pub peer: Option<SocketAddr>,
}
