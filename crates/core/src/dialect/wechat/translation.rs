//! WeChat's side of [`translate`](crate::dialect::translate).

use super::super::mini_program::{TIMEOUT, entries, problems};
use super::super::translate::{Fields, Request, result};
use super::{DESCRIPTION, PREFIX, TEXTS, TYPES, http_url, no_file, refused};
use crate::dialect::{Callback, Completion, Refusal};
use crate::error::{Error, ErrorKind};
use crate::header;
use crate::response::Response;
use crate::value::Value;

/// The longest limit that a timer takes, in milliseconds: it stands for none, where 0 means the default.
const LONGEST: f64 = 2_147_483_647.0;

/// What a caller's options say.
pub(super) fn request(options: &Value) -> Result<Request, Refusal> {
    let problems = problems(options, &TYPES);
    if !problems.is_empty() {
        return Err(refused(&format!("parameter error: {problems}"), ErrorKind::BadArgument));
    }
    let text = |name| options.get(name).as_str().unwrap_or_default().to_owned();
    let url = text("url");
    if http_url(&url).is_none() {
        return Err(refused(&format!("invalid url \"{url}\""), ErrorKind::BadUrl));
    }
    let fields = |name| match options.get(name) {
        Value::Undefined => None,
        object => Some(field_values(object)),
    };
    let header = fields("header");
    for (name, value) in header.iter().flatten() {
        header::check(name, &value.to_text())
            .map_err(|invalid| refused(&invalid.to_string(), ErrorKind::BadArgument))?;
    }
    let file_path = text("filePath");
    if file_path.is_empty() {
        return Err(no_file());
    }
    Ok(Request {
        url,
        file_path,
        name: text("name"),
        file_name: Some(text("fileName")).filter(|name| !name.is_empty()),
        header,
        form_data: fields("formData"),
        timeout: match options.get("timeout") {
            Value::Number(milliseconds) if *milliseconds >= LONGEST => None,
            Value::Number(milliseconds) if *milliseconds > 0.0 => Some(*milliseconds),
            _ => Some(TIMEOUT.as_millis() as f64),
        },
    })
}

/// Numbers stay, all else is the text that WeChat sends of it.
fn field_values(object: &Value) -> Fields {
    let Value::Object(members) = object else { return Vec::new() };
    entries(object)
        .zip(members.iter().map(|(_, value)| value).filter(|value| **value != Value::Undefined))
        .map(|((name, text), value)| {
            let value = match value {
                Value::Number(number) if number.is_finite() => value.clone(),
                _ => text.into_owned().into(),
            };
            (name.to_owned(), value)
        })
        .collect()
}

/// The options of a host.
pub(super) fn host_options(request: &Request) -> Value {
    request.common([
        ("filePath", request.file_path.as_str().into()),
        ("name", request.name.as_str().into()),
        ("timeout", request.timeout.unwrap_or(LONGEST).min(LONGEST).into()),
        ("fileName", request.file_name.as_deref().map_or(Value::Undefined, Value::from)),
    ])
}

/// What a host's end tells of.
pub(super) fn outcome(completion: &Completion) -> Result<Response, Error> {
    let result = completion.arguments.first().unwrap_or(&Value::Undefined);
    if completion.callback == Callback::Success {
        return Ok(result::read(result));
    }
    let message = result.get("errMsg").as_str().unwrap_or_default();
    let message = message.strip_prefix(PREFIX).unwrap_or(message).trim_start();
    let number = match result.get("errno") {
        Value::Number(number) => Some(*number as u32),
        _ => None,
    };
    let by_number = number.and_then(|number| ErrorKind::all().find(|kind| DESCRIPTION.code(*kind) == number));
    let by_text = || TEXTS.iter().find(|(_, text)| *text == message).map(|(kind, _)| *kind);
    let kind = by_number.or_else(by_text).unwrap_or(ErrorKind::Connect);
    let message = match kind {
        ErrorKind::FileNotFound => "invalid filename",
        ErrorKind::BadUrl => "invalid url",
        _ if message.is_empty() => "the host gave no reason",
        _ => message,
    };
    Err(Error::new(kind, message))
}
