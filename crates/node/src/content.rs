//! Files that JavaScript gives in place of a path: bytes, Blobs, and URLs that stand for them.
//!
//! A Blob stays JavaScript's. The engine asks for each slice by an event called `read`, to which [`supply`] answers.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::io;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use napi::bindgen_prelude::*;
use napi_derive::napi;
use tokio::sync::oneshot;
use uploadtask_core::dialect::{Content, Value as Data};
use uploadtask_core::{Blob, BlobRead, MAX_CONTENT_BYTES, Part};

use crate::connection::Connection;
use crate::event_queue::{Event, EventQueue};
use crate::message::Messages;

/// A file of a caller's, on its way into the options of one upload.
pub struct FileContent {
    /// Until an upload has taken it: then its bytes go with the upload, and not when this object is collected.
    content: RefCell<Option<Content>>,
    blob: Option<Arc<JsBlob>>,
}

impl FileContent {
    /// What the options hold. It is there once.
    pub(crate) fn take(&self) -> Data {
        self.content.take().map_or(Data::Undefined, |content| Data::Content(Box::new(content)))
    }
}

/// What JavaScript knows of a file beside its bytes.
#[napi(object)]
pub struct FileDescription {
    /// The type of the caller's value, as `Object.prototype.toString` names it; that of a URL is `String`.
    pub type_name: String,
    /// Its own file name.
    pub name: Option<String>,
    /// Its own content type.
    pub content_type: Option<String>,
}

fn content(description: FileDescription, part: Part, blob: Option<Arc<JsBlob>>) -> External<FileContent> {
    let mut part = part;
    if let Some(name) = description.name {
        part = part.file_name(name);
    }
    if let Some(content_type) = description.content_type {
        part = part.content_type(content_type);
    }
    let content = Content { type_name: Cow::Owned(description.type_name), part: Ok(part) };
    External::new(FileContent { content: RefCell::new(Some(content)), blob })
}

/// Bytes, copied now: the caller may write to them afterwards.
#[napi(catch_unwind)]
pub fn bytes_content(description: FileDescription, bytes: Uint8Array) -> External<FileContent> {
    if bytes.len() as u64 > MAX_CONTENT_BYTES {
        // They are refused by their length, and not copied for that.
        return content(description, Part::blob(Arc::new(TooLong(bytes.len() as u64))), None);
    }
    content(description, Part::bytes(bytes.to_vec()), None)
}

/// A Blob of so many bytes; `index` is its place among those of the upload.
#[napi(catch_unwind)]
pub fn blob_content(description: FileDescription, index: u32, length: f64) -> External<FileContent> {
    let blob = Arc::new(JsBlob {
        upload: OnceLock::new(),
        index,
        length: length as u64,
        request: AtomicU32::new(0),
        asked: Mutex::default(),
    });
    content(description, Part::blob(Arc::clone(&blob) as Arc<dyn Blob>), Some(blob))
}

/// A `data:` URL, which the engine decodes.
#[napi(catch_unwind)]
pub fn data_url_content(description: FileDescription, url: String) -> External<FileContent> {
    content(description, Part::data_url(url), None)
}

/// What cannot be read, with the sentence that says why.
#[napi(catch_unwind)]
pub fn unreadable_content(description: FileDescription, problem: String) -> External<FileContent> {
    let content = Content { type_name: Cow::Owned(description.type_name), part: Err(problem) };
    External::new(FileContent { content: RefCell::new(Some(content)), blob: None })
}

/// Says which upload a Blob belongs to, before the upload is launched.
#[napi(catch_unwind)]
pub fn attach(connection: &External<Connection>, content: &External<FileContent>, upload: u32) {
    if let Some(blob) = &content.blob {
        let _ = blob.upload.set((upload, connection.state().queue()));
    }
}

/// Answers the request of this number for a slice of a Blob: with its bytes, or with why there are none. A request that nobody
/// waits for any more wants no answer.
#[napi(catch_unwind)]
pub fn supply(
    content: &External<FileContent>,
    request: u32,
    bytes: Option<Uint8Array>,
    problem: Option<String>,
) {
    let Some(sender) = content.blob.as_ref().and_then(|blob| blob.asked_by(request)) else { return };
    let slice = match bytes {
        Some(bytes) => Ok(bytes.to_vec()),
        None => Err(io::Error::other(problem.unwrap_or_default())),
    };
    let _ = sender.send(slice);
}

/// The answer to a request.
type Slice = io::Result<Vec<u8>>;

/// A Blob of JavaScript's.
pub(crate) struct JsBlob {
    /// The upload, and where its events go.
    upload: OnceLock<(u32, Arc<EventQueue>)>,
    index: u32,
    length: u64,
    /// The number of the newest request.
    request: AtomicU32,
    /// Who waits for the answer to it. An older one belongs to a body that was given up.
    asked: Mutex<Option<(u32, oneshot::Sender<Slice>)>>,
}

impl JsBlob {
    fn asked_by(&self, request: u32) -> Option<oneshot::Sender<Slice>> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.take_if(|(number, _)| *number == request).map(|(_, sender)| sender)
    }
}

impl fmt::Debug for JsBlob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsBlob")
            .field("index", &self.index)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

impl Blob for JsBlob {
    fn length(&self) -> u64 {
        self.length
    }

    fn read(&self, offset: u64, length: usize) -> BlobRead<'_> {
        Box::pin(async move {
            let nobody = || io::Error::other("nobody has it any more");
            let (upload, queue) = self.upload.get().ok_or_else(nobody)?;
            let (sender, receiver) = oneshot::channel();
            let request = {
                let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
                let request = self.request.fetch_add(1, Ordering::Relaxed);
                *asked = Some((request, sender));
                request
            };
            let argument = Data::object([
                ("file", self.index.into()),
                ("request", request.into()),
                ("offset", (offset as f64).into()),
                ("length", (length as f64).into()),
            ]);
            queue.push(*upload, Event::Told(Messages::event(*upload, "read", argument)));
            receiver.await.map_err(|_| nobody())?.map(Into::into)
        })
    }
}

/// Stands for bytes that are too many to be sent.
#[derive(Debug)]
struct TooLong(u64);

impl Blob for TooLong {
    fn length(&self) -> u64 {
        self.0
    }

    fn read(&self, _: u64, _: usize) -> BlobRead<'_> {
        Box::pin(std::future::ready(Err(io::Error::other("it is too long"))))
    }
}
