//! One file per page, or per part of one.

pub(crate) mod accounts;
mod ago;
pub(crate) mod connections;
pub(crate) mod create;
pub(crate) mod dashboard;
pub(crate) mod draft_status;
pub(crate) mod history;
pub(crate) mod home;
mod live;
pub(crate) mod profile;
pub(crate) mod projects;
pub(crate) mod prompts;
pub(crate) mod tools;
