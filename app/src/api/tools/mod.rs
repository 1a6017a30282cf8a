//! The MCP server's tools.

mod decide_tool;
mod list_tools;
mod refresh_tools;
mod tool_review;

pub use decide_tool::*;
pub use list_tools::*;
pub use refresh_tools::*;
pub use tool_review::*;
