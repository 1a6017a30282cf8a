//! One's own account.

mod api_tokens;
mod browser;
mod identity;
mod password;
mod sessions;

pub(crate) use api_tokens::ApiTokensPage;

use crate::{
    api::{
        self,
        accounts::SignOutEverywhere,
        profile::{ChangePassword, RevokeSession},
    },
    session,
    shell::FailurePage,
};
use identity::IdentityCard;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use password::PasswordCard;
use sessions::SessionsCard;
use ui::{LinkButton, Notice, PageHeader, Skeleton, Tone, icon};

/// The profile: who one is, a new password, where one is signed in.
#[component]
pub(crate) fn ProfilePage() -> impl IntoView {
    let change = session::action::<ChangePassword>();
    let revoke = session::action::<RevokeSession>();
    let everywhere = session::action::<SignOutEverywhere>();
    let profile = Resource::new_blocking(move || revoke.version().get(), |_| api::profile::overview());
    Effect::new(move |_| {
        // Not after a refusal: the page is made anew, and what was typed would be gone.
        if matches!(change.value().get(), Some(Ok(()))) {
            profile.refetch();
        }
    });
    let query = use_query_map();
    let changed = move || query.with(|query| query.get("done").as_deref() == Some("password"));
    view! {
        <Title text="Profile"/>
        <div class="mx-auto max-w-3xl p-4 sm:p-5">
            <PageHeader title="Profile" text="Who you are here, and where you are signed in.">
                <LinkButton href="/profile/tokens" icon=icon::KEY_ROUND>
                    "API tokens"
                </LinkButton>
            </PageHeader>
            {move || {
                changed()
                    .then(|| {
                        view! {
                            <div class="mt-3">
                                <Notice
                                    tone=Tone::Success
                                    title="Password changed"
                                    next="You are signed out everywhere else."
                                />
                            </div>
                        }
                    })
            }}
            <div class="mt-4 space-y-4">
                <Transition fallback=|| view! { <Skeleton lines=8/> }>
                    {move || Suspend::new(async move {
                        match profile.await {
                            Ok(view) => {
                                let (policy, now) = (view.password_policy, view.now);
                                let (id, sessions) = (view.employee_id.clone(), view.sessions.clone());
                                let personal = vec![
                                    view.name.clone(),
                                    view.email.clone().unwrap_or_default(),
                                    view.employee_id.clone(),
                                ];
                                view! {
                                    <IdentityCard view/>
                                    <PasswordCard employee_id=id policy personal change/>
                                    <SessionsCard sessions now revoke everywhere/>
                                }
                                    .into_any()
                            }
                            Err(error) => view! { <FailurePage error/> }.into_any(),
                        }
                    })}
                </Transition>
            </div>
        </div>
    }
    .into_any()
}
