//! The issue creator: the form, and the workspace of one draft.

mod context_field;
mod field_text;
mod form;
mod keys;
mod model_calls;
mod rich_text;
mod rules_panel;
mod template_field;
mod versions;
pub(crate) mod words;
mod workspace;

pub(crate) use form::CreatePage;
pub(crate) use model_calls::ModelCallsPage;
pub(crate) use versions::VersionPage;
pub(crate) use workspace::WorkspacePage;
