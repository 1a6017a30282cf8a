use leptos::prelude::*;

/// How far something is. Without a total it only says that something is going on.
#[component]
pub fn Progress(
    /// What is going on.
    #[prop(into)]
    label: Signal<String>,
    /// Steps done.
    #[prop(into)]
    done: Signal<u32>,
    /// Steps in all; 0 when they cannot be counted.
    #[prop(into)]
    total: Signal<u32>,
) -> impl IntoView {
    view! {
        <progress
            class="progress progress-primary w-full forced-color-adjust-none"
            aria-label=move || label.get()
            max=move || total.get().max(1).to_string()
            value=move || (total.get() > 0).then(|| done.get().to_string())
        ></progress>
    }
}
