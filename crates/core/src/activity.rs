//! When bytes of an upload moved last.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

/// When a byte of an upload moved last, in either direction.
#[derive(Debug)]
pub(crate) struct Activity {
    start: Instant,
    /// In milliseconds from the start.
    last: AtomicU64,
}

impl Activity {
    pub(crate) fn start() -> Self {
        Self { start: Instant::now(), last: AtomicU64::new(0) }
    }

    /// Bytes have moved just now.
    pub(crate) fn moved(&self) {
        self.last.store(self.start.elapsed().as_millis() as u64, Ordering::Relaxed);
    }

    /// Ends when nothing has moved for so long.
    pub(crate) async fn idle_for(&self, limit: Duration) {
        loop {
            let last = Duration::from_millis(self.last.load(Ordering::Relaxed));
            let quiet = self.start.elapsed().saturating_sub(last);
            match limit.checked_sub(quiet) {
                None | Some(Duration::ZERO) => return,
                Some(rest) => tokio::time::sleep(rest).await,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn q7_the_limit_counts_from_the_last_byte() {
        let activity = Activity::start();
        let limit = Duration::from_secs(30);
        let idle = activity.idle_for(limit);
        tokio::pin!(idle);
        for _ in 0..3 {
            tokio::time::timeout(Duration::from_secs(29), &mut idle).await.unwrap_err();
            activity.moved();
        }
        let since = Instant::now();
        idle.await;
        assert_eq!(since.elapsed().as_secs(), 30);
    }
}
