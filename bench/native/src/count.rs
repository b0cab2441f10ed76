//! What a set of files comes to.

/// How many files, how many bytes, and a digest that does not depend on their order: uploads that run side by side
/// arrive in any.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) files: u64,
    pub(crate) bytes: u64,
    digest: u64,
}

impl Count {
    /// Adds a file, of which `hash` is the XXH3-64.
    pub(crate) fn add(&mut self, size: u64, hash: u64) {
        self.files += 1;
        self.bytes += size;
        self.digest = self.digest.wrapping_add(hash);
    }

    /// The sum of the hashes, as 16 hexadecimal digits.
    pub(crate) fn digest(&self) -> String {
        format!("{:016x}", self.digest)
    }
}
