//! What the dialects of `@system.uploadtask` have in common, Xiaomi Vela's and the Quick App alliance's: paths, checks
//! of types, and the values of headers and form fields.

use std::borrow::Cow;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::value::{Value, number_text};
use super::{Refusal, http_url, members};
use crate::config::Config;
use crate::files::Location;
use crate::response::Response;
use crate::upload::TimeLimit;

/// The storage areas of an app.
pub(super) const AREAS: &[&str] =
    &["internal://cache/", "internal://files/", "internal://mass/", "internal://tmp/"];

/// The text of a refusal about a value of a wrong type.
pub(super) struct WrongType(pub(super) String);

impl WrongType {
    pub(super) fn new(name: &str, wanted: &str, value: &Value) -> Self {
        Self(format!("uploadFile: {name} {}", value.mismatch(wanted)))
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
        && !config.strict
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

/// What `success` gets.
pub(super) fn result(response: &Response, headers: Value) -> Value {
    Value::object([
        ("statusCode", response.status().as_u16().into()),
        ("data", response.text().into_owned().into()),
        ("headers", headers),
    ])
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
