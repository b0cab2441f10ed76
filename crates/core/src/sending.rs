//! What the engine and the body that it sends know of each other.

use std::convert::Infallible;
use std::sync::atomic::{AtomicU8, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::Waker;
use std::time::{Duration, Instant};

use futures_util::task::AtomicWaker;
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::error::Error;
use crate::idle::Activity;
use crate::progress::{self, Progress};

const RUNNING: u8 = 0;
/// It goes on, and nobody is told.
const QUIET: u8 = 1;
const PAUSED: u8 = 2;
const STOPPED: u8 = 3;

/// How many chunks the transport may hold. With large ones its own limit is reached first; small ones it would
/// take by the dozen.
const MOST_CHUNKS: usize = 2;

/// How long a failure over HTTP/2 may take from the HTTP stack's connection to its request.
const LAG: Duration = Duration::from_millis(2);

/// One body on its way: the engine pauses or stops it, the body tells what became of it.
#[derive(Debug)]
pub(crate) struct Sending {
    total: u64,
    /// How many bytes the transport has let go of: the socket has them, or the connection broke.
    released: AtomicU64,
    /// How many of them the engine has seen. It looks only while it has not heard of a failure, and hyper tells of one
    /// before it lets go of what it could not send: so these were sent.
    sent: AtomicU64,
    started: OnceLock<Instant>,
    finished: OnceLock<Instant>,
    state: AtomicU8,
    waker: AtomicWaker,
    chunks: AtomicUsize,
    failure: Mutex<Option<Error>>,
    /// A chunk was released.
    chunk_released: Notify,
    /// The last one was.
    all_released: Notify,
    activity: Arc<Activity>,
}

/// What a body has to do when it is asked for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Go,
    Wait,
    Stop,
}

impl Sending {
    pub(crate) fn new(total: u64, activity: Arc<Activity>) -> Arc<Self> {
        Arc::new(Self {
            total,
            released: AtomicU64::new(0),
            sent: AtomicU64::new(0),
            started: OnceLock::new(),
            finished: OnceLock::new(),
            state: AtomicU8::new(RUNNING),
            waker: AtomicWaker::new(),
            chunks: AtomicUsize::new(0),
            failure: Mutex::new(None),
            chunk_released: Notify::new(),
            all_released: Notify::new(),
            activity,
        })
    }

    /// Whether the transport has taken the whole body.
    pub(crate) fn is_whole(&self) -> bool {
        self.sent.load(Ordering::Acquire) >= self.total
    }

    /// How many bytes the transport has taken.
    pub(crate) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Acquire)
    }

    /// When the transport asked for the first byte: the connection stood by then.
    pub(crate) fn started(&self) -> Option<Instant> {
        self.started.get().copied()
    }

    /// When the transport had taken the last byte.
    pub(crate) fn finished(&self) -> Option<Instant> {
        self.finished.get().copied().filter(|_| self.is_whole())
    }

    /// Reports no more progress.
    pub(crate) fn quiet(&self) {
        let _ = self.state.compare_exchange(RUNNING, QUIET, Ordering::AcqRel, Ordering::Acquire);
    }

    /// Lets the body send nothing more, without breaking the connection that an answer is coming over.
    pub(crate) fn pause(&self) {
        let _ = self.state.compare_exchange(RUNNING, PAUSED, Ordering::AcqRel, Ordering::Acquire);
    }

    /// Ends the body with an error, which closes the connection unless the body was whole.
    pub(crate) fn stop(&self) {
        self.state.store(STOPPED, Ordering::Release);
        self.waker.wake();
    }

    /// What the body is to do; when that changes, or room comes free, `waker` is woken.
    pub(crate) fn order(&self, waker: &Waker) -> Order {
        self.waker.register(waker);
        match self.state.load(Ordering::Acquire) {
            RUNNING | QUIET => Order::Go,
            PAUSED => Order::Wait,
            _ => Order::Stop,
        }
    }

    /// Whether the transport holds as many chunks as it may.
    pub(crate) fn is_full(&self) -> bool {
        self.chunks.load(Ordering::Acquire) >= MOST_CHUNKS
    }

    /// Whether the transport holds none.
    pub(crate) fn is_empty(&self) -> bool {
        self.chunks.load(Ordering::Acquire) == 0
    }

    /// Whether the transport has been given bytes, and not let go of all bytes of the body.
    pub(crate) fn is_under_way(&self) -> bool {
        self.started().is_some() && self.released.load(Ordering::Acquire) < self.total
    }

    pub(crate) fn chunk_given(&self) {
        self.started.get_or_init(Instant::now);
        self.chunks.fetch_add(1, Ordering::AcqRel);
    }

    /// The transport lets go of a chunk. It is called from within the HTTP stack, where a connection may just be dropped:
    /// so it only counts, and the engine tells others.
    pub(crate) fn chunk_released(&self, length: usize) {
        self.activity.moved();
        let held = self.chunks.fetch_sub(1, Ordering::AcqRel);
        let released = self.released.fetch_add(length as u64, Ordering::AcqRel) + length as u64;
        if released == self.total {
            self.finished.get_or_init(Instant::now);
            self.all_released.notify_one();
        }
        self.chunk_released.notify_one();
        // Room for one more, or for the last one, which waits until none is held.
        if held >= MOST_CHUNKS || held == 1 && released < self.total {
            self.waker.wake();
        }
    }

    /// Counts as sent what the transport has let go of, and reports it. Whoever calls it knows that the connection stands.
    pub(crate) fn count(&self, progress: &Progress) {
        let sent = self.released.load(Ordering::Acquire);
        self.sent.store(sent, Ordering::Release);
        if self.is_running() {
            progress.taken(sent, self.total);
        }
    }

    /// Counts and reports, for as long as it is polled. To be polled after what would tell of a failure. Over HTTP/2 that
    /// comes a little later than the chunks are let go of: another task of the HTTP stack has to run before.
    pub(crate) async fn report(&self, progress: &Progress, http2: bool) -> Infallible {
        let lag = http2.then_some(LAG);
        if self.total <= progress::HELD_BACK {
            self.all_released.notified().await;
        }
        loop {
            if let Some(lag) = lag {
                tokio::time::sleep(lag).await;
            }
            self.count(progress);
            if self.is_whole() {
                return std::future::pending().await;
            }
            // The time passing is as good a reason to look as the last chunk.
            let _ = timeout(progress::SHORTEST_INTERVAL, self.all_released.notified()).await;
            if timeout(progress::STEP_INTERVAL, self.chunk_released.notified()).await.is_err()
                && self.is_running()
            {
                progress.step(self.sent(), self.total);
            }
        }
    }

    fn is_running(&self) -> bool {
        self.state.load(Ordering::Acquire) == RUNNING
    }

    pub(crate) fn fail(&self, error: Error) {
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }

    /// Why the body ended itself, if it did.
    pub(crate) fn take_failure(&self) -> Option<Error> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
