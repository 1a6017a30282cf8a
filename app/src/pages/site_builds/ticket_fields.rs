//! What issues get beside their texts: who they are for, priority, labels, sprint.

use super::review::Actions;
use crate::{
    pages::{
        ago::Ago,
        person_field::{KnownPeople, PeopleOf, PersonField},
    },
    session,
    shell::FailureNotice,
};
use contract::{
    commands::TicketFilter,
    views::{PersonSuggestion, ReviewedTicket, SiteOffers, SprintChoice, TicketFields},
};
use domain::{ids::SiteBuildId, jira::ProjectKey, limits, time::Timestamp};
use leptos::prelude::*;
use ui::{Button, ButtonKind, Choice, FoldSummary, SelectField, TextField};

/// After this what a project offers is worth asking for again.
const OLD_MS: i64 = 24 * 60 * 60 * 1000;

/// What is known of the project that tickets go to.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Project {
    pub(super) build: SiteBuildId,
    pub(super) key: Option<ProjectKey>,
    pub(super) offers: Option<SiteOffers>,
    pub(super) connected: bool,
    pub(super) now: Timestamp,
}

impl Project {
    /// The priorities to choose from, with the one there is.
    fn priorities(&self, none: Vec<Choice>, chosen: Option<&str>) -> Option<Vec<Choice>> {
        let offered =
            self.offers.as_ref().map(|offers| &offers.priorities).filter(|some| !some.is_empty())?;
        let mut choices = none;
        choices.extend(offered.iter().map(|name| Choice::new(name.clone(), name.clone())));
        choices.extend(
            chosen
                .filter(|name| !offered.iter().any(|offered| offered == name))
                .map(|name| Choice::new(name, format!("{name} (not offered)"))),
        );
        Some(choices)
    }

    /// The sprints to choose from, with the one there is.
    fn sprints(&self, none: Vec<Choice>, chosen: Option<&SprintChoice>) -> Vec<Choice> {
        let offered = self.offers.as_ref().map(|offers| offers.sprints.as_slice()).unwrap_or_default();
        let mut choices = none;
        choices.extend(offered.iter().map(|sprint| Choice::new(sprint.id.to_string(), sprint.name.clone())));
        choices.extend(
            chosen
                .filter(|sprint| !offered.iter().any(|offered| offered.id == sprint.id))
                .map(|sprint| Choice::new(sprint.id.to_string(), format!("{} (not offered)", sprint.name))),
        );
        choices
    }
}

/// Of many nothing is chosen at first, so that pressing a button by mistake takes nothing away.
fn of_many(none: &'static str) -> Vec<Choice> {
    vec![Choice::new("", "Choose …"), Choice::new("-", none)]
}

/// The fields in a line of words.
pub(super) fn in_words(fields: &TicketFields) -> Vec<String> {
    let mut words = Vec::new();
    words.extend(fields.assignee.as_ref().map(|person| person.label.clone()));
    words.extend(fields.priority.clone());
    words.extend(fields.sprint.as_ref().map(|sprint| sprint.name.clone()));
    words.extend(fields.labels.iter().map(|label| format!("#{label}")));
    words
}

/// Says that it has to be known first where tickets go.
fn no_project(build: SiteBuildId) -> AnyView {
    view! {
        <p class="text-sm">
            "Assignee, priority, labels and sprint can be chosen when it is known "
            <a href=format!("/builds/{build}/export") class="link">
                "where the tickets go"
            </a> "."
        </p>
    }
    .into_any()
}

/// Those of one ticket.
#[component]
pub(super) fn FieldsForm(
    /// The ticket.
    of: ReviewedTicket,
    /// Where it goes.
    project: Project,
    /// What can be done.
    actions: Actions,
) -> impl IntoView {
    let action = actions.fields;
    let (id, fields) = (of.id, of.fields);
    // What was said of another ticket is not about this one.
    let is_mine = move || action.input().with(Option::is_none) && actions.asked.get() == Some(id);
    let failure = session::failure(action);
    let failure = Signal::derive(move || failure.get().filter(|_| is_mine()));
    let problem = move |field: &'static str| {
        let problem = session::problem(action, field);
        Signal::derive(move || problem.get().filter(|_| is_mine()))
    };
    let words = in_words(&fields);
    let summary = if words.is_empty() {
        "In Jira: nobody assigned".to_owned()
    } else {
        format!("In Jira: {}", words.join(" · "))
    };
    let open = move || is_mine() && action.value().with(|value| matches!(value, Some(Err(_))));
    let form = if project.key.is_none() {
        no_project(project.build)
    } else {
        let known = KnownPeople::default();
        let assignee = fields.assignee.map(|person| {
            let name = person.name.clone();
            known.set(vec![PersonSuggestion { name: person.name, label: person.label, email: None }]);
            name
        });
        let priority = fields.priority.unwrap_or_default();
        let chosen = Some(priority.as_str()).filter(|name| !name.is_empty());
        let priority = match project.priorities(vec![Choice::new("", "Jira’s default")], chosen) {
            Some(choices) => {
                view! { <SelectField name="priority" id="ticket-priority" label="Priority" choices value=priority error=problem("priority")/> }
                    .into_any()
            }
            None => {
                view! { <TextField name="priority" id="ticket-priority" label="Priority" value=priority limit=60 optional=true help="As Jira calls it." error=problem("priority")/> }
                    .into_any()
            }
        };
        let choices = project.sprints(vec![Choice::new("", "Backlog")], fields.sprint.as_ref());
        let sprint = fields.sprint.map(|sprint| sprint.id.to_string()).unwrap_or_default();
        let sprint = (choices.len() > 1).then(|| {
            view! { <SelectField name="sprint" id="ticket-sprint" label="Sprint" choices value=sprint error=problem("sprint")/> }
        });
        view! {
            <ActionForm action=action on:submit=move |_| actions.asked.set(Some(id))>
                <input type="hidden" name="ticket" value=id.to_string()/>
                <input type="hidden" name="seen" value=of.fields_version.to_string()/>
                <div class="space-y-3">
                    {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
                    <div class="grid gap-3 sm:grid-cols-2">
                        <PersonField
                            of=PeopleOf::Build(project.build)
                            name="assignee".to_owned()
                            id="ticket-assignee".to_owned()
                            label="Assignee".to_owned()
                            value=assignee.unwrap_or_default()
                            several=false
                            known
                            error=problem("assignee")
                        />
                        {priority}
                        <TextField
                            name="labels"
                            id="ticket-labels"
                            label="Labels"
                            value=fields.labels.join(" ")
                            limit=limits::LINE
                            optional=true
                            help="Spaces between them."
                            error=problem("labels")
                        />
                        {sprint}
                    </div>
                    <Button busy=action.pending()>"Save"</Button>
                </div>
            </ActionForm>
        }
        .into_any()
    };
    view! {
        <details class="group/fold" open=open>
            <FoldSummary words=summary/>
            <div class="mt-3">{form}</div>
        </details>
    }
    .into_any()
}

/// One of them, of all tickets that fit the filter.
#[component]
pub(super) fn ManyFields(
    /// Where they go.
    project: Project,
    /// Which ones.
    filter: TicketFilter,
    /// How many those are.
    fitting: u32,
    /// What can be done.
    actions: Actions,
) -> impl IntoView {
    let action = actions.many;
    let failure = session::failure(action);
    let filtered = !filter.words.is_empty() || !filter.state.is_empty();
    let which = match (filtered, fitting) {
        (false, _) => "all tickets".to_owned(),
        (true, 1) => "the 1 that fits".to_owned(),
        (true, fitting) => format!("the {fitting} that fit"),
    };
    let summary = format!("Assignee, priority, labels, sprint of {which}");
    let open = move || action.value().with(Option::is_some);
    let build = project.build;
    let form = |what: &'static str, field: AnyView| {
        let TicketFilter { words, state, .. } = filter.clone();
        view! {
            <ActionForm action=action>
                <input type="hidden" name="build" value=build.to_string()/>
                <input type="hidden" name="words" value=words/>
                <input type="hidden" name="state" value=state/>
                <input type="hidden" name="what" value=what/>
                <div class="flex items-start gap-2">
                    <div class="min-w-0 flex-1">{field}</div>
                    <div class="pt-5.5">
                        <Button busy=action.pending()>{if what == "labels" { "Add" } else { "Set" }}</Button>
                    </div>
                </div>
            </ActionForm>
        }
        .into_any()
    };
    let body = if project.key.is_none() {
        no_project(build)
    } else {
        let problem = |field: &'static str| session::problem(action, field);
        let known = KnownPeople::default();
        let person = view! {
            <PersonField
                of=PeopleOf::Build(build)
                name="value".to_owned()
                id="many-assignee".to_owned()
                label="Assignee".to_owned()
                value=String::new()
                several=false
                known
                error=problem("assignee")
            />
        }
        .into_any();
        let priority = match project.priorities(of_many("Jira’s default"), None) {
            Some(choices) => {
                view! { <SelectField name="value" id="many-priority" label="Priority" choices error=problem("priority")/> }
                    .into_any()
            }
            None => {
                view! { <TextField name="value" id="many-priority" label="Priority" limit=60 optional=true help="As Jira calls it." error=problem("priority")/> }
                    .into_any()
            }
        };
        let labels = view! { <TextField name="value" id="many-labels" label="Labels" limit=limits::LINE optional=true help="Spaces between them; a dash takes all away." error=problem("labels")/> }
            .into_any();
        let choices = project.sprints(of_many("Backlog"), None);
        let sprints = (choices.len() > 2).then(|| {
            let field = view! { <SelectField name="value" id="many-sprint" label="Sprint" choices error=problem("sprint")/> };
            form("sprint", field.into_any())
        });
        view! {
            <div class="space-y-3">
                {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
                <p class="text-sm empty:hidden" role="status">
                    {move || match action.value().get() {
                        Some(Ok(1)) => "1 ticket was changed.".to_owned(),
                        Some(Ok(count)) => format!("{count} tickets were changed."),
                        _ => String::new(),
                    }}
                </p>
                <div class="grid gap-x-6 gap-y-3 md:grid-cols-2">
                    {form("assignee", person)} {form("priority", priority)} {form("labels", labels)} {sprints}
                </div>
                <Asked project=project.clone() actions/>
            </div>
        }
        .into_any()
    };
    view! {
        <details class="group/fold card-flat px-4 py-2.5" open=open>
            <FoldSummary words=summary/>
            <div class="mt-3 pb-1">{body}</div>
        </details>
    }
    .into_any()
}

/// When Jira said what the project offers, and asking it again.
#[component]
fn Asked(project: Project, actions: Actions) -> impl IntoView {
    let Project { build, key, offers, connected, now } = project;
    let key = key.map(|key| key.to_string()).unwrap_or_default();
    let said = offers.map(|offers| {
        let old = now.as_millis() - offers.at.as_millis() > OLD_MS;
        let advice = if old { " Ask again: that is more than a day ago." } else { "" };
        view! {
            <span>
                {format!("What {key} offers, as Jira said: ")} <Ago at=offers.at/> "."
                {advice}
            </span>
        }
    });
    let none = said.is_none().then(|| format!("Jira has not said yet what {key} offers."));
    let again = connected.then(|| {
        view! {
            <ActionForm action=actions.offers>
                <input type="hidden" name="build" value=build.to_string()/>
                <Button kind=ButtonKind::Ghost busy=actions.offers.pending()>"Ask again"</Button>
            </ActionForm>
        }
    });
    view! {
        <div class="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-base-content/75">
            {said} {none} {again}
        </div>
    }
    .into_any()
}
