//! The Quick App platform's side of [`translate`](crate::dialect::translate).

use http::Method;

use super::super::system::{self, Timeout};
use super::super::translate::{Request, result};
use super::{DESCRIPTION, Types, data, files, method, refused};
use crate::dialect::{Callback, Completion, Refusal};
use crate::error::{Error, ErrorKind};
use crate::response::Response;
use crate::value::Value;

/// What a caller's options say.
pub(super) fn request(options: &Value) -> Result<Request, Refusal> {
    let types = Types::of(options).map_err(|wrong| wrong.refusal(refused))?;
    system::url(types.url).ok_or_else(|| refused("invalid url"))?;
    let files = files(options, &types)?;
    let [file] = &files[..] else {
        return Err(refused(&format!(
            "files has {} entries, but the host takes one file at a time: call uploadFile for each",
            files.len()
        )));
    };
    let header = system::header(options.get("header")).ok_or_else(|| refused("invalid headers"))?;
    let mut form_data = system::fields(options.get("formData")).ok_or_else(|| refused("invalid formData"))?;
    for (name, value) in data(options.get("data")).ok_or_else(|| refused("invalid data"))? {
        let all = form_data.get_or_insert_default();
        if all.iter().any(|(known, _)| known == name) {
            return Err(refused(&format!(
                "the form field \"{name}\" is there twice, but the host takes each name once"
            )));
        }
        all.push((name.to_owned(), value.clone()));
    }
    if method(types.method) != Some(Method::POST) {
        return Err(refused(&format!(
            "the method {} cannot be used: the host uploads by POST only",
            types.method
        )));
    }
    Ok(Request {
        url: types.url.to_owned(),
        file_path: file.path.to_owned(),
        name: file.name.to_owned(),
        file_name: file.file_name.map(str::to_owned),
        header,
        form_data,
        // What ends such an upload by itself is 30 s of silence, which no other host can be told.
        timeout: match types.timeout {
            Timeout::Default | Timeout::None => None,
            Timeout::Limit(limit) => Some(limit.milliseconds()),
        },
    })
}

/// The options of a host.
pub(super) fn host_options(request: &Request) -> Value {
    let timeout = ("timeout", request.timeout.unwrap_or(0.0).into());
    let (path, name) = (Value::from(request.file_path.as_str()), Value::from(request.name.as_str()));
    match &request.file_name {
        None => request.common([("filePath", path), ("name", name), timeout]),
        Some(file_name) => {
            let file = [("uri", path), ("name", name), ("filename", file_name.as_str().into())];
            request.common([("files", Value::Array(vec![Value::object(file)])), timeout])
        }
    }
}

/// What a host's end tells of.
pub(super) fn outcome(completion: &Completion) -> Result<Response, Error> {
    let result = completion.arguments.first().unwrap_or(&Value::Undefined);
    if completion.callback == Callback::Success {
        return Ok(result::read(result));
    }
    let error = system::failure(&completion.arguments, |kind| DESCRIPTION.code(kind));
    // An abort has no number of its own.
    let aborted = DESCRIPTION.code(error.kind()) == DESCRIPTION.code(ErrorKind::Aborted)
        && error.message() == "Canceled";
    Err(if aborted { Error::new(ErrorKind::Aborted, error.message()) } else { error })
}
