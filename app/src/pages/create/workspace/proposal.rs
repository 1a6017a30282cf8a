use super::state::Workspace;
use crate::{api::drafting::DecideProposal, pages::difference::Difference, session, shell::FailureNotice};
use domain::draft::Field;
use leptos::prelude::*;
use ui::{Button, icon};

/// What the model wrote for a field that was written by hand, and the choice.
#[component]
pub(super) fn Proposal(
    /// The draft.
    workspace: Workspace,
    /// The field.
    field: Field,
) -> impl IntoView {
    let pieces = Memo::new(move |_| {
        workspace.draft.with(|draft| {
            let found = draft.proposals.iter().find(|proposal| proposal.field == field);
            found.map(|proposal| proposal.pieces.clone())
        })
    });
    move || {
        pieces.get().map(|pieces| {
            view! {
                <div
                    class="mt-2 rounded-box border border-primary/40 bg-base-100 p-3"
                    role="group"
                    aria-label=format!("Proposal for the {}", field.noun())
                >
                    <p class="section-label">"The model proposes"</p>
                    <div class="mt-1">
                        <Difference pieces/>
                    </div>
                    <Choice workspace field/>
                </div>
            }
        })
    }
}

#[component]
fn Choice(workspace: Workspace, field: Field) -> impl IntoView {
    let decide = workspace.action::<DecideProposal>();
    let failure = session::whole_failure(decide);
    let id = workspace.draft.with_untracked(|draft| draft.id);
    let version = move || workspace.draft.with(|draft| draft.version);
    view! {
        {move || {
            failure
                .get()
                .map(|failure| {
                    view! {
                        <div class="mt-2">
                            <FailureNotice failure/>
                        </div>
                    }
                })
        }}
        <div class="mt-2 flex flex-wrap gap-2">
            <ActionForm action=decide>
                <input type="hidden" name="draft" value=id.to_string()/>
                <input type="hidden" name="version" value=version/>
                <input type="hidden" name="field" value=field.as_str()/>
                <input type="hidden" name="accept" value="true"/>
                <Button icon=icon::CHECK busy=decide.pending()>
                    "Take it over"
                </Button>
            </ActionForm>
            <ActionForm action=decide>
                <input type="hidden" name="draft" value=id.to_string()/>
                <input type="hidden" name="version" value=version/>
                <input type="hidden" name="field" value=field.as_str()/>
                <input type="hidden" name="accept" value="false"/>
                <Button busy=decide.pending()>"Keep mine"</Button>
            </ActionForm>
        </div>
    }
    .into_any()
}
