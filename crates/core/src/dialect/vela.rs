//! Xiaomi Vela 3 and later: `uploadtask.uploadFile` of `@system.uploadtask`.
//!
//! Sources: the Vela documentation (iot.mi.com/vela/quickapp, pages uploadtask and grammar) and, for the default
//! time limit, the argument-less `complete` and the limit of five, the Vela source (open-vela on GitHub,
//! `uploadtask.jidl` and `uv_request.c`).

use std::borrow::Cow;
use std::path::PathBuf;
use std::time::Duration;

use super::{
    Callback, Completion, Description, Dialect, Event, EventDescription, Reading, Refusal, headers, http_url,
    last_segment, last_wins, members, option,
};
use crate::config::{Config, OnAbort};
use crate::error::{Error, ErrorKind};
use crate::file;
use crate::queue::QueueName;
use crate::response::{Headers, Response};
use crate::storage::Location;
use crate::upload::{Content, Part, TimeLimit, Upload};
use crate::value::{Value, number_text};

/// Xiaomi Vela 3 and later.
#[derive(Debug, Clone, Copy)]
pub struct Vela;

static DESCRIPTION: Description = Description {
    name: "vela",
    options: &[
        option("url", Reading::Plain),
        option("filePath", Reading::Plain),
        option("name", Reading::Plain),
        option("header", Reading::Members),
        option("formData", Reading::Members),
        option("timeout", Reading::Plain),
        option("success", Reading::Callback),
        option("fail", Reading::Callback),
        option("complete", Reading::Callback),
    ],
    events: &[EventDescription {
        event: Event::Progress,
        on: "onProgressUpdate",
        off: "offProgressUpdate",
        chained: None,
        repeats: false,
    }],
    refuses_at_once: true,
    queue: QueueName { name: "vela", default_limit: 5 },
};

const TIMEOUT: TimeLimit =
    TimeLimit { duration: Duration::from_millis(20_000), origin: "the Vela default; set timeout" };

impl Dialect for Vela {
    fn description(&self) -> &'static Description {
        &DESCRIPTION
    }

    fn parse(&self, options: &Value, config: &Config) -> Result<Upload, Refusal> {
        if !matches!(options, Value::Object(_)) {
            return Err(wrong_type("options", "Object", options));
        }
        let url = text(options, "url")?;
        let file_path = text(options, "filePath")?;
        let name = text(options, "name")?;
        let timeout = timeout(options)?;
        for callback in ["success", "fail", "complete"] {
            let value = options.get(callback);
            if !value.is_nullish() && value.type_name() != "Function" {
                return Err(wrong_type(callback, "Function", value));
            }
        }
        // The device looks for a lower-case scheme before it parses.
        let url = Some(url)
            .filter(|url| url.starts_with("http://") || url.starts_with("https://"))
            .and_then(http_url)
            .ok_or_else(|| refused("invalid url"))?;
        let location = locate(file_path, config)
            .filter(|location| file::check(location).is_ok())
            .ok_or_else(|| refused("invalid filename"))?;
        if name.is_empty() {
            return Err(refused("name is a required field"));
        }
        let header = values(options.get("header")).ok_or_else(|| refused("invalid headers"))?;
        let headers = headers(header.into_iter()).map_err(|_| refused("invalid headers"))?;
        let form_data = values(options.get("formData")).ok_or_else(|| refused("invalid formData"))?;

        let mut parts: Vec<Part> = form_data
            .into_iter()
            .map(|(name, value)| Part { name: name.to_owned(), content: Content::Text(value.into_owned()) })
            .collect();
        let file_name = last_segment(file_path).into_owned();
        parts.push(Part { name: name.to_owned(), content: Content::File { location, file_name } });
        Ok(Upload { url, parts, headers, timeout, http2: false, timing: false, queue: DESCRIPTION.queue })
    }

    fn headers(&self, _: &Headers) -> Option<Value> {
        None
    }

    fn completion(&self, outcome: &Result<Response, Error>, config: &Config) -> Option<Completion> {
        match outcome {
            Ok(response) => Some(completion(
                Callback::Success,
                vec![Value::object([
                    ("statusCode", response.status.into()),
                    ("data", response.text.as_str().into()),
                    ("headers", last_wins(&response.headers)),
                ])],
            )),
            Err(error) if error.kind() == ErrorKind::Aborted => match config.on_abort {
                OnAbort::Silent => None,
                OnAbort::Fail => Some(failed("user cancel request", error.kind().codes().vela)),
            },
            Err(error) => Some(failed(error.message(), settled_kind(error.kind()).codes().vela)),
        }
    }
}

/// The file was there when `uploadFile` was called; that it is gone now is an I/O error, not a bad argument.
fn settled_kind(kind: ErrorKind) -> ErrorKind {
    match kind {
        ErrorKind::FileNotFound | ErrorKind::IsDirectory | ErrorKind::NotPermitted => ErrorKind::FileChanged,
        other => other,
    }
}

/// Where a `filePath` leads: a storage area of the app, a file of this machine, or a resource of the app.
fn locate(file_path: &str, config: &Config) -> Option<Location> {
    if file_path.is_empty() {
        return None;
    }
    if let Some(rest) = file_path.strip_prefix("internal://") {
        let (area, path) = rest.split_once('/')?;
        let folder = match area {
            "cache" | "files" | "mass" => config.root.join(area).join(&config.package),
            // Shared by all apps.
            "tmp" => config.root.join("tmp"),
            _ => return None,
        };
        return Some(Location::area(folder, path));
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

/// A string option; absent ones are empty.
fn text<'a>(options: &'a Value, name: &str) -> Result<&'a str, Refusal> {
    match options.get(name) {
        Value::Undefined | Value::Null => Ok(""),
        Value::String(text) => Ok(text),
        other => Err(wrong_type(name, "String", other)),
    }
}

/// Milliseconds; 0 means no limit, and what is no sensible number the default.
fn timeout(options: &Value) -> Result<Option<TimeLimit>, Refusal> {
    match options.get("timeout") {
        Value::Undefined | Value::Null => Ok(Some(TIMEOUT)),
        Value::Number(0.0) => Ok(None),
        Value::Number(milliseconds) if milliseconds.is_finite() && *milliseconds > 0.0 => {
            Ok(Some(TimeLimit::from_milliseconds(*milliseconds, "the timeout option")))
        }
        Value::Number(_) => Ok(Some(TIMEOUT)),
        other => Err(wrong_type("timeout", "Number", other)),
    }
}

/// The values of `header` and `formData`: strings and finite numbers; `null` and `undefined` are skipped.
/// `None` for anything else.
fn values(object: &Value) -> Option<Vec<(&str, Cow<'_, str>)>> {
    let mut entries = Vec::new();
    for (name, value) in members(object)? {
        let text = match value {
            Value::Undefined | Value::Null => continue,
            Value::String(text) => Cow::Borrowed(text.as_str()),
            Value::Number(number) if number.is_finite() => number_text(*number).into(),
            _ => return None,
        };
        entries.push((name.as_ref(), text));
    }
    Some(entries)
}

fn completion(callback: Callback, arguments: Vec<Value>) -> Completion {
    Completion { callback, arguments, complete_gets_arguments: false }
}

fn failed(message: &str, code: u32) -> Completion {
    completion(Callback::Fail, vec![message.into(), code.into()])
}

fn refused(message: &str) -> Refusal {
    Refusal { completion: failed(message, ErrorKind::BadArgument.codes().vela), type_error: None }
}

fn wrong_type(name: &str, wanted: &str, value: &Value) -> Refusal {
    let message = format!("uploadFile: {name} should be {wanted} instead of {}", value.type_name());
    let mut refusal = refused(&message);
    refusal.type_error = Some(message);
    refusal
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Upload, (String, f64)> {
        let options: Value = serde_json::from_str(text).unwrap();
        Vela.parse(&options, &Config::default()).map_err(|refusal| match &refusal.completion.arguments[..] {
            [Value::String(message), Value::Number(code)] => (message.clone(), *code),
            other => panic!("{other:?}"),
        })
    }

    fn message(text: &str) -> String {
        parse(text).unwrap_err().0
    }

    #[test]
    fn v12_checks_in_the_order_of_the_device() {
        assert_eq!(parse("{}").unwrap_err(), ("invalid url".to_owned(), 202.0));
        let url = r#""url": "http://a/""#;
        assert_eq!(message(&format!("{{ {url} }}")), "invalid filename");
        let file = format!(r#"{url}, "filePath": "{}""#, file!().replace("crates/core/", ""));
        assert_eq!(message(&format!("{{ {file}, \"header\": 1 }}")), "name is a required field");
        let name = format!(r#"{file}, "name": "f""#);
        assert_eq!(message(&format!("{{ {name}, \"header\": 1, \"formData\": 1 }}")), "invalid headers");
        assert_eq!(message(&format!("{{ {name}, \"formData\": {{ \"a\": true }} }}")), "invalid formData");
        assert!(parse(&format!("{{ {name} }}")).is_ok());
    }

    #[test]
    fn v14_wrong_types_come_before_wrong_values() {
        assert_eq!(message(r#"{ "name": 1 }"#), "uploadFile: name should be String instead of Number");
        assert_eq!(message("[]"), "uploadFile: options should be Object instead of Array");
        let refusal = Vela.parse(&Value::Undefined, &Config::default()).unwrap_err();
        assert!(refusal.type_error.is_some());
    }

    #[test]
    fn v28_percent_is_rounded_down() {
        let progress = |sent, total| Vela.progress(sent, total).get("progress").clone();
        assert_eq!(progress(1, 3), Value::Number(33.0));
        assert_eq!(progress(u64::MAX - 1, u64::MAX), Value::Number(99.0));
        assert_eq!(progress(3, 3), Value::Number(100.0));
    }

    #[test]
    fn v40_an_abort_is_silent_unless_configured() {
        let aborted = Err(Error::new(ErrorKind::Aborted, "abort"));
        assert_eq!(Vela.completion(&aborted, &Config::default()), None);
        let config = Config { on_abort: OnAbort::Fail, ..Config::default() };
        let completion = Vela.completion(&aborted, &config).unwrap();
        assert_eq!(completion.arguments, [Value::from("user cancel request"), 1002_u32.into()]);
    }
}
