//! What has to be known of a form's content before a byte is sent: what a `data:` URL holds, and that a blob can be read.

use std::borrow::Cow;
use std::sync::Arc;

use crate::error::{Error, ErrorKind};
use crate::files::{BegunBlob, decode_data_url};
use crate::upload::{Content, Field};

/// How many bytes of the first slices of an upload's blobs stay in memory until they are sent; a form may have a thousand blobs.
const MAX_KEPT: usize = 4 * 1024 * 1024;

/// The fields with their `data:` URLs decoded and their blobs begun.
pub(super) async fn prepared(fields: &[Field]) -> Result<Cow<'_, [Field]>, Error> {
    if !fields.iter().any(|field| matches!(field.part.content, Content::Blob(_) | Content::DataUrl(_))) {
        return Ok(Cow::Borrowed(fields));
    }
    let mut fields = fields.to_vec();
    let mut kept = 0;
    for Field { part, .. } in &mut fields {
        match &part.content {
            Content::Blob(blob) => {
                let mut begun = BegunBlob::begin(blob).await.map_err(|error| {
                    Error::new(ErrorKind::NotPermitted, format!("cannot read the Blob: {error}"))
                        .with_source(error)
                })?;
                if kept + begun.kept() > MAX_KEPT {
                    begun.forget();
                }
                kept += begun.kept();
                part.content = Content::Blob(Arc::new(begun));
            }
            Content::DataUrl(url) => {
                let url = Arc::clone(url);
                let decoded = tokio::task::spawn_blocking(move || decode_data_url(&url)).await;
                let (bytes, kind) = decoded
                    .unwrap_or_else(|error| Err(error.to_string()))
                    .map_err(|problem| Error::new(ErrorKind::BadArgument, problem))?;
                part.content = Content::Bytes(bytes);
                part.content_type.get_or_insert(kind);
            }
            Content::Text(_) | Content::Bytes(_) | Content::File(_) => {}
        }
    }
    Ok(Cow::Owned(fields))
}
