//! One file per page, or per part of one.

pub(crate) mod accounts;
mod ago;
pub(crate) mod connections;
pub(crate) mod create;
pub(crate) mod dashboard;
mod draft_status;
pub(crate) mod history;
pub(crate) mod home;
