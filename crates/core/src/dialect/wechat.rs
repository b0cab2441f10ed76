//! WeChat's `wx.uploadFile`, which is Taro's `Taro.uploadFile` too.
//!
//! Sources: the WeChat documentation (developers.weixin.qq.com, wx.uploadFile, UploadTask, the network guide and the
//! table of Errno), and for `fileName` Taro's H5 implementation.

use std::borrow::Cow;

use http::header::{REFERER, SET_COOKIE};

use super::mini_program::{Type, entries, problems, timeout};
use super::value::Value;
use super::{
    Callback, Completion, Description, Dialect, Event, EventDescription, Reading, Refusal, headers, http_url,
    joined, last_segment, option,
};
use crate::config::Config;
use crate::error::{Error, ErrorKind};
use crate::files::Location;
use crate::http::remove_headers;
use crate::response::{Headers, Response, Timing};
use crate::upload::{Field, QueueName, Upload};

/// WeChat and Taro.
#[derive(Debug, Clone, Copy)]
pub struct WeChat;

static DESCRIPTION: Description = Description {
    name: "wx",
    areas: &["wxfile://usr/", "wxfile://tmp_", "wxfile://store_", "http://usr/", TEMPORARY, "http://store/"],
    options: &[
        option("url", Reading::Plain),
        option("filePath", Reading::Plain),
        option("name", Reading::Plain),
        option("header", Reading::TextMembers),
        option("formData", Reading::TextMembers),
        option("timeout", Reading::Plain),
        option("fileName", Reading::Plain),
        option("enableHttp2", Reading::Plain),
        option("enableProfile", Reading::Plain),
        option("success", Reading::Callback),
        option("fail", Reading::Callback),
        option("complete", Reading::Callback),
    ],
    events: &[
        EventDescription {
            event: Event::Progress,
            on: "onProgressUpdate",
            off: "offProgressUpdate",
            chained: Some("progress"),
            repeats: true,
        },
        EventDescription {
            event: Event::Headers,
            on: "onHeadersReceived",
            off: "offHeadersReceived",
            chained: Some("headersReceive"),
            repeats: true,
        },
    ],
    refuses_at_once: false,
    queue: QueueName { name: "wx", default_limit: 10 },
    codes: "wechat",
    result_headers: "header",
    event_headers: Some("header"),
};

/// Where the limit of an upload without one comes from.
const DEFAULT_TIMEOUT: &str = "the WeChat default; set timeout";

/// The area that files which the user chose come from.
const TEMPORARY: &str = "http://tmp/";

impl WeChat {
    /// A new path for a temporary file, as `chooseImage` gives one.
    pub(crate) fn temporary_path(extension: Option<&str>) -> Result<String, getrandom::Error> {
        let name = format!("{:016x}{:016x}", getrandom::u64()?, getrandom::u64()?);
        Ok(match extension {
            Some(extension) => format!("{TEMPORARY}{name}.{extension}"),
            None => format!("{TEMPORARY}{name}"),
        })
    }
}

/// The options that are checked for their type, in the order of the error's text.
const TYPES: [Type<'_>; 6] = [
    ("url", "String", true),
    ("filePath", "String", true),
    ("name", "String", true),
    ("header", "Object", false),
    ("formData", "Object", false),
    ("timeout", "Number", false),
];

impl Dialect for WeChat {
    fn description(&self) -> &'static Description {
        &DESCRIPTION
    }

    fn area(&self, path: &str, config: &Config) -> Option<Location> {
        area(path, config)
    }

    fn parse(&self, options: &Value, config: &Config) -> Result<Upload, Refusal> {
        let problems = problems(options, &TYPES);
        if !problems.is_empty() {
            return Err(refused(&format!("parameter error: {problems}"), ErrorKind::BadArgument));
        }
        let text = |name| options.get(name).as_str().unwrap_or_default();
        let url = http_url(text("url"))
            .ok_or_else(|| refused(&format!("invalid url \"{}\"", text("url")), ErrorKind::BadUrl))?;
        let file_path = text("filePath");
        let mut headers = headers(entries(options.get("header")))
            .map_err(|invalid| refused(&invalid.to_string(), ErrorKind::BadArgument))?;
        remove_headers(&mut headers, &[REFERER]);
        let location = locate(file_path, config).ok_or_else(no_file)?;

        let mut fields: Vec<Field> =
            entries(options.get("formData")).map(|(name, value)| Field::text(name, value)).collect();
        let file_name = match options.get("fileName") {
            Value::String(name) if !name.is_empty() => name.clone(),
            _ => last_segment(file_path).into_owned(),
        };
        fields.push(Field::file(text("name"), location, file_name));
        Ok(Upload {
            headers,
            timeout: Some(timeout(options, config, DEFAULT_TIMEOUT)),
            http2: *options.get("enableHttp2") == Value::Boolean(true),
            timing: *options.get("enableProfile") != Value::Boolean(false),
            queue: DESCRIPTION.queue,
            ..Upload::of_fields(url, fields)
        })
    }

    fn headers(&self, headers: &Headers) -> Option<Value> {
        Some(Value::object([("header", joined(headers))]))
    }

    fn completion(&self, outcome: &Result<Response, Error>, _: &Config) -> Option<Completion> {
        Some(match outcome {
            Ok(response) => succeeded(response),
            Err(error) => failed(&message(error), error.kind()),
        })
    }
}

fn succeeded(response: &Response) -> Completion {
    let cookies = response.headers().get_all(SET_COOKIE.as_str()).map(Value::from).collect();
    completion(
        Callback::Success,
        Value::object([
            ("errMsg", "uploadFile:ok".into()),
            ("statusCode", response.status().as_u16().into()),
            ("data", response.text().into_owned().into()),
            ("header", joined(response.headers())),
            ("cookies", Value::Array(cookies)),
            ("profile", response.timing().map_or(Value::Undefined, profile)),
        ]),
    )
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

/// What every text of a failure begins with.
const PREFIX: &str = "uploadFile:fail ";

/// The texts that apps compare letter by letter.
const TEXTS: [(ErrorKind, &str); 5] = [
    (ErrorKind::Aborted, "abort"),
    (ErrorKind::Timeout, "timeout"),
    (ErrorKind::FileNotFound, "createUploadTask:fail file not found"),
    (ErrorKind::DomainNotAllowed, "url not in domain list"),
    (ErrorKind::TooManyTasks, "exceed max task count"),
];

fn fixed_text(kind: ErrorKind) -> Option<&'static str> {
    TEXTS.iter().find(|(known, _)| *known == kind).map(|(_, text)| *text)
}

/// The text after the prefix.
fn message(error: &Error) -> Cow<'_, str> {
    match error.kind() {
        ErrorKind::IsDirectory | ErrorKind::NotPermitted => {
            format!("createUploadTask:fail {}", error.message()).into()
        }
        kind => fixed_text(kind).unwrap_or(error.message()).into(),
    }
}

/// The refusal of a path that cannot name a file.
fn no_file() -> Refusal {
    refused(fixed_text(ErrorKind::FileNotFound).unwrap_or_default(), ErrorKind::FileNotFound)
}

/// Where a `filePath` leads: one of WeChat's areas, or a file of this machine.
fn locate(file_path: &str, config: &Config) -> Option<Location> {
    if file_path.is_empty() {
        None
    } else if in_area(file_path).is_some() {
        area(file_path, config)
    } else {
        Location::host(file_path)
    }
}

/// What follows the scheme of a path in an area.
fn in_area(path: &str) -> Option<&str> {
    path.strip_prefix("wxfile://").or_else(|| path.strip_prefix("http://"))
}

/// Where a path in one of WeChat's areas leads; `None` for paths of other kinds and for areas that there are not.
fn area(path: &str, config: &Config) -> Option<Location> {
    let rest = in_area(path)?;
    let area = |name: &str, path: &str| Some(Location::area(config.root.join("wx").join(name), path));
    if let Some((folder @ ("usr" | "tmp" | "store"), path)) = rest.split_once('/') {
        return area(folder, path);
    }
    // `wxfile://tmp_…` and `wxfile://store_…` are names in the area itself.
    ["tmp", "store"]
        .into_iter()
        .find(|name| rest.strip_prefix(name).is_some_and(|more| more.starts_with('_')))
        .and_then(|name| area(name, rest))
}

fn completion(callback: Callback, result: Value) -> Completion {
    Completion { callback, arguments: vec![result], complete_gets_result: true }
}

fn failed(message: &str, kind: ErrorKind) -> Completion {
    completion(
        Callback::Fail,
        Value::object([
            ("errMsg", format!("{PREFIX}{message}").into()),
            ("errno", DESCRIPTION.code(kind).into()),
        ]),
    )
}

fn refused(message: &str, kind: ErrorKind) -> Refusal {
    Refusal { completion: failed(message, kind), type_error: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Upload, (String, f64)> {
        let options: Value = serde_json::from_str(text).unwrap();
        WeChat.parse(&options, &Config::default()).map_err(|refusal| {
            let result = &refusal.completion.arguments[0];
            match (result.get("errMsg"), result.get("errno")) {
                (Value::String(message), Value::Number(code)) => (message.clone(), *code),
                other => panic!("{other:?}"),
            }
        })
    }

    #[test]
    fn w19_names_every_parameter_in_order() {
        assert_eq!(
            parse(r#"{ "timeout": "1", "filePath": null, "name": [], "header": 1 }"#).unwrap_err(),
            (
                "uploadFile:fail parameter error: parameter.url should be String instead of Undefined;\
                 parameter.filePath should be String instead of Null;\
                 parameter.name should be String instead of Array;\
                 parameter.header should be Object instead of Number;\
                 parameter.timeout should be Number instead of String;"
                    .to_owned(),
                1001.0
            )
        );
    }

    #[test]
    fn w20_urls_that_are_not_http() {
        for url in ["", "ftp://a/", "not a url", "http://"] {
            let options = format!(r#"{{ "url": "{url}", "filePath": "f", "name": "n" }}"#);
            assert_eq!(
                parse(&options).unwrap_err(),
                (format!("uploadFile:fail invalid url \"{url}\""), 600_009.0)
            );
        }
    }

    #[test]
    fn w32_areas() {
        let config = Config { root: "/r".into(), ..Config::default() };
        for (path, folder, inside) in [
            ("wxfile://usr/a/b", "/r/wx/usr", "a/b"),
            ("http://usr/a", "/r/wx/usr", "a"),
            ("wxfile://tmp_1.png", "/r/wx/tmp", "tmp_1.png"),
            ("http://tmp/1.png", "/r/wx/tmp", "1.png"),
            ("wxfile://store_1", "/r/wx/store", "store_1"),
            ("http://store/1", "/r/wx/store", "1"),
        ] {
            assert_eq!(locate(path, &config), Some(Location::area(folder, inside)), "{path}");
        }
        assert_eq!(locate("http://elsewhere/a", &config), None);
        assert_eq!(locate("wxfile://tmpx", &config), None);
    }

    #[test]
    fn w33_time_limits() {
        let limit = |text: &str| {
            timeout(&serde_json::from_str(text).unwrap(), &Config::default(), DEFAULT_TIMEOUT)
                .duration
                .as_millis()
        };
        assert_eq!(limit(r#"{ "timeout": 1500 }"#), 1500);
        for default in [r#"{ "timeout": 0 }"#, r#"{ "timeout": -1 }"#, "{}"] {
            assert_eq!(limit(default), 60_000);
        }
    }
}
