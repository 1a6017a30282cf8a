use super::super::field_text;
use crate::{
    api::{self, ApiError},
    session,
};
use contract::{Failure, views::DraftView};
use domain::{
    draft::{DraftContent, Field},
    failure::Category,
};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// What a person typed and the server does not know yet.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Typed {
    text: String,
    /// To be saved now: the field was left, or there was a pause.
    due: bool,
}

/// Edits on their way. They are saved one after the other, because each names the version that the one before made.
#[derive(Clone, Copy)]
pub(super) struct Edits {
    typed: RwSignal<BTreeMap<Field, Typed>>,
    saving: RwSignal<bool>,
    problems: RwSignal<BTreeMap<Field, Failure>>,
    saved: RwSignal<Option<Field>>,
    watch: session::Watch,
}

impl Default for Edits {
    fn default() -> Self {
        Self {
            typed: RwSignal::new(BTreeMap::new()),
            saving: RwSignal::new(false),
            problems: RwSignal::new(BTreeMap::new()),
            saved: RwSignal::new(None),
            watch: session::watch(),
        }
    }
}

impl Edits {
    /// The saved content with what is being typed on top.
    pub(super) fn applied_to(self, content: &DraftContent) -> DraftContent {
        self.typed.with(|typed| {
            typed.iter().fold(content.clone(), |content, (field, typed)| {
                field_text::with_text(&content, *field, &typed.text)
            })
        })
    }

    /// Somebody typed.
    pub(super) fn typed(self, field: Field, text: String) {
        self.saved.set(None);
        self.problems.update(|problems| {
            problems.remove(&field);
        });
        self.typed.update(|typed| {
            typed.insert(field, Typed { text, due: false });
        });
    }

    /// Nothing waits to be saved, and nothing went wrong.
    pub(super) fn is_clean(self) -> bool {
        !self.saving.get() && self.typed.with(BTreeMap::is_empty)
    }

    /// Being saved right now.
    pub(super) fn is_saving(self) -> bool {
        self.saving.get()
    }

    /// The field that was saved last.
    pub(super) fn saved(self) -> Option<Field> {
        self.saved.get()
    }

    /// Why a field could not be saved.
    pub(super) fn problem(self, field: Field) -> Option<Failure> {
        self.problems.with(|problems| problems.get(&field).cloned())
    }

    /// Any field could not be saved.
    pub(super) fn has_problems(self) -> bool {
        self.problems.with(|problems| !problems.is_empty())
    }

    /// Forgets what is typed in a field.
    pub(super) fn drop_field(self, field: Field) {
        self.typed.update(|typed| {
            typed.remove(&field);
        });
        self.problems.update(|problems| {
            problems.remove(&field);
        });
    }

    /// Saves a field, or everything that is typed.
    pub(super) fn save(self, field: Option<Field>, draft: RwSignal<DraftView>) {
        self.typed.update(|typed| {
            for (at, typed) in typed.iter_mut() {
                if field.is_none_or(|field| field == *at) {
                    typed.due = true;
                }
            }
        });
        if self.saving.try_get_untracked() == Some(false) {
            leptos::task::spawn_local(self.run(draft));
        }
    }

    /// Saves what could not be saved because nobody was signed in any more, or because the server did not answer.
    pub(super) fn try_again(self, draft: RwSignal<DraftView>) {
        let passed = |failure: &Failure| {
            let error = ApiError(failure.clone());
            error.is_unauthenticated() || error.is_unreachable()
        };
        self.problems.update(|problems| problems.retain(|_, failure| !passed(failure)));
        self.save(None, draft);
    }

    /// Tries a refused field once more, on top of what somebody else saved meanwhile.
    pub(super) fn save_anyway(self, field: Field, draft: RwSignal<DraftView>) {
        let Some(id) = draft.try_with_untracked(|draft| draft.id) else { return };
        leptos::task::spawn_local(async move {
            let answer = api::drafting::draft(id).await;
            if draft.is_disposed() {
                return;
            }
            match answer {
                Ok(view) => {
                    self.problems.update(|problems| {
                        problems.remove(&field);
                    });
                    draft.set(view);
                    self.save(Some(field), draft);
                }
                Err(error) => self.watch.notice(&error),
            }
        });
    }

    async fn run(self, draft: RwSignal<DraftView>) {
        if draft.is_disposed() {
            return;
        }
        self.saving.set(true);
        while let Some((field, text)) = self.next() {
            let (id, version) = draft.with_untracked(|draft| (draft.id, draft.version));
            let answer =
                api::drafting::edit_field(id, version, field.as_str().to_owned(), text.clone()).await;
            // Saved; somebody may have left the page meanwhile.
            if draft.is_disposed() {
                return;
            }
            match answer {
                Ok(edited) => {
                    draft.update(|draft| {
                        draft.version = edited.version;
                        draft.content = edited.content;
                        draft.origins = edited.origins;
                        draft.checks = edited.checks;
                    });
                    self.typed.update(|typed| {
                        // More may have been typed while this was on its way.
                        if typed.get(&field).is_some_and(|typed| typed.text == text) {
                            typed.remove(&field);
                        }
                    });
                    self.saved.set(Some(field));
                }
                Err(error) => {
                    self.watch.notice(&error);
                    self.problems.update(|problems| {
                        problems.insert(field, error.0);
                    });
                }
            }
        }
        self.saving.set(false);
    }

    fn next(self) -> Option<(Field, String)> {
        let problems = self.problems.get_untracked();
        self.typed.with_untracked(|typed| {
            typed
                .iter()
                .find(|(field, typed)| typed.due && !problems.contains_key(field))
                .map(|(field, typed)| (*field, typed.text.clone()))
        })
    }
}

/// Somebody else saved in between.
pub(super) fn is_conflict(failure: &Failure) -> bool {
    failure.category == Category::Conflict
}
