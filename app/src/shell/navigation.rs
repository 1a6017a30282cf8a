use leptos::prelude::*;
use leptos_router::components::A;
use ui::{Icon, icon, icon::Drawing};

/// One link.
type Entry = (&'static str, &'static str, Drawing);

/// What people do every day, in the order of the dashboard.
const WORK: &[Entry] = &[
    ("/dashboard", "Dashboard", icon::LAYOUT_DASHBOARD),
    ("/create", "Create issues", icon::SPARKLES),
    ("/history", "History", icon::HISTORY),
];

/// What they set up once.
const SETUP: &[Entry] = &[("/connections", "Connections", icon::PLUG)];

/// Links to every page; the present one is marked.
#[component]
pub(super) fn Links() -> impl IntoView {
    [WORK, SETUP]
        .concat()
        .into_iter()
        .map(|(href, label, drawing)| {
            view! {
                <A
                    href={href}
                    {..}
                    class="flex min-h-8 items-center gap-2.5 rounded-field px-2.5 py-1.5 text-sm text-base-content/80 hover:bg-base-300/40 aria-[current=page]:bg-base-300/70 aria-[current=page]:font-medium aria-[current=page]:text-base-content"
                >
                    <Icon drawing/>
                    <span>{label}</span>
                </A>
            }
        })
        .collect_view()
}
