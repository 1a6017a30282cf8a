//! What went wrong, kept over retries.

mod of_draft;

pub use of_draft::*;
