use super::{
    frame::{BuildFrame, Stage, build_of_address, no_such_build},
    results::{BackToSheets, ByHand, Results},
    target::{Target, Wanted},
    work::Work,
};
use crate::{
    api::{
        self,
        site_tickets::{AnswerTarget, CheckTickets, DecideTicket, ExportTickets, LookAtFixes, SetTarget},
    },
    session,
    shell::loaded,
};
use contract::views::{CheckedExport, ExportProgress, JobView, SiteExportView, TicketCounts};
use domain::ids::SiteBuildId;
use leptos::prelude::*;
use ui::{Button, ButtonKind, Card, EmptyState, FoldSummary, LinkButton, Notice, Tone, icon};

#[derive(Clone, Copy)]
pub(super) struct Actions {
    pub(super) target: ServerAction<SetTarget>,
    pub(super) answer: ServerAction<AnswerTarget>,
    pub(super) check: ServerAction<CheckTickets>,
    export: ServerAction<ExportTickets>,
    decide: ServerAction<DecideTicket>,
    look: ServerAction<LookAtFixes>,
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
        decide: session::action(),
        look: session::action(),
    };
    let again = RwSignal::new(0_u32);
    let changed = Callback::new(move |()| again.update(|count| *count += 1));
    // A refused form keeps what was typed: the page is only read again after one that went well, or that found something.
    let Actions { target, answer, check, export, decide, look } = actions;
    let said = (session::successes(target), session::successes(answer));
    let done = (session::successes(check), session::successes(decide));
    let found = Memo::new(move |before: Option<&usize>| {
        let version = look.version().get();
        let some = look.value().with(|value| matches!(value, Some(Ok(1..))));
        if some { version } else { before.copied().unwrap_or_default() }
    });
    let versions = move || {
        (said.0.get(), said.1.get(), done.0.get(), done.1.get(), (export.version().get(), found.get()))
    };
    let view = Resource::new_blocking(
        move || (build.get(), versions(), again.get()),
        async |(build, ..)| match build {
            Some(build) => api::site_tickets::export_view(build).await,
            None => Err(no_such_build()),
        },
    );
    let failures = [
        session::whole_failure(actions.check),
        session::whole_failure(actions.export),
        session::failure(actions.decide),
    ];
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
        groups,
        projects,
        connected,
        checked,
        job,
        progress,
        results,
        fixes,
        now: _,
    } = view;
    let (id, files) = (build.id, build.files);
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
    let unfinished = !runs && progress.goes_on();
    let asked = target.as_ref().is_some_and(|target| !target.wanted.is_empty());
    let has_target = target.is_some();
    // Nothing is left that could be sent.
    let done = progress.created == counts.all;
    let idle = (!runs && !done).then(|| {
        let wanted = target.clone().filter(|_| asked);
        view! {
            <Target id target groups projects connected actions/>
            {wanted.map(|target| view! { <Wanted id target actions/> })}
            {has_target.then(|| view! { <Gate id counts checked connected actions/> })}
        }
    });
    let has_results = !results.is_empty();
    let title = format!("All {} issues are in Jira.", progress.created);
    let all =
        (done && !runs && !unfinished).then(|| view! { <Notice tone=Tone::Success announce=false title/> });
    view! {
        <div class="space-y-4">
            {job.map(|job: JobView| view! { <Work of=id job changed/> })}
            {all}
            {unfinished.then(|| view! { <GoOn id progress actions/> })}
            {(!fixes.is_empty() && !runs).then(|| view! { <ByHand id fixes look=actions.look/> })}
            {idle}
            {has_results.then(|| view! { <Results id results progress decide=actions.decide/> })}
            {(progress.created > 0).then(|| view! { <BackToSheets id files/> })}
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
    let CheckedExport { fit, calls, links, sha256, refused, unchecked, left_out, example } = checked;
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
    let without = (!left_out.is_empty()).then(|| {
        let lines = left_out
            .into_iter()
            .take(50)
            .map(|(what, count)| {
                let of = if count == 1 { "1 ticket".to_owned() } else { format!("{count} tickets") };
                view! { <li class="break-words">{format!("{what}, of {of}")}</li> }
            })
            .collect_view();
        view! {
            <Notice
                tone=Tone::Warning
                announce=false
                title="The project’s create screen does not have this, or does not offer it."
                next="The issues go without it; it is listed afterwards, to be set by hand."
            >
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
        {without}
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
