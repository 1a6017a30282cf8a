//! The MCP server.

use super::{Loader, ranges};
use crate::{
    Mcp, McpMode,
    document::Document,
    schema::{
        checks,
        mcp::{RawMcp, RawMcpMode},
    },
};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

impl Loader<'_> {
    pub(super) fn mcp(&mut self, document: &Document, raw: RawMcp) -> Option<Mcp> {
        ranges::mcp(document, &raw, &mut self.errors);
        let mode = match (raw.mode, raw.command, raw.url) {
            (RawMcpMode::Off, ..) => Some(McpMode::Off),
            (RawMcpMode::Process, Some(command), _) if !command.trim().is_empty() => {
                Some(McpMode::Process { command: self.program(&command), args: raw.args })
            }
            (RawMcpMode::Process, ..) => {
                self.errors.push(document.error(
                    "mcp.command",
                    "a program, because mode is process",
                    "nothing",
                ));
                None
            }
            (RawMcpMode::Http, _, Some(url)) => {
                // A server on the same machine is the usual case, so loopback is fine here.
                let url = self.checked(document, "mcp.url", &url, checks::web_address)?;
                if self.production() && !checks::is_loopback(&url) && url.scheme() != "https" {
                    self.errors.push(document.error(
                        "mcp.url",
                        "an https or loopback address",
                        url.to_string(),
                    ));
                }
                Some(McpMode::Http { url })
            }
            (RawMcpMode::Http, _, None) => {
                self.errors.push(document.error("mcp.url", "an address, because mode is http", "nothing"));
                None
            }
        };
        let seconds = |seconds: u32| Duration::from_secs(seconds.into());
        Some(Mcp {
            mode: mode?,
            start_timeout: seconds(raw.start_timeout_seconds),
            list_timeout: seconds(raw.list_timeout_seconds),
            call_timeout: seconds(raw.call_timeout_seconds),
            pool_size: raw.pool_size as usize,
            idle: seconds(raw.idle_seconds),
        })
    }

    /// The process starts in an empty directory, so a relative program is found from the directory above the configuration.
    pub(super) fn program(&self, command: &str) -> PathBuf {
        let command = Path::new(command);
        if command.is_absolute() || command.components().count() == 1 {
            return command.to_owned();
        }
        let dir = std::path::absolute(self.dir).unwrap_or_else(|_| self.dir.to_owned());
        dir.parent().unwrap_or(&dir).join(command)
    }
}
