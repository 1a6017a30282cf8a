//! Atlassian Cloud under `/cloud` of Jira's port: who somebody is, their projects and their issues in Jira (REST v3),
//! and who they are in Confluence (`/cloud/wiki`).

mod adf;
mod bulk;
mod dress;
mod files;
mod issues;
pub(crate) mod people;

use std::collections::HashMap;

use axum::extract::{Query, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use http::StatusCode;
use serde_json::{Value, json};

use crate::cloud::people::CloudPerson;
use crate::gate::{Caller, Service, guarded};
use crate::jira::answers::{no_project, refused};
use crate::jira::catalog::{self, PROJECTS};
use crate::jira::shown;
use crate::state::{World, now};

/// Projects on one page, whatever is asked for: few, so that there are always several pages.
const PAGE: usize = 2;

pub(crate) fn router(world: World) -> Router {
    let jira = Router::new()
        .route("/serverInfo", get(server_info))
        .route("/myself", get(myself))
        .route("/mypermissions", get(permissions))
        .route("/project/search", get(projects))
        .fallback(issues::ask)
        .layer(middleware::from_fn_with_state(world.clone(), signed_in));
    let agile = Router::new()
        .fallback(issues::ask_agile)
        .layer(middleware::from_fn_with_state(world.clone(), signed_in));
    let all = Router::new()
        .nest("/rest/api/3", jira)
        .nest("/rest/agile/1.0", agile)
        .route("/wiki/rest/api/user/current", get(current_user))
        .route("/browse/{key}", get(issues::browse))
        .fallback(no_such_resource)
        .with_state(world.clone());
    guarded(all, world, Service::Cloud)
}

/// Everything but `serverInfo` needs an account.
async fn signed_in(State(world): State<World>, mut request: Request, next: Next) -> Response {
    let person = request.extensions().get::<Caller>().and_then(|caller| world.cloud_person(caller));
    match person {
        Some(person) => {
            request.extensions_mut().insert(person);
        }
        None if request.uri().path().ends_with("/serverInfo") => {}
        None => return unauthenticated(),
    }
    next.run(request).await
}

fn unauthenticated() -> Response {
    let message = "Client must be authenticated to access this resource.";
    let mut response = refused(StatusCode::UNAUTHORIZED, message);
    let reason = http::HeaderValue::from_static("AUTHENTICATED_FAILED");
    response.headers_mut().insert("x-seraph-loginreason", reason);
    response
}

async fn no_such_resource() -> Response {
    refused(StatusCode::NOT_FOUND, "There is no such resource in the sandbox's Cloud.")
}

async fn server_info(State(world): State<World>) -> Json<Value> {
    Json(json!({
        "baseUrl": world.addresses().cloud,
        "version": "1001.0.0-SNAPSHOT",
        "versionNumbers": [1001, 0, 0],
        "deploymentType": "Cloud",
        "buildNumber": 100_290,
        "serverTime": shown::time(now()),
        "serverTitle": "Sandbox Jira Cloud",
    }))
}

async fn myself(State(world): State<World>, Extension(person): Extension<CloudPerson>) -> Json<Value> {
    let base = world.addresses().cloud;
    let origin = world.disguise_of(person.account_id).and_then(|lie| lie.self_origin);
    let home = origin.map_or(base, |origin| format!("{}/cloud", origin.trim_end_matches('/')));
    // Pictures live on a host of Atlassian's own, which no site of the product is.
    let avatar = |size: u32| format!("https://avatar-management.example.net/{}/{size}", person.account_id);
    let mut body = json!({
        "self": format!("{home}/rest/api/3/user?accountId={}", person.account_id),
        "accountId": person.account_id,
        "accountType": "atlassian",
        "avatarUrls": {"48x48": avatar(48), "24x24": avatar(24), "16x16": avatar(16), "32x32": avatar(32)},
        "displayName": person.display_name,
        "active": person.active,
        "timeZone": "America/New_York",
        "locale": "en_US",
        "groups": {"size": 1, "items": []},
        "applicationRoles": {"size": 1, "items": []},
        "expand": "groups,applicationRoles",
    });
    if person.shows_email {
        body["emailAddress"] = json!(person.email);
    }
    Json(body)
}

/// Only what `permissions` names, which Cloud requires.
async fn permissions(
    Extension(person): Extension<CloudPerson>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let Some(asked) = query.get("permissions") else {
        return refused(StatusCode::BAD_REQUEST, "The 'permissions' query parameter is required.");
    };
    let key = query.get("projectKey").map_or("", String::as_str);
    let Some(project) = catalog::visible_project(key, person.account_id) else { return no_project(key) };
    let have = project.may_create(person.account_id);
    let permissions: serde_json::Map<String, Value> = asked
        .split(',')
        .map(|name| (name.to_owned(), json!({"key": name, "type": "PROJECT", "havePermission": have})))
        .collect();
    Json(json!({ "permissions": permissions })).into_response()
}

async fn projects(
    State(world): State<World>,
    Extension(person): Extension<CloudPerson>,
    Query(query): Query<HashMap<String, String>>,
) -> Json<Value> {
    let base = world.addresses().cloud;
    let creating = query.get("action").is_some_and(|action| action == "create");
    let seen: Vec<_> = PROJECTS
        .iter()
        .filter(|project| project.visible_to(person.account_id))
        .filter(|project| !creating || project.may_create(person.account_id))
        .collect();
    let number = |name: &str| query.get(name).and_then(|text| text.parse::<usize>().ok());
    let (start, size) = (number("startAt").unwrap_or(0), number("maxResults").unwrap_or(50).min(PAGE));
    let values: Vec<_> =
        seen.iter().skip(start).take(size).map(|project| shown::project(&base, project)).collect();
    let is_last = start + values.len() >= seen.len();
    let mut body = json!({
        "self": format!("{base}/rest/api/3/project/search?startAt={start}&maxResults={size}"),
        "maxResults": size, "startAt": start, "total": seen.len(), "isLast": is_last, "values": values,
    });
    if !is_last {
        let next = format!("{base}/rest/api/3/project/search?startAt={}&maxResults={size}", start + size);
        body["nextPage"] = json!(next);
    }
    Json(body)
}

/// Confluence Cloud: without credentials an anonymous visitor, with bad ones 401.
async fn current_user(State(world): State<World>, Extension(caller): Extension<Caller>) -> Response {
    match world.cloud_person(&caller) {
        Some(person) => Json(json!({
            "type": "known",
            "accountId": person.account_id,
            "accountType": "atlassian",
            "email": if person.shows_email { person.email } else { "" },
            "publicName": person.display_name,
            "displayName": person.display_name,
        }))
        .into_response(),
        None if caller.presented => {
            (StatusCode::UNAUTHORIZED, Json(json!({"code": 401, "message": "Unauthorized"}))).into_response()
        }
        None => Json(json!({"type": "anonymous", "displayName": "Anonymous"})).into_response(),
    }
}
