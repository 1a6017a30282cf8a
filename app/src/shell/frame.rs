use super::{session_expired::SessionExpired, sidebar::Sidebar, top_bar::TopBar};
use crate::{api, session::Session};
use leptos::prelude::*;
use leptos_router::components::Outlet;

/// What stands around every page of a signed-in person.
#[component]
pub(super) fn Frame() -> impl IntoView {
    let session = Resource::new_blocking(|| (), |()| api::accounts::session());
    provide_context(Session(session));
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
        <SessionExpired/>
    }
    .into_any()
}
