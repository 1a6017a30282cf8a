use super::{explanation::Explanation, state::Workspace};
use crate::shell::FailureNotice;
use contract::{
    Failure,
    views::{DraftView, JobState},
};
use domain::draft::DraftContent;
use leptos::prelude::*;
use ui::{Notice, Tone};

/// Why the draft is not finished, and what is still there.
#[component]
pub(super) fn WhyUnfinished(workspace: Workspace) -> impl IntoView {
    let view = workspace.draft.with_untracked(reason);
    let failed = workspace.draft.with_untracked(|draft| trouble(draft).is_some() && !was_stopped(draft));
    let raw = workspace.draft.with_untracked(|draft| {
        draft.job.as_ref().map(|job| job.text.clone()).filter(|text| !text.trim().is_empty())
    });
    let readable = workspace.live.content.with_untracked(|content| *content != DraftContent::default());
    view! {
        <div class="mb-6 space-y-3">
            {view}
            {failed.then(|| view! { <Explanation workspace/> })}
            // An answer that is no draft is shown as it came: nothing is lost.
            {raw
                .filter(|_| !readable)
                .map(|raw| {
                    view! {
                        <details class="text-sm">
                            <summary class="link inline-flex min-h-6 items-center text-base-content/80">
                                "What the model wrote"
                            </summary>
                            <pre class="card-flat mt-2 max-h-80 overflow-auto p-3 text-xs whitespace-pre-wrap break-words" tabindex="0">
                                {raw}
                            </pre>
                        </details>
                    }
                })}
        </div>
    }
}

fn trouble(draft: &DraftView) -> Option<Failure> {
    draft.failure.clone().or_else(|| draft.job.as_ref().and_then(|job| job.failure.clone()))
}

fn was_stopped(draft: &DraftView) -> bool {
    draft.job.as_ref().is_some_and(|job| job.state == JobState::Cancelled)
}

fn reason(draft: &DraftView) -> AnyView {
    let failure = trouble(draft);
    let next = "Your requirement and the text so far are still here. “Continue” writes again from the same requirement.";
    match (&draft.job, failure) {
        (Some(job), _) if job.state == JobState::Cancelled => {
            view! { <Notice title="You stopped it." next announce=false/> }.into_any()
        }
        (_, Some(failure)) => view! { <FailureNotice failure announce=false/> }.into_any(),
        (Some(job), None) if job.interrupted => view! {
            <Notice
                tone=Tone::Warning
                title="The server was stopped while the model was writing."
                next
                announce=false
            />
        }
        .into_any(),
        _ => view! { <Notice tone=Tone::Warning title="The draft was not finished." next announce=false/> }
            .into_any(),
    }
}
