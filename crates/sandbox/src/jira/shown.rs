//! How things look in Jira's answers.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::jira::agile;
use crate::jira::catalog::{self, BROWSERS, Choice, IssueType, PRIORITIES, Project, RELEASE, TEAM, WARD};
use crate::jira::data::{Attachment, Comment, Issue, JiraData, Link, LinkType};
use crate::people::{self, Person};

/// `2026-11-21T09:49:46.123+0000`
pub(crate) fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string()
}

pub(crate) fn user(base: &str, person: &Person) -> Value {
    let avatar = |size: u32| format!("{base}/secure/useravatar?size={size}&ownerId={}", person.login);
    let mut user = json!({
        "self": format!("{base}/rest/api/2/user?username={}", person.login),
        "name": person.login,
        "key": person.key,
        "avatarUrls": {"48x48": avatar(48), "24x24": avatar(24), "16x16": avatar(16), "32x32": avatar(32)},
        "displayName": person.display_name,
        "active": person.active,
        "timeZone": "Europe/Zurich",
    });
    if let Some(email) = person.email {
        user["emailAddress"] = json!(email);
    }
    user
}

fn user_by_login(base: &str, everybody: &[Person], login: Option<&str>) -> Value {
    login
        .and_then(|login| people::by_login(everybody, login))
        .map_or(Value::Null, |person| user(base, person))
}

pub(crate) fn project(base: &str, project: &Project) -> Value {
    json!({
        "expand": "description,lead,url,projectKeys",
        "self": format!("{base}/rest/api/2/project/{}", project.id),
        "id": project.id,
        "key": project.key,
        "name": project.name,
        "projectTypeKey": "software",
        "avatarUrls": {},
    })
}

pub(crate) fn issue_type(base: &str, kind: &IssueType) -> Value {
    json!({
        "self": format!("{base}/rest/api/2/issuetype/{}", kind.id),
        "id": kind.id,
        "description": kind.description,
        "name": kind.name,
        "subtask": kind.subtask,
    })
}

pub(crate) fn named(base: &str, resource: &str, choice: &Choice) -> Value {
    json!({"self": format!("{base}/rest/api/2/{resource}/{}", choice.id), "id": choice.id, "name": choice.name})
}

pub(crate) fn priority(base: &str, choice: &Choice) -> Value {
    named(base, "priority", choice)
}

pub(crate) fn status(base: &str, name: &str) -> Value {
    let (id, category) = match name {
        "Done" => ("10001", "done"),
        "In Progress" => ("3", "indeterminate"),
        _ => ("10000", "new"),
    };
    json!({
        "self": format!("{base}/rest/api/2/status/{id}"),
        "id": id,
        "name": name,
        "statusCategory": {"key": category, "name": name},
    })
}

/// One allowed value of a field; options say `value`, everything else `name`.
pub(crate) fn choice(base: &str, field: &str, choice: &Choice) -> Value {
    match field {
        TEAM | BROWSERS | WARD => json!({
            "self": format!("{base}/rest/api/2/customFieldOption/{}", choice.id),
            "id": choice.id,
            "value": choice.name,
            "disabled": false,
        }),
        "components" => named(base, "component", choice),
        "fixVersions" | RELEASE => named(base, "version", choice),
        _ => named(base, "priority", choice),
    }
}

pub(crate) fn link_type(base: &str, kind: &LinkType) -> Value {
    json!({
        "id": kind.id,
        "name": kind.name,
        "inward": kind.inward,
        "outward": kind.outward,
        "self": format!("{base}/rest/api/2/issueLinkType/{}", kind.id),
    })
}

pub(crate) fn attachment(base: &str, everybody: &[Person], file: &Attachment) -> Value {
    json!({
        "self": format!("{base}/rest/api/2/attachment/{}", file.id),
        "id": file.id.to_string(),
        "filename": file.file,
        "author": user_by_login(base, everybody, Some(&file.author)),
        "created": time(file.created),
        "size": file.bytes.len(),
        "mimeType": file.kind,
        "content": format!("{base}/secure/attachment/{}/{}", file.id, file.file.replace(' ', "+")),
    })
}

pub(crate) fn comment(base: &str, everybody: &[Person], issue: &Issue, comment: &Comment) -> Value {
    let author = user_by_login(base, everybody, Some(&comment.author));
    json!({
        "self": format!("{base}/rest/api/2/issue/{}/comment/{}", issue.id, comment.id),
        "id": comment.id.to_string(),
        "author": author,
        "updateAuthor": author,
        "body": comment.text,
        "created": time(comment.created),
        "updated": time(comment.created),
    })
}

/// What became of an issue's status.
pub(crate) fn changelog(base: &str, everybody: &[Person], issue: &Issue) -> Value {
    let histories: Vec<Value> = issue
        .moves
        .iter()
        .enumerate()
        .map(|(at, (who, status, when))| {
            let before =
                at.checked_sub(1).and_then(|at| issue.moves.get(at)).map_or("To Do", |(_, to, _)| to);
            json!({
                "id": (issue.id * 100 + at as u64).to_string(),
                "author": user_by_login(base, everybody, Some(who)),
                "created": time(*when),
                "items": [{"field": "status", "fieldtype": "jira", "fromString": before, "toString": status}],
            })
        })
        .collect();
    json!({"startAt": 0, "maxResults": histories.len(), "total": histories.len(), "histories": histories})
}

/// The short form in which one issue appears inside another.
fn mentioned(base: &str, issue: &Issue) -> Value {
    json!({
        "id": issue.id.to_string(),
        "key": issue.key,
        "self": format!("{base}/rest/api/2/issue/{}", issue.id),
        "fields": {
            "summary": issue.content.summary,
            "status": status(base, issue.status),
            "issuetype": catalog::project(issue.project)
                .and_then(|project| project.issue_type(issue.type_id))
                .map(|kind| issue_type(base, kind)),
        },
    })
}

/// A link as seen from the issue called `key`: from the one that blocks, the other is outward.
fn link(base: &str, data: &JiraData, link: &Link, key: &str) -> Value {
    let (side, other) =
        if link.inward == key { ("outwardIssue", &link.outward) } else { ("inwardIssue", &link.inward) };
    json!({
        "id": link.id.to_string(),
        "self": format!("{base}/rest/api/2/issueLink/{}", link.id),
        "type": link_type(base, link.kind),
        side: data.find(other).map(|issue| mentioned(base, issue)),
    })
}

/// All fields of an issue, or those that `wanted` lets through.
pub(crate) fn issue(
    base: &str,
    data: &JiraData,
    everybody: &[Person],
    issue: &Issue,
    wanted: &dyn Fn(&str) -> bool,
) -> Value {
    let content = &issue.content;
    let known_project = catalog::project(issue.project);
    let kind = known_project.and_then(|project| project.issue_type(issue.type_id));
    let pick = |resource: &str, from: &'static [Choice], ids: &[&str]| -> Value {
        from.iter()
            .filter(|choice| ids.contains(&choice.id))
            .map(|choice| named(base, resource, choice))
            .collect()
    };
    let mut fields = Map::new();
    let mut put = |id: &str, value: Value| {
        if wanted(id) {
            fields.insert(id.to_owned(), value);
        }
    };
    put("summary", json!(content.summary));
    put("description", json!(content.description));
    put("issuetype", json!(kind.map(|kind| issue_type(base, kind))));
    put("project", json!(known_project.map(|found| project(base, found))));
    put(
        "priority",
        json!(
            PRIORITIES
                .iter()
                .find(|choice| content.priority == Some(choice.id))
                .map(|found| priority(base, found))
        ),
    );
    put("status", status(base, issue.status));
    put("resolution", Value::Null);
    put("labels", json!(content.labels));
    put(
        "components",
        known_project.map_or(json!([]), |found| pick("component", found.components, &content.components)),
    );
    put(
        "fixVersions",
        known_project.map_or(json!([]), |found| pick("version", found.versions, &content.versions)),
    );
    if let Some((id, name)) = issue.sprint.and_then(|id| Some((id, agile::name_of(id)?))) {
        let form = "com.atlassian.greenhopper.service.sprint.Sprint";
        put(catalog::SPRINT, json!([format!("{form}@1[id={id},rapidViewId=1,state=ACTIVE,name={name}]")]));
    }
    put("assignee", user_by_login(base, everybody, content.assignee.as_deref()));
    put("reporter", user_by_login(base, everybody, content.reporter.as_deref()));
    put("creator", user_by_login(base, everybody, Some(&issue.creator)));
    put("created", json!(time(issue.created)));
    put("updated", json!(time(issue.updated)));
    put("duedate", json!(content.due));
    if let Some(parent) = content.parent.as_deref().and_then(|key| data.find(key)) {
        put("parent", mentioned(base, parent));
    }
    put(
        "subtasks",
        data.issues
            .iter()
            .filter(|other| other.content.parent.as_deref() == Some(&issue.key))
            .map(|child| mentioned(base, child))
            .collect(),
    );
    put(
        "issuelinks",
        data.links
            .iter()
            .filter(|one| one.inward == issue.key || one.outward == issue.key)
            .map(|one| link(base, data, one, &issue.key))
            .collect(),
    );
    put("attachment", issue.attachments.iter().map(|file| attachment(base, everybody, file)).collect());
    put("worklog", json!({"worklogs": [], "maxResults": 20, "total": 0, "startAt": 0}));
    let comments: Vec<Value> =
        issue.comments.iter().map(|one| comment(base, everybody, issue, one)).collect();
    let total = comments.len();
    put("comment", json!({"comments": comments, "maxResults": total, "total": total, "startAt": 0}));
    for (id, _) in kind.map_or(&[] as &[(&str, bool)], |kind| kind.screen) {
        if id.starts_with("customfield_") {
            put(id, content.custom.get(*id).cloned().unwrap_or(Value::Null));
        }
    }
    json!({
        "expand": "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations",
        "id": issue.id.to_string(),
        "self": format!("{base}/rest/api/2/issue/{}", issue.id),
        "key": issue.key,
        "fields": fields,
    })
}
