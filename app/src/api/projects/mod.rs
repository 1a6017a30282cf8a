//! Jira's projects.

mod favour_project;
mod list_projects;
mod name_project;
mod refresh_projects;

pub use favour_project::*;
pub use list_projects::*;
pub use name_project::*;
pub use refresh_projects::*;
