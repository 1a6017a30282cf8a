use super::super::{saved_first::SavedFirst, state::Workspace};
use crate::{api::drafting::ReviseDraft, session, shell::FailureNotice};
use domain::{draft::Scope, jira::IssueKind, limits};
use leptos::prelude::*;
use ui::{Button, TextArea, icon};

/// Asks the model for parts of the draft.
#[component]
pub(super) fn Ask(workspace: Workspace, kind: IssueKind) -> impl IntoView {
    let revise = workspace.action::<ReviseDraft>();
    let failure = session::failure(revise);
    let (id, off, asked) = workspace.draft.with_untracked(|draft| {
        let asked = draft.revise.as_ref().filter(|revise| revise.scope == Scope::Split);
        (draft.id, draft.gate.is_some(), asked.map(|revise| revise.instructions.clone()).unwrap_or_default())
    });
    let version = move || workspace.draft.with(|draft| draft.version);
    let text = RwSignal::new(asked);
    let waiting = RwSignal::new(false);
    let (title, label, help) = if kind == IssueKind::Epic {
        (
            "Break down",
            "Break down",
            "A model proposes the stories of this epic. You see and change them before anything is made.",
        )
    } else {
        (
            "Split",
            "Split",
            "A model proposes smaller issues that cover every criterion and add up. You see and change them before anything is made.",
        )
    };
    view! {
        <section
            id="split"
            class="mt-8 scroll-mt-28 border-t border-base-300 pt-5 print:hidden"
            aria-labelledby="split-title"
        >
            <h2 id="split-title" class="text-sm font-semibold">
                {title}
            </h2>
            <p class="mt-1 text-xs leading-5 text-base-content/75">{help}</p>
            <div class="mt-3">
                <SavedFirst workspace waiting>
                    <ActionForm action=revise>
                        <input type="hidden" name="draft" value=id.to_string()/>
                        <input type="hidden" name="version" value=version/>
                        <input type="hidden" name="scope" value="split"/>
                        <div class="space-y-3">
                            {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
                            <TextArea
                                name="instructions"
                                id="split-instructions"
                                label="How"
                                text
                                limit=limits::INSTRUCTIONS
                                rows=2
                                optional=true
                                placeholder="By kind of user. …"
                                help="May stay empty."
                                error=session::problem(revise, "instructions")
                            />
                            <Button
                                icon=icon::SPARKLES
                                busy=Signal::derive(move || waiting.get() || revise.pending().get())
                                disabled=off
                            >
                                {label}
                            </Button>
                        </div>
                    </ActionForm>
                </SavedFirst>
            </div>
        </section>
    }
    .into_any()
}
