use crate::{
    Field,
    count::{count, described_by, grouped},
    typed,
};
use leptos::{html, prelude::*};

/// Several lines of text with a live count. It does not cut what is pasted: too much is said in words.
#[component]
pub fn TextArea(
    /// The field's name in the form.
    #[prop(into)]
    name: String,
    /// Its id; the name unless given.
    #[prop(optional, into)]
    id: Option<String>,
    /// What to write.
    #[prop(into)]
    label: String,
    /// How to write it.
    #[prop(optional, into)]
    help: Signal<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The text; what is typed is put back into it.
    text: RwSignal<String>,
    /// Characters; 0 for no limit.
    #[prop(optional)]
    limit: usize,
    /// Visible lines.
    #[prop(default = 6)]
    rows: u32,
    /// Greyed text of an empty field.
    #[prop(optional, into)]
    placeholder: String,
    /// May stay empty.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let described = described_by(&id, limit);
    let length = Memo::new(move |_| text.read().chars().count());
    let too_long = Signal::derive(move || {
        let over = length.get().saturating_sub(limit);
        match error.get() {
            Some(error) => Some(error),
            None if limit > 0 && over > 0 => {
                Some(format!("{} characters too many. Shorten the text, or split it.", grouped(over)))
            }
            None => None,
        }
    });
    // Where the browser lets it grow, `rows` counts for nothing.
    let height = if rows > 6 { "min-h-56" } else { "min-h-24" };
    let first = text.get_untracked();
    let node = NodeRef::<html::Textarea>::new();
    let value = typed::bound(text, move || node.get().map(|area| area.value()));
    let counted = id.clone();
    let count = move || count(&counted, length.into(), limit);
    view! {
        <Field id=id.clone() label help error=too_long aside=count>
            <textarea
                id=id
                name=name
                rows=rows.to_string()
                class=format!("textarea grows max-h-[60vh] w-full bg-base-100 text-sm leading-6 {height}")
                class:textarea-error=move || too_long.read().is_some()
                placeholder=placeholder
                required=!optional
                aria-invalid=move || too_long.read().is_some().then_some("true")
                aria-describedby=described
                node_ref=node
                prop:value=value
                on:input:target=move |event| text.set(event.target().value())
            >
                {textarea_text(&first)}
            </textarea>
        </Field>
    }
}

/// The text between the tags of a `<textarea>`. Leptos writes it into a page as it is (tachys 0.2.19), so it is escaped
/// here, and a line break goes before it, because browsers drop the first one. In the browser it is a text and no HTML.
pub fn textarea_text(text: &str) -> String {
    if cfg!(target_arch = "wasm32") {
        return text.to_owned();
    }
    format!("\n{}", text.replace('&', "&amp;").replace('<', "&lt;"))
}
