use super::super::state::Workspace;
use crate::{api::drafting::Unsplit, pages::draft_status::dot, session, shell::FailureNotice};
use contract::views::{DraftRow, DraftStatus};
use leptos::prelude::*;
use leptos_router::components::A;
use ui::{Button, Icon, StatusDot, icon};

/// The drafts that the parts became.
#[component]
pub(in super::super) fn Parts(workspace: Workspace) -> impl IntoView {
    let unsplit = workspace.action::<Unsplit>();
    let failure = session::whole_failure(unsplit);
    let (id, rows, status, is_split, adopted) = workspace
        .draft
        .with_untracked(|draft| (draft.id, draft.parts.clone(), draft.status, draft.is_split, draft.adopted));
    let can_be_taken_back = (adopted || matches!(status, DraftStatus::Ready | DraftStatus::Split))
        && rows.iter().all(|row| row.issue.is_none());
    let count = rows.len();
    let rows = rows.into_iter().enumerate().map(|(at, row)| view! { <Line at row/> }).collect_view();
    is_split.then(|| {
        view! {
            <section id="split" class="mt-8 scroll-mt-28 border-t border-base-300 pt-5" aria-labelledby="split-title">
                <h2 id="split-title" class="text-sm font-semibold">
                    {if count == 1 { "1 part".to_owned() } else { format!("{count} parts") }}
                </h2>
                <ol class="card-flat mt-3 overflow-hidden">{rows}</ol>
                {can_be_taken_back
                    .then(|| {
                        view! {
                            <div class="mt-3 space-y-2 print:hidden">
                                {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
                                <p class="text-xs leading-5 text-base-content/75">
                                    "The parts stand here again as they are now, and their drafts are deleted."
                                </p>
                                <ActionForm action=unsplit>
                                    <input type="hidden" name="draft" value=id.to_string()/>
                                    <Button icon=icon::ROTATE_CCW busy=unsplit.pending()>
                                        "Take the split back"
                                    </Button>
                                </ActionForm>
                            </div>
                        }
                    })}
            </section>
        }
    })
}

#[component]
fn Line(at: usize, row: DraftRow) -> impl IntoView {
    let key = row.issue.as_ref().map(ToString::to_string);
    view! {
        <li class="border-t border-base-300 text-sm first:border-t-0 hover:bg-base-200/60">
            <A
                href=format!("/create/{}", row.id)
                {..}
                class="flex flex-wrap items-center gap-x-3 gap-y-0.5 px-4 py-2.5 sm:flex-nowrap"
            >
                <span class="w-4 shrink-0 text-xs text-base-content/75 tabular-nums">{at + 1}</span>
                <span class="shrink-0 text-xs sm:w-24">
                    <StatusDot dot=dot(row.status) word=row.status.label()/>
                </span>
                <span class="order-last min-w-0 basis-full truncate sm:order-none sm:flex-1 sm:basis-auto">
                    {row.title}
                </span>
                {key.map(|key| view! { <span class="shrink-0 font-mono text-xs text-base-content/80">{key}</span> })}
            </A>
        </li>
    }
    .into_any()
}

/// What a draft is a part of, and what comes before it.
#[component]
pub(in super::super) fn PartLine(workspace: Workspace) -> impl IntoView {
    let of = Memo::new(move |_| workspace.draft.with(|draft| draft.part_of.clone()));
    move || {
        of.get().map(|of| {
            let of = *of;
            // Whoever is done with one goes on with the next.
            let next = of.next.filter(|_| workspace.status.get() == DraftStatus::Created);
            let before = of
                .after
                .into_iter()
                .map(|(id, title)| {
                    view! {
                        <li>
                            "After "
                            <A href=format!("/create/{id}") {..} class="link">
                                {title}
                            </A>
                        </li>
                    }
                })
                .collect_view();
            view! {
                <div class="mb-4 flex items-start gap-2 text-sm text-base-content/80 print:hidden">
                    <span class="mt-0.5">
                        <Icon drawing=icon::LIST_CHECKS/>
                    </span>
                    <ul class="min-w-0 space-y-0.5 break-words">
                        <li>
                            {format!("Part {} of {} of ", of.part, of.parts)}
                            <A href=format!("/create/{}", of.whole) {..} class="link">
                                {of.title}
                            </A>
                            {of.waits.then_some(". That one goes to Jira first.")}
                        </li>
                        {before}
                        {next
                            .map(|(id, title)| {
                                view! {
                                    <li>
                                        "Next "
                                        <A href=format!("/create/{id}") {..} class="link">
                                            {title}
                                        </A>
                                    </li>
                                }
                            })}
                    </ul>
                </div>
            }
        })
    }
}
