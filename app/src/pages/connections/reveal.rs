use crate::{
    api::connections::{Hide, Reveal as RevealSecret},
    session,
    shell::{FailureNotice, RefreshWithoutScripts},
};
use contract::views::{ConnectionStatus, ConnectionView, RevealedView};
use leptos::prelude::*;
use std::time::Duration;
use ui::{Button, SecretField, icon};

/// A stored secret can be seen again for half a minute, against the password.
#[component]
pub(super) fn Reveal(
    /// `jira`, `confluence` or `llm`.
    kind: &'static str,
    /// What people call the secret.
    what: &'static str,
    /// The connection.
    connection: ConnectionView,
    /// The secret is to be seen, or no longer.
    changed: Callback<()>,
) -> impl IntoView {
    if connection.status == ConnectionStatus::NotConnected {
        return ().into_any();
    }
    match connection.revealed {
        Some(revealed) => view! { <Shown what revealed changed/> }.into_any(),
        None => view! { <Ask kind what changed/> }.into_any(),
    }
}

#[component]
fn Ask(kind: &'static str, what: &'static str, changed: Callback<()>) -> impl IntoView {
    let reveal = session::action::<RevealSecret>();
    Effect::new(move |_| {
        if matches!(reveal.value().get(), Some(Ok(()))) {
            changed.run(());
        }
    });
    let failure = session::failure(reveal);
    view! {
        <details class="border-t border-base-300 pt-3" open=move || matches!(reveal.value().get(), Some(Err(_)))>
            <summary class="link inline-flex min-h-6 items-center">{format!("Show the saved {what}")}</summary>
            <div class="mt-3 max-w-md space-y-3">
                {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
                <ActionForm action=reveal>
                    <input type="hidden" name="connection" value=kind/>
                    <div class="space-y-3">
                        <SecretField
                            name="password"
                            id=format!("{kind}-password")
                            label="Your password here"
                            help="The one you sign in with. Every time is written to your activity."
                            autocomplete="current-password"
                            error=session::problem(reveal, "password")
                        />
                        <Button icon=icon::EYE busy=reveal.pending()>
                            "Show for 30 seconds"
                        </Button>
                    </div>
                </ActionForm>
            </div>
        </details>
    }
    .into_any()
}

#[component]
fn Shown(what: &'static str, revealed: RevealedView, changed: Callback<()>) -> impl IntoView {
    let hide = session::action::<Hide>();
    Effect::new(move |_| {
        if hide.value().with(Option::is_some) {
            changed.run(());
        }
    });
    let seconds = revealed.seconds;
    Effect::new(move |_| {
        let over = Duration::from_secs(u64::from(seconds));
        if let Ok(timer) = set_timeout_with_handle(move || changed.run(()), over) {
            on_cleanup(move || timer.clear());
        }
    });
    view! {
        <RefreshWithoutScripts seconds/>
        <div class="border-t border-base-300 pt-3">
            <div class="rounded-box border border-warning/60 bg-warning/10 px-3.5 py-2.5" role="status">
                <p class="font-medium">{format!("Your {what}, hidden again in {seconds} seconds")}</p>
                <code class="mt-1 block font-mono text-xs leading-6 break-all select-all">{revealed.secret.0}</code>
                <div class="mt-2">
                    <ActionForm action=hide>
                        <Button icon=icon::EYE_OFF busy=hide.pending()>
                            "Hide"
                        </Button>
                    </ActionForm>
                </div>
            </div>
        </div>
    }
    .into_any()
}
