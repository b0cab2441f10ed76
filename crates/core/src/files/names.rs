//! Names of files and folders: what is one, and what a system would take for something else.

use std::io;
use std::path::Path;

/// The path, unless this system would take it for something else than files of its area.
pub(super) fn nameable(path: &Path) -> io::Result<&Path> {
    if cfg!(windows) && !path.to_str().is_some_and(is_windows_path) {
        return Err(io::Error::new(io::ErrorKind::NotFound, "on Windows no file of an area has this name"));
    }
    Ok(path)
}

/// Whether each component of a path is the plain name of a file on Windows: no drive or stream (`:`), no device, and
/// nothing that Windows would read as another name.
fn is_windows_path(path: &str) -> bool {
    path.split(['/', '\\'])
        .all(|name| name.is_empty() || name == "." || name == ".." || is_windows_name(name))
}

fn is_windows_name(name: &str) -> bool {
    const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];
    let foreign = |char: char| char < ' ' || matches!(char, ':' | '<' | '>' | '"' | '|' | '?' | '*');
    if name.contains(foreign) || name.ends_with(['.', ' ']) {
        return false;
    }
    // Devices are meant with an extension, too.
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    let numbered = ["COM", "LPT"].iter().any(|port| {
        let digit = stem.strip_prefix(port).unwrap_or_default();
        matches!(digit, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
    });
    !numbered && !DEVICES.contains(&stem.as_str())
}

/// Whether a path can only be that of a folder.
pub(super) fn names_a_folder(path: &Path) -> bool {
    let separators: &[char] = if cfg!(windows) { &['/', '\\'] } else { &['/'] };
    let text = path.to_str().unwrap_or_default();
    path.file_name().is_none() || text.strip_suffix('.').unwrap_or(text).ends_with(separators)
}

/// Whether this is the name of one folder, and not a path.
pub(crate) fn is_folder_name(name: &str) -> bool {
    let foreign: &[char] = if cfg!(windows) { &['/', '\\', '\0', ':'] } else { &['/', '\\', '\0'] };
    !name.is_empty() && name != "." && name != ".." && !name.contains(foreign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn v36_windows_takes_only_plain_names() {
        for path in [
            "",
            "a",
            "a/b.c",
            "./a",
            "../a",
            ".hidden",
            "a b",
            "con1",
            "console.txt",
            "COM",
            "com10",
            "名.png",
        ] {
            assert!(is_windows_path(path), "{path}");
        }
        for path in [
            "./C:\\x",
            "a/C:/x",
            "C:x",
            "a:stream",
            "\\\\?\\C:\\x",
            "\\\\.\\NUL",
            "a/NUL",
            "nul.txt",
            "con .x",
            "aux/x",
            "COM1",
            "lpt9.log",
            "com¹",
            "conin$",
            "a.",
            "a ",
            "a./b",
            ".../x",
            "a*",
            "a\0",
            "a\n",
        ] {
            assert!(!is_windows_path(path), "{path:?}");
        }
    }
}
