#![expect(clippy::too_many_arguments, reason = "the fields of a form")]

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::{
    LocalPath,
    api::{
        context::{caller, principal, use_cases},
        redirect,
    },
};
use contract::views::Started;
use leptos::prelude::*;

/// Starts a draft and leads to its page.
#[server(prefix = "/api/fn", endpoint = "drafting/start")]
pub async fn start(
    /// What the person wants.
    requirement: String,
    /// `story`, `task`, `bug`, `epic` or `sub-task`.
    kind: String,
    /// `classic`, `bdd` or `custom`.
    format: String,
    /// Project key.
    project: String,
    /// The form's own id.
    form_id: String,
    /// The prompt to write by, or empty.
    #[server(default)]
    prompt: String,
    /// Key of the issue it belongs to, or empty.
    #[server(default)]
    parent: String,
    /// Issues and pages that the model shall know, a key or an address a line; may be empty.
    #[server(default)]
    context: String,
    /// The form of the description, for `custom`.
    #[server(default)]
    template: String,
    /// A saved template to use where that is empty, or empty.
    #[server(default)]
    template_from: String,
    /// What `template` was when the form was shown.
    #[server(default)]
    template_was: String,
    /// Key of an epic that is broken down, or empty.
    #[server(default)]
    epic: String,
) -> Result<Started, ApiError> {
    let command = contract::commands::StartDraft {
        requirement,
        kind,
        format,
        project,
        form_id,
        prompt,
        parent,
        context,
        template,
        template_from,
        template_was,
        epic,
    };
    let started = use_cases()?.drafting.start(&caller()?, &principal()?, command).await?;
    redirect::to(&LocalPath::draft(started.draft));
    Ok(started)
}
