use crate::{api::drafting::FindPages, session, shell::FailureNotice};
use contract::views::PageChoice;
use domain::limits;
use leptos::{html, prelude::*};
use ui::{Button, Icon, TextArea, icon};

/// The most that fits: lines of their longest length.
const MOST: usize = limits::CONTEXTS * 300;

/// Issues and pages that the model shall know: a line each, and a search that adds pages where scripts run.
#[component]
pub(super) fn ContextField(
    /// An address a line, at first.
    value: String,
    /// What is wrong.
    error: Signal<Option<String>>,
) -> impl IntoView {
    let open = !value.is_empty();
    let text = RwSignal::new(value);
    let frame = NodeRef::<html::Details>::new();
    // What is wrong is not hidden.
    Effect::new(move |_| {
        if error.get().is_some()
            && let Some(frame) = frame.get_untracked()
        {
            frame.set_open(true);
        }
    });
    view! {
        <details node_ref=frame open=move || open || error.get_untracked().is_some()>
            <summary class="link inline-flex min-h-6 items-center text-sm text-base-content/80">
                "Issues and pages that the model shall know"
            </summary>
            <div class="mt-2 space-y-3">
                <TextArea
                    name="context"
                    label="Context"
                    text
                    rows=2
                    limit=MOST
                    optional=true
                    placeholder="CLINIC-245"
                    help="A key of Jira or an address of Confluence on each line, at most 10. They are read with your own tokens and given to the model as data."
                    error
                />
                <Search text/>
            </div>
        </details>
    }
    .into_any()
}

/// Finds pages by their words. Not a form of its own: it stands inside of one.
#[component]
fn Search(text: RwSignal<String>) -> impl IntoView {
    let find = session::action::<FindPages>();
    let failure = session::whole_failure(find);
    let words = RwSignal::new(String::new());
    let scripted = RwSignal::new(false);
    Effect::new(move |_| scripted.set(true));
    let search = move || {
        if !find.pending().get_untracked() {
            find.dispatch(FindPages { words: words.get_untracked() });
        }
    };
    let found = move || {
        find.value().get().and_then(Result::ok).map(|pages| {
            if pages.is_empty() {
                return view! { <p class="text-sm text-base-content/75">"No page has these words."</p> }
                    .into_any();
            }
            let lines = pages.into_iter().map(|page| view! { <Found text page/> }).collect_view();
            view! {
                <ul class="card-flat overflow-hidden" aria-label="Pages found">
                    {lines}
                </ul>
            }
            .into_any()
        })
    };
    move || {
        scripted.get().then(|| {
            view! {
                <div class="space-y-2" role="search" aria-label="Pages of Confluence">
                    <div class="flex gap-2">
                        <input
                            type="search"
                            class="control min-w-0 flex-1"
                            aria-label="Words of a Confluence page"
                            placeholder="Find a page of Confluence"
                            maxlength=limits::SEARCH.to_string()
                            autocomplete="off"
                            prop:value=words
                            on:input:target=move |event| words.set(event.target().value())
                            on:keydown=move |event| {
                                if event.key() == "Enter" && !event.ctrl_key() && !event.meta_key() {
                                    event.prevent_default();
                                    search();
                                }
                            }
                        />
                        <Button r#type="button" icon=icon::SEARCH busy=find.pending() on:click=move |_| search()>
                            "Find"
                        </Button>
                    </div>
                    {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
                    {found}
                </div>
            }
        })
    }
}

#[component]
fn Found(text: RwSignal<String>, page: PageChoice) -> impl IntoView {
    let PageChoice { address, title, excerpt } = page;
    let there = {
        let address = address.clone();
        Signal::derive(move || text.with(|text| text.lines().any(|line| line.trim() == address)))
    };
    let label = format!("Add “{title}”");
    view! {
        <li class="flex items-start gap-3 border-t border-base-300 px-3 py-2 text-sm first:border-t-0">
            <span class="min-w-0 flex-1">
                <span class="block font-medium break-words">{title}</span>
                <span class="line-clamp-2 text-xs leading-5 text-base-content/75">{excerpt}</span>
            </span>
            {move || {
                let (address, label) = (address.clone(), label.clone());
                if there.get() {
                    view! {
                        <span class="inline-flex items-center gap-1 text-xs text-success">
                            <Icon drawing=icon::CHECK size=14/>
                            "Added"
                        </span>
                    }
                        .into_any()
                } else {
                    view! {
                        <Button
                            r#type="button"
                            icon=icon::PLUS
                            label
                            on:click=move |_| {
                                text.update(|text| {
                                    if !text.is_empty() && !text.ends_with('\n') {
                                        text.push('\n');
                                    }
                                    text.push_str(&address);
                                });
                            }
                        >
                            "Add"
                        </Button>
                    }
                        .into_any()
                }
            }}
        </li>
    }
    .into_any()
}
