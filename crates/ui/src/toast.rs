use crate::{Icon, icon, icon::Drawing};
use leptos::prelude::*;
use std::{sync::Arc, time::Duration};

/// How long a message stays.
const SHOWN: Duration = Duration::from_secs(6);
/// How long one stays that offers something.
const OFFERED: Duration = Duration::from_secs(12);

/// What a message offers: its label, and what happens.
type Offer = (&'static str, Arc<dyn Fn() + Send + Sync>);

/// A short message.
#[derive(Clone)]
struct Toast {
    number: usize,
    text: String,
    icon: Drawing,
    colour: &'static str,
    offer: Option<Offer>,
}

/// Short messages that need no answer, and what screen readers are told. Put one into the context at the top of the
/// page. Nothing important may be said only here, and what is wrong with a field is said at the field.
#[derive(Clone, Copy)]
pub struct Toasts {
    messages: RwSignal<Vec<Toast>>,
    /// Somebody points at a message or has the focus in it: it stays.
    held: RwSignal<bool>,
    polite: RwSignal<String>,
    assertive: RwSignal<String>,
}

impl Default for Toasts {
    fn default() -> Self {
        Self {
            messages: RwSignal::new(Vec::new()),
            held: RwSignal::new(false),
            polite: RwSignal::new(String::new()),
            assertive: RwSignal::new(String::new()),
        }
    }
}

impl Toasts {
    /// Says that something is done.
    pub fn say(self, message: impl Into<String>) {
        let text = message.into();
        self.announce(&text);
        self.show(text, (icon::CHECK, "text-success"), None);
    }

    /// Says that something is done, and offers to take it back or the like.
    pub fn offer(
        self,
        message: impl Into<String>,
        label: &'static str,
        then: impl Fn() + Send + Sync + 'static,
    ) {
        let text = message.into();
        self.announce(&format!("{text} {label} is offered at the end of the page."));
        self.show(text, (icon::CHECK, "text-success"), Some((label, Arc::new(then))));
    }

    /// Says at once that something did not work and has no place on the page.
    pub fn warn(self, message: impl Into<String>) {
        let text = message.into();
        self.assertive.set(anew(&text, &self.assertive.get_untracked()));
        self.show(text, (icon::TRIANGLE_ALERT, "text-base-content"), None);
    }

    /// Tells screen readers only, when they are not busy.
    pub fn announce(self, message: &str) {
        self.polite.set(anew(message, &self.polite.get_untracked()));
    }

    fn show(self, text: String, (icon, colour): (Drawing, &'static str), offer: Option<Offer>) {
        self.messages.update(|messages| {
            let number = messages.last().map_or(0, |last| last.number + 1);
            messages.push(Toast { number, text, icon, colour, offer });
        });
    }

    fn dismiss(self, number: usize) {
        self.messages.update(|messages| messages.retain(|message| message.number != number));
        // What is gone is neither pointed at nor left.
        if self.messages.read_untracked().is_empty() {
            self.held.set(false);
        }
    }
}

/// The same text twice would be no change, and nothing would be read out.
fn anew(text: &str, before: &str) -> String {
    if text == before { format!("{text}\u{a0}") } else { text.to_owned() }
}

/// Where the messages appear. They wait while somebody points at one or has the focus in it.
#[component]
pub fn ToastsView(
    /// The messages.
    toasts: Toasts,
) -> impl IntoView {
    view! {
        <div class="sr-only" aria-live="polite">
            {move || toasts.polite.get()}
        </div>
        <div class="sr-only" aria-live="assertive">
            {move || toasts.assertive.get()}
        </div>
        <section
            aria-label="Messages"
            class="pointer-events-none fixed inset-x-3 bottom-3 z-40 flex flex-col items-center gap-2 sm:right-4 sm:left-auto sm:items-end print:hidden"
            on:pointerenter=move |_| toasts.held.set(true)
            on:pointerleave=move |_| toasts.held.set(false)
            on:focusin=move |_| toasts.held.set(true)
            on:focusout=move |_| toasts.held.set(false)
        >
            <For each=move || toasts.messages.get() key=|toast| toast.number let:toast>
                <Message toast toasts/>
            </For>
        </section>
    }
    .into_any()
}

#[component]
fn Message(toast: Toast, toasts: Toasts) -> impl IntoView {
    let number = toast.number;
    let shown = if toast.offer.is_some() { OFFERED } else { SHOWN };
    Effect::new(move |_| {
        if !toasts.held.get()
            && let Ok(timer) = set_timeout_with_handle(move || toasts.dismiss(number), shown)
        {
            on_cleanup(move || timer.clear());
        }
    });
    view! {
        <div class="card-flat pointer-events-auto flex max-w-full items-center gap-2 py-1.5 pr-1.5 pl-3.5 text-sm shadow-sm">
            <Icon drawing=toast.icon class=toast.colour/>
            <p class="min-w-0 py-0.5 break-words">{toast.text}</p>
            {toast
                .offer
                .map(|(label, then)| {
                    view! {
                        <button
                            type="button"
                            class="btn btn-xs btn-outline ml-1.5 h-7 border-base-300 bg-base-100 font-medium"
                            on:click=move |_| {
                                toasts.dismiss(number);
                                then();
                            }
                        >
                            {label}
                        </button>
                    }
                })}
            <button
                type="button"
                aria-label="Close this message"
                class="grid size-7 shrink-0 cursor-pointer place-items-center rounded-field text-base-content/75 hover:bg-base-300/50"
                on:click=move |_| toasts.dismiss(number)
            >
                <Icon drawing=icon::X size=14/>
            </button>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::anew;

    #[test]
    fn what_is_said_twice_is_read_twice() {
        let first = anew("Saved", "");
        let second = anew("Saved", &first);
        assert_ne!(first, second);
        assert_eq!(anew("Saved", &second), first);
    }
}
