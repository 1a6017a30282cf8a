use crate::{Field, note_id};
use leptos::prelude::*;

/// One choice of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

impl Choice {
    /// A choice.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// A list to choose one from.
#[component]
pub fn SelectField(
    /// The field's name in the form.
    #[prop(into)]
    name: String,
    /// Its id; the name unless given.
    #[prop(optional, into)]
    id: Option<String>,
    /// What is chosen.
    #[prop(into)]
    label: String,
    /// How to choose.
    #[prop(optional, into)]
    help: Signal<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The choices.
    choices: Vec<Choice>,
    /// The value chosen at first.
    #[prop(optional, into)]
    value: String,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let note = note_id(&id);
    view! {
        <Field id=id.clone() label help error>
            <select
                id=id
                name=name
                class="select select-sm h-[2.1rem] w-full bg-base-100 text-sm"
                class:select-error=move || error.read().is_some()
                aria-invalid=move || error.read().is_some().then_some("true")
                aria-describedby=note
            >
                {choices
                    .into_iter()
                    .map(|choice| {
                        let selected = choice.value == value;
                        view! { <option value=choice.value selected=selected>{choice.label}</option> }
                    })
                    .collect_view()}
            </select>
        </Field>
    }
}
