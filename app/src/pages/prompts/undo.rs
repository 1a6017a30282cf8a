use crate::{api::prompts::RestorePrompt, session, shell::FailureNotice};
use contract::views::PromptView;
use leptos::prelude::*;
use leptos_router::components::A;
use ui::{Button, Icon, icon};

/// What was just deleted, and the way back. Stays until another page is opened.
#[component]
pub(super) fn Undo(
    /// The deleted prompt.
    prompt: PromptView,
) -> impl IntoView {
    let restore = session::action::<RestorePrompt>();
    let failure = session::whole_failure(restore);
    view! {
        <div
            role="status"
            class="fixed inset-x-3 bottom-3 z-40 flex justify-center sm:right-4 sm:left-auto sm:justify-end"
        >
            <div class="card-flat flex max-w-full flex-wrap items-center gap-3 px-3.5 py-2 text-sm shadow-sm">
                <span class="min-w-0 break-words">"Deleted “" {prompt.name} "”."</span>
                <ActionForm action=restore>
                    <input type="hidden" name="id" value=prompt.id.to_string()/>
                    <Button icon=icon::ROTATE_CCW busy=restore.pending()>"Undo"</Button>
                </ActionForm>
                <A href="/prompts" {..} aria-label="Close" class="grid size-8 place-items-center rounded-field">
                    <Icon drawing=icon::X/>
                </A>
                {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
            </div>
        </div>
    }
    .into_any()
}
