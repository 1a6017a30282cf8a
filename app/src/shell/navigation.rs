use crate::session::Session;
use domain::principal::Role;
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
    ("/activity", "Activity", icon::ACTIVITY),
];

/// What they set up once.
const SETUP: &[Entry] = &[("/connections", "Connections", icon::PLUG)];

/// What only administrators see.
const ADMINISTRATION: &[Entry] = &[
    ("/admin/people", "People", icon::USERS),
    ("/admin/jobs", "Jobs", icon::LIST_CHECKS),
    ("/admin/configuration", "Configuration", icon::SETTINGS_2),
    ("/admin/audit", "Audit log", icon::SCROLL_TEXT),
];

/// Links to every page; the present one is marked.
#[component]
pub(super) fn Links() -> impl IntoView {
    view! {
        {entries([WORK, SETUP].concat())}
        {use_context::<Session>()
            .map(|Session(session)| {
                view! {
                    <Transition>
                        {move || Suspend::new(async move {
                            let admin = session.await.is_ok_and(|session| session.role == Role::Admin);
                            admin.then(|| view! { <Administration/> })
                        })}
                    </Transition>
                }
            })}
    }
    .into_any()
}

#[component]
fn Administration() -> impl IntoView {
    view! {
        <p class="section-label mt-4 px-2.5 pb-1">"Administration"</p>
        {entries(ADMINISTRATION.to_vec())}
    }
    .into_any()
}

fn entries(entries: Vec<Entry>) -> impl IntoView {
    entries
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
