use super::{
    frame::{BuildFrame, Stage, build_of_address, no_such_build},
    results::{ByHand, Results},
    work::Work,
};
use crate::{
    api::{
        self,
        site_tickets::{AnswerTarget, CheckTickets, ExportTickets, SetTarget},
    },
    pages::wanted_input::WantedInput,
    session,
    shell::{FailureNotice, loaded},
};
use contract::views::{CheckedExport, ExportProgress, JobView, SiteExportView, SiteTarget, TicketCounts};
use domain::{ids::SiteBuildId, limits};
use leptos::prelude::*;
use ui::{Button, ButtonKind, Card, EmptyState, FoldSummary, LinkButton, Notice, TextField, Tone, icon};

#[derive(Clone, Copy)]
struct Actions {
    target: ServerAction<SetTarget>,
    answer: ServerAction<AnswerTarget>,
    check: ServerAction<CheckTickets>,
    export: ServerAction<ExportTickets>,
}

/// Where tickets go, what would be sent, the export, and what came of it.
#[component]
pub(crate) fn ExportPage() -> impl IntoView {
    let build = build_of_address();
    let actions = Actions {
        target: session::action(),
        answer: session::action(),
        check: session::action(),
        export: session::action(),
    };
    let again = RwSignal::new(0_u32);
    let changed = Callback::new(move |()| again.update(|count| *count += 1));
    let versions = move || {
        let Actions { target, answer, check, export } = actions;
        let well = |value: Option<bool>, version: usize| (value == Some(true)).then_some(version);
        // A refused form keeps what was typed: the page is only read again after one that went well.
        let target =
            well(target.value().with(|value| value.as_ref().map(Result::is_ok)), target.version().get());
        let answer =
            well(answer.value().with(|value| value.as_ref().map(Result::is_ok)), answer.version().get());
        let check =
            well(check.value().with(|value| value.as_ref().map(Result::is_ok)), check.version().get());
        (target, answer, check, export.version().get())
    };
    let view = Resource::new_blocking(
        move || (build.get(), versions(), again.get()),
        async |(build, ..)| match build {
            Some(build) => api::site_tickets::export_view(build).await,
            None => Err(no_such_build()),
        },
    );
    let failures = [session::whole_failure(actions.check), session::whole_failure(actions.export)];
    let failure = Signal::derive(move || failures.iter().find_map(Get::get));
    loaded(view, move |view| {
        let about = view.build.clone();
        view! {
            <BuildFrame about stage=Stage::Export failure>
                <Export view actions changed/>
            </BuildFrame>
        }
        .into_any()
    })
}

#[component]
fn Export(view: SiteExportView, actions: Actions, changed: Callback<()>) -> impl IntoView {
    let SiteExportView {
        build,
        counts,
        target,
        projects,
        connected,
        checked,
        job,
        progress,
        results,
        fixes,
        now: _,
    } = view;
    let id = build.id;
    if counts.all == 0 {
        return view! {
            <Card>
                <EmptyState
                    icon=icon::LAYERS
                    title="No tickets yet"
                    text="They are made from the plan and reviewed first."
                >
                    <LinkButton href=format!("/builds/{id}/review")>"To the review"</LinkButton>
                </EmptyState>
            </Card>
        }
        .into_any();
    }
    let runs = job.as_ref().is_some_and(|job| job.state.is_active());
    // Between issues that are all there; a link with one that is not has to wait.
    let unlinked = progress.created == progress.wanted
        && progress.linked + u32::try_from(fixes.len()).unwrap_or(u32::MAX) < progress.links;
    let unfinished = !runs && progress.wanted > 0 && (progress.left() > 0 || unlinked);
    let asked = target.as_ref().is_some_and(|target| !target.wanted.is_empty());
    let has_target = target.is_some();
    // Nothing is left that could be sent.
    let done = progress.created == counts.all;
    let idle = (!runs && !done).then(|| {
        let wanted = target.clone().filter(|_| asked);
        view! {
            <Target id target projects connected actions/>
            {wanted.map(|target| view! { <Wanted id target actions/> })}
            {has_target.then(|| view! { <Gate id counts checked connected actions/> })}
        }
    });
    let has_results = !results.is_empty();
    let title = format!("All {} issues are in Jira.", progress.created);
    let all =
        (done && !runs && !unlinked).then(|| view! { <Notice tone=Tone::Success announce=false title/> });
    view! {
        <div class="space-y-4">
            {job.map(|job: JobView| view! { <Work of=id job changed/> })}
            {all}
            {unfinished.then(|| view! { <GoOn id progress actions/> })}
            {(!fixes.is_empty()).then(|| view! { <ByHand fixes/> })}
            {idle}
            {has_results.then(|| view! { <Results id results progress/> })}
        </div>
    }
    .into_any()
}

/// An export that was stopped, or broke off.
#[component]
fn GoOn(id: SiteBuildId, progress: ExportProgress, actions: Actions) -> impl IntoView {
    let title = format!("{} of {} issues are in Jira.", progress.created, progress.wanted);
    view! {
        <Notice
            tone=Tone::Warning
            announce=false
            title
            next="Going on sends only what is not there yet; what is in doubt is looked up first."
        >
            <ActionForm action=actions.export>
                <input type="hidden" name="build" value=id.to_string()/>
                <Button kind=ButtonKind::Primary icon=icon::SEND busy=actions.export.pending()>
                    "Go on"
                </Button>
            </ActionForm>
        </Notice>
    }
    .into_any()
}

/// Where they go.
#[component]
fn Target(
    id: SiteBuildId,
    target: Option<SiteTarget>,
    projects: Vec<(String, String)>,
    connected: bool,
    actions: Actions,
) -> impl IntoView {
    let action = actions.target;
    let failure = session::failure(action);
    let known = target.is_some();
    let text = |value: Option<String>| value.unwrap_or_default();
    let project = text(target.as_ref().map(|target| target.project.to_string()));
    let issue_type = target.as_ref().map_or_else(|| "Task".to_owned(), |target| target.issue_type.clone());
    let epic = text(target.as_ref().and_then(|target| target.epic.as_ref()).map(ToString::to_string));
    let labels = target.map(|target| target.labels.join(" ")).unwrap_or_default();
    let help = match projects.as_slice() {
        [] => "Its key, such as WEB.".to_owned(),
        some => {
            let keys: Vec<&str> = some.iter().take(6).map(|(key, _)| key.as_str()).collect();
            format!("Its key, such as {}.", keys.join(", "))
        }
    };
    view! {
        {(!connected)
            .then(|| {
                view! {
                    <Notice tone=Tone::Warning announce=false title="Jira is not connected, or was not tested." next="Tickets can still be taken away as files from the page “Plan”.">
                        <LinkButton href="/connections">"Connect Jira"</LinkButton>
                    </Notice>
                }
            })}
        <Card title="Where the tickets go">
            <ActionForm action>
                <input type="hidden" name="build" value=id.to_string()/>
                <div class="space-y-3">
                    {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
                    <div class="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
                        <TextField name="project" label="Project" value=project limit=40 help error=problem(actions, "project")/>
                        <TextField name="issue_type" label="Issue type" value=issue_type limit=60 help="As the project calls it." error=problem(actions, "issue_type")/>
                        <TextField name="epic" label="Epic" value=epic limit=40 optional=true help="All issues stand below it." error=problem(actions, "epic")/>
                        <TextField name="labels" label="Labels" value=labels limit=limits::LINE optional=true help="Spaces between them." error=problem(actions, "labels")/>
                    </div>
                    <Button busy=action.pending()>{if known { "Change" } else { "Save" }}</Button>
                </div>
            </ActionForm>
        </Card>
    }
    .into_any()
}

/// What is wrong with a field: what the form says of it, or what Jira said of it when the tickets were checked.
fn problem(actions: Actions, field: &'static str) -> Signal<Option<String>> {
    let Actions { target, check, .. } = actions;
    let (set, checked) = (session::problem(target, field), session::problem(check, field));
    Signal::derive(move || set.get().or_else(|| checked.get()))
}

/// What the project demands beyond what tickets say.
#[component]
fn Wanted(id: SiteBuildId, target: SiteTarget, actions: Actions) -> impl IntoView {
    let answer = actions.answer;
    let failure = session::failure(answer);
    let title = format!("{} asks for more", target.project);
    let fields = target
        .wanted
        .into_iter()
        .enumerate()
        .map(|(at, field)| {
            let chosen = target.answers.get(&field.id).cloned().unwrap_or_default();
            let error = session::problem(answer, field.id.clone());
            view! { <WantedInput at field chosen error/> }
        })
        .collect_view();
    view! {
        <Card title>
            <ActionForm action=answer>
                <input type="hidden" name="build" value=id.to_string()/>
                <div class="space-y-3">
                    <p class="text-xs text-base-content/75">"Every issue gets these values. Check the tickets again afterwards."</p>
                    {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
                    <div class="grid gap-3 sm:grid-cols-2">{fields}</div>
                    <Button icon=icon::CHECK busy=answer.pending()>"Save"</Button>
                </div>
            </ActionForm>
        </Card>
    }
    .into_any()
}

/// The check, and the start.
#[component]
fn Gate(
    id: SiteBuildId,
    counts: TicketCounts,
    checked: Option<CheckedExport>,
    connected: bool,
    actions: Actions,
) -> impl IntoView {
    let unready = counts.all.saturating_sub(counts.ready);
    let rest = match unready {
        0 => None,
        1 => Some("1 ticket is not marked as ready and stays here.".to_owned()),
        unready => Some(format!("{unready} tickets are not marked as ready and stay here.")),
    };
    let rest = rest.map(|rest| {
        view! {
            <p class="text-xs text-base-content/75">
                {rest}
                " "
                <a href=format!("/builds/{id}/review?state=unready") class="link">
                    "Look at them"
                </a>
            </p>
        }
    });
    let stale = checked.as_ref().map_or(0, |checked| checked.unchecked);
    let (kind, label) = if checked.is_none() || stale > 0 {
        (ButtonKind::Primary, "Check the tickets")
    } else {
        (ButtonKind::Outline, "Check again")
    };
    let outcome = checked.map(|checked| view! { <Checked id checked connected actions/> });
    view! {
        <Card title="Check and send">
            <div class="space-y-3">
                <p class="text-sm">
                    "Each ready ticket is written for the project’s create screen as Jira has it now, and held against Jira’s format. What is sent later are exactly these bytes."
                </p>
                {rest}
                {outcome}
                <ActionForm action=actions.check>
                    <input type="hidden" name="build" value=id.to_string()/>
                    <Button kind busy=actions.check.pending()>{label}</Button>
                </ActionForm>
            </div>
        </Card>
    }
    .into_any()
}

/// What was checked.
#[component]
fn Checked(id: SiteBuildId, checked: CheckedExport, connected: bool, actions: Actions) -> impl IntoView {
    let CheckedExport { fit, calls, links, sha256, refused, unchecked, example } = checked;
    let stale = (unchecked > 0).then(|| {
        let title = if unchecked == 1 {
            "1 ready ticket was modified after the check, or not checked yet.".to_owned()
        } else {
            format!("{unchecked} ready tickets were modified after the check, or not checked yet.")
        };
        view! { <Notice tone=Tone::Warning announce=false title next="Check again to send them, too."/> }
    });
    let failed = (!refused.is_empty()).then(|| {
        let lines = refused
            .into_iter()
            .take(50)
            .map(|(ticket, title, failure)| {
                let fields = failure
                    .fields
                    .iter()
                    .map(|field| view! { <span class="block">{field.message.clone()}</span> })
                    .collect_view();
                view! {
                    <li class="break-words">
                        <a href=format!("/builds/{id}/review?open={ticket}") class="link">
                            {title}
                        </a>
                        ": "
                        {failure.message.clone()}
                        {fields}
                    </li>
                }
            })
            .collect_view();
        view! {
            <Notice tone=Tone::Error announce=false title="Jira would not take these tickets.">
                <ul class="list-disc space-y-1 pl-5 text-sm">{lines}</ul>
            </Notice>
        }
    });
    let plural = |count: u32, one: &str, many: &str| {
        if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
    };
    let words = format!(
        "{} in {}, then {}.",
        plural(fit, "issue", "issues"),
        plural(calls, "call", "calls"),
        plural(links, "link", "links")
    );
    let label = format!("Create {} in Jira", plural(fit, "issue", "issues"));
    let sample = example.map(|(title, body)| {
        view! {
            <details class="group/fold">
                <FoldSummary words=format!("As it is sent: {title}")/>
                <pre class="mt-2 max-h-80 overflow-auto rounded bg-base-200 p-2 text-xs" tabindex="0">
                    {body}
                </pre>
            </details>
        }
    });
    view! {
        {stale}
        {failed}
        {(fit > 0)
            .then(|| {
                view! {
                    <p class="text-sm tabular-nums">
                        {words}
                        " "
                        <a href=format!("/builds/{id}/export/calls") rel="external" download class="link">
                            "Download the calls"
                        </a>
                    </p>
                    {sample}
                    {connected
                        .then(|| {
                            view! {
                                <ActionForm action=actions.export>
                                    <input type="hidden" name="build" value=id.to_string()/>
                                    <input type="hidden" name="sha256" value=sha256/>
                                    <Button kind=ButtonKind::Primary icon=icon::SEND busy=actions.export.pending()>
                                        {label}
                                    </Button>
                                </ActionForm>
                            }
                        })}
                }
            })}
    }
    .into_any()
}
