//! Who is told what happens during an upload.

use std::fmt;

use crate::response::Headers;

/// Is told what happens during an upload, from the client's own threads: an implementation returns at once.
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

/// A function that is called with the progress.
pub(crate) struct OnProgress<F>(pub(crate) F);

impl<F> fmt::Debug for OnProgress<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnProgress")
    }
}

impl<F: Fn(u64, u64) + Send + Sync + 'static> Observer for OnProgress<F> {
    fn progress(&self, sent: u64, total: u64) {
        (self.0)(sent, total);
    }
}
