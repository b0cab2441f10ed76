//! The files of an upload: that of `filePath`, or those of uni-app's `files` and `file`.

use crate::config::Config;
use crate::dialect::value::{Content, Value};

/// The option that holds several files.
pub(super) const LIST: &str = "files";

/// The option, and the member of an entry of the list, that holds a file itself.
pub(super) const FILE: &str = "file";

/// The form key of a file of the list that has none.
const DEFAULT_NAME: &str = "file";

/// The most files of one upload.
const MOST: usize = 1_000;

/// One file: its form key and where it is.
#[derive(Debug, PartialEq)]
pub(super) struct File<'a> {
    pub(super) name: &'a str,
    pub(super) source: FileSource<'a>,
}

/// Where a file is.
#[derive(Debug, PartialEq)]
pub(super) enum FileSource<'a> {
    /// At this path.
    Path(&'a str),
    /// In the caller's hands.
    Content(&'a Content),
}

/// The content that a caller gives in place of a path; a phone takes none.
pub(super) fn content<'a>(value: &'a Value, config: &Config) -> Option<&'a Content> {
    match value {
        Value::Content(content) if !config.strict => Some(content),
        _ => None,
    }
}

/// A path or what is given in its place. To a phone a `data:` or `blob:` URL is a path where nothing is.
pub(super) fn path_or_content<'a>(value: &'a Value, config: &Config) -> FileSource<'a> {
    match content(value, config) {
        Some(content) => FileSource::Content(content),
        None => FileSource::Path(value.as_str().unwrap_or_default()),
    }
}

/// The files of a list, in its order, or what is wrong with it.
pub(super) fn listed<'a>(list: &'a Value, config: &Config) -> Result<Vec<File<'a>>, String> {
    let Value::Array(entries) = list else {
        return Err(format!("parameter.{LIST} {};", list.mismatch("Array")));
    };
    match entries.len() {
        0 => Err(format!("parameter.{LIST} should hold a file;")),
        1..=MOST => entries.iter().enumerate().map(|(index, entry)| file(index, entry, config)).collect(),
        count => Err(format!("parameter.{LIST} should hold at most {MOST} files instead of {count};")),
    }
}

fn file<'a>(index: usize, entry: &'a Value, config: &Config) -> Result<File<'a>, String> {
    let wrong = |member: &str, wanted: &str, value: &Value| {
        Err(format!("parameter.{LIST}[{index}].{member} {};", value.mismatch(wanted)))
    };
    let (file, uri) = (entry.get(FILE), entry.get("uri"));
    let source = if let Some(content) = content(file, config) {
        FileSource::Content(content)
    } else if !file.is_nullish() && !config.strict {
        return wrong(FILE, "File", file);
    } else if uri.type_name() == "String" || content(uri, config).is_some() {
        path_or_content(uri, config)
    } else {
        return wrong("uri", "String", uri);
    };
    let name = match entry.get("name") {
        Value::Undefined | Value::Null => DEFAULT_NAME,
        Value::String(name) => name,
        name => return wrong("name", "String", name),
    };
    Ok(File { name, source })
}
