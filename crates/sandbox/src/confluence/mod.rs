//! Confluence Data Center under the context path `/confluence`: current user, search, pages.

mod cql;
mod library;

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use http::StatusCode;
use serde_json::{Value, json};

use crate::confluence::library::{PAGES, Page};
use crate::gate::{Caller, Service, guarded};
use crate::jira::escape;
use crate::state::World;

pub(crate) fn router(world: World) -> Router {
    let routes = Router::new()
        .route("/rest/api/user/current", get(current))
        .route("/rest/api/search", get(search))
        .route("/rest/api/content/{id}", get(content))
        .route("/pages/viewpage.action", get(view))
        .route("/", get(home));
    let all =
        Router::new().route("/confluence/", get(home)).nest("/confluence", routes).with_state(world.clone());
    guarded(all, world, Service::Confluence)
}

fn refused(status: StatusCode, message: &str) -> Response {
    let body =
        json!({"statusCode": status.as_u16(), "message": message, "reason": status.canonical_reason()});
    (status, Json(body)).into_response()
}

/// A bad or missing token is not an error here: the answer is 200 and says `anonymous`.
async fn current(State(world): State<World>, Extension(caller): Extension<Caller>) -> Json<Value> {
    let base = world.addresses().confluence;
    let person = caller.login.and_then(|login| world.person(&login));
    Json(match person {
        Some(person) => json!({
            "type": "known",
            "username": person.login,
            "userKey": format!("8a7f808{:0>24}", person.key.to_lowercase()),
            "profilePicture": {"path": "/confluence/images/icons/profilepics/default.svg", "width": 48, "height": 48, "isDefault": true},
            "displayName": person.display_name,
            "_links": {"base": base, "context": "/confluence", "self": format!("{base}/rest/api/user?username={}", person.login)},
        }),
        None => json!({
            "type": "anonymous",
            "profilePicture": {"path": "/confluence/images/icons/profilepics/anonymous.svg", "width": 48, "height": 48, "isDefault": true},
            "displayName": "Anonymous",
            "_links": {"base": base, "context": "/confluence"},
        }),
    })
}

async fn search(
    State(world): State<World>,
    Extension(caller): Extension<Caller>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let Some(text) = query.get("cql") else {
        return refused(StatusCode::BAD_REQUEST, "The query parameter 'cql' is required.");
    };
    let cql = match cql::parse(text) {
        Ok(cql) => cql,
        Err(message) => return refused(StatusCode::BAD_REQUEST, &message),
    };
    let base = world.addresses().confluence;
    let number =
        |name: &str, default: usize| query.get(name).and_then(|text| text.parse().ok()).unwrap_or(default);
    let (start, limit) = (number("start", 0), number("limit", 25).min(100));
    let highlight = query.get("excerpt").is_some_and(|form| form == "highlight");
    // Anonymous visitors see no space here.
    let found: Vec<&Page> = PAGES.iter().filter(|page| caller.login.is_some() && cql.holds(page)).collect();
    let results: Vec<Value> = found
        .iter()
        .skip(start)
        .take(limit)
        .map(|page| {
            json!({
                "content": page.shown(&base, &[]),
                "title": if highlight { cql.highlighted(page.title) } else { page.title.to_owned() },
                "excerpt": cql.excerpt(&page.text(), highlight),
                "url": format!("/pages/viewpage.action?pageId={}", page.id),
                "resultGlobalContainer": {"title": page.space_name(), "displayUrl": format!("/display/{}", page.space)},
                "entityType": "content",
                "lastModified": page.modified,
            })
        })
        .collect();
    Json(json!({
        "results": results,
        "start": start,
        "limit": limit,
        "size": results.len(),
        "totalSize": found.len(),
        "cqlQuery": text,
        "_links": {"base": base, "context": "/confluence"},
    }))
    .into_response()
}

async fn content(
    State(world): State<World>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let page = library::page(&id).filter(|_| caller.login.is_some());
    match page {
        Some(page) => {
            let expand: Vec<&str> =
                query.get("expand").map_or("", String::as_str).split(',').map(str::trim).collect();
            Json(page.shown(&world.addresses().confluence, &expand)).into_response()
        }
        None => refused(
            StatusCode::NOT_FOUND,
            &format!(
                "No content found with id: ContentId{{id={id}}}, or you do not have permission to view it."
            ),
        ),
    }
}

async fn home() -> Html<String> {
    let list: Vec<String> = PAGES
        .iter()
        .map(|page| {
            format!(
                "<li><a href=\"/confluence/pages/viewpage.action?pageId={}\">{}</a></li>",
                page.id,
                escape(page.title)
            )
        })
        .collect();
    html("Pages", &format!("<ul>{}</ul>", list.concat()))
}

async fn view(Query(query): Query<HashMap<String, String>>) -> Response {
    match query.get("pageId").and_then(|id| library::page(id)) {
        Some(page) => html(page.title, page.storage).into_response(),
        None => (StatusCode::NOT_FOUND, html("Not found", "<p>There is no such page.</p>")).into_response(),
    }
}

/// `content` is trusted: it is the sandbox's own text.
fn html(title: &str, content: &str) -> Html<String> {
    let title = escape(title);
    Html(format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width,initial-scale=1\"><title>{title}</title><style>:root{{color-scheme:light dark}}\
         body{{font:16px/1.55 system-ui,sans-serif;max-width:48rem;margin:0 auto;padding:1.5rem}}\
         td,th{{border:1px solid;padding:.3rem .6rem}}table{{border-collapse:collapse}}</style></head>\
         <body><p>Sandbox Confluence. Nothing here is real.</p><h1>{title}</h1>{content}</body></html>"
    ))
}
