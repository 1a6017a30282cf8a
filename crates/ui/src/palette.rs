use crate::{
    Icon, Kbd, icon,
    icon::Drawing,
    listbox::{after, keep_visible},
    modal,
};
use leptos::{html, prelude::*, wasm_bindgen::JsCast, web_sys::Node};

/// One line of a palette.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaletteItem<T> {
    /// What choosing it means.
    pub command: T,
    /// The heading it stands under; items of one group follow each other.
    pub group: &'static str,
    /// Its name.
    pub label: String,
    /// More about it, at the right.
    pub detail: String,
    /// Its drawing.
    pub icon: Drawing,
}

fn option_id(at: usize) -> String {
    format!("palette-option-{at}")
}

/// A field over a list, in a dialog: what is typed narrows the list, the arrow keys move in it, Enter chooses, Esc
/// closes. The focus stays in the field (WAI-ARIA: combobox with a listbox).
#[component]
pub fn Palette<T>(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What it is for, for screen readers.
    #[prop(into)]
    label: String,
    /// Greyed text of the empty field.
    #[prop(into)]
    placeholder: String,
    /// What is typed.
    query: RwSignal<String>,
    /// What fits, best first.
    #[prop(into)]
    items: Signal<Vec<PaletteItem<T>>>,
    /// Something was chosen; the palette has closed already.
    on_choose: Callback<T>,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let (field_label, list_label) = (label.clone(), label.clone());
    let node = NodeRef::<html::Dialog>::new();
    let list = NodeRef::<html::Div>::new();
    modal::follows(node, open);
    let at = RwSignal::new(0);
    // Other words begin at the top; what is found for them later moves nobody.
    Effect::new(move |_| {
        query.track();
        at.set(0);
    });
    Effect::new(move |_| {
        let last = items.read().len().saturating_sub(1);
        at.update(|at| *at = (*at).min(last));
    });
    Effect::new(move |_| {
        let id = option_id(at.get());
        if let Some(list) = list.get()
            && let Some(option) = document().get_element_by_id(&id).and_then(|e| e.dyn_into().ok())
        {
            keep_visible(&list, &option);
        }
    });
    let choose = move |place: usize| {
        let chosen = items.with_untracked(|items| items.get(place).map(|item| item.command.clone()));
        if let Some(command) = chosen {
            open.set(false);
            on_choose.run(command);
        }
    };
    let keys = move |event: leptos::ev::KeyboardEvent| {
        let key = event.key();
        let count = items.with_untracked(Vec::len);
        if let Some(next) = after(&key, Some(at.get_untracked()), count) {
            event.prevent_default();
            at.set(next);
        } else if key == "Enter" && !event.is_composing() {
            event.prevent_default();
            choose(at.get_untracked());
        } else if key == "Escape" {
            // Handled here: the page under it has its own meaning for Esc.
            event.prevent_default();
            open.set(false);
        }
    };
    view! {
        <dialog
            node_ref=node
            aria-label=label
            class="card-flat mx-auto mt-[min(12vh,6rem)] mb-auto w-[min(36rem,calc(100vw-1.5rem))] overflow-hidden p-0 text-base-content backdrop:bg-black/40"
            on:keydown=keys
            on:close=move |_| open.set(false)
            on:click=move |event| {
                // Only what lies outside is the dialog itself.
                let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
                if node.get_untracked().is_some_and(|dialog| dialog.is_same_node(target.as_ref())) {
                    open.set(false);
                }
            }
        >
            <div class="flex items-center gap-2.5 border-b border-base-300 px-3.5">
                <Icon drawing=icon::SEARCH class="text-base-content/70"/>
                <input
                    type="text"
                    role="combobox"
                    class="palette-field"
                    aria-label=field_label
                    aria-expanded="true"
                    aria-controls="palette-list"
                    aria-autocomplete="list"
                    aria-activedescendant=move || (!items.read().is_empty()).then(|| option_id(at.get()))
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    maxlength="200"
                    placeholder=placeholder
                    prop:value=move || query.get()
                    on:input:target=move |event| query.set(event.target().value())
                />
                <Kbd>"Esc"</Kbd>
            </div>
            <div
                node_ref=list
                id="palette-list"
                role="listbox"
                aria-label=list_label
                class="relative max-h-[min(24rem,60vh)] overflow-y-auto p-1.5"
            >
                {move || {
                    let items = items.get();
                    let mut group = "";
                    items
                        .into_iter()
                        .enumerate()
                        .map(|(place, item)| {
                            let heading = (item.group != group).then_some(item.group);
                            group = item.group;
                            view! {
                                {heading
                                    .map(|heading| {
                                        view! {
                                            <div role="presentation" class="section-label px-2 pt-2 pb-1">
                                                {heading}
                                            </div>
                                        }
                                    })}
                                <div
                                    id=option_id(place)
                                    role="option"
                                    aria-selected=move || if at.get() == place { "true" } else { "false" }
                                    class="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-field px-2 py-1.5 text-sm aria-selected:bg-base-300/70 forced-colors:aria-selected:outline-2"
                                    on:pointermove=move |_| {
                                        if at.get_untracked() != place {
                                            at.set(place);
                                        }
                                    }
                                    on:click=move |_| choose(place)
                                >
                                    <Icon drawing=item.icon class="text-base-content/75"/>
                                    <span class="min-w-0 flex-1 truncate">{item.label}</span>
                                    <span class="max-w-[45%] shrink-0 truncate text-xs text-base-content/75">
                                        {item.detail}
                                    </span>
                                </div>
                            }
                        })
                        .collect_view()
                }}
            </div>
            <p class="sr-only" role="status">
                {move || match items.read().len() {
                    _ if !open.get() => String::new(),
                    0 => "Nothing fits".to_owned(),
                    1 => "1 choice".to_owned(),
                    count => format!("{count} choices"),
                }}
            </p>
        </dialog>
    }
    .into_any()
}
