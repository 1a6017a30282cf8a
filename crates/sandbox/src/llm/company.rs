//! `GET /api/whoami` and `POST /api/chat`.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::gate::Caller;
use crate::ledger::LlmEntry;
use crate::llm::directives::Directives;
use crate::llm::prompt::Prompt;
use crate::llm::streaming::{self, Call, Manner};
use crate::llm::{drafts, streaming::Ending};
use crate::state::{World, now, sha256_hex};

fn unauthenticated() -> Response {
    (StatusCode::UNAUTHORIZED, Json(json!({"detail": "Not authenticated"}))).into_response()
}

pub(crate) async fn whoami(State(world): State<World>, Extension(caller): Extension<Caller>) -> Response {
    match caller.login.and_then(|login| world.person(&login)) {
        Some(person) => {
            Json(json!({"username": person.display_name, "userID": person.llm_user_id})).into_response()
        }
        None => unauthenticated(),
    }
}

/// A checked request body.
struct Wish {
    prompt: Prompt,
    stream: bool,
}

fn unprocessable(kind: &str, place: &[&str], message: &str) -> Response {
    let detail = json!([{"type": kind, "loc": place, "msg": message}]);
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "detail": detail }))).into_response()
}

/// Reads the body as strictly as the real one: every key it does not know is named and refused.
fn read(body: &str) -> Result<Wish, Box<Response>> {
    let refuse = |kind: &str, place: &[&str], message: &str| Box::new(unprocessable(kind, place, message));
    let fields: Map<String, Value> = serde_json::from_str(body)
        .map_err(|error| refuse("json_invalid", &["body"], &format!("JSON decode error: {error}")))?;
    let known = ["query", "history", "systemInstruction", "parameters", "sessionId"];
    if let Some(key) = fields.keys().find(|key| !known.contains(&key.as_str())) {
        return Err(refuse("extra_forbidden", &["body", key], "Extra inputs are not permitted"));
    }
    let text = |key: &str| match fields.get(key) {
        None | Some(Value::Null) => Ok(""),
        Some(Value::String(text)) => Ok(text.as_str()),
        Some(_) => Err(refuse("string_type", &["body", key], "Input should be a valid string")),
    };
    if !fields.contains_key("query") {
        return Err(refuse("missing", &["body", "query"], "Field required"));
    }
    let none = Map::new();
    let parameters = match fields.get("parameters") {
        None | Some(Value::Null) => &none,
        Some(Value::Object(parameters)) => parameters,
        Some(_) => {
            return Err(refuse("dict_type", &["body", "parameters"], "Input should be a valid dictionary"));
        }
    };
    let mut stream = false;
    for (key, value) in parameters {
        let place = ["body", "parameters", key.as_str()];
        let problem = match (key.as_str(), value) {
            ("model", Value::String(_)) => None,
            ("model", _) => Some(("string_type", "Input should be a valid string")),
            ("temperature", value) => match value.as_f64() {
                Some(heat) if (0.0..=2.0).contains(&heat) => None,
                _ => Some(("number_range", "Input should be a number from 0 to 2")),
            },
            ("maxTokens", value) => match value.as_u64() {
                Some(1..) => None,
                _ => Some(("greater_than", "Input should be a whole number greater than 0")),
            },
            ("stream", Value::Bool(wanted)) => {
                stream = *wanted;
                None
            }
            ("stream", _) => Some(("bool_type", "Input should be a valid boolean")),
            _ => Some(("extra_forbidden", "Extra inputs are not permitted")),
        };
        if let Some((kind, message)) = problem {
            return Err(refuse(kind, &place, message));
        }
    }
    let prompt = Prompt::read(text("query")?, text("history")?, text("systemInstruction")?);
    let _ = text("sessionId")?;
    Ok(Wish { prompt, stream })
}

pub(crate) async fn chat(
    State(world): State<World>,
    Extension(caller): Extension<Caller>,
    body: String,
) -> Response {
    let Some(login) = caller.login.clone() else { return unauthenticated() };
    let wish = match read(&body) {
        Ok(wish) => wish,
        Err(response) => return *response,
    };
    let directives = &wish.prompt.directives;
    let call = Call::started(
        &world,
        LlmEntry {
            n: 0,
            time: now(),
            who: Some(login.clone()),
            cookie_sha256: caller.secret_sha256.clone(),
            request: caller.request,
            stream: wish.stream,
            directives: directives.names(),
            status: None,
            tokens_total: 0,
            tokens_sent: 0,
            first_token_ms: None,
            finished: false,
            closed_early: false,
            closed_at: None,
            closed_after_ms: None,
            body: serde_json::from_str(&body).unwrap_or(Value::Null),
        },
    );
    let again = |name: &str| met_before(&world, &login, name, &wish.prompt);
    if let Some(response) = refusal(directives, again) {
        call.ended(response.status().as_u16());
        return response;
    }
    let settings = world.lock().llm.clone();
    tokio::time::sleep(std::time::Duration::from_millis(settings.latency_ms)).await;
    if directives.has("html") {
        call.ended(200);
        let page = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Your session has ended\
            </h1></body></html>";
        return axum::response::Html(page).into_response();
    }
    let answer = words(&wish.prompt, again);
    let ending = if directives.has("cut") {
        Ending::Cut
    } else if directives.has("stall") {
        Ending::Stall
    } else {
        Ending::Whole
    };
    let manner = Manner { delay_ms: directives.number("slow"), ending, settings };
    if wish.stream {
        streaming::stream(call, &answer, &manner)
    } else {
        streaming::whole(call, &wish.prompt, &answer, &manner).await
    }
}

/// Whether a one-time directive was met before for this person and requirement; the second meeting
/// forgets the first, so that a later draft of the same text starts anew.
fn met_before(world: &World, login: &str, name: &str, prompt: &Prompt) -> bool {
    let key = format!("{login}/{name}/{}", sha256_hex(&prompt.requirement));
    let mut inner = world.lock();
    if inner.directive_uses.remove(&key).is_some() {
        return true;
    }
    inner.directive_uses.insert(key, 1);
    false
}

fn refusal(directives: &Directives, again: impl Fn(&str) -> bool) -> Option<Response> {
    if directives.has("422") {
        return Some(unprocessable(
            "extra_forbidden",
            &["body", "history"],
            "Extra inputs are not permitted",
        ));
    }
    if directives.has("500") {
        let body = Json(json!({"detail": "Internal Server Error"}));
        return Some((StatusCode::INTERNAL_SERVER_ERROR, body).into_response());
    }
    if directives.has("429") || (directives.has("429-then-ok") && !again("429-then-ok")) {
        let body = Json(json!({"detail": "Too many requests"}));
        return Some((StatusCode::TOO_MANY_REQUESTS, [("retry-after", "1")], body).into_response());
    }
    None
}

/// What the model says, good or bad.
fn words(prompt: &Prompt, again: impl Fn(&str) -> bool) -> String {
    let directives = &prompt.directives;
    if directives.has("empty") {
        return String::new();
    }
    if directives.has("prose") {
        return "I would start by talking to the people who asked for this. There are several good ways to do \
                it, and which one fits depends on what you already have."
            .to_owned();
    }
    if directives.has("clarify") && !prompt.answered {
        let question = json!({
            "mode": "clarify",
            "question": "Who may do this, and is there a limit in time or number?",
            "fields": ["audience", "limit"],
        });
        return question.to_string();
    }
    let draft = drafts::draft(prompt);
    let fenced = |draft: &Value| {
        format!("```json\n{}\n```", serde_json::to_string_pretty(draft).unwrap_or_else(|_| draft.to_string()))
    };
    if directives.has("half-json")
        || (directives.has("bad-json-once") && !again("bad-json-once") && !prompt.repair)
    {
        let whole = fenced(&draft);
        let half = whole.chars().count() / 2;
        return whole.chars().take(half).collect();
    }
    if directives.has("missing-criteria") && !again("missing-criteria") && !prompt.repair {
        let mut lacking = draft;
        if let Some(map) = lacking.as_object_mut() {
            map.remove("acceptance_criteria");
            map.remove("scenarios");
        }
        return fenced(&lacking);
    }
    fenced(&draft)
}
