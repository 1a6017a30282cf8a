use crate::api::prompts::{DeletePrompt, DuplicatePrompt};
use contract::views::PromptView;
use domain::time::Timestamp;
use leptos::prelude::*;
use leptos_router::components::A;
use ui::{Badge, ButtonKind, Card, EmptyState, IconButton, LinkButton, RelativeTime, icon};

/// The person's own prompts and templates.
#[component]
pub(super) fn Own(
    /// By name.
    prompts: Vec<PromptView>,
    /// For relative times.
    now: Timestamp,
    /// Copies one.
    duplicate: ServerAction<DuplicatePrompt>,
    /// Deletes one.
    delete: ServerAction<DeletePrompt>,
) -> impl IntoView {
    if prompts.is_empty() {
        return view! {
            <Card title="Yours">
                <EmptyState
                    icon=icon::MESSAGE_SQUARE_TEXT
                    title="No prompts of your own yet"
                    text="Write down once what every issue of a kind has to say, or copy one of those below and change it."
                >
                    <LinkButton href="/prompts/new" kind=ButtonKind::Outline icon=icon::PLUS>
                        "Write the first one"
                    </LinkButton>
                </EmptyState>
            </Card>
        }
        .into_any();
    }
    let rows = prompts
        .into_iter()
        .map(|prompt| {
            let PromptView { id, kind, name, body, updated_at } = prompt;
            let first = body.lines().next().unwrap_or_default().to_owned();
            let (copy, throw) = (format!("Duplicate “{name}”"), format!("Delete “{name}”"));
            view! {
                <li class="flex items-center gap-2 border-t border-base-300 px-4 py-2 first:border-t-0">
                    <A href=format!("/prompts/{id}") {..} class="min-w-0 flex-1">
                        <span class="flex flex-wrap items-center gap-2">
                            <span class="text-sm font-medium">{name}</span>
                            <Badge>{kind.label()}</Badge>
                        </span>
                        <span class="block truncate text-xs leading-5 text-base-content/75">{first}</span>
                    </A>
                    <span class="hidden text-xs text-base-content/75 sm:block">
                        <RelativeTime at=updated_at.as_millis() now=now.as_millis()/>
                    </span>
                    <ActionForm action=duplicate>
                        <input type="hidden" name="source" value=format!("own:{id}")/>
                        <IconButton label=copy drawing=icon::COPY/>
                    </ActionForm>
                    <ActionForm action=delete>
                        <input type="hidden" name="id" value=id.to_string()/>
                        <IconButton label=throw drawing=icon::TRASH_2/>
                    </ActionForm>
                </li>
            }
        })
        .collect_view();
    view! {
        <Card title="Yours" flush=true>
            <ul>{rows}</ul>
        </Card>
    }
    .into_any()
}
