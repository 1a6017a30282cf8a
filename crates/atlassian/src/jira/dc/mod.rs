//! Jira Data Center, REST v2 (Jira 8.14 and later; create metadata in the form of 8.4 and later).

pub(super) mod people;
pub(super) mod projects;
pub(super) mod search;
