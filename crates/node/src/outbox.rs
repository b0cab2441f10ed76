//! What the engine's threads have to say to JavaScript, collected so that one wake-up delivers all of it.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use napi::Env;
use napi::bindgen_prelude::*;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use uploadtask_core::dialect::{Completion, Dialect};
use uploadtask_core::{Headers, Observer, Value as Data};

/// Calls JavaScript with what has collected. It is weak: by itself it does not keep the process alive.
pub(crate) type Delivery = ThreadsafeFunction<(), (), (), Status, false, true>;

/// One thing to say about one upload.
#[derive(Debug)]
pub(crate) enum Event {
    /// There is progress; how much is read when it is delivered, so that the newest value wins.
    Progress(Arc<Latest>),
    /// The argument of the header listeners.
    Headers(Data),
    /// The text of a process warning.
    Warning(String),
    /// The end.
    Settled {
        /// What the callbacks get; `None` where the platform is silent.
        completion: Option<Completion>,
        /// Whether the caller's abort is the cause, and not the engine's outcome.
        aborted: bool,
    },
}

/// The newest progress of one upload.
#[derive(Debug, Default)]
pub(crate) struct Latest {
    sent: AtomicU64,
    total: AtomicU64,
    announced: AtomicBool,
}

impl Latest {
    /// The bytes sent and the total; from now on there is a reason to announce again.
    pub(crate) fn take(&self) -> (u64, u64) {
        self.announced.store(false, Ordering::Release);
        (self.sent.load(Ordering::Acquire), self.total.load(Ordering::Acquire))
    }
}

/// Events on their way to one connection's thread.
#[derive(Default)]
pub(crate) struct Outbox {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    events: VecDeque<(u32, Event)>,
    /// The events of the round of deliveries that is going on.
    round: VecDeque<(u32, Event)>,
    scheduled: bool,
    delivery: Option<Delivery>,
}

impl Outbox {
    pub(crate) fn set_delivery(&self, delivery: Delivery) {
        self.lock().delivery = Some(delivery);
    }

    /// Has an event delivered soon, on the JavaScript thread.
    pub(crate) fn push(&self, upload: u32, event: Event) {
        let mut state = self.lock();
        state.events.push_back((upload, event));
        if !state.scheduled
            && let Some(delivery) = &state.delivery
        {
            // A closing environment takes nothing any more, and nobody is there to miss it.
            delivery.call((), ThreadsafeFunctionCallMode::NonBlocking);
            state.scheduled = true;
        }
    }

    /// Begins a round with what has collected, and only that: a flood of events must not keep the event loop from its
    /// other work.
    pub(crate) fn begin_round(&self) {
        let mut state = self.lock();
        state.scheduled = false;
        let events = std::mem::take(&mut state.events);
        state.round.extend(events);
    }

    /// The next event of the round.
    pub(crate) fn next(&self) -> Option<(u32, Event)> {
        self.lock().round.pop_front()
    }

    /// Keeps the process alive while uploads are pending, and only then.
    #[expect(
        deprecated,
        reason = "one function serves all uploads, so cloning it cannot say whether one is pending"
    )]
    pub(crate) fn keep_alive(&self, env: &Env, pending: bool) -> Result<()> {
        match &mut self.lock().delivery {
            Some(delivery) if pending => delivery.refer(env),
            Some(delivery) => delivery.unref(env),
            None => Ok(()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells the outbox what happens to one upload.
pub(crate) struct Reporter {
    pub(crate) upload: u32,
    pub(crate) dialect: &'static dyn Dialect,
    pub(crate) outbox: Arc<Outbox>,
    pub(crate) latest: Arc<Latest>,
}

impl std::fmt::Debug for Reporter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reporter").field("upload", &self.upload).finish_non_exhaustive()
    }
}

impl Observer for Reporter {
    fn progress(&self, sent: u64, total: u64) {
        self.latest.total.store(total, Ordering::Release);
        self.latest.sent.fetch_max(sent, Ordering::AcqRel);
        // At most one event per upload is under way.
        if !self.latest.announced.swap(true, Ordering::AcqRel) {
            self.outbox.push(self.upload, Event::Progress(Arc::clone(&self.latest)));
        }
    }

    fn headers(&self, headers: &Headers) {
        if let Some(argument) = self.dialect.headers(headers) {
            self.outbox.push(self.upload, Event::Headers(argument));
        }
    }

    fn warning(&self, message: String) {
        self.outbox.push(self.upload, Event::Warning(message));
    }
}
