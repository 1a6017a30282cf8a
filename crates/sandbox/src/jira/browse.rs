//! Pages for people: one issue, and the list of the latest.

use std::fmt::Write as _;

use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse as _, Response};
use http::StatusCode;
use serde_json::Value;

use crate::jira::catalog::{self, PRIORITIES};
use crate::jira::data::Issue;
use crate::jira::wiki::{escape, to_html};
use crate::people;
use crate::state::{Inner, World};

const STYLE: &str = "
:root{color-scheme:light dark;--paper:#fff;--soft:#f4f5f7;--ink:#172b4d;--faint:#5e6c84;--line:#dfe1e6;--link:#0052cc}
@media (prefers-color-scheme:dark){:root{--paper:#1b1f27;--soft:#252b36;--ink:#e3e8f0;--faint:#a3adbd;--line:#39414f;--link:#85b8ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,sans-serif;overflow-wrap:anywhere}
a{color:var(--link)}
.notice{background:var(--soft);border-bottom:1px solid var(--line);padding:.5rem 1.25rem;font-size:.875rem;color:var(--faint)}
main{max-width:70rem;margin:0 auto;padding:1.5rem 1.25rem 4rem}
.crumbs{font-size:.875rem;color:var(--faint)}
h1{font-size:1.6rem;line-height:1.25;margin:.25rem 0 1.5rem}
.columns{display:grid;grid-template-columns:minmax(0,1fr) 18rem;gap:2.5rem}
@media (max-width:50rem){.columns{grid-template-columns:minmax(0,1fr)}}
h2{font-size:1rem;margin:0 0 .5rem}
section{margin-bottom:2rem}
dl{display:grid;grid-template-columns:7.5rem minmax(0,1fr);gap:.5rem .75rem;margin:0;font-size:.9375rem}
dt{color:var(--faint)}dd{margin:0}
.tag{display:inline-block;background:var(--soft);border:1px solid var(--line);border-radius:.25rem;padding:0 .4rem;margin:0 .25rem .25rem 0;font-size:.875rem}
pre{background:var(--soft);padding:.75rem;border-radius:.25rem;overflow-x:auto}
code{background:var(--soft);border-radius:.2rem;padding:0 .2rem}
blockquote{margin:0 0 1rem;padding-left:.9rem;border-left:3px solid var(--line);color:var(--faint)}
.panel{border:1px solid var(--line);border-radius:.25rem;padding:.5rem 1rem;margin-bottom:1rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin-bottom:1rem}
th,td{border:1px solid var(--line);padding:.4rem .6rem;text-align:left;vertical-align:top}
th{background:var(--soft)}
";

fn page(status: StatusCode, title: &str, content: &str) -> Response {
    let html = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{}</title>\
         <style>{STYLE}</style></head><body><div class=\"notice\">Sandbox Jira. Nothing here is real, and a \
         restart forgets it.</div><main>{content}</main></body></html>",
        escape(title)
    );
    (status, Html(html)).into_response()
}

pub(crate) fn not_found(message: &str) -> Response {
    let content =
        format!("<h1>Not found</h1><p>{}</p><p><a href=\"/jira/\">Latest issues</a></p>", escape(message));
    page(StatusCode::NOT_FOUND, "Not found", &content)
}

fn type_name(issue: &Issue) -> &'static str {
    catalog::project(issue.project)
        .and_then(|project| project.issue_type(issue.type_id))
        .map_or("Issue", |kind| kind.name)
}

pub(crate) async fn recent(State(world): State<World>) -> Response {
    let inner = world.lock();
    let mut rows = String::new();
    for issue in inner.jira.issues.iter().rev().take(100) {
        let _ = write!(
            rows,
            "<tr><td><a href=\"/jira/browse/{0}\">{0}</a></td><td>{1}</td><td>{2}</td><td>{3}</td><td>{4}</td></tr>",
            escape(&issue.key),
            escape(type_name(issue)),
            escape(&issue.content.summary),
            escape(&name(&inner, &issue.creator)),
            issue.created.strftime("%Y-%m-%d %H:%M:%S UTC"),
        );
    }
    let content = format!(
        "<h1>Latest issues</h1><div class=\"scroll\"><table><thead><tr><th scope=\"col\">Key</th>\
         <th scope=\"col\">Type</th><th scope=\"col\">Summary</th><th scope=\"col\">Creator</th>\
         <th scope=\"col\">Created</th></tr></thead><tbody>{rows}</tbody></table></div>"
    );
    page(StatusCode::OK, "Latest issues", &content)
}

fn name(inner: &Inner, login: &str) -> String {
    people::by_login(&inner.people, login)
        .map_or_else(|| login.to_owned(), |person| person.display_name.to_owned())
}

pub(crate) async fn issue(State(world): State<World>, Path(key): Path<String>) -> Response {
    let inner = world.lock();
    let Some(issue) = inner.jira.find(&key) else {
        return not_found(&format!("There is no issue {key} in the sandbox."));
    };
    let project = catalog::project(issue.project).map_or(issue.project, |project| project.name);
    let parent =
        issue.content.parent.as_ref().map(|parent| format!(" / {}", issue_link(parent))).unwrap_or_default();
    let description = match &issue.content.description {
        Some(text) if !text.trim().is_empty() => to_html(text),
        _ => "<p>No description.</p>".to_owned(),
    };
    let content = format!(
        "<p class=\"crumbs\"><a href=\"/jira/\">{}</a>{parent} / {}</p><h1>{}</h1><div class=\"columns\"><div>\
         <section><h2>Description</h2>{description}</section>{}</div><aside>{}</aside></div>",
        escape(project),
        escape(&issue.key),
        escape(&issue.content.summary),
        related(&inner, issue),
        details(&inner, issue),
    );
    page(StatusCode::OK, &format!("[{}] {}", issue.key, issue.content.summary), &content)
}

fn issue_link(key: &str) -> String {
    format!("<a href=\"/jira/browse/{0}\">{0}</a>", escape(key))
}

/// Sub-tasks, links, attachments and comments, where there are any.
fn related(inner: &Inner, issue: &Issue) -> String {
    let data = &inner.jira;
    let mut out = String::new();
    let mut section = |title: &str, items: Vec<String>| {
        if !items.is_empty() {
            let list = items.iter().map(|item| format!("<li>{item}</li>")).collect::<Vec<_>>().concat();
            let _ = write!(out, "<section><h2>{title}</h2><ul>{list}</ul></section>");
        }
    };
    let children = data.issues.iter().filter(|other| other.content.parent.as_deref() == Some(&issue.key));
    section(
        "Sub-tasks",
        children
            .map(|child| format!("{} {}", issue_link(&child.key), escape(&child.content.summary)))
            .collect(),
    );
    let links = data.links.iter().filter_map(|link| {
        if link.inward == issue.key {
            Some(format!("{} {}", link.kind.outward, issue_link(&link.outward)))
        } else {
            (link.outward == issue.key).then(|| format!("{} {}", link.kind.inward, issue_link(&link.inward)))
        }
    });
    section("Links", links.collect());
    let files = issue.attachments.iter().map(|file| {
        format!(
            "<a href=\"/jira/secure/attachment/{}/file\">{}</a> ({} bytes)",
            file.id,
            escape(&file.file),
            file.bytes.len()
        )
    });
    section("Attachments", files.collect());
    let comments = issue.comments.iter().map(|comment| {
        let when = comment.created.strftime("%Y-%m-%d %H:%M:%S UTC");
        format!("<p>{}, {when}</p>{}", escape(&name(inner, &comment.author)), to_html(&comment.text))
    });
    section("Comments", comments.collect());
    out
}

fn details(inner: &Inner, issue: &Issue) -> String {
    let content = &issue.content;
    let mut rows = String::new();
    let mut row = |title: &str, html: String| {
        if !html.is_empty() {
            let _ = write!(rows, "<dt>{}</dt><dd>{html}</dd>", escape(title));
        }
    };
    let tags = |names: Vec<&str>| -> String {
        let spans = names.iter().map(|name| format!("<span class=\"tag\">{}</span>", escape(name)));
        spans.collect::<Vec<_>>().concat()
    };
    row("Type", escape(type_name(issue)));
    row("Status", escape(issue.status));
    let priority = PRIORITIES.iter().find(|choice| content.priority == Some(choice.id));
    row("Priority", priority.map(|choice| escape(choice.name)).unwrap_or_default());
    row("Labels", tags(content.labels.iter().map(String::as_str).collect()));
    let components =
        catalog::project(issue.project).map_or(&[] as &[catalog::Choice], |project| project.components);
    let chosen = components.iter().filter(|choice| content.components.contains(&choice.id));
    row("Components", tags(chosen.map(|choice| choice.name).collect()));
    for (id, value) in &content.custom {
        let title = catalog::field(id).map_or(id.as_str(), |field| field.name);
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.as_f64().map_or_else(String::new, |number| number.to_string()),
            other => other
                .get("value")
                .or_else(|| other.get("name"))
                .and_then(Value::as_str)
                .unwrap_or("")
                .to_owned(),
        };
        row(title, escape(&text));
    }
    let assignee =
        content.assignee.as_deref().map_or_else(|| "Unassigned".to_owned(), |login| name(inner, login));
    row("Assignee", escape(&assignee));
    if let Some(sprint) = issue.sprint.and_then(super::agile::name_of) {
        row("Sprint", escape(sprint));
    }
    row("Reporter", escape(&content.reporter.as_deref().map(|login| name(inner, login)).unwrap_or_default()));
    row("Creator", escape(&name(inner, &issue.creator)));
    row("Created", issue.created.strftime("%Y-%m-%d %H:%M:%S UTC").to_string());
    format!("<h2>Details</h2><dl>{rows}</dl>")
}
