//! A blob on its way into a body: one slice is being sent while the next one is read.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use tokio::task::JoinHandle;

use crate::error::{Error, ErrorKind};
use crate::files::{Blob, slice_length};

/// What a body has read of the blob that it has come to.
#[derive(Default)]
pub(super) struct Slices {
    /// What is left of the newest slice.
    slice: Bytes,
    /// The slice that follows it.
    next: Option<JoinHandle<io::Result<Bytes>>>,
}

impl Slices {
    /// The rest of the slice that begins at or before this offset, at least one byte. The offset is before the blob's end.
    pub(super) fn poll_at(
        &mut self,
        blob: &Arc<dyn Blob>,
        offset: u64,
        context: &mut Context<'_>,
    ) -> Poll<Result<&mut Bytes, Error>> {
        if self.slice.is_empty() {
            let mut next = self.next.take().unwrap_or_else(|| read(blob, offset));
            match Pin::new(&mut next).poll(context) {
                Poll::Pending => {
                    self.next = Some(next);
                    return Poll::Pending;
                }
                Poll::Ready(slice) => {
                    self.slice = slice.unwrap_or_else(|error| Err(error.into())).map_err(failed)?;
                }
            }
            let after = offset + self.slice.len() as u64;
            if after < blob.length() {
                self.next = Some(read(blob, after));
            }
        }
        Poll::Ready(Ok(&mut self.slice))
    }
}

impl Drop for Slices {
    /// A body that goes asks for no more.
    fn drop(&mut self) {
        if let Some(next) = &self.next {
            next.abort();
        }
    }
}

fn read(blob: &Arc<dyn Blob>, offset: u64) -> JoinHandle<io::Result<Bytes>> {
    let blob = Arc::clone(blob);
    // A task can be looked at from any thread, as bodies are; the future alone cannot.
    tokio::spawn(async move { blob.read(offset, slice_length(&*blob, offset)).await })
}

fn failed(error: io::Error) -> Error {
    Error::new(ErrorKind::FileChanged, format!("cannot read the Blob any more: {error}")).with_source(error)
}
