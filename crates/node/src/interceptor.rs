//! Asks JavaScript where the requests of an upload go.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;
use uploadtask_core::dialect::Value as Data;
use uploadtask_core::{ConnectTo, Error, ErrorKind, Interceptor, Method, Url};

use crate::event_queue::{Event, EventQueue};
use crate::message::Messages;

type Answer = Result<Option<ConnectTo>, Error>;

/// The question of one upload that JavaScript has not answered yet.
#[derive(Debug, Default)]
pub(crate) struct Question(Mutex<Option<oneshot::Sender<Answer>>>);

impl Question {
    fn ask(&self) -> oneshot::Receiver<Answer> {
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

/// The interceptor of one upload: the functions that JavaScript has for it.
pub(crate) struct JsInterceptor {
    pub(crate) upload: u32,
    pub(crate) queue: Arc<EventQueue>,
    pub(crate) question: Arc<Question>,
}

impl fmt::Debug for JsInterceptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsInterceptor").field("upload", &self.upload).finish_non_exhaustive()
    }
}

impl Interceptor for JsInterceptor {
    fn intercept<'a>(
        &'a self,
        method: &'a Method,
        url: &'a Url,
        configured: Option<ConnectTo>,
    ) -> std::pin::Pin<Box<dyn Future<Output = Answer> + Send + 'a>> {
        let answer = self.question.ask();
        let argument = Data::object([
            ("method", method.as_str().into()),
            ("url", url.as_str().into()),
            ("configured", configured.map_or(Data::Null, |server| server.url().into())),
        ]);
        let messages = Messages::event(self.upload, "intercept", argument);
        self.queue.push(self.upload, Event::Told(messages));
        Box::pin(async {
            answer
                .await
                .unwrap_or_else(|_| Err(Error::new(ErrorKind::Connect, "nobody says where the upload goes")))
        })
    }
}
