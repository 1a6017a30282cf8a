use crate::{
    Field, Icon,
    count::{count, described_by},
    icon,
    typed::bound,
};
use leptos::{html, prelude::*};

/// A password or token: masked, with a button that shows what is being typed. It never has a value at first, so no
/// stored secret can get into a page through it.
#[component]
pub fn SecretField(
    /// The field's name in the form.
    #[prop(into)]
    name: String,
    /// Its id; the name unless given.
    #[prop(optional, into)]
    id: Option<String>,
    /// What to fill in.
    #[prop(into)]
    label: Signal<String>,
    /// How to fill it in.
    #[prop(optional, into)]
    help: Signal<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// `current-password`, `new-password` or `off`.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Greyed text of an empty field.
    #[prop(optional, into)]
    placeholder: String,
    /// Characters, shown as a count; 0 for none.
    #[prop(optional)]
    limit: usize,
    /// What is typed, for a live checklist or to empty the field.
    #[prop(optional)]
    typed: Option<RwSignal<String>>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let shown = RwSignal::new(false);
    let typed = typed.unwrap_or_default();
    let length = Memo::new(move |_| typed.read().chars().count());
    let node = NodeRef::<html::Input>::new();
    let value = bound(typed, move || node.get().map(|input| input.value()));
    let described = described_by(&id, limit);
    let counted = id.clone();
    let count = move || count(&counted, length.into(), limit);
    view! {
        <Field id=id.clone() label help error aside=count>
            <div class="relative">
                <input
                    id=id.clone()
                    name=name
                    class="control pr-10"
                    class:input-error=move || error.read().is_some()
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    placeholder=placeholder
                    required=true
                    aria-invalid=move || error.read().is_some().then_some("true")
                    aria-describedby=described
                    node_ref=node
                    prop:value=value
                    on:input:target=move |event| typed.set(event.target().value())
                />
                <button
                    type="button"
                    class="needs-script absolute top-1/2 right-1 grid size-7 -translate-y-1/2 cursor-pointer place-items-center rounded-field text-base-content/75 hover:bg-base-300/50"
                    aria-label="Show what is typed"
                    aria-pressed=move || if shown.get() { "true" } else { "false" }
                    aria-controls=id
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {move || {
                        if shown.get() {
                            view! { <Icon drawing=icon::EYE_OFF/> }
                        } else {
                            view! { <Icon drawing=icon::EYE/> }
                        }
                    }}
                </button>
            </div>
        </Field>
    }
}
