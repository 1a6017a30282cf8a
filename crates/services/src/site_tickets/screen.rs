//! What Jira says of the project and the issue type that tickets go to.

use super::target::epic_field;
use crate::{connections::MyJira, exporting::wanted, failures};
use atlassian::jira::{CreateField, IssueType, JiraError, Sprint};
use contract::{
    Outcome,
    views::{SiteOffers, SiteTarget, SprintChoice, WantedField},
};
use domain::{
    failure::{Category, Failure},
    text::one_line,
    time::Timestamp,
};

/// Priorities and sprints that are offered, at most of each.
const OFFERED: usize = 200;

/// What Jira says of the target.
pub(super) struct Screen {
    pub(super) issue_type: IssueType,
    pub(super) fields: Vec<CreateField>,
}

/// The create screen, when the person may create such issues there.
pub(super) async fn ask(my: &MyJira, target: &SiteTarget) -> Outcome<Screen> {
    let project = &target.project;
    let unknown = |error: JiraError| match error {
        JiraError::NotFound | JiraError::Rejected { .. } => Failure::field(
            "site_build.project_unknown",
            "project",
            format!("Jira has no project {project}, or you may not create issues in it."),
        )
        .with_next("Choose another project, or ask its administrator for the permission to create issues."),
        other => failures::jira(&other),
    };
    if !my.jira.can_create(project.as_str()).await.map_err(unknown)? {
        let words = format!("You may not create issues in the project {project}.");
        return Err(Failure::new("site_build.no_permission", Category::AdminRequired, words)
            .with_next("Ask the project's administrator in Jira for the permission to create issues."));
    }
    let types = my.jira.issue_types(project.as_str()).await.map_err(unknown)?;
    let mut offered = types.iter().filter(|offered| !offered.subtask);
    let Some(issue_type) =
        offered.clone().find(|found| found.name.trim().eq_ignore_ascii_case(&target.issue_type))
    else {
        let names: Vec<&str> = offered.by_ref().take(10).map(|found| found.name.as_str()).collect();
        let words = format!(
            "{project} has no issue type called “{}”. It offers: {}.",
            target.issue_type,
            names.join(", ")
        );
        return Err(Failure::field("site_build.type_missing", "issue_type", words));
    };
    let fields = my.jira.create_fields(project.as_str(), &issue_type.id).await.map_err(unknown)?;
    let of_groups = target.epics.iter().map(|(group, epic)| (epic_field(group), epic));
    for (field, epic) in target.epic.iter().map(|epic| ("epic".to_owned(), epic)).chain(of_groups) {
        my.jira.get_issue(epic.as_str(), &["summary"]).await.map_err(|error| match error {
            JiraError::NotFound => {
                let words = format!("Jira has no issue {epic}, or does not show it to you.");
                Failure::field("site_build.epic_unknown", &field, words)
            }
            other => failures::jira(&other),
        })?;
    }
    Ok(Screen { issue_type: issue_type.clone(), fields })
}

/// What the project demands and tickets do not say.
pub(super) fn demanded(screen: &Screen, target: &SiteTarget) -> Vec<WantedField> {
    let always = ["project", "issuetype", "summary", "description", "reporter", "labels"];
    let by_epic = |field: &CreateField| {
        (target.epic.is_some() || !target.epics.is_empty()) && wanted::is_filled_by_parent(field)
    };
    screen
        .fields
        .iter()
        .filter(|field| field.required && !field.has_default && !wanted::is_epic_name(field))
        .filter(|field| !always.contains(&field.id.as_str()) && !by_epic(field))
        .map(wanted::wanted)
        .collect()
}

/// What can be chosen for single tickets.
pub(super) async fn offers(my: &MyJira, target: &SiteTarget, screen: &Screen, now: Timestamp) -> SiteOffers {
    let priority = screen.fields.iter().find(|field| field.id == "priority");
    let priorities = priority
        .into_iter()
        .flat_map(|field| &field.allowed_values)
        .filter_map(|value| value.get("name")?.as_str())
        .map(one_line)
        .take(OFFERED)
        .collect();
    let sprints = match my.jira.sprints(target.project.as_str()).await {
        Ok(sprints) => {
            let choice = |sprint: Sprint| SprintChoice { id: sprint.id, name: one_line(&sprint.name) };
            sprints.into_iter().take(OFFERED).map(choice).collect()
        }
        // What was known stays; creating issues does not depend on it.
        Err(_) => target.offers.as_ref().map(|offers| offers.sprints.clone()).unwrap_or_default(),
    };
    SiteOffers { priorities, sprints, at: now }
}
