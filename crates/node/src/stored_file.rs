//! What an app finds in its storage: for those who ask before they upload.

use std::time::{SystemTime, UNIX_EPOCH};

use napi::bindgen_prelude::*;
use napi::{Env, Task};
use napi_derive::napi;
use uploadtask_core::Client;
use uploadtask_core::dialect::{self, Dialect, Files, FilesError};

/// A file or folder, or why it is not there. Errors are data: who asks says it in the platform's words.
#[napi(object, object_from_js = false)]
#[derive(Default)]
pub struct StoredFile {
    /// The name of the error, such as `ENOENT`, where it has one.
    pub code: Option<String>,
    /// Why there is nothing.
    pub problem: Option<String>,
    pub is_folder: bool,
    pub length: f64,
    /// In milliseconds since 1970.
    pub accessed: Option<f64>,
    pub modified: Option<f64>,
    /// What is in it, if it was to be read.
    pub content: Option<Buffer>,
}

/// Which bytes of a file are to be read.
#[napi(object, object_to_js = false)]
pub struct Part {
    pub start: f64,
    pub length: f64,
}

/// A question for a file.
pub struct Finding {
    client: Client,
    dialect: &'static dyn Dialect,
    path: String,
    part: Option<Part>,
}

impl Finding {
    pub fn new(client: &Client, dialect: u32, path: String, part: Option<Part>) -> Result<Self> {
        let dialect = *dialect::ALL
            .get(dialect as usize)
            .ok_or_else(|| Error::from_reason("there is no dialect of this number"))?;
        Ok(Self { client: client.clone(), dialect, path, part })
    }

    pub fn find(&self) -> StoredFile {
        self.look().unwrap_or_else(|error| {
            let code = match &error {
                FilesError::System { code, .. } => code.map(str::to_owned),
                FilesError::NoArea(_) => None,
            };
            StoredFile { code, problem: Some(error.to_string()), ..StoredFile::default() }
        })
    }

    fn look(&self) -> std::result::Result<StoredFile, FilesError> {
        let files = Files::new(self.client.config());
        let status = files.status(self.dialect, &self.path)?;
        let content = match self.part {
            // What is no whole number becomes one, and what is too large the largest.
            Some(Part { start, length }) => {
                Some(files.read(self.dialect, &self.path, start as u64, length as u64)?.into())
            }
            None => None,
        };
        Ok(StoredFile {
            code: None,
            problem: None,
            is_folder: status.is_folder,
            length: status.length as f64,
            accessed: status.accessed.map(milliseconds),
            modified: status.modified.map(milliseconds),
            content,
        })
    }
}

impl Task for Finding {
    type Output = StoredFile;
    type JsValue = StoredFile;

    fn compute(&mut self) -> Result<StoredFile> {
        Ok(self.find())
    }

    fn resolve(&mut self, _: Env, found: StoredFile) -> Result<StoredFile> {
        Ok(found)
    }
}

/// Since 1970, as JavaScript counts; before that it is 0.
fn milliseconds(time: SystemTime) -> f64 {
    time.duration_since(UNIX_EPOCH).map_or(0.0, |duration| duration.as_secs_f64() * 1000.0)
}
