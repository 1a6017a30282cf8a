//! The server and the person behind the token.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use serde_json::{Value, json};

use crate::jira::answers::no_project;
use crate::jira::catalog;
use crate::jira::shown;
use crate::people::Person;
use crate::state::{World, now};

pub(crate) async fn server_info(State(world): State<World>) -> Json<Value> {
    Json(json!({
        "baseUrl": world.addresses().jira,
        "version": "10.3.2",
        "versionNumbers": [10, 3, 2],
        "deploymentType": "Server",
        "buildNumber": 10_030_002,
        "buildDate": "2025-02-03T00:00:00.000+0000",
        "databaseBuildNumber": 10_030_002,
        "serverTime": shown::time(now()),
        "scmInfo": "sandbox",
        "serverTitle": "Sandbox Jira",
    }))
}

pub(crate) async fn myself(State(world): State<World>, Extension(person): Extension<Person>) -> Json<Value> {
    let base = world.addresses().jira;
    let disguise = world.disguise_of(person.login);
    let mut body = shown::user(&base, &person);
    body["key"] = json!(person.key);
    if let Some(deleted) = person.deleted {
        body["deleted"] = json!(deleted);
    }
    body["locale"] = json!("en_US");
    body["groups"] = json!({"size": 2, "items": []});
    body["applicationRoles"] = json!({"size": 1, "items": []});
    body["expand"] = json!("groups,applicationRoles");
    if let Some(lie) = disguise {
        if let Some(name) = lie.claim_name {
            body["self"] = json!(format!("{base}/rest/api/2/user?username={name}"));
            body["name"] = json!(name);
        }
        if let (Some(origin), Some(own)) = (lie.self_origin, body["self"].as_str()) {
            let path = own.splitn(4, '/').nth(3).unwrap_or("");
            body["self"] = json!(format!("{}/{path}", origin.trim_end_matches('/')));
        }
    }
    Json(body)
}

/// All permissions of the person, as Data Center answers whether or not `permissions` names some.
pub(crate) async fn permissions(
    Extension(person): Extension<Person>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let asked = query.get("projectKey").or_else(|| query.get("projectId"));
    let project = match asked {
        Some(key) => match catalog::visible_project(key, person.login) {
            Some(project) => Some(project),
            None => return no_project(key),
        },
        None => None,
    };
    let may_create = match project {
        Some(project) => project.may_create(person.login),
        None => catalog::PROJECTS.iter().any(|project| project.may_create(person.login)),
    };
    let list = [
        ("10", "BROWSE_PROJECTS", "Browse Projects", true),
        ("11", "CREATE_ISSUES", "Create Issues", may_create),
        ("12", "EDIT_ISSUES", "Edit Issues", may_create),
        ("13", "ASSIGN_ISSUES", "Assign Issues", may_create),
        ("16", "DELETE_ISSUES", "Delete Issues", may_create),
        ("17", "ASSIGNABLE_USER", "Assignable User", person.active),
        ("19", "CREATE_ATTACHMENTS", "Create Attachments", may_create),
        ("21", "LINK_ISSUES", "Link Issues", may_create),
        ("23", "ADMINISTER_PROJECTS", "Administer Projects", false),
    ];
    let permissions: serde_json::Map<String, Value> = list
        .into_iter()
        .map(|(id, key, name, have)| {
            let entry = json!({
                "id": id, "key": key, "name": name, "type": "PROJECT",
                "description": name, "havePermission": have,
            });
            (key.to_owned(), entry)
        })
        .collect();
    Json(json!({ "permissions": permissions })).into_response()
}
