use crate::{
    Field,
    count::{QuietCount, described_by},
    listbox::{after, keep_visible},
    typed,
};
use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast};

/// One suggestion of a [`SuggestField`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What choosing it writes into the field.
    pub value: String,
    /// Its name.
    pub label: String,
    /// More about it, under its name.
    pub detail: String,
}

/// The part of a text that is being typed: all of it, or what follows the last comma.
fn being_typed(text: &str, several: bool) -> &str {
    let last = if several { text.rsplit(',').next() } else { None };
    last.unwrap_or(text).trim()
}

/// The text with a value in place of what was being typed.
fn with_chosen(text: &str, several: bool, value: &str) -> String {
    match text.rsplit_once(',').filter(|_| several) {
        Some((before, _)) => format!("{before}, {value}"),
        None => value.to_owned(),
    }
}

/// One line of text with suggestions that somebody else looks up while it is typed: for choices that no list could hold,
/// such as everybody in a company. What is sent is the text as it stands in the field, and anything may be typed.
/// Without scripts it is a plain field. The arrow keys move in the suggestions, Enter chooses, Esc closes; the focus
/// stays in the field (WAI-ARIA: combobox with a listbox).
#[component]
pub fn SuggestField(
    /// The field's name in the form.
    #[prop(into)]
    name: String,
    /// Its id; the name unless given.
    #[prop(optional, into)]
    id: Option<String>,
    /// What is chosen.
    #[prop(into)]
    label: String,
    /// How to choose, or what the text means.
    #[prop(optional, into)]
    help: Signal<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The text; what is typed and chosen is put back into it.
    text: RwSignal<String>,
    /// The text is several values with commas between them; only the last one is looked for and replaced.
    #[prop(optional)]
    several: bool,
    /// What is to be looked for; empty when there is nothing to look for any more.
    sought: RwSignal<String>,
    /// What fits, best first; `None` while nobody knows.
    found: Signal<Option<Vec<Suggestion>>>,
    /// Said when nothing fits.
    nothing: &'static str,
    /// Characters; 0 for no limit.
    #[prop(optional)]
    limit: usize,
    /// May stay empty.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let described = described_by(&id, limit);
    let own_id = StoredValue::new(id.clone());
    let list_id = move || own_id.with_value(|id| format!("{id}-suggestions"));
    let option_id = move |place: usize| own_id.with_value(|id| format!("{id}-suggestion-{place}"));
    let first = text.get_untracked();
    let node = NodeRef::<html::Input>::new();
    let list = NodeRef::<html::Div>::new();
    let counted = QuietCount::new(&first, limit, node);
    let (count, follow) = (counted.view(&id), counted.follow());
    let value = typed::bound(text, move || node.get().map(|input| input.value()));
    let scripted = RwSignal::new(false);
    Effect::new(move |_| scripted.set(true));

    let open = RwSignal::new(false);
    // The value of the suggestion that Enter chooses: what is found later moves nobody to somebody else.
    let marked = RwSignal::new(None::<String>);
    let amount = Memo::new(move |_| found.with(|found| found.as_ref().map_or(0, Vec::len)));
    let offers = Memo::new(move |_| open.get() && amount.get() > 0);
    let at = Memo::new(move |_| {
        let marked = marked.get();
        found.with(|found| {
            let found = found.as_ref()?;
            found.iter().position(|suggestion| marked.as_ref() == Some(&suggestion.value))
        })
    });
    Effect::new(move |_| {
        if let Some(place) = at.get()
            && let Some(list) = list.get()
            && let Some(option) =
                document().get_element_by_id(&option_id(place)).and_then(|e| e.dyn_into().ok())
        {
            keep_visible(&list, &option);
        }
    });
    let close = move || {
        open.set(false);
        marked.set(None);
    };
    let choose = move |value: &str| {
        let with_it = text.with_untracked(|text| with_chosen(text, several, value));
        follow(&with_it);
        text.set(with_it);
        close();
        sought.set(String::new());
    };
    let type_in = move |typed: String| {
        follow(&typed);
        marked.set(None);
        open.set(true);
        sought.set(being_typed(&typed, several).to_owned());
        text.set(typed);
    };
    let mark = move |place: usize| {
        let value = found.with_untracked(|found| {
            found.as_ref().and_then(|found| found.get(place)).map(|suggestion| suggestion.value.clone())
        });
        if marked.with_untracked(|marked| *marked != value) {
            marked.set(value);
        }
    };
    let keys = move |event: ev::KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        let key = event.key();
        let (is_open, known) = (open.get_untracked(), found.with_untracked(Option::is_some));
        let place = at.get_untracked().filter(|_| is_open);
        if let Some(next) = after(&key, place, amount.get_untracked()) {
            event.prevent_default();
            open.set(true);
            mark(next);
        } else if key == "ArrowDown" && !known {
            event.prevent_default();
            open.set(true);
            sought.set(text.with_untracked(|text| being_typed(text, several).to_owned()));
        } else if key == "Enter" && place.is_some() {
            event.prevent_default();
            if let Some(value) = marked.get_untracked() {
                choose(&value);
            }
        } else if key == "Escape" && is_open && known {
            // Handled here: the page under it has its own meaning for Esc.
            event.prevent_default();
            close();
        }
    };
    view! {
        <Field id=id.clone() label help error aside=count>
            <div class="relative">
                <input
                    id=id
                    name=name
                    type="text"
                    role=move || scripted.get().then_some("combobox")
                    class="control"
                    class:input-error=move || error.read().is_some()
                    value=first
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    required=!optional
                    maxlength=(limit > 0).then(|| limit.to_string())
                    aria-autocomplete=move || scripted.get().then_some("list")
                    aria-expanded=move || scripted.get().then(|| if offers.get() { "true" } else { "false" })
                    aria-controls=move || offers.get().then(list_id)
                    aria-activedescendant=move || at.get().filter(|_| offers.get()).map(option_id)
                    aria-invalid=move || error.read().is_some().then_some("true")
                    aria-describedby=described
                    node_ref=node
                    prop:value=value
                    on:input:target=move |event| type_in(event.target().value())
                    on:keydown=keys
                    on:blur=move |_| close()
                />
                {move || {
                    if !open.get() {
                        return None;
                    }
                    let suggestions = found.get()?;
                    if suggestions.is_empty() {
                        let words = view! {
                            <p class="card-flat absolute inset-x-0 top-full z-30 mt-1 px-3 py-2 text-sm text-base-content/75 shadow-sm">
                                {nothing}
                            </p>
                        };
                        return Some(words.into_any());
                    }
                    let options = suggestions
                        .into_iter()
                        .enumerate()
                        .map(|(place, Suggestion { value, label, detail })| {
                            view! {
                                <div
                                    id=option_id(place)
                                    role="option"
                                    aria-selected=move || if at.get() == Some(place) { "true" } else { "false" }
                                    class="cursor-pointer rounded-field px-2 py-1.5 text-sm aria-selected:bg-base-300/70 forced-colors:aria-selected:outline-2"
                                    on:pointermove=move |_| mark(place)
                                    on:click=move |_| choose(&value)
                                >
                                    <span class="block truncate">{label}</span>
                                    <span class="block truncate text-xs text-base-content/75">{detail}</span>
                                </div>
                            }
                        })
                        .collect_view();
                    // A press on the list leaves the focus, and with it the list, where it is.
                    let list = view! {
                        <div
                            node_ref=list
                            id=list_id()
                            role="listbox"
                            aria-label="Suggestions"
                            class="card-flat absolute inset-x-0 top-full z-30 mt-1 max-h-64 overflow-y-auto p-1 shadow-sm"
                            on:mousedown=move |event| event.prevent_default()
                        >
                            {options}
                        </div>
                    };
                    Some(list.into_any())
                }}
                <p class="sr-only" role="status">
                    {move || {
                        let count = found.with(|found| found.as_ref().map(Vec::len)).filter(|_| open.get());
                        match count {
                            None => String::new(),
                            Some(0) => nothing.to_owned(),
                            Some(1) => "1 suggestion".to_owned(),
                            Some(count) => format!("{count} suggestions"),
                        }
                    }}
                </p>
            </div>
        </Field>
    }
}

#[cfg(test)]
mod tests {
    use super::{being_typed, with_chosen};

    #[test]
    fn one_value_is_replaced_whole() {
        assert_eq!(being_typed(" Hopper, Grace ", false), "Hopper, Grace");
        assert_eq!(with_chosen("Hopper, Grace", false, "ghopper"), "ghopper");
    }

    #[test]
    fn of_several_values_only_the_last_is_sought_and_replaced() {
        assert_eq!(being_typed("ghopper, tur", true), "tur");
        assert_eq!(being_typed("tur", true), "tur");
        assert_eq!(being_typed("ghopper,", true), "");
        assert_eq!(with_chosen("ghopper,tur", true, "aturing"), "ghopper, aturing");
        assert_eq!(with_chosen("tur", true, "aturing"), "aturing");
    }
}
