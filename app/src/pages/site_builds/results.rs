//! What came of an export.

use super::parts::DownloadLink;
use crate::api::site_tickets::{DecideTicket, LookAtFixes};
use contract::views::{ExportProgress, ExportResult, ManualFix, SheetFileView, TicketState};
use domain::ids::{SiteBuildId, SiteTicketId};
use leptos::prelude::*;
use leptos_router::components::A;
use ui::{Badge, BadgeTone, Button, ButtonKind, Card, TextField};

/// Every ticket that was asked for, with its issue.
#[component]
pub(super) fn Results(
    /// The build.
    id: SiteBuildId,
    /// By the order of the list.
    results: Vec<ExportResult>,
    /// How far it is.
    progress: ExportProgress,
    /// Saying what became of one that nobody else can know.
    decide: ServerAction<DecideTicket>,
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
    let rows = results.into_iter().map(|result| view! { <Line result decide/> }).collect_view();
    view! {
        <section class="card-flat min-w-0" aria-labelledby="results">
            <div class="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-base-300 px-4 py-2.5">
                <h2 id="results" class="text-sm font-semibold">
                    "Results"
                </h2>
                <p class="text-sm text-base-content/80 tabular-nums">{words.join(", ")}</p>
                <div class="ml-auto flex flex-wrap items-center gap-3">
                    {(progress.created > 0)
                        .then(|| view! { <A href={format!("/builds/{id}/changes")} {..} class="link text-sm">"Changes since"</A> })}
                    {(progress.created > 0)
                        .then(|| view! { <A href={format!("/builds/{id}/take-back")} {..} class="link text-sm">"Take back …"</A> })}
                    {[("csv", "CSV"), ("json", "JSON")]
                        .map(|(form, label)| {
                            let name = format!("Download the results as {label}");
                            view! { <DownloadLink href=format!("/builds/{id}/export/{form}") label name/> }
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
fn Line(result: ExportResult, decide: ServerAction<DecideTicket>) -> impl IntoView {
    let ExportResult { id, title, state, issue, failure } = result;
    let asked = (state == TicketState::Unknown).then(|| view! { <Decide id decide/> });
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
            {asked}
        </li>
    }
    .into_any()
}

/// A person has looked in Jira: the issue is there, or it is not.
#[component]
fn Decide(id: SiteTicketId, decide: ServerAction<DecideTicket>) -> impl IntoView {
    let field = format!("key-{id}");
    view! {
        <div class="flex basis-full flex-wrap items-end gap-2">
            <ActionForm action=decide>
                <input type="hidden" name="ticket" value=id.to_string()/>
                <div class="flex flex-wrap items-end gap-2">
                    <TextField name="key" id=field label="It is this issue" placeholder="WEB-12" limit=40/>
                    <Button busy=decide.pending()>"That is it"</Button>
                </div>
            </ActionForm>
            <ActionForm action=decide>
                <input type="hidden" name="ticket" value=id.to_string()/>
                <Button kind=ButtonKind::Ghost busy=decide.pending()>"It is not there: send it again"</Button>
            </ActionForm>
        </div>
    }
    .into_any()
}

/// The sheets with how far their issues are.
#[component]
pub(super) fn BackToSheets(
    /// The build.
    id: SiteBuildId,
    /// Its files.
    files: Vec<SheetFileView>,
) -> impl IntoView {
    let links = files
        .into_iter()
        .filter(|file| file.problem.is_none())
        .map(|file| {
            let name = format!("Download {} with how far its issues are", file.name);
            view! {
                <li>
                    <DownloadLink href=format!("/builds/{id}/states/{}", file.id) label=file.name name/>
                </li>
            }
        })
        .collect_view();
    view! {
        <Card title="Back into the sheets">
            <p class="text-sm">
                "Your sheets with what Jira says of their rows now: X is set where an issue is done, Dev and QA get the initials of whoever it is assigned to and of whoever moved it there. Initials that stand there stay."
            </p>
            <ul class="mt-2 flex flex-wrap gap-x-4 gap-y-1">{links}</ul>
        </Card>
    }
    .into_any()
}

/// What is left to be done by hand. Jira is asked by itself which of it is done, when the page is opened and on request.
#[component]
pub(super) fn ByHand(
    /// The build.
    id: SiteBuildId,
    /// One by one.
    fixes: Vec<ManualFix>,
    /// Looking in Jira which of it is done.
    look: ServerAction<LookAtFixes>,
) -> impl IntoView {
    Effect::new(move |_| {
        if look.version().get_untracked() == 0 {
            look.dispatch(LookAtFixes { build: id });
        }
    });
    let said = move || match (look.pending().get(), look.value().get()) {
        (true, _) => "Looking in Jira …".to_owned(),
        (false, Some(Ok(0))) => "Nothing more of it is done yet.".to_owned(),
        (false, Some(Err(error))) => error.0.message,
        (false, _) => String::new(),
    };
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
            <div class="mt-3 flex flex-wrap items-center gap-3">
                <ActionForm action=look>
                    <input type="hidden" name="build" value=id.to_string()/>
                    <Button busy=look.pending()>"Look in Jira what is done"</Button>
                </ActionForm>
                <p class="text-xs text-base-content/75" role="status">{said}</p>
            </div>
        </Card>
    }
    .into_any()
}
