//! The files of an upload: that of `filePath`, or those of uni-app's `files`.

use crate::dialect::value::Value;

/// The option that holds several files.
pub(super) const LIST: &str = "files";

/// The form key of a file of the list that has none.
const DEFAULT_NAME: &str = "file";

/// The most files of one upload.
const MOST: usize = 1_000;

/// One file: its form key and where it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct File<'a> {
    pub(super) name: &'a str,
    pub(super) path: &'a str,
}

/// The files of a list, in its order, or what is wrong with it.
pub(super) fn listed(list: &Value) -> Result<Vec<File<'_>>, String> {
    let Value::Array(entries) = list else {
        return Err(format!("parameter.{LIST} {};", list.mismatch("Array")));
    };
    match entries.len() {
        0 => Err(format!("parameter.{LIST} should hold a file;")),
        1..=MOST => entries.iter().enumerate().map(|(index, entry)| file(index, entry)).collect(),
        count => Err(format!("parameter.{LIST} should hold at most {MOST} files instead of {count};")),
    }
}

fn file(index: usize, entry: &Value) -> Result<File<'_>, String> {
    let wrong = |member: &str, value: &Value| {
        format!("parameter.{LIST}[{index}].{member} {};", value.mismatch("String"))
    };
    let uri = entry.get("uri");
    let path = uri.as_str().ok_or_else(|| wrong("uri", uri))?;
    let name = match entry.get("name") {
        Value::Undefined | Value::Null => DEFAULT_NAME,
        name => name.as_str().ok_or_else(|| wrong("name", name))?,
    };
    Ok(File { name, path })
}
