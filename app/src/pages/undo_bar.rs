use crate::shell::FailureNotice;
use contract::Failure;
use leptos::prelude::*;
use leptos_router::components::A;
use ui::{Icon, icon};

/// What was just deleted, and the way back. Stays until another page is opened, and works without scripts.
#[component]
pub(crate) fn UndoBar(
    /// What happened.
    #[prop(into)]
    message: String,
    /// The page without this.
    list: &'static str,
    /// Why it cannot be taken back.
    failure: Signal<Option<Failure>>,
    /// The form that takes it back.
    children: Children,
) -> impl IntoView {
    view! {
        <div
            role="status"
            class="fixed inset-x-3 bottom-3 z-40 flex justify-center sm:right-4 sm:left-auto sm:justify-end"
        >
            <div class="card-flat flex max-w-full flex-wrap items-center gap-3 px-3.5 py-2 text-sm shadow-sm">
                <span class="min-w-0 break-words">{message}</span>
                {children()}
                <A href=list.to_owned() {..} aria-label="Close" class="grid size-8 place-items-center rounded-field">
                    <Icon drawing=icon::X/>
                </A>
                {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
            </div>
        </div>
    }
    .into_any()
}
