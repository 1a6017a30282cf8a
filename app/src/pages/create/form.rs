use super::{
    context_field::ContextField, keys::send_with_enter, rules_panel::RulesAhead,
    template_field::TemplateField,
};
use crate::{
    api::{
        self,
        drafting::{NewDraftView, Start},
    },
    session,
    shell::{FailureNotice, GateNotice, loaded},
};
use contract::views::DraftFormView;
use domain::{
    draft::DraftFormat,
    ids::DraftId,
    jira::IssueKind,
    limits,
    rules::{RuleBook, RuleSet, ScopedRules},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use ui::{
    Button, ButtonKind, Choice, ComboField, PageHeader, Segmented, SelectField, TextArea, TextField, icon,
};

/// The form for a new draft. `?like=` starts it from another one.
#[component]
pub(crate) fn CreatePage() -> impl IntoView {
    let query = use_query_map();
    let like = Memo::new(move |_| query.read().get("like").and_then(|id| id.parse::<DraftId>().ok()));
    let form = Resource::new_blocking(move || like.get(), api::drafting::new_draft);
    view! {
        <Title text="Create issues"/>
        {loaded(form, |view| view! { <CreateForm view/> }.into_any())}
    }
    .into_any()
}

#[component]
fn CreateForm(view: NewDraftView) -> impl IntoView {
    let NewDraftView { form, form_id, requirement, parent, context, epic } = view;
    let start = session::action::<Start>();
    let failure = session::failure(start);
    let text = RwSignal::new(requirement);
    let (gate, kind, format) = (form.gate.clone(), form.kind.as_str(), form.format.as_str());
    let off = gate.is_some();
    let chosen = Chosen::new(&form);
    let rules = chosen.rules(form.rules.clone());
    let (prompts, prompt) = (form.prompts.clone(), form.prompt.clone());
    let (templates, template) = (form.templates.clone(), form.template.clone());
    let (epic_error, template_error) = (session::problem(start, "epic"), session::problem(start, "template"));
    // The draft's page follows at once: the button stays busy until it is there.
    let busy = Signal::derive(move || start.pending().get() || matches!(start.value().get(), Some(Ok(_))));
    let send = move |event: leptos::ev::KeyboardEvent| send_with_enter(&event, !busy.get_untracked() && !off);
    view! {
        <div class="grid lg:grid-cols-[minmax(0,1fr)_17rem]">
            <div class="mx-auto w-full max-w-3xl min-w-0 p-4 sm:p-5">
                <PageHeader title="Create an issue" text="Describe what somebody needs, in your own words."/>
                {gate
                    .clone()
                    .into_iter()
                    .chain(form.creation.clone())
                    .map(|gate| {
                        view! {
                            <div class="mt-3">
                                <GateNotice gate/>
                            </div>
                        }
                    })
                    .collect_view()}
                <div class="mt-4" on:keydown=send on:input=move |event| chosen.follow(&event)>
                    <ActionForm action=start>
                        <input type="hidden" name="form_id" value=form_id/>
                        <div class="space-y-4">
                            {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
                            <TextArea
                                name="requirement"
                                label="Requirement"
                                text
                                limit=limits::REQUIREMENT
                                rows=9
                                // An epic that is in Jira needs none; the server says when there has to be one.
                                optional=true
                                placeholder="Patients should be able to move an appointment themselves up to 24 hours before it starts. …"
                                error=session::problem(start, "requirement")
                            />
                            <ContextField value=context error=session::problem(start, "context")/>
                            <Project form error=session::problem(start, "project")/>
                            <div class="group/kind space-y-4">
                                <Segmented
                                    name="kind"
                                    label="Kind"
                                    choices=IssueKind::ALL
                                        .map(|kind| Choice::new(kind.as_str(), kind.label()))
                                        .to_vec()
                                    value=kind
                                />
                                <div class=move || {
                                    shown_for(
                                        epic_error.read().is_some(),
                                        "group-has-[[name=kind][value=epic]:checked]/kind:block",
                                    )
                                }>
                                    <TextField
                                        name="epic"
                                        label="Epic in Jira"
                                        value=epic
                                        optional=true
                                        limit=limits::LINE
                                        placeholder="CLINIC-245"
                                        help="One that is there already is read and broken down into stories. The requirement may then stay empty."
                                        error=epic_error
                                    />
                                </div>
                            </div>
                            <div class="group/format grid gap-3 sm:grid-cols-2">
                                <Segmented
                                    name="format"
                                    label="Format"
                                    choices=DraftFormat::ALL
                                        .map(|format| Choice::new(format.as_str(), format.label()))
                                        .to_vec()
                                    value=format
                                />
                                <TextField
                                    name="parent"
                                    label="Parent"
                                    value=parent
                                    optional=true
                                    limit=limits::LINE
                                    placeholder="None"
                                    help="A sub-task’s issue, such as CLINIC-245. For the others their epic, if there is one."
                                    error=session::problem(start, "parent")
                                />
                                <div class=move || {
                                    shown_for(
                                        template_error.read().is_some(),
                                        "group-has-[[name=format][value=custom]:checked]/format:block",
                                    ) + " sm:col-span-2"
                                }>
                                    <TemplateField templates value=template error=template_error/>
                                </div>
                            </div>
                            <PromptChoice prompts chosen=prompt error=session::problem(start, "prompt")/>
                        </div>
                        <div class="sticky bottom-0 -mx-4 mt-4 border-t border-base-300 bg-base-200/95 px-4 py-3 sm:static sm:mx-0 sm:border-0 sm:bg-transparent sm:p-0">
                            <Button
                                kind=ButtonKind::Primary
                                icon=icon::SPARKLES
                                key="Ctrl ↵"
                                class="w-full sm:w-auto"
                                busy
                                disabled=off
                            >
                                "Generate draft"
                            </Button>
                        </div>
                    </ActionForm>
                </div>
            </div>
            <aside aria-label="Rules" class="border-t border-base-300 p-4 lg:min-h-[calc(100vh-3rem)] lg:border-t-0 lg:border-l">
                <RulesAhead rules gate/>
            </aside>
        </div>
    }
    .into_any()
}

/// The classes of a part of the form that another field calls for. What is wrong with it is not hidden.
fn shown_for(wrong: bool, called_for: &str) -> String {
    if wrong { String::new() } else { format!("hidden {called_for}") }
}

/// The project and kind that stand in the form, as far as the rules depend on them.
#[derive(Clone, Copy)]
struct Chosen {
    project: RwSignal<String>,
    kind: RwSignal<IssueKind>,
}

impl Chosen {
    fn new(form: &DraftFormView) -> Self {
        let project = form.project.as_ref().map(ToString::to_string).unwrap_or_default();
        Self { project: RwSignal::new(project), kind: RwSignal::new(form.kind) }
    }

    /// Notices what is typed or chosen in the form.
    fn follow(self, event: &leptos::ev::Event) {
        use wasm_bindgen::JsCast;
        let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        let Some(input) = input else { return };
        match input.name().as_str() {
            "project" => self.project.set(input.value().trim().to_uppercase()),
            "kind" => self.kind.set(IssueKind::parse(&input.value()).unwrap_or_default()),
            _ => {}
        }
    }

    /// The rules that a draft like this is held against, and whose they are.
    fn rules(self, book: RuleBook) -> Signal<(RuleSet, Option<ScopedRules>)> {
        let book = StoredValue::new(book);
        Signal::derive(move || {
            let (project, kind) = (self.project.get(), self.kind.get());
            book.with_value(|book| (book.applying(&project, kind), book.own_for(&project, kind).cloned()))
        })
    }
}

/// Typed, with suggestions: the projects Jira told, favourites first, and the reason when it did not.
#[component]
fn Project(form: DraftFormView, error: Signal<Option<String>>) -> impl IntoView {
    let chosen = form.project.as_ref().map(ToString::to_string).unwrap_or_default();
    let choices = form
        .projects
        .iter()
        .map(|project| {
            let words = match &project.label {
                Some(label) => format!("{label} · {}", project.name),
                None => project.name.clone(),
            };
            let star = if project.favourite { "★ " } else { "" };
            Choice::new(project.key.as_str(), format!("{star}{} · {words}", project.key))
        })
        .collect();
    view! {
        <ComboField
            name="project"
            label="Project"
            choices
            value=chosen
            placeholder="Choose a project"
            help="The key, as it stands before the number of its issues. Type a part of the name to find it."
            limit=255
            error
        />
        {form.projects_failure.map(|failure| view! { <FailureNotice failure announce=false/> })}
    }
    .into_any()
}

/// The prompts that can be chosen, when there are any.
#[component]
fn PromptChoice(
    /// What can be chosen.
    prompts: Vec<contract::views::PromptChoice>,
    /// What was chosen last time.
    chosen: String,
    /// What is wrong.
    error: Signal<Option<String>>,
) -> impl IntoView {
    if prompts.is_empty() {
        return ().into_any();
    }
    let mut choices = vec![Choice::new("", "None")];
    choices.extend(prompts.into_iter().map(|prompt| Choice::new(prompt.value, prompt.label)));
    view! { <SelectField name="prompt" label="Prompt" choices value=chosen error/> }.into_any()
}
