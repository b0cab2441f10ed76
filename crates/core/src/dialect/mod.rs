//! The dialects: options in, callback arguments out, as data. They do no network I/O.
//!
//! What a platform names, checks, defaults to and says is known in its own module and in `codes.json`, nowhere
//! else: a new platform is a new file here and a line in [`ALL`].

mod codes;
mod files;
mod manifest;
mod mini_program;
mod option_values;
mod options;
mod quickapp;
mod system;
mod value;
mod vela;

use std::borrow::Cow;
use std::cell::RefCell;

use http::HeaderMap;
use url::Url;

use crate::config::Config;
use crate::error::Error;
use crate::files::Location;
use crate::header::{self, HeaderError};
use crate::response::{Headers, Response};
use crate::upload::{QueueName, Upload};

pub use codes::CODES_JSON;
pub use files::{Files, FilesError, READ_LIMIT, Status};
pub use manifest::ManifestError;
pub use mini_program::{
    ALIPAY, BAIDU, DINGTALK, DOUYIN, HARMONY, JD, KUAISHOU, MiniProgram, QQ, UNI, WECHAT, XIAOHONGSHU,
};
pub use quickapp::QuickApp;
pub use value::{Content, UNREADABLE, Value};
pub use vela::Vela;

/// One platform's `uploadFile`.
pub trait Dialect: Send + Sync {
    /// What a host needs to know to offer it.
    fn description(&self) -> &Description;

    /// What the paths of its storage areas begin with.
    fn areas(&self) -> Vec<&'static str>;

    /// What the paths of files begin with that the user has just chosen; `None` where the platform does not publish it.
    fn temporary(&self) -> Option<&'static str> {
        None
    }

    /// Reads the caller's options: an object, or whatever else the caller passed.
    ///
    /// # Errors
    ///
    /// What the platform says to arguments that it does not take.
    fn parse(&self, options: &Value, config: &Config) -> Result<Upload, Refusal>;

    /// Where a path in one of the platform's storage areas leads; `None` for paths of other kinds.
    fn area(&self, path: &str, config: &Config) -> Option<Location>;

    /// Where the path of a file to upload leads: into a storage area or, as far as the configuration lets it, to a file of
    /// this machine. `None` where it names nothing.
    fn locate(&self, path: &str, config: &Config) -> Option<Location>;

    /// The argument of a progress listener.
    fn progress(&self, sent: u64, total: u64) -> Value {
        Value::object([
            ("progress", percent(sent, total).into()),
            ("totalBytesSent", (sent as f64).into()),
            ("totalBytesExpectedToSend", (total as f64).into()),
        ])
    }

    /// The argument of a header listener; `None` where the platform has no such event.
    fn headers(&self, headers: &Headers) -> Option<Value>;

    /// What the callbacks get at the end; `None` where the platform is silent.
    fn completion(&self, outcome: &Result<Response, Error>, config: &Config) -> Option<Completion>;
}

/// Every dialect, by the name in its [`Description`].
pub static ALL: &[&dyn Dialect] = &[
    &Vela,
    &QuickApp,
    &WECHAT,
    &ALIPAY,
    &DOUYIN,
    &BAIDU,
    &QQ,
    &JD,
    &KUAISHOU,
    &XIAOHONGSHU,
    &HARMONY,
    &DINGTALK,
    &UNI,
];

/// The queues of all dialects.
pub(crate) fn queues() -> impl Iterator<Item = QueueName> {
    ALL.iter().map(|dialect| dialect.description().queue)
}

/// What a host needs to know to offer a dialect: which options there are to read, and what its task can do.
#[derive(Debug, Clone, Copy)]
pub struct Description {
    /// The name of the dialect, as in `createRuntime(…)[name]`.
    pub name: &'static str,
    /// The options that it reads, each of them once.
    pub options: &'static [OptionDescription],
    /// The events of its task.
    pub events: &'static [EventDescription],
    /// Whether a refusal reaches the callbacks before `uploadFile` returns.
    pub refuses_at_once: bool,
    /// The queue in which its uploads wait.
    pub queue: QueueName,
    /// The column of `codes.json` that has its numbers; `None` where the platform publishes none.
    pub codes: Option<&'static str>,
    /// The member of a result that holds the headers of the response, where it has them. Hosts let a name in lower case
    /// find them too.
    pub result_headers: Option<&'static str>,
    /// The member of a header listener's argument that holds them; `None` where the argument is the headers.
    pub event_headers: Option<&'static str>,
}

/// One option.
#[derive(Debug, Clone, Copy)]
pub struct OptionDescription {
    /// Its name.
    pub name: &'static str,
    /// How its value is read.
    pub reading: Reading,
}

/// How the value of an option is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// As it is.
    Plain,
    /// A file: its path, or, where the host lets callers give content, a [`Value::Content`].
    File,
    /// A list of files: objects with what is in them, and a file in those called `uri` and `file`.
    Files,
    /// An object's own members, whatever they hold.
    Members,
    /// An object's own members, each made text as by `String(value)`; `undefined` stays. What cannot be made text is
    /// [`Value::Other`].
    TextMembers,
    /// An array or object with all that is in it, as deep as a list of objects goes.
    Nested,
    /// A function that the host keeps; only its type is looked at.
    Callback,
}

impl Reading {
    /// The name in the data that crosses to a host.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::File => "file",
            Self::Files => "files",
            Self::Members => "members",
            Self::TextMembers => "textMembers",
            Self::Nested => "nested",
            Self::Callback => "callback",
        }
    }
}

/// One event of a task.
#[derive(Debug, Clone, Copy)]
pub struct EventDescription {
    /// Which event it is.
    pub event: Event,
    /// The method that adds a listener.
    pub on: &'static str,
    /// The method that removes one listener or all.
    pub off: &'static str,
    /// The method of a promised task that adds a listener and gives the promise back, where there is one.
    pub chained: Option<&'static str>,
    /// Whether a function that is added twice is called twice.
    pub repeats: bool,
}

/// An event of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Bytes have left.
    Progress,
    /// The headers of the response are here.
    Headers,
}

impl Event {
    /// The name in the data that crosses to a host.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Progress => "progress",
            Self::Headers => "headers",
        }
    }
}

/// Which callback is called, before `complete`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Callback {
    /// `success`
    Success,
    /// `fail`
    Fail,
}

impl Callback {
    /// The name of the option that holds it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Fail => "fail",
        }
    }
}

/// What the callbacks get at the end of an upload.
#[derive(Debug, Clone, PartialEq)]
pub struct Completion {
    /// Which one is called.
    pub callback: Callback,
    /// What it gets.
    pub arguments: Vec<Value>,
    /// Whether `complete` gets the first of them; otherwise it gets nothing.
    pub complete_gets_result: bool,
}

/// What a platform says to arguments that it does not take.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// What the callbacks get.
    pub completion: Completion,
    /// The text of the `TypeError` that is thrown where the caller gave no `fail` that could be called.
    pub type_error: Option<String>,
}

/// The reading of an option by its name, for the tables of the dialects.
const fn option(name: &'static str, reading: Reading) -> OptionDescription {
    OptionDescription { name, reading }
}

/// How much was sent, in percent, rounded down.
fn percent(sent: u64, total: u64) -> f64 {
    (u128::from(sent) * 100 / u128::from(total.max(1))) as f64
}

/// An `http` or `https` URL of the WHATWG URL standard. An app sends most of its uploads to one URL, so the last one is
/// not parsed again.
fn http_url(text: &str) -> Option<Url> {
    thread_local! {
        static LAST: RefCell<Option<(String, Url)>> = const { RefCell::new(None) };
    }
    LAST.with_borrow_mut(|last| {
        if let Some((_, url)) = last.as_ref().filter(|(known, _)| known == text) {
            return Some(url.clone());
        }
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        *last = Some((text.to_owned(), url.clone()));
        Some(url)
    })
}

/// The last segment of a path, as the file name on the wire.
fn last_segment(path: &str) -> Cow<'_, str> {
    if !path.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("file:")) {
        return after_separators(path).into();
    }
    // Of a file URL the path alone names the file, and is decoded once.
    let (path, _) = path.split_once(['?', '#']).unwrap_or((path, ""));
    percent_encoding::percent_decode_str(after_separators(path)).decode_utf8_lossy()
}

fn after_separators(path: &str) -> &str {
    if cfg!(windows) { last_windows_segment(path) } else { after_last(path, &['/']) }
}

fn after_last<'a>(path: &'a str, separators: &[char]) -> &'a str {
    path.rsplit(separators).next().unwrap_or(path)
}

/// The same where `\` separates too, and `C:a` is a file of the drive's own working directory.
fn last_windows_segment(path: &str) -> &str {
    let segment = after_last(path, &['/', '\\']);
    match segment.as_bytes() {
        [letter, b':', ..] if letter.is_ascii_alphabetic() => segment.get(2..).unwrap_or(segment),
        _ => segment,
    }
}

/// The members of an option that holds an object; none where it is absent.
fn members(value: &Value) -> Option<&[(Cow<'static, str>, Value)]> {
    match value {
        Value::Undefined | Value::Null => Some(&[]),
        Value::Object(members) => Some(members),
        _ => None,
    }
}

/// Headers of a result where of a repeated one the last wins.
fn last_wins(headers: &Headers) -> Value {
    merged(headers, |merged, value| *merged = value.into())
}

/// Headers of a result where repeated ones are joined by commas.
fn joined(headers: &Headers) -> Value {
    merged(headers, |merged, value| {
        if let Value::String(merged) = merged {
            merged.push(',');
            merged.push_str(value);
        }
    })
}

/// Headers of a result where a repeated one is an array.
fn collected(headers: &Headers) -> Value {
    merged(headers, |merged, value| match merged {
        Value::Array(values) => values.push(value.into()),
        first => *first = Value::Array(vec![std::mem::replace(first, Value::Null), value.into()]),
    })
}

fn merged(headers: &Headers, merge: impl Fn(&mut Value, &str)) -> Value {
    let headers = headers.iter();
    let mut result: Vec<(String, Value)> = Vec::with_capacity(headers.size_hint().0);
    for (name, value) in headers {
        match result.iter_mut().find(|(known, _)| known == name) {
            Some((_, merged)) => merge(merged, value),
            None => result.push((name.to_owned(), value.into())),
        }
    }
    Value::Object(result.into_iter().map(|(name, value)| (name.into(), value)).collect())
}

/// Reads a caller's headers whose values are text by now.
fn headers<'a>(entries: impl Iterator<Item = (&'a str, Cow<'a, str>)>) -> Result<HeaderMap, HeaderError> {
    let mut headers = HeaderMap::new();
    for (name, value) in entries {
        header::append(&mut headers, name, &value)?;
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h3_the_name_of_a_file_of_windows() {
        for (path, name) in [
            ("C:\\fakepath\\x.png", "x.png"),
            ("C:/photos\\x.png", "x.png"),
            ("\\\\server\\share\\x.png", "x.png"),
            ("C:a.txt", "a.txt"),
            ("internal://files/a.txt", "a.txt"),
            ("a.txt", "a.txt"),
            ("1:a", "1:a"),
        ] {
            assert_eq!(last_windows_segment(path), name);
        }
    }
}
