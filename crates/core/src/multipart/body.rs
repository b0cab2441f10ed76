//! A form on its way out: its segments in order, in chunks, with an exact size.

#[cfg(test)]
mod tests;

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use std::{future::Future, io};

use bytes::{Buf, Bytes};
use http_body::{Frame, SizeHint};
use tokio::task::JoinHandle;

use super::buffer::{Buffer, LARGE};
use super::content::prepared;
use super::encode::{Segment, encode};
use super::flow::{BodyFlow, Order};
use super::slices::Slices;
use crate::error::{Error, ErrorKind};
use crate::files::{Change, OpenFile, SharedSource, Source};
use crate::upload::{Field, RequestStyle};

/// The start of a body, in bytes: while the socket's own buffer fills up, the executor does not get to look at what
/// the server says. Afterwards it waits for the server anyway.
const START: u64 = 4 * 1024 * 1024;
/// From this length on, a body waits a moment after its first chunk. Many servers that refuse an upload do so by its
/// head, and what is sent after that can only destroy their answer.
const WAITS_FROM: u64 = 512 * 1024;
/// The last bytes of a body, which are handed over when the socket has taken all before them. hyper asks its body no more
/// once it has the whole of it: what is then left in hyper's buffer could not be stopped while the peer reads nothing.
const TAIL: u64 = 16;
/// From this length on, a body has such a tail. A shorter one finds room in the buffer of any socket.
const DIVIDED_FROM: u64 = 32 * 1024;
/// The moment in proportion to the body: as long as it takes to send it at 4 GiB/s, faster than anything is sent.
const fn moment(length: u64) -> Duration {
    let microseconds = length / (4 * 1024);
    Duration::from_micros(if microseconds < 1000 { microseconds } else { 1000 })
}

/// A form with its files open. It can be sent any number of times: its files are read by position.
#[derive(Debug)]
pub(crate) struct Form {
    segments: Vec<Segment<SharedSource>>,
    boundary: String,
    length: u64,
    file_grew: AtomicBool,
}

impl Form {
    /// Opens the files of these fields and fixes the length of the body.
    pub(crate) async fn open(fields: &[Field], style: RequestStyle) -> Result<Self, Error> {
        let boundary = style.boundary().map_err(|error| {
            Error::new(ErrorKind::BadArgument, format!("the system has no random numbers: {error}"))
        })?;
        let mut segments = Vec::new();
        let fields = prepared(fields).await?;
        for segment in encode(&fields, &boundary, style) {
            segments.push(match segment {
                Segment::Bytes(bytes) => Segment::Bytes(bytes),
                Segment::Blob(blob) => Segment::Blob(blob),
                Segment::File(location) => Segment::File(Arc::new(OpenFile::open(location).await?) as _),
            });
        }
        Ok(Self::new(segments, boundary))
    }

    /// A form of these segments.
    pub(crate) fn new(segments: Vec<Segment<SharedSource>>, boundary: String) -> Self {
        let length = segments.iter().map(Segment::length).sum();
        Self { segments, boundary, length, file_grew: AtomicBool::new(false) }
    }

    /// The boundary between its parts.
    pub(crate) fn boundary(&self) -> &str {
        &self.boundary
    }

    /// The length of the body in bytes.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// Whether a file had grown when its announced length had been read.
    pub(crate) fn file_grew(&self) -> bool {
        self.file_grew.load(Ordering::Acquire)
    }

    /// A file has been read to its announced end, and this has become of it: is it still the one that was announced?
    fn finish(&self, file: &dyn Source, change: io::Result<Change>) -> Result<(), Error> {
        match change.map_err(|error| unreadable(file, error))? {
            Change::None => Ok(()),
            Change::Grew => {
                self.file_grew.store(true, Ordering::Release);
                Ok(())
            }
            Change::Rewritten => Err(changed(file, "was written to")),
        }
    }
}

impl Segment<SharedSource> {
    fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Blob(blob) => blob.length(),
            Self::File(file) => file.length(),
        }
    }
}

/// A form as the body of one request.
pub(crate) struct FormBody {
    form: Arc<Form>,
    flow: Arc<BodyFlow>,
    /// Which segment comes next, and where in it.
    segment: usize,
    offset: u64,
    /// How many bytes have not been handed over yet.
    remaining: u64,
    /// The chunk that is being filled.
    buffer: Option<Buffer>,
    /// A chunk that is read, and not handed over yet.
    chunk: Option<Buffer>,
    /// Lets the executor look at the sockets before a chunk is handed over. A server that answers early and closes at
    /// once makes the next write fail, and then hyper reads no more: it must learn of the answer before.
    pause: Option<Pin<Box<dyn Future<Output = ()> + Send + Sync>>>,
    /// A read that has to wait for the disk.
    reading: Option<JoinHandle<(Buffer, Waited)>>,
    /// What is read of a blob.
    slices: Slices,
    /// What became of the file, where its last read had to wait.
    change: Option<io::Result<Change>>,
}

/// What came of a read that had to wait.
struct Waited {
    read: io::Result<usize>,
    /// Asked for with the last read of a file. Where its content is not in memory, as on a network file system, the
    /// answer may have to be waited for too.
    change: Option<io::Result<Change>>,
}

impl FormBody {
    pub(crate) fn new(form: Arc<Form>, flow: Arc<BodyFlow>) -> Self {
        let remaining = form.length;
        Self {
            form,
            flow,
            segment: 0,
            offset: 0,
            remaining,
            buffer: None,
            chunk: None,
            pause: None,
            reading: None,
            slices: Slices::default(),
            change: None,
        }
    }

    /// What the engine and this body know of each other.
    pub(crate) fn flow(&self) -> &Arc<BodyFlow> {
        &self.flow
    }

    /// How many bytes may follow before the HTTP stack has let go of all that it holds.
    fn before_tail(&self) -> u64 {
        if self.is_at_tail() || self.form.length < DIVIDED_FROM {
            self.remaining
        } else {
            self.remaining - TAIL
        }
    }

    /// Whether nothing but the tail remains.
    fn is_at_tail(&self) -> bool {
        self.form.length >= DIVIDED_FROM && self.remaining <= TAIL
    }

    /// The next chunk, whole.
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Result<Buffer, Error>> {
        let (mut buffer, mut read) = match self.reading.take() {
            Some(mut reading) => match Pin::new(&mut reading).poll(context) {
                Poll::Pending => {
                    self.reading = Some(reading);
                    return Poll::Pending;
                }
                Poll::Ready(Ok((buffer, Waited { read, change }))) => {
                    self.change = change;
                    (buffer, Some(read))
                }
                Poll::Ready(Err(error)) => {
                    return Poll::Ready(Err(Error::new(ErrorKind::FileChanged, error.to_string())));
                }
            },
            None => (self.buffer.take().unwrap_or_else(|| Buffer::take(self.before_tail())), None),
        };
        while !buffer.is_full() && self.segment < self.form.segments.len() {
            match &self.form.segments[self.segment] {
                Segment::Bytes(bytes) => {
                    let rest = &bytes[self.offset as usize..];
                    self.offset += buffer.copy_from(rest) as u64;
                    if self.offset == bytes.len() as u64 {
                        self.next_segment();
                    }
                }
                Segment::Blob(blob) if self.offset == blob.length() => self.next_segment(),
                Segment::Blob(blob) => match self.slices.poll_at(blob, self.offset, context) {
                    Poll::Pending => {
                        self.buffer = Some(buffer);
                        return Poll::Pending;
                    }
                    Poll::Ready(slice) => {
                        let slice = slice?;
                        let count = buffer.copy_from(slice);
                        slice.advance(count);
                        self.offset += count as u64;
                    }
                },
                Segment::File(file) if self.offset == file.length() => {
                    let change = self.change.take().unwrap_or_else(|| file.change());
                    self.form.finish(&**file, change)?;
                    self.next_segment();
                }
                Segment::File(file) => {
                    let wanted = room_for(&mut buffer, file.length() - self.offset);
                    let read = read.take().or_else(|| file.read_cached(wanted, self.offset));
                    let Some(read) = read else {
                        self.read_on_a_thread(Arc::clone(file), buffer);
                        return self.poll_chunk(context);
                    };
                    let count = read.map_err(|error| unreadable(&**file, error))?;
                    if count == 0 {
                        return Poll::Ready(Err(changed(&**file, "became shorter")));
                    }
                    buffer.advance(count);
                    self.offset += count as u64;
                }
            }
        }
        Poll::Ready(Ok(buffer))
    }

    /// The pause before the next chunk. It comes after reading the chunk, so that nothing lies between the look at the
    /// socket and the write.
    fn next_pause(&self) -> Option<Pin<Box<dyn Future<Output = ()> + Send + Sync>>> {
        match self.form.length - self.remaining {
            0 | START.. => None,
            given if given <= LARGE as u64 && self.form.length >= WAITS_FROM => {
                Some(Box::pin(tokio::time::sleep(moment(self.form.length))))
            }
            _ => Some(Box::pin(tokio::task::yield_now())),
        }
    }

    fn next_segment(&mut self) {
        self.segment += 1;
        self.offset = 0;
    }

    fn read_on_a_thread(&mut self, file: SharedSource, mut buffer: Buffer) {
        let offset = self.offset;
        self.reading = Some(tokio::task::spawn_blocking(move || {
            let wanted = room_for(&mut buffer, file.length() - offset);
            let read = file.read_blocking(wanted, offset);
            let end = read.as_ref().is_ok_and(|count| offset + *count as u64 == file.length());
            let change = end.then(|| file.change());
            (buffer, Waited { read, change })
        }));
    }
}

impl Drop for FormBody {
    /// A read that is still waiting for a thread is not done any more: behind a disk that does not answer, reads for
    /// uploads that gave up would only take up the next threads.
    fn drop(&mut self) {
        if let Some(reading) = &self.reading {
            reading.abort();
        }
    }
}

/// The room of a buffer, but not more than this: a file that grew is not sent beyond its announced length.
fn room_for(buffer: &mut Buffer, most: u64) -> &mut [u8] {
    let room = buffer.room();
    let length = usize::try_from(most).map_or(room.len(), |most| most.min(room.len()));
    &mut room[..length]
}

fn changed(file: &dyn Source, what: &str) -> Error {
    Error::new(ErrorKind::FileChanged, format!("{} {what} while it was being sent", file.name()))
}

fn unreadable(file: &dyn Source, error: io::Error) -> Error {
    Error::new(ErrorKind::FileChanged, format!("cannot read {} any more: {error}", file.name()))
        .with_source(error)
}

/// The error with which a stopped body ends; nobody looks at it, since who stopped it knows why.
#[derive(Debug)]
pub(crate) struct Stopped;

impl std::fmt::Display for Stopped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the upload was stopped")
    }
}

impl std::error::Error for Stopped {}

impl http_body::Body for FormBody {
    type Data = Bytes;
    type Error = Stopped;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Stopped>>> {
        let this = self.get_mut();
        match this.flow.order(context.waker()) {
            Order::Go => {}
            Order::Wait => return Poll::Pending,
            Order::Stop => return Poll::Ready(Some(Err(Stopped))),
        }
        if this.remaining == 0 {
            return Poll::Ready(None);
        }
        if this.flow.is_full() || this.is_at_tail() && !this.flow.is_empty() {
            return Poll::Pending;
        }
        if this.chunk.is_none() {
            match ready!(this.poll_chunk(context)) {
                Ok(buffer) => this.chunk = Some(buffer),
                Err(error) => {
                    this.flow.fail(error);
                    return Poll::Ready(Some(Err(Stopped)));
                }
            }
            this.pause = this.next_pause();
        }
        if let Some(pause) = &mut this.pause {
            ready!(pause.as_mut().poll(context));
            this.pause = None;
        }
        let Some(buffer) = this.chunk.take() else { return Poll::Pending };
        debug_assert!(buffer.filled().len() <= LARGE);
        this.remaining -= buffer.filled().len() as u64;
        this.flow.give_chunk();
        let chunk = Chunk { buffer, flow: Arc::clone(&this.flow) };
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_owner(chunk)))))
    }

    fn is_end_stream(&self) -> bool {
        self.remaining == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.remaining)
    }
}

/// Bytes that the HTTP stack holds. It drops them when the socket has taken them, or when the connection broke.
#[derive(Debug)]
struct Chunk {
    buffer: Buffer,
    flow: Arc<BodyFlow>,
}

impl AsRef<[u8]> for Chunk {
    fn as_ref(&self) -> &[u8] {
        self.buffer.filled()
    }
}

impl Drop for Chunk {
    fn drop(&mut self) {
        self.flow.release_chunk(self.buffer.filled().len());
    }
}
