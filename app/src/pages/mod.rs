//! One file per page, or per part of one.

pub(crate) mod accounts;
pub(crate) mod activity;
pub(crate) mod admin;
mod ago;
pub(crate) mod connections;
pub(crate) mod create;
pub(crate) mod dashboard;
mod draft_status;
pub(crate) mod history;
pub(crate) mod home;
mod job_words;
mod look_again;
pub(crate) mod profile;
mod took;
