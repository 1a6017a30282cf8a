use crate::{
    shell::{FailureNotice, RefreshWithoutScripts},
    streams::JobStream,
};
use contract::{
    events::JobEvent,
    views::{JobState, JobView},
};
use leptos::prelude::*;
use ui::Progress;

/// The refresh that runs, with what it is doing right now; or why the last one failed.
#[component]
pub(super) fn Refreshing(
    /// The job.
    job: JobView,
    /// It has ended.
    done: Callback<()>,
) -> impl IntoView {
    if let Some(failure) = job.failure.clone() {
        return view! { <FailureNotice failure announce=false/> }.into_any();
    }
    if !job.state.is_active() {
        return ().into_any();
    }
    let first = match (&job.progress, job.state) {
        (Some(words), _) => words.clone(),
        (None, JobState::Running) => "Fetching the tools".to_owned(),
        (None, _) => "Waiting to fetch the tools".to_owned(),
    };
    let (words, steps) = (RwSignal::new(first), RwSignal::new((0, 0)));
    let (id, cursor) = (job.id, job.cursor);
    Effect::new(move |_| {
        let stream = JobStream::open(
            id,
            cursor,
            move |event| match event.event {
                JobEvent::Progress { message, done, total } => {
                    words.set(message);
                    steps.set((done, total));
                }
                event if event.ends_stream() => done.run(()),
                _ => {}
            },
            |_| {},
        );
        // Belongs to this run of the effect: leaving the page closes it.
        let _ = StoredValue::new_local(stream);
    });
    view! {
        <RefreshWithoutScripts seconds=3/>
        <div class="max-w-md" role="status">
            <p class="mb-1 text-sm">{move || words.get()}</p>
            <Progress
                label=words
                done=Signal::derive(move || steps.get().0)
                total=Signal::derive(move || steps.get().1)
            />
        </div>
    }
    .into_any()
}
