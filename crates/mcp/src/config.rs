use std::{path::PathBuf, time::Duration};

/// How the child processes are started and how long they may take.
#[derive(Debug, Clone)]
pub struct McpConfig {
    /// The program, such as `.venv/bin/mcp-atlassian`. Absolute, because the child starts in an empty directory.
    pub command: PathBuf,
    /// Its arguments; none for mcp-atlassian over stdio.
    pub args: Vec<String>,
    /// The child's `PATH`; it inherits nothing else from us.
    pub path: String,
    /// Environment the operator adds. Cannot replace what keeps the child away from credentials.
    pub extra_env: Vec<(String, String)>,
    /// From starting the process until it answers. A cold start of mcp-atlassian takes 2 to 5 s.
    pub startup_deadline: Duration,
    /// How many children may live at once; each needs about 130 MB.
    pub pool_size: usize,
    /// A child nobody used for this long is stopped.
    pub idle_timeout: Duration,
    /// Largest answer of Jira or Confluence passed to a child, in bytes.
    pub body_cap: usize,
}

impl McpConfig {
    /// 4 children, 30 s to start, 5 minutes idle, 8 MiB.
    pub fn new(command: impl Into<PathBuf>, path: impl Into<String>) -> Self {
        Self {
            command: command.into(),
            args: Vec::new(),
            path: path.into(),
            extra_env: Vec::new(),
            startup_deadline: Duration::from_secs(30),
            pool_size: 4,
            idle_timeout: Duration::from_mins(5),
            body_cap: 8 * 1024 * 1024,
        }
    }
}
