//! How much of an upload is reported, and when.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::time::timeout;

use crate::multipart::BodyFlow;
use crate::observer::Observer;

/// How much of what the socket took is not reported at once. Kernels keep megabytes for a peer that reads slowly,
/// and take new ones only when a third of that is gone: reported as they are, those bursts make progress stand
/// still for seconds. So the last bytes of a burst are reported a little later, which is nearer to the truth too.
const HELD_BACK: u64 = 1024 * 1024;
/// How much of it is reported at a time.
const STEP: u64 = HELD_BACK / 4;
/// How long after the last time.
const STEP_INTERVAL: Duration = Duration::from_millis(250);
/// The shortest time between two reports; the last one does not wait. A fast upload sends thousands
/// of chunks a second, and nobody can look at so many events.
const MIN_INTERVAL: Duration = Duration::from_millis(4);

/// How long a failure over HTTP/2 may take from the HTTP stack's connection to its request.
const HTTP2_LAG: Duration = Duration::from_millis(2);

/// The progress of one upload over all its bodies: a body that is sent again, after a redirect, reports nothing
/// until it passes what was reported before. The engine alone reports, from the upload's own future, one value after the
/// other.
#[derive(Debug)]
pub(crate) struct Progress {
    observer: Arc<dyn Observer>,
    highest: AtomicU64,
    start: Instant,
    /// When the last report was, in microseconds from the start; 0 before the first.
    last: AtomicU64,
}

impl Progress {
    pub(crate) fn new(observer: Arc<dyn Observer>) -> Self {
        Self { observer, highest: AtomicU64::new(0), start: Instant::now(), last: AtomicU64::new(0) }
    }

    /// Counts the bytes of a body that were sent, and reports them. Whoever calls it knows that the connection stands.
    pub(crate) fn count(&self, flow: &BodyFlow) {
        let sent = flow.count();
        if flow.is_running() {
            self.taken(sent, flow.total());
        }
    }

    /// Counts and reports, for as long as it is polled. To be polled after what would tell of a failure. Over HTTP/2 that
    /// comes a little later than the chunks are let go of: another task of the HTTP stack has to run before.
    pub(crate) async fn report(&self, flow: &BodyFlow, http2: bool) -> Infallible {
        if flow.total() <= HELD_BACK {
            flow.all_released().await;
        }
        loop {
            if http2 {
                tokio::time::sleep(HTTP2_LAG).await;
            }
            self.count(flow);
            if flow.is_whole() {
                return std::future::pending().await;
            }
            // The time passing is as good a reason to look as the last chunk.
            let _ = timeout(MIN_INTERVAL, flow.all_released()).await;
            if timeout(STEP_INTERVAL, flow.chunk_released()).await.is_err() && flow.is_running() {
                self.step(flow.sent(), flow.total());
            }
        }
    }

    /// The socket has taken this much of a body.
    fn taken(&self, sent: u64, total: u64) {
        if sent == total {
            self.tell(total, total);
        } else {
            self.tell(sent.saturating_sub(HELD_BACK), total);
        }
    }

    /// Reports some of what was held back. It is called every [`STEP_INTERVAL`].
    fn step(&self, sent: u64, total: u64) {
        self.tell(sent.min(self.highest.load(Ordering::Relaxed) + STEP), total);
    }

    /// Reports this much, unless as much was reported before, or something just now.
    fn tell(&self, sent: u64, total: u64) {
        let now = self.start.elapsed().as_micros() as u64 + 1;
        let last = self.last.load(Ordering::Relaxed);
        let just_now = last != 0 && now.saturating_sub(last) < MIN_INTERVAL.as_micros() as u64;
        if sent < total && just_now || self.highest.fetch_max(sent, Ordering::Relaxed) >= sent {
            return;
        }
        self.last.store(now, Ordering::Relaxed);
        self.observer.progress(sent, total);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[derive(Debug, Default)]
    struct Recorder(Mutex<Vec<u64>>);

    impl Observer for Recorder {
        fn progress(&self, sent: u64, _: u64) {
            self.0.lock().unwrap().push(sent);
        }
    }

    #[test]
    fn h27_never_more_than_was_taken_and_all_of_it_at_the_end() {
        let recorder = Arc::new(Recorder::default());
        let progress = Progress::new(Arc::clone(&recorder) as Arc<dyn Observer>);
        let total = 4 * HELD_BACK;
        progress.taken(100, total);
        progress.taken(HELD_BACK + 100, total);
        // Just now there was a report.
        progress.taken(HELD_BACK + 200, total);
        progress.taken(total, total);
        // The same body once more.
        progress.taken(2 * HELD_BACK, total);
        progress.taken(total, total);
        assert_eq!(*recorder.0.lock().unwrap(), [100, total]);
    }

    #[test]
    fn v28_what_was_held_back_comes_in_steps() {
        let recorder = Arc::new(Recorder::default());
        let progress = Progress::new(Arc::clone(&recorder) as Arc<dyn Observer>);
        progress.taken(STEP, 4 * HELD_BACK);
        progress.step(STEP + 10, 4 * HELD_BACK);
        assert_eq!(*recorder.0.lock().unwrap(), [STEP]);
    }
}
