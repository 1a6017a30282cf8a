use crate::{api, session};
use domain::ids::DraftId;
use leptos::prelude::*;
use ui::Toasts;

/// Counts what was brought back, so that lists read themselves anew. Lives as long as the page, because a message and
/// what it offers outlive the list from which something was deleted.
#[derive(Clone, Copy)]
pub(crate) struct Restored(pub(crate) RwSignal<u32>);

/// Puts the focus at the beginning of the page's content, when what had it is gone.
pub(crate) fn focus_main() {
    use wasm_bindgen::JsCast;
    let main = document().get_element_by_id("main").and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(main) = main {
        let _ = main.focus();
    }
}

/// Says that a draft is deleted and offers to take that back.
pub(crate) fn offer_to_restore(toasts: Toasts, restored: Restored, draft: DraftId, message: String) {
    let watch = session::watch();
    toasts.offer(message, "Undo", move || {
        leptos::task::spawn_local(async move {
            match api::drafting::restore_draft(draft).await {
                Ok(()) => {
                    restored.0.update(|count| *count += 1);
                    toasts.say("The draft is back.");
                }
                Err(error) if error.is_unauthenticated() => watch.notice(&error),
                Err(error) => toasts.warn(error.0.message),
            }
        });
    });
}
