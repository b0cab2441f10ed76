//! Where a file is, and the walls around the storage areas of an app.
//!
//! Which scheme names which area is the dialects' knowledge; here are only the two kinds of place.

use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use url::Url;

use super::names::nameable;

/// Where a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Location {
    /// A path of this machine. Symlinks are followed.
    Host(PathBuf),
    /// A path in a storage area, which neither `..` nor a symlink may leave.
    Area {
        /// The folder of the area.
        folder: PathBuf,
        /// The path in it.
        path: PathBuf,
    },
}

impl Location {
    /// A path of this machine as a caller writes it: absolute, relative to the working directory of now, or a
    /// `file:` URL, which is decoded once. `None` for a `file:` URL that names no file of this machine.
    #[must_use]
    pub fn host(text: &str) -> Option<Self> {
        let path = match text.get(..5) {
            Some(scheme) if scheme.eq_ignore_ascii_case("file:") => {
                let url = Url::parse(text).ok().filter(|url| url.host().is_none())?;
                url.to_file_path().ok()?
            }
            _ => PathBuf::from(text),
        };
        // The working directory may change before the upload leaves the queue.
        Some(Self::Host(if path.is_absolute() { path } else { std::path::absolute(path).ok()? }))
    }

    /// A path in an area. It is literal: nothing in it is decoded.
    #[must_use]
    pub fn area(folder: impl Into<PathBuf>, path: &str) -> Self {
        Self::Area { folder: folder.into(), path: PathBuf::from(path.trim_start_matches('/')) }
    }

    /// What the path is, following symlinks, without opening it.
    pub(crate) fn metadata(&self) -> io::Result<FileKind> {
        self.status().map(|status| status.kind)
    }

    /// What is known of the file or folder without opening it.
    pub(crate) fn status(&self) -> io::Result<Status> {
        match self {
            Self::Host(path) => std::fs::metadata(path).map(|metadata| Status {
                kind: FileKind::of(&metadata.file_type()),
                length: metadata.len(),
                accessed: metadata.accessed().ok(),
                modified: metadata.modified().ok(),
            }),
            Self::Area { folder, path } => Dir::open_ambient_dir(folder, ambient_authority())?
                .metadata(nameable(path)?)
                .map_err(nothing_outside)
                .map(|metadata| Status {
                    kind: FileKind::of_area(metadata.file_type()),
                    length: metadata.len(),
                    accessed: metadata.accessed().ok().map(cap_std::time::SystemTime::into_std),
                    modified: metadata.modified().ok().map(cap_std::time::SystemTime::into_std),
                }),
        }
    }

    /// Reads the bytes of a file from `start` on, at most `length`.
    pub(crate) fn read(&self, start: u64, length: u64) -> io::Result<Vec<u8>> {
        // Opening a device can have effects of its own, so it is not even opened.
        self.metadata()?.check_regular()?;
        let mut file = self.open()?;
        FileKind::of(&file.metadata()?.file_type()).check_regular()?;
        let mut content = Vec::new();
        file.seek(SeekFrom::Start(start))?;
        file.take(length).read_to_end(&mut content)?;
        Ok(content)
    }

    /// Opens the file for reading. Does not wait for the other end of a FIFO.
    pub(crate) fn open(&self) -> io::Result<std::fs::File> {
        match self {
            Self::Host(path) => open_host(path),
            Self::Area { folder, path } => {
                let folder = Dir::open_ambient_dir(folder, ambient_authority())?;
                let opened = folder.open_with(nameable(path)?, &area_options()).map_err(nothing_outside);
                opened.map(cap_std::fs::File::into_std)
            }
        }
    }

    /// The path on this machine, for messages.
    pub(crate) fn display(&self) -> String {
        match self {
            Self::Host(path) => path.display().to_string(),
            Self::Area { folder, path } => folder.join(path).display().to_string(),
        }
    }
}

/// For an app there is nothing outside of its areas: a path that would lead there names no file.
fn nothing_outside(error: io::Error) -> io::Error {
    // The system's own refusals have a number; cap-std's has none.
    if error.kind() == io::ErrorKind::PermissionDenied && error.raw_os_error().is_none() {
        return io::Error::new(io::ErrorKind::NotFound, "the path leads out of its area");
    }
    error
}

/// What is known of a file or folder without opening it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Status {
    pub(crate) kind: FileKind,
    pub(crate) length: u64,
    pub(crate) accessed: Option<SystemTime>,
    pub(crate) modified: Option<SystemTime>,
}

/// What a path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    Regular,
    Directory,
    /// A FIFO, socket or device.
    Other,
}

impl FileKind {
    /// Refuses what is not a regular file.
    pub(super) fn check_regular(self) -> io::Result<()> {
        match self {
            Self::Regular => Ok(()),
            Self::Directory => Err(io::ErrorKind::IsADirectory.into()),
            Self::Other => Err(io::Error::other("it is a FIFO, socket or device, not a regular file")),
        }
    }

    fn of_area(kind: cap_std::fs::FileType) -> Self {
        if kind.is_file() {
            Self::Regular
        } else if kind.is_dir() {
            Self::Directory
        } else {
            Self::Other
        }
    }

    pub(crate) fn of(kind: &std::fs::FileType) -> Self {
        if kind.is_file() {
            Self::Regular
        } else if kind.is_dir() {
            Self::Directory
        } else {
            Self::Other
        }
    }
}

fn open_host(path: &Path) -> io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, NONBLOCK);
    options.open(path).map_err(|error| {
        // Windows says of a folder what it says of a file that may not be read.
        let is_folder = cfg!(windows) && error.kind() == io::ErrorKind::PermissionDenied && path.is_dir();
        if is_folder { io::ErrorKind::IsADirectory.into() } else { error }
    })
}

fn area_options() -> cap_std::fs::OpenOptions {
    let mut options = cap_std::fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    cap_std::fs::OpenOptionsExt::custom_flags(&mut options, NONBLOCK);
    options
}

/// Opening must not wait for a FIFO's writer nor take a terminal.
#[cfg(unix)]
const NONBLOCK: i32 = (rustix::fs::OFlags::NONBLOCK.bits() | rustix::fs::OFlags::NOCTTY.bits()) as i32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h26_paths_are_literal_and_file_urls_decoded_once() {
        let (drive, root) = if cfg!(windows) { ("C:", "/C:") } else { ("", "") };
        let host =
            |path: &str| Some(Location::Host(Path::new(&format!("{drive}{path}")).components().collect()));
        assert_eq!(Location::host(&format!("{drive}/a%20b#c?d")), host("/a%20b#c?d"));
        assert_eq!(Location::host(&format!("file://{root}/a%20b")), host("/a b"));
        assert_eq!(Location::host(&format!("FILE://localhost{root}/a%2520b")), host("/a%20b"));
        // Windows would look for that in the network.
        assert_eq!(Location::host("file://elsewhere/a"), None);
        let Some(Location::Host(relative)) = Location::host("a b") else { panic!("a path") };
        assert!(relative.is_absolute() && relative.ends_with("a b"));
    }

    #[cfg(unix)]
    #[test]
    fn v36_no_way_out_of_an_area() {
        let top = std::env::temp_dir().join(format!("uploadtask-storage-{}", std::process::id()));
        let area = top.join("files/app");
        std::fs::create_dir_all(&area).unwrap();
        std::fs::write(top.join("secret"), "s").unwrap();
        std::fs::write(area.join("a"), "a").unwrap();
        std::os::unix::fs::symlink("../../secret", area.join("link")).unwrap();
        std::os::unix::fs::symlink("a", area.join("inside")).unwrap();
        for (path, opens) in [
            ("a", true),
            ("./a", true),
            ("inside", true),
            ("//a", true),
            ("../../secret", false),
            ("../app/../../secret", false),
            ("%2e%2e/%2e%2e/secret", false),
            ("..%2f..%2fsecret", false),
            ("link", false),
            ("a\0", false),
        ] {
            assert_eq!(Location::area(&area, path).open().is_ok(), opens, "{path}");
        }
        std::fs::remove_dir_all(top).unwrap();
    }

    /// A folder with a secret beside the area, for as long as the value lives.
    #[cfg(unix)]
    struct Walled(PathBuf);

    #[cfg(unix)]
    impl Walled {
        fn new() -> Self {
            let top = std::env::temp_dir().join(format!("uploadtask-walls-{}", std::process::id()));
            for folder in ["files/app/sub", "files/app-evil"] {
                std::fs::create_dir_all(top.join(folder)).unwrap();
            }
            for (path, content) in [
                ("secret", "secret"),
                ("files/app/a", "inside"),
                ("files/app/sub/a", "inside"),
                ("files/app-evil/a", "secret"),
            ] {
                std::fs::write(top.join(path), content).unwrap();
            }
            std::os::unix::fs::symlink("../..", top.join("files/app/up")).unwrap();
            Self(top)
        }
    }

    #[cfg(unix)]
    impl Drop for Walled {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[cfg(unix)]
    #[test]
    fn v36_no_spelling_of_a_path_reads_what_is_outside() {
        use proptest::prelude::*;
        use std::io::Read as _;

        let walled = Walled::new();
        let piece = prop::sample::select(vec![
            "..", ".", "", "a", "sub", "up", "secret", "app", "app-evil", "files", "%2e%2e", "..%2f", "..\\",
            "\0", "/", "A",
        ]);
        let path = prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.join("/"));
        proptest!(|(path in path)| {
            if let Ok(mut file) = Location::area(walled.0.join("files/app"), &path).open() {
                let mut content = String::new();
                if file.read_to_string(&mut content).is_ok() {
                    prop_assert_eq!(content, "inside", "{:?}", path);
                }
            }
        });
    }
}
