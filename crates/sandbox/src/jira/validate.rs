//! Checks what somebody wants to write, field by field, with Jira's messages.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::jira::answers::Problems;
use crate::jira::catalog::{
    self, BROWSERS, Choice, EPIC_LINK, EPIC_NAME, IssueType, PRIORITIES, Project, REFERENCE, RELEASE,
    REVIEWER, TEAM, WARD,
};
use crate::jira::data::{Content, JiraData};
use crate::jira::shown;
use crate::people::{self, Person};

/// Jira's default limit of text fields, in characters; administrators of Data Center can change it.
const TEXT_LIMIT: usize = 32_767;
const SUMMARY_LIMIT: usize = 255;
const LABEL_LIMIT: usize = 255;

/// A create request that may be carried out.
pub(crate) struct Accepted {
    pub(crate) project: &'static Project,
    pub(crate) kind: &'static IssueType,
    pub(crate) content: Content,
    pub(crate) properties: BTreeMap<String, Value>,
}

/// What the checks need to look at.
pub(crate) struct Surroundings<'a> {
    pub(crate) base: &'a str,
    pub(crate) data: &'a JiraData,
    pub(crate) everybody: &'a [Person],
    pub(crate) person: &'a Person,
}

/// Checks `{"fields": …, "properties": […]}`.
pub(crate) fn creation(around: &Surroundings<'_>, update: &Value) -> Result<Accepted, Problems> {
    let Some(fields) = update.get("fields").and_then(Value::as_object) else {
        return Err(Problems::message("one of 'fields' or 'update' required"));
    };
    let project = wanted_project(around.person, fields.get("project"))?;
    let kind = wanted_type(project, fields.get("issuetype"))?;
    let mut problems = Problems::default();
    let mut content = Content::default();
    for (id, value) in fields {
        if matches!(id.as_str(), "project" | "issuetype") {
            continue;
        }
        let on_screen = kind.required(id).is_some();
        if !on_screen {
            problems.add(
                id,
                format!("Field '{id}' cannot be set. It is not on the appropriate screen, or unknown."),
            );
            continue;
        }
        if let Err(message) = set(&mut content, around, project, id, value) {
            problems.add(id, message);
        }
    }
    require(kind, &content, &mut problems);
    check_parent(around.data, project, kind, &content, &mut problems);
    let properties = properties(update.get("properties"), &mut problems);
    if problems.is_empty() { Ok(Accepted { project, kind, content, properties }) } else { Err(problems) }
}

/// Checks the `fields` of an edit and returns the content with them applied.
pub(crate) fn edit(
    around: &Surroundings<'_>,
    project: &'static Project,
    kind: &IssueType,
    mut content: Content,
    fields: &Map<String, Value>,
) -> Result<Content, Problems> {
    let mut problems = Problems::default();
    for (id, value) in fields {
        if kind.required(id).is_none() || matches!(id.as_str(), "project" | "issuetype" | "parent") {
            problems.add(
                id,
                format!("Field '{id}' cannot be set. It is not on the appropriate screen, or unknown."),
            );
        } else if let Err(message) = set(&mut content, around, project, id, value) {
            problems.add(id, message);
        }
    }
    require(kind, &content, &mut problems);
    if problems.is_empty() { Ok(content) } else { Err(problems) }
}

fn wanted_project(person: &Person, value: Option<&Value>) -> Result<&'static Project, Problems> {
    let Some(value) = value.filter(|value| !value.is_null()) else {
        return Err(Problems::field("project", "project is required"));
    };
    let named = value.get("id").or_else(|| value.get("key")).and_then(Value::as_str);
    let project = named
        .and_then(|named| catalog::visible_project(named, person.login))
        .ok_or_else(|| Problems::field("project", "valid project is required"))?;
    if project.may_create(person.login) {
        Ok(project)
    } else {
        Err(Problems::field("project", "You do not have permission to create issues in this project."))
    }
}

fn wanted_type(project: &Project, value: Option<&Value>) -> Result<&'static IssueType, Problems> {
    let Some(value) = value.filter(|value| !value.is_null()) else {
        return Err(Problems::field("issuetype", "issue type is required"));
    };
    let found = match (value.get("id").and_then(Value::as_str), value.get("name").and_then(Value::as_str)) {
        (Some(id), _) => project.issue_type(id),
        (None, Some(name)) => project.types.iter().find(|kind| kind.name.eq_ignore_ascii_case(name)),
        (None, None) => return Err(Problems::field("issuetype", "issue type is required")),
    };
    found.ok_or_else(|| Problems::field("issuetype", "valid issue type is required"))
}

/// Puts one field into the content, or says why not.
fn set(
    content: &mut Content,
    around: &Surroundings<'_>,
    project: &'static Project,
    id: &str,
    value: &Value,
) -> Result<(), String> {
    match id {
        "summary" => content.summary = summary(value)?,
        "description" => content.description = text(value)?,
        "labels" => content.labels = labels(value)?,
        "priority" => {
            content.priority = match value {
                Value::Null => None,
                value => Some(picked(PRIORITIES, value, "name", "Priority")?.id),
            };
        }
        "components" => content.components = several(project.components, value, "Component")?,
        "fixVersions" => content.versions = several(project.versions, value, "Version")?,
        "assignee" => content.assignee = user(around.everybody, value)?,
        "reporter" => content.reporter = user(around.everybody, value)?,
        "duedate" => content.due = date(value)?,
        "parent" => content.parent = parent(around.data, value)?,
        custom => {
            let shown = custom_value(around, project, custom, value)?;
            content.custom.insert(custom.to_owned(), shown);
        }
    }
    Ok(())
}

fn string(value: &Value) -> Result<&str, String> {
    value.as_str().ok_or_else(|| "Operation value must be a string".to_owned())
}

fn summary(value: &Value) -> Result<String, String> {
    let text = if value.is_null() { "" } else { string(value)? };
    if text.trim().is_empty() {
        return Err("You must specify a summary of the issue.".to_owned());
    }
    if text.contains(['\n', '\r']) {
        return Err("The summary is invalid because it contains newline characters.".to_owned());
    }
    if text.chars().count() > SUMMARY_LIMIT {
        return Err(format!("Summary must be less than {SUMMARY_LIMIT} characters."));
    }
    Ok(text.to_owned())
}

fn text(value: &Value) -> Result<Option<String>, String> {
    if value.is_null() {
        return Ok(None);
    }
    let text = string(value)?;
    if text.chars().count() > TEXT_LIMIT {
        return Err(
            "The entered text is too long. It exceeds the allowed limit of 32,767 characters.".to_owned()
        );
    }
    Ok(Some(text.to_owned()))
}

fn labels(value: &Value) -> Result<Vec<String>, String> {
    let list = match value {
        Value::Null => return Ok(Vec::new()),
        Value::Array(list) => list,
        _ => return Err("data was not an array".to_owned()),
    };
    let mut labels: Vec<String> = Vec::new();
    for item in list {
        let label = item.as_str().ok_or_else(|| "string expected".to_owned())?;
        if label.contains(char::is_whitespace) {
            return Err(format!("The label '{label}' contains spaces which is invalid."));
        }
        if label.chars().count() > LABEL_LIMIT {
            return Err(format!(
                "The label '{label}' exceeds the maximum length of {LABEL_LIMIT} characters."
            ));
        }
        if !label.is_empty() && !labels.iter().any(|known| known == label) {
            labels.push(label.to_owned());
        }
    }
    Ok(labels)
}

/// A choice named by id or by `name_key` (`name`, or `value` for options).
fn picked(
    choices: &'static [Choice],
    value: &Value,
    name_key: &str,
    what: &str,
) -> Result<&'static Choice, String> {
    if let Some(id) = value.get("id").and_then(Value::as_str) {
        let found = choices.iter().find(|choice| choice.id == id);
        return found.ok_or_else(|| format!("{what} id '{id}' is not valid"));
    }
    if let Some(name) = value.get(name_key).and_then(Value::as_str) {
        let found = choices.iter().find(|choice| choice.name.eq_ignore_ascii_case(name));
        return found.ok_or_else(|| format!("{what} {name_key} '{name}' is not valid"));
    }
    Err(format!("Could not find valid 'id' or '{name_key}' in the {what} object."))
}

fn several(choices: &'static [Choice], value: &Value, what: &str) -> Result<Vec<&'static str>, String> {
    match value {
        Value::Null => Ok(Vec::new()),
        Value::Array(list) => {
            list.iter().map(|item| picked(choices, item, "name", what).map(|choice| choice.id)).collect()
        }
        _ => Err("data was not an array".to_owned()),
    }
}

fn user(everybody: &[Person], value: &Value) -> Result<Option<String>, String> {
    if value.is_null() {
        return Ok(None);
    }
    let name = value
        .get("name")
        .or_else(|| value.get("key"))
        .map_or_else(|| Err("expected Object containing a \"name\" property".to_owned()), string)?;
    let found =
        people::by_login(everybody, name).or_else(|| everybody.iter().find(|person| person.key == name));
    match found {
        Some(person) if person.active => Ok(Some(person.login.to_owned())),
        _ => Err(format!("User '{name}' does not exist.")),
    }
}

fn date(value: &Value) -> Result<Option<String>, String> {
    if value.is_null() {
        return Ok(None);
    }
    let text = string(value)?;
    match text.parse::<jiff::civil::Date>() {
        Ok(date) => Ok(Some(date.to_string())),
        Err(_) => Err(format!("Error parsing date string: {text}")),
    }
}

fn parent(data: &JiraData, value: &Value) -> Result<Option<String>, String> {
    let named = value.get("key").or_else(|| value.get("id")).and_then(Value::as_str);
    match named {
        Some(named) => match data.find(named) {
            Some(issue) => Ok(Some(issue.key.clone())),
            None => Err("Could not find issue by id or key.".to_owned()),
        },
        None if value.is_null() => Ok(None),
        None => Err("data was not an object".to_owned()),
    }
}

fn custom_value(
    around: &Surroundings<'_>,
    project: &'static Project,
    id: &str,
    value: &Value,
) -> Result<Value, String> {
    if value.is_null() {
        return Ok(Value::Null);
    }
    match id {
        TEAM => {
            let found = picked(catalog::TEAMS, value, "value", "Option")?;
            Ok(shown::choice(around.base, id, found))
        }
        RELEASE => {
            let found = picked(project.versions, value, "name", "Version")?;
            Ok(shown::choice(around.base, id, found))
        }
        BROWSERS => {
            let Value::Array(list) = value else { return Err("data was not an array".to_owned()) };
            list.iter()
                .map(|item| {
                    let found = picked(catalog::BROWSER_CHOICES, item, "value", "Option")?;
                    Ok(shown::choice(around.base, id, found))
                })
                .collect()
        }
        WARD => ward(around.base, value),
        REVIEWER => {
            let login = user(around.everybody, value)?;
            Ok(login.map_or(Value::Null, |login| json!({ "name": login })))
        }
        REFERENCE => {
            let text = string(value)?;
            if text.chars().count() > SUMMARY_LIMIT {
                return Err(format!("Reference must be less than {SUMMARY_LIMIT} characters."));
            }
            Ok(json!(text))
        }
        EPIC_NAME => {
            let name = string(value)?;
            if name.chars().count() > SUMMARY_LIMIT {
                return Err(format!("Epic Name must be less than {SUMMARY_LIMIT} characters."));
            }
            Ok(json!(name))
        }
        EPIC_LINK => {
            let key = string(value)?;
            let epic = around.data.find(key).filter(|issue| {
                catalog::project(issue.project)
                    .and_then(|project| project.issue_type(issue.type_id))
                    .is_some_and(IssueType::is_epic)
            });
            epic.map(|epic| json!(epic.key))
                .ok_or_else(|| format!("Issue '{key}' is not an epic or does not exist."))
        }
        _ => value
            .as_f64()
            .map(|number| json!(number))
            .ok_or_else(|| "Operation value must be a number".to_owned()),
    }
}

/// `{"id": …, "child": {"id": …}}`; the second step is needed where there is one.
fn ward(base: &str, value: &Value) -> Result<Value, String> {
    let id = value.get("id").and_then(Value::as_str).unwrap_or_default();
    let found = catalog::WARDS.iter().find(|(ward, _)| ward.id == id);
    let (ward, parts) = found.ok_or_else(|| format!("Option id '{id}' is not valid"))?;
    let mut shown = shown::choice(base, catalog::WARD, ward);
    if let Some(child) = value.get("child").and_then(|child| child.get("id")).and_then(Value::as_str) {
        let part = parts.iter().find(|part| part.id == child);
        let part = part.ok_or_else(|| format!("Option id '{child}' is not a child of '{id}'"))?;
        shown["child"] = shown::choice(base, catalog::WARD, part);
    }
    Ok(shown)
}

fn require(kind: &IssueType, content: &Content, problems: &mut Problems) {
    for (id, required) in kind.screen {
        if !required {
            continue;
        }
        match *id {
            "summary" if content.summary.is_empty() => {
                problems.add(id, "You must specify a summary of the issue.");
            }
            custom if custom.starts_with("customfield_") => {
                let filled = content.custom.get(custom).is_some_and(|value| !value.is_null() && value != "");
                if !filled {
                    let name = catalog::field(custom).map_or(custom, |field| field.name);
                    problems.add(custom, format!("{name} is required."));
                }
            }
            "duedate" if content.due.is_none() => problems.add(id, "Due Date is required."),
            "components" if content.components.is_empty() => problems.add(id, "Component/s is required."),
            // The reporter defaults to the caller; project, type and parent are checked on their own.
            _ => {}
        }
    }
}

fn check_parent(
    data: &JiraData,
    project: &Project,
    kind: &IssueType,
    content: &Content,
    problems: &mut Problems,
) {
    if !kind.subtask || problems.errors.contains_key("parent") {
        return;
    }
    match content.parent.as_deref().and_then(|key| data.find(key)) {
        None => {
            problems.add("issuetype", "Issue type is a sub-task but parent issue key or id not specified.");
        }
        Some(parent) => {
            let is_subtask = project.issue_type(parent.type_id).is_some_and(|kind| kind.subtask);
            if parent.project != project.key {
                problems.add("parent", format!("Parent issue {} is not in the same project.", parent.key));
            } else if is_subtask {
                problems.add("parent", format!("Given parent issue is a sub-task: {}.", parent.key));
            }
        }
    }
}

fn properties(value: Option<&Value>, problems: &mut Problems) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    let Some(list) = value.filter(|value| !value.is_null()) else { return found };
    for item in list.as_array().map_or(&[] as &[Value], Vec::as_slice) {
        match (item.get("key").and_then(Value::as_str), item.get("value")) {
            (Some(key), Some(value)) if !key.is_empty() && key.chars().count() <= 255 => {
                found.insert(key.to_owned(), value.clone());
            }
            _ => problems
                .messages
                .push("Properties need a key of at most 255 characters and a value.".to_owned()),
        }
    }
    found
}
