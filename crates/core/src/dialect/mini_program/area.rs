//! The storage areas of mini-programs: where their paths lead.

use crate::config::Config;
use crate::files::Location;

/// One storage area.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    /// What its paths begin with. The first is the one that is told.
    pub(super) prefixes: &'static [&'static str],
    /// Its folder, below the root.
    pub(super) folder: &'static str,
    /// What of the prefix belongs to the file's name.
    pub(super) keeps: &'static str,
}

impl Area {
    pub(super) fn prefix(&self) -> &'static str {
        self.prefixes.first().copied().unwrap_or_default()
    }
}

/// Where a path in one of these areas leads; `None` for all others.
pub(super) fn find(areas: &[Area], path: &str, config: &Config) -> Option<Location> {
    areas.iter().find_map(|area| {
        let rest = area.prefixes.iter().find_map(|prefix| path.strip_prefix(prefix))?;
        let folder = area.folder.split('/').fold(config.root.clone(), |folder, name| folder.join(name));
        Some(Location::area(folder, &format!("{}{rest}", area.keeps)))
    })
}

/// Where a `filePath` leads: into an area, or to a file of this machine. `None` for what begins as the paths of areas do and
/// is in none, and, where only a phone's paths are taken, for one of this machine.
pub(super) fn locate(schemes: &[&str], areas: &[Area], path: &str, config: &Config) -> Option<Location> {
    if path.is_empty() {
        None
    } else if schemes.iter().any(|scheme| path.starts_with(scheme)) {
        find(areas, path, config)
    } else if config.strict {
        None
    } else {
        Location::host(path)
    }
}
