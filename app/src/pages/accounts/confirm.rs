use super::steps::Steps;
use crate::{
    api::{
        self,
        accounts::{ConfirmIdentity, ForgetIdentity},
    },
    session,
    shell::{FailureNotice, NarrowPage},
};
use contract::views::PendingView;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{Avatar, Button, ButtonKind, LinkButton, Notice, Skeleton, Tone};

/// Second step of a registration: is this you?
#[component]
pub(crate) fn ConfirmPage() -> impl IntoView {
    let pending = Resource::new_blocking(|| (), |()| api::accounts::pending());
    view! {
        <Title text="Register"/>
        <NarrowPage>
            <Steps at=2/>
            <Suspense fallback=|| {
                view! { <Skeleton lines=4/> }
            }>
                {move || Suspend::new(async move {
                    match pending.await {
                        Ok(pending) => view! { <Confirm pending/> }.into_any(),
                        Err(error) => view! { <StartAgain failure=error.0/> }.into_any(),
                    }
                })}
            </Suspense>
        </NarrowPage>
    }
    .into_any()
}

/// The registration took too long, or never began.
#[component]
pub(super) fn StartAgain(
    /// Why.
    failure: contract::Failure,
) -> impl IntoView {
    view! {
        <div class="space-y-4">
            <FailureNotice failure announce=false/>
            <LinkButton href="/register" kind=ButtonKind::Primary>
                "Start again"
            </LinkButton>
        </div>
    }
}

#[component]
fn Confirm(pending: PendingView) -> impl IntoView {
    let confirm = ServerAction::<ConfirmIdentity>::new();
    let forget = ServerAction::<ForgetIdentity>::new();
    let failure = session::failure(confirm);
    let fact = |label: &'static str, value: String| {
        view! {
            <div class="flex flex-wrap justify-between gap-x-4 py-1.5">
                <dt class="text-base-content/75">{label}</dt>
                <dd class="min-w-0 font-medium break-words">{value}</dd>
            </div>
        }
    };
    let initials = domain::accounts::initials(&pending.name);
    let explains = if pending.resets_password {
        "You have an account here. The next step sets its new password."
    } else {
        "Is this you? The next step is your password."
    };
    view! {
        <h1 class="sr-only">"Confirm who you are"</h1>
        <Notice tone=Tone::Success title="User authenticated successfully"/>
        <div class="mt-4 flex items-center gap-3">
            <Avatar name=pending.name.clone() initials picture=pending.avatar large=true/>
            <div class="min-w-0">
                <p class="truncate font-semibold">{pending.name.clone()}</p>
                <p class="text-sm text-base-content/75">{pending.site}</p>
            </div>
        </div>
        <dl class="mt-3 divide-y divide-base-300 text-sm">
            {fact("Employee ID", pending.employee_id)} {fact("Name", pending.name)}
            {fact("E-mail", pending.email.unwrap_or_else(|| "hidden by this site".to_owned()))}
        </dl>
        <p class="mt-3 text-sm text-base-content/80">{explains}</p>
        {move || failure.get().map(|failure| view! { <div class="mt-3"><FailureNotice failure/></div> })}
        <div class="mt-4 flex flex-wrap gap-2">
            <ActionForm action=confirm>
                <Button kind=ButtonKind::Primary busy=confirm.pending()>
                    "Yes, this is me"
                </Button>
            </ActionForm>
            <ActionForm action=forget>
                <Button busy=forget.pending()>"Not me"</Button>
            </ActionForm>
        </div>
    }
    .into_any()
}
