use contract::views::{DraftRow, DraftStatus, IssueStatus};
use domain::time::Timestamp;
use leptos::prelude::*;
use leptos_router::components::A;
use ui::{Badge, BadgeTone, Dot, RelativeTime, StatusDot, exact};

/// Where a draft is, as a dot.
pub(crate) const fn dot(status: DraftStatus) -> Dot {
    match status {
        DraftStatus::Writing | DraftStatus::Creating => Dot::Live,
        DraftStatus::Question | DraftStatus::Unfinished | DraftStatus::Uncertain => Dot::Attention,
        DraftStatus::Ready | DraftStatus::Approved | DraftStatus::Split => Dot::Neutral,
        DraftStatus::Created => Dot::Good,
    }
}

/// The issue's key, or the project where it goes.
pub(crate) fn place(row: &DraftRow) -> String {
    row.issue.as_ref().map_or_else(|| row.project.to_string(), ToString::to_string)
}

/// Where the issue is in Jira, and when Jira said so.
#[component]
fn InJira(status: IssueStatus) -> impl IntoView {
    let at = format!("In Jira, as of {}", exact(status.at.as_millis()));
    let tone = if status.done { BadgeTone::Success } else { BadgeTone::Plain };
    view! {
        <span class="shrink-0" title=at>
            <span class="sr-only">"In Jira: "</span>
            <Badge tone>{status.name}</Badge>
        </span>
    }
}

/// One draft of a list: status, key, title, time.
#[component]
pub(crate) fn DraftLine(
    /// The draft.
    row: DraftRow,
    /// When the list was read.
    now: Timestamp,
    /// At the right, such as a menu.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let place = place(&row);
    view! {
        <li class="flex items-center gap-x-3 border-t border-base-300 px-4 text-sm first:border-t-0 hover:bg-base-200/60">
            <A
                href=format!("/create/{}", row.id)
                {..}
                class="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-0.5 py-2.5 sm:flex-nowrap"
            >
                <span class="shrink-0 text-xs sm:w-24">
                    <StatusDot dot=dot(row.status) word=row.status.label()/>
                </span>
                <span class="shrink-0 truncate font-mono sm:w-28 text-xs text-base-content/80">{place}</span>
                <span class="order-last min-w-0 basis-full truncate sm:order-none sm:flex-1 sm:basis-auto">{row.title}</span>
                {row.in_jira.map(|status| view! { <InJira status/> })}
                <span class="ml-auto shrink-0 text-xs text-base-content/75">
                    <RelativeTime at=row.updated_at.as_millis() now=now.as_millis()/>
                </span>
            </A>
            {children.map(|children| children())}
        </li>
    }
    .into_any()
}
