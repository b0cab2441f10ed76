//! The `uploadFile` of mini-programs: one dialect, and a row of data for each platform.
//!
//! All of them grew after WeChat's; what a platform says otherwise stands in its row.

mod area;
mod arguments;
mod files;
mod result;
mod rows;

use http::HeaderName;

use self::area::Area;
use self::arguments::{entries, problems, timeout};
use self::files::{FILE, File, FileSource, LIST, content, listed, path_or_content};
use self::result::{Failure, Member, success};
use super::value::Value;
use super::{
    Callback, Completion, Description, Dialect, Refusal, headers, http_url, joined, last_segment, percent,
};
use crate::config::Config;
use crate::error::{Error, ErrorKind};
use crate::files::Location;
use crate::http::remove_headers;
use crate::response::{Headers, Response};
use crate::upload::{Field, Part, Upload};

pub use rows::{ALIPAY, BAIDU, DINGTALK, DOUYIN, HARMONY, JD, KUAISHOU, QQ, UNI, WECHAT, XIAOHONGSHU};

/// One mini-program platform: WeChat's `uploadFile`, and what it says otherwise.
#[derive(Debug, Clone, Copy)]
pub struct MiniProgram {
    description: Description,
    /// The options that hold the form key; the first that is there counts.
    keys: &'static [&'static str],
    /// Whether files can be given by a list, and one as `file`, as in uni-app.
    takes_files: bool,
    /// The options that only a phone requires.
    requires: &'static [&'static str],
    /// The options that hold the headers, likewise.
    headers: &'static [&'static str],
    /// The headers that an app cannot set, in lower case.
    forbidden_headers: &'static [&'static str],
    /// Where the limit of an upload without one comes from.
    default_timeout: &'static str,
    /// What the paths that are no files of this machine begin with.
    schemes: &'static [&'static str],
    areas: &'static [Area],
    /// What the paths begin with that its `chooseImage` gives, where that is published.
    temporary: Option<&'static str>,
    /// What a progress listener finds the bytes sent and the bytes of the whole body under.
    progress: [&'static str; 2],
    /// What `success` gets, in this order.
    success: &'static [Member],
    failure: Failure,
}

/// The file name of content that has none (WHATWG XHR, create an entry).
const UNNAMED: &str = "blob";

impl Dialect for MiniProgram {
    fn description(&self) -> &Description {
        &self.description
    }

    fn areas(&self) -> Vec<&'static str> {
        self.areas.iter().map(Area::prefix).collect()
    }

    fn temporary(&self) -> Option<&'static str> {
        self.temporary
    }

    fn area(&self, path: &str, config: &Config) -> Option<Location> {
        area::find(self.areas, path, config)
    }

    fn locate(&self, path: &str, config: &Config) -> Option<Location> {
        area::locate(self.schemes, self.areas, path, config)
    }

    fn parse(&self, options: &Value, config: &Config) -> Result<Upload, Refusal> {
        let key = first_given(options, self.keys);
        let header = first_given(options, self.headers);
        let has_list = self.takes_files && !options.get(LIST).is_nullish();
        // A phone does not know it.
        let file = Some(options.get(FILE)).filter(|_| self.takes_files && !config.strict && !has_list);
        let has_file = file.is_some_and(|file| !file.is_nullish());
        let mut types = vec![
            ("url", "String", true),
            ("filePath", "String", !has_list && !has_file),
            (key, "String", !has_list),
            (header, "Object", false),
            ("formData", "Object", false),
            ("timeout", "Number", false),
        ];
        if has_file {
            types.insert(1, (FILE, "File", true));
        }
        if config.strict {
            types.extend(self.requires.iter().map(|name| (*name, "String", true)));
        }
        let problems = problems(options, &types, config);
        if !problems.is_empty() {
            return Err(self.refused(&format!("parameter error: {problems}"), ErrorKind::BadArgument));
        }
        let text = |name| options.get(name).as_str().unwrap_or_default();
        let files = if has_list {
            listed(options.get(LIST), config).map_err(|problem| {
                self.refused(&format!("parameter error: {problem}"), ErrorKind::BadArgument)
            })?
        } else {
            let source = match file.and_then(|file| content(file, config)) {
                Some(content) => FileSource::Content(content),
                None => path_or_content(options.get("filePath"), config),
            };
            vec![File { name: text(key), source }]
        };
        let url = http_url(text("url"))
            .ok_or_else(|| self.refused(&format!("invalid url \"{}\"", text("url")), ErrorKind::BadUrl))?;
        let mut headers = headers(entries(options.get(header)))
            .map_err(|invalid| self.refused(&invalid.to_string(), ErrorKind::BadArgument))?;
        let forbidden = self.forbidden_headers.iter().copied().map(HeaderName::from_static);
        remove_headers(&mut headers, &forbidden.collect::<Vec<_>>());

        let mut fields: Vec<Field> =
            entries(options.get("formData")).map(|(name, value)| Field::text(name, value)).collect();
        let shown_name = match options.get("fileName") {
            Value::String(name) if !name.is_empty() && !self.keys.contains(&"fileName") => Some(name),
            _ => None,
        };
        for File { name, source } in files {
            let part = match source {
                FileSource::Path(path) => {
                    let location = self.locate(path, config).ok_or_else(|| {
                        self.refused(&format!("no such file: \"{path}\""), ErrorKind::FileNotFound)
                    })?;
                    Part::located(location).file_name(last_segment(path))
                }
                FileSource::Content(content) => {
                    let part = content.part.clone();
                    let part = part.map_err(|problem| self.refused(&problem, ErrorKind::BadArgument))?;
                    if part.file_name.is_none() { part.file_name(UNNAMED) } else { part }
                }
            };
            let part = match shown_name {
                Some(name) => part.file_name(name),
                None => part,
            };
            fields.push(Field { name: name.to_owned(), part });
        }
        let profile = self.success.contains(&Member::Profile);
        Ok(Upload {
            headers,
            timeout: Some(timeout(options, config, self.default_timeout)),
            http2: *options.get("enableHttp2") == Value::Boolean(true),
            timing: profile && *options.get("enableProfile") != Value::Boolean(false),
            queue: self.description.queue,
            ..Upload::of_fields(url, fields)
        })
    }

    fn progress(&self, sent: u64, total: u64) -> Value {
        let [sent_name, total_name] = self.progress;
        Value::object([
            ("progress", percent(sent, total).into()),
            (sent_name, (sent as f64).into()),
            (total_name, (total as f64).into()),
        ])
    }

    fn headers(&self, headers: &Headers) -> Option<Value> {
        Some(Value::object([("header", joined(headers))]))
    }

    fn completion(&self, outcome: &Result<Response, Error>, _: &Config) -> Option<Completion> {
        Some(match outcome {
            Ok(response) => completion(Callback::Success, success(self.success, response)),
            Err(error) => self.failed(error.message(), error.kind()),
        })
    }
}

impl MiniProgram {
    fn failed(&self, message: &str, kind: ErrorKind) -> Completion {
        completion(Callback::Fail, self.failure.value(message, kind, self.description.code(kind)))
    }

    fn refused(&self, message: &str, kind: ErrorKind) -> Refusal {
        Refusal { completion: self.failed(message, kind), type_error: None }
    }
}

fn completion(callback: Callback, result: Value) -> Completion {
    Completion { callback, arguments: vec![result], complete_gets_result: true }
}

/// The first of these options that is there, else the first of all.
fn first_given(options: &Value, names: &'static [&'static str]) -> &'static str {
    let given = names.iter().find(|name| !options.get(name).is_nullish());
    given.or(names.first()).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests;
