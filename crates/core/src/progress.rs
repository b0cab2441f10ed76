//! How much of an upload is reported, and when.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::observer::Observer;

/// How much of what the socket took is not reported at once. Kernels keep megabytes for a peer that reads slowly,
/// and take new ones only when a third of that is gone: reported as they are, those bursts make progress stand
/// still for seconds. So the last bytes of a burst are reported a little later, which is nearer to the truth too.
pub(crate) const HELD_BACK: u64 = 1024 * 1024;
/// How much of it is reported at a time.
const STEP: u64 = HELD_BACK / 4;
/// How long after the last time.
pub(crate) const STEP_INTERVAL: Duration = Duration::from_millis(250);
/// The shortest time between two reports; the last one does not wait. A fast upload sends thousands
/// of chunks a second, and nobody can look at so many events.
pub(crate) const SHORTEST_INTERVAL: Duration = Duration::from_millis(4);

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

    pub(crate) fn observer(&self) -> &dyn Observer {
        &*self.observer
    }

    /// The socket has taken this much of a body.
    pub(crate) fn taken(&self, sent: u64, total: u64) {
        if sent == total {
            self.report(total, total);
        } else {
            self.report(sent.saturating_sub(HELD_BACK), total);
        }
    }

    /// Reports some of what was held back. It is called every [`STEP_INTERVAL`].
    pub(crate) fn step(&self, sent: u64, total: u64) {
        self.report(sent.min(self.highest.load(Ordering::Relaxed) + STEP), total);
    }

    /// Reports this much, unless as much was reported before, or something just now.
    fn report(&self, sent: u64, total: u64) {
        let now = self.start.elapsed().as_micros() as u64 + 1;
        let last = self.last.load(Ordering::Relaxed);
        let just_now = last != 0 && now.saturating_sub(last) < SHORTEST_INTERVAL.as_micros() as u64;
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
