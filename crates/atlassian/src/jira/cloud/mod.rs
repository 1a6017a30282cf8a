//! Jira Cloud, REST v3.

pub(super) mod people;
pub(super) mod projects;
pub(super) mod search;
