//! Fields that Jira demands, in a form.

use contract::views::{WantedField, WantedKind};
use domain::limits;
use leptos::prelude::*;
use ui::{Choice, Notice, SelectField, TextArea, TextField, Tone};

/// The name of a field's value in its form, and the id of its control.
pub(crate) fn named(at: usize) -> (String, String) {
    (format!("fields[{at}][chosen][]"), format!("wanted-{at}"))
}

/// One field as its kind is filled in.
#[component]
pub(crate) fn WantedInput(
    /// Which field of the form, from 0.
    at: usize,
    /// The field.
    field: WantedField,
    /// What was answered.
    chosen: Vec<String>,
    /// What is wrong.
    error: Signal<Option<String>>,
    /// How people are named, where they can be looked for; otherwise by their user names.
    #[prop(optional_no_strip)]
    person: Option<AnyView>,
) -> impl IntoView {
    let WantedField { id, name: label, kind, choices } = field;
    let (name, control) = named(at);
    let value = chosen.first().cloned().unwrap_or_default();
    let choices: Vec<Choice> =
        choices.into_iter().map(|choice| Choice::new(choice.value, choice.label)).collect();
    let input = match kind {
        WantedKind::One => {
            let mut offered = vec![Choice::new("", "Choose …")];
            offered.extend(choices);
            view! { <SelectField name id=control label choices=offered value error/> }.into_any()
        }
        WantedKind::Several => view! { <Several name id=control label choices chosen error/> }.into_any(),
        WantedKind::LongText => {
            let text = RwSignal::new(value);
            view! { <TextArea name id=control label text rows=3 limit=limits::SECTION optional=true error/> }.into_any()
        }
        WantedKind::Number => view! {
            <TextField name id=control label value optional=true limit=40 help="A number such as 3 or 0.5." error/>
        }
        .into_any(),
        WantedKind::Date => {
            view! { <TextField name id=control label value r#type="date" optional=true error/> }.into_any()
        }
        WantedKind::Person | WantedKind::People => person.unwrap_or_else(|| {
            let help = if kind == WantedKind::People { "User names, with commas between them." } else { "A user name." };
            view! { <TextField name id=control label value optional=true limit=limits::LINE help error/> }.into_any()
        }),
        WantedKind::Words => view! {
            <TextField name id=control label value optional=true limit=limits::LINE help="Words, with spaces between them." error/>
        }
        .into_any(),
        WantedKind::Text => {
            view! { <TextField name id=control label value optional=true limit=limits::LINE error/> }.into_any()
        }
        WantedKind::Other => view! {
            <Notice
                tone=Tone::Warning
                title=format!("{label} cannot be filled in here.")
                next="Ask the project’s administrator for a default value, or create this issue in Jira by hand."
                announce=false
            />
        }
        .into_any(),
    };
    view! {
        <div class="min-w-0">
            <input type="hidden" name=format!("fields[{at}][id]") value=id/>
            {input}
        </div>
    }
    .into_any()
}

/// Any of the choices, each with a box to tick.
#[component]
fn Several(
    name: String,
    id: String,
    label: String,
    choices: Vec<Choice>,
    chosen: Vec<String>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let note = format!("{id}-note");
    let described = note.clone();
    let boxes = choices
        .into_iter()
        .map(|choice| {
            let checked = chosen.contains(&choice.value);
            view! {
                <label class="flex min-h-6 cursor-pointer items-start gap-2 text-sm">
                    <input
                        type="checkbox"
                        name=name.clone()
                        value=choice.value
                        checked=checked
                        class="checkbox checkbox-sm mt-0.5"
                    />
                    <span class="min-w-0 break-words">{choice.label}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="min-w-0" aria-describedby=note>
            <legend class="label-sm">{label}</legend>
            <div class="mt-1 max-h-48 space-y-1 overflow-auto p-0.5">{boxes}</div>
            <p id=described class="mt-1 text-xs leading-5 text-error empty:hidden">
                {move || error.get()}
            </p>
        </fieldset>
    }
    .into_any()
}
