use crate::{
    api::{self, accounts::SignIn},
    pages::accounts::SignInFields,
    session::{Expired, Session},
};
use leptos::prelude::*;
use ui::{Button, ButtonKind, Dialog, Toasts};

/// The session has ended: signing in again over the page, so that nothing typed is lost.
#[component]
pub(super) fn SessionExpired() -> impl IntoView {
    let Some(Expired(expired)) = use_context::<Expired>() else { return ().into_any() };
    let sign_in = ServerAction::<SignIn>::new();
    let welcome = Action::new(|(): &()| api::accounts::welcome());
    let session = use_context::<Session>();
    let toasts = use_context::<Toasts>();
    let who = RwSignal::new(None::<String>);
    let idle_minutes = RwSignal::new(None::<u32>);
    Effect::new(move |_| {
        if expired.get() {
            let known = session.and_then(|s| s.0.get_untracked()).and_then(Result::ok);
            idle_minutes.set(known.as_ref().map(|known| known.idle_minutes));
            who.set(known.map(|known| known.employee_id));
            welcome.dispatch(());
        }
    });
    Effect::new(move |_| {
        if !matches!(sign_in.value().get(), Some(Ok(()))) {
            return;
        }
        expired.set(false);
        if let Some(toasts) = toasts {
            toasts.say("Signed in. Go on where you were.");
        }
        let before = who.get_untracked();
        leptos::task::spawn_local(async move {
            let now = api::accounts::session().await.ok().map(|session| session.employee_id);
            // Somebody else: what this page shows is not theirs.
            if before.is_some() && now != before {
                let _ = window().location().set_href("/dashboard");
            } else if let Some(session) = session {
                session.refresh();
            }
        });
    });
    let why = move || match idle_minutes.get() {
        Some(minutes) => format!(
            "You were not active for {minutes} minutes, were signed in for twelve hours, or signed out somewhere else."
        ),
        None => "You were not active for a while, or you signed out somewhere else.".to_owned(),
    };
    view! {
        <Dialog open=expired title="Your session has ended" id="session-expired" closable=false>
            <p class="mb-4 text-sm text-base-content/80">
                {why} " Sign in to go on: what you typed is still here."
            </p>
            {move || {
                let sites = welcome.value().get()?.map(|welcome| welcome.sites).unwrap_or_default();
                let login = who.get().unwrap_or_default();
                expired
                    .get()
                    .then(|| {
                        view! {
                            <ActionForm action=sign_in>
                                <div class="space-y-4">
                                    <SignInFields action=sign_in sites login prefix="expired-"/>
                                    <Button kind=ButtonKind::Primary class="w-full" busy=sign_in.pending()>
                                        "Sign in"
                                    </Button>
                                </div>
                            </ActionForm>
                        }
                    })
            }}
        </Dialog>
    }
    .into_any()
}
