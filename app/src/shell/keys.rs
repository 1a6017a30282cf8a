use super::palette::PaletteOpen;
use leptos::{ev, prelude::*};
use ui::{Button, Dialog, Kbd};
use wasm_bindgen::JsCast;

/// Whether the list of keys is open.
#[derive(Clone, Copy)]
pub(super) struct KeysOpen(pub(super) RwSignal<bool>);

/// Where the browser remembers that `?` is a letter for this person and nothing else.
const STORED: &str = "single-keys";
const OFF: &str = "off";

/// What each key does.
const KEYS: &[(&[&str], &str)] = &[
    (&["Ctrl", "K"], "Find drafts, pages and actions"),
    (&["Ctrl", "↵"], "Generate the draft, on its form"),
    (&["Esc"], "Stop the work, or close what is open"),
    (&["↑", "↓", "↵"], "Choose in a list"),
    (&["←", "→"], "Make the navigation narrower or wider, at its edge"),
    (&["?"], "This list"),
];

/// Whether a key that is pressed belongs to what somebody is writing or choosing.
pub(crate) fn is_typing(event: &ev::KeyboardEvent) -> bool {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok())
    else {
        return false;
    };
    match element.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => !matches!(
            element.get_attribute("type").as_deref(),
            Some("button" | "checkbox" | "radio" | "submit" | "reset" | "file" | "range" | "color")
        ),
        _ => element.is_content_editable(),
    }
}

/// Whether something lies over the page.
fn covered() -> bool {
    document().query_selector("dialog[open]").is_ok_and(|found| found.is_some())
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

fn single_keys() -> bool {
    storage().and_then(|storage| storage.get_item(STORED).ok().flatten()).as_deref() != Some(OFF)
}

/// The keys that work on every page, and the list of all.
#[component]
pub(super) fn Keys() -> impl IntoView {
    let (Some(PaletteOpen(palette)), Some(KeysOpen(open))) = (use_context(), use_context()) else {
        return ().into_any();
    };
    let single = RwSignal::new(true);
    Effect::new(move |_| {
        single.set(single_keys());
        let listener = window_event_listener(ev::keydown, move |event| {
            let with_control =
                (event.ctrl_key() || event.meta_key()) && !event.alt_key() && !event.shift_key();
            if with_control && event.key().eq_ignore_ascii_case("k") {
                if palette.get_untracked() {
                    event.prevent_default();
                    palette.set(false);
                } else if !covered() {
                    event.prevent_default();
                    palette.set(true);
                }
            } else if event.key() == "?"
                && single.get_untracked()
                && !(event.ctrl_key() || event.meta_key() || event.alt_key())
                && !is_typing(&event)
                && !covered()
            {
                event.prevent_default();
                open.set(true);
            }
        });
        on_cleanup(move || listener.remove());
    });
    let remember = move |wanted: bool| {
        single.set(wanted);
        if let Some(storage) = storage() {
            // Fails only when the browser stores nothing at all; then the choice lasts as long as the page.
            let _ = if wanted { storage.remove_item(STORED) } else { storage.set_item(STORED, OFF) };
        }
    };
    let rows = KEYS
        .iter()
        .map(|(keys, what)| {
            let keys = keys.iter().map(|key| view! { <Kbd>{*key}</Kbd> }).collect_view();
            view! {
                <div class="flex items-baseline gap-3">
                    <dt class="flex w-24 shrink-0 gap-1">{keys}</dt>
                    <dd class="min-w-0 text-base-content/85">{*what}</dd>
                </div>
            }
        })
        .collect_view();
    view! {
        <Dialog open title="Keys" id="keys">
            <dl class="space-y-2.5 text-sm">{rows}</dl>
            <label class="mt-4 flex min-h-6 cursor-pointer items-start gap-2 border-t border-base-300 pt-3 text-sm">
                <input
                    type="checkbox"
                    class="checkbox checkbox-sm mt-0.5"
                    prop:checked=move || single.get()
                    on:change:target=move |event| remember(event.target().checked())
                />
                <span>"“?” opens this list on every page"</span>
            </label>
            <div class="mt-4">
                <Button r#type="button" on:click=move |_| open.set(false)>
                    "Close"
                </Button>
            </div>
        </Dialog>
    }
    .into_any()
}
