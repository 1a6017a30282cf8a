//! `mcp`.

use serde::Deserialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RawMcpMode {
    Process,
    Http,
    #[default]
    Off,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawMcp {
    pub(crate) mode: RawMcpMode,
    pub(crate) command: Option<String>,
    pub(crate) args: Vec<String>,
    pub(crate) url: Option<String>,
    pub(crate) start_timeout_seconds: u32,
    pub(crate) list_timeout_seconds: u32,
    pub(crate) call_timeout_seconds: u32,
    pub(crate) pool_size: u32,
    pub(crate) idle_seconds: u32,
}

impl Default for RawMcp {
    fn default() -> Self {
        Self {
            mode: RawMcpMode::Off,
            command: None,
            args: Vec::new(),
            url: None,
            start_timeout_seconds: 30,
            list_timeout_seconds: 20,
            call_timeout_seconds: 60,
            pool_size: 4,
            idle_seconds: 300,
        }
    }
}
