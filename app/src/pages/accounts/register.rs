use super::steps::Steps;
use crate::{
    api::{self, accounts::ProveIdentity},
    session,
    shell::{FailureNotice, NarrowPage},
};
use contract::views::{SiteKind, SiteView, WelcomeView};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::A, hooks::use_query_map};
use ui::{Button, ButtonKind, Choice, SecretField, SelectField, Skeleton, TextField};

/// First step of a registration, or of a forgotten password: a token proves who somebody is.
#[component]
pub(crate) fn RegisterPage() -> impl IntoView {
    let welcome = Resource::new_blocking(|| (), |()| api::accounts::welcome());
    view! {
        <Title text="Register"/>
        <Suspense fallback=|| {
            view! {
                <NarrowPage>
                    <Skeleton lines=4/>
                </NarrowPage>
            }
        }>
            {move || Suspend::new(async move {
                match welcome.await {
                    Ok(welcome) => view! { <RegisterCard welcome/> }.into_any(),
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
fn RegisterCard(welcome: WelcomeView) -> impl IntoView {
    let action = ServerAction::<ProveIdentity>::new();
    let failure = session::failure(action);
    let forgotten = use_query_map().get_untracked().get("forgotten").is_some();
    let title = if forgotten { "Forgotten password" } else { "Register" };
    let kinds = Kinds::of(&welcome.sites);
    // Without scripts nobody knows which site is chosen, so a mixed list asks for everything.
    let chosen = RwSignal::new(None::<SiteKind>);
    let sites = welcome.sites.clone();
    let choose = move |id: String| {
        chosen.set(sites.iter().find(|site| site.id == id).map(|site| site.kind));
    };
    let first = welcome.sites.first().map(|site| site.kind);
    Effect::new(move |_| chosen.set(first));
    let below = || {
        view! {
            "Registered already? "
            <A href="/sign-in" {..} class="link">
                "Sign in"
            </A>
        }
    };
    view! {
        <NarrowPage name=welcome.app_name notice=welcome.notice below>
            <Steps at=1/>
            <h1 class="text-lg font-semibold tracking-tight">{title}</h1>
            <p class="mt-1 text-sm text-base-content/80">
                {move || match kinds.shown(chosen.get()) {
                    Kinds::Cloud => "Please provide your e-mail address and your Jira API token",
                    Kinds::DataCenter | Kinds::Mixed => "Please provide your Jira personal access token",
                }}
            </p>
            {forgotten
                .then(|| {
                    view! {
                        <p class="mt-1 text-sm text-base-content/80">
                            "It proves that you are you; then you choose a new password, and all your sessions end."
                        </p>
                    }
                })}
            <div class="mt-4">
                <ActionForm action>
                    <div class="space-y-4">
                        {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
                        <div on:change=move |event| choose(event_target_value(&event))>
                            <Site sites=welcome.sites.clone() error=session::problem(action, "site")/>
                        </div>
                        {(kinds != Kinds::DataCenter)
                            .then(|| {
                                view! {
                                    <div class:hidden=move || kinds.shown(chosen.get()) == Kinds::DataCenter>
                                        <TextField
                                            name="email"
                                            label="E-mail address"
                                            help="Of your Atlassian account; for Jira Cloud only."
                                            r#type="email"
                                            autocomplete="email"
                                            limit=domain::limits::LOGIN
                                            optional=kinds == Kinds::Mixed
                                            error=session::problem(action, "email")
                                        />
                                    </div>
                                }
                            })}
                        <SecretField
                            name="token"
                            label=match kinds {
                                Kinds::DataCenter => "Personal access token",
                                Kinds::Cloud => "API token",
                                Kinds::Mixed => "Token",
                            }
                            help="It is stored encrypted and used only as you."
                            error=session::problem(action, "token")
                        />
                        <Button kind=ButtonKind::Primary class="w-full" busy=action.pending()>
                            "Continue"
                        </Button>
                    </div>
                </ActionForm>
            </div>
            <HowToGetOne kinds/>
        </NarrowPage>
    }
    .into_any()
}

/// The site: a choice when there are several, a fact when there is one.
#[component]
fn Site(sites: Vec<SiteView>, error: Signal<Option<String>>) -> impl IntoView {
    match <[SiteView; 1]>::try_from(sites) {
        Ok([site]) => view! {
            <div class="text-sm">
                <span class="label-sm">"Jira site"</span>
                <p class="mt-1 break-words">
                    {site.name} <span class="block font-mono text-xs text-base-content/75">{site.jira_url}</span>
                </p>
                <input type="hidden" name="site" value=site.id/>
            </div>
        }
        .into_any(),
        Err(sites) => {
            let choices = sites
                .iter()
                .map(|site| Choice::new(&site.id, format!("{} — {}", site.name, site.jira_url)))
                .collect();
            view! { <SelectField name="site" label="Jira site" choices error/> }.into_any()
        }
    }
}

#[component]
fn HowToGetOne(kinds: Kinds) -> impl IntoView {
    view! {
        <details class="mt-4 text-sm">
            <summary class="link inline-flex min-h-6 items-center text-base-content/80">
                "How to get a token"
            </summary>
            {(kinds != Kinds::Cloud)
                .then(|| {
                    view! {
                        <ol class="mt-2 list-decimal space-y-1 pl-5 text-base-content/80">
                            <li>"Open Jira and click your picture, then “Profile”."</li>
                            <li>"Choose “Personal Access Tokens”, then “Create token”."</li>
                            <li>"Give it a name and an expiry date you like, and copy it here."</li>
                        </ol>
                    }
                })}
            {(kinds != Kinds::DataCenter)
                .then(|| {
                    view! {
                        <p class="mt-2 text-base-content/80">
                            "On Jira Cloud: open your Atlassian account, “Security”, “API tokens”, and create one. The e-mail address is the one you sign in to Atlassian with."
                        </p>
                    }
                })}
        </details>
    }
}

/// What kinds of site there are to choose from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kinds {
    DataCenter,
    Cloud,
    Mixed,
}

impl Kinds {
    fn of(sites: &[SiteView]) -> Self {
        let cloud = sites.iter().filter(|site| site.kind == SiteKind::Cloud).count();
        match cloud {
            0 => Self::DataCenter,
            all if all == sites.len() => Self::Cloud,
            _ => Self::Mixed,
        }
    }

    /// What to ask for once a site is chosen.
    const fn shown(self, chosen: Option<SiteKind>) -> Self {
        match (self, chosen) {
            (Self::Mixed, Some(SiteKind::DataCenter)) => Self::DataCenter,
            (Self::Mixed, Some(SiteKind::Cloud)) => Self::Cloud,
            (known, _) => known,
        }
    }
}
