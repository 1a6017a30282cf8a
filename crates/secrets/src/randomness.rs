//! Where random bytes come from.

use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicU64, Ordering};

/// A source of random bytes. The product uses the operating system's, tests their own.
pub trait Randomness: Send + Sync {
    /// Fills the whole buffer.
    fn fill(&self, buffer: &mut [u8]);
}

/// The operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsRandomness;

impl Randomness for OsRandomness {
    /// # Panics
    /// When the operating system has no randomness to give; nothing safe can be done then.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the operating system")]
    #[expect(clippy::expect_used, reason = "going on with a predictable key would be worse than stopping")]
    fn fill(&self, buffer: &mut [u8]) {
        getrandom::fill(buffer).expect("the operating system gives random bytes");
    }
}

/// A predictable stream of bytes for tests: SHA-256 over the seed and a counter. Never secret.
#[derive(Debug, Default)]
pub struct FixedRandomness {
    seed: u64,
    calls: AtomicU64,
}

impl FixedRandomness {
    /// The same seed gives the same stream.
    pub const fn new(seed: u64) -> Self {
        Self { seed, calls: AtomicU64::new(0) }
    }
}

impl Randomness for FixedRandomness {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(32) {
            let call = self.calls.fetch_add(1, Ordering::Relaxed);
            let block = Sha256::new()
                .chain_update(self.seed.to_be_bytes())
                .chain_update(call.to_be_bytes())
                .finalize();
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_randomness_repeats_per_seed_and_moves_on_per_call() {
        let take = |source: &FixedRandomness| {
            let mut bytes = [0_u8; 40];
            source.fill(&mut bytes);
            bytes
        };
        let (one, same, other) = (FixedRandomness::new(1), FixedRandomness::new(1), FixedRandomness::new(2));
        let first = take(&one);
        assert_eq!(first, take(&same));
        assert_ne!(first, take(&one));
        assert_ne!(first, take(&other));
    }
}
