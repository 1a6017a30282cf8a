use crate::{
    Field,
    count::{QuietCount, described_by},
};
use leptos::{html, prelude::*};

/// One line of text.
#[component]
pub fn TextField(
    /// The field's name in the form.
    #[prop(into)]
    name: String,
    /// Its id; the name unless given.
    #[prop(optional, into)]
    id: Option<String>,
    /// What to fill in.
    #[prop(into)]
    label: String,
    /// How to fill it in.
    #[prop(optional, into)]
    help: Signal<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The text at first.
    #[prop(optional, into)]
    value: String,
    /// `text`, `search`, `email`, …
    #[prop(default = "text")]
    r#type: &'static str,
    /// The browser's autofill token.
    #[prop(default = "off")]
    autocomplete: &'static str,
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
    let described = described_by(&id, limit);
    view! {
        <Field id=id.clone() label help error aside=count>
            <input
                id=id
                name=name
                type=r#type
                class="control"
                class:input-error=move || error.read().is_some()
                value=value
                autocomplete=autocomplete
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
        </Field>
    }
}
