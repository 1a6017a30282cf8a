use leptos::prelude::*;

/// Yes or no, with its words beside it.
#[component]
pub fn Checkbox(
    /// The field's name in the form; sent as `true` when ticked.
    #[prop(into)]
    name: String,
    /// What is agreed to.
    #[prop(into)]
    label: String,
    /// Ticked at first.
    #[prop(optional)]
    checked: bool,
) -> impl IntoView {
    view! {
        <label class="flex min-h-6 cursor-pointer items-start gap-2 text-sm">
            <input type="checkbox" name=name value="true" checked=checked class="checkbox checkbox-sm mt-0.5"/>
            <span>{label}</span>
        </label>
    }
}
