//! The time of day, by a clock that only goes forward.

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
    pub(super) fn at(&self, moment: Instant) -> u64 {
        (self.since_epoch + moment.saturating_duration_since(self.start)).as_millis() as u64
    }

    /// Milliseconds since 1970 when the clock was started.
    pub(super) fn invoked(&self) -> u64 {
        self.since_epoch.as_millis() as u64
    }

    pub(super) fn now(&self) -> u64 {
        self.at(Instant::now())
    }
}
