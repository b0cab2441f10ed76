//! One upload from start to outcome. [`run`] tells the story; each step is one call.

use std::future::Future;
use std::sync::Arc;

use base64::Engine as _;
use http::header::{ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, COOKIE, LOCATION, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method};
use url::Url;

use crate::body::{Form, FormBody};
use crate::config::Config;
use crate::error::{Error, ErrorKind};
use crate::header;
use crate::observer::Observer;
use crate::queue::Ticket;
use crate::redirect;
use crate::response::{self, Headers, Response};
use crate::sending::{Progress, Sending, StopOnDrop};
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
    observer: Arc<dyn Observer>,
) -> Result<Response, Error> {
    // The queue hands out a slot unless the runtime is gone, and the caller holds the runtime.
    let _slot = ticket.admitted().await;
    let limit = upload.timeout;
    within(limit, transfer(transport, config, upload, observer)).await
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

async fn transfer(
    transport: &Transport,
    config: &Config,
    upload: Upload,
    observer: Arc<dyn Observer>,
) -> Result<Response, Error> {
    allowed(config, &upload.url)?;
    let form = Arc::new(Form::open(&upload.parts).await?);
    let progress = Progress::new(Arc::clone(&observer));
    let mut hop = Hop { url: upload.url, headers: upload.headers, sends_form: true };
    for name in &header::FRAMING {
        hop.headers.remove(name);
    }
    for followed in 0.. {
        let sending = Sending::new(form.length(), Arc::clone(&progress));
        let stop = StopOnDrop(Arc::clone(&sending));
        let body = hop.sends_form.then(|| FormBody::new(Arc::clone(&form), Arc::clone(&sending)));
        let request = hop.request(config, &form, body, upload.http2)?;
        let sent = tokio::select! {
            sent = transport.send(request) => sent,
            never = sending.report_steps() => match never {},
        };
        // A body that ended itself knows the cause better than the connection that it broke.
        let answer = sent.map_err(|error| sending.take_failure().unwrap_or(error))?;
        let early = hop.sends_form && !sending.is_whole();
        if early {
            sending.pause();
        }
        let next = redirect::target(answer.status, answer.headers.get(LOCATION), &hop.url, followed)?;
        if let Some(redirect) = next {
            allowed(config, &redirect.url)?;
            hop.follow(redirect, &*observer);
            continue;
        }
        let response = deliver(answer, config, early, &*observer).await?;
        if sending.file_grew() {
            return Err(grew());
        }
        drop(stop);
        return Ok(response);
    }
    unreachable!("redirect::target ends the loop with an error")
}

/// Reports the headers and reads the rest.
async fn deliver(
    answer: Answer,
    config: &Config,
    early: bool,
    observer: &dyn Observer,
) -> Result<Response, Error> {
    let headers = Headers::new(&answer.headers);
    observer.headers(&headers);
    response::read(answer, headers, config.max_response_bytes, early).await
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
}

impl Hop {
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
        Ok(Request { method, url, headers, body, http2 })
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
