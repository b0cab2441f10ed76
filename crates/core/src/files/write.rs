//! Files that are put into an area, and what is told of those that cannot be.

use std::io;

use cap_std::ambient_authority;
use cap_std::fs::Dir;

use super::Location;
use super::names::{nameable, names_a_folder};

impl Location {
    /// Writes a file of an area, in one step, and makes the folders that it needs.
    pub(crate) fn write(&self, content: &mut dyn io::Read) -> io::Result<()> {
        let Self::Area { folder, path } = self else { return Err(io::ErrorKind::InvalidInput.into()) };
        let text = path.to_str().unwrap_or_default();
        if names_a_folder(path) || text.contains('\0') {
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
        written.map_err(|error| {
            let _ = folder.remove_file(&temporary);
            // Windows says of a folder what it says of a file that may not be replaced.
            if cfg!(windows) && folder.is_dir(path) { io::ErrorKind::IsADirectory.into() } else { error }
        })
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
    if let Some(code) = error.raw_os_error().and_then(numbered_code) {
        return Some(code);
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

/// What the standard library has no stable kinds for.
#[cfg(unix)]
fn numbered_code(number: i32) -> Option<&'static str> {
    match rustix::io::Errno::from_raw_os_error(number) {
        rustix::io::Errno::LOOP => Some("ELOOP"),
        rustix::io::Errno::MFILE => Some("EMFILE"),
        rustix::io::Errno::NFILE => Some("ENFILE"),
        rustix::io::Errno::NXIO => Some("ENXIO"),
        _ => None,
    }
}

/// The same, and a name that no file can have, which is a name that is too long for the standard library.
#[cfg(windows)]
fn numbered_code(number: i32) -> Option<&'static str> {
    match number {
        // ERROR_TOO_MANY_OPEN_FILES
        4 => Some("EMFILE"),
        // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION: another program has the file for itself.
        32 | 33 => Some("EBUSY"),
        // ERROR_INVALID_NAME, ERROR_BAD_PATHNAME
        123 | 161 => Some("ENOENT"),
        // ERROR_CANT_RESOLVE_FILENAME
        1921 => Some("ELOOP"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h24_the_codes_of_node_for_what_has_no_kind() {
        #[cfg(unix)]
        let numbers = [
            rustix::io::Errno::LOOP,
            rustix::io::Errno::MFILE,
            rustix::io::Errno::NFILE,
            rustix::io::Errno::NXIO,
        ]
        .map(rustix::io::Errno::raw_os_error)
        .into_iter()
        .zip(["ELOOP", "EMFILE", "ENFILE", "ENXIO"]);
        #[cfg(windows)]
        let numbers = [
            (4, "EMFILE"),
            (32, "EBUSY"),
            (33, "EBUSY"),
            (123, "ENOENT"),
            (1921, "ELOOP"),
            (5, "EACCES"),
            (2, "ENOENT"),
        ];
        for (number, code) in numbers {
            assert_eq!(system_code(&io::Error::from_raw_os_error(number)), Some(code));
        }
    }
}
