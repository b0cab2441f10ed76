//! Files that are put into an area, and what is told of those that cannot be.

use std::io;

use cap_std::ambient_authority;
use cap_std::fs::Dir;

use super::Location;
use super::names::nameable;

impl Location {
    /// Writes a file of an area, in one step, and makes the folders that it needs.
    pub(crate) fn write(&self, content: &mut dyn io::Read) -> io::Result<()> {
        let Self::Area { folder, path } = self else { return Err(io::ErrorKind::InvalidInput.into()) };
        let text = path.to_str().unwrap_or_default();
        let names_a_folder = path.file_name().is_none() || text.ends_with('/') || text.ends_with("/.");
        if names_a_folder || text.contains('\0') {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it names no file"));
        }
        nameable(path).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error.to_string()))?;
        std::fs::create_dir_all(folder)?;
        let folder = Dir::open_ambient_dir(folder, ambient_authority())?;
        if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            folder.create_dir_all(parent).map_err(no_way_out)?;
        }
        let temporary = path.with_file_name(format!(".{:016x}", getrandom::u64()?));
        let mut options = cap_std::fs::OpenOptions::new();
        let mut file =
            folder.open_with(&temporary, options.write(true).create_new(true)).map_err(no_way_out)?;
        let written = io::copy(content, &mut file).and_then(|_| folder.rename(&temporary, &folder, path));
        if written.is_err() {
            let _ = folder.remove_file(&temporary);
        }
        written
    }
}

/// The same for writing, where it is no missing file but a refusal.
fn no_way_out(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::PermissionDenied if error.raw_os_error().is_none() => {
            io::Error::new(io::ErrorKind::PermissionDenied, "the path leads out of its area")
        }
        // cap-std's word for a folder whose name a file has.
        io::ErrorKind::AlreadyExists => io::Error::from(io::ErrorKind::NotADirectory),
        _ => error,
    }
}

/// The name that Node gives a system error in its `code`.
pub(crate) fn system_code(error: &io::Error) -> Option<&'static str> {
    // The standard library has no stable kinds for these.
    #[cfg(target_os = "linux")]
    match rustix::io::Errno::from_io_error(error) {
        Some(rustix::io::Errno::LOOP) => return Some("ELOOP"),
        Some(rustix::io::Errno::MFILE) => return Some("EMFILE"),
        Some(rustix::io::Errno::NFILE) => return Some("ENFILE"),
        Some(rustix::io::Errno::NXIO) => return Some("ENXIO"),
        _ => {}
    }
    Some(match error.kind() {
        io::ErrorKind::AlreadyExists => "EEXIST",
        io::ErrorKind::DirectoryNotEmpty => "ENOTEMPTY",
        io::ErrorKind::InvalidFilename => "ENAMETOOLONG",
        io::ErrorKind::InvalidInput => "EINVAL",
        io::ErrorKind::IsADirectory => "EISDIR",
        io::ErrorKind::NotADirectory => "ENOTDIR",
        io::ErrorKind::NotFound => "ENOENT",
        io::ErrorKind::PermissionDenied => "EACCES",
        io::ErrorKind::QuotaExceeded => "EDQUOT",
        io::ErrorKind::ReadOnlyFilesystem => "EROFS",
        io::ErrorKind::StorageFull => "ENOSPC",
        _ => return None,
    })
}
