use super::{navigation::Links, session_expired::SessionExpired, top_bar::TopBar};
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
            <div class="sticky top-12 hidden h-[calc(100vh-3rem)] w-52 shrink-0 flex-col border-r border-base-300 bg-base-100/60 p-2.5 md:flex">
                <nav aria-label="Main" class="flex flex-col gap-0.5">
                    <Links/>
                </nav>
                <Transition>
                    {move || Suspend::new(async move {
                        session
                            .await
                            .ok()
                            .and_then(|session| session.notice)
                            .map(|notice| {
                                view! {
                                    <footer class="mt-auto px-2.5 py-1.5 text-xs text-base-content/75">{notice}</footer>
                                }
                            })
                    })}
                </Transition>
            </div>
            <main id="main" tabindex="-1" class="min-w-0 flex-1 outline-none">
                <Outlet/>
            </main>
        </div>
        <SessionExpired/>
    }
    .into_any()
}
