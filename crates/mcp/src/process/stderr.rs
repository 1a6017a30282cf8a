//! What a child says on its error stream while it starts goes to the debug log: without its nonce, and only so much of
//! it. Later it may repeat what people wrote, so that is read, which keeps its pipe from filling, and dropped.

use secrecy::{ExposeSecret as _, SecretString};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio_util::sync::CancellationToken;

/// Bytes logged per child.
const BUDGET: usize = 256 * 1024;
/// Bytes of one line.
const LINE: usize = 2_000;

/// `ready` is told when the child has started.
pub(super) async fn drain(mut stderr: impl AsyncRead + Unpin, nonce: SecretString, ready: CancellationToken) {
    let (mut piece, mut line, mut left) = ([0; 4096], Vec::new(), BUDGET);
    while let Ok(read @ 1..) = stderr.read(&mut piece).await {
        if left == 0 || ready.is_cancelled() {
            continue;
        }
        left = left.saturating_sub(read);
        for byte in &piece[..read] {
            if *byte == b'\n' {
                log(&line, &nonce);
                line.clear();
            } else if line.len() < LINE {
                line.push(*byte);
            }
        }
    }
}

fn log(line: &[u8], nonce: &SecretString) {
    let text = redacted(line, nonce);
    if !text.is_empty() {
        tracing::debug!(target: "mcp::child", "{text}");
    }
}

fn redacted(line: &[u8], nonce: &SecretString) -> String {
    String::from_utf8_lossy(line).trim_end().replace(nonce.expose_secret(), "[redacted]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nonce_is_taken_out() {
        let nonce = SecretString::from("n-123");
        assert_eq!(redacted(b"token n-123 used \r", &nonce), "token [redacted] used");
    }
}
