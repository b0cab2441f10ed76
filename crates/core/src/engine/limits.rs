//! The two time limits of an upload: one deadline for all of it, and one for each stretch in which no byte moves.

use std::future::Future;

use crate::activity::Activity;
use crate::error::{Error, ErrorKind};
use crate::upload::TimeLimit;

/// Ends with an error when the work takes longer than this in all.
pub(super) async fn deadline<T>(
    limit: Option<TimeLimit>,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let Some(limit) = limit else { return work.await };
    match tokio::time::timeout(limit.duration, work).await {
        Ok(result) => result,
        Err(_) => Err(timed_out("no answer", limit)),
    }
}

/// Ends with an error when no byte moves for so long.
pub(super) async fn idle_timeout<T>(
    limit: Option<TimeLimit>,
    activity: &Activity,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let Some(limit) = limit else { return work.await };
    tokio::select! {
        result = work => result,
        () = activity.idle_for(limit.duration) => Err(timed_out("no byte moved", limit)),
    }
}

fn timed_out(what: &str, limit: TimeLimit) -> Error {
    let milliseconds = limit.duration.as_millis();
    Error::new(ErrorKind::Timeout, format!("{what} within {milliseconds} ms ({})", limit.origin))
}
