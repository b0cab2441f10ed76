//! Work on files that cannot wait for a disk, because the kernel is told not to.

use std::fs::File;
use std::io;

use rustix::fd::AsFd;
use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, openat2};
use rustix::io::{Errno, ReadWriteFlags};

use super::location::{FileKind, Location};

/// Opens a path all of which the kernel has in its directory cache; `None` where it does not, or where this
/// kernel or sandbox does not know the call.
pub(super) fn open(location: &Location) -> Option<io::Result<File>> {
    let area;
    let (start, path, walls) = match location {
        Location::Host(path) => (CWD, path, ResolveFlags::empty()),
        Location::Area { folder, path } => {
            let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
            area = openat2(CWD, folder, flags, Mode::empty(), ResolveFlags::CACHED).ok()?;
            // Those of cap-std.
            (area.as_fd(), path, ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS)
        }
    };
    let open = |flags| {
        let resolve = walls | ResolveFlags::CACHED;
        openat2(start, path, flags | OFlags::CLOEXEC, Mode::empty(), resolve).map(File::from)
    };
    // `O_PATH` looks without opening, which a FIFO or a device would notice.
    let looked = match open(OFlags::PATH) {
        Ok(looked) => looked,
        Err(error @ (Errno::NOENT | Errno::ACCESS)) if matches!(location, Location::Host(_)) => {
            return Some(Err(error.into()));
        }
        Err(_) => return None,
    };
    let kind = match looked.metadata() {
        Ok(metadata) => FileKind::of(&metadata.file_type()),
        Err(error) => return Some(Err(error)),
    };
    if let Err(error) = kind.check_regular() {
        return Some(Err(error));
    }
    open(OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY).ok().map(Ok)
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
