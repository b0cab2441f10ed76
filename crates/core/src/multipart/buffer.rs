//! Buffers for file content: reused, and bounded for the process as a whole.
//!
//! Large chunks make few system calls, and reused ones no page faults; but two of them for each of many uploads
//! would be a lot of memory. So a fixed number is shared by all uploads, and who finds none left goes on with
//! small ones instead of waiting: an upload whose server does not read must not hold up the others.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// The size of a large buffer. hyper asks its body for more as long as it holds less than 408 KiB: with two of these it
/// still asks, and so learns at once that a body was stopped, also when the peer reads nothing.
pub(super) const LARGE: usize = 192 * 1024;
/// The size of a small buffer.
pub(super) const SMALL: usize = 32 * 1024;
/// How many large buffers there are at most: 12 MiB.
const MAX_LARGE: usize = 64;
/// How many unused ones are kept: 1.5 MiB.
const MAX_UNUSED: usize = 8;

static TAKEN: AtomicUsize = AtomicUsize::new(0);
static UNUSED: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

/// A buffer that is filled from the front. A large one goes back when it is dropped.
#[derive(Debug)]
pub(super) struct Buffer {
    bytes: Vec<u8>,
    filled: usize,
    /// How much of it may be filled.
    end: usize,
}

impl Buffer {
    /// A buffer for `wanted` bytes, or for as many as a buffer holds.
    pub(super) fn take(wanted: u64) -> Self {
        let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
        let bytes = match wanted {
            ..=SMALL => vec![0; wanted],
            _ => large().unwrap_or_else(|| vec![0; SMALL]),
        };
        let end = bytes.len().min(wanted);
        Self { bytes, filled: 0, end }
    }

    /// The part that is not filled yet.
    pub(super) fn room(&mut self) -> &mut [u8] {
        &mut self.bytes[self.filled..self.end]
    }

    /// Counts the first `count` bytes of the room as filled.
    pub(super) fn advance(&mut self, count: usize) {
        self.filled += count;
        debug_assert!(self.filled <= self.end);
    }

    /// Copies as much as there is room for; returns how much that was.
    pub(super) fn copy_from(&mut self, bytes: &[u8]) -> usize {
        let room = self.room();
        let count = room.len().min(bytes.len());
        room[..count].copy_from_slice(&bytes[..count]);
        self.advance(count);
        count
    }

    pub(super) fn is_full(&self) -> bool {
        self.filled == self.end
    }

    pub(super) fn filled(&self) -> &[u8] {
        &self.bytes[..self.filled]
    }
}

fn large() -> Option<Vec<u8>> {
    TAKEN
        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |taken| (taken < MAX_LARGE).then_some(taken + 1))
        .ok()?;
    let unused = UNUSED.lock().unwrap_or_else(PoisonError::into_inner).pop();
    Some(unused.unwrap_or_else(|| vec![0; LARGE]))
}

impl Drop for Buffer {
    fn drop(&mut self) {
        if self.bytes.len() == LARGE {
            TAKEN.fetch_sub(1, Ordering::Relaxed);
            let mut unused = UNUSED.lock().unwrap_or_else(PoisonError::into_inner);
            if unused.len() < MAX_UNUSED {
                unused.push(std::mem::take(&mut self.bytes));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_buffers_run_out_and_come_back() {
        let all: Vec<Buffer> = (0..=MAX_LARGE).map(|_| Buffer::take(u64::MAX)).collect();
        assert!(all.iter().any(|buffer| buffer.bytes.len() == SMALL));
        drop(all);
        assert_eq!(Buffer::take(u64::MAX).bytes.len(), LARGE);
        assert_eq!(Buffer::take(10).bytes.len(), 10);
    }

    #[test]
    fn a_large_buffer_takes_no_more_than_was_wanted() {
        let wanted = SMALL + 1;
        let mut buffer = Buffer::take(wanted as u64);
        assert_eq!(buffer.room().len(), wanted);
        assert_eq!(buffer.copy_from(&[1; LARGE]), wanted);
        assert!(buffer.is_full());
        assert_eq!(buffer.filled().len(), wanted);
    }
}
