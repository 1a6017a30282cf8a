//! Where the tickets of a build go.

use super::export::Actions;
use crate::{pages::wanted_input::WantedInput, session, shell::FailureNotice};
use contract::views::SiteTarget;
use domain::{ids::SiteBuildId, limits};
use leptos::prelude::*;
use ui::{Button, Card, FoldSummary, LinkButton, Notice, TextField, Tone, icon};

/// Where they go.
#[component]
pub(super) fn Target(
    /// The build.
    id: SiteBuildId,
    /// What was said before.
    target: Option<SiteTarget>,
    /// Parts of the plan.
    groups: Vec<String>,
    /// Keys and names of projects.
    projects: Vec<(String, String)>,
    /// Jira is connected.
    connected: bool,
    /// What can be done.
    actions: Actions,
) -> impl IntoView {
    let action = actions.target;
    let failure = session::failure(action);
    let known = target.is_some();
    let text = |value: Option<String>| value.unwrap_or_default();
    let project = text(target.as_ref().map(|target| target.project.to_string()));
    let issue_type = target.as_ref().map_or_else(|| "Task".to_owned(), |target| target.issue_type.clone());
    let epic = text(target.as_ref().and_then(|target| target.epic.as_ref()).map(ToString::to_string));
    let epics = target.as_ref().map(|target| target.epics.clone()).unwrap_or_default();
    let some_epics = !epics.is_empty();
    let epics = groups
        .into_iter()
        .enumerate()
        .map(|(at, group)| {
            let value = epics.get(&group).map(ToString::to_string).unwrap_or_default();
            let error = problem(actions, format!("epic of {group}"));
            view! {
                <div>
                    <input type="hidden" name=format!("epics[{at}][group]") value=group.clone()/>
                    <TextField
                        name=format!("epics[{at}][key]")
                        id=format!("epic-{at}")
                        label=group
                        value
                        limit=40
                        optional=true
                        error
                    />
                </div>
            }
        })
        .collect_view();
    let labels = target.map(|target| target.labels.join(" ")).unwrap_or_default();
    let help = match projects.as_slice() {
        [] => "Its key, such as WEB.".to_owned(),
        some => {
            let keys: Vec<&str> = some.iter().take(6).map(|(key, _)| key.as_str()).collect();
            format!("Its key, such as {}.", keys.join(", "))
        }
    };
    view! {
        {(!connected)
            .then(|| {
                view! {
                    <Notice tone=Tone::Warning announce=false title="Jira is not connected, or was not tested." next="Tickets can still be taken away as files from the page “Plan”.">
                        <LinkButton href="/connections">"Connect Jira"</LinkButton>
                    </Notice>
                }
            })}
        <Card title="Where the tickets go">
            <ActionForm action>
                <input type="hidden" name="build" value=id.to_string()/>
                <div class="space-y-3">
                    {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
                    <div class="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
                        <TextField name="project" label="Project" value=project limit=40 help error=problem(actions, "project")/>
                        <TextField name="issue_type" label="Issue type" value=issue_type limit=60 help="As the project calls it." error=problem(actions, "issue_type")/>
                        <TextField name="epic" label="Epic" value=epic limit=40 optional=true help="All issues stand below it." error=problem(actions, "epic")/>
                        <TextField name="labels" label="Labels" value=labels limit=limits::LINE optional=true help="Spaces between them." error=problem(actions, "labels")/>
                    </div>
                    <details class="group/fold" open=some_epics>
                        <FoldSummary words="An epic for each part of the plan"/>
                        <p class="mt-1 text-xs leading-5 text-base-content/75">
                            "In place of the one above. Parts without one stand below that one, or below none."
                        </p>
                        <div class="mt-2 grid gap-3 sm:grid-cols-2 lg:grid-cols-4">{epics}</div>
                    </details>
                    <Button busy=action.pending()>{if known { "Change" } else { "Save" }}</Button>
                </div>
            </ActionForm>
        </Card>
    }
    .into_any()
}

/// What is wrong with a field: what the form says of it, or what Jira said of it when the tickets were checked.
fn problem(actions: Actions, field: impl Into<String>) -> Signal<Option<String>> {
    let (Actions { target, check, .. }, field) = (actions, field.into());
    let (set, checked) = (session::problem(target, field.clone()), session::problem(check, field));
    Signal::derive(move || set.get().or_else(|| checked.get()))
}

/// What the project demands beyond what tickets say.
#[component]
pub(super) fn Wanted(
    /// The build.
    id: SiteBuildId,
    /// What it demands, and what was answered.
    target: SiteTarget,
    /// What can be done.
    actions: Actions,
) -> impl IntoView {
    let answer = actions.answer;
    let failure = session::failure(answer);
    let title = format!("{} asks for more", target.project);
    let fields = target
        .wanted
        .into_iter()
        .enumerate()
        .map(|(at, field)| {
            let chosen = target.answers.get(&field.id).cloned().unwrap_or_default();
            let error = session::problem(answer, field.id.clone());
            view! { <WantedInput at field chosen error/> }
        })
        .collect_view();
    view! {
        <Card title>
            <ActionForm action=answer>
                <input type="hidden" name="build" value=id.to_string()/>
                <div class="space-y-3">
                    <p class="text-xs text-base-content/75">"Every issue gets these values. Check the tickets again afterwards."</p>
                    {move || failure.get().map(|failure| view! { <FailureNotice failure/> })}
                    <div class="grid gap-3 sm:grid-cols-2">{fields}</div>
                    <Button icon=icon::CHECK busy=answer.pending()>"Save"</Button>
                </div>
            </ActionForm>
        </Card>
    }
    .into_any()
}
