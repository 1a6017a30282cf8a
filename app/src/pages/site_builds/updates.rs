//! Issues in Jira whose tickets' rows changed since.

use super::changes::{Actions, ChangedRow};
use crate::{pages::difference::Difference, shell::FailureNotice};
use contract::views::{IssueUpdate, LookedAt, UpdateState, UpdateWay};
use domain::{ids::SiteBuildId, time::Timestamp};
use leptos::prelude::*;
use ui::{Badge, BadgeTone, Button, ButtonKind, FoldSummary, Notice, RelativeTime, Tone, icon};

/// All of them, with what becomes of each.
#[component]
pub(super) fn Updates(
    /// The build.
    id: SiteBuildId,
    /// In the order of their tickets.
    updates: Vec<IssueUpdate>,
    /// How many more there are.
    more: u32,
    /// All that would be written.
    sha256: Option<String>,
    /// Something is under way.
    runs: bool,
    /// Jira is connected.
    connected: bool,
    /// For relative times.
    now: Timestamp,
    /// What can be done.
    actions: Actions,
) -> impl IntoView {
    let count = updates.len();
    let (mut written, mut commented, mut left, mut done, mut unseen) = (0, 0, 0, 0, 0);
    for update in &updates {
        match update.looked.as_ref().map(|looked| (looked.state, looked.way)) {
            None => unseen += 1,
            Some((UpdateState::Done, _)) => done += 1,
            Some((UpdateState::Open | UpdateState::Doubtful, UpdateWay::Update)) => written += 1,
            Some((UpdateState::Open | UpdateState::Doubtful, UpdateWay::Comment)) => commented += 1,
            Some((UpdateState::Open | UpdateState::Doubtful, UpdateWay::Leave)) => left += 1,
            Some(_) => {}
        }
    }
    let words = if unseen == count {
        match count {
            1 => "The rows of 1 issue changed after it was created.".to_owned(),
            _ => format!("The rows of {count} issues changed after they were created."),
        }
    } else {
        let parts = [
            (written, "to be written anew"),
            (commented, "to get a comment"),
            (left, "to be left as they are"),
            (done, "done"),
            (unseen, "not looked at"),
        ];
        let parts =
            parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
        parts.collect::<Vec<_>>().join(", ")
    };
    let looked = updates.iter().filter_map(|update| update.looked.as_ref()).map(|looked| looked.at).max();
    let open = written + commented + left;
    let label = match written + commented {
        0 => "Settle them".to_owned(),
        1 => "Write to 1 issue".to_owned(),
        count => format!("Write to {count} issues"),
    };
    let idle = !runs && connected;
    let look = idle.then(|| {
        let kind = if open == 0 { ButtonKind::Primary } else { ButtonKind::Outline };
        let label = if looked.is_some() { "Look at Jira again" } else { "Look at Jira" };
        view! {
            <ActionForm action=actions.look>
                <input type="hidden" name="build" value=id.to_string()/>
                <Button kind icon=icon::ROTATE_CCW busy=actions.look.pending()>{label}</Button>
            </ActionForm>
        }
    });
    let look = look.filter(|_| unseen > 0 || open > 0 || count > done);
    let start = sha256.filter(|_| idle).map(|sha256| {
        view! {
            <ActionForm action=actions.update>
                <input type="hidden" name="build" value=id.to_string()/>
                <input type="hidden" name="sha256" value=sha256/>
                <Button kind=ButtonKind::Primary icon=icon::SEND busy=actions.update.pending()>{label}</Button>
            </ActionForm>
        }
    });
    let all = (idle && open > 1).then(|| {
        let all = |way: UpdateWay, label: &'static str| {
            view! {
                <ActionForm action=actions.choose>
                    <input type="hidden" name="build" value=id.to_string()/>
                    <input type="hidden" name="way" value=way.as_str()/>
                    <Button kind=ButtonKind::Ghost busy=actions.choose.pending()>{label}</Button>
                </ActionForm>
            }
        };
        view! {
            <div class="flex flex-wrap gap-1 border-b border-base-300 px-3 py-1.5">
                {all(UpdateWay::Update, "Write all anew that nobody changed")}
                {all(UpdateWay::Comment, "Comment on all")} {all(UpdateWay::Leave, "Leave all as they are")}
            </div>
        }
    });
    let lines = updates.into_iter().map(|update| view! { <Line id update idle actions/> }).collect_view();
    view! {
        {(!connected)
            .then(|| {
                view! {
                    <Notice
                        tone=Tone::Warning
                        announce=false
                        title="Jira is not connected, or was not tested."
                        next="Connect it first."
                    />
                }
            })}
        <section class="card-flat min-w-0" aria-labelledby="updates">
            <div class="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-base-300 px-4 py-2.5">
                <h2 id="updates" class="text-sm font-semibold">
                    "Issues in Jira"
                </h2>
                <p class="min-w-0 flex-1 basis-48 text-sm text-base-content/80 tabular-nums">
                    {words}
                    {looked
                        .map(|at| {
                            view! {
                                <span class="text-base-content/75">
                                    " · Jira was looked at " <RelativeTime at=at.as_millis() now=now.as_millis()/>
                                </span>
                            }
                        })}
                </p>
                <div class="flex flex-wrap items-center gap-2">{look} {start}</div>
            </div>
            {all}
            <ul>{lines}</ul>
            {(more > 0)
                .then(|| {
                    view! {
                        <p class="border-t border-base-300 px-4 py-2 text-xs text-base-content/75">
                            {format!("{more} more follow when these are done.")}
                        </p>
                    }
                })}
        </section>
    }
    .into_any()
}

#[component]
fn Line(id: SiteBuildId, update: IssueUpdate, idle: bool, actions: Actions) -> impl IntoView {
    let IssueUpdate { ticket, title, issue, gone, changes, looked } = update;
    let badge = looked.as_ref().and_then(|looked| match looked.state {
        UpdateState::Open => None,
        UpdateState::Doubtful => Some((BadgeTone::Primary, "Under way")),
        UpdateState::Done => Some((
            BadgeTone::Success,
            match looked.way {
                UpdateWay::Update => "Written anew",
                UpdateWay::Comment => "Commented",
                UpdateWay::Leave => "Left as it is",
            },
        )),
        UpdateState::Refused => Some((BadgeTone::Error, "Refused")),
        UpdateState::Overtaken => Some((BadgeTone::Warning, "Changed in Jira")),
    });
    let name = issue.as_ref().map_or_else(|| title.clone(), |(key, _)| key.to_string());
    let choices = looked.as_ref().filter(|looked| idle && looked.state == UpdateState::Open).map(|looked| {
        let chosen = looked.way;
        let ways = [
            (UpdateWay::Update, "Write anew", looked.can_update),
            (UpdateWay::Comment, "Comment", true),
            (UpdateWay::Leave, "Leave as it is", true),
        ];
        let ways = ways
            .into_iter()
            .filter(|(_, _, possible)| *possible)
            .map(|(way, label, _)| {
                let current = way == chosen;
                let said = format!("{label}: {name}");
                view! {
                    <ActionForm action=actions.choose>
                        <input type="hidden" name="build" value=id.to_string()/>
                        <input type="hidden" name="ticket" value=ticket.to_string()/>
                        <input type="hidden" name="way" value=way.as_str()/>
                        <Button
                            kind=if current { ButtonKind::Outline } else { ButtonKind::Ghost }
                            busy=actions.choose.pending()
                            attr:aria-pressed=if current { "true" } else { "false" }
                            attr:aria-label=said
                        >
                            {label}
                        </Button>
                    </ActionForm>
                }
            })
            .collect_view();
        view! { <div class="flex flex-wrap gap-1">{ways}</div> }
    });
    let given_up = looked.as_ref().filter(|looked| idle && looked.state == UpdateState::Doubtful).map(|_| {
        let said = format!("I have looked in Jira, settle it: {name}");
        view! {
            <ActionForm action=actions.choose>
                <input type="hidden" name="build" value=id.to_string()/>
                <input type="hidden" name="ticket" value=ticket.to_string()/>
                <input type="hidden" name="way" value=UpdateWay::Leave.as_str()/>
                <Button kind=ButtonKind::Ghost busy=actions.choose.pending() attr:aria-label=said>
                    "I have looked in Jira: settle it"
                </Button>
            </ActionForm>
        }
    });
    let found = looked.map(|looked| view! { <Found name looked/> });
    let rows = (!changes.is_empty()).then(|| {
        let rows = changes.into_iter().map(|row| view! { <ChangedRow row/> }).collect_view();
        view! { <ul class="mt-1 rounded-field border border-base-300">{rows}</ul> }
    });
    view! {
        <li class="space-y-1 border-t border-base-300 px-4 py-2.5 text-sm first:border-t-0">
            <div class="flex flex-wrap items-center gap-x-3 gap-y-1">
                {issue
                    .map(|(key, url)| {
                        view! {
                            <a href=url target="_blank" rel="noopener noreferrer" class="link font-mono text-xs">
                                {key.to_string()}
                            </a>
                        }
                    })}
                <span class="min-w-0 flex-1 basis-48 break-words">{title}</span>
                {badge.map(|(tone, words)| view! { <Badge tone>{words}</Badge> })}
                {choices} {given_up}
            </div>
            {gone
                .then(|| {
                    view! {
                        <p class="text-xs leading-5 text-base-content/75">
                            "Its rows are no longer in the sheets, or are not built any more."
                        </p>
                    }
                })}
            {rows}
            {found}
        </li>
    }
    .into_any()
}

/// What was found in Jira, and what would stand there.
#[component]
fn Found(name: String, looked: LookedAt) -> impl IntoView {
    let LookedAt { state, theirs, text, failure, can_update, .. } = looked;
    let done = state == UpdateState::Done;
    let theirs = (!theirs.is_empty() && !done).then(|| {
        view! {
            <Notice
                tone=Tone::Warning
                announce=false
                title="Somebody changed the description in Jira."
                next="Writing it anew replaces that; a comment leaves it."
            >
                <div class="max-h-64 overflow-auto rounded-field bg-base-200 p-2" tabindex="0" role="group" aria-label="What was changed in Jira">
                    <Difference pieces=theirs/>
                </div>
            </Notice>
        }
    });
    let preview = (can_update && !done).then(|| {
        let what = format!("The new description of {name}, Markdown");
        view! {
            <details class="group/fold">
                <FoldSummary words=what.clone()/>
                <div
                    class="mt-2 max-h-64 overflow-auto rounded bg-base-200 p-2"
                    tabindex="0"
                    role="group"
                    aria-label=what
                >
                    <pre class="text-xs whitespace-pre-wrap">{text}</pre>
                </div>
            </details>
        }
    });
    view! {
        {failure.map(|failure| view! { <FailureNotice failure announce=false/> })}
        {theirs}
        {preview}
    }
    .into_any()
}
