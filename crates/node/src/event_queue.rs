//! What the engine's threads have to say to JavaScript, collected so that one wake-up delivers all of it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::message::Messages;
use napi::Env;
use napi::bindgen_prelude::*;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};

/// Calls JavaScript with what has collected. It is weak: by itself it does not keep the process alive.
pub(crate) type Delivery = ThreadsafeFunction<(), (), (), Status, false, true>;

/// How long an event may wait for another one: a wake-up costs the JavaScript thread more than most events do, and the
/// progress, the headers and the end of a small upload are less than this apart.
const MAX_COALESCING: Duration = Duration::from_millis(1);

/// One thing to say about one upload.
#[derive(Debug)]
pub(crate) enum Event {
    /// There is progress; how much is read when it is delivered, so that the newest value wins.
    Progress,
    /// The headers of the response, or a warning.
    Told(Messages),
    /// The end.
    Settled {
        /// What JavaScript is told.
        messages: Messages,
        /// Whether the caller's abort is the cause, and not the engine's outcome.
        aborted: bool,
    },
}

/// Events on their way to one connection's thread.
#[derive(Default)]
pub(crate) struct EventQueue {
    state: Mutex<State>,
    /// How many uploads the executor is at.
    running: AtomicUsize,
}

/// An upload that an executor is at.
pub(crate) struct Running<'a>(&'a EventQueue);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::Relaxed);
    }
}

#[derive(Default)]
struct State {
    events: Vec<(u32, Event)>,
    /// JavaScript has been called, and has not come yet.
    called: bool,
    /// Somebody is going to call it soon.
    awaited: bool,
    /// Somebody is going to call it when the executor has had its turn.
    gathering: bool,
    delivery: Option<Delivery>,
}

impl State {
    fn call(&mut self) {
        if !self.called
            && let Some(delivery) = &self.delivery
        {
            // A closing environment takes nothing any more, and nobody is there to miss it.
            delivery.call((), ThreadsafeFunctionCallMode::NonBlocking);
            self.called = true;
        }
    }
}

impl EventQueue {
    pub(crate) fn set_delivery(&self, delivery: Delivery) {
        self.lock().delivery = Some(delivery);
    }

    /// Has an event delivered on the JavaScript thread, with all that waits.
    pub(crate) fn push(&self, upload: u32, event: Event) {
        let mut state = self.lock();
        state.events.push((upload, event));
        state.call();
    }

    /// Has the end of an upload delivered, with all that end in the same turn of the executor: the first of them calls
    /// JavaScript when the others have had theirs. An upload that runs alone waits for none.
    pub(crate) async fn push_end(&self, upload: u32, event: Event, running: Running<'_>) {
        {
            let mut state = self.lock();
            state.events.push((upload, event));
            if state.called || std::mem::replace(&mut state.gathering, true) {
                return;
            }
        }
        drop(running);
        if self.running.load(Ordering::Relaxed) > 0 {
            tokio::task::yield_now().await;
        }
        let mut state = self.lock();
        state.gathering = false;
        if !state.events.is_empty() {
            state.call();
        }
    }

    /// Counts an upload that runs, until what it gives is dropped.
    pub(crate) fn enter(&self) -> Running<'_> {
        self.running.fetch_add(1, Ordering::Relaxed);
        Running(self)
    }

    /// Has an event delivered with the next one, or by itself a little later.
    pub(crate) fn push_coalesced(self: &Arc<Self>, upload: u32, event: Event) {
        let mut state = self.lock();
        state.events.push((upload, event));
        if state.called || std::mem::replace(&mut state.awaited, true) {
            return;
        }
        let Ok(executor) = tokio::runtime::Handle::try_current() else {
            state.awaited = false;
            return state.call();
        };
        let queue = Arc::clone(self);
        executor.spawn(async move {
            tokio::time::sleep(MAX_COALESCING).await;
            let mut state = queue.lock();
            state.awaited = false;
            if !state.events.is_empty() {
                state.call();
            }
        });
    }

    /// All that has collected.
    pub(crate) fn take(&self) -> Vec<(u32, Event)> {
        let mut state = self.lock();
        state.called = false;
        std::mem::take(&mut state.events)
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
