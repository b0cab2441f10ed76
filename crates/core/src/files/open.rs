//! A file that is being uploaded: opened once, checked on the descriptor, read by position.

use std::fs::{File, Metadata};
use std::io;
use std::time::SystemTime;

#[cfg(target_os = "linux")]
use super::linux as cached;
use super::location::{FileKind, Location};
use super::source::{Change, Source};
use crate::error::{Error, ErrorKind};
use crate::shortage;

/// A regular file, open for reading. Its length is what it was when it was opened.
#[derive(Debug)]
pub(crate) struct OpenFile {
    file: File,
    length: u64,
    modified: Option<SystemTime>,
    name: String,
}

impl OpenFile {
    /// Opens a file without holding up the executor: at once where the kernel has all it needs in memory,
    /// else on a thread that may wait for a disk.
    pub(crate) async fn open(location: &Location) -> Result<Self, Error> {
        if let Some(opened) = Self::open_cached(location) {
            return opened;
        }
        let place = location.clone();
        tokio::task::spawn_blocking(move || Self::open_blocking(&place))
            .await
            .unwrap_or_else(|error| Err(Error::new(ErrorKind::NotPermitted, error.to_string())))
    }

    /// Opens a file where the kernel has all it needs in memory.
    fn open_cached(location: &Location) -> Option<Result<Self, Error>> {
        cached::open(location).map(|opened| {
            opened.and_then(|file| Self::new(file, location)).map_err(|error| describe(location, error))
        })
    }

    /// Opens a file on this thread, however long the disk takes.
    pub(crate) fn open_blocking(location: &Location) -> Result<Self, Error> {
        let open = || {
            // Opening a device can have effects of its own, so it is not even opened.
            location.metadata()?.check_regular()?;
            Self::new(location.open()?, location)
        };
        open().map_err(|error| describe(location, error))
    }

    fn new(file: File, location: &Location) -> io::Result<Self> {
        let metadata = file.metadata()?;
        FileKind::of(&metadata.file_type()).check_regular()?;
        let name = location.display().to_string();
        Ok(Self { file, length: metadata.len(), modified: metadata.modified().ok(), name })
    }
}

impl Source for OpenFile {
    fn length(&self) -> u64 {
        self.length
    }

    /// The path.
    fn name(&self) -> &str {
        &self.name
    }

    fn read_cached(&self, buffer: &mut [u8], offset: u64) -> Option<io::Result<usize>> {
        cached::read(&self.file, buffer, offset)
    }

    fn read_blocking(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        loop {
            match read_at(&self.file, buffer, offset) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }

    /// A change of the same length within one tick of the file system's clock is not seen.
    fn change(&self) -> io::Result<Change> {
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
    // The first way takes fewer system calls.
    match OpenFile::open_cached(location).unwrap_or_else(|| OpenFile::open_blocking(location)) {
        // That says nothing of the file, and the upload itself waits for a descriptor.
        Err(error) if shortage::caused(&error) => Ok(()),
        opened => opened.map(drop),
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
        _ if names_nothing(&error) => (ErrorKind::FileNotFound, format!("no such file: {path} ({error})")),
        // The file may well be there: the disk, the network or the memory is what failed.
        _ => (ErrorKind::NotPermitted, format!("cannot read {path}: {error}")),
    };
    Error::new(kind, message).with_source(error)
}

/// Whether the path is what is wrong: no file can be there.
fn names_nothing(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidFilename, InvalidInput, NotADirectory, NotFound};
    // A loop of symlinks, and on Windows a malformed path: the standard library has no stable kinds for them.
    const MORE: &[i32] = match () {
        () if cfg!(windows) => &[1921, 161],
        () if cfg!(target_os = "linux") => &[40],
        () => &[62],
    };
    let kind = error.kind();
    matches!(kind, NotFound | NotADirectory | InvalidFilename | InvalidInput)
        || error.raw_os_error().is_some_and(|number| MORE.contains(&number))
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

/// Other systems have no way to ask only for what is in memory.
#[cfg(not(target_os = "linux"))]
mod cached {
    use super::{File, Location, io};

    pub(super) fn open(_: &Location) -> Option<io::Result<File>> {
        None
    }

    pub(super) fn read(_: &File, _: &mut [u8], _: u64) -> Option<io::Result<usize>> {
        None
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn h24_a_failing_disk_is_no_missing_file() {
        let location = Location::Host("/a".into());
        use rustix::io::Errno;
        for errno in [Errno::IO, Errno::STALE, Errno::NOMEM, Errno::TIMEDOUT] {
            let error = describe(&location, errno.into());
            assert_eq!(error.kind(), ErrorKind::NotPermitted, "{errno:?}");
            assert!(error.to_string().starts_with("cannot read /a: "), "{error}");
        }
        for errno in [Errno::NOENT, Errno::NOTDIR, Errno::NAMETOOLONG, Errno::INVAL, Errno::LOOP] {
            assert_eq!(describe(&location, errno.into()).kind(), ErrorKind::FileNotFound, "{errno:?}");
        }
    }

    #[test]
    fn v36_no_way_out_of_an_area_that_is_in_memory() {
        let top = std::env::temp_dir().join(format!("uploadtask-file-{}", std::process::id()));
        let area = top.join("files/app");
        std::fs::create_dir_all(area.join("folder")).unwrap();
        std::fs::write(top.join("secret"), "s").unwrap();
        std::fs::write(area.join("a"), "a").unwrap();
        std::os::unix::fs::symlink("../../secret", area.join("link")).unwrap();
        std::os::unix::fs::symlink(top.join("secret"), area.join("absolute")).unwrap();
        std::os::unix::fs::symlink("a", area.join("inside")).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        for (path, kind) in [
            ("a", None),
            ("folder/../a", None),
            ("inside", None),
            ("//a", None),
            ("folder", Some(ErrorKind::IsDirectory)),
            ("", Some(ErrorKind::FileNotFound)),
            ("a/", Some(ErrorKind::FileNotFound)),
            ("nothing", Some(ErrorKind::FileNotFound)),
            ("../../secret", Some(ErrorKind::FileNotFound)),
            ("../app/a", Some(ErrorKind::FileNotFound)),
            ("link", Some(ErrorKind::FileNotFound)),
            ("absolute", Some(ErrorKind::FileNotFound)),
            ("a\0", Some(ErrorKind::FileNotFound)),
        ] {
            let location = Location::area(&area, path);
            let opened = runtime.block_on(OpenFile::open(&location)).map(drop);
            assert_eq!(opened.as_ref().map_err(Error::kind).err(), kind, "{path}");
            let blocking = OpenFile::open_blocking(&location).map(drop);
            assert_eq!(
                opened.map_err(|error| error.to_string()),
                blocking.map_err(|error| error.to_string())
            );
        }
        std::fs::remove_dir_all(top).unwrap();
    }
}
