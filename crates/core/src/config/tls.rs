//! Which servers are trusted, as values.

use std::path::PathBuf;

/// Which certificates are trusted: those of the system (the bundled ones of Mozilla where it has none), and the roots that
/// are added here.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tls {
    /// The added roots, in DER form: [`Tls::add_roots`].
    pub(crate) roots: Vec<Vec<u8>>,
    /// A file of further roots in PEM form, read at the first TLS connection. What in it is not a certificate
    /// is skipped, as Node does with `NODE_EXTRA_CA_CERTS`.
    pub root_file: Option<PathBuf>,
    /// Whether certificates are verified. Default: true.
    pub reject_unauthorized: bool,
}

impl Default for Tls {
    fn default() -> Self {
        Self { roots: Vec::new(), root_file: None, reject_unauthorized: true }
    }
}

impl Tls {
    /// The default, and the roots in this file.
    #[must_use]
    pub fn with_root_file(root_file: Option<PathBuf>) -> Self {
        Self { root_file, ..Self::default() }
    }
}
