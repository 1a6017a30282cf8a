//! Work that runs at a build's tickets.

use crate::{
    api::site_tickets::StopWork,
    session,
    shell::{FailureNotice, RefreshWithoutScripts},
    streams::{JobStream, StreamState},
};
use contract::{
    events::JobEvent,
    views::{JobState, JobView},
};
use domain::ids::SiteBuildId;
use leptos::prelude::*;
use ui::{Button, Notice, Progress, Tone, icon};

/// Failed tries in a row after which the page is read again.
const ASK_AFTER: u32 = 2;
/// How often a page without scripts is shown again, in seconds.
const AGAIN: u32 = 3;

/// What a job does now, with a way to stop it; once it is over, how it ended when it did not end well.
#[component]
pub(super) fn Work(
    /// The build.
    of: SiteBuildId,
    /// The job.
    job: JobView,
    /// It has ended, or the connection to it is broken: read the page again.
    changed: Callback<()>,
) -> impl IntoView {
    let runs = job.state.is_active();
    if !runs {
        return ended(job).into_any();
    }
    let stop = session::action::<StopWork>();
    let failure = session::whole_failure(stop);
    let words = RwSignal::new(job.progress.unwrap_or_else(|| "Beginning".to_owned()));
    let steps = RwSignal::new((0_u32, 0_u32));
    let broken = RwSignal::new(false);
    let (id, cursor) = (job.id, job.cursor);
    Effect::new(move |_| {
        let stream = JobStream::open(
            id,
            cursor,
            move |event| match event.event {
                JobEvent::Progress { ref message, done, total } => {
                    words.set(message.clone());
                    steps.set((done, total));
                }
                ref event if event.ends_stream() => changed.run(()),
                _ => {}
            },
            move |state| match state {
                StreamState::Connected => broken.set(false),
                StreamState::Broken(tries) => {
                    broken.set(true);
                    if tries >= ASK_AFTER {
                        changed.run(());
                    }
                }
            },
        );
        // Belongs to this run of the effect: leaving the page closes it.
        let _ = StoredValue::new_local(stream);
    });
    let label = Signal::derive(move || words.get());
    let aside = move || {
        if broken.get() {
            return "Connection lost, trying again. The work goes on.".to_owned();
        }
        match steps.get() {
            (_, 0) => String::new(),
            (done, total) => format!("{done} of {total}"),
        }
    };
    view! {
        <section class="card-flat px-4 py-3 text-sm" aria-label="Work under way">
            <RefreshWithoutScripts seconds=AGAIN/>
            <div class="flex flex-wrap items-center gap-x-4 gap-y-2">
                <p class="min-w-0 flex-1 basis-60 break-words" aria-live="polite">
                    {move || words.get()}
                </p>
                <span class="text-xs text-base-content/75 tabular-nums">{aside}</span>
                <ActionForm action=stop>
                    <input type="hidden" name="build" value=of.to_string()/>
                    <input type="hidden" name="job" value=id.to_string()/>
                    <Button icon=icon::SQUARE busy=stop.pending()>"Stop"</Button>
                </ActionForm>
            </div>
            <div class="mt-2">
                <Progress
                    label
                    done=Signal::derive(move || steps.get().0)
                    total=Signal::derive(move || steps.get().1)
                />
            </div>
            <p class="mt-2 text-xs text-base-content/75">
                "It goes on when you close this page, and after a restart of the server."
            </p>
            {move || failure.get().map(|failure| view! { <div class="mt-2"><FailureNotice failure/></div> })}
        </section>
    }
    .into_any()
}

fn ended(job: JobView) -> impl IntoView {
    match (job.state, job.failure) {
        (JobState::Cancelled, _) => view! {
            <Notice tone=Tone::Warning announce=false title="Stopped. What was done is kept."/>
        }
        .into_any(),
        (JobState::Failed, Some(failure)) => view! { <FailureNotice failure/> }.into_any(),
        _ => ().into_any(),
    }
}
