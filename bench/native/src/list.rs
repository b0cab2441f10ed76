//! The files of a workload: a text file with one path per line.

use std::ffi::OsString;
use std::path::PathBuf;
use std::{fs, io};

/// The paths in the text file at `path`.
pub(crate) fn read(path: Option<OsString>) -> Result<Vec<PathBuf>, crate::Error> {
    let path = path.ok_or("--list is missing")?;
    let text = fs::read_to_string(&path)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
    let paths: Vec<_> = text.lines().map(PathBuf::from).collect();
    if paths.is_empty() {
        return Err(format!("{} lists no files", path.display()).into());
    }
    Ok(paths)
}
