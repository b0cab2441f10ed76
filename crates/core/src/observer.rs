//! Who is told what happens during an upload.

use std::fmt;

use crate::response::Headers;

/// Is told what happens during an upload, from the engine's own threads: an implementation returns at once.
pub trait Observer: fmt::Debug + Send + Sync + 'static {
    /// So many bytes of the request body have left for the network: always more than before, at most `total`.
    fn progress(&self, sent: u64, total: u64) {
        let _ = (sent, total);
    }

    /// The headers of the final response are here; its body may still be on the way.
    fn headers(&self, headers: &Headers) {
        let _ = headers;
    }

    /// Something went otherwise than the caller may think, and is no failure.
    fn warning(&self, message: String) {
        let _ = message;
    }
}

/// Looks away.
impl Observer for () {}
