use crate::{
    api::{self, rules::SaveRuleSet},
    session,
    shell::{FailureNotice, FailurePage},
};
use contract::{
    Failure,
    commands::{MEASURED, RulesForm, Weight, weight_name},
    views::{ProjectChoice, RuleSetView},
};
use domain::{draft::Field, failure::Severity, ids::RuleSetId, jira::IssueKind, limits};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use ui::{
    Button, ButtonKind, Checkbox, Choice, ComboField, LinkButton, Notice, PageHeader, SelectField, Skeleton,
    TextArea, TextField, Tone,
};

/// What the words of a rule may be, at most: lines of their longest length.
const WORDS: usize = limits::RULE_WORDS * (limits::RULE_WORD + 1);
/// A number as it is typed.
const NUMBER: usize = 8;

/// New rules, beginning with the installation's.
#[component]
pub(crate) fn NewRulesPage() -> impl IntoView {
    let rules = Resource::new_blocking(|| (), async |()| api::rules::rule_set(None).await);
    view! {
        <Title text="New rules"/>
        <Loaded rules/>
    }
    .into_any()
}

/// Rules of the person's own.
#[component]
pub(crate) fn EditRulesPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("rules").and_then(|id| id.parse::<RuleSetId>().ok()));
    let rules = Resource::new_blocking(
        move || id.get(),
        async |id| match id {
            Some(id) => api::rules::rule_set(Some(id)).await,
            None => Err(Failure::not_found("rule set").into()),
        },
    );
    view! {
        <Title text="Edit rules"/>
        <Loaded rules/>
    }
    .into_any()
}

#[component]
fn Loaded(rules: Resource<Result<RuleSetView, api::ApiError>>) -> impl IntoView {
    view! {
        <div class="mx-auto max-w-3xl p-4 sm:p-5">
            <Transition fallback=|| view! { <Skeleton lines=10/> }>
                {move || Suspend::new(async move {
                    match rules.await {
                        Ok(view) => view! { <Editor view/> }.into_any(),
                        Err(error) => view! { <FailurePage error/> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Editor(view: RuleSetView) -> impl IntoView {
    let RuleSetView { id, name, form, enforced, projects } = view;
    let save = session::action::<SaveRuleSet>();
    let failure = session::failure(save);
    let (max_points, points) = (form.max_points.clone(), form.points.clone());
    let (title, text) = match id {
        Some(_) => ("Edit rules".to_owned(), format!("For: {name}.")),
        None => ("New rules".to_owned(), "What you leave empty is no rule.".to_owned()),
    };
    // The list follows at once: the button stays busy until it is there.
    let busy = Signal::derive(move || save.pending().get() || matches!(save.value().get(), Some(Ok(()))));
    view! {
        <PageHeader title text/>
        {enforced
            .then(|| {
                view! {
                    <div class="mt-3">
                        <Notice
                            tone=Tone::Info
                            title="This installation’s rules apply as well."
                            next="What is stricter counts."
                            announce=false
                        />
                    </div>
                }
            })}
        <div class="mt-4">
            <ActionForm action=save>
                {id.map(|id| view! { <input type="hidden" name="id" value=id.to_string()/> })}
                <div class="space-y-5">
                    {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
                    <Scope form=form.clone() projects save/>
                    <Group title="Estimate" weight=points name="points">
                        <TextField
                            name="form[max_points]"
                            id="max_points"
                            label="Most story points"
                            value=max_points
                            limit=NUMBER
                            optional=true
                            help="Above it, a draft has to be split or estimated again."
                            error=session::problem(save, "max_points")
                        />
                    </Group>
                    <Sections form=form.clone() save/>
                    <Lengths form=form.clone() save/>
                    <Words form=form.clone() save/>
                    <Given form save/>
                </div>
                <div class="mt-5 flex flex-wrap gap-2">
                    <Button kind=ButtonKind::Primary busy>
                        "Save"
                    </Button>
                    <LinkButton href="/rules">"Cancel"</LinkButton>
                </div>
            </ActionForm>
        </div>
    }
    .into_any()
}

/// The drafts that the rules are for.
#[component]
fn Scope(form: RulesForm, projects: Vec<ProjectChoice>, save: ServerAction<SaveRuleSet>) -> impl IntoView {
    let choices = projects
        .iter()
        .map(|project| Choice::new(project.key.as_str(), format!("{} · {}", project.key, project.name)))
        .collect();
    let mut kinds = vec![Choice::new("", "Every kind")];
    kinds.extend(IssueKind::ALL.map(|kind| Choice::new(kind.as_str(), kind.label())));
    view! {
        <fieldset class="card-flat min-w-0 p-4">
            <legend class="sr-only">"For which drafts"</legend>
            <h2 class="text-sm font-semibold" aria-hidden="true">
                "For which drafts"
            </h2>
            <div class="mt-2 grid gap-3 sm:grid-cols-2">
                <ComboField
                    name="form[scope][project]"
                    id="project"
                    label="Project"
                    choices
                    value=form.scope.project
                    placeholder="Every project"
                    limit=limits::LINE
                    optional=true
                    help="A project’s key, or nothing for every project."
                    error=session::problem(save, "project")
                />
                <SelectField
                    name="form[scope][kind]"
                    id="kind"
                    label="Kind"
                    choices=kinds
                    value=form.scope.kind
                    error=session::problem(save, "kind")
                />
            </div>
        </fieldset>
    }
    .into_any()
}

/// Rules that count alike.
#[component]
fn Group(
    /// What they are about.
    title: &'static str,
    /// How much they count.
    weight: Weight,
    /// The weight's name in the form.
    name: &'static str,
    children: Children,
) -> impl IntoView {
    let severities = [Severity::Blocking, Severity::Warning].map(|severity| {
        let words = if severity == Severity::Blocking { "Blocks" } else { "Warns" };
        Choice::new(weight_name(severity), words)
    });
    view! {
        <fieldset class="card-flat min-w-0 p-4">
            <legend class="sr-only">{title}</legend>
            <h2 class="text-sm font-semibold" aria-hidden="true">
                {title}
            </h2>
            <div class="mt-2 space-y-3">{children()}</div>
            <div class="mt-3 grid items-end gap-x-4 gap-y-2 border-t border-base-300 pt-3 sm:grid-cols-[10rem_minmax(0,1fr)]">
                <SelectField
                    name=format!("form[{name}][severity]")
                    id=format!("{name}-severity")
                    label="What is broken"
                    choices=severities.to_vec()
                    value=weight.severity
                />
                <div class="pb-1.5">
                    <Checkbox
                        name=format!("form[{name}][bypass]")
                        label="An administrator may let it pass, with a reason"
                        checked=weight.bypass == "true"
                    />
                </div>
            </div>
        </fieldset>
    }
    .into_any()
}

/// What has to be written.
#[component]
fn Sections(form: RulesForm, save: ServerAction<SaveRuleSet>) -> impl IntoView {
    let problem = session::problem(save, "sections");
    let choices = [
        (Field::Story, "Story"),
        (Field::AcceptanceCriteria, "Acceptance criteria, or scenarios"),
        (Field::StlcNotes, "STLC notes"),
        (Field::StoryPoints, "Story points"),
        (Field::Priority, "Priority"),
        (Field::Labels, "Labels"),
        (Field::Components, "Components"),
    ];
    let boxes = choices
        .into_iter()
        .map(|(field, words)| {
            let checked = form.sections.iter().any(|name| name == field.as_str());
            view! {
                <label class="flex min-h-6 cursor-pointer items-start gap-2 text-sm">
                    <input
                        type="checkbox"
                        name="form[sections][]"
                        value=field.as_str()
                        checked=checked
                        class="checkbox checkbox-sm mt-0.5"
                    />
                    <span>{words}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <Group title="What has to be written" weight=form.section name="section">
            <div class="grid gap-x-4 gap-y-1.5 sm:grid-cols-2">{boxes}</div>
            <p class="text-xs text-error empty:hidden">{move || problem.get()}</p>
        </Group>
    }
    .into_any()
}

/// How long texts may be.
#[component]
fn Lengths(form: RulesForm, save: ServerAction<SaveRuleSet>) -> impl IntoView {
    let rows = MEASURED.map(|field| {
        let typed = form.measure(field).clone();
        let ends = [("min", "at least", typed.min), ("max", "at most", typed.max)];
        ends.map(|(end, words, value)| {
            let key = format!("{}_{end}", field.as_str());
            view! {
                <TextField
                    name=format!("form[{}][{end}]", field.as_str())
                    id=key.clone()
                    label=format!("{}, {words}", field.label())
                    value
                    limit=NUMBER
                    optional=true
                    placeholder="Any"
                    error=session::problem(save, key)
                />
            }
        })
    });
    view! {
        <Group title="Length, in characters" weight=form.length.clone() name="length">
            <div class="grid grid-cols-2 gap-3">{rows}</div>
        </Group>
    }
    .into_any()
}

/// Words that must not, or must, be used.
#[component]
fn Words(form: RulesForm, save: ServerAction<SaveRuleSet>) -> impl IntoView {
    let mut places = vec![Choice::new("", "Anywhere")];
    let fields = [Field::Summary, Field::Story, Field::AcceptanceCriteria, Field::StlcNotes, Field::Labels];
    places.extend(fields.map(|field| Choice::new(field.as_str(), field.label())));
    let (forbidden, required) = (RwSignal::new(form.forbidden), RwSignal::new(form.required));
    view! {
        <Group title="Words that must not be used" weight=form.forbid name="forbid">
            <TextArea
                name="form[forbidden]"
                id="forbidden"
                label="Words or phrases"
                text=forbidden
                limit=WORDS
                rows=4
                optional=true
                placeholder="TBD"
                help="A line each. Upper and lower case are the same; * stands for any part of a word."
                error=session::problem(save, "forbidden")
            />
        </Group>
        <Group title="Words that must be there" weight=form.require name="require">
            <TextArea
                name="form[required]"
                id="required"
                label="Words or phrases"
                text=required
                limit=WORDS
                rows=4
                optional=true
                placeholder="Test data"
                help="A line each; every one of them has to be there."
                error=session::problem(save, "required")
            />
            <div class="sm:max-w-60">
                <SelectField
                    name="form[required_in]"
                    id="required_in"
                    label="Where"
                    choices=places
                    value=form.required_in
                    error=session::problem(save, "required_in")
                />
            </div>
        </Group>
    }
    .into_any()
}

/// What every draft gets.
#[component]
fn Given(form: RulesForm, save: ServerAction<SaveRuleSet>) -> impl IntoView {
    view! {
        <fieldset class="card-flat min-w-0 p-4">
            <legend class="sr-only">"What every draft gets"</legend>
            <h2 class="text-sm font-semibold" aria-hidden="true">
                "What every draft gets"
            </h2>
            <div class="mt-2 grid gap-3 sm:grid-cols-2">
                <TextField
                    name="form[labels]"
                    id="labels"
                    label="Labels"
                    value=form.labels
                    limit=limits::SECTION
                    optional=true
                    help="With spaces between them."
                    error=session::problem(save, "labels")
                />
                <TextField
                    name="form[components]"
                    id="components"
                    label="Components"
                    value=form.components
                    limit=limits::SECTION
                    optional=true
                    help="With commas between them."
                    error=session::problem(save, "components")
                />
            </div>
        </fieldset>
    }
    .into_any()
}
