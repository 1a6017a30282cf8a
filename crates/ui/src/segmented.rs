use crate::Choice;
use leptos::prelude::*;

/// A few choices side by side, all visible: radio buttons in one frame.
#[component]
pub fn Segmented(
    /// The field's name in the form.
    name: &'static str,
    /// What is chosen.
    #[prop(into)]
    label: String,
    /// The choices.
    choices: Vec<Choice>,
    /// The value chosen at first.
    #[prop(into)]
    value: String,
) -> impl IntoView {
    view! {
        <fieldset class="min-w-0">
            <legend class="label-sm">{label}</legend>
            <div class="mt-1 flex rounded-field border border-base-300 bg-base-100 p-0.5">
                {choices
                    .into_iter()
                    .map(|choice| {
                        let checked = choice.value == value;
                        view! {
                            <label class="flex-1 cursor-pointer rounded-[0.3rem] px-2 py-1 text-center text-sm whitespace-nowrap text-base-content/80 has-checked:bg-base-300/80 has-checked:font-medium has-checked:text-base-content forced-colors:has-checked:outline-2 has-focus-visible:outline-2 has-focus-visible:outline-primary">
                                <input type="radio" class="sr-only" name=name value=choice.value checked=checked/>
                                {choice.label}
                            </label>
                        }
                    })
                    .collect_view()}
            </div>
        </fieldset>
    }
}
