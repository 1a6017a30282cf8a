use crate::{
    Choice, Field,
    count::{QuietCount, described_by},
};
use leptos::{html, prelude::*};

/// One line of text with suggestions: for choices too many for a list, of which parts of value or label are typed.
/// The browser's own suggestions, so that it works without scripts. What is sent is the value, as it stands in the
/// field; anything may be typed.
#[component]
pub fn ComboField(
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
    /// The suggestions, in their order.
    choices: Vec<Choice>,
    /// The text at first.
    #[prop(optional, into)]
    value: String,
    /// Greyed text of an empty field.
    #[prop(optional, into)]
    placeholder: String,
    /// Characters; 0 for no limit.
    #[prop(optional)]
    limit: usize,
    /// May stay empty.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let node = NodeRef::<html::Input>::new();
    let counted = QuietCount::new(&value, limit, node);
    let (count, follow) = (counted.view(&id), counted.follow());
    let (described, list) = (described_by(&id, limit), format!("{id}-choices"));
    view! {
        <Field id=id.clone() label help error aside=count>
            <input
                id=id
                name=name
                type="text"
                list=list.clone()
                class="control"
                class:input-error=move || error.read().is_some()
                value=value
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                placeholder=placeholder
                required=!optional
                maxlength=(limit > 0).then(|| limit.to_string())
                aria-invalid=move || error.read().is_some().then_some("true")
                aria-describedby=described
                node_ref=node
                on:input:target=move |event| follow(&event.target().value())
            />
            <datalist id=list>
                {choices
                    .into_iter()
                    .map(|choice| view! { <option value=choice.value>{choice.label}</option> })
                    .collect_view()}
            </datalist>
        </Field>
    }
}
