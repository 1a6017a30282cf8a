use super::{
    keys::{Keys, KeysOpen},
    offline::Offline,
    palette::{CommandPalette, PaletteOpen},
    return_to_tab,
    session_expired::SessionExpired,
    sidebar::Sidebar,
    top_bar::TopBar,
};
use crate::{api, session::Session};
use leptos::prelude::*;
use leptos_router::components::Outlet;

/// What stands around every page of a signed-in person.
#[component]
pub(super) fn Frame() -> impl IntoView {
    let session = Resource::new_blocking(|| (), |()| api::accounts::session());
    provide_context(Session(session));
    provide_context(PaletteOpen(RwSignal::new(false)));
    provide_context(KeysOpen(RwSignal::new(false)));
    return_to_tab::ask_on_return();
    view! {
        <a
            href="#main"
            class="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-field focus:bg-base-100 focus:px-3 focus:py-2 focus:text-sm"
        >
            "Skip to the content"
        </a>
        <Transition fallback=|| {
            view! { <TopBar session=None/> }
        }>
            {move || Suspend::new(async move {
                view! { <TopBar session=session.await.ok()/> }
            })}
        </Transition>
        <Offline/>
        <div class="flex">
            <Transition fallback=|| {
                view! { <Sidebar session=None/> }
            }>
                {move || Suspend::new(async move {
                    view! { <Sidebar session=session.await.ok()/> }
                })}
            </Transition>
            <main id="main" tabindex="-1" class="min-w-0 flex-1 outline-none">
                <Outlet/>
            </main>
        </div>
        <CommandPalette/>
        <Keys/>
        <SessionExpired/>
    }
    .into_any()
}
