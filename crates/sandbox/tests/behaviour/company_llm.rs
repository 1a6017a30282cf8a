use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::actors::{house, read, unfenced};

#[tokio::test]
async fn whoami_knows_people_by_their_cookie() {
    let house = house().await;
    let url = format!("{}/api/whoami", house.sandbox.addresses().llm);
    let ask = |cookie: &str| house.http.get(&url).header("X-Company-Auth", cookie).send();
    let (status, ada) = read(ask(house.cookie("alovelace")).await.unwrap()).await;
    assert_eq!((status, ada), (StatusCode::OK, json!({"username": "Ada Lovelace", "userID": "alovelace"})));
    let (_, alan) = read(ask(house.cookie("aturing")).await.unwrap()).await;
    assert_eq!(alan["userID"], "turing.alan");
    assert_eq!(ask("guess").await.unwrap().status(), StatusCode::UNAUTHORIZED);
    assert_eq!(house.http.get(&url).send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn every_unknown_or_wrong_key_is_named_in_a_422() {
    let house = house().await;
    for (body, place) in [
        (json!({"query": "q", "messages": []}), json!(["body", "messages"])),
        (json!({"query": "q", "parameters": {"max_tokens": 5}}), json!(["body", "parameters", "max_tokens"])),
        (
            json!({"query": "q", "parameters": {"temperature": 3}}),
            json!(["body", "parameters", "temperature"]),
        ),
        (json!({"query": "q", "history": []}), json!(["body", "history"])),
        (json!({"history": "x"}), json!(["body", "query"])),
    ] {
        let (status, answer) = read(house.chat("alovelace", &body).await).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(answer["detail"][0]["loc"], place);
    }
    let full = json!({
        "query": "Patients book a room", "history": "USER: hello\nASSISTANT: hello", "systemInstruction": "s",
        "parameters": {"model": "m", "temperature": 0.2, "maxTokens": 900, "stream": false}, "sessionId": "1",
    });
    let (status, answer) = read(house.chat("alovelace", &full).await).await;
    assert_eq!(status, StatusCode::OK);
    assert!(answer["usage"]["completionTokens"].as_u64().unwrap() > 10);
}

#[tokio::test]
async fn a_draft_is_fenced_json_about_the_requirement() {
    let house = house().await;
    let draft = unfenced(&house.answer("Patients can book an appointment online within 3 minutes.").await);
    assert!(draft["summary"].as_str().unwrap().contains("appointment"));
    assert!(draft["acceptance_criteria"].as_array().unwrap().len() >= 2);
    assert!(draft["story_points"].as_u64().unwrap() <= 3);
    for key in ["story", "stlc_notes", "labels", "priority", "components"] {
        assert!(!draft[key].is_null(), "{key}");
    }
    assert_eq!(unfenced(&house.answer("Book a room\n[[sandbox: points=8]]").await)["story_points"], 8);
}

#[tokio::test]
async fn directives_bring_trouble() {
    let house = house().await;
    let status = async |directive: &str| {
        let query = format!("<requirement>Book a room\n[[sandbox: {directive}]]</requirement>");
        house.chat("alovelace", &json!({ "query": query })).await.status().as_u16()
    };
    assert_eq!((status("422").await, status("500").await, status("429").await), (422, 500, 429));
    assert_eq!((status("429-then-ok").await, status("429-then-ok").await), (429, 200));
    assert_eq!(house.answer("Book a room\n[[sandbox: empty]]").await, "");
    assert!(!house.answer("Book a room\n[[sandbox: prose]]").await.contains('{'));
    let half = house.answer("Book a room\n[[sandbox: half-json]]").await;
    assert!(half.starts_with("```json") && !half.ends_with("```"));
    let query = "<requirement>Book a room\n[[sandbox: html]]</requirement>";
    let page = house.chat("alovelace", &json!({ "query": query })).await;
    assert!(page.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
}

#[tokio::test]
async fn one_time_mistakes_are_repaired_on_the_second_call() {
    let house = house().await;
    let lacking = unfenced(&house.answer("Book a room\n[[sandbox: missing-criteria]]").await);
    assert!(lacking.get("acceptance_criteria").is_none());
    let complete = unfenced(&house.answer("Book a room\n[[sandbox: missing-criteria]]").await);
    assert!(complete["acceptance_criteria"].is_array());
    assert!(!house.answer("Book a hall\n[[sandbox: bad-json-once]]").await.ends_with("```"));
    let repair = json!({
        "query": "Your answer did not match the schema. Answer again.",
        "history": "USER: <requirement>Book a hall\n[[sandbox: bad-json-once]]</requirement>\nASSISTANT: ```json {",
    });
    let (_, answer) = read(house.chat("alovelace", &repair).await).await;
    assert!(unfenced(answer["data"]["answer"].as_str().unwrap())["story"].is_string());
}

#[tokio::test]
async fn a_question_is_asked_until_it_is_answered() {
    let house = house().await;
    let requirement = "<requirement>Book a room\n[[sandbox: clarify]]</requirement>";
    let (_, first) = read(house.chat("alovelace", &json!({ "query": requirement })).await).await;
    let question: serde_json::Value =
        serde_json::from_str(first["data"]["answer"].as_str().unwrap()).unwrap();
    assert_eq!(question["mode"], "clarify");
    let history = format!("USER: {requirement}\nASSISTANT: {question}");
    let (_, second) =
        read(house.chat("alovelace", &json!({"query": "Only nurses, 5 a day.", "history": history})).await)
            .await;
    assert!(unfenced(second["data"]["answer"].as_str().unwrap())["summary"].is_string());
}

#[tokio::test]
async fn calls_are_in_the_ledger_without_the_cookie() {
    let house = house().await;
    house.answer("Book a room").await;
    let (_, ledger) = house.control(Method::GET, "/ledger", None).await;
    assert_eq!(ledger["llm"][0]["who"], "alovelace");
    assert_eq!(ledger["llm"][0]["finished"], true);
    assert!(!ledger.to_string().contains(house.cookie("alovelace")));
}
