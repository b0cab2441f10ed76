//! One upload from start to outcome. [`run`] and `Transfer` tell the story; each step is one call.

use std::future::Future;
use std::sync::Arc;
use std::time::Instant;

use http::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_LOCATION, CONTENT_TYPE,
    COOKIE, HOST, LOCATION, PROXY_AUTHORIZATION,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Version};
use url::Url;

use crate::address;
use crate::body::{Form, FormBody};
use crate::config::Config;
use crate::descriptors;
use crate::error::{Error, ErrorKind};
use crate::header;
use crate::idle::Activity;
use crate::intercept::ConnectTo;
use crate::observer::Observer;
use crate::progress::Progress;
use crate::queue::Ticket;
use crate::redirect;
use crate::response::{self, Headers, Response};
use crate::sending::Sending;
use crate::timing::{Clock, Timing};
use crate::transport::{Answer, Request, Transport};
use crate::upload::{Content, TimeLimit, Upload};
use crate::wire::Wire;

/// Uploads: waits for its turn, opens the files, sends, follows redirects, reads the response.
///
/// Dropping the future aborts the upload, at whatever point it is.
pub(crate) async fn run(
    transport: &Transport,
    config: &Config,
    upload: Upload,
    ticket: Ticket,
    clock: Clock,
    observer: Arc<dyn Observer>,
) -> Result<Response, Error> {
    // The queue hands out a slot unless the runtime is gone, and the caller holds the runtime.
    let _slot = ticket.admitted().await;
    let _gives_back = descriptors::GivesBack;
    let (limit, idle_limit) = (upload.timeout, upload.idle_timeout);
    let progress = Progress::new(observer);
    let activity = Arc::new(Activity::start());
    let queue_end = clock.now();
    let transfer =
        Transfer { transport, config, clock, queue_end, upload, progress, activity: Arc::clone(&activity) };
    // In one place on the heap: each future around it would hold it twice, and moving them takes longer than most steps.
    let transferred = Box::pin(transfer.run());
    within(limit, moving(idle_limit, &activity, transferred)).await
}

/// The time limit covers everything from here on, in one deadline.
async fn within<T>(
    limit: Option<TimeLimit>,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let Some(limit) = limit else { return work.await };
    match tokio::time::timeout(limit.duration, work).await {
        Ok(result) => result,
        Err(_) => {
            let milliseconds = limit.duration.as_millis();
            Err(Error::new(
                ErrorKind::Timeout,
                format!("no answer within {milliseconds} ms ({})", limit.origin),
            ))
        }
    }
}

/// The time limit for each stretch in which no byte moves.
async fn moving<T>(
    limit: Option<TimeLimit>,
    activity: &Activity,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let Some(limit) = limit else { return work.await };
    tokio::select! {
        result = work => result,
        () = activity.ceased(limit.duration) => {
            let milliseconds = limit.duration.as_millis();
            Err(Error::new(
                ErrorKind::Timeout,
                format!("no byte moved within {milliseconds} ms ({})", limit.origin),
            ))
        }
    }
}

/// An upload that has left its queue.
struct Transfer<'a> {
    transport: &'a Transport,
    config: &'a Config,
    clock: Clock,
    queue_end: u64,
    upload: Upload,
    progress: Progress,
    activity: Arc<Activity>,
}

impl Transfer<'_> {
    /// Transfers, and starts again where the process has no descriptor for the file or the first connection: everything
    /// that was held is closed by then, and no byte was sent.
    async fn run(&self) -> Result<Response, Error> {
        allowed(self.config, &self.upload.url)?;
        self.upload.check()?;
        let files =
            self.upload.parts.iter().filter(|part| matches!(part.content, Content::File { .. })).count();
        let mut in_vain = 0;
        loop {
            let holds = descriptors::Holds::new();
            let result = self.attempt().await;
            match result {
                Err(error) if descriptors::are_short(&error) => {
                    in_vain = if holds.is_alone() { in_vain + 1 } else { 0 };
                    if files > 1 && in_vain == MOST_IN_VAIN {
                        return Err(too_many_files(files).with_source(error));
                    }
                }
                result => return result,
            }
            drop(holds);
            descriptors::freed().await;
        }
    }

    async fn attempt(&self) -> Result<Response, Error> {
        let fetch_start = self.clock.now();
        let form = Arc::new(self.open().await?);
        let mut hop = Hop::first(&self.upload);
        let mut redirects = 0;
        loop {
            let sending = Sending::new(form.length(), Arc::clone(&self.activity));
            // Whatever ends this hop, an abort included, ends its body.
            let _end = EndOfHop { sending: &sending };
            let body = hop.sends_form.then(|| FormBody::new(Arc::clone(&form), Arc::clone(&sending)));
            let connect_to = self.connect_to(&hop).await?;
            // What intercepts speaks HTTP/1.1.
            let http2 = self.upload.http2 && connect_to.is_none();
            let request = Request { connect_to, ..hop.request(self.config, &form, body, http2)? };
            // The exchange first: progress is counted only where it has not failed.
            let sent = tokio::select! {
                biased;
                sent = self.transport.send(request) => sent,
                never = sending.report(&self.progress, http2) => match never {},
            };
            let answer = match sent {
                Ok(answer) => answer,
                Err(failure) => {
                    // A body that ended itself knows the cause better than the connection that it broke.
                    if let Some(error) = sending.take_failure() {
                        return Err(error);
                    }
                    if failure.stale && !hop.fresh {
                        hop.fresh = true;
                        continue;
                    }
                    // An earlier hop may have stored the file: only this one is tried again.
                    if (redirects > 0 || hop.fresh) && descriptors::are_short(&failure.error) {
                        descriptors::freed().await;
                        continue;
                    }
                    return Err(failure.error);
                }
            };
            if answer.status == StatusCode::REQUEST_TIMEOUT && answer.reused && !hop.fresh {
                // A server that gave up the idle connection said so when this request was already on its way
                // (RFC 9110 15.5.9): it answers nothing.
                hop.fresh = true;
                continue;
            }
            let early = hop.sends_form && !self.arrived(&sending, &answer);
            self.activity.moved();
            let location = answer.headers.get(LOCATION);
            let redirect = redirect::target(&hop.method, answer.status, location, &hop.url, redirects)?;
            if let Some(redirect) = redirect {
                allowed(self.config, &redirect.url)?;
                hop.follow(redirect, self.progress.observer());
                redirects += 1;
                continue;
            }
            let timing = self.upload.timing.then(|| self.timing(fetch_start, &sending, &answer));
            let headers = Headers::new(&answer.headers);
            self.progress.observer().headers(&headers);
            let limit = self.config.max_response_bytes;
            // A request without a body is whole.
            let whole = || !hop.sends_form || sending.is_whole();
            let activity = Arc::clone(&self.activity);
            let counts = early && answer.status.is_success();
            let reading = response::read(answer, headers, timing, limit, activity, whole);
            let mut response = if counts {
                tokio::select! {
                    biased;
                    response = reading => response,
                    never = sending.report(&self.progress, http2) => match never {},
                }
            } else {
                reading.await
            }?;
            if form.file_grew() {
                return Err(grew());
            }
            if let Some(timing) = &mut response.timing {
                timing.response_end = self.clock.now();
            }
            return Ok(response);
        }
    }

    /// Which server this request goes to, if not to that of its URL.
    async fn connect_to(&self, hop: &Hop) -> Result<Option<ConnectTo>, Error> {
        let configured = self.config.intercept.of(&hop.url).cloned();
        match &self.upload.interceptor {
            Some(interceptor) => {
                interceptor.intercept(&hop.method, &address::bare(&hop.url), configured).await
            }
            None => Ok(configured),
        }
    }

    /// Whether the request was whole when the head of its answer came. If not, a server that does not want the file gets
    /// no more of it; one that has begun to answer may end only when it has all of it.
    fn arrived(&self, sending: &Sending, answer: &Answer) -> bool {
        sending.count(&self.progress);
        let whole = sending.is_whole();
        if !whole {
            if answer.status.is_success() {
                sending.quiet();
            } else {
                sending.pause();
            }
            if answer.version == Version::HTTP_2 {
                self.transport.retire_http2();
            }
        }
        whole
    }

    async fn open(&self) -> Result<Form, Error> {
        use ErrorKind::{FileNotFound, IsDirectory, NotPermitted};
        Form::open(&self.upload.parts, self.upload.wire).await.map_err(|error| match error.kind() {
            FileNotFound | IsDirectory | NotPermitted if self.upload.files_checked => {
                let message = error.message().to_owned();
                Error::new(ErrorKind::FileChanged, message).with_source(error)
            }
            _ => error,
        })
    }

    /// What is known when the head of the final response is here.
    fn timing(&self, fetch_start: u64, sending: &Sending, answer: &Answer) -> Timing {
        let at = |moment: Option<Instant>| moment.map(|moment| self.clock.at(moment));
        Timing {
            invoke_start: self.clock.invoked(),
            queue_end: self.queue_end,
            fetch_start,
            request_start: at(sending.started()),
            request_end: at(sending.finished()),
            response_start: self.clock.now(),
            response_end: 0,
            sent_bytes: sending.started().map(|_| sending.sent()),
            received_bytes: 0,
            protocol: match answer.version {
                Version::HTTP_10 => Some("http1.0"),
                Version::HTTP_11 => Some("http1.1"),
                Version::HTTP_2 => Some("h2"),
                _ => None,
            },
            peer: answer.peer,
        }
    }
}

/// How often an upload of several files tries to open them while no other upload has files open: for a second.
const MOST_IN_VAIN: u32 = 20;

fn too_many_files(count: usize) -> Error {
    let message = format!(
        "the process may not have {count} files open at once: send fewer in one upload, or raise its limit (ulimit -n)"
    );
    Error::new(ErrorKind::BadArgument, message)
}

/// Ends the body of a hop, in whatever way the hop ends: finished, failed, timed out or dropped by an abort.
struct EndOfHop<'a> {
    sending: &'a Sending,
}

impl Drop for EndOfHop<'_> {
    fn drop(&mut self) {
        self.sending.stop();
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

/// One request on the way to the final response.
struct Hop {
    method: Method,
    url: Url,
    headers: HeaderMap,
    /// The caller's own Content-Type, for the wires on which it stands.
    content_type: Option<HeaderValue>,
    wire: Wire,
    sends_form: bool,
    /// Whether it goes over a connection of its own, since a used one turned out to be dead.
    fresh: bool,
}

impl Hop {
    fn first(upload: &Upload) -> Self {
        let mut headers = upload.headers.clone();
        let content_type = headers.get(CONTENT_TYPE).cloned();
        header::remove(&mut headers, &header::FRAMING);
        let (method, url, wire) = (upload.method.clone(), upload.url.clone(), upload.wire);
        Self { method, url, headers, content_type, wire, sends_form: true, fresh: false }
    }

    fn request(
        &self,
        config: &Config,
        form: &Form,
        body: Option<FormBody>,
        http2: bool,
    ) -> Result<Request, Error> {
        let mut headers = self.headers.clone();
        if !headers.contains_key(AUTHORIZATION)
            && let Some(basic) = address::basic_auth(&self.url)
        {
            headers.insert(AUTHORIZATION, basic);
        }
        for (name, value) in self.wire.default_headers(config)? {
            headers.entry(name).or_insert(value);
        }
        if body.is_some() {
            let content_type = self.wire.form_content_type(self.content_type.as_ref(), form.boundary());
            let content_type = HeaderValue::from_bytes(&content_type)
                .map_err(|error| Error::new(ErrorKind::BadArgument, error.to_string()))?;
            if self.wire == Wire::Device {
                // In libcurl's order. Over HTTP/2, too, the HTTP stack takes the length as it is.
                headers.insert(CONTENT_LENGTH, form.length().into());
            }
            headers.insert(CONTENT_TYPE, content_type);
        }
        if self.wire == Wire::Device && !http2 {
            headers = header::first(HOST, address::authority(&self.url)?, headers);
        }
        let (method, url, fresh) = (self.method.clone(), address::bare(&self.url), self.fresh);
        Ok(Request { method, url, headers, body, connect_to: None, http2, fresh })
    }

    fn follow(&mut self, redirect: redirect::Redirect, observer: &dyn Observer) {
        if redirect.changes_origin {
            header::remove(&mut self.headers, &[AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION]);
        }
        if self.sends_form && !redirect.keeps_body {
            let (from, to) = (address::bare(&self.url), address::bare(&redirect.url));
            observer.warning(format!(
                "{from} redirected the upload to {to} as a GET request: the file was not stored there"
            ));
            header::remove(&mut self.headers, &[CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LOCATION]);
            self.sends_form = false;
            self.method = Method::GET;
        }
        self.url = redirect.url;
    }
}
