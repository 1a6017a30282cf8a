use super::{saved_first::SavedFirst, state::Workspace};
use crate::{
    api::drafting::ReviseDraft,
    pages::create::keys::send_with_enter,
    session,
    shell::{FailureNotice, GateNotice},
};
use domain::{
    draft::{Field, Scope},
    limits,
};
use leptos::prelude::*;
use ui::{Button, Choice, SelectField, TextArea, icon};

/// Fields worth writing anew by themselves.
const PARTS: [Field; 5] =
    [Field::Summary, Field::Story, Field::AcceptanceCriteria, Field::Scenarios, Field::StlcNotes];

/// Asks the model for a change of the whole draft or of one part.
#[component]
pub(super) fn RevisePanel(workspace: Workspace) -> impl IntoView {
    let revise = workspace.action::<ReviseDraft>();
    let failure = session::failure(revise);
    let (id, format, asked, gate) = workspace
        .draft
        .with_untracked(|draft| (draft.id, draft.format, draft.revise.clone(), draft.gate.clone()));
    let version = move || workspace.draft.with(|draft| draft.version);
    // What was asked for without success stands here again.
    let asked = asked.filter(|asked| !matches!(asked.scope, Scope::Rules | Scope::Split));
    let scope = asked.as_ref().map_or("whole", |asked| asked.scope.as_str());
    let text = workspace.instructions;
    let mut choices = vec![Choice::new("whole", "The whole draft")];
    let parts = PARTS.into_iter().filter(|field| field.belongs_to(format));
    choices.extend(parts.map(|field| Choice::new(field.as_str(), format!("Only the {}", field.noun()))));
    let off = gate.is_some();
    let waiting = RwSignal::new(false);
    view! {
        <section
            id="revise"
            class="mt-8 scroll-mt-28 border-t border-base-300 pt-5 print:hidden"
            aria-labelledby="revise-title"
        >
            <h2 id="revise-title" class="text-sm font-semibold">
                "Revise"
            </h2>
            <p class="mt-1 text-xs leading-5 text-base-content/75">
                "Say what shall be different; the rest stays. What you wrote by hand is never replaced without asking you."
            </p>
            {gate
                .map(|gate| {
                    view! {
                        <div class="mt-3">
                            <GateNotice gate/>
                        </div>
                    }
                })}
            <div class="mt-3" on:keydown=move |event| send_with_enter(&event, !off)>
                <SavedFirst workspace waiting>
                <ActionForm action=revise>
                    <input type="hidden" name="draft" value=id.to_string()/>
                    <input type="hidden" name="version" value=version/>
                    <div class="space-y-3">
                        {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
                        <TextArea
                            name="instructions"
                            label="Instructions"
                            text
                            limit=limits::INSTRUCTIONS
                            rows=3
                            optional=true
                            placeholder="Say what happens when two patients want the same slot, and leave the reminders out. …"
                            help="For one part alone they may stay empty: it is written anew."
                            error=session::problem(revise, "instructions")
                        />
                        <div class="flex flex-wrap items-end gap-3">
                            <div class="w-full sm:w-64">
                                <SelectField
                                    name="scope"
                                    label="What may change"
                                    choices
                                    value=scope
                                    error=session::problem(revise, "scope")
                                />
                            </div>
                            <Button
                                icon=icon::SPARKLES
                                key="Ctrl ↵"
                                busy=Signal::derive(move || waiting.get() || revise.pending().get())
                                disabled=off
                            >
                                "Revise"
                            </Button>
                        </div>
                    </div>
                </ActionForm>
                </SavedFirst>
            </div>
        </section>
    }
    .into_any()
}

/// Asks the model to mend what breaks the rules.
#[component]
pub(super) fn FixButton(workspace: Workspace) -> impl IntoView {
    let revise = workspace.action::<ReviseDraft>();
    let failure = session::whole_failure(revise);
    let (id, off) = workspace.draft.with_untracked(|draft| (draft.id, draft.gate.is_some()));
    let version = move || workspace.draft.with(|draft| draft.version);
    let waiting = RwSignal::new(false);
    view! {
        <div class="mt-3 space-y-2">
            {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
            <SavedFirst workspace waiting>
            <ActionForm action=revise>
                <input type="hidden" name="draft" value=id.to_string()/>
                <input type="hidden" name="version" value=version/>
                <input type="hidden" name="scope" value="rules"/>
                <Button
                    icon=icon::SPARKLES
                    busy=Signal::derive(move || waiting.get() || revise.pending().get())
                    disabled=off
                >
                    "Fix with AI"
                </Button>
            </ActionForm>
            </SavedFirst>
        </div>
    }
    .into_any()
}
