use crate::api::prompts::DuplicatePrompt;
use contract::views::SystemPromptView;
use leptos::prelude::*;
use ui::{Button, Card, icon};

/// The installation's prompts: to choose or copy, and those that always take part, to read.
#[component]
pub(super) fn System(
    /// In the order they are offered.
    prompts: Vec<SystemPromptView>,
    /// Copies one.
    duplicate: ServerAction<DuplicatePrompt>,
) -> impl IntoView {
    let (choosable, fixed): (Vec<_>, Vec<_>) = prompts.into_iter().partition(|prompt| prompt.choosable);
    let choosable = choosable
        .into_iter()
        .map(|prompt| {
            let label = format!("Duplicate “{}”", prompt.label);
            view! {
                <Text label=prompt.label body=prompt.body>
                    <ActionForm action=duplicate>
                        <input type="hidden" name="source" value=format!("system:{}", prompt.id)/>
                        <Button icon=icon::COPY label busy=duplicate.pending()>
                            "Duplicate"
                        </Button>
                    </ActionForm>
                </Text>
            }
        })
        .collect_view();
    let fixed =
        fixed.into_iter().map(|prompt| view! { <Text label=prompt.label body=prompt.body/> }).collect_view();
    view! {
        <Card title="From this installation" flush=true>
            <div>{choosable}</div>
        </Card>
        <Card title="Always part of what is sent" flush=true>
            <div>{fixed}</div>
        </Card>
    }
    .into_any()
}

#[component]
fn Text(label: String, body: String, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    let name = format!("Text of “{label}”");
    view! {
        <details class="border-t border-base-300 px-4 py-2 first:border-t-0">
            <summary class="min-h-6 text-sm font-medium first-letter:uppercase">{label}</summary>
            <div
                class="mt-2 max-h-72 overflow-auto rounded-field border border-base-300 p-3 text-xs leading-5 break-words whitespace-pre-wrap"
                tabindex="0"
                role="group"
                aria-label=name
            >
                {body}
            </div>
            {children.map(|children| view! { <div class="mt-2">{children()}</div> })}
        </details>
    }
}
