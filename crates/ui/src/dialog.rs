use crate::modal;
use leptos::{html, prelude::*};

/// A native modal dialog: the browser keeps the focus in it and gives it back. It opens and closes with `open`;
/// without scripts it is never shown, so nothing may depend on it alone.
#[component]
pub fn Dialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The heading.
    #[prop(into)]
    title: String,
    /// An id that is unique on the page.
    id: &'static str,
    /// Whether Esc closes it.
    #[prop(default = true)]
    closable: bool,
    /// The content.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    modal::follows(node, open);
    let heading = format!("{id}-title");
    view! {
        <dialog
            node_ref=node
            id=id
            class="card-flat m-auto w-[min(26rem,calc(100vw-2rem))] p-0 text-base-content backdrop:bg-black/40"
            aria-labelledby=heading
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    // Handled here: the page under it has its own meaning for Esc.
                    event.prevent_default();
                    if closable {
                        open.set(false);
                    }
                }
            }
            on:cancel=move |event: leptos::ev::CustomEvent| {
                if !closable {
                    event.prevent_default();
                }
            }
            on:close=move |_| open.set(false)
        >
            <div class="p-5">
                <h2 id=heading.clone() class="text-base font-semibold">
                    {title}
                </h2>
                <div class="mt-3">{children()}</div>
            </div>
        </dialog>
    }
}
