//! Content that somebody else holds: not on a disk that the engine reads, and not in its memory.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;

/// The content of a part that is read piece by piece while it is sent, such as a `Blob` of JavaScript's.
///
/// An upload reads it from the front, one slice at a time, and again from the start when a redirect or a new connection asks
/// for the whole body once more.
pub trait Blob: fmt::Debug + Send + Sync + 'static {
    /// How many bytes there are. It does not change.
    fn length(&self) -> u64;

    /// Reads `length` bytes from `offset` on. An upload that ends meanwhile drops the future.
    ///
    /// Fewer or more bytes than that end the upload with [`ErrorKind::FileChanged`](crate::ErrorKind::FileChanged), as does an
    /// error. If the first slice cannot be read, nothing is sent, and it is
    /// [`ErrorKind::NotPermitted`](crate::ErrorKind::NotPermitted).
    fn read(&self, offset: u64, length: usize) -> BlobRead<'_>;
}

/// A slice of a [`Blob`] on its way.
pub type BlobRead<'a> = Pin<Box<dyn Future<Output = io::Result<Bytes>> + Send + 'a>>;

/// The size of a slice, except the last.
pub(crate) const SLICE: usize = 1024 * 1024;

/// Two are the same if they are one.
impl PartialEq for dyn Blob {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::addr_eq(self, other)
    }
}

/// A blob whose first slice could be read, and is in memory unless that became too much.
#[derive(Debug)]
pub(crate) struct BegunBlob {
    blob: Arc<dyn Blob>,
    first: Bytes,
}

impl BegunBlob {
    /// Reads the first slice of a blob.
    pub(crate) async fn begin(blob: &Arc<dyn Blob>) -> io::Result<Self> {
        let first = match slice_length(&**blob, 0) {
            0 => Bytes::new(),
            length => whole(blob.read(0, length).await?, length)?,
        };
        Ok(Self { blob: Arc::clone(blob), first })
    }

    /// How many bytes of it are in memory.
    pub(crate) fn kept(&self) -> usize {
        self.first.len()
    }

    /// Lets go of them: they are read once more.
    pub(crate) fn forget(&mut self) {
        self.first = Bytes::new();
    }
}

impl Blob for BegunBlob {
    fn length(&self) -> u64 {
        self.blob.length()
    }

    fn read(&self, offset: u64, length: usize) -> BlobRead<'_> {
        if offset == 0 && length == self.first.len() && length > 0 {
            return Box::pin(std::future::ready(Ok(self.first.clone())));
        }
        Box::pin(async move { whole(self.blob.read(offset, length).await?, length) })
    }
}

/// How long the slice of a blob is that begins at this offset.
pub(crate) fn slice_length(blob: &dyn Blob, offset: u64) -> usize {
    let rest = blob.length().saturating_sub(offset);
    usize::try_from(rest).map_or(SLICE, |rest| rest.min(SLICE))
}

fn whole(slice: Bytes, length: usize) -> io::Result<Bytes> {
    if slice.len() == length {
        return Ok(slice);
    }
    let problem = format!("it gave {} bytes where it should have {length}", slice.len());
    Err(io::Error::new(io::ErrorKind::UnexpectedEof, problem))
}
