use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use crate::actors::{House, house, read, unfenced};

const REQUIREMENT: &str = "Patienten können Termine für 2 Personen buchen.";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Interface {
    OpenAi,
    Anthropic,
}

const BOTH: [Interface; 2] = [Interface::OpenAi, Interface::Anthropic];

#[expect(clippy::unwrap_used, reason = "test helpers")]
impl Interface {
    async fn ask(self, house: &House, login: &str, body: &Value) -> Response {
        let llm = &house.sandbox.addresses().llm;
        let person = house.sandbox.person(login).unwrap();
        let request = match self {
            Self::OpenAi => {
                house.http.post(format!("{llm}/openai/v1/chat/completions")).bearer_auth(person.openai_key)
            }
            Self::Anthropic => house
                .http
                .post(format!("{llm}/anthropic/v1/messages"))
                .header("x-api-key", person.anthropic_key)
                .header("anthropic-version", "2023-06-01"),
        };
        request.json(body).send().await.unwrap()
    }

    fn body(self, requirement: &str) -> Value {
        let model = match self {
            Self::OpenAi => "sandbox-gpt",
            Self::Anthropic => "sandbox-claude",
        };
        let content = format!("<requirement>\n{requirement}\n</requirement>");
        json!({"model": model, "max_tokens": 4000, "messages": [{"role": "user", "content": content}]})
    }

    fn text(self, answer: &Value) -> String {
        let place = match self {
            Self::OpenAi => answer.pointer("/choices/0/message/content"),
            Self::Anthropic => answer.pointer("/content/0/text"),
        };
        place.and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// The pieces of a stream put together.
    fn joined(self, stream: &str) -> String {
        let events = stream.split(['\n', '\r']).filter_map(|line| line.strip_prefix("data: "));
        let values = events.filter_map(|data| serde_json::from_str::<Value>(data).ok());
        let place = match self {
            Self::OpenAi => "/choices/0/delta/content",
            Self::Anthropic => "/delta/text",
        };
        values.filter_map(|event| event.pointer(place)?.as_str().map(str::to_owned)).collect()
    }

    async fn whole(self, house: &House, requirement: &str) -> String {
        let (status, answer) = read(self.ask(house, "alovelace", &self.body(requirement)).await).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        self.text(&answer)
    }
}

#[tokio::test]
async fn every_interface_gives_the_same_draft_streamed_and_whole() {
    let house = house().await;
    let company = house.answer(REQUIREMENT).await;
    for interface in BOTH {
        assert_eq!(interface.whole(&house, REQUIREMENT).await, company, "{interface:?}");
        for settings in [
            json!({"token_delay_ms": 0, "chunk": "byte"}),
            json!({"token_delay_ms": 0, "line_ending": "crlf"}),
            json!({"token_delay_ms": 0, "line_ending": "mixed"}),
        ] {
            house.control(reqwest::Method::POST, "/llm", Some(&settings)).await;
            let mut body = interface.body(REQUIREMENT);
            body["stream"] = json!(true);
            let response = interface.ask(&house, "alovelace", &body).await;
            assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/event-stream"));
            let text = response.text().await.unwrap();
            assert_eq!(interface.joined(&text), company, "{interface:?} {settings}");
            let end = if interface == Interface::OpenAi { "data: [DONE]" } else { "event: message_stop" };
            assert!(text.contains(end));
            assert!(!text.contains("\"usage\":{\"prompt_tokens\""), "not asked for");
        }
        house.control(reqwest::Method::POST, "/llm", Some(&json!({"token_delay_ms": 0}))).await;
    }
    unfenced(&company);
}

#[tokio::test]
async fn tokens_are_counted_when_that_is_asked_for_and_the_limit_holds() {
    let house = house().await;
    let mut body = Interface::OpenAi.body(REQUIREMENT);
    body["stream"] = json!(true);
    body["stream_options"] = json!({"include_usage": true});
    let text = Interface::OpenAi.ask(&house, "alovelace", &body).await.text().await.unwrap();
    assert!(text.contains("\"choices\":[],\"usage\":{\"prompt_tokens\":"), "{text}");
    for (interface, reason) in [(Interface::OpenAi, "length"), (Interface::Anthropic, "max_tokens")] {
        let mut body = interface.body(REQUIREMENT);
        body["max_tokens"] = json!(5);
        let (_, answer) = read(interface.ask(&house, "alovelace", &body).await).await;
        assert!(answer.to_string().contains(&format!("\"{reason}\"")), "{answer}");
        assert!(interface.text(&answer).len() <= 40);
    }
}

#[tokio::test]
async fn errors_have_the_forms_of_the_originals() {
    let house = house().await;
    let llm = house.sandbox.addresses().llm.clone();
    let openai = house.http.post(format!("{llm}/openai/v1/chat/completions")).bearer_auth("sk-guess");
    let (status, body) = read(openai.json(&json!({})).send().await.unwrap()).await;
    assert_eq!((status, &body["error"]["code"]), (StatusCode::UNAUTHORIZED, &json!("invalid_api_key")));
    let messages = format!("{llm}/anthropic/v1/messages");
    let (status, body) = read(house.http.post(&messages).json(&json!({})).send().await.unwrap()).await;
    assert_eq!((status, &body["error"]["type"]), (StatusCode::UNAUTHORIZED, &json!("authentication_error")));
    let key = house.sandbox.person("alovelace").unwrap().anthropic_key;
    let versionless = house.http.post(&messages).header("x-api-key", key).json(&json!({}));
    assert_eq!(versionless.send().await.unwrap().status(), StatusCode::BAD_REQUEST);

    for (interface, change, status, place, word) in [
        (Interface::OpenAi, json!({"model": "gpt-9"}), 404, "/error/code", "model_not_found"),
        (Interface::OpenAi, json!({"maxTokens": 5}), 400, "/error/type", "invalid_request_error"),
        (Interface::OpenAi, json!({"stream_options": {}}), 400, "/error/type", "invalid_request_error"),
        (Interface::Anthropic, json!({"model": "claude-9"}), 404, "/error/type", "not_found_error"),
        (Interface::Anthropic, json!({"max_tokens": 0}), 400, "/error/type", "invalid_request_error"),
        (Interface::Anthropic, json!({"temperature": 1.5}), 400, "/error/type", "invalid_request_error"),
        (
            Interface::Anthropic,
            json!({"messages": [{"role": "system", "content": "x"}]}),
            400,
            "/error/type",
            "invalid_request_error",
        ),
    ] {
        let mut body = interface.body(REQUIREMENT);
        for (key, value) in change.as_object().unwrap() {
            body[key] = value.clone();
        }
        let (found, answer) = read(interface.ask(&house, "alovelace", &body).await).await;
        assert_eq!((found.as_u16(), answer.pointer(place)), (status, Some(&json!(word))), "{answer}");
    }
}

#[tokio::test]
async fn directives_bring_the_trouble_of_each_interface() {
    let house = house().await;
    for (interface, directive, status, kind) in [
        (Interface::OpenAi, "429", 429, "requests"),
        (Interface::OpenAi, "quota", 429, "insufficient_quota"),
        (Interface::OpenAi, "overloaded", 503, "server_error"),
        (Interface::OpenAi, "422", 400, "invalid_request_error"),
        (Interface::Anthropic, "429", 429, "rate_limit_error"),
        (Interface::Anthropic, "quota", 400, "invalid_request_error"),
        (Interface::Anthropic, "overloaded", 529, "overloaded_error"),
        (Interface::Anthropic, "500", 500, "api_error"),
    ] {
        let body = interface.body(&format!("Book a room\n[[sandbox: {directive}]]"));
        let response = interface.ask(&house, "alovelace", &body).await;
        assert_eq!(response.headers().contains_key("retry-after"), directive == "429", "{directive}");
        let (found, answer) = read(response).await;
        assert_eq!((found.as_u16(), &answer["error"]["type"]), (status, &json!(kind)), "{answer}");
    }
    for interface in BOTH {
        let filtered = interface.whole(&house, "Book a room\n[[sandbox: filtered]]").await;
        assert!(!filtered.is_empty() && !filtered.ends_with("```"));
        assert_eq!(interface.whole(&house, "Book a room\n[[sandbox: declines]]").await, "");
        let mut body = interface.body("Book a room\n[[sandbox: error-event]]");
        body["stream"] = json!(true);
        let text = interface.ask(&house, "alovelace", &body).await.text().await.unwrap();
        assert!(
            !interface.joined(&text).is_empty()
                && text.trim_end().ends_with('}')
                && text.contains("\"error\"")
        );
    }
}

#[tokio::test]
async fn the_ledger_knows_whose_key_it_was_and_faults_have_their_names() {
    let house = house().await;
    for (interface, operation) in
        [(Interface::OpenAi, "llm.openai.chat"), (Interface::Anthropic, "llm.anthropic.messages")]
    {
        interface.whole(&house, "Book a room").await;
        let call = house.sandbox.llm_calls().pop().unwrap();
        assert_eq!((&call["who"], &call["finished"]), (&json!("alovelace"), &json!(true)));
        house.fault(json!({"target": operation, "times": 1, "action": {"status": 418}})).await;
        let response = interface.ask(&house, "ghopper", &interface.body("Book a room")).await;
        assert_eq!(response.status().as_u16(), 418);
        let request = house.sandbox.requests().pop().unwrap();
        assert_eq!((&request["operation"], &request["who"]), (&json!(operation), &json!("ghopper")));
    }
    let (_, ledger) = house.control(reqwest::Method::GET, "/ledger", None).await;
    let person = house.sandbox.person("alovelace").unwrap();
    assert!(
        !ledger.to_string().contains(person.openai_key) && !ledger.to_string().contains(person.anthropic_key)
    );
    let models = house.http.get(format!("{}/openai/v1/models", house.sandbox.addresses().llm));
    let (_, list) = read(models.bearer_auth(person.openai_key).send().await.unwrap()).await;
    assert_eq!(list["data"][0]["id"], "sandbox-gpt");
}
