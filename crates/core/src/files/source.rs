//! The seam between a body and what it is read from.
//!
//! It is a file, outside of tests and benchmarks: those put something slower behind it.

use std::fmt;
use std::io;
use std::sync::Arc;

/// What a body is read from, by position. Its length is fixed.
pub trait Source: fmt::Debug + Send + Sync + 'static {
    /// How many bytes there are.
    fn length(&self) -> u64;

    /// What it is called in messages.
    fn name(&self) -> &str;

    /// Reads what is in memory, and nothing that a disk would have to deliver: `None` then. It never waits, since it is
    /// the executor that calls it.
    fn read_cached(&self, buffer: &mut [u8], offset: u64) -> Option<io::Result<usize>>;

    /// Reads at least one byte unless it ends at `offset`, however long that takes. A thread calls it that may wait.
    ///
    /// # Errors
    ///
    /// Those of the disk.
    fn read_blocking(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize>;

    /// What has happened to it since its length was fixed.
    ///
    /// # Errors
    ///
    /// Those of the disk.
    fn change(&self) -> io::Result<Change>;
}

/// What has happened to a file since it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Nothing.
    None,
    /// There is more of it now; what it had may still be the same.
    Grew,
    /// It is shorter, or was written to.
    Rewritten,
}

/// A source that several bodies read: the first one and its repetitions.
pub(crate) type SharedSource = Arc<dyn Source>;
