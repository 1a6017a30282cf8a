use crate::{
    api::{self, prompts::SavePrompt},
    session,
    shell::{FailureNotice, FailurePage},
};
use contract::{
    Failure,
    views::{PLACEHOLDERS, PromptKind, PromptView},
};
use domain::{ids::PromptId, limits, placeholders};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use ui::{Button, ButtonKind, Choice, LinkButton, PageHeader, Segmented, Skeleton, TextArea, TextField};

/// A new prompt or template.
#[component]
pub(crate) fn NewPromptPage() -> impl IntoView {
    view! {
        <Title text="New prompt"/>
        <Editor/>
    }
    .into_any()
}

/// One of the person's own.
#[component]
pub(crate) fn EditPromptPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("prompt").and_then(|id| id.parse::<PromptId>().ok()));
    let prompt = Resource::new_blocking(
        move || id.get(),
        async |id| match id {
            Some(id) => api::prompts::prompt(id).await,
            None => Err(Failure::not_found("prompt").into()),
        },
    );
    view! {
        <Transition fallback=|| {
            view! {
                <div class="mx-auto max-w-5xl p-5">
                    <Skeleton lines=8/>
                </div>
            }
        }>
            {move || Suspend::new(async move {
                match prompt.await {
                    Ok(prompt) => {
                        let title = prompt.name.clone();
                        view! {
                            <Title text=title/>
                            <Editor prompt/>
                        }
                            .into_any()
                    }
                    Err(error) => view! { <FailurePage error/> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Editor(#[prop(optional)] prompt: Option<PromptView>) -> impl IntoView {
    let save = session::action::<SavePrompt>();
    let failure = session::failure(save);
    let title = if prompt.is_some() { "Edit prompt" } else { "New prompt" };
    let id = prompt.as_ref().map(|prompt| prompt.id.to_string());
    let kind = prompt.as_ref().map_or(PromptKind::Prompt, |prompt| prompt.kind);
    let name = prompt.as_ref().map(|prompt| prompt.name.clone()).unwrap_or_default();
    let body = RwSignal::new(prompt.map(|prompt| prompt.body).unwrap_or_default());
    // The list follows at once: the button stays busy until it is there.
    let busy = Signal::derive(move || save.pending().get() || matches!(save.value().get(), Some(Ok(()))));
    let problem = session::problem(save, "body");
    let error = Signal::derive(move || problem.get().or_else(|| body.with(|body| unknown(body))));
    view! {
        <div class="grid lg:grid-cols-[minmax(0,1fr)_20rem]">
            <div class="mx-auto w-full max-w-3xl min-w-0 p-4 sm:p-5">
                <PageHeader
                    title
                    text="A prompt says what the model shall keep to; a template gives the text its form."
                />
                <div class="mt-4">
                    <ActionForm action=save>
                        {id.map(|id| view! { <input type="hidden" name="id" value=id/> })}
                        <div class="space-y-4">
                            {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
                            <div class="grid gap-3 sm:grid-cols-2">
                                <TextField
                                    name="name"
                                    label="Name"
                                    value=name
                                    limit=limits::NAME
                                    error=session::problem(save, "name")
                                />
                                <Segmented
                                    name="kind"
                                    label="Kind"
                                    choices=PromptKind::ALL
                                        .map(|kind| Choice::new(kind.as_str(), kind.label()))
                                        .to_vec()
                                    value=kind.as_str()
                                />
                            </div>
                            <TextArea
                                name="body"
                                label="Text"
                                text=body
                                limit=limits::PROMPT
                                rows=12
                                placeholder="Name the ward and the role of everybody who is involved. …"
                                error
                            />
                        </div>
                        <div class="mt-4 flex flex-wrap gap-2">
                            <Button kind=ButtonKind::Primary busy>
                                "Save"
                            </Button>
                            <LinkButton href="/prompts">"Cancel"</LinkButton>
                        </div>
                    </ActionForm>
                </div>
            </div>
            <aside aria-label="Preview" class="border-t border-base-300 p-4 lg:border-t-0 lg:border-l">
                <Preview body/>
            </aside>
        </div>
    }
    .into_any()
}

/// What is wrong with the placeholders, while somebody types.
fn unknown(body: &str) -> Option<String> {
    let known = |name: &String| PLACEHOLDERS.iter().any(|placeholder| placeholder.name == name);
    let unknown: Vec<_> = placeholders::names_in(body)
        .into_iter()
        .filter(|name| !known(name))
        .map(|name| format!("{{{name}}}"))
        .collect();
    (!unknown.is_empty()).then(|| format!("Nothing stands for {}.", unknown.join(", ")))
}

/// The text as a model would get it, with made-up values, and what can be used in it.
#[component]
fn Preview(body: RwSignal<String>) -> impl IntoView {
    let filled = move || {
        body.with(|body| {
            placeholders::fill(body, |name| {
                let found = PLACEHOLDERS.iter().find(|placeholder| placeholder.name == name);
                found.map(|placeholder| placeholder.sample)
            })
        })
    };
    view! {
        <h2 class="text-sm font-semibold">"Preview with sample values"</h2>
        <div
            class="card-flat mt-2 max-h-96 min-h-16 overflow-auto p-3 text-sm leading-6 break-words whitespace-pre-wrap"
            tabindex="0"
            role="group"
            aria-label="Preview text"
        >
            {filled}
        </div>
        <h2 class="mt-5 text-sm font-semibold">"Placeholders"</h2>
        <dl class="mt-2 space-y-1.5 text-sm">
            {PLACEHOLDERS
                .map(|placeholder| {
                    view! {
                        <div>
                            <dt class="font-mono text-xs">{format!("{{{}}}", placeholder.name)}</dt>
                            <dd class="text-xs leading-5 text-base-content/75">{placeholder.meaning}</dd>
                        </div>
                    }
                })
                .collect_view()}
        </dl>
    }
}

#[cfg(test)]
mod tests {
    use super::unknown;

    #[test]
    fn a_placeholder_that_nothing_stands_for_is_said_while_typing() {
        assert_eq!(unknown("In {project} for {reader}."), Some("Nothing stands for {reader}.".to_owned()));
        assert_eq!(unknown("In {project}, {\"a\": 1}."), None);
    }
}
