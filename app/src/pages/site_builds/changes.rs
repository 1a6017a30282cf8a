use super::{
    frame::{BuildFrame, Stage, build_of_address, no_such_build},
    updates::Updates,
    work::Work,
};
use crate::{
    api::{
        self,
        site_tickets::{ChooseWay, LookAtIssues, MakeTickets, UpdateIssues},
    },
    session,
    shell::loaded,
};
use contract::views::{ChangedRowView, ChangedRows, RowFate, SiteBuildView, SiteChangesView};
use leptos::prelude::*;
use ui::{Badge, BadgeTone, Button, ButtonKind, Card, EmptyState, LinkButton, icon};

/// Everything that can be done on the page.
#[derive(Clone, Copy)]
pub(super) struct Actions {
    pub(super) make: ServerAction<MakeTickets>,
    pub(super) look: ServerAction<LookAtIssues>,
    pub(super) choose: ServerAction<ChooseWay>,
    pub(super) update: ServerAction<UpdateIssues>,
}

/// What the next version of the sheets changes: rows, and issues that were made of them.
#[component]
pub(crate) fn ChangesPage() -> impl IntoView {
    let build = build_of_address();
    let actions = Actions {
        make: session::action(),
        look: session::action(),
        choose: session::action(),
        update: session::action(),
    };
    let again = RwSignal::new(0_u32);
    let changed = Callback::new(move |()| again.update(|count| *count += 1));
    let versions = move || {
        let Actions { make, look, choose, update } = actions;
        (make.version().get(), look.version().get(), choose.version().get(), update.version().get())
    };
    let view = Resource::new_blocking(
        move || (build.get(), versions(), again.get()),
        async |(build, ..)| match build {
            Some(build) => api::site_tickets::changes(build).await,
            None => Err(no_such_build()),
        },
    );
    let failures = [
        session::whole_failure(actions.make),
        session::whole_failure(actions.look),
        session::failure(actions.choose),
        session::whole_failure(actions.update),
    ];
    let failure = Signal::derive(move || failures.iter().find_map(Get::get));
    loaded(view, move |view| {
        let about = view.build.clone();
        view! {
            <BuildFrame about stage=Stage::Review failure>
                <Changes view actions changed/>
            </BuildFrame>
        }
        .into_any()
    })
}

#[component]
fn Changes(view: SiteChangesView, actions: Actions, changed: Callback<()>) -> impl IntoView {
    let SiteChangesView { build, outdated, rows, counts, updates, more, sha256, job, connected, now } = view;
    let id = build.id;
    let runs = job.as_ref().is_some_and(|job| job.state.is_active());
    let nothing = !outdated && updates.is_empty() && !runs;
    let sheets = outdated.then(|| view! { <Rows of=build.clone() rows counts actions/> });
    let issues =
        (!updates.is_empty()).then(|| view! { <Updates id updates more sha256 runs connected now actions/> });
    view! {
        <div class="space-y-4">
            {job.map(|job| view! { <Work of=id job changed/> })}
            {nothing
                .then(|| {
                    view! {
                        <Card>
                            <EmptyState
                                icon=icon::LAYERS
                                title="Nothing has changed"
                                text="The tickets say what the sheets say, and so do their issues. Add the next version of a sheet to see what it changes, row by row and cell by cell."
                            >
                                <LinkButton href=format!("/builds/{id}")>"To the sheets"</LinkButton>
                            </EmptyState>
                        </Card>
                    }
                })}
            {sheets}
            {issues}
        </div>
    }
    .into_any()
}

/// What changed in the sheets since the tickets were made.
#[component]
fn Rows(
    of: SiteBuildView,
    rows: Vec<ChangedRowView>,
    counts: ChangedRows,
    actions: Actions,
) -> impl IntoView {
    let (id, version) = (of.id, of.version);
    let total = counts.new + counts.changed + counts.removed;
    let words = match total {
        0 => "No row says anything else: only marks, initials, running numbers or places changed.".to_owned(),
        _ => format!("{} new, {} changed, {} no longer built.", counts.new, counts.changed, counts.removed),
    };
    let hidden = total.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX));
    let blocked = of.counts.errors > 0;
    let lines = rows.into_iter().map(|row| view! { <ChangedRow row with_ticket=true/> }).collect_view();
    view! {
        <section class="card-flat min-w-0" aria-labelledby="changed-rows">
            <div class="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-base-300 px-4 py-2.5">
                <h2 id="changed-rows" class="text-sm font-semibold">
                    "Sheets"
                </h2>
                <p class="min-w-0 flex-1 basis-48 text-sm text-base-content/80 tabular-nums">{words}</p>
                {if blocked {
                    view! {
                        <LinkButton href=format!("/builds/{id}/check?severity=error")>"See what blocks them"</LinkButton>
                    }
                        .into_any()
                } else {
                    view! {
                        <ActionForm action=actions.make>
                            <input type="hidden" name="build" value=id.to_string()/>
                            <input type="hidden" name="version" value=version.to_string()/>
                            <Button kind=ButtonKind::Primary busy=actions.make.pending()>
                                "Bring the tickets up to date"
                            </Button>
                        </ActionForm>
                    }
                        .into_any()
                }}
            </div>
            <ul>{lines}</ul>
            {(hidden > 0)
                .then(|| {
                    view! {
                        <p class="border-t border-base-300 px-4 py-2 text-xs text-base-content/75">
                            {format!("{hidden} more rows are not shown.")}
                        </p>
                    }
                })}
        </section>
    }
    .into_any()
}

/// One row, with its cells before and now.
#[component]
pub(super) fn ChangedRow(
    /// The row.
    row: ChangedRowView,
    /// Its ticket is named, too.
    #[prop(optional)]
    with_ticket: bool,
) -> impl IntoView {
    let ChangedRowView { sheet, name, fate, reason, cells, ticket, issue } = row;
    let (tone, fate) = match fate {
        RowFate::New => (BadgeTone::Success, "New".to_owned()),
        RowFate::Changed => (BadgeTone::Primary, "Changed".to_owned()),
        RowFate::Removed => (BadgeTone::Warning, "Gone".to_owned()),
        RowFate::LeftOut => (
            BadgeTone::Warning,
            reason.map_or_else(|| "Not built".to_owned(), |reason| format!("Not built: {reason}")),
        ),
    };
    let cells = cells
        .into_iter()
        .map(|(column, before, after)| {
            let empty = |text: String| if text.is_empty() { "empty".to_owned() } else { text };
            view! {
                <div class="flex flex-wrap gap-x-2 text-xs leading-5">
                    <dt class="text-base-content/75">{column}</dt>
                    <dd class="min-w-0 break-words">
                        <del class="rounded-sm bg-error/10 text-base-content/75 decoration-error">{empty(before)}</del>
                        " → "
                        <ins class="rounded-sm bg-success/15 decoration-success">{empty(after)}</ins>
                    </dd>
                </div>
            }
        })
        .collect_view();
    let ticket = with_ticket.then(|| {
        view! {
            <p class="text-xs leading-5 text-base-content/75 break-words">
                {ticket}
                {issue
                    .map(|(key, url)| {
                        view! {
                            " "
                            <a href=url target="_blank" rel="noopener noreferrer" class="link font-mono">
                                {key.to_string()}
                            </a>
                        }
                    })}
            </p>
        }
    });
    view! {
        <li class="border-t border-base-300 px-4 py-2 text-sm first:border-t-0">
            <div class="flex flex-wrap items-baseline gap-x-3 gap-y-1">
                <span class="min-w-0 flex-1 basis-48 break-words">
                    <span class="text-base-content/75">{format!("{sheet}: ")}</span>
                    {name}
                </span>
                <Badge tone>{fate}</Badge>
            </div>
            <dl class="mt-1 space-y-0.5 empty:hidden">{cells}</dl>
            {ticket}
        </li>
    }
    .into_any()
}
