//! What the engine asks JavaScript: where the request of an upload goes.

use std::sync::{Mutex, PoisonError};

use tokio::sync::oneshot;
use uploadtask_core::{ConnectTo, Error};

/// Where it goes, if not to the server of its URL; or why it goes nowhere.
pub(crate) type Answer = Result<Option<ConnectTo>, Error>;

/// The question of one upload that JavaScript has not answered yet.
#[derive(Debug, Default)]
pub(crate) struct Question(Mutex<Option<oneshot::Sender<Answer>>>);

impl Question {
    pub(crate) fn ask(&self) -> oneshot::Receiver<Answer> {
        let (sender, receiver) = oneshot::channel();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
        receiver
    }

    /// A question whose upload has ended wants no answer any more.
    pub(crate) fn answer(&self, answer: Answer) {
        if let Some(sender) = self.0.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = sender.send(answer);
        }
    }
}
