//! One hop on the way to the final response: the first request, or one that a redirect leads to.

use http::header::{
    ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_LOCATION,
    CONTENT_TYPE, COOKIE, HOST, PROXY_AUTHORIZATION, USER_AGENT,
};
use http::{HeaderMap, HeaderValue, Method};
use url::Url;

use super::redirect::Redirect;
use crate::config::Config;
use crate::error::{Error, ErrorKind};
use crate::http::{self as wire, Request, without_secrets};
use crate::multipart::{Form, FormBody};
use crate::observer::Observer;
use crate::upload::{RequestStyle, Upload};

/// The request of one hop.
pub(super) struct Hop {
    pub(super) method: Method,
    pub(super) url: Url,
    headers: HeaderMap,
    /// The caller's own Content-Type, for the styles in which it stands.
    content_type: Option<HeaderValue>,
    style: RequestStyle,
    pub(super) sends_form: bool,
    /// Whether it goes over a connection of its own, since a used one turned out to be dead.
    pub(super) new_connection: bool,
}

impl Hop {
    pub(super) fn first(upload: &Upload) -> Self {
        let mut headers = upload.headers.clone();
        let content_type = headers.get(CONTENT_TYPE).cloned();
        wire::remove_headers(&mut headers, &wire::FRAMING);
        let (method, url, style) = (upload.method.clone(), upload.url.clone(), upload.style);
        Self { method, url, headers, content_type, style, sends_form: true, new_connection: false }
    }

    pub(super) fn request(
        &self,
        config: &Config,
        form: &Form,
        body: Option<FormBody>,
        http2: bool,
    ) -> Result<Request, Error> {
        let mut headers = self.headers.clone();
        if !headers.contains_key(AUTHORIZATION)
            && let Some(basic) = wire::basic_auth(&self.url)
        {
            headers.insert(AUTHORIZATION, basic);
        }
        // Those of a watch are the dialect's: they come first, and a caller can take them away.
        if self.style == RequestStyle::Portable {
            let user_agent = HeaderValue::from_str(&config.user_agent)
                .map_err(|error| Error::new(ErrorKind::BadArgument, format!("userAgent: {error}")))?;
            headers.entry(ACCEPT_ENCODING).or_insert(HeaderValue::from_static(wire::ACCEPT_ENCODING));
            headers.entry(USER_AGENT).or_insert(user_agent);
        }
        if body.is_some() {
            let content_type = self.style.form_content_type(self.content_type.as_ref(), form.boundary());
            let content_type = HeaderValue::from_bytes(&content_type)
                .map_err(|error| Error::new(ErrorKind::BadArgument, error.to_string()))?;
            if self.style == RequestStyle::Device {
                // In libcurl's order. Over HTTP/2, too, the HTTP stack takes the length as it is.
                headers.insert(CONTENT_LENGTH, form.length().into());
            }
            headers.insert(CONTENT_TYPE, content_type);
        }
        if self.style == RequestStyle::Device && !http2 {
            headers = wire::prepend_header(HOST, wire::authority(&self.url)?, headers);
        }
        let (method, url) = (self.method.clone(), without_secrets(&self.url));
        let new_connection = self.new_connection;
        Ok(Request { method, url, headers, body, connect_to: None, http2, new_connection })
    }

    pub(super) fn follow(&mut self, redirect: Redirect, observer: &dyn Observer) {
        if redirect.changes_origin {
            wire::remove_headers(&mut self.headers, &[AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION]);
        }
        if self.sends_form && !redirect.keeps_body {
            let (from, to) = (without_secrets(&self.url), without_secrets(&redirect.url));
            observer.warning(format!(
                "{from} redirected the upload to {to} as a GET request: the file was not stored there"
            ));
            let content = [CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LOCATION];
            wire::remove_headers(&mut self.headers, &content);
            self.sends_form = false;
            self.method = Method::GET;
        }
        self.url = redirect.url;
    }
}
