//! A shortage of file descriptors: whether there is one, and waiting until another upload has closed some.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use crate::error::{Error, find};

static CLOSED: Notify = Notify::const_new();

/// Descriptors can also come free without an upload of ours ending.
const RETRY_INTERVAL: Duration = Duration::from_millis(50);

/// How long after a shortage a name that is not found is taken for another sign of it.
const AFTERMATH: Duration = Duration::from_secs(1);

static LAST_SHORTAGE: Mutex<Option<Instant>> = Mutex::new(None);

/// Whether this failure is for want of a descriptor, or looks like it during a shortage.
pub(crate) fn caused(error: &Error) -> bool {
    if find::<io::Error>(error).is_some_and(is_shortage) {
        // The system's own word alone says when a shortage was: a suspicion that confirmed itself would never end.
        *LAST_SHORTAGE.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        return true;
    }
    find::<Suspicion>(error).is_some()
}

/// The shortage, if there is one now or was one just now: the system's resolver has no other word for it than that a
/// name is unknown.
pub(crate) fn current() -> Option<io::Error> {
    if let Err(error) = std::fs::File::open(if cfg!(windows) { "NUL" } else { "/dev/null" })
        && is_shortage(&error)
    {
        return Some(error);
    }
    let last = *LAST_SHORTAGE.lock().unwrap_or_else(PoisonError::into_inner);
    last.is_some_and(|last| last.elapsed() < AFTERMATH).then(|| io::Error::other(Suspicion))
}

/// A failure that may be for want of a descriptor, shortly after a shortage.
#[derive(Debug)]
struct Suspicion;

impl std::fmt::Display for Suspicion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("perhaps for want of a file descriptor")
    }
}

impl std::error::Error for Suspicion {}

/// Waits for a descriptor to come free. The caller must hold none, so that those that wait never wait for each other.
pub(crate) async fn wait() {
    // The time passing is as good a reason as the notice.
    let _ = tokio::time::timeout(RETRY_INTERVAL, CLOSED.notified()).await;
}

/// Stands for an upload that uses descriptors, or tries to.
#[derive(Debug)]
pub(crate) struct DescriptorUser;

static USERS: AtomicUsize = AtomicUsize::new(0);

impl DescriptorUser {
    pub(crate) fn new() -> Self {
        USERS.fetch_add(1, Ordering::AcqRel);
        Self
    }

    /// Whether no other upload does: then nothing comes free by waiting.
    pub(crate) fn is_alone(&self) -> bool {
        USERS.load(Ordering::Acquire) == 1
    }
}

impl Drop for DescriptorUser {
    fn drop(&mut self) {
        USERS.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Wakes one that waits when it is dropped, after an upload has closed its files.
#[derive(Debug)]
pub(crate) struct NotifyOnDrop;

impl Drop for NotifyOnDrop {
    fn drop(&mut self) {
        CLOSED.notify_one();
    }
}

/// Whether this is `EMFILE` or `ENFILE`, or their likes on Windows.
pub(crate) fn is_shortage(error: &io::Error) -> bool {
    error.raw_os_error().is_some_and(|code| SHORTAGES.contains(&code))
}

/// `EMFILE`, `ENFILE`: the same numbers on Linux, Darwin and the BSDs.
#[cfg(not(windows))]
const SHORTAGES: [i32; 2] = [24, 23];
/// `ERROR_TOO_MANY_OPEN_FILES`, `WSAEMFILE`.
#[cfg(windows)]
const SHORTAGES: [i32; 2] = [4, 10024];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn h28_only_the_system_says_that_there_is_a_shortage() {
        let error = |source: io::Error| Error::new(ErrorKind::Connect, "x").with_source(source);
        assert!(caused(&error(io::Error::from_raw_os_error(SHORTAGES[0]))));
        let reported = LAST_SHORTAGE.lock().unwrap().unwrap();
        let suspected = current().unwrap();
        assert!(caused(&error(suspected)));
        assert_eq!(LAST_SHORTAGE.lock().unwrap().unwrap(), reported, "a suspicion is no new shortage");
        *LAST_SHORTAGE.lock().unwrap() = reported.checked_sub(AFTERMATH);
        assert!(current().is_none(), "and ends with the shortage");
        assert!(!caused(&error(io::ErrorKind::NotFound.into())));
    }
}
