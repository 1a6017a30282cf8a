use leptos::prelude::*;

/// On which side of its button a menu opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MenuSide {
    /// Its right edge under the button's right edge.
    #[default]
    End,
    /// Its left edge under the button's left edge.
    Start,
}

/// A button that opens a small panel of links and buttons. A native `<details>`, so it opens without scripts; with
/// them, Esc, leaving it and choosing something close it.
#[component]
pub fn Menu(
    /// The button's name.
    #[prop(into)]
    label: String,
    /// Which side it opens on.
    #[prop(optional)]
    side: MenuSide,
    /// More classes, such as when it is shown.
    #[prop(optional)]
    class: &'static str,
    /// What is on the button.
    #[prop(into)]
    button: ViewFn,
    /// What is in the panel.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<leptos::html::Details>::new();
    let summary = NodeRef::<leptos::html::Summary>::new();
    let close = move || {
        if let Some(details) = node.get_untracked() {
            details.set_open(false);
        }
    };
    let edge = match side {
        MenuSide::End => "right-0",
        MenuSide::Start => "left-0",
    };
    view! {
        <details
            node_ref=node
            class=format!("relative {class}")
            on:keydown=move |event| {
                if event.key() == "Escape" && node.get_untracked().is_some_and(|details| details.open()) {
                    // Handled here: the page has its own meaning for Esc.
                    event.prevent_default();
                    close();
                    if let Some(summary) = summary.get_untracked() {
                        let _ = summary.focus();
                    }
                }
            }
            on:focusout=move |event| {
                use leptos::wasm_bindgen::JsCast;
                let inside = event
                    .related_target()
                    .and_then(|target| target.dyn_into::<leptos::web_sys::Node>().ok())
                    .zip(node.get_untracked())
                    .is_some_and(|(target, details)| details.contains(Some(&target)));
                if !inside && event.related_target().is_some() {
                    close();
                }
            }
        >
            <summary node_ref=summary aria-label=label class="flex items-center rounded-field">
                {button.run()}
            </summary>
            <div
                class=format!("card-flat absolute {edge} z-30 mt-1.5 min-w-56 p-1.5 text-sm shadow-sm")
                on:click=move |_| close()
            >
                {children()}
            </div>
        </details>
    }
}
