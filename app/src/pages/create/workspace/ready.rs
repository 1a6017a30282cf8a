use super::{
    bypass::Bypass,
    editable::Editable,
    explanation::Explanation,
    of_ticket::OfTicket,
    revise::RevisePanel,
    split::{InParts, SplitSection},
    state::Workspace,
    wanted::WantedByJira,
};
use crate::shell::FailureNotice;
use domain::draft::{Field, Scope};
use leptos::prelude::*;
use ui::{Icon, Notice, icon};

/// The finished draft: every field can be changed in place. What Jira said when it refused it stays above, until it
/// is approved again.
#[component]
pub(super) fn ReadyDocument(workspace: Workspace) -> impl IntoView {
    let list = workspace.draft.with_untracked(|draft| draft.format.criteria());
    let adopted = workspace.draft.with_untracked(|draft| draft.adopted);
    let of_ticket = workspace.draft.with_untracked(|draft| draft.of_ticket.is_some());
    let failure = move || workspace.draft.with(|draft| draft.failure.clone());
    // A change that was cut or stopped: the draft is as it was.
    let undone = move || {
        workspace.draft.with(|draft| {
            let asked = draft.revise.as_ref().filter(|_| draft.failure.is_none());
            asked.map(|revise| match revise.scope {
                Scope::Rules => "The draft is as it was before. “Fix with AI” tries again.",
                _ => "The draft is as it was before. What you asked for stands below, to be sent again.",
            })
        })
    };
    view! {
        {move || {
            undone()
                .map(|next| {
                    view! {
                        <div class="mb-5">
                            <Notice
                                title="The change was not finished."
                                next
                                announce=false
                            />
                        </div>
                    }
                })
        }}
        {move || {
            failure()
                .map(|failure| {
                    view! {
                        <div class="mb-5">
                            <FailureNotice failure announce=false/>
                            <Explanation workspace/>
                        </div>
                    }
                })
        }}
        <Adopted workspace/>
        <OfTicket workspace/>
        <InParts workspace/>
        <Editable workspace field=Field::Summary/>
        <div class="mt-4 grid gap-x-4 gap-y-3 sm:grid-cols-2">
            {[Field::StoryPoints, Field::Priority, Field::Labels, Field::Components]
                .map(|field| view! { <Editable workspace field/> })
                .collect_view()}
        </div>
        <Editable workspace field=Field::Story/>
        <Editable workspace field=list/>
        <Editable workspace field=Field::StlcNotes/>
        // What is in Jira already is asked for nothing, nor is what goes there with its ticket.
        {(!adopted && !of_ticket).then(|| view! { <WantedByJira workspace/> })}
        <Bypass workspace/>
        <RevisePanel workspace/>
        {(!of_ticket).then(|| view! { <SplitSection workspace/> })}
    }
}

/// Says that the draft stands for an epic that is in Jira.
#[component]
fn Adopted(workspace: Workspace) -> impl IntoView {
    let issue = workspace.draft.with_untracked(|draft| draft.issue.clone().filter(|_| draft.adopted));
    issue.map(|issue| {
        view! {
            <div class="mb-4 flex items-start gap-2 text-sm text-base-content/80">
                <span class="mt-0.5">
                    <Icon drawing=icon::TICKET_CHECK/>
                </span>
                <p>
                    "This stands for "
                    <a href=issue.url class="link font-mono" target="_blank" rel="noopener noreferrer external">
                        {issue.key.to_string()}
                    </a> ", which is in Jira already. Its parts go below it; what you change here stays here."
                </p>
            </div>
        }
    })
}
