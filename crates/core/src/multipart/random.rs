//! Random bytes of the system, taken from it for many boundaries at once: to ask takes longer than to write one.

use std::sync::{Mutex, PoisonError};

const POOL_BYTES: usize = 1024;

struct Pool {
    bytes: [u8; POOL_BYTES],
    /// How many of them have been given away. No byte is given twice.
    used: usize,
}

static POOL: Mutex<Pool> = Mutex::new(Pool { bytes: [0; POOL_BYTES], used: POOL_BYTES });

/// Fills these bytes, at most [`POOL_BYTES`], with random ones.
///
/// # Errors
///
/// The system has none.
pub(super) fn fill(bytes: &mut [u8]) -> Result<(), getrandom::Error> {
    let mut pool = POOL.lock().unwrap_or_else(PoisonError::into_inner);
    if pool.used + bytes.len() > POOL_BYTES {
        // Until it is filled whole, it has nothing to give.
        pool.used = POOL_BYTES;
        getrandom::fill(&mut pool.bytes)?;
        pool.used = 0;
    }
    let end = pool.used + bytes.len();
    bytes.copy_from_slice(&pool.bytes[pool.used..end]);
    pool.used = end;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn h1_no_byte_is_given_twice() {
        let given: HashSet<[u8; 16]> = (0..1000)
            .map(|_| {
                let mut bytes = [0; 16];
                fill(&mut bytes).unwrap();
                bytes
            })
            .collect();
        assert_eq!(given.len(), 1000);
    }
}
