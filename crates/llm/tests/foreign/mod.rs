//! aimock, a mock of model providers that others wrote: `@copilotkit/aimock` of `package.json`.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "test helper")]

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Node starts slowly on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// The only key that is accepted.
pub(crate) const KEY: &str = "sk-of-this-test";

/// A running server; it ends with this value.
pub(crate) struct Aimock {
    pub(crate) url: String,
    _child: Child,
}

impl Aimock {
    /// Starts it with the answers of `aimock.json`.
    pub(crate) async fn start() -> Self {
        let mut child = Command::new("node")
            .arg(program())
            .args(["--port", "0", "--log-level", "info", "--fixtures"])
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign/aimock.json"))
            .env("AIMOCK_API_KEYS", KEY)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("Node.js is needed");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let listening = async {
            while let Some(line) = lines.next_line().await.unwrap() {
                if let Some((_, url)) = line.split_once("listening on ") {
                    return Some(url.trim().to_owned());
                }
            }
            None
        };
        let url = tokio::time::timeout(PATIENCE, listening).await.ok().flatten();
        // Its log would fill the pipe when nobody reads it.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { url: url.expect("aimock says where it listens"), _child: child }
    }
}

fn program() -> PathBuf {
    let path = "../../node_modules/@copilotkit/aimock/dist/cli.js";
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    assert!(program.exists(), "{} is missing. Run: npm ci", program.display());
    program
}
