use super::FailurePage;
use crate::api::ApiError;
use leptos::prelude::*;
use ui::Skeleton;

/// What a page is about, once it is there: a skeleton until then, and a page that says why where it cannot be had.
pub(crate) fn loaded<T>(
    about: Resource<Result<T, ApiError>>,
    show: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
{
    view! {
        <Transition fallback=|| {
            view! {
                <div class="mx-auto max-w-3xl p-5">
                    <Skeleton lines=8/>
                </div>
            }
        }>
            {move || {
                let show = show.clone();
                Suspend::new(async move {
                    match about.await {
                        Ok(found) => show(found),
                        Err(error) => view! { <FailurePage error/> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}
