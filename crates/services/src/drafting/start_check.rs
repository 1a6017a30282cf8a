//! What a form for a new draft says, or what is wrong with it.

use super::form::Choices;
use crate::prompts;
use contract::{
    Outcome,
    commands::StartDraft,
    views::{DraftStatus, PromptKind},
};
use domain::{
    context::{self, Reference},
    draft::DraftFormat,
    failure::Failure,
    ids::DraftId,
    jira::{IssueKey, IssueKind, ProjectKey},
    limits,
    text::{clean, length},
};
use settings::Settings;
use store::{Tx, drafts::NewDraft};

/// A form that can be started.
pub(super) struct Valid {
    pub(super) new: NewDraft,
    pub(super) choices: Choices,
    pub(super) references: Vec<Reference>,
    /// The form of the description, in the format Custom.
    pub(super) template: Option<Template>,
    /// The epic that is broken down.
    pub(super) epic: Option<IssueKey>,
}

/// The form that a description shall have.
pub(super) enum Template {
    /// As it stands in the form.
    Text(String),
    /// One that is saved, as a form names it.
    Saved(String),
}

/// Every field's problem at once.
pub(super) fn check(command: StartDraft) -> Outcome<Valid> {
    let mut failure = Failure::user("draft.form_invalid", "Some fields need another look.");
    let requirement = clean(&command.requirement).trim().to_owned();
    let count = length(&requirement);
    let kind = IssueKind::parse(&command.kind);
    let epic = match epic(&command.epic, kind) {
        Ok(epic) => epic,
        Err(words) => {
            failure = failure.with_field("epic", words);
            None
        }
    };
    let breaks_down = kind == Some(IssueKind::Epic) && !command.epic.trim().is_empty();
    if count == 0 && !breaks_down {
        failure = failure.with_field("requirement", "Write what you need, in your own words.");
    } else if count > limits::REQUIREMENT {
        failure = failure.with_field(
            "requirement",
            format!("The requirement has {count} characters; at most {} fit.", limits::REQUIREMENT),
        );
    }
    if kind.is_none() {
        failure = failure.with_field("kind", "Choose story, task, bug, epic or sub-task.");
    }
    let parent = match parent(&command.parent, kind) {
        Ok(parent) => parent,
        Err(words) => {
            failure = failure.with_field("parent", words);
            None
        }
    };
    let format = DraftFormat::parse(&command.format);
    if format.is_none() {
        failure = failure.with_field("format", "Choose Classic, BDD or Custom.");
    }
    let template = match template(&command, format) {
        Ok(template) => template,
        Err(words) => {
            failure = failure.with_field("template", words);
            None
        }
    };
    // An epic is broken down where it is.
    let project = match ProjectKey::parse(epic.as_ref().map_or(command.project.as_str(), IssueKey::project)) {
        Ok(project) => Some(project),
        Err(problem) => {
            failure = failure.with_field("project", problem.to_string());
            None
        }
    };
    if let (Some(IssueKind::SubTask), Some(parent), Some(project)) = (kind, &parent, &project)
        && parent.project() != project.as_str()
    {
        let words = format!("A sub-task is in the project of its issue; {parent} is not in {project}.");
        failure = failure.with_field("parent", words);
    }
    let references = context::parse(&clean(&command.context));
    if let Err(words) = &references {
        failure = failure.with_field("context", words.clone());
    }
    let form_id = command.form_id.trim().parse::<DraftId>().ok();
    if form_id.is_none() {
        failure = failure.with_field("form_id", "Reload the page and try again.");
    }
    let (true, Some(kind), Some(format), Some(project), Some(form_id), Ok(references)) =
        (failure.fields.is_empty(), kind, format, project, form_id, references)
    else {
        return Err(failure);
    };
    let prompt = command.prompt.trim().to_owned();
    let chosen = match &template {
        Some(Template::Text(text)) => text.clone(),
        // Filled in when it is found.
        Some(Template::Saved(_)) => String::new(),
        // Not used today, and not forgotten.
        None => clean(&command.template).trim().chars().take(limits::PROMPT).collect(),
    };
    let choices = Choices { project: project.clone(), kind, format, prompt, template: chosen };
    let status = DraftStatus::Writing;
    Ok(Valid {
        new: NewDraft {
            form_id: form_id.to_string(),
            requirement,
            kind,
            format,
            template: None,
            project,
            parent,
            status,
        },
        choices,
        references,
        template,
        epic,
    })
}

/// The issue a draft belongs to: a sub-task needs one, an epic has none.
fn parent(text: &str, kind: Option<IssueKind>) -> Result<Option<IssueKey>, String> {
    match (text.trim(), kind) {
        ("", Some(IssueKind::SubTask)) => {
            Err("A sub-task belongs to an issue: name it, such as CLINIC-245.".to_owned())
        }
        ("", _) => Ok(None),
        (_, Some(IssueKind::Epic)) => Err("An epic belongs to nothing; leave this empty.".to_owned()),
        (key, _) => IssueKey::parse(key).map(Some).map_err(|problem| problem.to_string()),
    }
}

/// An epic that is in Jira, for the kind epic.
fn epic(text: &str, kind: Option<IssueKind>) -> Result<Option<IssueKey>, String> {
    let key = text.trim();
    if key.is_empty() || kind != Some(IssueKind::Epic) {
        return Ok(None);
    }
    IssueKey::parse(key).map(Some).map_err(|problem| problem.to_string())
}

/// The form of the description: what is written in the form, or else the saved one that is chosen there.
fn template(command: &StartDraft, format: Option<DraftFormat>) -> Result<Option<Template>, String> {
    if format != Some(DraftFormat::Custom) {
        return Ok(None);
    }
    let (text, saved) = (clean(&command.template).trim().to_owned(), command.template_from.trim());
    // What stood in the form before does not win over what is chosen now.
    let untouched = text == clean(&command.template_was).trim();
    if !text.is_empty() && (saved.is_empty() || !untouched) {
        return prompts::check_body(&text).map(|()| Some(Template::Text(text)));
    }
    if saved.is_empty() {
        return Err("Choose a template, or write the form that the description shall have.".to_owned());
    }
    Ok(Some(Template::Saved(saved.to_owned())))
}

/// The template as it is now.
pub(super) fn resolved(
    tx: &mut Tx,
    settings: &Settings,
    template: Option<Template>,
) -> Outcome<Option<String>> {
    match template {
        None => Ok(None),
        Some(Template::Text(text)) => Ok(Some(text)),
        Some(Template::Saved(value)) => {
            let found = prompts::resolve(tx, settings, &value).ok().flatten();
            let found = found.filter(|chosen| chosen.kind == PromptKind::Template);
            let gone = || {
                Failure::field(
                    "draft.template_gone",
                    "template",
                    "This template is no longer there. Choose another.",
                )
            };
            found.map(|chosen| Some(chosen.body)).ok_or_else(gone)
        }
    }
}
