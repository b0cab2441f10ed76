//! What to do when the process has no file descriptor left: wait until another upload has given one back.

use std::io;
use std::time::Duration;

use tokio::sync::Notify;

use crate::error::{Error, find};

static GIVEN_BACK: Notify = Notify::const_new();

/// Descriptors can also come free without an upload of ours ending.
const TRY_AGAIN: Duration = Duration::from_millis(50);

/// Whether this failure is for want of a descriptor.
pub(crate) fn are_short(error: &Error) -> bool {
    find::<io::Error>(error).is_some_and(is_shortage)
}

/// Waits for a descriptor to come free. Who waits must hold none.
pub(crate) async fn freed() {
    // The time passing is as good a reason as the notice.
    let _ = tokio::time::timeout(TRY_AGAIN, GIVEN_BACK.notified()).await;
}

/// Gives notice when it is dropped, after an upload has closed its files.
#[derive(Debug)]
pub(crate) struct GivesBack;

impl Drop for GivesBack {
    fn drop(&mut self) {
        GIVEN_BACK.notify_one();
    }
}

/// `EMFILE` or `ENFILE`.
#[cfg(target_os = "linux")]
fn is_shortage(error: &io::Error) -> bool {
    use rustix::io::Errno;
    let code = error.raw_os_error();
    code == Some(Errno::MFILE.raw_os_error()) || code == Some(Errno::NFILE.raw_os_error())
}

/// `EMFILE` or `ENFILE`, which have these numbers on Darwin and the BSDs.
#[cfg(all(unix, not(target_os = "linux")))]
fn is_shortage(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(23 | 24))
}

/// `ERROR_TOO_MANY_OPEN_FILES` or `WSAEMFILE`.
#[cfg(windows)]
fn is_shortage(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(4 | 10024))
}
