use super::state::Workspace;
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

/// A form that is sent only when everything that was typed is saved, because it names the version it is about.
#[component]
pub(super) fn SavedFirst(
    /// The draft.
    workspace: Workspace,
    /// Set while the form waits for that.
    waiting: RwSignal<bool>,
    /// The form.
    children: Children,
) -> impl IntoView {
    let frame = NodeRef::<html::Div>::new();
    let hold = move |event: ev::SubmitEvent| {
        if !untrack(|| workspace.is_saved()) {
            event.prevent_default();
            event.stop_propagation();
            workspace.save_all();
            waiting.set(true);
        }
    };
    Effect::new(move |_| {
        if !waiting.get() {
            return;
        }
        if workspace.has_problems() {
            waiting.set(false);
        } else if workspace.is_saved() {
            waiting.set(false);
            // The form's own fields follow the saved version first.
            request_animation_frame(move || {
                let form = frame
                    .try_get_untracked()
                    .flatten()
                    .and_then(|frame| frame.query_selector("form").ok().flatten());
                if let Some(form) = form.and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok()) {
                    let _ = form.request_submit();
                }
            });
        }
    });
    view! {
        <div node_ref=frame on:submit:capture=hold>
            {children()}
        </div>
    }
    .into_any()
}
