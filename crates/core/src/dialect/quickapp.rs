//! The Quick App alliance's platform 1100 and later: `uploadtask.uploadFile` of `@system.uploadtask`.
//!
//! Sources: the alliance's documentation (doc.quickapp.cn, pages uploadtask, request and error codes); for the time
//! limit and the text of an abort, and where the documentation is silent, hapjs (hapjs-platform on GitHub,
//! `UploadTask.java`). Where hapjs contradicts its own documentation, that is a defect and not copied.

use std::borrow::Cow;

use http::{HeaderValue, Method};

use super::system::{self, Timeout, WrongType, text};
use super::value::{Value, number_text};
use super::{
    Callback, Completion, Description, Dialect, Event, EventDescription, Reading, Refusal, collected,
    headers, last_segment, option,
};
use crate::config::Config;
use crate::error::{Error, ErrorKind};
use crate::files::Location;
use crate::response::{Headers, Response};
use crate::upload::{Field, QueueName, TimeLimit, Upload};

/// The Quick App alliance's platform.
#[derive(Debug, Clone, Copy)]
pub struct QuickApp;

static DESCRIPTION: Description = Description {
    name: "quickapp",
    options: &[
        option("url", Reading::Plain),
        option("filePath", Reading::Plain),
        option("name", Reading::Plain),
        option("files", Reading::Nested),
        option("header", Reading::Members),
        option("formData", Reading::Members),
        option("data", Reading::Nested),
        option("method", Reading::Plain),
        option("timeout", Reading::Plain),
        option("success", Reading::Callback),
        option("fail", Reading::Callback),
        option("complete", Reading::Callback),
    ],
    events: &[
        EventDescription {
            event: Event::Progress,
            on: "onProgressUpdate",
            off: "offProgressUpdate",
            chained: None,
            repeats: false,
        },
        EventDescription {
            event: Event::Headers,
            on: "onHeadersReceived",
            off: "offHeadersReceived",
            chained: None,
            repeats: false,
        },
    ],
    refuses_at_once: false,
    queue: QueueName { name: "quickapp", default_limit: 5 },
    codes: Some("quickapp"),
    result_headers: Some("headers"),
    event_headers: None,
};

const IDLE_TIMEOUT: TimeLimit = system::default_limit(30_000, "the Quick App default; set timeout");

/// The form key of a file of `files` that has none.
const DEFAULT_NAME: &str = "file";

impl Dialect for QuickApp {
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
        let files = files(options, &types)?;
        let header = system::values(options.get("header")).ok_or_else(|| refused("invalid headers"))?;
        let headers = headers(header.into_iter()).map_err(|_| refused("invalid headers"))?;
        let form_data = system::values(options.get("formData")).ok_or_else(|| refused("invalid formData"))?;
        let data = data(options.get("data")).ok_or_else(|| refused("invalid data"))?;
        let method = method(types.method).ok_or_else(|| refused("invalid method: it is POST or PUT"))?;

        let texts = form_data.into_iter().chain(data);
        let mut fields: Vec<Field> = texts.map(|(name, value)| Field::text(name, value)).collect();
        for file in files {
            // What no path leads to is not there, for an app.
            let location = self.locate(file.path, config).ok_or_else(|| {
                failed_early(&format!("no such file: {}", file.path), ErrorKind::FileNotFound)
            })?;
            let file_name = file.file_name.map_or_else(|| last_segment(file.path), Cow::from).into_owned();
            let mut field = Field::file(file.name, location, file_name);
            field.part.content_type = file.content_type;
            fields.push(field);
        }
        let (timeout, idle_timeout) = match types.timeout {
            Timeout::Default => (None, Some(IDLE_TIMEOUT)),
            Timeout::None => (None, None),
            Timeout::Limit(limit) => (Some(limit), None),
        };
        Ok(Upload {
            method,
            headers,
            timeout,
            idle_timeout,
            timing: false,
            queue: DESCRIPTION.queue,
            ..Upload::of_fields(url, fields)
        })
    }

    fn headers(&self, headers: &Headers) -> Option<Value> {
        Some(collected(headers))
    }

    fn completion(&self, outcome: &Result<Response, Error>, _: &Config) -> Option<Completion> {
        Some(match outcome {
            Ok(response) => {
                completion(Callback::Success, vec![system::result(response, collected(response.headers()))])
            }
            Err(error) if error.kind() == ErrorKind::Aborted => failed("Canceled", error.kind()),
            Err(error) => failed(error.message(), error.kind()),
        })
    }
}

/// The options whose types are checked before any value is, in that order.
struct Types<'a> {
    url: &'a str,
    file_path: &'a str,
    name: &'a str,
    method: &'a str,
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
            method: text(options, "method")?,
            timeout: system::timeout(options)?,
        };
        system::callbacks(options)?;
        Ok(types)
    }
}

/// One file of the form.
struct File<'a> {
    path: &'a str,
    name: &'a str,
    /// As the caller gave it.
    file_name: Option<&'a str>,
    content_type: Option<String>,
}

/// The files: `filePath` and `name`, or the `files` of `@system.request`.
fn files<'a>(options: &'a Value, types: &Types<'a>) -> Result<Vec<File<'a>>, Refusal> {
    let list = match options.get("files") {
        Value::Undefined | Value::Null => None,
        Value::Array(list) => Some(list).filter(|list| !list.is_empty()),
        other => return Err(refused(&WrongType::new("files", "Array", other).0)),
    };
    match list {
        Some(_) if !types.file_path.is_empty() => {
            Err(refused("filePath and files exclude each other: give one of them"))
        }
        Some(list) => {
            let files: Result<Vec<File<'_>>, String> = list.iter().map(file).collect();
            files.map_err(|message| refused(&message))
        }
        _ if types.file_path.is_empty() => Err(refused("invalid filename")),
        _ if types.name.is_empty() => Err(refused("name is a required field")),
        _ => Ok(vec![File { path: types.file_path, name: types.name, file_name: None, content_type: None }]),
    }
}

/// One entry of `files`.
fn file(entry: &Value) -> Result<File<'_>, String> {
    let text = |name: &str| match entry.get(name) {
        Value::Undefined | Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.as_str()).filter(|text| !text.is_empty())),
        other => Err(format!("invalid files: {name} {}", other.mismatch("String"))),
    };
    let path = text("uri")?.ok_or("invalid filename: each of files wants a uri")?;
    let content_type = text("type")?;
    // It stands in the body, where nobody else would look for line ends.
    if content_type.is_some_and(|kind| HeaderValue::from_str(kind).is_err()) {
        return Err("invalid files: type is no Content-Type".to_owned());
    }
    Ok(File {
        path,
        name: text("name")?.unwrap_or(DEFAULT_NAME),
        file_name: text("filename")?,
        content_type: content_type.map(str::to_owned),
    })
}

/// The `data` of `@system.request`: an array of `{ name, value }`, or an object as `formData` is.
fn data(value: &Value) -> Option<Vec<(&str, Cow<'_, str>)>> {
    let Value::Array(list) = value else { return system::values(value) };
    let mut entries = Vec::new();
    for entry in list {
        let name = entry.get("name").as_str()?;
        if let Some(text) = system::field_text(entry.get("value"), number_text)? {
            entries.push((name, text));
        }
    }
    Some(entries)
}

fn method(text: &str) -> Option<Method> {
    match text.to_ascii_uppercase().as_str() {
        "" | "POST" => Some(Method::POST),
        "PUT" => Some(Method::PUT),
        _ => None,
    }
}

fn completion(callback: Callback, arguments: Vec<Value>) -> Completion {
    Completion { callback, arguments, complete_gets_result: true }
}

fn failed(message: &str, kind: ErrorKind) -> Completion {
    completion(Callback::Fail, vec![message.into(), DESCRIPTION.code(kind).into()])
}

fn failed_early(message: &str, kind: ErrorKind) -> Refusal {
    Refusal { completion: failed(message, kind), type_error: None }
}

fn refused(message: &str) -> Refusal {
    failed_early(message, ErrorKind::BadArgument)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Upload, (String, f64)> {
        let options: Value = serde_json::from_str(text).unwrap();
        QuickApp.parse(&options, &Config::default()).map_err(|refusal| {
            match &refusal.completion.arguments[..] {
                [Value::String(message), Value::Number(code)] => (message.clone(), *code),
                other => panic!("{other:?}"),
            }
        })
    }

    #[test]
    fn q4_argument_errors_are_202() {
        for (options, message) in [
            ("{}", "invalid url"),
            (r#"{ "url": "ftp://a/" }"#, "invalid url"),
            (r#"{ "url": "http://a/" }"#, "invalid filename"),
            (r#"{ "url": "http://a/", "filePath": "f" }"#, "name is a required field"),
            (r#"{ "url": "http://a/", "filePath": "f", "name": "n", "header": 1 }"#, "invalid headers"),
            (r#"{ "url": "http://a/", "filePath": "f", "name": "n", "data": 1 }"#, "invalid data"),
            (r#"{ "url": 1 }"#, "uploadFile: url should be String instead of Number"),
        ] {
            assert_eq!(parse(options).unwrap_err(), (message.to_owned(), 202.0), "{options}");
        }
    }

    #[test]
    fn q5_a_path_without_an_area_names_no_file() {
        let options = r#"{ "url": "http://a/", "filePath": "internal://nowhere/f", "name": "n" }"#;
        assert_eq!(parse(options).unwrap_err().1, 301.0);
    }

    #[test]
    fn q7_the_default_limit_is_one_on_silence() {
        let limits = |timeout: &str| {
            let upload =
                parse(&format!(r#"{{ "url": "http://a/", "filePath": "f", "name": "n"{timeout} }}"#))
                    .unwrap();
            let milliseconds = |limit: Option<TimeLimit>| limit.map(|limit| limit.duration.as_millis());
            (milliseconds(upload.timeout), milliseconds(upload.idle_timeout))
        };
        assert_eq!(limits(""), (None, Some(30_000)));
        assert_eq!(limits(r#", "timeout": -1"#), (None, Some(30_000)));
        assert_eq!(limits(r#", "timeout": 0"#), (None, None));
        assert_eq!(limits(r#", "timeout": 5"#), (Some(5), None));
    }

    #[test]
    fn q8_older_shapes() {
        let upload = parse(
            r#"{ "url": "http://a/", "method": "put", "formData": { "a": 1 }, "data": [{ "name": "b", "value": "2" }],
                 "files": [{ "uri": "internal://files/x/y.png" },
                           { "uri": "/z", "name": "n", "filename": "f.txt", "type": "text/x" }] }"#,
        )
        .unwrap();
        assert_eq!(upload.method, Method::PUT);
        let names: Vec<&str> = upload.fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["a", "b", "file", "n"]);
        let files: Vec<_> = upload.fields[2..]
            .iter()
            .map(|Field { part, .. }| (part.file_name.as_deref(), part.content_type.as_deref()))
            .collect();
        assert_eq!(files, [(Some("y.png"), None), (Some("f.txt"), Some("text/x"))]);
    }

    #[test]
    fn q8_a_type_cannot_end_its_line() {
        let options = r#"{ "url": "http://a/", "files": [{ "uri": "f", "type": "a/b\r\nX: y" }] }"#;
        assert_eq!(parse(options).unwrap_err().1, 202.0);
    }
}
