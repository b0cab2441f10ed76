//! The two time limits of an upload: one deadline for all of it, and one for each stretch in which no byte moves.
//!
//! Both fire also beside work that uses up its turns of the executor, as decoding does that never waits.

use std::future::pending;

use tokio::task::coop::unconstrained;
use tokio::time::sleep;

use crate::activity::Activity;
use crate::error::{Error, ErrorKind};
use crate::upload::TimeLimit;

/// Ends when an upload has taken longer than this in all.
pub(super) async fn deadline(limit: Option<TimeLimit>) -> Error {
    let Some(limit) = limit else { return pending().await };
    unconstrained(sleep(limit.duration)).await;
    timed_out("no answer", limit)
}

/// Ends when no byte has moved for so long.
pub(super) async fn idle_timeout(limit: Option<TimeLimit>, activity: &Activity) -> Error {
    let Some(limit) = limit else { return pending().await };
    unconstrained(activity.idle_for(limit.duration)).await;
    timed_out("no byte moved", limit)
}

fn timed_out(what: &str, limit: TimeLimit) -> Error {
    let milliseconds = limit.duration.as_millis();
    Error::new(ErrorKind::Timeout, format!("{what} within {milliseconds} ms ({})", limit.origin))
}
