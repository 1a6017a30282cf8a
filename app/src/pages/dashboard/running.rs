use crate::{
    api::drafting::Stop,
    pages::{create::words, draft_status, live::Live},
    session,
    shell::FailureNotice,
    streams::{Applied, JobStream, StreamState},
};
use contract::{
    events::{JobEvent, NumberedEvent},
    views::{DraftStatus, JobState, RunningView},
};
use leptos::prelude::*;
use leptos_router::components::A;
use ui::{Button, LinkButton, Progress, StatusDot, icon};

/// Failed tries in a row after which the server is asked what is going on.
const ASK_AFTER: u32 = 2;

/// One piece of work that runs or waits for the person: what it does now, for how long, and the way to stop it.
#[component]
pub(super) fn Running(
    /// As the server told it.
    view: RunningView,
    /// Follow its events; otherwise the page is read again now and then.
    follow: bool,
    /// It has ended, was stopped, or the connection to it is broken: read the page again.
    changed: Callback<()>,
) -> impl IntoView {
    let RunningView { draft, job } = view;
    let (status, moves) = (draft.status, matches!(job.state, JobState::Pending | JobState::Running));
    let live = Live::new(Some(&job));
    live.tick(Signal::derive(move || moves));
    let broken = RwSignal::new(false);
    let (id, cursor) = (job.id, job.cursor);
    Effect::new(move |_| {
        if !(follow && moves) {
            return;
        }
        let unheard = RwSignal::new(String::new());
        let stream = JobStream::open(
            id,
            cursor,
            move |event| {
                if take(live, &event, unheard) {
                    changed.run(());
                }
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
    let progress = move || live.progress.get().map(|(words, ..)| words).filter(|words| !words.is_empty());
    let word = Signal::derive(move || match status {
        DraftStatus::Question => "Waiting for your answer".to_owned(),
        DraftStatus::Uncertain => "Checking whether Jira created it".to_owned(),
        DraftStatus::Creating => progress().unwrap_or_else(|| "Creating the issue in Jira".to_owned()),
        _ => words::writing(
            live.writing.get(),
            live.complete.get(),
            live.tokens.get() > 0,
            progress().as_deref(),
        ),
    });
    let aside = move || match (moves, broken.get()) {
        (_, true) => "Connection lost, trying again. The work goes on.".to_owned(),
        (true, false) => words::elapsed(live.elapsed.get()),
        (false, false) => String::new(),
    };
    let steps = move || live.progress.get().map_or((0, 0), |(_, done, total)| (done, total));
    let (href, title) = (format!("/create/{}", draft.id), draft.title.clone());
    view! {
        <li class="border-t border-base-300 px-4 py-3 text-sm first:border-t-0">
            <div class="flex flex-wrap items-center gap-x-3 gap-y-2">
                <div class="min-w-0 flex-1 basis-60">
                    <A href=href.clone() {..} class="block truncate font-medium hover:underline">
                        {title}
                    </A>
                    <p class="mt-1 flex flex-wrap items-center gap-x-3 gap-y-0.5 text-xs text-base-content/80">
                        <StatusDot dot=draft_status::dot(status) word/>
                        <span class="font-mono">{draft_status::place(&draft)}</span>
                        <span class="tabular-nums">{aside}</span>
                    </p>
                </div>
                {if moves {
                    view! { <StopButton draft=draft.id title=draft.title changed/> }.into_any()
                } else {
                    view! { <LinkButton href>"Answer"</LinkButton> }.into_any()
                }}
            </div>
            {moves
                .then(|| {
                    view! {
                        <div class="mt-2">
                            <Progress
                                label=word
                                done=Signal::derive(move || steps().0)
                                total=Signal::derive(move || steps().1)
                            />
                        </div>
                    }
                })}
        </li>
    }
    .into_any()
}

/// Takes an event; true when the page has to be read again.
fn take(live: Live, numbered: &NumberedEvent, unheard: RwSignal<String>) -> bool {
    match &numbered.event {
        event @ (JobEvent::AssistantToken { .. } | JobEvent::Rewind { .. }) => {
            live.apply(event, unheard) == Applied::Gap
        }
        JobEvent::Progress { message, done, total } => {
            live.progress.set(Some((message.clone(), *done, *total)));
            false
        }
        event => event.ends_stream(),
    }
}

#[component]
fn StopButton(draft: domain::ids::DraftId, title: String, changed: Callback<()>) -> impl IntoView {
    let stop = session::action::<Stop>();
    let failure = session::whole_failure(stop);
    Effect::new(move |_| {
        if matches!(stop.value().get(), Some(Ok(()))) {
            changed.run(());
        }
    });
    view! {
        <ActionForm action=stop>
            <input type="hidden" name="draft" value=draft.to_string()/>
            <Button icon=icon::SQUARE busy=stop.pending() label=format!("Stop “{title}”")>
                "Stop"
            </Button>
        </ActionForm>
        {move || {
            failure.get().map(|failure| view! { <div class="basis-full"><FailureNotice failure/></div> })
        }}
    }
    .into_any()
}
