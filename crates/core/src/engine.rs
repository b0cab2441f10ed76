//! One upload from start to outcome. [`run`] and `Transfer` tell the story; each step is one call.

use std::future::Future;
use std::sync::Arc;
use std::time::Instant;

use base64::Engine as _;
use http::header::{ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, COOKIE, LOCATION, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, Version};
use url::Url;

use crate::body::{Form, FormBody};
use crate::config::Config;
use crate::descriptors;
use crate::error::{Error, ErrorKind};
use crate::header;
use crate::observer::Observer;
use crate::progress::Progress;
use crate::queue::Ticket;
use crate::redirect;
use crate::response::{self, Headers, Response};
use crate::sending::{Sending, StopOnDrop};
use crate::timing::{Clock, Timing};
use crate::transport::{Answer, Request, Transport};
use crate::upload::{TimeLimit, Upload};

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
    let limit = upload.timeout;
    let progress = Progress::new(observer);
    let mut transfer = Transfer { transport, config, clock, queue_end: clock.now(), upload, progress };
    within(limit, transfer.run()).await
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

/// An upload that has left its queue.
struct Transfer<'a> {
    transport: &'a Transport,
    config: &'a Config,
    clock: Clock,
    queue_end: u64,
    upload: Upload,
    progress: Arc<Progress>,
}

impl Transfer<'_> {
    /// Transfers, and starts again where the process ran out of descriptors: everything that it held is closed by
    /// then, and no byte was sent.
    async fn run(&mut self) -> Result<Response, Error> {
        allowed(self.config, &self.upload.url)?;
        loop {
            match self.attempt().await {
                Err(error) if descriptors::are_short(&error) => descriptors::freed().await,
                result => return result,
            }
        }
    }

    async fn attempt(&self) -> Result<Response, Error> {
        let fetch_start = self.clock.now();
        let form = Arc::new(Form::open(&self.upload.parts).await?);
        let mut hop = Hop::first(&self.upload);
        let mut redirects = 0;
        loop {
            let sending = Sending::new(form.length(), Arc::clone(&self.progress));
            // Whatever ends this hop, an abort included, ends its body.
            let _stop = StopOnDrop(Arc::clone(&sending));
            let body = hop.sends_form.then(|| FormBody::new(Arc::clone(&form), Arc::clone(&sending)));
            let request = hop.request(self.config, &form, body, self.upload.http2)?;
            let sent = tokio::select! {
                sent = self.transport.send(request) => sent,
                never = sending.report_steps() => match never {},
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
                    return Err(failure.error);
                }
            };
            let early = hop.sends_form && !sending.is_whole();
            if early {
                sending.pause();
            }
            let location = answer.headers.get(LOCATION);
            if let Some(redirect) = redirect::target(answer.status, location, &hop.url, redirects)? {
                allowed(self.config, &redirect.url)?;
                hop.follow(redirect, self.progress.observer());
                redirects += 1;
                continue;
            }
            let timing = self.upload.timing.then(|| self.timing(fetch_start, &sending, &answer));
            let headers = Headers::new(&answer.headers);
            self.progress.observer().headers(&headers);
            let limit = self.config.max_response_bytes;
            let mut response = response::read(answer, headers, timing, limit, early).await?;
            if sending.file_grew() {
                return Err(grew());
            }
            if let Some(timing) = &mut response.timing {
                timing.response_end = self.clock.now();
            }
            return Ok(response);
        }
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
    url: Url,
    headers: HeaderMap,
    sends_form: bool,
    /// Whether it goes over a connection of its own, since a used one turned out to be dead.
    fresh: bool,
}

impl Hop {
    fn first(upload: &Upload) -> Self {
        let mut headers = upload.headers.clone();
        for name in &header::FRAMING {
            headers.remove(name);
        }
        Self { url: upload.url.clone(), headers, sends_form: true, fresh: false }
    }

    fn request(
        &self,
        config: &Config,
        form: &Form,
        body: Option<FormBody>,
        http2: bool,
    ) -> Result<Request, Error> {
        let mut url = self.url.clone();
        let mut headers = self.headers.clone();
        if !headers.contains_key(AUTHORIZATION)
            && let Some(basic) = basic_auth(&url)
        {
            headers.insert(AUTHORIZATION, basic);
        }
        // Only URLs without a host cannot have userinfo, and those were refused.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        url.set_fragment(None);
        headers.entry(ACCEPT_ENCODING).or_insert(HeaderValue::from_static(response::ACCEPT_ENCODING));
        headers.entry(USER_AGENT).or_insert(text(&config.user_agent)?);
        let method = if body.is_some() { Method::POST } else { Method::GET };
        if body.is_some() {
            headers.insert(CONTENT_TYPE, text(&form.content_type())?);
        }
        Ok(Request { method, url, headers, body, http2, fresh: self.fresh })
    }

    fn follow(&mut self, redirect: redirect::Redirect, observer: &dyn Observer) {
        if redirect.changes_origin {
            self.headers.remove(AUTHORIZATION);
            self.headers.remove(COOKIE);
        }
        if self.sends_form && !redirect.keeps_body {
            observer.warning(format!(
                "{} redirected the upload to {} as a GET request: the file was not stored there",
                self.url, redirect.url
            ));
            self.sends_form = false;
        }
        self.url = redirect.url;
    }
}

fn text(value: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(value).map_err(|error| Error::new(ErrorKind::BadArgument, error.to_string()))
}

/// The userinfo of a URL as Basic credentials (RFC 7617).
fn basic_auth(url: &Url) -> Option<HeaderValue> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let decode = |text: &str| percent_encoding::percent_decode_str(text).collect::<Vec<u8>>();
    let credentials =
        [&decode(url.username())[..], b":", &decode(url.password().unwrap_or_default())].concat();
    let value = format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(credentials));
    let mut value = HeaderValue::from_str(&value).ok()?;
    value.set_sensitive(true);
    Some(value)
}
