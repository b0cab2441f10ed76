//! What a form consists of: parts, each under its key.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;

use crate::error::{Error, ErrorKind};
use crate::files::{Blob, Location};

/// The most bytes that a form key or a file name may have.
pub const MAX_NAME_BYTES: usize = 1024 * 1024;
/// The most bytes that a part may have that is no file: bytes in memory, or a [`Blob`].
pub const MAX_CONTENT_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// A part of the form under its key.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) part: Part,
}

impl Field {
    pub(crate) fn text(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), part: Part::text(value) }
    }

    pub(crate) fn file(name: &str, location: Location, file_name: String) -> Self {
        Self { name: name.to_owned(), part: Part::located(location).file_name(file_name) }
    }

    /// Whether it can be sent; a file is not looked at.
    pub(super) fn check(&self) -> Result<(), Error> {
        let Self { name, part } = self;
        let refused = |message: String| Err(Error::new(ErrorKind::BadArgument, message));
        let length_of = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        for (what, length) in [
            ("form key", name.len()),
            ("file name", length_of(&part.file_name)),
            ("content type", length_of(&part.content_type)),
        ] {
            if length > MAX_NAME_BYTES {
                return refused(format!("a {what} has {length} bytes; at most {MAX_NAME_BYTES} can be sent"));
            }
        }
        let length = part.content.length();
        if length > MAX_CONTENT_BYTES {
            return refused(format!(
                "the content of a file has {length} bytes; at most {MAX_CONTENT_BYTES} can be sent: write it to disk, and give its path"
            ));
        }
        Ok(())
    }
}

/// One part of a `multipart/form-data` body: a text, bytes, a [`Blob`] or a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub(crate) content: Content,
    pub(crate) file_name: Option<String>,
    pub(crate) content_type: Option<String>,
}

/// What a part holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content {
    Text(String),
    Bytes(Bytes),
    /// Read piece by piece.
    Blob(Arc<dyn Blob>),
    /// A `data:` URL that nobody has decoded yet.
    DataUrl(Arc<str>),
    File(Location),
}

impl Content {
    /// How many bytes a file has whose content the caller gives; 0 for all else.
    fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Blob(blob) => blob.length(),
            Self::Text(_) | Self::DataUrl(_) | Self::File(_) => 0,
        }
    }
}

impl Part {
    /// A text.
    #[must_use]
    pub fn text(value: impl Into<String>) -> Self {
        Self { content: Content::Text(value.into()), file_name: None, content_type: None }
    }

    /// Bytes in memory, at most [`MAX_CONTENT_BYTES`]. Without a [`file_name`](Part::file_name) servers take them for a field.
    #[must_use]
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self { content: Content::Bytes(bytes.into()), file_name: None, content_type: None }
    }

    /// Content that is read piece by piece while it is sent. Without a [`file_name`](Part::file_name) servers take it for a
    /// field. At most [`MAX_CONTENT_BYTES`] can be sent.
    #[must_use]
    pub fn blob(blob: Arc<dyn Blob>) -> Self {
        Self { content: Content::Blob(blob), file_name: None, content_type: None }
    }

    /// What a `data:` URL holds, with the type that it names. It is decoded when the upload leaves its queue; a broken one ends
    /// the upload with [`ErrorKind::BadArgument`].
    #[must_use]
    pub fn data_url(url: impl Into<Arc<str>>) -> Self {
        Self { content: Content::DataUrl(url.into()), file_name: None, content_type: None }
    }

    /// A file, under its own name.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let file_name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Self::located(Location::Host(path)).file_name(file_name)
    }

    /// A file at such a location, under no name yet.
    pub(crate) fn located(location: Location) -> Self {
        Self { content: Content::File(location), file_name: None, content_type: None }
    }

    /// The file name that the server is told.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// The Content-Type that the server is told. Default: that of the file name's extension, else
    /// `application/octet-stream`; none for a text.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_its_own_name_or_the_one_it_is_given() {
        assert_eq!(Part::file("a/b.png").file_name.as_deref(), Some("b.png"));
        assert_eq!(Part::file("a/b.png").file_name("c").file_name.as_deref(), Some("c"));
        assert_eq!(Part::bytes("x").file_name, None);
    }
}
