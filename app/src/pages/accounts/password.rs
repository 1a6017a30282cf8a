use super::{checklist::Checklist, confirm::StartAgain, steps::Steps};
use crate::{
    api::{self, accounts::SetPassword},
    session,
    shell::{FailureNotice, NarrowPage},
};
use contract::views::PendingView;
use domain::password::PasswordPolicy;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{Button, ButtonKind, SecretField, Skeleton};

/// Last step of a registration, or of a forgotten password.
#[component]
pub(crate) fn PasswordPage() -> impl IntoView {
    let pending = Resource::new_blocking(|| (), |()| api::accounts::pending());
    let welcome = Resource::new_blocking(|| (), |()| api::accounts::welcome());
    view! {
        <Title text="Choose a password"/>
        <NarrowPage>
            <Steps at=3/>
            <Suspense fallback=|| {
                view! { <Skeleton lines=4/> }
            }>
                {move || Suspend::new(async move {
                    match (pending.await, welcome.await) {
                        (Ok(pending), Ok(welcome)) => {
                            view! { <ChoosePassword pending policy=welcome.password_policy/> }.into_any()
                        }
                        (Err(error), _) | (_, Err(error)) => view! { <StartAgain failure=error.0/> }.into_any(),
                    }
                })}
            </Suspense>
        </NarrowPage>
    }
    .into_any()
}

#[component]
fn ChoosePassword(pending: PendingView, policy: PasswordPolicy) -> impl IntoView {
    let action = ServerAction::<SetPassword>::new();
    let failure = session::failure(action);
    let (password, repeated) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let title = if pending.resets_password { "Choose a new password" } else { "Choose a password" };
    let personal =
        vec![pending.name.clone(), pending.email.clone().unwrap_or_default(), pending.employee_id.clone()];
    let server_says = session::problem(action, "repeated");
    let differs = Signal::derive(move || {
        let typed = repeated.read();
        if !typed.is_empty() && !password.read().starts_with(typed.as_str()) {
            return Some("The two passwords differ.".to_owned());
        }
        server_says.get()
    });
    view! {
        <h1 class="text-lg font-semibold tracking-tight">{title}</h1>
        <p class="mt-1 text-sm text-base-content/80">"For " {pending.name} " (" {pending.employee_id.clone()} ")"</p>
        <div class="mt-4">
            <ActionForm action>
                // Password managers file the new password under this name.
                <input type="hidden" name="username" autocomplete="username" value=pending.employee_id/>
                <div class="space-y-4">
                    {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
                    <SecretField
                        name="password"
                        label="Password"
                        autocomplete="new-password"
                        typed=password
                        error=session::problem(action, "password")
                    />
                    <Checklist policy personal password/>
                    <SecretField
                        name="repeated"
                        label="The same again"
                        autocomplete="new-password"
                        typed=repeated
                        error=differs
                    />
                    <Button kind=ButtonKind::Primary class="w-full" busy=action.pending()>
                        {if pending.resets_password { "Set password" } else { "Create account" }}
                    </Button>
                </div>
            </ActionForm>
        </div>
    }
    .into_any()
}
