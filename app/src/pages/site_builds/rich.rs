//! Text as it will be read in Jira.

use contract::views::{RichBlock, RichInline};
use leptos::prelude::*;

/// Blocks of text, typed nodes all the way: nothing in them can become markup of the page.
#[component]
pub(super) fn RichText(
    /// The text.
    blocks: Vec<RichBlock>,
) -> impl IntoView {
    view! { <div class="space-y-3">{blocks.into_iter().map(block).collect_view()}</div> }.into_any()
}

fn block(block: RichBlock) -> AnyView {
    match block {
        RichBlock::Paragraph(content) => view! { <p class="break-words">{inlines(content)}</p> }.into_any(),
        RichBlock::Heading(content) => view! { <h3 class="section-label">{inlines(content)}</h3> }.into_any(),
        RichBlock::List(true, entries) => {
            view! { <ol class="list-decimal space-y-1 pl-5">{items(entries)}</ol> }.into_any()
        }
        RichBlock::List(false, entries) => {
            view! { <ul class="list-disc space-y-1 pl-5">{items(entries)}</ul> }.into_any()
        }
        RichBlock::Quote(content) => view! {
            <blockquote class="border-l-2 border-base-300 pl-3">
                {content.into_iter().map(self::block).collect_view()}
            </blockquote>
        }
        .into_any(),
        RichBlock::Code(text) => {
            view! { <pre class="overflow-x-auto rounded bg-base-200 p-2 text-xs" tabindex="0">{text}</pre> }
                .into_any()
        }
        RichBlock::Table(head, rows) => table(head, rows),
        RichBlock::Rule => view! { <hr class="border-base-300"/> }.into_any(),
    }
}

fn items(entries: Vec<Vec<RichBlock>>) -> impl IntoView {
    entries
        .into_iter()
        .map(|blocks| view! { <li class="break-words">{blocks.into_iter().map(block).collect_view()}</li> })
        .collect_view()
}

fn table(head: Vec<Vec<RichInline>>, rows: Vec<Vec<Vec<RichInline>>>) -> AnyView {
    let header = head
        .into_iter()
        .map(|cell| view! { <th scope="col" class="px-2 py-1.5 font-medium whitespace-nowrap">{inlines(cell)}</th> })
        .collect_view();
    let row = |cells: Vec<Vec<RichInline>>| {
        let cells = cells
            .into_iter()
            .map(|cell| view! { <td class="max-w-72 px-2 py-1.5 break-words">{inlines(cell)}</td> })
            .collect_view();
        view! { <tr class="border-t border-base-300 align-top">{cells}</tr> }
    };
    view! {
        <div class="overflow-x-auto" role="region" aria-label="Reference table" tabindex="0">
            <table class="w-max min-w-full text-xs">
                <thead class="text-left text-base-content/75">
                    <tr>{header}</tr>
                </thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn inlines(content: Vec<RichInline>) -> AnyView {
    content.into_iter().map(inline).collect_view().into_any()
}

fn inline(inline: RichInline) -> AnyView {
    match inline {
        RichInline::Text(text) => text.into_any(),
        RichInline::Code(text) => {
            view! { <code class="rounded bg-base-300/50 px-1 text-xs wrap-anywhere">{text}</code> }.into_any()
        }
        RichInline::Strong(content) => view! { <strong>{inlines(content)}</strong> }.into_any(),
        RichInline::Emphasis(content) => view! { <em>{inlines(content)}</em> }.into_any(),
        RichInline::Strike(content) => view! { <s>{inlines(content)}</s> }.into_any(),
        // Not followed from here: what a sheet links to is nobody's promise.
        RichInline::Link(href, content) => {
            view! { <span class="underline" title=href>{inlines(content)}</span> }.into_any()
        }
        RichInline::Break => view! { <br/> }.into_any(),
    }
}
