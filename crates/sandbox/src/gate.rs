//! The one door every request comes through: who is it, what goes wrong, write it down.

mod answers;
pub(crate) mod bucket;

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use tokio::time::Instant;

pub(crate) use answers::broken_after;

use self::answers::{mangled, replaced};
use self::bucket::Drawn;
use crate::cloud;
use crate::faults::{Mangle, Subject};
use crate::ledger::RequestEntry;
use crate::llm::Interface;
use crate::state::{World, now, sha256_hex};

/// Largest body read from a client, in bytes.
const BODY_CAP: usize = 64 * 1024 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    Jira,
    Confluence,
    Cloud,
    Llm,
    Mcp,
}

impl Service {
    fn name(self) -> &'static str {
        match self {
            Self::Jira => "jira",
            Self::Confluence => "confluence",
            Self::Cloud => "cloud",
            Self::Llm => "llm",
            Self::Mcp => "mcp",
        }
    }
}

/// Who sent the request, as far as the secret in it tells. Handlers get it as an extension.
#[derive(Debug, Clone, Default)]
pub(crate) struct Caller {
    /// The person, when the secret is good.
    pub(crate) login: Option<String>,
    pub(crate) secret_sha256: Option<String>,
    /// A secret was sent, good or bad.
    pub(crate) presented: bool,
    /// Number of the request's line in the ledger.
    pub(crate) request: u64,
}

/// Tells the accept loop to break the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Not one byte of an answer.
    Drop,
    /// RST when the answer ends.
    Reset,
}

/// Issue keys a handler has made or shown, for the ledger.
#[derive(Debug, Clone)]
pub(crate) struct Keys(pub(crate) Vec<String>);

#[derive(Clone)]
struct Door {
    world: World,
    service: Service,
}

/// Puts the door in front of a service's routes.
pub(crate) fn guarded(router: Router, world: World, service: Service) -> Router {
    router
        .layer(axum::extract::DefaultBodyLimit::max(BODY_CAP))
        .layer(middleware::from_fn_with_state(Door { world, service }, enter))
}

async fn enter(State(door): State<Door>, request: Request, next: Next) -> Response {
    let Door { world, service } = door;
    let (mut parts, body) = request.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, BODY_CAP).await else {
        return (StatusCode::BAD_REQUEST, "the body could not be read").into_response();
    };
    let path = parts.uri.path().to_owned();
    let operation = operation(service, parts.method.as_str(), &path);
    let mut caller = caller(&world, service, &path, &parts.headers);
    let strike = {
        let mut inner = world.lock();
        let strike = inner.faults.strike(&Subject {
            operation: &operation,
            method: parts.method.as_str(),
            path: &path,
            who: caller.login.as_deref(),
        });
        caller.request = inner.ledger.begin(entry(service, operation, &parts, &caller, &bytes));
        strike.unwrap_or_default()
    };
    let (n, who) = (caller.request, caller.login.clone());
    let fault = (!strike.name.is_empty()).then(|| strike.name.clone());
    parts.extensions.insert(caller);
    let request = Request::from_parts(parts, Body::from(bytes));

    if let Some(instead) = strike.instead.as_ref().filter(|_| !strike.after_commit) {
        tokio::time::sleep(Duration::from_millis(strike.latency_ms)).await;
        return replaced(&world, instead, &strike, n, Vec::new()).await;
    }
    let drawn = match service {
        Service::Jira | Service::Cloud => draw(&world, who.as_deref()),
        Service::Confluence | Service::Llm | Service::Mcp => None,
    };
    if let Some(drawn) = drawn.filter(|drawn| drawn.refused) {
        let mut response = answers::too_many();
        drawn.tell(service, response.headers_mut());
        world.lock().ledger.finish(n, Some(response.status().as_u16()), Some("bucket"), Vec::new());
        return response;
    }
    let pause = Duration::from_millis(strike.latency_ms);
    let answer = async move {
        tokio::time::sleep(pause).await;
        next.run(request).await
    };
    // A real Jira goes on working when its client has hung up; a model call ends with its reader.
    let mut response = if matches!(service, Service::Jira | Service::Confluence | Service::Cloud) {
        match tokio::spawn(answer).await {
            Ok(response) => response,
            Err(error) => {
                tracing::error!(%error, "handler failed");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    } else {
        answer.await
    };
    let keys = response.extensions().get::<Keys>().map(|keys| keys.0.clone()).unwrap_or_default();
    if let Some(instead) = &strike.instead {
        return replaced(&world, instead, &strike, n, keys).await;
    }
    if let Some(drawn) = drawn {
        drawn.tell(service, response.headers_mut());
    }
    let status = (strike.mangle != Some(Mangle::Drop)).then(|| response.status().as_u16());
    world.lock().ledger.finish(n, status, fault.as_deref(), keys);
    match strike.mangle {
        Some(mangle) => mangled(response, mangle).await,
        None => response,
    }
}

/// A request out of the person's bucket, where rates are limited.
fn draw(world: &World, who: Option<&str>) -> Option<Drawn> {
    world.lock().rate_limit.as_mut()?.draw(who?, Instant::now()).into()
}

fn entry(
    service: Service,
    operation: String,
    parts: &http::request::Parts,
    caller: &Caller,
    bytes: &Bytes,
) -> RequestEntry {
    let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let multipart = text("content-type").is_some_and(|kind| kind.starts_with("multipart/"));
    let body = if bytes.is_empty() {
        Value::Null
    } else if multipart {
        json!({"multipart_bytes": bytes.len()})
    } else {
        serde_json::from_slice(bytes).unwrap_or_else(|_| json!(String::from_utf8_lossy(bytes)))
    };
    RequestEntry {
        n: 0,
        time: now(),
        service: service.name(),
        operation,
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().map(str::to_owned),
        who: caller.login.clone(),
        token_sha256: caller.secret_sha256.clone(),
        user_agent: text("user-agent"),
        request_id: text("x-request-id"),
        status: None,
        fault: None,
        keys: Vec::new(),
        labels: gathered(&body, "/fields/labels"),
        properties: gathered(&body, "/properties"),
        body,
    }
}

/// A list in the body of a create, or what the lists of a bulk create have in all.
fn gathered(body: &Value, pointer: &str) -> Value {
    let Some(updates) = body.get("issueUpdates").and_then(Value::as_array) else {
        return body.pointer(pointer).cloned().unwrap_or(Value::Null);
    };
    let mut all: Vec<Value> = Vec::new();
    for one in updates.iter().filter_map(|update| update.pointer(pointer)?.as_array()).flatten() {
        if !all.contains(one) {
            all.push(one.clone());
        }
    }
    Value::Array(all)
}

fn caller(world: &World, service: Service, path: &str, headers: &HeaderMap) -> Caller {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let interface = Interface::of(path);
    let secret = match service {
        Service::Llm => match interface {
            Interface::Company => header("x-company-auth"),
            Interface::OpenAi => header("authorization"),
            Interface::Anthropic => header("x-api-key"),
        },
        Service::Mcp => header("x-atlassian-jira-personal-token"),
        Service::Jira | Service::Confluence | Service::Cloud => header("authorization"),
    };
    let Some(secret) = secret else { return Caller::default() };
    if service == Service::Cloud {
        let pair = secret.strip_prefix("Basic ").and_then(|pair| STANDARD.decode(pair.trim()).ok());
        let pair = pair.and_then(|pair| String::from_utf8(pair).ok()).unwrap_or_default();
        let login = cloud::people::by_credentials(&world.lock().cloud_people, &pair)
            .map(|person| person.account_id.to_owned());
        let token = pair.split_once(':').map_or("", |(_, token)| token);
        return Caller { login, secret_sha256: Some(sha256_hex(token)), presented: true, request: 0 };
    }
    let bearer = secret.strip_prefix("Bearer ").unwrap_or(secret).trim();
    let login = world.lock().people.iter().find_map(|person| {
        let good = match service {
            Service::Llm => match interface {
                Interface::Company => person.llm_cookie == secret,
                Interface::OpenAi => secret.starts_with("Bearer ") && person.openai_key == bearer,
                Interface::Anthropic => person.anthropic_key == secret,
            },
            Service::Mcp => person.jira_token == secret && !person.expired,
            Service::Jira => secret.starts_with("Bearer ") && person.jira_token == bearer && !person.expired,
            Service::Cloud => false,
            Service::Confluence => {
                secret.starts_with("Bearer ") && person.confluence_token == bearer && !person.expired
            }
        };
        good.then(|| person.login.to_owned())
    });
    Caller { login, secret_sha256: Some(sha256_hex(bearer)), presented: true, request: 0 }
}

/// The name under which fault rules and the ledger know a request.
fn operation(service: Service, method: &str, path: &str) -> String {
    let rest = match service {
        Service::Llm => {
            return match path {
                "/api/whoami" => "llm.whoami".to_owned(),
                "/api/chat" => "llm.chat".to_owned(),
                "/openai/v1/chat/completions" => "llm.openai.chat".to_owned(),
                "/openai/v1/models" => "llm.openai.models".to_owned(),
                "/anthropic/v1/messages" => "llm.anthropic.messages".to_owned(),
                _ => "llm.other".to_owned(),
            };
        }
        Service::Mcp => return "mcp".to_owned(),
        Service::Cloud if path.starts_with("/wiki/") => return "cloud.confluence.user".to_owned(),
        Service::Cloud => path.strip_prefix("/rest/api/3/"),
        Service::Jira => path.strip_prefix("/jira/rest/api/2/"),
        Service::Confluence => path.strip_prefix("/confluence/rest/api/"),
    };
    let agile = path.split_once("/rest/agile/1.0/").map(|(_, rest)| rest);
    let service = service.name();
    let Some(rest) = rest.or(agile) else {
        let page = path.split('/').nth(2).filter(|part| !part.is_empty()).unwrap_or("home");
        return format!("{service}.page.{page}");
    };
    let parts: Vec<&str> = rest.split('/').filter(|part| !part.is_empty()).collect();
    let name = match (method, parts.as_slice()) {
        ("POST", ["issue"]) => "issue.create".to_owned(),
        (_, ["issue", "bulkfetch"]) => "issue.fetch".to_owned(),
        (_, ["issue", "bulk"]) => "issue.bulk".to_owned(),
        (_, ["issue", "createmeta", ..]) => "createmeta".to_owned(),
        ("GET", ["issue", _]) => "issue.get".to_owned(),
        ("PUT", ["issue", _]) => "issue.update".to_owned(),
        ("DELETE", ["issue", _]) => "issue.delete".to_owned(),
        (_, ["issue", _, "properties", ..]) => "issue.property".to_owned(),
        ("POST", ["issue", _, "comment"]) => "comment.add".to_owned(),
        (_, ["issue", _, "comment", ..]) => "comment.list".to_owned(),
        (_, ["issue", _, "attachments"]) => "attachment.add".to_owned(),
        (_, ["issue", _, "assignee"]) => "issue.assign".to_owned(),
        ("POST", ["issueLink"]) => "link.create".to_owned(),
        (_, ["issueLink", ..]) => "link.get".to_owned(),
        ("POST", ["sprint", _, "issue"]) => "sprint.add".to_owned(),
        ("GET", ["sprint", _]) => "sprint.get".to_owned(),
        (_, ["board", ..]) => "sprint.list".to_owned(),
        (_, ["project"] | ["project", "search"]) => "project.list".to_owned(),
        (_, ["project", ..]) => "project.get".to_owned(),
        (_, ["mypermissions"]) => "permissions".to_owned(),
        (_, [first, ..]) => (*first).to_owned(),
        (_, []) => "home".to_owned(),
    };
    format!("{service}.{name}")
}
