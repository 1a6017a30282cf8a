use crate::{Icon, icon::Drawing};
use leptos::prelude::*;

/// A button of a form that is a drawing alone, such as at the end of a list's line.
#[component]
pub fn IconButton(
    /// What it does, for those who do not see the drawing.
    #[prop(into)]
    label: String,
    /// The drawing.
    drawing: Drawing,
) -> impl IntoView {
    view! {
        <button
            type="submit"
            aria-label=label.clone()
            title=label
            class="grid size-8 place-items-center rounded-field text-base-content/75 hover:bg-base-300/50"
        >
            <Icon drawing/>
        </button>
    }
}
