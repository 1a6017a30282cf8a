use crate::{
    api::{self, admin::CancelJob},
    pages::{job_words, look_again::look_again},
    session,
    shell::{FailureNotice, FailurePage, RefreshWithoutScripts},
};
use contract::views::{JobState, LaneCounts, QueueView, QueuedJob};
use domain::time::Timestamp;
use leptos::prelude::*;
use leptos_meta::Title;
use std::time::Duration;
use ui::{Button, Card, EmptyState, PageHeader, RelativeTime, Skeleton, StatusDot, Table, icon};

/// How often the page looks again.
const EVERY: Duration = Duration::from_secs(5);

/// Everybody's jobs.
#[component]
pub(crate) fn JobsPage() -> impl IntoView {
    let watch = session::watch();
    let cancel = session::action::<CancelJob>();
    let failure = session::whole_failure(cancel);
    let queue = Resource::new_blocking(move || cancel.version().get(), |_| api::admin::queue());
    let again = Callback::new(move |()| queue.refetch());
    view! {
        <Title text="Jobs"/>
        <div class="mx-auto max-w-6xl p-4 sm:p-5">
            <PageHeader title="Jobs" text="What runs, what waits, and what failed. The page looks again every few seconds."/>
            {move || failure.get().map(|failure| view! { <div class="mt-3"><FailureNotice failure/></div> })}
            <Transition fallback=|| view! { <Skeleton lines=8/> }>
                {move || Suspend::new(async move {
                    match queue.await {
                        Ok(view) => view! { <Queue view cancel again/> }.into_any(),
                        Err(error) => {
                            watch.notice(&error);
                            view! { <FailurePage error/> }.into_any()
                        }
                    }
                })}
            </Transition>
        </div>
    }
    .into_any()
}

#[component]
fn Queue(view: QueueView, cancel: ServerAction<CancelJob>, again: Callback<()>) -> impl IntoView {
    let now = view.now;
    look_again(again, EVERY);
    view! {
        <RefreshWithoutScripts seconds=10/>
        <div class="mt-4 space-y-4">
            <Card title="Lanes" flush=true>
                <Table
                    label="Lanes"
                    columns=vec!["Lane", "Due", "Later", "Running", "Asking", "Done", "Failed", "Stopped", "Oldest due"]
                >
                    {view.lanes.into_iter().map(|lane| view! { <Lane lane now/> }).collect_view()}
                </Table>
                <p class="border-t border-base-300 px-4 py-2 text-xs text-base-content/75">
                    "Done, failed and stopped count the last 24 hours."
                </p>
            </Card>
            <Card title="Running and waiting" flush=true>
                <Jobs jobs=view.active now cancel=Some(cancel) empty="Nothing runs or waits right now."/>
            </Card>
            <Card title="Failed" flush=true>
                <Jobs jobs=view.failed now cancel=None empty="No job that is still kept has failed."/>
            </Card>
        </div>
    }
    .into_any()
}

#[component]
fn Lane(lane: LaneCounts, now: Timestamp) -> impl IntoView {
    let name = match lane.lane.as_str() {
        "interactive" => "Somebody watches",
        "background" => "In the background",
        _ => "Upkeep",
    };
    let numbers =
        [lane.pending, lane.later, lane.running, lane.waiting, lane.completed, lane.failed, lane.cancelled];
    view! {
        <tr class="border-t border-base-300">
            <td class="px-4 py-2 whitespace-nowrap">{name}</td>
            {numbers.map(|number| view! { <td class="px-4 py-2 text-right tabular-nums">{number}</td> }).collect_view()}
            <td class="px-4 py-2 text-base-content/80">
                {lane.oldest.map(|at| view! { <RelativeTime at=at.as_millis() now=now.as_millis()/> })}
            </td>
        </tr>
    }
    .into_any()
}

#[component]
fn Jobs(
    jobs: Vec<QueuedJob>,
    now: Timestamp,
    cancel: Option<ServerAction<CancelJob>>,
    empty: &'static str,
) -> impl IntoView {
    if jobs.is_empty() {
        return view! { <EmptyState icon=icon::LIST_CHECKS title="None" text=empty/> }.into_any();
    }
    let columns = if cancel.is_some() {
        vec!["State", "What", "Whose", "Tries", "Since", "Process", ""]
    } else {
        vec!["State", "What", "Whose", "Tries", "When", "Code"]
    };
    view! {
        <Table label="Jobs" columns>
            {jobs.into_iter().map(|job| view! { <Job job now cancel/> }).collect_view()}
        </Table>
    }
    .into_any()
}

#[component]
fn Job(job: QueuedJob, now: Timestamp, cancel: Option<ServerAction<CancelJob>>) -> impl IntoView {
    let interrupted = job.code.as_deref() == Some("interrupted");
    let (dot, word) = job_words::state(job.state, interrupted);
    let word = if job.stopping && job.state == JobState::Running { "Stopping" } else { word };
    let since = job.finished_at.or(job.started_at).unwrap_or(job.created_at);
    let named = format!("Stop the job of {}", job.who);
    let last = match cancel {
        Some(_) => job.owner.unwrap_or_default(),
        None => job.code.unwrap_or_default(),
    };
    view! {
        <tr class="border-t border-base-300">
            <td class="px-4 py-2 text-xs">
                <StatusDot dot word=word/>
            </td>
            <td class="px-4 py-2 whitespace-nowrap">{job_words::kind(&job.kind)}</td>
            <td class="px-4 py-2">{job.who}</td>
            <td class="px-4 py-2 text-right tabular-nums">{job.attempts}</td>
            <td class="px-4 py-2 text-base-content/80">
                <RelativeTime at=since.as_millis() now=now.as_millis()/>
            </td>
            <td class="px-4 py-2 font-mono text-xs">{last}</td>
            {cancel
                .map(|cancel| {
                    view! {
                        <td class="px-2 py-1 text-right">
                            <ActionForm action=cancel>
                                <input type="hidden" name="job" value=job.id.to_string()/>
                                <Button label=named busy=cancel.pending() disabled=job.stopping>
                                    "Stop"
                                </Button>
                            </ActionForm>
                        </td>
                    }
                })}
        </tr>
    }
    .into_any()
}
