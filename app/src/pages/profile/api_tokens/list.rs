use crate::{api::api_tokens::Revoke, session, shell::FailureNotice};
use contract::views::{ApiTokenView, ApiTokensView};
use leptos::prelude::*;
use ui::{Badge, Button, EmptyState, Icon, Menu, RelativeTime, exact, icon};

/// Every token with what it allows and when it was used.
#[component]
pub(super) fn TokenList(
    /// The tokens.
    view: ApiTokensView,
    /// Takes one away.
    revoke: ServerAction<Revoke>,
) -> impl IntoView {
    let failure = session::whole_failure(revoke);
    if view.tokens.is_empty() {
        return view! {
            <EmptyState
                icon=icon::KEY_ROUND
                title="No tokens yet"
                text="Each program gets a token of its own, so that it can be taken away alone."
            />
        }
        .into_any();
    }
    let now = view.now.as_millis();
    let lines = view.tokens.into_iter().map(|token| view! { <Line token now revoke/> }).collect_view();
    view! {
        {move || failure.get().map(|failure| view! { <div class="p-4"><FailureNotice failure/></div> })}
        <ul class="divide-y divide-base-300">{lines}</ul>
    }
    .into_any()
}

#[component]
fn Line(token: ApiTokenView, now: i64, revoke: ServerAction<Revoke>) -> impl IntoView {
    let used = match token.last_used_at {
        Some(at) => view! { "used " <RelativeTime at=at.as_millis() now/> }.into_any(),
        None => "never used".into_any(),
    };
    let until = exact(token.expires_at.as_millis()).chars().take(10).collect::<String>();
    let until = if token.expired { format!("expired {until}") } else { format!("good until {until}") };
    let scopes = token.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(", ");
    let expired = token.expired;
    view! {
        <li class="flex items-start gap-3 px-4 py-3">
            <div class="min-w-0 flex-1">
                <p class="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
                    <span class="min-w-0 font-medium break-words">{token.name.clone()}</span>
                    <span class="font-mono text-xs text-base-content/75">{token.hint.clone()}</span>
                    {expired.then(|| view! { <Badge>"Expired"</Badge> })}
                </p>
                <p class="mt-0.5 text-xs leading-5 text-base-content/75">
                    {scopes} " · " {used} " · " <span class="tabular-nums">{until}</span>
                </p>
            </div>
            <TakeAway token revoke/>
        </li>
    }
    .into_any()
}

/// A menu that asks once.
#[component]
fn TakeAway(token: ApiTokenView, revoke: ServerAction<Revoke>) -> impl IntoView {
    view! {
        <Menu
            label=format!("Take “{}” away", token.name)
            button=|| {
                view! {
                    <span class="grid size-8 place-items-center rounded-field text-base-content/75 hover:bg-base-300/50">
                        <Icon drawing=icon::TRASH_2/>
                    </span>
                }
            }
        >
            <div class="w-56 p-2">
                <p class="text-sm">"The program that uses it is refused from now on."</p>
                <div class="mt-2">
                    <ActionForm action=revoke>
                        <input type="hidden" name="token" value=token.id.to_string()/>
                        <Button busy=revoke.pending()>"Take away"</Button>
                    </ActionForm>
                </div>
            </div>
        </Menu>
    }
    .into_any()
}
