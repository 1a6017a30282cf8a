//! Prompts and templates.

mod editor;
mod import;
mod own;
mod system;

pub(crate) use editor::{EditPromptPage, NewPromptPage};

use crate::{
    api::{
        self,
        prompts::{DeletePrompt, DuplicatePrompt, RestorePrompt},
    },
    pages::undo_bar::UndoBar,
    session,
    shell::{FailureNotice, FailurePage},
};
use contract::views::{PromptView, PromptsView};
use domain::ids::PromptId;
use import::Import;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use own::Own;
use system::System;
use ui::{Button, ButtonKind, Icon, LinkButton, Notice, PageHeader, Skeleton, Tone, icon};

/// The prompts page. `?deleted=` offers to take that deletion back; `?added=` says what an import did.
#[component]
pub(crate) fn PromptsPage() -> impl IntoView {
    let query = use_query_map();
    let deleted = Memo::new(move |_| query.read().get("deleted").and_then(|id| id.parse::<PromptId>().ok()));
    let number = move |name: &str| query.read().get(name).and_then(|text| text.parse::<u32>().ok());
    let added = Memo::new(move |_| number("added").map(|added| (added, number("renamed").unwrap_or(0))));
    let prompts = Resource::new_blocking(move || deleted.get(), api::prompts::list_prompts);
    view! {
        <Title text="Prompts"/>
        <div class="mx-auto max-w-4xl p-4 sm:p-5">
            <PageHeader title="Prompts" text="Choose one in the form of a new draft; the model keeps to it.">
                <LinkButton href="/prompts/new" kind=ButtonKind::Primary icon=icon::PLUS>
                    "New prompt"
                </LinkButton>
            </PageHeader>
            {move || {
                added
                    .get()
                    .map(|(added, renamed)| {
                        view! {
                            <div class="mt-3">
                                <Notice tone=Tone::Success title=imported(added, renamed)/>
                            </div>
                        }
                    })
            }}
            <Transition fallback=|| view! { <div class="mt-4"><Skeleton lines=8/></div> }>
                {move || Suspend::new(async move {
                    match prompts.await {
                        Ok(view) => view! { <Lists view/> }.into_any(),
                        Err(error) => view! { <FailurePage error/> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
    .into_any()
}

fn imported(added: u32, renamed: u32) -> String {
    let added = if added == 1 { "1 was added".to_owned() } else { format!("{added} were added") };
    match renamed {
        0 => format!("{added}."),
        1 => format!("{added}; one got a number, because its name was taken."),
        more => format!("{added}; {more} got a number, because their names were taken."),
    }
}

#[component]
fn Lists(view: PromptsView) -> impl IntoView {
    let duplicate = session::action::<DuplicatePrompt>();
    let delete = session::action::<DeletePrompt>();
    let failures = [session::whole_failure(duplicate), session::whole_failure(delete)];
    let PromptsView { own, system, deleted, now } = view;
    let some = !own.is_empty();
    view! {
        {move || {
            failures
                .iter()
                .find_map(Get::get)
                .map(|failure| view! { <div class="mt-3"><FailureNotice failure/></div> })
        }}
        <div class="mt-4 space-y-4">
            <Own prompts=own now duplicate delete/>
            <div class="flex flex-wrap items-start gap-x-4 gap-y-2 text-sm">
                {some
                    .then(|| {
                        view! {
                            <a href="/prompts/export" rel="external" download class="link inline-flex min-h-6 items-center gap-1.5">
                                <Icon drawing=icon::DOWNLOAD/>
                                "Export all as JSON"
                            </a>
                        }
                    })} <Import/>
            </div>
            <System prompts=system duplicate/>
        </div>
        {deleted.map(|prompt| view! { <Undo prompt/> })}
    }
    .into_any()
}

#[component]
fn Undo(prompt: PromptView) -> impl IntoView {
    let restore = session::action::<RestorePrompt>();
    view! {
        <UndoBar
            message=format!("Deleted “{}”.", prompt.name)
            list="/prompts"
            failure=session::whole_failure(restore)
        >
            <ActionForm action=restore>
                <input type="hidden" name="id" value=prompt.id.to_string()/>
                <Button icon=icon::ROTATE_CCW busy=restore.pending()>"Undo"</Button>
            </ActionForm>
        </UndoBar>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::imported;

    #[test]
    fn what_an_import_did_reads_like_a_sentence() {
        assert_eq!(imported(1, 0), "1 was added.");
        assert_eq!(imported(3, 1), "3 were added; one got a number, because its name was taken.");
        assert_eq!(imported(3, 2), "3 were added; 2 got a number, because their names were taken.");
    }
}
