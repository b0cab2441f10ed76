//! What the dialects of `@system.uploadtask` have in common, Xiaomi Vela's and the Quick App alliance's: paths, checks
//! of types, and the values of headers and form fields.

use std::borrow::Cow;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::translate::Fields;
use super::{Refusal, http_url, members};
use crate::config::Config;
use crate::error::{Error, ErrorKind};
use crate::header;
use crate::response::Response;
use crate::storage::Location;
use crate::upload::TimeLimit;
use crate::value::{Value, number_text};

/// The storage areas of an app.
pub(super) const AREAS: &[&str] =
    &["internal://cache/", "internal://files/", "internal://mass/", "internal://tmp/"];

/// The text of a refusal about a value of a wrong type.
pub(super) struct WrongType(pub(super) String);

impl WrongType {
    pub(super) fn new(name: &str, wanted: &str, value: &Value) -> Self {
        Self(format!("uploadFile: {name} should be {wanted} instead of {}", value.type_name()))
    }

    /// The refusal with this text, thrown where nobody would hear of it.
    pub(super) fn refusal(self, refused: impl Fn(&str) -> Refusal) -> Refusal {
        let mut refusal = refused(&self.0);
        refusal.type_error = Some(self.0);
        refusal
    }
}

/// Where a path in a storage area leads; `None` for paths of other kinds and for areas that there are not.
pub(super) fn area(path: &str, config: &Config) -> Option<Location> {
    let (area, path) = path.strip_prefix("internal://")?.split_once('/')?;
    let folder = match area {
        "cache" | "files" | "mass" => config.root.join(area).join(&config.package),
        // Shared by all apps.
        "tmp" => config.root.join("tmp"),
        _ => return None,
    };
    Some(Location::area(folder, path))
}

/// Where a `filePath` leads: a storage area of the app, a file of this machine, or a resource of the app.
pub(super) fn locate(file_path: &str, config: &Config) -> Option<Location> {
    if file_path.is_empty() {
        return None;
    }
    if file_path.starts_with("internal://") {
        return area(file_path, config);
    }
    if config.host_paths
        && let Some(location) = Location::host(file_path).filter(|location| location.metadata().is_ok())
    {
        return Some(location);
    }
    Some(Location::area(app_dir(config), file_path))
}

fn app_dir(config: &Config) -> PathBuf {
    config.app_dir.clone().unwrap_or_else(|| config.root.join("app").join(&config.package))
}

/// An address. A device looks for a scheme in lower case before it parses.
pub(super) fn url(text: &str) -> Option<Url> {
    Some(text).filter(|text| text.starts_with("http://") || text.starts_with("https://")).and_then(http_url)
}

/// A string option; absent ones are empty.
pub(super) fn text<'a>(options: &'a Value, name: &str) -> Result<&'a str, WrongType> {
    match options.get(name) {
        Value::Undefined | Value::Null => Ok(""),
        Value::String(text) => Ok(text),
        other => Err(WrongType::new(name, "String", other)),
    }
}

/// Callbacks are functions, or absent.
pub(super) fn callbacks(options: &Value) -> Result<(), WrongType> {
    for name in ["success", "fail", "complete"] {
        let value = options.get(name);
        if !value.is_nullish() && value.type_name() != "Function" {
            return Err(WrongType::new(name, "Function", value));
        }
    }
    Ok(())
}

/// What the `timeout` option says.
pub(super) enum Timeout {
    /// Nothing, or what is no sensible number.
    Default,
    /// 0: there is no limit.
    None,
    /// So long.
    Limit(TimeLimit),
}

/// Milliseconds.
pub(super) fn timeout(options: &Value) -> Result<Timeout, WrongType> {
    match options.get("timeout") {
        Value::Undefined | Value::Null => Ok(Timeout::Default),
        Value::Number(0.0) => Ok(Timeout::None),
        Value::Number(milliseconds) if milliseconds.is_finite() && *milliseconds > 0.0 => {
            Ok(Timeout::Limit(TimeLimit::from_milliseconds(*milliseconds, "the timeout option")))
        }
        Value::Number(_) => Ok(Timeout::Default),
        other => Err(WrongType::new("timeout", "Number", other)),
    }
}

/// A default limit of so many milliseconds.
pub(super) const fn default_limit(milliseconds: u64, origin: &'static str) -> TimeLimit {
    TimeLimit { duration: Duration::from_millis(milliseconds), origin }
}

/// The values of `header` and `formData`: strings and finite numbers; `null` and `undefined` are skipped.
/// `None` for anything else.
pub(super) fn values(object: &Value) -> Option<Vec<(&str, Cow<'_, str>)>> {
    values_as(object, number_text)
}

/// The same, with the numbers written by `number`.
pub(super) fn values_as(object: &Value, number: impl Fn(f64) -> String) -> Option<Vec<(&str, Cow<'_, str>)>> {
    let mut entries = Vec::new();
    for (name, value) in members(object)? {
        if let Some(text) = field_text(value, &number)? {
            entries.push((name.as_ref(), text));
        }
    }
    Some(entries)
}

/// Such fields as they are, in translation. `Some(None)` where the option is absent, `None` where it is no such object.
pub(super) fn fields(object: &Value) -> Option<Option<Fields>> {
    if object.is_nullish() {
        return Some(None);
    }
    values(object)?;
    let kept = members(object)?.iter().filter(|(_, value)| !value.is_nullish());
    Some(Some(kept.map(|(name, value)| (name.clone().into_owned(), value.clone())).collect()))
}

/// The same, of request headers.
pub(super) fn header(object: &Value) -> Option<Option<Fields>> {
    let fields = fields(object)?;
    let mut all = fields.iter().flatten();
    all.all(|(name, value)| header::check(name, &value.to_text()).is_ok()).then_some(fields)
}

/// What `success` gets.
pub(super) fn result(response: &Response, headers: Value) -> Value {
    Value::object([
        ("statusCode", response.status.into()),
        ("data", response.text.as_str().into()),
        ("headers", headers),
    ])
}

/// What a watch hands out of libcurl's own numbers.
fn curl_kind(code: u32) -> Option<ErrorKind> {
    match code {
        28 => Some(ErrorKind::Timeout),
        6 | 7 | 35 | 60 => Some(ErrorKind::Connect),
        52 | 55 | 56 => Some(ErrorKind::Broken),
        _ => None,
    }
}

/// The cause that a host's `fail(data, code)` tells of.
pub(super) fn failure(arguments: &[Value], code_of: impl Fn(ErrorKind) -> u32) -> Error {
    let (data, code) = (arguments.first().unwrap_or(&Value::Undefined), arguments.get(1));
    let code = match code {
        Some(Value::Number(number)) => Some(*number as u32),
        Some(Value::String(text)) => text.parse().ok(),
        _ => None,
    };
    let message = match data.as_str() {
        Some(text) if !text.is_empty() => text.to_owned(),
        _ => code.map_or_else(
            || "the host gave no reason".to_owned(),
            |code| format!("the host gave no reason but the code {code}"),
        ),
    };
    let kind = code
        .and_then(|code| ErrorKind::all().find(|kind| code_of(*kind) == code).or_else(|| curl_kind(code)))
        .unwrap_or(ErrorKind::Connect);
    let kind = match (kind, message.as_str()) {
        (ErrorKind::BadArgument, "invalid url") => ErrorKind::BadUrl,
        (ErrorKind::BadArgument, "invalid filename") => ErrorKind::FileNotFound,
        _ => kind,
    };
    let message = if kind == ErrorKind::FileNotFound { "invalid filename".to_owned() } else { message };
    Error::new(kind, message)
}

/// One such value: `Some(None)` where it is skipped, `None` where it cannot be sent.
pub(super) fn field_text<'a>(
    value: &'a Value,
    number: impl Fn(f64) -> String,
) -> Option<Option<Cow<'a, str>>> {
    match value {
        Value::Undefined | Value::Null => Some(None),
        Value::String(text) => Some(Some(Cow::Borrowed(text.as_str()))),
        Value::Number(value) if value.is_finite() => Some(Some(number(*value).into())),
        _ => None,
    }
}
