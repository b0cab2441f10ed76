//! What the engine and the body that it sends know of each other.

use std::sync::atomic::{AtomicU8, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::Waker;
use std::time::Instant;

use futures_util::task::AtomicWaker;
use tokio::sync::Notify;

use crate::activity::Activity;
use crate::error::Error;

const RUNNING: u8 = 0;
/// It goes on, and nobody is told.
const QUIET: u8 = 1;
const PAUSED: u8 = 2;
const STOPPED: u8 = 3;

/// How many chunks the HTTP stack may hold. With large ones its own limit is reached first; small ones it would
/// take by the dozen.
const MAX_CHUNKS: usize = 2;

/// One body on its way: the engine pauses or stops it, the body tells what became of it.
#[derive(Debug)]
pub(crate) struct BodyFlow {
    total: u64,
    /// How many bytes the HTTP stack has let go of: the socket has them, or the connection broke.
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
    chunk_notice: Notify,
    /// The last one was.
    all_notice: Notify,
    activity: Arc<Activity>,
}

/// What a body has to do when it is asked for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Go,
    Wait,
    Stop,
}

impl BodyFlow {
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
            chunk_notice: Notify::new(),
            all_notice: Notify::new(),
            activity,
        })
    }

    /// Whether the HTTP stack has taken the whole body.
    pub(crate) fn is_whole(&self) -> bool {
        self.sent.load(Ordering::Acquire) >= self.total
    }

    /// How many bytes the HTTP stack has taken.
    pub(crate) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Acquire)
    }

    /// When the HTTP stack asked for the first byte: the connection stood by then.
    pub(crate) fn started(&self) -> Option<Instant> {
        self.started.get().copied()
    }

    /// When the HTTP stack had taken the last byte.
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

    /// Whether the HTTP stack holds as many chunks as it may.
    pub(crate) fn is_full(&self) -> bool {
        self.chunks.load(Ordering::Acquire) >= MAX_CHUNKS
    }

    /// Whether the HTTP stack holds none.
    pub(crate) fn is_empty(&self) -> bool {
        self.chunks.load(Ordering::Acquire) == 0
    }

    /// Whether the HTTP stack has been given bytes, and not let go of all bytes of the body.
    pub(crate) fn is_under_way(&self) -> bool {
        self.started().is_some() && self.released.load(Ordering::Acquire) < self.total
    }

    pub(super) fn give_chunk(&self) {
        self.started.get_or_init(Instant::now);
        self.chunks.fetch_add(1, Ordering::AcqRel);
    }

    /// The HTTP stack lets go of a chunk. It is called from within it, where a connection may just be dropped:
    /// so it only counts, and the engine tells others.
    pub(super) fn release_chunk(&self, length: usize) {
        self.activity.moved();
        let held = self.chunks.fetch_sub(1, Ordering::AcqRel);
        let released = self.released.fetch_add(length as u64, Ordering::AcqRel) + length as u64;
        if released == self.total {
            self.finished.get_or_init(Instant::now);
            self.all_notice.notify_one();
        }
        self.chunk_notice.notify_one();
        // Room for one more, or for the last one, which waits until none is held.
        if held >= MAX_CHUNKS || held == 1 && released < self.total {
            self.waker.wake();
        }
    }

    /// Counts as sent what the HTTP stack has let go of, and gives it. Whoever calls it knows that the connection stands.
    pub(crate) fn count(&self) -> u64 {
        let sent = self.released.load(Ordering::Acquire);
        self.sent.store(sent, Ordering::Release);
        sent
    }

    /// The length of the body in bytes.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// Ends when the HTTP stack has let go of a chunk since the last call.
    pub(crate) async fn chunk_released(&self) {
        self.chunk_notice.notified().await;
    }

    /// Ends when the HTTP stack has let go of the last byte.
    pub(crate) async fn all_released(&self) {
        self.all_notice.notified().await;
    }

    /// Whether progress is reported.
    pub(crate) fn is_running(&self) -> bool {
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
