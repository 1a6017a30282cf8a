use super::{edits::Edits, split::SplitState};
use crate::{
    api::{self, ApiError, drafting::Approve},
    pages::live::Live,
    session,
    streams::{Applied, JobStream, StreamState},
};
use contract::{
    events::{JobEvent, NumberedEvent},
    views::{DraftStatus, DraftView, JobState},
};
use domain::{
    draft::{DraftContent, Field, Scope, overlaid},
    rules::{self, Check},
};
use leptos::{prelude::*, server_fn::ServerFn};
use std::time::Duration;

/// Failed tries in a row after which the page asks the server what is going on; it also notices the end of the
/// session that way.
const ASK_AFTER: u32 = 2;
/// How often a page asks where nothing streams.
const ASK_EVERY: Duration = Duration::from_secs(5);

/// One draft on its page. Every pane reads it; the server stays the authority.
#[derive(Clone, Copy)]
pub(super) struct Workspace {
    /// As the server told it last.
    pub(super) draft: RwSignal<DraftView>,
    /// Where the draft is; panes are made anew only when this changes.
    pub(super) status: Memo<DraftStatus>,
    /// The fields as they are shown: being written, being typed, or saved.
    pub(super) content: Memo<DraftContent>,
    /// Every rule's result for what is shown.
    pub(super) checks: Memo<Vec<Check>>,
    /// What is being written by a model.
    pub(super) live: Live,
    /// What is being typed by a person.
    pub(super) edits: Edits,
    /// The connection to the job is broken right now.
    pub(super) broken: RwSignal<bool>,
    /// For screen readers: finished sentences and changes of state.
    pub(super) announced: RwSignal<String>,
    /// Notices the end of the session.
    watch: session::Watch,
    /// What is asked of the model, also while the form for it is not there.
    pub(super) instructions: RwSignal<String>,
    /// Counts what replaced the whole content, so that open editors are made anew.
    pub(super) replaced: RwSignal<u32>,
    /// The parts that are being changed, while they are.
    pub(super) split: RwSignal<Option<SplitState>>,
}

impl Workspace {
    pub(super) fn new(view: DraftView) -> Self {
        let live = Live::new(view.job.as_ref());
        let asked = view.revise.as_ref().filter(|revise| revise.scope != Scope::Split);
        let asked = asked.map(|revise| revise.instructions.clone()).unwrap_or_default();
        let draft = RwSignal::new(view);
        let status = Memo::new(move |_| draft.with(|draft| draft.status));
        let edits = Edits::default();
        let content = Memo::new(move |_| match status.get() {
            DraftStatus::Writing | DraftStatus::Question | DraftStatus::Unfinished => {
                let written = live.content.get();
                // A draft that is being changed shows what there was until there is something new.
                draft.with(|draft| overlaid(&draft.content, &draft.origins, &written))
            }
            DraftStatus::Ready => draft.with(|draft| edits.applied_to(&draft.content)),
            _ => draft.with(|draft| draft.content.clone()),
        });
        let checks = Memo::new(move |_| {
            // What is in Jira already is held against nothing.
            draft.with(|draft| {
                if draft.adopted {
                    return Vec::new();
                }
                content.with(|content| rules::evaluate(&draft.rules, content, draft.format))
            })
        });
        Self {
            draft,
            status,
            content,
            checks,
            live,
            edits,
            broken: RwSignal::new(false),
            announced: RwSignal::new(String::new()),
            watch: session::watch(),
            instructions: RwSignal::new(asked),
            replaced: RwSignal::new(0),
            split: RwSignal::new(None),
        }
    }

    /// Something happens without the person: writing, creating, looking up.
    pub(super) fn is_moving(self) -> bool {
        matches!(self.status.get(), DraftStatus::Writing | DraftStatus::Creating | DraftStatus::Uncertain)
    }

    /// A rule is broken that a model can do something about.
    pub(super) fn can_be_fixed(self) -> bool {
        self.status.get() == DraftStatus::Ready
            && self
                .checks
                .with(|checks| checks.iter().any(|check| check.blocks() && check.field != Field::StoryPoints))
    }

    /// Everything that was typed is saved.
    pub(super) fn is_saved(self) -> bool {
        self.edits.is_clean() && self.split.get().is_none_or(SplitState::is_saved)
    }

    /// Something that was typed could not be saved.
    pub(super) fn has_problems(self) -> bool {
        self.edits.has_problems() || self.split.get().is_some_and(SplitState::has_problem)
    }

    /// Saves everything that is typed.
    pub(super) fn save_all(self) {
        self.edits.save(None, self.draft);
        if let Some(split) = self.split.get_untracked() {
            split.save_what_is_typed();
        }
    }

    /// It is too large for one issue, and has no parts yet.
    pub(super) fn can_be_split(self) -> bool {
        self.status.get() == DraftStatus::Ready
            && self.draft.with(|draft| draft.split.is_none() && !draft.is_split && draft.of_ticket.is_none())
            && self
                .checks
                .with(|checks| checks.iter().any(|check| check.blocks() && check.rule == "max_points"))
    }

    /// Asks the server for the draft.
    pub(super) fn reload(self) {
        let Some(id) = self.draft.try_with_untracked(|draft| draft.id) else { return };
        leptos::task::spawn_local(async move {
            let answer = api::drafting::draft(id).await;
            // Somebody may have left the page meanwhile.
            if self.draft.is_disposed() {
                return;
            }
            match answer {
                Ok(view) => self.take(view),
                Err(error) => self.watch.notice(&error),
            }
        });
    }

    fn take(self, view: DraftView) {
        let (before, after) = (self.status.get_untracked(), view.status);
        // What was asked for is done.
        let asked = self.draft.with_untracked(|draft| draft.revise.as_ref().map(|revise| revise.scope));
        if asked.is_some_and(|scope| !matches!(scope, Scope::Rules | Scope::Split)) && view.revise.is_none() {
            self.instructions.set(String::new());
        }
        self.live.restart(view.job.as_ref());
        self.draft.set(view);
        self.broken.set(false);
        if before != after {
            self.announced.set(self.draft.with_untracked(super::super::words::resting).to_owned());
        }
    }

    /// An action on this draft: when it went well, the draft is read again.
    pub(super) fn action<S>(self) -> ServerAction<S>
    where
        S: ServerFn<Error = ApiError> + Clone + Send + Sync + 'static,
        S::Output: Send + Sync + 'static,
    {
        let action = session::action::<S>();
        Effect::new(move |_| {
            if action.value().with(|value| matches!(value, Some(Ok(_)))) {
                self.reload();
            }
        });
        action
    }

    /// Jira asks for more than was known: the form for it is shown.
    pub(super) fn reload_when_jira_asks(self, approve: ServerAction<Approve>) {
        Effect::new(move |_| {
            let asks = |error: &ApiError| {
                ["draft.required_fields", "draft.type_missing"].contains(&error.0.code.as_str())
            };
            if approve.value().with(|value| matches!(value, Some(Err(error)) if asks(error))) {
                self.reload();
            }
        });
    }

    /// In the browser: follows the job while one runs, and asks now and then where nothing streams.
    pub(super) fn follow(self) {
        let job = Memo::new(move |_| {
            self.draft.with(|draft| {
                let runs = |state| matches!(state, JobState::Pending | JobState::Running);
                draft.job.as_ref().filter(|job| runs(job.state)).map(|job| job.id)
            })
        });
        Effect::new(move |_| {
            let Some(job) = job.get() else { return };
            let cursor = self.draft.with_untracked(|draft| draft.job.as_ref().map(|job| job.cursor));
            let stream = JobStream::open(
                job,
                cursor.unwrap_or_default(),
                move |event| self.event(&event),
                move |state| self.connection(state),
            );
            // Belongs to this run of the effect: the next one, or leaving the page, closes it.
            let _ = StoredValue::new_local(stream);
        });
        // What was typed meanwhile is saved as soon as that is possible again.
        Effect::new(move |before: Option<bool>| {
            let hindered = self.watch.is_hindered();
            if before == Some(true) && !hindered {
                self.edits.try_again(self.draft);
                if let Some(split) = self.split.get_untracked() {
                    split.try_again();
                }
            }
            hindered
        });
        Effect::new(move |_| {
            if self.is_moving()
                && job.get().is_none()
                && let Ok(timer) = set_interval_with_handle(move || self.reload(), ASK_EVERY)
            {
                on_cleanup(move || timer.clear());
            }
        });
    }

    fn connection(self, state: StreamState) {
        match state {
            StreamState::Connected => self.broken.set(false),
            StreamState::Broken(tries) => {
                self.broken.set(true);
                if tries >= ASK_AFTER {
                    self.reload();
                }
            }
        }
    }

    fn event(self, numbered: &NumberedEvent) {
        match &numbered.event {
            event @ (JobEvent::AssistantToken { .. } | JobEvent::Rewind { .. }) => {
                let applied = self.live.apply(event, self.announced);
                if applied == Applied::Gap {
                    self.reload();
                }
            }
            JobEvent::Progress { message, done, total } => {
                self.live.progress.set(Some((message.clone(), *done, *total)));
            }
            event if event.ends_stream() => self.reload(),
            _ => {}
        }
    }
}
