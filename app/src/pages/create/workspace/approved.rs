use super::state::Workspace;
use crate::{pages::ago::Ago, shell::FailureNotice};
use contract::views::{ApprovalView, Bypassed, DraftStatus, SimilarIssue};
use leptos::prelude::*;
use ui::{Icon, Notice, Tone, icon};

/// The frozen payload: exactly what is sent.
#[component]
pub(super) fn ApprovedDocument(workspace: Workspace) -> impl IntoView {
    let status = workspace.status.get_untracked();
    let (approval, failure) =
        workspace.draft.with_untracked(|draft| (draft.approval.clone(), draft.failure.clone()));
    view! {
        <div class="mb-5 space-y-3 empty:hidden">
            {(status == DraftStatus::Uncertain)
                .then(|| {
                    view! {
                        <Notice
                            tone=Tone::Warning
                            title="The connection broke before Jira answered, so the issue may or may not exist."
                            next="It is looked up in Jira, which can take a few minutes. Nothing is sent twice; you can leave this page."
                            announce=false
                        />
                    }
                })}
            {failure.map(|failure| view! { <FailureNotice failure announce=false/> })}
        </div>
        {approval
            .map(|mut approval| {
                let similar = std::mem::take(&mut approval.similar);
                let bypassed = approval.bypassed.take();
                view! {
                    {(status == DraftStatus::Approved).then(|| view! { <Similar similar/> })}
                    {bypassed.map(|bypassed| view! { <LetPass bypassed/> })}
                    <Payload approval/>
                }
            })}
    }
    .into_any()
}

/// Open issues that may be about the same thing, before another one is created.
#[component]
fn Similar(similar: Vec<SimilarIssue>) -> impl IntoView {
    if similar.is_empty() {
        return ().into_any();
    }
    let rows = similar
        .into_iter()
        .map(|issue| {
            view! {
                <li class="flex flex-wrap items-baseline gap-x-2">
                    <a href=issue.url class="link font-mono" target="_blank" rel="noopener noreferrer external">
                        {issue.key.to_string()}
                    </a>
                    <span class="min-w-0 break-words">{issue.summary}</span>
                    <span class="text-xs text-base-content/75">{issue.status}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="mb-5 rounded-box border border-warning/50 bg-warning/8 p-4 text-sm" aria-labelledby="similar">
            <h2 id="similar" class="flex items-center gap-2 font-medium">
                <Icon drawing=icon::TRIANGLE_ALERT/>
                "Open issues that look alike"
            </h2>
            <p class="mt-1 text-base-content/80">"Create this one only if it is about something else."</p>
            <ul class="mt-2 space-y-1">{rows}</ul>
        </section>
    }
    .into_any()
}

/// What an administrator let pass, and why.
#[component]
fn LetPass(bypassed: Bypassed) -> impl IntoView {
    let rules = bypassed.rules.into_iter().map(|rule| view! { <li>{rule}</li> }).collect_view();
    view! {
        <section class="mb-5 rounded-box border border-warning/50 bg-warning/8 p-4 text-sm" aria-labelledby="let-pass">
            <h2 id="let-pass" class="flex items-center gap-2 font-medium">
                <Icon drawing=icon::TRIANGLE_ALERT/>
                "Approved in spite of its rules"
            </h2>
            <p class="mt-1 break-words text-base-content/80">"Reason: " {bypassed.reason}</p>
            <ul class="mt-2 list-disc space-y-1 pl-5 break-words">{rules}</ul>
        </section>
    }
    .into_any()
}

/// What was approved, field by field.
#[component]
pub(super) fn Payload(
    /// The approval.
    approval: ApprovalView,
) -> impl IntoView {
    let summary = approval
        .fields
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("summary"))
        .map_or_else(|| "Approved issue".to_owned(), |(_, value)| value.clone());
    let rows = approval
        .fields
        .into_iter()
        .map(|(name, value)| {
            view! {
                <tr class="border-t border-base-300 align-top first:border-t-0">
                    <th scope="row" class="w-32 py-2 pr-3 pl-4 text-left font-normal text-base-content/75">
                        {name}
                    </th>
                    <td class="py-2 pr-4 break-words whitespace-pre-wrap">{value}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <h1 class="text-xl leading-snug font-semibold tracking-tight break-words">{summary}</h1>
        <p class="mt-1 text-sm text-base-content/80">
            "Frozen exactly as it is sent · " {approval.transport} " · approved " <Ago at=approval.approved_at/>
        </p>
        <section class="card-flat mt-4 overflow-x-auto" aria-label="Fields">
            <table class="w-full table-fixed text-sm">
                <tbody>{rows}</tbody>
            </table>
        </section>
        <h2 class="section-label mt-6">
            {if approval.as_document {
                "Description, sent as a document of Jira Cloud"
            } else {
                "Description, in Jira’s markup"
            }}
        </h2>
        <pre
            class="card-flat mt-2 max-h-[32rem] overflow-auto p-4 font-mono text-xs leading-5 break-words whitespace-pre-wrap"
            tabindex="0"
        >
            {approval.description}
        </pre>
        <details class="mt-4 text-sm">
            <summary class="link inline-flex min-h-6 items-center text-base-content/80">
                "The bytes that are sent"
            </summary>
            <pre
                class="card-flat mt-2 max-h-96 overflow-auto p-4 font-mono text-xs leading-5 break-all whitespace-pre-wrap"
                tabindex="0"
            >
                {approval.payload}
            </pre>
        </details>
        <p class="mt-3 text-xs break-all text-base-content/75">
            "SHA-256 " <span class="font-mono select-all">{approval.sha256}</span>
        </p>
    }
    .into_any()
}
