use super::state::Workspace;
use crate::{api, shell::FailureNotice};
use contract::views::{DraftStatus, FailureGroup, FailuresView};
use leptos::prelude::*;
use ui::RelativeTime;

/// What went wrong with this draft so far, kept over retries. Nothing is shown for a draft without troubles.
#[component]
pub(super) fn Problems(workspace: Workspace) -> impl IntoView {
    let id = workspace.draft.with_untracked(|draft| draft.id);
    let failures = Resource::new_blocking(
        move || workspace.status.get(),
        move |status| async move {
            // While something happens the page itself says what.
            match status {
                DraftStatus::Writing | DraftStatus::Creating => None,
                _ => api::failures::of_draft(id).await.ok(),
            }
        },
    );
    view! {
        <Transition>
            {move || Suspend::new(async move {
                failures
                    .await
                    .filter(|view| !view.groups.is_empty())
                    .map(|view| view! { <Groups view href=format!("/api/v1/drafts/{id}/failures.csv")/> })
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Groups(view: FailuresView, href: String) -> impl IntoView {
    let now = view.now.as_millis();
    let open = view.groups.iter().filter(|group| group.resolved_at.is_none()).count();
    let count = view.groups.len();
    let words = if open > 0 { format!("{open} of {count} still open") } else { format!("{count} solved") };
    view! {
        <details class="mt-4 border-t border-base-300 pt-3 text-sm">
            <summary class="link inline-flex min-h-6 items-center text-base-content/80">
                "What went wrong (" {words} ")"
            </summary>
            <ul class="mt-2 space-y-2">
                {view.groups.into_iter().map(|group| view! { <Group group now/> }).collect_view()}
            </ul>
            <p class="mt-2">
                <a class="link" href=href rel="external" download="failures.csv">
                    "Download as CSV"
                </a>
            </p>
        </details>
    }
    .into_any()
}

#[component]
fn Group(group: FailureGroup, now: i64) -> impl IntoView {
    let times = if group.times > 1 { format!("{} times, last ", group.times) } else { String::new() };
    let solved = group.resolved_at.is_some();
    view! {
        <li>
            <FailureNotice failure=group.failure announce=false/>
            <p class="mt-1 text-xs text-base-content/75">
                {times} <RelativeTime at=group.last_at.as_millis() now/>
                {if solved { " · solved since" } else { "" }}
            </p>
        </li>
    }
    .into_any()
}
