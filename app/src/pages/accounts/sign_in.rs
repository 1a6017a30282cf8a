use crate::{
    LocalPath,
    api::{self, accounts::SignIn},
    session,
    shell::{FailureNotice, NarrowPage},
};
use contract::views::{SiteView, WelcomeView};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::A, hooks::use_query_map};
use ui::{Button, ButtonKind, Choice, Notice, SecretField, SelectField, Skeleton, TextField, Tone};

/// The first page for people who are not signed in.
#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    let welcome = Resource::new_blocking(|| (), |()| api::accounts::welcome());
    view! {
        <Title text="Sign in"/>
        <Suspense fallback=|| {
            view! {
                <NarrowPage>
                    <Skeleton lines=4/>
                </NarrowPage>
            }
        }>
            {move || Suspend::new(async move {
                match welcome.await {
                    Ok(welcome) => view! { <SignInCard welcome/> }.into_any(),
                    Err(error) => {
                        view! {
                            <NarrowPage>
                                <FailureNotice failure=error.0 announce=false/>
                            </NarrowPage>
                        }
                            .into_any()
                    }
                }
            })}
        </Suspense>
    }
    .into_any()
}

#[component]
fn SignInCard(welcome: WelcomeView) -> impl IntoView {
    let action = ServerAction::<SignIn>::new();
    let query = use_query_map().get_untracked();
    let next = query
        .get("next")
        .and_then(|next| LocalPath::parse(&next))
        .filter(|next| next.as_str() != "/")
        .unwrap_or_else(LocalPath::dashboard);
    let done = match query.get("done").as_deref() {
        Some("created") => Some(("User creation successful", "Sign in with your new password.")),
        Some("password") => {
            Some(("Password changed", "All your sessions were ended. Sign in with the new password."))
        }
        Some("signed-out") => Some(("You are signed out", "")),
        _ => None,
    };
    let below = || {
        view! {
            "New here? "
            <A href="/register" {..} class="link">
                "Register with your Jira token"
            </A>
        }
    };
    view! {
        <NarrowPage name=welcome.app_name notice=welcome.notice below>
            <h1 class="text-lg font-semibold tracking-tight">"Sign in"</h1>
            {done
                .map(|(title, next)| {
                    view! {
                        <div class="mt-3">
                            <Notice tone=Tone::Success title next/>
                        </div>
                    }
                })}
            <div class="mt-4">
                <ActionForm action>
                    <input type="hidden" name="next" value=next.to_string()/>
                    <div class="space-y-4">
                        <SignInFields action sites=welcome.sites/>
                        <Button kind=ButtonKind::Primary class="w-full" busy=action.pending()>
                            "Sign in"
                        </Button>
                    </div>
                </ActionForm>
            </div>
            <p class="mt-4 text-center text-sm">
                <A href="/register?forgotten=1" {..} class="link text-base-content/80">
                    "Forgotten password"
                </A>
            </p>
        </NarrowPage>
    }
    .into_any()
}

/// Who, with which password, on which site. Also stands in the dialog of a session that ended.
#[component]
pub(crate) fn SignInFields(
    /// Signs in.
    action: ServerAction<SignIn>,
    /// Asked for when there are several.
    sites: Vec<SiteView>,
    /// Filled in at first.
    #[prop(optional, into)]
    login: String,
    /// Keeps ids apart when a page has other forms.
    #[prop(optional)]
    prefix: &'static str,
) -> impl IntoView {
    let failure = session::failure(action);
    view! {
        {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
        {(sites.len() > 1)
            .then(|| {
                let choices = sites.iter().map(|site| Choice::new(&site.id, &site.name)).collect();
                view! {
                    <SelectField
                        name="site"
                        id=format!("{prefix}site")
                        label="Site"
                        choices
                        error=session::problem(action, "site")
                    />
                }
            })}
        <TextField
            name="login"
            id=format!("{prefix}login")
            label="Employee ID, e-mail or name"
            value=login
            autocomplete="username"
            limit=domain::limits::LOGIN
            error=session::problem(action, "login")
        />
        <SecretField
            name="password"
            id=format!("{prefix}password")
            label="Password"
            autocomplete="current-password"
            error=session::problem(action, "password")
        />
    }
    .into_any()
}
