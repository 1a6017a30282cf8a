use super::{
    person_field::{KnownPeople, PersonField},
    state::Workspace,
};
use crate::{api::drafting::AnswerScreen, session, shell::FailureNotice};
use contract::views::{CreateScreenView, WantedField, WantedKind};
use domain::{ids::DraftId, limits};
use leptos::prelude::*;
use ui::{Button, Choice, Notice, SelectField, TextArea, TextField, Tone, icon};

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
            view! { <Input draft=id at field chosen known error/> }
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

/// One field as its kind is filled in.
#[component]
fn Input(
    draft: DraftId,
    at: usize,
    field: WantedField,
    chosen: Vec<String>,
    known: KnownPeople,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let WantedField { id, name: label, kind, choices } = field;
    let (name, control) = (format!("fields[{at}][chosen][]"), format!("wanted-{at}"));
    let value = chosen.first().cloned().unwrap_or_default();
    let choices: Vec<Choice> =
        choices.into_iter().map(|choice| Choice::new(choice.value, choice.label)).collect();
    let input = match kind {
        WantedKind::One => {
            let mut offered = vec![Choice::new("", "Choose …")];
            offered.extend(choices);
            view! { <SelectField name id=control label choices=offered value error/> }.into_any()
        }
        WantedKind::Several => view! { <Several name id=control label choices chosen error/> }.into_any(),
        WantedKind::LongText => {
            let text = RwSignal::new(value);
            view! { <TextArea name id=control label text rows=3 limit=limits::SECTION optional=true error/> }.into_any()
        }
        WantedKind::Number => view! {
            <TextField name id=control label value optional=true limit=40 help="A number such as 3 or 0.5." error/>
        }
        .into_any(),
        WantedKind::Date => {
            view! { <TextField name id=control label value r#type="date" optional=true error/> }.into_any()
        }
        WantedKind::Person | WantedKind::People => {
            let several = kind == WantedKind::People;
            view! { <PersonField draft name id=control label value several known error/> }.into_any()
        }
        WantedKind::Words => view! {
            <TextField name id=control label value optional=true limit=limits::LINE help="Words, with spaces between them." error/>
        }
        .into_any(),
        WantedKind::Text => {
            view! { <TextField name id=control label value optional=true limit=limits::LINE error/> }.into_any()
        }
        WantedKind::Other => view! {
            <Notice
                tone=Tone::Warning
                title=format!("{label} cannot be filled in here.")
                next="Ask the project’s administrator for a default value, or create this issue in Jira by hand."
                announce=false
            />
        }
        .into_any(),
    };
    view! {
        <div class="min-w-0">
            <input type="hidden" name=format!("fields[{at}][id]") value=id/>
            {input}
        </div>
    }
    .into_any()
}

/// Any of the choices, each with a box to tick.
#[component]
fn Several(
    name: String,
    id: String,
    label: String,
    choices: Vec<Choice>,
    chosen: Vec<String>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let note = format!("{id}-note");
    let described = note.clone();
    let boxes = choices
        .into_iter()
        .map(|choice| {
            let checked = chosen.contains(&choice.value);
            view! {
                <label class="flex min-h-6 cursor-pointer items-start gap-2 text-sm">
                    <input
                        type="checkbox"
                        name=name.clone()
                        value=choice.value
                        checked=checked
                        class="checkbox checkbox-sm mt-0.5"
                    />
                    <span class="min-w-0 break-words">{choice.label}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="min-w-0" aria-describedby=note>
            <legend class="label-sm">{label}</legend>
            <div class="mt-1 max-h-48 space-y-1 overflow-auto p-0.5">{boxes}</div>
            <p id=described class="mt-1 text-xs leading-5 text-error empty:hidden">
                {move || error.get()}
            </p>
        </fieldset>
    }
    .into_any()
}
