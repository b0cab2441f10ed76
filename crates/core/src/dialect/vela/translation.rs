//! Vela's side of [`translate`](crate::dialect::translate).

use super::super::system::{self, Timeout};
use super::super::translate::{Fields, Request, result};
use super::{DESCRIPTION, TIMEOUT, Types, refused};
use crate::dialect::{Callback, Completion, Refusal};
use crate::error::Error;
use crate::response::Response;
use crate::value::Value;

/// What a caller's options say.
pub(super) fn request(options: &Value) -> Result<Request, Refusal> {
    let types = Types::of(options).map_err(|wrong| wrong.refusal(refused))?;
    system::url(types.url).ok_or_else(|| refused("invalid url"))?;
    if types.file_path.is_empty() {
        return Err(refused("invalid filename"));
    }
    if types.name.is_empty() {
        return Err(refused("name is a required field"));
    }
    let timeout = match types.timeout {
        Timeout::Default => Some(TIMEOUT.duration.as_millis() as f64),
        Timeout::None => None,
        Timeout::Limit(limit) => Some(limit.milliseconds()),
    };
    Ok(Request {
        url: types.url.to_owned(),
        file_path: types.file_path.to_owned(),
        name: types.name.to_owned(),
        file_name: None,
        header: system::header(options.get("header")).ok_or_else(|| refused("invalid headers"))?,
        form_data: system::fields(options.get("formData")).ok_or_else(|| refused("invalid formData"))?,
        timeout,
    })
}

/// The options of a host.
pub(super) fn host_options(request: &Request) -> Value {
    // The watch cuts a number down to a 32-bit integer; as text it arrives whole.
    let whole = |fields: &Option<Fields>| {
        let text = |value: &Value| match value {
            Value::Number(number) if f64::from(*number as i32) == *number => value.clone(),
            value => value.to_text().into_owned().into(),
        };
        let fields = fields.as_ref()?;
        Some(fields.iter().map(|(name, value)| (name.clone(), text(value))).collect())
    };
    let request =
        Request { header: whole(&request.header), form_data: whole(&request.form_data), ..request.clone() };
    request.common([
        ("filePath", request.file_path.as_str().into()),
        ("name", request.name.as_str().into()),
        ("timeout", request.timeout.unwrap_or(0.0).into()),
    ])
}

/// What a host's end tells of.
pub(super) fn outcome(completion: &Completion) -> Result<Response, Error> {
    let result = completion.arguments.first().unwrap_or(&Value::Undefined);
    if completion.callback == Callback::Success {
        return Ok(result::read(result));
    }
    Err(system::failure(&completion.arguments, |kind| DESCRIPTION.code(kind)))
}
