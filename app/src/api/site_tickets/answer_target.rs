use crate::api::ApiError;
use crate::api::drafting::FieldValue;
#[cfg(feature = "ssr")]
use crate::{
    LocalPath,
    api::{
        context::{caller, principal, use_cases},
        redirect,
    },
};
use domain::ids::SiteBuildId;
use leptos::prelude::*;

/// Says what the project demands beyond what tickets say.
#[server(prefix = "/api/fn", endpoint = "site_tickets/answer_target")]
pub async fn answer_target(
    /// The build.
    build: SiteBuildId,
    /// Every field that is shown.
    #[server(default)]
    fields: Vec<FieldValue>,
) -> Result<(), ApiError> {
    let answer = |field: FieldValue| contract::commands::FieldAnswer { id: field.id, chosen: field.chosen };
    let fields = fields.into_iter().map(answer).collect();
    let command = contract::commands::AnswerSiteTarget { build, fields };
    use_cases()?.site_tickets.answer(&caller()?, &principal()?, command).await?;
    redirect::plain_form_to(&LocalPath::site_build_export(build));
    Ok(())
}
