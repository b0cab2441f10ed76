//! FIFO admission: at most so many uploads run at once, the others wait in the order of their calls.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// Which queue an upload waits in, and how many run at once unless the configuration says otherwise.
///
/// Each platform has a limit of its own; dialects of one platform share a queue by sharing its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueName {
    /// The name that `maxConcurrency` uses.
    pub name: &'static str,
    /// How many uploads run at once by default.
    pub default_limit: usize,
}

/// Admits uploads in the order in which they entered.
#[derive(Debug)]
pub(crate) struct Queue {
    limit: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    running: usize,
    /// In the order of their calls. Who leaves is taken out: a queue that never moves does not grow by those that gave up.
    waiting: BTreeMap<u64, oneshot::Sender<Slot>>,
    entered: u64,
}

/// A place among the running uploads; dropping it admits the next one.
#[derive(Debug)]
pub(crate) struct Slot {
    /// `None` once the place has been handed on.
    queue: Option<Arc<Queue>>,
}

/// A place in the queue. Dropping it leaves the queue.
#[derive(Debug)]
pub(crate) enum Ticket {
    /// There was room at once.
    Admitted(Slot),
    /// The place comes later, in order.
    Waiting(Waiting),
}

/// One that waits for its place.
#[derive(Debug)]
pub(crate) struct Waiting {
    queue: Arc<Queue>,
    number: u64,
    slot: oneshot::Receiver<Slot>,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.queue.lock().waiting.remove(&self.number);
    }
}

impl Queue {
    pub(crate) fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self { limit, state: Mutex::default() })
    }

    /// Enters the queue now, so that the order is that of the calls and not of the executor.
    pub(crate) fn enter(self: &Arc<Self>) -> Ticket {
        let mut state = self.lock();
        if state.running < self.limit {
            state.running += 1;
            return Ticket::Admitted(Slot { queue: Some(Arc::clone(self)) });
        }
        let (sender, slot) = oneshot::channel();
        let number = state.entered;
        state.entered += 1;
        state.waiting.insert(number, sender);
        Ticket::Waiting(Waiting { queue: Arc::clone(self), number, slot })
    }

    /// A slot if there is room at once.
    pub(crate) fn try_enter(self: &Arc<Self>) -> Option<Ticket> {
        let mut state = self.lock();
        (state.running < self.limit).then(|| {
            state.running += 1;
            Ticket::Admitted(Slot { queue: Some(Arc::clone(self)) })
        })
    }

    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // The state is consistent between any two statements, so a panic elsewhere cannot have spoilt it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands a free place to the first that still waits.
    fn leave(self: Arc<Self>) {
        let mut next = Slot { queue: Some(self) };
        loop {
            let Some(queue) = next.queue.as_ref() else { return };
            let waiting = {
                let mut state = queue.lock();
                let waiting = state.waiting.pop_first();
                if waiting.is_none() {
                    state.running -= 1;
                }
                waiting
            };
            let Some((_, waiting)) = waiting else {
                next.queue = None;
                return;
            };
            match waiting.send(next) {
                Ok(()) => return,
                // It was aborted while it waited.
                Err(returned) => next = returned,
            }
        }
    }
}

impl Ticket {
    /// Waits for admission.
    pub(crate) async fn admitted(self) -> Option<Slot> {
        match self {
            Self::Admitted(slot) => Some(slot),
            Self::Waiting(mut waiting) => (&mut waiting.slot).await.ok(),
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if let Some(queue) = self.queue.take() {
            queue.leave();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn v38_admits_in_order_and_skips_those_that_left() {
        let queue = Queue::new(1);
        let first = queue.enter().admitted().await;
        let (second, third, fourth) = (queue.enter(), queue.enter(), queue.enter());
        assert!(queue.try_enter().is_none());
        drop(second);
        drop(first);
        let third = third.admitted().await;
        assert!(queue.try_enter().is_none());
        drop(third);
        drop(fourth.admitted().await);
        assert!(queue.try_enter().is_some());
    }

    #[test]
    fn w31_those_that_left_are_not_kept() {
        let queue = Queue::new(1);
        let _running = queue.enter();
        let staying = queue.enter();
        for _ in 0..1000 {
            drop(queue.enter());
        }
        assert_eq!(queue.lock().waiting.len(), 1);
        drop(staying);
        assert!(queue.lock().waiting.is_empty());
    }

    #[tokio::test]
    async fn w31_a_slot_that_was_granted_but_never_taken_is_handed_on() {
        let queue = Queue::new(1);
        let first = queue.enter().admitted().await;
        let (second, third) = (queue.enter(), queue.enter());
        drop(first);
        // The slot is already on its way to `second`, which leaves without looking.
        drop(second);
        assert!(third.admitted().await.is_some());
    }
}
