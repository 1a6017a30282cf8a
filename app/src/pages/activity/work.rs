use crate::{
    api::{self, activity::StopJob},
    pages::{job_words, look_again::look_again, took::took},
    session,
    shell::{FailureNotice, RefreshWithoutScripts},
};
use contract::views::{WorkRow, WorkView};
use domain::time::Timestamp;
use leptos::prelude::*;
use leptos_router::components::A;
use std::time::Duration;
use ui::{Button, Card, EmptyState, Progress, RelativeTime, Skeleton, StatusDot, icon};

/// How often a page with moving work asks how far it is.
const EVERY: Duration = Duration::from_secs(3);

/// Running and recent work, with progress, time and a way to stop it.
#[component]
pub(super) fn WorkCard() -> impl IntoView {
    let watch = session::watch();
    let stop = session::action::<StopJob>();
    let failure = session::whole_failure(stop);
    let work = Resource::new_blocking(move || stop.version().get(), |_| api::activity::work());
    let again = Callback::new(move |()| work.refetch());
    view! {
        <Card title="Running and recent work" flush=true>
            {move || failure.get().map(|failure| view! { <div class="p-3"><FailureNotice failure/></div> })}
            <Transition fallback=|| view! { <div class="p-4"><Skeleton lines=3/></div> }>
                {move || Suspend::new(async move {
                    match work.await {
                        Ok(view) => view! { <List view stop again/> }.into_any(),
                        Err(error) => {
                            watch.notice(&error);
                            view! { <div class="p-3"><FailureNotice failure=error.0 announce=false/></div> }.into_any()
                        }
                    }
                })}
            </Transition>
        </Card>
    }
    .into_any()
}

#[component]
fn List(view: WorkView, stop: ServerAction<StopJob>, again: Callback<()>) -> impl IntoView {
    if view.jobs.is_empty() {
        return view! {
            <EmptyState
                icon=icon::ACTIVITY
                title="No work yet"
                text="Drafts that are being written and issues on their way to Jira appear here, and stay for a while when they are done."
            />
        }
        .into_any();
    }
    let (now, moving) = (view.now, view.is_moving());
    if moving {
        look_again(again, EVERY);
    }
    view! {
        {moving.then(|| view! { <RefreshWithoutScripts seconds=5/> })}
        <ul class="max-h-96 overflow-auto" aria-label="Work" tabindex="0">
            {view.jobs.into_iter().map(|job| view! { <Line job now stop/> }).collect_view()}
        </ul>
    }
    .into_any()
}

#[component]
fn Line(job: WorkRow, now: Timestamp, stop: ServerAction<StopJob>) -> impl IntoView {
    let (dot, word) = job_words::state(job.state, job.interrupted);
    let what = job_words::kind(&job.kind);
    let said = job.progress.clone().or_else(|| job.failure.as_ref().map(|failure| failure.message.clone()));
    let ended = job.finished_at;
    let named = format!("Stop: {what}");
    let steps = (job.total > 0).then_some((job.done, job.total));
    view! {
        <li class="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-base-300 px-4 py-2.5 text-sm first:border-t-0">
            <span class="w-full shrink-0 text-xs sm:w-36">
                <StatusDot dot word=word/>
            </span>
            <div class="min-w-0 flex-1 basis-full sm:basis-52">
                <p class="flex flex-wrap gap-x-2">
                    <span>{what.clone()}</span>
                    {job
                        .draft
                        .map(|draft| {
                            view! {
                                <A href=format!("/create/{draft}") {..} class="link text-xs leading-5">
                                    "Draft"
                                </A>
                            }
                        })}
                </p>
                {said.map(|said| view! { <p class="text-xs break-words text-base-content/75">{said}</p> })}
                {steps
                    .map(|(done, total)| {
                        view! {
                            <div class="mt-1 flex items-center gap-2 text-xs tabular-nums">
                                <Progress label=what done total/>
                                {done}
                                " / "
                                {total}
                            </div>
                        }
                    })}
            </div>
            <span class="shrink-0 text-xs text-base-content/75 tabular-nums">
                {(job.elapsed_ms > 0).then(|| took(job.elapsed_ms))}
            </span>
            <span class="shrink-0 text-xs text-base-content/75 sm:w-24 sm:text-right">
                {ended.map(|at| view! { <RelativeTime at=at.as_millis() now=now.as_millis()/> })}
            </span>
            {job
                .state
                .is_active()
                .then(|| {
                    view! {
                        <ActionForm action=stop>
                            <input type="hidden" name="job" value=job.id.to_string()/>
                            <Button icon=icon::SQUARE label=named busy=stop.pending()>
                                "Stop"
                            </Button>
                        </ActionForm>
                    }
                })}
        </li>
    }
    .into_any()
}
