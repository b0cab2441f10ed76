//! The newest progress of one upload: written by the engine's threads, read by JavaScript's.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// The newest progress, and whether an event is under way that will read it. Whatever is set is read by an event that is
/// announced after it, or by one that is under way.
#[derive(Debug, Default)]
pub(crate) struct LatestProgress {
    sent: AtomicU64,
    total: AtomicU64,
    announced: AtomicBool,
}

impl LatestProgress {
    /// Sets the newest progress; it only grows.
    pub(crate) fn set(&self, sent: u64, total: u64) {
        self.total.store(total, Ordering::Relaxed);
        self.sent.fetch_max(sent, Ordering::SeqCst);
    }

    /// Whether an event is to be sent: none is under way.
    pub(crate) fn announce(&self) -> bool {
        !self.announced.swap(true, Ordering::AcqRel)
    }

    /// The bytes sent and the total, for the event that was under way.
    ///
    /// The flag is exchanged and not stored: a store may be seen after the load that follows it, and what was set in
    /// between would be told to nobody.
    pub(crate) fn take(&self) -> (u64, u64) {
        self.announced.swap(false, Ordering::AcqRel);
        self.newest()
    }

    /// The bytes sent, 0 before the first, and the total.
    pub(crate) fn newest(&self) -> (u64, u64) {
        (self.sent.load(Ordering::SeqCst), self.total.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn w28_the_newest_progress_is_always_told() {
        const ROUNDS: u64 = 300_000;
        for _ in 0..4 {
            let latest = LatestProgress::default();
            let (events, announced) = mpsc::channel();
            std::thread::scope(|scope| {
                let told = scope.spawn(|| {
                    let mut told = 0;
                    // Ends when the sender is gone and everything that was announced is read.
                    for () in announced {
                        told = latest.take().0;
                    }
                    told
                });
                for sent in 1..=ROUNDS {
                    latest.set(sent, ROUNDS);
                    if latest.announce() {
                        events.send(()).unwrap();
                    }
                }
                drop(events);
                assert_eq!(told.join().unwrap(), ROUNDS);
            });
        }
    }
}
