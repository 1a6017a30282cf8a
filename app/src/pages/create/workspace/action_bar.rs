use super::{super::words, of_ticket::PutBackButton, state::Workspace};
use crate::{
    api::drafting::{Approve, ContinueDraft, CreateIssue, Stop, Withdraw},
    pages::draft_status,
    session,
    shell::{FailureNotice, is_typing},
};
use contract::views::DraftStatus;
use leptos::prelude::*;
use ui::{Button, ButtonKind, Icon, LinkButton, Progress, StatusDot, icon};

/// What is happening and what can be done about it; always in the same place.
#[component]
pub(super) fn ActionBar(workspace: Workspace) -> impl IntoView {
    let moving = Signal::derive(move || {
        matches!(workspace.status.get(), DraftStatus::Writing | DraftStatus::Creating)
    });
    workspace.live.tick(moving);
    let live = workspace.live;
    let word = Signal::derive(move || match workspace.status.get() {
        DraftStatus::Writing => {
            let progress = live.progress.get().map(|(words, _, _)| words);
            words::writing(
                live.writing.get(),
                live.complete.get(),
                live.tokens.get() > 0,
                progress.as_deref(),
            )
        }
        DraftStatus::Creating => live
            .progress
            .get()
            .map_or_else(|| workspace.draft.with(words::resting).to_owned(), |(words, _, _)| words),
        _ => workspace.draft.with(words::resting).to_owned(),
    });
    let dot = Signal::derive(move || draft_status::dot(workspace.status.get()));
    view! {
        <div class="sticky top-12 z-10 border-b border-base-300 bg-base-200/95 print:hidden">
            <div class="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1.5 px-4 py-2 text-sm sm:px-5">
                <span class="font-medium">
                    <StatusDot dot word/>
                </span>
                <Detail workspace/>
                <div class="ml-auto flex flex-wrap items-center justify-end gap-2">
                    {move || match workspace.status.get() {
                        DraftStatus::Writing | DraftStatus::Question => view! { <StopButton workspace/> }.into_any(),
                        DraftStatus::Unfinished => view! { <ContinueButton workspace/> }.into_any(),
                        // What stands for an issue in Jira goes there no second time. Not followed: that never changes, and
                        // what a button waits for is not forgotten while the draft is saved.
                        DraftStatus::Ready if workspace.draft.with_untracked(|draft| draft.adopted) => ().into_any(),
                        DraftStatus::Ready if workspace.draft.with_untracked(|draft| draft.of_ticket.is_some()) => {
                            view! { <PutBackButton workspace/> }.into_any()
                        }
                        DraftStatus::Ready => view! { <ApproveButton workspace/> }.into_any(),
                        DraftStatus::Approved => view! { <CreateButtons workspace/> }.into_any(),
                        DraftStatus::Creating => view! { <StopButton workspace/> }.into_any(),
                        DraftStatus::Uncertain => view! { <LookUpButtons workspace/> }.into_any(),
                        DraftStatus::Created => view! { <OpenButton workspace/> }.into_any(),
                        DraftStatus::Split => {
                            view! {
                                <LinkButton href="#split" icon=icon::LIST_CHECKS>
                                    "Parts"
                                </LinkButton>
                            }
                                .into_any()
                        }
                    }}
                </div>
            </div>
            {move || {
                (workspace.status.get() == DraftStatus::Creating)
                    .then(|| {
                        let steps = move || live.progress.get().map_or((0, 0), |(_, done, total)| (done, total));
                        view! {
                            <Progress
                                label=word
                                done=Signal::derive(move || steps().0)
                                total=Signal::derive(move || steps().1)
                            />
                        }
                    })
            }}
        </div>
    }
    .into_any()
}

/// Time and tokens while something runs, saving while somebody edits.
#[component]
fn Detail(workspace: Workspace) -> impl IntoView {
    let live = workspace.live;
    let text = move || match workspace.status.get() {
        _ if workspace.broken.get() => "Connection lost, trying again. The work goes on.".to_owned(),
        DraftStatus::Writing => {
            let time = words::elapsed(live.elapsed.get());
            match live.tokens.get() {
                0 => time,
                tokens => format!("{time} · about {tokens} tokens"),
            }
        }
        DraftStatus::Creating => words::elapsed(live.elapsed.get()),
        DraftStatus::Ready if workspace.edits.has_problems() => "Not saved".to_owned(),
        DraftStatus::Ready if workspace.edits.is_saving() => "Saving".to_owned(),
        DraftStatus::Ready if !workspace.edits.is_clean() => "Edited".to_owned(),
        DraftStatus::Ready if workspace.edits.saved().is_some() => "Saved".to_owned(),
        _ => String::new(),
    };
    view! { <span class="text-base-content/75 tabular-nums">{text}</span> }
}

#[component]
fn StopButton(workspace: Workspace) -> impl IntoView {
    let stop = workspace.action::<Stop>();
    let id = workspace.draft.with_untracked(|draft| draft.id);
    Effect::new(move |_| {
        let listener = window_event_listener(leptos::ev::keydown, move |event| {
            // While somebody writes, such as an answer, Esc is no order to throw it away.
            let meant = event.key() == "Escape" && !event.default_prevented() && !is_typing(&event);
            if meant && !stop.pending().get_untracked() {
                stop.dispatch(Stop { draft: id });
            }
        });
        on_cleanup(move || listener.remove());
    });
    view! {
        <Failed failure=session::whole_failure(stop)/>
        <ActionForm action=stop>
            <input type="hidden" name="draft" value=id.to_string()/>
            <Button icon=icon::SQUARE key="Esc" busy=stop.pending()>
                "Stop"
            </Button>
        </ActionForm>
    }
}

#[component]
fn ContinueButton(workspace: Workspace) -> impl IntoView {
    let again = workspace.action::<ContinueDraft>();
    let id = workspace.draft.with_untracked(|draft| draft.id);
    view! {
        <Failed failure=session::whole_failure(again)/>
        <ActionForm action=again>
            <input type="hidden" name="draft" value=id.to_string()/>
            <Button kind=ButtonKind::Primary icon=icon::ROTATE_CCW busy=again.pending()>
                "Continue"
            </Button>
        </ActionForm>
    }
}

#[component]
fn ApproveButton(workspace: Workspace) -> impl IntoView {
    let approve = workspace.action::<Approve>();
    let id = workspace.draft.with_untracked(|draft| draft.id);
    let version = move || workspace.draft.with(|draft| draft.version);
    let blocked = Memo::new(move |_| {
        workspace.checks.with(|checks| checks.iter().filter(|check| check.blocks()).count())
    });
    let missing = Memo::new(move |_| {
        workspace.draft.with(|draft| draft.screen.as_ref().map_or(0, |screen| screen.missing))
    });
    workspace.reload_when_jira_asks(approve);
    // What was typed last is saved first; then the version is known that is approved.
    let wanted = RwSignal::new(false);
    Effect::new(move |_| {
        if !wanted.get() {
            return;
        }
        if workspace.has_problems() {
            wanted.set(false);
        } else if workspace.is_saved() {
            wanted.set(false);
            approve.dispatch(Approve { draft: id, version: version(), bypass: String::new() });
        }
    });
    view! {
        <Failed failure=session::whole_failure(approve)/>
        <span class="text-xs text-base-content/80" id="approve-note">
            {move || match (blocked.get(), missing.get()) {
                (0, 0) => ().into_any(),
                (0, 1) => view! { <a href="#wanted" class="link">"Jira asks for one more thing"</a> }.into_any(),
                (0, missing) => {
                    view! {
                        <a href="#wanted" class="link">
                            "Jira asks for " {missing} " more things"
                        </a>
                    }
                        .into_any()
                }
                (1, _) => "1 rule is broken".into_any(),
                (count, _) => format!("{count} rules are broken").into_any(),
            }}
        </span>
        <LinkButton href="#revise" icon=icon::SPARKLES>
            "Revise"
        </LinkButton>
        <ActionForm action=approve>
            <input type="hidden" name="draft" value=id.to_string()/>
            <input type="hidden" name="version" value=version/>
            <Button
                kind=ButtonKind::Primary
                icon=icon::CHECK
                busy=Signal::derive(move || wanted.get() || approve.pending().get())
                disabled=Signal::derive(move || { blocked.get() > 0 })
                attr:aria-describedby="approve-note"
                on:click=move |event| {
                    event.prevent_default();
                    workspace.save_all();
                    wanted.set(true);
                }
            >
                "Approve"
            </Button>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn CreateButtons(workspace: Workspace) -> impl IntoView {
    let create = workspace.action::<CreateIssue>();
    let withdraw = workspace.action::<Withdraw>();
    let (id, sha256) = workspace.draft.with_untracked(|draft| {
        (draft.id, draft.approval.as_ref().map(|a| a.sha256.clone()).unwrap_or_default())
    });
    view! {
        <Failed failure=session::whole_failure(create)/>
        <Failed failure=session::whole_failure(withdraw)/>
        <ActionForm action=withdraw>
            <input type="hidden" name="draft" value=id.to_string()/>
            <Button icon=icon::PENCIL busy=withdraw.pending()>
                "Edit again"
            </Button>
        </ActionForm>
        <ActionForm action=create>
            <input type="hidden" name="draft" value=id.to_string()/>
            <input type="hidden" name="sha256" value=sha256/>
            <Button kind=ButtonKind::Primary icon=icon::SEND busy=create.pending()>
                "Create in Jira"
            </Button>
        </ActionForm>
    }
    .into_any()
}

/// While it is being looked up whether Jira created the issue: stop; after that ended without an answer: look again.
#[component]
fn LookUpButtons(workspace: Workspace) -> impl IntoView {
    let again = workspace.action::<CreateIssue>();
    let (id, sha256) = workspace.draft.with_untracked(|draft| {
        (draft.id, draft.approval.as_ref().map(|a| a.sha256.clone()).unwrap_or_default())
    });
    let looking = Memo::new(move |_| {
        workspace.draft.with(|draft| draft.job.as_ref().is_some_and(|job| job.state.is_active()))
    });
    move || {
        if looking.get() {
            return view! { <StopButton workspace/> }.into_any();
        }
        let sha256 = sha256.clone();
        view! {
            <Failed failure=session::whole_failure(again)/>
            <ActionForm action=again>
                <input type="hidden" name="draft" value=id.to_string()/>
                <input type="hidden" name="sha256" value=sha256/>
                <Button kind=ButtonKind::Primary icon=icon::ROTATE_CCW busy=again.pending()>
                    "Look again"
                </Button>
            </ActionForm>
        }
        .into_any()
    }
}

#[component]
fn OpenButton(workspace: Workspace) -> impl IntoView {
    workspace.draft.with_untracked(|draft| draft.issue.clone()).map(|issue| {
        view! {
            <LinkButton href=issue.url kind=ButtonKind::Primary external=true>
                "Open "
                <span class="font-mono">{issue.key.to_string()}</span>
                <Icon drawing=icon::EXTERNAL_LINK size=14/>
            </LinkButton>
        }
    })
}

/// A failed action, over the whole width of the bar.
#[component]
pub(super) fn Failed(failure: Signal<Option<contract::Failure>>) -> impl IntoView {
    move || {
        failure.get().map(|failure| {
            view! {
                <div class="order-last basis-full">
                    <FailureNotice failure/>
                </div>
            }
        })
    }
}
