use super::state::Workspace;
use crate::{
    api::{activity::StopJob, drafting::Explain},
    session,
    shell::{FailureNotice, RefreshWithoutScripts},
    streams::JobStream,
};
use contract::{
    events::JobEvent,
    views::{ExplanationView, JobView},
};
use leptos::prelude::*;
use ui::{Button, Icon, Progress, icon};

/// Below something that went wrong: a model says it in other words, and what to try.
#[component]
pub(super) fn Explanation(workspace: Workspace) -> impl IntoView {
    // Made anew when there is something else to show.
    let shown =
        Memo::new(move |_| workspace.draft.with(|draft| (draft.may_explain, draft.explanation.clone())));
    view! {
        <div class="mt-2 print:hidden">
            {move || match shown.get() {
                (may_ask, Some(said)) => match said.job.clone() {
                    Some(job) => view! { <Asking workspace job may_ask/> }.into_any(),
                    None => view! { <Said said=*said/> }.into_any(),
                },
                (true, None) => view! { <Ask workspace/> }.into_any(),
                (false, None) => ().into_any(),
            }}
        </div>
    }
    .into_any()
}

#[component]
fn Ask(workspace: Workspace) -> impl IntoView {
    let explain = workspace.action::<Explain>();
    let failure = session::whole_failure(explain);
    let id = workspace.draft.with_untracked(|draft| draft.id);
    view! {
        {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
        <ActionForm action=explain>
            <input type="hidden" name="draft" value=id.to_string()/>
            <Button icon=icon::CIRCLE_QUESTION_MARK busy=explain.pending()>
                "Explain"
            </Button>
        </ActionForm>
    }
}

/// The model is asked; or could not be.
#[component]
fn Asking(workspace: Workspace, job: JobView, may_ask: bool) -> impl IntoView {
    if !job.state.is_active() {
        return view! {
            {job.failure.map(|failure| view! { <FailureNotice failure announce=false/> })}
            {may_ask
                .then(|| {
                    view! {
                        <div class="mt-2">
                            <Ask workspace/>
                        </div>
                    }
                })}
        }
        .into_any();
    }
    let words = RwSignal::new(job.progress.clone().unwrap_or_else(|| "Asking the model".to_owned()));
    let (id, cursor) = (job.id, job.cursor);
    Effect::new(move |_| {
        let stream = JobStream::open(
            id,
            cursor,
            move |event| match event.event {
                JobEvent::Progress { message, .. } => words.set(message),
                event if event.ends_stream() => workspace.reload(),
                _ => {}
            },
            |_| {},
        );
        // Belongs to this run of the effect: leaving the page closes it.
        let _ = StoredValue::new_local(stream);
    });
    let stop = workspace.action::<StopJob>();
    view! {
        <RefreshWithoutScripts seconds=3/>
        <div class="flex max-w-md items-end gap-3">
            <div class="min-w-0 flex-1" role="status">
                <p class="mb-1 text-sm">{move || words.get()}</p>
                <Progress label=words done=Signal::derive(|| 0) total=Signal::derive(|| 0)/>
            </div>
            <ActionForm action=stop>
                <input type="hidden" name="job" value=id.to_string()/>
                <Button icon=icon::SQUARE busy=stop.pending()>
                    "Stop"
                </Button>
            </ActionForm>
        </div>
    }
    .into_any()
}

#[component]
fn Said(said: ExplanationView) -> impl IntoView {
    let ExplanationView { text, steps, .. } = said;
    let steps = steps.into_iter().map(|step| view! { <li>{step}</li> }).collect_view();
    view! {
        <section class="rounded-box border border-base-300 p-3 text-sm leading-6" aria-label="In other words">
            <p class="break-words">{text}</p>
            <ol class="mt-1.5 list-decimal space-y-0.5 pl-5 break-words marker:text-base-content/60">{steps}</ol>
            <p class="mt-2 flex items-center gap-1.5 text-xs text-base-content/75">
                <Icon drawing=icon::SPARKLES size=14/>
                "Written by the model, which may be wrong."
            </p>
        </section>
    }
}
