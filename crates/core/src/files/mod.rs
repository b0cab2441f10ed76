//! What is read and written, and where it may lie.

mod blob;
mod data_url;
#[cfg(target_os = "linux")]
mod linux;
mod location;
mod names;
mod open;
mod source;
mod text;
mod write;

pub use blob::{Blob, BlobRead};
pub(crate) use location::FileKind;
pub use location::Location;
pub use source::{Change, Source};

pub(crate) use blob::{BegunBlob, slice_length};
pub(crate) use data_url::decode as decode_data_url;
pub(crate) use names::is_folder_name;
pub(crate) use open::{OpenFile, check};
pub(crate) use source::SharedSource;
pub(crate) use text::utf8;
pub(crate) use write::system_code;
