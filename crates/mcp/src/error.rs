use outbound::OutboundError;

/// MCP could not be used. None of these says anything about Jira.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum McpError {
    /// The program is not there.
    #[error("the MCP server is not installed")]
    NotInstalled,
    /// It ended or spoke nonsense before it was ready.
    #[error("the MCP server could not be started")]
    NotStarted,
    /// All children are in use.
    #[error("all MCP servers are busy")]
    Busy,
    /// It did not answer in time and was killed.
    #[error("the MCP server did not answer in time")]
    Deadline,
    /// It ended during the call.
    #[error("the MCP server ended unexpectedly")]
    Gone,
    /// It answered with a protocol error or something unreadable.
    #[error("the MCP server gave an answer that cannot be used")]
    Protocol,
    /// The operator-run HTTP server could not be asked.
    #[error("{0}")]
    Http(#[from] OutboundError),
    /// The pool is shutting down.
    #[error("the product is shutting down")]
    Closed,
}

impl McpError {
    /// A stable name for logs and stored failures.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotInstalled => "mcp.not_installed",
            Self::NotStarted => "mcp.not_started",
            Self::Busy => "mcp.busy",
            Self::Deadline => "mcp.deadline",
            Self::Gone => "mcp.gone",
            Self::Protocol => "mcp.protocol",
            Self::Http(_) => "mcp.http",
            Self::Closed => "mcp.closed",
        }
    }
}
