use leptos::ev::KeyboardEvent;
use wasm_bindgen::JsCast;

/// Sends the form in which somebody presses Ctrl and Enter.
pub(super) fn send_with_enter(event: &KeyboardEvent, may: bool) {
    if event.key() != "Enter" || !(event.ctrl_key() || event.meta_key()) || !may {
        return;
    }
    event.prevent_default();
    let form = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|element| element.closest("form").ok().flatten())
        .and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok());
    if let Some(form) = form {
        let _ = form.request_submit();
    }
}
