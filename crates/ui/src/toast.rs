use crate::{Icon, icon};
use leptos::prelude::*;
use std::time::Duration;

/// How long a message stays.
const SHOWN: Duration = Duration::from_secs(6);

/// Short messages that need no answer. Put one into the context at the top of the page and say things with
/// [`Toasts::say`]; nothing important may be said only here.
#[derive(Debug, Clone, Copy)]
pub struct Toasts(RwSignal<Vec<(usize, String)>>);

impl Default for Toasts {
    fn default() -> Self {
        Self(RwSignal::new(Vec::new()))
    }
}

impl Toasts {
    /// Shows a message for six seconds.
    pub fn say(self, message: impl Into<String>) {
        let mut number = 0;
        self.0.update(|messages| {
            number = messages.last().map_or(0, |(last, _)| last + 1);
            messages.push((number, message.into()));
        });
        set_timeout(move || self.0.update(|messages| messages.retain(|(n, _)| *n != number)), SHOWN);
    }
}

/// Where the messages appear.
#[component]
pub fn ToastsView(
    /// The messages.
    toasts: Toasts,
) -> impl IntoView {
    view! {
        <div
            aria-live="polite"
            class="pointer-events-none fixed inset-x-3 bottom-3 z-40 flex flex-col items-center gap-2 sm:right-4 sm:left-auto sm:items-end"
        >
            <For each=move || toasts.0.get() key=|(number, _)| *number let:message>
                <div class="card-flat pointer-events-auto flex items-center gap-2 px-3.5 py-2 text-sm shadow-sm">
                    <Icon drawing=icon::CHECK class="text-success"/>
                    {message.1}
                </div>
            </For>
        </div>
    }
}
