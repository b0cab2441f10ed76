//! What comes out of a decoder, bounded in bytes, and in how long it keeps the others waiting.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, ReadBuf};
use tokio::task::coop;

/// More bytes came than were allowed. It travels inside of an [`io::Error`].
#[derive(Debug)]
pub(super) struct Exceeded;

impl fmt::Display for Exceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("more bytes than allowed")
    }
}

impl std::error::Error for Exceeded {}

impl Exceeded {
    /// It as what readers give.
    pub(super) fn error() -> io::Error {
        io::Error::other(Self)
    }

    /// Whether this is why reading ended.
    pub(super) fn caused(error: &io::Error) -> bool {
        error.get_ref().is_some_and(|error| error.is::<Self>())
    }
}

/// A reader that fails with [`Exceeded`] once it has given more than so many bytes.
///
/// A few bytes in a coding decode to any number of them. Without waiting for the network in between, that would also hold up
/// time limits and aborts, so it takes part in tokio's budget of work.
#[derive(Debug)]
pub(super) struct Limited<R> {
    inner: R,
    left: u64,
    /// An error that came together with bytes: a decoder does that when its source fails. Who reads may rely on that there
    /// are none beside an error.
    failed: Option<io::Error>,
}

impl<R> Limited<R> {
    pub(super) fn new(inner: R, limit: u64) -> Self {
        Self { inner, left: limit, failed: None }
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Limited<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Some(error) = self.failed.take() {
            return Poll::Ready(Err(error));
        }
        let turn = ready!(coop::poll_proceed(context));
        let before = buffer.filled().len();
        let result = ready!(Pin::new(&mut self.inner).poll_read(context, buffer));
        turn.made_progress();
        let given = (buffer.filled().len() - before) as u64;
        let Some(left) = self.left.checked_sub(given) else {
            buffer.set_filled(before);
            return Poll::Ready(Err(Exceeded::error()));
        };
        self.left = left;
        match result {
            Err(error) if given > 0 => self.failed = Some(error),
            result => return Poll::Ready(result),
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use futures_util::FutureExt;
    use tokio::io::AsyncReadExt;

    use super::*;

    #[tokio::test]
    async fn h14_at_the_limit_and_past_it() {
        for (length, allowed) in [(0, true), (99, true), (100, true), (101, false), (100_000, false)] {
            let mut bytes = Vec::new();
            let result = Limited::new(Cursor::new(vec![0; length]), 100).read_to_end(&mut bytes).await;
            match result {
                Ok(read) => assert!(allowed && read == length, "{length}"),
                Err(error) => assert!(!allowed && Exceeded::caused(&error), "{length}"),
            }
        }
    }

    /// Gives two bytes and an error at once.
    struct Failing;

    impl AsyncRead for Failing {
        fn poll_read(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
            buffer: &mut ReadBuf<'_>,
        ) -> Poll<io::Result<()>> {
            buffer.put_slice(b"ab");
            Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into()))
        }
    }

    #[tokio::test]
    async fn h14_bytes_that_come_with_an_error_come_before_it() {
        let mut reader = Limited::new(Failing, 100);
        let mut bytes = [0; 10];
        assert_eq!(reader.read(&mut bytes).await.unwrap(), 2);
        assert_eq!(reader.read(&mut bytes).await.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }

    /// Has always more, at once.
    struct Endless;

    impl AsyncRead for Endless {
        fn poll_read(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
            buffer: &mut ReadBuf<'_>,
        ) -> Poll<io::Result<()>> {
            buffer.put_slice(b"a");
            Poll::Ready(Ok(()))
        }
    }

    #[tokio::test]
    async fn h30_reading_lets_others_have_their_turn() {
        let mut reader = Limited::new(Endless, u64::MAX);
        let reading = async { while reader.read(&mut [0]).await.unwrap() > 0 {} };
        // Without a turn for others this would never return.
        assert!(reading.now_or_never().is_none());
    }
}
