use super::parts::DownloadLink;
use contract::views::{PlannedTable, PlannedTicketText};
use domain::ids::SiteBuildId;
use leptos::{html, prelude::*};
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

/// A planned ticket, whole, as it will be read in Jira. It stays in sight beside the list; where it stands below the list,
/// it is scrolled to.
#[component]
pub(super) fn TicketText(
    /// The ticket.
    ticket: PlannedTicketText,
    /// Its build.
    of: SiteBuildId,
) -> impl IntoView {
    let PlannedTicketText { key: _, number, title, story, tables, criteria, verification, after } = ticket;
    let list = |items: Vec<String>| {
        items.into_iter().map(|item| view! { <li class="break-words">{with_code(&item)}</li> }).collect_view()
    };
    let after = after
        .into_iter()
        .map(|(title, because)| {
            view! {
                <li class="break-words">
                    {title} <span class="text-base-content/75">{format!(" ({because})")}</span>
                </li>
            }
        })
        .collect_view();
    let article = NodeRef::<html::Article>::new();
    Effect::new(move |_| {
        if let Some(article) = article.get() {
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Nearest);
            article.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    view! {
        <article
            node_ref=article
            id="ticket"
            class="card-flat min-w-0 scroll-mt-16 space-y-4 px-4 py-4 text-sm lg:sticky lg:top-16 lg:max-h-[calc(100vh-5rem)] lg:overflow-y-auto"
            aria-labelledby="ticket-title"
        >
            <h2 id="ticket-title" class="text-base font-semibold break-words">
                {title}
            </h2>
            <p class="break-words">{with_code(&story)}</p>
            {tables.into_iter().map(|table| view! { <Cells table/> }).collect_view()}
            <div>
                <h3 class="section-label">"Success criteria"</h3>
                <ul class="mt-1 list-disc space-y-1 pl-5">{list(criteria)}</ul>
            </div>
            <div>
                <h3 class="section-label">"Verification"</h3>
                <ol class="mt-1 list-decimal space-y-1 pl-5">{list(verification)}</ol>
                <div class="mt-2">
                    <DownloadLink
                        href=format!("/builds/{of}/tickets/feature?file={number}")
                        label="As Gherkin"
                        name="Download the verification of this ticket as Gherkin".to_owned()
                    />
                </div>
            </div>
            <div class="has-[ul:empty]:hidden">
                <h3 class="section-label">"After"</h3>
                <ul class="mt-1 list-disc space-y-1 pl-5">{after}</ul>
            </div>
        </article>
    }
    .into_any()
}

/// A sentence in which names stand between backticks.
fn with_code(sentence: &str) -> impl IntoView {
    let pieces = sentence.split('`').enumerate().map(|(at, piece)| {
        let piece = piece.to_owned();
        if at % 2 == 1 {
            view! { <code class="rounded bg-base-300/50 px-1 text-xs wrap-anywhere">{piece}</code> }
                .into_any()
        } else {
            piece.into_any()
        }
    });
    pieces.collect_view()
}

#[component]
fn Cells(table: PlannedTable) -> impl IntoView {
    let PlannedTable { caption, header, rows } = table;
    let label = caption.clone();
    view! {
        <div class="overflow-x-auto" role="region" aria-label=label tabindex="0">
            <table class="w-max min-w-full text-xs">
                <caption class="section-label pb-1 text-left">{caption}</caption>
                <thead class="text-left text-base-content/75">
                    <tr>
                        {header
                            .into_iter()
                            .map(|title| {
                                view! { <th scope="col" class="px-2 py-1.5 font-medium whitespace-nowrap">{title}</th> }
                            })
                            .collect_view()}
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|cells| {
                            view! {
                                <tr class="border-t border-base-300 align-top">
                                    {cells
                                        .into_iter()
                                        .map(|cell| {
                                            view! {
                                                <td class="max-w-72 px-2 py-1.5 break-words whitespace-pre-line">{cell}</td>
                                            }
                                        })
                                        .collect_view()}
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}
