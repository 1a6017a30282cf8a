use crate::api;
use leptos::prelude::*;
use leptos_router::components::Redirect;

/// The first page: the dashboard for those who are signed in, signing in for everybody else.
#[component]
pub(crate) fn HomePage() -> impl IntoView {
    let session = Resource::new_blocking(|| (), |()| api::accounts::session());
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                let path = if session.await.is_ok() { "/dashboard" } else { "/sign-in" };
                view! { <Redirect path/> }
            })}
        </Suspense>
    }
    .into_any()
}
