use super::browser;
use crate::{
    api::{accounts::SignOutEverywhere, profile::RevokeSession},
    session,
    shell::FailureNotice,
};
use contract::views::SessionRow;
use domain::time::Timestamp;
use leptos::prelude::*;
use ui::{Badge, BadgeTone, Button, Card, Icon, RelativeTime, icon};

/// Where the person is signed in. Ending a session takes effect at once; an open page there notices within five
/// seconds.
#[component]
pub(super) fn SessionsCard(
    /// The sessions, newest first.
    sessions: Vec<SessionRow>,
    /// When they were read.
    now: Timestamp,
    /// Ends one of them.
    revoke: ServerAction<RevokeSession>,
    /// Ends all of them, this one too.
    everywhere: ServerAction<SignOutEverywhere>,
) -> impl IntoView {
    let failure = session::whole_failure(revoke);
    view! {
        <Card title="Where you are signed in" flush=true>
            {move || failure.get().map(|failure| view! { <div class="p-3"><FailureNotice failure/></div> })}
            <ul aria-label="Sessions">
                {sessions.into_iter().map(|row| view! { <Line row now revoke/> }).collect_view()}
            </ul>
            <div class="flex flex-wrap items-center gap-3 border-t border-base-300 px-4 py-3">
                <ActionForm action=everywhere>
                    <Button icon=icon::LOG_OUT busy=everywhere.pending()>
                        "Sign out everywhere"
                    </Button>
                </ActionForm>
                <span class="text-xs text-base-content/75">"Also here. Drafts and running work stay."</span>
            </div>
        </Card>
    }
    .into_any()
}

#[component]
fn Line(row: SessionRow, now: Timestamp, revoke: ServerAction<RevokeSession>) -> impl IntoView {
    let browser = browser::words(row.user_agent.as_deref());
    let named = format!("End the session of {browser} at {}", row.address);
    view! {
        <li class="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-base-300 px-4 py-2.5 text-sm first:border-t-0">
            <span class="text-base-content/70">
                <Icon drawing=icon::MONITOR/>
            </span>
            <div class="min-w-0 flex-1 basis-52">
                <p class="flex flex-wrap items-center gap-2">
                    <span class="font-medium" title=row.user_agent>
                        {browser}
                    </span>
                    {row.this.then(|| view! { <Badge tone=BadgeTone::Primary>"This one"</Badge> })}
                </p>
                <p class="text-xs text-base-content/75">
                    <span class="font-mono">{row.address}</span>
                    " · signed in "
                    <RelativeTime at=row.created_at.as_millis() now=now.as_millis()/>
                    " · active "
                    <RelativeTime at=row.last_seen_at.as_millis() now=now.as_millis()/>
                </p>
            </div>
            {(!row.this)
                .then(|| {
                    view! {
                        <ActionForm action=revoke>
                            <input type="hidden" name="session" value=row.id.to_string()/>
                            <Button label=named busy=revoke.pending()>
                                "End"
                            </Button>
                        </ActionForm>
                    }
                })}
        </li>
    }
    .into_any()
}
