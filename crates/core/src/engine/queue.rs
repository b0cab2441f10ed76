//! FIFO admission: at most so many uploads run at once, the others wait in the order of their calls.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

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
    waiting: BTreeMap<u64, oneshot::Sender<Permit>>,
    entered: u64,
}

/// A place among the running uploads; dropping it admits the next one.
#[derive(Debug)]
pub(crate) struct Permit {
    /// `None` once the place has been handed on.
    queue: Option<Arc<Queue>>,
}

/// A place in the queue. Dropping it leaves the queue.
#[derive(Debug)]
pub(crate) enum Waiter {
    /// There was room at once.
    Admitted(Permit),
    /// The place comes later, in order.
    Waiting(Waiting),
}

/// One that waits for its place.
#[derive(Debug)]
pub(crate) struct Waiting {
    queue: Arc<Queue>,
    number: u64,
    permit: oneshot::Receiver<Permit>,
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
    pub(crate) fn enter(self: &Arc<Self>) -> Waiter {
        let mut state = self.lock();
        if state.running < self.limit {
            state.running += 1;
            return Waiter::Admitted(Permit { queue: Some(Arc::clone(self)) });
        }
        let (sender, permit) = oneshot::channel();
        let number = state.entered;
        state.entered += 1;
        state.waiting.insert(number, sender);
        Waiter::Waiting(Waiting { queue: Arc::clone(self), number, permit })
    }

    /// A permit if there is room at once.
    pub(crate) fn try_enter(self: &Arc<Self>) -> Option<Waiter> {
        let mut state = self.lock();
        (state.running < self.limit).then(|| {
            state.running += 1;
            Waiter::Admitted(Permit { queue: Some(Arc::clone(self)) })
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
        let mut next = Permit { queue: Some(self) };
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

impl Waiter {
    /// Waits for admission.
    pub(crate) async fn admitted(self) -> Option<Permit> {
        match self {
            Self::Admitted(permit) => Some(permit),
            Self::Waiting(mut waiting) => (&mut waiting.permit).await.ok(),
        }
    }
}

impl Drop for Permit {
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
    async fn w31_a_permit_that_was_granted_but_never_taken_is_handed_on() {
        let queue = Queue::new(1);
        let first = queue.enter().admitted().await;
        let (second, third) = (queue.enter(), queue.enter());
        drop(first);
        // The permit is already on its way to `second`, which leaves without looking.
        drop(second);
        assert!(third.admitted().await.is_some());
    }
}
