//! `GET|POST /search`: evaluates a query over what this person sees and search already knows.

use std::cmp::Ordering;
use std::collections::HashMap;

use axum::extract::{Query as UrlQuery, State};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::jira::answers::{Problems, read_json};
use crate::jira::catalog::{self, EPIC_LINK, PRIORITIES};
use crate::jira::data::Issue;
use crate::jira::issues::wanted_fields;
use crate::jira::jql::{self, Expression, Operator, Query};
use crate::jira::shown;
use crate::people::Person;
use crate::state::{Inner, World, now};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Wish {
    #[serde(default)]
    jql: String,
    #[serde(default)]
    start_at: usize,
    max_results: Option<usize>,
    fields: Option<Vec<String>>,
    validate_query: Option<bool>,
    #[serde(default)]
    expand: Vec<String>,
}

pub(crate) async fn by_query(
    State(world): State<World>,
    Extension(person): Extension<Person>,
    UrlQuery(query): UrlQuery<HashMap<String, String>>,
) -> Response {
    let number = |name: &str| query.get(name).and_then(|text| text.parse().ok());
    let wish = Wish {
        jql: query.get("jql").cloned().unwrap_or_default(),
        start_at: number("startAt").unwrap_or(0),
        max_results: number("maxResults"),
        fields: query.get("fields").map(|list| list.split(',').map(str::to_owned).collect()),
        validate_query: query.get("validateQuery").map(|text| text != "false"),
        expand: query
            .get("expand")
            .map(|list| list.split(',').map(str::to_owned).collect())
            .unwrap_or_default(),
    };
    search(&world, &person, &wish)
}

pub(crate) async fn by_body(
    State(world): State<World>,
    Extension(person): Extension<Person>,
    body: String,
) -> Response {
    match read_json(&body) {
        Ok(wish) => search(&world, &person, &wish),
        Err(response) => response,
    }
}

fn search(world: &World, person: &Person, wish: &Wish) -> Response {
    let refuse = |messages: Vec<String>| {
        Problems { messages, errors: serde_json::Map::new() }.answer(StatusCode::BAD_REQUEST)
    };
    let query = match jql::parse(&wish.jql) {
        Ok(query) => query,
        Err(message) => return refuse(vec![message]),
    };
    let base = world.addresses().jira;
    let inner = world.lock();
    let mut complaints = Vec::new();
    if let Some(filter) = &query.filter {
        check(filter, &inner, person, &mut complaints);
    }
    // Without validation what does not exist is only not found.
    if !complaints.is_empty() && wish.validate_query != Some(false) {
        return refuse(complaints);
    }
    let lag = inner.search_lag;
    let mut found: Vec<&Issue> = inner
        .jira
        .issues
        .iter()
        .filter(|issue| {
            catalog::project(issue.project).is_some_and(|project| project.visible_to(person.login))
        })
        .filter(|issue| issue.committed.is_none_or(|at| at.elapsed() >= lag))
        .filter(|issue| query.filter.as_ref().is_none_or(|filter| holds(filter, issue, person)))
        .collect();
    sort(&mut found, &query);
    let most = wish.max_results.unwrap_or(50).min(1000);
    let wanted = wanted_fields(wish.fields.as_ref().map(|list| list.join(",")).as_deref());
    let issues: Vec<Value> = found
        .iter()
        .skip(wish.start_at)
        .take(most)
        .map(|issue| {
            let mut shown = shown::issue(&base, &inner.jira, &inner.people, issue, &wanted);
            if wish.expand.iter().any(|part| part == "changelog") {
                shown["changelog"] = shown::changelog(&base, &inner.people, issue);
            }
            shown
        })
        .collect();
    Json(json!({
        "expand": "names,schema",
        "startAt": wish.start_at,
        "maxResults": most,
        "total": found.len(),
        "issues": issues,
    }))
    .into_response()
}

const FIELDS: &[&str] = &[
    "labels",
    "project",
    "creator",
    "reporter",
    "assignee",
    "created",
    "updated",
    "createddate",
    "updateddate",
    "key",
    "issuekey",
    "issue",
    "id",
    "text",
    "summary",
    "description",
    "issuetype",
    "type",
    "status",
    "statuscategory",
    "priority",
    "parent",
    "resolution",
    "component",
    "epic link",
];

/// Jira refuses unknown fields, projects and issue keys instead of finding nothing.
fn check(expression: &Expression, inner: &Inner, person: &Person, complaints: &mut Vec<String>) {
    match expression {
        Expression::All(list) | Expression::Any(list) => {
            for one in list {
                check(one, inner, person, complaints);
            }
        }
        Expression::Not(one) => check(one, inner, person, complaints),
        Expression::Clause { field, operator, values } => {
            let name = field.to_lowercase();
            if !FIELDS.contains(&name.as_str()) && name != "cf[10008]" {
                complaints.push(format!(
                    "Field '{field}' does not exist or you do not have permission to view it."
                ));
                return;
            }
            if matches!(operator, Operator::Like | Operator::NotLike)
                && !matches!(name.as_str(), "text" | "summary" | "description")
            {
                complaints.push(format!("The operator '~' is not supported by the '{field}' field."));
            }
            for value in values {
                complaints.extend(unknown_value(&name, value, inner, person));
            }
        }
    }
}

fn unknown_value(field: &str, value: &str, inner: &Inner, person: &Person) -> Option<String> {
    let known = match field {
        "project" => {
            catalog::visible_project(value, person.login).is_some()
                || catalog::PROJECTS.iter().any(|project| project.name.eq_ignore_ascii_case(value))
        }
        "key" | "issuekey" | "issue" | "id" | "parent" => {
            return inner
                .jira
                .find(value)
                .is_none()
                .then(|| format!("An issue with key '{value}' does not exist for field '{field}'."));
        }
        "created" | "updated" | "createddate" | "updateddate" => {
            return jql::moment(value, now()).is_none().then(|| {
                format!("Date value '{value}' for field '{field}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', \
                    'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.")
            });
        }
        "issuetype" | "type" => catalog::PROJECTS
            .iter()
            .flat_map(|project| project.types)
            .any(|kind| kind.name.eq_ignore_ascii_case(value) || kind.id == value),
        "priority" => {
            PRIORITIES.iter().any(|choice| choice.name.eq_ignore_ascii_case(value) || choice.id == value)
        }
        _ => true,
    };
    (!known).then(|| format!("The value '{value}' does not exist for the field '{field}'."))
}

fn holds(expression: &Expression, issue: &Issue, person: &Person) -> bool {
    match expression {
        Expression::All(list) => list.iter().all(|one| holds(one, issue, person)),
        Expression::Any(list) => list.iter().any(|one| holds(one, issue, person)),
        Expression::Not(one) => !holds(one, issue, person),
        Expression::Clause { field, operator, values } => {
            compare(&field.to_lowercase(), *operator, values, issue, person)
        }
    }
}

fn compare(field: &str, operator: Operator, values: &[String], issue: &Issue, person: &Person) -> bool {
    match operator {
        Operator::Like => values.iter().all(|value| mentions(field, value, issue)),
        Operator::NotLike => !values.iter().all(|value| mentions(field, value, issue)),
        Operator::Less | Operator::AtMost | Operator::More | Operator::AtLeast => {
            let at = if field.starts_with("updated") { issue.updated } else { issue.created };
            values.iter().filter_map(|value| jql::moment(value, now())).all(|moment| match operator {
                Operator::Less => at < moment,
                Operator::AtMost => at <= moment,
                Operator::More => at > moment,
                _ => at >= moment,
            })
        }
        Operator::Empty => held(field, issue).is_empty(),
        Operator::NotEmpty => !held(field, issue).is_empty(),
        Operator::Is | Operator::In => values.iter().any(|value| equals(field, value, issue, person)),
        Operator::IsNot | Operator::NotIn => {
            !held(field, issue).is_empty() && !values.iter().any(|value| equals(field, value, issue, person))
        }
    }
}

/// What a field holds, in every form it may be asked for.
fn held(field: &str, issue: &Issue) -> Vec<String> {
    let content = &issue.content;
    let project = catalog::project(issue.project);
    let kind = project.and_then(|project| project.issue_type(issue.type_id));
    let one = |value: &Option<String>| value.iter().cloned().collect::<Vec<_>>();
    match field {
        "labels" => content.labels.clone(),
        "project" => project.map_or_else(Vec::new, |found| {
            [found.key, found.id, found.name].iter().map(|&name| name.to_owned()).collect()
        }),
        "creator" => vec![issue.creator.clone()],
        "reporter" => one(&content.reporter),
        "assignee" => one(&content.assignee),
        "key" | "issuekey" | "issue" | "id" => vec![issue.key.clone(), issue.id.to_string()],
        "summary" => vec![content.summary.clone()],
        "description" => one(&content.description),
        "issuetype" | "type" => {
            kind.map_or_else(Vec::new, |kind| vec![kind.name.to_owned(), kind.id.to_owned()])
        }
        "status" | "statuscategory" => vec![issue.status.to_owned()],
        "priority" => PRIORITIES
            .iter()
            .filter(|choice| content.priority == Some(choice.id))
            .flat_map(|choice| [choice.name.to_owned(), choice.id.to_owned()])
            .collect(),
        "parent" => one(&content.parent),
        "component" => project.map_or_else(Vec::new, |found| {
            found
                .components
                .iter()
                .filter(|choice| content.components.contains(&choice.id))
                .map(|choice| choice.name.to_owned())
                .collect()
        }),
        "epic link" | "cf[10008]" => {
            content.custom.get(EPIC_LINK).and_then(Value::as_str).map(str::to_owned).into_iter().collect()
        }
        "created" | "createddate" => vec![issue.created.to_string()],
        "updated" | "updateddate" => vec![issue.updated.to_string()],
        _ => Vec::new(),
    }
}

fn equals(field: &str, value: &str, issue: &Issue, person: &Person) -> bool {
    if field == "resolution" {
        return value.eq_ignore_ascii_case("unresolved");
    }
    let value = if value.eq_ignore_ascii_case("currentUser()") { person.login } else { value };
    if value.eq_ignore_ascii_case("empty") || value.eq_ignore_ascii_case("null") {
        return held(field, issue).is_empty();
    }
    held(field, issue)
        .iter()
        .any(|held| if field == "labels" { held == value } else { held.eq_ignore_ascii_case(value) })
}

/// Text search: every word has to occur (as the beginning of a word); ` OR ` separates alternatives.
fn mentions(field: &str, wanted: &str, issue: &Issue) -> bool {
    let description = issue.content.description.as_deref().unwrap_or("");
    let text = match field {
        "summary" => issue.content.summary.clone(),
        "description" => description.to_owned(),
        _ => format!("{} {description}", issue.content.summary),
    };
    let words = |text: &str| -> Vec<String> {
        text.to_lowercase()
            .split(|character: char| !character.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let present = words(&text);
    wanted.split(" OR ").any(|alternative| {
        let asked = words(alternative);
        !asked.is_empty()
            && asked.iter().all(|word| present.iter().any(|held| held.starts_with(word.as_str())))
    })
}

fn sort(found: &mut [&Issue], query: &Query) {
    let newest_first = [("created".to_owned(), true)];
    let order = if query.order.is_empty() { &newest_first[..] } else { &query.order[..] };
    found.sort_by(|a, b| {
        order
            .iter()
            .map(|(field, descending)| {
                let ordering = match field.as_str() {
                    "updated" => a.updated.cmp(&b.updated),
                    "priority" => b.content.priority.cmp(&a.content.priority),
                    "summary" => a.content.summary.cmp(&b.content.summary),
                    "key" | "issuekey" => (a.project, a.id).cmp(&(b.project, b.id)),
                    _ => (a.created, a.id).cmp(&(b.created, b.id)),
                };
                if *descending { ordering.reverse() } else { ordering }
            })
            .find(|ordering| *ordering != Ordering::Equal)
            .unwrap_or(Ordering::Equal)
    });
}
