use super::line::What;
use crate::{api, pages::ago::Ago};
use contract::views::{AuditLine, DraftStatus};
use domain::ids::DraftId;
use leptos::prelude::*;
use ui::FoldSummary;

/// Everything that was done with a draft, folded away beside it.
#[component]
pub(crate) fn Timeline(
    /// The draft.
    draft: DraftId,
    /// Where it is: when that changes, something was done.
    status: Memo<DraftStatus>,
) -> impl IntoView {
    let timeline =
        Resource::new(move || status.get(), move |_| async move { api::activity::timeline(draft).await });
    view! {
        <details class="group/fold mt-4 border-t border-base-300 pt-3">
            <FoldSummary words="Timeline"/>
            <Transition>
                {move || Suspend::new(async move {
                    timeline.await.ok().map(|lines| view! { <Lines lines/> })
                })}
            </Transition>
        </details>
    }
    .into_any()
}

#[component]
fn Lines(lines: Vec<AuditLine>) -> impl IntoView {
    view! {
        <ol class="mt-2 space-y-2 border-l border-base-300 pl-3 text-sm" aria-label="What was done with this draft">
            {lines
                .into_iter()
                .map(|line| {
                    let at = line.at;
                    view! {
                        <li>
                            <What line linked=false/>
                            <p class="text-xs text-base-content/75">
                                <Ago at/>
                            </p>
                        </li>
                    }
                })
                .collect_view()}
        </ol>
    }
    .into_any()
}
