//! What the person did, and what works for them.

mod filter;
mod line;
mod log;
mod timeline;
mod work;

pub(crate) use filter::{LogFilter, filter_of};
pub(crate) use log::LogList;
pub(crate) use timeline::Timeline;

use crate::{api, shell::FailurePage};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use ui::{PageHeader, Skeleton};
use work::WorkCard;

/// The activity page: running work, then everything that was done. What is looked for stands in the address.
#[component]
pub(crate) fn ActivityPage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(filter_of));
    let log = Resource::new_blocking(move || filter.get(), api::activity::log);
    view! {
        <Title text="Activity"/>
        <div class="mx-auto max-w-5xl p-4 sm:p-5">
            <PageHeader title="Activity" text="What works for you now, and everything you did."/>
            <div class="mt-4">
                <WorkCard/>
            </div>
            {move || view! { <LogFilter filter=filter.get() action="/activity" file="/activity.csv"/> }}
            <div class="mt-4">
                <Transition fallback=|| view! { <Skeleton lines=6/> }>
                    {move || Suspend::new(async move {
                        match log.await {
                            Ok(view) => {
                                view! { <LogList view filter=filter.get_untracked() action="/activity"/> }.into_any()
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
