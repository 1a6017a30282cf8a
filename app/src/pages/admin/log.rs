use crate::{
    api,
    pages::activity::{LogFilter, LogList, filter_of},
    shell::FailurePage,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use ui::{PageHeader, Skeleton};

/// Everybody's audit log.
#[component]
pub(crate) fn LogPage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(filter_of));
    let log = Resource::new_blocking(move || filter.get(), api::admin::everybody);
    view! {
        <Title text="Audit log"/>
        <div class="p-4 sm:p-5">
            <PageHeader title="Audit log" text="What everybody did. Never what they wrote, and never a secret."/>
            {move || {
                view! { <LogFilter filter=filter.get() action="/admin/audit" file="/admin/audit.csv" everybody=true/> }
            }}
            <div class="mt-4">
                <Transition fallback=|| view! { <Skeleton lines=6/> }>
                    {move || Suspend::new(async move {
                        match log.await {
                            Ok(view) => {
                                view! {
                                    <LogList view filter=filter.get_untracked() action="/admin/audit" everybody=true/>
                                }
                                    .into_any()
                            }
                            Err(error) => view! { <FailurePage error/> }.into_any(),
                        }
                    })}
                </Transition>
            </div>
        </div>
    }
    .into_any()
}
