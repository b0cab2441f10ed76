//! Alipay's `my.uploadFile`.
//!
//! Sources: the Alipay documentation (opendocs.alipay.com and AlipayDocs/open-docs on GitHub: my.uploadFile, the network
//! guide, the table of common error codes), and where it is silent or older, Alipay's typings (`@mini-types/my`).

use http::header::REFERER;

use super::mini_program::{Type, entries, problems, timeout};
use super::value::Value;
use super::{
    Callback, Completion, Description, Dialect, Event, EventDescription, Reading, Refusal, headers, http_url,
    joined, last_segment, option, percent,
};
use crate::config::Config;
use crate::error::{Error, ErrorKind};
use crate::files::Location;
use crate::http::remove_headers;
use crate::response::{Headers, Response};
use crate::upload::{Field, QueueName, Upload};

/// Alipay.
#[derive(Debug, Clone, Copy)]
pub struct Alipay;

static DESCRIPTION: Description = Description {
    name: "alipay",
    areas: &["https://resource/", "https://usr/"],
    options: &[
        option("url", Reading::Plain),
        option("filePath", Reading::Plain),
        option("name", Reading::Plain),
        option("fileName", Reading::Plain),
        option("header", Reading::TextMembers),
        option("headers", Reading::TextMembers),
        option("formData", Reading::TextMembers),
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
            repeats: true,
        },
        EventDescription {
            event: Event::Headers,
            on: "onHeadersReceived",
            off: "offHeadersReceived",
            chained: None,
            repeats: true,
        },
    ],
    refuses_at_once: false,
    queue: QueueName { name: "alipay", default_limit: 10 },
    codes: "alipay",
    result_headers: "header",
    event_headers: Some("header"),
};

/// Where the limit of an upload without one comes from.
const DEFAULT_TIMEOUT: &str = "the Alipay default; set timeout";

/// The option that is there, where one of two names serves: the newer name unless only the older is given.
fn either<'a>(options: &Value, newer: &'a str, older: &'a str) -> &'a str {
    if options.get(newer).is_nullish() && !options.get(older).is_nullish() { older } else { newer }
}

impl Dialect for Alipay {
    fn description(&self) -> &'static Description {
        &DESCRIPTION
    }

    fn area(&self, path: &str, config: &Config) -> Option<Location> {
        area(path, config)
    }

    fn parse(&self, options: &Value, config: &Config) -> Result<Upload, Refusal> {
        let key = either(options, "name", "fileName");
        let header_name = either(options, "header", "headers");
        let types: [Type<'_>; 6] = [
            ("url", "String", true),
            ("filePath", "String", true),
            (key, "String", true),
            (header_name, "Object", false),
            ("formData", "Object", false),
            ("timeout", "Number", false),
        ];
        let problems = problems(options, &types);
        if !problems.is_empty() {
            return Err(refused(&format!("parameter error: {problems}"), ErrorKind::BadArgument));
        }
        let text = |name| options.get(name).as_str().unwrap_or_default();
        let url = http_url(text("url"))
            .ok_or_else(|| refused(&format!("invalid url \"{}\"", text("url")), ErrorKind::BadUrl))?;
        let mut headers = headers(entries(options.get(header_name)))
            .map_err(|invalid| refused(&invalid.to_string(), ErrorKind::BadArgument))?;
        remove_headers(&mut headers, &[REFERER]);
        let file_path = text("filePath");
        let location = locate(file_path, config)
            .ok_or_else(|| refused(&format!("no such file: \"{file_path}\""), ErrorKind::FileNotFound))?;

        let mut fields: Vec<Field> =
            entries(options.get("formData")).map(|(name, value)| Field::text(name, value)).collect();
        let file_name = last_segment(file_path).into_owned();
        fields.push(Field::file(text(key), location, file_name));
        Ok(Upload {
            headers,
            timeout: Some(timeout(options, config, DEFAULT_TIMEOUT)),
            timing: false,
            queue: DESCRIPTION.queue,
            ..Upload::of_fields(url, fields)
        })
    }

    fn progress(&self, sent: u64, total: u64) -> Value {
        Value::object([
            ("progress", percent(sent, total).into()),
            ("totalBytesWritten", (sent as f64).into()),
            ("totalBytesExpectedToWrite", (total as f64).into()),
        ])
    }

    fn headers(&self, headers: &Headers) -> Option<Value> {
        Some(Value::object([("header", joined(headers))]))
    }

    fn completion(&self, outcome: &Result<Response, Error>, _: &Config) -> Option<Completion> {
        Some(match outcome {
            Ok(response) => completion(
                Callback::Success,
                Value::object([
                    ("data", response.text().into_owned().into()),
                    ("statusCode", response.status().as_u16().into()),
                    ("header", joined(response.headers())),
                ]),
            ),
            Err(error) if error.kind() == ErrorKind::Aborted => failed("uploadFile:fail abort", error.kind()),
            Err(error) => failed(error.message(), error.kind()),
        })
    }
}

/// Where a `filePath` leads: one of Alipay's areas, or a file of this machine.
fn locate(file_path: &str, config: &Config) -> Option<Location> {
    if file_path.is_empty() {
        None
    } else if file_path.starts_with("https://") {
        area(file_path, config)
    } else {
        Location::host(file_path)
    }
}

/// Where a path in one of Alipay's areas leads; `None` for paths of other kinds and for areas that there are not.
fn area(path: &str, config: &Config) -> Option<Location> {
    match path.strip_prefix("https://")?.split_once('/')? {
        (area @ ("resource" | "usr"), path) => {
            Some(Location::area(config.root.join("alipay").join(area), path))
        }
        _ => None,
    }
}

fn completion(callback: Callback, result: Value) -> Completion {
    Completion { callback, arguments: vec![result], complete_gets_result: true }
}

fn failed(message: &str, kind: ErrorKind) -> Completion {
    completion(
        Callback::Fail,
        Value::object([("error", DESCRIPTION.code(kind).into()), ("errorMessage", message.into())]),
    )
}

fn refused(message: &str, kind: ErrorKind) -> Refusal {
    Refusal { completion: failed(message, kind), type_error: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Upload, Value> {
        let options: Value = serde_json::from_str(text).unwrap();
        Alipay.parse(&options, &Config::default()).map_err(|refusal| refusal.completion.arguments[0].clone())
    }

    #[test]
    fn a4_the_key_is_name_or_file_name() {
        let key = |options: &str| {
            let options = format!(r#"{{ "url": "http://a/", "filePath": "b/c.png", {options} }}"#);
            parse(&options).unwrap().fields.pop().unwrap()
        };
        for options in [r#""name": "n""#, r#""fileName": "n""#, r#""name": "n", "fileName": "f""#] {
            let field = key(options);
            assert_eq!(field.name, "n", "{options}");
            assert_eq!(field.part.file_name.as_deref(), Some("c.png"));
        }
    }

    #[test]
    fn a9_names_every_parameter_in_order() {
        assert_eq!(
            parse(r#"{ "timeout": "1", "filePath": null, "fileName": [], "headers": 1 }"#).unwrap_err(),
            Value::object([
                ("error", 11.0.into()),
                (
                    "errorMessage",
                    "parameter error: parameter.url should be String instead of Undefined;\
                     parameter.filePath should be String instead of Null;\
                     parameter.fileName should be String instead of Array;\
                     parameter.headers should be Object instead of Number;\
                     parameter.timeout should be Number instead of String;"
                        .into()
                ),
            ])
        );
    }

    #[test]
    fn a17_progress_has_names_of_its_own() {
        assert_eq!(
            serde_json::to_string(&Alipay.progress(1, 3)).unwrap(),
            r#"{"progress":33,"totalBytesWritten":1,"totalBytesExpectedToWrite":3}"#
        );
    }

    #[test]
    fn a19_areas() {
        let config = Config { root: "/r".into(), ..Config::default() };
        for (path, folder, inside) in [
            ("https://resource/apml1.image", "/r/alipay/resource", "apml1.image"),
            ("https://usr/a/b", "/r/alipay/usr", "a/b"),
        ] {
            assert_eq!(locate(path, &config), Some(Location::area(folder, inside)), "{path}");
        }
        for nowhere in ["", "https://elsewhere/a", "https://usr"] {
            assert_eq!(locate(nowhere, &config), None, "{nowhere}");
        }
    }
}
