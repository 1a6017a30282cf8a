use super::{saved_first::SavedFirst, state::Workspace};
use crate::{api::drafting::Approve, session, shell::FailureNotice};
use domain::limits;
use leptos::prelude::*;
use ui::{Button, TextField, icon};

/// Lets an administrator approve a draft in spite of the rules it breaks, where all of those allow it.
#[component]
pub(super) fn Bypass(workspace: Workspace) -> impl IntoView {
    let offered = Memo::new(move |_| {
        let mut blocking = 0;
        let passable = workspace.checks.with(|checks| {
            checks.iter().filter(|check| check.blocks()).all(|check| {
                blocking += 1;
                check.bypassable
            })
        });
        passable
            && blocking > 0
            && workspace.draft.with(|draft| draft.may_bypass && !draft.adopted && draft.of_ticket.is_none())
    });
    move || offered.get().then(|| view! { <Form workspace/> })
}

#[component]
fn Form(workspace: Workspace) -> impl IntoView {
    let approve = workspace.action::<Approve>();
    workspace.reload_when_jira_asks(approve);
    let failure = session::failure(approve);
    let id = workspace.draft.with_untracked(|draft| draft.id);
    let version = move || workspace.draft.with(|draft| draft.version);
    let waiting = RwSignal::new(false);
    view! {
        <section class="card-flat mt-8 p-4 print:hidden" aria-labelledby="bypass-title">
            <h2 id="bypass-title" class="text-sm font-semibold">
                "Broken rules"
            </h2>
            <p class="mt-1 text-xs leading-5 text-base-content/75">
                "The draft breaks rules. As an administrator you may approve it all the same; the reason is kept in the audit log and with the approval."
            </p>
            <div class="mt-3">
                <SavedFirst workspace waiting>
                    <ActionForm action=approve>
                        <input type="hidden" name="draft" value=id.to_string()/>
                        <input type="hidden" name="version" value=version/>
                        <div class="space-y-3">
                            {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
                            <TextField
                                name="bypass"
                                label="Reason"
                                limit=limits::BYPASS_REASON
                                placeholder="Agreed with the team: the estimate covers the rollout."
                                error=session::problem(approve, "bypass")
                            />
                            <Button
                                icon=icon::CHECK
                                busy=Signal::derive(move || waiting.get() || approve.pending().get())
                            >
                                "Let it pass"
                            </Button>
                        </div>
                    </ActionForm>
                </SavedFirst>
            </div>
        </section>
    }
    .into_any()
}
