//! One file per page, or per part of one.

pub(crate) mod accounts;
pub(crate) mod activity;
pub(crate) mod admin;
mod ago;
pub(crate) mod connections;
pub(crate) mod create;
pub(crate) mod dashboard;
mod difference;
pub(crate) mod draft_status;
pub(crate) mod history;
pub(crate) mod home;
mod job_words;
mod live;
mod look_again;
mod paging;
mod person_field;
pub(crate) mod profile;
pub(crate) mod projects;
pub(crate) mod prompts;
pub(crate) mod rules;
pub(crate) mod site_builds;
mod took;
pub(crate) mod tools;
mod undo_bar;
mod wanted_input;
