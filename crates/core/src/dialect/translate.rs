//! From one dialect to another, as data: the options of a caller towards a host of another dialect, and the host's end
//! back to the caller. No upload is made and no file is looked at.
//!
//! ```
//! use uploadtask_core::Value;
//! use uploadtask_core::dialect::{Vela, WeChat, translate};
//!
//! let options: Value = serde_json::from_str(
//!     r#"{ "url": "https://example.com/", "filePath": "internal://files/a", "name": "file", "timeout": 0 }"#,
//! ).unwrap();
//! let for_wechat = translate::options(&Vela, &WeChat, &options).unwrap();
//! assert_eq!(*for_wechat.get("timeout"), Value::Number(2147483647.0));
//! ```

use super::{Completion, Dialect, QuickApp, Refusal, Vela, WeChat};
use crate::config::Config;
use crate::error::Error;
use crate::response::Response;
use crate::value::Value;

/// The callbacks of every dialect, which stay with who translates.
const CALLBACKS: [&str; 3] = ["success", "fail", "complete"];

/// A dialect that can stand on either side of a translation.
///
/// A trait of its own, so that a host which does not translate carries nothing of it.
pub trait Translate: Dialect {
    /// What a caller's options say, without a look at any file: the caller's side of [`options`].
    ///
    /// # Errors
    ///
    /// What the platform says to arguments that it does not take.
    fn request(&self, options: &Value) -> Result<Request, Refusal>;

    /// What the callbacks get for an outcome that a host of another dialect told of; `None` where the platform is silent.
    fn translated(&self, outcome: &Result<Response, Error>) -> Option<Completion> {
        self.completion(outcome, &Config::default())
    }

    /// The options that tell a host of this dialect the same.
    fn host_options(&self, request: &Request) -> Value;

    /// What the end of a host of this dialect tells of, the quirks of real hosts included: the inverse of
    /// [`Dialect::completion`].
    ///
    /// # Errors
    ///
    /// The failure that the host reports.
    fn outcome(&self, completion: &Completion) -> Result<Response, Error>;
}

/// Every dialect, as [`ALL`](super::ALL) has them.
pub static ALL: &[&dyn Translate] = &[&Vela, &QuickApp, &WeChat];

/// An upload that no dialect owns: what a caller's options say, with the caller's defaults made explicit.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Request {
    /// The address, as the caller wrote it.
    pub url: String,
    /// The file, as the caller wrote it.
    pub file_path: String,
    /// The form key.
    pub name: String,
    /// The file name on the wire, where the caller chose one.
    pub file_name: Option<String>,
    /// Further request headers, strings and numbers.
    pub header: Option<Fields>,
    /// The form fields, strings and numbers.
    pub form_data: Option<Fields>,
    /// The time limit in milliseconds; `None` is no limit.
    pub timeout: Option<f64>,
}

/// Names and values, in order.
pub type Fields = Vec<(String, Value)>;

/// The options of a caller of `from`, without its callbacks, for a host of `to`.
///
/// # Errors
///
/// What `from` says to arguments that it does not take, or that no host can be told: several files, PUT.
pub fn options(from: &dyn Translate, to: &dyn Translate, options: &Value) -> Result<Value, Refusal> {
    match options {
        // The host knows best what it takes: it gets everything.
        Value::Object(members) if is_same(from, to) => {
            let kept = members.iter().filter(|(name, _)| !CALLBACKS.contains(&name.as_ref()));
            Ok(Value::Object(kept.cloned().collect()))
        }
        _ => Ok(to.host_options(&from.request(options)?)),
    }
}

/// The end of an upload of a host of `from`, for a caller of `to`: results as well as failures. `None` where `to` is
/// silent.
#[must_use]
pub fn completion(from: &dyn Translate, to: &dyn Translate, completion: &Completion) -> Option<Completion> {
    if is_same(from, to) {
        return Some(completion.clone());
    }
    to.translated(&from.outcome(completion))
}

fn is_same(one: &dyn Translate, other: &dyn Translate) -> bool {
    one.description().name == other.description().name
}

impl Request {
    /// As the options that every host knows; members that are `undefined` are absent.
    pub(super) fn common<'a>(&self, own: impl IntoIterator<Item = (&'static str, Value)> + 'a) -> Value {
        let fields = |fields: &Option<Fields>| {
            fields.as_ref().map_or(Value::Undefined, |fields| {
                Value::Object(
                    fields.iter().map(|(name, value)| (name.clone().into(), value.clone())).collect(),
                )
            })
        };
        let members = [
            ("url", self.url.as_str().into()),
            ("header", fields(&self.header)),
            ("formData", fields(&self.form_data)),
        ];
        let members = members.into_iter().chain(own).filter(|(_, value)| *value != Value::Undefined);
        Value::Object(members.map(|(name, value)| (name.into(), value)).collect())
    }
}

/// The outcome that a host's result tells of, in any of the shapes that hosts give it.
pub(super) mod result {
    use crate::response::{Headers, Response};
    use crate::value::Value;

    /// Status, body and headers, under any of their names.
    pub(in crate::dialect) fn read(given: &Value) -> Response {
        let either = |one: &str, other: &str| match given.get(one) {
            Value::Undefined => given.get(other).clone(),
            value => value.clone(),
        };
        let status = match either("statusCode", "code") {
            Value::Number(number) => number as u16,
            Value::String(text) => text.parse().unwrap_or_default(),
            _ => 0,
        };
        let text = match given.get("data") {
            Value::Undefined | Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => serde_json::to_string(other).unwrap_or_default(),
        };
        let mut headers = read_headers(&either("headers", "header"));
        if let Value::Array(cookies) = given.get("cookies")
            && !cookies.is_empty()
        {
            // The map has them as one text, which cannot be taken apart again.
            headers.retain(|(name, _)| !name.eq_ignore_ascii_case("set-cookie"));
            headers.extend(
                cookies.iter().map(|cookie| ("Set-Cookie".to_owned(), cookie.to_text().into_owned())),
            );
        }
        Response { status, headers: Headers::from_pairs(headers), text, timing: None }
    }

    /// The headers of any host: a map of strings, or of arrays.
    pub(in crate::dialect) fn read_headers(given: &Value) -> Vec<(String, String)> {
        let mut headers = Vec::new();
        let mut add = |name: &str, value: &Value| {
            let mut push = |value: &Value| headers.push((name.to_owned(), value.to_text().into_owned()));
            match value {
                Value::Array(values) => values.iter().for_each(push),
                value => push(value),
            }
        };
        match given {
            Value::Object(members) => members.iter().for_each(|(name, value)| add(name, value)),
            Value::Headers(members) => members.iter().for_each(|(name, value)| add(name, value)),
            _ => {}
        }
        headers
    }
}
