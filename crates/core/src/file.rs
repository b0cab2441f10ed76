//! A file that is being uploaded: opened once, checked on the descriptor, read by position.

use std::fs::{File, Metadata};
use std::io;
use std::sync::Arc;
use std::time::SystemTime;

use crate::descriptors;
use crate::error::{Error, ErrorKind};
use crate::storage::{FileKind, Location};

/// A regular file, open for reading. Its length is what it was when it was opened.
#[derive(Debug)]
pub(crate) struct OpenFile {
    file: File,
    length: u64,
    modified: Option<SystemTime>,
    name: String,
}

/// What has happened to a file since it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    None,
    /// There is more of it now; what it had may still be the same.
    Grew,
    /// It is shorter, or was written to.
    Rewritten,
}

impl OpenFile {
    /// Opens a file without holding up the executor: at once where the kernel has all it needs in memory,
    /// else on a thread that may wait for a disk.
    pub(crate) async fn open(location: &Location) -> Result<Self, Error> {
        if let Some(opened) = cached::open(location) {
            return opened.map_err(|error| describe(location, error));
        }
        let place = location.clone();
        tokio::task::spawn_blocking(move || Self::open_blocking(&place))
            .await
            .unwrap_or_else(|error| Err(Error::new(ErrorKind::NotPermitted, error.to_string())))
    }

    /// Opens a file on this thread, however long the disk takes.
    pub(crate) fn open_blocking(location: &Location) -> Result<Self, Error> {
        let open = || {
            // Opening a device can have effects of its own, so it is not even opened.
            regular(location.metadata()?)?;
            Self::new(location.open()?, location)
        };
        open().map_err(|error| describe(location, error))
    }

    fn new(file: File, location: &Location) -> io::Result<Self> {
        let metadata = file.metadata()?;
        regular(FileKind::of(&metadata.file_type()))?;
        let name = location.display().to_string();
        Ok(Self { file, length: metadata.len(), modified: metadata.modified().ok(), name })
    }

    /// The length in bytes when the file was opened.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// The path, for messages.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Reads what is in memory, and nothing that a disk would have to deliver: `None` then.
    pub(crate) fn read_cached(&self, buffer: &mut [u8], offset: u64) -> Option<io::Result<usize>> {
        cached::read(&self.file, buffer, offset)
    }

    /// Reads at least one byte unless the file ends at `offset`, however long it takes.
    pub(crate) fn read_blocking(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        loop {
            match read_at(&self.file, buffer, offset) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }

    /// What has happened to the file since it was opened. A change of the same length within one tick of the
    /// file system's clock is not seen.
    pub(crate) fn change(&self) -> io::Result<Change> {
        let metadata: Metadata = self.file.metadata()?;
        Ok(match metadata.len().cmp(&self.length) {
            std::cmp::Ordering::Less => Change::Rewritten,
            std::cmp::Ordering::Greater => Change::Grew,
            std::cmp::Ordering::Equal if metadata.modified().ok() != self.modified => Change::Rewritten,
            std::cmp::Ordering::Equal => Change::None,
        })
    }
}

/// Checks that a file can be opened, as the platforms do before an upload starts.
///
/// # Errors
///
/// [`ErrorKind::FileNotFound`], [`ErrorKind::IsDirectory`] or [`ErrorKind::NotPermitted`].
pub(crate) fn check(location: &Location) -> Result<(), Error> {
    match OpenFile::open_blocking(location) {
        // That says nothing of the file, and the upload itself waits for a descriptor.
        Err(error) if descriptors::are_short(&error) => Ok(()),
        opened => opened.map(drop),
    }
}

/// Refuses what is not a regular file.
fn regular(kind: FileKind) -> io::Result<()> {
    match kind {
        FileKind::Regular => Ok(()),
        FileKind::Directory => Err(io::ErrorKind::IsADirectory.into()),
        FileKind::Other => Err(io::Error::other("it is a FIFO, socket or device, not a regular file")),
    }
}

fn describe(location: &Location, error: io::Error) -> Error {
    let path = location.display();
    let (kind, message) = match error.kind() {
        io::ErrorKind::IsADirectory => (ErrorKind::IsDirectory, format!("{path} is a directory")),
        io::ErrorKind::PermissionDenied => {
            (ErrorKind::NotPermitted, format!("permission denied, open {path}"))
        }
        io::ErrorKind::Other => (ErrorKind::NotPermitted, format!("cannot upload {path}: {error}")),
        io::ErrorKind::NotFound if error.raw_os_error().is_some() => {
            (ErrorKind::FileNotFound, format!("no such file: {path}"))
        }
        _ => (ErrorKind::FileNotFound, format!("no such file: {path} ({error})")),
    };
    Error::new(kind, message).with_source(error)
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

/// Work on files that cannot wait for a disk, because the kernel is told not to.
#[cfg(target_os = "linux")]
mod cached {
    use super::*;
    use rustix::fs::{CWD, Mode, OFlags, ResolveFlags};
    use rustix::io::{Errno, ReadWriteFlags};

    /// Opens a path all of which the kernel has in its directory cache; `None` where it does not, or where this
    /// kernel or sandbox does not know the call.
    pub(super) fn open(location: &Location) -> Option<io::Result<OpenFile>> {
        let Location::Host(path) = location else { return None };
        let open = |flags| {
            rustix::fs::openat2(CWD, path, flags | OFlags::CLOEXEC, Mode::empty(), ResolveFlags::CACHED)
                .map(File::from)
        };
        // `O_PATH` looks without opening, which a FIFO or a device would notice.
        let looked = match open(OFlags::PATH) {
            Ok(looked) => looked,
            Err(Errno::NOENT | Errno::ACCESS) => return Some(open_again(location)),
            Err(_) => return None,
        };
        let kind = match looked.metadata() {
            Ok(metadata) => FileKind::of(&metadata.file_type()),
            Err(error) => return Some(Err(error)),
        };
        if let Err(error) = regular(kind) {
            return Some(Err(error));
        }
        match open(OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY) {
            Ok(file) => Some(OpenFile::new(file, location)),
            Err(_) => None,
        }
    }

    /// The error of a plain open, with the wording of the standard library.
    fn open_again(location: &Location) -> io::Result<OpenFile> {
        OpenFile::new(location.open()?, location)
    }

    pub(super) fn read(file: &File, buffer: &mut [u8], offset: u64) -> Option<io::Result<usize>> {
        let mut slices = [io::IoSliceMut::new(buffer)];
        match rustix::io::preadv2(file, &mut slices, offset, ReadWriteFlags::NOWAIT) {
            Ok(count) => Some(Ok(count)),
            // Not in memory, interrupted, or not known to this kernel or file system: the thread pool can do it.
            Err(Errno::AGAIN | Errno::INTR | Errno::OPNOTSUPP | Errno::NOSYS | Errno::INVAL) => None,
            Err(error) => Some(Err(error.into())),
        }
    }
}

/// Other systems have no way to ask only for what is in memory.
#[cfg(not(target_os = "linux"))]
mod cached {
    use super::*;

    pub(super) fn open(_: &Location) -> Option<io::Result<OpenFile>> {
        None
    }

    pub(super) fn read(_: &File, _: &mut [u8], _: u64) -> Option<io::Result<usize>> {
        None
    }
}

/// An open file that several bodies read: the first one and its repetitions.
pub(crate) type SharedFile = Arc<OpenFile>;
