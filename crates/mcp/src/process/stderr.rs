//! What a child says on its error stream goes to the debug log: without its nonce, and only so much of it.

use secrecy::{ExposeSecret as _, SecretString};
use tokio::io::{AsyncRead, AsyncReadExt as _};

/// Bytes logged per child; later ones are read and dropped, so that the child never blocks on a full pipe.
const BUDGET: usize = 256 * 1024;
/// Bytes of one line.
const LINE: usize = 2_000;

pub(super) async fn drain(mut stderr: impl AsyncRead + Unpin, nonce: SecretString) {
    let (mut piece, mut line, mut left) = ([0; 4096], Vec::new(), BUDGET);
    while let Ok(read @ 1..) = stderr.read(&mut piece).await {
        if left == 0 {
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
