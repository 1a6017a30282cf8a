use leptos::web_sys;
use wasm_bindgen::JsCast;

/// Says again what was typed and chosen before the scripts ran, to those who listen now. `shape` is what the select
/// showed at first.
pub(super) fn say_again(frame: &web_sys::Element, shape: &str) {
    let Ok(controls) = frame.query_selector_all("input:not([type=hidden]), select, textarea") else { return };
    for control in (0..controls.length()).filter_map(|at| controls.get(at)) {
        if let Some(event) = news_of(&control, shape) {
            let bubbling = web_sys::EventInit::new();
            bubbling.set_bubbles(true);
            if let Ok(event) = web_sys::Event::new_with_event_init_dict(event, &bubbling) {
                let _ = control.dispatch_event(&event);
            }
        }
    }
}

/// The event that a control would have sent.
fn news_of(control: &web_sys::Node, shape: &str) -> Option<&'static str> {
    if let Some(input) = control.dyn_ref::<web_sys::HtmlInputElement>() {
        return if input.type_() == "checkbox" {
            (input.checked() != input.default_checked()).then_some("change")
        } else {
            (input.value() != input.default_value()).then_some("input")
        };
    }
    if let Some(select) = control.dyn_ref::<web_sys::HtmlSelectElement>() {
        return (select.value() != shape).then_some("change");
    }
    let area = control.dyn_ref::<web_sys::HtmlTextAreaElement>()?;
    area.default_value().is_ok_and(|first| area.value() != first).then_some("input")
}
