use super::state::Workspace;
use crate::{
    api::drafting::AnswerScreen,
    pages::{
        person_field::{KnownPeople, PeopleOf, PersonField},
        wanted_input::{WantedInput, named},
    },
    session,
    shell::FailureNotice,
};
use contract::views::{CreateScreenView, WantedKind};
use domain::ids::DraftId;
use leptos::prelude::*;
use ui::{Button, Choice, SelectField, icon};

/// What Jira asks for before it takes the draft. What was answered in this project before stands there already.
#[component]
pub(super) fn WantedByJira(workspace: Workspace) -> impl IntoView {
    // Made anew when Jira asks for something else, not while somebody fills it in.
    let screen = Memo::new(move |_| workspace.draft.with(|draft| draft.screen.clone()));
    let id = workspace.draft.with_untracked(|draft| draft.id);
    let project = workspace.draft.with_untracked(|draft| draft.project.to_string());
    let known = KnownPeople::default();
    move || screen.get().map(|screen| view! { <Form workspace id project=project.clone() screen known/> })
}

#[component]
fn Form(
    workspace: Workspace,
    id: DraftId,
    project: String,
    screen: CreateScreenView,
    known: KnownPeople,
) -> impl IntoView {
    let answer = workspace.action::<AnswerScreen>();
    let failure = session::failure(answer);
    let CreateScreenView { types, fields, answers, missing } = screen;
    let title = match missing {
        0 => format!("{project} also gets this"),
        1 => format!("{project} asks for one more thing"),
        missing => format!("{project} asks for {missing} more things"),
    };
    let types = (!types.is_empty()).then(|| {
        let mut choices = vec![Choice::new("", "Choose …")];
        choices.extend(types.into_iter().map(|found| Choice::new(found.value, found.label)));
        view! {
            <SelectField
                name="issue_type"
                label="Issue type"
                choices
                value=answers.issue_type.clone().unwrap_or_default()
                help="None of this project’s types is called like the draft’s kind."
                error=session::problem(answer, "issue_type")
            />
        }
    });
    let fields = fields
        .into_iter()
        .enumerate()
        .map(|(at, field)| {
            let chosen = answers.values.get(&field.id).cloned().unwrap_or_default();
            let error = session::problem(answer, field.id.clone());
            let several = field.kind == WantedKind::People;
            let person = (several || field.kind == WantedKind::Person).then(|| {
                let (name, control) = named(at);
                let (label, value) = (field.name.clone(), chosen.first().cloned().unwrap_or_default());
                view! { <PersonField of=PeopleOf::Draft(id) name id=control label value several known error/> }.into_any()
            });
            view! { <WantedInput at field chosen error person/> }
        })
        .collect_view();
    view! {
        <section id="wanted" class="card-flat mt-8 scroll-mt-28 p-4 print:hidden" aria-labelledby="wanted-title">
            <h2 id="wanted-title" class="text-sm font-semibold">
                {title}
            </h2>
            <p class="mt-1 text-xs leading-5 text-base-content/75">
                "Jira takes no issue of this project without it. The answers are remembered for the next one."
            </p>
            <div class="mt-3">
                <ActionForm action=answer>
                    <input type="hidden" name="draft" value=id.to_string()/>
                    <div class="space-y-3">
                        {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
                        <div class="grid gap-3 sm:grid-cols-2">{types} {fields}</div>
                        <Button icon=icon::CHECK busy=answer.pending()>
                            "Save"
                        </Button>
                    </div>
                </ActionForm>
            </div>
        </section>
    }
    .into_any()
}
