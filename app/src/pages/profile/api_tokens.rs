//! Tokens with which programs act for the person.

mod list;
mod new_token;

use crate::{
    api::{
        self,
        api_tokens::{Create, Revoke},
    },
    session,
    shell::FailurePage,
};
use contract::{
    commands::SecretText,
    views::{ApiTokensView, CreatedApiToken},
};
use leptos::prelude::*;
use leptos_meta::Title;
use list::TokenList;
use new_token::NewToken;
use ui::{Card, Notice, PageHeader, Skeleton, Tone};

/// The page of the person's API tokens.
#[component]
pub(crate) fn ApiTokensPage() -> impl IntoView {
    view! {
        <Title text="API tokens"/>
        <div class="mx-auto max-w-3xl p-4 sm:p-5">
            <PageHeader
                title="API tokens"
                text="For programs that write and follow drafts for you. Approving and creating in Jira stay with you."
            />
            <ApiTokens/>
        </div>
    }
    .into_any()
}

/// The same as a section of another page.
#[component]
pub(crate) fn ApiTokens() -> impl IntoView {
    let create = session::action::<Create>();
    let revoke = session::action::<Revoke>();
    // What was made by this page stays until it is left; what a form without scripts made comes with the list once. A
    // refused form changes nothing here, so what was typed stays in it.
    let made = Memo::new(move |before: Option<&Option<CreatedApiToken>>| {
        create.value().with(|value| match value {
            Some(Ok(created)) => Some(created.clone()),
            _ => before.cloned().flatten(),
        })
    });
    let tokens = Resource::new_blocking(
        move || (made.with(|made| made.as_ref().map(|made| made.token.id)), revoke.version().get()),
        |_| api::api_tokens::overview(),
    );
    view! {
        <div class="mt-4 space-y-4">
            {move || made.get().map(|made| view! { <Fresh text=made.text/> })}
            <Transition fallback=|| view! { <Skeleton lines=6/> }>
                {move || Suspend::new(async move {
                    match tokens.await {
                        Ok(view) => view! { <Sections view create revoke made/> }.into_any(),
                        Err(error) => view! { <FailurePage error/> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
    .into_any()
}

#[component]
fn Sections(
    view: ApiTokensView,
    create: ServerAction<Create>,
    revoke: ServerAction<Revoke>,
    made: Memo<Option<CreatedApiToken>>,
) -> impl IntoView {
    let fresh = view.fresh.clone().filter(|_| made.with_untracked(Option::is_none));
    let full = view.tokens.len() >= view.most;
    view! {
        {fresh.map(|text| view! { <Fresh text/> })}
        <Card title="Your tokens" flush=true>
            <TokenList view revoke/>
        </Card>
        <Card title="New token">
            <NewToken create full/>
        </Card>
        <p class="text-sm text-base-content/75">
            "What programs can ask is described in " <a class="link" href="/api/v1/openapi.json" rel="external">
                "/api/v1/openapi.json"
            </a> " (OpenAPI 3.1)."
        </p>
    }
    .into_any()
}

/// A token's text, this once.
#[component]
fn Fresh(text: SecretText) -> impl IntoView {
    view! {
        <div class="space-y-2">
            <Notice
                tone=Tone::Success
                title="Your new token. It is shown this once."
                next="Copy it now to where your program keeps its secrets; we keep only a fingerprint of it."
            />
            <p
                class="card-flat p-3 font-mono text-sm break-all select-all"
                tabindex="0"
                role="group"
                aria-label="The new token"
            >
                {text.0}
            </p>
        </div>
    }
    .into_any()
}
