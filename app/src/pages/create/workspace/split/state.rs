use crate::{api, pages::create::field_text, session};
use contract::{
    Failure,
    commands::{PartForm, SplitForm},
    views::SplitView,
};
use domain::{
    draft::{DraftFormat, Field},
    ids::DraftId,
    split::{Part, Shape},
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// A pause after which what was typed is saved.
const PAUSE: Duration = Duration::from_millis(1_200);

/// One part while it is changed.
#[derive(Clone, Copy)]
pub(super) struct PartState {
    /// What the form does not show.
    base: StoredValue<Part>,
    pub(super) summary: RwSignal<String>,
    pub(super) points: RwSignal<String>,
    pub(super) story: RwSignal<String>,
    pub(super) criteria: RwSignal<String>,
    pub(super) notes: RwSignal<String>,
    pub(super) covers: RwSignal<BTreeSet<usize>>,
    pub(super) after: RwSignal<BTreeSet<usize>>,
}

impl PartState {
    fn new(part: &Part, format: DraftFormat) -> Self {
        let form = PartForm::of(part, format);
        Self {
            base: StoredValue::new(part.clone()),
            summary: RwSignal::new(form.summary),
            points: RwSignal::new(form.points),
            story: RwSignal::new(form.story),
            criteria: RwSignal::new(form.criteria),
            notes: RwSignal::new(form.notes),
            covers: RwSignal::new(part.covers.clone()),
            after: RwSignal::new(part.after.clone()),
        }
    }

    /// As it stands in the form now.
    fn read(self, format: DraftFormat) -> Part {
        let list = format.criteria();
        let mut part = self.base.get_value();
        for (field, text) in [
            (Field::Summary, self.summary),
            (Field::StoryPoints, self.points),
            (Field::Story, self.story),
            (list, self.criteria),
            (Field::StlcNotes, self.notes),
        ] {
            part.content = text.with(|text| field_text::with_text(&part.content, field, text));
        }
        part.covers = self.covers.get();
        part.after = self.after.get();
        part
    }

    /// As it goes to the server.
    fn form(self) -> PartForm {
        PartForm {
            summary: self.summary.get_untracked(),
            points: self.points.get_untracked(),
            story: self.story.get_untracked(),
            criteria: self.criteria.get_untracked(),
            notes: self.notes.get_untracked(),
            covers: self.covers.with_untracked(|covers| covers.iter().copied().collect()),
            after: self.after.with_untracked(|after| after.iter().copied().collect()),
        }
    }
}

async fn send(draft: DraftId, seen: i32, form: SplitForm) -> Result<Option<i32>, api::ApiError> {
    let SplitForm { shape, parts } = form;
    api::drafting::edit_split(draft, seen, "save".to_owned(), shape, parts).await
}

/// Where saving is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Saving {
    /// Nothing was changed.
    Idle,
    /// Something was typed and waits for a pause.
    Due,
    /// On its way.
    Now,
    /// On its way, and something was typed since.
    Again,
    /// The server has it.
    Done,
    /// The server does not have it.
    Failed,
}

/// A split while it is changed. It saves by itself; what the server says later never replaces what is typed.
#[derive(Clone, Copy)]
pub(in super::super) struct SplitState {
    pub(super) draft: DraftId,
    pub(super) format: DraftFormat,
    pub(super) shape: RwSignal<Shape>,
    pub(super) parts: StoredValue<Vec<PartState>>,
    /// The version of the split that the next change names.
    pub(in super::super) seen: RwSignal<i32>,
    pub(super) saving: RwSignal<Saving>,
    /// Why it could not be saved.
    pub(super) failed: RwSignal<Option<Failure>>,
    timer: StoredValue<Option<TimeoutHandle>>,
    /// What was typed last by somebody who has left while something was on its way.
    left: StoredValue<Left>,
    watch: session::Watch,
}

type Left = Arc<Mutex<Option<SplitForm>>>;

impl SplitState {
    pub(super) fn new(draft: DraftId, format: DraftFormat, view: &SplitView) -> Self {
        let parts = view.split.parts.iter().map(|part| PartState::new(part, format)).collect();
        let state = Self {
            draft,
            format,
            shape: RwSignal::new(view.split.shape),
            parts: StoredValue::new(parts),
            seen: RwSignal::new(view.split.version),
            saving: RwSignal::new(Saving::Idle),
            failed: RwSignal::new(None),
            timer: StoredValue::new(None),
            left: StoredValue::default(),
            watch: session::watch(),
        };
        on_cleanup(move || state.leave());
        state
    }

    /// The parts as they stand in the form now.
    pub(super) fn read(self) -> Vec<Part> {
        self.parts.with_value(|parts| parts.iter().map(|part| part.read(self.format)).collect())
    }

    /// Everything that was typed is saved.
    pub(in super::super) fn is_saved(self) -> bool {
        matches!(self.saving.get(), Saving::Idle | Saving::Done)
    }

    /// What was typed could not be saved.
    pub(in super::super) fn has_problem(self) -> bool {
        self.saving.get() == Saving::Failed
    }

    /// Saves what is typed, without waiting for a pause.
    pub(in super::super) fn save_what_is_typed(self) {
        if matches!(self.saving.get_untracked(), Saving::Due | Saving::Failed) {
            self.save();
        }
    }

    /// Saves again what could not be saved.
    pub(in super::super) fn try_again(self) {
        if self.saving.get_untracked() == Saving::Failed {
            self.save();
        }
    }

    /// Whether something is on its way.
    pub(super) fn is_open(self) -> bool {
        matches!(self.saving.get(), Saving::Now | Saving::Again)
    }

    /// Somebody typed: it is saved after a pause.
    pub(super) fn typed(self) {
        self.forget_timer();
        if self.is_open_untracked() {
            self.saving.set(Saving::Again);
            return;
        }
        self.saving.set(Saving::Due);
        let later = set_timeout_with_handle(move || self.save(), PAUSE);
        self.timer.set_value(later.ok());
    }

    fn is_open_untracked(self) -> bool {
        matches!(self.saving.get_untracked(), Saving::Now | Saving::Again)
    }

    /// Whatever is sent next has everything in it.
    pub(super) fn forget_timer(self) {
        if let Some(timer) = self.timer.try_get_value().flatten() {
            timer.clear();
        }
        self.timer.try_set_value(None);
    }

    /// As it goes to the server.
    fn form(self) -> SplitForm {
        SplitForm {
            shape: self.shape.get_untracked().as_str().to_owned(),
            parts: self.parts.with_value(|parts| parts.iter().map(|part| part.form()).collect()),
        }
    }

    /// Whoever leaves within the pause, or while something is on its way, has it saved all the same. Touches no signal:
    /// what shows them may be there still.
    fn leave(self) {
        self.forget_timer();
        match self.saving.try_get_untracked() {
            Some(Saving::Due) => {
                let (draft, seen, form) = (self.draft, self.seen.get_untracked(), self.form());
                leptos::task::spawn_local(async move {
                    // Nobody is there any more to be told.
                    let _ = send(draft, seen, form).await;
                });
            }
            Some(Saving::Again) => {
                let form = self.form();
                self.left
                    .with_value(|left| *left.lock().unwrap_or_else(PoisonError::into_inner) = Some(form));
            }
            _ => {}
        }
    }

    /// Saves what stands in the form.
    pub(super) fn save(self) {
        let Some(saving) = self.saving.try_get_untracked() else { return };
        if matches!(saving, Saving::Now | Saving::Again) {
            self.saving.set(Saving::Again);
            return;
        }
        self.forget_timer();
        self.saving.set(Saving::Now);
        let (draft, seen, form, left) =
            (self.draft, self.seen.get_untracked(), self.form(), self.left.get_value());
        leptos::task::spawn_local(async move {
            let answer = send(draft, seen, form).await;
            // Somebody may have left the page meanwhile.
            if self.saving.is_disposed() {
                let form = left.lock().unwrap_or_else(PoisonError::into_inner).take();
                if let (Some(form), Ok(Some(version))) = (form, answer) {
                    let _ = send(draft, version, form).await;
                }
                return;
            }
            let again = self.saving.get_untracked() == Saving::Again;
            match answer {
                Ok(version) => {
                    self.failed.set(None);
                    if let Some(version) = version {
                        self.seen.set(version);
                    }
                    self.saving.set(Saving::Done);
                }
                Err(error) => {
                    self.watch.notice(&error);
                    self.failed.set(Some(error.0));
                    self.saving.set(Saving::Failed);
                }
            }
            if again {
                self.save();
            }
        });
    }
}
