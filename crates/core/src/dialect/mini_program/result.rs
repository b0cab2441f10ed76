//! What the callbacks of mini-programs get.

use std::borrow::Cow;

use http::header::SET_COOKIE;

use crate::dialect::joined;
use crate::dialect::value::Value;
use crate::error::ErrorKind;
use crate::response::{Response, Timing};

/// A member of what `success` gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Member {
    ErrMsg,
    StatusCode,
    Data,
    Header,
    Cookies,
    Profile,
}

/// What `success` gets.
pub(super) fn success(members: &[Member], response: &Response) -> Value {
    let member = |member: &Member| match member {
        Member::ErrMsg => ("errMsg", "uploadFile:ok".into()),
        Member::StatusCode => ("statusCode", response.status().as_u16().into()),
        Member::Data => ("data", response.text().into_owned().into()),
        Member::Header => ("header", joined(response.headers())),
        Member::Cookies => {
            let cookies = response.headers().get_all(SET_COOKIE.as_str());
            ("cookies", Value::Array(cookies.map(Value::from).collect()))
        }
        Member::Profile => ("profile", response.timing().map_or(Value::Undefined, profile)),
    };
    Value::Object(members.iter().map(member).map(|(name, value)| (name.into(), value)).collect())
}

/// The causes whose text is the platform's own.
type Texts = &'static [(ErrorKind, &'static str)];

/// What `fail` gets.
#[derive(Debug, Clone, Copy)]
pub(super) enum Failure {
    /// `{ errMsg, errno }`, as WeChat has it: the text begins with `uploadFile:fail`. Without a published number there is
    /// no `errno`.
    ErrMsg {
        /// What comes before the cause where a file is there and cannot be opened.
        opening: &'static str,
        texts: Texts,
    },
    /// `{ error, errorMessage }`, as Alipay has it; without a published number there is no `error`.
    ErrorMessage { texts: Texts },
}

impl Failure {
    pub(super) fn value(&self, message: &str, kind: ErrorKind, code: Option<u32>) -> Value {
        match self {
            Self::ErrMsg { opening, texts } => {
                let text = text_of(texts, kind, message);
                let unopened = matches!(kind, ErrorKind::IsDirectory | ErrorKind::NotPermitted);
                let prefix = if unopened { opening } else { "" };
                Value::object([
                    ("errMsg", format!("uploadFile:fail {prefix}{text}").into()),
                    ("errno", code.into()),
                ])
            }
            Self::ErrorMessage { texts } => {
                let text = text_of(texts, kind, message).into_owned();
                Value::object([("error", code.into()), ("errorMessage", text.into())])
            }
        }
    }
}

/// The `profile` of a result, with the names of WeChat's network profile, a misspelled one included. What was not
/// measured is absent.
fn profile(timing: &Timing) -> Value {
    let number = |number: u64| Value::Number(number as f64);
    let measured =
        |number: Option<u64>| number.map_or(Value::Undefined, |number| Value::Number(number as f64));
    Value::object([
        ("invokeStart", number(timing.invoke_start)),
        ("queueStart", number(timing.invoke_start)),
        ("queueEnd", number(timing.queue_end)),
        ("fetchStart", number(timing.fetch_start)),
        ("requestStart", measured(timing.request_start)),
        ("requestEnd", measured(timing.request_end)),
        ("responseStart", number(timing.response_start)),
        ("responseEnd", number(timing.response_end)),
        ("sendBytesCount", measured(timing.sent_bytes)),
        ("receivedBytedCount", number(timing.received_bytes)),
        ("protocol", timing.protocol.map_or(Value::Undefined, Value::from)),
        ("peerIP", timing.peer.map_or(Value::Undefined, |peer| peer.ip().to_string().into())),
        ("port", timing.peer.map_or(Value::Undefined, |peer| peer.port().into())),
    ])
}

/// A text, or another for causes whose text apps compare letter by letter.
fn text_of<'a>(texts: Texts, kind: ErrorKind, message: &'a str) -> Cow<'a, str> {
    texts.iter().find(|(known, _)| *known == kind).map_or(message.into(), |(_, text)| (*text).into())
}
