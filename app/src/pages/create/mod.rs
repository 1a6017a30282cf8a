//! The issue creator: the form, and the workspace of one draft.

mod field_text;
mod form;
mod rich_text;
mod rules_panel;
pub(crate) mod words;
mod workspace;

pub(crate) use form::CreatePage;
pub(crate) use workspace::WorkspacePage;
