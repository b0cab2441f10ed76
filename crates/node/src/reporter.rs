//! One upload as the engine's threads have it: through here they tell what happens to it, and ask.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use uploadtask_core::dialect::{Completion, Dialect, Value as Data};
use uploadtask_core::{
    Client, ConnectTo, Error, ErrorKind, Headers, Interceptor, Method, Observer, Response, Url,
};

use crate::event_queue::{Event, EventQueue};
use crate::latest_progress::LatestProgress;
use crate::message::Messages;
use crate::question::{Answer, Question};

/// Tells JavaScript what happens to one upload, and asks it where the requests go.
pub(crate) struct Reporter {
    pub(crate) upload: u32,
    dialect: &'static dyn Dialect,
    client: Client,
    pub(crate) queue: Arc<EventQueue>,
    pub(crate) listened: Listened,
    pub(crate) latest: LatestProgress,
    pub(crate) question: Question,
}

/// Which events of an upload somebody listens to; the others are not sent.
#[derive(Debug, Default)]
pub(crate) struct Listened {
    pub(crate) progress: AtomicBool,
    pub(crate) headers: AtomicBool,
}

impl Reporter {
    pub(crate) fn new(
        upload: u32,
        dialect: &'static dyn Dialect,
        client: Client,
        queue: Arc<EventQueue>,
    ) -> Arc<Self> {
        let (listened, latest, question) = Default::default();
        Arc::new(Self { upload, dialect, client, queue, listened, latest, question })
    }

    /// What JavaScript is told of progress.
    pub(crate) fn progressed(&self, sent: u64, total: u64) -> Messages {
        Messages::event(self.upload, "progress", self.dialect.progress(sent, total))
    }

    /// What it is told of the end.
    pub(crate) fn settled(&self, outcome: &Result<Response, Error>, aborted: bool) -> Event {
        self.end(self.dialect.completion(outcome, self.client.config()), aborted)
    }

    /// The same of an upload whose arguments were refused.
    pub(crate) fn refused(&self, completion: Completion) -> Event {
        self.end(Some(completion), false)
    }

    fn end(&self, completion: Option<Completion>, aborted: bool) -> Event {
        let headers = self.dialect.description().result_headers;
        Event::Settled { messages: Messages::settled(self.upload, completion, headers, aborted), aborted }
    }
}

impl fmt::Debug for Reporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reporter").field("upload", &self.upload).finish_non_exhaustive()
    }
}

impl Observer for Reporter {
    fn progress(&self, sent: u64, total: u64) {
        self.latest.set(sent, total);
        // At most one event per upload is under way. What nobody listens to yet is kept for who comes later.
        if self.listened.progress.load(Ordering::SeqCst) && self.latest.announce() {
            self.queue.push_coalesced(self.upload, Event::Progress);
        }
    }

    fn headers(&self, headers: &Headers) {
        if self.listened.headers.load(Ordering::Acquire)
            && let Some(argument) = self.dialect.headers(headers)
        {
            let member = self.dialect.description().event_headers;
            let messages = Messages::headers(self.upload, argument, member);
            self.queue.push_coalesced(self.upload, Event::Told(messages));
        }
    }

    fn warning(&self, text: String) {
        self.queue.push(self.upload, Event::Told(Messages::warning(self.upload, text)));
    }
}

impl Interceptor for Reporter {
    fn intercept<'a>(
        &'a self,
        method: &'a Method,
        url: &'a Url,
        configured: Option<ConnectTo>,
    ) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>> {
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
