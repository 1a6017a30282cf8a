//! What came of an export.

use contract::views::{ExportProgress, ExportResult, ManualFix, TicketState};
use domain::ids::SiteBuildId;
use leptos::prelude::*;
use ui::{Badge, BadgeTone, Card, Icon, icon};

/// Every ticket that was asked for, with its issue.
#[component]
pub(super) fn Results(
    /// The build.
    id: SiteBuildId,
    /// By the order of the list.
    results: Vec<ExportResult>,
    /// How far it is.
    progress: ExportProgress,
) -> impl IntoView {
    let mut words = vec![format!("{} of {} issues are in Jira", progress.created, progress.wanted)];
    if progress.links > 0 {
        words.push(format!("{} of {} links made", progress.linked, progress.links));
    }
    for (count, what) in [
        (progress.refused, "refused"),
        (progress.doubtful, "being looked up"),
        (progress.unknown, "to be looked for by hand"),
    ] {
        if count > 0 {
            words.push(format!("{count} {what}"));
        }
    }
    let rows = results.into_iter().map(|result| view! { <Line result/> }).collect_view();
    view! {
        <section class="card-flat min-w-0" aria-labelledby="results">
            <div class="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-base-300 px-4 py-2.5">
                <h2 id="results" class="text-sm font-semibold">
                    "Results"
                </h2>
                <p class="text-sm text-base-content/80 tabular-nums">{words.join(", ")}</p>
                <div class="ml-auto flex flex-wrap gap-3">
                    {[("csv", "CSV"), ("json", "JSON")]
                        .map(|(form, label)| {
                            view! {
                                <a
                                    href=format!("/builds/{id}/export/{form}")
                                    rel="external"
                                    download
                                    aria-label=format!("Download the results as {label}")
                                    class="link inline-flex min-h-6 items-center gap-1 text-sm"
                                >
                                    <Icon drawing=icon::DOWNLOAD size=14/>
                                    {label}
                                </a>
                            }
                        })
                        .collect_view()}
                </div>
            </div>
            <ul>{rows}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Line(result: ExportResult) -> impl IntoView {
    let ExportResult { id: _, title, state, issue, failure } = result;
    let badge = match state {
        TicketState::Created => None,
        TicketState::Here | TicketState::Waiting => Some((BadgeTone::Plain, "Waiting")),
        TicketState::OnItsWay => Some((BadgeTone::Primary, "Looking it up")),
        TicketState::Refused => Some((BadgeTone::Error, "Refused")),
        TicketState::Unknown => Some((BadgeTone::Warning, "Unknown")),
    };
    let why = match state {
        TicketState::Unknown => Some(
            "Jira’s answer was lost and it cannot be found out from here. Look in Jira whether the issue is there."
                .to_owned(),
        ),
        TicketState::Created => None,
        _ => failure.map(|failure| {
            let fields: Vec<String> = failure.fields.iter().map(|field| field.message.clone()).collect();
            if fields.is_empty() { failure.message } else { format!("{} {}", failure.message, fields.join(" ")) }
        }),
    };
    view! {
        <li class="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-t border-base-300 px-4 py-2 text-sm first:border-t-0">
            {issue
                .map(|(key, url)| {
                    view! {
                        <a href=url target="_blank" rel="noopener noreferrer" class="link font-mono text-xs">
                            {key.to_string()}
                        </a>
                    }
                })}
            <span class="min-w-0 flex-1 basis-48 break-words">
                {title}
                {why.map(|why| view! { <span class="block text-xs leading-5 text-base-content/75">{why}</span> })}
            </span>
            {badge.map(|(tone, words)| view! { <Badge tone>{words}</Badge> })}
        </li>
    }
    .into_any()
}

/// What is left to be done by hand.
#[component]
pub(super) fn ByHand(
    /// One by one.
    fixes: Vec<ManualFix>,
) -> impl IntoView {
    let lines = fixes
        .into_iter()
        .map(|fix| {
            let issue = fix.issue.map(|(key, url)| {
                view! {
                    <a href=url target="_blank" rel="noopener noreferrer" class="link font-mono text-xs">
                        {key.to_string()}
                    </a>
                    " "
                }
            });
            view! {
                <li class="break-words">
                    {issue} {fix.what}
                    <span class="block text-xs leading-5 text-base-content/75">{fix.why}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <Card title="To be done by hand in Jira">
            <ul class="list-disc space-y-1 pl-5 text-sm">{lines}</ul>
        </Card>
    }
    .into_any()
}
