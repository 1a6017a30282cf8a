//! Jira Data Center, REST version 2, under the context path `/jira`.

pub(crate) mod agile;
pub(crate) mod answers;
pub(crate) mod attachments;
mod avatar;
pub(crate) mod browse;
pub(crate) mod bulk;
pub(crate) mod catalog;
mod comments;
mod create;
mod createmeta;
pub(crate) mod data;
mod issues;
mod jql;
mod links;
mod myself;
mod people;
mod projects;
mod search;
pub(crate) mod shown;
mod validate;
mod wiki;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post, put};
use http::{HeaderValue, Method, StatusCode};

use crate::gate::{Caller, Service, guarded};
pub(crate) use crate::jira::wiki::escape;
use crate::state::World;

/// Everything below `/rest/api/2`, for somebody who is known already.
pub(crate) fn resources() -> Router<World> {
    Router::new()
        .route("/serverInfo", get(myself::server_info))
        .route("/myself", get(myself::myself))
        .route("/mypermissions", get(myself::permissions))
        .route("/field", get(projects::fields))
        .route("/priority", get(projects::priorities))
        .route("/status", get(projects::statuses))
        .route("/issuetype", get(projects::issue_types))
        .route("/project", get(projects::list))
        .route("/project/{project}", get(projects::one))
        .route("/project/{project}/components", get(projects::components))
        .route("/project/{project}/versions", get(projects::versions))
        .route("/user", get(people::one))
        .route("/user/search", get(people::search))
        .route("/user/assignable/search", get(people::assignable))
        .route("/issue/createmeta", get(createmeta::gone))
        .route("/issue/createmeta/{project}/issuetypes", get(createmeta::types))
        .route("/issue/createmeta/{project}/issuetypes/{kind}", get(createmeta::fields))
        .route("/issue", post(create::create))
        .route("/issue/bulk", post(bulk::create))
        .route("/issue/{key}", get(issues::one).put(issues::edit).delete(issues::delete))
        .route("/issue/{key}/assignee", put(issues::assign))
        .route("/issue/{key}/comment", get(comments::list).post(comments::add))
        .route("/issue/{key}/properties", get(issues::property_keys))
        .route("/issue/{key}/properties/{property}", get(issues::property).put(issues::set_property))
        .route("/issue/{key}/attachments", post(attachments::add))
        .route("/attachment/{id}", get(attachments::one))
        .route("/issueLinkType", get(links::types))
        .route("/issueLink", post(links::create))
        .route("/issueLink/{id}", get(links::one).delete(links::delete))
        .route("/search", get(search::by_query).post(search::by_body))
        .fallback(no_such_resource)
}

pub(crate) fn router(world: World) -> Router {
    let rest = resources().layer(middleware::from_fn_with_state(world.clone(), signed_in));
    let agile = agile::resources().layer(middleware::from_fn_with_state(world.clone(), signed_in));
    let pages = Router::new()
        .route("/", get(browse::recent))
        .route("/browse/{key}", get(browse::issue))
        .route("/secure/useravatar", get(avatar::picture))
        .route("/secure/attachment/{id}/{file}", get(attachments::download))
        .fallback(no_such_page);
    let jira = Router::new().nest("/rest/api/2", rest).nest("/rest/agile/1.0", agile).merge(pages);
    let all = Router::new()
        .route("/jira/", get(browse::recent))
        .nest("/jira", jira)
        .fallback(no_such_page)
        .with_state(world.clone());
    guarded(all, world, Service::Jira)
}

/// Anonymous callers get 401 (except for `serverInfo`), bad tokens always do. Requests that change
/// something and look like a browser's are refused as Jira's XSRF check does.
async fn signed_in(State(world): State<World>, mut request: Request, next: Next) -> Response {
    let caller = request.extensions().get::<Caller>().cloned().unwrap_or_default();
    let person = caller.login.as_deref().and_then(|login| world.person(login));
    let open = request.uri().path().ends_with("/serverInfo") && !caller.presented;
    if person.is_none() && !open {
        return answers::unauthenticated();
    }
    let browser = request
        .headers()
        .get(http::header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|agent| agent.contains("Mozilla/"));
    if browser && request.method() != Method::GET && request.method() != Method::HEAD {
        return (StatusCode::FORBIDDEN, "XSRF check failed").into_response();
    }
    let name = person.as_ref().and_then(|person| HeaderValue::try_from(person.login).ok());
    if let Some(person) = person {
        request.extensions_mut().insert(person);
    }
    let mut response = next.run(request).await;
    response
        .headers_mut()
        .insert("x-ausername", name.unwrap_or_else(|| HeaderValue::from_static("anonymous")));
    response
}

async fn no_such_resource() -> Response {
    let body = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
        <status><status-code>404</status-code><message>null for uri</message></status>";
    (StatusCode::NOT_FOUND, [(http::header::CONTENT_TYPE, "application/xml;charset=UTF-8")], body)
        .into_response()
}

async fn no_such_page() -> Response {
    browse::not_found("There is nothing at this address.")
}
