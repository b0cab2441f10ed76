//! Xiaomi Vela 3 and later: `uploadtask.uploadFile` of `@system.uploadtask`.
//!
//! Sources: the Vela documentation (iot.mi.com/vela/quickapp, pages uploadtask and grammar) and, for the default
//! time limit, the argument-less `complete`, the limit of five and the device wire, the Vela source (open-vela on
//! GitHub, `uploadtask.jidl`, `upload_impl.cpp`, `net_utils.cpp` and `uv_request.c`).

use std::borrow::Cow;

use super::system::{self, Timeout, WrongType, text};
use super::value::{Value, number_text};
use super::{
    Callback, Completion, Description, Dialect, Event, EventDescription, Reading, Refusal, headers,
    last_segment, last_wins, option,
};
use crate::config::{Config, OnAbort};
use crate::error::{Error, ErrorKind};
use crate::files::{self, Location};
use crate::response::{Headers, Response};
use crate::upload::{Field, QueueName, RequestStyle, TimeLimit, Upload};

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
    codes: Some("vela"),
    result_headers: Some("headers"),
    event_headers: None,
};

const TIMEOUT: TimeLimit = system::default_limit(20_000, "the Vela default; set timeout");

impl Dialect for Vela {
    fn description(&self) -> &Description {
        &DESCRIPTION
    }

    fn areas(&self) -> Vec<&'static str> {
        system::AREAS.to_vec()
    }

    fn area(&self, path: &str, config: &Config) -> Option<Location> {
        system::area(path, config)
    }

    fn locate(&self, path: &str, config: &Config) -> Option<Location> {
        system::locate(path, config)
    }

    fn parse(&self, options: &Value, config: &Config) -> Result<Upload, Refusal> {
        let types = Types::of(options).map_err(|wrong| wrong.refusal(refused))?;
        let url = system::url(types.url).ok_or_else(|| refused("invalid url"))?;
        let location = self
            .locate(types.file_path, config)
            .filter(|location| files::check(location).is_ok())
            .ok_or_else(|| refused("invalid filename"))?;
        if types.name.is_empty() {
            return Err(refused("name is a required field"));
        }
        let mut header = fields(options.get("header"), config).ok_or_else(|| refused("invalid headers"))?;
        if config.request_style == RequestStyle::Device {
            header = device_headers(header, options.get("header"));
        }
        let headers = headers(header.into_iter()).map_err(|_| refused("invalid headers"))?;
        let form_data = fields(options.get("formData"), config).ok_or_else(|| refused("invalid formData"))?;

        let file_name = last_segment(types.file_path).into_owned();
        let file = Field::file(types.name, location, file_name);
        let mut fields: Vec<Field> =
            form_data.into_iter().map(|(name, value)| Field::text(name, value)).collect();
        match config.request_style {
            RequestStyle::Portable => fields.push(file),
            RequestStyle::Device => fields.insert(0, file),
        }
        let timeout = match types.timeout {
            Timeout::Default => Some(TIMEOUT),
            Timeout::None => None,
            Timeout::Limit(limit) => Some(limit),
        };
        Ok(Upload {
            headers,
            timeout,
            style: config.request_style,
            files_checked: true,
            timing: false,
            queue: DESCRIPTION.queue,
            ..Upload::of_fields(url, fields)
        })
    }

    fn headers(&self, _: &Headers) -> Option<Value> {
        None
    }

    fn completion(&self, outcome: &Result<Response, Error>, config: &Config) -> Option<Completion> {
        match outcome {
            Ok(response) => Some(completion(
                Callback::Success,
                vec![system::result(response, last_wins(response.headers()))],
            )),
            Err(error) if error.kind() == ErrorKind::Aborted => match config.on_abort {
                OnAbort::Silent => None,
                OnAbort::Fail => Some(failed("user cancel request", DESCRIPTION.code(error.kind()))),
            },
            Err(error) => {
                let message = match error.kind() {
                    ErrorKind::BadUrl => "invalid url",
                    ErrorKind::FileNotFound => "invalid filename",
                    _ => error.message(),
                };
                Some(failed(message, DESCRIPTION.code(error.kind())))
            }
        }
    }
}

/// The options whose types are checked before any value is, in that order.
struct Types<'a> {
    url: &'a str,
    file_path: &'a str,
    name: &'a str,
    timeout: Timeout,
}

impl<'a> Types<'a> {
    fn of(options: &'a Value) -> Result<Self, WrongType> {
        if !matches!(options, Value::Object(_)) {
            return Err(WrongType::new("options", "Object", options));
        }
        let types = Self {
            url: text(options, "url")?,
            file_path: text(options, "filePath")?,
            name: text(options, "name")?,
            timeout: system::timeout(options)?,
        };
        system::callbacks(options)?;
        Ok(types)
    }
}

/// The values of `header` and `formData` as they go out: on a watch in the order of a `std::map`, numbers as cJSON's
/// `valueint`, and without what is empty.
fn fields<'a>(object: &'a Value, config: &Config) -> Option<Vec<(&'a str, Cow<'a, str>)>> {
    match config.request_style {
        RequestStyle::Portable => system::values_as(object, number_text),
        RequestStyle::Device => {
            // A cast saturates, as cJSON does.
            let mut fields = system::values_as(object, |number| (number as i32).to_string())?;
            fields.retain(|(_, value)| !value.is_empty());
            fields.sort_by(|(one, _), (other, _)| one.as_bytes().cmp(other.as_bytes()));
            Some(fields)
        }
    }
}

/// The headers that libcurl writes: its own, then the caller's, and none that is blank. A blank one of the caller takes
/// libcurl's away; that of Accept comes back in the HTTP stack, which has it as a default.
fn device_headers<'a>(mut own: Vec<(&'a str, Cow<'a, str>)>, given: &Value) -> Vec<(&'a str, Cow<'a, str>)> {
    let given_names = |wanted: &str| match given {
        Value::Object(members) => members.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case(wanted) && matches!(value, Value::String(_) | Value::Number(_))
        }),
        _ => false,
    };
    let defaults = [("Accept", "*/*"), ("Accept-Encoding", "gzip")];
    let mut headers: Vec<(&str, Cow<'_, str>)> = defaults
        .into_iter()
        .filter(|(name, _)| !given_names(name))
        .map(|(name, value)| (name, value.into()))
        .collect();
    own.retain(|(_, value)| !value.trim_matches([' ', '\t']).is_empty());
    headers.append(&mut own);
    headers
}

fn completion(callback: Callback, arguments: Vec<Value>) -> Completion {
    Completion { callback, arguments, complete_gets_result: false }
}

fn failed(message: &str, code: Option<u32>) -> Completion {
    completion(Callback::Fail, vec![message.into(), code.into()])
}

fn refused(message: &str) -> Refusal {
    Refusal { completion: failed(message, DESCRIPTION.code(ErrorKind::BadArgument)), type_error: None }
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
        let file = format!(r#"{url}, "filePath": "Cargo.toml""#);
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
    fn v39_fields_as_a_watch_sends_them() {
        let config = Config { request_style: RequestStyle::Device, ..Config::default() };
        let object: Value =
            serde_json::from_str(r#"{ "b": 1.9, "é": "x", "a": "", "Z": -1.9, "c": 1e12, "d": null }"#)
                .unwrap();
        let fields = fields(&object, &config).unwrap();
        let expected = [("Z", "-1"), ("b", "1"), ("c", "2147483647"), ("é", "x")];
        assert_eq!(fields, expected.map(|(name, value)| (name, Cow::Borrowed(value))));
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
