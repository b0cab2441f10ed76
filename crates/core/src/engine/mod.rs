//! One upload from start to outcome. [`run`] and `Transfer` tell the story; each step is one call.

mod clock;
mod hop;
mod limits;
mod progress;
mod queue;
mod redirect;

use std::sync::Arc;
use std::time::Instant;

use http::header::LOCATION;
use http::{StatusCode, Version};
use url::Url;

use self::hop::Hop;
use self::limits::{deadline, idle_timeout};
use self::progress::Progress;
use crate::activity::Activity;
use crate::config::Config;
use crate::error::{Error, ErrorKind};
use crate::http::{HttpClient, Request, ResponseHead, read_body, received_headers, without_secrets};
use crate::intercept::ConnectTo;
use crate::multipart::{BodyFlow, Form, FormBody};
use crate::response::{Response, Timing};
use crate::shortage;
use crate::upload::{Content, Upload};

pub(crate) use clock::Clock;
pub(crate) use queue::{Queue, Waiter};
#[cfg(feature = "internals")]
pub(crate) use redirect::target as redirect_target;

/// Uploads: waits for its turn, opens the files, sends, follows redirects, reads the response.
///
/// Dropping the future aborts the upload, at whatever point it is.
pub(crate) async fn run(
    client: &HttpClient,
    config: &Config,
    upload: Box<Upload>,
    waiter: Waiter,
    clock: Clock,
) -> Result<Response, Error> {
    // The queue hands out a permit unless the client is gone, and the caller holds the client.
    let _permit = waiter.admitted().await;
    let _notify = shortage::NotifyOnDrop;
    let (limit, idle_limit) = (upload.timeout, upload.idle_timeout);
    let progress = Progress::new(Arc::clone(&upload.observer));
    let activity = Arc::new(Activity::start());
    let queue_end = clock.now();
    let transfer =
        Transfer { client, config, clock, queue_end, upload, progress, activity: Arc::clone(&activity) };
    tokio::select! {
        biased;
        result = transfer.run() => result,
        error = deadline(limit) => Err(error),
        error = idle_timeout(idle_limit, &activity) => Err(error),
    }
}

/// An upload that has left its queue.
struct Transfer<'a> {
    client: &'a HttpClient,
    config: &'a Config,
    clock: Clock,
    queue_end: u64,
    upload: Box<Upload>,
    progress: Progress,
    activity: Arc<Activity>,
}

impl Transfer<'_> {
    /// Transfers, and starts again where the process has no descriptor for the file or the first connection: everything
    /// that was held is closed by then, and no byte was sent.
    async fn run(&self) -> Result<Response, Error> {
        allowed(self.config, &self.upload.url)?;
        self.upload.check()?;
        let fields = self.upload.fields.iter();
        let files = fields.filter(|field| matches!(field.part.content, Content::File(_))).count();
        let mut in_vain = 0;
        loop {
            let user = shortage::DescriptorUser::new();
            let result = self.attempt().await;
            match result {
                Err(error) if shortage::caused(&error) => {
                    in_vain = if user.is_alone() { in_vain + 1 } else { 0 };
                    if files > 1 && in_vain == MAX_IN_VAIN {
                        return Err(too_many_files(files).with_source(error));
                    }
                }
                result => return result,
            }
            drop(user);
            shortage::wait().await;
        }
    }

    async fn attempt(&self) -> Result<Response, Error> {
        let fetch_start = self.clock.now();
        let form = Arc::new(self.open().await?);
        let mut hop = Hop::first(&self.upload);
        let mut redirects = 0;
        loop {
            let flow = BodyFlow::new(form.length(), Arc::clone(&self.activity));
            // Whatever ends this hop, an abort included, ends its body.
            let _end = EndOfHop { flow: &flow };
            let body = hop.sends_form.then(|| FormBody::new(Arc::clone(&form), Arc::clone(&flow)));
            let connect_to = self.connect_to(&hop).await?;
            // What intercepts speaks HTTP/1.1.
            let http2 = self.upload.http2 && connect_to.is_none();
            let request = Request { connect_to, ..hop.request(self.config, &form, body, http2)? };
            // The exchange first: progress is counted only where it has not failed.
            let head = tokio::select! {
                biased;
                head = self.client.send(request) => head,
                never = self.progress.report(&flow, http2) => match never {},
            };
            let head = match head {
                Ok(head) => head,
                Err(failure) => {
                    // A body that ended itself knows the cause better than the connection that it broke.
                    if let Some(error) = flow.take_failure() {
                        return Err(error);
                    }
                    if failure.stale && !hop.new_connection {
                        hop.new_connection = true;
                        continue;
                    }
                    // An earlier hop may have stored the file: only this one is tried again.
                    if (redirects > 0 || hop.new_connection) && shortage::caused(&failure.error) {
                        shortage::wait().await;
                        continue;
                    }
                    return Err(failure.error);
                }
            };
            if head.status == StatusCode::REQUEST_TIMEOUT && head.reused && !hop.new_connection {
                // A server that gave up the idle connection said so when this request was already on its way
                // (RFC 9110 15.5.9): it answers nothing.
                hop.new_connection = true;
                continue;
            }
            let early = hop.sends_form && !self.arrived(&flow, &head);
            self.activity.moved();
            let location = head.headers.get(LOCATION);
            let redirect = redirect::target(&hop.method, head.status, location, &hop.url, redirects)?;
            if let Some(redirect) = redirect {
                allowed(self.config, &redirect.url)?;
                hop.follow(redirect, &*self.upload.observer);
                redirects += 1;
                continue;
            }
            let timing = self.upload.timing.then(|| self.timing(fetch_start, &flow, &head));
            let headers = received_headers(&head.headers);
            self.upload.observer.headers(&headers);
            let limit = self.config.max_response_bytes;
            // A request without a body is whole.
            let whole = || !hop.sends_form || flow.is_whole();
            let counts = early && head.status.is_success();
            let reading = read_body(&head.headers, head.body, limit, Arc::clone(&self.activity), whole);
            let body = if counts {
                tokio::select! {
                    biased;
                    body = reading => body,
                    never = self.progress.report(&flow, http2) => match never {},
                }
            } else {
                reading.await
            }?;
            if form.file_grew() {
                return Err(grew());
            }
            let timing = timing.map(|timing| Timing {
                response_end: self.clock.now(),
                received_bytes: body.received,
                ..timing
            });
            let status = head.status;
            return Ok(Response { status, headers, body: body.bytes.into(), timing });
        }
    }

    /// Which server this request goes to, if not to that of its URL.
    async fn connect_to(&self, hop: &Hop) -> Result<Option<ConnectTo>, Error> {
        let configured = self.config.intercept.of(&hop.url).cloned();
        match &self.upload.interceptor {
            Some(interceptor) => {
                interceptor.intercept(&hop.method, &without_secrets(&hop.url), configured).await
            }
            None => Ok(configured),
        }
    }

    /// Whether the request was whole when the head of its answer came. If not, a server that does not want the file gets
    /// no more of it; one that has begun to answer may end only when it has all of it.
    fn arrived(&self, flow: &BodyFlow, head: &ResponseHead) -> bool {
        self.progress.count(flow);
        let whole = flow.is_whole();
        if !whole {
            if head.status.is_success() {
                flow.quiet();
            } else {
                flow.pause();
            }
            if head.version == Version::HTTP_2 {
                self.client.retire_http2();
            }
        }
        whole
    }

    async fn open(&self) -> Result<Form, Error> {
        use ErrorKind::{FileNotFound, IsDirectory, NotPermitted};
        Form::open(&self.upload.fields, self.upload.style).await.map_err(|error| match error.kind() {
            FileNotFound | IsDirectory | NotPermitted if self.upload.files_checked => {
                let message = error.message().to_owned();
                Error::new(ErrorKind::FileChanged, message).with_source(error)
            }
            _ => error,
        })
    }

    /// What is known when the head of the final response is here.
    fn timing(&self, fetch_start: u64, flow: &BodyFlow, head: &ResponseHead) -> Timing {
        let at = |moment: Option<Instant>| moment.map(|moment| self.clock.at(moment));
        Timing {
            invoke_start: self.clock.invoked(),
            queue_end: self.queue_end,
            fetch_start,
            request_start: at(flow.started()),
            request_end: at(flow.finished()),
            response_start: self.clock.now(),
            response_end: 0,
            sent_bytes: flow.started().map(|_| flow.sent()),
            received_bytes: 0,
            protocol: match head.version {
                Version::HTTP_10 => Some("http1.0"),
                Version::HTTP_11 => Some("http1.1"),
                Version::HTTP_2 => Some("h2"),
                _ => None,
            },
            peer: head.peer,
        }
    }
}

/// How often an upload of several files tries to open them while no other upload has files open: for a second.
const MAX_IN_VAIN: u32 = 20;

fn too_many_files(count: usize) -> Error {
    let message = format!(
        "the process may not have {count} files open at once: send fewer in one upload, or raise its limit (ulimit -n)"
    );
    Error::new(ErrorKind::BadArgument, message)
}

/// Ends the body of a hop, in whatever way the hop ends: finished, failed, timed out or dropped by an abort.
struct EndOfHop<'a> {
    flow: &'a BodyFlow,
}

impl Drop for EndOfHop<'_> {
    fn drop(&mut self) {
        self.flow.stop();
    }
}

/// Refuses a host that is not in the configured list.
fn allowed(config: &Config, url: &Url) -> Result<(), Error> {
    match &config.domains {
        Some(domains) if !domains.allow(url) => Err(Error::new(
            ErrorKind::DomainNotAllowed,
            format!("{} is not in the list of domains", url.host_str().unwrap_or_default()),
        )),
        _ => Ok(()),
    }
}

fn grew() -> Error {
    Error::new(
        ErrorKind::FileChanged,
        "the file grew while it was being sent; the server got the length that was announced",
    )
}
